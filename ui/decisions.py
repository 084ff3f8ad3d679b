"""Where decisions are kept, what may be decided, and what was."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from graph import curation
from graph.decisions import FILE, Decision, Kind, Place, read, standing
from graph.ontology import ontology
from graph.resolution.candidates import Bearer, Candidate, candidates
from graph.settings import Settings
from graph.store import Row, Store


def decisions_file(settings: Settings) -> Path:
    """The file of decisions: in the data folder, beside the graph and not in it."""
    return settings.data.expanduser() / FILE


def find_candidates(store: Store, path: Path) -> list[Candidate]:
    """Entities of the graph that are one or may be, but for those on which a person has decided.

    Raises:
        InputError: the file of decisions is wrong.
        DatabaseError: the server cannot be reached.
    """
    together = {frozenset((row["left"], row["right"])) for row in store.read("decide/read_sentences")}
    bearers = [_bearer(row) for row in store.read("decide/read_bearers")]
    return candidates(bearers, together=together, decided=decided_pairs(read(path)))


def decided_pairs(made: Sequence[Decision]) -> set[frozenset[str]]:
    """The pairs of entities on which a person has decided, by their ids, as far as that stands."""
    return {frozenset(one.entities) for one in standing(made) if one.kind in (Kind.DIFFERENT, Kind.SAME, Kind.SPLIT)}


def keep(candidate: Candidate) -> tuple[Bearer, Bearer]:
    """Of two that are one, the one that stays and the one that goes: the catalog's, else the one with more events."""
    pair = sorted((candidate.left, candidate.right), key=lambda one: (not one.known, -one.acts, len(one.name), one.id))
    return pair[0], pair[1]


def _bearer(row: Row) -> Bearer:
    words = ontology().relations
    acts = [tuple(act) for act in (*row["acts_on"], *row["acted_on_by"])]
    standing_facts = {
        f"{relation} {other}" for relation, other in acts if relation in words and words[relation].standing
    }
    return Bearer(
        id=row["id"],
        name=row["name"] or row["id"],
        type=row["type"],
        aliases=tuple(row["aliases"] or ()),
        jurisdiction=row["jurisdiction"] or "",
        known=bool(row["known"]),
        parent=row["parent"] or "",
        acts=row["acts"],
        neighbours=frozenset(other for _, other in acts),
        standing=frozenset(standing_facts),
    )


def reject_report(store: Store, path: Path, *, event: str, claim: str) -> Decision:
    """Decide that what one article reports of an event, in one sentence, is wrong.

    Raises:
        InputError: it is not reported there any more, or the file of decisions is wrong.
        DatabaseError: the server cannot be reached.
    """
    return curation.carry_out(store, path, curation.judged(store, path, Kind.REJECT, event, claims=[claim]))


def take_back(store: Store, path: Path, decision: str) -> Decision:
    """Take a decision back.

    Raises:
        InputError: there is no such decision, or the file of decisions is wrong.
        DatabaseError: the server cannot be reached.
    """
    return curation.carry_out(store, path, Decision(Kind.UNDO, undoes=decision))


def rejected_in(path: Path, article: str) -> list[tuple[Decision, Place]]:
    """What people decided to be wrong in an article, the latest first, and where it stands there.

    Raises:
        InputError: the file of decisions is wrong.
    """
    return [
        (one, place)
        for one in reversed(standing(read(path)))
        if one.kind is Kind.REJECT
        for place in one.places
        if place.article == article
    ]


def pair_decision(store: Store, candidate: Candidate, kind: Kind) -> Decision:
    """The decision that two entities are one, or two; of one the one that is better known stays.

    Raises:
        InputError: one of them is not in the graph any more.
        DatabaseError: the server cannot be reached.
    """
    stays, goes = keep(candidate)
    return Decision(kind, "", curation.entity(store, stays.id), curation.entity(store, goes.id))
