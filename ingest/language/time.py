"""When it happened: the words about time of a clause, resolved against the publication date."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache

import dateparser
from spacy.tokens import Doc, Span, Token

from graph.model import EventDate, Precision

MONTHS = (
    "january jan",
    "february feb",
    "march mar",
    "april apr",
    "may",
    "june jun",
    "july jul",
    "august aug",
    "september sept sep",
    "october oct",
    "november nov",
    "december dec",
)
MONTH_NUMBER = {name: number for number, names in enumerate(MONTHS, 1) for name in names.split()}
WEEKDAYS = (
    "monday mon",
    "tuesday tues tue",
    "wednesday wed",
    "thursday thurs thur",
    "friday fri",
    "saturday",
    "sunday",
)
WEEKDAY_NUMBER = {name: number for number, names in enumerate(WEEKDAYS) for name in names.split()}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
COUNTED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NUMBERS = {word: number for number, word in enumerate(COUNTED, 1)} | {"a": 1, "an": 1}
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""The month in which each begins."""
NEAR_DAYS = {"yesterday": -1, "today": 0, "tonight": 0, "overnight": 0, "tomorrow": 1}
STEPS = {"last": -1, "previous": -1, "this": 0, "next": 1, "coming": 1}
"""How many periods ahead; "the past year" is none of the calendar."""
WRITTEN_ALIKE = frozenset({"may", "march", "mar", "sep", "dec", "jan", "jun"})
"""Months that are words or abbreviations of other things, too, when they are written without a capital."""


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


MONTH = rf"(?P<month>{_any(MONTH_NUMBER)})\.?"
OTHER_MONTH = MONTH.replace("month", "month2")
YEAR = r"(?P<year>(?:19|20)\d\d)"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
OTHER_DAY = DAY.replace("day", "day2")
DAY_MONTH = re.compile(rf"\b(?:{DAY}\s+(?:of\s+)?{MONTH}|{OTHER_MONTH}\s+{OTHER_DAY})(?:,?\s+{YEAR})?\b(?!\s*\d)", re.I)
MONTH_YEAR = re.compile(rf"\b{MONTH}(?:,?\s+(?:of\s+)?{YEAR})?\b", re.I)
IN_MAY = re.compile(r"\b(?:in|since|by|from|until|of|during|early|late|mid|last|this|next)[\s-]+may\b", re.I)
ISO = re.compile(r"\b(?:19|20)\d\d-\d\d-\d\d\b")
ONLY_YEAR = re.compile(rf"\b{YEAR}\b")
QUARTER = re.compile(rf"\b(?:(?P<ordinal>{_any(ORDINALS)})[\s-]quarter|q(?P<q>[1-4]))(?:\s+(?:of\s+)?{YEAR})?\b", re.I)
RELATIVE = re.compile(
    rf"\b(?P<which>past|{_any(STEPS)})\s+(?P<unit>week|month|quarter|year|{_any(SEASONS)})\b",
    re.I,
)
AGO = re.compile(rf"\b(?P<number>\d+|{_any(NUMBERS)})\s+(?P<unit>day|week|month|year)s?\s+ago\b", re.I)
WEEKDAY = re.compile(rf"\b(?:(?P<which>last|next|this|on)\s+)?(?P<weekday>{_any(WEEKDAY_NUMBER)})\b", re.I)
NEAR = re.compile(rf"\b(?P<word>{_any(NEAR_DAYS)})\b", re.I)
SETTINGS = {
    "PREFER_DAY_OF_MONTH": "first",
    "STRICT_PARSING": True,
    "REQUIRE_PARTS": ["day", "month", "year"],
    "DATE_ORDER": "DMY",
}
BEFORE = 4
"""How many tokens before a time expression "since" may stand."""
FAR = 9
"""The distance of a time that stands in the clause of an act, but not below it."""
SOON = 45
"""A day without a year that lies at most so many days ahead is the one to come: from 10 April, written on 6 April."""


def resolve(text: str, *, anchor: dt.date | None, future: bool = False) -> EventDate:
    """The date that words about time tell; precision none where they tell none.

    `anchor` is the publication date (or the date told nearby), which relative words and missing years count from;
    `future` says that the act lies ahead of it.
    """
    for expression, read in READERS.items():
        match = expression.search(text)
        if match is None:
            continue
        try:
            found = read(match, anchor, future)
        except (ValueError, OverflowError):
            continue  # before the first or after the last year of the calendar: 5000 years ago
        if found is not None:
            return EventDate(found[0], found[1], match.group().strip())
    return EventDate()


Told = tuple[dt.date, Precision] | None


def _iso(match: re.Match[str], anchor: dt.date | None, future: bool) -> Told:
    day = _parse(match.group())
    return (day, Precision.DAY) if day else None


def _day_month(match: re.Match[str], anchor: dt.date | None, future: bool) -> Told:
    month = match["month"] or match["month2"]
    number = int(match["day"] or match["day2"])
    year = _year(match) or _year_near(MONTH_NUMBER[month.lower()], number, anchor, future)
    day = _parse(f"{number} {month} {year}") if year else None
    return (day, Precision.DAY) if day else None


