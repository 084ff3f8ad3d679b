"""Choosing an entity: a box that completes names and aliases while one types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import streamlit as st

from graph.errors import DatabaseError
from ui import connection, reads
from ui.wording import count, escape_markdown, shorten, type_name

LISTED = 5000
"""Entities in a list to choose from; others are found by their words."""
OFFERED = 10
"""Entities that the box offers for what was typed."""


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
    """Look at an entity, in every view of this visitor; nothing when empty. What was grown around another one ends."""
    if id_ != focus():
        for name in ("grown", "view"):
            st.query_params.pop(name, None)
    st.session_state["entity"] = id_
    if id_:
        st.query_params["entity"] = id_
    else:
        st.query_params.pop("entity", None)


def pick(key: str, *, placeholder: str, prompt: str) -> str:
    """The search box; the id that was chosen, which is the focus, or nothing."""
    current = focus()
    value = None
    if current:
        found = connection.profile(current)
        if found is not None:
            value = {"id": current, "name": found.name, "type": type_name(found.type)}
        else:
            st.warning(f"Nobody is called {escape_markdown(current)} in this graph.")
            current = ""
    set_focus(current)
    search_box(key, prompt=prompt, placeholder=placeholder, value=value, on_choose=set_focus)
    return current


@st.fragment
def search_box(
    key: str, *, prompt: str, placeholder: str, value: dict[str, str] | None, on_choose: Callable[[str], None]
) -> None:
    """A box that completes; what is chosen in it is handed to `on_choose` by id, empty for nobody.

    Typing runs this function alone again, choosing the whole page.
    """
    text = (st.session_state.get(key) or {}).get("query") or ""
    try:
        items = offered(connection.store(), text)
    except DatabaseError:
        st.rerun()  # the whole page tells what is wrong

    def chosen() -> None:
        id_ = st.session_state[key].get("choose")
        if isinstance(id_, str):
            on_choose(id_)
            st.session_state[f"{key}-chosen"] = True

    _component()(
        key=key,
        data={
            "prompt": prompt,
            "placeholder": placeholder,
            "value": value,
            "found": {"query": text, "items": items},
        },
        height=42,
        on_query_change=lambda: None,
        on_choose_change=chosen,
    )
    if st.session_state.pop(f"{key}-chosen", False):
        st.rerun()


def offered(store: reads.Reader, text: str) -> list[dict[str, str]]:
    """What the box offers for what was typed: names, types, the other name that it was found by, numbers of acts."""
    return [
        {
            "id": found.id,
            "name": shorten(found.name, 80),
            "type": type_name(found.type),
            "other": shorten(matching(found, text), 80),
            "acts": count(found.acts, "act"),
        }
        for found in reads.search(store, text, limit=OFFERED)
    ]


def matching(found: reads.Found, text: str) -> str:
    """The alias that holds what was typed, when the name does not; else the first one in another script."""
    words = text.casefold().split()

    def holds(name: str) -> bool:
        return all(word in name.casefold() for word in words)

    if not holds(found.name) and (alias := next(filter(holds, found.aliases), "")):
        return alias
    return next((alias for alias in found.aliases if not alias.isascii()), "")


@cache
def _component() -> Callable[..., Any]:
    folder = files("ui") / "components" / "search_box"
    return st.components.v2.component(
        "policysignal_search_box",
        css=(folder / "search_box.css").read_text(encoding="utf-8"),
        js=(folder / "search_box.js").read_text(encoding="utf-8"),
    )
