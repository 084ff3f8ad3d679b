"""Claims to events: one act each, whether it happened, and all that speaks for and against it.

Everything here is a function of the set of reports: their order and the order of loading never matter. Which reports
tell of one act is said in `graph.clusters`.

Rumour, then fact: in a cluster that has realised reports, potential ones whose article was published before the day of
the fact (before its first report, when it has no date) become an event of their own, and so do denials of that time
beside them; that event is RESOLVED_BY the fact. Told on the day of the fact or later, they belong to the fact.
An event that is not realised, but was said to be coming, is also RESOLVED_BY the first realised event of its key, or of
a key that its own covers, that begins on or after its date, and at most `resolve_days` after the end of its date
(without a date: its publication).

Status: publication days are walked in order, and the strongest of the day counts (realised, announced, potential). A
later day raises it and never lowers it, since what happened does not become merely possible: only a denial does that,
when at least as many sources deny on that day as affirm. What happened stays so while more sources stand by it than
deny it, each by its last word. After a denial any later word counts anew.

Sources: the families of publishers, and copies count as what they were copied from. A source that takes back what it
said no longer speaks for it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from graph.clusters import COMING, Cluster, clusters, standing
from graph.copies import Printed, origins
from graph.model import Event, EventDate, Status
from graph.ontology import Ontology, Relation, ontology
from graph.reports import Key, Report, covers, depth, own_date, rank, rank_of_versions, scope
from graph.thresholds import Thresholds, thresholds

STRENGTH = {Status.POTENTIAL: 1, Status.ANNOUNCED: 2, Status.REALISED: 3}


@dataclass(frozen=True, slots=True)
class _Told:
    """What is one event: its reports, and those of the fact that it was told ahead of."""

    cluster: Cluster
    reports: Sequence[Report]
    date: EventDate
    fact: Sequence[Report] = ()

    @property
    def key(self) -> Key:
        return self.cluster.key


def events(
    reports: Iterable[Report],
    *,
    states: Collection[str] = (),
    parents: Mapping[str, str] | None = None,
    limits: Thresholds | None = None,
    vocabulary: Ontology | None = None,
) -> list[Event]:
    """The events that reports tell of, by id.

    `states` are the ids of the actors with the power of a state; `parents` names what an entity is a part of, or its
    owner, by ids.
    """
    limits = limits or thresholds()
    words = vocabulary or ontology()
    above = parents or {}

    @cache
    def scope_of(about: Key) -> Key:
        return scope(about, above, limits.parents, symmetric=words.relations[about[1]].symmetric)

    by_scope: defaultdict[Key, dict[str, Report]] = defaultdict(dict)
    for one in reports:
        told = by_scope[scope_of(one.key)]
        other = told.setdefault(one.claim, one)
        if other is not one and rank_of_versions(one) < rank_of_versions(other):
            told[one.claim] = one
    found: list[Event] = []
    for about, told in by_scope.items():
        best = _with_origins(sorted(told.values(), key=rank), limits)
        found += _events_of_scope(best, words.relations[about[1]], states, above, limits)
    return sorted(found, key=lambda event: event.id)


def _with_origins(reports: Sequence[Report], limits: Thresholds) -> list[Report]:
    """Reports whose source is that of the article that theirs is a copy of."""
    if len({one.source for one in reports}) == 1:
        return list(reports)
    printed = (Printed(one.said, one.source, one.article, one.sketch) for one in reports)
    source = origins(printed, share=limits.copies.share)
    return [one if source[one.article] == one.source else replace(one, source=source[one.article]) for one in reports]


def _events_of_scope(
    reports: Sequence[Report],
    relation: Relation,
    states: Collection[str],
    parents: Mapping[str, str],
    limits: Thresholds,
) -> list[Event]:
    @cache
    def covered(whole: Key, part: Key) -> bool | None:
        return covers(whole, part, parents, limits.parents, symmetric=relation.symmetric)

    @cache
    def below(about: Key) -> int:
        return depth(about, parents, limits.parents, symmetric=relation.symmetric)

    acts = standing(reports) if relation.standing else clusters(reports, limits, covers=covered, depth=below)
    told: list[_Told] = []
    for act in acts:
        before, fact = _rumour_and_fact(sorted(act.reports, key=rank))
        if before:
            told.append(_Told(act, before, own_date(before), fact))
        told.append(_Told(act, fact, own_date(fact)))
    ids = _ids(told, standing=relation.standing)
    of_cluster = {id(one.cluster): id_ for one, id_ in zip(told, ids, strict=True)}
    score_of = {
        key: relation.score if key[0] in states and key[0] != key[2] else None for key in {one.key for one in told}
    }
    found = [
        _event(id_, one, relation, score_of[one.key], {of_cluster[id(other.final())] for other in one.cluster.may_be})
        for id_, one in zip(ids, told, strict=True)
    ]
    by_claim = {claim: event.id for event in found for claim in event.claims}
    realised = sorted(
        (event.date.start, event.id, one.key)
        for event, one in zip(found, told, strict=True)
        if event.status is Status.REALISED and event.date.start
    )

    def resolver(event: Event, one: _Told) -> str:
        if one.fact:
            return by_claim[one.fact[0].claim]
        return _resolver(event, one, realised, limits.resolve_days, covers=covered)

    return [
        replace(event, resolved_by=happened) if (happened := resolver(event, one)) else event
        for event, one in zip(found, told, strict=True)
    ]


# Status


def status(reports: Iterable[Report]) -> Status:
    """Whether the act that reports tell of happened, by the strongest and the last word."""
    return history(reports)[-1][1]


def history(reports: Iterable[Report]) -> list[tuple[dt.date, Status]]:
    """The days of publication on which the status of an act changed, and to what; the first word is a change."""
    by_day: defaultdict[dt.date, list[Report]] = defaultdict(list)
    for one in reports:
        by_day[one.said].append(one)
    if len(by_day) == 1:
        return [(day, _word_of_day(some)) for day, some in by_day.items()]
    current = Status.DENIED  # so that the first word counts, whatever it is
    changes: list[tuple[dt.date, Status]] = []
    last: dict[str, set[Status]] = {}
    for day, told in sorted(by_day.items()):
        last |= _words_of_sources(told)
        word = _word_of_day(told)
        stand = sum(Status.REALISED in words for words in last.values())
        deny = sum(Status.DENIED in words for words in last.values())
        if word is Status.DENIED and current is Status.REALISED and deny < stand:
            continue
        if Status.DENIED in (word, current) or STRENGTH[word] > STRENGTH[current]:
            if not changes or word is not current:
                changes.append((day, word))
            current = word
    return changes


def _words_of_sources(reports: Iterable[Report]) -> dict[str, set[Status]]:
    words: defaultdict[str, set[Status]] = defaultdict(set)
    for one in reports:
        words[one.source].add(one.status)
    return dict(words)


def _word_of_day(told: Sequence[Report]) -> Status:
    if len(told) == 1:
        return told[0].status
    denying = {one.source for one in told if one.status is Status.DENIED}
    affirming = {one.source for one in told if one.status is not Status.DENIED}
    if len(denying) >= len(affirming):
        return Status.DENIED
    return max((one.status for one in told if one.status is not Status.DENIED), key=STRENGTH.__getitem__)


def _rumour_and_fact(reports: list[Report]) -> tuple[list[Report], list[Report]]:
    """What was said of an act before it happened, when that was a rumour, and the rest."""
    if len(reports) == 1:
        return [], reports
    realised = [one for one in reports if one.status is Status.REALISED]
    if not realised:
        return [], reports
    day = own_date(realised).start or min(one.said for one in realised)
    early = [
        one
        for one in reports
        if one.published and one.published < day and one.status in (Status.POTENTIAL, Status.DENIED)
    ]
    if not any(one.status is Status.POTENTIAL for one in early):
        return [], reports
    claims = {one.claim for one in early}
    return early, [one for one in reports if one.claim not in claims]


# Events


def _ids(told: Sequence[_Told], *, standing: bool) -> list[str]:
    buckets = []
    for one in told:
        statuses = {report.status for report in one.reports}
        expected = Status.POTENTIAL in statuses and not statuses & {Status.REALISED, Status.ANNOUNCED}
        # what is only expected keeps its id when the fact arrives and takes the plain date
        published = min((report.published for report in one.reports if report.published), default="")
        date = "" if standing else str(one.date) or f"~{published}"
        buckets.append((*one.key, f"{date}?" if expected and not standing else date))
    seen: defaultdict[tuple[str, ...], int] = defaultdict(int)
    ids = [""] * len(told)
    for place in sorted(range(len(told)), key=lambda place: min((one.said, one.claim) for one in told[place].reports)):
        bucket = buckets[place]
        seen[bucket] += 1
        parts = bucket if seen[bucket] == 1 else (*bucket[:-1], f"{bucket[-1]}#{seen[bucket]}")
        ids[place] = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
    return ids


def _event(id_: str, told: _Told, relation: Relation, score: float | None, may_be: Collection[str]) -> Event:
    members = told.reports
    changes = history(members)
    denied = changes[-1][1] is Status.DENIED
    last: dict[str, dt.date] = {}
    for one in members:
        last[one.source] = max(last.get(one.source, dt.date.min), one.said)
    words = _words_of_sources(one for one in members if one.said == last[one.source])
    # who denies an act that happened does not corroborate it, nor the other way round, nor who has taken it back
    side = [
        one
        for one in members
        if (one.status is Status.DENIED) == denied
        and any((word is Status.DENIED) == denied for word in words[one.source])
    ]
    best: dict[str, float] = {}
    for one in side:
        best[one.source] = max(best.get(one.source, 0.0), one.confidence)
    published = [one.published for one in members if one.published]
    actor, name, target = told.key
    return Event(
        id=id_,
        actor=actor,
        relation=name,
        target=target,
        date=EventDate() if relation.standing else told.date,
        status=changes[-1][1],
        score=score,
        confidence=round(1 - math.prod(1 - best[source] for source in sorted(best)), 6),
        sources=len(best),
        against=len(words.keys() - best.keys()),
        amount=_amount(side),
        claims=tuple(sorted(one.claim for one in members)),
        first_published=min(published, default=None),
        last_published=max(published, default=None),
        history=tuple(f"{'' if day == dt.date.min else day} {word}".strip() for day, word in changes),
        may_be=tuple(sorted(may_be)),
    )


def _amount(side: Sequence[Report]) -> str:
    """The amount of the surest report; of those of one source the last, which may correct the others."""
    told = [one for one in side if one.amount]
    last: dict[str, dt.date] = {}
    for one in told:
        last[one.source] = max(last.get(one.source, dt.date.min), one.said)
    return min((one for one in told if one.said == last[one.source]), key=rank).amount if told else ""


def _resolver(
    event: Event,
    told: _Told,
    realised: Sequence[tuple[dt.date, str, Key]],
    days: int,
    *,
    covers: Callable[[Key, Key], bool | None],
) -> str:
    """The id of the realised event that an expected one turned into, or nothing.

    `realised` are the first days of the realised events, their ids and keys, by date.
    """
    if event.status is Status.REALISED or not any(one.status in COMING for one in told.reports):
        return ""
    start = event.date.start or event.first_published
    end = event.date.end or event.last_published
    if start is None or end is None:
        return ""
    for place in range(bisect_left(realised, (start,)), len(realised)):
        day, fact, key = realised[place]
        if (day - end).days > days:
            return ""
        if told.key == key or covers(told.key, key):
            return fact
    return ""
