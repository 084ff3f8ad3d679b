"""policysignal export, import: the graph in files, and back."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.errors import InputError
from ui.commands.analyze import HAPPENED, Confidence, Relations, Since, Statuses, Types, Until, chosen_filter

if TYPE_CHECKING:
    from graph.store import Store


class Form(StrEnum):
    """What an export is written as."""

    JSONL = "jsonl"
    GRAPHML = "graphml"
    GEXF = "gexf"
    NEO4J = "neo4j"
    PARQUET = "parquet"


OF_NETWORKS = (Form.GRAPHML, Form.GEXF)


def export(
    path: Annotated[
        Path, typer.Argument(metavar="PATH", help="A file, or for neo4j and parquet a folder.", show_default=False)
    ],
    form: Annotated[
        Form | None,
        typer.Option("--as", help="What to write; unless told it goes by the ending of the file.", show_default=False),
    ] = None,
    relation: Relations = None,
    status: Statuses = HAPPENED,
    type_: Types = None,
    since: Since = None,
    until: Until = None,
    min_confidence: Confidence = 0.0,
    force: Annotated[bool, typer.Option("--force", help="Replace what an earlier export wrote there.")] = False,
) -> None:
    """Write the graph to files: to keep it, draw it, or read it elsewhere.

    jsonl holds the whole graph, and `policysignal import` restores it; graphml and gexf hold the network of the acts
    that the options choose; neo4j is CSV for neo4j-admin database import; parquet has a table of events and one of
    reports.
    """
    from graph.settings import Settings
    from graph.store import open_store
    from ui.commands.db import shown_progress

    wanted = form or _by_ending(path)
    chosen = chosen_filter(relation, status, type_, since, until, min_confidence)
    filtered = bool(relation or type_ or since or until or min_confidence or tuple(status) != tuple(HAPPENED))
    if filtered and wanted not in OF_NETWORKS:
        raise InputError(f"{wanted} holds the whole graph; relations, dates and the like choose for graphml and gexf.")
    with shown_progress() as report, open_store(Settings.from_environment(), progress=report) as store:
        if wanted in OF_NETWORKS:
            from graph import network
            from graph.exchange.drawings import export_network

            of = network.read(store, chosen)
            export_network(of, path, form=wanted.value, replace=force)
            typer.echo(f"Wrote {len(of.members):,} entities and {len(of.acts):,} acts to {path}.")
        else:
            typer.echo(_export_whole(store, path, wanted, replace=force))


def import_(
    path: Annotated[
        Path, typer.Argument(metavar="FILE", help="JSON Lines that export wrote.", show_default=False)
    ],
) -> None:  # fmt: skip
    """Restore the graph of an export in an empty database."""
    from graph.exchange.lines import import_lines
    from graph.settings import Settings
    from graph.store import open_store
    from ui.commands.db import shown_progress

    with shown_progress() as report, open_store(Settings.from_environment(), progress=report) as store:
        done = import_lines(store, path)
    typer.echo(f"Restored {done.nodes:,} nodes and {done.relationships:,} relationships.")


def _by_ending(path: Path) -> Form:
    for form in (Form.JSONL, *OF_NETWORKS):
        if path.suffix == f".{form}":
            return form
    raise InputError(
        f"{path} does not tell by its ending what to write: end it in .jsonl, .graphml or .gexf, or choose --as neo4j "
        "or --as parquet for a folder."
    )


def _export_whole(store: Store, path: Path, form: Form, *, replace: bool) -> str:
    if form is Form.JSONL:
        from graph.exchange.lines import export_lines

        return f"Wrote {export_lines(store, path, replace=replace):,} nodes and relationships to {path}."
    if form is Form.PARQUET:
        from graph.exchange.tables import export_tables

        return f"Wrote {export_tables(store, path, replace=replace):,} events and reports to {path}."
    from graph.exchange.admin import ARGUMENTS, export_admin

    rows = export_admin(store, path, replace=replace)
    return (
        f"Wrote {rows:,} nodes and relationships to {path}. With the server stopped, in that folder:\n"
        f"  neo4j-admin database import full neo4j @{ARGUMENTS}"
    )
