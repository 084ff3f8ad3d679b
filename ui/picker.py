"""Choosing an entity: a list to type into, and a full-text search for what the list does not hold."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ui import connection, reads
from ui.wording import count, escape_markdown, shorten, type_name

LISTED = 5000
"""Entities in the list; others are found by their words."""


def label(found: reads.Found) -> str:
    """Name, type and other names, which typing matches: Ant Group · Company · 蚂蚁集团, Ant Financial."""
    others = shorten(", ".join(found.aliases), 240)
    return " · ".join(filter(None, (shorten(found.name, 80), type_name(found.type), others)))


def labels(listed: Sequence[reads.Found]) -> dict[str, str]:
    """A label for each id; where two would read the same, the id is added."""
    taken: set[str] = set()
    named: dict[str, str] = {}
    for found in listed:
        text = label(found)
        named[found.id] = f"{text} · {found.id}" if text in taken else text
        taken.add(named[found.id])
    return named


def focus() -> str:
    """The id of the entity that this visitor looks at: that of the address, else the last one; empty without."""
    asked = st.query_params.get("entity", "")
    return asked or st.session_state.get("entity", "")


def set_focus(id_: str) -> None:
    """Look at an entity, in every view of this visitor; nothing when empty."""
    st.session_state["entity"] = id_
    if id_:
        st.query_params["entity"] = id_
    else:
        st.query_params.pop("entity", None)


def pick(key: str, *, placeholder: str, prompt: str) -> str:
    """The search box; the id that was chosen, which is the focus, or nothing."""
    listed = connection.entities(LISTED)
    named = labels(listed)
    current = focus()
    if current and current not in named:
        found = reads.profiles(connection.store(), [current])
        if current in found:
            one = found[current]
            named[current] = label(reads.Found(one.id, one.name, one.type, one.aliases, one.acts))
        else:
            st.warning(f"Nobody is called {escape_markdown(current)} in this graph.")
            current = ""
    set_focus(current)
    st.session_state[key] = current or None

    def chosen() -> None:
        value = st.session_state[key] or ""
        if value in named:
            st.session_state.pop("searched", None)
            set_focus(value)
        elif value:
            st.session_state["searched"] = value
        else:
            st.session_state.pop("searched", None)
            set_focus("")

    st.selectbox(
        prompt,
        list(named),
        format_func=lambda id_: named.get(id_, id_),
        key=key,
        placeholder=placeholder,
        label_visibility="collapsed",
        accept_new_options=len(listed) >= LISTED,
        filter_mode="contains",
        on_change=chosen,
    )
    if searched := st.session_state.get("searched", ""):
        _results(searched, key)
    return current


def _results(text: str, key: str) -> None:
    found = reads.search(connection.store(), text)
    if not found:
        st.info(f"Nobody found for “{escape_markdown(text)}”. Try fewer words, another spelling, or the Chinese name.")
        return
    with st.container(horizontal=True, key=f"{key}-results"):
        for one in found:
            st.button(
                f"{escape_markdown(one.name)} · {type_name(one.type)} · {count(one.acts, 'act')}",
                key=f"{key}-found-{one.id}",
                on_click=_take,
                args=(one.id,),
            )


def _take(id_: str) -> None:
    st.session_state.pop("searched", None)
    set_focus(id_)
