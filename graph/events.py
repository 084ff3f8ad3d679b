"""Claims to events: which claims tell of one act, when it was, and whether it happened.

Everything here is a function of the set of reports: their order and the order of loading never matter.

Reports of one key (actor, relation, target) are clustered by date:

- Standing facts ignore dates: one event a key.
- Days (told, or taken from the publication date) are chained while neighbours are at most `days` apart. A chain longer
  than `span` days is cut at its widest gap, the one nearest its middle when several are as wide, until every part fits.
- A month joins the one day-dated event that overlaps it; with none or several it is an event of its own. Quarters, then
  years, likewise, against everything more exact.
- What is said to be coming (potential, announced) never joins by month, quarter or year an event that was over more
  than `days` before it was said.
- Undated reports join the only event that is at most `days` from their publication, else the only one that they can
  mean at all: a look back any event that was over, a denial one at most `resolve_days` from it, what is coming one
  expected at most `resolve_days` later. None or several: what is coming or denied is chained by publication (`undated`
  days and span), looks back and reports without a publication date form one event.
- An undated rumour never joins a fact that came after it.

Rumour, then fact: in a cluster that has realised reports, potential ones whose article was published before the day of
the fact (before its first report, when it has no date) become an event of their own, and so do denials of that time
beside them; that event is RESOLVED_BY the fact. Told on the day of the fact or later, they belong to the fact.
An event that is not realised, but was said to be coming, is also RESOLVED_BY the first realised event of its key that
begins on or after its date, and at most `resolve_days` after the end of its date (without a date: its publication).

Status: publication days are walked in order, and the strongest of the day counts (realised, announced, potential). A
later day raises it and never lowers it, since what happened does not become merely possible: only a denial does that,
when at least as many publishers deny on that day as affirm. After a denial any later word counts anew.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from graph.errors import VocabularyError
from graph.model import Article, Claim, Event, EventDate, Precision, Status
from graph.ontology import Ontology, Relation, ontology

Key = tuple[str, str, str]
"""Actor, relation, target."""

PERIODS = (Precision.MONTH, Precision.QUARTER, Precision.YEAR)
EXPLICIT = (Precision.DAY, *PERIODS)
STRENGTH = {Status.POTENTIAL: 1, Status.ANNOUNCED: 2, Status.REALISED: 3}
COMING = (Status.POTENTIAL, Status.ANNOUNCED)


@dataclass(frozen=True, slots=True)
class Window:
    """How far apart dates of one event may be, in days: neighbours, and first to last."""

    days: int
    span: int


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The numbers of ``events.yaml``."""

    window: Window
    undated: Window
    resolve_days: int
    relations: Mapping[str, Window] = field(default_factory=dict)

    def of(self, relation: str) -> Window:
        """The window of a relation."""
        return self.relations.get(relation, self.window)


@dataclass(frozen=True, slots=True)
class Report:
    """A claim as far as events are made of it, with who printed it and when."""

    claim: str
    article: str
    publisher: str
    published: dt.date | None
    actor: str
    relation: str
    target: str
    status: Status
    date: EventDate
    confidence: float = 1.0
    amount: str = ""

    @property
    def key(self) -> Key:
        """Actor, relation and target."""
        return self.actor, self.relation, self.target

    @property
    def source(self) -> str:
        """The publisher, for comparing: all articles that name none count as one source."""
        return " ".join(self.publisher.split()).casefold()

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


def report(claim: Claim, article: Article, *, vocabulary: Ontology | None = None) -> Report:
    """What a claim of an article says for events."""
    actor, relation, target = key(claim, vocabulary=vocabulary)
    return Report(
        claim=claim.id,
        article=article.id,
        publisher=article.publisher,
        published=article.published,
        actor=actor,
        relation=relation,
        target=target,
        status=claim.status,
        date=claim.date,
        confidence=claim.confidence,
        amount=claim.amount,
    )


def events(
    reports: Iterable[Report],
    *,
    states: Collection[str] = (),
    limits: Thresholds | None = None,
    vocabulary: Ontology | None = None,
) -> list[Event]:
    """The events that reports tell of, by id; `states` are the ids of the actors with the power of a state."""
    limits = limits or thresholds()
    words = vocabulary or ontology()
    by_key: defaultdict[Key, dict[str, Report]] = defaultdict(dict)
    for one in sorted(set(reports), key=_rank):
        by_key[one.key].setdefault(one.claim, one)
    found: list[Event] = []
    for (actor, relation, target), told in by_key.items():
        score = words.relations[relation].score if actor in states and actor != target else None
        found += _events_of_key(list(told.values()), words.relations[relation], score, limits)
    return sorted(found, key=lambda event: event.id)


