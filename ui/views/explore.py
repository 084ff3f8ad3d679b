"""Explore: an entity, those it acts with, and the sentences behind every line."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from graph.errors import InputError
from graph.settings import Settings
from ui import canvas, connection, overlays, panel, picker, reads, saved_views, surroundings
from ui.canvas import Selection
from ui.panel import KEY
from ui.saved_views import View
from ui.surroundings import MANY, MOST, Picture, Step
from ui.wording import count, day, escape_markdown, verb

BEGINNING = "beginning"
"""The scene when nobody is asked for."""
PICTURES = 300
"""Pictures that are kept for all visitors, as long as the graph is the same."""
HEIGHT = 690
"""Pixels of the canvas, and of what is beside it."""


def show() -> None:
    """The view."""
    with connection.page():
        if not connection.is_empty():
            _show()


def _show() -> None:
    store = connection.store()
    _restore_view()
    _open_act(store)
    focus = picker.pick(
        "explore-entity",
        prompt="Search",
        placeholder="Search a company, person, ministry, sector, law… in English or Chinese. Press / to type here",
    )
    grown = _grown(focus)
    steps = taken_steps(grown)
    picture = _gathered(focus, grown)
    title = f"Acts around {picture.profiles[focus].name}" if focus else "Strongest of the latest acts"
    if not focus:
        whole = connection.summary()
        st.caption(
            f"{count(whole.acts, 'act')} by and on {count(whole.entities, 'entity', 'entities')}, read from "
            f"{count(whole.articles, 'article')} of {day(whole.first)} to {day(whole.last)}. "
            "Shown: the strongest of the latest acts."
        )
    roots = [focus] if focus else []
    roots += [id_ for step in steps for id_ in step.others if id_ in picture.profiles]
    nodes, edges = canvas.picture(picture.acts.values(), profiles=picture.profiles, roots=roots, totals=picture.totals)
    overlay = overlays.laid(_overlay(), [node["data"]["id"] for node in nodes])
    with st.container(key="split"):
        left, right = st.columns([2.1, 1], gap="medium")
        with left:
            chosen = canvas.show(
                nodes,
                edges,
                key=KEY,
                scene=focus or BEGINNING,
                title=title,
                selected=_chosen(),
                height=HEIGHT,
                more={
                    "overlay": overlays.told(overlay),
                    "way": panel.way(),
                    "asks": panel.path_from(),
                    "views": [{"id": one.id, "name": one.name} for one in saved_views.views(_folder())],
                    "restore": st.session_state.get("restore"),
                    "message": _message(picture),
                },
                handlers={
                    "expand": lambda: _expand(picture),
                    "path": panel.ask_path,
                    "save": lambda: _save(focus, steps),
                    "open": _open,
                },
            )
        with right, st.container(height=HEIGHT, border=False, key="panel"):
            panel.show(store, chosen, picture, focus)
    if asking := st.session_state.pop("asking", ""):
        _ask_whom(store, asking, picture)


def _message(picture: Picture) -> str:
    if picture.full:
        return f"The picture holds {MOST} names, as many as can be read. Remove some, or begin with somebody else."
    return str(st.session_state.pop("note", ""))


def _gathered(focus: str, steps: Sequence[str]) -> Picture:
    """The picture after some steps of an address; all visitors share what was read, and one more reads what is new."""
    return _picture(connection.version(), focus, tuple(steps))


@st.cache_resource(max_entries=PICTURES, show_spinner=False)
def _picture(version: str, focus: str, steps: tuple[str, ...]) -> Picture:
    if not steps:
        return surroundings.begin(connection.store(), focus)
    before = _picture(version, focus, steps[:-1])
    step = surroundings.read_step(steps[-1])
    return surroundings.grow(connection.store(), before, step) if step is not None else before


def _grown(focus: str) -> list[str]:
    """The steps in the address; those of this session when somebody comes back from another page."""
    asked = st.query_params.get_all("grown")
    scene, kept = st.session_state.get("grown", ("", []))
    if not asked and kept and scene == focus:
        st.query_params["grown"] = asked = kept
    st.session_state["grown"] = (focus, asked)
    return list(asked)


def taken_steps(texts: Sequence[str]) -> list[Step]:
    """The steps that an address holds; what is none is left out."""
    return [step for text in texts if (step := surroundings.read_step(text)) is not None]


def _take(step: Step) -> None:
    st.query_params["grown"] = [*st.query_params.get_all("grown"), surroundings.write_step(step)]


def _chosen() -> Selection | None:
    value = (st.session_state.get(KEY) or {}).get("selected")
    return canvas.selection(value, {value["id"]}) if isinstance(value, dict) and "id" in value else None


def _overlay() -> str:
    state = st.session_state.get(KEY) or {}
    return str(state.get("overlay") or "")


def _told(trigger: str) -> Any:
    return st.session_state[KEY].get(trigger)


# What a person does


def _expand(picture: Picture) -> None:
    told = _told("expand")
    if not isinstance(told, Mapping) or told.get("id") not in picture.profiles:
        return
    id_ = str(told["id"])
    if told.get("ask") or picture.profiles[id_].neighbours >= MANY:
        st.session_state["asking"] = id_
    else:
        _take(Step(id_))


def _ask_whom(store: reads.Reader, id_: str, picture: Picture) -> None:
    profile = picture.profiles[id_]

    @st.dialog(f"{escape_markdown(profile.name)}: whom to bring in?")
    def ask() -> None:
        with connection.page():
            choose()

    def choose() -> None:
        ties = surroundings.count_ties(store, id_)
        st.caption(
            f"{count(profile.acts, 'act')} with {count(profile.neighbours, 'other')}. The strongest "
            f"{surroundings.NEIGHBOURS} of your choice are brought in; ask again for the next ones."
        )
        relations = st.multiselect(
            "Acts",
            list(ties.relations),
            format_func=lambda name: f"{verb(name)} ({ties.relations[name]:,})",
            placeholder="All kinds of acts",
        )
        years = list(ties.years)
        since, until = (years[0], years[-1]) if years else (0, 0)
        if len(years) > 1:
            most = ", ".join(
                f"{year} ({ties.years[year]:,})" for year in sorted(years, key=lambda y: -ties.years[y])[:3]
            )
            since, until = st.slider("Years", years[0], years[-1], (years[0], years[-1]), help=f"Most in {most}.")
        whole = not years or (since, until) == (years[0], years[-1])
        step = Step(id_, tuple(relations), 0 if whole else since, 0 if whole else until)
        if st.button("Bring in", type="primary"):
            if surroundings.neighbours(store, step, picture.profiles):
                _take(step)
            else:
                st.session_state["note"] = "Everybody of this choice is in the picture."
            st.rerun()

    ask()


# Views and addresses


def _folder() -> Any:
    return saved_views.folder(Settings.from_environment())


def _save(focus: str, steps: Sequence[Step]) -> None:
    told = _told("save")
    if not isinstance(told, Mapping) or not isinstance(told.get("state"), Mapping):
        return
    name = str(told.get("name", ""))
    view = View(name, focus, tuple(map(surroundings.write_step, steps)), _overlay(), told["state"])
    try:
        saved_views.save(_folder(), view)
    except InputError as error:
        st.session_state["note"] = str(error)
        return
    st.query_params["view"] = view.id
    st.session_state["restored"] = view.id
    st.session_state["note"] = f"Saved as {name}. The address of this page opens it again."


def _open() -> None:
    if isinstance(id_ := _told("open"), str):
        st.query_params["view"] = id_
        st.session_state.pop("restored", None)


def _restore_view() -> None:
    """Open the view that the address names, once."""
    id_ = st.query_params.get("view", "")
    if not id_ or st.session_state.get("restored") == id_:
        return
    st.session_state["restored"] = id_
    try:
        view = saved_views.read(_folder(), id_)
    except InputError as error:
        st.warning(escape_markdown(str(error)))
        st.query_params.pop("view", None)
        return
    picker.set_focus(view.focus)
    st.query_params["view"] = id_
    st.query_params["grown"] = list(view.steps)
    st.session_state["restore"] = {
        "stamp": f"{id_}-{time.time_ns()}",
        "scene": view.focus or BEGINNING,
        "state": dict(view.state),
    }
    st.session_state[KEY] = {"overlay": view.overlay}


def _open_act(store: reads.Reader) -> None:
    """Begin with the two of the act that the address names, and choose the line between them."""
    id_ = st.query_params.pop("event", "")
    if not id_:
        return
    rows = store.read("explore/read_act", id=id_)
    if not rows:
        st.warning("This act is not in the graph, or has no target.")
        return
    actor, target = rows[0]["actor"], rows[0]["target"]
    picker.set_focus(actor)
    st.query_params["grown"] = [surroundings.write_step(Step(others=(target,)))]
    panel.choose(Selection(canvas.edge_id(actor, target), True, (id_,)))
