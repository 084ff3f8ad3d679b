"""How two entities are connected: the strongest ways from one to the other along acts, each with its sentence.

A link is the strongest act between two entities: its confidence, halved for every half life between the act (without a
date: its last report) and the last day of the network. A connection is as strong as its links multiplied. Only
realised acts are links, and announced ones where they are asked for; what is expected or denied connects nobody.
"""

from __future__ import annotations

import datetime as dt
import heapq
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, pairwise

from graph.errors import InputError
from graph.model import Status
from graph.network import Act, Constants, Member, Network, Reader, constants, ties

TRUE = (Status.REALISED, Status.ANNOUNCED)
"""What may be a link."""
EXAMINED = 500_000
"""Beginnings of ways that are looked at before a search is given up."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words of one article on an act, as it tells it."""

    quote: str
    sentence: str
    status: Status
    attributed_to: str
    confidence: float
    article: str
    title: str
    publisher: str
    published: dt.date | None


@dataclass(frozen=True, slots=True)
class Hop:
    """A step of a connection along an act, whose actor may be either end."""

    start: Member
    end: Member
    act: Act
    strength: float
    more: int = 0
    """How many other acts of the network link the two."""
    evidence: Evidence | None = None
    """The surest report that tells the act with the status that it has."""
    denied_by: tuple[str, ...] = ()
    """The publishers that deny it."""


@dataclass(frozen=True, slots=True)
class Connection:
    """A way from one entity to another, and how strong it is, in (0, 1]."""

    strength: float
    hops: tuple[Hop, ...]


@dataclass(frozen=True, slots=True)
class Connections:
    """The strongest ways between two entities; `whole` is False when the search was given up before it had them all."""

    found: tuple[Connection, ...]
    whole: bool = True


def connections(
    of: Network,
    start: str,
    end: str,
    *,
    most: int = 5,
    longest: int | None = None,
    numbers: Constants | None = None,
    examined: int = EXAMINED,
) -> Connections:
    """The strongest ways from one entity to another that pass nobody twice, with at most `longest` hops.

    Raises:
        InputError: the two are the same, or the network has acts that have not happened.
    """
    numbers = numbers or constants()
    longest = longest or numbers.longest
    if start == end:
        raise InputError("Name two different entities.")
    check_statuses({act.status for act in of.acts})
    graph = ties(of)
    if start not in graph or end not in graph:
        return Connections(())
    day = max((day for act in of.acts if (day := _day(act))), default=None)
    best: dict[frozenset[str], tuple[float, Act, int]] = {}
    for one, other, tie in graph.edges(data=True):
        acts: list[Act] = tie["acts"]
        strengths = {act.id: strength(act, day, numbers) for act in acts}
        chosen = max(acts, key=lambda act: (strengths[act.id], act.id))
        best[frozenset((one, other))] = strengths[chosen.id], chosen, len(acts) - 1
    costs = {pair: -math.log(value) for pair, (value, _, _) in best.items()}
    around = {id_: [(other, costs[frozenset((id_, other))]) for other in graph[id_]] for id_ in graph}
    ways, whole = _cheapest(around, start, end, most, longest, examined)
    found = []
    for way in ways:
        hops = []
        for one, other in pairwise(way):
            value, act, more = best[frozenset((one, other))]
            hops.append(Hop(of.members[one], of.members[other], act, value, more))
        found.append(Connection(math.prod(hop.strength for hop in hops), tuple(hops)))
    return Connections(tuple(found), whole)


def check_statuses(statuses: Iterable[Status]) -> None:
    """Hold links to what happened or is announced.

    Raises:
        InputError: one of the statuses is neither.
    """
    if untrue := sorted(set(statuses) - set(TRUE)):
        raise InputError(f"A connection follows what happened or is announced, not what is {untrue[0]}.")


def strength(act: Act, day: dt.date | None, numbers: Constants) -> float:
    """Confidence of an act, halved for every half life that it is older than `day`."""
    happened = _day(act)
    age = max((day - happened).days, 0) if day and happened else 0
    return max(act.confidence, 1e-9) * 2 ** (-age / numbers.half_life)


def _day(act: Act) -> dt.date | None:
    return act.end or act.start or act.told


def _cheapest(
    around: Mapping[str, Sequence[tuple[str, float]]], start: str, end: str, most: int, longest: int, examined: int
) -> tuple[list[tuple[str, ...]], bool]:
    """The cheapest ways without a repetition, in order; best first, led by the least cost that is still to come."""
    to_come: list[dict[str, float]] = [{end: 0.0}]
    """By hops that are left: the least cost from a node to the end, where it can be reached at all."""
    for _ in range(longest):
        least = dict(to_come[-1])
        for here, cost in to_come[-1].items():
            for other, step in around[here]:
                if cost + step < least.get(other, math.inf):
                    least[other] = cost + step
        to_come.append(least)
    if start not in to_come[longest]:
        return [], True
    found: list[tuple[str, ...]] = []
    order = count()
    heap: list[tuple[float, tuple[str, ...], int, float]] = [(to_come[longest][start], (start,), next(order), 0.0)]
    while heap and len(found) < most:
        _, way, _, cost = heapq.heappop(heap)
        if way[-1] == end:
            found.append(way)
            continue
        examined -= 1
        if examined < 0:
            return found, False
        left = to_come[longest - len(way)]
        for other, step in around[way[-1]]:
            if other in left and other not in way:
                heapq.heappush(heap, (cost + step + left[other], (*way, other), next(order), cost + step))
    return found, True


def with_evidence(store: Reader, found: Iterable[Connection]) -> list[Connection]:
    """Connections with the sentence of every hop.

    Raises:
        DatabaseError: the server refuses or cannot be reached.
    """
    ways = list(found)
    ids = sorted({hop.act.id for way in ways for hop in way.hops})
    told: dict[str, list[Evidence]] = {id_: [] for id_ in ids}
    for row in store.read("explore/list_reports", ids=ids) if ids else []:
        told[row["act"]].append(
            Evidence(
                row["quote"] or "",
                row["sentence"] or "",
                Status(row["status"]),
                row["attributed_to"] or "",
                row["confidence"] or 0.0,
                row["article"],
                row["title"] or "",
                row["publisher"] or "",
                row["published"],
            )
        )
    return [replace(way, hops=tuple(_told(hop, told[hop.act.id]) for hop in way.hops)) for way in ways]


def _told(hop: Hop, reports: Sequence[Evidence]) -> Hop:
    denied = {one.publisher or "an unnamed publisher" for one in reports if one.status is Status.DENIED}
    # the statement gives the best first
    evidence = next((one for one in reports if one.status is hop.act.status), None)
    return replace(hop, evidence=evidence, denied_by=tuple(sorted(denied)))
