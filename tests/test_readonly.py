"""Telling what a statement is, and judging plans, without a database."""

from __future__ import annotations

import pytest

from graph import readonly
from graph.errors import InputError

READ = {"operatorType": "ProduceResults@neo4j", "args": {}, "children": [{"operatorType": "AllNodesScan@neo4j"}]}


@pytest.mark.parametrize(
    ("text", "mode", "rest"),
    [
        ("MATCH (n) RETURN n", "", "MATCH (n) RETURN n"),
        ("MATCH (n) RETURN n ; \n", "", "MATCH (n) RETURN n"),
        ("explain RETURN 1", "explain", "RETURN 1"),
        ("  /* a */ // b\n PrOfIlE\nRETURN 1", "profile", "RETURN 1"),
        ("PROFILE /* x */ profile RETURN 1", "profile", "RETURN 1"),
        ("\u00a0\u2003\ufeffPROFILE\u00a0RETURN 1", "profile", "RETURN 1"),
        ("EXPLAINER", "", "EXPLAINER"),
        ("// EXPLAIN\nRETURN 1", "", "RETURN 1"),
    ],
)
def test_parse(text: str, mode: str, rest: str) -> None:
    request = readonly.parse(text)
    assert request.mode == mode
    assert request.text.endswith(rest)


def test_parse_keeps_every_place() -> None:
    text = "// a\n PROFILE MATCH (n) RETURN n"
    assert readonly.parse(text).text.index("MATCH") == text.index("MATCH")


@pytest.mark.parametrize("text", ["", "  ;", "// nothing", "PROFILE", "/* a */ explain ;"])
def test_parse_wants_a_statement(text: str) -> None:
    with pytest.raises(InputError, match="no statement"):
        readonly.parse(text)


@pytest.mark.parametrize("text", ["EXPLAIN PROFILE RETURN 1", "profile /**/ explain CREATE ()"])
def test_parse_wants_one_mode(text: str) -> None:
    with pytest.raises(InputError, match="not both"):
        readonly.parse(text)


def test_check_lets_reading_through() -> None:
    readonly.check("r", READ)


@pytest.mark.parametrize("query_type", ["w", "rw", "s", None])
def test_check_refuses_what_does_not_read(query_type: str | None) -> None:
    with pytest.raises(InputError, match="the console only reads"):
        readonly.check(query_type, READ)


def test_check_refuses_what_has_no_plan() -> None:
    with pytest.raises(InputError, match="the console only reads"):
        readonly.check("r", None)


@pytest.mark.parametrize(
    ("operator", "said"),
    [
        ({"operatorType": "LoadCSV@neo4j"}, "LOAD CSV"),
        ({"operatorType": "TerminateTransactions@neo4j"}, "TERMINATE"),
        ({"operatorType": "ShowSettings@neo4j"}, "SHOW SETTINGS"),
        (
            {"operatorType": "ProcedureCall@neo4j", "args": {"Details": "dbms.listConfig() :: (a :: STRING)"}},
            "listConfig",
        ),
        ({"operatorType": "ProcedureCall@neo4j", "args": {}}, "procedure of this statement"),
        ({"operatorType": "ProcedureCall@neo4j", "args": {"Details": "db.labelsX() :: ()"}}, "db.labelsX"),
    ],
)
def test_check_looks_at_every_operator(operator: dict[str, object], said: str) -> None:
    nested = {"operatorType": "ProduceResults@neo4j", "children": [{"operatorType": "Apply", "children": [operator]}]}
    with pytest.raises(InputError, match=said):
        readonly.check("r", nested)


@pytest.mark.parametrize("name", ["db.labels", "db.schema.visualization", "db.index.fulltext.queryNodes"])
def test_check_knows_what_may_be_called(name: str) -> None:
    readonly.check("r", {"operatorType": "ProcedureCall@neo4j", "args": {"Details": f"{name}($a) :: (b :: STRING)"}})
