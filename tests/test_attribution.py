"""Who says so: the source of what a sentence tells, wherever the text names it; the paper's own voice has none."""

from __future__ import annotations

import datetime as dt

import pytest

from graph.model import Article
from ingest import Method
from ingest.language.attribution import source_of
from ingest.language.coreference import Context
from ingest.language.mentions import find_mentions, parse_text
from ingest.pipeline import Extractor

pytestmark = pytest.mark.model
DAY = dt.date(2023, 6, 14)

# the text, the word that tells the act, and who says so
SAID = [
    # a verb of speech over the act
    ("Reuters said that Beijing had fined Baidu.", "fined", "Reuters"),
    ("Gina Raimondo told CNBC that China was blocking Boeing.", "blocking", "Gina Raimondo"),
    ("Robert Lea wrote in a note that regulators would approve the sale.", "approve", "Robert Lea"),
    ("Analyst Helen Pratt argued in a note that the ban hurts Tencent.", "hurts", "Helen Pratt"),
    ("Caixin reports that Tencent bought a studio.", "bought", "Caixin"),
    ("Xu Lin said Alibaba sold the unit, adding that Baidu bought it.", "bought", "Xu Lin"),
    ("Nvidia is said to have halted exports, Bloomberg News reported.", "halted", "Bloomberg News"),
    ("Intel warned that Washington would widen the curbs.", "widen", "Intel"),
    # said in the middle, at the end, inverted
    ("Beijing, Reuters said, has fined Baidu.", "fined", "Reuters"),
    ("Beijing has fined Baidu, Reuters said.", "fined", "Reuters"),
    ("Tencent will sell the studio, said Helen Pratt, an analyst at Nomura.", "sell", "Helen Pratt"),
    ("Canada has banned the app, said Justin Trudeau.", "banned", "Justin Trudeau"),
    ("As Gina Raimondo put it, China blocked Boeing.", "blocked", ""),
    ("As Gina Raimondo noted, China blocked Boeing.", "blocked", "Gina Raimondo"),
    (
        "Europe may have cut subsidies, but nothing is proven, the head of trade in Brussels said on Tuesday.",
        "cut",
        "the head of trade in Brussels",
    ),
    ("Qin Gang told Blinken in a call that Washington should stop sales.", "stop", "Qin Gang"),
    ("Baidu was quoted as saying that Beijing had banned the app.", "banned", "Baidu"),
    ("A study by Nomura shows that exports to China fell.", "fell", "A study by Nomura"),
    ("The quarrel over chips shows that Beijing restricts metals.", "restricts", ""),
    # prepositions
    ("According to Caixin, regulators raided the bank.", "raided", "Caixin"),
    ("Regulators raided the bank, according to Caixin.", "raided", "Caixin"),
    ("According to Sandy Pei, a portfolio manager at Federated Hermes, shares have fallen.", "fallen", "Sandy Pei"),
    ("In the words of Zhao Lijian, Washington suppresses Huawei.", "suppresses", "Zhao Lijian"),
    # those who speak for others, and those without a name
    ("A spokesperson for Huawei said India had raided the firm.", "raided", "Huawei"),
    ("A Huawei spokesman said India had raided the firm.", "raided", "Huawei"),
    ("Sources said Ant Group had sold the stake.", "sold", "Sources"),
    ("Ant Group has sold the stake, people familiar with the matter said.", "sold", "people familiar with the matter"),
    (
        "Ant Group sold the stake, according to people familiar with the matter.",
        "sold",
        "people familiar with the matter",
    ),
    ("Analysts say that China may ease the curbs.", "ease", "Analysts"),
    ("State media reported that police had arrested the banker.", "arrested", "State media"),
    ("State broadcaster CCTV reported that police had arrested the banker.", "arrested", "CCTV"),
    ("Chinese officials said that the airline had cancelled the order.", "cancelled", "China"),
    # pronouns
    ("Janet Yellen landed in Beijing. She said China had eased the rules.", "eased", "Janet Yellen"),
    ("Tim Cook spoke in Shanghai on Monday. He said Foxconn had hired workers.", "hired", "Tim Cook"),
    ("Rain fell. They said China had eased the rules.", "eased", ""),
    # headlines
    ("Xinhua: Xi Jinping meets Vladimir Putin", "meets", "Xinhua"),
    ("China bans exports of graphite: sources", "bans", "sources"),
    ("China eases rules for lenders, Janet Yellen says", "eases", "Janet Yellen"),
    # quotations in one sentence
    ("“China has blocked our planes,” Gina Raimondo said.", "blocked", "Gina Raimondo"),
    ("“China has blocked our planes,” said Gina Raimondo.", "blocked", "Gina Raimondo"),
    ('"China has blocked our planes," Gina Raimondo told reporters.', "blocked", "Gina Raimondo"),
    ("Gina Raimondo said: “China has blocked our planes.”", "blocked", "Gina Raimondo"),
    ("“China,” Gina Raimondo said, “has blocked our planes again this year.”", "blocked", "Gina Raimondo"),
    ("“Has China blocked our planes again?” Gina Raimondo asked.", "blocked", "Gina Raimondo"),
    # quotations that go on
    (
        "“We see a change of mood,” said Helen Pratt, an analyst at Nomura. “Beijing has eased the curbs on lenders.”",
        "eased",
        "Helen Pratt",
    ),
    (
        "“We see a change of course. Beijing has eased the curbs on lenders. It will last,” Helen Pratt said.",
        "eased",
        "Helen Pratt",
    ),
    (
        "“Beijing has eased the curbs on lenders,” Helen Pratt said. “We see it everywhere. Regulators fined nobody.”",
        "fined",
        "Helen Pratt",
    ),
    (
        "Helen Pratt of Nomura was not surprised. “Beijing has eased the curbs on lenders,” she said.",
        "eased",
        "Helen Pratt",
    ),
    # the paper's own voice
    ("China has fined Baidu.", "fined", ""),
    ("China fined Baidu after Reuters said the firm had lied.", "fined", ""),
    ("“The weather here is lovely today,” Gina Raimondo said.\n\nChina blocked Boeing in May.", "blocked", ""),
    ("“The weather here is lovely today,” Gina Raimondo said. China blocked Boeing in May.", "blocked", ""),
    ("Gina Raimondo said so after China blocked Boeing.", "blocked", ""),
    ("China blocked the so-called “flying coffin” of Boeing, and rain fell.", "blocked", ""),
    ("Officials in Hanoi opened a bridge. China eased the curbs.", "eased", ""),
]


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor.load(min_confidence=0, method=Method.RULES)


