"""The canvas: what it is told of entities and acts, and what a person does on it."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import streamlit as st

from graph.ontology import ontology
from ui.reads import Act, Profile
from ui.wording import count, shorten, type_name, verb, when

LOOK = {
    "Country": ("octagon", "#55657d"),
    "GovernmentBody": ("hexagon", "#6f8fb0"),
    "Person": ("ellipse", "#2a8c82"),
    "Company": ("round-rectangle", "#7667b8"),
    "Product": ("pentagon", "#a493d6"),
    "Deal": ("rhomboid", "#b06fa0"),
    "Sector": ("concave-hexagon", "#a8862b"),
    "Policy": ("rectangle", "#5f8f4e"),
    "Organization": ("diamond", "#8c7a63"),
    "Place": ("triangle", "#8f9aa6"),
    "MarketIndex": ("star", "#ad5a78"),
    "Event": ("ellipse", "#8f9aa6"),
    "Article": ("rectangle", "#a9b2bd"),
}
"""Shape and colour of a node by type; readable on a light and on a dark page."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What is chosen on the canvas: the id of a node, or of an edge with the acts that it shows."""

    id: str
    edge: bool
    acts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Overlay:
    """What is laid over a picture: a group or a size by node, and a legend of groups."""

    kind: str
    groups: Mapping[str, int]
    sizes: Mapping[str, int]
    legend: Sequence[tuple[int, str]] = ()


def edge_id(actor: str, target: str) -> str:
    """The id of the edge that holds all acts of one entity on another."""
    return f"{actor} → {target}"


def draw_act(act: Act) -> dict[str, Any]:
    """An act as the canvas knows it; the rest of it is looked up when it is asked for."""
    return {
        "id": act.id,
        "relation": act.relation,
        "date": act.date.isoformat() if act.date else "",
        "when": when(act.date, act.precision),
        "status": act.status,
        "score": act.score,
        "confidence": round(act.confidence, 3),
        "sources": act.sources,
        "publishers": list(act.publishers),
    }


def picture(
    acts: Iterable[Act],
    *,
    profiles: Mapping[str, Profile],
    roots: Collection[str] = (),
    totals: Mapping[tuple[str, str], int] | None = None,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Nodes and edges of some acts; `roots` are drawn even without one.

    An edge holds its acts, and `total` when the graph has more of them. Acts without a target have no edge.
    """
    told: defaultdict[tuple[str, str], list[Act]] = defaultdict(list)
    for act in acts:
        if act.target:
            told[act.actor, act.target].append(act)
    names = {id_: (profiles[id_].name, profiles[id_].type) for id_ in roots if id_ in profiles}
    weight: Counter[str] = Counter()
    for (actor, target), some in told.items():
        names.setdefault(actor, (some[0].actor_name, some[0].actor_type))
        names.setdefault(target, (some[0].target_name, some[0].target_type))
        weight.update({actor: len(some), target: len(some)})
    nodes = [
        _draw_node(id_, name, type_, profiles.get(id_), weight=weight[id_], root=id_ in roots)
        for id_, (name, type_) in names.items()
    ]
    edges = [
        {
            "data": {
                "id": edge_id(actor, target),
                "source": actor,
                "target": target,
                "total": (totals or {}).get((actor, target), len(some)),
            },
            "acts": [draw_act(act) for act in some],
        }
        for (actor, target), some in told.items()
    ]
    return nodes, edges


def _draw_node(id_: str, name: str, type_: str, profile: Profile | None, *, weight: int, root: bool) -> dict[str, Any]:
    sectors = list(profile.sectors) if profile else []
    return {
        "data": {
            "id": id_,
            "label": shorten(name, 60),
            "tip": f"{name}\n{type_name(type_)}" + (f", {count(profile.acts, 'act')}" if profile else ""),
            "type": type_,
            "size": min(48, round(24 + 4.5 * math.log2(1 + weight))),
            "neighbours": profile.neighbours if profile else 0,
            "sectors": [*sectors, name] if type_ == "Sector" else sectors,
            "root": root,
        }
    }


@cache
def _component() -> Callable[..., Any]:
    folder = files("ui") / "components" / "graph_canvas"
    return st.components.v2.component(
        "policysignal_graph_canvas",
        css=(folder / "canvas.css").read_text(encoding="utf-8"),
        js=(folder / "graph_canvas.js").read_text(encoding="utf-8"),
    )


@cache
def _words() -> dict[str, dict[str, Any]]:
    return {name: {"verb": verb(name), "symmetric": one.symmetric} for name, one in ontology().relations.items()}


def show(
    nodes: list[dict[str, Any]],
    edges: list[dict[str, Any]],
    *,
    key: str,
    scene: str,
    title: str,
    selected: Selection | None = None,
    height: int = 640,
    more: Mapping[str, Any] | None = None,
    handlers: Mapping[str, Callable[[], None]] | None = None,
) -> Selection | None:
    """Draw nodes and edges; what the person chose by a click.

    Within one `scene` what is drawn stays in place and what is new is put beside it. `handlers` of `expand`, `path`,
    `save` and `open` find what they are about under ``st.session_state[key]``; with them a picture can be explored.
    `more` is told to the canvas as it is: `overlay`, `way`, `asks`, `views`, `restore`, `message`.
    """
    types = {name: {"shape": shape, "color": color, "label": type_name(name)} for name, (shape, color) in LOOK.items()}
    result = _component()(
        key=key,
        data={
            "key": key,
            "scene": scene,
            "title": title,
            "explore": handlers is not None,
            "nodes": nodes,
            "edges": edges,
            "types": types,
            "words": _words(),
            "height": height,
            "file": "policy-signal",
            "selected": selected.id if selected else None,
            **(more or {}),
        },
        height=height,
        on_selected_change=lambda: None,
        on_overlay_change=lambda: None,
        **{f"on_{name}_change": act for name, act in (handlers or {}).items()},
    )
    return selection(result.selected, {e["data"]["id"] for e in (*nodes, *edges)})


def selection(value: object, drawn: Collection[str]) -> Selection | None:
    """What the canvas says is chosen, if it is drawn."""
    if not isinstance(value, dict) or value.get("id") not in drawn:
        return None
    acts = value.get("acts")
    told = tuple(one for one in acts if isinstance(one, str)) if isinstance(acts, list) else ()
    return Selection(value["id"], value.get("group") == "edges", told)
