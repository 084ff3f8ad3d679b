"""Extractions into the graph and out again, whole articles at a time.

The graph is a function of the articles in it. Reports carry the claims; whenever an article comes, changes or goes, the
events of every scope that it touches (an actor, a relation and a target, with the wholes and parts of both) are
computed anew from all reports of the scope, in the transaction that writes the article, and the difference is written.
So neither order nor repetition nor interruption leaves a trace. Concurrent writers lock articles, then entities, in the
order of their ids: who holds the first end of a scope holds its events.
"""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any

from graph.copies import sketch
from graph.deciding import decide
from graph.decisions import Decision
from graph.errors import DatabaseError
from graph.events import events
from graph.model import Claim, Entity, Event, Extraction, Skipped
from graph.ontology import Ontology, ontology
from graph.reading import dump
from graph.reports import Key, Report, report, scope
from graph.rows import (
    OLD,
    Kept,
    article_row,
    digest,
    entity_row,
    event_row,
    mention_rows,
    read_report,
    read_told,
    report_row,
    told_row,
    told_text,
    triple_row,
)
from graph.store import Row, Run, Store
from graph.thresholds import thresholds

log = logging.getLogger(__name__)

BATCH = 200
"""Articles in one transaction, unless they have more than ROWS or CHARACTERS."""
ROWS = 5_000
CHARACTERS = 4_000_000
LONGEST = 2_000
"""Characters of a text that an index holds; the server's limit is 8,167 bytes."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """An article that is in the graph."""

    article: str
    origin: str
    claims: int


@dataclass(frozen=True, slots=True)
class Stored:
    """An article of the graph, without its text."""

    id: str
    title: str
    publisher: str
    published: dt.date | None
    url: str
    language: str
    origin: str
    digest: str
    run: str


@dataclass(frozen=True, slots=True)
class _Told:
    """A report, what its event keeps of it, where it hangs, and its properties when this transaction writes it."""

    report: Report
    kept: Row
    event: str = ""
    row: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """What an entity is a part of, and whether it acts with the power of a state."""

    parent: str = ""
    state: bool = False


def load(
    store: Store,
    extractions: Iterable[Extraction],
    *,
    run: str,
    batch_size: int = BATCH,
    decisions: Sequence[Decision] = (),
) -> Iterator[Loaded | Skipped]:
    """Write extractions, each whole or not at all; an article that is there already is replaced.

    What people decided is carried out on them first. What cannot be stored is skipped with its reason.

    Raises:
        DatabaseError: the server cannot be reached, or takes none of the articles of a batch, or holds a graph of an
            earlier version.
    """
    words = ontology()
    if store.read("load/find_old_events"):
        raise DatabaseError(OLD)
    batch: dict[str, Extraction] = {}
    rows = characters = 0
    for read in extractions:
        extraction = decided(read, decisions)
        if problem := _problem(extraction, words):
            yield Skipped(extraction.article.origin or extraction.article.id, problem)
            continue
        size = len(extraction.claims) + len(extraction.mentions) + len(extraction.entities)
        length = len(extraction.article.text)
        full = len(batch) >= batch_size or rows + size > ROWS or characters + length > CHARACTERS
        if batch and (full or extraction.article.id in batch):
            yield from _load_batch(store, list(batch.values()), run)
            batch, rows, characters = {}, 0, 0
        batch[extraction.article.id] = extraction
        rows += size
        characters += length
    if batch:
        yield from _load_batch(store, list(batch.values()), run)


def decided(read: Extraction, decisions: Sequence[Decision]) -> Extraction:
    """An extraction as decisions have it, with what was read beside it, so that they can be taken back."""
    return replace(decide(read, decisions) if decisions else read, reading=dump(read))


def remove(store: Store, article: str) -> bool:
    """Take an article away, and with it all that only it supported; False when there is none of this id.

    Raises:
        DatabaseError: the server refuses or cannot be reached.
    """
    return bool(list(remove_each(store, [article])))


def remove_each(store: Store, articles: Iterable[str], *, batch_size: int = BATCH) -> Iterator[str]:
    """Take articles away, and with them all that only they supported; the ids of those that were there.

    Raises:
        DatabaseError: the server refuses or cannot be reached.
    """
    waiting = iter(articles)
    while batch := sorted(set(islice(waiting, batch_size))):
        yield from store.transaction(partial(_remove, articles=batch))


def remove_run(store: Store, run: str) -> None:
    """Forget a run that no article is left of; one that has articles stays.

    Raises:
        DatabaseError: the server refuses or cannot be reached.
    """
    store.write("load/delete_run", run=run)


def digests(store: Store, articles: Collection[str]) -> dict[str, str]:
    """Those of some articles that are in the graph, by id, and the digest of the version that is."""
    rows = store.read("load/read_digests", articles=sorted(articles))
    return {row["id"]: row["digest"] or "" for row in rows}


def articles(store: Store) -> list[Stored]:
    """Every article of the graph, the latest first."""
    return [Stored(**row) for row in store.read("load/read_articles")]


def start_run(store: Store, *, version: str) -> str:
    """Note that a run begins; its id, which sorts by time."""
    now = dt.datetime.now(dt.UTC)
    run = f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
    store.write("load/start_run", run=run, started=now, version=version)
    return run


def finish_run(store: Store, run: str, *, articles: int, skipped: int, claims: int) -> None:
    """Note what a run has done."""
    now = dt.datetime.now(dt.UTC)
    store.write("load/finish_run", run=run, finished=now, articles=articles, skipped=skipped, claims=claims)


# One batch


def _load_batch(store: Store, batch: Sequence[Extraction], run: str) -> Iterator[Loaded | Skipped]:
    try:
        store.transaction(lambda do: write(do, batch, run))
    except DatabaseError as error:
        store.read("load/read_digests", articles=[])  # raises when the server has gone
        if len(batch) == 1:
            yield Skipped(batch[0].article.origin or batch[0].article.id, f"not stored: {error}")
            return
        log.warning("a batch of %d articles was refused, trying one by one: %s", len(batch), error)
        results = [result for one in batch for result in _load_batch(store, [one], run)]
        if not any(isinstance(result, Loaded) for result in results):
            raise
        yield from results
        return
    for one in batch:
        yield Loaded(one.article.id, one.article.origin, len(one.claims))


def _problem(extraction: Extraction, words: Ontology) -> str:
    """Why an extraction cannot be stored, or nothing."""
    article = extraction.article
    named = {article.id, article.publisher}
    for claim in extraction.claims:
        if claim.article != article.id:
            return f"a claim belongs to the article {claim.article!r}"
        if claim.relation not in words.relations:
            return f"{claim.relation!r} is not a relation"
        if (claim.object is None) != words.relations[claim.relation].no_target:
            return f"{claim.relation} {'needs a' if claim.object is None else 'has no'} target"
    for entity in _entities(extraction).values():
        if entity.type not in words.types:
            return f"{entity.type!r} is not an entity type"
        named |= {entity.id, entity.name, entity.parent}
    if unknown := set(extraction.mentions) - set(extraction.entities):
        return f"the mentioned entity {min(unknown)!r} is not described"
    if longest := next((text for text in named if len(text) > LONGEST), ""):
        return f"a name of {len(longest):,} characters: {longest[:40]}…"
    try:
        "".join((article.text, article.title, article.url, article.author, *named)).encode()
    except UnicodeEncodeError:
        return "its text is not valid Unicode"
    return ""


def _entities(extraction: Extraction) -> dict[str, Entity]:
    ends = {
        entity.id: entity
        for claim in extraction.claims
        for entity in (claim.subject, claim.object)
        if entity is not None
    }
    return ends | extraction.entities


def write(do: Run, batch: Sequence[Extraction], run: str) -> None:
    """Write extractions within a transaction; each replaces what its article told before."""
    articles = {one.article.id: one for one in batch}
    words = thresholds().copies.words
    sketches = {id_: sketch(one.article.text, words=words) for id_, one in articles.items()}
    rows = [article_row(articles[id_], run, sketch=sketches[id_]) for id_ in sorted(articles)]
    again = {row["id"] for row in do("load/merge_articles", rows=rows)}
    entities = {id_: entity for one in batch for id_, entity in _entities(one).items()}
    told: dict[str, _Told] = {}
    for one in batch:
        for id_, claim in _claims(one).items():
            about = report(claim, one.article, sketch=sketches[one.article.id])
            of_event = told_row(about, publisher=one.article.publisher, run=run)
            told[id_] = _Told(about, of_event, row=report_row(claim, about.key, run))
    keys = _keys(do, again)
    known = {id_: _Place(entity.parent, entity.state) for id_, entity in entities.items() if entity.known}
    # all locks on entities are taken at once, in the order of their ids
    before = _places(do, {end for key in keys for end in _ends(key)} | {one.parent for one in known.values()}, known)
    if held := {id_ for id_ in before if id_ not in entities}:
        do("load/lock_entities", entities=sorted(held | set(entities)))
    moved = do("load/merge_entities", rows=[entity_row(entities[id_]) for id_ in sorted(entities)], run=run)
    scopes = _scopes_below(do, [row["id"] for row in moved]) if moved else set()
    gone = _rewrite_events(do, keys | {one.report.key for one in told.values()}, told, articles, known, scopes)
    kept = [{"article": id_, "entities": sorted(one.mentions)} for one in batch if (id_ := one.article.id) in again]
    gone |= {row["entity"] for row in _do(do, "load/delete_mentions", kept)}
    _do(do, "load/merge_mentions", sorted(mention_rows(batch, run), key=lambda row: (row["article"], row["entity"])))
    _delete_unsupported(do, gone)
    _name(do, {id_ for id_, entity in entities.items() if not entity.known}, gone)


def _remove(do: Run, articles: Sequence[str]) -> list[str]:
    there = [row["id"] for row in do("load/lock_articles", articles=articles)]
    if not there:
        return []
    keys = _keys(do, there)
    places = _places(do, {end for key in keys for end in _ends(key)}, {})
    do("load/lock_entities", entities=sorted(places))
    gone = _rewrite_events(do, keys, {}, there, places, ())
    rows = [{"article": id_, "entities": []} for id_ in there]
    gone |= {row["entity"] for row in do("load/delete_mentions", rows=rows)}
    do("load/delete_articles", articles=there)
    _delete_unsupported(do, gone)
    _name(do, set(), gone)
    return there


def _ends(key: Key) -> list[str]:
    return [end for end in (key[0], key[2]) if end]


def _places(do: Run, entities: Collection[str], known: Mapping[str, _Place]) -> dict[str, _Place]:
    """Where entities stand, with all that is above them: what is `known`, else what the graph has."""
    found = dict(known)
    waiting = {id_ for id_ in entities if id_ and id_ not in found}
    while waiting:
        rows = do("load/read_places", entities=sorted(waiting))
        found |= dict.fromkeys(waiting, _Place())
        found |= {row["id"]: _Place(row["parent"] or "", bool(row["state"])) for row in rows}
        waiting = {found[id_].parent for id_ in waiting} - found.keys() - {""}
    return found


def _scopes_below(do: Run, entities: Collection[str]) -> set[str]:
    """The scopes in which some entities, or their parts, act or are acted on."""
    found, waiting = set(entities), set(entities)
    while waiting:
        waiting = {row["id"] for row in do("load/read_parts", entities=sorted(waiting))} - found
        found |= waiting
    return {row["scope"] for row in do("load/read_scopes", entities=sorted(found))}


def _claims(extraction: Extraction) -> dict[str, Claim]:
    """The claims of an extraction by id; of several that say the same the surest."""
    found: dict[str, Claim] = {}
    for claim in extraction.claims:
        id_ = claim.id
        if id_ not in found or (found[id_].confidence, repr(found[id_])) < (claim.confidence, repr(claim)):
            found[id_] = claim
    return found


def _keys(do: Run, articles: Collection[str]) -> set[Key]:
    rows = do("load/read_keys", articles=sorted(articles)) if articles else []
    return {(row["actor"], row["relation"], row["target"]) for row in rows}


def _name(do: Run, more: Collection[str], fewer: Collection[str]) -> None:
    """Name entities anew that articles give more names, or fewer, than before."""
    if named := {*more, *fewer}:
        do("load/name_entities", entities=sorted(named), fewer=sorted(fewer))


def _rewrite_events(
    do: Run,
    keys: Collection[Key],
    told: Mapping[str, _Told],
    articles: Collection[str],
    known: Mapping[str, _Place],
    more: Collection[str],
) -> set[str]:
    """Bring the events of some keys up to date when `articles` say what is `told`, and nothing else any more.

    `known` holds where entities stand; of those that are not there the graph is asked. `more` are scopes of events
    that are to be computed anew too.

    Returns:
        The ids of entities that have lost an event.
    """
    if not keys and not more:
        return set()
    places = _places(do, {end for key in keys for end in _ends(key)}, known)
    scopes = {*_scopes(keys, places).values(), *more}
    before: dict[str, Kept] = {}
    there: dict[str, _Told] = {}
    waiting = scopes
    while waiting:
        for row in do("load/read_events", scopes=sorted(waiting)):
            if row["told"] is None:
                raise DatabaseError(OLD)
            kept = before[row["id"]] = read_told(row["id"], row["told"])
            for fields in kept.reports:
                there[fields["claim"]] = _Told(read_report(fields, kept.relation), fields, event=kept.id)
        # a scope that another parent has made a part of a wider one draws that in
        told_of = {one.report.key for one in there.values()}
        places = _places(do, {end for key in told_of for end in _ends(key)}, places)
        waiting = {*_scopes(told_of, places).values()} - scopes
        scopes |= waiting
    staying = {id_: one for id_, one in there.items() if one.report.article not in articles}
    all_told = {**staying, **told}
    after = events(
        (one.report for one in all_told.values()),
        states={id_ for id_, place in places.items() if place.state},
        parents={id_: place.parent for id_, place in places.items()},
    )
    scope_of = _scopes({_key(event) for event in after}, places)
    runs = {event.id: max(all_told[claim].kept["run"] for claim in event.claims) for event in after}
    by_claim = {claim: event.id for event in after for claim in event.claims}
    new: list[Row] = []
    changed: list[Row] = []
    for event in after:
        row = event_row(event, scope_of[_key(event)], runs[event.id])
        old = before.get(event.id)
        if old is None or _differs(old, event, row, told):
            reports = (all_told[claim].kept for claim in event.claims)
            row["told"] = told_text(row, resolved_by=event.resolved_by, reports=reports)
            both = {"event": row, "triple": triple_row(event, runs[event.id])}
            (new if old is None else changed).append(both)
    obsolete = [before[id_] for id_ in sorted(before.keys() - runs.keys())]
    _do(do, "load/delete_reports", _reports_gone(there, told, by_claim, articles))
    _do(do, "load/create_acts", [row for row in new if row["event"]["target"]])
    _do(do, "load/create_moves", [row for row in new if not row["event"]["target"]])
    _do(do, "load/update_events", changed)
    _do(do, "load/update_triples", [row for row in changed if row["event"]["target"]])
    moved = [
        {"article": one.report.article, "claim": id_, "before": one.event, "event": by_claim[id_]}
        for id_, one in sorted(staying.items())
        if by_claim[id_] != one.event
    ]
    _do(do, "load/move_reports", moved)
    written = [
        {"article": one.report.article, "event": by_claim[id_], "report": one.row} for id_, one in sorted(told.items())
    ]
    _do(do, "load/merge_reports", written)
    if obsolete:
        triples = [{"id": one.id, "actor": one.actor, "target": one.target} for one in obsolete if one.target]
        do("load/delete_triples", rows=triples)
        do("load/delete_events", events=[one.id for one in obsolete])
    _resolve(do, after, runs, before, {row["event"]["id"] for row in (*new, *changed)})
    return {end for one in obsolete for end in (one.actor, one.target) if end}


def _differs(old: Kept, event: Event, row: Row, told: Mapping[str, _Told]) -> bool:
    """Whether an event, or what it keeps of its reports, is not as it was."""
    return (
        old.digest != digest(row)
        or old.resolved_by != event.resolved_by
        or [one["claim"] for one in old.reports] != list(event.claims)
        or not told.keys().isdisjoint(event.claims)
    )


def _key(event: Event) -> Key:
    return event.actor, event.relation, event.target


def _scopes(keys: Iterable[Key], places: Mapping[str, _Place]) -> dict[Key, str]:
    """The name of the scope of each key."""
    parents = {id_: place.parent for id_, place in places.items()}
    limits, relations = thresholds().parents, ontology().relations
    return {
        key: " ".join(filter(None, scope(key, parents, limits, symmetric=relations[key[1]].symmetric))) for key in keys
    }


def _do(do: Run, statement: str, rows: Sequence[Row]) -> list[Row]:
    return do(statement, rows=rows) if rows else []


def _reports_gone(
    there: Mapping[str, _Told], told: Mapping[str, _Told], by_claim: Mapping[str, str], articles: Collection[str]
) -> list[Row]:
    return [
        {"article": one.report.article, "claim": id_, "event": one.event}
        for id_, one in sorted(there.items())
        if one.report.article in articles and (id_ not in told or by_claim[id_] != one.event)
    ]


def _resolve(
    do: Run, after: Sequence[Event], runs: Mapping[str, str], before: Mapping[str, Kept], changed: Collection[str]
) -> None:
    stale, fresh = [], []
    for event in after:
        old = before[event.id].resolved_by if event.id in before else ""
        if old and old != event.resolved_by:
            stale.append({"event": event.id, "fact": old})
        if event.resolved_by and (event.id in changed or event.resolved_by in changed):
            run = max(runs[event.id], runs[event.resolved_by])
            fresh.append({"event": event.id, "fact": event.resolved_by, "run": run})
    _do(do, "load/unresolve_events", stale)
    _do(do, "load/resolve_events", fresh)


def _delete_unsupported(do: Run, entities: Collection[str]) -> None:
    """Delete entities that nothing supports any more, then what only they rolled up to."""
    waiting = set(entities)
    while waiting:
        do("load/lock_entities", entities=sorted(waiting))
        deleted = do("load/delete_entities", entities=sorted(waiting))
        waiting = {id_ for row in deleted for id_ in (row["parent"], *row["sectors"]) if id_}