def _rank(one: Report) -> tuple[object, ...]:
    """Best first, and the same for every order of the same reports."""
    return -one.confidence, one.claim, one.said, one.source, one.status, str(one.date), one.date.raw, one.amount


def _events_of_key(
    reports: Sequence[Report], relation: Relation, score: float | None, limits: Thresholds
) -> list[Event]:
    clusters = [list(reports)] if relation.standing else cluster(reports, limits, relation=relation.name)
    told: list[tuple[list[Report], list[Report]]] = []
    """Each event, and the fact that it was told ahead of."""
    for members in clusters:
        before, fact = _rumour_and_fact(members)
        told += [(before, fact), (fact, [])] if before else [(fact, [])]
    ids = _ids([members for members, _ in told], standing=relation.standing)
    found = [_event(id_, members, relation, score) for id_, (members, _) in zip(ids, told, strict=True)]
    by_claim = {claim: event.id for event in found for claim in event.claims}
    realised = sorted(
        (event for event in found if event.status is Status.REALISED and event.date.start),
        key=lambda event: (event.date.start, event.id),
    )
    return [
        replace(
            event,
            resolved_by=by_claim[fact[0].claim] if fact else _resolver(event, members, realised, limits.resolve_days),
        )
        for event, (members, fact) in zip(found, told, strict=True)
    ]


# Clusters


def cluster(reports: Sequence[Report], limits: Thresholds, *, relation: str) -> list[list[Report]]:
    """The reports of one key, those of one act together; every report in just one cluster."""
    window = limits.of(relation)
    by_day: defaultdict[dt.date, list[Report]] = defaultdict(list)
    undated: list[Report] = []
    by_period: dict[Precision, list[Report]] = {precision: [] for precision in PERIODS}
    for one in reports:
        if one.date.start is None or one.date.precision is Precision.NONE:
            undated.append(one)
        elif one.date.precision in by_period:
            by_period[one.date.precision].append(one)
        else:
            by_day[one.date.start].append(one)
    clusters = [[one for day in days for one in by_day[day]] for days in _chains(by_day, window)]
    for precision in PERIODS:
        clusters = _join(clusters, by_period[precision], window)
    return _join_undated(clusters, undated, window, limits)


def _chains(days: Iterable[dt.date], window: Window) -> list[list[dt.date]]:
    chains: list[list[dt.date]] = []
    for day in sorted(days):
        if chains and (day - chains[-1][-1]).days <= window.days:
            chains[-1].append(day)
        else:
            chains.append([day])
    done: list[list[dt.date]] = []
    while chains:
        chain = chains.pop()
        if (chain[-1] - chain[0]).days <= window.span:
            done.append(chain)
        else:
            cut = _widest_gap(chain)
            chains += [chain[:cut], chain[cut:]]
    return sorted(done)


def _widest_gap(days: Sequence[dt.date]) -> int:
    middle = days[0].toordinal() + days[-1].toordinal()

    def width(place: int) -> tuple[int, int]:
        before, after = days[place - 1].toordinal(), days[place].toordinal()
        return after - before, -abs(before + after - middle)

    return max(range(1, len(days)), key=width)


def _join(clusters: list[list[Report]], reports: Sequence[Report], window: Window) -> list[list[Report]]:
    """Clusters with the reports of one kind of period: in the only one that fits, else apart by period."""
    if not reports:
        return clusters
    dates = [own_date(members) for members in clusters]
    joined: defaultdict[int, list[Report]] = defaultdict(list)
    apart: defaultdict[dt.date, list[Report]] = defaultdict(list)
    for one in reports:
        first, last = one.date.start, one.date.end
        assert first is not None and last is not None
        fitting = [
            place
            for place, date in enumerate(dates)
            if date.start and date.end and date.start <= last and first <= date.end
            if not _over_before(one, date.end, window)
        ]
        if len(fitting) == 1:
            joined[fitting[0]].append(one)
        else:
            apart[first].append(one)
    grown = [members + joined[place] for place, members in enumerate(clusters)]
    return grown + [apart[first] for first in sorted(apart)]


