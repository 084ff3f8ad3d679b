"""Decisions carried out on the graph, and what they would change before they are.

The articles that a decision is about are written anew from what was read in them: events, names and mentions follow.
The decision is on the disk before the graph changes. If something stops in between, `replay` completes it. Who decides
while another does waits: each is carried out with all that were made before it.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path

from graph import decisions as log_of
from graph.deciding import NAMING, carried, decide
from graph.decisions import Correction, Decision, Kind, Place
from graph.errors import InputError
from graph.load import BATCH, decided, write
from graph.model import Article, Claim, Entity, Extraction, entity_id
from graph.ontology import ontology
from graph.reading import parse
from graph.server import state
from graph.store import Row, Store

log = logging.getLogger(__name__)

LONGEST_WAIT = 120.0
"""Seconds for which a decision waits for another one to be carried out."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a decision would change."""

    articles: int
    """Articles that are written anew."""
    reports: int
    """Quotes that are told of another entity then, or no longer, or are surer."""
    events: int
    """Events that the entities of the decision have now."""
    names: tuple[str, ...]
    """All names that the entity has then."""


def preview(store: Store, path: Path, decision: Decision) -> Preview:
    """What a decision would change; nothing is written.

    Raises:
        InputError: the file of decisions is wrong, or articles were loaded before their readings were kept.
        DatabaseError: the server cannot be reached.
    """
    made = log_of.read(path)
    after = (*made, decision)
    changes = _changes(store, made, after, decision)
    articles = reports = 0
    names: dict[str, None] = {}
    for change in changes:
        told = list(zip(*(_by_place(change.read.told, d) for d in (made, after)), strict=True))
        articles += change.before != change.after
        reports += sum(old != new for old, new in told)
        for id_ in decision.entities:
            for one in filter(None, (change.before.entities.get(id_), change.after.entities.get(id_))):
                names |= dict.fromkeys((one.name, *one.aliases))
    about = [one for one in (decision.entity, decision.other) if one is not None]
    names |= dict.fromkeys(name for one in about for name in (one.name, *one.aliases))
    rows = store.read("decide/read_entities", entities=list(decision.entities))
    return Preview(articles, reports, sum(row["events"] for row in rows), tuple(names))


def carry_out(store: Store, path: Path, decision: Decision) -> Decision:
    """Write a decision down and carry it out; it with its id, who and when.

    Raises:
        InputError: the file of decisions is wrong or cannot be written, what is to be taken back is not there, or
            another decision is carried out all the time.
        DatabaseError: the server cannot be reached; `replay` completes what was written down.
    """
    with _alone(path):
        return _carry_out(store, path, decision)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Nobody else carries out decisions of this file meanwhile."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        held = state.lock(path.with_suffix(".lock"), wait=LONGEST_WAIT)
    except OSError as error:
        raise InputError(f"{path}: the decision cannot be written: {error}. Nothing was changed.") from error
    if held is None:
        raise InputError(
            f"Another process has been carrying out a decision for {LONGEST_WAIT:.0f} s. Nothing was changed: run the "
            "same command again when it is done."
        )
    with held:
        yield


def _carry_out(store: Store, path: Path, decision: Decision) -> Decision:
    before = log_of.read(path)
    about = decision
    while about.kind is Kind.UNDO:
        # who takes an undo back has the decision again
        undone = next((one for one in before if one.id == about.undoes), None)
        if undone is None:
            raise InputError(f"There is no decision {about.undoes!r}. `policysignal decide list` lists them.")
        about = undone
    made = log_of.append(path, decision)
    changes = _changes(store, before, (*before, made), about)
    if about.kind in NAMING:
        store.write("decide/forget_names", entities=list(about.entities))
    _rewrite(store, [change.read for change in changes], (*before, made))
    return made


def replay(store: Store, path: Path) -> int:
    """Carry out all decisions on the whole graph; how many articles were written anew.

    Raises:
        InputError: the file of decisions is wrong, or another decision is carried out all the time.
        DatabaseError: the server cannot be reached.
    """
    with _alone(path):
        return _replay(store, path)


def _replay(store: Store, path: Path) -> int:
    made = log_of.read(path)
    names = {id_ for one in made for id_ in one.entities}
    store.write("decide/forget_names", entities=sorted(names))
    places = _places(made)
    readings = _readings(store, everything=True)
    changed = [read for read in readings if names & set(read.told.entities) or read.told.article.id in places]
    _rewrite(store, changed, made)
    return len(changed)


def entity(store: Store, id_: str) -> Entity:
    """An entity of the graph as decisions remember it.

    Raises:
        InputError: there is none of this id.
    """
    rows = store.read("decide/read_entities", entities=[id_])
    if not rows:
        raise InputError(f"There is no entity {id_!r} in the graph.")
    return entity_from(rows[0]["entity"])


def entity_from(row: Row) -> Entity:
    """An entity from the properties of its node."""
    known = {f.name: row[f.name] for f in fields(Entity) if row.get(f.name) is not None}
    lists = {name: tuple(known.get(name, ())) for name in ("aliases", "sectors")}
    return Entity(**{**known, **lists})


def renamed(known: Entity, name: str) -> Decision:
    """The decision that an entity goes by another name; the names it had stay as aliases.

    Raises:
        InputError: the name is empty.
    """
    if not (name := " ".join(name.split())):
        raise InputError("An entity needs a name.")
    names = dict.fromkeys((known.name, *known.aliases))
    return Decision(Kind.RENAME, entity=replace(known, name=name, aliases=tuple(n for n in names if n != name)))


