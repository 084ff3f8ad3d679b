"""Finding and refusing, without starting a server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from graph.errors import DatabaseError, InputError
from graph.server import jars, local, state
from graph.settings import Settings
from graph.store import connect
from ui.commands import db

HOLD = """
import sys, time
from pathlib import Path
from graph.server import state
held = state.lock(Path(sys.argv[1]))
print("held" if held else "taken", flush=True)
time.sleep(60)
"""


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", cache=tmp_path / "cache")


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "lock")], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_lock_is_held_by_one_and_released_by_its_death(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    path = tmp_path / "lock"
    assert state.locked(path)
    assert state.lock(path) is None
    began = time.monotonic()
    assert state.lock(path, wait=0.2) is None
    assert 0.2 <= time.monotonic() - began < 2
    holder.kill()
    holder.wait()
    held = state.lock(path, wait=1)
    assert held is not None
    assert state.locked(path)
    held.close()
    assert not state.locked(path)


def test_lock_of_nobody(tmp_path: Path) -> None:
    assert not state.locked(tmp_path / "lock")
    assert not (tmp_path / "lock").exists()


def test_state_is_kept_from_others(tmp_path: Path) -> None:
    written = state.State(1, "ready", port=7, password="s3cret", started=1.5, version="1", idle_minutes=15)
    state.write(tmp_path, written)
    state.write(tmp_path, written)
    assert state.read(tmp_path) == written
    assert [path.name for path in tmp_path.iterdir()] == ["server.json"]
    assert (tmp_path / "server.json").stat().st_mode & 0o777 == 0o600
    assert "s3cret" not in repr(written)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"pid": 1, "other": 2}'])
def test_a_damaged_state_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "server.json").write_text(text)
    assert state.read(tmp_path) is None


def test_the_lock_file_names_jars() -> None:
    wanted = jars.wanted()
    assert len(wanted) > 200
    assert len({jar.path for jar in wanted}) == len(wanted)
    assert all(len(jar.sha256) == 64 and set(jar.sha256) <= set("0123456789abcdef") for jar in wanted)
    assert f"org.neo4j:neo4j:{jars.VERSION}" in {str(jar) for jar in wanted}


def test_missing_extra(here: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jpype", None)  # as if it were not installed
    with pytest.raises(DatabaseError, match=r"jpype is not installed.*policysignal\[local\].*NEO4J_URI"):
        local.start(here)
    assert not here.data.exists()


@pytest.mark.parametrize("changes", [{"database": "other"}, {"username": "other"}])
def test_names_that_the_local_server_does_not_have(here: Settings, changes: dict[str, str]) -> None:
    with pytest.raises(DatabaseError, match=r"one user, neo4j, and one database, neo4j.*NEO4J_URI"):
        local.start(replace(here, **changes))


def test_database_of_a_newer_version(here: Settings) -> None:
    folder = state.root(here.data)
    folder.mkdir(parents=True)
    (folder / "version").write_text("9999.01.0")
    with pytest.raises(DatabaseError, match=r"written by Neo4j 9999.01.0, newer than .*policysignal db reset"):
        local.start(here)
    assert {path.name for path in folder.iterdir()} == {"version"}
    assert not here.cache.exists()


@pytest.mark.parametrize("call", [local.start, local.reset])
def test_data_folder_that_is_none(here: Settings, call: object) -> None:
    assert callable(call)
    here.data.write_text("a file")
    with pytest.raises(DatabaseError, match=r"cannot be used.*POLICYSIGNAL_DATA"):
        call(here)
        state.root(here.data).mkdir()


def test_cache_folder_that_is_none(here: Settings) -> None:
    here.cache.write_text("a file")
    with pytest.raises(DatabaseError, match=r"cannot be written.*POLICYSIGNAL_CACHE"):
        local.start(here)
    assert not local.status(here).running


def test_the_state_of_a_dead_process_is_none(here: Settings) -> None:
    folder = state.root(here.data)
    folder.mkdir(parents=True)
    state.write(folder, state.State(os.getpid(), "ready", port=1, password="p"))  # a process, but none with the lock
    assert not local.status(here).running
    assert not local.stop(here)
    assert state.read(folder) is None


def test_reset_deletes_the_server_alone(here: Settings) -> None:
    (state.root(here.data) / "home").mkdir(parents=True)
    (here.data / "decisions.jsonl").write_text("")
    local.reset(here)
    local.reset(here)
    assert [path.name for path in here.data.iterdir()] == ["decisions.jsonl"]


@pytest.fixture
def environment(here: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name in ("NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("POLICYSIGNAL_DATA", str(here.data))
    monkeypatch.setenv("POLICYSIGNAL_CACHE", str(here.cache))
    return here


def test_command_status_starts_nothing(environment: Settings) -> None:
    result = CliRunner().invoke(db.app, ["status"])
    assert result.exit_code == 0
    assert "not running" in result.stdout
    assert str(environment.data) in result.stdout
    assert "15 minutes" in result.stdout
    assert not environment.data.exists()


def test_command_stop_without_a_server(environment: Settings) -> None:
    result = CliRunner().invoke(db.app, ["stop"])
    assert (result.exit_code, result.stdout) == (0, "Neo4j was not running.\n")


def test_command_reset_asks(environment: Settings) -> None:
    kept = state.root(environment.data) / "home"
    kept.mkdir(parents=True)
    assert CliRunner().invoke(db.app, ["reset"], input="n\n").exit_code == 1
    assert kept.exists()
    assert CliRunner().invoke(db.app, ["reset"], input="y\n").exit_code == 0
    assert not kept.exists()
    assert CliRunner().invoke(db.app, ["reset", "--yes"]).exit_code == 0


@pytest.mark.parametrize("command", [["start"], ["stop"], ["reset", "--yes"]])
def test_commands_leave_other_servers_alone(
    environment: Settings, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setenv("NEO4J_URI", "bolt://example.org")
    result = CliRunner().invoke(db.app, command)
    assert isinstance(result.exception, InputError)
    assert "NEO4J_URI is set to bolt://example.org" in str(result.exception)


def test_a_server_without_room_says_so_until_another_starts(tmp_path: Path) -> None:
    state.write(tmp_path, state.State(os.getpid(), "ready"))
    assert not state.gave_up(tmp_path)
    state.give_up(tmp_path)
    assert state.gave_up(tmp_path)
    assert state.read(tmp_path) is None
    state.write(tmp_path, state.State(os.getpid(), "starting"))
    assert not state.gave_up(tmp_path)


def test_who_lost_a_server_without_room_is_told_why(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    endpoint = local.Endpoint(f"bolt://127.0.0.1:{port}", "neo4j", "secret", "neo4j", tmp_path)
    with pytest.raises(DatabaseError, match="The Neo4j of this machine has gone"):
        connect(endpoint, ours=True)
    state.write(tmp_path, state.State(os.getpid(), "ready"))
    state.give_up(tmp_path)
    with pytest.raises(DatabaseError, match=r"disk is probably full.*What was acknowledged stays"):
        connect(endpoint, ours=True)
