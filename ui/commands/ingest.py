"""policysignal ingest: articles into the graph."""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import chain, islice
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.text import Text

from graph.errors import InputError, PolicySignalError
from graph.model import Article, Extraction, Skipped
from ingest import SURE, Method
from ui.commands.witness import EXTRACTOR, MAX_ARTICLES, MAX_COST, PARALLEL, SHOW_REJECTED

if TYPE_CHECKING:
    from graph.store import Store
    from ingest.llm.reading import Witness

log = logging.getLogger(__name__)

CHUNK = 64
"""Articles that are looked up, extracted and written at a time: an interruption costs no more."""
COUNTED = 5_000
"""Inputs that are read ahead, so that the bar knows how many there are."""
SHOWN = 3
"""Skipped inputs that are named for each reason."""

Extract = Callable[[Iterable[Article]], Iterator[Extraction]]


@dataclass(slots=True)
class Counts:
    """What a run has done so far."""

    read: int = 0
    there: int = 0
    loaded: int = 0
    claims: int = 0
    skipped: list[Skipped] = field(default_factory=list)


def ingest(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH",
            help="Files, folders or addresses: text, Markdown, web pages, JSON Lines; - for standard input.",
            show_default=False,
        ),
    ],
    published: Annotated[
        dt.datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="Publication date of articles that do not tell their own.",
            show_default=False,
        ),
    ] = None,
    catalog: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE|FOLDER", help="Actors of your own, as YAML; may be repeated.", show_default=False),
    ] = None,
    min_confidence: Annotated[
        float, typer.Option(min=0, max=1, help="Leave out signals that are less certain than this; 0 gives all.")
    ] = SURE,
    extractor: Annotated[Method, typer.Option(help=EXTRACTOR)] = Method.HYBRID,
    show_rejected: Annotated[bool, typer.Option("--show-rejected", help=SHOW_REJECTED)] = False,
    max_articles: Annotated[int | None, typer.Option(min=1, help=MAX_ARTICLES, show_default=False)] = None,
    max_cost: Annotated[float | None, typer.Option(min=0, help=MAX_COST, show_default=False)] = None,
    parallel: Annotated[int, typer.Option(min=1, help=PARALLEL)] = 4,
    again: Annotated[bool, typer.Option("--again", help="Read articles anew that are loaded already.")] = False,
) -> None:
    """Read articles, extract their policy signals and load them.

    Articles that are loaded already are skipped, so a run that was interrupted is completed by running it again.
    """
    from graph.curation import replay
    from graph.decisions import learned_names
    from graph.decisions import read as read_decisions
    from graph.load import Loaded, finish_run, load, start_run
    from graph.settings import Settings
    from graph.store import open_store
    from ingest.sources.files import read
    from ui.commands.db import shown_progress
    from ui.commands.witness import open_witness, print_estimate, print_witness
    from ui.decisions import decisions_file

    aside = Console(stderr=True)
    counts = Counts()
    settings = Settings.from_environment()
    decisions = read_decisions(decisions_file(settings))
    witness = open_witness(extractor, aside, max_articles=max_articles, max_cost=max_cost, parallel=parallel)
    extract = lazy_extractor(
        catalog or (),
        min_confidence=min_confidence,
        method=extractor,
        names=learned_names(decisions),
        witness=witness,
    )
    items: Iterator[Article | Skipped] = read(paths, published=published.date() if published else None)
    ahead = list(islice(items, COUNTED))
    total = len(ahead) if len(ahead) < COUNTED else None
    if witness is not None:
        witness.report.skipped = counts.skipped
        print_estimate(aside, witness, [item for item in ahead if isinstance(item, Article)])
    with shown_progress() as report, open_store(settings, progress=report) as store:
        run = start_run(store, version=version("policysignal"))
        try:
            with _bar(aside, total) as advance:
                articles = new_articles(chain(ahead, items), store, counts, again=again, advance=advance)
                read_now = extract_each(articles, extract, counts)
                for result in load(store, read_now, run=run, batch_size=CHUNK, decisions=decisions):
                    if isinstance(result, Loaded):
                        counts.loaded += 1
                        counts.claims += result.claims
                    else:
                        counts.skipped.append(result)
            if read_decisions(decisions_file(settings)) != decisions:
                replay(store, decisions_file(settings))  # somebody decided meanwhile
        finally:
            # an interrupted run is finished too: its articles are whole
            _report(Console(), counts)
            if witness is not None:
                print_witness(aside, witness, show_rejected=show_rejected)
            finish_run(store, run, articles=counts.loaded, skipped=len(counts.skipped), claims=counts.claims)
    if not counts.loaded and not counts.there:
        raise InputError("No article was loaded.")


