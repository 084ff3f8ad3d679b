"""Which names are worth comparing: those that share a rare word, its beginning, their first letters or all letters."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from graph.resolution.names import Kind, Name

LARGEST = 50
"""Names that share a key of which more say nothing."""
BEGINNING = 4
"""Letters of a word by which misspelled ones are found."""
LIKE = 70.0
"""How alike (rapidfuzz's ratio of their sorted words) names must be, unless one is the acronym of the other."""
BONES = str.maketrans("cqzvdbgj", "kksftpkx", "aeiouyh") | {ord("w"): "f"}
ACRONYM = 3
"""Letters that an acronym has at least."""
PART = 1_000_000
"""Pairs that are compared at a time."""


def keys(name: Name) -> Iterator[str]:
    """What a name may be found by."""
    words = name.words or name.numbers
    letters = "".join(words)
    yield f"all {letters}"
    yield f"sorted {' '.join(sorted(words))}"
    for word in set(words):
        if len(word) > 2:
            yield f"word {word}"
            yield f"begins {word[:BEGINNING]} {len(words)}"
            if len(bones := _bones(word)) > 2:
                yield f"bones {bones}"
    if len(letters) > BEGINNING:
        yield f"name {letters[: BEGINNING + 2]}"
    if name.kind is not Kind.PERSON:
        if len(words) >= ACRONYM:
            yield f"acronym {''.join(word[0] for word in words)}"
        elif len(words) == 1 and ACRONYM <= len(letters) <= 6:
            yield f"acronym {letters}"
    if len(name.native) == 1 and name.native[0] != letters:
        yield f"native {name.native[0]}"


@lru_cache(maxsize=100_000)
def _bones(word: str) -> str:
    """A word without vowels, h, doubled letters and what is taken for another letter by ear."""
    return re.sub(r"(.)\1+", r"\1", word.translate(BONES))


def pairs(names: Mapping[str, Sequence[Name]]) -> Iterator[tuple[str, str]]:
    """The pairs of bearers that have names worth comparing, each once, the lesser id first.

    Args:
        names: the names of each bearer by its id; all bearers are of one type.
    """
    ids = sorted(names)
    every = [(place, name) for place, id_ in enumerate(ids) for name in names[id_]]
    bearers = np.array([place for place, _ in every], dtype=np.int64)
    sorted_words = [" ".join(sorted(name.words)) for _, name in every]
    blocks: defaultdict[str, list[int]] = defaultdict(list)
    for place, (_, name) in enumerate(every):
        for key in set(keys(name)):
            blocks[key].append(place)
    sure: list[NDArray[np.int64]] = []
    open_: list[NDArray[np.int64]] = []
    for key, block in blocks.items():
        if 1 < len(block) <= LARGEST:
            told = sure if key.startswith(("acronym", "all", "native")) else open_
            told.append(np.array(block, dtype=np.int64)[_within(len(block))])
    found = [np.empty(0, dtype=np.int64)]
    for some, near in ((sure, False), (open_, True)):
        for left, right in _parts(some, len(every)):
            kept = bearers[left] != bearers[right]
            left, right = left[kept], right[kept]
            if near:
                kept = _near(left, right, sorted_words)
                left, right = left[kept], right[kept]
            found.append(bearers[left] * len(ids) + bearers[right])
    for both in np.unique(np.concatenate(found)).tolist():
        yield ids[both // len(ids)], ids[both % len(ids)]


@cache
def _within(size: int) -> NDArray[np.int64]:
    """The places of all pairs of so many, the lesser first: two rows."""
    return np.array(np.triu_indices(size, 1), dtype=np.int64)


def _parts(some: Sequence[NDArray[np.int64]], number: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """The pairs of blocks of `number` names, each once, so many at a time that they fit into memory."""
    if some:
        left, right = np.concatenate(some, axis=1)
        both = np.unique(left * number + right)
        for start in range(0, len(both), PART):
            yield both[start : start + PART] // number, both[start : start + PART] % number


def _near(left: NDArray[np.int64], right: NDArray[np.int64], words: Sequence[str]) -> NDArray[np.bool_]:
    """Which names are alike by their sorted words, or have all their words in the other name."""
    first, second = [words[place] for place in left.tolist()], [words[place] for place in right.tolist()]
    alike = process.cpdist(first, second, scorer=fuzz.ratio, score_cutoff=LIKE, workers=1) > 0
    covered = process.cpdist(first, second, scorer=fuzz.token_set_ratio, score_cutoff=100, workers=1) == 100
    empty = np.array([not one or not other for one, other in zip(first, second, strict=True)], dtype=np.bool_)
    return np.asarray(alike | covered | empty, dtype=np.bool_)
