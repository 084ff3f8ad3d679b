"""The stance index: how supportive or restrictive an issuer is towards a target over time, as pure functions.

An event of polarity p and severity m (sign and size of its score) weighs, when seen at day t,
w = m · factuality · authority · confidence · relevance · 2^(−age / half life), every factor in [0, 1].
With P and N the sums of w over supportive and restrictive events, S = (P − N) / (P + N + 2): the mean of 2θ − 1 for
θ ~ Beta(1 + P, 1 + N). The band is the central interval of that belief. P + N below a floor gives no value at all.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from graph.errors import InputError
from graph.model import Entity, Status
from graph.stance import rollup
from graph.stance.acts import Act, Spell, known_by
from graph.stance.belief import band
from graph.stance.constants import Constants, project

Floats = npt.NDArray[np.float64]
Days = npt.NDArray[np.datetime64]

NEVER = np.iinfo(np.int64).max
CHUNK = 1_000_000
"""Cells (targets times days) that are summed at once."""


@dataclass(frozen=True, slots=True)
class Signal:
    """An act as the index counts it towards a target."""

    id: str
    score: float
    """In [-1, 1]."""
    status: Status
    happened: dt.date | None
    """The day it happened, or is to happen."""
    published: dt.date | None
    """The day it was first published."""
    confidence: float = 1.0
    authority: float = 1.0
    relevance: float = 1.0
    resolved: dt.date | None = None
    """The day on which what was expected happened; it no longer counts from then on."""
    resolution_published: dt.date | None = None
    """The day on which that was first published; by default the day it happened."""
    history: tuple[Spell, ...] = ()
    """What was known of it as time went by; by default its status and confidence, from its publication."""
    reason: str = ""
    """Why it counts towards the target."""
    act: Act | None = None

    @property
    def start(self) -> dt.date | None:
        """The day from which it ages in hindsight: what happened, from then; what was only said, from when it was."""
        if self.status is Status.REALISED:
            return self.happened or self.published
        return self.published or self.happened


def factors(signal: Signal, constants: Constants) -> dict[str, float]:
    """What the weight of a signal is the product of, but for age."""
    return {
        "severity": abs(signal.score),
        "factuality": constants.factuality[signal.status],
        "authority": signal.authority,
        "confidence": signal.confidence,
        "relevance": signal.relevance,
    }


def base(signal: Signal, constants: Constants) -> float:
    """The weight of a signal at age 0."""
    return math.prod(factors(signal, constants).values())


def signals(
    acts: Iterable[Act],
    *,
    target: Entity | None,
    issuer: Entity | None,
    entities: Mapping[str, Entity],
    constants: Constants,
) -> list[Signal]:
    """The acts of an issuer that count towards a target (of everybody, towards everybody, without), by day.

    One act on several targets counts once, where it counts most.
    """
    told = [act for act in acts if issuer is None or rollup.speaks_for(act.actor, issuer, entities)]
    tied = rollup.ties(target.id, entities, constants.relevance) if target else {}
    best: dict[str, tuple[float, Signal]] = {}
    for act in told:
        tie = tied.get(act.target.id)
        if target is not None and tie is None:
            continue
        one = Signal(
            act.id,
            act.score,
            act.status,
            act.date.start,
            act.published,
            act.confidence,
            constants.authority_of(act.actor.id, act.actor.type),
            tie.relevance if tie else 1.0,
            act.resolved,
            act.resolution_published,
            act.history,
            tie.reason if tie else "on anybody",
            act,
        )
        key = act.together or act.id
        rank = one.relevance * one.authority * abs(one.score)
        if key not in best or (rank, act.id) > (best[key][0], best[key][1].id):
            best[key] = rank, one
    found = [one for _, one in best.values()]
    return sorted(found, key=lambda one: (one.start or dt.date.min, one.id))


@dataclass(frozen=True, slots=True)
class Rows:
    """Signals as columns: one row for each stretch of days over which a signal counts."""

    signal: npt.NDArray[np.int64]
    """Its place among the signals."""
    group: npt.NDArray[np.int64]
    """The place of its target."""
    since: npt.NDArray[np.int64]
    """The day from which it ages, as days since the year 1."""
    enter: npt.NDArray[np.int64]
    leave: npt.NDArray[np.int64]
    base: Floats
    """Its weight at age 0."""
    restrictive: npt.NDArray[np.bool_]
    first: npt.NDArray[np.bool_]
    """Whether it is the first row of its signal."""


def rows(
    told: Sequence[Signal], *, constants: Constants, as_published: bool = False, groups: Sequence[int] | None = None
) -> Rows:
    """Signals as columns; without a date of either kind, or of no weight, they are left out."""
    sizes = [abs(one.score) * one.authority * one.relevance for one in told]
    some: list[tuple[int, int, int, int, float, bool]] = []
    for place, one in enumerate(told):
        if as_published:
            some += [(place, *row) for row in _known(one, sizes[place], constants.factuality)]
            continue
        start = one.start
        size = sizes[place] * one.confidence * constants.factuality[one.status]
        if start is None or not size:
            continue
        begin = start.toordinal()
        leave = NEVER
        if one.resolved and one.status is not Status.REALISED:
            leave = one.resolved.toordinal()
        some.append((place, begin, begin, leave, size, True))
    table = np.array([row[:4] for row in some], np.int64).reshape(-1, 4)
    kept = table[:, 3] > table[:, 2]
    scores = np.array([one.score for one in told], float)
    owners = np.zeros(len(told), np.int64) if groups is None else np.asarray(groups, np.int64)
    signal = table[kept, 0]
    return Rows(
        signal,
        owners[signal],
        table[kept, 1],
        table[kept, 2],
        table[kept, 3],
        np.array([row[4] for row in some], float)[kept],
        scores[signal] < 0,
        np.array([row[5] for row in some], bool)[kept],
    )


def _known(one: Signal, size: float, factuality: Mapping[Status, float]) -> list[tuple[int, int, int, float, bool]]:
    """The stretches over which what was known of a signal stayed the same."""
    day = one.published or one.happened
    spells = one.history or ((Spell(day, day, one.status, one.confidence),) if day else ())
    over = one.resolution_published or one.resolved
    found: list[tuple[int, int, int, float, bool]] = []
    for place, spell in enumerate(spells):
        leave = spells[place + 1].begin.toordinal() if place + 1 < len(spells) else NEVER
        if over and spell.status is not Status.REALISED:
            leave = min(leave, over.toordinal())
        full = size * spell.confidence * factuality[spell.status]
        if full:
            found.append((spell.since.toordinal(), spell.begin.toordinal(), leave, full, not found))
    return found


def sums(table: Rows, *, groups: int, first: int, days: int, half_life: float) -> tuple[Floats, Floats, Floats]:
    """P, N and attention by target and day: three tables of `groups` rows and `days` columns.

    All weights age alike, so a day's sums are those of the day before, aged by a day, and what came and went.
    """
    last = first + days
    enter = np.maximum(table.enter, first)
    live = (enter < table.leave) & (enter < last)
    gone = live & (table.leave < last)
    side = table.restrictive.astype(np.int64) * groups + table.group
    width = 2 * groups
    moves = np.bincount(
        ((enter - first) * width + side)[live],
        weights=(table.base * np.exp2(-(enter - table.since) / half_life))[live],
        minlength=days * width,
    )
    if gone.any():
        moves -= np.bincount(
            ((table.leave - first) * width + side)[gone],
            weights=(table.base[gone] * np.exp2(-(table.leave[gone] - table.since[gone]) / half_life)),
            minlength=days * width,
        )
    level: Floats = moves.astype(float).reshape(days, width)
    fade = 2 ** (-1 / half_life)
    for day in range(1, days):
        level[day] += fade * level[day - 1]
    np.clip(level, 0, None, out=level)
    level[level < 1e-12] = 0
    new = live & table.first & (table.enter >= first)
    attention: Floats = (
        np.bincount(((enter - first) * groups + table.group)[new], weights=table.base[new], minlength=days * groups)
        .astype(float)
        .reshape(days, groups)
    )
    return level[:, :groups].T, level[:, groups:].T, attention.T


def weights(table: Rows, days: Days, *, half_life: float, count: int) -> Floats:
    """The weight of each of `count` signals (rows) on each of some days (columns)."""
    at = days.astype("datetime64[D]").astype(np.int64) + dt.date(1970, 1, 1).toordinal()
    found = np.zeros((count, len(at)))
    live = (table.enter[:, None] <= at) & (at < table.leave[:, None])
    ages = np.where(live, at - table.since[:, None], 0)
    np.add.at(found, table.signal, np.where(live, table.base[:, None] * np.exp2(-ages / half_life), 0))
    return found


def balance(supportive: Any, restrictive: Any) -> Any:
    """S, the stance, from P and N."""
    return (supportive - restrictive) / (supportive + restrictive + 2)


def contestation(supportive: Floats, restrictive: Floats) -> Floats:
    """C: 1 when both directions weigh the same, 0 when there is only one; nan without any weight."""
    total = supportive + restrictive
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total > 0, 1 - np.abs(supportive - restrictive) / total, np.nan)


@dataclass(frozen=True, slots=True)
class Part:
    """What a signal contributes to a point: its weight then, and the stance without it."""

    signal: Signal
    weight: float
    without: float


@dataclass(frozen=True, slots=True)
class Series:
    """The index of an issuer towards a target, day by day; stance, low and high are nan where evidence is wanting."""

    days: Days
    stance: Floats
    low: Floats
    high: Floats
    supportive: Floats
    """P."""
    restrictive: Floats
    """N."""
    attention: Floats
    """The weight at age 0 of what began to count on the day."""
    signals: tuple[Signal, ...]
    constants: Constants
    as_of: dt.date | None = None
    """The day up to which reports were read; in hindsight none."""

    @property
    def contestation(self) -> Floats:
        """C, day by day."""
        return contestation(self.supportive, self.restrictive)

    def weights(self) -> Floats:
        """The weight of each signal (rows) on each day (columns)."""
        table = rows(self.signals, constants=self.constants, as_published=self.as_of is not None)
        return weights(table, self.days, half_life=self.constants.half_life, count=len(self.signals))

    def place(self, day: dt.date) -> int:
        """The place of a day.

        Raises:
            InputError: the series does not have it.
        """
        place = int((np.datetime64(day) - self.days[0]).astype(int))
        if not 0 <= place < len(self.days):
            raise InputError(f"{day} is not between {self.days[0]} and {self.days[-1]}.")
        return place

    def make_up(self, day: dt.date) -> list[Part]:
        """What a point is made of, the heaviest first."""
        place = self.place(day)
        table = rows(self.signals, constants=self.constants, as_published=self.as_of is not None)
        own = weights(table, self.days[place : place + 1], half_life=self.constants.half_life, count=len(self.signals))[
            :, 0
        ]
        p, n = float(self.supportive[place]), float(self.restrictive[place])
        parts = [
            Part(one, float(w), balance(p - w, n) if one.score > 0 else balance(p, n - w))
            for one, w in zip(self.signals, own.tolist(), strict=True)
            if w > 0
        ]
        return sorted(parts, key=lambda part: (-part.weight, part.signal.id))


def stance(
    acts: Iterable[Act],
    *,
    target: Entity | None,
    issuer: Entity | None,
    period: tuple[dt.date, dt.date],
    as_of: dt.date | None = None,
    weights: Constants | None = None,
    entities: Mapping[str, Entity] | None = None,
) -> Series:
    """The index of an issuer towards a target on every day of a period.

    In hindsight an act counts from when it happened. With `as_of` each day uses only what was published by that day,
    counts from publication, and nothing that was published after `as_of` is read; the series ends on it.
    `entities` tells parents and sectors; without it only those of actors and targets are known.

    Raises:
        InputError: the period is empty, or begins after `as_of`.
    """
    told = list(acts)
    known = {one.id: one for act in told for one in (act.actor, act.target)} | dict(entities or {})
    for one in (target, issuer):
        if one is not None:
            known.setdefault(one.id, one)
    if as_of is not None:
        told = known_by(told, as_of)
    constants = weights or project()
    some = signals(told, target=target, issuer=issuer, entities=known, constants=constants)
    return series(some, period=period, as_of=as_of, constants=constants)


def series(
    told: Sequence[Signal],
    *,
    period: tuple[dt.date, dt.date],
    as_of: dt.date | None = None,
    constants: Constants | None = None,
) -> Series:
    """The index that signals add up to, on every day of a period; see `stance`."""
    first, last = period
    if as_of is not None:
        last = min(last, as_of)
    if last < first:
        raise InputError(f"The period ends on {last}, before it begins on {first}.")
    known = constants or project()
    told = tuple(told)
    table = rows(told, constants=known, as_published=as_of is not None)
    length = (last - first).days + 1
    p, n, v = sums(table, groups=1, first=first.toordinal(), days=length, half_life=known.half_life)
    values = read(p, n, known)
    days = np.arange(np.datetime64(first), np.datetime64(last) + 1)
    return Series(days, values[0][0], values[1][0], values[2][0], p[0], n[0], v[0], told, known, as_of)


def read(supportive: Floats, restrictive: Floats, constants: Constants) -> tuple[Floats, Floats, Floats]:
    """Stance, low and high from P and N of any shape; nan where P + N is below the floor."""
    enough = supportive + restrictive >= constants.floor - 1e-9
    low, high = np.full(supportive.shape, np.nan), np.full(supportive.shape, np.nan)
    low[enough], high[enough] = band(supportive[enough], restrictive[enough], width=constants.band)
    return np.where(enough, balance(supportive, restrictive), np.nan), low, high


@dataclass(frozen=True, slots=True)
class Panel:
    """The index towards many targets: tables of targets (rows) by days (columns), as in `Series`."""

    targets: tuple[str, ...]
    days: Days
    stance: Floats
    low: Floats
    high: Floats
    supportive: Floats
    restrictive: Floats
    attention: Floats


def panel(
    told: Mapping[str, Sequence[Signal]],
    *,
    period: tuple[dt.date, dt.date],
    as_published: bool = False,
    constants: Constants | None = None,
) -> Panel:
    """The index towards many targets at once, given the signals of each."""
    known = constants or project()
    first, last = period
    length = (last - first).days + 1
    tables = [np.empty((len(told), length)) for _ in range(6)]
    some = list(told.items())
    step = max(1, CHUNK // length)
    for begin in range(0, len(some), step):
        part = some[begin : begin + step]
        flat = [one for _, ones in part for one in ones]
        groups = [place for place, (_, ones) in enumerate(part) for _ in ones]
        table = rows(flat, constants=known, as_published=as_published, groups=groups)
        p, n, v = sums(table, groups=len(part), first=first.toordinal(), days=length, half_life=known.half_life)
        for place, values in enumerate((*read(p, n, known), p, n, v)):
            tables[place][begin : begin + step] = values
    days = np.arange(np.datetime64(first), np.datetime64(last) + 1)
    return Panel(tuple(told), days, *tables)
