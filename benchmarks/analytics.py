"""Every analysis of a network of 50,000 entities and 200,000 acts, against a limit of 30 s and 2 GiB for all together.

    python benchmarks/analytics.py
    python benchmarks/analytics.py --graph

The network is made up from a seed, with the shape of news: few actors in most of it, groups that act among themselves.
With --graph it is first written to a Neo4j of its own (extra `local`), and reading it is measured too. Seconds are of
the wall clock, and of the processor for this process alone, by which a busy machine is told; memory is the peak of this
process. The exit code is 1 when a limit is not kept.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from cypher import Statement
from graph import analytics, connections, network
from graph.centrality import Measure, is_estimate, measure
from graph.network import Act, Filter, Member, Network, Per
from graph.ontology import ontology
from graph.server import local
from graph.settings import Settings
from graph.store import Store, open_store

SECONDS = 30.0
MEBIBYTES = 2048
WRITE = {
    "entities": "UNWIND $rows AS row CREATE (n:Entity) SET n = row",
    "events": (
        "UNWIND $rows AS row MATCH (a:Entity {id: row.actor}) MATCH (b:Entity {id: row.target}) "
        "CREATE (a)-[:ACTS_IN]->(e:Event)-[:TARGETS]->(b) SET e = row"
    ),
}


def made_up(entities: int, acts: int, seed: int) -> Network:
    """A network whose actors fall off by a power law within groups, with a fifth of the acts across them."""
    rng = random.Random(seed)
    members = {f"company/e{n}": Member(f"company/e{n}", f"Entity {n}", "Company") for n in range(entities)}
    ids = list(members)
    size = 100
    relations = [name for name, one in ontology().relations.items() if not one.no_target]
    found = []
    for n in range(acts):
        low = rng.randrange(0, entities, size)
        one = ids[min(low + int(rng.paretovariate(0.6)) % size, entities - 1)]
        if rng.random() < 0.2:
            one = ids[int(rng.paretovariate(0.5)) % entities]
        other = ids[rng.randrange(entities) if rng.random() < 0.2 else min(low + rng.randrange(size), entities - 1)]
        if n < entities:  # everybody acts
            one = ids[n]
        if one == other:
            other = ids[(ids.index(one) + 1) % entities] if n < size else ids[low]
        if one == other:
            continue
        day = dt.date(2015, 1, 1) + dt.timedelta(days=rng.randrange(3650))
        found.append(
            Act(f"a{n:06}", one, rng.choice(relations), other, day, day, confidence=rng.uniform(0.6, 1), told=day)
        )
    return network.network(found, members)


def fill(store: Store, of: Network) -> None:
    entities = [{"id": one.id, "name": one.name, "type": one.type} for one in of.members.values()]
    events = [
        {
            "id": act.id,
            "actor": act.actor,
            "target": act.target,
            "relation": act.relation,
            "status": act.status.value,
            "date": act.start,
            "date_end": act.end,
            "confidence": act.confidence,
            "sources": act.sources,
            "last_published": act.told,
        }
        for act in of.acts
    ]
    for kind, rows in (("entities", entities), ("events", events)):
        for first in range(0, len(rows), 5_000):
            store.write(Statement("", "", WRITE[kind]), rows=rows[first : first + 5_000])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--entities", type=int, default=50_000)
    parser.add_argument("--acts", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--graph", action="store_true", help="also write it to a Neo4j and read it back")
    options = parser.parse_args()
    of = made_up(options.entities, options.acts, options.seed)
    table = Table(title=f"{len(of.members):,} entities, {len(of.acts):,} acts", box=None, header_style="dim")
    for name in ("analysis", "seconds", "processor", "found"):
        table.add_column(name, justify="left" if name in ("analysis", "found") else "right")
    total = busy = 0.0

    def timed(name: str, work: Callable[[], Any], tell: Callable[[Any], str]) -> Any:
        nonlocal total, busy
        began, worked = time.perf_counter(), time.process_time()
        result = work()
        seconds, processor = time.perf_counter() - began, time.process_time() - worked
        total, busy = total + seconds, busy + processor
        table.add_row(name, f"{seconds:.1f}", f"{processor:.1f}", tell(result))
        return result

    if options.graph:
        own = replace(Settings.from_environment(), uri="", data=Path(tempfile.mkdtemp(prefix="policysignal-bench-")))
        try:
            with open_store(own) as store:
                fill(store, of)
                of = timed(
                    "read from Neo4j", lambda: network.read(store, Filter()), lambda one: f"{len(one.acts):,} acts"
                )
        finally:
            local.stop(own)
    best = timed("degree", lambda: measure(of, Measure.DEGREE), _first)
    note = " (an estimate)" if is_estimate(of) else ""
    timed("betweenness", lambda: measure(of, Measure.BETWEENNESS), lambda found: _first(found) + note)
    timed("PageRank", lambda: measure(of, Measure.PAGERANK), _first)
    timed(
        "communities", lambda: analytics.communities(of), lambda one: f"{len(one.communities):,}, {one.modularity:.3f}"
    )
    timed("bridges", lambda: analytics.bridges(of), lambda found: f"{len(found):,}")
    middle = of.last or dt.date.today()
    since = middle - dt.timedelta(days=730)
    timed("change", lambda: analytics.change(of, since=since, by=Measure.DEGREE), lambda found: found[0].member.name)
    timed("degree by year", lambda: analytics.series(of, per=Per.YEAR, by=Measure.DEGREE), lambda one: f"{len(one[0])}")
    ids = sorted(best, key=lambda id_: (-best[id_], id_))
    timed("ego, 2 hops", lambda: analytics.ego(of, ids[0], hops=2), lambda one: f"{len(one.neighbours):,} around")
    timed(
        "connections, 5 of 4 hops",
        lambda: connections.connections(of, ids[1], ids[len(ids) // 2]),
        lambda one: f"{len(one.found)}{'' if one.whole else ', given up'}",
    )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    table.add_row(
        "all", f"{total:.1f}", f"{busy:.1f}", f"of {SECONDS:.0f} s; {memory:,.0f} of {MEBIBYTES:,} MiB at the peak"
    )
    Console(width=100).print(table)
    return int(total > SECONDS or memory > MEBIBYTES)


def _first(found: dict[str, float]) -> str:
    return max(found, key=lambda id_: (found[id_], id_))


if __name__ == "__main__":
    sys.exit(main())
