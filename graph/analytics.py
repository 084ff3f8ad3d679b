"""What the shape of the network tells: who is central and since when, communities, bridges, and who is around whom.

All are functions of a network, and the same network gives the same answer: what is drawn by lot has a seed. The
libraries: networkx (the graph), rustworkx (PageRank, bridges), graspologic-native (Leiden). Every entity stands with
its name and with why: those it acts with most, and by which relations.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

import networkx as nx
import rustworkx as rx
from graspologic_native import leiden

from graph.centrality import Measure, measure
from graph.errors import InputError
from graph.network import Act, Constants, Member, Network, Per, by_period, constants, during, ties


@dataclass(frozen=True, slots=True)
class Why:
    """What a figure rests on: others with the number of acts, and relations with theirs, the most first."""

    partners: tuple[tuple[str, int], ...]
    relations: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How central an entity is."""

    member: Member
    place: int
    """From 1; those with the same value share a place."""
    partners: int
    acts_done: int
    acts_suffered: int
    measures: Mapping[Measure, float]
    why: Why


@dataclass(frozen=True, slots=True)
class Change:
    """How central an entity was before a day and is since; a place is 0 where it had no tie in that time."""

    member: Member
    before: float
    since: float
    place_before: int
    place_since: int
    new_partners: tuple[tuple[str, int], ...]
    """Those it had no tie with before, with the number of acts."""
    relations: tuple[tuple[str, int], ...]
    """Of the acts since."""


@dataclass(frozen=True, slots=True)
class Community:
    """Entities that act with each other more than with the rest, the most tied first."""

    members: tuple[Member, ...]
    acts: int
    """Acts between its members."""
    inside: float
    """The share of its members' acts that stay between them."""
    relations: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Communities:
    """A partition of the network, and its modularity: how far acts stay inside, against chance."""

    modularity: float
    communities: tuple[Community, ...]


@dataclass(frozen=True, slots=True)
class Bridge:
    """A tie without which the network falls apart, from the greater side to the lesser."""

    start: Member
    end: Member
    acts: tuple[Act, ...]
    cut_off: tuple[Member, ...]
    """The lesser side, the most tied first."""
    rest: int
    """How many are on the greater side."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An entity in the surroundings of another, at a distance in ties."""

    member: Member
    distance: int
    acts: int
    """Those that link it to the ones a step nearer."""
    relations: tuple[tuple[str, int], ...]
    through: tuple[str, ...]
    """The names of those a step nearer, when it is not tied to the centre itself."""
    last: dt.date | None
    """The last day of an act that links it."""


@dataclass(frozen=True, slots=True)
class Ego:
    """An entity and its surroundings; `density` is the share of pairs of neighbours that are tied to each other."""

    member: Member
    neighbours: tuple[Neighbour, ...]
    density: float


def rank(
    of: Network,
    *,
    by: Measure,
    measures: Iterable[Measure] = tuple(Measure),
    most: int | None = None,
    numbers: Constants | None = None,
) -> list[Standing]:
    """The most central entities, at most `most` of them, by one measure; the others of `measures` beside it."""
    graph = ties(of)
    values = {one: measure(of, one, numbers=numbers) for one in dict.fromkeys([by, *measures])}
    places = _places(values[by])
    ids = _by_value(values[by], of)[:most]
    chosen = set(ids)
    done = Counter(act.actor for act in of.acts if act.actor in chosen)
    suffered = Counter(act.target for act in of.acts if act.target in chosen)
    return [
        Standing(
            of.members[id_],
            places[id_],
            graph.degree(id_),
            done[id_],
            suffered[id_],
            {one: values[one][id_] for one in values},
            why(of, graph, id_),
        )
        for id_ in ids
    ]


def why(of: Network, graph: nx.Graph[str], id_: str, *, most: int = 3) -> Why:
    """Those that an entity acts with most, and by which relations."""
    edges = graph[id_]
    partners = Counter({other: len(edges[other]["acts"]) for other in edges})
    relations = Counter(act.relation for other in edges for act in edges[other]["acts"])
    return Why(_named(partners, of, most), _top(relations, most))


