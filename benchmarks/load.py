"""Our loading beside a bare UNWIND … MERGE loop that writes the same rows, in the same run.

    python benchmarks/load.py --articles 2000 --articles 8000

Claims are made up from a seed. The bare loop is handed finished rows: it clusters and checks nothing, and can remove
nothing. The two take turns; the best turn of each counts, and all are shown. Rates of the first and the last quarter
tell whether a graph that grows is slower to load. Seconds are of the wall clock; memory is by how much the peak of this
process rose, in MB. Needs the extra `local`, or NEO4J_URI: the graph that it names is emptied.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from cypher import Statement
from graph.load import load
from graph.model import Article, Claim, Entity, EventDate, Extraction, Precision, Status
from graph.ontology import ontology
from graph.server import local
from graph.settings import Settings
from graph.store import Store, open_store

BATCH = 5_000
"""Rows in one transaction of the bare loop."""
Row = dict[str, Any]
WORDS = [
    f"{one}{other}"
    for one in ("bar", "ken", "lo", "mi", "su", "tor")
    for other in ("da", "fen", "go", "la", "ri", "wu")
]

BARE = {
    "articles": "MERGE (a:Article {id: row.id}) SET a = row",
    "entities": "MERGE (e:Entity {id: row.id}) SET e = row.values, e:$(row.type)",
    "events": "MERGE (e:Event {id: row.id}) SET e = row",
    "acts": "MATCH (a:Entity {id: row.a}) MATCH (e:Event {id: row.b}) MERGE (a)-[r:ACTS_IN]->(e) SET r = row.values",
    "targets": "MATCH (e:Event {id: row.a}) MATCH (b:Entity {id: row.b}) MERGE (e)-[r:TARGETS]->(b) SET r = row.values",
    "triples": (
        "MATCH (a:Entity {id: row.a}) MATCH (b:Entity {id: row.b}) "
        "MERGE (a)-[r:$(row.type) {event: row.values.event}]->(b) SET r = row.values"
    ),
    "reports": (
        "MATCH (a:Article {id: row.a}) MATCH (e:Event {id: row.b}) "
        "MERGE (a)-[r:REPORTS {id: row.values.id}]->(e) SET r = row.values"
    ),
    "mentions": (
        "MATCH (a:Article {id: row.a}) MATCH (e:Entity {id: row.b}) MERGE (a)-[r:MENTIONS]->(e) SET r = row.values"
    ),
    "resolved": (
        "MATCH (a:Event {id: row.a}) MATCH (e:Event {id: row.b}) MERGE (a)-[r:RESOLVED_BY]->(e) SET r = row.values"
    ),
}
READ = {
    "articles": "MATCH (a:Article) RETURN properties(a) AS row",
    "entities": "MATCH (e:Entity) RETURN {id: e.id, type: e.type, values: properties(e)} AS row",
    "events": "MATCH (e:Event) RETURN properties(e) AS row",
    "acts": "MATCH (a:Entity)-[r:ACTS_IN]->(b) RETURN {a: a.id, b: b.id, values: properties(r)} AS row",
    "targets": "MATCH (a:Event)-[r:TARGETS]->(b) RETURN {a: a.id, b: b.id, values: properties(r)} AS row",
    "triples": (
        "MATCH (a:Entity)-[r]->(b:Entity) RETURN {a: a.id, b: b.id, type: type(r), values: properties(r)} AS row"
    ),
    "reports": "MATCH (a:Article)-[r:REPORTS]->(b) RETURN {a: a.id, b: b.id, values: properties(r)} AS row",
    "mentions": "MATCH (a:Article)-[r:MENTIONS]->(b) RETURN {a: a.id, b: b.id, values: properties(r)} AS row",
    "resolved": "MATCH (a:Event)-[r:RESOLVED_BY]->(b) RETURN {a: a.id, b: b.id, values: properties(r)} AS row",
}
CLEAR = (
    "MATCH ()-[r]->() WITH r LIMIT 10000 DELETE r RETURN count(*) AS deleted",
    "MATCH (n) WITH n LIMIT 5000 DELETE n RETURN count(*) AS deleted",
)


@dataclass(frozen=True, slots=True)
class Timing:
    """Rows and seconds of a whole load, and the rates of its first and last quarter."""

    rows: int
    seconds: float
    first: float
    last: float
    memory: float

    @property
    def rate(self) -> float:
        """Rows a second."""
        return self.rows / self.seconds


def extractions(number: int, seed: int) -> Iterator[Extraction]:
    """Articles with the shape of news: few actors in most of it, many in a little; stories told several times."""
    rng = random.Random(seed)
    states = [Entity(f"country/s{n}", f"State {n}", "Country", known=True, state=True) for n in range(30)]
    bodies = [
        Entity(f"governmentbody/b{n}", f"Body {n}", "GovernmentBody", known=True, state=True, parent=states[n % 30].id)
        for n in range(300)
    ]
    firms = [Entity(f"company/f{n}", f"Firm {n}", "Company", (f"Firm {n} Ltd",), known=n < 1000) for n in range(20_000)]
    relations = [name for name, one in ontology().relations.items() if not one.standing and not one.no_target]
    stories: list[tuple[Entity, str, Entity, dt.date]] = []
    start = dt.date(2015, 1, 1)
    for n in range(number):
        published = start + dt.timedelta(days=n * 3650 // number)
        claims: list[Claim] = []
        text = f"Title {n}\n\n" + " ".join(rng.choices(WORDS, k=240))
        for place in range(rng.randrange(1, 8)):
            if stories and rng.random() < 0.35:
                subject, relation, target, day = rng.choice(stories[-40:])
            else:
                subject = rng.choice(states[: int(rng.paretovariate(1)) % 30 + 1] if rng.random() < 0.5 else bodies)
                relation = rng.choice(relations)
                target = firms[int(rng.paretovariate(0.5)) % len(firms)]
                day = published - dt.timedelta(days=rng.randrange(3))
                stories.append((subject, relation, target, day))
            precision = rng.choices(list(Precision), (5, 1, 0.3, 0.7, 4, 1))[0]
            date = {
                Precision.NONE: EventDate(),
                Precision.PUBLISHED: EventDate(published, Precision.PUBLISHED),
                Precision.MONTH: EventDate(day.replace(day=1), Precision.MONTH),
                Precision.YEAR: EventDate(day.replace(day=1, month=1), Precision.YEAR),
                Precision.QUARTER: EventDate(day.replace(day=1, month=(day.month - 1) // 3 * 3 + 1), Precision.QUARTER),
            }.get(precision, EventDate(day, Precision.DAY))
            claims.append(
                Claim(
                    f"n{n}",
                    subject,
                    relation,
                    target,
                    rng.choices(list(Status), (7, 1, 2, 0.3))[0],
                    f"quote {place} of article {n}, as long as a clause of news",
                    30 * place,
                    30 * place + 25,
                    date,
                    confidence=rng.choice((0.5, 0.7, 0.9)),
                    because="verb: halt",
                )
            )
        named = {entity.id: entity for claim in claims for entity in (claim.subject, claim.object) if entity}
        named |= {entity.id: entity for entity in rng.sample(firms, 3)}
        above = {one.parent: states[int(one.parent.rpartition("s")[2])] for one in named.values() if one.parent}
        about = Article(f"n{n}", text, f"Title {n}", published=published, publisher=f"Paper {rng.randrange(40)}")
        yield Extraction(about, tuple(claims), dict.fromkeys(named, 1), named | above)


def read_rows(store: Store) -> dict[str, list[Row]]:
    """What the graph holds, as rows for the bare loop; those of later articles later."""
    found = {kind: [row["row"] for row in store.read(Statement("", "", text))] for kind, text in READ.items()}
    for rows in found.values():
        rows.sort(key=lambda row: repr(sorted(row.items(), key=lambda item: item[0])))
    return found


def bare_load(store: Store, rows: dict[str, list[Row]], parts: int) -> Iterator[int]:
    """Write rows in `parts` rounds, so that each kind grows beside the others; the number written after each."""
    statements = {kind: Statement("", "", f"UNWIND $rows AS row {text}") for kind, text in BARE.items()}
    seen: set[str] = set()
    events = {row["id"]: row for row in rows["events"]}
    order = [row["id"] for row in sorted(rows["articles"], key=lambda row: int(row["id"][1:]))]
    reports = _by(rows["reports"], "a")
    mentions = _by(rows["mentions"], "a")
    articles = {row["id"]: row for row in rows["articles"]}
    entities = {row["id"]: row for row in rows["entities"]}
    ends = {"acts": _by(rows["acts"], "b"), "targets": _by(rows["targets"], "a")}
    triples: dict[str, list[Row]] = {}
    for row in rows["triples"]:
        triples.setdefault(row["values"]["event"], []).append(row)
    size = max(1, len(order) // parts)
    for first in range(0, len(order), size):
        part = order[first : first + size]
        work: dict[str, list[Row]] = {kind: [] for kind in BARE}
        for id_ in part:
            work["articles"].append(articles[id_])
            work["mentions"] += mentions.get(id_, [])
            work["reports"] += reports.get(id_, [])
        for report in work["reports"]:
            event = report["b"]
            if event not in seen:
                seen.add(event)
                work["events"].append(events[event])
                work["acts"] += ends["acts"].get(event, [])
                work["targets"] += ends["targets"].get(event, [])
                work["triples"] += triples.get(event, [])
        named = {row["b"] for row in work["mentions"]} | {row["a"] for row in work["acts"]}
        named |= {row["b"] for row in work["targets"]}
        named |= {entities[id_]["values"].get("parent") or id_ for id_ in named}
        work["entities"] = [entities[id_] for id_ in sorted(named)]
        if first + size >= len(order):
            work["resolved"] = rows["resolved"]
        store.write_many([(statements[kind], {"rows": some}) for kind, some in work.items() if some])
        yield len(part)


def _by(rows: Sequence[Row], end: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[end], []).append(row)
    return found


def timed(work: Callable[[], Iterator[Any]], articles: int, rows: int) -> Timing:
    """Run a load that yields as articles are written."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    marks = [(0, 0.0)]
    done = 0
    for step in work():
        done += step if isinstance(step, int) else 1
        marks.append((done, time.perf_counter() - began))
    seconds = time.perf_counter() - began
    each = rows / articles

    def rate(low: float, high: float) -> float:
        inside = [mark for mark in marks if low * articles <= mark[0] <= high * articles]
        (start, since), (end, until) = inside[0], inside[-1]
        return each * (end - start) / (until - since) if until > since else 0.0

    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return Timing(rows, seconds, rate(0, 0.25), rate(0.75, 1), memory)


