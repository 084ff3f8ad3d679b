"""What a query gave, as a table, a picture, CSV or JSON."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from neo4j.graph import Node, Path, Relationship
from neo4j.time import Duration

from graph.store import Result
from ui.wording import polarity, shorten, type_name, verb

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would compute."""


def cell(value: Any) -> Any:
    """A value as a table shows it: numbers, dates and truth as they are, all else as text."""
    if value is None or isinstance(value, bool | int | float | dt.date | dt.datetime):
        return value
    if isinstance(value, str):
        return value
    if isinstance(value, Node):
        return node_name(value)
    if isinstance(value, Path):
        parts = [node_name(value.nodes[0])] if value.nodes else []
        for link, node in zip(value.relationships, value.nodes[1:], strict=True):
            parts.append(f"—{link.type}→ {node_name(node)}")
        return " ".join(parts)
    if isinstance(value, Relationship):
        facts = [str(link) for key in ("date", "status") if (link := value.get(key)) is not None]
        return f"{value.type} ({', '.join(facts)})" if facts else value.type
    if isinstance(value, list | tuple):
        return ", ".join(str(cell(item)) for item in value)
    if isinstance(value, dict):
        return json.dumps(plain(value), ensure_ascii=False)
    return str(value)


def node_name(node: Node) -> str:
    """What a node is called: its name or title, what it does, else its labels."""
    for key in ("name", "title"):
        if node.get(key):
            return str(node[key])
    if node.get("relation"):
        return f"{verb(str(node['relation']))} ({node.get('date') or 'undated'})"
    return str(node.get("id") or ":".join(sorted(node.labels)) or "node")


def node_type(node: Node) -> str:
    """The type of a node: that of an entity, else its label."""
    return str(node.get("type") or next(iter(sorted(node.labels - {"Entity"})), "Entity"))


def cells(result: Result) -> list[dict[str, Any]]:
    """The rows as a table shows them; columns of one kind stay of that kind, mixed ones become text."""
    columns = list(zip(*([cell(value) for value in row] for row in result.rows), strict=True))
    for place, column in enumerate(columns):
        kinds = {
            float if isinstance(value, int | float) and not isinstance(value, bool) else type(value) for value in column
        }
        if len(kinds - {type(None)}) > 1:
            columns[place] = tuple(None if value is None else str(value) for value in column)
    return [dict(zip(result.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def plain(value: Any) -> Any:
    """A value as JSON can hold it; nodes and relationships with all their properties."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, dt.date | dt.datetime | dt.time):
        return value.isoformat()
    if isinstance(value, Duration):
        return value.iso_format()
    if isinstance(value, Node):
        return {"labels": sorted(value.labels), **{key: plain(item) for key, item in value.items()}}
    if isinstance(value, Relationship):
        return {"type": value.type, **{key: plain(item) for key, item in value.items()}}
    if isinstance(value, Path):
        return {"nodes": [plain(n) for n in value.nodes], "relationships": [plain(r) for r in value.relationships]}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    return str(value)


def to_json(result: Result) -> str:
    """The rows as a JSON list of objects."""
    return json.dumps(
        [dict(zip(result.columns, map(plain, row), strict=True)) for row in result.rows], ensure_ascii=False, indent=1
    )


def to_csv(result: Result) -> str:
    """The rows as CSV; a text that a spreadsheet would compute is led by an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_inert(name) for name in result.columns])
    for row in result.rows:
        writer.writerow([_inert(cell(value)) for value in row])
    return out.getvalue()


def _inert(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _graph(values: Iterable[Any]) -> Iterator[Node | Relationship]:
    for value in values:
        if isinstance(value, Path):
            yield from value.nodes
            yield from value.relationships
        elif isinstance(value, Node | Relationship):
            yield value
        elif isinstance(value, list | tuple):
            yield from _graph(value)
        elif isinstance(value, dict):
            yield from _graph(value.values())


def picture(
    rows: Sequence[Sequence[Any]], *, most: int = 300
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], bool]:
    """Nodes and edges for the canvas, and whether some were left out beyond `most` nodes.

    A relationship is drawn when both its ends are in the result.
    """
    nodes: dict[str, Node] = {}
    links: dict[str, Relationship] = {}
    for value in _graph(item for row in rows for item in row):
        if isinstance(value, Node):
            nodes.setdefault(value.element_id, value)
        else:
            links.setdefault(value.element_id, value)
    shown = dict(list(nodes.items())[:most])
    drawn = [
        {
            "data": {
                "id": f"n{id_}",
                "label": shorten(node_name(node), 60),
                "tip": f"{node_name(node)}\n{type_name(node_type(node))}",
                "type": node_type(node),
                "size": 30,
                "hidden": 0,
                "root": False,
            }
        }
        for id_, node in shown.items()
    ]
    edges = []
    for id_, link in links.items():
        start, end = link.start_node, link.end_node
        if start is None or end is None or start.element_id not in shown or end.element_id not in shown:
            continue
        score = link.get("score")
        edges.append(
            {
                "data": {
                    "id": f"r{id_}",
                    "source": f"n{start.element_id}",
                    "target": f"n{end.element_id}",
                    "label": verb(link.type),
                    "tip": str(cell(link)),
                    "count": 1,
                    "polarity": polarity(score if isinstance(score, int | float) else None),
                    "status": str(link.get("status") or "realised"),
                    "symmetric": False,
                }
            }
        )
    return drawn, edges, len(nodes) > most
