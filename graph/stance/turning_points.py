"""Where the stance turns: change points of the line, each with the acts that it rests on.

The line fades towards 0 as acts age, which a search for levels would take for turns. So PELT (Killick et al. 2012, the
implementation of ruptures, least squares) searches the line without ageing: the steps that acts make in S, summed up.
A change point is a turn when the level moves far enough and the acts shortly before it explain it: without them it is
not found.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import ruptures

from graph.stance import index
from graph.stance.constants import Constants
from graph.stance.index import Floats, Series, Signal

LEAD = 6
"""Segments without any act before the first one."""


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """A turn of the line: `date` is the day of the first act behind it, `until` that of the last."""

    date: dt.date
    until: dt.date
    before: float | None
    """The stance on the day before; None where there was not enough evidence."""
    after: float | None
    """The stance at the end of `until`."""
    shift: float
    """How far the level of the line without ageing moved: below 0 a turn to the restrictive."""
    acts: tuple[Signal, ...]
    """The acts without which there is no turn, by day."""


def turning_points(series: Series) -> list[TurningPoint]:
    """The turns within a series, by date; they are looked for from the first act on, wherever the series begins."""
    first, last = (series.days[place].astype(dt.date) for place in (0, -1))
    begins = _begins(series)
    if not begins or min(begins.values()) > last:
        return []
    turns = series.constants.turns
    lead = min(begins.values()) - dt.timedelta(days=LEAD * turns.segment)
    longer = index.series(series.signals, period=(lead, last), as_of=series.as_of, constants=series.constants)
    found = []
    for day, shift in _changes(longer):
        near = [
            one
            for one in longer.signals
            if one.id in begins and (one.score > 0) == (shift > 0) and abs((day - begins[one.id]).days) <= turns.reach
        ]
        if behind := _explaining(near, day, shift, longer):
            behind.sort(key=lambda one: (begins[one.id], one.id))
            found.append(_turn(longer, shift, behind, begins))
    return [one for one in found if first <= one.date <= last]


def _begins(series: Series) -> dict[str, dt.date]:
    """The day on which each signal begins to count."""
    table = index.rows(series.signals, constants=series.constants, as_published=series.as_of is not None)
    days: dict[str, dt.date] = {}
    for place, enter in zip(table.signal.tolist(), table.enter.tolist(), strict=True):
        day = dt.date.fromordinal(enter)
        id_ = series.signals[place].id
        days[id_] = min(day, days.get(id_, day))
    return days


def _changes(series: Series) -> list[tuple[dt.date, float]]:
    """Days on which the level of the line without ageing changes, and how far."""
    turns = series.constants.turns
    # the same days whatever the period
    skip = -series.days[0].astype(dt.date).toordinal() % turns.step
    line = without_ageing(series.supportive, series.restrictive, series.constants)[skip :: turns.step]
    size = max(1, turns.segment // turns.step)
    if len(line) < 2 * size:
        return []
    # the linear kernel is least squares; this class has PELT in C
    search = ruptures.KernelCPD(kernel="linear", min_size=size).fit(line[:, None])
    cuts = [0, *map(int, search.predict(pen=turns.penalty))]
    levels = [float(line[begin:end].mean()) for begin, end in pairwise(cuts)]
    first = series.days[0].astype(dt.date) + dt.timedelta(days=skip)
    return [
        (first + dt.timedelta(days=cut * turns.step), after - before)
        for cut, before, after in zip(cuts[1:-1], levels, levels[1:], strict=False)
        if abs(after - before) >= turns.shift
    ]


def without_ageing(supportive: Floats, restrictive: Floats, constants: Constants) -> Floats:
    """The line as it would be if acts alone moved it: the sum of what each day changes in an S that only ages."""
    fade = 2 ** (-1 / constants.half_life)
    stance = index.balance(supportive, restrictive)
    aged = np.concatenate([[0.0], index.balance(supportive[:-1] * fade, restrictive[:-1] * fade)])
    line: Floats = np.cumsum(stance - aged)
    return line


def _explaining(near: Sequence[Signal], day: dt.date, shift: float, series: Series) -> list[Signal]:
    """The fewest of some acts without which the turn is not found, heaviest first; none when it is found even so."""
    behind: list[Signal] = []
    for one in sorted(near, key=lambda one: (-index.base(one, series.constants), one.id)):
        behind.append(one)
        if not _is_found(behind, day, shift, series):
            break
    else:
        return []
    for one in reversed(behind[:-1]):
        fewer = [other for other in behind if other is not one]
        if not _is_found(fewer, day, shift, series):
            behind = fewer
    return behind


def _is_found(left_out: Sequence[Signal], day: dt.date, shift: float, series: Series) -> bool:
    """Whether a turn the same way is found around a day without some acts."""
    ids = {one.id for one in left_out}
    period = series.days[0].astype(dt.date), series.days[-1].astype(dt.date)
    left = [one for one in series.signals if one.id not in ids]
    other = index.series(left, period=period, as_of=series.as_of, constants=series.constants)
    reach = series.constants.turns.reach
    return any(abs((day - one).days) <= reach and (moved > 0) == (shift > 0) for one, moved in _changes(other))


def _turn(series: Series, shift: float, behind: Sequence[Signal], begins: dict[str, dt.date]) -> TurningPoint:
    days = [begins[one.id] for one in behind]
    return TurningPoint(
        days[0],
        days[-1],
        _stance(series, days[0] - dt.timedelta(days=1)),
        _stance(series, days[-1]),
        shift,
        tuple(behind),
    )


def _stance(series: Series, day: dt.date) -> float | None:
    place = (day - series.days[0].astype(dt.date)).days
    if not 0 <= place < len(series.days) or np.isnan(series.stance[place]):
        return None
    return float(series.stance[place])
