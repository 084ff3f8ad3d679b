"""Events and reports as Parquet: two tables, a row an event and a row a report, with the names that they need."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from graph.exchange.aside import whole_folder
from graph.exchange.whole import extent, nodes
from graph.store import Store

EVENTS, REPORTS = "events.parquet", "reports.parquet"
COLUMNS = {
    "text": pa.string(),
    "whole": pa.int64(),
    "number": pa.float64(),
    "truth": pa.bool_(),
    "date": pa.date32(),
    "time": pa.timestamp("us", tz="UTC"),
    "texts": pa.list_(pa.string()),
}
ROWS = 10_000
"""Rows of a group."""


def export_tables(store: Store, folder: Path, *, replace: bool = False) -> int:
    """Write a folder with `events.parquet` and `reports.parquet`; how many rows they have.

    Events have the properties of the schema and the names of actor and target; reports have theirs, the ids of article
    and event, and what the article is.

    Raises:
        InputError: the folder is there already or cannot be written.
        DatabaseError: the server refuses or cannot be reached.
    """
    with whole_folder(folder, replace=replace, mark=EVENTS) as inside:
        types = extent(store).types
        names = {node.id: node.properties["name"] for node in nodes(store, "Entity")}
        named = {"actor_name": "text", "target_name": "text"}
        about = {
            "article": "text",
            "event": "text",
            "publisher": "text",
            "published": "date",
            "title": "text",
            "url": "text",
        }
        events = _Table(inside / EVENTS, {**types.get("Event", {}), **named})
        for node in nodes(store, "Event"):
            own = node.properties
            events.add({**own, "actor_name": names[own["actor"]], "target_name": names.get(own["target"])})
        reports = _Table(inside / REPORTS, {**types.get("REPORTS", {}), **about})
        for node in nodes(store, "Article"):
            article = {key: node.properties.get(key) for key in ("publisher", "published", "title", "url")}
            for link in node.links:
                if link.type == "REPORTS":
                    reports.add({**link.properties, **article, "article": node.id, "event": link.id})
        return events.close() + reports.close()


class _Table:
    """A Parquet file that is written group by group."""

    def __init__(self, path: Path, types: Mapping[str, str]) -> None:
        self._schema = pa.schema([(key, COLUMNS[type_]) for key, type_ in types.items()])
        self._writer = parquet.ParquetWriter(path, self._schema, compression="zstd")
        self._waiting: list[dict[str, Any]] = []
        self._rows = 0

    def add(self, row: dict[str, Any]) -> None:
        self._waiting.append(row)
        if len(self._waiting) == ROWS:
            self._write()

    def close(self) -> int:
        """Write what waits; how many rows the table has."""
        self._write()
        self._writer.close()
        return self._rows

    def _write(self) -> None:
        self._writer.write_table(pa.Table.from_pylist(self._waiting, schema=self._schema))
        self._rows += len(self._waiting)
        self._waiting = []
