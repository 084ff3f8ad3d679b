from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import analytics, network
from graph.centrality import Measure, betweenness, is_estimate, measure
from graph.errors import InputError
from graph.network import Act, Member, Network, Per, constants


def net(*pairs: str, relation: str = "FINES", start: str = "") -> Network:
    """A network of one act for each ``actor target``, named by their letters; ``actor target date`` dates it."""
    members, acts = {}, []
    for number, pair in enumerate(pairs):
        one, other, *date = pair.split()
        for name in (one, other):
            members[name] = Member(name, name.upper(), "Company")
        day = dt.date.fromisoformat(date[0]) if date else None
        acts.append(Act(f"e{number:03}", one, relation, other, day, day))
    return network.network(acts, members)


edges = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda pair: pair[0] < pair[1]), unique=True)


@settings(max_examples=60, deadline=None)
@given(edges)
def test_betweenness_is_that_of_networkx(pairs: list[tuple[int, int]]) -> None:
    graph = nx.Graph()
    graph.add_nodes_from(range(12))
    graph.add_edges_from(pairs)
    ours = betweenness(np.array(pairs, dtype=np.int64).reshape(-1, 2), 12, range(12))
    theirs = nx.betweenness_centrality(graph)
    assert ours == pytest.approx([theirs[node] for node in range(12)])


def test_an_estimate_of_betweenness_is_near_and_named() -> None:
    graph = nx.barabasi_albert_graph(400, 3, seed=1)
    of = net(*(f"n{a} n{b}" for a, b in graph.edges))
    few = replace(constants(), exact=100, sources=100)
    assert is_estimate(of, numbers=few) and not is_estimate(of)
    exact, estimate = (measure(of, Measure.BETWEENNESS, numbers=numbers) for numbers in (constants(), few))
    assert estimate != exact
    best = sorted(exact, key=lambda id_: -exact[id_])[:5]
    assert [estimate[id_] for id_ in best] == pytest.approx([exact[id_] for id_ in best], rel=0.35)
    assert measure(of, Measure.BETWEENNESS, numbers=few) == estimate


def test_pagerank_holds_its_own_equation() -> None:
    """Each is reached from those that act on it, and by a jump; who acts on nobody jumps anywhere."""
    of = net("a b", "b c", "c a", "d c", "d a")
    rank = measure(of, Measure.PAGERANK)
    assert sum(rank.values()) == pytest.approx(1)
    jump = (1 - 0.85) / 4
    assert rank["d"] == pytest.approx(jump, abs=1e-6)
    assert rank["a"] == pytest.approx(jump + 0.85 * (rank["c"] + rank["d"] / 2), abs=1e-6)
    assert rank["b"] == pytest.approx(jump + 0.85 * rank["a"], abs=1e-6)


def test_symmetric_relations_lead_both_ways() -> None:
    met = measure(net("a b", "a c", relation="MEETS"), Measure.PAGERANK)
    fined = measure(net("a b", "a c"), Measure.PAGERANK)
    assert met["a"] > met["b"]
    assert fined["a"] < fined["b"]


def test_ranking_tells_who_with_whom_and_how() -> None:
    of = net("hub a", "hub b", "a hub", "hub c")
    (best, *rest) = analytics.rank(of, by=Measure.DEGREE)
    assert (best.member.name, best.place, best.partners, best.acts_done, best.acts_suffered) == ("HUB", 1, 3, 3, 1)
    assert best.measures[Measure.DEGREE] == 1
    assert best.measures[Measure.BETWEENNESS] == 1
    assert best.why.partners == (("A", 2), ("B", 1), ("C", 1))
    assert best.why.relations == (("FINES", 4),)
    assert [(one.member.name, one.place) for one in rest] == [("A", 2), ("B", 2), ("C", 2)]
    assert len(analytics.rank(of, by=Measure.PAGERANK, most=2)) == 2


def test_change_tells_who_gained_and_by_whom() -> None:
    of = net("a b 2023-01-01", "a c 2023-02-01", "b c 2024-01-01", "b d 2024-02-01", "b a 2024-03-01", "c d")
    found = {one.member.name: one for one in analytics.change(of, since=dt.date(2024, 1, 1), by=Measure.DEGREE)}
    assert (found["B"].before, found["B"].since) == (0.5, 1.0)
    assert (found["B"].place_before, found["B"].place_since) == (2, 1)
    assert found["B"].new_partners == (("C", 1), ("D", 1))
    assert (found["A"].before, found["A"].since) == (1.0, pytest.approx(1 / 3))
    assert (found["D"].place_before, found["D"].place_since) == (0, 2)
    assert found["A"].new_partners == ()


