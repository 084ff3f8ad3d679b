"""The whole graph as CSV for ``neo4j-admin database import``.

A missing value is an empty cell, an empty text a quoted one. Arrays are joined by U+001F, which no name holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from graph.errors import DatabaseError
from graph.exchange.aside import whole_folder
from graph.exchange.whole import KINDS, TIES, Extent, everything, extent
from graph.store import Store

BETWEEN = "\x1f"
HEADS = {
    "text": "string",
    "whole": "long",
    "number": "double",
    "truth": "boolean",
    "date": "date",
    "time": "datetime",
    "texts": "string[]",
}
OPTIONS = ("--array-delimiter=U+001F", "--multiline-fields=true")
ARGUMENTS = "import.args"


def export_admin(store: Store, folder: Path, *, replace: bool = False) -> int:
    """Write a folder of CSV files, with the options of the import in `import.args`; how many rows they have.

    Raises:
        InputError: the folder is there already or cannot be written.
        DatabaseError: the graph changed while it was read.
    """
    with whole_folder(folder, replace=replace, mark=ARGUMENTS) as inside:
        size = extent(store)
        with ExitStack() as stack:
            files: dict[str, IO[str]] = {}
            columns: dict[str, list[str]] = {}

            def write(name: str, head: Iterable[str], types: Mapping[str, str], cells: Iterable[str], own: Any) -> None:
                if name not in files:
                    columns[name] = sorted(types)
                    files[name] = stack.enter_context((inside / name).open("w", encoding="utf-8", newline=""))
                    titles = [*head, *(f"{key}:{HEADS[types[key]]}" for key in columns[name])]
                    files[name].write(",".join(titles) + "\n")
                row = [*cells, *(_cell(own.get(key)) for key in columns[name])]
                files[name].write(",".join(row) + "\n")

            for node in everything(store, size):
                types = {key: type_ for key, type_ in size.types[node.kind].items() if key != "id"}
                cells = _cell(node.id), _cell(list(node.labels))
                write(f"{node.kind}.csv", (f"id:ID({node.kind})", ":LABEL"), types, cells, node.properties)
                for link in node.links:
                    name = link.type if link.type in TIES else "triples"
                    head = f":START_ID({node.kind})", f":END_ID({link.kind})", ":TYPE"
                    ends = _cell(node.id), _cell(link.id), _cell(link.type)
                    write(f"{name}.csv", head, _types(size, name), ends, link.properties)
        arguments = [
            *OPTIONS,
            *(
                f"--{'nodes' if name.removesuffix('.csv') in KINDS else 'relationships'}=./{name}"
                for name in sorted(files)
            ),
        ]
        (inside / ARGUMENTS).write_text("\n".join(arguments) + "\n", encoding="utf-8")
    return size.nodes + size.relationships


def _types(size: Extent, name: str) -> Mapping[str, str]:
    return size.types.get(name, {}) if name in TIES else size.of_triples()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, list):
        if held := [item for item in value if BETWEEN in item]:
            raise DatabaseError(f"{held[0]!r} holds the character U+001F, which parts the names in these files.")
        text = BETWEEN.join(value)
    else:
        text = str(value)
    return '"' + text.replace('"', '""') + '"'
