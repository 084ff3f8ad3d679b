"""A claim as far as events are made of it, and what it is compared by."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from graph.model import Article, Claim, EventDate, Precision, Status
from graph.ontology import Ontology, ontology
from graph.publishers import family
from graph.thresholds import Parents

Key = tuple[str, str, str]
"""Actor, relation, target."""

EXPLICIT = (Precision.DAY, Precision.MONTH, Precision.QUARTER, Precision.YEAR)


@dataclass(frozen=True, slots=True)
class Report:
    """A claim as far as events are made of it, with who printed it and when."""

    claim: str
    article: str
    source: str
    """The family of its publisher; all that name none count as one."""
    published: dt.date | None
    actor: str
    relation: str
    target: str
    status: Status
    date: EventDate
    confidence: float = 1.0
    amount: str = ""
    sketch: str = ""
    """What its article's wording is compared by; see `graph.copies`."""

    @property
    def key(self) -> Key:
        """Actor, relation and target."""
        return self.actor, self.relation, self.target

    @property
    def said(self) -> dt.date:
        """The publication date; the earliest date of all when it is not known."""
        return self.published or dt.date.min


def key(claim: Claim, *, vocabulary: Ontology | None = None) -> Key:
    """Actor, relation and target of a claim; a symmetric relation has its state actor first, then goes by id."""
    relation = (vocabulary or ontology()).relations[claim.relation]
    if claim.object is None:
        return claim.subject.id, claim.relation, ""
    actor, target = claim.subject, claim.object
    if relation.symmetric and (not target.state, target.id) < (not actor.state, actor.id):
        actor, target = target, actor
    return actor.id, claim.relation, target.id


def report(claim: Claim, article: Article, *, sketch: str = "", vocabulary: Ontology | None = None) -> Report:
    """What a claim of an article says for events."""
    actor, relation, target = key(claim, vocabulary=vocabulary)
    return Report(
        claim=claim.id,
        article=article.id,
        source=family(article.publisher),
        published=article.published,
        actor=actor,
        relation=relation,
        target=target,
        status=claim.status,
        date=claim.date,
        confidence=claim.confidence,
        amount=claim.amount,
        sketch=sketch,
    )


def rank(one: Report) -> tuple[float, str]:
    """Best first, and the same for every order of reports of different claims."""
    return -one.confidence, one.claim


def rank_of_versions(one: Report) -> tuple[object, ...]:
    """Best first, of reports that may be of one claim."""
    return *rank(one), one.said, one.source, one.status, str(one.date), one.date.raw, one.amount


def own_date(reports: Sequence[Report]) -> EventDate:
    """The date of an event: the most exact that is told, of realised reports first, then of most sources.

    Day, month, quarter and year go before the publication date, of which the earliest counts. A source that tells one
    day and later another has corrected itself: its last word counts.
    """
    if len(reports) == 1 and reports[0].date.start is not None and reports[0].date.precision is not Precision.NONE:
        return reports[0].date
    by_precision: dict[Precision, list[Report]] = {}
    for one in reports:
        if one.date.start is not None and one.date.precision is not Precision.NONE:
            by_precision.setdefault(one.date.precision, []).append(one)
    for precision in (*EXPLICIT, Precision.PUBLISHED):
        if precision not in by_precision:
            continue
        dated = by_precision[precision]
        dated = [one for one in dated if one.status is Status.REALISED] or dated
        if precision is Precision.PUBLISHED:
            return min(dated, key=lambda one: (one.date.start, rank(one))).date
        last: dict[str, dt.date] = {}
        for one in dated:
            last[one.source] = max(last.get(one.source, dt.date.min), one.said)
        sources: defaultdict[dt.date, set[str]] = defaultdict(set)
        for one in dated:
            if one.said == last[one.source] and one.date.start is not None:
                sources[one.date.start].add(one.source)
        chosen = min(sources, key=lambda day: (-len(sources[day]), day))
        return min((one for one in dated if one.date.start == chosen), key=rank).date
    return EventDate()


# Wholes and parts


def scope(key: Key, parents: Mapping[str, str], limits: Parents, *, symmetric: bool = False) -> Key:
    """The widest key that covers a key: claims are of one event only within a scope."""
    actor, relation, target = key
    actors, targets = _sides(limits, symmetric=symmetric)
    ends = _path(actor, parents, actors)[-1], _path(target, parents, targets)[-1]
    first, second = sorted(ends) if symmetric else ends
    return first, relation, second


def depth(key: Key, parents: Mapping[str, str], limits: Parents, *, symmetric: bool = False) -> int:
    """How far a key is below the widest one that covers it."""
    actors, targets = _sides(limits, symmetric=symmetric)
    return len(_path(key[0], parents, actors)) + len(_path(key[2], parents, targets)) - 2


def covers(
    whole: Key, part: Key, parents: Mapping[str, str], limits: Parents, *, symmetric: bool = False
) -> bool | None:
    """Whether a key tells of the owners, or the state, of those in another: True, or None when the amount must agree.

    False when it does not, or when both are the same.
    """
    actors, targets = _sides(limits, symmetric=symmetric)
    above = _path(part[0], parents, actors), _path(part[2], parents, targets)
    for one, other in ((whole[0], whole[2]), (whole[2], whole[0]))[: 2 if symmetric else 1]:
        if whole != part and one in above[0] and other in above[1]:
            steps = (*above[0][: above[0].index(one)], *above[1][: above[1].index(other)])
            return None if any(_type(step) in _lower(limits.with_amount) for step in steps) else True
    return False


def _sides(limits: Parents, *, symmetric: bool) -> tuple[Collection[str], Collection[str]]:
    actors, targets = _lower(limits.actors | limits.with_amount), _lower(limits.targets | limits.with_amount)
    return (actors | targets, actors | targets) if symmetric else (actors, targets)


def _lower(types: Collection[str]) -> frozenset[str]:
    return frozenset(name.lower() for name in types)


def _type(id_: str) -> str:
    """The type of an entity, which its id begins with."""
    return id_.partition("/")[0]


def _path(id_: str, parents: Mapping[str, str], types: Collection[str]) -> list[str]:
    path = [id_]
    while _type(path[-1]) in types and (above := parents.get(path[-1])) and above not in path:
        path.append(above)
    return path
