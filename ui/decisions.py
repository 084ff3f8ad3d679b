"""Where decisions are kept, and what the graph tells of entities that may be one."""

from __future__ import annotations

from pathlib import Path

from graph.decisions import FILE, Kind, read, standing
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
    apart = {
        frozenset(one.entities) for one in standing(read(path)) if one.kind in (Kind.DIFFERENT, Kind.SAME, Kind.SPLIT)
    }
    together = {frozenset((row["left"], row["right"])) for row in store.read("decide/read_sentences")}
    bearers = [_bearer(row) for row in store.read("decide/read_bearers")]
    return candidates(bearers, together=together, decided=apart)


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
