"""policysignal extract: the policy signals of articles, without a database."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from graph.errors import InputError
from graph.model import Article, Claim, Extraction, Skipped
from ingest import SURE, Method
from ui.commands.witness import EXTRACTOR, MAX_ARTICLES, MAX_COST, PARALLEL, SHOW_REJECTED


def extract(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT",
            help="Files, folders or addresses: text, Markdown, web pages, JSON Lines; - for standard input.",
            show_default=False,
        ),
    ],
    published: Annotated[
        dt.datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="Publication date of articles that do not tell their own.",
            show_default=False,
        ),
    ] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Print one JSON object a line and article.")] = False,
    catalog: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE|FOLDER", help="Actors of your own, as YAML; may be repeated.", show_default=False),
    ] = None,
    min_confidence: Annotated[
        float, typer.Option(min=0, max=1, help="Leave out signals that are less certain than this; 0 gives all.")
    ] = SURE,
    extractor: Annotated[Method, typer.Option(help=EXTRACTOR)] = Method.HYBRID,
    show_rejected: Annotated[bool, typer.Option("--show-rejected", help=SHOW_REJECTED)] = False,
    max_articles: Annotated[int | None, typer.Option(min=1, help=MAX_ARTICLES, show_default=False)] = None,
    max_cost: Annotated[float | None, typer.Option(min=0, help=MAX_COST, show_default=False)] = None,
    parallel: Annotated[int, typer.Option(min=1, help=PARALLEL)] = 4,
) -> None:
    """Print the policy signals of articles. Needs no database."""
    from ingest.sources.files import read
    from ui.commands.ingest import Counts, extract_each, lazy_extractor, print_skipped
    from ui.commands.witness import open_witness, print_estimate, print_witness

    counts = Counts()

    def articles() -> Iterator[Article]:
        for item in read(inputs, published=published.date() if published else None):
            if isinstance(item, Skipped):
                counts.skipped.append(item)
            else:
                counts.read += 1
                yield item

    console, aside = Console(), Console(stderr=True)
    witness = open_witness(extractor, aside, max_articles=max_articles, max_cost=max_cost, parallel=parallel)
    given: Iterable[Article] = articles()
    if witness is not None:
        witness.report.skipped = counts.skipped
        given = list(given)
        print_estimate(aside, witness, given)
    extract = lazy_extractor(catalog or (), min_confidence=min_confidence, method=extractor, witness=witness)
    for extraction in extract_each(given, extract, counts):
        counts.loaded += 1
        if jsonl:
            sys.stdout.write(json.dumps(to_json(extraction), ensure_ascii=False) + "\n")
        else:
            print_extraction(console, extraction)
    print_skipped(aside, counts.skipped)
    if witness is not None:
        print_witness(aside, witness, show_rejected=show_rejected)
    if not counts.loaded:
        raise InputError("No article was read.")


def to_json(extraction: Extraction) -> dict[str, Any]:
    """An article's triples as plain data; what an article does not tell is None."""
    return {"id": extraction.article.id, "triples": [_triple(claim) for claim in extraction.claims]}


def _triple(claim: Claim) -> dict[str, Any]:
    return {
        "subject": claim.subject.name,
        "relation": claim.relation,
        "object": claim.object.name if claim.object else None,
        "status": claim.status.value,
        "date": str(claim.date) or None,
        "date_precision": claim.date.precision.value,
        "attributed_to": claim.attributed_to or None,
        "amount": claim.amount or None,
        "quote": claim.quote,
        "start": claim.start,
        "end": claim.end,
        "confidence": round(claim.confidence, 4),
        "because": claim.because,
    }


def print_extraction(console: Console, extraction: Extraction) -> None:
    """Print an article's triples with the words that tell them."""
    article = extraction.article
    title = Text(article.title or article.origin or article.id, style="bold")
    about = " · ".join(filter(None, (str(article.published or ""), article.publisher, article.id)))
    console.print(title)
    console.print(Text(about, style="dim"))
    if not extraction.claims:
        console.print("No policy signals.\n")
        return
    table = Table(expand=True, show_lines=False, pad_edge=False, box=None, header_style="dim")
    table.add_column("Who did what to whom", ratio=5)
    table.add_column("Status", min_width=9)
    table.add_column("Date", min_width=10)
    table.add_column("In the words of the article", ratio=6)
    for claim in extraction.claims:
        table.add_row(_act(claim), claim.status.value, str(claim.date), Text(" ".join(claim.quote.split())))
    console.print(table)
    console.print()


def _act(claim: Claim) -> Text:
    target = f" {claim.object.name}" if claim.object else f" {claim.amount}".rstrip()
    return Text.assemble(claim.subject.name, " ", (claim.relation, "bold"), target)
