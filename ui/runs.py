"""Runs of the page: articles read, shown and loaded by the server process, whoever looks and whoever has left."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from importlib.metadata import version
from itertools import chain, islice
from pathlib import Path
from threading import Event, Lock, Thread
from typing import BinaryIO, TypeVar

from graph import load
from graph.curation import replay
from graph.deciding import carried
from graph.decisions import Decision, Kind, Place, append, learned_names
from graph.decisions import read as read_decisions
from graph.errors import PolicySignalError
from graph.model import Article, Claim, Extraction, Skipped
from graph.store import Store
from ingest import SURE, Method
from ingest.sources import files
from ui.commands.ingest import CHUNK, COUNTED, Counts, Extract, extract_each, lazy_extractor, new_articles

log = logging.getLogger(__name__)

T = TypeVar("T")

KEPT = 20
"""Runs that are remembered, beside those that work or wait for a look."""
LEFT_OUT = "left out when its article was loaded"

_extracting = Lock()
"""Articles are read by one run at a time: each takes a processor and the memory of a language model."""


class Stage(StrEnum):
    """Where a run is."""

    READING = "Reading the files"
    QUEUED = "Waiting until another run has read its articles"
    EXTRACTING = "Finding acts"
    READY = "Ready to load"
    LOADING = "Loading"
    DONE = "Done"
    STOPPED = "Stopped"
    FAILED = "Failed"


ACTIVE = frozenset({Stage.READING, Stage.QUEUED, Stage.EXTRACTING, Stage.LOADING})


@dataclass(frozen=True, slots=True)
class Given:
    """What a person wants to be read."""

    texts: tuple[Article | Skipped, ...] = ()
    addresses: tuple[str, ...] = ()
    streams: tuple[tuple[str, BinaryIO], ...] = ()
    published: dt.date | None = None
    """Stands in where an article tells no date."""
    min_confidence: float = SURE
    ask: bool = True
    """Whether acts are shown before they are loaded."""

    @property
    def title(self) -> str:
        """In a few words."""
        names = [*(name for name, _ in self.streams), *self.addresses, *("pasted text" for _ in self.texts)]
        return names[0] + (f" and {len(names) - 1:,} more" if len(names) > 1 else "") if names else "nothing"


@dataclass(slots=True)
class Run:
    """One run and how far it is; its thread alone changes it while it is active."""

    id: str
    given: Given
    started: dt.datetime
    stage: Stage = Stage.READING
    counts: Counts = field(default_factory=Counts)
    total: int | None = None
    """Inputs; None where there are more than are read ahead."""
    extracted: int = 0
    extractions: list[Extraction] = field(default_factory=list)
    """Those that wait to be loaded."""
    loaded: list[tuple[str, str]] = field(default_factory=list)
    """Id and title of what is in the graph."""
    message: str = ""
    """Why it failed."""
    stop: Event = field(default_factory=Event)
    thread: Thread | None = None

    @property
    def active(self) -> bool:
        """Whether it works."""
        return self.stage in ACTIVE


@dataclass(frozen=True, slots=True)
class Offered:
    """An act that waits to be loaded, as decisions have it, and the place by which it can be left out."""

    claim: Claim
    article: Article
    place: Place


def begin(runs: dict[str, Run], given: Given, store: Store, decisions: Path) -> Run:
    """Start a run; it goes on until it is done, stopped or waits for `accept`, whatever becomes of its page."""
    now = dt.datetime.now(dt.UTC)
    run = Run(secrets.token_hex(4), given, now)
    for old in list(runs)[: max(0, len(runs) - KEPT + 1)]:
        if not runs[old].active and not runs[old].extractions:
            del runs[old]
    runs[run.id] = run
    _go(run, lambda: _read(run, store, decisions))
    return run


def accept(run: Run, store: Store, decisions: Path, *, left_out: Sequence[Place] = ()) -> None:
    """Load what waits. What is left out is decided to be wrong, so that it stays out when its article is read anew.

    Nothing happens when another visitor was faster.

    Raises:
        InputError: the decision cannot be written; nothing is loaded.
    """
    if run.active or not run.extractions:
        return
    if left_out:
        append(decisions, Decision(Kind.REJECT, why=LEFT_OUT, places=tuple(sorted(left_out))))
    run.stage = Stage.LOADING
    _go(run, lambda: _load(run, store, decisions, list(run.extractions)))


def discard(run: Run) -> None:
    """Forget what waits to be loaded."""
    run.extractions = []
    run.stage = Stage.STOPPED


def again(run: Run, store: Store, decisions: Path) -> None:
    """Go on with a run that failed: with loading if everything was read, else from the beginning."""
    run.message = ""
    if run.extractions:
        accept(run, store, decisions)
        return
    run.counts, run.extracted = Counts(), 0
    for _, stream in run.given.streams:
        stream.seek(0)
    run.stage = Stage.READING
    _go(run, lambda: _read(run, store, decisions))


def offered(run: Run, decisions: Sequence[Decision]) -> list[Offered]:
    """The acts that wait to be loaded, but for those that a person has rejected already."""
    return [
        Offered(claim, one.article, Place.of(read))
        for one in run.extractions
        for read, claim in carried(one, decisions)
    ]


# In the thread of the run


def _go(run: Run, work: Callable[[], None]) -> None:
    def guarded() -> None:
        try:
            work()
        except PolicySignalError as error:
            run.stage, run.message = Stage.FAILED, str(error)
        except Exception as error:
            # nobody else would tell the person who waits for it
            log.exception("run %s failed", run.id)
            run.stage, run.message = Stage.FAILED, f"{type(error).__name__}: {error}. The log of the page tells more."

    run.thread = Thread(target=guarded, name=f"run-{run.id}", daemon=True)
    run.thread.start()


def _read(run: Run, store: Store, decisions: Path) -> None:
    given = run.given
    items = chain(
        given.texts,
        files.read(given.addresses, published=given.published),
        files.read_streams(given.streams, published=given.published),
    )
    ahead = list(islice(_until_stopped(items, run), COUNTED))
    run.total = len(ahead) if len(ahead) < COUNTED else None
    run.stage = Stage.QUEUED
    with _extracting:
        run.stage = Stage.EXTRACTING
        names = learned_names(read_decisions(decisions))
        extract = _extractor(given.min_confidence, tuple(sorted(names.items())))
        told = _until_stopped(chain(ahead, items), run)
        articles = new_articles(told, store, run.counts, again=False, advance=lambda _: None)
        found = _counted(_until_stopped(extract_each(articles, extract, run.counts), run), run)
        if not given.ask:
            _load(run, store, decisions, found)
            return
        run.extractions.extend(found)
    run.stage = Stage.STOPPED if run.stop.is_set() else Stage.READY if run.extractions else Stage.DONE
    if run.stage is Stage.STOPPED:
        run.extractions = []


@lru_cache(maxsize=1)
def _extractor(min_confidence: float, names: tuple[tuple[str, tuple[str, ...]], ...]) -> Extract:
    """What the last run extracted with: the language model takes seconds to start."""
    return lazy_extractor((), min_confidence=min_confidence, method=Method.HYBRID, names=dict(names))


def _until_stopped(items: Iterable[T], run: Run) -> Iterator[T]:
    for item in items:
        if run.stop.is_set():
            return
        yield item


def _counted(found: Iterable[Extraction], run: Run) -> Iterator[Extraction]:
    for one in found:
        run.extracted += 1
        yield one


def _load(run: Run, store: Store, decisions: Path, found: Iterable[Extraction]) -> None:
    """Write a run into the graph, in batches that are whole."""
    made = read_decisions(decisions)
    titles: dict[str, str] = {}

    def named() -> Iterator[Extraction]:
        for one in found:
            titles[one.article.id] = one.article.title or one.article.id
            yield one

    id_ = load.start_run(store, version=version("policysignal"))
    try:
        for result in load.load(store, named(), run=id_, batch_size=CHUNK, decisions=made):
            if isinstance(result, Skipped):
                run.counts.skipped.append(result)
                continue
            run.counts.loaded += 1
            run.counts.claims += result.claims
            run.loaded.append((result.article, titles[result.article]))
        if read_decisions(decisions) != made:
            replay(store, decisions)  # somebody decided meanwhile
    finally:
        done = run.counts
        load.finish_run(store, id_, articles=done.loaded, skipped=len(done.skipped), claims=done.claims)
    run.extractions = []
    run.stage = Stage.STOPPED if run.stop.is_set() else Stage.DONE