def _join_undated(
    clusters: list[list[Report]], undated: Sequence[Report], window: Window, limits: Thresholds
) -> list[list[Report]]:
    if not undated:
        return clusters
    spans = []
    for members in clusters:
        date = own_date(members)
        assert date.start is not None and date.end is not None
        spans.append((date.start, date.end, any(one.status is Status.REALISED for one in members)))
    joined: defaultdict[int, list[Report]] = defaultdict(list)
    apart: defaultdict[dt.date, list[Report]] = defaultdict(list)
    rest: list[Report] = []
    for one in undated:
        fits = [place for place, span in enumerate(spans) if _can_mean(one, *span, window, limits.resolve_days)]
        near = [place for place in fits if _distance(one, *spans[place][:2]) <= window.days]
        if len(near) == 1 or len(fits) == 1:
            joined[(near if len(near) == 1 else fits)[0]].append(one)
        elif one.status is Status.REALISED or one.published is None:
            rest.append(one)
        else:
            apart[one.published].append(one)
    grown = [members + joined[place] for place, members in enumerate(clusters)]
    grown += [[one for day in days for one in apart[day]] for days in _chains(apart, limits.undated)]
    return [*grown, rest] if rest else grown


def _distance(one: Report, start: dt.date, end: dt.date) -> int:
    """Days from a publication to a period, 0 within it."""
    if one.published is None:
        return 0
    return max((start - one.published).days, (one.published - end).days, 0)


def _can_mean(one: Report, start: dt.date, end: dt.date, fact: bool, window: Window, resolve_days: int) -> bool:
    """Whether an undated report can tell of an event of that time, which is a fact or only expected."""
    if one.published is None:
        return True
    until = (start - one.published).days
    since = (one.published - end).days
    if one.status is Status.REALISED:
        return until <= window.days
    if one.status is Status.DENIED:
        return until <= window.days and since <= resolve_days
    if not fact:
        return until <= resolve_days and since <= window.days
    return until <= (window.days if one.status is Status.ANNOUNCED else 0) and since <= window.days


def _over_before(one: Report, end: dt.date | None, window: Window) -> bool:
    """Whether something that was said to be coming cannot mean an event that ended then."""
    return (
        one.status in COMING
        and one.published is not None
        and end is not None
        and (one.published - end).days > window.days
    )


def own_date(reports: Sequence[Report]) -> EventDate:
    """The date of an event: the most exact that is told, of realised reports first, then of most publishers.

    Day, month, quarter and year go before the publication date, of which the earliest counts.
    """
    for precision in (*EXPLICIT, Precision.PUBLISHED):
        dated = [one for one in reports if one.date.precision is precision and one.date.start]
        dated = [one for one in dated if one.status is Status.REALISED] or dated
        if not dated:
            continue
        sources: defaultdict[dt.date, set[str]] = defaultdict(set)
        for one in dated:
            assert one.date.start is not None
            sources[one.date.start].add(one.source)
        chosen = min(sources, key=lambda day: (0 if precision is Precision.PUBLISHED else -len(sources[day]), day))
        return min((one for one in dated if one.date.start == chosen), key=_rank).date
    return EventDate()


# Status


def status(reports: Iterable[Report]) -> Status:
    """Whether the act that reports tell of happened, by the strongest and the last word."""
    by_day: defaultdict[dt.date, list[Report]] = defaultdict(list)
    for one in reports:
        by_day[one.said].append(one)
    current = Status.DENIED  # so that the first word counts, whatever it is
    for _, told in sorted(by_day.items()):
        word = _word_of_day(told)
        if Status.DENIED in (word, current) or STRENGTH[word] > STRENGTH[current]:
            current = word
    return current


def _word_of_day(told: Sequence[Report]) -> Status:
    denying = {one.source for one in told if one.status is Status.DENIED}
    affirming = {one.source for one in told if one.status is not Status.DENIED}
    if len(denying) >= len(affirming):
        return Status.DENIED
    return max((one.status for one in told if one.status is not Status.DENIED), key=STRENGTH.__getitem__)


def _rumour_and_fact(reports: list[Report]) -> tuple[list[Report], list[Report]]:
    """What was said of an act before it happened, when that was a rumour, and the rest."""
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


