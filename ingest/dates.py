"""Full dates in text, as newspapers write them; where 03/04 could be two days, other evidence decides, or nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

MONTHS = {
    name: number
    for number, names in enumerate(
        ["jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"], start=1)
    for name in names.split()
}  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = "(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_DATES = [
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"),
    re.compile(r"\b(?P<y>\d{4})[/.](?P<m>\d{1,2})[/.](?P<d>\d{1,2})\b"),
    re.compile(r"(?P<y>\d{4})\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?[日号]"),
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\sof)?[\s-]{_MONTH},?[\s-](?P<y>\d{{4}})\b", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<y>\d{{4}})\b", re.IGNORECASE),
    re.compile(r"\b(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4})\b"),
]
_CAPITAL = "|".join(f"{name.capitalize()}|{name.upper()}" for name in sorted(MONTHS, key=len, reverse=True))
_DAY_OF_MONTH = re.compile(
    rf"\b(?:(?P<d>\d{{1,2}})\s(?P<month>{_CAPITAL})|(?P<before>{_CAPITAL})\.?\s(?P<n>\d{{1,2}}))\b"
)
_WEEKDAY = re.compile(
    r"\b(?:Mon|Tues?|Wed|Thu|Thurs?|Fri|Sat|Sun|MON|TUES?|WED|THU|THURS?|FRI|SAT|SUN)"
    r"(?:day|nesday|rsday|sday|urday|DAY|NESDAY|RSDAY|SDAY|URDAY)?\b"
)
NEAR = dt.timedelta(days=7)
"""A report names days that lie so close to its own."""


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date and where it stands; ``readings`` holds two days where day and month cannot be told apart."""

    readings: tuple[dt.date, ...]
    start: int
    end: int

    @property
    def date(self) -> dt.date | None:
        """The one day it means; None where there are two."""
        return self.readings[0] if len(self.readings) == 1 else None


def read_date(text: str) -> dt.date | None:
    """The first full date of a text, as newspapers write it; None without one or where 03/04 could be two days."""
    return next((found.date for found in find_dates(text) if found.date), None)


def find_dates(text: str, page: str = "") -> list[FoundDate]:
    """The full dates of a text in order; what its own weekday leaves open, the page it stands in may tell."""
    found: list[FoundDate] = []
    for date in sorted(_matches(text), key=lambda date: (date.start, -date.end)):
        if not found or date.start >= found[-1].end:
            found.append(date)
    return [
        FoundDate(
            _settle(date.readings, _weekdays(text[max(0, date.start - 16) : date.end + 16]), page), date.start, date.end
        )
        for date in found
    ]


def _weekdays(text: str) -> set[str]:
    return {match.group().lower()[:3] for match in _WEEKDAY.finditer(text)}


def _matches(text: str) -> Iterator[FoundDate]:
    for pattern in _DATES:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            year = int(parts["y"])
            if "a" in parts:
                first, second = int(parts["a"]), int(parts["b"])
                pairs = {(first, second): None, (second, first): None}
            else:
                month = MONTHS[parts["month"].lower()] if "month" in parts else int(parts["m"])
                pairs = {(int(parts["d"]), month): None}
            readings = tuple(filter(None, (_day(year, month, day) for day, month in pairs)))
            if readings:
                yield FoundDate(readings, match.start(), match.end())


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day) if 1900 <= year <= 2100 else None
    except ValueError:
        return None


def _settle(readings: tuple[dt.date, ...], named: set[str], page: str) -> tuple[dt.date, ...]:
    """The reading that the weekday at the date tells; else the one whose days the page names; else both."""
    if len(readings) < 2:
        return readings
    evidence = [[WEEKDAYS[date.weekday()][:3] in named for date in readings]]
    if page:
        full = [found.date for found in find_dates(page) if found.date]
        evidence.append([any(abs(other - date) <= NEAR for other in full) for date in readings])
        evidence.append([any(abs(other - date) <= NEAR for other in _days_of(date.year, page)) for date in readings])
        days = _weekdays(page)
        around = [{WEEKDAYS[date.weekday()][:3], WEEKDAYS[date.weekday() - 1][:3]} for date in readings]
        evidence.extend([[pair <= days for pair in around], [bool(pair & days) for pair in around]])
    for told in evidence:
        if sum(told) == 1:
            return (readings[told.index(True)],)
    return readings


def _days_of(year: int, text: str) -> Iterator[dt.date]:
    for match in _DAY_OF_MONTH.finditer(text):
        name, day = match.group("month") or match.group("before"), match.group("d") or match.group("n")
        date = _day(year, MONTHS[name.lower()], int(day))
        if date:
            yield date
