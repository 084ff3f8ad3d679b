"""Whatever the text, extraction ends, and every claim quotes the text where it says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.model import Article, Extraction
from ingest.language.mentions import parse_text
from ingest.pipeline import LONGEST, Extractor

pytestmark = pytest.mark.model

TOLD = "China’s market regulator fined Alibaba 18.2 billion yuan on 10 April 2021."
FRAGMENTS = st.sampled_from(
    [
        TOLD,
        "CHINA BANS MICRON CHIPS",
        "US to Impose Sanctions on Huawei",
        "中国证监会约谈蚂蚁集团",
        "President Xi Jinping met Jack Ma",
        "It said it would not lift the ban.",
        "<p>Tencent &amp; Baidu</p>",
        "😀🇨🇳👩‍👩‍👧",
        "Ant\u00adGroup",
        "İSTANBUL ŞİRKETLERİ VE ÇİN",
        "STRAẞE ﬁnanz ﬀ ŉ ΌΔΟΣ",
        "\u200b\ufeff\u202e",
        "e\u0301\u0327" * 3,
        "x" * 400,
        "--- *** ### ``` |||",
        "=" * 3000,
        "ab/" * 700,
        "31 February 2021, 5000 years ago, 99999999999 days ago",
        "\n",
        "\n\n",
        "\r\n\t",
        " ",
        ".",
        "?",
        "“",
        "’s",
    ]
)
WILD = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
TEXTS = st.lists(st.one_of(FRAGMENTS, WILD), min_size=1, max_size=8).flatmap(
    lambda parts: st.sampled_from([" ", "", "\n", "\n\n"]).map(lambda joint: joint.join(parts))
)
QUICK = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor.load(min_confidence=0)


def extracted(extractor: Extractor, *texts: str, published: dt.date | None = dt.date(2021, 4, 12)) -> list[Extraction]:
    articles = [Article(str(n), text, text.split("\n")[0], published=published) for n, text in enumerate(texts)]
    return list(extractor.extract(articles))


def wrong_offsets(found: Extraction) -> Iterator[str]:
    for claim in found.claims:
        if found.article.text[claim.start : claim.end] != claim.quote:
            yield f"{claim.quote!r} is not {found.article.text[claim.start : claim.end]!r}"
        if not claim.sentence_start <= claim.start < claim.end <= claim.sentence_end:
            yield f"{claim.quote!r} stands outside its sentence"


@QUICK
@given(text=TEXTS, dated=st.booleans())
def test_any_text_is_read_and_quoted_where_it_stands(extractor: Extractor, text: str, dated: bool) -> None:
    (found,) = extracted(extractor, text, published=dt.date(2021, 4, 12) if dated else None)
    assert found.article.text == text
    assert not list(wrong_offsets(found))
    assert {c.subject.id for c in found.claims} <= set(found.entities)


@QUICK
@given(text=st.one_of(TEXTS, WILD.map(str.upper), WILD.map(str.title)))
def test_the_parser_reads_a_text_of_the_same_length(extractor: Extractor, text: str) -> None:
    parsed = parse_text(extractor.nlp, extractor.names, text, extractor.lexicon.headline_verbs)
    assert len(parsed) == len(text)
    assert extractor.nlp.make_doc(parsed).text == parsed


@pytest.mark.parametrize("line", ["İSTANBUL ŞİRKETLERİ ÇİN İLE ANLAŞTI", "HUAWEİ AND İNTEL SİGN A DEAL TODAY"])
def test_a_capital_whose_small_form_is_longer_moves_no_offset(extractor: Extractor, line: str) -> None:
    (found,) = extracted(extractor, f"{line}\n\n{TOLD}")
    assert [c for c in found.claims if c.relation == "FINES"]
    assert not list(wrong_offsets(found))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n",
        "\n" * 5000,
        "Alibaba",
        "?",
        "中" * 3000,
        "中国" * 3000,
        "word" * 5000,
        "<div>" * 3000,
        "😀" * 3000,
    ],
    ids=["empty", "blank", "line", "lines", "name", "mark", "chinese", "china", "long word", "markup", "emoji"],
)
def test_texts_of_one_kind_are_read(extractor: Extractor, text: str) -> None:
    (found,) = extracted(extractor, text)
    assert not list(wrong_offsets(found))


@pytest.mark.parametrize("filler", ["=", "😀", "\n", "ab/"])
def test_a_page_of_a_megabyte_is_read_to_its_limit(extractor: Extractor, filler: str) -> None:
    text = f"{TOLD}\n\n" + filler * (LONGEST // len(filler) + 100_000)
    (found,) = extracted(extractor, text)
    assert [c.relation for c in found.claims] == ["FINES"]
    assert not list(wrong_offsets(found))


def test_what_is_told_beyond_the_limit_is_left_out(extractor: Extractor) -> None:
    (found,) = extracted(extractor, "\n" * LONGEST + TOLD)
    assert found.claims == ()


def test_articles_keep_their_order_whatever_the_batch(extractor: Extractor) -> None:
    articles = [Article(str(n), TOLD if n % 2 else "Nothing.", published=dt.date(2021, 4, 12)) for n in range(7)]
    found = list(extractor.extract(articles, batch_size=3))
    assert [e.article.id for e in found] == [str(n) for n in range(7)]
    assert [bool(e.claims) for e in found] == [bool(n % 2) for n in range(7)]


def test_an_article_read_twice_gives_the_same(extractor: Extractor) -> None:
    first, second = extracted(extractor, TOLD, TOLD)
    assert [c.because for c in first.claims] == [c.because for c in second.claims]
    assert (first.mentions, first.entities) == (second.mentions, second.entities)
