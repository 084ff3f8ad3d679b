"""When it happened: the words about time of a clause, resolved against the publication date."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from itertools import takewhile

import dateparser
from spacy.tokens import Doc, Span, Token

from graph.model import EventDate, Precision
from ingest.language.grammar import grammar

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
UNITS = ("day", "week", "month", "year", "decade")
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""The month in which each begins."""
NEAR_DAYS = {
    "yesterday": -1,
    "last night": -1,
    "today": 0,
    "tonight": 0,
    "overnight": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    "tomorrow": 1,
}
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
DAY_MONTH = re.compile(
    rf"\b(?:(?:{_any(WEEKDAY_NUMBER)}),?\s+)?(?:{DAY}\s+(?:of\s+)?{MONTH}|{OTHER_MONTH}\s+{OTHER_DAY})"
    rf"(?:,?\s+{YEAR})?\b(?!\s*\d)",
    re.I,
)
MONTH_YEAR = re.compile(rf"\b{MONTH}(?:,?\s+(?:of\s+)?{YEAR})?\b", re.I)
IN_MAY = re.compile(r"\b(?:in|since|by|from|until|of|during|early|late|mid|last|this|next)[\s-]+may\b", re.I)
ISO = re.compile(r"\b(?:19|20)\d\d-\d\d-\d\d\b")
ONLY_YEAR = re.compile(rf"\b{YEAR}\b")
YEAR_TOLD = re.compile(r"\b(?:19|20)\d\d\b")
MONTH_OF = re.compile(
    rf"\b(?:(?P<which>last|next|this)\s+{MONTH}|{OTHER_MONTH},?\s+(?:of\s+)?(?P<which2>last|next|this)\s+year)\b",
    re.I,
)
WEEKEND = re.compile(r"\b(?:(?P<which>last|next|this|coming)|(?:over|at|on|during)\s+the)\s+weekend\b", re.I)
OF_YEAR = rf"(?:\s+(?:of\s+)?(?:{YEAR}|(?P<which>last|this|next|the)\s+year))?"
QUARTER = re.compile(rf"\b(?:(?P<ordinal>{_any(ORDINALS)})[\s-]quarter|q(?P<q>[1-4])){OF_YEAR}\b", re.I)
HALF = re.compile(rf"\b(?:(?:first|second)[\s-]half{OF_YEAR}|h[12]\s+(?:of\s+)?(?P<year2>(?:19|20)\d\d))\b", re.I)
RELATIVE = re.compile(
    rf"\b(?P<which>past|{_any(STEPS)})\s+(?P<unit>week|month|quarter|year|{_any(SEASONS)})\b",
    re.I,
)
CURRENT = re.compile(
    r"\b(?:(?:earlier|later)\s+in|(?:end|start|beginning|rest|remainder|middle)\s+of)\s+the\s+(?P<unit>year|month)\b"
    r"|\b(?P<end>year)[\s-]end\b",
    re.I,
)
"""A part of the present year or month: later in the year, by year-end."""
COUNT = rf"(?P<number>\d+|{_any(NUMBERS)})(?P<half>\s+and\s+a\s+half)?\s+(?P<unit>{_any(UNITS)})s?"
AGO = re.compile(rf"\b{COUNT}\s+ago\b(?:\s+(?P<exact>today|this\s+week|this\s+month)\b)?", re.I)
FOR = re.compile(
    rf"\bfor\s+(?:(?:more\s+than|over|at\s+least|nearly|almost|about|around|some|the\s+(?:past|last))\s+)?{COUNT}\b",
    re.I,
)
"""How long something has lasted: it began so long ago."""
APART = re.compile(rf"\b{COUNT}\s+(?P<side>after|since|following|before|ahead\s+of)\b", re.I)
"""How far one act lies from another: a day after."""
WEEKDAY = re.compile(rf"\b(?:(?P<which>last|next|this|on)\s+)?(?P<weekday>{_any(WEEKDAY_NUMBER)})\b", re.I)
NEAR = re.compile(rf"\b(?P<word>{_any(NEAR_DAYS)})\b".replace(" ", r"\s+"), re.I)
SETTINGS = {
    "PREFER_DAY_OF_MONTH": "first",
    "STRICT_PARSING": True,
    "REQUIRE_PARTS": ["day", "month", "year"],
    "DATE_ORDER": "DMY",
}
SATURDAY = 5
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
    year = _year(match) or _year_named(match["which"], anchor) or _year_near(month, None, anchor, future)
    return (dt.date(year, month, 1), Precision.QUARTER) if year else None


