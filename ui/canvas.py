"""The picture of acts between entities: what the canvas is told, and the canvas itself."""

from __future__ import annotations

import datetime as dt
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
from ui.wording import count, polarity, shorten, type_name, verb

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
STRENGTH = ("realised", "announced", "potential", "denied")
"""Of several acts, the status that an edge shows: the first of these."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What is chosen on the canvas: the id of a node, or of an edge."""

    id: str
    edge: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """Which acts to draw; an empty set lets everything through."""

    relations: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    polarities: frozenset[str] = frozenset()
    since: dt.date | None = None
    until: dt.date | None = None

    @property
    def active(self) -> int:
        """How many of them hold something back."""
        sets = (self.relations, self.types, self.statuses, self.polarities)
        return sum(map(bool, sets)) + (self.since is not None or self.until is not None)

    def keeps(self, act: Act) -> bool:
        """Whether an act is drawn; an undated one is left out once a date is asked for."""
        if self.relations and act.relation not in self.relations:
            return False
        if self.statuses and act.status not in self.statuses:
            return False
        if self.polarities and polarity(act.score) not in self.polarities:
            return False
        if self.types and not {act.actor_type, act.target_type} <= self.types:
            return False
        if self.since is None and self.until is None:
            return True
        if act.date is None:
            return False
        return (self.since is None or self.since <= act.date) and (self.until is None or act.date <= self.until)


def counts(acts: Iterable[Act]) -> dict[str, Counter[str]]:
    """How many acts there are of each relation, status and polarity, and in how many each type of entity takes part."""
    found: dict[str, Counter[str]] = {name: Counter() for name in ("relations", "statuses", "polarities", "types")}
    for act in acts:
        found["relations"][act.relation] += 1
        found["statuses"][act.status] += 1
        found["polarities"][polarity(act.score)] += 1
        found["types"].update({act.actor_type, act.target_type} - {""})
    return found


def edge_id(actor: str, target: str) -> str:
    """The id of the edge that holds all acts of one entity on another."""
    return f"{actor} → {target}"


def group(acts: Iterable[Act]) -> dict[str, list[Act]]:
    """The acts of each edge, in the order given; acts without a target have no edge."""
    edges: defaultdict[str, list[Act]] = defaultdict(list)
    for act in acts:
        if act.target:
            edges[edge_id(act.actor, act.target)].append(act)
    return dict(edges)


def draw_edge(id_: str, acts: Sequence[Act]) -> dict[str, Any]:
    """One edge for all acts between two entities."""
    relations = Counter(act.relation for act in acts)
    poles = {polarity(act.score) for act in acts if act.status != "denied"} - {"neutral"}
    known = ontology().relations
    most = relations.most_common()
    first = verb(most[0][0])
    more = "" if len(acts) == 1 else f" ×{len(acts)}" if len(most) == 1 else f" +{len(acts) - 1}"
    status = min((act.status for act in acts), key=STRENGTH.index)
    listed = "\n".join(f"{verb(name)}{f' ×{number}' if number > 1 else ''}" for name, number in most[:6])
    return {
        "data": {
            "id": id_,
            "source": acts[0].actor,
            "target": acts[0].target,
            "label": first + more,
            "tip": f"{acts[0].actor_name} → {acts[0].target_name}\n{listed}" + ("\n…" if len(most) > 6 else ""),
            "count": len(acts),
            "polarity": "mixed" if len(poles) == 2 else next(iter(poles), "neutral"),
            "status": status,
            "symmetric": all(name in known and known[name].symmetric for name in relations),
        }
    }


def picture(
    acts: Iterable[Act], *, profiles: Mapping[str, Profile], roots: Collection[str] = ()
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Nodes and edges of some acts; `roots` are drawn even without one."""
    edges = group(acts)
    names: dict[str, tuple[str, str]] = {
        id_: (profiles[id_].name, profiles[id_].type) for id_ in roots if id_ in profiles
    }
    weight: Counter[str] = Counter()
    tied: defaultdict[str, set[str]] = defaultdict(set)
    for told in edges.values():
        one = told[0]
        names.setdefault(one.actor, (one.actor_name, one.actor_type))
        names.setdefault(one.target, (one.target_name, one.target_type))
        weight.update({one.actor: len(told), one.target: len(told)})
        tied[one.actor].add(one.target)
        tied[one.target].add(one.actor)
    nodes = []
    for id_, (name, type_) in names.items():
        profile = profiles.get(id_)
        hidden = max(0, profile.neighbours - len(tied[id_] - {id_})) if profile else 0
        more = f"\n{count(hidden, 'more neighbour')}: double click to show" if hidden else ""
        acts_text = f", {count(profile.acts, 'act')}" if profile else ""
        nodes.append(
            {
                "data": {
                    "id": id_,
                    "label": shorten(name, 60),
                    "tip": f"{name}\n{type_name(type_)}{acts_text}{more}",
                    "type": type_,
                    "size": min(48, round(22 + 4.5 * math.log2(1 + weight[id_]))),
                    "hidden": hidden,
                    "root": id_ in roots,
                }
            }
        )
    return nodes, [draw_edge(id_, told) for id_, told in edges.items()]


@cache
def _component() -> Callable[..., Any]:
    folder = files("ui") / "components" / "graph_canvas"
    return st.components.v2.component(
        "policysignal_graph_canvas",
        css=(folder / "canvas.css").read_text(encoding="utf-8"),
        js=(folder / "graph_canvas.js").read_text(encoding="utf-8"),
    )


def show(
    nodes: list[dict[str, Any]],
    edges: list[dict[str, Any]],
    *,
    key: str,
    scene: str,
    title: str,
    selected: Selection | None = None,
    height: int = 640,
    on_expand: Callable[[], None] = lambda: None,
) -> Selection | None:
    """Draw nodes and edges; what the person chose by a click.

    Within one `scene` what is drawn stays in place and what is new is put beside it. A double click on a node calls
    `on_expand`, which finds its id under ``st.session_state[key].expand``.
    """
    types = {name: {"shape": shape, "color": color, "label": type_name(name)} for name, (shape, color) in LOOK.items()}
    result = _component()(
        key=key,
        data={
            "scene": scene,
            "title": title,
            "nodes": nodes,
            "edges": edges,
            "types": types,
            "height": height,
            "file": "policy-signal.png",
            "selected": selected.id if selected else None,
        },
        height=height,
        on_selected_change=lambda: None,
        on_expand_change=on_expand,
    )
    return selection(result.selected, {e["data"]["id"] for e in (*nodes, *edges)})


def selection(value: object, drawn: Collection[str]) -> Selection | None:
    """What the canvas says is chosen, if it is drawn."""
    if not isinstance(value, dict) or value.get("id") not in drawn:
        return None
    return Selection(value["id"], value.get("group") == "edges")
