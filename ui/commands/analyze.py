"""policysignal analyze: who is central, since when, who belongs together, and how two are connected."""

from __future__ import annotations

import csv
import datetime as dt
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from graph.errors import InputError
from graph.model import Status
from graph.network import Filter, Per, check
from ui.wording import caption, verb

if TYPE_CHECKING:
    from graph.connections import Connection, Hop
    from graph.network import Member, Network
    from graph.store import Store

app = typer.Typer(
    help="Analyse the network: who is central, communities, bridges, and how two are connected.", no_args_is_help=True
)
DATE = ["%Y-%m-%d"]
SHOWN = 5
"""Names that are listed of a community or of a side."""

Relations = Annotated[
    list[str] | None,
    typer.Option("--relation", metavar="NAME", help="Only acts of this relation; may be repeated.", show_default=False),
]
Statuses = Annotated[
    list[Status],
    typer.Option("--status", help="Acts of this status; may be repeated. Only what happened unless asked for more."),
]
Types = Annotated[
    list[str] | None,
    typer.Option(
        "--type", metavar="NAME", help="Only entities of this type; may be repeated (Company, Person, …).",
        show_default=False,
    ),
]  # fmt: skip
Since = Annotated[
    dt.datetime | None,
    typer.Option(formats=DATE, metavar="DATE", help="Only acts from this day on.", show_default=False),
]
Until = Annotated[
    dt.datetime | None,
    typer.Option(formats=DATE, metavar="DATE", help="Only acts up to this day.", show_default=False),
]
Confidence = Annotated[float, typer.Option(min=0, max=1, help="Only acts at least this certain.")]
Limit = Annotated[int, typer.Option(min=1, max=1_000_000, help="Rows at most.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON: a list of objects.")]
Csv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]
By = Annotated[
    str,
    typer.Option(
        metavar="MEASURE",
        help="degree (ties), betweenness (paths between others through it) or pagerank (acts that lead to it).",
    ),
]
HAPPENED = [Status.REALISED]


@dataclass(frozen=True, slots=True)
class Output:
    """How results are printed."""

    as_json: bool
    as_csv: bool

    def __post_init__(self) -> None:
        """Refuse two forms at once."""
        if self.as_json and self.as_csv:
            raise InputError("Choose one of --json and --csv.")

    def print(self, rows: Sequence[dict[str, Any]], *, shown: Sequence[dict[str, Any]], empty: str) -> None:
        """Rows as data, or `shown` as a table for people."""
        if self.as_json:
            sys.stdout.write(json.dumps(list(rows), indent=2, ensure_ascii=False, default=str) + "\n")
        elif self.as_csv:
            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerows([list(rows[0])] if rows else [])
            writer.writerows([[_cell(value) for value in row.values()] for row in rows])
        elif shown:
            _print_table(Console(), shown)
        else:
            Console().print(empty)


@app.command()
def rank(
    by: By = "degree",
    per: Annotated[
        Per | None, typer.Option(help="Show the measure in each year, quarter or month.", show_default=False)
    ] = None,
    relation: Relations = None,
    status: Statuses = HAPPENED,
    type_: Types = None,
    since: Since = None,
    until: Until = None,
    min_confidence: Confidence = 0.0,
    limit: Limit = 20,
    json_: Json = False,
    csv_: Csv = False,
) -> None:
    """Rank entities by how central they are, with whom they act most, and how."""
    from graph import analytics, centrality

    output, measure = Output(json_, csv_), _measure(by)
    with _network(relation, status, type_, since, until, min_confidence) as (of, _):
        note = _estimate(of) if measure is centrality.Measure.BETWEENNESS or not per else ""
        if per:
            names, members = analytics.series(of, per=per, by=measure, most=limit)
            lines = [{**_described(member), **dict(zip(names, values, strict=True))} for member, values in members]
            shown: list[dict[str, Any]] = [
                {"entity": member.name, **{name: _share(value) for name, value in zip(names, values, strict=True)}}
                for member, values in members
            ]
            output.print(lines, shown=shown, empty=NOTHING)
        else:
            found = analytics.rank(of, by=measure, most=limit)
            rows = [
                {
                    "place": one.place,
                    **_described(one.member),
                    "partners": one.partners,
                    "acts_done": one.acts_done,
                    "acts_suffered": one.acts_suffered,
                    **{name.value: value for name, value in sorted(one.measures.items())},
                    "most_with": [name for name, _ in one.why.partners],
                    "most_by": [name for name, _ in one.why.relations],
                }
                for one in found
            ]
            shown = [
                {
                    "": one.place,
                    "entity": one.member.name,
                    "ties": one.partners,
                    "does": one.acts_done,
                    "suffers": one.acts_suffered,
                    **{name.value: _share(value) for name, value in sorted(one.measures.items())},
                    "why": f"{_counted(one.why.partners)}: {_verbs(one.why.relations)}",
                }
                for one in found
            ]
            output.print(rows, shown=shown, empty=NOTHING)
        _note(of, note)


