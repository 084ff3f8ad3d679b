"""What the processes on one data folder tell each other: who serves it, at which port, and who may not."""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, Literal

TAKEN = 3
"""The exit code of a server process that found another one on its folder."""
FULL = "server.full"
"""The state file of a server that could not write any more: a new name needs no room."""


@dataclass(frozen=True, slots=True)
class State:
    """What the server process says of itself; it is only true while the process holds the lock."""

    pid: int
    phase: Literal["starting", "ready", "failed"]
    port: int = 0
    password: str = field(default="", repr=False)
    message: str = ""
    started: float = 0.0
    """Seconds since the epoch."""
    version: str = ""
    idle_minutes: float = 0.0


def root(data: Path) -> Path:
    """The folder of the server within the data folder; nothing else lives there, so that it can be deleted."""
    return data.expanduser().absolute() / "neo4j"


def write(folder: Path, state: State) -> None:
    """Replace the state file at once, readable by its owner alone."""
    (folder / FULL).unlink(missing_ok=True)
    path = folder / "server.json"
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.unlink(missing_ok=True)
    try:
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(asdict(state), file)
        os.replace(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def read(folder: Path) -> State | None:
    """The state file, or None when there is none or it is damaged."""
    try:
        values: dict[str, Any] = json.loads((folder / "server.json").read_text(encoding="utf-8"))
        return State(**values)
    except (FileNotFoundError, ValueError, TypeError):
        return None


def touch(folder: Path) -> None:
    """Say that somebody is about to connect, so that the server does not stop under their hands."""
    try:
        os.utime(folder / "server.json")
    except FileNotFoundError:
        return


def touched(folder: Path) -> float:
    """When `touch` was last called, in seconds since the epoch; 0 without a state file."""
    try:
        return (folder / "server.json").stat().st_mtime
    except FileNotFoundError:
        return 0.0


def forget(folder: Path) -> None:
    """Delete the state file."""
    (folder / "server.json").unlink(missing_ok=True)


def give_up(folder: Path) -> None:
    """Say, on a disk that may be full, that the server ends because it could not write."""
    (folder / "server.json").replace(folder / FULL)


def gave_up(folder: Path) -> bool:
    """Whether the last server ended because it could not write."""
    return (folder / FULL).exists()


def lock(path: Path, *, wait: float = 0.0) -> IO[bytes] | None:
    """Take the lock on a file, for at most `wait` seconds; None while another process has it.

    Closing the file releases the lock, and so does the death of the process, whatever it dies of.
    """
    file = open(path, "a+b")  # noqa: SIM115 - the open file is the lock
    until = time.monotonic() + wait
    while not _try_lock(file):
        if time.monotonic() >= until:
            file.close()
            return None
        time.sleep(0.05)
    return file


def locked(path: Path) -> bool:
    """Whether some process holds the lock."""
    if not path.exists():
        return False
    file = lock(path)
    if file is None:
        return True
    file.close()
    return False


if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
