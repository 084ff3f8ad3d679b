"""Words about time: what they resolve to, and which of them tell when an act happened."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from graph.model import EventDate, Precision
from ingest.language.time import Times, resolve
from ingest.pipeline import Extractor

ANCHOR = dt.date(2023, 5, 24)
"""A Wednesday."""
TOLD = [
    # explicit
    ("2021-04-10", "2021-04-10", "day"),
    ("on April 10, 2021", "2021-04-10", "day"),
    ("on 3 November 2020", "2020-11-03", "day"),
    ("on Friday, September 9th, 2022", "2022-09-09", "day"),
    ("Sept. 24, 2021", "2021-09-24", "day"),
    ("on April 27th", "2023-04-27", "day"),
    ("on July 21", "2022-07-21", "day"),
    ("from June 10", "2023-06-10", "day"),
    ("in May 2019", "2019-05", "month"),
    ("in late 2021", "2021", "year"),
    # a month by its year
    ("in February", "2023-02", "month"),
    ("in July", "2022-07", "month"),
    ("last October", "2022-10", "month"),
    ("last May", "2022-05", "month"),
    ("next March", "2024-03", "month"),
    ("June last year", "2022-06", "month"),
    ("in October of next year", "2024-10", "month"),
    # days
    ("yesterday", "2023-05-23", "day"),
    ("last night", "2023-05-23", "day"),
    ("this morning", "2023-05-24", "day"),
    ("today", "2023-05-24", "day"),
    ("tomorrow", "2023-05-25", "day"),
    ("on Monday", "2023-05-22", "day"),
    ("on Wednesday", "2023-05-24", "day"),
    ("last Wednesday", "2023-05-17", "day"),
    ("next Wednesday", "2023-05-31", "day"),
    ("over the weekend", "2023-05-20", "day"),
    ("next weekend", "2023-05-27", "day"),
    # periods
    ("this week", "2023-05", "month"),
    ("last week", "2023-05", "month"),
    ("earlier this month", "2023-05", "month"),
    ("last month", "2023-04", "month"),
    ("last quarter", "2023-Q1", "quarter"),
    ("this year", "2023", "year"),
    ("earlier this year", "2023", "year"),
    ("later in the year", "2023", "year"),
    ("by the end of the year", "2023", "year"),
    ("by year-end", "2023", "year"),
    ("next year", "2024", "year"),
    ("last summer", "2022", "year"),
    # quarters and halves
    ("in the first quarter", "2023-Q1", "quarter"),
    ("in the fourth quarter", "2022-Q4", "quarter"),
    ("Q2 2022", "2022-Q2", "quarter"),
    ("in the third quarter of last year", "2022-Q3", "quarter"),
    ("in the first half of 2021", "2021", "year"),
    ("in the second half of the year", "2023", "year"),
    ("H1 2022", "2022", "year"),
    # counted
    ("three days ago", "2023-05-21", "day"),
    ("a week ago", "2023-05-17", "day"),
    ("five weeks ago", "2023-04", "month"),
    ("six months ago", "2022-11", "month"),
    ("two years ago", "2021", "year"),
    ("two and a half years ago", "2020", "year"),
    ("a decade ago", "2013", "year"),
    ("ten years ago today", "2013-05-24", "day"),
    ("five years ago this week", "2018-05", "month"),
    ("for nearly two years", "2021", "year"),
    ("a day after", "2023-05-23", "day"),
    ("six months after", "2022-11", "month"),
    ("two years before", "2025", "year"),
    # ranges and beginnings
    ("between 2018 and 2020", "2018", "year"),
    ("from May 5 to 8", "2023-05-05", "day"),
    ("since June 2020", "2020-06", "month"),
    # no time of the calendar
    ("in the 1990s", "", "none"),
    ("the past year", "", "none"),
    ("this may be", "", "none"),
    ("a march", "", "none"),
    ("5000 years ago", "", "none"),
    ("recently", "", "none"),
]


@pytest.mark.parametrize(("text", "date", "precision"), TOLD, ids=[text for text, _, _ in TOLD])
def test_words_about_time_resolve(text: str, date: str, precision: str) -> None:
    found = resolve(text, anchor=ANCHOR)
    assert (str(found), found.precision) == (date, precision)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("on Friday", "2023-05-26"),
        ("on Wednesday", "2023-05-24"),
        ("on Tuesday", "2023-05-30"),
        ("last Tuesday", "2023-05-23"),
        ("this weekend", "2023-05-27"),
        ("in July", "2023-07"),
        ("in March", "2024-03"),
    ],
)
def test_what_lies_ahead_is_dated_ahead(text: str, date: str) -> None:
    assert str(resolve(text, anchor=ANCHOR, future=True)) == date


def test_without_an_anchor_only_full_dates_are_told() -> None:
    assert {str(resolve(text, anchor=None)) for text in ("on Monday", "last month", "in July", "a day after")} == {""}
    assert str(resolve("on April 10, 2021", anchor=None)) == "2021-04-10"


days = st.dates(dt.date(1990, 1, 1), dt.date(2069, 12, 31))


@settings(deadline=None)
@given(days, st.sampled_from([Precision.DAY, Precision.MONTH, Precision.YEAR, Precision.QUARTER]), days)
def test_formatted_dates_are_read_again(day: dt.date, precision: Precision, anchor: dt.date) -> None:
    written = str(EventDate(day, precision))
    match precision:
        case Precision.MONTH:
            text = f"{day:%B} {day.year}"
        case Precision.QUARTER:
            text = re.sub(r"(\d+)-(Q\d)", r"\2 \1", written)
        case _:
            text = written
    found = resolve(text, anchor=anchor)
    assert (str(found), found.precision) == (written, precision)


@settings(deadline=None)
@given(days, st.sampled_from(["{:%d %B %Y}", "{:%B %d, %Y}", "{:%b %d, %Y}", "{:%A, %B %d, %Y}"]), days, st.booleans())
def test_full_dates_do_not_depend_on_the_anchor(day: dt.date, form: str, anchor: dt.date, future: bool) -> None:
    assert str(resolve(form.format(day), anchor=anchor, future=future)) == day.isoformat()


@settings(deadline=None)
@given(st.sampled_from([text for text, *_ in TOLD]), days, st.booleans())
def test_every_expression_is_read_on_every_day(text: str, anchor: dt.date, future: bool) -> None:
    found = resolve(text, anchor=anchor, future=future)
    assert (found.start is None) == (found.precision is Precision.NONE)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return Extractor.load().nlp


ACTS = [
    ("China fined Alibaba on Monday.", "fined", "2023-05-22", "its own clause"),
    ("Beijing agreed on Friday to lift the ban.", "lift", "2023-05-19", "the clause that carries it"),
    ("Tim Cook plans to visit China next month.", "plans", "2023-06", "the clause it carries"),
    ("China fined Alibaba on Monday, accusing it of monopoly.", "accusing", "2023-05-22", "a participle beside it"),
    ("The order, issued on Monday, bans TikTok.", "bans", "2023-05-22", "what the subject is told by"),
    ("The US met China a day after Beijing banned Micron.", "banned", "2023-05-23", "a day before publication"),
    (
        "The US met China on Monday, a day after Beijing banned Micron.",
        "banned",
        "2023-05-21",
        "a day before the other",
    ),
    ("Beijing has detained the writer for more than four years.", "detained", "2019", "so long ago"),
    ("Companies will not disclose loans until next year.", "disclose", "2024", "not until then"),
    ("China fined Didi, which was founded in 2012.", "fined", "", "told of the firm"),
    ("It was the largest gain since 2008.", "was", "", "a comparison"),
    ("The 2021 edition of the guide was thick.", "was", "", "a name"),
    ("The talks may help Beijing.", "help", "", "may is no month"),
]


@pytest.mark.model
@pytest.mark.parametrize(("text", "act", "date", "why"), ACTS, ids=[text for text, *_ in ACTS])
def test_an_act_has_the_time_that_holds_for_it(nlp: Language, text: str, act: str, date: str, why: str) -> None:
    doc = nlp(text)
    trigger = next(token for token in doc if token.text == act)
    assert str(Times(doc).date_of(trigger, anchor=ANCHOR, future=False)) == date, why


@pytest.mark.model
def test_a_time_lies_ahead_as_its_verb_tells(nlp: Language) -> None:
    doc = nlp("Japan agreed on Friday to ban chips. Japan will ban chips on Friday.")
    dates = [str(Times(doc).date_of(sent.root, anchor=ANCHOR, future=True)) for sent in doc.sents]
    assert dates == ["2023-05-19", "2023-05-26"]


@pytest.mark.model
def test_the_one_day_below_a_headline_is_its_day(nlp: Language) -> None:
    title = "China bans Micron chips.\n\n"
    for lead, date in [
        ("The order, issued on Sunday, names no reason.", "2023-05-21"),
        ("The order, issued on Sunday, takes effect on Tuesday.", ""),
        ("The order follows a review that began on March 31, 2023.", ""),
        ("The order names no reason.", ""),
    ]:
        doc = nlp(title + lead)
        trigger = next(token for token in doc if token.text == "bans")
        assert str(Times(doc).only_day(trigger, anchor=ANCHOR)) == date, lead
        below = next(token for token in doc if token.text in ("follows", "names", "takes"))
        assert str(Times(doc).only_day(below, anchor=ANCHOR)) == "", lead


def test_the_lead_dates_the_act_of_its_headline(nlp: Language) -> None:
    title = "China bans Micron chips.\n\n"
    for lead, date in [
        ("China on Sunday told operators to stop buying Micron chips.", "2023-05-21"),
        ("Micron chips are seen at a fair in China on May 16, 2021.", ""),
        ("Rain fell on Sunday.", ""),
    ]:
        doc = nlp(title + lead)
        trigger = next(token for token in doc if token.text == "bans")
        assert str(Times(doc).told_again(trigger, anchor=ANCHOR, future=False)) == date, lead
