"""What becomes of the claims of one article."""

from __future__ import annotations

import datetime as dt

import pytest

from graph.model import Claim, Entity, EventDate, Precision, Status
from ingest.language.arguments import Argument
from ingest.language.mentions import find_mentions, parse_text
from ingest.pipeline import Extractor, is_spared, merged

DAY = EventDate(dt.date(2023, 5, 21), Precision.DAY)
NEVER = EventDate()


def claim(start: int, confidence: float, *, date: EventDate = NEVER, status: Status = Status.REALISED) -> Claim:
    """China bans Micron, told at `start`."""
    return Claim(
        article="a",
        subject=Entity("china", "China", "Country"),
        relation="BANS",
        object=Entity("micron", "Micron", "Organisation"),
        status=status,
        quote="China bans Micron",
        start=start,
        end=start + 17,
        date=date,
        confidence=confidence,
        because="verb: bans",
    )


def test_what_is_told_with_a_date_is_as_sure_as_what_is_told_without() -> None:
    (one,) = merged([claim(0, 0.9), claim(50, 0.4, date=DAY)])
    assert (one.start, one.date, one.confidence) == (50, DAY, 0.9)


def test_a_date_of_another_status_is_not_lent() -> None:
    found = merged([claim(0, 0.9), claim(50, 0.4, date=DAY, status=Status.POTENTIAL)])
    assert [(c.status, c.confidence, c.date) for c in found] == [
        (Status.REALISED, 0.9, NEVER),
        (Status.POTENTIAL, 0.4, DAY),
    ]


def test_two_dates_are_two_acts() -> None:
    later = EventDate(dt.date(2023, 6, 1), Precision.DAY)
    assert [c.date for c in merged([claim(0, 0.9, date=DAY), claim(50, 0.8, date=later)])] == [DAY, later]


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "spared"),
    [
        ("Xiaomi blacklisted as Washington spares Alibaba, Tencent and Baidu", {"Alibaba", "Tencent", "Baidu"}),
        ("The order exempts Tencent, and fines Meituan.", {"Tencent"}),
        ("Washington blacklisted Tencent to spare itself trouble.", set()),
    ],
)
def test_who_is_spared(text: str, spared: set[str]) -> None:
    extractor = Extractor.load()
    doc = extractor.nlp(parse_text(extractor.nlp, extractor.names, text, extractor.lexicon.headline_verbs))
    names = [m for m in find_mentions(doc, extractor.names) if m.entity is not None and not m.entity.state]
    found = {m.entity.name for m in names if m.entity and is_spared(Argument(m.entity, m.start, m.end, "name"), doc[:])}
    assert found == spared
