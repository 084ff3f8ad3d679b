"""The command line: `policysignal`."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from io import TextIOWrapper
from typing import Annotated

import typer

from graph.errors import PolicySignalError

INTERRUPTED = "interrupted: what was loaded stays; run the same command again to complete it"


NEED_ARGUMENTS = (
    "ingest",
    "extract",
    "evaluate",
    "show",
    "remove",
    "query",
    "match-names",
    "merge",
    "split",
    "export",
    "import",
)


@dataclass(frozen=True, slots=True)
class Command:
    """A command, where it is (module:attribute, a function or a Typer), and what it is for."""

    name: str
    place: str
    purpose: str


COMMANDS = (
    Command("ingest", "ui.commands.ingest:ingest", "Read articles, extract their policy signals and load them."),
    Command("extract", "ui.commands.extract:extract", "Print the policy signals of articles. Needs no database."),
    Command("evaluate", "ui.commands.evaluate:evaluate", "Measure extraction on annotated items. Needs no database."),
    Command("show", "ui.commands.articles:show", "Show what an article reports, with its sentences."),
    Command("remove", "ui.commands.articles:remove", "Take articles away, and all that only they support."),
    Command("query", "ui.commands.query:query", "Ask the graph a saved question, or one in Cypher."),
    Command("review", "ui.commands.curate:review", "Walk through entities that may be one, and decide."),
    Command("merge", "ui.commands.curate:merge", "Make two entities one."),
    Command("split", "ui.commands.curate:split", "Take namesakes apart."),
    Command("decide", "ui.commands.decide:app", "Decide on a name, a type, a pair or a triple; list decisions."),
    Command("undo", "ui.commands.curate:undo", "Take a decision back."),
    Command(
        "match-names",
        "ui.commands.match_names:match_pairs",
        "Judge whether pairs of names mean the same. Needs no database.",
    ),
    Command(
        "analyze",
        "ui.commands.analyze:app",
        "Analyse the network: who is central, communities, bridges, and how two are connected.",
    ),
    Command(
        "export", "ui.commands.exchange:export", "Write the graph to files: to keep it, draw it, or read it elsewhere."
    ),
    Command("import", "ui.commands.exchange:import_", "Restore the graph of an export in an empty database."),
    Command(
        "stance",
        "ui.commands.stance:stance",
        "Tell how supportive or restrictive a state is towards a target, day by day.",
    ),
    Command(
        "ledger",
        "ui.commands.ledger:ledger",
        "Tell what became of each signal: rumoured, announced, in force, eased, reversed, never confirmed.",
    ),
    Command(
        "brief",
        "ui.commands.ledger:brief",
        "Tell what changed since a day: acts, confirmations, reversals, turning points, movers.",
    ),
    Command("stats", "ui.commands.stats:stats", "Tell how much the graph holds."),
    Command("llm", "ui.commands.llm:app", "A language model as second reader: its requests and answers as files."),
    Command("ui", "ui.commands.page:ui", "Open the web page."),
    Command("db", "ui.commands.db:app", "The database: start, stop and look at the Neo4j of this machine."),
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"policysignal {version('policysignal')}")
        raise typer.Exit


def _options(
    _version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log what is being done to standard error.")] = False,
) -> None:
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING,
        format="%(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    for chatty in ("trafilatura", "htmldate"):
        # what they remark on a page is told by the reason it was skipped for
        logging.getLogger(chatty).setLevel(logging.CRITICAL)


def build(wanted: str = "") -> typer.Typer:
    """The application; only the command that is wanted is imported, since libraries behind others take seconds."""
    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        help="A knowledge graph of policy signals: who did what to whom, when, and did it really happen.",
        epilog="Start with: policysignal ingest samples/articles",
    )
    app.callback()(_options)
    for command in COMMANDS:
        if command.name != wanted:
            app.command(command.name, help=command.purpose)(_never)
            continue
        module, _, attribute = command.place.partition(":")
        found = getattr(import_module(module), attribute)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=command.name)
        else:
            app.command(command.name, no_args_is_help=command.name in NEED_ARGUMENTS)(found)
    return app


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code: 0 done, 1 not done, 2 wrong usage, 130 interrupted."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    wanted = next((word for word in given if not word.startswith("-")), "")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        build(wanted)(args=given, prog_name="policysignal")
    except PolicySignalError as error:
        _complain(str(error))
        sys.exit(1)
    except KeyboardInterrupt:
        _complain(INTERRUPTED if wanted == "ingest" else "interrupted")
        sys.exit(130)
    except BrokenPipeError:
        _drop_output()
        sys.exit(1)
    except SystemExit as end:
        if end.code == 130:
            _complain(INTERRUPTED if wanted == "ingest" else "interrupted")
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            _drop_output()
            sys.exit(1)
        raise


def _never() -> None:
    """The place of a command that is not wanted now."""


def _complain(message: str) -> None:
    typer.secho(message, fg="red", err=True)


def _drop_output() -> None:
    """Whoever read our output has gone: let the interpreter flush what is left to nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
