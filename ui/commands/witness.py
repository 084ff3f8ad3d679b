"""The language model as the second reader of `extract`, `ingest` and `evaluate`: set up, and told about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from graph.errors import InputError
from graph.model import Article
from ingest import Method

if TYPE_CHECKING:
    from ingest.llm.reading import Witness

EXTRACTOR = (
    "How signals are found: by rules alone, by rules and learned model (hybrid), by a language model that you name "
    "(llm), or by all of them (both)."
)
SHOW_REJECTED = "List what the language model told and the text does not bear out, and where the readers disagree."
MAX_ARTICLES = "Ask the language model about so many articles at most."
MAX_COST = "Ask the language model for so much money at most, by POLICYSIGNAL_LLM_PRICES."
PARALLEL = "Requests to the language model at a time."
MANY = 20
"""Articles from which on a run is estimated before it begins."""
LONGEST = 100


def open_witness(
    method: Method,
    console: Console,
    *,
    max_articles: int | None,
    max_cost: float | None,
    parallel: int,
    answers: Path | None = None,
) -> Witness | None:
    """The language model that the environment names, or a file of answers; None where the method asks none.

    Raises:
        InputError: no endpoint is named and no answer is kept, or a budget has no prices.
    """
    if not method.asks:
        return None
    from graph.ontology import ontology
    from graph.settings import Settings
    from ingest.llm.answers import AnswerStore
    from ingest.llm.batch import read_answers
    from ingest.llm.client import NO_ENDPOINT, Client, Endpoint
    from ingest.llm.cost import Budget
    from ingest.llm.prompt import make_prompt
    from ingest.llm.reading import Witness

    prompt = make_prompt(ontology())
    endpoint = Endpoint.from_environment()
    if answers is not None:
        return Witness(prompt, endpoint.model or "answers", file=read_answers(answers))
    if not endpoint.model:
        raise InputError(NO_ENDPOINT)
    if max_cost is not None and endpoint.prices is None:
        raise InputError(
            "--max-cost needs prices: set POLICYSIGNAL_LLM_PRICES to what a million tokens cost, in and out: 0.15/0.60"
        )
    client = None
    if endpoint.url:
        client = Client(endpoint, prompt)
        line = f"Text of the articles is sent to {endpoint.shown}, to the model {endpoint.model}."
        console.print(Text(line, style="yellow"), soft_wrap=True)
    else:
        console.print(Text("No POLICYSIGNAL_LLM_URL: nothing is sent, answers that are kept are read."), soft_wrap=True)
    budget = Budget(max_articles, max_cost, endpoint.prices or (0.0, 0.0))
    store = AnswerStore(Settings.from_environment().cache / "answers.sqlite")
    return Witness(prompt, endpoint.model, client, store, budget=budget, parallel=parallel)


def print_estimate(console: Console, witness: Witness, articles: Sequence[Article]) -> None:
    """Tell before a large run what it takes at most."""
    from ingest.llm.cost import estimate

    if witness.client is None or len(articles) < MANY:
        return
    found = estimate(r for article in articles for r in witness.requests(article, None, None))
    line = f"{len(articles):,} articles, at most {found.requests:,} requests: about {found.tokens_in:,} tokens in and "
    line += f"{found.tokens_out:,} out"
    prices = witness.client.endpoint.prices
    line += f", {found.cost(prices):,.2f} at your prices." if prices else "."
    console.print(Text(line), soft_wrap=True)


def print_witness(console: Console, witness: Witness, *, show_rejected: bool) -> None:
    """Tell what was asked, what passed the gate and what did not."""
    from ingest.llm.cost import Estimate
    from ingest.llm.gate import REASONS

    report = witness.report
    line = f"{witness.name}: {report.asked:,} articles asked about"
    if witness.client is not None:
        usage = witness.client.usage
        line += f" ({usage.requests:,} requests, {usage.tokens_in:,} tokens in, {usage.tokens_out:,} out"
        prices = witness.client.endpoint.prices
        used = Estimate(usage.requests, usage.tokens_in, usage.tokens_out)
        line += f", {used.cost(prices):,.4f})" if prices else ")"
    line += f", {report.known:,} answered before. {report.told:,} triples told, {report.passed:,} passed the gate, "
    line += f"{len(report.rejected):,} rejected; {report.agreed:,} told by both readers, "
    line += f"{len(report.disagreements):,} disagreements."
    console.print(Text(line), soft_wrap=True)
    for reason, count in Counter(one.reason for one in report.rejected).most_common():
        console.print(Text(f"  {count:,} {reason}: {REASONS[reason]}", style="dim"), soft_wrap=True)
    for wrong, count in report.wrong.most_common():
        console.print(Text(f"  {count:,} answers: {wrong}", style="dim"), soft_wrap=True)
    if not show_rejected:
        return
    for rejected in report.rejected:
        told = rejected.told
        act = f"{told.subject} {told.relation} {told.object or ''} ({told.status})"
        console.print(Text.assemble((f"rejected: {rejected.reason}", "yellow"), "  ", rejected.article), soft_wrap=True)
        console.print(Text(f"  {act}: {rejected.why[:LONGEST]}"), soft_wrap=True)
        console.print(Text(f"  “{' '.join(told.quote.split())}”", style="dim"), soft_wrap=True)
    for one in report.disagreements:
        claim = one.claim
        act = f"{claim.subject.name} {claim.relation} {claim.object.name if claim.object else ''} ({claim.status})"
        console.print(Text.assemble(("disagreement", "yellow"), "  ", one.article), soft_wrap=True)
        console.print(Text(f"  {act}: {one.other}"), soft_wrap=True)
        console.print(Text(f"  “{' '.join(claim.quote.split())}”", style="dim"), soft_wrap=True)
