"""How things read: captions, dates, polarity, and text that stays text wherever it is shown."""

from __future__ import annotations

import datetime as dt
import html
import re
from urllib.parse import urlsplit

from graph.model import Precision
from graph.ontology import ontology

STATUS = {
    "realised": "Realised",
    "announced": "Announced",
    "potential": "Potential",
    "denied": "Denied",
}
POLARITY = {"restrictive": "Restrictive", "supportive": "Supportive", "neutral": "Neither"}
TYPES = {
    "GovernmentBody": "Government body",
    "MarketIndex": "Market index",
}
PERIODS = {Precision.YEAR: "%Y", Precision.MONTH: "%b %Y"}

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def escape_markdown(text: str) -> str:
    """Text that Markdown, and Streamlit's additions to it, show as it is; on one line."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))


def escape_html(text: object) -> str:
    """Text that HTML shows as it is."""
    return html.escape(str(text), quote=True)


def safe_url(url: str | None) -> str:
    """The address if a browser may follow it (http or https, with a host), else nothing."""
    text = (url or "").strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.netloc else ""


def polarity(score: float | None) -> str:
    """restrictive, supportive or neutral, by the sign of a score."""
    if not score:
        return "neutral"
    return "restrictive" if score < 0 else "supportive"


def caption(relation: str, actor: str, target: str | None = None) -> str:
    """How an act reads: China halts Ant Group IPO."""
    known = ontology().relations.get(relation)
    if known is None:
        return " ".join(part for part in (actor, relation.lower().replace("_", " "), target) if part)
    return known.caption.format(actor=actor, target=target or "")


def verb(relation: str) -> str:
    """The words between actor and target: halts."""
    return " ".join(caption(relation, "", "").split())


def type_name(type_: str) -> str:
    """An entity type in words."""
    return TYPES.get(type_, type_)


def day(date: dt.date | None) -> str:
    """3 Nov 2020; empty without a date."""
    return f"{date.day} {date:%b %Y}" if date else ""


def when(date: dt.date | None, precision: str | None) -> str:
    """The date of an act at its own precision: 3 Nov 2020, Q4 2020, 2020; "undated" without one."""
    if date is None:
        return "undated"
    if precision == Precision.QUARTER:
        return f"Q{(date.month + 2) // 3} {date.year}"
    if precision in (Precision.YEAR, Precision.MONTH):
        return date.strftime(PERIODS[Precision(precision)])
    return f"reported {day(date)}" if precision == Precision.PUBLISHED else day(date)


def count(number: int, one: str, many: str = "") -> str:
    """A number and its noun: 1 act, 1,204 acts."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def signed(number: float) -> str:
    """A number from −1 to 1 with its sign: +0.60, −0.80, 0.00."""
    text = f"{number:+.2f}".replace("-", "−")
    return "0.00" if text[1:] == "0.00" else text


def level(stance: float | None) -> str:
    """A stance, or that there is none."""
    return "no evidence" if stance is None else signed(stance)


def shorten(text: str, length: int) -> str:
    """The text, or its beginning and an ellipsis, at most `length` characters."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def lucene(text: str) -> str:
    """A query of the full-text index for what a person typed: every word must occur, the last may be unfinished.

    From three letters on a word may differ by one letter, from eight on by two; as it is typed it counts more. Every
    character with a meaning in Lucene's language is escaped; Chinese words are taken as they are, since the index holds
    pairs of characters.
    """
    words = re.sub(r'[+\-&|!(){}\[\]^"~*?:\\/<>=]', " ", text).split()
    words = [word.lower() if word in ("AND", "OR", "NOT", "TO") else word for word in words]
    return " AND ".join(_spellings(word, last=place == len(words)) for place, word in enumerate(words, 1))


def _spellings(word: str, *, last: bool) -> str:
    """The ways in which a word of the index may be meant by a word that was typed."""
    if not word.isascii():
        return f"{word}*" if last and len(word) == 1 else word
    forms = [f"{word}^4"]
    if last:
        forms.append(f"{word}*^2")
    if len(word) >= 3:
        forms.append(f"{word}~{1 if len(word) < 8 else 2}")
    return f"({' OR '.join(forms)})" if len(forms) > 1 else word