def change(
    of: Network, *, since: dt.date, by: Measure, most: int | None = None, numbers: Constants | None = None
) -> list[Change]:
    """Who became more central since a day, and who less: the greatest changes first.

    Acts before that day are set against those from it on; those told by a time that holds it, and undated ones, are on
    neither side.
    """
    sides = during(of, until=since - dt.timedelta(days=1)), during(of, since=since)
    graphs = tuple(map(ties, sides))
    before, after = (measure(side, by, numbers=numbers) for side in sides)
    places = _places(before), _places(after)
    gains = {id_: after.get(id_, 0.0) - before.get(id_, 0.0) for id_ in before | after}
    ids = sorted((id_ for id_ in gains if gains[id_]), key=lambda id_: (-abs(gains[id_]), of.members[id_].name, id_))
    found = []
    for id_ in ids[:most]:
        old = set(graphs[0][id_]) if id_ in graphs[0] else set()
        now = dict(graphs[1][id_]) if id_ in graphs[1] else {}
        new = Counter({other: len(now[other]["acts"]) for other in now if other not in old})
        relations = Counter(act.relation for other in now for act in now[other]["acts"])
        found.append(
            Change(
                of.members[id_],
                before.get(id_, 0.0),
                after.get(id_, 0.0),
                places[0].get(id_, 0),
                places[1].get(id_, 0),
                _named(new, of, 3),
                _top(relations, 3),
            )
        )
    return found


def series(
    of: Network, *, per: Per, by: Measure, most: int | None = None, numbers: Constants | None = None
) -> tuple[list[str], list[tuple[Member, list[float | None]]]]:
    """A measure in each year, quarter or month: the names of the periods, and the values of the most central entities.

    The most central are those with the greatest value in any period; None where an entity has no tie in it.
    """
    names, values = [], []
    for name, part in by_period(of, per):
        names.append(name)
        values.append(measure(part, by, numbers=numbers))
    best: dict[str, float] = {}
    for id_, value in chain.from_iterable(one.items() for one in values):
        best[id_] = max(best.get(id_, 0.0), value)
    return names, [(of.members[id_], [one.get(id_) for one in values]) for id_ in _by_value(best, of)[:most]]


def communities(of: Network, *, numbers: Constants | None = None) -> Communities:
    """The communities by the Leiden algorithm on modularity, ties weighed by confidence: the greatest first.

    Traag, Waltman and van Eck, "From Louvain to Leiden: guaranteeing well-connected communities" (2019).
    """
    numbers = numbers or constants()
    graph = ties(of)
    if not graph.number_of_edges():
        return Communities(0.0, ())
    edges = sorted((one, other, float(tie["weight"])) for one, other, tie in graph.edges(data=True))
    modularity, home = leiden(edges, resolution=numbers.resolution, seed=numbers.seed, use_modularity=True)
    members: dict[int, list[str]] = {}
    for id_ in sorted(graph, key=lambda id_: (-graph.degree(id_, weight="weight"), id_)):
        members.setdefault(home[id_], []).append(id_)
    inner: dict[int, Counter[str]] = {number: Counter() for number in members}
    touching: Counter[int] = Counter()
    for act in of.acts:
        sides = {home[act.actor], home[act.target]}
        touching.update(sides)
        if len(sides) == 1:
            inner[sides.pop()][act.relation] += 1
    found = [
        Community(
            tuple(of.members[id_] for id_ in ids),
            inner[number].total(),
            inner[number].total() / touching[number],
            _top(inner[number], 3),
        )
        for number, ids in members.items()
    ]
    found.sort(key=lambda one: (-len(one.members), -one.acts, one.members[0].id))
    return Communities(modularity, tuple(found))


