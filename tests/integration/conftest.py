"""A real Neo4j for the tests: started once, emptied between them, stopped at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

import cypher
from graph.server import local
from graph.settings import Settings
from graph.store import Store, open_store

CLEAR = cypher.Statement("", "", "MATCH (n) WITH n LIMIT 10000 DETACH DELETE n RETURN count(*) AS deleted")


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings of a server with a data folder of its own; the jars are those of the user's cache."""
    known = replace(
        Settings.from_environment(), uri="", username="neo4j", database="neo4j", data=tmp_path_factory.mktemp("data")
    )
    try:
        yield known
    finally:
        local.stop(known)
        assert not local.status(known).running


@pytest.fixture(scope="session")
def opened(settings: Settings) -> Iterator[Store]:
    """The store of the whole session; tests take `store`."""
    with open_store(settings) as store:
        yield store


@pytest.fixture
def store(opened: Store) -> Store:
    """An empty graph with its constraints and indexes."""
    while opened.write(CLEAR)[0]["deleted"]:
        pass
    return opened