def _ids(told: Sequence[Sequence[Report]], *, standing: bool) -> list[str]:
    buckets = []
    for members in told:
        statuses = {one.status for one in members}
        expected = Status.POTENTIAL in statuses and not statuses & {Status.REALISED, Status.ANNOUNCED}
        # what is only expected keeps its id when the fact arrives and takes the plain date
        published = min((one.published for one in members if one.published), default="")
        date = "" if standing else str(own_date(members)) or f"~{published}"
        buckets.append(f"{date}?" if expected and not standing else date)
    seen: defaultdict[str, int] = defaultdict(int)
    ids = [""] * len(told)
    for place in sorted(range(len(told)), key=lambda place: min((one.said, one.claim) for one in told[place])):
        seen[buckets[place]] += 1
        again = seen[buckets[place]]
        parts = (*told[place][0].key, buckets[place] if again == 1 else f"{buckets[place]}#{again}")
        ids[place] = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
    return ids


def _event(id_: str, members: Sequence[Report], relation: Relation, score: float | None) -> Event:
    actor, name, target = members[0].key
    word = status(members)
    # who denies an act that happened does not corroborate it, nor the other way round
    side = sorted((one for one in members if (one.status is Status.DENIED) == (word is Status.DENIED)), key=_rank)
    best: dict[str, float] = {}
    for one in side:
        best[one.source] = max(best.get(one.source, 0.0), one.confidence)
    published = [one.published for one in members if one.published]
    return Event(
        id=id_,
        actor=actor,
        relation=name,
        target=target,
        date=EventDate() if relation.standing else own_date(members),
        status=word,
        score=score,
        confidence=round(1 - math.prod(1 - best[source] for source in sorted(best)), 6),
        sources=len(best),
        amount=next((one.amount for one in side if one.amount), ""),
        claims=tuple(sorted(one.claim for one in members)),
        first_published=min(published, default=None),
        last_published=max(published, default=None),
    )


def _resolver(event: Event, members: Sequence[Report], realised: Sequence[Event], days: int) -> str:
    """The id of the realised event that an expected one turned into, or nothing."""
    if event.status is Status.REALISED or not any(one.status in COMING for one in members):
        return ""
    start = event.date.start or event.first_published
    end = event.date.end or event.last_published
    if start is None or end is None:
        return ""
    for fact in realised:
        if fact.date.start and start <= fact.date.start and (fact.date.start - end).days <= days:
            return fact.id
    return ""


# Thresholds


@cache
def thresholds() -> Thresholds:
    """The thresholds of the project, read once."""
    return parse((files("graph") / "events.yaml").read_text(encoding="utf-8"), origin="events.yaml")


def parse(text: str, *, origin: str, vocabulary: Ontology | None = None) -> Thresholds:
    """Thresholds in a YAML text; all are whole numbers of days from 0 up.

    Raises:
        VocabularyError: it is wrong; names `origin` and the key.
    """
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise VocabularyError(f"{origin}: not YAML: {error}") from error
    known = {"days", "span", "undated", "resolve_days", "relations"}
    if not isinstance(data, dict) or set(data) != known:
        raise VocabularyError(f"{origin}: must have the keys {', '.join(sorted(known))}, and no others")
    relations = data["relations"]
    if not isinstance(relations, dict):
        raise VocabularyError(f"{origin}: relations: must be a mapping of names")
    for name in relations:
        if name not in (vocabulary or ontology()).relations:
            raise VocabularyError(f"{origin}: relations.{name}: is not a relation")
    return Thresholds(
        window=_window({"days": data["days"], "span": data["span"]}, origin),
        undated=_window(data["undated"], f"{origin}: undated"),
        resolve_days=_days(data, "resolve_days", origin),
        relations={name: _window(body, f"{origin}: relations.{name}") for name, body in relations.items()},
    )


def _window(data: Any, where: str) -> Window:
    if not isinstance(data, dict) or set(data) != {"days", "span"}:
        raise VocabularyError(f"{where}: must have days and span")
    window = Window(_days(data, "days", where), _days(data, "span", where))
    if window.span < window.days:
        raise VocabularyError(f"{where}: span: must not be less than days")
    return window


def _days(data: Mapping[str, Any], name: str, where: str) -> int:
    value = data[name]
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise VocabularyError(f"{where}: {name}: {value!r} is not a number of days")
    return value
