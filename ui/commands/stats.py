"""policysignal stats: how much the graph holds."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from graph.store import Store

RUNS = 5


def stats(
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Tell how much the graph holds."""
    from graph.settings import Settings
    from graph.store import open_store
    from ui.commands.db import shown_progress

    with shown_progress() as report, open_store(Settings.from_environment(), progress=report) as store:
        found = count(store)
    if json_:
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False, default=str))
        return
    console = Console()
    console.print(_grid({name: found[name] for name in ("articles", "publishers", "events", "reports", "entities")}))
    if found["first"]:
        console.print(
            f"\nEvents from {found['first']} to {found['last']}; {found['resolved']:,} expected ones happened."
        )
    _print_counts(console, "Events by status", found["statuses"])
    _print_counts(console, "Events by relation", found["relations"])
    _print_counts(console, "Entities by type", found["types"])
    if found["runs"]:
        console.print("\n[dim]Last runs[/dim]")
        table = Table(box=None, pad_edge=False, header_style="dim")
        for name in ("Run", "Started", "Articles", "Signals", "Skipped", "Version"):
            table.add_column(name, justify="left" if name in ("Run", "Started", "Version") else "right")
        for run in found["runs"]:
            done = [_number(run[name]) for name in ("articles", "claims", "skipped")]
            table.add_row(run["id"], f"{run['started']:%Y-%m-%d %H:%M}", *done, run["version"] or "")
        console.print(table)


def count(store: Store) -> dict[str, Any]:
    """What the graph holds, as plain data."""
    found: dict[str, Any] = dict(store.read("explore/count_graph")[0])
    found["publishers"] = len([name for name in found["publishers"] if name])
    by_relation: Counter[str] = Counter()
    by_status: Counter[str] = Counter()
    for row in store.read("explore/count_events"):
        by_relation[row["relation"]] += row["events"]
        by_status[row["status"]] += row["events"]
    found["statuses"] = dict(by_status.most_common())
    found["relations"] = dict(by_relation.most_common())
    found["types"] = {row["type"]: row["entities"] for row in store.read("explore/count_entities")}
    found["runs"] = store.read("explore/read_runs", limit=RUNS)
    return found


def _print_counts(console: Console, title: str, counts: dict[str, int]) -> None:
    if counts:
        console.print(f"\n[dim]{title}[/dim]")
        console.print(_grid(counts))


def _grid(counts: dict[str, int]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(justify="right")
    for name, number in counts.items():
        table.add_row(name, f"{number:,}")
    return table


def _number(value: int | None) -> str:
    return "running" if value is None else f"{value:,}"
