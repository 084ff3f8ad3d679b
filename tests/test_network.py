from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from graph import network
from graph.errors import InputError, VocabularyError
from graph.model import Status
from graph.network import Act, Filter, Member, Network, Per

A, B, C = (Member(f"company/{name}", name.upper(), "Company") for name in "abc")
MEMBERS = {one.id: one for one in (A, B, C)}


def act(id_: str, actor: Member, target: Member, start: str = "", end: str = "", **more: Any) -> Act:
    first = dt.date.fromisoformat(start) if start else None
    last = dt.date.fromisoformat(end) if end else first
    return Act(id_, actor.id, more.pop("relation", "MEETS"), target.id, first, last, **more)


def net(*acts: Act) -> Network:
    return network.network(acts, MEMBERS)


def ids(of: Network) -> list[str]:
    return [one.id for one in of.acts]


def test_a_network_holds_those_who_are_tied_and_knows_no_order() -> None:
    one, other = act("x", A, B), act("w", B, A)
    assert net(one, other).acts == net(other, one).acts == (other, one)
    assert list(net(one).members) == [A.id, B.id]


def test_ties_are_one_edge_a_pair_with_all_its_acts() -> None:
    graph = network.ties(net(act("x", A, B, confidence=0.5), act("y", B, A, confidence=0.25), act("z", B, C)))
    assert set(graph.edges) == {(A.id, B.id), (B.id, C.id)}
    assert [one.id for one in graph[A.id][B.id]["acts"]] == ["x", "y"]
    assert graph[A.id][B.id]["weight"] == 0.75
    assert graph.nodes[A.id] == {"name": "A", "type": "Company"}


def test_a_period_holds_only_what_lies_wholly_in_it_and_tells_what_it_leaves_out() -> None:
    whole = net(
        act("before", A, B, "2023-12-31"),
        act("first", A, B, "2024-01-01"),
        act("last", A, B, "2024-06-30"),
        act("after", A, B, "2024-07-01"),
        act("year", A, C, "2024-01-01", "2024-12-31"),
        act("undated", B, C),
    )
    part = network.during(whole, since=dt.date(2024, 1, 1), until=dt.date(2024, 6, 30))
    assert (ids(part), part.undated, part.longer) == (["first", "last"], 1, 1)
    assert list(part.members) == [A.id, B.id]
    assert ids(network.during(whole, since=dt.date(2024, 1, 1))) == ["after", "first", "last", "year"]
    assert ids(network.during(whole, until=dt.date(2023, 12, 31))) == ["before"]
    assert network.during(whole) is whole


def test_periods_follow_each_other_without_a_gap() -> None:
    whole = net(
        act("x", A, B, "2023-11-30"), act("y", A, B, "2024-05-01"), act("year", A, C, "2023-01-01", "2023-12-31")
    )
    assert [(name, ids(part)) for name, part in network.by_period(whole, Per.QUARTER)] == [
        ("2023-Q1", []),
        ("2023-Q2", []),
        ("2023-Q3", []),
        ("2023-Q4", ["x"]),
        ("2024-Q1", []),
        ("2024-Q2", ["y"]),
    ]
    assert [(name, ids(part)) for name, part in network.by_period(whole, Per.YEAR)] == [
        ("2023", ["x", "year"]),
        ("2024", ["y"]),
    ]
    assert [name for name, _ in network.by_period(net(act("x", A, B, "2023-12-31")), Per.MONTH)] == ["2023-12"]
    assert list(network.by_period(net(act("x", A, B)), Per.YEAR)) == []


def test_unless_asked_only_what_happened_makes_a_tie() -> None:
    assert Filter().statuses == (Status.REALISED,)


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        (Filter(relations=("MEET",)), "'MEET' is no relation; there are: .*MEETS"),
        (Filter(types=("Firm",)), "'Firm' is no entity type; there are: .*Company"),
        (Filter(since=dt.date(2024, 1, 2), until=dt.date(2024, 1, 1)), "ends on 2024-01-01, before it begins"),
    ],
)
def test_a_filter_that_chooses_nothing_is_told(chosen: Filter, message: str) -> None:
    with pytest.raises(InputError, match=message):
        network.check(chosen)


GOOD = "seed: 1\nexact: 10\nsources: 5\ndamping: 0.85\nresolution: 1.0\nhalf_life: 100\nlongest: 4\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[", "not YAML"),
        ("seed: 1", "must have the keys"),
        (GOOD.replace("0.85", "1.5"), "damping: must be below 1"),
        (GOOD.replace("longest: 4", "longest: 2.5"), "longest: 2.5 is not a whole number"),
        (GOOD.replace("half_life: 100", "half_life: 0"), "half_life: 0 is not a number above 0"),
        (GOOD.replace("sources: 5", "sources: 50"), "sources: must not be more than exact"),
    ],
)
def test_wrong_constants_name_the_key(text: str, message: str) -> None:
    with pytest.raises(VocabularyError, match=f"x.yaml: {message}"):
        network.parse(text, origin="x.yaml")


def test_the_constants_of_the_project_are_well_formed() -> None:
    assert network.parse(GOOD, origin="x.yaml").exact == 10
    assert network.constants().seed == 1
