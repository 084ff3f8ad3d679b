"""policysignal db: the Neo4j of this machine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.filesize import decimal
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from graph import store
from graph.errors import InputError
from graph.server import jars, local
from graph.server.local import Endpoint
from graph.settings import Settings

app = typer.Typer(help="The database: start, stop and look at the Neo4j of this machine.", no_args_is_help=True)
console = Console()
aside = Console(stderr=True)


@contextmanager
def shown_progress() -> Iterator[jars.Progress]:
    """A callback for `open_store`: one line on standard error, with a bar while jars are fetched."""
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[amount]}"),
        TimeElapsedColumn(),
        console=aside,
        transient=True,
    )
    tasks: dict[str, TaskID] = {}

    def report(what: str, done: int, total: int) -> None:
        if what not in tasks:
            tasks[what] = bar.add_task(what, total=total or None, amount="")
            if aside.is_terminal:
                bar.start()
            else:
                aside.print(f"{what} …", highlight=False)
        bar.update(tasks[what], completed=done, amount=f"{done}/{total}" if total else "")

    try:
        yield report
    finally:
        if aside.is_terminal:
            bar.stop()


@app.command()
def start() -> None:
    """Start Neo4j, fetching it first if need be (158 MB, once)."""
    settings = _of_this_machine("start")
    with shown_progress() as progress:
        endpoint = local.start(settings, progress=progress)
    console.print(f"Neo4j answers at {endpoint.uri}", highlight=False, soft_wrap=True)


@app.command()
def stop() -> None:
    """Stop Neo4j; what it holds stays."""
    settings = _of_this_machine("stop")
    console.print("Neo4j is stopped." if local.stop(settings) else "Neo4j was not running.")


@app.command()
def status(
    show_password: Annotated[bool, typer.Option("--show-password", help="Print the password too.")] = False,
) -> None:
    """Tell where the database is and how to connect to it. Starts nothing."""
    settings = Settings.from_environment()
    lines: dict[str, str] = {}
    if settings.uri:
        endpoint = Endpoint(settings.uri, settings.username, settings.password, settings.database)
        with store.connect(endpoint, ours=False) as opened:
            lines |= _connection(endpoint, opened.server(), show_password)
        lines["Set by"] = "NEO4J_URI"
    else:
        now = local.status(settings)
        if now.endpoint is not None:
            with store.connect(now.endpoint, ours=True) as opened:
                lines |= _connection(now.endpoint, opened.server(), show_password)
            since = dt.datetime.fromtimestamp(now.started or 0).strftime("%Y-%m-%d %H:%M:%S")
            lines["Process"] = f"{now.pid}, since {since}"
        else:
            lines["Server"] = "not running; any command that needs it starts it"
            lines["Version"] = f"Neo4j {now.version}"
        lines["Stops when idle"] = f"after {now.idle_minutes:g} minutes without a client"
        lines["Database folder"] = f"{now.folder} ({decimal(now.data_size)})"
        lines["Jars"] = f"{now.jars} ({decimal(now.jars_size)})"
        lines["Log"] = str(now.log)
    for name, value in lines.items():
        console.print(Text(f"{name:<17}{value}"), soft_wrap=True)


@app.command()
def reset(yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Delete the database of this machine and all it holds."""
    settings = _of_this_machine("reset")
    now = local.status(settings)
    if not yes:
        typer.confirm(f"Delete {now.folder} ({decimal(now.data_size)}) and all that was loaded?", abort=True)
    local.reset(settings)
    console.print(f"Deleted {now.folder}.", highlight=False, soft_wrap=True)


def _of_this_machine(command: str) -> Settings:
    settings = Settings.from_environment()
    if settings.uri:
        raise InputError(
            f"NEO4J_URI is set to {settings.uri}: `policysignal db {command}` is for the Neo4j of this machine alone. "
            "Unset it to use that one."
        )
    return settings


def _connection(endpoint: Endpoint, server: str, show_password: bool) -> dict[str, str]:
    return {
        "Bolt address": endpoint.uri,
        "Database": endpoint.database,
        "User": endpoint.username,
        "Password": endpoint.password if show_password else "shown by `policysignal db status --show-password`",
        "Server": server,
    }
