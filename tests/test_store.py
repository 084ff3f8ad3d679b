"""Addresses that lead nowhere."""

from __future__ import annotations

import socket
from threading import Thread

import pytest

from graph.errors import DatabaseError
from graph.settings import Settings
from graph.store import open_store


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        ("http://localhost:7474", r"no address of a Neo4j server \(http is the address of its web page\)"),
        ("localhost:7687", r"no address of a Neo4j server.*neo4j://host:7687"),
        ("localhost", r"no address of a Neo4j server"),
        ("bolt://", "NEO4J_URI"),
        ("bolt://host:port", r"no address of a Neo4j server"),
        ("bolt://no-such-host.invalid:7687", r"No Neo4j server answers at bolt://no-such-host.invalid:7687"),
    ],
)
def test_wrong_addresses(uri: str, said: str) -> None:
    with pytest.raises(DatabaseError, match=said):
        open_store(Settings(uri=uri, password="p"))


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(DatabaseError, match=rf"No Neo4j server answers at bolt://127.0.0.1:{port}.*Check NEO4J_URI"):
        open_store(Settings(uri=f"bolt://127.0.0.1:{port}", password="p"))


def test_somebody_else_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.settimeout(5)
        port = other.getsockname()[1]

        def answer() -> None:
            connection, _ = other.accept()
            with connection:
                connection.recv(100)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = Thread(target=answer)
        thread.start()
        with pytest.raises(DatabaseError, match="NEO4J_URI"):
            open_store(Settings(uri=f"bolt://127.0.0.1:{port}", password="p"))
        thread.join()
