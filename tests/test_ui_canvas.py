import datetime as dt

from ui import canvas
from ui.canvas import Selection
from ui.reads import Act, Profile


def act(id_: str = "e1", **changes: object) -> Act:
    values: dict[str, object] = {
        "id": id_, "relation": "HALTS", "date": dt.date(2020, 11, 3), "precision": "day", "status": "realised",
        "score": -0.8, "confidence": 0.9, "sources": 2, "amount": "", "actor": "country/china", "actor_name": "China",
        "actor_type": "Country", "target": "company/ant-group", "target_name": "Ant Group", "target_type": "Company",
    }  # fmt: skip
    return Act(**(values | changes))  # type: ignore[arg-type]


def profile(id_: str, name: str, type_: str, neighbours: int, sectors: tuple[str, ...] = ()) -> Profile:
    return Profile(id_, name, type_, (), "", True, "", "", sectors, 9, neighbours)


def test_several_acts_between_two_are_one_edge() -> None:
    acts = [act(), act("e2", relation="FINES", score=-0.7), act("e3", publishers=("Harbour Wire",))]
    _, edges = canvas.picture(acts, profiles={}, totals={("country/china", "company/ant-group"): 500})
    assert len(edges) == 1
    assert edges[0]["data"]["total"] == 500
    assert [one["id"] for one in edges[0]["acts"]] == ["e1", "e2", "e3"]
    assert edges[0]["acts"][2]["publishers"] == ["Harbour Wire"]
    assert canvas.picture(acts, profiles={})[1][0]["data"]["total"] == 3


def test_an_undated_act_has_no_day() -> None:
    told = canvas.draw_act(act(date=None, precision="none"))
    assert (told["date"], told["when"]) == ("", "undated")
    assert canvas.draw_act(act(precision="month"))["when"] == "Nov 2020"


def test_nodes_tell_neighbours_and_sectors() -> None:
    profiles = {
        "country/china": profile("country/china", "China", "Country", 12),
        "company/ant-group": profile("company/ant-group", "Ant Group", "Company", 1, ("fintech",)),
        "sector/fintech": profile("sector/fintech", "fintech", "Sector", 0),
    }
    nodes, _ = canvas.picture([act()], profiles=profiles, roots=["company/ant-group", "sector/fintech"])
    told = {node["data"]["id"]: node["data"] for node in nodes}
    assert told["country/china"]["neighbours"] == 12
    assert {id_: one["root"] for id_, one in told.items()} == {
        "company/ant-group": True,
        "sector/fintech": True,
        "country/china": False,
    }
    assert told["company/ant-group"]["sectors"] == told["sector/fintech"]["sectors"] == ["fintech"]


def test_a_root_without_acts_is_drawn_and_a_move_without_target_is_not() -> None:
    profiles = {"company/x": profile("company/x", "X", "Company", 0)}
    nodes, edges = canvas.picture(
        [act(target="", target_name="", target_type="")], profiles=profiles, roots=["company/x"]
    )
    assert [node["data"]["id"] for node in nodes] == ["company/x"]
    assert edges == []


def test_only_what_is_drawn_can_be_chosen() -> None:
    told = {"id": "a", "group": "edges", "acts": ["e1", 7]}
    assert canvas.selection(told, {"a"}) == Selection("a", edge=True, acts=("e1",))
    assert canvas.selection({"id": "gone", "group": "nodes"}, {"a"}) is None
    assert canvas.selection("a", {"a"}) is None
    assert canvas.selection(None, {"a"}) is None
