"""Query: saved questions and Cypher that only reads; the answer as a table, a picture, a chart or a file."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from typing import Any

import streamlit as st

from graph.errors import DatabaseError, InputError
from graph.questions import Parameter, Question, questions
from ui import answering, connection, cypher_editor, picker, result_view
from ui.answering import LIMIT, TIMEOUT, Answer, Asked, Running
from ui.reads import Found
from ui.wording import count, escape_markdown, shorten

log = logging.getLogger(__name__)

EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2100, 12, 31)
HOW = ("Questions", "Cypher", "History")
PATIENCE = 0.8
"""Seconds for which the page waits for an answer before it shows that it waits."""
LOOK = 1.0
"""Seconds between two looks at a query that runs."""
EXAMPLE = """MATCH (a:Entity)-[r:HALTS|BANS|FINES]->(b:Entity)
WHERE r.status = 'realised'
RETURN a, r, b
ORDER BY r.date DESC
LIMIT 40"""
LIMITS = f"It only reads. At most {LIMIT:,} rows and {TIMEOUT:.0f} seconds."


def show() -> None:
    """The view."""
    with connection.page():
        if not connection.is_empty():
            _show()


def _show() -> None:
    forget_lost()
    follow_address()
    # what a widget holds is forgotten when the page is left
    st.session_state.setdefault("how", st.session_state.get("query-how", HOW[0]))
    how = st.segmented_control("Ask by", HOW, required=True, key="how", label_visibility="collapsed") or HOW[0]
    st.session_state["query-how"] = how
    asked = {HOW[0]: _questions, HOW[1]: _cypher, HOW[2]: _history}[how]()
    if asked := asked or st.session_state.pop("query-again", None):
        ask(asked)
    running: Running | None = st.session_state.get("query-running")
    if running:
        if not running.answer.done():
            _wait()
            return
        st.session_state.pop("query-running")
        one = answering.finish(running)
        st.session_state["query-answer"] = one
        st.session_state["query-asked"] = answering.remember(st.session_state.get("query-asked", []), one)
        if not one.asked.name:
            st.rerun()  # the editor, which is drawn already, marks the mistake
    if how != HOW[2] and (answer := st.session_state.get("query-answer")) and _belongs(answer, how):
        result_view.show(answer)


def _belongs(answer: Answer, how: str) -> bool:
    """Whether an answer stands below what it answers."""
    if how == HOW[1]:
        return not answer.asked.name
    return bool(answer.asked.name) and answer.asked.name == st.session_state.get("query-question")


def forget_lost() -> None:
    """Wait no more for a query of a connection that was given up: the page told that it was lost."""
    running: Running | None = st.session_state.get("query-running")
    if running and running.store is not connection.store():
        st.session_state.pop("query-running")


def follow_address() -> None:
    """Take over the query that the address of the page names, once; a saved question is asked at once."""
    address = st.query_params.to_dict()
    if not (set(address) & {"question", "cypher"}) or address == st.session_state.get("query-address"):
        return
    st.session_state["query-address"] = address
    try:
        asked = answering.linked(address)
    except InputError as error:
        st.warning(escape_markdown(str(error)))
        return
    if asked:
        take(asked)
        if asked.name:
            ask(asked)


def take(asked: Asked) -> None:
    """Bring a query into the form that it is asked by."""
    if asked.name:
        st.session_state.update({"how": HOW[0], "query-question": asked.name, f"given-{asked.name}": dict(asked.given)})
        for name, _ in asked.given:
            st.session_state.pop(_key(asked.name, name), None)
        return
    st.session_state.update(
        {"how": HOW[1], "query-cypher": asked.text, "query-version": st.session_state.get("query-version", 0) + 1}
    )


def ask(asked: Asked) -> None:
    """Begin a query, and name it in the address; one that still runs is stopped."""
    store = connection.store()
    if before := st.session_state.pop("query-running", None):
        answering.stop(before)
    st.session_state.pop("query-answer", None)
    st.session_state["query-running"] = answering.start(store, asked, patience=PATIENCE)
    st.session_state["query-address"] = answering.link(asked)
    st.query_params.from_dict(answering.link(asked))


@st.fragment(run_every=LOOK)
def _wait() -> None:
    running: Running | None = st.session_state.get("query-running")
    if running is None or running.answer.done():
        st.rerun()
        return
    seconds = (dt.datetime.now() - running.began).total_seconds()
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="waiting"):
        st.progress(min(seconds / TIMEOUT, 1.0), f"Asking the graph: {seconds:.0f} of at most {TIMEOUT:.0f} seconds")
        st.button("Stop", on_click=_stop, args=(running,))


def _stop(running: Running) -> None:
    try:
        answering.stop(running)
    except DatabaseError as error:  # the query itself tells it on the page
        log.warning("a query could not be stopped: %s", error)


def _questions() -> Asked | None:
    known = {one.name: one for one in questions()}
    chosen = known.get(st.session_state.get("query-question", ""))
    if chosen is None:
        _cards(list(known.values()))
        return None
    with st.container(horizontal=True, vertical_alignment="center", key="chosen"):
        st.button("← All questions", on_click=_choose, args=("",), key="back")
        st.markdown(f"#### {escape_markdown(chosen.purpose)}")
    return _form(chosen)


def _cards(known: Sequence[Question]) -> None:
    sought = st.text_input(
        "Find a question",
        key="sought",
        placeholder="Find a question: firm, tariff, rumour …",
        label_visibility="collapsed",
    )
    found = matching(known, sought)
    if not found:
        st.info("No saved question has these words. Ask it in Cypher, or clear the field.")
    with st.container(key="cards"):
        for first in range(0, len(found), 3):
            for place, one in zip(st.columns(3), found[first : first + 3], strict=False):
                asks = ", ".join(parameter.name for parameter in one.parameters)
                choices = f"Choose {asks}" if asks else "Nothing to choose"
                with place:
                    st.button(
                        f"**{escape_markdown(one.purpose)}**  \n:small[{choices}]",
                        key=f"card-{one.name}",
                        on_click=_choose,
                        args=(one.name,),
                        width="stretch",
                    )


def matching(known: Sequence[Question], sought: str) -> list[Question]:
    """The questions that have all the words, in their text, name or parameters; all without a word."""
    words = sought.casefold().split()
    return [
        one
        for one in known
        if all(
            word in " ".join((one.purpose, one.name, *(p.name for p in one.parameters))).casefold() for word in words
        )
    ]


def _choose(name: str) -> None:
    st.session_state["query-question"] = name
    st.query_params.clear()


def _form(chosen: Question) -> Asked | None:
    before: dict[str, str] = st.session_state.get(f"given-{chosen.name}", {})
    with st.form(f"saved-{chosen.name}", border=False):
        given = {}
        if chosen.parameters:
            places = st.columns(max(3, len(chosen.parameters)))
            for place, parameter in zip(places, chosen.parameters, strict=False):
                with place:
                    given[parameter.name] = _field(chosen.name, parameter, before.get(parameter.name, ""))
        with st.container(horizontal=True, vertical_alignment="center"):
            asked = st.form_submit_button("Run", type="primary", shortcut="Ctrl+Enter")
            st.caption(LIMITS)
    with st.expander("The Cypher of this question"):
        st.code(chosen.text, language="cypher")
    if not asked:
        return None
    st.session_state[f"given-{chosen.name}"] = given
    return Asked(chosen.name, chosen.text, tuple(given.items()))


def _key(question: str, parameter: str) -> str:
    return f"param-{question}-{parameter}"


def _field(name: str, parameter: Parameter, before: str) -> str:
    """A field for a parameter; what was given, as text."""
    title, key = parameter.name.replace("_", " ").capitalize(), _key(name, parameter.name)
    begin = before or parameter.default
    if parameter.type == "entity":
        listed = connection.entities(picker.LISTED)
        named = picker.labels(listed)
        start = place_of(listed, begin)
        chosen = st.selectbox(
            title,
            list(named),
            index=start,
            format_func=lambda id_: named.get(id_, id_),
            key=key,
            filter_mode="contains",
            placeholder="Choose an actor",
            accept_new_options=len(listed) >= picker.LISTED,
        )
        return chosen or begin
    if parameter.type == "date":
        try:
            day = dt.date.fromisoformat(begin)
        except ValueError:  # an address may hold anything
            day = dt.date.fromisoformat(parameter.default)
        return str(st.date_input(title, day, EARLIEST, LATEST, key=key).isoformat())
    if parameter.type == "number":
        number = int(begin) if begin.removeprefix("-").isdecimal() else int(parameter.default)
        return str(st.number_input(title, value=number, step=1, key=key))
    return st.text_input(title, begin, key=key)


def place_of(listed: Sequence[Found], text: str) -> int | None:
    """The place of the entity with this id, name or alias; None when the graph has none of it."""
    for place, one in enumerate(listed):
        if text in (one.id, one.name, *one.aliases):
            return place
    return None


@st.cache_data(ttl=60, show_spinner=False)
def _schema() -> dict[str, Any]:
    return cypher_editor.schema(connection.store())


def _cypher() -> Asked | None:
    answer: Answer | None = st.session_state.get("query-answer")
    wrong = None
    if answer and not answer.asked.name and answer.complaint:
        wrong = cypher_editor.mistake(answer.asked.text, answer.complaint)
    text = cypher_editor.show(
        st.session_state.setdefault("query-cypher", EXAMPLE),
        key="cypher-editor",
        version=st.session_state.setdefault("query-version", 0),
        known=_schema(),
        note=f"{LIMITS} Ctrl+Enter runs it; EXPLAIN or PROFILE before it shows its plan.",
        wrong=wrong,
        running="query-running" in st.session_state,
    )
    if text is None:
        return None
    return Asked("", text)


def _history() -> Asked | None:
    history: list[answering.Past] = st.session_state.get("query-asked", [])
    if not history:
        st.info("What you ask in this visit is listed here, to be asked again.")
    with st.container(key="history"):
        for place, one in enumerate(history):
            came = escape_markdown(shorten(one.complaint, 90)) if one.rows is None else count(one.rows, "row")
            filled = ", ".join(f"{name} {value}" for name, value in one.asked.given)
            st.button(
                f"**{escape_markdown(shorten(one.asked.title, 160))}**  \n"
                f":small[{f'{one.at:%H:%M}'} · {came}{' · ' + escape_markdown(filled) if filled else ''}]",
                key=f"past-{place}",
                on_click=_again,
                args=(one.asked,),
                width="stretch",
            )
    return None


def _again(asked: Asked) -> None:
    take(asked)
    st.session_state["query-again"] = asked
