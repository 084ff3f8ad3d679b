"""A chart of what a query gave: which columns, and how they are drawn."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

ROWS = "rows"
"""What stands for a column of numbers when there is none: how many rows have a value in common."""
MOST = 40
"""Bars at most; those with the largest numbers are drawn."""
_TIME = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a result by what can be drawn of them."""

    numbers: tuple[str, ...]
    times: tuple[str, ...]
    names: tuple[str, ...]


def sort_columns(rows: Sequence[dict[str, Any]]) -> Columns:
    """Tell numbers, times (dates, years, and texts such as 2020-11) and names apart; other columns are left out."""
    numbers: list[str] = []
    times: list[str] = []
    names: list[str] = []
    for column in rows[0] if rows else ():
        values = [row[column] for row in rows if row[column] not in (None, "")]
        if not values:
            continue
        if all(isinstance(value, dt.date) for value in values):
            times.append(column)
        elif all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
            year = all(isinstance(value, int) and 1800 <= value <= 2200 for value in values)
            (times if year and "year" in column.casefold() else numbers).append(column)
        elif all(isinstance(value, str) for value in values):
            (times if all(_TIME.fullmatch(value) for value in values) else names).append(column)
    return Columns(tuple(numbers), tuple(times), tuple(names))


def gather(rows: Sequence[dict[str, Any]], *, along: str, number: str, by: str = "") -> pd.DataFrame:
    """The numbers to draw, in the columns along, by and number.

    Over the rows that have the others in common whole numbers are summed, and others (shares, scores) averaged, for
    their sum would mean nothing; ROWS as `number` counts the rows.
    """
    table = pd.DataFrame(
        [
            {"along": str(row[along]), "by": str(row[by] or "none") if by else "", "number": _number(row, number)}
            for row in rows
            if row[along] not in (None, "")
        ],
        columns=["along", "by", "number"],
    )
    groups = table.groupby(["along", "by"], as_index=False, sort=False)
    return groups.sum() if adds_up(rows, number) else groups.mean()


def adds_up(rows: Sequence[dict[str, Any]], number: str) -> bool:
    """Whether a sum of these numbers means something: they are whole."""
    return number == ROWS or all(float(row[number] or 0).is_integer() for row in rows)


def _number(row: dict[str, Any], number: str) -> float | None:
    return 1 if number == ROWS else row[number]


def draw(table: pd.DataFrame, *, along: str, number: str, by: str = "", timely: bool) -> alt.Chart:
    """Points of time as columns from left to right, names as bars with the largest first; the texts are titles."""
    words = {"along": _words(along), "number": _words(number), "by": _words(by)}
    colour = alt.Color("by:N", title=words["by"]) if by else alt.value("#1769aa")
    tip = [alt.Tooltip(f"{field}:N", title=words[field]) for field in ("along", "by") if words[field]]
    tip.append(alt.Tooltip("number:Q", title=words["number"]))
    whole = bool((table["number"] % 1 == 0).all())
    title, axis = words["number"], alt.Axis(tickMinStep=1) if whole else alt.Axis()
    if timely:
        along_time = alt.X("along:O", title=words["along"], axis=alt.Axis(labelOverlap=True))
        across = {"x": along_time, "y": alt.Y("number:Q", title=title, axis=axis)}
    else:
        sums = table.groupby("along")["number"].sum().sort_values(ascending=False, kind="stable")
        kept = list(sums.index[:MOST])
        table = table[table["along"].isin(kept)]
        names = alt.Y("along:N", sort=kept, title=None, axis=alt.Axis(labelLimit=260))
        across = {"y": names, "x": alt.X("number:Q", title=title, axis=axis)}
    chart: alt.Chart = alt.Chart(table).mark_bar().encode(**across, color=colour, tooltip=tip)
    return chart


def _words(name: str) -> str:
    return name.replace("_", " ")