def _half(match: re.Match[str], anchor: dt.date | None, future: bool) -> Told:
    """A half is told as its year; without a year it is that of publication."""
    year = int(match["year2"]) if match["year2"] else _year(match) or _year_named(match["which"] or "the", anchor)
    return (dt.date(year, 1, 1), Precision.YEAR) if year else None


def _month_of(match: re.Match[str], anchor: dt.date | None, future: bool) -> Told:
    """Last May: the one before this month; May last year."""
    word = match["month"] or match["month2"]
    if anchor is None or (word.lower() in WRITTEN_ALIKE and not word[0].isupper()):
        return None
    month = MONTH_NUMBER[word.lower()]
    year = _year_named(match["which2"], anchor)
    if year is None:
        which = match["which"].lower()
        year = anchor.year + {"last": -(month >= anchor.month), "next": month <= anchor.month}.get(which, 0)
    return dt.date(year, month, 1), Precision.MONTH


def _current(match: re.Match[str], anchor: dt.date | None, future: bool) -> Told:
    if anchor is None:
        return None
    if (match["unit"] or match["end"]).lower() == "year":
        return anchor.replace(month=1, day=1), Precision.YEAR
    return anchor.replace(day=1), Precision.MONTH


def _weekend(match: re.Match[str], anchor: dt.date | None, future: bool) -> Told:
    """Its Saturday: the one that has begun last, or the next for what lies ahead."""
    if anchor is None:
        return None
    which = (match["which"] or "").lower()
    back = (anchor.weekday() - SATURDAY) % 7
    if which in ("next", "coming") or (future and which != "last"):
        ahead = 7 - back if back > 1 or which in ("next", "coming") else -back
        return anchor + dt.timedelta(days=ahead), Precision.DAY
    if which == "last" and back < 2:
        back += 7
    return anchor - dt.timedelta(days=back), Precision.DAY


def _near_day(match: re.Match[str], anchor: dt.date | None, future: bool) -> Told:
    return (anchor + dt.timedelta(days=NEAR_DAYS[match["word"].lower()]), Precision.DAY) if anchor else None


def _weekday(match: re.Match[str], anchor: dt.date | None, future: bool) -> Told:
    """The last such day, or the next for what lies ahead; the day of publication itself is either."""
    if anchor is None:
        return None
    back = (anchor.weekday() - WEEKDAY_NUMBER[match["weekday"].lower()]) % 7
    which = (match["which"] or "").lower()
    if which == "next" or (future and which != "last"):
        ahead = 7 - back if back or which == "next" else 0
        return anchor + dt.timedelta(days=ahead), Precision.DAY
    if which == "last" and back == 0:
        back = 7
    return anchor - dt.timedelta(days=back), Precision.DAY


def _ago(match: re.Match[str], anchor: dt.date | None, future: bool) -> Told:
    if anchor is None:
        return None
    found, precision = _counted(match, anchor, -1)
    exact = (match["exact"] or "").lower()
    if exact and precision is Precision.YEAR:
        day = min(anchor.day, 28) if anchor.month == 2 else anchor.day
        return (
            (anchor.replace(year=found.year, day=day), Precision.DAY)
            if exact == "today"
            else (anchor.replace(year=found.year, day=1), Precision.MONTH)
        )
    return found, precision


