"""The picture around an entity: how it begins, and how it grows step by step."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from graph.ontology import ontology
from ui import reads
from ui.reads import Act, Profile, Reader

NEIGHBOURS = 30
"""Neighbours that one step brings, the strongest first."""
MOST = 400
"""Entities in a picture; beyond that names cannot be read."""
LATEST = 100
"""Acts of one entity on another that are read, the latest first; how many more there are is told."""
READ = 1500
"""Acts that one step reads; where many act on each other often, fewer of each pair."""
MANY = 150
"""From so many neighbours on it is asked first which acts and years to bring in."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a person brought in: neighbours of `id`, of some acts and years where asked; or `others` by name."""

    id: str = ""
    relations: tuple[str, ...] = ()
    since: int = 0
    until: int = 0
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """Entities and the acts between them; `totals` by actor and target, where more acts are in the graph."""

    profiles: Mapping[str, Profile] = field(default_factory=dict)
    acts: Mapping[str, Act] = field(default_factory=dict)
    totals: Mapping[tuple[str, str], int] = field(default_factory=dict)
    full: bool = False
    """Whether somebody was left out since the picture holds as many as can be read."""
    partial: bool = False
    """Whether those whom it began with act on each other in more ways than it shows."""


def begin(store: Reader, focus: str) -> Picture:
    """The picture to begin with: an entity and its strongest neighbours, or the strongest of the latest acts."""
    if focus:
        return grow(store, Picture(profiles=reads.profiles(store, [focus])), Step(focus))
    acts = {act.id: act for act in reads.strongest_acts(store)}
    return Picture(reads.profiles(store, ends(acts.values())), acts, partial=True)


def ends(acts: Iterable[Act]) -> set[str]:
    """Who acts and who is acted on."""
    return {id_ for act in acts for id_ in (act.actor, act.target) if id_}


def grow(store: Reader, picture: Picture, step: Step) -> Picture:
    """A picture after one more step; whoever is in it stays."""
    wanted = [id_ for id_ in step.others or neighbours(store, step, picture.profiles) if id_ not in picture.profiles]
    room = max(MOST - len(picture.profiles), 0)
    found = reads.profiles(store, wanted[:room])
    profiles = {**picture.profiles, **{id_: found[id_] for id_ in wanted[:room] if id_ in found}}
    fresh = [*found, step.id] if picture.partial and step.id else list(found)
    acts, totals = acts_between(store, fresh, list(profiles))
    return replace(
        picture,
        profiles=profiles,
        acts={**picture.acts, **{act.id: act for act in acts}},
        totals={**picture.totals, **totals},
        full=len(wanted) > room,
    )


def neighbours(store: Reader, step: Step, known: Collection[str]) -> list[str]:
    """The ids of those that a step brings in and that are not known yet, the strongest ties first."""
    rows = store.read(
        "explore/rank_neighbours",
        id=step.id,
        ids=sorted(known),
        relations=list(step.relations),
        since=dt.date(step.since, 1, 1) if step.since else None,
        until=dt.date(step.until, 12, 31) if step.until else None,
        limit=NEIGHBOURS,
    )
    return [row["id"] for row in rows]


def acts_between(
    store: Reader, fresh: Sequence[str], ids: Sequence[str]
) -> tuple[list[Act], dict[tuple[str, str], int]]:
    """The latest acts between new entities and all of a picture, and by actor and target how many there are."""
    counts = store.read("explore/count_acts_between", fresh=sorted(fresh), ids=sorted(ids))
    totals = {(row["actor"], row["target"]): row["total"] for row in counts if row["actor"] != row["target"]}
    pairs = [{"actor": actor, "target": target} for actor, target in totals]
    each = LATEST if len(pairs) * LATEST <= READ else 1 + READ // len(pairs)
    rows = store.read("explore/list_acts_between", pairs=pairs, each=each)
    return [reads.act(row) for row in rows], totals


@dataclass(frozen=True, slots=True)
class Ties:
    """How many acts tie an entity to others, by relation and by year; undated ones have no year."""

    relations: Mapping[str, int]
    """The most first."""
    realised: Mapping[str, int]
    """Of these the ones that happened."""
    years: Mapping[int, int]


def count_ties(store: Reader, id_: str) -> Ties:
    """The acts that an entity does or suffers, counted."""
    relations: dict[str, int] = {}
    realised: dict[str, int] = {}
    years: dict[int, int] = {}
    for row in store.read("explore/count_ties", id=id_):
        relations[row["relation"]] = relations.get(row["relation"], 0) + row["number"]
        realised[row["relation"]] = realised.get(row["relation"], 0) + row["realised"]
        if row["year"]:
            years[row["year"]] = years.get(row["year"], 0) + row["number"]
    most = sorted(relations.items(), key=lambda one: (-one[1], one[0]))
    return Ties(dict(most), realised, dict(sorted(years.items())))


# The address


def write_step(step: Step) -> str:
    """A step as an address holds it: ``country/china~FINES.BANS~2020-2022``, or ``~~~person/jack-ma+company/x``."""
    years = f"{step.since or ''}-{step.until or ''}" if step.since or step.until else ""
    parts = [step.id, ".".join(step.relations), years, "+".join(step.others)]
    return "~".join(parts).rstrip("~")


def read_step(text: str) -> Step | None:
    """A step out of an address; None when it is none."""
    id_, relations, years, others = (*text.split("~"), "", "", "")[:4]
    found = re.fullmatch(r"(\d{4})?-(\d{4})?", years or "-")
    chosen = tuple(filter(None, relations.split(".")))
    named = tuple(filter(None, others.split("+")))
    if not found or set(chosen) - set(ontology().relations) or bool(id_) == bool(named):
        return None
    return Step(id_, chosen, int(found[1] or 0), int(found[2] or 0), named)
