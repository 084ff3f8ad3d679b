"""Who an article's words come from: publishers of one family, and copies of another article, are one source.

Copies are found by MinHash: of every article a sketch of its shingles (runs of words) is kept, and the share of places
at which two sketches are equal estimates the share of shingles that their articles have in common (Broder 1997; of
each number 16 bits are kept, Li and König 2010).
"""

from __future__ import annotations

import base64
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

if TYPE_CHECKING:
    import datetime as dt

PLACES = 64
"""Numbers in a sketch; the estimated share is off by 0.06 or less in two cases of three."""
ROWS = 64
"""Sketches that are compared with all others at a time."""
SEED = 1
_WORD = re.compile(r"\w+")


class Printed(NamedTuple):
    """An article as far as its source goes."""

    said: dt.date
    """The day it was published."""
    source: str
    """The family of its publisher; empty when it names none."""
    article: str
    sketch: str


def sketch(text: str, *, words: int) -> str:
    """The MinHash of a text's shingles of so many words, 16 bits a place, as Base64; empty for a shorter text."""
    told = _WORD.findall(text.casefold())
    shingles = [" ".join(told[place : place + words]) for place in range(len(told) - words + 1)]
    if not shingles:
        return ""
    found = RMinHash(num_perm=PLACES, seed=SEED)
    found.update(shingles)
    return base64.b64encode((np.array(found.digest(), dtype="<u4") & 0xFFFF).astype("<u2").tobytes()).decode()


def likeness(one: str, other: str) -> float:
    """The estimated share of shingles that two texts have in common, from their sketches."""
    return float(np.mean(_numbers(one) == _numbers(other))) if one and other else 0.0


def origins(articles: Iterable[Printed], *, share: float) -> dict[str, str]:
    """The source of each article, by its id: that of the first printed among it and its copies, else its own.

    Articles with at least `share` of their shingles in common are copies, and so are copies of copies.
    """
    known = set(articles)
    found = {one.article: one.source for one in known}
    sketched = [one for one in known if one.sketch]
    if len({one.source for one in sketched}) > 1:
        table = np.array([_numbers(one.sketch) for one in sketched])
        find = _joined(len(sketched), _pairs(table, share))
        groups: defaultdict[int, list[Printed]] = defaultdict(list)
        for place, one in enumerate(sketched):
            groups[find(place)].append(one)
        for group in groups.values():
            # of those of one day a named one goes first
            first = min(group, key=lambda one: (one.said, not one.source, one.source, one.article))
            found |= {one.article: first.source for one in group}
    return found


def _pairs(table: NDArray[np.uint16], share: float) -> list[tuple[int, int]]:
    """The rows that are equal at so many places; of each pair the earlier first."""
    pairs: list[tuple[int, int]] = []
    for start in range(0, len(table), ROWS):
        part = table[start : start + ROWS, None, :] == table[None, start:, :]
        alike = np.argwhere(np.count_nonzero(part, axis=2) / PLACES >= share) + start
        pairs += [(one, other) for one, other in alike.tolist() if one < other]
    return pairs


def _joined(number: int, pairs: Iterable[tuple[int, int]]) -> Callable[[int], int]:
    above = list(range(number))

    def find(place: int) -> int:
        while above[place] != place:
            above[place] = above[above[place]]
            place = above[place]
        return place

    for one, other in pairs:
        above[find(one)] = find(other)
    return find


def _numbers(sketched: str) -> NDArray[np.uint16]:
    return np.frombuffer(base64.b64decode(sketched), dtype="<u2")
