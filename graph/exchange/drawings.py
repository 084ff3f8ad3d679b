"""A network for programs that draw and measure networks: GraphML and GEXF, as Gephi opens them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import networkx as nx

from graph.exchange.aside import whole_file
from graph.network import Network
from graph.ontology import ontology

WRITERS: dict[str, Callable[[nx.Graph[str], BinaryIO], None]] = {"graphml": nx.write_graphml, "gexf": nx.write_gexf}
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def export_network(of: Network, path: Path, *, form: str, replace: bool = False) -> None:
    """Write a network as `graphml` or `gexf`, one edge an act from actor to target.

    The weight of an edge is its confidence. Characters that XML cannot hold become U+FFFD.

    Raises:
        InputError: the file is there already or cannot be written.
    """
    with whole_file(path, replace=replace) as file:
        WRITERS[form](drawing(of), file)


def drawing(of: Network) -> nx.MultiDiGraph[str]:
    """A network as a directed graph with parallel edges, every property a text or a number."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for one in of.members.values():
        graph.add_node(_xml(one.id), label=_xml(one.name), type=one.type)
    words = ontology().relations
    for act in of.acts:
        dates = {"date": act.start, "date_end": act.end, "last_published": act.told}
        reads = words[act.relation].caption.format(actor=of.members[act.actor].name, target=of.members[act.target].name)
        graph.add_edge(
            _xml(act.actor),
            _xml(act.target),
            key=act.id,
            id=act.id,
            label=act.relation,
            reads=_xml(reads),
            status=act.status.value,
            weight=act.confidence,
            sources=act.sources,
            **{name: day.isoformat() for name, day in dates.items() if day},
        )
    return graph


def _xml(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
