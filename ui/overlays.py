"""What can be laid over a picture: the communities of the whole network, and who is central in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import streamlit as st

from graph import analytics, network
from graph.analytics import Communities
from graph.centrality import Measure, measure
from graph.network import Network
from ui import connection
from ui.canvas import Overlay

COMMUNITIES, CENTRALITY = "communities", "centrality"
FRESH = 600
"""Seconds for which the network is kept."""
TOLD = 9
"""Communities with a colour of their own; the others share one."""
SMALLEST, LARGEST = 20, 64
"""Pixels of the least and the most central node."""


@st.cache_resource(ttl=FRESH, show_spinner="Reading the network…")
def whole() -> Network:
    """The network of what happened."""
    return network.read(connection.store(), network.Filter())


@st.cache_resource(ttl=FRESH, show_spinner="Looking for communities…")
def _communities() -> Communities:
    return analytics.communities(whole())


@st.cache_resource(ttl=FRESH, show_spinner="Measuring who is central…")
def _centralities() -> dict[str, float]:
    return measure(whole(), Measure.PAGERANK)


def forget() -> None:
    """Read the network anew when it is asked for next."""
    for kept in (whole, _communities, _centralities):
        kept.clear()


def laid(kind: str, ids: Sequence[str]) -> Overlay | None:
    """The overlay of a kind on some nodes; None without one."""
    if kind == COMMUNITIES:
        return by_community(_communities(), ids)
    if kind == CENTRALITY:
        return by_centrality(_centralities(), ids)
    return None


def told(overlay: Overlay | None) -> dict[str, Any] | None:
    """An overlay as the canvas is told of it."""
    return None if overlay is None else asdict(overlay)


def by_community(found: Communities, ids: Sequence[str]) -> Overlay:
    """The community of each node; those with most nodes in the picture have a colour of their own."""
    shown = set(ids)
    here = [(one, [member for member in one.members if member.id in shown]) for one in found.communities]
    here = sorted((pair for pair in here if pair[1]), key=lambda pair: -len(pair[1]))
    groups: dict[str, int] = {}
    legend = []
    for place, (one, members) in enumerate(here):
        groups |= {member.id: min(place, TOLD) for member in members}
        if place < TOLD and len(members) > 1:
            names = ", ".join(member.name for member in members[:2])
            legend.append((place, f"{names} … {len(members)} of {len(one.members)}"))
    if len(here) > TOLD:
        legend.append((TOLD, "other communities"))
    return Overlay(COMMUNITIES, groups, {}, legend)


def by_centrality(values: Mapping[str, float], ids: Sequence[str]) -> Overlay:
    """The size of each node by its PageRank in the whole network, against the most central one of the picture."""
    most = max((values.get(id_, 0.0) for id_ in ids), default=0.0) or 1.0
    # the area tells the value
    sizes = {id_: round(SMALLEST + (LARGEST - SMALLEST) * (values.get(id_, 0.0) / most) ** 0.5) for id_ in ids}
    return Overlay(CENTRALITY, {}, sizes)