def bridges(of: Network, *, least: int = 2) -> list[Bridge]:
    """The ties without which at least `least` entities are cut off from the rest; the most cut off first."""
    graph = ties(of)
    ids = list(graph)
    place = {id_: at for at, id_ in enumerate(ids)}
    plain: rx.PyGraph[str, None] = rx.PyGraph(multigraph=False)
    plain.add_nodes_from(ids)
    plain.add_edges_from([(place[a], place[b], None) for a, b in graph.edges])
    # the stubs of rustworkx give each bridge one end
    cuts = sorted((min(ids[a], ids[b]), max(ids[a], ids[b])) for a, b in rx.bridges(plain))  # type: ignore[misc]
    for one, other in cuts:
        plain.remove_edge(place[one], place[other])
    # what stays together without any bridge, and the bridges between these parts: a forest
    parts = rx.connected_components(plain)
    part = {at: number for number, some in enumerate(parts) for at in some}
    forest: nx.Graph[int] = nx.Graph()
    forest.add_nodes_from(range(len(parts)))
    forest.add_edges_from((part[place[one]], part[place[other]]) for one, other in cuts)
    size = {number: len(some) for number, some in enumerate(parts)}
    above: dict[int, int] = {}
    whole: dict[int, int] = {}
    for tree in nx.connected_components(forest):
        root = min(tree)
        down = list(nx.bfs_edges(forest, root))
        for parent, child in reversed(down):
            size[parent] += size[child]
            above[child] = parent
        whole |= dict.fromkeys(tree, size[root])
    found = []
    for one, other in cuts:
        lower, upper = part[place[one]], part[place[other]]
        if above.get(lower) != upper:
            lower, upper, one, other = upper, lower, other, one
        if 2 * size[lower] > whole[lower]:  # what hangs below is the greater side
            one, other = other, one
        lesser = min(size[lower], whole[lower] - size[lower])
        if lesser >= least:
            found.append((lesser, whole[lower] - lesser, other, one))
    found.sort(key=lambda row: (-row[0], row[2], row[3]))
    return [
        Bridge(
            of.members[start],
            of.members[end],
            tuple(graph[start][end]["acts"]),
            tuple(of.members[id_] for id_ in _side(graph, end, start)),
            rest,
        )
        for _, rest, start, end in found
    ]


def _side(graph: nx.Graph[str], inside: str, outside: str) -> list[str]:
    """What is left around `inside` without its tie to `outside`, the most tied first."""
    seen = {inside}
    waiting = [inside]
    while waiting:
        here = waiting.pop()
        for other in graph[here]:
            if other not in seen and {here, other} != {inside, outside}:
                seen.add(other)
                waiting.append(other)
    return sorted(seen, key=lambda id_: (-graph.degree(id_), id_))


def ego(of: Network, id_: str, *, hops: int = 1) -> Ego:
    """An entity and those within some ties of it: the nearest first, of these those with most acts.

    Raises:
        InputError: no act ties the entity to another.
    """
    graph = ties(of)
    if id_ not in graph:
        raise InputError(f"No act of this choice ties {id_} to another entity.")
    distance = nx.single_source_shortest_path_length(graph, id_, cutoff=hops)
    found = []
    for other, steps in distance.items():
        if not steps:
            continue
        nearer = [one for one in graph[other] if distance.get(one) == steps - 1]
        acts = [act for one in nearer for act in graph[other][one]["acts"]]
        through = Counter({one: len(graph[other][one]["acts"]) for one in nearer})
        found.append(
            Neighbour(
                of.members[other],
                steps,
                len(acts),
                _top(Counter(act.relation for act in acts), 3),
                tuple(name for name, _ in _named(through, of, 3)) if steps > 1 else (),
                max((act.start for act in acts if act.start), default=None),
            )
        )
    found.sort(key=lambda one: (one.distance, -one.acts, one.member.name, one.member.id))
    direct = graph.subgraph(graph[id_])
    return Ego(of.members[id_], tuple(found), nx.density(direct))


# Orders and names


def _by_value(values: Mapping[str, float], of: Network) -> list[str]:
    return sorted(values, key=lambda id_: (-values[id_], of.members[id_].name, id_))


def _places(values: Mapping[str, float]) -> dict[str, int]:
    """The place of each, from 1; those with the same value share the better place."""
    place: dict[float, int] = {}
    for at, value in enumerate(sorted(values.values(), reverse=True), 1):
        place.setdefault(value, at)
    return {id_: place[value] for id_, value in values.items()}


def _top(counts: Counter[str], most: int) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:most])


def _named(counts: Counter[str], of: Network, most: int) -> tuple[tuple[str, int], ...]:
    return tuple((of.members[id_].name, number) for id_, number in _top(counts, most))
