"""Explore: an entity, those it acts with, and the sentences behind every line."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from typing import Any

import streamlit as st

from ui import canvas, connection, evidence, picker, reads
from ui.canvas import Filters, Selection
from ui.reads import Act, Profile
from ui.wording import POLARITY, STATUS, count, day, type_name, verb, when

NEIGHBOURS = 30
"""Neighbours that one double click brings, the strongest first."""
MOST = 400
"""Nodes on the canvas; beyond that names cannot be read."""
SHOWN = 40
"""Acts listed beside the canvas."""
KEY = "canvas"


def show() -> None:
    """The view."""
    with connection.page():
        if not connection.is_empty():
            _show()


def _show() -> None:
    store = connection.store()
    top = st.container()
    with top:
        focus = picker.pick(
            "explore-entity",
            prompt="Entity",
            placeholder="Search a company, person, ministry, sector, law… also in Chinese",
        )
    acts, profiles, roots = _gathered(store, focus, _opened(focus))
    if not focus:
        whole = connection.summary()
        top.caption(
            f"{count(whole.acts, 'act')} by and on {count(whole.entities, 'entity', 'entities')}, read from "
            f"{count(whole.articles, 'article')} of {day(whole.first)} to {day(whole.last)}. "
            "Shown: the strongest of the latest acts."
        )
    filters = _filters(acts)
    kept = [act for act in acts if filters.keeps(act)]
    nodes, edges = canvas.picture(kept, profiles=profiles, roots=roots)
    with st.container(key="split"):
        left, right = st.columns([2.1, 1], gap="medium")
        with left:
            chosen = canvas.show(
                nodes,
                edges,
                key=KEY,
                scene=focus or "beginning",
                title=f"Acts around {profiles[focus].name}"
                if focus in profiles
                else "The strongest of the latest acts",
                selected=_chosen(),
                on_expand=lambda: _expand(focus, len(nodes)),
            )
            if note := st.session_state.pop("full", ""):
                st.warning(note)
        with right, st.container(height=640, border=False):
            _panel(store, chosen, kept, focus)
    with st.expander(f"The same as a table: {count(len(kept), 'act')}"):
        st.dataframe(table(kept), hide_index=True, width="stretch")


def _gathered(
    store: reads.Reader, focus: str, opened: Sequence[str]
) -> tuple[list[Act], dict[str, Profile], list[str]]:
    """What `gather` gives, kept for a while: most clicks change nothing of it."""
    asked = (focus, *opened)
    kept = st.session_state.get("gathered")
    if kept is None or kept[0] != asked or time.monotonic() - kept[1] > connection.FRESH:
        kept = (asked, time.monotonic(), gather(store, focus, opened))
        st.session_state["gathered"] = kept
    acts, profiles, roots = kept[2]
    return acts, profiles, roots


def gather(store: reads.Reader, focus: str, opened: Sequence[str]) -> tuple[list[Act], dict[str, Profile], list[str]]:
    """The acts of the picture, what those in it are, and the ids it grows from."""
    roots = [id_ for id_ in dict.fromkeys([focus, *opened]) if id_]
    if focus:
        ids = dict.fromkeys(roots)
        for root in roots:
            ids.update(dict.fromkeys(reads.neighbours(store, root, limit=NEIGHBOURS)))
        acts = reads.acts_among(store, list(ids)[:MOST])
    else:
        acts = reads.strongest_acts(store)
        if roots:
            ids = dict.fromkeys(id_ for act in acts for id_ in (act.actor, act.target))
            for root in roots:
                ids.update(dict.fromkeys(reads.neighbours(store, root, limit=NEIGHBOURS)))
            acts = _merge(
                acts, [act for act in reads.acts_among(store, list(ids)[:MOST]) if {act.actor, act.target} & set(roots)]
            )
    profiles = reads.profiles(store, {focus, *(id_ for act in acts for id_ in (act.actor, act.target))} - {""})
    return acts, profiles, [focus] if focus else []


def _merge(first: list[Act], second: list[Act]) -> list[Act]:
    return list({act.id: act for act in (*first, *second)}.values())


def _opened(focus: str) -> list[str]:
    """The ids that this visitor has opened by double clicks in the present scene."""
    scene, opened = st.session_state.get("opened", ("", []))
    return list(opened) if scene == focus else []


def _expand(focus: str, drawn: int) -> None:
    id_ = st.session_state[KEY].get("expand")
    if not isinstance(id_, str):
        return
    if drawn >= MOST:
        st.session_state["full"] = (
            f"The picture holds {drawn} names, as many as can be read. Filter it, or begin with somebody else."
        )
        return
    st.session_state["opened"] = (focus, list(dict.fromkeys([*_opened(focus), id_])))


def _chosen() -> Selection | None:
    value = (st.session_state.get(KEY) or {}).get("selected")
    return canvas.selection(value, {value["id"]}) if isinstance(value, dict) and "id" in value else None


def _filters(acts: Sequence[Act]) -> Filters:
    """The filters of this visitor, with how many acts each lets through."""
    found = canvas.counts(acts)
    dates = sorted(act.date for act in acts if act.date)

    def pills(title: str, name: str, options: Sequence[str], words: Any) -> frozenset[str]:
        here = [option for option in options if found[name][option]]
        chosen = st.pills(
            title,
            here,
            selection_mode="multi",
            format_func=lambda option: f"{words(option)} {found[name][option]:,}",
            key=f"filter-{name}",
        )
        return frozenset(chosen)

    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        polarities = pills("Direction", "polarities", list(POLARITY), POLARITY.__getitem__)
        statuses = pills("Did it happen?", "statuses", list(STATUS), STATUS.__getitem__)
        with st.popover("More filters"):
            relations = st.multiselect(
                "Acts",
                [name for name, _ in found["relations"].most_common()],
                format_func=lambda name: f"{verb(name)} ({found['relations'][name]:,})",
                key="filter-relations",
                placeholder="All kinds of acts",
            )
            types = st.multiselect(
                "Between",
                [name for name, _ in found["types"].most_common()],
                format_func=lambda name: f"{type_name(name)} ({found['types'][name]:,})",
                key="filter-types",
                placeholder="All types",
            )
            since, until = _period(dates)
    return Filters(frozenset(relations), frozenset(types), statuses, polarities, since, until)


def _period(dates: Sequence[dt.date]) -> tuple[dt.date | None, dt.date | None]:
    if not dates or dates[0] == dates[-1]:
        return None, None
    since = st.date_input("From", None, min_value=dates[0], max_value=dates[-1], key="filter-since")
    until = st.date_input("To", None, min_value=dates[0], max_value=dates[-1], key="filter-until")
    return since, until


def _panel(store: reads.Reader, chosen: Selection | None, acts: Sequence[Act], focus: str) -> None:
    if chosen and chosen.edge:
        told = canvas.group(acts).get(chosen.id, [])
        if told:
            _acts(store, f"{told[0].actor_name} → {told[0].target_name}", told)
            return
    if id_ := chosen.id if chosen and not chosen.edge else focus:
        _profile(store, id_, focus)
        return
    st.html(
        '<div class="ps-hint"><p><b>Click a line</b> to read the sentences behind it.</p>'
        "<p><b>Click a name</b> to see what it is and what it did.</p>"
        "<p><b>Double click a name</b> to bring in its neighbours.</p></div>"
    )
    latest = sorted(acts, key=lambda act: act.date or dt.date.min, reverse=True)[:12]
    _acts(store, "Latest acts in the picture", latest, opened=0)


def _acts(store: reads.Reader, title: str, acts: Sequence[Act], *, opened: int = 1) -> None:
    shown = list(acts[:SHOWN])
    under = count(len(acts), "act") + (f", the latest {SHOWN} shown" if len(acts) > SHOWN else "")
    told = reads.reports(store, [act.id for act in shown])
    st.html(evidence.heading_html(title, under))
    st.html(evidence.acts_html(shown, told, opened=opened))


def _profile(store: reads.Reader, id_: str, focus: str) -> None:
    found = reads.profiles(store, [id_])
    if id_ not in found:
        return
    st.html(evidence.profile_html(found[id_]))
    with st.container(horizontal=True):
        if id_ != focus:
            st.button("Centre the picture here", key="centre", on_click=picker.set_focus, args=(id_,))
        if st.button("Timeline", key="to-timeline"):
            st.session_state["entity"] = id_
            st.switch_page(st.session_state["pages"]["timeline"], query_params={"entity": id_})
    acts = reads.acts_of(store, id_, limit=SHOWN)
    told = reads.reports(store, [act.id for act in acts])
    st.html(evidence.acts_html(acts, told, opened=0))


def table(acts: Sequence[Act]) -> list[dict[str, object]]:
    """Acts as the rows of a table."""
    return [
        {
            "Date": when(act.date, act.precision),
            "Actor": act.actor_name,
            "Act": verb(act.relation),
            "Target": act.target_name,
            "Status": STATUS.get(act.status, act.status),
            "Score": act.score,
            "Publishers": act.sources,
            "Confidence": act.confidence,
        }
        for act in acts
    ]