def test_series_has_a_value_for_each_period_and_none_where_there_is_no_tie() -> None:
    of = net("a b 2022-05-01", "a c 2022-06-01", "c d 2024-01-01")
    names, lines = analytics.series(of, per=Per.YEAR, by=Measure.DEGREE)
    assert names == ["2022", "2023", "2024"]
    assert {member.name: values for member, values in lines}["A"] == [1.0, None, None]
    assert {member.name: values for member, values in lines}["C"] == [0.5, None, 1.0]


def test_communities_are_those_that_act_among_themselves() -> None:
    of = net("a b", "b c", "a c", "a b", "x y", "y z", "x z", "c x")
    found = analytics.communities(of)
    assert [{one.name for one in each.members} for each in found.communities] == [{"A", "B", "C"}, {"X", "Y", "Z"}]
    first = found.communities[0]
    assert (first.acts, first.inside, first.relations) == (4, 0.8, (("FINES", 4),))
    assert 0 < found.modularity < 1
    assert analytics.communities(net()) == analytics.Communities(0.0, ())


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_same_network_gives_the_same_communities_in_whatever_order(rng: random.Random) -> None:
    graph = nx.planted_partition_graph(6, 8, 0.7, 0.05, seed=3)
    pairs = [f"n{a} n{b}" for a, b in graph.edges]
    of = net(*pairs)
    acts = list(of.acts)
    rng.shuffle(acts)
    again = network.network(acts, dict(sorted(of.members.items(), key=lambda _: rng.random())))
    assert analytics.communities(again) == analytics.communities(of)


@settings(max_examples=60, deadline=None)
@given(edges)
def test_bridges_cut_off_what_they_say(pairs: list[tuple[int, int]]) -> None:
    of = net(*(f"n{a} n{b}" for a, b in pairs))
    graph = nx.Graph((f"n{a}", f"n{b}") for a, b in pairs)
    found = analytics.bridges(of, least=1)
    assert {frozenset((one.start.id, one.end.id)) for one in found} == {frozenset(pair) for pair in nx.bridges(graph)}
    for one in found:
        left = graph.copy()
        left.remove_edge(one.start.id, one.end.id)
        side = nx.node_connected_component(left, one.end.id)
        assert {member.id for member in one.cut_off} == side
        assert one.rest == len(nx.node_connected_component(left, one.start.id)) >= len(side)


def test_a_bridge_shows_its_acts_and_may_be_asked_to_cut_off_more() -> None:
    of = net("a b", "b c", "a c", "c x", "c x", "x y", "c z")
    (one,) = analytics.bridges(of)
    assert (one.start.name, one.end.name, one.rest) == ("C", "X", 4)
    assert [member.name for member in one.cut_off] == ["X", "Y"]
    assert len(one.acts) == 2
    assert len(analytics.bridges(of, least=1)) == 3


def test_ego_goes_from_near_to_far() -> None:
    of = net("a b 2024-01-01", "a c", "b c", "b d", "d e", "b d", "c d")
    found = analytics.ego(of, "a", hops=2)
    assert [(one.member.name, one.distance, one.acts, one.through) for one in found.neighbours] == [
        ("B", 1, 1, ()),
        ("C", 1, 1, ()),
        ("D", 2, 3, ("B", "C")),
    ]
    assert found.neighbours[0].last == dt.date(2024, 1, 1)
    assert found.density == 1
    with pytest.raises(InputError, match="No act of this choice ties nobody"):
        analytics.ego(of, "nobody")


def test_an_empty_network_has_nothing_to_tell() -> None:
    of = net()
    assert analytics.rank(of, by=Measure.DEGREE) == analytics.bridges(of) == []
    assert analytics.change(of, since=dt.date(2024, 1, 1), by=Measure.BETWEENNESS) == []
    assert analytics.series(of, per=Per.YEAR, by=Measure.DEGREE) == ([], [])
