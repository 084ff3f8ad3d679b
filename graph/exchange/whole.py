"""The whole graph, read page by page in an order that depends on nothing but what it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph.errors import DatabaseError
from graph.ontology import ontology
from graph.store import Store

KINDS = {"Run": "page_runs", "Article": "page_articles", "Entity": "page_entities", "Event": "page_events"}
"""The labels that every node has one of, and the statement that reads its pages."""
TIES = ("REPORTS", "MENTIONS", "ACTS_IN", "TARGETS", "RESOLVED_BY")
"""The relationships that are no triples."""
PAGE = 500
"""Nodes that are read at a time."""
TYPES = {
    "STRING": "text",
    "INTEGER": "whole",
    "FLOAT": "number",
    "BOOLEAN": "truth",
    "DATE": "date",
    "ZONED DATETIME": "time",
    "LIST<STRING NOT NULL>": "texts",
    "LIST<NOTHING>": "texts",
}
"""Types of values, as the server calls them and as exports do; an empty list holds texts."""


@dataclass(frozen=True, slots=True)
class Link:
    """A relationship that starts at a node: its type, the kind and the id of its end, and its properties."""

    type: str
    kind: str
    id: str
    properties: Mapping[str, Any]

    @property
    def order(self) -> tuple[str, ...]:
        """Where it stands among those of a node."""
        own = self.properties
        return self.type, self.kind, self.id, str(own.get("id", "")), str(own.get("event", ""))


@dataclass(frozen=True, slots=True)
class Node:
    """A node with what starts at it, in order."""

    kind: str
    labels: tuple[str, ...]
    """The kind first."""
    properties: Mapping[str, Any]
    links: tuple[Link, ...]

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.properties["id"])


@dataclass(frozen=True, slots=True)
class Extent:
    """How much there is, and the type of every property by kind of node or type of relationship."""

    nodes: int
    relationships: int
    types: Mapping[str, Mapping[str, str]]

    def of_triples(self) -> dict[str, str]:
        """The types of the properties of all triples."""
        return {
            key: type_
            for kind, keys in self.types.items()
            if kind not in {*KINDS, *TIES}
            for key, type_ in keys.items()
        }


def extent(store: Store) -> Extent:
    """How much the graph holds, and the types of its properties.

    Raises:
        DatabaseError: a property has a type that exports do not know, or several.
    """
    (row,) = store.read("exchange/count_everything")
    types: dict[str, dict[str, str]] = {}
    entity_types = set(ontology().types)
    for statement in ("exchange/list_node_properties", "exchange/list_relationship_properties"):
        for one in store.read(statement):
            kind, key, called = one["kind"], one["key"], one["type"].removesuffix(" NOT NULL")
            if kind in entity_types:
                continue  # the second label of an entity
            known = types.setdefault(kind, {})
            if called not in TYPES or known.setdefault(key, TYPES[called]) != TYPES[called]:
                raise DatabaseError(f"{kind}.{key} holds {called}: this version does not know how to export that.")
    return Extent(row["nodes"], row["relationships"], types)


def nodes(store: Store, kind: str, *, page: int = PAGE) -> Iterator[Node]:
    """The nodes of a kind by id, with the relationships that start at them."""
    after = ""
    while True:
        rows = store.read(f"exchange/{KINDS[kind]}", after=after, limit=page)
        for row in rows:
            labels = (kind, *sorted(set(row["labels"]) - {kind}))
            links = (Link(one["type"], _kind(one["labels"]), one["id"], one["properties"]) for one in row["links"])
            yield Node(kind, labels, row["properties"], tuple(sorted(links, key=lambda link: link.order)))
        if len(rows) < page:
            return
        after = rows[-1]["properties"]["id"]


def everything(store: Store, size: Extent) -> Iterator[Node]:
    """Every node of the graph, by kind and id.

    Raises:
        DatabaseError: the graph changed while it was read, or holds what no export knows.
    """
    read = links = 0
    for kind in KINDS:
        for node in nodes(store, kind):
            read += 1
            links += len(node.links)
            yield node
    (row,) = store.read("exchange/count_everything")
    now = row["nodes"], row["relationships"]
    if not now == (read, links) == (size.nodes, size.relationships):
        raise DatabaseError(
            f"{read:,} nodes and {links:,} relationships were read, and the graph holds {now[0]:,} and {now[1]:,}: "
            "it is being changed, or holds what another program keeps. Nothing was kept; try again when nobody loads."
        )


def _kind(labels: list[str]) -> str:
    return next((label for label in labels if label in KINDS), labels[0] if labels else "")
