"""A real Neo4j for the tests: started once, emptied between them, stopped at the end, never left behind."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace

import psutil
import pytest

import cypher
from graph.server import local
from graph.settings import Settings
from graph.store import Store, open_store

CLEAR = cypher.Statement("", "", "MATCH (n) WITH n LIMIT 10000 DETACH DELETE n RETURN count(*) AS deleted")


def running_servers() -> set[int]:
    """The server processes that this test run started, known by a mark in their environment."""
    found = set()
    for process in psutil.process_iter(["cmdline"]):
        if "graph.server.child" in (process.info["cmdline"] or []):
            try:
                if process.environ().get("POLICYSIGNAL_TEST_RUN") == str(os.getpid()):
                    found.add(process.pid)
            except psutil.Error:
                continue  # another user's, or gone meanwhile
    return found


@pytest.fixture(scope="session", autouse=True)
def no_server_left() -> Iterator[None]:
    """End what a test left running, and fail because of it."""
    os.environ["POLICYSIGNAL_TEST_RUN"] = str(os.getpid())
    yield
    left = running_servers()
    for pid in left:
        psutil.Process(pid).kill()
    assert not left, f"server processes left behind: {left}"


@pytest.fixture(scope="session")
def local_settings() -> Settings:
    """Settings of the Neo4j of this machine, whatever server the environment of the tests names."""
    return replace(Settings.from_environment(), uri="", username="neo4j", password="", database="neo4j")


@pytest.fixture(scope="session")
def settings(local_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings of a server with a data folder of its own; the jars are those of the user's cache."""
    known = replace(local_settings, data=tmp_path_factory.mktemp("data"))
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


@pytest.fixture(scope="session")
def emptied(opened: Store) -> Callable[[], Store]:
    """Take everything out of the graph but its constraints and indexes."""

    def clear() -> Store:
        while opened.write(CLEAR)[0]["deleted"]:
            pass
        return opened

    return clear


@pytest.fixture
def store(emptied: Callable[[], Store]) -> Store:
    """An empty graph with its constraints and indexes."""
    return emptied()
