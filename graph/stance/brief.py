"""The brief: what changed since a day, on one screen."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from graph.model import Entity, Status
from graph.stance import index
from graph.stance.acts import Act
from graph.stance.constants import Constants, project
from graph.stance.index import Series
from graph.stance.ledger import Life, State, ledger
from graph.stance.turning_points import TurningPoint, turning_points

TARGETS = 40
"""Targets whose lines are compared: those with most acts."""
MOVERS = 6


@dataclass(frozen=True, slots=True)
class Mover:
    """A target whose stance moved; None where there is not enough evidence."""

    target: Entity
    before: float | None
    after: float | None
    turns: tuple[TurningPoint, ...]
    """Its turning points since the day."""

    @property
    def size(self) -> float:
        """How far it moved; from or into a gap as from or to 0."""
        return abs((self.after or 0.0) - (self.before or 0.0))


@dataclass(frozen=True, slots=True)
class Brief:
    """What changed from `since` to `until`; lives and movers in the order in which they are to be read."""

    since: dt.date
    until: dt.date
    issuer: Entity | None
    acts: tuple[Life, ...]
    """What happened or was decided."""
    confirmed: tuple[Life, ...]
    """What had been expected, and happened."""
    rumours: tuple[Life, ...]
    undone: tuple[Life, ...]
    """What was eased, reversed or denied."""
    movers: tuple[Mover, ...]


def brief(
    acts: Iterable[Act],
    *,
    since: dt.date,
    until: dt.date,
    issuer: Entity | None,
    entities: Mapping[str, Entity],
    constants: Constants | None = None,
) -> Brief:
    """What changed in the acts of an issuer from a day to another, both included."""
    known = constants or project()
    some = list(acts)
    lives = ledger(some, today=until, constants=known)

    def is_new(day: dt.date | None) -> bool:
        return day is not None and since <= day <= until

    happened = [life for life in lives if life.state not in (State.RUMOURED, State.NEVER_CONFIRMED, State.DENIED)]
    new = [life for life in happened if is_new(life.in_force) or (life.in_force is None and is_new(life.announced))]
    new.sort(key=lambda life: (-abs(life.act.score) * life.act.confidence, life.act.id))
    return Brief(
        since,
        until,
        issuer,
        tuple(new),
        tuple(life for life in lives if life.lead is not None and is_new(life.in_force)),
        tuple(life for life in lives if life.state is State.RUMOURED and is_new(life.rumoured)),
        tuple(life for life in lives if is_new(life.undone)),
        tuple(_movers(some, since, until, issuer, entities, known)),
    )


def _movers(
    acts: list[Act],
    since: dt.date,
    until: dt.date,
    issuer: Entity | None,
    entities: Mapping[str, Entity],
    constants: Constants,
) -> list[Mover]:
    counts: Counter[str] = Counter()
    named: dict[str, Entity] = {}
    for act in acts:
        if act.status is Status.DENIED or not act.published or act.published < since - dt.timedelta(days=400):
            continue
        for one in (act.target, *(entities[id_] for id_ in act.target.sectors if id_ in entities)):
            counts[one.id] += 1
            named[one.id] = one
    found = []
    for id_, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:TARGETS]:
        period = (since - dt.timedelta(days=1), until)
        series = index.stance(
            acts, target=named[id_], issuer=issuer, period=period, weights=constants, entities=entities
        )
        turns = tuple(one for one in turning_points(series) if one.date >= since)
        mover = Mover(named[id_], _level(series, 0), _level(series, -1), turns)
        if mover.size >= 0.005 or turns:
            found.append(mover)
    return sorted(found, key=lambda one: (-len(one.turns), -one.size, one.target.id))[:MOVERS]


def _level(series: Series, place: int) -> float | None:
    return None if np.isnan(series.stance[place]) else float(series.stance[place])
