"""Whose acts count towards whom, how far, and why: the index's reading of parents and sectors."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.model import Entity

SECTOR = "Sector"


@dataclass(frozen=True, slots=True)
class Tie:
    """How an act on somebody tells of a target: how far, the kind of its steps, and why in words."""

    relevance: float
    kinds: tuple[str, ...]
    reason: str


def ties(target: str, entities: Mapping[str, Entity], relevance: Mapping[str, float]) -> dict[str, Tie]:
    """Everybody an act on whom counts towards a target, by id; the strongest tie where there are several.

    Down from the target: its parts and theirs, the branches of a sector, the firms in it. Up from it: the sectors that
    it is in. Never up and down again: an act on one firm says nothing of another.
    """
    below: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for id_, one in entities.items():
        if one.parent and one.parent != id_:
            below[one.parent].append((id_, "part"))
        for sector in one.sectors:
            below[sector].append((id_, "part" if one.type == SECTOR else "firm"))
    found = {target: Tie(relevance["named"], ("named",), f"on {_name(target, entities)} itself")}
    _spread(target, below, entities, relevance, found, down=True)
    own = entities.get(target)
    if own is not None and own.type != SECTOR:
        above = {
            id_: [(sector, "part" if one.type == SECTOR else "sector") for sector in one.sectors]
            for id_, one in entities.items()
            if id_ == target or one.type == SECTOR
        }
        _spread(target, above, entities, relevance, found, down=False)
    return found


def _spread(
    target: str,
    steps: Mapping[str, Iterable[tuple[str, str]]],
    entities: Mapping[str, Entity],
    relevance: Mapping[str, float],
    found: dict[str, Tie],
    *,
    down: bool,
) -> None:
    """Add what steps lead to from the target, the strongest way first; the reason is told from the lowest up."""
    start = found[target].relevance
    todo: list[tuple[float, str, tuple[str, ...], tuple[str, ...]]] = [(-start, target, (), ())]
    done: set[str] = set()
    while todo:
        minus, id_, kinds, reasons = heapq.heappop(todo)
        if id_ in done:
            continue
        done.add(id_)
        if id_ != target and (id_ not in found or found[id_].relevance < -minus):
            found[id_] = Tie(-minus, kinds, "; ".join(reasons))
        for near, kind in steps.get(id_, ()):
            if near not in done and relevance[kind] > 0:
                why = _reason(near, id_, kind, entities)
                told = (why, *reasons) if down else (*reasons, why)
                heapq.heappush(todo, (minus * relevance[kind], near, (*kinds, kind), told))


def _reason(near: str, id_: str, kind: str, entities: Mapping[str, Entity]) -> str:
    one, other = _name(near, entities), _name(id_, entities)
    if kind == "firm":
        return f"{one} is in {other}"
    if kind == "sector":
        return f"{other} is in {one}"
    for lower, upper in ((near, id_), (id_, near)):
        if lower in entities and upper in entities[lower].sectors:
            return f"{_name(lower, entities)} is a branch of {_name(upper, entities)}"
    return f"{one} is part of {other}"


def _name(id_: str, entities: Mapping[str, Entity]) -> str:
    return entities[id_].name if id_ in entities else id_


def speaks_for(actor: Entity, issuer: Entity, entities: Mapping[str, Entity]) -> bool:
    """Whether an act of an actor is one of the issuer.

    A state's are the acts of all with its jurisdiction; those of a body or a person its own, and its parts'.
    """
    if issuer.type == "Country" and issuer.jurisdiction:
        return actor.jurisdiction == issuer.jurisdiction
    seen: set[str] = set()
    one: Entity | None = actor
    while one is not None and one.id not in seen:
        if one.id == issuer.id:
            return True
        seen.add(one.id)
        one = entities.get(one.parent)
    return False
