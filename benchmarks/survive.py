"""Nothing lost: kill -9 of the loader and of the server at random moments under load, and other bad days.

    python benchmarks/survive.py --kills 20
    python benchmarks/survive.py --only days

After each kill every article that was acknowledged as loaded must be there whole, none in part. In the end the next
run completes the rest, and the graph must be the one of a load that nobody disturbed. Then two loads run at once; the
server stands still, and cannot be reached, for ten seconds in the middle of a load; and it cannot write its transaction
log any more: the load must finish or tell. Needs the extra `local`, on Linux.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psutil
from load import clear, extractions, read_rows
from rich.console import Console
from rich.table import Table

from cypher import Statement
from graph.errors import PolicySignalError
from graph.load import Loaded, digests, load
from graph.model import Extraction
from graph.server import local
from graph.settings import Settings
from graph.store import Store, open_store

SEED = 7
BATCH = 20
AWAY = 10.0
"""Seconds for which the server stands still, or cannot be reached."""
LONGEST = 600.0
"""Seconds until a load that neither finishes nor tells counts as hanging."""
RUN = "survive"
PARTS = ("loader", "server", "days")
HELD = Statement(
    "",
    "",
    "MATCH (a:Article) RETURN a.id AS id, a.complete AS complete, COUNT { (a)-[:REPORTS]->(:Event) } AS reports, "
    "COUNT { (a)-[:MENTIONS]->(:Entity) } AS mentions",
)


@dataclass(slots=True)
class Loader:
    """A loading process and what it has acknowledged."""

    process: subprocess.Popen[str]
    acknowledged: set[str] = field(default_factory=set)
    said: str = ""

    def listen(self) -> None:
        """Take down what it acknowledges, until it ends."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.endswith("\n"):
                self.acknowledged.add(line.strip())

    def wait(self) -> int:
        """Its exit code: 0 when it has loaded everything, 1 when it told why not."""
        try:
            code = self.process.wait(LONGEST)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise SystemExit("the loader hangs") from None
        assert self.process.stderr is not None
        self.said = self.process.stderr.read().strip()
        return code


@contextmanager
def loading(settings: Settings, number: int, part: str = "0/1") -> Iterator[Loader]:
    """A loader of its own process; `part` is which of how many shares of the articles it loads."""
    environment = os.environ | {"POLICYSIGNAL_DATA": str(settings.data), "NEO4J_URI": settings.uri}
    environment |= {"NEO4J_USERNAME": settings.username, "NEO4J_PASSWORD": settings.password}
    command = [sys.executable, __file__, "--loader", part, "--articles", str(number)]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=environment, **pipes) as process:
        loader = Loader(process)
        ear = threading.Thread(target=loader.listen)
        ear.start()
        try:
            yield loader
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            process.wait()
            ear.join()


def be_loader(part: str, number: int) -> int:
    """Load what is not there yet, and print the id of each article that is."""
    place, of = map(int, part.split("/"))
    try:
        with open_store(Settings.from_environment()) as store:
            made = list(extractions(number, SEED))[place::of]
            there = digests(store, [one.article.id for one in made])
            new = [one for one in made if one.article.id not in there]
            for result in load(store, new, run=RUN, batch_size=BATCH):
                if not isinstance(result, Loaded):
                    raise SystemExit(f"skipped: {result.reason}")
                print(result.article, flush=True)
    except PolicySignalError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def check(store: Store, made: Sequence[Extraction], acknowledged: set[str]) -> Counter[str]:
    """How many articles are there, lost though acknowledged, and there in part."""
    expected = {
        one.article.id: (one.article.digest, len({claim.id for claim in one.claims}), len(one.mentions)) for one in made
    }
    held = {row["id"]: (row["complete"], row["reports"], row["mentions"]) for row in store.read(HELD)}
    return Counter(
        {
            "there": len(held),
            "lost": len(acknowledged - held.keys()),
            "in part": sum(expected[id_] != found for id_, found in held.items()),
        }
    )


def kill_often(
    settings: Settings, made: Sequence[Extraction], kills: int, victim: str, rng: random.Random
) -> Counter[str]:
    """Kill loaders, or the server, `kills` times; what was found after all of them."""
    found: Counter[str] = Counter()
    acknowledged: set[str] = set()
    while found["kills"] < kills:
        with open_store(settings) as store:
            if check(store, made, set())["there"] > 0.8 * len(made):
                clear(store)
                acknowledged = set()
        with loading(settings, len(made)) as loader:
            while not loader.acknowledged and loader.process.poll() is None:
                time.sleep(0.02)
            time.sleep(rng.uniform(0, 2))
            if loader.process.poll() is None:
                pid = loader.process.pid if victim == "loader" else local.status(settings).pid
                if pid is not None:
                    psutil.Process(pid).kill()
                    found["kills"] += 1
                if victim == "server" and loader.wait() == 1 and loader.said:
                    found["told"] += 1
        acknowledged |= loader.acknowledged
        with open_store(settings) as store:
            found += check(store, made, acknowledged)
        note(f"{victim} killed {found['kills']} of {kills} times: {found['lost']} lost, {found['in part']} in part")
    found["acknowledged"] = len(acknowledged)
    return found


