"""Which names are worth comparing: those that share a rare word, its beginning, their first letters or all letters."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rapidfuzz import fuzz

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


def _bones(word: str) -> str:
    """A word without vowels, h, doubled letters and what is taken for another letter by ear."""
    return re.sub(r"(.)\1+", r"\1", word.translate(BONES))


def pairs(names: Mapping[str, Sequence[Name]]) -> Iterator[tuple[str, str]]:
    """The pairs of bearers that have names worth comparing, each once, the lesser id first.

    Args:
        names: the names of each bearer by its id; all bearers are of one type.
    """
    blocks: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for id_, known in names.items():
        for place, name in enumerate(known):
            for key in keys(name):
                blocks[key].add((id_, place))
    seen: set[tuple[str, str]] = set()
    for key, block in blocks.items():
        if 1 < len(block) <= LARGEST:
            for left, right in _within(sorted(block)):
                pair = (left[0], right[0])
                if pair not in seen and _near(key, names[left[0]][left[1]], names[right[0]][right[1]]):
                    seen.add(pair)
                    yield pair


def _within(block: Sequence[tuple[str, int]]) -> Iterable[tuple[tuple[str, int], tuple[str, int]]]:
    return ((left, right) for place, left in enumerate(block) for right in block[place + 1 :] if left[0] != right[0])


def _near(key: str, left: Name, right: Name) -> bool:
    if key.startswith(("acronym", "all", "native")):
        return True
    first, second = (" ".join(sorted(name.words)) for name in (left, right))
    return fuzz.ratio(first, second, score_cutoff=LIKE) > 0 or _covered(left, right)


def _covered(left: Name, right: Name) -> bool:
    """Whether all words of one are words of the other."""
    first, second = set(left.words), set(right.words)
    return first <= second or second <= first
