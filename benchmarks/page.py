"""The page in a browser on a graph of many events, against limits; and the plans of the statements that it sends.

    python benchmarks/page.py --events 1000000
    python benchmarks/page.py --plans

The graph is made up from a seed, with the shape of news: few actors in most of it, many in a little. It is written to a
Neo4j of its own (extra `local`), and stays in --folder if one is given, to be measured again without writing it. The
first visit warms the server up; of each measure the median of --turns counts. Every statement of cypher/explore whose
parameters are known here is run with PROFILE: one that looks at every node or relationship fails, as does one that
looks at every node of a label and is not among those that count by nature. The exit code is 1 when a limit or a plan is
not kept. Needs Chromium.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright
from rich.console import Console
from rich.table import Table

import cypher
from cypher import Statement
from graph.ontology import ontology
from graph.rows import told_text
from graph.server import local
from graph.settings import Settings
from graph.store import Store, open_store
from ui import query_plan

LIMITS = {"first picture": 2.0, "expand": 0.3, "search": 0.2, "switch to Timeline": 1.0, "switch to Query": 1.0}
"""Seconds."""
RELATIONS = [name for name, one in ontology().relations.items() if not one.standing and not one.no_target]
STANDING = [name for name, one in ontology().relations.items() if one.standing]
BATCH = 5_000
CENTRE = "company/f0"
GROWING = """MATCH (n:Company)<-[:TARGETS]-(:Event)<-[:ACTS_IN]-(other)
WITH n, count(DISTINCT other) AS others WHERE 40 <= others <= 60
RETURN n.id AS id ORDER BY id LIMIT 1"""
"""A firm with more neighbours than are drawn at first, and fewer than are asked about before they are."""
WHOLE_BY_NATURE = frozenset(
    {
        "explore/count_entities",
        "explore/count_events",
        "explore/count_graph",
        "explore/find_articles_of",
        "explore/list_entities",
        "explore/list_entities_of_acts",
        "explore/list_issuers",
        "explore/list_publishers",
        "explore/list_rolling_entities",
        "explore/list_stance_acts",
        "explore/read_members",
        "explore/read_runs",
        "explore/read_ties",
        "explore/summarise_graph",
    }
)
"""Statements that are about the whole graph, and are read once and kept for a while."""
PARAMETERS: dict[str, Any] = {
    "id": CENTRE,
    "ids": [CENTRE, "country/s0", "company/f1"],
    "limit": 30,
    "latest": 400,
    "text": "Firm 12",
    "words": "Firm AND (12 OR 12*)",
    "publisher": "Paper 1",
    "run": "",
    "jurisdiction": "S0",
    "targets": [CENTRE],
    "statuses": ["realised"],
    "relations": RELATIONS,
    "since": None,
    "until": None,
    "fresh": [CENTRE],
    "pairs": [{"actor": "country/s0", "target": CENTRE}, {"actor": "country/s0", "target": "company/f1"}],
    "each": 100,
    "articles": 30,
    "below": 0.8,
    "types": ["Company", "Country"],
    "min_confidence": 0.7,
}
ITS_OWN: dict[str, dict[str, Any]] = {
    "explore/list_reports": {"ids": ["e00000001", "e00000002"]},
    "explore/read_article": {"id": "n1"},
    "explore/find_articles": {"text": "n1"},
    "explore/list_roles": {"relations": STANDING},
    "explore/list_standing_facts": {"relations": STANDING},
}
"""Parameters of statements that mean something else by a name."""
WRITE = {
    "entities": "UNWIND $rows AS row CREATE (n:Entity:$(row.type)) SET n = row",
    "articles": "UNWIND $rows AS row CREATE (n:Article) SET n = row",
    "events": (
        "UNWIND $rows AS row MATCH (a:Entity {id: row.e.actor}) MATCH (b:Entity {id: row.e.target}) "
        "MATCH (n:Article {id: row.article}) "
        "CREATE (a)-[:ACTS_IN]->(e:Event)-[:TARGETS]->(b) SET e = row.e "
        "CREATE (n)-[r:REPORTS]->(e) SET r = row.r "
        "CREATE (a)-[t:$(row.e.relation)]->(b) SET t = row.t"
    ),
}


def made_up(events: int, seed: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Rows to write, in batches: entities, then articles and the events that they report."""
    rng = random.Random(seed)
    firms = max(1_000, events // 20)
    entities = [
        {"id": f"country/s{n}", "name": f"State {n}", "type": "Country", "jurisdiction": f"S{n}", "state": True}
        for n in range(30)
    ]
    entities += [
        {"id": f"governmentbody/b{n}", "name": f"Body {n}", "type": "GovernmentBody", "jurisdiction": f"S{n % 30}"}
        for n in range(300)
    ]
    acting = [one["id"] for one in entities]
    entities += [
        {"id": f"company/f{n}", "name": f"Firm {n}", "type": "Company", "aliases": [f"Firm {n} Ltd"]}
        for n in range(firms)
    ]
    common = {"aliases": [], "known": True, "parent": "", "sectors": [], "jurisdiction": "", "state": False, "run": "b"}
    yield from _batches("entities", [common | one for one in entities])
    start = dt.date(2015, 1, 1)
    days = [start + dt.timedelta(days=n * 4000 // events) for n in range(events)]
    articles = [
        {
            "id": f"n{n}", "title": f"Title {n}", "text": f"Title {n}\n\nOne act of many.", "url": "", "sketch": "",
            "published": days[3 * n], "publisher": f"Paper {rng.randrange(40)}", "run": "b",
        }
        for n in range(-(-events // 3))
    ]  # fmt: skip
    yield from _batches("articles", articles)
    yield from _batches("events", [_event(n, day, articles[n // 3], rng, acting, firms) for n, day in enumerate(days)])


def _event(
    n: int, day: dt.date, article: dict[str, Any], rng: random.Random, acting: list[str], firms: int
) -> dict[str, Any]:
    actor = acting[int(rng.paretovariate(0.8)) % 330 - 1]
    target = f"company/f{int(rng.paretovariate(0.5) - 1) % firms}"
    relation = rng.choice(RELATIONS)
    status = rng.choices(("realised", "announced", "potential", "denied"), (7, 1, 2, 0.3))[0]
    confidence, score = rng.uniform(0.7, 1), ontology().relations[relation].score
    shared = {"date": day, "status": status, "score": score, "confidence": confidence, "sources": 1, "run": "b"}
    event = {
        "id": f"e{n:08}", "actor": actor, "target": target, "relation": relation, "scope": f"{actor}|{target}",
        "date_end": day, "date_precision": "day", "date_text": str(day), "amount": "", "against": 0, "may_be": [],
        "history": [], "first_published": day, "last_published": day,
    }  # fmt: skip
    report = {
        "id": f"c{n:08}", "quote": "One act of many", "start": 10, "end": 25, "status": status, "date": day,
        "confidence": confidence, "sentence_start": 10, "sentence_end": 26, "attributed_to": "", "run": "b",
        "actor": actor, "target": target, "date_precision": "day", "date_raw": "", "amount": "",
    }  # fmt: skip
    told = {
        "claim": report["id"], "article": article["id"], "publisher": article["publisher"],
        "published": article["published"], "precision": "day", "raw": "", "sketch": "",
    }  # fmt: skip
    event["told"] = told_text(event, resolved_by="", reports=[report | told])
    return {"e": event | shared, "r": report, "t": shared | {"event": event["id"]}, "article": article["id"]}


def _batches(kind: str, rows: list[dict[str, Any]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for first in range(0, len(rows), BATCH):
        yield kind, rows[first : first + BATCH]


def fill(store: Store, events: int, seed: int, console: Console) -> None:
    began = time.perf_counter()
    for kind, rows in made_up(events, seed):
        store.write(Statement("", "", WRITE[kind]), rows=rows)
    console.print(f"{events:,} events written in {time.perf_counter() - began:,.0f} s")


def plans(store: Store) -> tuple[Table, int]:
    """The statements of cypher/explore with their plans, and how many of them look at more than they need."""
    table = Table(title="Statements of cypher/explore", box=None, header_style="dim")
    for name in ("statement", "ms", "rows", "look-ups", "starts from"):
        table.add_column(name, justify="left" if name in ("statement", "starts from") else "right")
    wrong = 0
    for one in cypher.statements("explore"):
        if "SHOW " in one.text:
            continue  # it reads what the server keeps, and has no plan
        known = PARAMETERS | ITS_OWN.get(one.name, {})
        needed = set(re.findall(r"\$(\w+)\b(?!\()", one.text))
        if missing := sorted(needed - set(known)):
            table.add_row(one.name, "", "", "", f"not run: ${missing[0]} is not known here")
            continue
        values = {name: known[name] for name in needed}
        store.read(one, **values)
        began = time.perf_counter()
        rows = len(store.read(one, **values))
        seconds = time.perf_counter() - began
        with store._driver.session(database=store.endpoint.database) as session:
            result = session.run(f"PROFILE {one.text}", values)
            result.fetch(sys.maxsize)  # the server counts what is fetched
            profile = result.consume().profile
        steps = query_plan.steps(profile or {})
        names = [step.operator.partition("(")[0] for step in steps]
        starts = sorted({name for name in names if "Index" in name or "Scan" in name or "CountStore" in name})
        scans = query_plan.WHOLE - {"CartesianProduct"}  # of a few that an index gave it is right
        slow = scans & set(names) or ("NodeByLabelScan" in names and one.name not in WHOLE_BY_NATURE)
        wrong += bool(slow)
        hits = sum(step.hits or 0 for step in steps)
        said = ", ".join(starts) or "what it is given"
        table.add_row(one.name, f"{1000 * seconds:,.0f}", f"{rows:,}", f"{hits:,}", said + (" !" if slow else ""))
    return table, wrong


@contextmanager
def served(store: Store) -> Iterator[str]:
    """The address of the page, served by a process of its own."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    named = {"URI": "uri", "USERNAME": "username", "PASSWORD": "password", "DATABASE": "database"}
    environment = {f"NEO4J_{name}": str(getattr(store.endpoint, field)) for name, field in named.items()}
    process = subprocess.Popen(
        [sys.executable, "-c", "from ui.cli import main; main()", "ui", "--port", str(port), "--no-browser"],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            with suppress(OSError), urlopen(f"{address}/_stcore/health", timeout=2):
                break
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def seconds(act: Callable[[], object], seen: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    seen()
    return time.perf_counter() - began


def visit(page: Page, address: str, growing: str) -> dict[str, float]:
    """One visit; the seconds of each of LIMITS."""
    found = {}
    canvas = page.locator(".canvas[data-ready]")
    found["first picture"] = seconds(lambda: page.goto(address), canvas.wait_for)
    page.goto(f"{address}/?entity={growing}")
    canvas.wait_for()
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    page.wait_for_timeout(1_000)
    at = page.locator(".canvas").evaluate(
        """(canvas, id) => {
            const box = canvas.querySelector('.stage').getBoundingClientRect();
            const place = canvas.cy.getElementById(id).renderedPosition();
            return {x: box.x + place.x, y: box.y + place.y, drawn: canvas.dataset.nodes};
        }""",
        growing,
    )
    found["expand"] = seconds(
        lambda: page.mouse.dblclick(at["x"], at["y"]),
        page.locator(f'.canvas[data-ready]:not([data-nodes="{at["drawn"]}"])').wait_for,
    )
    page.keyboard.press("/")
    page.wait_for_timeout(1_000)
    option = page.get_by_role("option", name="Firm 432 ", exact=False).first
    found["search"] = seconds(lambda: page.keyboard.insert_text("Firm 432"), option.wait_for)
    page.keyboard.press("Escape")
    for name, sign in (
        ("Timeline", page.locator(".ps-heading").first),
        ("Query", page.get_by_placeholder("Find a qu")),
    ):
        link = page.get_by_role("link", name=name)
        found[f"switch to {name}"] = seconds(link.click, sign.wait_for)
        page.wait_for_timeout(1_000)
    return found


def measure(store: Store, turns: int) -> tuple[Table, int]:
    """What a visitor waits for, and how many limits are not kept."""
    table = Table(title=f"In the browser, median of {turns}", box=None, header_style="dim")
    for name in ("what", "seconds", "slowest", "limit"):
        table.add_column(name, justify="left" if name == "what" else "right")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    found = []
    growing = store.read(Statement("", "", GROWING))[0]["id"]
    with served(store) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--headless", "--no-sandbox", "--disable-gpu"])
        for _ in range(turns + 1):
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            page = context.new_page()
            page.set_default_timeout(180_000)
            found.append(visit(page, address, growing))
            context.close()
        browser.close()
    wrong = 0
    for name, limit in LIMITS.items():
        taken = [one[name] for one in found[1:]]
        middle = statistics.median(taken)
        wrong += middle > limit
        table.add_row(name, f"{middle:.2f}", f"{max(taken):.2f}", f"{limit:.1f}{'' if middle <= limit else ' !'}")
    return table, wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where the graph is kept; one that is there is measured again")
    parser.add_argument("--plans", action="store_true", help="only look at the plans")
    options = parser.parse_args()
    console = Console(width=120)
    folder = options.folder or Path(tempfile.mkdtemp(prefix="policysignal-bench-"))
    own = replace(Settings.from_environment(), uri="", data=folder)
    try:
        with open_store(own) as store:
            if not store.read("explore/summarise_graph")[0]["acts"]:
                fill(store, options.events, options.seed, console)
            acts = store.read("explore/summarise_graph")[0]["acts"]
            load = os.getloadavg()[0]
            console.print(
                f"{acts:,} events; {os.cpu_count()} processors, {load:.1f} tasks waiting for them before it began"
            )
            table, wrong = plans(store)
            console.print(table)
            if not options.plans:
                table, late = measure(store, options.turns)
                console.print(table)
                wrong += late
    finally:
        local.stop(own)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
