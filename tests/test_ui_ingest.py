from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

from graph.decisions import Place
from graph.model import Article, Claim, Entity, Skipped, Status
from ui.runs import Given, Offered, Run, Stage
from ui.views import ingest as view

CHINA = Entity("country/china", "China", "Country", known=True, state=True)
ANT = Entity("company/ant-group", "Ant Group", "Company")
TEXT = "Ant halted\n\nChina halted\nthe listing of Ant Group. Ant fell 8%."
ARTICLE = Article("a1", TEXT, "Ant halted", published=dt.date(2020, 11, 3))
CLAIM = Claim(
    "a1", CHINA, "HALTS", ANT, Status.REALISED, "China halted", 12, 24, confidence=0.9, sentence_start=12,
    sentence_end=TEXT.index(" Ant fell"),
)  # fmt: skip
OFFERED = Offered(CLAIM, ARTICLE, Place.of(CLAIM))


def run(stage: Stage, **changes: object) -> Run:
    made = Run("x", Given(), dt.datetime(2026, 1, 1, tzinfo=dt.UTC), stage=stage)
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def test_what_is_filled_in_is_gathered() -> None:
    found = view.gather(
        "China halted the listing of Ant Group on Tuesday.",
        " https://example.com/a \nhttps://example.com/a\nnot an address\n",
        [("one.txt", io.BytesIO(b"x"))],
        title=" Ant halted ",
        publisher="Harbour Wire",
        published=dt.date(2020, 11, 3),
        ask=False,
    )
    assert found is not None
    article, wrong = found.texts
    assert isinstance(article, Article) and (article.title, article.publisher) == ("Ant halted", "Harbour Wire")
    assert wrong == Skipped("not an address", "not an address: it begins with https://")
    assert found.addresses == ("https://example.com/a",)
    assert [name for name, _ in found.streams] == ["one.txt"]
    assert not found.ask
    assert found.title == "one.txt and 3 more"


def test_nothing_filled_in_is_nothing() -> None:
    assert view.gather("  \n", " ", []) is None


def test_progress_is_told_stage_by_stage() -> None:
    assert view.progress(run(Stage.READING)) == (0.0, "Reading the files…")
    share, words = view.progress(run(Stage.EXTRACTING, total=4))
    assert share == 0 and words == "Finding acts: 0 of 4 articles (the language model starts)"
    busy = run(Stage.EXTRACTING, total=4, extracted=1)
    busy.counts.there = 1
    busy.counts.skipped = [Skipped("a", "empty")]
    assert view.progress(busy) == (0.75, "Finding acts: 3 of 4 articles")
    assert [line for line, _ in view.stages(busy)][-2:] == ["1 article loaded before", "1 input skipped"]
    assert view.progress(run(Stage.EXTRACTING, extracted=7)) == (0.0, "Finding acts…"), "how many is not known"


def test_an_act_is_offered_with_its_sentence() -> None:
    (row,) = view.rows([OFFERED])
    assert row["Load"] is True
    assert (row["Act"], row["Status"], row["Date"]) == ("China halts Ant Group", "Realised", "undated")
    assert row["In the words of the article"] == "China halted the listing of Ant Group."
    fell = replace(CLAIM, subject=ANT, relation="FALLS", object=None, amount="8%", sentence_end=0)
    move = replace(OFFERED, claim=fell)
    assert view.act_of(move) == "Ant Group falls 8%"
    assert view.sentence_of(move) == "China halted"
