"""Two names laid beside each other: which words are the same, which are nearly, which are others, which are missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from pypinyin import lazy_pinyin
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler

from graph.resolution.names import ALPHABETS, SYLLABLES, Kind, Name, vocabulary

VOWELS = frozenset("aeiouy")
# what an edit costs: what ears, keyboards and transliterations confuse costs less than another letter
LOOKALIKE, CONFUSED, VOWEL, TRANSPOSED = 0.4, 0.6, 0.7, 0.8
DOUBLED, SILENT, VOWEL_DROPPED = 0.4, 0.5, 0.8
DROPPED = {"h": SILENT} | dict.fromkeys(VOWELS, VOWEL_DROPPED)
UNLIKE = 0.2
"""How alike words must be for their edits to be weighed."""
SIGN = 3.0
"""What another sign costs where a sign is a syllable."""
SWAPPED = 0.45
"""Edits by letters from which a word is another word."""
JOINED = 0.75
"""How alike words written together and apart must be."""
LONG = 5
"""Letters of a word that is not told twice on purpose."""
CAP = 5.0
"""Edits beyond which more of them say nothing."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two words that stand for each other."""

    left: str
    right: str
    edits: float
    share: float
    """Edits by letters of the longer one."""
    how: str
    """same, initial, nickname, variant or other."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two names have in common and what not."""

    left: Name
    right: Name
    words: tuple[tuple[str, ...], tuple[str, ...]]
    """The words of both, after those were joined that the other name writes as one."""
    pairs: tuple[Pair, ...]
    extra: tuple[str, ...]
    """Words that one name has more than the other."""
    acronym: bool
    reversed: bool
    reordered: bool
    features: dict[str, float] = field(default_factory=dict)

    def pairs_of(self, *how: str) -> list[Pair]:
        """Those that stand for each other in some way."""
        return [pair for pair in self.pairs if pair.how in how]

    @property
    def identical(self) -> bool:
        """Whether the words are the same, in whatever order, joined or apart."""
        return not self.extra and all(pair.how == "same" for pair in self.pairs)


def compare(left: Name, right: Name) -> Comparison:
    """Lay two names beside each other; the result does not depend on which is the left one, but for its sides."""
    first, second = _forms_to_compare(left, right)
    joined_left, joined_right = _join(first, second)
    syllables = bool(left.scripts & SYLLABLES and right.scripts & SYLLABLES)
    person = left.kind is Kind.PERSON
    aligned, left_over = _align(joined_left, joined_right)
    pairs = [_pair(joined_left[i], joined_right[j], person, syllables) for i, j in aligned]
    # a long word told twice is no word more; a short one may be a syllable of its own, as in Fan Bingbing
    told = {pair.left for pair in pairs if pair.how == "same" and len(pair.left) >= LONG}
    extra = [word for word in left_over if word not in told]
    places = [j for i, j in sorted(aligned) if _alike(joined_left[i], joined_right[j]) > 0.7]
    backwards = _backwards(joined_left, joined_right)
    found = Comparison(
        left,
        right,
        (tuple(joined_left), tuple(joined_right)),
        tuple(pairs),
        tuple(extra),
        acronym=_is_acronym(first, second) or _is_acronym(second, first),
        reversed=backwards,
        reordered=person and places != sorted(places),
    )
    found.features.update(_features(found, syllables))
    return found


def _forms_to_compare(left: Name, right: Name) -> tuple[Sequence[str], Sequence[str]]:
    shared = left.scripts & right.scripts - ALPHABETS
    if shared:
        return left.native, right.native
    first, second = left.words, right.words
    return first or left.numbers, second or right.numbers


def _alike(left: str, right: str) -> float:
    return OSA.normalized_similarity(left, right)


