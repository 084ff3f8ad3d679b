"""When it happened: the words about time of a clause, resolved against the publication date."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

import dateparser
from spacy.tokens import Doc, Span, Token

from graph.model import EventDate, Precision

MONTHS = {
    name: number
    for number, names in enumerate(
        (
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
        ),
        1,
    )
    for name in names.split()
}
WEEKDAYS = {d: i for i, d in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])}
WEEKDAYS |= {d[:3]: i for d, i in WEEKDAYS.items()}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
NUMBERS = {
    w: n
    for n, w in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
} | {"a": 1, "an": 1}
MONTH = r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
YEAR = r"(?P<year>(?:19|20)\d\d)"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
DAY_MONTH = re.compile(
    rf"\b(?:{DAY}\s+(?:of\s+)?{MONTH}|{MONTH.replace('month', 'month2')}\s+{DAY.replace('day', 'day2')})(?:,?\s+{YEAR})?\b(?!\s*\d)",
    re.I,
)
MONTH_YEAR = re.compile(rf"\b{MONTH}(?:,?\s+(?:of\s+)?{YEAR})?\b", re.I)
ISO = re.compile(r"\b(?:19|20)\d\d-\d\d-\d\d\b")
ONLY_YEAR = re.compile(rf"\b{YEAR}\b")
QUARTER = re.compile(
    rf"\b(?:(?P<ordinal>first|second|third|fourth|1st|2nd|3rd|4th)[\s-]quarter|q(?P<q>[1-4]))(?:\s+(?:of\s+)?{YEAR})?\b",
    re.I,
)
RELATIVE = re.compile(
    r"\b(?P<which>last|this|next|past|previous|coming)\s+(?P<unit>week|month|quarter|year|summer|winter|autumn|fall|spring)\b",
    re.I,
)
AGO = re.compile(
    r"\b(?P<number>\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s+(?P<unit>day|week|month|year)s?\s+ago\b",
    re.I,
)
WEEKDAY = re.compile(
    r"\b(?:(?P<which>last|next|this|on)\s+)?(?P<weekday>monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues?|wed|thurs?|fri)\b",
    re.I,
)
NEAR = re.compile(r"\b(?P<word>today|yesterday|tomorrow|tonight|overnight)\b", re.I)
SEASON_MONTH = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
SETTINGS = {
    "PREFER_DAY_OF_MONTH": "first",
    "STRICT_PARSING": True,
    "REQUIRE_PARTS": ["day", "month", "year"],
    "DATE_ORDER": "DMY",
}
SOON = 45
"""A day without a year that lies at most so many days ahead is the one to come: from 10 April, written on 6 April."""
EXPRESSIONS = (ISO, DAY_MONTH, QUARTER, AGO, RELATIVE, NEAR, WEEKDAY, MONTH_YEAR, ONLY_YEAR)


def resolve(text: str, *, anchor: dt.date | None, future: bool = False) -> EventDate:
    """The date that words about time tell; precision none where they tell none.

    `anchor` is the publication date (or the date told nearby), which relative words and missing years count from;
    `future` says that the act lies ahead of it.
    """
    for expression in EXPRESSIONS:
        match = expression.search(text)
        if match is None:
            continue
        found = _read(expression, match, anchor, future, text)
        if found is not None:
            return EventDate(found[0], found[1], match.group().strip())
    return EventDate()


def _read(
    expression: re.Pattern[str], match: re.Match[str], anchor: dt.date | None, future: bool, text: str
) -> tuple[dt.date, Precision] | None:
    got = match.groupdict()
    if expression is ISO:
        day = _parse(match.group())
        return (day, Precision.DAY) if day else None
    if expression is DAY_MONTH:
        month = got["month"] or got["month2"]
        number = int(got["day"] or got["day2"])
        year = (
            int(got["year"]) if got["year"] else _year_near(MONTHS[month.lower().rstrip(".")], number, anchor, future)
        )
        day = _parse(f"{number} {month} {year}") if year else None
        return (day, Precision.DAY) if day else None
    if expression is MONTH_YEAR:
        word = got["month"].lower().rstrip(".")
        if word in ("may", "march", "mar", "sep", "dec", "jan", "jun") and not match.group()[0].isupper():
            return None
        if (
            word == "may"
            and not got["year"]
            and not re.search(
                r"\b(?:in|since|by|from|until|of|during|early|late|mid|last|this|next)[\s-]+may\b", text, re.I
            )
        ):
            return None
        year = int(got["year"]) if got["year"] else _year_near(MONTHS[word], None, anchor, future)
        return (dt.date(year, MONTHS[word], 1), Precision.MONTH) if year else None
    if expression is ONLY_YEAR:
        return dt.date(int(got["year"]), 1, 1), Precision.YEAR
    if expression is QUARTER:
        quarter = int(got["q"]) if got["q"] else ORDINALS[got["ordinal"].lower()]
        year = int(got["year"]) if got["year"] else (_year_near(quarter * 3 - 2, None, anchor, future) if anchor else 0)
        return (dt.date(year, quarter * 3 - 2, 1), Precision.QUARTER) if year else None
    if anchor is None:
        return None
    if expression is NEAR:
        shift = {"yesterday": -1, "overnight": 0, "tomorrow": 1}.get(got["word"].lower(), 0)
        return anchor + dt.timedelta(days=shift), Precision.DAY
    if expression is WEEKDAY:
        word = got["weekday"].lower()
        wanted = WEEKDAYS.get(word, WEEKDAYS.get(word[:3], 0))
        back = (anchor.weekday() - wanted) % 7
        which = (got["which"] or "").lower()
        if which == "next" or (future and which != "last"):
            ahead = (wanted - anchor.weekday()) % 7
            return anchor + dt.timedelta(days=ahead or 7), Precision.DAY
        if which == "last" and back == 0:
            back = 7
        return anchor - dt.timedelta(days=back), Precision.DAY
    if expression is AGO:
        number = int(got["number"]) if got["number"].isdigit() else NUMBERS[got["number"].lower()]
        return _back(anchor, number, got["unit"].lower())
    return _period(got["which"].lower(), got["unit"].lower(), anchor)


@lru_cache(maxsize=4096)
def _parse(text: str) -> dt.date | None:
    found = dateparser.parse(text, languages=["en"], settings=SETTINGS)  # type: ignore[arg-type]
    return found.date() if found else None


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


def _back(anchor: dt.date, number: int, unit: str) -> tuple[dt.date, Precision]:
    if unit == "day":
        return anchor - dt.timedelta(days=number), Precision.DAY
    if unit == "week":
        return (anchor - dt.timedelta(weeks=number)).replace(day=1), Precision.MONTH
    if unit == "month":
        months = anchor.year * 12 + anchor.month - 1 - number
        return dt.date(months // 12, months % 12 + 1, 1), Precision.MONTH
    return dt.date(anchor.year - number, 1, 1), Precision.YEAR


def _period(which: str, unit: str, anchor: dt.date) -> tuple[dt.date, Precision] | None:
    step = {"last": -1, "past": -1, "previous": -1, "this": 0, "next": 1, "coming": 1}[which]
    if which == "past":
        return None
    if unit == "year":
        return dt.date(anchor.year + step, 1, 1), Precision.YEAR
    if unit == "week":
        return (anchor + dt.timedelta(weeks=step)).replace(day=1), Precision.MONTH
    if unit == "month":
        months = anchor.year * 12 + anchor.month - 1 + step
        return dt.date(months // 12, months % 12 + 1, 1), Precision.MONTH
    if unit == "quarter":
        quarters = anchor.year * 4 + (anchor.month - 1) // 3 + step
        return dt.date(quarters // 4, quarters % 4 * 3 + 1, 1), Precision.QUARTER
    month = SEASON_MONTH[unit]
    year = anchor.year + (1 if step > 0 and month <= anchor.month else -1 if step < 0 and month >= anchor.month else 0)
    return dt.date(year, 1, 1), Precision.YEAR


def is_news(token: Token) -> bool:
    """Whether a verb tells what happened just now: the present, the simple past or the present perfect of a main clause."""
    if token.pos_ not in ("VERB", "AUX") or token.dep_ in ("relcl", "acl", "advcl", "amod", "pcomp"):
        return False
    if any(c.dep_ in ("aux", "auxpass") and c.lower_ == "had" for c in token.children):
        return False
    return token.tag_ in ("VBD", "VBZ", "VBP", "VBN", "VBG")


def time_spans(doc: Doc) -> list[Span]:
    """The spans of a document that tell a time, without overlap, in order."""
    taken: set[int] = set()
    spans = []
    for expression in EXPRESSIONS:
        for match in expression.finditer(doc.text):
            span = doc.char_span(match.start(), match.end(), alignment_mode="expand")
            if span is None or taken & set(range(span.start, span.end)):
                continue
            taken |= set(range(span.start, span.end))
            spans.append(span)
    return sorted(spans, key=lambda s: s.start)


def time_of(trigger: Token, spans: list[Span], *, anchor: dt.date | None, future: bool) -> EventDate:
    """The date of the act that `trigger` tells: the time expression of its own clause, nearest first."""
    near: list[tuple[int, int, Span]] = []
    clause = clause_of(trigger)
    for span in spans:
        if span.sent != trigger.sent:
            continue
        root = span.root
        steps = _steps_up(root, trigger)
        if steps is None:
            if trigger.pos_ in ("NOUN", "PROPN") or clause_of(root) != clause or _bounds_other(root, trigger):
                continue
            steps = 9
        near.append((steps, abs(root.i - trigger.i), span))
    for _, _, span in sorted(near, key=lambda n: n[:2]):
        text = span.text
        before = span.doc[span.start - 1].lower_ if span.start else ""
        opening = span.doc[max(0, span.start - 4) : span.start].text.lower()
        since = "since" in opening.split()
        if since and not _since_when(span, trigger):
            continue
        if before in ("until", "till"):
            continue
        found = resolve(f"in {text}" if text.lower() == "may" else text, anchor=anchor, future=future and not since)
        if found.start is not None:
            return found
    return EventDate()


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
    for steps in range(8):
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