def lazy_extractor(
    catalog: Iterable[Path],
    *,
    min_confidence: float,
    method: Method,
    names: Mapping[str, Sequence[str]] = MappingProxyType({}),
    witness: Witness | None = None,
) -> Extract:
    """A function that extracts; catalogs are checked now, the language model is loaded when it is needed first.

    `names` are further names of actors by id, which people gave them.
    """
    from ingest import catalog as catalogs

    paths = tuple(catalog)
    if paths:
        catalogs.load(paths)
    loaded: list[Any] = []

    def extract(articles: Iterable[Article]) -> Iterator[Extraction]:
        if not loaded:
            from ingest.pipeline import Extractor

            # the gate hears the offline reader on what it is not sure of, too
            least = min_confidence if witness is None else 0.0
            loaded.append(Extractor.load(paths, min_confidence=least, method=method, names=names))
        if witness is not None:
            from ingest.llm.reading import read

            witness.min_confidence = min_confidence
            return read(articles, loaded[0], witness, alone=method is Method.LLM, batch_size=CHUNK)
        extractions: Iterator[Extraction] = loaded[0].extract(articles)
        return extractions

    return extract


def extract_each(articles: Iterable[Article], extract: Extract, counts: Counts) -> Iterator[Extraction]:
    """The extraction of each article; one that fails is skipped and told, and the others go on."""
    waiting = iter(articles)
    while batch := list(islice(waiting, CHUNK)):
        done = 0
        try:
            for extraction in extract(batch):
                done += 1
                yield extraction
        except PolicySignalError:
            raise
        except Exception as error:
            # a stage may fail on one text in a way that nobody foresaw: the rest of a long run shall not
            log.info("extracting one by one after %s: %s", type(error).__name__, error)
            for article in batch[done:]:
                try:
                    yield from extract([article])
                except Exception as reason:
                    log.info("%s cannot be extracted", article.origin, exc_info=True)
                    counts.skipped.append(_failed(article, reason))


def _failed(article: Article, error: Exception) -> Skipped:
    return Skipped(article.origin or article.id, f"extraction failed: {type(error).__name__}: {error}")


def new_articles(
    items: Iterable[Article | Skipped],
    store: Store,
    counts: Counts,
    *,
    again: bool,
    advance: Callable[[Counts], None],
) -> Iterator[Article]:
    """The articles that are not in the graph in this version."""
    from graph.load import digests

    waiting = iter(items)
    while chunk := list(islice(waiting, CHUNK)):
        articles = [item for item in chunk if isinstance(item, Article)]
        counts.read += len(articles)
        counts.skipped += [item for item in chunk if isinstance(item, Skipped)]
        there = {} if again else digests(store, [article.id for article in articles])
        for article in articles:
            if there.get(article.id) == article.digest:
                counts.there += 1
            else:
                yield article
            advance(counts)


@contextmanager
def _bar(console: Console, total: int | None) -> Iterator[Callable[[Counts], None]]:
    columns = (
        TextColumn("Reading"),
        BarColumn(bar_width=24),
        TextColumn("{task.completed}" + (f"/{total}" if total is not None else " articles")),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=total)

        def advance(counts: Counts) -> None:
            progress.update(task, completed=counts.read + len(counts.skipped))

        yield advance


def _report(console: Console, counts: Counts) -> None:
    print_skipped(console, counts.skipped)
    words = [_many(counts.read, "article") + " read", f"{counts.loaded:,} loaded with {_many(counts.claims, 'signal')}"]
    if counts.there:
        words.insert(1, f"{counts.there:,} loaded before")
    if counts.skipped:
        words.append(f"{len(counts.skipped):,} skipped")
    console.print(", ".join(words) + ".", highlight=False)


def print_skipped(console: Console, skipped: Iterable[Skipped]) -> None:
    """Tell what was skipped and why, grouped by the reason."""
    by_reason: defaultdict[str, list[str]] = defaultdict(list)
    for one in skipped:
        by_reason[one.reason].append(one.origin)
    for reason, origins in sorted(by_reason.items(), key=lambda item: (-len(item[1]), item[0])):
        line = Text(f"Skipped {len(origins):,}: {reason}", style="yellow")
        console.print(line, soft_wrap=True)
        for origin in origins[:SHOWN]:
            console.print(Text(f"  {origin}", style="dim"), soft_wrap=True)
        if len(origins) > SHOWN:
            console.print(Text(f"  and {len(origins) - SHOWN:,} more", style="dim"))


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
