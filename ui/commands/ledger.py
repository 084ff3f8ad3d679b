"""policysignal ledger, brief: what became of signals, and what changed."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from graph.errors import InputError
from ui.acts import ISSUER, given, period, read_day
from ui.commands.stance import EVENTS, tell_skipped, write_csv

if TYPE_CHECKING:
    import datetime as dt

    from graph.stance.ledger import Lead, Life, Record

SHOWN = 40
"""Signals in the table; CSV and JSON have all."""


def ledger(
    sector: Annotated[
        str, typer.Option(help="A sector, firm, country…: signals on it and what it rolls up.", show_default=False)
    ] = "",
    issuer: Annotated[str, typer.Option(help="A state, or one of its bodies or people.")] = ISSUER,
    state: Annotated[
        str,
        typer.Option(
            help="Only signals that are rumoured, announced, in force, eased, reversed, denied or never confirmed.",
            show_default=False,
        ),
    ] = "",
    day: Annotated[
        str,
        typer.Option(
            metavar="DATE", help="The day to count ages to; by default the last report's.", show_default=False
        ),
    ] = "",
    events: Annotated[Path | None, typer.Option(metavar="FILE", help=EVENTS, show_default=False)] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON: signals, lead times, sources.")] = False,
    csv_: Annotated[bool, typer.Option("--csv", help="Print CSV, a row a signal.")] = False,
) -> None:
    """Tell what became of each signal: rumoured, announced, in force, eased, reversed, never confirmed.

    policysignal ledger --sector gaming --state "in force"
    """
    from graph.stance.ledger import (
        State,
        about,
        leads_by_actor,
        leads_by_sector,
        open_rumours,
        records,
    )
    from graph.stance.ledger import ledger as keep

    if json_ and csv_:
        raise InputError("Choose one of --json and --csv.")
    wanted = state.strip().lower().replace("-", " ").replace("_", " ")
    if wanted and wanted not in list(State):
        raise InputError(f"--state {state!r}: it is one of {', '.join(State)}.")
    asked = given(events, target=sector, issuer=issuer)
    own = asked.own
    today = period(own, "", day)[1] if own else read_day(day or "1970-01-01", "--day")
    lives = keep(own, today=today)
    if asked.target:
        lives = about(lives, asked.target, asked.entities)
    if wanted:
        lives = [life for life in lives if life.state == wanted]
    leads = leads_by_actor(lives), leads_by_sector(lives, asked.entities)
    if csv_:
        write_csv([_row(life, today) for life in lives], columns=COLUMNS)
    elif json_:
        told = {
            "day": str(today),
            "signals": [_row(life, today) | {"events": list(life.acts)} for life in lives],
            "open": [life.act.id for life in open_rumours(lives)],
            "lead_days": [{"by": by, "name": one.name, "median": one.median, "count": one.count}
                          for by, some in zip(("actor", "sector"), leads, strict=True) for one in some],
            "sources": [{"source": one.source, "rumours": one.rumours, "true": one.true, "denied": one.denied,
                         "open": one.open} for one in records(lives)],
        }  # fmt: skip
        sys.stdout.write(json.dumps(told, indent=1, ensure_ascii=False) + "\n")
    else:
        _print(Console(), lives, today, leads, records(lives), open_rumours(lives))
    tell_skipped(asked.skipped, asked.notes)


def brief(
    since: Annotated[str, typer.Option(metavar="DATE", help="The first day that is new.", show_default=False)],
    until: Annotated[
        str, typer.Option(metavar="DATE", help="The last day; by default the last report's.", show_default=False)
    ] = "",
    issuer: Annotated[str, typer.Option(help="A state, or one of its bodies or people.")] = ISSUER,
    events: Annotated[Path | None, typer.Option(metavar="FILE", help=EVENTS, show_default=False)] = None,
    html: Annotated[bool, typer.Option("--html", help="Print a web page instead of Markdown.")] = False,
) -> None:
    """Tell what changed since a day: acts, confirmations, reversals, turning points, movers.

    policysignal brief --since 2026-10-01 --html > brief.html
    """
    from graph.stance.brief import brief as tell
    from ui.brief import to_html, to_markdown

    first = read_day(since, "--since")
    asked = given(events, issuer=issuer)
    own = asked.own
    last = period(own, "", until)[1] if own else first
    if last < first:
        raise InputError(f"Nothing was read that is newer than {last}. Give an earlier day with --since.")
    told = tell(own, since=first, until=last, issuer=asked.issuer, entities=asked.entities)
    sys.stdout.write(to_html(told) if html else to_markdown(told))
    tell_skipped(asked.skipped, asked.notes)


COLUMNS = (
    "signal", "actor", "relation", "target", "state", "score", "rumoured", "announced", "in_force", "undone",
    "lead_days", "age_days", "sources",
)  # fmt: skip


def _row(life: Life, today: dt.date) -> dict[str, Any]:
    """A signal as it is exported."""
    days = {"rumoured": life.rumoured, "announced": life.announced, "in_force": life.in_force, "undone": life.undone}
    return {
        "signal": life.act.id,
        "actor": life.act.actor.name,
        "relation": life.act.relation,
        "target": life.act.target.name,
        "state": str(life.state),
        "score": life.act.score,
        **{name: str(value) if value else None for name, value in days.items()},
        "lead_days": life.lead,
        "age_days": life.age(today),
        "sources": "; ".join(life.sources),
    }


def _print(
    console: Console,
    lives: Sequence[Life],
    today: dt.date,
    leads: tuple[Sequence[Lead], Sequence[Lead]],
    sources: Sequence[Record],
    still_open: Sequence[Life],
) -> None:
    from ui.brief import name_life

    if not lives:
        console.print("No signal.")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("Signal", "State", "Rumoured", "Announced", "In force", "Undone", "Lead"):
        table.add_column(name, justify="right" if name == "Lead" else "left", overflow="fold")
    for life in lives[:SHOWN]:
        days = (life.rumoured, life.announced, life.in_force, life.undone)
        lead = "" if life.lead is None else f"{life.lead} d"
        table.add_row(Text(name_life(life)), str(life.state), *(str(one or "") for one in days), lead)
    console.print(table)
    if len(lives) > SHOWN:
        console.print(Text(f"and {len(lives) - SHOWN:,} more: --csv has all", style="dim"))
    if still_open:
        console.print(Text(f"\nOpen on {today}, by age", style="bold"))
        for life in still_open[:SHOWN]:
            console.print(Text(f"{life.age(today):>5} d  {name_life(life)}, {life.state}"), soft_wrap=True)
    for title, some in zip(("body", "sector"), leads, strict=True):
        if some:
            console.print(Text(f"\nMedian lead by {title}", style="bold"))
            for one in some[:SHOWN]:
                console.print(Text(f"{one.median:>5g} d  {one.name} ({one.count})"))
    if sources:
        console.print(Text("\nRumours by source", style="bold"))
        for record in sources[:SHOWN]:
            told = f"{record.rumours} told, {record.true} came true, {record.denied} denied, {record.open} open"
            console.print(Text(f"{record.source}: {told}"), soft_wrap=True)
