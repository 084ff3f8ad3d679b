"""Fetching the jars, from a repository on this machine that fails in each way there is."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from graph.errors import DatabaseError
from graph.server import jars
from graph.settings import Settings

MISSING = jars.wanted()[:3]
FIRST = MISSING[0]
ENSURE = """
import sys
from pathlib import Path
from graph.server import jars
print(len(jars.ensure(Path(sys.argv[1]))))
"""


class Repository(ThreadingHTTPServer):
    """The jars of the user's cache, over HTTP."""

    def __init__(self, folder: Path) -> None:
        self.asked: Counter[str] = Counter()
        self.half = False
        super().__init__(("127.0.0.1", 0), partial(Handler, directory=str(folder)))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(SimpleHTTPRequestHandler):
    server: Repository

    def do_GET(self) -> None:
        if self.path.endswith(".jar"):
            self.server.asked[self.path] += 1
        if self.server.half:
            self.send_response(200)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            self.wfile.write(b"PK" * 100)
            self.close_connection = True
        else:
            super().do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def serve(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    with Repository(folder) as repository:
        thread = threading.Thread(target=repository.serve_forever, args=(0.05,))
        thread.start()
        mirror(repository.url, tmp_path, monkeypatch)
        yield repository
        repository.shutdown()
        thread.join()


def mirror(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a user behind a mirror writes into jgo's configuration."""
    configuration = tmp_path / "jgo.conf"
    configuration.write_text(f"[repositories]\ncentral = {url}\n")
    monkeypatch.setenv("JGO_CONFIG_FILE", str(configuration))


@pytest.fixture(scope="module")
def whole(local_settings: Settings) -> Path:
    """The user's cache with every jar in it."""
    jars.ensure(local_settings.cache)
    return local_settings.cache


@pytest.fixture
def cache(whole: Path, tmp_path: Path) -> Path:
    """A cache that lacks three jars."""
    mine = tmp_path / "cache"
    for jar in jars.wanted()[len(MISSING) :]:
        target = jars.folder(mine) / jar.path
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(jars.folder(whole) / jar.path, target)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            shutil.copy(jars.folder(whole) / jar.path, target)  # another file system
    return mine


@pytest.fixture
def repository(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    with serve(jars.folder(whole), tmp_path, monkeypatch) as server:
        yield server


def assert_no_half_state(cache: Path) -> None:
    """No jar that is not whole, and nothing left aside."""
    assert [path.name for path in jars.folder(cache).glob("fetch-*")] == []
    assert not any(damaged for _, damaged in jars._unfit(jars.folder(cache), jars.wanted()))


def test_what_is_missing_is_fetched_once(cache: Path, repository: Repository) -> None:
    seen: list[tuple[str, int, int]] = []
    paths = jars.ensure(cache, progress=lambda *step: seen.append(step))
    assert [path.relative_to(jars.folder(cache)) for path in paths] == [jar.path for jar in jars.wanted()]
    assert seen == [("Fetching Neo4j", done, 3) for done in (1, 2, 3)]
    assert repository.asked == {f"/{jar.path.as_posix()}": 1 for jar in MISSING}
    assert_no_half_state(cache)
    jars.ensure(cache)
    assert repository.asked.total() == 3


def test_two_processes_fetch_once(cache: Path, repository: Repository) -> None:
    command = [sys.executable, "-c", ENSURE, str(cache)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate(timeout=60)[0] for process in both] == [f"{len(jars.wanted())}\n"] * 2
    assert repository.asked.total() == 3
    assert_no_half_state(cache)


def test_damaged_jar_is_noticed_and_fetched_again(
    cache: Path, repository: Repository, caplog: pytest.LogCaptureFixture
) -> None:
    jars.ensure(cache)
    path = jars.folder(cache) / FIRST.path
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))  # as long as before
    jars.ensure(cache)
    assert path.read_bytes() == whole
    assert f"{path} is damaged" in caplog.text


def test_damaged_jar_without_network(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = jars.folder(cache) / FIRST.path
    path.parent.mkdir(parents=True)
    path.write_bytes(b"PK")
    mirror(nowhere(), tmp_path, monkeypatch)
    with pytest.raises(DatabaseError, match=r"(is damaged in|could not be downloaded).*NEO4J_URI"):
        jars.ensure(cache)
    path.unlink()
    assert_no_half_state(cache)


def test_no_network(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mirror(nowhere(), tmp_path, monkeypatch)
    with pytest.raises(DatabaseError, match=r"could not be downloaded \(network error.*Check the network.*NEO4J_URI"):
        jars.ensure(cache)
    assert_no_half_state(cache)
    assert not (jars.folder(cache) / FIRST.path).exists()


def test_repository_without_the_jar(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with (
        serve(empty, tmp_path, monkeypatch),
        pytest.raises(DatabaseError, match=r"could not be downloaded \(no repository has it\)"),
    ):
        jars.ensure(cache)
    assert_no_half_state(cache)


def test_half_a_file(cache: Path, repository: Repository) -> None:
    repository.half = True
    with pytest.raises(DatabaseError, match=r"could not be downloaded \(network error"):
        jars.ensure(cache)
    assert_no_half_state(cache)
    repository.half = False
    jars.ensure(cache)


def test_wrong_checksum(cache: Path, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forged = tmp_path / "forged"
    for jar in MISSING:
        (forged / jar.path).parent.mkdir(parents=True)
        shutil.copy(jars.folder(whole) / jar.path, forged / jar.path)
    with (forged / FIRST.path).open("ab") as file:
        file.write(b"more")
    with (
        serve(forged, tmp_path, monkeypatch),
        pytest.raises(DatabaseError, match=rf"{FIRST} came with another SHA-256 than {jars.LOCK_FILE} says"),
    ):
        jars.ensure(cache)
    assert_no_half_state(cache)
    assert not (jars.folder(cache) / FIRST.path).exists()


def test_no_room(cache: Path, repository: Repository) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        with pytest.raises(DatabaseError, match=r"No room for Neo4j in .*160 MB.*POLICYSIGNAL_CACHE.*NEO4J_URI"):
            jars.ensure(cache)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert_no_half_state(cache)
    jars.ensure(cache)


def test_damaged_configuration(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mirror("x\n[broken", tmp_path, monkeypatch)
    with pytest.raises(DatabaseError, match=r"jgo's configuration file is damaged"):
        jars.ensure(cache)


def nowhere() -> str:
    """An address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"http://127.0.0.1:{free.getsockname()[1]}"
