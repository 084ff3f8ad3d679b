"""policysignal stance: the stance index."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from graph.errors import InputError
from graph.model import Skipped
from ui.acts import ISSUER, Given, given, period, read_day

if TYPE_CHECKING:
    from graph.stance.index import Series
    from graph.stance.robustness import Relative, Variation
    from graph.stance.turning_points import TurningPoint

EVENTS = "Read events from a CSV file instead of the graph: date, precision, actor, target, event, direction_reading, …"
HEAVIEST = 8
"""Acts that are listed below the table."""
FAINT = 0.005
"""A weight below it is not listed."""
POINTS = 40
"""Rows of the table at most."""
LEGEND = "P, N: weight of supportive and restrictive acts; V: attention since the row above; C: contestation"


def stance(
    target: Annotated[
        str, typer.Option(help="A firm, sector, country, person…; without it, all.", show_default=False)
    ] = "",
    issuer: Annotated[str, typer.Option(help="A state, or one of its bodies or people.")] = ISSUER,
    first: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day.", show_default=False)] = "",
    last: Annotated[str, typer.Option("--to", metavar="DATE", help="The last day.", show_default=False)] = "",
    as_of: Annotated[
        str,
        typer.Option(
            metavar="DATE",
            help="No look-ahead: each day uses only what was published by then, and nothing published after this day.",
            show_default=False,
        ),
    ] = "",
    events: Annotated[Path | None, typer.Option(metavar="FILE", help=EVENTS, show_default=False)] = None,
    sensitivity: Annotated[
        bool, typer.Option("--sensitivity", help="Show what other constants, sources and formulas would give.")
    ] = False,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON, with the acts behind each day.")] = False,
    csv_: Annotated[bool, typer.Option("--csv", help="Print CSV, a row a day.")] = False,
) -> None:
    """Tell how supportive or restrictive a state is towards a target, day by day.

    policysignal stance --target technology --issuer China --from 2020-01-01 --to 2024-12-31
    """
    from graph.stance import export, index
    from graph.stance.robustness import fullest, relatives
    from graph.stance.robustness import sensitivity as vary
    from graph.stance.turning_points import turning_points

    if json_ and csv_:
        raise InputError("Choose one of --json and --csv.")
    known_by = read_day(as_of, "--as-of") if as_of else None
    asked = given(events, target=target, issuer=issuer)
    days = period(asked.own, first, last)
    options: dict[str, Any] = {
        "target": asked.target,
        "issuer": asked.issuer,
        "period": days,
        "as_of": known_by,
        "entities": asked.entities,
    }
    found = index.stance(asked.acts, **options)
    varied = vary(asked.acts, **options) if sensitivity else []
    others = relatives(found) if sensitivity else []
    turns = [] if csv_ else turning_points(found)
    if json_:
        told = export.to_plain(found, target=asked.target, issuer=asked.issuer, turns=turns)
        told["events"] = [one | _words(asked, one["id"]) for one in told["events"]]
        if sensitivity:
            told |= {
                "sensitivity": [export.variation(one) for one in varied],
                "relatives": [export.relative(one) for one in others],
            }
        told["skipped"] = [{"origin": one.origin, "reason": one.reason} for one in asked.skipped]
        told["notes"] = list(asked.notes)
        sys.stdout.write(json.dumps(told, indent=1, ensure_ascii=False) + "\n")
    elif csv_ and sensitivity:
        write_csv([export.variation(one) for one in varied])
    elif csv_:
        write_csv(export.to_table(found), columns=export.COLUMNS)
    else:
        _print(Console(), found, asked, turns)
        if sensitivity:
            _print_sensitivity(Console(), found.days[fullest(found)], varied, others)
    tell_skipped(asked.skipped, asked.notes)


def write_csv(rows: Iterable[Mapping[str, Any]], *, columns: Sequence[str] = ()) -> None:
    """Rows as CSV on standard output; what is not known is an empty cell."""
    listed = list(rows)
    names = list(columns) or (list(listed[0]) if listed else [])
    writer = csv.DictWriter(sys.stdout, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(listed)


def tell_skipped(skipped: Sequence[Skipped], notes: Sequence[str]) -> None:
    """What was not read of a file, and what was taken for granted, on standard error."""
    console = Console(stderr=True)
    for one in skipped:
        console.print(Text(f"Skipped {one.origin}: {one.reason}", style="yellow"), soft_wrap=True)
    for note in notes:
        console.print(Text(note, style="dim"), soft_wrap=True)


def _words(asked: Given, id_: str) -> dict[str, str]:
    text, url = asked.texts.get(id_, ("", ""))
    return {"text": text, "url": url} if text else {}


def _print(console: Console, series: Series, asked: Given, turns: Sequence[TurningPoint]) -> None:
    import numpy as np

    name = asked.target.name if asked.target else "all"
    by = asked.issuer.name if asked.issuer else "all states"
    view = f"as known by {series.as_of}, without look-ahead" if series.as_of else "in hindsight"
    console.print(Text(f"{by} towards {name}, {series.days[0]} to {series.days[-1]}, {view}", style="bold"))
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("Day", "S", "90 % band", "P", "N", "V", "C", "Acts"):
        table.add_column(column, justify="left" if column == "Day" else "right", no_wrap=True)
    table.add_column("", no_wrap=True)
    counts = (series.weights() > 0).sum(axis=0)
    places = _shown(np.isnan(series.stance))
    for earlier, place in zip([-1, *places], places, strict=False):
        s, low, high, c = (float(line[place]) for line in (series.stance, series.low, series.high, series.contestation))
        gap = np.isnan(s)
        table.add_row(
            str(series.days[place]),
            "" if gap else f"{s:+.2f}",
            "" if gap else f"{low:+.2f} … {high:+.2f}",
            f"{series.supportive[place]:.2f}",
            f"{series.restrictive[place]:.2f}",
            f"{series.attention[earlier + 1 : place + 1].sum():.2f}",
            "" if np.isnan(c) else f"{c:.2f}",
            str(counts[place]),
            Text("gap", style="dim") if gap else _bar(s),
        )
    console.print(table)
    console.print(Text(LEGEND, style="dim"))
    if turns:
        console.print(Text("\nTurning points", style="bold"))
    for one in turns:
        before, after = ("no evidence" if v is None else f"{v:+.2f}" for v in (one.before, one.after))
        side = "restrictive" if one.shift < 0 else "supportive"
        console.print(Text(f"{one.date}  to the {side}, {before} → {after} by {one.until}"))
        for signal in one.acts:
            console.print(Text(f"            {_act_line(signal)}", style="dim"), soft_wrap=True)
    parts = [part for part in series.make_up(series.days[-1].astype(object)) if part.weight >= FAINT]
    if parts:
        console.print(Text(f"\nWhat weighs on {series.days[-1]}", style="bold"))
    for part in parts[:HEAVIEST]:
        line = f"{part.weight:.3f}  {_act_line(part.signal)}, {part.signal.reason}; without it S {part.without:+.2f}"
        console.print(Text(line), soft_wrap=True)
    known = series.constants
    console.print(
        Text(
            f"\nHalf-life {known.half_life:g} days, floor {known.floor:g}, band {known.band:.0%}, "
            + ", ".join(f"{status} {share:g}" for status, share in known.factuality.items())
            + ". All constants: --json.",
            style="dim",
        ),
        soft_wrap=True,
    )


def _act_line(signal: Any) -> str:
    from graph.stance.robustness import name_signal

    return f"{name_signal(signal)} ({signal.status})"


def _shown(gaps: Any) -> list[int]:
    """The places of the days in the table: evenly spread, with the last; of a gap only its end."""
    length = len(gaps)
    step = max(1, -(-length // POINTS))
    places = list(range(length - 1, -1, -step))[::-1]
    return [
        place
        for place, after in zip(places, [*places[1:], length], strict=True)
        if after == length or not gaps[place : after + 1].all()
    ]


def _bar(stance: float) -> Text:
    """The stance as a bar from the middle: restrictive to the left."""
    size = round(abs(stance) * 8)
    left, right = ("█" * size, "") if stance < 0 else ("", "█" * size)
    return Text(f"{left:>8}│{right:<8}", style="red" if stance < 0 else "blue")


def _print_sensitivity(console: Console, day: Any, varied: Sequence[Variation], others: Sequence[Relative]) -> None:
    import numpy as np

    table = Table(
        box=None,
        pad_edge=False,
        header_style="dim",
        title=f"\nSensitivity; S on {day}, the day with most evidence",
        title_justify="left",
    )
    for column in ("Choice", "S then", "Change", "Mean change", "Other side", "Gap days"):
        table.add_column(column, justify="left" if column == "Choice" else "right", overflow="fold")
    for one in varied:
        table.add_row(
            Text(one.name),
            "gap" if one.stance is None else f"{one.stance:+.2f}",
            "" if one.change is None else f"{one.change:+.2f}",
            f"{one.mean_change:.3f}",
            f"{one.other_side:.0%}",
            f"{one.gaps:,}",
        )
    console.print(table)
    panel = Table(box=None, pad_edge=False, header_style="dim", title="\nOther formulas", title_justify="left")
    for column in ("Name", "Formula", "Known from", "Last", "Rank correlation", "Same side"):
        panel.add_column(column, justify="left" if column in ("Name", "Formula", "Known from") else "right")
    for other in others:
        told = other.values[~np.isnan(other.values)]
        figures = (f"{told[-1]:+.2f}" if len(told) else "gap", other.correlation, other.same_side)
        panel.add_row(
            other.name,
            other.formula,
            other.source,
            str(figures[0]),
            "" if np.isnan(other.correlation) else f"{other.correlation:.2f}",
            "" if np.isnan(other.same_side) else f"{other.same_side:.0%}",
        )
    console.print(panel)
