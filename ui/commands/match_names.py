"""policysignal match-names: whether pairs of names mean the same."""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler
from rich.console import Console
from rich.table import Table

from graph.errors import InputError
from graph.resolution import Decision, Judgement, match_names
from graph.resolution.evaluation import at, best, measure

NEEDED = ("schema", "name1", "name2")
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
TRUTH = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def match_pairs(
    pairs: Annotated[
        Path,
        typer.Argument(
            metavar="PAIRS.csv",
            help="Columns schema (Person, Company …), name1, name2, and is_match where the truth is known.",
            show_default=False,
        ),
    ],
) -> None:
    """Judge whether pairs of names mean the same. Needs no database.

    Printed is CSV with score, decision (same, unsure, different) and reason. Where the file tells the truth,
    precision, recall and F1 follow on standard error, beside rapidfuzz's.
    """
    rows = _read(pairs)
    judged = [match_names(row["name1"], row["name2"], row["schema"]) for row in rows]
    truth_known = "is_match" in rows[0]
    columns = [*NEEDED, *(["is_match"] if truth_known else []), "score", "decision", "reason"]
    out = csv.DictWriter(sys.stdout, columns, extrasaction="ignore", lineterminator="\n")
    out.writeheader()
    for row, one in zip(rows, judged, strict=True):
        out.writerow({**row, "score": f"{one.score:.4f}", "decision": one.decision.value, "reason": one.reason})
    sys.stdout.flush()
    known = [(row, one) for row, one in zip(rows, judged, strict=True) if row.get("is_match", "").strip()]
    if known:
        _print_figures([row for row, _ in known], [one for _, one in known])


def _read(path: Path) -> list[dict[str, str]]:
    """The rows of the file.

    Raises:
        InputError: it cannot be read, lacks a column, or has a value that is none; names the line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            rows = [{name: value or "" for name, value in row.items() if name} for row in reader]
            columns = reader.fieldnames or ()
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: cannot be read as CSV: {error}") from error
    if missing := [name for name in NEEDED if name not in columns]:
        raise InputError(f"{path}: no column {missing[0]}; needed are {', '.join(NEEDED)}, and is_match where known.")
    if not rows:
        raise InputError(f"{path}: no pairs in it.")
    for number, row in enumerate(rows, 2):
        if row.get("is_match", "").strip().lower() not in ("", *TRUTH):
            raise InputError(f"{path}: row {number}: is_match is {row['is_match']!r}; write true, false or nothing.")
    return rows


def _print_figures(rows: Sequence[dict[str, str]], judged: Sequence[Judgement]) -> None:
    truth = [TRUTH[row["is_match"].strip().lower()] for row in rows]
    scores = [one.score for one in judged]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("Taken for one", "Precision", "Recall", "F1"):
        table.add_column(name, justify="left" if name == "Taken for one" else "right")
    plain = {
        "rapidfuzz WRatio": [fuzz.WRatio(row["name1"], row["name2"]) for row in rows],
        "rapidfuzz jaro_winkler": [JaroWinkler.similarity(row["name1"], row["name2"]) for row in rows],
    }
    same = measure([one.decision is Decision.SAME for one in judged], truth)
    maybe = measure([one.decision is not Decision.DIFFERENT for one in judged], truth)
    points = [("decided same, without a person", same), ("decided same or unsure", maybe)]
    points += [(f"score at least {t:.1f}", at(scores, truth, t)) for t in THRESHOLDS]
    top = best(scores, truth)
    points.append((f"score at its best threshold, {top.threshold:.2f}", top))
    for name, values in plain.items():
        top = best(values, truth)
        points.append((f"{name} at its best threshold, {top.threshold:.2f}", top))
    for name, point in points:
        table.add_row(name, f"{point.precision:.3f}", f"{point.recall:.3f}", f"{point.f1:.3f}")
    console = Console(stderr=True)
    console.print(f"\n{len(rows)} pairs whose truth is known, {sum(truth)} of them one.\n")
    console.print(table)