def _month_year(match: re.Match[str], anchor: dt.date | None, future: bool) -> Told:
    word = match["month"].lower()
    if word in WRITTEN_ALIKE and not match.group()[0].isupper():
        return None
    if word == "may" and not match["year"] and not IN_MAY.search(match.string):
        return None
    year = _year(match) or _year_near(MONTH_NUMBER[word], None, anchor, future)
    return (dt.date(year, MONTH_NUMBER[word], 1), Precision.MONTH) if year else None


def _only_year(match: re.Match[str], anchor: dt.date | None, future: bool) -> Told:
    return dt.date(int(match["year"]), 1, 1), Precision.YEAR


def _quarter(match: re.Match[str], anchor: dt.date | None, future: bool) -> Told:
    month = 3 * (int(match["q"]) if match["q"] else ORDINALS[match["ordinal"].lower()]) - 2
    year = _year(match) or _year_near(month, None, anchor, future)
    return (dt.date(year, month, 1), Precision.QUARTER) if year else None


def _near_day(match: re.Match[str], anchor: dt.date | None, future: bool) -> Told:
    return (anchor + dt.timedelta(days=NEAR_DAYS[match["word"].lower()]), Precision.DAY) if anchor else None


def _weekday(match: re.Match[str], anchor: dt.date | None, future: bool) -> Told:
    """The last such day, the day of publication itself among them; the next one for what lies ahead."""
    if anchor is None:
        return None
    back = (anchor.weekday() - WEEKDAY_NUMBER[match["weekday"].lower()]) % 7
    which = (match["which"] or "").lower()
    if which == "next" or (future and which != "last"):
        return anchor + dt.timedelta(days=7 - back), Precision.DAY
    if which == "last" and back == 0:
        back = 7
    return anchor - dt.timedelta(days=back), Precision.DAY


def _ago(match: re.Match[str], anchor: dt.date | None, future: bool) -> Told:
    if anchor is None:
        return None
    written = match["number"].lower()
    number = int(written) if written.isdigit() else NUMBERS[written]
    match match["unit"].lower():
        case "day":
            return anchor - dt.timedelta(days=number), Precision.DAY
        case "week":
            return (anchor - dt.timedelta(weeks=number)).replace(day=1), Precision.MONTH
        case "month":
            return _months_on(anchor, -number), Precision.MONTH
        case _:
            return dt.date(anchor.year - number, 1, 1), Precision.YEAR


