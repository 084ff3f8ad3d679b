"""An entity as its page shows it: where its names come from, its roles by date, articles and neighbours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.decisions import Decision, Kind, learned_names, standing
from graph.model import Entity
from graph.ontology import ontology
from graph.stance import index
from graph.stance.constants import project
from graph.stance.index import Series
from graph.stance.read import read_acts, read_entities
from ingest.catalog import Catalog, Entry
from ui.reads import Issuer, Profile, Reader
from ui.wording import caption, count

SPELLED = 300
"""The latest articles whose spellings are counted."""
LISTED = 200
"""Roles, articles and neighbours at most."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """Words by which articles name an entity."""

    name: str
    times: int
    articles: int


@dataclass(frozen=True, slots=True)
class Name:
    """A name of an entity and where it comes from."""

    name: str
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """What an entity is to another over a time: from the catalog, or as articles tell it."""

    text: str
    other: str
    """The id of the other."""
    first: dt.date | None
    last: dt.date | None
    origin: str


@dataclass(frozen=True, slots=True)
class Naming:
    """An article that names an entity."""

    id: str
    title: str
    publisher: str
    published: dt.date | None
    times: int


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Somebody an entity acts with or on; `score` is the mean of the acts that carry one."""

    id: str
    name: str
    type: str
    acts: int
    last: dt.date | None
    score: float | None


def spellings(store: Reader, id_: str) -> list[Spelling]:
    """The words by which the latest articles name an entity, the most frequent first."""
    return [Spelling(**row) for row in store.read("explore/list_spellings", id=id_, articles=SPELLED)]


def names(
    profile: Profile, *, entry: Entry | None, decisions: Sequence[Decision], told: Iterable[Spelling]
) -> list[Name]:
    """Every name of an entity with where it comes from: the catalog, a decision, articles; its own name first."""
    origins: dict[str, list[str]] = {name: [] for name in (profile.name, *profile.aliases)}
    if entry is not None:
        for name in (entry.entity.name, *entry.entity.aliases):
            origins.setdefault(name, []).append("catalog")
        kinds = {"metonym": entry.metonyms, "description": entry.descriptions, "demonym": entry.demonyms}
        for kind, some in kinds.items():
            for name in some:
                origins.setdefault(name, []).append(f"catalog, as a {kind}")
    for decision in standing(decisions):
        if decision.kind in (Kind.SAME, Kind.RENAME) and decision.entity and decision.entity.id == profile.id:
            for name in (*learned_names([decision]).get(profile.id, ()), decision.entity.name):
                if name in origins and "catalog" not in origins[name]:
                    origins[name].append(f"decision of {decision.who}, {decision.when[:10]}: {decision}")
    for one in told:
        name = " ".join(one.name.split())
        said = f"{count(one.articles, 'article')}, {count(one.times, 'time')}"
        origins.setdefault(name, []).append(said)
    return [Name(name, tuple(dict.fromkeys(some)) or ("an article",)) for name, some in origins.items() if name]


def roles(store: Reader, profile: Profile, catalog: Catalog) -> list[Role]:
    """What an entity is to others and others to it, those that last or ended last first."""
    found = _catalog_roles(profile.id, catalog)
    relations = [name for name, relation in ontology().relations.items() if relation.standing]
    for row in store.read("explore/list_standing_facts", id=profile.id, relations=relations, limit=LISTED):
        told = caption(row["relation"], row["actor_name"], row["target_name"])
        hedged = "" if row["status"] == "realised" else f", {row['status']}"
        other = row["target"] if row["actor"] == profile.id else row["actor"]
        said = f"{count(row['sources'], 'publisher')}, {row['confidence']:.0%} confidence{hedged}"
        found.append(Role(told, other, row["first"], row["last"], said))
    return sorted(found, key=lambda one: (one.last or dt.date.max, one.first or dt.date.min), reverse=True)


def _catalog_roles(id_: str, catalog: Catalog) -> list[Role]:
    found = []
    for holder, entry in catalog.entries.items():
        for role in entry.roles:
            if id_ in (holder, role.of):
                text = f"{entry.entity.name}, {role.title} of {catalog.entity(role.of).name}"
                found.append(Role(text, role.of if id_ == holder else holder, role.start, role.end, "catalog"))
    return found


def articles(store: Reader, id_: str) -> list[Naming]:
    """The articles that name an entity, those published last first."""
    rows = store.read("explore/list_articles_naming", id=id_, limit=LISTED)
    return [
        Naming(row["id"], row["title"] or row["id"], row["publisher"] or "", row["published"], row["times"] or 0)
        for row in rows
    ]


def neighbours(store: Reader, id_: str) -> list[Neighbour]:
    """Those an entity acts with or on, the strongest ties first."""
    rows = store.read("explore/list_neighbours", id=id_, limit=LISTED)
    return [Neighbour(**{**row, "name": row["name"] or row["id"], "type": row["type"] or ""}) for row in rows]


def issuer_for(profile: Profile, issuers: Sequence[Issuer]) -> Issuer | None:
    """The state whose stance towards an entity is shown: China; for its own bodies another, the one that acts most."""
    others = [
        one for one in issuers if profile.type not in ("Country", "GovernmentBody") or one.code != profile.jurisdiction
    ]
    return next((one for one in others if one.code == "CN"), others[0] if others else None)


def stance(store: Reader, id_: str, jurisdiction: str, *, end: dt.date, years: int = 5) -> Series | None:
    """The index of a state towards an entity over the last years; None where no act of it counts."""
    known = read_entities(store, [id_])
    if id_ not in known:
        return None
    state = Entity("", "", "Country", jurisdiction=jurisdiction, state=True)
    acts = read_acts(store, target=known[id_], issuer=state, entities=known, constants=project())
    days = [date for act in acts if (date := act.date.start or act.published) and date <= end]
    if not days:
        return None
    first = max(min(days) - dt.timedelta(days=7), end - dt.timedelta(days=round(365.25 * years)))
    return index.stance(acts, target=known[id_], issuer=None, period=(first, end), entities=known)
