"""The jars of Neo4j Community: fetched from Maven repositories once, each held to its SHA-256.

Neo4j Community is licensed under the GPL, version 3. It is no part of this project: the machine of the user fetches it,
and it runs in a process of its own that is talked to over Bolt.
"""

from __future__ import annotations

import configparser
import errno
import hashlib
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import DatabaseError
from graph.server import state

if TYPE_CHECKING:
    from jgo.maven import MavenContext

log = logging.getLogger(__name__)

LOCK_FILE = "neo4j-2026.08.1.lock"
VERSION = LOCK_FILE.removeprefix("neo4j-").removesuffix(".lock")
SIZE = 160
"""Megabytes of all jars together."""
ATTEMPTS = 3
LONGEST_FETCH = 900.0
"""Seconds for which one process waits for another that fetches."""
NO_ROOM = frozenset({errno.ENOSPC, errno.EFBIG, errno.EDQUOT})

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is (0: unknown)."""


@dataclass(frozen=True, slots=True)
class Jar:
    """One line of the lock file."""

    group: str
    name: str
    version: str
    classifier: str
    sha256: str

    def __str__(self) -> str:
        """As Maven writes it: group:artifact:version[:classifier]."""
        return ":".join(part for part in (self.group, self.name, self.version, self.classifier) if part)

    @property
    def path(self) -> Path:
        """Where it lies in a Maven repository."""
        file = "-".join(part for part in (self.name, self.version, self.classifier) if part) + ".jar"
        return Path(*self.group.split("."), self.name, self.version, file)


@cache
def wanted() -> tuple[Jar, ...]:
    """The jars that the lock file names."""
    found = []
    for line in (files("graph.server") / LOCK_FILE).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            coordinates, digest = line.split()
            group, name, version, *classifier = coordinates.split(":")
            found.append(Jar(group, name, version, classifier[0] if classifier else "", digest))
    return tuple(found)


def folder(cache: Path) -> Path:
    """Where the jars lie, laid out like a Maven repository."""
    return cache.expanduser().absolute() / "jars"


def ensure(cache: Path, *, progress: Progress | None = None) -> list[Path]:
    """The path of every jar, each one there and undamaged; what is missing or damaged is fetched.

    Every jar is hashed every time: 158 MB take 0.15 s, against seconds for the start of the server.

    Raises:
        DatabaseError: a jar could not be fetched, or not be kept; says what to do.
    """
    base = folder(cache)
    try:
        if _unfit(base, wanted()):
            base.mkdir(parents=True, exist_ok=True)
            # Whoever comes second waits for the first one, and then finds most or all of them there.
            held = state.lock(base / "fetch.lock", wait=LONGEST_FETCH)
            if held is None:
                raise DatabaseError(
                    f"Another process has been fetching Neo4j into {base} for {LONGEST_FETCH / 60:.0f} minutes. "
                    "Wait for it or stop it, then run the same command again."
                )
            with held:
                _fetch_all(base, _unfit(base, wanted()), progress)
    except OSError as error:
        raise _unwritable(cache, error) from error
    return [base / jar.path for jar in wanted()]


def _unfit(base: Path, jars: Iterable[Jar]) -> list[tuple[Jar, bool]]:
    """The jars that are missing (False) or damaged (True)."""

    def look(jar: Jar) -> tuple[Jar, bool] | None:
        try:
            return None if _sha256(base / jar.path) == jar.sha256 else (jar, True)
        except FileNotFoundError:
            return jar, False

    with ThreadPoolExecutor(4) as pool:
        return [row for row in pool.map(look, jars) if row is not None]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fetch_all(base: Path, unfit: list[tuple[Jar, bool]], progress: Progress | None) -> None:
    """Fetch the jars eight at a time, into a folder aside from which only the right ones are moved."""
    from jgo.config import GlobalSettings
    from jgo.constants import MAVEN_CENTRAL_URL
    from jgo.maven import MavenContext

    if not unfit:
        return
    for jar, damaged in unfit:
        if damaged:
            log.warning("%s is damaged: it is fetched again", base / jar.path)
    log.info("fetching %d of %d jars of Neo4j %s into %s", len(unfit), len(wanted()), VERSION, base)
    try:
        mirrors = GlobalSettings.load().repositories
    except configparser.Error as error:
        raise DatabaseError(f"Neo4j cannot be fetched: jgo's configuration file is damaged ({error}).") from error
    # jgo writes to its repository as it reads: a folder aside keeps half a file from ever being taken for a jar.
    aside = Path(tempfile.mkdtemp(prefix="fetch-", dir=base))
    maven = MavenContext(
        repo_cache=aside, remote_repos={**mirrors, "central": mirrors.get("central", MAVEN_CENTRAL_URL)}, timeout=20
    )
    pool = ThreadPoolExecutor(8)
    try:
        tasks = [pool.submit(_fetch, jar, base, maven, damaged) for jar, damaged in unfit]
        for done, task in enumerate(as_completed(tasks), start=1):
            task.result()
            if progress:
                progress("Fetching Neo4j", done, len(tasks))
    finally:
        pool.shutdown(cancel_futures=True)
        shutil.rmtree(aside, ignore_errors=True)


def _fetch(jar: Jar, base: Path, maven: MavenContext, damaged: bool) -> None:
    artifact = maven.project(jar.group, jar.name).at_version(jar.version).artifact(classifier=jar.classifier)
    what = f"{jar} is damaged in {base} and" if damaged else str(jar)
    for attempt in range(ATTEMPTS):
        try:
            fetched = Path(artifact.resolve())
            break
        except (OSError, RuntimeError) as error:  # requests' errors are OSErrors without a number
            if isinstance(error, OSError) and error.errno is not None:
                raise
            if attempt == ATTEMPTS - 1:
                raise DatabaseError(
                    f"Neo4j cannot be fetched: {what} could not be downloaded ({_reason(error)}). Check the network "
                    "(or the mirrors in jgo's configuration) and run the same command again; what has been fetched "
                    "stays. Or set NEO4J_URI to a Neo4j server of yours."
                ) from error
            (maven.repo_cache / jar.path).unlink(missing_ok=True)
            time.sleep(0.5 * 2**attempt)
    if _sha256(fetched) != jar.sha256:
        raise DatabaseError(
            f"Neo4j cannot be fetched: {what} came with another SHA-256 than {LOCK_FILE} says, so it is not used. "
            "A proxy or mirror may have changed it: run the same command again, from another network if need be. "
            "Or set NEO4J_URI to a Neo4j server of yours."
        )
    target = base / jar.path
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(fetched, target)


def _reason(error: Exception) -> str:
    """What requests (no answer, or half of one) and jgo (an answer, but not this file) report."""
    return f"network error: {type(error).__name__}" if isinstance(error, OSError) else "no repository has it"


def _unwritable(cache: Path, error: OSError) -> DatabaseError:
    if error.errno in NO_ROOM:
        return DatabaseError(
            f"No room for Neo4j in {cache}: its jars take {SIZE} MB. Free some, set POLICYSIGNAL_CACHE to a folder on "
            "another disk, or set NEO4J_URI to a Neo4j server of yours."
        )
    return DatabaseError(
        f"The folder {cache} cannot be written ({error.strerror or error}): Neo4j's jars are kept there. Set "
        "POLICYSIGNAL_CACHE to another folder, or set NEO4J_URI to a Neo4j server of yours."
    )
