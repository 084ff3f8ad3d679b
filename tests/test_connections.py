from __future__ import annotations

import datetime as dt
import itertools
import math
import random
from typing import Any

import networkx as nx
import pytest

from graph import network
from graph.connections import connections, with_evidence
from graph.errors import InputError
from graph.model import Status
from graph.network import Act, Member, Network, constants, ties


def act(id_: str, actor: str, target: str, day: str = "2024-01-01", **more: Any) -> Act:
    date = dt.date.fromisoformat(day) if day else None
    return Act(id_, actor, more.pop("relation", "FINES"), target, date, date, **more)


def net(*acts: Act) -> Network:
    names = {end for one in acts for end in one.ends}
    return network.network(acts, {name: Member(name, name.upper(), "Company") for name in names})


def ways(of: Network, start: str, end: str, **options: Any) -> list[str]:
    return [
        "".join([one.hops[0].start.id, *(hop.end.id for hop in one.hops)])
        for one in connections(of, start, end, **options).found
    ]


def test_the_surer_way_comes_first_even_when_it_is_longer() -> None:
    of = net(act("1", "a", "b", confidence=0.6), act("2", "a", "c", confidence=0.9), act("3", "b", "c", confidence=0.9))
    assert ways(of, "a", "b") == ["acb", "ab"]
    strongest = connections(of, "a", "b").found[0]
    assert strongest.strength == pytest.approx(0.81)
    assert [(hop.start.name, hop.end.name, hop.act.id) for hop in strongest.hops] == [("A", "C", "2"), ("C", "B", "3")]


def test_the_more_recent_way_comes_first() -> None:
    of = net(act("1", "a", "b", "2010-01-01"), act("2", "b", "d"), act("3", "a", "c", "2023-01-01"), act("4", "c", "d"))
    assert ways(of, "a", "d") == ["acd", "abd"]
    old = connections(of, "a", "d").found[1].hops[0]
    age = (dt.date(2024, 1, 1) - dt.date(2010, 1, 1)).days
    assert old.strength == pytest.approx(2 ** (-age / constants().half_life))


def test_a_standing_fact_is_as_old_as_its_last_report() -> None:
    told = act("1", "a", "b", "", relation="LEADS", told=dt.date(2014, 1, 1))
    (one,) = connections(net(told, act("2", "b", "c")), "a", "b").found
    assert 0.2 < one.strength < 0.3


def test_of_several_acts_the_strongest_is_the_link_and_the_rest_are_counted() -> None:
    of = net(act("1", "a", "b", confidence=0.7), act("2", "b", "a", confidence=0.9), act("3", "a", "b", confidence=0.8))
    (one,) = connections(of, "a", "b").found
    assert (one.hops[0].act.id, one.hops[0].more) == ("2", 2)


@pytest.mark.parametrize("status", [Status.POTENTIAL, Status.DENIED])
def test_what_did_not_happen_connects_nobody(status: Status) -> None:
    with pytest.raises(InputError, match=f"not what is {status}"):
        connections(net(act("1", "a", "b", status=status)), "a", "b")


def test_what_is_announced_connects_where_it_is_asked_for() -> None:
    assert ways(net(act("1", "a", "b", status=Status.ANNOUNCED)), "a", "b") == ["ab"]


def test_nobody_is_connected_with_himself_or_with_who_is_not_there() -> None:
    of = net(act("1", "a", "b"), act("2", "c", "d"))
    with pytest.raises(InputError, match="two different"):
        connections(of, "a", "a")
    assert ways(of, "a", "x") == ways(of, "a", "c") == []


def test_no_way_is_longer_than_asked() -> None:
    of = net(act("1", "a", "b"), act("2", "b", "c"), act("3", "c", "d"), act("4", "a", "d", confidence=0.1))
    assert ways(of, "a", "d", longest=2) == ["ad"]
    assert ways(of, "a", "d", longest=3) == ["abcd", "ad"]
    assert ways(of, "a", "d", longest=3, most=1) == ["abcd"]


@pytest.mark.parametrize("seed", range(8))
def test_ways_are_those_of_all_simple_paths_in_order(seed: int) -> None:
    rng = random.Random(seed)
    pairs = rng.sample(list(itertools.combinations("abcdefgh", 2)), 16)
    of = net(*(act(f"{n:02}", one, other, confidence=rng.uniform(0.3, 1)) for n, (one, other) in enumerate(pairs)))
    graph = ties(of)

    def strength(path: list[str]) -> float:
        return math.prod(graph[one][other]["acts"][0].confidence for one, other in itertools.pairwise(path))

    paths = list(nx.all_simple_paths(graph, "a", "b", cutoff=4)) if {"a", "b"} <= set(graph) else []
    expected = ["".join(path) for path in sorted(paths, key=strength, reverse=True)]
    assert ways(of, "a", "b", most=1000, longest=4) == expected


def test_a_search_that_is_given_up_says_so() -> None:
    of = net(*(act(one + other, one, other) for one, other in itertools.combinations("abcdefgh", 2)))
    assert connections(of, "a", "b", most=100).whole
    assert not connections(of, "a", "b", most=100, examined=5).whole


class Reports:
    def __init__(self, *rows: dict[str, Any]) -> None:
        self.rows = rows

    def read(self, _: str, /, **params: Any) -> list[dict[str, Any]]:
        return [row for row in self.rows if row["act"] in params["ids"]]


def row(act_: str, status: str, sentence: str, publisher: str) -> dict[str, Any]:
    return {
        "act": act_, "quote": sentence[:3], "sentence": sentence, "status": status, "attributed_to": None,
        "confidence": 0.9, "article": "n", "title": None, "publisher": publisher, "published": None,
    }  # fmt: skip


def test_a_hop_shows_a_sentence_that_affirms_it_and_who_denies_it() -> None:
    found = connections(net(act("1", "a", "b"), act("2", "b", "c")), "a", "c").found
    store = Reports(
        row("1", "potential", "A may fine B.", "P"),
        row("1", "realised", "A fined B.", "Q"),
        row("1", "denied", "A did not fine B.", "R"),
        row("1", "denied", "A never fined B.", ""),
    )
    (way,) = with_evidence(store, found)
    first, second = way.hops
    assert first.evidence is not None
    assert (first.evidence.sentence, first.evidence.publisher) == ("A fined B.", "Q")
    assert first.denied_by == ("R", "an unnamed publisher")
    assert second.evidence is None
    assert with_evidence(store, []) == []