def retyped(known: Entity, type_: str) -> Decision:
    """The decision that an entity is of another type.

    Raises:
        InputError: there is no such type.
    """
    if type_ not in ontology().types:
        raise InputError(f"{type_!r} is no entity type. The types are {', '.join(ontology().types)}.")
    changed = Entity(
        entity_id(type_, known.name),
        known.name,
        type_,
        known.aliases,
        known.jurisdiction,
        state=ontology().is_state(type_),
    )
    return Decision(Kind.RETYPE, entity=changed, other=known)


def split_off(known: Entity, name: str, articles: Sequence[str]) -> Decision:
    """The decision that what some articles tell of an entity is told of a namesake.

    Raises:
        InputError: the name is the entity's own, or no article is named.
    """
    other = Entity(entity_id(known.type, name), name, known.type, (known.name, *known.aliases))
    if other.id == known.id:
        raise InputError(f"The other one needs a name of its own, such as {known.name + ' (banker)'!r}.")
    if not articles:
        raise InputError("Name the articles that mean the other one.")
    return Decision(Kind.SPLIT, entity=other, other=known, articles=tuple(sorted(articles)))


def judged(
    store: Store,
    path: Path,
    kind: Kind,
    event: str,
    *,
    claims: Collection[str] = (),
    correction: Correction | None = None,
) -> Decision:
    """The decision that what is reported of an event is right, wrong, or what `correction` says.

    Of some of its reports alone if any is named.

    Raises:
        InputError: there is no such event, or more than one; the correction changes nothing or does not fit.
    """
    rows = store.read("decide/read_event", event=event) if event else []
    if not rows:
        raise InputError(f"There is no event {event!r}. `policysignal show ARTICLE` tells those of an article.")
    if len(rows) > 1:
        raise InputError(f"{event!r} is the beginning of several events: write more of it.")
    row = rows[0]
    about = [report for report in row["reports"] if not claims or report["claim"] in claims]
    if not about:
        raise InputError("The event is not reported there any more. Look at the article again.")
    judged_on = {report["claim"] for report in about}
    made = log_of.read(path)
    reading = _readings(store, articles=[report["article"] for report in about])
    places = {Place.of(told) for read in reading for told, claim in carried(read.told, made) if claim.id in judged_on}
    told = " ".join(filter(None, (row["actor"], row["relation"], row["target"] or "", row["date"] or "")))
    if correction is not None:
        _check(correction, has_target=bool(row["target"]))
    return Decision(kind, why=told, places=tuple(sorted(places)), correction=correction)


def _check(correction: Correction, *, has_target: bool) -> None:
    known = ontology().relations
    relation = correction.relation
    if correction == Correction():
        raise InputError("A correction changes the relation, the status or the direction of an act.")
    if relation and relation not in known:
        raise InputError(f"{relation!r} is no relation. The relations are {', '.join(known)}.")
    if (relation and known[relation].no_target == has_target) or (correction.turned and not has_target):
        raise InputError("An act has a target, and the move of a price has none: one cannot take the other's place.")


def _by_place(told: Extraction, made: Sequence[Decision]) -> list[Claim | None]:
    """What becomes of each claim that was read, in their order."""
    decided_on = {Place.of(read): claim for read, claim in carried(told, made)}
    return [decided_on.get(Place.of(claim)) for claim in told.claims]


@dataclass(frozen=True, slots=True)
class _Read:
    """An article as it was read, and the run that loaded it."""

    told: Extraction
    run: str


@dataclass(frozen=True, slots=True)
class _Change:
    """An article as it was read, as it is, and as it will be."""

    read: _Read
    before: Extraction
    after: Extraction


def _places(made: Sequence[Decision]) -> set[str]:
    return {place.article for one in made for place in one.places}


def _changes(store: Store, before: Sequence[Decision], after: Sequence[Decision], about: Decision) -> list[_Change]:
    """Articles that change; for each entity one more that names it, so that names it has lost are forgotten."""
    found: list[_Change] = []
    witness: dict[str, _Change] = {}
    for read in _readings(store, entities=about.entities, articles=sorted({*about.articles, *_places([about])})):
        change = _Change(read, decide(read.told, before), decide(read.told, after))
        if change.before != change.after:
            found.append(change)
        else:
            witness |= {id_: change for id_ in about.entities if id_ in change.after.entities}
    there = {id_ for change in found for id_ in change.after.entities}
    more = {change.read.told.article.id: change for id_, change in sorted(witness.items()) if id_ not in there}
    return found + list(more.values())


def _readings(
    store: Store, *, entities: Sequence[str] = (), articles: Sequence[str] = (), everything: bool = False
) -> Iterator[_Read]:
    rows = store.read("decide/read_readings", entities=list(entities), articles=list(articles), all=everything)
    for row in rows:
        known = row["article"]
        if not known.get("reading"):
            raise InputError(
                f"The article {known['id']} was loaded before decisions could be carried out on it: "
                "run `policysignal ingest --again` on it first."
            )
        values = {f.name: known[f.name] for f in fields(Article) if known.get(f.name) is not None}
        yield _Read(parse(Article(**values), known["reading"]), known["run"])


def _rewrite(store: Store, readings: Sequence[_Read], made: Sequence[Decision]) -> None:
    """Write articles anew, each with the run that loaded it."""
    by_run: defaultdict[str, list[Extraction]] = defaultdict(list)
    for read in readings:
        by_run[read.run].append(decided(read.told, made))
    for run, batch in sorted(by_run.items()):
        for start in range(0, len(batch), BATCH):
            part = batch[start : start + BATCH]
            store.transaction(partial(write, batch=part, run=run))
            log.info("%d articles written anew", len(part))
