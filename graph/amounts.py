"""Sums and percentages as articles tell them, for comparing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

Amount = tuple[str, float]
"""Unit and value: ``("CNY", 18.2e9)``, ``("%", 8.1)``; the unit is empty where none is told."""

SCALES = {
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "mn": 1e6,
    "m": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
    "trn": 1e12,
}
UNITS = (
    ("%", re.compile(r"%|per ?cent|percent|percentage")),
    ("HKD", re.compile(r"hk ?\$|hkd|hong kong dollar")),
    ("TWD", re.compile(r"nt ?\$|twd|new taiwan dollar|taiwan dollar")),
    ("AUD", re.compile(r"\ba\$|au ?\$|aud|australian dollar")),
    ("CAD", re.compile(r"\bc\$|cad|canadian dollar")),
    ("SGD", re.compile(r"\bs\$|sgd|singapore dollar")),
    ("USD", re.compile(r"\$|usd|dollar")),
    ("CNY", re.compile(r"yuan|renminbi|rmb|cny|cn¥")),
    ("EUR", re.compile(r"€|euro|eur\b")),
    ("GBP", re.compile(r"£|pound|sterling|gbp")),
    ("JPY", re.compile(r"yen|jpy")),
    ("KRW", re.compile(r"₩|\bwon\b|krw")),
    ("INR", re.compile(r"₹|rupee|inr\b")),
)
_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)[\s-]*(thousand|million|billion|trillion|trn|tn|bn|mn|[kmb])?(?![a-z])")


@lru_cache(maxsize=4096)
def read_amount(text: str) -> Amount | None:
    """The first amount of a text; None where it has no number."""
    low = text.casefold()
    found = _NUMBER.search(low)
    if found is None:
        return None
    value = float(found.group(1).replace(",", "")) * SCALES.get(found.group(2) or "", 1.0)
    return next((unit for unit, words in UNITS if words.search(low)), ""), value


def read_amounts(texts: Iterable[str]) -> frozenset[Amount]:
    """The amounts of some texts."""
    return frozenset(amount for text in texts if text and (amount := read_amount(text)) is not None)


def agree(one: Iterable[Amount], other: Iterable[Amount], *, share: float) -> bool | None:
    """Whether some amounts say the same as others; None when they cannot be compared.

    Amounts of one unit agree when they differ by at most `share` of the larger; of several it is enough that two do.
    """
    comparable = [(a, b) for unit, a in one for other_unit, b in other if unit == other_unit]
    if not comparable:
        return None
    return any(abs(a - b) <= share * max(a, b) for a, b in comparable)
