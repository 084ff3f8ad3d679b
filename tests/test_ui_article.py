from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tests.test_ui_evidence import EVIL, Tags
from ui import article_text, articles
from ui.article_text import Chosen
from ui.articles import Article, Named, Triple
from ui.views import article as view

TEXT = "Ant halted\n\nOn Tuesday China halted the Ant Group IPO. It may fine Ant.\nNothing here."
HALTED = TEXT.index("China halted")
FINED = TEXT.index("may fine Ant")
SENTENCES = (TEXT.index("On Tuesday"), TEXT.index("It may")), (TEXT.index("It may"), TEXT.index("\nNothing"))
HALTS = Triple(
    "c1", "e1", "HALTS", "country/china", "China", "deal/ant-group-ipo", "Ant Group IPO", "realised", "realised",
    dt.date(2020, 11, 3), "day", "the exchange", "", -0.8, 0.9, 2, 0, HALTED, HALTED + len("China halted the Ant"),
    *SENTENCES[0],
)  # fmt: skip
FINES = replace(
    HALTS, claim="c2", event="e2", relation="FINES", target="company/ant-group", target_name="Ant Group",
    status="potential", event_status="denied", start=FINED, end=FINED + len("may fine Ant"),
    sentence_start=SENTENCES[1][0], sentence_end=SENTENCES[1][1],
)  # fmt: skip
CHINA = Named("country/china", "China", "Country", 1, ((HALTED, HALTED + 5),))
IPO = Named(
    "deal/ant-group-ipo", "Ant Group IPO", "Deal", 1, ((TEXT.index("Ant Group"), TEXT.index("Ant Group") + 13),)
)
ANT = Named("company/ant-group", "Ant Group", "Company", 2, ((0, 3), (IPO.spans[0][0], IPO.spans[0][0] + 9)))
ARTICLE = Article(
    "a1", "Ant halted", TEXT, "Harbour Wire", "A. Writer", dt.date(2020, 11, 4), "https://example.com/a", "a.txt",
    "0123456789abcdef", dt.datetime(2026, 1, 2, 3, 4), (HALTS, FINES), (CHINA, IPO, ANT),
)  # fmt: skip


def pieces(article: Article = ARTICLE) -> list[dict[str, Any]]:
    return [piece for paragraph in articles.marked(article) for piece in paragraph]


def test_the_text_is_whole_when_it_is_cut() -> None:
    paragraphs = articles.marked(ARTICLE)
    assert ["".join(piece["text"] for piece in some) for some in paragraphs] == [
        line for line in TEXT.splitlines() if line
    ]


def test_quotes_sentences_and_names_are_marked_where_they_stand() -> None:
    found = pieces()
    quoted = "".join(piece["text"] for piece in found if "c1" in piece.get("claims", ()))
    assert quoted == "China halted the Ant"
    first = [piece for piece in found if piece.get("sentence") == SENTENCES[0][0]]
    assert "".join(piece["text"] for piece in first).startswith("On Tuesday China halted")
    assert {piece["status"] for piece in found if "c2" in piece.get("claims", ())} == {"potential"}
    named = [(piece["text"], piece["entity"]) for piece in found if "entity" in piece]
    assert named[:2] == [("Ant", ANT.entity), ("China", CHINA.entity)]
    assert "".join(text for text, id_ in named if id_ == IPO.entity) == "Ant Group IPO", "the longest name is marked"
    assert not any("sentence" in piece or "claims" in piece for piece in found if piece["text"] == "Nothing here.")


def test_places_outside_the_text_mark_nothing() -> None:
    wrong = replace(HALTS, start=-3, end=9000, sentence_start=0, sentence_end=9999)
    beyond = replace(CHINA, spans=((8000, 8005),))
    found = pieces(replace(ARTICLE, triples=(wrong,), named=(beyond,)))
    assert not any(set(piece) - {"text"} for piece in found)


def test_a_click_tells_a_sentence_or_a_name() -> None:
    assert article_text.chosen_of({"sentence": 12}) == Chosen(sentence=12)
    assert article_text.chosen_of({"entity": "x"}) == Chosen(entity="x")
    for nothing in (None, {}, {"nothing": True}, {"sentence": True}, {"sentence": "1", "entity": 4}, []):
        assert article_text.chosen_of(nothing) == Chosen()


def test_what_is_chosen_tells_which_acts_are_shown() -> None:
    assert article_text.told_in(ARTICLE, Chosen()) == [HALTS, FINES]
    assert article_text.told_in(ARTICLE, Chosen(sentence=SENTENCES[1][0])) == [FINES]
    assert article_text.told_in(ARTICLE, Chosen(claim="c1")) == [HALTS]
    assert article_text.told_in(ARTICLE, Chosen(entity=ANT.entity)) == [FINES]
    assert article_text.told_in(ARTICLE, Chosen(claim="gone")) == []


def test_the_panel_says_what_it_shows() -> None:
    assert view.heading(ARTICLE, Chosen(), [HALTS, FINES])[0] == "2 acts in this article"
    assert view.heading(ARTICLE, Chosen(), [])[0] == "No act was read here"
    assert view.heading(ARTICLE, Chosen(sentence=12), [HALTS])[0] == "1 act in this sentence"
    assert view.heading(ARTICLE, Chosen(entity=ANT.entity), [FINES]) == (
        "Ant Group", "Company, named 2 times here, in 1 act",
    )  # fmt: skip


def test_an_act_is_told_as_the_article_tells_it_and_what_became_of_it() -> None:
    text = Tags(view.triple_html(ARTICLE, FINES)).text
    for words in ("China fines Ant Group", "Potential", "in the end denied", "may fine Ant", "says the exchange"):
        assert words in text
    about = Tags(view.about_html(ARTICLE))
    for words in ("Harbour Wire", "4 Nov 2020", "by A. Writer", "original", "version 01234567", "2 Jan 2026, 03:04"):
        assert words in about.text
    assert [attrs["href"] for tag, attrs in about.tags if tag == "a"] == ["https://example.com/a"]


def test_text_of_articles_stays_text() -> None:
    evil = replace(HALTS, actor_name=EVIL, target_name=EVIL, attributed_to=EVIL, amount=EVIL, status=EVIL)
    article = replace(
        ARTICLE, text=EVIL, publisher=EVIL, author=EVIL, origin=EVIL, version=EVIL, url="javascript:alert(1)"
    )
    for html in (view.triple_html(article, replace(evil, start=0, end=len(EVIL))), view.about_html(article)):
        found = Tags(html)
        assert not {"script", "img", "a", "b"} & {tag for tag, _ in found.tags}
        assert not {name for _, attrs in found.tags for name in attrs} - {"class"}
        assert "<script>" in found.text


class Rows:
    """A reader that gives rows by the name of a statement."""

    def __init__(self, rows: Mapping[str, list[dict[str, Any]]]) -> None:
        self.rows = rows

    def read(self, statement: str, /, **params: Any) -> list[dict[str, Any]]:
        return self.rows[statement]


def test_an_article_is_opened_by_what_names_it_alone() -> None:
    two = Rows({"explore/find_articles": [{"id": "a1"}, {"id": "a2"}]})
    assert articles.read_article(two, "a") is None
    assert articles.read_article(Rows({"explore/find_articles": []}), "b") is None
    assert articles.read_article(two, "") is None