def _period(match: re.Match[str], anchor: dt.date | None, future: bool) -> Told:
    step = STEPS.get(match["which"].lower())
    if anchor is None or step is None:
        return None
    unit = match["unit"].lower()
    match unit:
        case "year":
            return dt.date(anchor.year + step, 1, 1), Precision.YEAR
        case "week":
            return (anchor + dt.timedelta(weeks=step)).replace(day=1), Precision.MONTH
        case "month":
            return _months_on(anchor, step), Precision.MONTH
        case "quarter":
            return _months_on(anchor.replace(month=(anchor.month - 1) // 3 * 3 + 1), 3 * step), Precision.QUARTER
    year = anchor.year
    if step > 0 and SEASONS[unit] <= anchor.month:
        year += 1
    elif step < 0 and SEASONS[unit] >= anchor.month:
        year -= 1
    return dt.date(year, 1, 1), Precision.YEAR


def _months_on(day: dt.date, months: int) -> dt.date:
    years, month = divmod(day.month - 1 + months, 12)
    return dt.date(day.year + years, month + 1, 1)


READERS: dict[re.Pattern[str], Callable[[re.Match[str], dt.date | None, bool], Told]] = {
    ISO: _iso,
    DAY_MONTH: _day_month,
    QUARTER: _quarter,
    AGO: _ago,
    RELATIVE: _period,
    NEAR: _near_day,
    WEEKDAY: _weekday,
    MONTH_YEAR: _month_year,
    ONLY_YEAR: _only_year,
}
"""How each expression is read, the more exact before those that are a part of it."""


@lru_cache(maxsize=4096)
def _parse(text: str) -> dt.date | None:
    found = dateparser.parse(text, languages=["en"], settings=SETTINGS)
    return found.date() if found else None


def _year(match: re.Match[str]) -> int | None:
    return int(match["year"]) if match["year"] else None


def _year_near(month: int, day: int | None, anchor: dt.date | None, future: bool) -> int | None:
    """The year in which a month without one lies: the last such one, or the next for what is ahead."""
    if anchor is None:
        return None
    if future:
        return anchor.year + (month < anchor.month)
    if day is None:
        return anchor.year - (month > anchor.month)
    try:
        ahead = (dt.date(anchor.year, month, day) - anchor).days
    except ValueError:
        return anchor.year
    return anchor.year - (ahead > SOON)


def is_news(token: Token) -> bool:
    """Whether a verb tells what happened just now, in a main clause: the present, the past, the present perfect."""
    if token.pos_ not in ("VERB", "AUX") or token.dep_ in ("relcl", "acl", "advcl", "amod", "pcomp"):
        return False
    if any(c.dep_ in ("aux", "auxpass") and c.lower_ == "had" for c in token.children):
        return False
    return token.tag_ in ("VBD", "VBZ", "VBP", "VBN", "VBG")


THAT_TIME = re.compile(
    r"\b(?:that|the (?:next|same|following|previous)) (?:day|week|month|year|summer|autumn|winter|spring)\b", re.I
)
FRONT, OLD = 2, 14
"""How many words may stand before a time that opens a sentence; after how many days an act is no news."""


class Times:
    """The words about time of a document; they are looked for when a date is first asked for."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc

    @cached_property
    def spans(self) -> list[Span]:
        """The spans that tell a time, in order and without overlap."""
        taken: set[int] = set()
        found = []
        for expression in READERS:
            for match in expression.finditer(self.doc.text):
                span = self.doc.char_span(match.start(), match.end(), alignment_mode="expand")
                if span is not None and taken.isdisjoint(range(span.start, span.end)):
                    taken.update(range(span.start, span.end))
                    found.append(span)
        return sorted(found, key=lambda s: s.start)

    @cached_property
    def _of_sentence(self) -> dict[tuple[int, int], list[Span]]:
        found: dict[tuple[int, int], list[Span]] = defaultdict(list)
        for span in self.spans:
            found[span.sent.start, span.sent.end].append(span)
        return dict(found)

    def date_of(self, trigger: Token, *, anchor: dt.date | None, future: bool) -> EventDate:
        """The date of the act that `trigger` tells: the time expression of its own clause, nearest first."""
        sent = trigger.sent
        near = []
        for span in self._of_sentence.get((sent.start, sent.end), ()):
            steps = _distance(span.root, trigger)
            if steps is not None:
                near.append((steps, abs(span.root.i - trigger.i), span))
        for _, _, span in sorted(near, key=lambda n: n[:2]):
            since = "since" in self.doc[max(0, span.start - BEFORE) : span.start].text.lower().split()
            if since and not _since_when(span, trigger):
                continue
            if span.start and self.doc[span.start - 1].lower_ in ("until", "till"):
                continue
            text = f"in {span.text}" if span.text.lower() == "may" else span.text
            found = resolve(text, anchor=anchor, future=future and not since)
            if found.start is not None:
                return found
        return EventDate()

    def fronted(self, trigger: Token, *, anchor: dt.date | None) -> EventDate:
        """The time that opens the sentence of an act, and so holds for all of it."""
        sent = trigger.sent
        for span in self._of_sentence.get((sent.start, sent.end), ()):
            if span.start - sent.start < FRONT:
                return resolve(span.text, anchor=anchor)
        return EventDate()

    def tells_of_old(self, trigger: Token, *, anchor: dt.date | None) -> bool:
        """Whether the sentence of an act names a time well before the anchor: it then is no news."""
        sent = trigger.sent
        if THAT_TIME.search(sent.text):
            return True
        told = [resolve(s.text, anchor=anchor).end for s in self._of_sentence.get((sent.start, sent.end), ())]
        return anchor is not None and any(day is not None and (anchor - day).days > OLD for day in told)


def _distance(time: Token, trigger: Token) -> int | None:
    """How far a time stands from an act, in heads; None where it is told of something else."""
    steps = _steps_up(time, trigger)
    if steps is not None:
        return steps
    if trigger.pos_ in ("NOUN", "PROPN") or clause_of(time) != clause_of(trigger) or _bounds_other(time, trigger):
        return None
    return FAR


def clause_of(token: Token) -> Token:
    """The verb (or root) that heads the clause of a token."""
    while token.head != token:
        if token.dep_ in ("ccomp", "advcl", "relcl", "acl", "xcomp", "parataxis", "pcomp", "csubj") and token.pos_ in (
            "VERB",
            "AUX",
        ):
            return token
        if token.dep_ == "conj" and token.pos_ in ("VERB", "AUX"):
            return token
        token = token.head
    return token


def _steps_up(token: Token, trigger: Token) -> int | None:
    for steps in range(FAR - 1):
        if token == trigger:
            return steps
        if token.head == token or token.pos_ in ("VERB", "AUX"):
            return None
        token = token.head
    return None


def _since_when(span: Span, trigger: Token) -> bool:
    """Whether a move is told from that day on: gained 60% since January, not the largest gain since 2008."""
    token = span.root
    for _ in range(4):
        if token.lower_ == "since":
            measured = token.head.head == trigger and token.head.lower_ in ("%", "percent")
            return (token.head == trigger and trigger.pos_ == "VERB") or measured
        token = token.head
    return False


def _bounds_other(root: Token, trigger: Token) -> bool:
    """Whether the time hangs on another noun of action than the trigger: the 2020 crackdown."""
    return root.dep_ in ("compound", "nummod", "poss") and root.head != trigger and root.head.pos_ == "NOUN"
