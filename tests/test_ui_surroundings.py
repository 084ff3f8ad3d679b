import datetime as dt
from typing import Any

import pytest

from ui import surroundings
from ui.surroundings import Picture, Step


@pytest.mark.parametrize(
    "step",
    [
        Step("country/china"),
        Step("country/china", ("FINES", "BANS"), 2020, 2022),
        Step("country/china", (), 0, 2022),
        Step(others=("person/jack-ma", "company/x")),
    ],
)
def test_a_step_outlives_its_address(step: Step) -> None:
    assert surroundings.read_step(surroundings.write_step(step)) == step


@pytest.mark.parametrize("text", ["", "~~~", "a~NO_SUCH_ACT", "a~~20-", "a~~~b", "a~~2020-2021-2022"])
def test_what_is_no_step_is_left_out(text: str) -> None:
    assert surroundings.read_step(text) is None


class Graph:
    """Answers as the statements would, for a graph in which n0 acts once on each of the others."""

    def __init__(self, others: int) -> None:
        self.ids = [f"company/n{number:03d}" for number in range(others + 1)]
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def read(self, statement: str, /, **params: Any) -> list[dict[str, Any]]:
        self.asked.append((statement, params))
        hub = self.ids[0]
        if statement == "explore/rank_neighbours":
            around = self.ids[1:] if params["id"] == hub else [hub]
            return [{"id": id_} for id_ in around if id_ not in params["ids"]][: params["limit"]]
        if statement == "explore/read_entities":
            return [
                {
                    "id": id_, "name": id_, "type": "Company", "aliases": [], "jurisdiction": "", "known": True,
                    "parent": "", "parent_name": "", "sectors": [], "acts": 1, "neighbours": 1,
                }
                for id_ in params["ids"]
            ]  # fmt: skip
        if statement == "explore/count_acts_between":
            return [
                {"actor": hub, "target": id_, "total": 7}
                for id_ in self.ids[1:]
                if hub in params["ids"] and id_ in params["ids"] and {hub, id_} & set(params["fresh"])
            ]
        assert statement == "explore/list_acts_between"
        return [
            {
                "id": f"e-{pair['target']}", "relation": "SUES", "date": dt.date(2021, 1, 1), "precision": "day",
                "status": "realised", "score": None, "confidence": 0.9, "sources": 1, "amount": "", "against": 0,
                "may_be": 0, "publishers": ["Wire"], "actor": pair["actor"], "actor_name": pair["actor"],
                "actor_type": "Company", "target": pair["target"], "target_name": pair["target"],
                "target_type": "Company",
            }
            for pair in params["pairs"]
        ]  # fmt: skip


def test_each_step_brings_thirty_more_and_keeps_what_was_there() -> None:
    graph = Graph(70)
    first = surroundings.begin(graph, graph.ids[0])
    assert len(first.profiles) == 31
    second = surroundings.grow(graph, first, Step(graph.ids[0]))
    assert len(second.profiles) == 61
    assert list(second.profiles)[:31] == list(first.profiles)
    assert set(first.acts) < set(second.acts)
    assert second.totals[graph.ids[0], graph.ids[1]] == 7
    third = surroundings.grow(graph, second, Step(graph.ids[0]))
    assert len(third.profiles) == 71
    # only those who are new are read, and only their acts
    assert [statement for statement, _ in graph.asked[-2:]] == [
        "explore/count_acts_between",
        "explore/list_acts_between",
    ]
    assert len(graph.asked[-2][1]["fresh"]) == len(graph.asked[-1][1]["pairs"]) == 10


def test_a_choice_of_acts_and_years_is_asked_of_the_graph() -> None:
    graph = Graph(3)
    surroundings.neighbours(graph, Step(graph.ids[0], ("FINES",), 2020, 2021), [graph.ids[1]])
    _, params = graph.asked[-1]
    assert params["relations"] == ["FINES"]
    assert (params["since"], params["until"]) == (dt.date(2020, 1, 1), dt.date(2021, 12, 31))
    assert params["ids"] == [graph.ids[1]]


def test_a_full_picture_takes_nobody_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surroundings, "MOST", 20)
    graph = Graph(70)
    picture = surroundings.begin(graph, graph.ids[0])
    assert (len(picture.profiles), picture.full) == (20, True)


def test_named_ones_are_brought_in_alone() -> None:
    graph = Graph(70)
    picture = surroundings.grow(graph, Picture(), Step(others=(graph.ids[0], graph.ids[5])))
    assert list(picture.profiles) == [graph.ids[0], graph.ids[5]]
    assert list(picture.acts) == [f"e-{graph.ids[5]}"]