def _lasting(match: re.Match[str], anchor: dt.date | None, future: bool) -> Told:
    return _counted(match, anchor, -1) if anchor else None


def _apart(match: re.Match[str], anchor: dt.date | None, future: bool) -> Told:
    """The day of what comes after such words, where the anchor is the day of the other act."""
    side = 1 if match["side"].lower().startswith(("before", "ahead")) else -1
    return _counted(match, anchor, side) if anchor else None


def _counted(match: re.Match[str], anchor: dt.date, side: int) -> tuple[dt.date, Precision]:
    """So many units from the anchor, as exactly as such words are meant: two weeks ago is about a month."""
    written = match["number"].lower()
    number = int(written) if written.isdigit() else NUMBERS[written]
    half = match["half"] is not None
    match match["unit"].lower():
        case "day":
            return anchor + side * dt.timedelta(days=number), Precision.DAY
        case "week":
            day = anchor + side * dt.timedelta(weeks=number)
            return (day, Precision.DAY) if number == 1 and not half else (day.replace(day=1), Precision.MONTH)
        case "month":
            return _months_on(anchor, side * number), Precision.MONTH
        case "decade":
            return dt.date(anchor.year + side * 10 * number, 1, 1), Precision.YEAR
    return _months_on(anchor, side * (12 * number + 6 * half)).replace(month=1), Precision.YEAR


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


Reader = Callable[[re.Match[str], dt.date | None, bool], Told]
READERS: dict[re.Pattern[str], Reader] = {
    ISO: _iso,
    APART: _apart,
    FOR: _lasting,
    DAY_MONTH: _day_month,
    QUARTER: _quarter,
    HALF: _half,
    AGO: _ago,
    MONTH_OF: _month_of,
    NEAR: _near_day,
    WEEKEND: _weekend,
    RELATIVE: _period,
    CURRENT: _current,
    WEEKDAY: _weekday,
    MONTH_YEAR: _month_year,
    ONLY_YEAR: _only_year,
}
"""How each expression is read, the more exact before those that are a part of it."""


@lru_cache(maxsize=4096)
def _parse(text: str) -> dt.date | None:
    found = dateparser.parse(text, languages=["en"], settings=SETTINGS)
    return found.date() if found else None


def _year_named(which: str | None, anchor: dt.date | None) -> int | None:
    """The year that last, this, the or next tells."""
    return anchor.year + STEPS.get(which.lower(), 0) if which and anchor else None


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


def teller(trigger: Token) -> Token:
    """The verb that tells of an act when it happens: its own, or that of the clause its noun stands in."""
    return clause_of(trigger) if trigger.pos_ != "VERB" and _is_of_clause(trigger) else trigger


THAT_TIME = re.compile(
    r"\b(?:that|the (?:next|same|following|previous)) (?:day|week|month|year|summer|autumn|winter|spring)\b", re.I
)
FRONT, FRONT_PHRASE, OLD = 2, 4, 14
"""How many words may stand before a time that opens a sentence, how many of its own phrase; after how many days an act
is no news."""
PHRASE = frozenset({"ADP", "DET", "NOUN", "ADV"})
"""What stands in a phrase before its time: at the start of."""
LONGEST_TITLE, LEAD = 60, 120
"""In tokens: a first line that may be a headline, and how much of what follows tells its act again."""
ALIKE, ALIKE_BELOW, ALIKE_TITLE, STEM = 2, 2, 4, 5
"""How many words a headline, or a sentence of the text, and another on one act share, by their first letters; how many
a sentence shares with the headline whose act it tells."""
DEEP = 4
"""How many clauses above that of an act may tell its time."""
ANY_DAY = dt.date(2000, 1, 1)
TELLING = frozenset({"VERB", "NOUN"})
MARKS = frozenset(
    {"as", "after", "before", "since", "while", "when", "if", "because", "once", "until", "although", "though"}
)
"""They join a clause to another."""
BACKGROUND = frozenset(
    {"about", "after", "ahead", "amid", "before", "despite", "following", "over", "since", "until", "without", "like"}
)
"""Before a noun that is not told to happen now."""
A_WEEK = 7
"""So many days a headline is late at most."""
UNTIL = frozenset({"since", "until", "till", "before", "from", "after", "for", "than"})
"""Before a time that bounds or compares, and does not date."""
BESIDE = 8
"""How many tokens from the words of an act the one time of its sentence may stand."""
SCHEDULING = frozenset({"schedule", "set", "plan", "expect", "slate", "due", "propose"})


