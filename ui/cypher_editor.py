"""The Cypher editor: what it knows of the graph, and the editor itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import streamlit as st

from graph.readonly import may_call
from ui.reads import Reader

LANGUAGE = "/app/static/cypher_language.js.gz"
"""Where Streamlit serves Neo4j's reading of Cypher, which the editor fetches once."""
VERSIONS = ("CYPHER 5", "CYPHER 25")
_PLACE = re.compile(r"\(line (\d+), column (\d+)\)")


@dataclass(frozen=True, slots=True)
class Mistake:
    """Where in a text the server found what is wrong, counted from 1, and what it said."""

    text: str
    line: int
    column: int
    message: str


def mistake(text: str, complaint: str) -> Mistake | None:
    """The place that a complaint names; None when it names none."""
    found = _PLACE.search(complaint)
    if not found:
        return None
    message = " ".join(_PLACE.sub("", complaint).split())
    return Mistake(text, int(found[1]), int(found[2]), message)


def schema(store: Reader) -> dict[str, Any]:
    """What the editor completes and checks by, in the words of Neo4j's language support.

    Labels, relationship types, property keys and functions are those of the server; procedures are those that the
    console may call.
    """
    words = store.read("explore/list_words")[0]
    procedures = {row["name"]: row for row in store.read("explore/list_procedures") if may_call(row["name"])}
    functions = {row["name"]: row for row in store.read("explore/list_functions")}
    return {
        "labels": words["labels"],
        "relationshipTypes": words["types"],
        "propertyKeys": words["keys"],
        "parameters": {},
        "procedures": dict.fromkeys(VERSIONS, procedures),
        "functions": dict.fromkeys(VERSIONS, functions),
    }


@cache
def _component() -> Callable[..., Any]:
    folder = files("ui") / "components" / "cypher_editor"
    return st.components.v2.component(
        "policysignal_cypher_editor",
        css=(folder / "editor.css").read_text(encoding="utf-8"),
        js=(folder / "cypher_editor.js").read_text(encoding="utf-8"),
    )


def show(
    text: str,
    *,
    key: str,
    version: int,
    known: dict[str, Any],
    note: str,
    wrong: Mistake | None = None,
    running: bool = False,
    height: int = 190,
) -> str | None:
    """The editor; the text that the person runs now, else None.

    `text` replaces what is written whenever `version` changes; what is written stays in the browser of the visitor.
    """
    result = _component()(
        key=key,
        data={
            "text": text,
            "version": version,
            "schema": known,
            "language": LANGUAGE,
            "error": asdict(wrong) if wrong else None,
            "height": height,
            "run": {"label": "Run", "note": note},
            "running": running,
        },
        on_run_change=lambda: None,
    )
    return result.run if isinstance(result.run, str) else None
