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
- What is told of a whole (a state, an owner) joins the only event of a part (its regulator, its product) whose date
  and amount agree; see `graph.reports.covers`.
- Then undated reports join the only event that is at most `days` from their publication, else the only one that they
  can mean at all: a look back any event of the last `look_back` days (one that was only expected, of the last
  `resolve_days`), a denial one at most `resolve_days` from it, what is coming one expected at most `resolve_days`
  later. Events of their wholes and parts count: a regulator's act of a year ago is not what is meant when the state's
  was last week. None or several: they are chained by publication, look backs within `look_back` days, what is coming or
  denied by the days and span of `undated`; those without a publication date form one event, and what is told of a
  whole joins that of a part again.
- Nothing joins an event whose amount it contradicts; of several events that fit, it joins the only one whose amount it
  tells, else, when it tells that the act happened, the only one that did. What fits several stays apart, and says so.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
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


Covers = Callable[[Key, Key], bool | None]
"""Whether a key tells of a whole of another: `graph.reports.covers`."""


@dataclass(frozen=True, slots=True)
class _Summary:
    """What clusters are compared by."""

    date: EventDate
    days: tuple[dt.date, dt.date] | None
    amounts: frozenset[Amount]
    happened: bool

    @classmethod
    def of(cls, reports: Sequence[Report]) -> _Summary:
        """That of some reports."""
        date = own_date(reports)
        start, end = date.start, date.end
        return cls(
            date,
            None if start is None or end is None else (start, end),
            read_amounts(one.amount for one in reports),
            any(one.status is Status.REALISED for one in reports),
        )


@dataclass(slots=True, eq=False)
class Cluster:
    """The reports of one act, while they are gathered."""

    key: Key
    reports: list[Report]
    may_be: list[Cluster] = field(default_factory=list)
    """Those that it fits, when it fits several."""
    into: Cluster | None = None
    """The one that it was joined to."""
    _of: int = 0
    """How many reports the summary is of: they are only ever added to."""
    _summary: _Summary | None = None

    @property
    def date(self) -> EventDate:
        """The date of its reports."""
        return self._summarized().date

    @property
    def days(self) -> tuple[dt.date, dt.date] | None:
        """The first and the last day of it."""
        return self._summarized().days

    @property
    def amounts(self) -> frozenset[Amount]:
        """What its reports tell of amounts."""
        return self._summarized().amounts

    @property
    def happened(self) -> bool:
        """Whether one of its reports tells so."""
        return self._summarized().happened

    def _summarized(self) -> _Summary:
        if self._summary is None or self._of != len(self.reports):
            self._summary, self._of = _Summary.of(self.reports), len(self.reports)
        return self._summary

    def final(self) -> Cluster:
        """Itself, or what it was joined to."""
        return self if self.into is None else self.into.final()


def clusters(
    reports: Iterable[Report],
    limits: Thresholds,
    *,
    covers: Covers,
    depth: Callable[[Key], int],
) -> list[Cluster]:
    """The reports of a scope, those of one act together; every report in just one cluster.

    `covers` and `depth` are those of `graph.reports`.
    """
    dated: defaultdict[Key, list[Report]] = defaultdict(list)
    undated: defaultdict[Key, list[Report]] = defaultdict(list)
    for one in reports:
        (dated if _is_dated(one) else undated)[one.key].append(one)
    by_key = {about: _cluster_dated(about, some, limits) for about, some in dated.items()}
    found = _join_wholes([one for some in by_key.values() for one in some], limits, covers=covers, depth=depth)
    if not undated:
        return found
    joined: list[tuple[Cluster, Report]] = []
    apart: list[Cluster] = []
    for about, some in undated.items():
        own = {one.final() for one in by_key.get(about, ())}
        related = [one for one in found if one in own or covers(about, one.key) or covers(one.key, about)]
        meant, new = _settle_undated(about, some, related, own, limits, covers)
        joined += meant
        apart += new
    for place, one in joined:
        place.reports.append(one)
    return _join_wholes([*found, *apart], limits, covers=covers, depth=depth, new=set(apart)) if apart else found


def standing(reports: Iterable[Report]) -> list[Cluster]:
    """The reports of standing facts, which have no date: one cluster a key."""
    by_key: defaultdict[Key, list[Report]] = defaultdict(list)
    for one in reports:
        by_key[one.key].append(one)
    return [Cluster(about, some) for about, some in by_key.items()]


def _is_dated(one: Report) -> bool:
    return one.date.start is not None and one.date.precision is not Precision.NONE


def _cluster_dated(about: Key, reports: Sequence[Report], limits: Thresholds) -> list[Cluster]:
    """The reports of one key that tell a date or a period, those of one act together."""
    window = limits.of(about[1])
    told: defaultdict[dt.date, list[Report]] = defaultdict(list)
    printed: list[Report] = []
    by_period: dict[Precision, list[Report]] = {precision: [] for precision in PERIODS}
    for one in reports:
        assert one.date.start is not None
        if one.date.precision in by_period:
            by_period[one.date.precision].append(one)
        elif one.date.precision is Precision.PUBLISHED:
            printed.append(one)
        else:
            told[one.date.start].append(one)
    found = _chained(about, told, window, limits)
    found += _join_printed(about, found, printed, window, limits)
    for precision in PERIODS:
        found += _join_periods(about, found, by_period[precision], window, limits)
    return found