class Times:
    """The words about time of a document; they are looked for when a date is first asked for."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc

    @cached_property
    def _found(self) -> list[tuple[Span, re.Pattern[str]]]:
        """What tells a time, with how it is read, in order and without overlap."""
        taken: set[int] = set()
        found = []
        for expression in READERS:
            for match in expression.finditer(self.doc.text):
                span = self.doc.char_span(match.start(), match.end(), alignment_mode="expand")
                if span is None or not taken.isdisjoint(range(span.start, span.end)):
                    continue
                if expression is MONTH_YEAR and resolve(_in_may(span), anchor=ANY_DAY).start is None:
                    continue  # may is no month here
                taken.update(range(span.start, span.end))
                found.append((span, expression))
        return sorted(found, key=lambda f: f[0].start)

    @cached_property
    def spans(self) -> list[Span]:
        """The spans that tell when, in order."""
        return [span for span, how in self._found if how not in (APART, FOR) or (how is FOR and _is_perfect(span))]

    @cached_property
    def _of_sentence(self) -> dict[int, list[Span]]:
        found: dict[int, list[Span]] = defaultdict(list)
        for span in self.spans:
            found[span.sent.start].append(span)
        return dict(found)

    def _in(self, sent: Span) -> list[Span]:
        return self._of_sentence.get(sent.start, [])

    def date_of(self, trigger: Token, *, anchor: dt.date | None, future: bool) -> EventDate:
        """The date of the act that `trigger` tells: the nearest time that its clause, or one it is a part of, has."""
        near = []
        for span in self._in(trigger.sent):
            steps = _distance(span.root, trigger)
            if steps is not None:
                near.append((steps, abs(span.root.i - trigger.i), span))
        near.sort(key=lambda n: n[:2])
        own = [span for steps, _, span in near if steps <= FAR]
        found = self._first(own, trigger, anchor, future)
        if found.start is None:
            found = self._apart(trigger, anchor)
        if found.start is None:
            found = self._first([span for steps, _, span in near if steps > FAR], trigger, anchor, future)
        return found

    def _first(self, spans: Iterable[Span], trigger: Token, anchor: dt.date | None, future: bool) -> EventDate:
        for span in spans:
            since = _is_since(span, trigger)
            if since and not _since_when(span, trigger):
                continue
            if span.start and self.doc[span.start - 1].lower_ in ("until", "till") and not _is_negated(span):
                continue
            found = resolve(_in_may(span), anchor=anchor, future=not since and _is_ahead(span.root, future))
            if found.start is not None:
                return found
        return EventDate()

    def _apart(self, trigger: Token, anchor: dt.date | None) -> EventDate:
        """The date of what lies so far from another act: Beijing protested a day after they met."""
        for span, how in self._found:
            if how is not APART or span.sent != trigger.sent or trigger.i < span.end:
                continue
            word = span[-1].head if span[-1].lower_ == "of" else span[-1]
            below, above = (word.head, word.head.head) if word.dep_ == "mark" else (word, word.head)
            if not (below == trigger or below.is_ancestor(trigger)):
                continue
            base = EventDate() if above in (below, trigger) else self.date_of(above, anchor=anchor, future=False)
            if base.precision is Precision.DAY:
                return resolve(span.text, anchor=base.start)
            return EventDate() if self.tells_of_old(trigger, anchor=anchor) else resolve(span.text, anchor=anchor)
        return EventDate()

    def fronted(self, trigger: Token, *, anchor: dt.date | None) -> EventDate:
        """The time that opens the sentence of an act, and so holds for all of it."""
        for span in self._in(trigger.sent):
            before = self.doc[trigger.sent.start : span.start]
            if len(before) < FRONT or (len(before) <= FRONT_PHRASE and all(t.pos_ in PHRASE for t in before)):
                return resolve(span.text, anchor=anchor)
        return EventDate()

    def opened(self, trigger: Token, *, anchor: dt.date | None) -> EventDate:
        """The time that opens the sentence of an act, where it is the only one there."""
        return self.fronted(trigger, anchor=anchor) if len(self._in(trigger.sent)) == 1 else EventDate()

    def only(self, trigger: Token, first: int, last: int, *, anchor: dt.date | None, future: bool) -> EventDate:
        """The one time that a sentence tells, where it stands in or beside the tokens [first, last] that tell an act.

        Where the parse goes wrong, what is said in so few words still belongs together.
        """
        near = self._in(trigger.sent)
        if len(near) != 1 or not first - BESIDE <= near[0].start <= last + BESIDE:
            return EventDate()
        span = near[0]
        before = reversed(self.doc[max(0, span.start - BEFORE) : span.start])
        phrase = {t.lower_ for t in takewhile(lambda t: t.pos_ != "PROPN", before)}
        if phrase & UNTIL or _bounds_other(span.root, trigger) or span.root.dep_ == "poss":
            return EventDate()
        return resolve(_in_may(span), anchor=anchor, future=_is_ahead(span.root, future))

    @cached_property
    def _title(self) -> int:
        """Where the first line ends, if a text follows it."""
        return next((t.i for t in self.doc[:LONGEST_TITLE] if "\n" in t.text), 0)

    @cached_property
    def _lead(self) -> list[Span]:
        """The first sentences below the title."""
        after = range(self._title, self._title + LEAD)
        return [sent for sent in self.doc.sents if sent.start in after]

    def told_again(self, trigger: Token, *, anchor: dt.date | None, future: bool) -> EventDate:
        """The day near the anchor that the first sentences of the text tell of the act of a headline, or of their own.

        A full date with its year, as captions have it, is no day of news.
        """
        if anchor is None or trigger.i >= self._title + LEAD:
            return EventDate()
        words, alike = _stems(trigger.sent), ALIKE if trigger.i < self._title else ALIKE_BELOW
        for sent in self._lead:
            if sent.start == trigger.sent.start or len(words & _stems(sent)) < alike:
                continue
            same = [t for t in sent if t.pos_ in TELLING and _stem(t) == _stem(trigger)]
            told = (sent.root, *_clauses(sent)) if trigger.i < self._title else ()
            for token in (*same, *told):
                found = self.date_of(token, anchor=anchor, future=future)
                if found.start is None or YEAR_TOLD.search(found.raw) or FOR.search(found.raw):
                    continue
                if token in same or abs((anchor - found.start).days) <= OLD:
                    return found
        return EventDate()

    def only_day(self, trigger: Token, *, anchor: dt.date | None) -> EventDate:
        """The day of what a headline tells as done, where the first sentences below it name one day and no other."""
        if anchor is None or not self._is_of_headline(trigger):
            return EventDate()
        days = {
            found.start: found
            for sent in self._lead
            for span in self._in(sent)
            if (found := resolve(_in_may(span), anchor=anchor)).precision is Precision.DAY and found.start is not None
        }
        found = next(iter(days.values()), EventDate())
        near = found.start is not None and 0 <= (anchor - found.start).days <= A_WEEK
        return found if len(days) == 1 and near else EventDate()

    def _is_of_headline(self, trigger: Token) -> bool:
        """Whether an act is told in the headline, or in a first sentence below it that tells the same."""
        if trigger.i < self._title:
            return True
        if not self._title or not any(sent.start == trigger.sent.start for sent in self._lead):
            return False
        return len(_stems(self.doc[: self._title]) & _stems(trigger.sent)) >= ALIKE_TITLE

    def tells_of_old(self, trigger: Token, *, anchor: dt.date | None) -> bool:
        """Whether the sentence of an act names a time well before the anchor: it then is no news."""
        if THAT_TIME.search(trigger.sent.text):
            return True
        told = [resolve(span.text, anchor=anchor).end for span in self._in(trigger.sent)]
        return anchor is not None and any(day is not None and (anchor - day).days > OLD for day in told)


def _in_may(span: Span) -> str:
    """The text of a span; May alone is a month where it is told as a time."""
    return f"in {span.text}" if span.text == "May" else span.text


def _stem(token: Token) -> str:
    """So much of a word that a verb and its noun share it: invest, investment."""
    return token.lemma_.lower()[:STEM]


def _stems(sent: Span) -> set[str]:
    return {_stem(t) for t in sent if t.pos_ in ("NOUN", "PROPN", "VERB", "ADJ", "NUM") and not t.is_stop}


def _clauses(sent: Span) -> list[Token]:
    """What is said in a sentence whose main verb only says it, and what is told beside it."""
    return [t for t in sent if t.head == sent.root and t.dep_ in ("ccomp", "conj", "xcomp", "parataxis")]


def _is_perfect(span: Span) -> bool:
    """Whether a duration is told of what goes on: has been detained for two years."""
    return any(
        t.lower_ in ("has", "have", "'s", "’s") for t in clause_of(span.root).children if t.dep_.startswith("aux")
    )


def _is_ahead(time: Token, future: bool) -> bool:
    """Whether a time lies ahead of the anchor: as its verb tells it, else as the act does."""
    verb = clause_of(time)
    helpers = {t.lower_ for t in verb.children if t.dep_ in ("aux", "auxpass")}
    if helpers & {"will", "wo", "'ll", "’ll", "shall"}:
        return True
    if "to" in helpers and verb.dep_ == "xcomp" and verb.head.tag_ != "VBD":
        governor = verb.head.lemma_.lower()
        return future or governor in SCHEDULING or governor in grammar().potential_governors
    if helpers & {"to", "may", "might", "could", "would", "should", "can", "must"}:
        return future
    if verb.tag_ == "VBD" or helpers & {"has", "have", "had", "was", "were", "did"}:
        return False
    if verb.tag_ == "VBN" and verb.dep_ == "acl" and verb.lemma_.lower() not in SCHEDULING:
        return False
    return future


def _distance(time: Token, trigger: Token) -> int | None:
    """How far a time stands from an act, in heads; None where it is told of something else."""
    steps = _steps_up(time, trigger)
    if steps is not None and YEAR_TOLD.fullmatch(time.text) and _bounds_other(time, trigger):
        return None  # the 2021 edition
    if steps is not None:
        return steps if time.dep_ != "poss" or time.lower_ != "today" or steps < 2 else None
    if _bounds_other(time, trigger):
        return None
    if time.dep_ == "poss" and time.lower_ == "today":
        return None  # today's newsletter
    own, its = clause_of(trigger), clause_of(time)
    if own == its:
        return FAR if _is_of_clause(trigger) else None
    links = 0
    while its != own:  # down from the act to the time
        links += 1
        if its.dep_ in ("acl", "relcl"):
            noun = its.head
            told = noun in (trigger, trigger.head) or (
                noun.head == trigger and noun.dep_ == "nsubj" and its.tag_ == "VBN" and its.dep_ == "acl"
            )
            return FAR + links if told and noun.pos_ != "PROPN" else _up(time, trigger)
        follows = its.dep_ == "xcomp" or (its.dep_ == "pcomp" and its.head.lower_ not in BACKGROUND)
        if not follows and not (its.dep_ == "advcl" and (its.tag_ == "VB" or _mark(its) == "when")):
            return _up(time, trigger)
        its = clause_of(its.head)
    return FAR + links if _is_of_clause(trigger) else None


def _is_of_clause(trigger: Token) -> bool:
    """Whether an act happens when its clause does: its verb, and its nouns but for what is its background."""
    if trigger.pos_ not in ("NOUN", "PROPN"):
        return True
    token = trigger
    while token.dep_ in ("pobj", "dobj", "attr", "prep", "agent", "nsubj", "nsubjpass", "dative", "compound"):
        if token.dep_ == "prep" and token.lower_ in BACKGROUND:
            return False
        token = token.head
        if token.pos_ in ("VERB", "AUX"):
            return trigger.pos_ == "NOUN"
    return False


def _up(time: Token, trigger: Token) -> int | None:
    """How far up from the clause of an act the clause stands that its time is told in."""
    its, clause = clause_of(time), clause_of(trigger)
    if (
        clause.head == time
        and clause.dep_ in ("relcl", "advcl", "acl")
        and any(c.lower_ == "when" for c in clause.children)
    ):
        return FAR  # since July, when they met
    if not _is_of_clause(trigger):
        return None
    for links in range(1, DEEP):
        if not _shares_time(clause):
            return None
        clause = clause_of(clause.head)
        if clause == its:
            return FAR + links
    return None


def _shares_time(clause: Token) -> bool:
    """Whether what a clause tells happens when the clause above it does."""
    mark = _mark(clause)
    match clause.dep_:
        case "xcomp":
            return True
        case "advcl":
            return (
                mark in ("when", "while")
                or (mark == "as" and clause.tag_ == "VBD")
                or (not mark and clause.tag_ in ("VBG", "VB"))
            )
        case "ccomp" | "parataxis":
            return clause.head.lemma_.lower() in grammar().speech_verbs
        case "acl" | "relcl":
            if clause.tag_ == "VB" and clause.head.dep_ == "attr":
                return True  # became the first to ban
            return clause.head.lemma_.lower() in grammar().instruments and clause.head.dep_ in ("dobj", "pobj")
        case "conj":
            return clause.tag_ == clause.head.tag_
        case "pcomp":
            return clause.head.lower_ in ("by", "with", "in")
    return False


def _mark(clause: Token) -> str:
    """The word that joins a clause to the one above."""
    joining = (t.lower_ for t in clause.children if t.i < clause.i and t.lower_ in MARKS)
    return next(joining, "")


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


def _is_since(span: Span, trigger: Token) -> bool:
    """Whether a time, and not the act itself, is told with since: since 2014, not since the listing of 2014."""
    before = span.doc[max(0, span.start - BEFORE) : span.start]
    return any(t.lower_ == "since" and not t.i < trigger.i < span.start for t in before)


def _is_negated(span: Span) -> bool:
    """Whether nothing happens until a time: then it does."""
    return any(t.dep_ == "neg" for t in clause_of(span.root).children)


def _since_when(span: Span, trigger: Token) -> bool:
    """Whether a move is told from that day on: gained 60% since January, not the largest gain since 2008."""
    token = span.root
    for _ in range(4):
        if token.lower_ == "since":
            measured = token.head.head == trigger and token.head.lower_ in ("%", "percent")
            lasting = token.head.pos_ == "VERB" and token.head.dep_ in ("relcl", "acl") and token.head.head == trigger
            return (token.head == trigger and trigger.pos_ == "VERB") or measured or lasting
        token = token.head
    return False


def _bounds_other(root: Token, trigger: Token) -> bool:
    """Whether the time hangs on another noun of action than the trigger: the 2020 crackdown."""
    return root.dep_ in ("compound", "nummod", "poss") and root.head != trigger and root.head.pos_ == "NOUN"
