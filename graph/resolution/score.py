"""Whether two names mean the same: a score between 0 and 1, a decision, and the reason for it.

The score is a logistic regression on the features of `graph.resolution.comparison`; weights and threshold stand in
``weights.yaml``, fitted by ``benchmarks/match_names.py``. It tells how likely a person would take one name for the
other, a misspelled one too. The decision asks for more: *same* is what no person has to look at, so it needs names
that differ in nothing but case, accents, spaces, punctuation, titles and legal forms.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any

from graph.errors import VocabularyError
from graph.resolution.comparison import Comparison, Pair, compare
from graph.resolution.names import ALPHABETS, Kind, Name, read_name, vocabulary
from graph.resolution.tables import read_table

LEFT_OUT = "corporation"
"""The class of legal forms that goes with any other: a stock company is a corporation."""
SHORT_HAN = 2
"""Signs of a Chinese or Japanese name that tell nobody apart without the rest of it."""


class Decision(StrEnum):
    """Whether two are one."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What two names make of each other."""

    score: float
    decision: Decision
    reason: str


@dataclass(frozen=True, slots=True)
class Weights:
    """``weights.yaml``, read."""

    threshold: float
    """The score from which a pair is worth a person's look, and counts as a match where no person is."""
    floors: Mapping[str, float]
    """The least score of names that are the same, of an acronym and its words, of letters written backwards."""
    bias: float
    weights: Mapping[str, float]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Weights:
        """Check and build it.

        Raises:
            VocabularyError: a key is missing, unknown or not a number.
        """
        if problem := set(data) ^ {"threshold", "floors", "bias", "weights"}:
            raise VocabularyError(f"weights.yaml: {min(problem)}: missing, or an unknown key")
        if problem := set(data["floors"]) ^ {"same", "acronym", "reversed"}:
            raise VocabularyError(f"weights.yaml: floors.{min(problem)}: missing, or an unknown key")
        numbers = {"threshold": data["threshold"], "bias": data["bias"], **data["floors"], **data["weights"]}
        for key, value in numbers.items():
            if not isinstance(value, int | float):
                raise VocabularyError(f"weights.yaml: {key}: {value!r} is not a number")
        return cls(data["threshold"], data["floors"], data["bias"], data["weights"])

    def score(self, found: Comparison, *, same: bool) -> float:
        """The probability that a person would take the names for one another's; `same` where there is no doubt."""
        total = self.bias + sum(self.weights[name] * value for name, value in found.features.items())
        score = 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
        holds = {"same": same, "acronym": found.acronym, "reversed": found.reversed}
        return max([score, *(self.floors[name] for name, true in holds.items() if true)])


@cache
def weights() -> Weights:
    """The weights of the project.

    Raises:
        VocabularyError: ``weights.yaml`` is wrong; names the key.
    """
    return Weights.read(read_table("weights.yaml"))


def match_names(left: str, right: str, type_: str) -> Judgement:
    """Judge two names of one type, an entity type or a schema of the OpenSanctions family.

    Names alone are judged here: what else is known of their bearers is for `graph.resolution.candidates`.
    """
    return judge(read_name(left, type_), read_name(right, type_))


def judge(left: Name, right: Name) -> Judgement:
    """Judge two names that are taken apart already."""
    if not left.written.strip() or not right.written.strip():
        return Judgement(0.0, Decision.DIFFERENT, "one has no name")
    found = compare(left, right)
    known = weights()
    problem = doubt(found)
    score = known.score(found, same=not problem)
    if not problem:
        return Judgement(score, Decision.SAME, _likeness(found))
    decision = Decision.UNSURE if score >= known.threshold else Decision.DIFFERENT
    return Judgement(score, decision, problem)


def doubt(found: Comparison) -> str:
    """Why two names may not be the same without a person's look; empty where nothing speaks against it."""
    left, right = found.left, found.right
    if found.acronym:
        return f"{min(found.words, key=len)[0]} are the first letters of the other name"
    if found.reversed:
        return "the letters of one read backwards"
    if differences := _differences(found):
        return "; ".join(differences)
    if left.numbers != right.numbers:
        return f"the number differs: {' '.join(left.numbers) or 'none'}, {' '.join(right.numbers) or 'none'}"
    if _other_forms(left, right):
        return f"the legal form differs: {', '.join(sorted(left.forms))}, {', '.join(sorted(right.forms))}"
    if found.words[0] != found.words[1]:
        return "the same words in another order"
    if left.particles != right.particles and set(left.particles) ^ set(right.particles) - {"al"}:
        return "between the words stands something else: bin, de, van"
    han = "CJK" in left.scripts & right.scripts
    if han and left.forms != right.forms and len("".join(left.native)) <= SHORT_HAN:
        return "two signs and a legal form more: many firms have the same two"
    if left.scripts - ALPHABETS != right.scripts - ALPHABETS:
        return "they read alike, but in scripts of which one writes different names alike"
    if left.kind is Kind.ORGANIZATION and set(left.words) <= vocabulary().generic:
        return "the words are such as many firms have"
    return ""


def _differences(found: Comparison) -> list[str]:
    told = [f"{p.left} is not {p.right}" for p in found.pairs_of("other")]
    told += [f"{p.left} is nearly {p.right} ({p.edits:.1f} edits)" for p in found.pairs_of("variant")]
    told += [f"{p.left} may be short for {p.right}" for p in map(_shorter_first, found.pairs_of("initial", "nickname"))]
    if found.extra:
        told.append(f"only one has {' '.join(found.extra)}")
    elif len(found.words[0]) != len(found.words[1]):
        told.append("one tells a word twice")
    return told


def _shorter_first(pair: Pair) -> Pair:
    return pair if len(pair.left) <= len(pair.right) else replace(pair, left=pair.right, right=pair.left)


def _other_forms(left: Name, right: Name) -> bool:
    first, second = left.forms - {LEFT_OUT}, right.forms - {LEFT_OUT}
    return bool(first and second and not first & second)


def _likeness(found: Comparison) -> str:
    left, right = found.left, found.right
    if left.written == right.written:
        return "the same name"
    aside = []
    if left.forms or right.forms:
        aside.append("legal form")
    if left.family_first != right.family_first:
        aside.append("order of family name")
    return f"the same words{', ' if aside else ''}{' and '.join(aside)}{' aside' if aside else ''}"