@app.command()
def change(
    since: Annotated[
        dt.datetime,
        typer.Option(formats=DATE, metavar="DATE", help="The day that parts before from since.", show_default=False),
    ],
    by: By = "degree",
    relation: Relations = None,
    status: Statuses = HAPPENED,
    type_: Types = None,
    from_: Annotated[
        dt.datetime | None,
        typer.Option(
            "--from", formats=DATE, metavar="DATE", help="Where the time before begins.", show_default=False
        ),
    ] = None,
    until: Until = None,
    min_confidence: Confidence = 0.0,
    limit: Limit = 20,
    json_: Json = False,
    csv_: Csv = False,
) -> None:  # fmt: skip
    """Tell who became more central since a day, and who less."""
    from graph import analytics, centrality

    output, measure, day = Output(json_, csv_), _measure(by), since.date()
    with _network(relation, status, type_, from_, until, min_confidence) as (of, _):
        found = analytics.change(of, since=day, by=measure, most=limit)
        rows = [
            {
                **_described(one.member),
                "before": one.before,
                "since": one.since,
                "place_before": one.place_before or None,
                "place_since": one.place_since or None,
                "new_with": [name for name, _ in one.new_partners],
                "most_by": [name for name, _ in one.relations],
            }
            for one in found
        ]
        shown = [
            {
                "entity": one.member.name,
                "before": _share(one.before),
                "since": _share(one.since),
                "place": f"{one.place_before or '–'} → {one.place_since or '–'}",
                "why": f"new: {_counted(one.new_partners)}: {_verbs(one.relations)}" if one.new_partners else "",
            }
            for one in found
        ]
        output.print(rows, shown=shown, empty=NOTHING)
        undated = sum(act.start is None for act in of.acts)
        note = f"{undated:,} acts without a date are on neither side." if undated else ""
        _note(of, note, _estimate(of) if measure is centrality.Measure.BETWEENNESS else "")


@app.command()
def communities(
    relation: Relations = None,
    status: Statuses = HAPPENED,
    type_: Types = None,
    since: Since = None,
    until: Until = None,
    min_confidence: Confidence = 0.0,
    limit: Limit = 20,
    json_: Json = False,
    csv_: Csv = False,
) -> None:
    """List the communities: entities that act with each other more than with the rest."""
    from graph import analytics

    output = Output(json_, csv_)
    with _network(relation, status, type_, since, until, min_confidence) as (of, _):
        found = analytics.communities(of)
        chosen = found.communities[:limit]
        rows = [
            {
                "community": number,
                "members": len(one.members),
                "acts": one.acts,
                "inside": one.inside,
                "most_by": [name for name, _ in one.relations],
                "entities": [member.name for member in one.members],
            }
            for number, one in enumerate(chosen, 1)
        ]
        shown = [
            {
                "": number,
                "members": len(one.members),
                "acts": one.acts,
                "inside": f"{one.inside:.0%}",
                "who": _names(one.members),
                "by": _verbs(one.relations),
            }
            for number, one in enumerate(chosen, 1)
        ]
        output.print(rows, shown=shown, empty=NOTHING)
        if found.communities:
            _note(of, f"{len(found.communities):,} communities, modularity {found.modularity:.2f} (Leiden).")


@app.command()
def bridges(
    least: Annotated[int, typer.Option(min=1, help="How many a bridge must cut off at least.")] = 2,
    relation: Relations = None,
    status: Statuses = HAPPENED,
    type_: Types = None,
    since: Since = None,
    until: Until = None,
    min_confidence: Confidence = 0.0,
    limit: Limit = 20,
    json_: Json = False,
    csv_: Csv = False,
) -> None:
    """List the bridges: ties without which some are cut off from the rest."""
    from graph import analytics

    output = Output(json_, csv_)
    with _network(relation, status, type_, since, until, min_confidence) as (of, _):
        found = analytics.bridges(of, least=least)[:limit]
        rows = [
            {
                "start": one.start.name,
                "start_id": one.start.id,
                "end": one.end.name,
                "end_id": one.end.id,
                "cut_off": len(one.cut_off),
                "rest": one.rest,
                "acts": [act.id for act in one.acts],
                "relations": sorted({act.relation for act in one.acts}),
                "entities": [member.name for member in one.cut_off],
            }
            for one in found
        ]
        shown = [
            {
                "tie": f"{one.start.name} – {one.end.name}",
                "by": ", ".join(verb(name) for name in sorted({act.relation for act in one.acts})),
                "cuts off": len(one.cut_off),
                "of": one.rest + len(one.cut_off),
                "who": _names(one.cut_off),
            }
            for one in found
        ]
        output.print(rows, shown=shown, empty="No tie of this choice is a bridge.")
        _note(of)


