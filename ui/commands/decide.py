"""policysignal decide: names, types, pairs and triples, as a person decides them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from graph.errors import InputError
from graph.model import Status
from ui.commands.curate import ENTITY, Why, Yes, ask_and_carry_out, find, many, opened_graph

if TYPE_CHECKING:
    from graph.decisions import Correction

console = Console()
EVENT = "An event by id or its beginning."
app = typer.Typer(help="Decide on a name, a type, a pair or a triple; list decisions.", no_args_is_help=True)


@app.command("rename")
def rename(
    entity: Annotated[str, typer.Argument(metavar="ENTITY", help=ENTITY, show_default=False)],
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name it goes by.", show_default=False)],
    why: Why = "",
    yes: Yes = False,
) -> None:
    """Give an entity another name; the old one stays as an alias."""
    with opened_graph() as (store, path):
        from graph.curation import renamed

        ask_and_carry_out(store, path, replace(renamed(find(store, entity), name), why=why), yes=yes)


@app.command("retype")
def retype(
    entity: Annotated[str, typer.Argument(metavar="ENTITY", help=ENTITY, show_default=False)],
    type_: Annotated[str, typer.Argument(metavar="TYPE", help="Person, Company …", show_default=False)],
    why: Why = "",
    yes: Yes = False,
) -> None:
    """Say what an entity is: a Company and no Person."""
    with opened_graph() as (store, path):
        from graph.curation import retyped

        ask_and_carry_out(store, path, replace(retyped(find(store, entity), type_), why=why), yes=yes)


@app.command("different")
def different(
    entity: Annotated[str, typer.Argument(metavar="ENTITY", help=ENTITY, show_default=False)],
    other: Annotated[str, typer.Argument(metavar="OTHER", help=ENTITY, show_default=False)],
    why: Why = "",
) -> None:
    """Say that two entities are two; they are not asked for again."""
    with opened_graph() as (store, path):
        from graph.decisions import Decision, Kind

        one, two = find(store, entity), find(store, other)
        if one.id == two.id:
            raise InputError(f"{entity!r} and {other!r} are one entity: {one.id}. `policysignal split` takes it apart.")
        ask_and_carry_out(store, path, Decision(Kind.DIFFERENT, why, one, two), yes=True)


@app.command("confirm")
def confirm(
    event: Annotated[str, typer.Argument(metavar="EVENT", help=EVENT, show_default=False)],
    yes: Yes = False,
) -> None:
    """Say that a triple is right: its reports are certain."""
    _judge("confirm", event, yes=yes)


@app.command("reject")
def reject(
    event: Annotated[str, typer.Argument(metavar="EVENT", help=EVENT, show_default=False)],
    yes: Yes = False,
) -> None:
    """Say that a triple is wrong: the sentences that were read so do not report it any more."""
    _judge("reject", event, yes=yes)


@app.command("correct")
def correct(
    event: Annotated[str, typer.Argument(metavar="EVENT", help=EVENT, show_default=False)],
    relation: Annotated[str, typer.Option(metavar="RELATION", help="What was done instead: FINES …")] = "",
    status: Annotated[Status | None, typer.Option(help="Whether it happened.")] = None,
    turned: Annotated[bool, typer.Option("--turned", help="The target acts on the actor.")] = False,
    yes: Yes = False,
) -> None:
    """Say what the sentences of a triple tell instead: another relation, another status, the other way round."""
    from graph.decisions import Correction

    _judge("correct", event, yes=yes, correction=Correction(relation, status, turned))


@app.command("list")
def list_decisions(
    json_: Annotated[bool, typer.Option("--json", help="Print JSON Lines, as they are kept.")] = False,
) -> None:
    """List what was decided, when, by whom and why, and what was taken back."""
    from graph.decisions import read, standing
    from graph.settings import Settings
    from ui.decisions import decisions_file

    path = decisions_file(Settings.from_environment())
    made = read(path)
    if json_:
        typer.echo(path.read_text(encoding="utf-8") if made else "", nl=False)
        return
    if not made:
        console.print("Nothing has been decided yet. `policysignal review` asks about entities that may be one.")
        return
    stands = {one.id for one in standing(made)}
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("Id", "When", "Who", "What", "Why"):
        table.add_column(name)
    for one in made:
        style = "" if one.id in stands else "dim"
        what = f"{one}" if one.id in stands or one.kind == "undo" else f"{one} (taken back)"
        table.add_row(one.id, one.when[:10], one.who, what, one.why, style=style)
    console.print(table)
    console.print(f"\nKept in {path}", style="dim", soft_wrap=True, highlight=False)


@app.command("replay")
def replay_decisions() -> None:
    """Carry out all decisions again, on the whole graph: after an interruption, or on a new graph."""
    with opened_graph() as (store, path):
        from graph.curation import replay

        articles = replay(store, path)
        console.print(f"{many(articles, 'article')} written anew.")


def _judge(kind: str, event: str, *, yes: bool, correction: Correction | None = None) -> None:
    with opened_graph() as (store, path):
        from graph.curation import judged
        from graph.decisions import Kind

        ask_and_carry_out(store, path, judged(store, path, Kind(kind), event, correction=correction), yes=yes)
