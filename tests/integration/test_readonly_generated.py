"""Statements made up to write, some hundreds here; ``benchmarks/readonly.py`` puts 10,000 to the console."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import neo4j
import pytest

import cypher
from graph.store import Store

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "readonly.py"
NUMBER = 300


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("readonly_benchmark", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look for their module there
    spec.loader.exec_module(module)
    return module


def test_no_statement_made_up_to_write_gets_past_either_means(store: Store, script: ModuleType) -> None:
    script.seed_graph(store)
    procedures = script.callable_procedures(store)
    hostile = list(script.statements(NUMBER, seed=2, procedures=procedures))
    before = script.look(store)
    found = script.hold(store, hostile)
    assert script.look(store) == before
    assert sum(one.made for one in found.values()) == NUMBER
    for kind, one in found.items():
        assert (one.passed_console, one.passed_plan, one.wrote) == (0, 0, 0), kind
        assert one.understood > one.made * 0.4, kind


def test_the_statements_are_different_and_come_again_from_their_seed(store: Store, script: ModuleType) -> None:
    procedures = script.callable_procedures(store)
    assert {"dbms.killConnections", "db.createLabel", "dbms.setConfigValue"} & {one["name"] for one in procedures}
    first = list(script.statements(1000, seed=7, procedures=procedures))
    assert first == list(script.statements(1000, seed=7, procedures=procedures))
    assert len({one.text for one in first}) == 1000


@pytest.mark.parametrize(
    "text",
    [
        "CREATE (:Other)",
        "MATCH (n) SET n.name = 'x'",
        "MATCH ()-[r]->() DELETE r",
        "CALL db.createProperty('unseen')",
        "CREATE INDEX hostile FOR (n:Entity) ON (n.since)",
    ],
)
def test_a_write_would_be_seen(store: Store, script: ModuleType, text: str) -> None:
    script.seed_graph(store)
    before = script.look(store)
    store.write(cypher.Statement("", "", text))
    try:
        assert script.look(store) != before
    finally:
        store.write(cypher.Statement("", "", "DROP INDEX hostile IF EXISTS"))


def test_plain_clauses_do_write_when_they_may(store: Store, script: ModuleType) -> None:
    """What the statements are made of is no nonsense: each clause changes the graph where writing is allowed."""
    idle = []
    for text in script.CLAUSES:
        if "LOAD CSV" in text:
            continue  # what they name is not there
        script.seed_graph(store)
        with store._driver.session(default_access_mode=neo4j.WRITE_ACCESS) as session:
            if not session.run(f"CYPHER 25 {text}").consume().counters.contains_updates:
                idle.append(text)
    assert not idle
