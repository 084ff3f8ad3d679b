"""What a person decides about an act on a page: it is right, it is wrong, it is another one; and taking that back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from graph.curation import carry_out, judged
from graph.decisions import Correction, Kind
from graph.errors import PolicySignalError
from graph.model import Status
from graph.ontology import ontology
from graph.settings import Settings
from graph.store import Store
from ui.decisions import decisions_file, take_back
from ui.reads import Act
from ui.wording import STATUS, caption, escape_markdown, verb

WORDS = {Kind.CONFIRM: "Confirmed", Kind.REJECT: "Rejected", Kind.CORRECT: "Corrected"}
BUTTONS = (
    ("Right", Kind.CONFIRM, "The sentence says so: the act becomes certain."),
    ("Wrong", Kind.REJECT, "It does not say so: the act is left out, also when the article is read anew."),
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A decision that was just made, and what it was about in words."""

    decision: str
    words: str


def judge(store: Store, act: Act, kind: Kind, correction: Correction | None = None) -> Judged:
    """Decide that an act is right, wrong, or another one.

    Raises:
        InputError: it is gone, the correction changes nothing or does not fit, or the decision cannot be written.
        DatabaseError: the server cannot be reached.
    """
    path = decisions_file(Settings.from_environment())
    made = carry_out(store, path, judged(store, path, kind, act.id, correction=correction))
    return Judged(made.id, f"{WORDS[kind]}: {caption(act.relation, act.actor_name, act.target_name)}.")


def show(store: Store, act: Act, *, changed: Callable[[], None]) -> None:
    """Buttons below an act; `changed` is called when the graph is another one."""

    def decide(kind: Kind) -> None:
        try:
            told = _asked(act) if kind is Kind.CORRECT else None
            st.session_state["judged"] = judge(store, act, kind, told)
        except PolicySignalError as error:
            st.session_state["judged"] = str(error)
            return
        changed()

    with st.container(horizontal=True, key=f"judge-{act.id}", gap="small"):
        for words, kind, why in BUTTONS:
            st.button(words, key=f"{kind}-{act.id}", type="tertiary", on_click=decide, args=(kind,), help=why)
        with st.popover("Correct", type="tertiary", help="It says something else."):
            _form(act)
            st.button("Save the correction", key=f"correct-{act.id}", on_click=decide, args=(Kind.CORRECT,))


def _form(act: Act) -> None:
    known = ontology().relations
    able = [name for name, one in known.items() if one.no_target != bool(act.target)]
    st.selectbox(
        "What was done", able, able.index(act.relation) if act.relation in able else None, format_func=verb,
        key=f"relation-{act.id}", filter_mode="contains",
    )  # fmt: skip
    statuses = list(STATUS)
    st.selectbox(
        "Did it happen?", statuses, statuses.index(act.status) if act.status in statuses else None,
        format_func=STATUS.__getitem__, key=f"status-{act.id}",
    )  # fmt: skip
    if act.target:
        st.checkbox(
            f"{escape_markdown(act.target_name)} did it to {escape_markdown(act.actor_name)}", key=f"turned-{act.id}"
        )


def _asked(act: Act) -> Correction:
    """What the form below an act says, as far as it differs from the act."""
    state = st.session_state
    relation, status = state.get(f"relation-{act.id}") or "", state.get(f"status-{act.id}") or ""
    return Correction(
        relation if relation != act.relation else "",
        Status(status) if status and status != act.status else None,
        bool(state.get(f"turned-{act.id}")),
    )


def show_last(store: Store, *, changed: Callable[[], None]) -> None:
    """What was decided last, with a button that takes it back."""
    last = st.session_state.get("judged")
    if last is None:
        return

    def undo() -> None:
        st.session_state.pop("judged", None)
        try:
            take_back(store, decisions_file(Settings.from_environment()), last.decision)
        except PolicySignalError as error:
            st.session_state["judged"] = str(error)
            return
        changed()

    with st.container(border=True, horizontal=True, vertical_alignment="center", key="judged-last"):
        if isinstance(last, str):
            st.markdown(escape_markdown(last))
            return
        st.markdown(escape_markdown(last.words))
        st.button("Undo", key="undo-judged", on_click=undo)
        st.button("Close", key="close-judged", type="tertiary", on_click=lambda: st.session_state.pop("judged", None))
