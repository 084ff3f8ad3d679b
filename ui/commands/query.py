"""policysignal query: saved questions, and Cypher that only reads."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from graph.errors import InputError

if TYPE_CHECKING:
    from graph.store import Result

LIMIT = 100


def query(
    asked: Annotated[
        str,
        typer.Argument(
            metavar="NAME|CYPHER", help="A saved question by name, or a statement that reads.", show_default=False
        ),
    ] = "",
    param: Annotated[
        list[str] | None,
        typer.Option(
            "--param",
            "-p",
            metavar="NAME=VALUE",
            help="A parameter; may be repeated. In Cypher of your own it is text.",
            show_default=False,
        ),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the saved questions and their parameters.")] = False,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON: a list of objects.")] = False,
    csv_: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="Rows at most.")] = LIMIT,
) -> None:
    """Ask the graph a saved question, or one in Cypher.

    Entities are given by name, alias or id: policysignal query what_happened_to_firm -p firm=Tencent
    """
    from graph.questions import bind, question
    from graph.settings import Settings
    from graph.store import open_store
    from ui.commands.db import shown_progress

    if json_ and csv_:
        raise InputError("Choose one of --json and --csv.")
    if list_:
        _print_questions(Console(), as_json=json_)
        return
    if not asked.strip():
        raise InputError(
            "Name a saved question, or write a statement; `policysignal query --list` lists the questions."
        )
    given = _parameters(param or ())
    saved = question(asked.strip()) if re.fullmatch(r"\s*\w+\s*", asked) else None
    with shown_progress() as report, open_store(Settings.from_environment(), progress=report) as store:
        values = bind(store, saved, given) if saved else dict(given)
        result = store.run_readonly(saved.text if saved else asked, params=values, limit=limit)
    rows = [tuple(_plain(value) for value in row) for row in result.rows] if json_ or csv_ else []
    if json_:
        objects = [dict(zip(result.columns, row, strict=True)) for row in rows]
        sys.stdout.write(json.dumps(objects, indent=2, ensure_ascii=False, default=str) + "\n")
    elif csv_:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(result.columns)
        writer.writerows([[_cell(value) for value in row] for row in rows])
    else:
        _print_table(Console(), result)
    # what the server remarks on a saved question (a relation that no article tells of yet) helps nobody
    note = result.note.partition("\n")[0] if saved and result.truncated else "" if saved else result.note
    if note:
        Console(stderr=True).print(Text(note, style="yellow"))


def _parameters(texts: Sequence[str]) -> dict[str, str]:
    given = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            raise InputError(f"--param {text!r}: write it as name=value.")
        given[name.strip()] = value.strip()
    return given


def _print_questions(console: Console, *, as_json: bool) -> None:
    from graph.questions import questions

    if as_json:
        listed = [
            {
                "name": one.name,
                "purpose": one.purpose,
                "parameters": [{"name": p.name, "type": p.type, "default": p.default} for p in one.parameters],
            }
            for one in questions()
        ]
        sys.stdout.write(json.dumps(listed, indent=2, ensure_ascii=False) + "\n")
        return
    for one in questions():
        console.print(Text(one.name, style="bold"))
        console.print(Text(f"  {one.purpose}"))
        for parameter in one.parameters:
            line = f"  -p {parameter.name}={parameter.default}  ({parameter.type})"
            console.print(Text(line, style="dim"), soft_wrap=True)


def _print_table(console: Console, result: Result) -> None:
    rows = result.rows
    if result.plan is not None and not rows:
        console.print_json(json.dumps(result.plan, default=str))
        return
    if not rows:
        console.print("No rows.")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    numbers = [all(isinstance(row[n], int | float) for row in rows) for n in range(len(result.columns))]
    for name, number in zip(result.columns, numbers, strict=True):
        table.add_column(Text(name), justify="right" if number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(_shown(value)) for value in row))
    console.print(table)


def _plain(value: Any) -> Any:
    """A value of the graph as JSON can hold it: a node or relationship as its properties."""
    from neo4j.graph import Node, Path, Relationship

    from graph.store import native

    if isinstance(value, Node):
        return {"labels": sorted(value.labels), **{name: _plain(item) for name, item in value.items()}}
    if isinstance(value, Relationship):
        return {"type": value.type, **{name: _plain(item) for name, item in value.items()}}
    if isinstance(value, Path):
        return [_plain(item) for item in (*value.nodes, *value.relationships)]
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return native(value)


def _shown(value: Any) -> str:
    """A value as a reader of a table wants it: of a node its name, of a relationship its type, status and date."""
    from neo4j.graph import Node, Path, Relationship

    if isinstance(value, Node):
        return str(value.get("name") or value.get("title") or value.get("id") or ":".join(sorted(value.labels)))
    if isinstance(value, Relationship):
        told = (value.type, value.get("status"), value.get("date"))
        return " ".join(str(_plain(part)) for part in told if part is not None)
    if isinstance(value, Path):
        return " – ".join(_shown(node) for node in value.nodes)
    return _cell(_plain(value))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(_cell(item) for item in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
