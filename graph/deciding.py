"""Decisions on what was read: which entity is told of, by which name, and which claims stand. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from graph.decisions import Correction, Decision, Kind, Place, learned_names, standing
from graph.model import Claim, Entity, Extraction

NAMING = (Kind.RENAME, Kind.SPLIT)
"""What gives an entity a name that a person chose."""
JUDGING = (Kind.CONFIRM, Kind.REJECT, Kind.CORRECT)
"""What says of a claim whether it is right."""
CONFIRMED = 1.0
"""The confidence of a claim that a person has confirmed or corrected."""


def decide(extraction: Extraction, decisions: Sequence[Decision]) -> Extraction:
    """An extraction as the decisions that stand have it; the same whenever they were made.

    A claim whose actor and target became one is left out.
    """
    known = standing(decisions)
    current = _bearers(extraction, known)
    names = learned_names(known)
    snapshots = {one.entity.id: one.entity for one in known if one.entity is not None}
    renamed = {one.entity.id: one.entity for one in known if one.kind in NAMING and one.entity is not None}
    told: dict[str, list[Entity]] = {}
    for id_, entity in extraction.entities.items():
        told.setdefault(current[id_], []).append(entity)
    entities = {id_: _bearer(id_, entities, snapshots, names.get(id_, ()), renamed) for id_, entities in told.items()}
    for id_, entity in list(entities.items()):
        if entity.parent in current:
            entities[id_] = replace(entity, parent=current[entity.parent])
    mentions: dict[str, int] = {}
    for id_, count in extraction.mentions.items():
        mentions[current[id_]] = mentions.get(current[id_], 0) + count
    spans: dict[str, tuple[tuple[int, int], ...]] = {}
    for id_, named in extraction.spans.items():
        spans[current[id_]] = tuple(sorted({*spans.get(current[id_], ()), *named}))
    claims = tuple(claim for _, claim in _claims(extraction.claims, known, current, entities))
    return replace(extraction, claims=claims, mentions=mentions, entities=entities, spans=spans)


def carried(extraction: Extraction, decisions: Sequence[Decision]) -> Iterator[tuple[Claim, Claim]]:
    """The claims that stand: as they were read, and as the decisions have them."""
    known = standing(decisions)
    return _claims(extraction.claims, known, _bearers(extraction, known), decide(extraction, decisions).entities)


def _bearers(extraction: Extraction, decisions: Iterable[Decision]) -> dict[str, str]:
    """The entity that each one told of is, by id: decisions in their order, once more as long as one applies."""
    current = {id_: id_ for id_ in _told(extraction)}
    moves = [
        (one.other.id, one.entity.id, set(one.articles))
        for one in decisions
        if one.kind in (Kind.SAME, Kind.RETYPE, Kind.SPLIT) and one.entity is not None and one.other is not None
    ]
    for id_ in current:
        seen = {id_}
        moved = True
        while moved:
            moved = False
            for before, after, articles in moves:
                here = not articles or extraction.article.id in articles
                if current[id_] == before and here and after not in seen:
                    current[id_] = after
                    seen.add(after)
                    moved = True
    return current


def _told(extraction: Extraction) -> set[str]:
    ends = {e.id for claim in extraction.claims for e in (claim.subject, claim.object) if e is not None}
    return ends | set(extraction.entities) | set(extraction.mentions) | set(extraction.spans)


def _bearer(
    id_: str,
    told: Sequence[Entity],
    snapshots: Mapping[str, Entity],
    names: Sequence[str],
    renamed: Mapping[str, Entity],
) -> Entity:
    """The entity of an id, with the names that the article gives to all who are it."""
    own = next((entity for entity in told if entity.id == id_), None)
    base = own or snapshots[id_]
    here = dict.fromkeys(name for entity in told for name in (entity.name, *entity.aliases))
    if id_ in renamed:
        # a name that a person chose stands like one of the catalog
        name = renamed[id_].name
        aliases = dict.fromkeys((*renamed[id_].aliases, *(base.aliases if base.known else ()), *names))
        return replace(base, name=name, aliases=tuple(a for a in aliases if a != name), known=True)
    if base.known:
        aliases = dict.fromkeys((*base.aliases, *names))
        return replace(base, aliases=tuple(a for a in aliases if a != base.name))
    first = own.name if own else told[0].name
    return replace(base, name=first, aliases=tuple(name for name in here if name != first))


def _claims(
    claims: Iterable[Claim],
    decisions: Iterable[Decision],
    current: Mapping[str, str],
    entities: Mapping[str, Entity],
) -> Iterator[tuple[Claim, Claim]]:
    judged = {place: one for one in decisions if one.kind in JUDGING for place in one.places}
    for claim in claims:
        verdict = judged.get(Place.of(claim))
        if verdict is not None and verdict.kind is Kind.REJECT:
            continue
        subject = entities.get(current[claim.subject.id], claim.subject)
        target = claim.object and entities.get(current[claim.object.id], claim.object)
        if target is not None and subject.id == target.id and claim.object and claim.subject.id != claim.object.id:
            continue
        changed = replace(claim, subject=subject, object=target)
        yield claim, changed if verdict is None else _corrected(changed, verdict.correction or Correction())


def _corrected(claim: Claim, told: Correction) -> Claim:
    """A claim as a person who has read its sentence tells it, which makes it certain."""
    actor, target = (claim.object, claim.subject) if told.turned and claim.object else (claim.subject, claim.object)
    return replace(
        claim,
        subject=actor,
        relation=told.relation or claim.relation,
        object=target,
        status=told.status or claim.status,
        confidence=CONFIRMED,
    )
