"""Acts and those in them, out of the graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from graph.errors import DatabaseError
from graph.model import Entity
from graph.reports import Report
from graph.rows import OLD, read_report, read_told
from graph.stance import rollup
from graph.stance.acts import Act, acts_of
from graph.stance.constants import Constants


class Reader(Protocol):
    """The part of a store that is used here."""

    def read(self, statement: str, /, **params: Any) -> list[dict[str, Any]]:
        """Run a statement of the project by name."""


def read_entities(store: Reader, ids: Sequence[str] = ()) -> dict[str, Entity]:
    """The entities that roll up to others or are rolled up to, and some more, by id."""
    return {row["id"]: _entity(row) for row in store.read("explore/list_rolling_entities", ids=list(ids))}


def read_acts(
    store: Reader,
    *,
    target: Entity | None,
    issuer: Entity | None,
    entities: Mapping[str, Entity],
    constants: Constants,
) -> list[Act]:
    """The acts of an issuer's state that count towards a target; of every state, or towards anybody, without.

    Raises:
        DatabaseError: the graph was loaded by a version whose events keep nothing of their reports.
    """
    params = {
        "jurisdiction": issuer.jurisdiction if issuer else "",
        "targets": sorted(rollup.ties(target.id, entities, constants.relevance)) if target else None,
    }
    known = {row["id"]: _entity(row) for row in store.read("explore/list_entities_of_acts", **params)}
    reports = sorted(_reports(store.read("explore/list_stance_acts", **params)), key=lambda one: one.claim)
    return acts_of(reports, {**entities, **known}, states={one.actor for one in reports})


def _reports(rows: Iterable[Mapping[str, Any]]) -> Iterator[Report]:
    for row in rows:
        if row["told"] is None:
            raise DatabaseError(OLD)
        kept = read_told(row["id"], row["told"])
        for fields in kept.reports:
            yield read_report(fields, kept.relation)


def _entity(row: Mapping[str, Any]) -> Entity:
    return Entity(
        row["id"],
        row["name"] or row["id"],
        row["type"] or "",
        tuple(row["aliases"] or ()),
        row["jurisdiction"] or "",
        bool(row["known"]),
        row["parent"] or "",
        tuple(row["sectors"] or ()),
        bool(row["state"]),
    )
