"""Articles, entities, reports and events as properties of the graph, and reports back from it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph.model import Claim, Entity, Event, EventDate, Extraction, Precision, Status
from graph.publishers import family
from graph.reports import Key, Report
from graph.store import Row

TOLD = (
    "claim",
    "article",
    "publisher",
    "published",
    "actor",
    "target",
    "status",
    "date",
    "precision",
    "raw",
    "confidence",
    "amount",
    "sketch",
    "run",
)
"""What an event keeps of each of its reports."""
OLD = (
    "The events of this graph were made by an earlier version of Policy Signal and cannot be added to. Empty it "
    "(`policysignal db reset` does it for the database of this machine) and load the articles again."
)
DATES = [TOLD.index(name) for name in ("published", "date")]


@dataclass(frozen=True, slots=True)
class Kept:
    """An event as the graph has it, as far as it is needed to compute its scope anew."""

    id: str
    actor: str
    relation: str
    target: str
    digest: str
    """What its properties are, in 16 hexadecimal digits; without what is told of it."""
    resolved_by: str
    reports: tuple[Row, ...]
    """What `read_report` takes, with the run that loaded each."""


def filled(row: Mapping[str, Any]) -> Row:
    """A row without what is not known."""
    return {name: value for name, value in row.items() if value is not None}


def article_row(extraction: Extraction, run: str, *, sketch: str) -> Row:
    """An article with what was read in it; `sketch` is what its wording is compared by."""
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
        "sketch": sketch,
        "origin": article.origin,
        "reading": extraction.reading,
        "run": run,
    }


def entity_row(entity: Entity) -> Row:
    """An entity: what it is called when it is new, and what is said of it whenever it is named."""
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


def mention_rows(batch: Iterable[Extraction], run: str) -> Iterator[Row]:
    """How often and where articles name entities, and those that the catalog does not have by which names."""
    for extraction in batch:
        for id_, count in extraction.mentions.items():
            entity = extraction.entities[id_]
            mention: Row = {"count": count, "run": run}
            if spans := extraction.spans.get(id_):
                mention |= {"starts": [start for start, _ in spans], "ends": [end for _, end in spans]}
            if not entity.known:
                mention["names"] = [entity.name, *_other_names(entity)]
            yield {"article": extraction.article.id, "entity": id_, "mention": mention}


def _other_names(entity: Entity) -> list[str]:
    return sorted(set(entity.aliases) - {entity.name})


def report_row(claim: Claim, key: Key, run: str) -> Row:
    """A claim; `key` is the actor, relation and target that it tells of."""
    return filled(
        {
            "id": claim.id,
            "actor": key[0],
            "target": key[2],
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


def read_report(fields: Mapping[str, Any], relation: str) -> Report:
    """A report of the graph, as events are made of it."""
    return Report(
        claim=fields["claim"],
        article=fields["article"],
        source=family(fields["publisher"] or ""),
        published=fields["published"],
        actor=fields["actor"],
        relation=relation,
        target=fields["target"],
        status=Status(fields["status"]),
        date=EventDate(fields["date"], Precision(fields["precision"]), fields["raw"] or ""),
        confidence=fields["confidence"],
        amount=fields["amount"] or "",
        sketch=fields["sketch"] or "",
    )


def told_row(one: Report, *, publisher: str, run: str) -> Row:
    """What an event keeps of a report."""
    return {
        "claim": one.claim,
        "article": one.article,
        "publisher": publisher,
        "published": one.published,
        "actor": one.actor,
        "target": one.target,
        "status": one.status.value,
        "date": one.date.start,
        "precision": one.date.precision.value,
        "raw": one.date.raw,
        "confidence": float(one.confidence),
        "amount": one.amount,
        "sketch": one.sketch,
        "run": run,
    }


def told_text(event: Row, *, resolved_by: str, reports: Iterable[Row]) -> str:
    """What an event keeps of itself and its reports, as JSON: its scope is computed anew from that."""
    head = [event["actor"], event["relation"], event["target"], digest(event), resolved_by]
    rows = [[one[name] for name in TOLD] for one in reports]
    return json.dumps([head, *rows], ensure_ascii=False, separators=(",", ":"), default=dt.date.isoformat)


def read_told(id_: str, text: str) -> Kept:
    """An event from what `told_text` kept of it."""
    (actor, relation, target, digest_, resolved_by), *rows = json.loads(text)
    for row in rows:
        for place in DATES:
            row[place] = dt.date.fromisoformat(row[place]) if row[place] else None
    reports = tuple(dict(zip(TOLD, row, strict=True)) for row in rows)
    return Kept(id_, actor, relation, target, digest_, resolved_by, reports)


def digest(event: Row) -> str:
    """What the properties of an event are, in 16 hexadecimal digits."""
    return hashlib.blake2b(repr(list(event.items())).encode(), digest_size=8).hexdigest()


def event_row(event: Event, scope: str, run: str) -> Row:
    """An event; `scope` names those that it is computed with."""
    return filled(
        {
            "id": event.id,
            "actor": event.actor,
            "relation": event.relation,
            "target": event.target,
            "scope": scope,
            "date": event.date.start,
            "date_end": event.date.end,
            "date_precision": event.date.precision.value,
            "date_text": str(event.date),
            "date_raw": event.date.raw,
            "status": event.status.value,
            "score": event.score,
            "confidence": event.confidence,
            "sources": event.sources,
            "against": event.against,
            "history": list(event.history),
            "may_be": list(event.may_be),
            "amount": event.amount,
            "first_published": event.first_published,
            "last_published": event.last_published,
            "run": run,
        }
    )


def triple_row(event: Event, run: str) -> Row:
    """The triple of an event."""
    return filled(
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