def _join_wholes(
    clusters: Sequence[Cluster],
    limits: Thresholds,
    *,
    covers: Covers,
    depth: Callable[[Key], int],
    new: Collection[Cluster] = (),
) -> list[Cluster]:
    """The clusters of a scope; those of a whole joined to the only one of a part that they fit.

    `covers` and `depth` are those of `graph.reports`. Where some are `new`, the others have been compared already.
    """
    by_key: defaultdict[Key, list[Cluster]] = defaultdict(list)
    for one in clusters:
        by_key[one.key].append(one)
    if len(by_key) == 1:
        return list(clusters)
    for whole in sorted(by_key, key=lambda about: (-depth(about), about)):
        parts: list[tuple[Cluster, bool | None]] = []
        for about, some in by_key.items():
            if (sure := covers(whole, about)) is not False:
                parts += [(one, sure) for one in some]
        if not parts:
            continue
        fresh = [part for part in parts if part[0] in new]
        undated = [part for part in parts if part[0].days is None]
        by_day: defaultdict[int, list[tuple[Cluster, bool | None]]] = defaultdict(list)
        for part in parts:
            if part[0].days and part[0].date.precision in DAYS:
                by_day[part[0].days[0].toordinal()].append(part)
        fits = []
        for one in by_key[whole]:
            if new and (one.may_be or one not in new):
                near = [] if one.may_be else fresh  # what fits several already stays apart
            elif one.days and not one.amounts and one.date.precision in DAYS:
                near = [*_near(one.days[0], by_day, limits), *undated]
            else:
                near = parts
            same = [part for part, sure in near if _same(one, part, sure, limits)]
            fits.append((one, _only(one, same, limits)))
        for one, fitting in fits:
            if len(fitting) == 1:
                fitting[0].reports += one.reports
                one.into = fitting[0]
            else:
                one.may_be = list(dict.fromkeys((*one.may_be, *fitting)))
        by_key[whole] = [one for one in by_key[whole] if one.into is None]
    return [one for about in sorted(by_key) for one in by_key[about]]


def _near(
    start: dt.date, by_day: Mapping[int, list[tuple[Cluster, bool | None]]], limits: Thresholds
) -> list[tuple[Cluster, bool | None]]:
    """Those that are so near a day that they can be one act with what tells no amount."""
    day, days = start.toordinal(), limits.parents.days
    return [one for other in range(day - days, day + days + 1) for one in by_day.get(other, ())]


def _same(whole: Cluster, part: Cluster, sure: bool | None, limits: Thresholds) -> bool:
    """Whether what is told of a whole and of its part is one act, by date and amount.

    `sure` is None when both must tell the same amount.
    """
    amounts = agree(whole.amounts, part.amounts, share=limits.amounts)
    if amounts is False or (sure is None and not amounts):
        return False
    one, other, days = whole.days, part.days, limits.parents.days
    if one is None and other is None:
        return _days_apart(_printed_range(whole), _printed_range(part)) <= days
    if one is None or other is None:
        return _looks_on(whole, part, limits) if one is None else _looks_on(part, whole, limits)
    if whole.date.precision in DAYS and part.date.precision in DAYS:
        return _days_apart(one, other) <= days
    return bool(amounts) and one[0] <= other[1] and other[0] <= one[1]


def _looks_on(undated: Cluster, other: Cluster, limits: Thresholds) -> bool:
    """Whether reports without a date were all printed so near an event that they can mean it."""
    window = limits.of(undated.key[1])
    return all(
        one.published is not None
        and _distance(one, other) <= window.days
        and _can_mean(one, other, window, limits.resolve_days)
        for one in undated.reports
    )


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
    return sorted((*one.days, place) for place, one in enumerate(clusters) if one.days)


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
    """Of clusters that fit by date, those that fit by amount.

    Just one when only that tells the same amount, or when only that happened and this is told to have happened.
    """
    mine = one.amounts if isinstance(one, Cluster) else read_amounts([one.amount])
    words = [(other, agree(mine, other.amounts, share=limits.amounts)) for other in fitting] if mine else []
    sure = [other for other, word in words if word]
    if len(sure) == 1:
        return sure
    able = [other for other, word in words if word is not False] if words else list(fitting)
    if len(able) > 1 and (one.happened if isinstance(one, Cluster) else one.status is Status.REALISED):
        facts = [other for other in able if other.happened]
        return facts if len(facts) == 1 else able
    return able


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
        able = (place for _, end, place in dated[since:until] if first <= end and not _over_before(one, end, window))
        return _only(one, [clusters[place] for place in able], limits)

    joined, new = _settled(about, reports, fits, _by_start)
    for place, one in joined:
        place.reports.append(one)
    return new