@app.command()
def ego(
    entity: Annotated[str, typer.Argument(help="A name, an alias or an id.", show_default=False)],
    hops: Annotated[int, typer.Option(min=1, max=4, help="How many ties away.")] = 1,
    relation: Relations = None,
    status: Statuses = HAPPENED,
    type_: Types = None,
    since: Since = None,
    until: Until = None,
    min_confidence: Confidence = 0.0,
    limit: Limit = 20,
    json_: Json = False,
    csv_: Csv = False,
) -> None:
    """Show who is around an entity, the nearest and most tied first."""
    from graph import analytics
    from graph.questions import find_entity

    output = Output(json_, csv_)
    with _network(relation, status, type_, since, until, min_confidence) as (of, store):
        found = analytics.ego(of, find_entity(store, entity), hops=hops)
        chosen = found.neighbours[:limit]
        rows = [
            {
                **_described(one.member),
                "distance": one.distance,
                "acts": one.acts,
                "most_by": [name for name, _ in one.relations],
                "through": list(one.through),
                "last": one.last,
            }
            for one in chosen
        ]
        shown = [
            {
                "entity": one.member.name,
                "away": one.distance,
                "acts": one.acts,
                "last": str(one.last or ""),
                "why": _verbs(one.relations) + (f", through {', '.join(one.through)}" if one.through else ""),
            }
            for one in chosen
        ]
        output.print(rows, shown=shown, empty=NOTHING)
        direct = sum(one.distance == 1 for one in found.neighbours)
        _note(
            of,
            f"{found.member.name} has {direct:,} {'tie' if direct == 1 else 'ties'}; "
            f"{found.density:.0%} of the pairs of those are tied to each other.",
        )


@app.command()
def paths(
    start: Annotated[str, typer.Argument(help="A name, an alias or an id.", show_default=False)],
    end: Annotated[str, typer.Argument(help="Another one.", show_default=False)],
    longest: Annotated[int, typer.Option(min=1, max=6, help="Hops at most.")] = 4,
    relation: Relations = None,
    status: Statuses = HAPPENED,
    type_: Types = None,
    since: Since = None,
    until: Until = None,
    min_confidence: Confidence = 0.0,
    limit: Limit = 5,
    json_: Json = False,
    csv_: Csv = False,
) -> None:
    """Show how two are connected by acts that happened: the strongest ways, with a sentence for each step.

    A way is the stronger, the surer and the more recent its acts are.
    """
    from graph.connections import check_statuses, connections, with_evidence
    from graph.questions import find_entity

    output = Output(json_, csv_)
    check_statuses(status)
    with _network(relation, status, type_, since, until, min_confidence) as (of, store):
        ends = find_entity(store, start), find_entity(store, end)
        found = connections(of, *ends, most=limit, longest=longest)
        ways = with_evidence(store, found.found)
        if json_ or csv_:
            output.print(list(_steps(ways)), shown=(), empty="")
        elif not ways:
            Console().print(f"No way of at most {longest} acts of this choice leads from {start} to {end}.")
        else:
            _print_ways(Console(), ways)
        _note(of, "" if found.whole else "The search was given up: there may be stronger ways. Ask for fewer hops.")


NOTHING = "No act of this choice ties two entities."


def chosen_filter(
    relation: Sequence[str] | None,
    status: Sequence[Status],
    type_: Sequence[str] | None,
    since: dt.datetime | None,
    until: dt.datetime | None,
    min_confidence: float,
) -> Filter:
    """The filter that the options choose.

    Raises:
        InputError: it names a relation or type that there is not, or its period ends before it begins.
    """
    chosen = Filter(
        relations=tuple(name.upper() for name in relation or ()),
        statuses=tuple(dict.fromkeys(status)),
        types=tuple(type_ or ()),
        since=since.date() if since else None,
        until=until.date() if until else None,
        min_confidence=min_confidence,
    )
    check(chosen)
    return chosen