def complete(settings: Settings, made: Sequence[Extraction], expected: Any) -> str:
    """Whether one more run completes the load, to the graph of an undisturbed one."""
    with loading(settings, len(made)) as loader:
        if loader.wait():
            return f"told: {loader.said}"
    with open_store(settings) as store:
        return "the same graph" if read_rows(store) == expected else "ANOTHER GRAPH"


def twice_at_once(settings: Settings, number: int) -> str:
    with loading(settings, number, "0/2") as one, loading(settings, number, "1/2") as other:
        codes = one.wait(), other.wait()
    return "both finished" if codes == (0, 0) else f"told: {one.said} {other.said}"


def disturbed(settings: Settings, number: int, disturb: Callable[[], None]) -> str:
    """What becomes of a load that is disturbed when it has begun."""
    with loading(settings, number) as loader:
        while not loader.acknowledged and loader.process.poll() is None:
            time.sleep(0.02)
        disturb()
        return "finished" if loader.wait() == 0 else f"told: {loader.said.splitlines()[-1:]}"


def stand_still(settings: Settings) -> None:
    server = psutil.Process(pid_of(settings))
    server.suspend()
    time.sleep(AWAY)
    server.resume()


def fill_log(settings: Settings) -> None:
    """From now on no file of the server may grow beyond a kilobyte, as on a disk that is full."""
    server = psutil.Process(pid_of(settings))
    server.rlimit(resource.RLIMIT_FSIZE, (1024, resource.RLIM_INFINITY))


def pid_of(settings: Settings) -> int:
    pid = local.status(settings).pid
    assert pid is not None
    return pid


class Forwarder(threading.Thread):
    """A port that leads to the server, and can be shut."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self.target = port
        self.open = True
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.ends: list[socket.socket] = []

    def run(self) -> None:
        """Take connections while it is open."""
        while True:
            near, _ = self.listener.accept()
            if not self.open:
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self.target))
            self.ends += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self.pump, args=(one, other), daemon=True).start()

    def pump(self, one: socket.socket, other: socket.socket) -> None:
        """Pass on what comes in at one end, until an end is shut."""
        with suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def go_away(self) -> None:
        """Cut every connection, and take none for a while."""
        self.open = False
        for end in self.ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        time.sleep(AWAY)
        self.open = True


def note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def bad_days(settings: Settings, made: Sequence[Extraction], expected: Any) -> Iterator[tuple[str, str, str]]:
    """Each other bad day, what became of the load, and of the graph when the next run had completed it."""
    number = len(made)

    def empty() -> None:
        with open_store(settings) as store:
            clear(store)

    empty()
    yield "two loads at once", twice_at_once(settings, number), complete(settings, made, expected)
    empty()
    how = disturbed(settings, number, lambda: stand_still(settings))
    yield f"a server that stands still for {AWAY:.0f} s", how, complete(settings, made, expected)
    empty()
    endpoint = local.start(settings)
    door = Forwarder(int(endpoint.uri.rpartition(":")[2]))
    door.start()
    by_address = replace(
        settings, uri=f"bolt://127.0.0.1:{door.port}", username=endpoint.username, password=endpoint.password
    )
    how = disturbed(by_address, number, door.go_away)
    yield f"a server that is away for {AWAY:.0f} s", how, complete(settings, made, expected)
    empty()
    how = disturbed(settings, number, lambda: fill_log(settings))
    if (pid := local.status(settings).pid) is not None:  # it ends by itself when it cannot write any more
        with suppress(psutil.Error):
            psutil.Process(pid).kill()
    yield "a full transaction log", how, complete(settings, made, expected)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=20, help="of the loader, and as many of the server")
    parser.add_argument("--articles", type=int, default=800)
    parser.add_argument("--seed", type=int, default=1, help="of the moments")
    parser.add_argument("--only", choices=PARTS, action="append", help="a part of it; may be repeated")
    parser.add_argument("--loader", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.loader:
        sys.exit(be_loader(options.loader, options.articles))
    known = replace(Settings.from_environment(), uri="", username="neo4j", password="")
    settings = replace(known, data=Path(tempfile.mkdtemp(prefix="policysignal-survive-")))
    rng = random.Random(options.seed)
    made = list(extractions(options.articles, SEED))
    kills = Table(title="Killed at random moments", box=None, header_style="dim")
    for name in ("killed", "kills", "told", "acknowledged but lost", "in part", "after the next run"):
        kills.add_column(name, justify="left" if name in ("killed", "after the next run") else "right")
    others = Table(title="Other bad days", box=None, header_style="dim")
    for name in ("day", "the load", "after the next run"):
        others.add_column(name)
    try:
        with open_store(settings) as store:
            for _ in load(store, made, run=RUN):
                pass
            expected = read_rows(store)
            clear(store)
        note(f"{len(made)} articles loaded undisturbed")
        parts = options.only or PARTS
        for victim in (part for part in PARTS[:2] if part in parts):
            found = kill_often(settings, made, options.kills, victim, rng)
            told = f"{found['told']}" if victim == "server" else ""
            end = complete(settings, made, expected)
            kills.add_row(victim, f"{found['kills']}", told, f"{found['lost']}", f"{found['in part']}", end)
        for row in bad_days(settings, made, expected) if "days" in parts else ():
            note(": ".join(row))
            others.add_row(*row)
    finally:
        local.stop(settings)
        Console(width=120).print(kills, others)


if __name__ == "__main__":
    main()
