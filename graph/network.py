"""The network of acts: entities, tied by what they do to each other.

It is read from the graph by a filter and cut to a period. Unless asked otherwise only realised acts are ties, since
what is expected, announced or denied has not happened.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Protocol

import networkx as nx
import yaml

from graph.errors import InputError, VocabularyError
from graph.model import EventDate, Precision, Status
from graph.ontology import Ontology, ontology


class Reader(Protocol):
    """The part of a store that a network is read through."""

    def read(self, statement: str, /, **params: Any) -> list[dict[str, Any]]:
        """Run a statement of the project by name."""


@dataclass(frozen=True, slots=True)
class Constants:
    """The numbers of ``network.yaml``; `half_life` in days, `longest` in hops."""

    seed: int
    exact: int
    sources: int
    damping: float
    resolution: float
    half_life: float
    longest: int


@dataclass(frozen=True, slots=True)
class Filter:
    """Which acts make ties; an empty choice of relations or types means all of them."""

    relations: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = (Status.REALISED,)
    types: tuple[str, ...] = ()
    """Both ends of a tie are of these."""
    since: dt.date | None = None
    until: dt.date | None = None
    min_confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Member:
    """An entity of the network."""

    id: str
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Act:
    """An event between two entities; `start` and `end` are the first and the last day of the time that is told."""

    id: str
    actor: str
    relation: str
    target: str
    start: dt.date | None = None
    end: dt.date | None = None
    status: Status = Status.REALISED
    confidence: float = 1.0
    sources: int = 1
    told: dt.date | None = None
    """The day of the last report."""

    @property
    def ends(self) -> tuple[str, str]:
        """Actor and target, the lesser id first."""
        return (self.actor, self.target) if self.actor < self.target else (self.target, self.actor)


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Acts by id, and the entities they tie, by id; each is itself alone, so that its graph is made once."""

    acts: tuple[Act, ...]
    members: Mapping[str, Member]
    undated: int = 0
    """Acts that a period leaves out since they tell no date, as standing facts do."""
    longer: int = 0
    """Acts that a period leaves out since they are told by a time, such as a year, that reaches beyond it."""

    @property
    def last(self) -> dt.date | None:
        """The last day on which an act happened."""
        return max((act.end or act.start for act in self.acts if act.start), default=None)


class Per(StrEnum):
    """A length of time by which a network is cut."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"


def check(chosen: Filter, *, vocabulary: Ontology | None = None) -> None:
    """Hold a filter to the ontology.

    Raises:
        InputError: it names a relation or type that there is not, or its period ends before it begins.
    """
    words = vocabulary or ontology()
    for what, given, known in (
        ("relation", chosen.relations, words.relations),
        ("entity type", chosen.types, words.types),
    ):
        if unknown := sorted(set(given) - set(known)):
            raise InputError(f"{unknown[0]!r} is no {what}; there are: {', '.join(known)}.")
    if chosen.since and chosen.until and chosen.since > chosen.until:
        raise InputError(f"The period ends on {chosen.until}, before it begins on {chosen.since}.")


def read(store: Reader, chosen: Filter) -> Network:
    """The network of the acts that a filter lets through.

    Raises:
        InputError: the filter names a relation or type that there is not.
        DatabaseError: the server refuses or cannot be reached.
    """
    check(chosen)
    rows = store.read(
        "explore/read_ties",
        statuses=[status.value for status in chosen.statuses],
        relations=list(chosen.relations),
        types=list(chosen.types),
        min_confidence=chosen.min_confidence,
    )
    acts = [Act(**row | {"status": Status(row["status"])}) for row in rows]
    members = {
        row["id"]: Member(row["id"], row["name"] or row["id"], row["type"] or "")
        for row in store.read("explore/read_members")
    }
    return during(network(acts, members), since=chosen.since, until=chosen.until)


def network(acts: Iterable[Act], members: Mapping[str, Member]) -> Network:
    """The network of some acts; of `members` those that they tie."""
    chosen = tuple(sorted(acts, key=lambda act: act.id))
    tied = {end for act in chosen for end in act.ends}
    return Network(chosen, {id_: members[id_] for id_ in sorted(tied)})


def during(whole: Network, *, since: dt.date | None = None, until: dt.date | None = None) -> Network:
    """The acts whose time, as told, lies wholly within a period; both days belong to it, and either may be open."""
    if since is None and until is None:
        return whole
    first, last = since or dt.date.min, until or dt.date.max
    inside = []
    undated = longer = 0
    for act in whole.acts:
        if act.start is None:
            undated += 1
            continue
        end = act.end or act.start
        if first <= act.start and end <= last:
            inside.append(act)
        elif act.start <= last and first <= end:
            longer += 1
    return replace(network(inside, whole.members), undated=undated, longer=longer)


def by_period(whole: Network, per: Per) -> Iterator[tuple[str, Network]]:
    """The network of each year, quarter or month from the first dated act to the last, with the name of the period."""
    precision = Precision(per.value)
    days = [act.start for act in whole.acts if act.start]
    day = min(days, default=None)
    while day is not None and day <= max(days):
        month = {Per.YEAR: 1, Per.QUARTER: (day.month - 1) // 3 * 3 + 1, Per.MONTH: day.month}[per]
        date = EventDate(day.replace(month=month, day=1), precision)
        assert date.start is not None and date.end is not None
        yield str(date), during(whole, since=date.start, until=date.end)
        day = date.end + dt.timedelta(days=1)


@lru_cache(maxsize=4)
def ties(of: Network) -> nx.Graph[str]:
    """The network as an undirected graph: one edge a pair, with its `acts` and their confidences summed as `weight`.

    It is shared by all that ask for it: nobody changes it.
    """
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from((id_, {"name": one.name, "type": one.type}) for id_, one in of.members.items())
    for act in of.acts:
        one, other = act.ends
        edge = graph.get_edge_data(one, other)
        if edge is None:
            graph.add_edge(one, other, acts=[act], weight=act.confidence)
        else:
            edge["acts"].append(act)
            edge["weight"] += act.confidence
    return graph


def acts_by_member(of: Network, ids: Collection[str]) -> dict[str, list[Act]]:
    """The acts that some entities do or suffer."""
    found: dict[str, list[Act]] = {id_: [] for id_ in ids}
    for act in of.acts:
        for end in act.ends:
            if end in found:
                found[end].append(act)
    return found


# Constants


@cache
def constants() -> Constants:
    """The constants of the project, read once."""
    return parse((files("graph") / "network.yaml").read_text(encoding="utf-8"), origin="network.yaml")


def parse(text: str, *, origin: str) -> Constants:
    """Constants in a YAML text.

    Raises:
        VocabularyError: it is wrong; names `origin` and the key.
    """
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise VocabularyError(f"{origin}: not YAML: {error}") from error
    known = {field.name: field.type for field in fields(Constants)}
    if not isinstance(data, dict) or set(data) != set(known):
        raise VocabularyError(f"{origin}: must have the keys {', '.join(known)}, and no others")
    for name, value in data.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            raise VocabularyError(f"{origin}: {name}: {value!r} is not a number above 0")
        if known[name] == "int" and not isinstance(value, int):
            raise VocabularyError(f"{origin}: {name}: {value!r} is not a whole number")
    if data["damping"] >= 1:
        raise VocabularyError(f"{origin}: damping: must be below 1")
    if data["sources"] > data["exact"]:
        raise VocabularyError(f"{origin}: sources: must not be more than exact")
    return Constants(**data)