def clear(store: Store) -> None:
    for text in CLEAR:
        while store.write(Statement("", "", text))[0]["deleted"]:
            pass


def measure(store: Store, number: int, seed: int, turns: int) -> list[tuple[str, Timing]]:
    clear(store)
    made = list(extractions(number, seed))
    for _ in load(store, made, run="bench"):
        pass  # also warms the server up, for both
    rows = read_rows(store)
    total = sum(len(some) for some in rows.values())
    clear(store)
    parts = max(5, total // BATCH)
    found = []
    for name in ("bare", "policysignal") * turns:
        clear(store)
        if name == "bare":
            found.append((name, timed(lambda: bare_load(store, rows, parts), number, total)))
        else:
            found.append((name, timed(lambda: load(store, made, run="bench"), number, total)))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, action="append", help="a size; may be repeated")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--turns", type=int, default=3, help="how often each loader is measured")
    options = parser.parse_args()
    settings = Settings.from_environment()
    own = None
    if not settings.uri:
        own = settings = replace(settings, data=Path(tempfile.mkdtemp(prefix="policysignal-bench-")))
    table = Table(title="Loading", box=None, header_style="dim")
    for name in ("articles", "rows", "loader", "seconds", "rows/s", "of bare", "first quarter", "last quarter", "MB"):
        table.add_column(name, justify="left" if name == "loader" else "right")
    try:
        with open_store(settings) as store:
            for number in options.articles or [2_000, 8_000]:
                timings = measure(store, number, options.seed, options.turns)
                best = max(one.rate for name, one in timings if name == "bare")
                for name, one in timings:
                    table.add_row(
                        f"{number:,}",
                        f"{one.rows:,}",
                        name,
                        f"{one.seconds:.1f}",
                        f"{one.rate:,.0f}",
                        f"{one.rate / best:.0%}",
                        f"{one.first:,.0f}",
                        f"{one.last:,.0f}",
                        f"{one.memory:.0f}",
                    )
    finally:
        if own:
            local.stop(own)
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
