"""What Explore asks of the graph, on a real one."""

from __future__ import annotations

from typing import Any

import pytest

import cypher
from graph.load import Loaded, load
from graph.ontology import ontology
from graph.store import Store
from tests.integration.test_load import ALIBABA, ANT, CHINA, FINTECH, MA, SAMR, article, claim, extraction
from ui import node_panel, reads, surroundings
from ui.surroundings import Picture, Step

SCANS = ("AllNodesScan", "NodeByLabelScan", "DirectedAllRelationshipsScan", "UndirectedAllRelationshipsScan")
ASKED: dict[str, dict[str, Any]] = {
    "rank_neighbours": {"id": "x", "ids": ["x"], "relations": ["FINES"], "since": None, "until": None, "limit": 30},
    "count_acts_between": {"fresh": ["x"], "ids": ["x", "y"]},
    "list_acts_between": {"pairs": [{"actor": "x", "target": "y"}], "each": 200},
    "list_strongest_acts": {"limit": 28, "latest": 400},
    "count_ties": {"id": "x"},
    "list_roles": {"id": "x", "relations": ["LEADS"], "limit": 10},
    "read_act": {"id": "x"},
    "read_entities": {"ids": ["x"]},
    "list_acts_of": {"id": "x", "limit": 10},
    "list_reports": {"ids": ["x"]},
    "search_entities": {"words": "ant*", "text": "ant", "limit": 10},
}


@pytest.fixture
def filled(store: Store) -> Store:
    """China's and SAMR's acts on Alibaba's firms, one of them told twice."""
    told = [
        extraction(article("a1"), claim(CHINA, "RESTRICTS", ANT, "2020-11-03")),
        extraction(article("a2", publisher="BBC"), claim(CHINA, "RESTRICTS", ANT, "2020-11-03")),
        extraction(article("a3", "2021-04-12"), claim(SAMR, "FINES", ALIBABA, "2021-04-10")),
        extraction(article("a4", "2022-01-05"), claim(CHINA, "SUMMONS", MA, "2022-01-04")),
        extraction(article("a5", "2022-03-05"), claim(CHINA, "SUPPORTS", FINTECH), claim(MA, "LEADS", ALIBABA)),
    ]
    assert len(list(load(store, told, run="r"))) == len(told)
    return store


@pytest.mark.parametrize("name", ASKED)
def test_every_question_finds_its_way_by_an_index(store: Store, name: str) -> None:
    text = cypher.statement(f"explore/{name}").text
    plan = store.run_readonly(f"EXPLAIN {text}", params=ASKED[name]).plan

    def operators(one: dict[str, Any]) -> list[str]:
        below = [found for child in one.get("children", ()) for found in operators(child)]
        return [one["operatorType"].partition("@")[0], *below]

    used = operators(plan or {})
    assert not set(used) & set(SCANS), used
    assert any("Index" in one or one == "ProcedureCall" for one in used), used


def test_the_strongest_neighbours_come_first(filled: Store) -> None:
    picture = surroundings.begin(filled, CHINA.id)
    assert list(picture.profiles) == [CHINA.id, ANT.id, FINTECH.id, MA.id]
    assert {act.relation for act in picture.acts.values()} == {"RESTRICTS", "SUPPORTS", "SUMMONS"}
    (restricts,) = (act for act in picture.acts.values() if act.relation == "RESTRICTS")
    assert (restricts.sources, restricts.publishers) == (2, ("BBC", "Reuters"))
    assert surroundings.neighbours(filled, Step(CHINA.id), [CHINA.id, ANT.id]) == [FINTECH.id, MA.id]
    assert surroundings.neighbours(filled, Step(CHINA.id, ("SUMMONS", "RESTRICTS"), 2021), []) == [MA.id]
    assert surroundings.neighbours(filled, Step(CHINA.id, (), 0, 2020), []) == [ANT.id]


