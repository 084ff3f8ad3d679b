"""The ledger: what became of each signal, from rumour to reversal, and how long it took."""

from __future__ import annotations

import datetime as dt
import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from graph.model import Entity, Status
from graph.stance import rollup
from graph.stance.acts import Act
from graph.stance.constants import Constants, Ledger, project


class State(StrEnum):
    """Where a signal is in its life."""

    RUMOURED = "rumoured"
    ANNOUNCED = "announced"
    IN_FORCE = "in force"
    EASED = "eased"
    REVERSED = "reversed"
    DENIED = "denied"
    NEVER_CONFIRMED = "never confirmed"


OPEN = (State.RUMOURED, State.ANNOUNCED)


@dataclass(frozen=True, slots=True)
class Life:
    """A signal with the days of its stages; None where a stage was not told."""

    act: Act
    """The fact, or what is expected when there is none."""
    state: State
    rumoured: dt.date | None
    """The day on which it was first told as possible."""
    announced: dt.date | None
    """The day on which it was first told as decided."""
    in_force: dt.date | None
    """The day on which it happened."""
    undone: dt.date | None
    """The day on which it was eased, reversed or denied."""
    undone_by: Act | None
    sources: tuple[str, ...]
    rumour_sources: tuple[str, ...]
    """Those who told it as possible before it happened."""
    acts: tuple[str, ...]
    """The ids of the acts that it is made of."""

    @property
    def first(self) -> dt.date | None:
        """The day on which it was first heard of."""
        return min((day for day in (self.rumoured, self.announced, self.in_force) if day), default=None)

    @property
    def lead(self) -> int | None:
        """Days from the first word of it to the fact; None where the fact was the first word, or did not come."""
        told = min((day for day in (self.rumoured, self.announced) if day), default=None)
        if told is None or self.in_force is None or told >= self.in_force:
            return None
        return (self.in_force - told).days

    def age(self, today: dt.date) -> int:
        """Days since it was first heard of."""
        return (today - self.first).days if self.first else 0


@dataclass(frozen=True, slots=True)
class Lead:
    """How long before the fact a body's or a sector's acts are told: the median in days, of so many."""

    name: str
    median: float
    count: int


@dataclass(frozen=True, slots=True)
class Record:
    """How many rumours of a source came true."""

    source: str
    rumours: int
    true: int
    denied: int
    open: int


def ledger(acts: Iterable[Act], *, today: dt.date, constants: Constants | None = None) -> list[Life]:
    """The life of every signal as it stands on a day, the latest first."""
    known = (constants or project()).ledger
    some = list(acts)
    by_id = {act.id: act for act in some}
    expected: defaultdict[str, list[Act]] = defaultdict(list)
    by_target: defaultdict[str, list[Act]] = defaultdict(list)
    for act in some:
        if act.fact in by_id:
            expected[act.fact].append(act)
        if act.status is Status.REALISED and act.date.start:
            by_target[act.target.id].append(act)
    lives = []
    for act in some:
        if act.fact not in by_id:
            back = _undoing(act, by_target[act.target.id], known)
            lives.append(_life(act, expected[act.id], back, today, known))
    return sorted(lives, key=lambda life: (life.first or dt.date.min, life.act.id), reverse=True)


def _undoing(act: Act, others: Iterable[Act], known: Ledger) -> Act | None:
    """The first later act that eases an act or takes it back: of the same actor, or one of both is the state's own."""
    kinds = (*known.eased.get(act.relation, ()), *known.reversed.get(act.relation, ()))
    start = act.date.start
    if start is None or act.status is not Status.REALISED:
        return None
    after = [
        (other.date.start, other.id, other)
        for other in others
        if other.relation in kinds and other.date.start and other.date.start > start and _same_hand(act, other)
    ]
    return min(after)[2] if after else None


def _same_hand(act: Act, other: Act) -> bool:
    one, two = act.actor, other.actor
    return one.id == two.id or ("Country" in (one.type, two.type) and one.jurisdiction == two.jurisdiction != "")


