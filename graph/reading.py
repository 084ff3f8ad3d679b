"""What was read in an article, as text and back: kept with the article, so that decisions can be taken back."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import fields
from typing import Any

from graph.decisions import entity_of
from graph.model import Article, Claim, Entity, EventDate, Extraction, Precision, Status

PLAIN = ("relation", "quote", "start", "end", "attributed_to", "amount", "confidence", "because")
PLACES = ("sentence_start", "sentence_end")


def dump(extraction: Extraction) -> str:
    """Claims, mentions, spans and entities of an extraction as JSON, without the article."""
    entities = dict(extraction.entities)
    for claim in extraction.claims:
        for entity in (claim.subject, claim.object):
            if entity is not None:
                entities.setdefault(entity.id, entity)
    data = {
        "entities": [_entity(entities[id_]) for id_ in sorted(entities)],
        "mentions": dict(sorted(extraction.mentions.items())),
        "spans": dict(sorted(extraction.spans.items())),
        "claims": [_claim(claim) for claim in extraction.claims],
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def parse(article: Article, text: str) -> Extraction:
    """The extraction of an article from its JSON."""
    data = json.loads(text)
    entities = {row["id"]: entity_of(row) for row in data["entities"]}
    claims = tuple(_claim_of(row, article.id, entities) for row in data["claims"])
    # readings of earlier versions tell how often an entity is named, and not where
    spans = {id_: tuple((start, end) for start, end in some) for id_, some in data.get("spans", {}).items()}
    return Extraction(article, claims, data["mentions"], entities, spans=spans)


def _entity(entity: Entity) -> dict[str, Any]:
    return {f.name: value for f in fields(entity) if (value := getattr(entity, f.name))}


def _claim(claim: Claim) -> dict[str, Any]:
    row = {name: value for name in (*PLAIN, *PLACES) if (value := getattr(claim, name)) not in ("", 0)}
    row |= {"subject": claim.subject.id, "status": claim.status.value}
    if claim.object is not None:
        row["object"] = claim.object.id
    if claim.date != EventDate():
        start = claim.date.start.isoformat() if claim.date.start else ""
        row["date"] = [start, claim.date.precision.value, claim.date.raw]
    return row


def _claim_of(row: dict[str, Any], article: str, entities: dict[str, Entity]) -> Claim:
    date = EventDate()
    if "date" in row:
        start, precision, raw = row["date"]
        date = EventDate(dt.date.fromisoformat(start) if start else None, Precision(precision), raw)
    plain: dict[str, Any] = {"quote": "", "start": 0, "end": 0, "confidence": 0.0}
    plain |= {name: row[name] for name in (*PLAIN, *PLACES) if name in row}
    return Claim(
        article=article,
        subject=entities[row["subject"]],
        object=entities[row["object"]] if "object" in row else None,
        status=Status(row["status"]),
        date=date,
        **plain,
    )
