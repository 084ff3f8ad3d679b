"""Acts of states as the index takes them: events, with the reports that they are made of."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from graph import events
from graph.copies import Printed, origins
from graph.model import Entity, Event, EventDate, Status
from graph.reports import Report
from graph.thresholds import thresholds


@dataclass(frozen=True, slots=True)
class Spell:
    """What was known of an act from a day on, until the next spell; `since`, the day that its status was first told."""

    begin: dt.date
    since: dt.date
    status: Status
    confidence: float


@dataclass(frozen=True, slots=True)
class Act:
    """One event of a state actor, with its reports."""

    id: str
    actor: Entity
    relation: str
    target: Entity
    score: float
    """In [-1, 1]."""
    status: Status
    date: EventDate
    confidence: float
    reports: tuple[Report, ...]
    fact: str = ""
    """The id of the realised act that this expected one turned into."""
    resolved: dt.date | None = None
    """The day on which that happened."""
    resolution_published: dt.date | None = None
    """The day on which that was first published."""
    together: str = ""
    """Acts that share it are one act on several targets, and count once."""
    wholes: tuple[Entity, ...] = ()
    """What its actor and its target are parts of, which its reports may name instead."""

    @property
    def published(self) -> dt.date | None:
        """The day of the first report."""
        return min((one.published for one in self.reports if one.published), default=None)

    @property
    def sources(self) -> tuple[str, ...]:
        """The families of publishers that report it; those that print no name are left out."""
        return tuple(sorted({one.source for one in self.reports if one.source}))

    @property
    def history(self) -> tuple[Spell, ...]:
        """What was known of it, day of publication by day of publication; empty when no report has one."""
        if len(self.reports) == 1 and self.reports[0].published:
            day = self.reports[0].published
            return (Spell(day, day, self.status, self.confidence),)
        told = sorted((one for one in self.reports if one.published), key=lambda one: one.said)
        spells: list[Spell] = []
        known: list[Report] = []
        for day, some in groupby(told, key=lambda one: one.said):
            known += some
            word = events.status(known)
            since = spells[-1].since if spells and spells[-1].status is word else day
            spells.append(Spell(day, since, word, _confidence(known, word)))
        return tuple(spells)


def _confidence(reports: Sequence[Report], word: Status) -> float:
    """1 − Π(1 − c) over the sources that do not speak against the status; copies count as their original."""
    printed = (Printed(one.said, one.source, one.article, one.sketch) for one in reports)
    source = origins(printed, share=thresholds().copies.share)
    best: defaultdict[str, float] = defaultdict(float)
    for one in reports:
        if (one.status is Status.DENIED) == (word is Status.DENIED):
            best[source[one.article]] = max(best[source[one.article]], one.confidence)
    doubt = 1.0
    for confidence in best.values():
        doubt *= 1 - confidence
    return 1 - doubt


def acts_of(
    reports: Iterable[Report],
    entities: Mapping[str, Entity],
    *,
    states: Collection[str] | None = None,
    together: Mapping[str, str] | None = None,
) -> list[Act]:
    """The acts that reports tell of, by id: those of an actor with the power of a state that carry a score.

    `states` are the ids of these actors, by default those that `entities` marks. `together` gives for claims what they
    were told in one with: a list of firms that were summoned.
    """
    told = {one.claim: one for one in reports}
    powers = {id_ for id_, one in entities.items() if one.state} if states is None else states
    parents = {id_: one.parent for id_, one in entities.items() if one.parent}
    found = {one.id: one for one in events.events(told.values(), states=powers, parents=parents)}
    groups = _groups(found.values(), together or {})
    acts = []
    for event in found.values():
        if event.score is None or not event.target:
            continue
        fact = found.get(event.resolved_by)
        acts.append(
            Act(
                event.id,
                entities[event.actor],
                event.relation,
                entities[event.target],
                event.score,
                event.status,
                event.date,
                event.confidence,
                tuple(told[claim] for claim in event.claims),
                event.resolved_by,
                (fact.date.start or fact.first_published) if fact else None,
                (fact.first_published or fact.date.end) if fact else None,
                groups.get(event.id, ""),
                tuple(_wholes((event.actor, event.target), entities)),
            )
        )
    return acts


def _wholes(ids: Sequence[str], entities: Mapping[str, Entity]) -> Iterator[Entity]:
    """What some are parts of, all the way up, each once."""
    seen = set(ids)
    todo = [entities[id_].parent for id_ in ids]
    for id_ in todo:
        if id_ in entities and id_ not in seen:
            seen.add(id_)
            todo.append(entities[id_].parent)
            yield entities[id_]


def _groups(found: Iterable[Event], together: Mapping[str, str]) -> dict[str, str]:
    """By event: the first of the things told in one that it shares claims with, directly or through other events."""
    root: dict[str, str] = {}

    def top(name: str) -> str:
        while root.setdefault(name, name) != name:
            name = root[name]
        return name

    told = {event.id: sorted({together[claim] for claim in event.claims if claim in together}) for event in found}
    for names in told.values():
        for name in names[1:]:
            first, second = sorted((top(names[0]), top(name)))
            root[second] = first
    return {id_: top(names[0]) for id_, names in told.items() if names}


def without_source(acts: Iterable[Act], source: str) -> list[Act]:
    """The acts as they would be had a publisher not reported."""
    return _again(acts, lambda report: report.source != source)


def known_by(acts: Iterable[Act], day: dt.date) -> list[Act]:
    """The acts as they were known on a day: made only of what was published by then."""
    return _again(acts, lambda report: report.published is not None and report.published <= day)


def _again(acts: Iterable[Act], keep: Callable[[Report], bool]) -> list[Act]:
    some = list(acts)
    entities = {one.id: one for act in some for one in (act.actor, act.target, *act.wholes)}
    groups = {one.claim: act.together for act in some for one in act.reports if act.together}
    left = [one for act in some for one in act.reports if keep(one)]
    return acts_of(left, entities, states={one.actor for one in left}, together=groups)