def told_by(extractor: Extractor, text: str, word: str) -> str:
    doc = extractor.nlp(parse_text(extractor.nlp, extractor.names, text, extractor.lexicon.headline_verbs))
    extractor.lexicon.mend(doc)
    context = Context(doc, find_mentions(doc, extractor.names), extractor.catalog, DAY)
    trigger = next(token for token in doc if token.text == word)
    return source_of(trigger, context)


@pytest.mark.parametrize(("text", "word", "source"), SAID, ids=[f"{n}" for n in range(1, len(SAID) + 1)])
def test_who_says_so(extractor: Extractor, text: str, word: str, source: str) -> None:
    assert told_by(extractor, text, word).casefold() == source.casefold()


def test_a_quotation_of_two_paragraphs_has_the_speaker_of_the_first(extractor: Extractor) -> None:
    text = "Gina Raimondo said: “China has blocked our planes.\n\n“It has fined our banks.”"
    assert told_by(extractor, text, "blocked") == "Gina Raimondo"


def test_who_announces_an_act_of_their_own_is_not_its_source(extractor: Extractor) -> None:
    article = Article("a", "TikTok said it had sued Donald Trump.", published=DAY)
    claims = next(iter(extractor.extract([article]))).claims
    assert [c.attributed_to for c in claims if c.relation == "SUES"] == [""]


def test_marks_without_an_end_are_read(extractor: Extractor) -> None:
    assert told_by(extractor, 'A 6" pipe broke. China fined Baidu, Reuters said.', "fined") == "Reuters"


def test_the_four_analysts_of_an_article_each_say_their_own(extractor: Extractor) -> None:
    text = (
        "Beijing has eased rules.\n\nBloomberg Intelligence analyst Robert Lea suggests that such a sign would help "
        "lenders.\n\nEquity strategist Nenad Dinic at Bank Julius Baer in Zurich cautioned that, although this fits "
        "a trade in Chinese stocks, the risk of a pullback grows if new signs fail to come.\n\nChristopher Beddor, "
        "deputy China research director at Gavekal Dragonomics, noted that the guest list would mark the end of the "
        "campaign.\n\nStocks trade lower. According to Sandy Pei, senior portfolio manager for China equities at "
        "Federated Hermes, Chinese equities have been trading low, with most risks priced in."
    )
    told = {word: told_by(extractor, text, word) for word in ("eased", "help", "grows", "mark", "trading", "priced")}
    assert told == {
        "eased": "",
        "help": "Robert Lea",
        "grows": "Nenad Dinic",
        "mark": "Christopher Beddor",
        "trading": "Sandy Pei",
        "priced": "Sandy Pei",
    }
