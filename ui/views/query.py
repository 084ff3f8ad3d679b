"""Query: saved questions and free Cypher, read-only, as a table, a picture or a file."""

from __future__ import annotations

import streamlit as st

from graph.errors import InputError
from graph.store import Result
from ui import canvas, connection, rendering
from ui.wording import count

TIMEOUT = 20.0
"""Seconds after which a query is stopped."""
LIMIT = 1000
"""Rows at most."""
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
    st.session_state.setdefault("cypher", EXAMPLE)
    with st.form("cypher-form", border=False):
        text = st.text_area("Cypher", key="cypher", height=170)
        with st.container(horizontal=True, vertical_alignment="center"):
            asked = st.form_submit_button("Run", type="primary", shortcut="Ctrl+Enter")
            st.caption(f"Reads only; at most {LIMIT:,} rows and {TIMEOUT:.0f} seconds. Ctrl+Enter runs it.")
    if asked:
        st.session_state.pop("answer", None)
        try:
            with st.spinner("Asking the graph…"):
                st.session_state["answer"] = store.run_readonly(text, timeout=TIMEOUT, limit=LIMIT)
        except InputError as error:
            st.session_state["answer"] = str(error)
    answer = st.session_state.get("answer")
    if isinstance(answer, str):
        with st.container(border=True, key="refused"):
            st.markdown("**This gave no answer**")
            st.code(answer, language=None, wrap_lines=True)
    elif isinstance(answer, Result):
        _answer(answer)


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
