import datetime as dt

from ui import canvas
from ui.canvas import Filters, Selection
from ui.reads import Act, Profile


def act(id_: str = "e1", **changes: object) -> Act:
    values: dict[str, object] = {
        "id": id_, "relation": "HALTS", "date": dt.date(2020, 11, 3), "precision": "day", "status": "realised",
        "score": -0.8, "confidence": 0.9, "sources": 2, "amount": "", "actor": "country/china", "actor_name": "China",
        "actor_type": "Country", "target": "company/ant-group", "target_name": "Ant Group", "target_type": "Company",
    }  # fmt: skip
    return Act(**(values | changes))  # type: ignore[arg-type]


def profile(id_: str, name: str, type_: str, neighbours: int) -> Profile:
    return Profile(id_, name, type_, (), "", True, "", "", (), 9, neighbours)


def test_several_acts_between_two_are_one_edge_with_a_count() -> None:
    acts = [act(), act("e2", relation="FINES", score=-0.7), act("e3")]
    _, edges = canvas.picture(acts, profiles={})
    assert len(edges) == 1
    data = edges[0]["data"]
    assert data["count"] == 3
    assert data["label"] == "halts +2"
    assert data["polarity"] == "restrictive"
    assert "halts ×2" in data["tip"]


def test_an_edge_shows_both_directions_and_the_firmest_status() -> None:
    data = canvas.draw_edge(
        "x", [act(status="potential"), act("e2", relation="APPROVES", score=0.6, status="announced")]
    )["data"]
    assert data["polarity"] == "mixed"
    assert data["status"] == "announced"


def test_what_is_denied_gives_no_direction() -> None:
    data = canvas.draw_edge("x", [act(status="denied")])["data"]
    assert (data["polarity"], data["status"]) == ("neutral", "denied")


def test_only_edges_of_symmetric_acts_have_no_arrow() -> None:
    meets = act(relation="MEETS", score=0.25)
    assert canvas.draw_edge("x", [meets])["data"]["symmetric"]
    assert not canvas.draw_edge("x", [meets, act("e2")])["data"]["symmetric"]


def test_hidden_neighbours_are_counted() -> None:
    profiles = {
        "country/china": profile("country/china", "China", "Country", 12),
        "company/ant-group": profile("company/ant-group", "Ant Group", "Company", 1),
    }
    nodes, _ = canvas.picture([act()], profiles=profiles, roots=["company/ant-group"])
    hidden = {node["data"]["id"]: node["data"]["hidden"] for node in nodes}
    assert hidden == {"country/china": 11, "company/ant-group": 0}
    assert [node["data"]["root"] for node in nodes] == [True, False]


def test_a_root_without_acts_is_drawn_and_a_move_without_target_is_not() -> None:
    profiles = {"company/x": profile("company/x", "X", "Company", 0)}
    nodes, edges = canvas.picture(
        [act(target="", target_name="", target_type="")], profiles=profiles, roots=["company/x"]
    )
    assert [node["data"]["id"] for node in nodes] == ["company/x"]
    assert edges == []


def test_filters() -> None:
    plain = act()
    assert Filters().keeps(plain)
    assert Filters().active == 0
    assert Filters(relations=frozenset({"HALTS"})).keeps(plain)
    assert not Filters(relations=frozenset({"BANS"})).keeps(plain)
    assert not Filters(statuses=frozenset({"denied"})).keeps(plain)
    assert not Filters(polarities=frozenset({"supportive"})).keeps(plain)
    assert not Filters(types=frozenset({"Company"})).keeps(plain)
    assert Filters(types=frozenset({"Company", "Country"})).keeps(plain)
    assert Filters(since=dt.date(2020, 11, 3), until=dt.date(2020, 11, 3)).keeps(plain)
    assert not Filters(since=dt.date(2020, 11, 4)).keeps(plain)
    assert not Filters(until=dt.date(2020, 11, 2)).keeps(plain)
    assert not Filters(since=dt.date(2020, 1, 1)).keeps(act(date=None))


def test_counts_beside_the_filters() -> None:
    found = canvas.counts([act(), act("e2", relation="RISES", score=None, target="", target_name="", target_type="")])
    assert found["relations"] == {"HALTS": 1, "RISES": 1}
    assert found["polarities"] == {"restrictive": 1, "neutral": 1}
    assert found["types"] == {"Country": 2, "Company": 1}


def test_only_what_is_drawn_can_be_chosen() -> None:
    assert canvas.selection({"id": "a", "group": "edges"}, {"a"}) == Selection("a", edge=True)
    assert canvas.selection({"id": "gone", "group": "nodes"}, {"a"}) is None
    assert canvas.selection("a", {"a"}) is None
    assert canvas.selection(None, {"a"}) is None
