"""Headlines in Title Case or capitals, written as a sentence so that the parser can read them."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import cache
from importlib.resources import files

WORD = re.compile(r"[^\W\d_][\w’'.&]*")
SUFFIXES = ("s", "es", "ed", "d", "ing", "ly")


@cache
def lowercase_words() -> frozenset[str]:
    """Words that English text writes in lower case."""
    return frozenset((files(__package__) / "lowercase_words.txt").read_text(encoding="utf-8").split())


def is_title_case(line: str) -> bool:
    """Whether most words of a line that are not function words begin with a capital."""
    words = [w for w in WORD.findall(line) if len(w) > 3]
    return len(words) >= 2 and sum(w[0].isupper() for w in words) >= (0.75 if len(words) > 2 else 1) * len(words)


def is_capitals(line: str) -> bool:
    """Whether a line is written in capitals."""
    letters = [c for c in line if c.isalpha()]
    return len(letters) >= 12 and sum(c.isupper() for c in letters) >= 0.9 * len(letters)


def sentence_case(line: str, names: list[tuple[int, int]], verbs: Container[str] = frozenset()) -> str:
    """The line in sentence case, of the same length.

    What stands in `names` (start, end) is left as it is; `verbs` are further words that English writes in lower case.
    """
    capitals = is_capitals(line)
    if not capitals and not is_title_case(line):
        return line
    out = list(line)
    for match in WORD.finditer(line):
        start, word = match.start(), match.group()
        named = any(a <= start < b for a, b in names)
        if capitals:
            out[start : match.end()] = _from_capitals(word, named, verbs)
        elif not named and (len(word) == 1 or not word.isupper()) and _is_plain(word, verbs):
            out[start : match.end()] = lowered(word)
    first = next((i for i, c in enumerate(out) if c.isalpha()), None)
    if first is not None:
        out[first] = line[first]
    return "".join(out)


def lowered(text: str) -> str:
    """The text in lower case, of the same length: İ, whose small form is two characters long, stays."""
    return "".join(small if len(small := c.lower()) == 1 else c for c in text)


def _from_capitals(word: str, named: bool, verbs: Container[str]) -> str:
    """A word of a line in capitals: short names stay, other words keep at most their first capital."""
    if named and len(word) <= 3:
        return word
    if not named and _is_plain(word, verbs):
        return lowered(word)
    return word[0] + lowered(word[1:])


def _is_plain(word: str, verbs: Container[str]) -> bool:
    return word.lower() in verbs or _is_lower(word.lower())


def _is_lower(word: str) -> bool:
    known = lowercase_words()
    if word in known:
        return True
    for suffix in SUFFIXES:
        stem = word.removesuffix(suffix)
        if stem != word and len(stem) > 2 and (stem in known or stem + "e" in known):
            return True
    return False
