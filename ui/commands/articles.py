"""policysignal show, remove: single articles of the graph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from graph.errors import InputError
from graph.model import EventDate, Precision

if TYPE_CHECKING:
    from graph.store import Store

ARTICLE = "Its id, the beginning of its id, or its address."


def show(
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help=ARTICLE, show_default=False)],
) -> None:
    """Show what an article reports, with its sentences."""
    from graph.settings import Settings
    from graph.store import open_store
    from ui.commands.db import shown_progress

    with shown_progress() as report, open_store(Settings.from_environment(), progress=report) as store:
        row = store.read("explore/read_article", id=find_article(store, article))[0]
    console = Console()
    console.print(Text(row["title"] or row["origin"] or article, style="bold"))
    about = (row["publisher"], row["author"], str(row["published"] or ""), row["url"] or row["origin"])
    console.print(Text(" · ".join(filter(None, about)), style="dim"), soft_wrap=True)
    if not row["reports"]:
        console.print("\nNo policy signals.")
    for told in row["reports"]:
        console.print()
        _print_report(console, row["text"], told)


def remove(
    articles: Annotated[list[str] | None, typer.Argument(metavar="ARTICLE", help=ARTICLE, show_default=False)] = None,
    publisher: Annotated[
        str, typer.Option(metavar="NAME", help="Every article that this publisher printed.", show_default=False)
    ] = "",
    run: Annotated[
        str, typer.Option(metavar="RUN", help="Every article that this run loaded; `stats` lists runs.")
    ] = "",
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Do not ask before a publisher or a run is removed.")
    ] = False,
) -> None:
    """Take articles away, and all that only they support: single ones, or all of a publisher or a run."""
    from graph import load
    from graph.settings import Settings
    from graph.store import open_store
    from ui.commands.db import shown_progress

    if not articles and not publisher and not run:
        raise InputError("Name articles, or --publisher or --run.")
    with shown_progress() as report, open_store(Settings.from_environment(), progress=report) as store:
        ids = [find_article(store, article) for article in articles or ()]
        if publisher or run:
            found = find_articles(store, publisher=publisher, run=run)
            if not yes:
                typer.confirm(f"Remove {len(found):,} articles and all that only they support?", abort=True)
            ids += found
        for id_ in load.remove_each(store, ids):
            typer.echo(f"Removed {id_}.")
        if run:
            load.remove_run(store, run)


def find_articles(store: Store, *, publisher: str, run: str) -> list[str]:
    """The ids of all articles of a publisher, of a run, or of both.

    Raises:
        InputError: there is none.
    """
    found = [row["id"] for row in store.read("explore/find_articles_of", publisher=publisher, run=run)]
    if not found:
        of = " and ".join(filter(None, (publisher and f"publisher {publisher!r}", run and f"run {run!r}")))
        raise InputError(f"There is no article of {of}. `policysignal stats` lists the last runs.")
    return found


def find_article(store: Store, text: str) -> str:
    """The id of the article that a person means.

    Raises:
        InputError: there is none, or more than one.
    """
    rows = store.read("explore/find_articles", text=text) if text else []
    if not rows:
        raise InputError(f"There is no article {text!r}. `policysignal query latest_articles` lists some.")
    if len(rows) > 1 and rows[0]["id"] != text:
        some = ", ".join(row["id"] for row in rows)
        raise InputError(f"{text!r} is the beginning of several articles ({some}, …): write more of it.")
    found: str = rows[0]["id"]
    return found


def _print_report(console: Console, text: str, told: Mapping[str, Any]) -> None:
    target = told["target"] or told["amount"] or ""
    console.print(Text.assemble(told["actor"], " ", (told["relation"], "bold"), " ", target))
    date = EventDate(told["date"], Precision(told["date_precision"]))
    sources = told["sources"]
    facts = [
        told["status"]
        if told["status"] == told["event_status"]
        else f"{told['status']}, in the end {told['event_status']}",
        f"published {date}" if date.precision is Precision.PUBLISHED else str(date),
        f"says {told['attributed_to']}" if told["attributed_to"] else "",
        f"certainty {told['confidence']:.2f}",
        f"{sources} source{'' if sources == 1 else 's'}",
        f"{told['against']} against" if told["against"] else "",
        f"may be one of {len(told['may_be'])} other events" if told["may_be"] else "",
        f"event {told['event']}",
    ]
    console.print(Text("  " + " · ".join(filter(None, facts)), style="dim"), soft_wrap=True)
    start, end = told["sentence_start"], told["sentence_end"]
    if not start <= told["start"] <= told["end"] <= end:
        start, end = told["start"], told["end"]
    before, quote, after = text[start : told["start"]], text[told["start"] : told["end"]], text[told["end"] : end]
    sentence = Text.assemble(_line(before), (_line(quote), "bold"), _line(after))
    console.print(Text.assemble("  “", sentence, "”"))


def _line(text: str) -> str:
    return text.replace("\n", " ").replace("\r", " ")
