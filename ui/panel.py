"""What stands beside the picture: the acts of a line, what a name is, ways between two."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from graph import connections
from graph.connections import Connection
from graph.errors import InputError
from graph.store import Store
from ui import canvas, connection, evidence, judging, node_panel, overlays, picker, reads, surroundings
from ui.canvas import Selection
from ui.node_panel import article_page
from ui.reads import Act
from ui.surroundings import Picture, Step
from ui.wording import count, escape_markdown

KEY = "canvas"
"""The name under which the session keeps what is done on the canvas of Explore."""
SHOWN = 8
"""Acts listed at first; a button shows as many more."""
LATEST = 6
"""Acts listed when nothing is chosen."""
HINTS = (
    '<div class="ps-hint"><p><b>Click a line</b> to read the sentences behind it.</p>'
    "<p><b>Click a name</b> to see what it is and what it did.</p>"
    "<p><b>Double click a name</b> to bring in its neighbours.</p></div>"
)


def show(store: Store, chosen: Selection | None, picture: Picture, focus: str) -> None:
    """The panel, by what is chosen on the canvas."""
    judging.show_last(store, changed=_changed)
    if path_from():
        _path(store, picture)
        return
    if chosen and chosen.edge:
        told = acts_of_edge(picture, chosen)
        if told:
            _edge(store, told, picture)
            return
    if id_ := chosen.id if chosen and not chosen.edge else focus:
        node_panel.show(id_, focus)
        return
    st.html(HINTS)
    latest = sorted(picture.acts.values(), key=lambda act: act.date or dt.date.min, reverse=True)[:LATEST]
    _acts(store, "Latest acts in the picture", latest, opened=0)


def acts_of_edge(picture: Picture, chosen: Selection) -> list[Act]:
    """The acts that a chosen line shows; all of it when the canvas has not told which."""
    found = [picture.acts[id_] for id_ in chosen.acts if id_ in picture.acts]
    return found or [act for act in picture.acts.values() if canvas.edge_id(act.actor, act.target) == chosen.id]


def choose(one: Selection | None) -> None:
    """Choose something on the canvas."""
    group = "edges" if one and one.edge else "nodes"
    value = {"id": one.id, "group": group, "acts": list(one.acts)} if one else None
    st.session_state[KEY] = {**(st.session_state.get(KEY) or {}), "selected": value}


def _changed() -> None:
    """Read the picture anew: a decision has changed the graph."""
    overlays.forget()
    connection.forget()


def _edge(store: Store, told: Sequence[Act], picture: Picture) -> None:
    one = told[0]
    total = picture.totals.get((one.actor, one.target), len(told))
    under = count(len(told), "act")
    if len(told) < total:
        under += f" of {total:,}: the latest, as far as they pass the filters"
    _acts(store, f"{one.actor_name} → {one.target_name}", told, under=under)


def _acts(store: Store, title: str, acts: Sequence[Act], *, under: str = "", opened: int = 1) -> None:
    state = st.session_state.setdefault("listed", {})
    many = state.get(title, SHOWN)
    shown = list(acts[:many])
    told = reads.reports(store, [act.id for act in shown])
    st.html(evidence.heading_html(title, under or count(len(acts), "act")))
    for place, act in enumerate(shown):
        with st.container(key=f"act-{act.id}", gap=None):
            st.html(evidence.act_html(act, told.get(act.id, ()), is_open=place < opened, read_on=article_page()))
            judging.show(store, act, changed=_changed)
    if len(acts) > many:
        more = count(len(acts) - many, "more act")
        st.button(f"Show {more}" if len(acts) - many <= SHOWN else f"Show {SHOWN} of {more}", key="more-acts",
                  on_click=lambda: state.update({title: many + SHOWN}))  # fmt: skip


# Ways between two


def path_from() -> str:
    """The id of the entity from which a way is asked for; empty when none is."""
    asked = st.session_state.get("path")
    return asked["from"] if asked else ""


def way() -> list[str]:
    """The ids of the nodes and edges of the way that is shown."""
    asked = st.session_state.get("path")
    return list(asked.get("way", ())) if asked else []


def ask_path() -> None:
    """Take up what the canvas tells of a way: from whom, and to whom once that is chosen."""
    told = st.session_state[KEY].get("path")
    if isinstance(told, Mapping) and isinstance(told.get("from"), str):
        st.session_state["path"] = {"from": told["from"], "to": str(told.get("to") or "")}


def _path(store: Store, picture: Picture) -> None:
    asked: dict[str, Any] = st.session_state["path"]
    named = {**reads.profiles(store, [id_ for id_ in (asked["from"], asked["to"]) if id_]), **picture.profiles}
    start = named[asked["from"]].name if asked["from"] in named else asked["from"]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(evidence.heading_html(f"From {start} to …", "Click somebody in the picture, or search."))
        st.button("Close", key="close-path", on_click=lambda: st.session_state.pop("path", None))
    end = named.get(asked["to"])
    value = {"id": end.id, "name": end.name, "type": end.type} if end else None
    picker.search_box("path-to", prompt="To", placeholder="Search the other one", value=value, on_choose=_to)
    if not asked["to"]:
        return
    try:
        found = connections.connections(overlays.whole(), asked["from"], asked["to"])
    except InputError as error:
        st.info(escape_markdown(str(error)))
        return
    ways = connections.with_evidence(store, found.found)
    if not ways:
        st.info("No way along acts that happened leads from one to the other in up to four steps.")
        return
    if "way" not in asked:
        asked["way"] = way_ids(ways[0])
        _bring(ways[0], picture)
        st.rerun()
    for place, one in enumerate(ways, 1):
        st.html(evidence.way_html(one, place))
        st.button("Show in the picture", key=f"way-{place}", type="tertiary", on_click=_show_way, args=(one, picture))


def _to(id_: str) -> None:
    st.session_state["path"] = {"from": path_from(), "to": id_}


def way_ids(one: Connection) -> list[str]:
    """The nodes and edges of a way, by the ids that they have on the canvas."""
    return [*_stations(one), *(canvas.edge_id(hop.act.actor, hop.act.target) for hop in one.hops)]


def _stations(one: Connection) -> list[str]:
    return [one.hops[0].start.id, *(hop.end.id for hop in one.hops)]


def _bring(one: Connection, picture: Picture) -> None:
    missing = tuple(id_ for id_ in _stations(one) if id_ not in picture.profiles)
    if missing:
        step = surroundings.write_step(Step(others=missing))
        st.query_params["grown"] = [*st.query_params.get_all("grown"), step]


def _show_way(one: Connection, picture: Picture) -> None:
    st.session_state["path"]["way"] = way_ids(one)
    _bring(one, picture)