def _by_start(reports: Sequence[Report]) -> list[list[Report]]:
    by_start: defaultdict[dt.date, list[Report]] = defaultdict(list)
    for one in reports:
        by_start[_start([one])].append(one)
    return [by_start[start] for start in sorted(by_start)]


def _settle_undated(
    about: Key,
    reports: Sequence[Report],
    related: Sequence[Cluster],
    own: Collection[Cluster],
    limits: Thresholds,
    covers: Covers,
) -> tuple[list[tuple[Cluster, Report]], list[Cluster]]:
    """Reports of one key without a date, with the one event that each can mean, and new clusters of the others.

    `related` are the events of the key and of its wholes and parts, `own` those that have reports of the key.
    """
    window = limits.of(about[1])
    reach = {
        (status, happened): _reach(status, window, limits.resolve_days, happened=happened)
        for status in Status
        for happened in (False, True)
    }
    spans = [(one.days[0].toordinal(), one.days[1].toordinal(), one.happened, one) for one in related if one.days]

    def within(day: int, fact: tuple[int, int], expected: tuple[int, int]) -> list[Cluster]:
        """Those that are at most so many days after a day, and before it, if they happened and if not."""
        latest, earliest = (day + expected[0], day + fact[0]), (day - expected[1], day - fact[1])
        return [other for start, end, true, other in spans if start <= latest[true] and end >= earliest[true]]

    def fits(one: Report) -> list[Cluster]:
        able = list(related)
        close = able
        if one.published:
            day, fact, expected = one.published.toordinal(), reach[one.status, True], reach[one.status, False]
            able = within(day, fact, expected)
            close = within(day, _least(fact, window.days), _least(expected, window.days))
        found = _only(one, close if len(close) == 1 else able, limits)
        if len(found) > 1 or not found or found[0] in own:
            return found
        # an event of a part far back is meant only when its amount says so; an event of a whole takes nothing in
        sure = _agrees(one, found[0], limits) or (close == found and covers(about, found[0].key))
        return found if sure and not covers(found[0].key, about) else []

    def apart(some: Sequence[Report]) -> list[list[Report]]:
        back = Window(window.look_back, window.look_back)
        unknown = [one for one in some if one.published is None]
        past = [one for one in some if one.published and one.status is Status.REALISED]
        coming = [one for one in some if one.published and one.status is not Status.REALISED]
        return [*_by_print(coming, limits.undated), *_by_print(past, back), *([unknown] if unknown else [])]

    return _settled(about, reports, fits, apart)


def _least(reach: tuple[int, int], days: int) -> tuple[int, int]:
    return min(reach[0], days), min(reach[1], days)


def _by_print(reports: Sequence[Report], window: Window) -> list[list[Report]]:
    by_day: defaultdict[dt.date, list[Report]] = defaultdict(list)
    for one in reports:
        by_day[one.said].append(one)
    return [[one for day in days for one in by_day[day]] for days in _chains(by_day, window)]


def _settled(
    about: Key,
    reports: Sequence[Report],
    fits: Callable[[Report], list[Cluster]],
    apart: Callable[[Sequence[Report]], list[list[Report]]],
) -> tuple[list[tuple[Cluster, Report]], list[Cluster]]:
    """Reports with the only cluster that they fit, and new clusters of the others, grouped by `apart`."""
    joined: list[tuple[Cluster, Report]] = []
    open_: dict[str, list[Cluster]] = {}
    rest: list[Report] = []
    for one in reports:
        fitting = fits(one)
        if len(fitting) == 1:
            joined.append((fitting[0], one))
        else:
            rest.append(one)
            open_[one.claim] = fitting
    new = []
    for some in apart(rest):
        may_be = dict.fromkeys(other for one in some for other in open_[one.claim])
        new.append(Cluster(about, some, list(may_be)))
    return joined, new


def _distance(one: Report, other: Cluster) -> int:
    """Days from a publication to an event that has a date, 0 within it."""
    assert other.days is not None
    return 0 if one.published is None else _days_apart((one.published, one.published), other.days)


def _can_mean(one: Report, other: Cluster, window: Window, resolve_days: int) -> bool:
    """Whether an undated report can tell of an event that has a date."""
    if one.published is None:
        return True
    assert other.days is not None
    until, since = _reach(one.status, window, resolve_days, happened=other.happened)
    return (other.days[0] - one.published).days <= until and (one.published - other.days[1]).days <= since


def _reach(status: Status, window: Window, resolve_days: int, *, happened: bool) -> tuple[int, int]:
    """How many days after its publication an undated report can tell of, and how many before."""
    if status is Status.REALISED:
        return window.days, window.look_back if happened else min(window.look_back, resolve_days)
    if status is Status.DENIED:
        return window.days, resolve_days
    if not happened:
        return resolve_days, window.days
    return window.days if status is Status.ANNOUNCED else 0, window.days


def _over_before(one: Report, end: dt.date | None, window: Window) -> bool:
    """Whether something that was said to be coming cannot mean an event that ended then."""
    return (
        one.status in COMING
        and one.published is not None
        and end is not None
        and (one.published - end).days > window.days
    )
