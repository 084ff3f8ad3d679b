"""The life of a server: started once by two, killed, out of room, idle."""

from __future__ import annotations

import json
import os
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from typer.testing import CliRunner

import cypher
from graph.errors import DatabaseError
from graph.server import local, state
from graph.settings import Settings
from graph.store import Store, open_store
from ui.commands import db

START = """
import sys
from pathlib import Path
from graph.server import local
from graph.settings import Settings
print(local.start(Settings(data=Path(sys.argv[1]), cache=Path(sys.argv[2]))).uri)
"""
LOAD = cypher.Statement("", "", "UNWIND $ids AS id MERGE (n:Entity {id: id}) SET n.batch = $batch, n.text = $text")
BATCHES = cypher.Statement("", "", "MATCH (n:Entity) RETURN n.batch AS batch, count(*) AS size ORDER BY batch")
SIZE = 500


@pytest.fixture(scope="module")
def own(local_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A data folder on which servers come and go."""
    known = replace(local_settings, data=tmp_path_factory.mktemp("own"))
    try:
        yield known
    finally:
        local.stop(known)


def pids(settings: Settings) -> list[int]:
    """The server processes on a data folder."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        if str(state.root(settings.data)) in (process.info["cmdline"] or []):
            found.append(process.pid)
    return found


def load(store: Store, acknowledged: list[int], *, batches: int = 400) -> None:
    """Write batch after batch, noting each one that was acknowledged."""
    for batch in range(batches):
        store.write(LOAD, ids=[f"x/{batch}-{row}" for row in range(SIZE)], batch=batch, text="x" * 100)
        acknowledged.append(batch)


def assert_all_there(settings: Settings, acknowledged: list[int]) -> None:
    """Every acknowledged batch is there, and none in part."""
    with open_store(settings) as store:
        found = store.read(BATCHES)
        assert {row["size"] for row in found} == {SIZE}
        assert {row["batch"] for row in found} >= set(acknowledged)
        store.write(LOAD, ids=[f"x/0-{row}" for row in range(SIZE)], batch=0, text="again")


def wait_until_gone(settings: Settings, seconds: float) -> None:
    until = time.monotonic() + seconds
    # A killed process has no command line any more while its threads still end, and holds its lock until the last one.
    while (pids(settings) or local.status(settings).running) and time.monotonic() < until:
        time.sleep(0.1)
    assert not pids(settings)
    assert not local.status(settings).running


def test_no_room_at_the_first_start(own: Settings) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, limits[1]))
    try:
        with pytest.raises(DatabaseError, match=r"No room for the database in .*POLICYSIGNAL_DATA.*NEO4J_URI"):
            local.start(own)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert not pids(own)
    assert not local.status(own).running


def test_stopped_while_it_starts(own: Settings) -> None:
    failed: list[Exception] = []

    def start() -> None:
        try:
            local.start(own)
        except DatabaseError as error:
            failed.append(error)

    thread = threading.Thread(target=start)
    thread.start()
    until = time.monotonic() + 30
    while not state.locked(state.root(own.data) / "server.lock") and time.monotonic() < until:
        time.sleep(0.02)
    time.sleep(0.5)
    assert local.stop(own)
    thread.join(timeout=60)
    assert not thread.is_alive()
    assert [error for error in failed if "does not start" not in str(error)] == []
    local.stop(own)
    assert not pids(own)


def test_two_starters_end_with_one_server(own: Settings, capfd: pytest.CaptureFixture[str]) -> None:
    folder = state.root(own.data)
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    with socket.create_server(("127.0.0.1", 0)) as other:
        # What a dead server left: its port is somebody else's by now, who must not be told the password.
        other.setblocking(False)
        state.write(folder, state.State(gone.pid, "ready", port=other.getsockname()[1], password="old"))
        command = [sys.executable, "-c", START, str(own.data), str(own.cache)]
        both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
        said = [process.communicate(timeout=200) for process in both]
        with pytest.raises(BlockingIOError):
            other.accept()
    endpoint = local.start(own)
    assert said == [(f"{endpoint.uri}\n", "")] * 2
    assert endpoint.uri.startswith("bolt://127.0.0.1:")
    (pid,) = pids(own)
    process = psutil.Process(pid)
    assert endpoint.password not in " ".join(process.cmdline())
    assert endpoint.password not in json.dumps(process.environ())
    listening = {c.laddr.ip for c in process.net_connections() if c.status == psutil.CONN_LISTEN}
    assert {address.removeprefix("::ffff:") for address in listening} == {"127.0.0.1"}
    assert os.getsid(pid) != os.getsid(0)  # Ctrl-C in our terminal is not for it
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "server.json").stat().st_mode & 0o777 == 0o600
    assert "ready at port" in local.status(own).log.read_text()
    assert capfd.readouterr() == ("", "")


def test_commands_on_a_running_server(own: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("POLICYSIGNAL_DATA", str(own.data))
    monkeypatch.setenv("POLICYSIGNAL_CACHE", str(own.cache))
    endpoint = local.start(own)
    assert CliRunner().invoke(db.app, ["start"]).stdout == f"Neo4j answers at {endpoint.uri}\n"
    told = CliRunner().invoke(db.app, ["status"]).stdout
    for part in (endpoint.uri, "User             neo4j", f"Neo4j {local.jars.VERSION} community", str(own.data)):
        assert part in told
    assert endpoint.password not in told
    assert endpoint.password in CliRunner().invoke(db.app, ["status", "--show-password"]).stdout


def test_killed_while_loading(own: Settings) -> None:
    acknowledged: list[int] = []
    with open_store(own) as store:

        def kill() -> None:
            while len(acknowledged) < 3:
                time.sleep(0.01)
            psutil.Process(local.status(own).pid).kill()

        killer = threading.Thread(target=kill)
        killer.start()
        with pytest.raises(DatabaseError, match=r"What was acknowledged stays: run the same command again"):
            load(store, acknowledged)
        killer.join()
        assert not store.answers()
        wait_until_gone(own, 10)
    assert len(acknowledged) >= 3
    assert_all_there(own, acknowledged)
    assert len(pids(own)) == 1


@pytest.mark.skipif(not hasattr(psutil.Process, "rlimit"), reason="limits of other processes exist on Linux alone")
def test_no_room_while_loading(own: Settings) -> None:
    acknowledged: list[int] = []
    with open_store(own) as store:
        process = psutil.Process(local.status(own).pid)
        logs = (state.root(own.data) / "home/data/transactions/neo4j").glob("neostore.transaction.db.*")
        full = max(path.stat().st_size for path in logs) + 500_000
        process.rlimit(psutil.RLIMIT_FSIZE, (full, process.rlimit(psutil.RLIMIT_FSIZE)[1]))
        with pytest.raises(DatabaseError, match=r"disk is probably full.*What was acknowledged stays"):
            load(store, acknowledged)
        wait_until_gone(own, 10)
    assert acknowledged
    assert_all_there(replace(own, idle_minutes=0.05), acknowledged)


def test_stops_by_itself_when_idle(own: Settings) -> None:
    brief = replace(own, idle_minutes=0.05)
    with open_store(brief) as store:
        (pid,) = pids(own)
        time.sleep(4.5)  # longer than it may be idle, but a client is there that only says nothing
        assert pids(own) == [pid]
        assert store.answers()
    wait_until_gone(own, 15)
    assert "no client for 3 s" in local.status(own).log.read_text()
    assert state.read(state.root(own.data)) is None
    local.reset(own)
    assert not Path(state.root(own.data)).exists()
