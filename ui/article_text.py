"""The text of an article with its sentences, quotes and names marked: what the component is told, and what it tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import streamlit as st

from ui.articles import Article, Triple, marked

HEIGHT = 720
"""Pixels."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is chosen in a text: the sentence that begins at an offset, a triple by its claim, or an entity."""

    sentence: int = -1
    claim: str = ""
    entity: str = ""


def chosen_of(value: object) -> Chosen:
    """What a click in the text means; nothing where it is none of these."""
    told = value if isinstance(value, dict) else {}
    sentence, entity = told.get("sentence"), told.get("entity")
    return Chosen(
        sentence=sentence if isinstance(sentence, int) and not isinstance(sentence, bool) else -1,
        entity=entity if isinstance(entity, str) else "",
    )


def told_in(article: Article, chosen: Chosen) -> list[Triple]:
    """The triples of the chosen sentence, of the chosen entity, or the chosen one; all when nothing is chosen."""
    if chosen.claim:
        return [one for one in article.triples if one.claim == chosen.claim]
    if chosen.entity:
        return [one for one in article.triples if chosen.entity in (one.actor, one.target)]
    if chosen.sentence >= 0:
        return [one for one in article.triples if one.sentence[0] <= chosen.sentence < one.sentence[1]]
    return list(article.triples)


@cache
def _component() -> Callable[..., Any]:
    folder = files("ui") / "components" / "article_text"
    return st.components.v2.component(
        "policysignal_article_text",
        css=(folder / "article_text.css").read_text(encoding="utf-8"),
        js=(folder / "article_text.js").read_text(encoding="utf-8"),
    )


def show(article: Article, chosen: Chosen, *, key: str, scroll: str, on_chosen: Callable[[], None]) -> None:
    """Draw the text; a click calls `on_chosen`, which finds what was clicked under ``st.session_state[key].chosen``.

    What is chosen is brought into view whenever `scroll` changes.
    """
    marks = {"sentence": chosen.sentence if chosen.sentence >= 0 else None, "claim": chosen.claim or None}
    marks["entity"] = chosen.entity or None
    _component()(
        key=key,
        data={
            "id": article.id,
            "title": article.title or "Article",
            "titled": bool(article.title) and article.text.startswith(article.title),
            "paragraphs": marked(article),
            "chosen": {name: value for name, value in marks.items() if value is not None},
            "show": scroll,
            "height": HEIGHT,
        },
        height=HEIGHT,
        on_chosen_change=on_chosen,
    )
