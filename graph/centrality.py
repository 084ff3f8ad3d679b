"""How central entities are: degree, betweenness and PageRank of a network."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from enum import StrEnum
from typing import TypeAlias

import networkx as nx
import numpy as np
import rustworkx as rx
from numpy.typing import NDArray

from graph.network import Constants, Network, constants, ties
from graph.ontology import ontology

Places: TypeAlias = NDArray[np.int64]
Numbers: TypeAlias = NDArray[np.float64]


class Measure(StrEnum):
    """A measure of how central an entity is; all lie in [0, 1]."""

    DEGREE = "degree"
    """The share of the others that it has a tie with."""
    BETWEENNESS = "betweenness"
    """The share of the shortest paths between two others that lead through it."""
    PAGERANK = "pagerank"
    """How far acts lead to it: much, when it is acted on by those that are acted on much themselves."""


def is_estimate(of: Network, *, numbers: Constants | None = None) -> bool:
    """Whether betweenness is an estimate from a sample of sources, since the network has too many entities."""
    return len(of.members) > (numbers or constants()).exact


def measure(of: Network, one: Measure, *, numbers: Constants | None = None) -> dict[str, float]:
    """A measure of every entity, by id.

    Betweenness of networks with more entities than `exact` is an estimate; see `is_estimate`.
    """
    numbers = numbers or constants()
    if one is Measure.PAGERANK:
        return _pagerank(of, numbers)
    graph = ties(of)
    if one is Measure.DEGREE:
        return dict(nx.degree_centrality(graph)) if len(graph) > 1 else dict.fromkeys(graph, 0.0)
    place = {id_: at for at, id_ in enumerate(graph)}
    edges = np.array([(place[a], place[b]) for a, b in graph.edges], dtype=np.int64).reshape(-1, 2)
    sources: Sequence[int] = range(len(place))
    if is_estimate(of, numbers=numbers):
        sources = sorted(random.Random(numbers.seed).sample(sources, numbers.sources))
    found = betweenness(edges, len(place), sources)
    return {id_: float(found[at]) for id_, at in place.items()}


def _pagerank(of: Network, numbers: Constants) -> dict[str, float]:
    """PageRank on acts from actor to target, weighed by confidence; symmetric relations lead both ways."""
    words = ontology().relations
    place = {id_: at for at, id_ in enumerate(of.members)}
    weights: defaultdict[tuple[int, int], float] = defaultdict(float)
    for act in of.acts:
        weights[place[act.actor], place[act.target]] += act.confidence
        if words[act.relation].symmetric:
            weights[place[act.target], place[act.actor]] += act.confidence
    if not place:
        return {}
    graph: rx.PyDiGraph[str, float] = rx.PyDiGraph()
    graph.add_nodes_from(list(place))
    graph.add_edges_from([(one, other, weight) for (one, other), weight in weights.items()])
    found = rx.pagerank(graph, alpha=numbers.damping, weight_fn=float, tol=1e-9, max_iter=1000)
    return {id_: found[at] for id_, at in place.items()}


def betweenness(edges: Places, nodes: int, sources: Sequence[int]) -> Numbers:
    """The share of shortest paths between two others that lead through each node, in [0, 1].

    Brandes, "A faster algorithm for betweenness centrality" (2001), on arrays, breadth first from each source; with
    fewer sources than nodes the estimate of Brandes and Pich, "Centrality estimation in large networks" (2007).

    Args:
        edges: shape (m, 2), the places of the two ends of each tie; a pair stands once, and no node is tied to itself.
        nodes: how many nodes there are.
        sources: the places of those from which paths are followed; exact when they are all nodes.

    Returns:
        shape (nodes,); weights of ties do not matter.
    """
    if nodes < 3 or not len(edges) or not len(sources):
        return np.zeros(nodes)
    tails, heads = np.concatenate([edges, edges[:, ::-1]]).T
    heads = heads[np.argsort(tails, kind="stable")]
    starts = np.concatenate([[0], np.cumsum(np.bincount(tails, minlength=nodes))])
    total = np.zeros(nodes)
    for source in sources:
        total += _through(starts, heads, source)
    # a source is no inner node of its own paths, so that of the others one fewer has been followed
    followed = np.full(nodes, float(len(sources)))
    followed[np.asarray(sources)] -= 1
    return np.where(followed > 0, total / np.maximum(followed, 1), 0.0) / (nodes - 2)


def _through(starts: Places, heads: Places, source: int) -> Numbers:
    """For each node, the sum over all ends of the share of shortest paths from the source that lead through it."""
    nodes = len(starts) - 1
    depth = np.full(nodes, -1)
    paths = np.zeros(nodes)
    depth[source], paths[source] = 0, 1.0
    front = np.array([source])
    steps: list[tuple[Places, Places]] = []
    while len(front):
        counts = starts[front + 1] - starts[front]
        before = np.repeat(front, counts)
        offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        after = heads[offsets + np.repeat(starts[front], counts)]
        unseen = depth[after] < 0
        before, after = before[unseen], after[unseen]
        depth[after] = len(steps) + 1
        paths += np.bincount(after, weights=paths[before], minlength=nodes)
        steps.append((before, after))
        front = np.unique(after)
    share = np.zeros(nodes)
    for before, after in reversed(steps):
        share += np.bincount(before, weights=paths[before] / paths[after] * (1 + share[after]), minlength=nodes)
    share[source] = 0.0
    return share
