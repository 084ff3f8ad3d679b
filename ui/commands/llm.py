"""policysignal llm: requests to a language model and its answers as files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from graph.errors import InputError

app = typer.Typer(help="A language model as second reader: its requests and answers as files.", no_args_is_help=True)


@app.command("export", no_args_is_help=True)
def export(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUT", help="Files or folders, as `extract` reads them.", show_default=False),
    ],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where the requests are written.", show_default=False)],
    model: Annotated[
        str, typer.Option(help="The model to be asked; POLICYSIGNAL_LLM_MODEL names it too.", show_default=False)
    ] = "",
    published: Annotated[
        dt.datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="Publication date of articles that do not tell their own.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write what would be asked, in the OpenAI batch format. Sends nothing."""
    from graph.model import Article, Skipped
    from graph.ontology import ontology
    from ingest import Method
    from ingest.llm.batch import line_of
    from ingest.llm.client import Endpoint
    from ingest.llm.cost import estimate
    from ingest.llm.prompt import LONGEST_WINDOW, make_prompt
    from ingest.llm.reading import Witness
    from ingest.pipeline import Extractor
    from ingest.sources.files import read
    from ui.commands.ingest import print_skipped

    model = model or Endpoint.from_environment().model
    if not model:
        raise InputError("Name the model: --model, or POLICYSIGNAL_LLM_MODEL.")
    witness = Witness(make_prompt(ontology()), model)
    items = list(read(inputs, published=published.date() if published else None))
    articles = [item for item in items if isinstance(item, Article)]
    print_skipped(Console(stderr=True), [item for item in items if isinstance(item, Skipped)])
    if not articles:
        raise InputError("No article was read.")
    # who is named before a window of a long article is read from its parse
    long = [article for article in articles if len(article.text) > LONGEST_WINDOW]
    extractor = Extractor.load(method=Method.RULES) if long else None
    docs = {article.id: doc for doc, article in extractor.parse(long)} if extractor is not None else {}
    requests = [r for article in articles for r in witness.requests(article, docs.get(article.id), extractor)]
    try:
        with out.open("w", encoding="utf-8") as file:
            file.writelines(line_of(request, witness.prompt, model) + "\n" for request in requests)
    except OSError as error:
        raise InputError(f"{out}: cannot be written: {error.strerror}") from error
    found = estimate(requests)
    typer.echo(
        f"{found.requests:,} requests about {len(articles):,} articles, about {found.tokens_in:,} tokens in and "
        f"{found.tokens_out:,} out, for {witness.name}."
    )


@app.command("import", no_args_is_help=True)
def import_(
    answers: Annotated[
        Path, typer.Argument(metavar="ANSWERS", help="What the batch gave back, as JSON Lines.", show_default=False)
    ],
) -> None:
    """Keep the answers of a batch: `ingest` and `extract` then read them through the gate, and ask nothing."""
    from graph.settings import Settings
    from ingest.llm.answers import AnswerStore
    from ingest.llm.batch import read_answers

    found = read_answers(answers)
    if found.by_article:
        raise InputError(
            f"{answers}: an answer by article is for `policysignal evaluate --answers`; a batch has custom_id."
        )
    if not found.by_key:
        raise InputError(f"{answers}: no answer in it; {len(found.failed):,} requests failed.")
    AnswerStore(Settings.from_environment().cache / "answers.sqlite").put(found.by_key.items())
    line = f"{len(found.by_key):,} answers are kept. Read them with --extractor llm or both, and the same model."
    typer.echo(line)
    if found.failed:
        typer.echo(f"{len(found.failed):,} requests have no answer that can be read: {', '.join(found.failed[:3])}")