@contextmanager
def _network(
    relation: Sequence[str] | None,
    status: Sequence[Status],
    type_: Sequence[str] | None,
    since: dt.datetime | None,
    until: dt.datetime | None,
    min_confidence: float,
) -> Iterator[tuple[Network, Store]]:
    from graph import network
    from graph.settings import Settings
    from graph.store import open_store
    from ui.commands.db import shown_progress

    chosen = chosen_filter(relation, status, type_, since, until, min_confidence)
    with shown_progress() as report, open_store(Settings.from_environment(), progress=report) as store:
        yield network.read(store, chosen), store


def _measure(name: str) -> Any:
    from graph.centrality import Measure

    try:
        return Measure(name.casefold())
    except ValueError:
        raise InputError(f"{name!r} is no measure; there are: {', '.join(Measure)}.") from None


def _estimate(of: Network) -> str:
    from graph.centrality import is_estimate
    from graph.network import constants

    if not is_estimate(of):
        return ""
    return f"Betweenness is an estimate: shortest paths from {constants().sources:,} entities of {len(of.members):,}."


def _note(of: Network, *notes: str) -> None:
    """What the figures rest on, and what they leave out, to standard error."""
    left = [f"{of.undated:,} that tell no date"] if of.undated else []
    left += [f"{of.longer:,} told by a time that reaches beyond it"] if of.longer else []
    said = [f"{len(of.acts):,} acts between {len(of.members):,} entities."]
    said += [f"The period leaves out acts: {', '.join(left)}."] if left else []
    Console(stderr=True).print(Text(" ".join((*said, *filter(None, notes))), style="dim"))


def _steps(ways: Iterable[Connection]) -> Iterator[dict[str, Any]]:
    """A row for every step of every way."""
    for number, way in enumerate(ways, 1):
        for step, hop in enumerate(way.hops, 1):
            told = hop.evidence
            yield {
                "way": number,
                "way_strength": round(way.strength, 4),
                "step": step,
                "from": hop.start.name,
                "to": hop.end.name,
                "act": _reads(hop),
                "relation": hop.act.relation,
                "event": hop.act.id,
                "date": hop.act.start,
                "status": hop.act.status.value,
                "confidence": hop.act.confidence,
                "sources": hop.act.sources,
                "strength": round(hop.strength, 4),
                "other_acts": hop.more,
                "sentence": told.sentence or told.quote if told else None,
                "quote": told.quote if told else None,
                "publisher": told.publisher if told else None,
                "published": told.published if told else None,
                "article": told.article if told else None,
                "denied_by": list(hop.denied_by),
            }


def _print_ways(console: Console, ways: Iterable[Connection]) -> None:
    for number, way in enumerate(ways, 1):
        if number > 1:
            console.print()
        names = [way.hops[0].start.name, *(hop.end.name for hop in way.hops)]
        console.print(Text(f"{number}  {' – '.join(names)}", style="bold"), Text(f"strength {way.strength:.2f}"))
        for hop in way.hops:
            console.print(Text(f"   {_reads(hop)}"))
            sources = f"{hop.act.sources} source{'' if hop.act.sources == 1 else 's'}"
            facts = [
                hop.act.status.value,
                str(hop.act.start or "no date"),
                f"certainty {hop.act.confidence:.2f}",
                sources,
                f"{hop.more} more between the two" if hop.more else "",
                f"denied by {', '.join(hop.denied_by)}" if hop.denied_by else "",
            ]
            console.print(Text("   " + " · ".join(filter(None, facts)), style="dim"))
            if told := hop.evidence:
                sentence = " ".join((told.sentence or told.quote).split())
                place = ", ".join(filter(None, (told.publisher, str(told.published or ""))))
                console.print(Text.assemble(f"   “{sentence}” ", (place, "dim")))


def _reads(hop: Hop) -> str:
    actor, target = (hop.start, hop.end) if hop.act.actor == hop.start.id else (hop.end, hop.start)
    return caption(hop.act.relation, actor.name, target.name)


def _print_table(console: Console, rows: Sequence[dict[str, Any]]) -> None:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in rows[0]:
        number = all(isinstance(row[name], int) or str(row[name])[:1] in "0123456789.–" for row in rows)
        table.add_column(Text(name), justify="right" if number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(str(value)) for value in row.values()))
    console.print(table)


def _described(member: Member) -> dict[str, Any]:
    return {"entity": member.name, "id": member.id, "type": member.type}


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _counted(pairs: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{name} {number}" for name, number in pairs)


def _verbs(pairs: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{verb(name)} {number}" for name, number in pairs)


def _names(members: Sequence[Member]) -> str:
    more = len(members) - SHOWN
    return ", ".join(member.name for member in members[:SHOWN]) + (f" and {more:,} more" if more > 0 else "")


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return "; ".join(value) if isinstance(value, list) else value