def _join(left: Sequence[str], right: Sequence[str]) -> tuple[list[str], list[str]]:
    """Both with those neighbours written as one word that the other writes as one."""
    sides = [list(left), list(right)]
    for mine, other in ((0, 1), (1, 0)):
        while best := max(_joints(sides[mine], sides[other]), default=None):
            _, start, end = best
            sides[mine][start:end] = ["".join(sides[mine][start:end])]
    return sides[0], sides[1]


def _joints(words: Sequence[str], others: Sequence[str]) -> Iterator[tuple[float, int, int]]:
    """Stretches of words that the other name writes as one: how alike they are then, and their places."""
    for size in range(2, min(4, len(words)) + 1):
        for start in range(len(words) - size + 1):
            parts = words[start : start + size]
            whole = "".join(parts)
            if len(whole) < 4 or any(part in others for part in parts):
                continue
            for word in others:
                alike = _alike(whole, word)
                if alike >= JOINED and alike > max(_alike(part, word) for part in parts):
                    yield alike, start, start + size


def _align(left: Sequence[str], right: Sequence[str]) -> tuple[list[tuple[int, int]], list[str]]:
    """Places of words that stand for each other, the most alike first, and the words that are left over."""
    ranked = sorted(
        ((_near(a, b), -abs(i - j), -i, -j) for i, a in enumerate(left) for j, b in enumerate(right)), reverse=True
    )
    free_left, free_right = set(range(len(left))), set(range(len(right)))
    aligned = []
    for _, _, i, j in ranked:
        if -i in free_left and -j in free_right:
            aligned.append((-i, -j))
            free_left.remove(-i)
            free_right.remove(-j)
    return aligned, [left[i] for i in sorted(free_left)] + [right[j] for j in sorted(free_right)]


def _near(left: str, right: str) -> float:
    if left != right and (_initial(left, right) or _nickname(left, right)):
        return 0.9
    return _alike(left, right)


def _initial(left: str, right: str) -> bool:
    return min(len(left), len(right)) == 1 and left[0] == right[0]


def _nickname(left: str, right: str) -> bool:
    groups = vocabulary().nicknames
    return bool(groups.get(left, frozenset()) & groups.get(right, frozenset()))


def _pair(left: str, right: str, person: bool, syllables: bool) -> Pair:
    if left == right:
        return Pair(left, right, 0.0, 0.0, "same")
    if _initial(left, right):
        return Pair(left, right, 0.0, 0.0, "initial")
    if person and _nickname(left, right):
        return Pair(left, right, 0.0, 0.0, "nickname")
    edits = _signs(left, right) if syllables else edit_cost(*sorted((left, right)))
    share = edits / max(len(left), len(right))
    return Pair(left, right, edits, share, "other" if share > SWAPPED else "variant")


def _signs(left: str, right: str) -> float:
    """What other signs cost; those that read alike, as simplified and traditional ones do, cost one letter."""
    return 1.0 if lazy_pinyin(left) == lazy_pinyin(right) else SIGN * OSA.distance(left, right)


@lru_cache(maxsize=200_000)
def edit_cost(left: str, right: str) -> float:
    """The least that turns one word into the other: insertions, deletions, substitutions, neighbours transposed.

    Of words that have little in common it is the plain number of edits.
    """
    if _alike(left, right) < UNLIKE:
        return float(OSA.distance(left, right))
    drop_left, drop_right = _drops(left), _drops(right)
    above = [0.0]
    for cost in drop_right:
        above.append(above[-1] + cost)
    before: list[float] = []
    for i, a in enumerate(left):
        row = [above[0] + drop_left[i]]
        for j, b in enumerate(right):
            best = above[j] if a == b else above[j] + _substitute(a, b)
            best = min(best, above[j + 1] + drop_left[i], row[j] + drop_right[j])
            if i and j and a == right[j - 1] and left[i - 1] == b:
                best = min(best, before[j - 1] + TRANSPOSED)
            row.append(best)
        before, above = above, row
    return above[-1]


