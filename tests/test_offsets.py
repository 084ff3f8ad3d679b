"""Every claim quotes the article where it says, whatever signs and spaces the text is made of."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.model import Article, Claim
from ingest import SURE
from ingest.pipeline import Extractor

pytestmark = pytest.mark.model

SENTENCES = (
    "China’s market regulator fined Alibaba 18.2 billion yuan on 10 April 2021.",
    "Washington banned the sale of chips to Huawei.",
    "Beijing may lift its tariffs on Australian barley, officials said.",
    "“China has not banned the iPhone,” a spokeswoman said.",
    "The European Union opened a probe into Temu and Shein.",
    "Tencent’s founder, Pony Ma, met Tim Cook in Shenzhen.",
    "腾讯 said that Tencent (腾讯) had bought Supercell for $8.6bn.",
    "ByteDance, which owns TikTok, was sued by the Justice Department.",
    "CHINA BANS MICRON CHIPS",
    "EU to Ban Huawei Phones",
)
ODD = (
    "😀",
    "👩‍👩‍👧",
    "🇨🇳",
    "\u00ad",
    "“",
    "”",
    "‘",
    "’",
    "…",
    "—",
    "中",
    "《阿里巴巴》",
    "。",
    "\u200b",
    "e\u0301",
    "İ",
    "ﬁ",
    "\ufeff",
)
SPACES = (" ", "  ", "\u00a0", "\u2009", "\u3000", "\t", "\n", "\n\n", " \n ", "\r\n")


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A few sentences with odd signs at the borders of their words, and any space between them."""
    parts: list[str] = []
    for sentence in draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4)):
        words = sentence.split(" ")
        for place in draw(st.lists(st.integers(0, len(words) - 1), max_size=3)):
            sign, before = draw(st.sampled_from(ODD)), draw(st.booleans())
            words[place] = sign + words[place] if before else words[place] + sign
        seldom = st.one_of(st.just(" "), st.just(" "), st.just(" "), st.sampled_from(SPACES))
        for word in words:
            parts += [word, draw(seldom)]
        parts.append(draw(st.sampled_from(SPACES)))
    return "".join(parts)


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor.load(min_confidence=0)


def told(extractor: Extractor, text: str, title: str = "") -> list[Claim]:
    article = Article("one", text, title, published=dt.date(2021, 4, 12))
    return [claim for found in extractor.extract([article]) for claim in found.claims]


def check(text: str, claims: list[Claim]) -> None:
    for claim in claims:
        sentence = text[claim.sentence_start : claim.sentence_end]
        assert claim.quote
        assert text[claim.start : claim.end] == claim.quote
        assert claim.sentence_start <= claim.start < claim.end <= claim.sentence_end <= len(text)
        assert claim.quote in sentence


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=texts())
def test_every_claim_quotes_the_text_where_it_stands(extractor: Extractor, text: str) -> None:
    check(text, told(extractor, text))


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_sentence_by_itself_tells_something(extractor: Extractor, sentence: str) -> None:
    claims = told(extractor, sentence)
    assert claims
    check(sentence, claims)


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("sign", ["😀", "👩‍👩‍👧", "中文。", "\u00ad", "“”", "İ"])
def test_what_stands_before_a_sentence_only_moves_its_quotes(extractor: Extractor, sign: str, space: str) -> None:
    sentence = SENTENCES[0]
    before = f"{sign}\n\n{space}"
    claims = told(extractor, before + sentence)
    check(before + sentence, claims)
    alone = {(c.relation, c.start, c.end) for c in told(extractor, sentence)}
    assert {(c.relation, c.start - len(before), c.end - len(before)) for c in claims} == alone


@pytest.mark.parametrize("before", ["", "😀\n\n ", "👩‍👩‍👧中文。\u00ad "])
def test_names_stand_where_they_are_said_to(extractor: Extractor, before: str) -> None:
    text = before + " ".join(SENTENCES)
    (found,) = extractor.extract([Article("one", text, published=dt.date(2021, 4, 12))])
    assert {id_: len(spans) for id_, spans in found.spans.items()} == found.mentions
    named = {id_: [text[start:end] for start, end in spans] for id_, spans in found.spans.items()}
    assert named["company/tencent"] == ["Tencent", "腾讯", "Tencent", "腾讯"]
    assert named["company/micron"] == ["MICRON"]


def test_a_quote_holds_the_words_of_its_act_and_no_line_break(extractor: Extractor) -> None:
    text = "😀 CHINA BANS MICRON CHIPS\n\nChina’s market regulator “fined” Alibaba."
    surest_last = sorted(told(extractor, text), key=lambda claim: claim.confidence)
    claims = {claim.relation: claim.quote for claim in surest_last if claim.confidence >= SURE}
    assert claims["BANS"].startswith("CHINA BANS MICRON")
    assert re.search(r"regulator “fined” Alibaba$", claims["FINES"])
    assert not any("\n" in quote for quote in claims.values())
