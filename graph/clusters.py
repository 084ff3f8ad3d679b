"""Which reports of an actor, a relation and a target tell of one act, by their dates and amounts.

Everything here is a function of the set of reports, whatever their order:

- Days that are told are chained while neighbours are at most `days` apart. A chain longer than `span` days is cut at
  its widest gap, the one nearest its middle when several are as wide, until every part fits. A chain in which
  different days have amounts that do not agree is several acts, each with the reports that are nearest to it.
- A day of print joins the nearest of these at most `printed` days before it (what is coming, or denied, at most
  `days`), or at most `days` after it; what is left is chained.
- A month joins the one day-dated event that overlaps it; with none or several it is an event of its own. Quarters, then
  years, likewise, against everything more exact.
- What is said to be coming (potential, announced) never joins by month, quarter or year an event that was over more
  than `days` before it was said.
- Undated reports join the only event that is at most `days` from their publication, else the only one that they can
  mean at all: a look back any event of the last `look_back` days (one that was only expected, of the last
  `resolve_days`), a denial one at most `resolve_days` from it, what is coming one expected at most `resolve_days`
  later. None or several: they are chained by publication, look backs within `look_back` days, what is coming or denied
  by the days and span of `undated`; those without a publication date form one event.
- Nothing joins an event whose amount it contradicts; of several events that fit, it joins the only one whose amount it
  tells. What fits several stays apart, and says so.
- What is told of a whole (a state, an owner) joins the only event of a part (its regulator, its product) whose date
  and amount agree; see `graph.reports.covers`.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graph.amounts import Amount, agree, read_amount, read_amounts
from graph.model import EventDate, Precision, Status
from graph.reports import Key, Report, own_date
from graph.thresholds import Thresholds, Window

PERIODS = (Precision.MONTH, Precision.QUARTER, Precision.YEAR)
DAYS = (Precision.DAY, Precision.PUBLISHED)
COMING = (Status.POTENTIAL, Status.ANNOUNCED)
LONGEST_PERIOD = 366
"""Days of a year, the longest period."""


@dataclass(slots=True, eq=False)
class Cluster:
    """The reports of one act, while they are gathered."""

    key: Key
    reports: list[Report]
    may_be: list[Cluster] = field(default_factory=list)
    """Those that it fits, when it fits several."""
    into: Cluster | None = None
    """The one that it was joined to."""

    @property
    def amounts(self) -> frozenset[Amount]:
        """What its reports tell of amounts."""
        return read_amounts(one.amount for one in self.reports)

    def final(self) -> Cluster:
        """Itself, or what it was joined to."""
        return self if self.into is None else self.into.final()


def cluster(reports: Sequence[Report], limits: Thresholds) -> list[Cluster]:
    """The reports of one key, those of one act together; every report in just one cluster."""
    about = reports[0].key
    window = limits.of(about[1])
    told: defaultdict[dt.date, list[Report]] = defaultdict(list)
    printed: list[Report] = []
    undated: list[Report] = []
    by_period: dict[Precision, list[Report]] = {precision: [] for precision in PERIODS}
    for one in reports:
        if one.date.start is None or one.date.precision is Precision.NONE:
            undated.append(one)
        elif one.date.precision in by_period:
            by_period[one.date.precision].append(one)
        elif one.date.precision is Precision.PUBLISHED:
            printed.append(one)
        else:
            told[one.date.start].append(one)
    clusters = _chained(about, told, window, limits)
    clusters += _join_printed(about, clusters, printed, window, limits)
    for precision in PERIODS:
        clusters += _join_periods(about, clusters, by_period[precision], window, limits)
    clusters += _join_undated(about, clusters, undated, window, limits)
    return clusters


@dataclass(slots=True)
class _Side:
    """A cluster of a whole or of a part, and what the two are compared by."""

    cluster: Cluster
    date: EventDate
    amounts: frozenset[Amount]
    sure: bool | None = True
    """Of a part: None when both must tell the same amount."""

    @classmethod
    def of(cls, one: Cluster, sure: bool | None = True) -> _Side:
        """What a cluster is compared by now: it grows."""
        return cls(one, own_date(one.reports), one.amounts, sure)


def join_wholes(
    clusters: Sequence[Cluster],
    limits: Thresholds,
    *,
    covers: Callable[[Key, Key], bool | None],
    depth: Callable[[Key], int],
) -> list[Cluster]:
    """The clusters of a scope; those of a whole joined to the only one of a part that they fit.

    `covers` and `depth` are those of `graph.reports`.
    """
    by_key: defaultdict[Key, list[Cluster]] = defaultdict(list)
    for one in clusters:
        by_key[one.key].append(one)
    if len(by_key) == 1:
        return list(clusters)

    for whole in sorted(by_key, key=lambda about: (-depth(about), about)):
        parts = [
            _Side.of(one, sure)
            for part, some in by_key.items()
            if (sure := covers(whole, part)) is not False
            for one in some
        ]
        if not parts:
            continue
        by_day: defaultdict[int, list[_Side]] = defaultdict(list)
        for part in parts:
            if part.date.start and part.date.precision in DAYS:
                by_day[part.date.start.toordinal()].append(part)
        fits = []
        for side in [_Side.of(one) for one in by_key[whole]]:
            near = parts if side.amounts or side.date.precision not in DAYS else _near(side.date, by_day, limits)
            same = [part.cluster for part in near if _same(side, part, limits)]
            fits.append((side.cluster, _only(side.cluster, same, limits)))
        for one, fitting in fits:
            if len(fitting) == 1:
                fitting[0].reports += one.reports
                one.into = fitting[0]
            else:
                one.may_be = list(dict.fromkeys((*one.may_be, *fitting)))
        by_key[whole] = [one for one in by_key[whole] if one.into is None]
    return [one for about in sorted(by_key) for one in by_key[about]]


def _near(date: EventDate, by_day: Mapping[int, list[_Side]], limits: Thresholds) -> list[_Side]:
    """Those that are so near a day that they can be one act with what tells no amount."""
    assert date.start is not None
    day, days = date.start.toordinal(), limits.parents.days
    return [one for other in range(day - days, day + days + 1) for one in by_day.get(other, ())]


def _same(whole: _Side, part: _Side, limits: Thresholds) -> bool:
    """Whether what is told of a whole and of its part is one act, by date and amount."""
    amounts = agree(whole.amounts, part.amounts, share=limits.amounts)
    if amounts is False or (part.sure is None and not amounts):
        return False
    one, other = whole.date, part.date
    days = limits.parents.days
    if one.start is None and other.start is None:
        return _days_apart(_printed_range(whole.cluster), _printed_range(part.cluster)) <= days
    if one.start is None or other.start is None or one.end is None or other.end is None:
        return False
    if one.precision in DAYS and other.precision in DAYS:
        return _days_apart((one.start, one.end), (other.start, other.end)) <= days
    return bool(amounts) and one.start <= other.end and other.start <= one.end


def _printed_range(one: Cluster) -> tuple[dt.date, dt.date]:
    printed = [report.said for report in one.reports]
    return min(printed), max(printed)


def _days_apart(one: tuple[dt.date, dt.date], other: tuple[dt.date, dt.date]) -> int:
    """Days between two periods, 0 when they overlap."""
    return max((other[0] - one[1]).days, (one[0] - other[1]).days, 0)


# Days


def _chained(about: Key, by_day: Mapping[dt.date, list[Report]], window: Window, limits: Thresholds) -> list[Cluster]:
    return [
        Cluster(about, part)
        for days in _chains(by_day, window)
        for part in _by_amount([one for day in days for one in by_day[day]], limits)
    ]


def _chains(days: Iterable[dt.date], window: Window) -> list[list[dt.date]]:
    chains: list[list[dt.date]] = []
    for day in sorted(days):
        if chains and (day - chains[-1][-1]).days <= window.days:
            chains[-1].append(day)
        else:
            chains.append([day])
    done: list[list[dt.date]] = []
    while chains:
        chain = chains.pop()
        if (chain[-1] - chain[0]).days <= window.span:
            done.append(chain)
        else:
            cut = _widest_gap(chain)
            chains += [chain[:cut], chain[cut:]]
    return sorted(done)


def _widest_gap(days: Sequence[dt.date]) -> int:
    middle = days[0].toordinal() + days[-1].toordinal()

    def width(place: int) -> tuple[int, int]:
        before, after = days[place - 1].toordinal(), days[place].toordinal()
        return after - before, -abs(before + after - middle)

    return max(range(1, len(days)), key=width)


def _by_amount(reports: list[Report], limits: Thresholds) -> list[list[Report]]:
    """The reports of a chain of days, in parts whose days and amounts both differ."""
    by_unit: defaultdict[str, list[tuple[float, Report]]] = defaultdict(list)
    for one in reports:
        if one.amount and (amount := read_amount(one.amount)) is not None:
            by_unit[amount[0]].append((amount[1], one))
    if not by_unit or len({one.date.start for one in reports}) == 1:
        return [reports]
    unit = min(by_unit, key=lambda unit: (-len({one.source for _, one in by_unit[unit]}), unit))
    groups: list[list[Report]] = []
    last = 0.0
    for value, one in sorted(by_unit[unit], key=lambda pair: (pair[0], pair[1].claim)):
        if groups and value - last <= limits.amounts * value:
            groups[-1].append(one)
        else:
            groups.append([one])
        last = value
    by_date: defaultdict[dt.date, list[Report]] = defaultdict(list)
    for group in groups:
        by_date[_start(group)] += group
    if len(by_date) == 1:
        return [reports]
    placed = {one.claim for group in groups for one in group}
    for one in reports:
        if one.claim not in placed:
            day = _start([one])
            by_date[min(by_date, key=lambda start: (abs((start - day).days), start))].append(one)
    return [by_date[start] for start in sorted(by_date)]


def _start(reports: Sequence[Report]) -> dt.date:
    return own_date(reports).start or dt.date.min


def _by_date(clusters: Sequence[Cluster]) -> list[tuple[dt.date, dt.date, int]]:
    """First and last day of those that have a date, and their place, by date."""
    dates = ((own_date(one.reports), place) for place, one in enumerate(clusters))
    return sorted((date.start, date.end, place) for date, place in dates if date.start and date.end)


def _later(day: dt.date, days: int) -> dt.date:
    """A day so many days later; the first or the last of the calendar when there is none."""
    return dt.date.fromordinal(min(max(day.toordinal() + days, 1), dt.date.max.toordinal()))


def _join_printed(
    about: Key, clusters: Sequence[Cluster], printed: Sequence[Report], window: Window, limits: Thresholds
) -> list[Cluster]:
    """New clusters of what is dated by its print, after what fits was joined to those that are there."""
    dated = _by_date(clusters)
    starts = [start for start, _, _ in dated]
    joined: list[tuple[Cluster, Report]] = []
    apart: defaultdict[dt.date, list[Report]] = defaultdict(list)
    for one in printed:
        day = _start([one])
        after = max(window.printed, window.days) if one.status is Status.REALISED else window.days
        first = bisect_left(starts, _later(day, -after))
        last = bisect_right(starts, _later(day, window.days))
        near = [
            (abs((day - start).days), start, place)
            for start, _, place in dated[first:last]
            if _agrees(one, clusters[place], limits) is not False
        ]
        if near:
            joined.append((clusters[min(near)[2]], one))
        else:
            apart[day].append(one)
    for place, one in joined:
        place.reports.append(one)
    days = max(window.days, window.printed)
    return _chained(about, apart, Window(days, max(window.span, days)), limits)


# Periods, and nothing


def _agrees(one: Report, other: Cluster, limits: Thresholds) -> bool | None:
    if not one.amount:
        return None
    return agree(read_amounts([one.amount]), other.amounts, share=limits.amounts)


def _only(one: Report | Cluster, fitting: Sequence[Cluster], limits: Thresholds) -> list[Cluster]:
    """Of clusters that fit by date, those that fit by amount; just one when only that tells the same amount."""
    mine = one.amounts if isinstance(one, Cluster) else read_amounts([one.amount])
    words = [(other, agree(mine, other.amounts, share=limits.amounts)) for other in fitting] if mine else []
    if not words:
        return list(fitting)
    sure = [other for other, word in words if word]
    return sure if len(sure) == 1 else [other for other, word in words if word is not False]


def _join_periods(
    about: Key, clusters: Sequence[Cluster], reports: Sequence[Report], window: Window, limits: Thresholds
) -> list[Cluster]:
    """New clusters of one kind of period, after what fits just one cluster was joined to it."""
    dated = _by_date(clusters) if reports else []
    starts = [start for start, _, _ in dated]

    def fits(one: Report) -> list[Cluster]:
        first, last = one.date.start, one.date.end
        assert first is not None and last is not None
        since, until = bisect_left(starts, _later(first, -LONGEST_PERIOD)), bisect_right(starts, last)
        return [
            clusters[place]
            for _, end, place in dated[since:until]
            if first <= end and not _over_before(one, end, window)
        ]

    return [
        Cluster(about, some, may_be)
        for some, may_be in _settled(reports, fits, limits, apart=lambda some: _by_start(some))
    ]


def _by_start(reports: Sequence[Report]) -> list[list[Report]]:
    by_start: defaultdict[dt.date, list[Report]] = defaultdict(list)
    for one in reports:
        by_start[_start([one])].append(one)
    return [by_start[start] for start in sorted(by_start)]


def _join_undated(
    about: Key, clusters: Sequence[Cluster], undated: Sequence[Report], window: Window, limits: Thresholds
) -> list[Cluster]:
    """New clusters of what has no date, after what fits just one cluster was joined to it."""
    spans = []
    for one in clusters if undated else ():
        date = own_date(one.reports)
        assert date.start is not None and date.end is not None
        spans.append((date.start, date.end, any(told.status is Status.REALISED for told in one.reports)))

    def fits(one: Report) -> list[Cluster]:
        able = [place for place, span in enumerate(spans) if _can_mean(one, *span, window, limits.resolve_days)]
        near = [place for place in able if _distance(one, *spans[place][:2]) <= window.days]
        return [clusters[place] for place in (near if len(near) == 1 else able)]

    def apart(some: Sequence[Report]) -> list[list[Report]]:
        back = Window(window.look_back, window.look_back)
        unknown = [one for one in some if one.published is None]
        past = [one for one in some if one.published and one.status is Status.REALISED]
        coming = [one for one in some if one.published and one.status is not Status.REALISED]
        return [*_by_print(coming, limits.undated), *_by_print(past, back), *([unknown] if unknown else [])]

    return [Cluster(about, some, may_be) for some, may_be in _settled(undated, fits, limits, apart=apart)]


def _by_print(reports: Sequence[Report], window: Window) -> list[list[Report]]:
    by_day: defaultdict[dt.date, list[Report]] = defaultdict(list)
    for one in reports:
        by_day[one.said].append(one)
    return [[one for day in days for one in by_day[day]] for days in _chains(by_day, window)]


def _settled(
    reports: Sequence[Report],
    fits: Callable[[Report], list[Cluster]],
    limits: Thresholds,
    *,
    apart: Callable[[Sequence[Report]], list[list[Report]]],
) -> list[tuple[list[Report], list[Cluster]]]:
    """Join reports to the only cluster that they fit; the others, grouped by `apart`, with the clusters they fit."""
    joined: list[tuple[Cluster, Report]] = []
    open_: dict[str, list[Cluster]] = {}
    rest: list[Report] = []
    for one in reports:
        fitting = _only(one, fits(one), limits)
        if len(fitting) == 1:
            joined.append((fitting[0], one))
        else:
            rest.append(one)
            open_[one.claim] = fitting
    for place, one in joined:
        place.reports.append(one)
    groups = []
    for some in apart(rest):
        may_be = dict.fromkeys(other for one in some for other in open_[one.claim])
        groups.append((some, list(may_be)))
    return groups


def _distance(one: Report, start: dt.date, end: dt.date) -> int:
    """Days from a publication to a period, 0 within it."""
    return 0 if one.published is None else _days_apart((one.published, one.published), (start, end))


def _can_mean(one: Report, start: dt.date, end: dt.date, fact: bool, window: Window, resolve_days: int) -> bool:
    """Whether an undated report can tell of an event of that time, which is a fact or only expected."""
    if one.published is None:
        return True
    until = (start - one.published).days
    since = (one.published - end).days
    if one.status is Status.REALISED:
        return until <= window.days and since <= (window.look_back if fact else min(window.look_back, resolve_days))
    if one.status is Status.DENIED:
        return until <= window.days and since <= resolve_days
    if not fact:
        return until <= resolve_days and since <= window.days
    return until <= (window.days if one.status is Status.ANNOUNCED else 0) and since <= window.days


def _over_before(one: Report, end: dt.date | None, window: Window) -> bool:
    """Whether something that was said to be coming cannot mean an event that ended then."""
    return (
        one.status in COMING
        and one.published is not None
        and end is not None
        and (one.published - end).days > window.days
    )