@cache
def _substitute(a: str, b: str) -> float:
    confused = frozenset((a, b)) in vocabulary().confusable
    if a.isdigit() != b.isdigit():
        return LOOKALIKE if confused else 1.0
    if confused:
        return CONFUSED
    return VOWEL if a in VOWELS and b in VOWELS else 1.0


@lru_cache(maxsize=200_000)
def _drops(word: str) -> tuple[float, ...]:
    """What it costs to leave out each letter."""
    return tuple(
        DOUBLED if sign in (word[at - 1 : at], word[at + 1 : at + 2]) else DROPPED.get(sign, 1.0)
        for at, sign in enumerate(word)
    )


def _is_acronym(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether a word of at least three letters is made of the first letters of the other name."""
    return len(short) == 1 and len(long) > 2 and short[0] == "".join(word[0] for word in long)


def _backwards(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether one is the other from its last letter to its first, or nearly."""
    first, second = "".join(left), "".join(right)
    return len(first) > 5 and _alike(first, second[::-1]) > max(0.75, _alike(first, second))


def _features(found: Comparison, syllables: bool) -> dict[str, float]:
    """What the score is weighed from: counts, edits and shares between 0 and 1."""
    left, right = found.left, found.right
    first, second = found.words
    person = left.kind is Kind.PERSON
    changed = found.pairs_of("variant", "other")
    worst = max((min(pair.edits, CAP) for pair in changed), default=0.0)
    worst_pair = max(changed, key=lambda pair: pair.share, default=None)
    share = min(worst_pair.share, 1.0) if worst_pair else 0.0
    short = min((min(len(p.left), len(p.right)) for p in changed), default=0)
    one, two = "".join(first), "".join(second)
    most, least = max(len(first), len(second)), min(len(first), len(second))
    letters = max(len(one), len(two), 1)
    same = found.pairs_of("same")
    others = len(found.pairs_of("other"))
    extra = len(found.extra)
    generic = sum(word in vocabulary().generic for word in found.extra)
    forms = left.forms | right.forms
    return {
        "same": float(found.identical),
        "same words": len(same) / max(most, 1),
        "same letters": sum(len(pair.left) for pair in same) / letters,
        "shorter name covered": len(same) / max(least, 1),
        "whole alike": _alike(one, two),
        "sorted alike": fuzz.token_sort_ratio(" ".join(first), " ".join(second)) / 100,
        "beginning alike": JaroWinkler.similarity(one, two),
        "edits of the worst word": worst,
        "edits over two": max(0.0, worst - 2),
        "share of the worst word": share,
        "share over .3": max(0.0, share - 0.3),
        "share of all": sum(pair.edits for pair in changed) / letters,
        "other words": float(others),
        "another word": float(others > 0),
        "short word changed": float(0 < short <= 4),
        "share of a short word": share if 0 < short <= 4 else 0.0,
        "sign changed": float(syllables and worst >= SIGN),
        "initials": float(len(found.pairs_of("initial"))),
        "nicknames": float(len(found.pairs_of("nickname"))),
        "words": float(min(most, 6)),
        "short name": float(min(len(one), len(two)) < 6),
        "single words": float(most == 1),
        "one word of several": float(least == 1 and extra > 0),
        "extra words of a person": extra * float(person),
        "extra words": extra * float(not person),
        "extra generic words": generic * float(not person),
        "extra share": extra / max(most, 1),
        "other numbers": float(bool(left.numbers and right.numbers and left.numbers != right.numbers)),
        "extra number": float(bool(left.numbers) != bool(right.numbers)),
        "other legal form": float(
            bool(left.forms and right.forms and not left.forms & right.forms and "corporation" not in forms)
        ),
        "extra legal form": float(bool(left.forms) != bool(right.forms)),
        "other particles": float(sorted(left.particles) != sorted(right.particles)),
        "reordered": float(found.reordered),
        "person": float(person),
    }
