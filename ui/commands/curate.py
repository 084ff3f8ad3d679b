"""policysignal review, merge, split, undo: who is who, as a person decides it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from graph.errors import InputError

if TYPE_CHECKING:
    from graph.curation import Preview
    from graph.decisions import Decision
    from graph.model import Entity
    from graph.resolution.candidates import Candidate
    from graph.store import Store

console = Console()
ENTITY = "An entity by name, alias or id."
WHY = "Why, for those who read it later."
Why = Annotated[str, typer.Option("--why", help=WHY, show_default=False)]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def review(
    limit: Annotated[int, typer.Option(min=1, help="Pairs at most.")] = 50,
    list_: Annotated[bool, typer.Option("--list", help="List the pairs and ask nothing.")] = False,
    json_: Annotated[bool, typer.Option("--json", help="Print the pairs as JSON and ask nothing.")] = False,
) -> None:
    """Walk through entities that may be one, and decide.

    The surest come first. Answers: s same, d different, k skip, q quit. Each is written down at once and can be
    taken back with `policysignal undo`.
    """
    with opened_graph() as (store, path):
        from ui.decisions import find_candidates

        found = find_candidates(store, path)[:limit]
        if json_:
            typer.echo(json.dumps([_as_data(one) for one in found], indent=2, ensure_ascii=False))
        elif not found:
            console.print("No two entities look like one. Nothing to review.")
        elif list_:
            _print_candidates(found)
        else:
            _ask(store, path, found)


def merge(
    entity: Annotated[str, typer.Argument(metavar="KEEP", help=f"{ENTITY} It stays.", show_default=False)] = "",
    other: Annotated[str, typer.Argument(metavar="OTHER", help=f"{ENTITY} It goes.", show_default=False)] = "",
    sure: Annotated[
        bool, typer.Option("--sure", help="Merge all whose names differ in form alone, instead of two by name.")
    ] = False,
    why: Why = "",
    yes: Yes = False,
) -> None:
    """Make two entities one.

    What is told of OTHER is told of KEEP, and its names become aliases. What would change is counted first.

    policysignal merge "Ant Group" "Ant Group Co Ltd"
    """
    if sure == bool(entity or other) or bool(entity) != bool(other):
        raise InputError("Name two entities, the one that stays first, or give --sure.")
    with opened_graph() as (store, path):
        from graph.decisions import Decision, Kind

        if sure:
            _merge_sure(store, path, yes=yes)
            return
        keep, gone = find(store, entity), find(store, other)
        if keep.id == gone.id:
            raise InputError(f"{entity!r} and {other!r} are one entity already: {keep.id}.")
        if keep.type != gone.type:
            raise InputError(
                f"{keep.name} is a {keep.type} and {gone.name} a {gone.type}: two of different types are not one. "
                "If one of them has the wrong type, give it the right one first (`policysignal decide retype`)."
            )
        ask_and_carry_out(store, path, Decision(Kind.SAME, why, keep, gone), yes=yes)


def split(
    entity: Annotated[str, typer.Argument(metavar="ENTITY", help=ENTITY, show_default=False)],
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name of the other one.", show_default=False)],
    articles: Annotated[
        list[str], typer.Argument(metavar="ARTICLE", help="Articles that mean the other one.", show_default=False)
    ],
    why: Why = "",
    yes: Yes = False,
) -> None:
    """Take namesakes apart.

    What these articles tell of ENTITY is told of another one of this NAME.

    policysignal split "Wang Wei" "Wang Wei (banker)" 2021-03-16_harbour
    """
    with opened_graph() as (store, path):
        from graph.curation import split_off
        from ui.commands.articles import find_article

        ids = [find_article(store, one) for one in articles]
        ask_and_carry_out(store, path, replace(split_off(find(store, entity), name, ids), why=why), yes=yes)


def undo(
    decision: Annotated[
        str, typer.Argument(metavar="DECISION", help="Its id; without one, the last that stands.", show_default=False)
    ] = "",
    why: Why = "",
    yes: Yes = False,
) -> None:
    """Take a decision back.

    `policysignal decide list` tells the ids; an undo can be taken back too.
    """
    with opened_graph() as (store, path):
        from graph.decisions import Decision, Kind, read, standing

        made = read(path)
        wanted = decision or next((one.id for one in reversed(standing(made))), "")
        about = next((one for one in made if one.id == wanted), None)
        if about is None:
            raise InputError(
                f"There is no decision {wanted!r}. `policysignal decide list` lists them."
                if wanted
                else "Nothing has been decided that could be taken back."
            )
        if about.id not in {one.id for one in standing(made)} and about.kind is not Kind.UNDO:
            raise InputError(f"{about.id} has been taken back already.")
        console.print(f"Take back: {about} ({about.who}, {about.when[:10]})", highlight=False)
        ask_and_carry_out(store, path, Decision(Kind.UNDO, why, undoes=about.id), yes=yes)


@contextmanager
def opened_graph() -> Iterator[tuple[Store, Path]]:
    """The graph, and the file of decisions beside it."""
    from graph.settings import Settings
    from graph.store import open_store
    from ui.commands.db import shown_progress
    from ui.decisions import decisions_file

    settings = Settings.from_environment()
    with shown_progress() as report, open_store(settings, progress=report) as store:
        yield store, decisions_file(settings)


def find(store: Store, text: str) -> Entity:
    """The entity that a person means.

    Raises:
        InputError: there is none; names those that come near.
    """
    from graph.curation import entity
    from graph.questions import find_entity

    return entity(store, find_entity(store, text))


def ask_and_carry_out(store: Store, path: Path, decision: Decision, *, yes: bool) -> None:
    """Show what a decision changes, ask, and carry it out."""
    from graph.curation import carry_out, preview
    from graph.decisions import Kind

    if decision.kind is not Kind.UNDO:
        console.print(Text(str(decision), style="bold"))
        _print_preview(preview(store, path, decision))
    if not yes:
        typer.confirm("Do it?", abort=True)
    made = carry_out(store, path, decision)
    console.print(
        f"Done, as decision {made.id}. Take it back with: policysignal undo {made.id}", highlight=False, soft_wrap=True
    )


def _print_preview(seen: Preview) -> None:
    counts = (many(seen.articles, "article"), many(seen.reports, "report"), many(seen.events, "event"))
    console.print("  {} written anew, {} changed; {} now".format(*counts), highlight=False)
    if seen.names:
        console.print(Text(f"  names: {', '.join(seen.names)}"), soft_wrap=True)


def _merge_sure(store: Store, path: Path, *, yes: bool) -> None:
    from graph.curation import carry_out, entity
    from graph.decisions import Decision, Kind
    from graph.resolution import Decision as Outcome
    from ui.decisions import find_candidates, keep

    done = 0
    while found := [one for one in find_candidates(store, path) if one.decision is Outcome.SAME]:
        if not done:
            _print_candidates(found)
            if not yes:
                typer.confirm(f"Merge {many(len(found), 'pair')}?", abort=True)
        seen: set[str] = set()
        for one in found:
            stays, goes = keep(one)
            if {stays.id, goes.id} & seen:
                continue  # looked at again once the first of them is merged
            seen |= {stays.id, goes.id}
            why = "; ".join(one.reasons)
            both = (entity(store, stays.id), entity(store, goes.id))
            carry_out(store, path, Decision(Kind.SAME, why, *both, who="policysignal"))
            done += 1
    console.print(f"{many(done, 'pair')} merged." if done else "No names differ in form alone. Nothing to merge.")


def _ask(store: Store, path: Path, found: list[Candidate]) -> None:
    from graph.curation import carry_out, entity, preview
    from graph.decisions import Decision, Kind
    from ui.decisions import keep

    gone: set[str] = set()
    decided = 0
    for place, one in enumerate(found, 1):
        stays, goes = keep(one)
        if {stays.id, goes.id} & gone:
            continue
        console.print(
            Text.assemble(
                (f"\n{place}/{len(found)}  ", "dim"),
                (goes.name, "bold"),
                "  is  ",
                (stays.name, "bold"),
                f" ?   {stays.type}, {one.score:.2f}",
            )
        )
        for reason in one.reasons:
            console.print(Text(f"  {reason}", style="dim"), soft_wrap=True)
        same = Decision(Kind.SAME, "", entity(store, stays.id), entity(store, goes.id))
        _print_preview(preview(store, path, same))
        answer = typer.prompt("  [s]ame, [d]ifferent, s[k]ip, [q]uit", default="k").strip().lower()[:1]
        if answer == "q":
            break
        if answer in "sd" and answer:
            carry_out(store, path, same if answer == "s" else replace(same, kind=Kind.DIFFERENT))
            decided += 1
            gone |= {goes.id} if answer == "s" else set()
    console.print(f"\n{many(decided, 'decision')} written down.")


def _print_candidates(found: list[Candidate]) -> None:
    from ui.decisions import keep

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("Decision", "Score", "Type", "Stays", "Goes", "Why"):
        table.add_column(name, justify="right" if name == "Score" else "left")
    for one in found:
        stays, goes = keep(one)
        table.add_row(one.decision.value, f"{one.score:.2f}", stays.type, stays.name, goes.name, "; ".join(one.reasons))
    console.print(table)


def _as_data(one: Candidate) -> dict[str, object]:
    from ui.decisions import keep

    stays, goes = keep(one)
    return {
        "decision": one.decision.value,
        "score": round(one.score, 4),
        "keep": stays.id,
        "other": goes.id,
        "reasons": list(one.reasons),
    }


def many(count: int, noun: str) -> str:
    """A number with its noun."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
