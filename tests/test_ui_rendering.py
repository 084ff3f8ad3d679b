import csv
import datetime as dt
import io
import json

from neo4j.graph import Graph, Node, Path

from graph.store import Result
from ui import rendering

GRAPH = Graph()
CHINA = Node(GRAPH, "4:0", 0, {"Entity", "Country"}, {"id": "country/china", "name": "China", "type": "Country"})
ANT = Node(GRAPH, "4:1", 1, {"Entity", "Company"}, {"id": "company/ant-group", "name": "Ant Group", "type": "Company"})
EVENT = Node(GRAPH, "4:2", 2, {"Event"}, {"relation": "HALTS", "date": dt.date(2020, 11, 3)})
HALTS = GRAPH.relationship_type("HALTS")(
    GRAPH, "5:0", 0, {"date": dt.date(2020, 11, 3), "status": "realised", "score": -0.8}
)
HALTS._start_node, HALTS._end_node = CHINA, ANT


def result(columns: tuple[str, ...], *rows: tuple[object, ...]) -> Result:
    return Result(columns, list(rows))


def test_cells_read_well() -> None:
    assert rendering.cell(CHINA) == "China"
    assert rendering.cell(EVENT) == "halts (2020-11-03)"
    assert rendering.cell(HALTS) == "HALTS (2020-11-03, realised)"
    assert rendering.cell(Path(CHINA, HALTS)) == "China —HALTS→ Ant Group"
    assert rendering.cell([CHINA, 1, None]) == "China, 1, None"
    assert rendering.cell({"a": dt.date(2020, 1, 1)}) == '{"a": "2020-01-01"}'
    assert rendering.cell(dt.date(2020, 1, 1)) == dt.date(2020, 1, 1)
    assert rendering.cell(None) is None


def test_mixed_columns_become_text() -> None:
    found = rendering.cells(result(("x", "n"), (1, 1), ("a", 2.5), (None, None)))
    assert found == [{"x": "1", "n": 1}, {"x": "a", "n": 2.5}, {"x": None, "n": None}]


def test_csv_computes_nothing_in_a_spreadsheet() -> None:
    text = rendering.to_csv(result(("=x", "n"), ('=HYPERLINK("http://evil.example")', -1), ("plain, with comma", 2)))
    assert list(csv.reader(io.StringIO(text))) == [
        ["'=x", "n"],
        ['\'=HYPERLINK("http://evil.example")', "-1"],
        ["plain, with comma", "2"],
    ]


def test_json_holds_everything() -> None:
    found = json.loads(rendering.to_json(result(("a", "r", "when"), (CHINA, HALTS, dt.date(2020, 1, 1)))))
    assert found[0]["a"]["name"] == "China"
    assert found[0]["r"] == {"type": "HALTS", "date": "2020-11-03", "status": "realised", "score": -0.8}
    assert found[0]["when"] == "2020-01-01"


def test_a_result_as_a_picture() -> None:
    nodes, edges, cut = rendering.picture([(CHINA, HALTS, ANT), ([CHINA, EVENT], None, 3)])
    assert [node["data"]["label"] for node in nodes] == ["China", "Ant Group", "halts (2020-11-03)"]
    assert [node["data"]["type"] for node in nodes] == ["Country", "Company", "Event"]
    assert edges[0]["data"]["polarity"] == "restrictive"
    assert not cut


def test_a_relationship_needs_both_ends_and_pictures_are_capped() -> None:
    assert rendering.picture([(CHINA, HALTS)])[1] == []
    nodes, edges, cut = rendering.picture([(CHINA, HALTS, ANT)], most=1)
    assert (len(nodes), edges, cut) == (1, [], True)
    assert rendering.picture([(1, "x")]) == ([], [], False)
