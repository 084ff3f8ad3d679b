"""Query: saved questions and free Cypher, read-only, as a table, a picture or a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import streamlit as st

from graph.errors import InputError
from graph.questions import Parameter, Question, bind, questions
from graph.store import Result, Store
from ui import canvas, connection, picker, rendering
from ui.reads import Found
from ui.wording import count

TIMEOUT = 20.0
"""Seconds after which a query is stopped."""
LIMIT = 1000
"""Rows at most."""
EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2100, 12, 31)
HOW = ("Saved questions", "Cypher")
EXAMPLE = """MATCH (a:Entity)-[r:HALTS|BANS|FINES]->(b:Entity)
WHERE r.status = 'realised'
RETURN a, r, b
ORDER BY r.date DESC
LIMIT 40"""


def show() -> None:
    """The view."""
    with connection.page():
        if not connection.is_empty():
            _show()


def _show() -> None:
    store = connection.store()
    how = st.segmented_control("Ask by", HOW, default=HOW[0], key="how", label_visibility="collapsed")
    asked = _cypher() if how == HOW[1] else _saved()
    if asked:
        st.session_state["answer"] = run(store, *asked)
    answer = st.session_state.get("answer")
    if isinstance(answer, str):
        with st.container(border=True, key="refused"):
            st.markdown("**This gave no answer**")
            st.code(answer, language=None, wrap_lines=True)
    elif isinstance(answer, Result):
        _answer(answer)


def run(store: Store, question: Question, given: Mapping[str, str]) -> Result | str:
    """The answer to a question, or why there is none."""
    try:
        values = bind(store, question, given)
        return store.run_readonly(question.text, params=values, timeout=TIMEOUT, limit=LIMIT)
    except InputError as error:
        return str(error)


def _cypher() -> tuple[Question, dict[str, str]] | None:
    st.session_state.setdefault("cypher", EXAMPLE)
    with st.form("cypher-form", border=False):
        text = st.text_area("Cypher", key="cypher", height=170)
        return (Question("", "", text), {}) if _run_button() else None


def _saved() -> tuple[Question, dict[str, str]] | None:
    known = {one.name: one for one in questions()}
    name = st.selectbox(
        "Question", list(known), format_func=lambda name: known[name].purpose, key="question", filter_mode="contains"
    )
    with st.form(f"saved-{name}", border=False):
        given = {}
        if known[name].parameters:
            for place, parameter in zip(
                st.columns(max(3, len(known[name].parameters))), known[name].parameters, strict=False
            ):
                with place:
                    given[parameter.name] = _ask(name, parameter)
        asked = _run_button()
    with st.expander("The Cypher of this question"):
        st.code(known[name].text, language="cypher")
    return (known[name], given) if asked else None


def _ask(question: str, parameter: Parameter) -> str:
    """A field for a parameter; what was given, as text."""
    title, key = parameter.name.replace("_", " ").capitalize(), f"param-{question}-{parameter.name}"
    if parameter.type == "entity":
        listed = connection.entities(picker.LISTED)
        named = picker.labels(listed)
        start = default_entity(listed, parameter.default)
        return (
            st.selectbox(
                title,
                list(named),
                index=start,
                format_func=lambda id_: named.get(id_, id_),
                key=key,
                filter_mode="contains",
                placeholder="Choose an actor",
                accept_new_options=len(listed) >= picker.LISTED,
            )
            or parameter.default
        )
    if parameter.type == "date":
        chosen = st.date_input(title, dt.date.fromisoformat(parameter.default), EARLIEST, LATEST, key=key)
        return chosen.isoformat()
    if parameter.type == "number":
        return str(st.number_input(title, value=int(parameter.default), step=1, key=key))
    return st.text_input(title, parameter.default, key=key)


def default_entity(listed: Sequence[Found], name: str) -> int | None:
    """The place of the entity that a question is about unless told otherwise; None when the graph has none of it."""
    for place, one in enumerate(listed):
        if name in (one.name, *one.aliases):
            return place
    return None


def _run_button() -> bool:
    with st.container(horizontal=True, vertical_alignment="center"):
        asked = st.form_submit_button("Run", type="primary", shortcut="Ctrl+Enter")
        st.caption(f"Reads only; at most {LIMIT:,} rows and {TIMEOUT:.0f} seconds.")
    return asked


def _answer(answer: Result) -> None:
    found = count(len(answer.rows), "row")
    st.caption(f"{found}{' and more' if answer.truncated else ''} in {answer.milliseconds:,.0f} ms")
    if answer.note:
        st.code(answer.note, language=None, wrap_lines=True)
    if answer.plan is not None:
        with st.expander("Plan", expanded=not answer.rows):
            st.json(rendering.plain(answer.plan), expanded=2)
    if not answer.rows:
        if answer.plan is None:
            st.info("Nothing in the graph matches.")
        return
    nodes, edges, cut = rendering.picture(answer.rows)
    views = ["Table", "Graph"] if nodes else ["Table"]
    with st.container(horizontal=True, vertical_alignment="center"):
        chosen = st.segmented_control("As", views, default=views[-1], key="as", label_visibility="collapsed")
        st.download_button("CSV", rendering.to_csv(answer), "policy-signal.csv", "text/csv", on_click="ignore")
        st.download_button(
            "JSON", rendering.to_json(answer), "policy-signal.json", "application/json", on_click="ignore"
        )
    if chosen == "Graph" and nodes:
        if cut:
            st.caption(f"The first {len(nodes)} nodes are drawn.")
        canvas.show(
            nodes, edges, key="answer-canvas", scene=f"answer-{id(answer)}", title="What the query gave", height=560
        )
        return
    st.dataframe(rendering.cells(answer), hide_index=True, width="stretch", height="auto")
