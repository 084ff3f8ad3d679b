"""Extractions into the graph and out again, whole articles at a time.

The graph is a function of the articles in it. Reports carry the claims; whenever an article comes, changes or goes, the
events of every key (actor, relation, target) it touches are computed anew from all reports of the key, in the
transaction that writes the article, and the difference is written. So neither order nor repetition nor interruption
leaves a trace. Concurrent writers lock articles, then entities, in the order of their ids: who holds an actor holds its
events.
"""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graph.deciding import decide
from graph.decisions import Decision
from graph.errors import DatabaseError
from graph.events import Key, Report, events, report
from graph.model import Claim, Entity, Event, EventDate, Extraction, Precision, Skipped, Status
from graph.ontology import Ontology, ontology
from graph.reading import dump
from graph.store import Row, Run, Store

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
    """A report, where it hangs in the graph, and its properties when this transaction writes it."""

    report: Report
    run: str
    event: str = ""
    row: Mapping[str, Any] | None = None


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
        DatabaseError: the server cannot be reached, or takes none of the articles of a batch.
    """
    words = ontology()
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
    return store.transaction(lambda do: _remove(do, article))


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
    rows = do("load/merge_articles", rows=[_article_row(articles[id_], run) for id_ in sorted(articles)])
    again = {row["id"] for row in rows}
    entities = {id_: entity for one in batch for id_, entity in _entities(one).items()}
    told: dict[str, _Told] = {}
    for one in batch:
        for id_, claim in _claims(one).items():
            told[id_] = _Told(report(claim, one.article), run, row=_report_row(claim, run))
    keys = _keys(do, again)
    # all locks on entities are taken at once, in the order of their ids
    if held := {actor for actor, _, _ in keys} - set(entities):
        do("load/lock_entities", entities=sorted(held | set(entities)))
    do("load/merge_entities", rows=[_entity_row(entities[id_]) for id_ in sorted(entities)], run=run)
    states = {id_: entity.state for id_, entity in entities.items() if entity.known}
    gone = _rewrite_events(do, keys | {one.report.key for one in told.values()}, told, articles, states)
    kept = [{"article": id_, "entities": sorted(one.mentions)} for one in batch if (id_ := one.article.id) in again]
    gone |= {row["entity"] for row in _do(do, "load/delete_mentions", kept)}
    _do(do, "load/merge_mentions", sorted(_mention_rows(batch, run), key=lambda row: (row["article"], row["entity"])))
    _delete_unsupported(do, gone)
    _name(do, {id_ for id_, entity in entities.items() if not entity.known}, gone)


def _remove(do: Run, article: str) -> bool:
    if not do("load/lock_articles", articles=[article]):
        return False
    keys = _keys(do, [article])
    do("load/lock_entities", entities=sorted({actor for actor, _, _ in keys}))
    gone = _rewrite_events(do, keys, {}, [article], {})
    gone |= {row["entity"] for row in do("load/delete_mentions", rows=[{"article": article, "entities": []}])}
    do("load/delete_articles", articles=[article])
    _delete_unsupported(do, gone)
    _name(do, set(), gone)
    return True


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
    states: Mapping[str, bool],
) -> set[str]:
    """Bring the events of some keys up to date when `articles` say what is `told`, and nothing else any more.

    `states` holds which actors act with the power of a state; of those that are not there the graph is asked.

    Returns:
        The ids of entities that have lost an event.
    """
    if not keys:
        return set()
    before: dict[str, Row] = {}
    resolved_before: dict[str, str] = {}
    there: dict[str, _Told] = {}
    for row in do("load/read_events", keys=[list(key) for key in sorted(keys)]):
        event = row["event"]
        before[event["id"]] = event
        resolved_before[event["id"]] = next(iter(row["resolved_by"]), "")
        for fields in row["reports"]:
            one = _told_before(fields, event)
            there[one.report.claim] = one
    staying = {id_: one for id_, one in there.items() if one.report.article not in articles}
    all_told = {**staying, **told}
    actors = {actor for actor, _, _ in keys}
    powers = {actor for actor in actors if states.get(actor)}
    if unknown := actors - set(states):
        powers |= {row["id"] for row in do("load/read_states", entities=sorted(unknown))}
    after = events((one.report for one in all_told.values()), states=powers)
    runs = {event.id: max(all_told[claim].run for claim in event.claims) for event in after}
    by_claim = {claim: event.id for event in after for claim in event.claims}
    rows = {event.id: {"event": _event_row(event, runs[event.id])} for event in after}
    for event in after:
        rows[event.id]["triple"] = _triple_row(event, runs[event.id])
    new = [rows[event.id] for event in after if event.id not in before]
    changed = [rows[event.id] for event in after if event.id in before and before[event.id] != rows[event.id]["event"]]
    obsolete = [before[id_] for id_ in sorted(before) if id_ not in rows]
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
        do("load/delete_triples", rows=[event for event in obsolete if event["target"]])
        do("load/delete_events", events=[event["id"] for event in obsolete])
    _resolve(do, after, runs, resolved_before)
    return {event[end] for event in obsolete for end in ("actor", "target") if event[end]}


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


def _resolve(do: Run, after: Sequence[Event], runs: Mapping[str, str], before: Mapping[str, str]) -> None:
    stale, fresh = [], []
    for event in after:
        old = before.get(event.id, "")
        if old and old != event.resolved_by:
            stale.append({"event": event.id, "fact": old})
        if event.resolved_by:
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


# Rows


def _filled(row: Mapping[str, Any]) -> Row:
    return {name: value for name, value in row.items() if value is not None}


def _article_row(extraction: Extraction, run: str) -> Row:
    article = extraction.article
    return {
        "id": article.id,
        "url": article.url,
        "title": article.title,
        "publisher": article.publisher,
        "author": article.author,
        "published": article.published,
        "language": article.language,
        "text": article.text,
        "digest": article.digest,
        "complete": article.digest,
        "origin": article.origin,
        "reading": extraction.reading,
        "run": run,
    }


def _entity_row(entity: Entity) -> Row:
    properties: Row = {
        "jurisdiction": entity.jurisdiction,
        "known": entity.known,
        "parent": entity.parent,
        "sectors": sorted(entity.sectors),
        "state": entity.state,
    }
    names: Row = {"name": entity.name, "aliases": list(entity.aliases) if entity.known else _other_names(entity)}
    return {
        "id": entity.id,
        "type": entity.type,
        **names,
        "properties": properties | names if entity.known else properties,
    }


def _mention_rows(batch: Iterable[Extraction], run: str) -> Iterator[Row]:
    for extraction in batch:
        for id_, count in extraction.mentions.items():
            entity = extraction.entities[id_]
            mention: Row = {"count": count, "run": run}
            if not entity.known:
                mention["names"] = [entity.name, *_other_names(entity)]
            yield {"article": extraction.article.id, "entity": id_, "mention": mention}


def _other_names(entity: Entity) -> list[str]:
    return sorted(set(entity.aliases) - {entity.name})


def _report_row(claim: Claim, run: str) -> Row:
    return _filled(
        {
            "id": claim.id,
            "quote": claim.quote,
            "start": claim.start,
            "end": claim.end,
            "sentence_start": claim.sentence_start,
            "sentence_end": claim.sentence_end,
            "status": claim.status.value,
            "attributed_to": claim.attributed_to,
            "date": claim.date.start,
            "date_precision": claim.date.precision.value,
            "date_raw": claim.date.raw,
            "amount": claim.amount,
            "confidence": float(claim.confidence),
            "because": claim.because,
            "run": run,
        }
    )


def _told_before(fields: Mapping[str, Any], event: Mapping[str, Any]) -> _Told:
    known = Report(
        claim=fields["claim"],
        article=fields["article"],
        publisher=fields["publisher"] or "",
        published=fields["published"],
        actor=event["actor"],
        relation=event["relation"],
        target=event["target"],
        status=Status(fields["status"]),
        date=EventDate(fields["date"], Precision(fields["precision"]), fields["raw"] or ""),
        confidence=fields["confidence"],
        amount=fields["amount"] or "",
    )
    return _Told(known, fields["run"], event=event["id"])


def _event_row(event: Event, run: str) -> Row:
    return _filled(
        {
            "id": event.id,
            "actor": event.actor,
            "relation": event.relation,
            "target": event.target,
            "date": event.date.start,
            "date_end": event.date.end,
            "date_precision": event.date.precision.value,
            "date_text": str(event.date),
            "date_raw": event.date.raw,
            "status": event.status.value,
            "score": event.score,
            "confidence": event.confidence,
            "sources": event.sources,
            "amount": event.amount,
            "first_published": event.first_published,
            "last_published": event.last_published,
            "run": run,
        }
    )


def _triple_row(event: Event, run: str) -> Row:
    return _filled(
        {
            "event": event.id,
            "date": event.date.start,
            "status": event.status.value,
            "score": event.score,
            "confidence": event.confidence,
            "sources": event.sources,
            "run": run,
        }
    )
