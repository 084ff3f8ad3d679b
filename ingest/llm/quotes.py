"""Where the words that a model quotes stand in a text: letter by letter, but for white space and quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

MARKS = {**dict.fromkeys("“”„‟«»″＂", '"'), **dict.fromkeys("‘’‚‛′`´", "'")}
"""Quotation marks, each as the one of its kind on every keyboard."""
AROUND = " \t\r\n\"'…"


def fold(text: str) -> tuple[str, list[int]]:
    """A text with plain quotation marks and single spaces, and where each of its characters stood."""
    folded: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text):
        if character.isspace():
            if folded and folded[-1] == " ":
                continue
            character = " "
        folded.append(MARKS.get(character, character))
        places.append(at)
    return "".join(folded), places


class Quotable:
    """A text in which quotes are looked for."""

    def __init__(self, text: str) -> None:
        self._folded, self._places = fold(text)

    def find(self, quote: str, *, whole_words: bool = True) -> Iterator[tuple[int, int]]:
        """Each place [start, end) of the text that has the words of a quote."""
        yield from self._find(quote, self._folded, whole_words)

    def find_any_case(self, words: str) -> Iterator[tuple[int, int]]:
        """Each place [start, end) of the text that has some words, whatever their capitals."""
        folded = self._folded.casefold()
        if len(folded) == len(self._folded):
            yield from self._find(words.casefold(), folded, True)

    def _find(self, quote: str, text: str, whole_words: bool) -> Iterator[tuple[int, int]]:
        words = fold(quote)[0].strip(AROUND)
        words = re.sub(r"^\.{3,}\s*|\s*\.{3,}$", "", words).strip(AROUND)
        if not words:
            return
        edge = (r"(?<!\w)" if words[0].isalnum() else "", r"(?!\w)" if words[-1].isalnum() else "")
        before, after = edge if whole_words else ("", "")
        for match in re.finditer(before + re.escape(words) + after, text):
            yield self._places[match.start()], self._places[match.end() - 1] + 1
