"""policysignal evaluate: how good extraction is, on annotated items."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from graph.errors import InputError, PolicySignalError
from graph.model import Article, Skipped
from ingest import SURE, Method
from ingest.pipeline import BATCH
from ui.commands.witness import EXTRACTOR, MAX_ARTICLES, MAX_COST, PARALLEL, SHOW_REJECTED

if TYPE_CHECKING:
    from ingest.evaluation import Evaluation, Extra, Miss, Score, Told
    from ingest.llm.reading import Witness
    from ingest.pipeline import Extractor
    from ui.commands.ingest import Counts

log = logging.getLogger(__name__)

SOURCES = 10
"""Sources that the table names; the others are in the JSON."""


def evaluate(
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="GOLD",
            help="Annotated items as JSON Lines, written like training/sentences.jsonl.",
            show_default=False,
        ),
    ],
    predictions: Annotated[
        Path | None,
        typer.Argument(
            metavar="PREDICTIONS",
            help="What `policysignal extract --jsonl` printed; without it, the items are extracted now.",
            show_default=False,
        ),
    ] = None,
    min_confidence: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1,
            help=f"Leave out signals that are less certain than this; 0 takes all.  "
            f"[default: {SURE}; 0 with PREDICTIONS]",
            show_default=False,
        ),
    ] = None,
    threshold_table: Annotated[
        bool, typer.Option("--threshold-table", help="Show the scores at confidences from 0 to 0.9.")
    ] = False,
    misses: Annotated[
        bool, typer.Option("--misses", help="List what was missed: its sentence, and the stage that lost it.")
    ] = False,
    extras: Annotated[
        bool, typer.Option("--extras", help="List what was told and is not annotated, with its sentence.")
    ] = False,
    json_: Annotated[bool, typer.Option("--json", help="Print all figures as JSON.")] = False,
    catalog: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE|FOLDER", help="Actors of your own, as YAML; may be repeated.", show_default=False),
    ] = None,
    extractor: Annotated[Method, typer.Option(help=EXTRACTOR)] = Method.HYBRID,
    answers: Annotated[
        Path | None,
        typer.Option(
            metavar="ANSWERS",
            help="Answers of a language model as JSON Lines: what a batch gives back, or id and triples.",
            show_default=False,
        ),
    ] = None,
    show_rejected: Annotated[bool, typer.Option("--show-rejected", help=SHOW_REJECTED)] = False,
    max_articles: Annotated[int | None, typer.Option(min=1, help=MAX_ARTICLES, show_default=False)] = None,
    max_cost: Annotated[float | None, typer.Option(min=0, help=MAX_COST, show_default=False)] = None,
    parallel: Annotated[int, typer.Option(min=1, help=PARALLEL)] = 4,
    batch_size: Annotated[int, typer.Option(min=1, help="Articles that are parsed at a time.")] = BATCH,
    processes: Annotated[int, typer.Option(min=1, help="Processes that parse.")] = 1,
) -> None:
    """Measure extraction on annotated items. Needs no database.

    Recall is counted on all items, precision on those that are "complete": annotated with every triple they state.
    """
    from ingest import catalog as catalogs
    from ingest.evaluation import States, at_thresholds, read_gold, read_predictions
    from ingest.evaluation import evaluate as compare
    from ui.commands.witness import open_witness, print_witness

    items = read_gold(gold)
    states = States(catalogs.load(catalog or ()))
    if predictions is not None:
        told = read_predictions(predictions)
    else:
        aside = Console(stderr=True)
        if answers is not None and not extractor.asks:
            extractor = Method.LLM
        witness = open_witness(
            extractor, aside, max_articles=max_articles, max_cost=max_cost, parallel=parallel, answers=answers
        )
        told = extract_items(
            gold, catalog or (), extractor, batch_size=batch_size, processes=processes, witness=witness
        )
        if witness is not None:
            print_witness(aside, witness, show_rejected=show_rejected)
    if strangers := told.keys() - {item.id for item in items}:
        note = f"{len(strangers):,} predicted items are not in {gold}, such as {min(strangers)}."
        Console(stderr=True).print(Text(note, style="yellow"), soft_wrap=True)
    if min_confidence is None:
        min_confidence = SURE if predictions is None else 0.0
    found = compare(items, told, threshold=min_confidence, states=states)
    table = at_thresholds(items, told) if threshold_table else []
    if json_:
        sys.stdout.write(
            json.dumps(to_json(found, table, misses=misses, extras=extras), indent=2, ensure_ascii=False) + "\n"
        )
        return
    console = Console()
    if misses:
        for miss in found.misses:
            _print_miss(console, miss)
    if extras:
        for extra in found.extras:
            _print_extra(console, extra)
    _print_figures(console, found)
    if table:
        _print_thresholds(console, table)


def extract_items(
    gold: Path,
    catalog: Iterable[Path],
    method: Method,
    *,
    batch_size: int,
    processes: int,
    witness: Witness | None = None,
) -> dict[str, Told]:
    """What the project's extractor tells of annotated items, of any certainty, read as `extract` reads them.

    Raises:
        InputError: no item was read.
    """
    from ingest.evaluation import from_extraction
    from ingest.pipeline import Extractor
    from ingest.sources.files import read
    from ui.commands.ingest import Counts, extract_each, print_skipped

    aside = Console(stderr=True)
    counts = Counts()
    articles: list[Article] = []
    for item in read([gold]):
        if isinstance(item, Skipped):
            counts.skipped.append(item)
        else:
            articles.append(item)
    extractor = Extractor.load(catalog, min_confidence=0, method=method)
    if witness is not None:
        return _heard_items(articles, extractor, witness, counts, alone=method is Method.LLM)
    extractions = extractor.extract(articles, batch_size=batch_size, n_process=processes)
    shown = track(
        extractions, "Extracting", len(articles), console=aside, transient=True, disable=not aside.is_terminal
    )
    try:
        told = {one.article.id: from_extraction(one) for one in shown}
    except PolicySignalError:
        raise
    except Exception as error:
        # as in `extract`, one text that a stage fails on costs no other
        log.info("extracting anew after %s: %s", type(error).__name__, error)
        told = {one.article.id: from_extraction(one) for one in extract_each(articles, extractor.extract, counts)}
    print_skipped(aside, counts.skipped)
    if not told:
        raise InputError("No item was read.")
    return told


def _heard_items(
    articles: Sequence[Article], extractor: Extractor, witness: Witness, counts: Counts, *, alone: bool
) -> dict[str, Told]:
    """What a language model tells of annotated items, or both readers; items without an answer tell nothing."""
    from ingest.evaluation import from_extraction
    from ingest.llm.reading import read
    from ui.commands.ingest import extract_each, print_skipped
    from ui.commands.witness import print_estimate

    aside = Console(stderr=True)
    witness.report.skipped = counts.skipped
    print_estimate(aside, witness, articles)
    found = extract_each(articles, lambda some: read(some, extractor, witness, alone=alone), counts)
    told = {one.article.id: from_extraction(one) for one in found}
    print_skipped(aside, counts.skipped)
    if not told:
        raise InputError("No item was answered about.")
    return told


# --- as data -------------------------------------------------------------------------------------------------------


def to_json(found: Evaluation, table: Sequence[tuple[float, Score]], *, misses: bool, extras: bool) -> dict[str, Any]:
    """All figures as plain data; what cannot be counted is None."""
    from ingest.evaluation import share

    data: dict[str, Any] = {
        "threshold": found.threshold,
        "items": found.items,
        "complete": found.complete,
        "total": _score(found.total),
        "state_acts": _score(found.state_acts),
        "pair_found": share(found.pairs, found.total.gold),
        "turned_round": found.turned,
        "turned_wrongly": found.turned_wrongly,
        "status_right": share(found.total.found_status, found.total.found),
        "dated": found.dated,
        "date_right": share(found.date_right, found.dated),
        "ends": found.ends,
        "best_named": share(found.best_named, found.ends),
        "accepted_named": share(found.named, found.ends),
        "stages": dict(found.stages.most_common()),
    }
    for name, scores in _groups(found).items():
        data[name] = {key: _score(score) for key, score in scores.items()}
    if table:
        data["thresholds"] = [{"threshold": threshold, **_score(score)} for threshold, score in table]
        data["best_threshold"] = _best(table)
    if misses:
        data["misses"] = [asdict(miss) for miss in found.misses]
    if extras:
        data["extras"] = [asdict(extra) for extra in found.extras]
    return data


def _score(score: Score) -> dict[str, Any]:
    rates = {"precision": score.precision, "recall": score.recall, "f1": score.f1}
    with_status = {
        "precision_status": score.precision_status,
        "recall_status": score.recall_status,
        "f1_status": score.f1_status,
    }
    return rates | with_status | asdict(score)


def _groups(found: Evaluation) -> dict[str, Mapping[str, Score]]:
    """The scores of parts, by what they are parts by; those with the most annotated triples first."""
    groups = {
        "relations": found.relations,
        "statuses": found.statuses,
        "sources": found.sources,
        "lengths": found.lengths,
    }
    return {
        name: dict(sorted(scores.items(), key=lambda one: (-one[1].gold, -one[1].told, one[0])))
        for name, scores in groups.items()
    }


def _best(table: Sequence[tuple[float, Score]]) -> float:
    """The threshold with the best F1; the lowest of those that are equal."""
    return max(table, key=lambda row: row[1].f1)[0]


# --- for a reader --------------------------------------------------------------------------------------------------


def _print_figures(console: Console, found: Evaluation) -> None:
    from ingest.evaluation import STAGES

    total, groups = found.total, _groups(found)
    about = f"{found.items:,} items with {total.gold:,} triples; told with a confidence of {found.threshold:g} or more."
    if found.complete < found.items:
        about += f" Precision is of the {found.complete:,} items that are annotated in full."
    console.print(about, highlight=False)
    rows: dict[str, Mapping[str, Score]] = {
        "": {"All": total, "Acts of states": found.state_acts, **groups["lengths"]},
        "Status": groups["statuses"],
        "Relation": groups["relations"],
    }
    if len(groups["sources"]) > 1:
        some = dict(list(groups["sources"].items())[:SOURCES])
        rows["Source"] = {name or "not told": score for name, score in some.items()}
    for title, scores in rows.items():
        console.print()
        console.print(_score_table(title, scores))
    if (hidden := len(groups["sources"]) - SOURCES) > 0:
        console.print(f"and {hidden:,} more sources; --json has them all.", style="dim", highlight=False)
    console.print()
    grid = Table.grid(padding=(0, 2))
    grid.add_column()
    grid.add_column(justify="right")
    grid.add_column(style="dim")
    for name, part, whole, of in (
        ("Both ends joined", found.pairs, total.gold, "triples, by any relation"),
        ("Turned round", found.turned, total.gold, "triples, or the other acts on the one too"),
        ("Turned round wrongly", found.turned_wrongly, total.gold, "triples"),
        ("Status right", total.found_status, total.found, "found triples"),
        ("Date right", found.date_right, found.dated, "found triples with a date"),
        ("Ends by their best name", found.best_named, found.ends, "ends"),
        ("Ends by an accepted name", found.named, found.ends, "ends"),
    ):
        grid.add_row(name, f"{part / whole:.3f}" if whole else "–", f"{part:,} of {whole:,} {of}")
    console.print(grid)
    lost = found.stages
    if lost:
        console.print("\n[dim]Triples lost, by the stage that lost them[/dim]")
        stages = Table.grid(padding=(0, 2))
        stages.add_column()
        stages.add_column(justify="right")
        stages.add_column(style="dim")
        for stage, meaning in STAGES.items():
            if lost[stage]:
                stages.add_row(stage.value, f"{lost[stage]:,}", meaning)
        console.print(stages)


def _score_table(title: str, scores: Mapping[str, Score]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(Text(title), no_wrap=True, overflow="ellipsis", width=18)
    for name in ("Prec.", "Recall", "F1", "+status", "Told", "Right", "Gold", "Found"):
        table.add_column(name, justify="right")
    for name, score in scores.items():
        table.add_row(Text(name, style="bold" if name == "All" else ""), *_cells(score))
    return table


def _cells(score: Score) -> list[str]:
    rates = [_rate(score.precision), _rate(score.recall), f"{score.f1:.3f}", f"{score.f1_status:.3f}"]
    return rates + [f"{number:,}" for number in (score.told, score.right, score.gold, score.found)]


def _rate(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _print_thresholds(console: Console, table: Sequence[tuple[float, Score]]) -> None:
    best = _best(table)
    console.print()
    shown = _score_table("Confidence", {})
    for threshold, score in table:
        mark = " best F1" if threshold == best else ""
        shown.add_row(Text(f"from {threshold:.2f}{mark}"), *_cells(score), style="bold" if mark else "")
    console.print(shown)


def _print_miss(console: Console, miss: Miss) -> None:
    one = miss.triple
    names = ("|".join(one.subject), "|".join(one.relation), "|".join(one.object))
    _print_lost(console, f"missed: {miss.stage}", miss.item, names, (one.status, one.date), miss.sentence, one.quote)
    for got in miss.got:
        told = " ".join(filter(None, (got.subject, got.relation, got.object, got.status, got.date)))
        console.print(Text(f"  told: {told} ({got.confidence:.2f})", style="dim"), soft_wrap=True)
    console.print()


def _print_extra(console: Console, extra: Extra) -> None:
    one = extra.prediction
    facts = (one.status, one.date, f"{one.confidence:.2f}", one.because)
    names = (one.subject, one.relation, one.object)
    _print_lost(console, f"extra: {extra.stage}", extra.item, names, facts, extra.sentence, one.quote)
    console.print()


def _print_lost(
    console: Console,
    what: str,
    item: str,
    names: tuple[str, str, str],
    facts: Iterable[str],
    sentence: str,
    quote: str,
) -> None:
    console.print(Text.assemble((what, "yellow"), "  ", (item, "dim")), soft_wrap=True)
    console.print(Text.assemble("  ", names[0], " ", (names[1], "bold"), " ", names[2]), soft_wrap=True)
    console.print(Text("  " + " · ".join(filter(None, facts)), style="dim"), soft_wrap=True)
    before, told, after = sentence.partition(quote) if quote else (sentence, "", "")
    marked = Text.assemble(_line(before), (_line(told), "bold"), _line(after))
    console.print(Text.assemble("  “", marked, "”"))


def _line(text: str) -> str:
    return text.replace("\n", " ").replace("\r", " ")