def _life(act: Act, expected: Sequence[Act], back: Act | None, today: dt.date, known: Ledger) -> Life:
    reports = [one for some in (act, *expected) for one in some.reports]

    def first(status: Status) -> dt.date | None:
        return min((one.published for one in reports if one.status is status and one.published), default=None)

    rumoured, announced = first(Status.POTENTIAL), first(Status.ANNOUNCED)
    in_force = (act.date.start or act.published) if act.status is Status.REALISED else None
    undone: dt.date | None = None
    if act.status is Status.REALISED:
        state = State.IN_FORCE
        if back is not None:
            is_eased = back.relation in known.eased[act.relation]
            state, undone = State.EASED if is_eased else State.REVERSED, back.date.start
    elif act.status is Status.DENIED:
        state, undone = State.DENIED, first(Status.DENIED)
    else:
        state = State.ANNOUNCED if act.status is Status.ANNOUNCED else State.RUMOURED
        last = max((one.published for one in reports if one.published), default=None)
        if last and (today - max(last, act.date.end or last)).days > known.unconfirmed:
            state = State.NEVER_CONFIRMED
    rumours = [one for one in reports if one.status is Status.POTENTIAL]
    before = [one for one in rumours if in_force is None or (one.published and one.published < in_force)]
    return Life(
        act,
        state,
        rumoured,
        announced,
        in_force,
        undone,
        back,
        tuple(sorted({one.source for one in reports if one.source})),
        tuple(sorted({one.source for one in before if one.source})),
        (act.id, *(one.id for one in expected)),
    )


def about(
    lives: Iterable[Life], target: Entity, entities: Mapping[str, Entity], *, constants: Constants | None = None
) -> list[Life]:
    """The signals on a target, its parts, branches and firms, and on the sectors that it is in."""
    tied = rollup.ties(target.id, entities, (constants or project()).relevance)
    return [life for life in lives if life.act.target.id in tied]


def leads_by_actor(lives: Iterable[Life]) -> list[Lead]:
    """The median lead by body, the longest first."""
    return _leads((life.act.actor.name, life) for life in lives)


def leads_by_sector(lives: Iterable[Life], entities: Mapping[str, Entity]) -> list[Lead]:
    """The median lead by sector of the target, the longest first."""
    return _leads((name, life) for life in lives for name in sectors_of(life.act.target, entities))


def sectors_of(target: Entity, entities: Mapping[str, Entity]) -> list[str]:
    """The names of the sectors of a target, or of its owner where it has none; of a sector its own."""
    if target.type == rollup.SECTOR:
        return [target.name]
    owner = entities.get(target.parent)
    ids = target.sectors or (owner.sectors if owner else ())
    return [entities[id_].name for id_ in ids if id_ in entities]


def _leads(named: Iterable[tuple[str, Life]]) -> list[Lead]:
    days: defaultdict[str, list[int]] = defaultdict(list)
    for name, life in named:
        if life.lead is not None:
            days[name].append(life.lead)
    found = [Lead(name, statistics.median(some), len(some)) for name, some in days.items()]
    return sorted(found, key=lambda one: (-one.median, one.name))


def records(lives: Iterable[Life]) -> list[Record]:
    """How many rumours came true, by source; those who told most first."""
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for life in lives:
        for source in life.rumour_sources:
            row = counts[source]
            row[0] += 1
            row[1] += life.in_force is not None
            row[2] += life.state is State.DENIED
            row[3] += life.state in OPEN
    found = [Record(source, *row) for source, row in counts.items()]
    return sorted(found, key=lambda one: (-one.rumours, one.source))


def open_rumours(lives: Iterable[Life]) -> list[Life]:
    """What is expected still, the oldest first."""
    return sorted(
        (life for life in lives if life.state in OPEN), key=lambda life: (life.first or dt.date.max, life.act.id)
    )
