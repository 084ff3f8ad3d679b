"""The heat map: who acted on which sector or firm in a period, how, and how that differs from the period before."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.model import Entity, Status
from graph.stance.acts import Act
from graph.stance.ledger import sectors_of

COUNTED = (Status.REALISED, Status.ANNOUNCED)
"""What happened or is decided; rumours and denials are in no cell."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The acts of one body on one column in a period; `score` is the mean of their scores."""

    actor: str
    column: str
    acts: tuple[str, ...]
    """Their ids, by day."""
    score: float
    before: float | None
    """The mean score in the period before; None without an act."""
    acts_before: int

    @property
    def change(self) -> float | None:
        """How far the mean score moved; None without an act before."""
        return None if self.before is None else self.score - self.before


def heat_map(
    acts: Iterable[Act], *, period: tuple[dt.date, dt.date], entities: Mapping[str, Entity], by_firm: bool = False
) -> list[Cell]:
    """The cells of a period, against the period of the same length before; those with most acts first.

    Columns are the sectors of the targets (an act on a firm of two sectors is in both), or the targets themselves.
    """
    first, last = period
    before = first - (last - first) - dt.timedelta(days=1)
    now: defaultdict[tuple[str, str], list[Act]] = defaultdict(list)
    then: defaultdict[tuple[str, str], list[Act]] = defaultdict(list)
    for act in acts:
        day = act.date.start or act.published
        if day is None or act.status not in COUNTED or not before <= day <= last:
            continue
        columns = [act.target.name] if by_firm else sectors_of(act.target, entities)
        for column in columns:
            (now if day >= first else then)[act.actor.name, column].append(act)
    cells = []
    for (actor, column), some in now.items():
        old = then[actor, column]
        some.sort(key=lambda act: (act.date.start or act.published or dt.date.min, act.id))
        cells.append(
            Cell(
                actor,
                column,
                tuple(act.id for act in some),
                sum(act.score for act in some) / len(some),
                sum(act.score for act in old) / len(old) if old else None,
                len(old),
            )
        )
    return sorted(cells, key=lambda cell: (-len(cell.acts), cell.actor, cell.column))