def test_growing_brings_acts_between_all_who_are_there(filled: Store) -> None:
    picture = surroundings.grow(filled, surroundings.begin(filled, CHINA.id), Step(MA.id))
    assert list(picture.profiles)[-1] == ALIBABA.id
    assert ("LEADS", MA.id) in {(act.relation, act.actor) for act in picture.acts.values()}
    whole = surroundings.grow(filled, picture, Step(others=(SAMR.id,)))
    assert {act.relation for act in whole.acts.values()} == {"RESTRICTS", "SUPPORTS", "SUMMONS", "LEADS", "FINES"}
    assert whole.totals[SAMR.id, ALIBABA.id] == 1
    first = surroundings.begin(filled, "")
    assert {CHINA.id, ANT.id} <= set(first.profiles)
    assert surroundings.grow(filled, Picture(), Step("company/nobody")).profiles == {}


def test_of_many_acts_the_latest_are_read_and_all_are_counted(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    days = [f"2023-{month:02d}-01" for month in range(1, 13)]
    told = [extraction(article(f"m{day}", day), claim(SAMR, "WARNS", ANT, day)) for day in days]
    assert len(list(load(filled, told, run="r"))) == len(told)
    monkeypatch.setattr(surroundings, "LATEST", 3)
    acts, totals = surroundings.acts_between(filled, [SAMR.id], [SAMR.id, ANT.id])
    assert [str(act.date) for act in acts] == ["2023-12-01", "2023-11-01", "2023-10-01"]
    assert totals == {(SAMR.id, ANT.id): 12}
    monkeypatch.setattr(surroundings, "READ", 1)
    acts, totals = surroundings.acts_between(filled, [SAMR.id, CHINA.id], [SAMR.id, CHINA.id, ANT.id, MA.id])
    assert [act.relation for act in acts] == ["WARNS", "SUMMONS", "RESTRICTS"]
    assert totals[SAMR.id, ANT.id] == 12


def test_ties_are_counted_and_what_happened_apart(filled: Store) -> None:
    around = reads.profiles(filled, [CHINA.id, ALIBABA.id, MA.id])
    assert [(around[one.id].acts, around[one.id].neighbours) for one in (CHINA, ALIBABA, MA)] == [
        (3, 3),
        (2, 2),
        (2, 2),
    ]
    ties = surroundings.count_ties(filled, CHINA.id)
    assert ties.relations == {"RESTRICTS": 1, "SUMMONS": 1, "SUPPORTS": 1}
    assert ties.years == {2020: 1, 2022: 1}
    assert node_panel.top_relations(ties) == [("restricts", "1"), ("summons", "1"), ("supports", "1")]
    assert set(ties.relations) <= set(ontology().relations)


def test_what_somebody_does_to_itself_ties_it_to_nobody(filled: Store) -> None:
    again = extraction(article("a6", "2022-05-01"), claim(ALIBABA, "CLOSES", ALIBABA, "2022-05-01"))
    assert all(isinstance(one, Loaded) for one in load(filled, [again], run="r"))
    assert reads.profiles(filled, [ALIBABA.id])[ALIBABA.id].acts == 4
    assert reads.profiles(filled, [ALIBABA.id])[ALIBABA.id].neighbours == 2
    assert set(surroundings.neighbours(filled, Step(ALIBABA.id), [])) == {SAMR.id, MA.id}
    assert set(surroundings.count_ties(filled, ALIBABA.id).relations) == {"FINES", "LEADS"}
    assert surroundings.acts_between(filled, [ALIBABA.id], [ALIBABA.id]) == ([], {})


def test_roles_are_standing_facts_of_both_sides(filled: Store) -> None:
    assert node_panel.roles(filled, MA.id)[-1] == ("leads Alibaba", "told 5 Mar 2022")
    assert node_panel.roles(filled, ALIBABA.id)[-1] == ("Jack Ma leads it", "told 5 Mar 2022")


def test_search_forgives(filled: Store) -> None:
    for typed in ("alibba", "Alibaba", "阿里", "ali"):
        assert reads.search(filled, typed)[0].id == ALIBABA.id, typed
    assert reads.search(filled, "jak ma")[0].id == MA.id
    assert reads.search(filled, "zzzz") == []
    assert reads.search(filled, "\"ant' OR *:*")[:1] in ([], [reads.search(filled, "ant")[0]])
