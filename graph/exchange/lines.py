"""The whole graph as JSON Lines, and back: what is read is, byte for byte, what would be written.

The first line tells the format, how many nodes and relationships follow, and which properties are dates and times; each
further line is a node or a relationship, those that start at a node right after it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.errors import InputError
from graph.exchange.aside import whole_file
from graph.exchange.whole import KINDS, TIES, everything, extent
from graph.ontology import Ontology, ontology
from graph.store import Row, Store

FORMAT = 1
BATCH = 2_000
"""Rows that are written in one transaction."""
MAKE = {"date": dt.date.fromisoformat, "time": dt.datetime.fromisoformat}


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import brought."""

    nodes: int
    relationships: int


def export_lines(store: Store, path: Path, *, replace: bool = False) -> int:
    """Write the whole graph; the number of its nodes and relationships.

    Raises:
        InputError: the file is there already or cannot be written.
        DatabaseError: the graph changed while it was read.
    """
    with whole_file(path, replace=replace) as file:
        size = extent(store)
        head = {
            "format": FORMAT,
            "nodes": size.nodes,
            "relationships": size.relationships,
            "types": {
                kind: own
                for kind, keys in sorted(size.types.items())
                if (own := {key: type_ for key, type_ in sorted(keys.items()) if type_ in MAKE})
            },
        }
        file.write(_line({"policysignal": head}))
        for node in everything(store, size):
            file.write(_line({"node": list(node.labels), "properties": dict(sorted(node.properties.items()))}))
            for link in node.links:
                one = {"relationship": link.type, "start": [node.kind, node.id], "end": [link.kind, link.id]}
                file.write(_line(one | {"properties": dict(sorted(link.properties.items()))}))
    return size.nodes + size.relationships


def import_lines(store: Store, path: Path) -> Imported:
    """Restore the graph of an export in an empty one; the file is checked whole before anything is written.

    Raises:
        InputError: the file is no whole export, or the graph is not empty.
        DatabaseError: the server refuses or cannot be reached.
    """
    try:
        size = _check(path)
        (there,) = store.read("exchange/count_everything")
        if there["nodes"]:
            raise InputError(
                f"The graph holds {there['nodes']:,} nodes already, and an import restores a whole graph: empty it "
                "first (`policysignal db reset` does for the Neo4j of this machine)."
            )
        for links in (False, True):
            statement = "exchange/create_relationships" if links else "exchange/create_nodes"
            batch: list[Row] = []
            for row in _rows(path, links=links):
                batch.append(row)
                if len(batch) == BATCH:
                    store.write(statement, rows=batch)
                    batch = []
            if batch:
                store.write(statement, rows=batch)
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror or error}).") from error
    (there,) = store.read("exchange/count_everything")
    if (there["nodes"], there["relationships"]) != (size.nodes, size.relationships):
        raise InputError(
            f"The graph now holds {there['nodes']:,} nodes and {there['relationships']:,} relationships, not those of "
            f"{path}: somebody else has written meanwhile. Empty it and import again."
        )
    return size


def _line(value: Mapping[str, Any]) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=lambda day: day.isoformat())
    return text.encode() + b"\n"


def _read(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                value = json.loads(line)
            except ValueError as error:
                raise InputError(f"{path}, line {number}: not JSON ({error}). Nothing was written.") from error
            if not isinstance(value, dict):
                raise InputError(f"{path}, line {number}: not an object. Nothing was written.")
            yield number, value


def _head(path: Path) -> dict[str, Any]:
    _, first = next(_read(path), (0, {}))
    head = first.get("policysignal")
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise InputError(
            f"{path} is no export of Policy Signal in format {FORMAT}: its first line does not say so. Articles are "
            "read by `policysignal ingest`."
        )
    return head


def _check(path: Path) -> Imported:
    """Hold a file to its own head and to the ontology."""
    head = _head(path)
    words = ontology()
    ids: set[tuple[str, str]] = set()
    ends: set[tuple[str, str]] = set()
    found = {"node": 0, "relationship": 0}
    for number, value in _read(path):
        if number == 1:
            continue
        try:
            problem = _problem(value, words, ids, ends)
        except (KeyError, TypeError, ValueError) as error:
            problem = f"not a node or relationship of an export ({error!r})"
        if problem:
            raise InputError(f"{path}, line {number}: {problem}. Nothing was written.")
        found["node" if "node" in value else "relationship"] += 1
    if missing := sorted(ends - ids):
        raise InputError(f"{path}: a relationship has an end that is not there ({missing[0][1]}). Nothing was written.")
    if (head["nodes"], head["relationships"]) != (found["node"], found["relationship"]):
        raise InputError(
            f"{path} is not whole: it tells of {head['nodes']:,} nodes and {head['relationships']:,} relationships "
            f"and has {found['node']:,} and {found['relationship']:,}. Nothing was written."
        )
    for links in (False, True):
        deque(_rows(path, links=links), maxlen=0)  # whether every date and time can be read
    return Imported(found["node"], found["relationship"])


def _problem(value: Mapping[str, Any], words: Ontology, ids: set[tuple[str, str]], ends: set[tuple[str, str]]) -> str:
    """Why a line is not of an export, or nothing; notes its id, or its ends."""
    if "node" in value:
        kind, *others = value["node"]
        if kind not in KINDS or not set(others) <= (set(words.types) if kind == "Entity" else set()):
            return f"a node has the labels {', '.join(map(str, value['node']))}"
        key = kind, value["properties"]["id"]
        if key in ids:
            return f"{key[1]} is there twice"
        ids.add(key)
        return ""
    if value["relationship"] not in words.relations and value["relationship"] not in TIES:
        return f"{value['relationship']!r} is no relationship of the graph"
    (from_, start), (to, end) = value["start"], value["end"]
    ends |= {(from_, start), (to, end)}
    return "" if isinstance(value["properties"], dict) else "it has no properties"


def _rows(path: Path, *, links: bool) -> Iterator[Row]:
    """The rows that are written: of the nodes, or of the relationships."""
    types = _head(path)["types"]
    for number, value in _read(path):
        if number == 1 or ("node" in value) == links:
            continue
        kind = value["relationship"] if links else value["node"][0]
        made = {key: MAKE[type_] for key, type_ in types.get(kind, {}).items()}
        try:
            own = {key: made[key](item) if key in made else item for key, item in value["properties"].items()}
        except (TypeError, ValueError) as error:
            raise InputError(f"{path}, line {number}: {error}. Nothing was written.") from error
        if links:
            (from_, start), (to, end) = value["start"], value["end"]
            yield {"type": kind, "from": from_, "start": start, "to": to, "end": end, "properties": own}
        else:
            yield {"labels": value["node"], "properties": own}
