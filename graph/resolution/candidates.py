"""Which entities may be one: names judged first, then weighed with what else the graph tells of both.

Pure functions; the constants stand in ``facts.yaml``.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from graph.errors import VocabularyError
from graph.resolution.blocking import pairs
from graph.resolution.names import Kind, Name, read_name
from graph.resolution.score import Decision, Judgement, judge, weights
from graph.resolution.tables import read_table

FACTS = (
    "shared neighbour",
    "shared standing fact",
    "most shared",
    "other country",
    "one sentence",
    "act on each other",
)
NAMES = 8
"""Names of one entity that are compared."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """An entity as it is compared."""

    id: str
    name: str
    type: str
    aliases: tuple[str, ...] = ()
    jurisdiction: str = ""
    known: bool = False
    parent: str = ""
    acts: int = 0
    """How many events it is in."""
    neighbours: frozenset[str] = frozenset()
    """Ids of entities that it acts on or that act on it."""
    standing: frozenset[str] = frozenset()
    """What it leads, founded, owns or is part of, and who leads it, as ``LEADS company/ant-group``."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two entities that may be one."""

    left: Bearer
    right: Bearer
    score: float
    decision: Decision
    reasons: tuple[str, ...]


@cache
def facts() -> Mapping[str, float]:
    """What facts add to the log odds that two entities are one.

    Raises:
        VocabularyError: ``facts.yaml`` is wrong; names the key.
    """
    data = read_table("facts.yaml")
    if set(data) != set(FACTS):
        raise VocabularyError(f"facts.yaml: its keys must be {', '.join(FACTS)}")
    for key, value in data.items():
        if not isinstance(value, int | float):
            raise VocabularyError(f"facts.yaml: {key}: {value!r} is not a number")
    return data


def candidates(
    bearers: Iterable[Bearer],
    *,
    together: Collection[frozenset[str]] = frozenset(),
    decided: Collection[frozenset[str]] = frozenset(),
) -> list[Candidate]:
    """Pairs of entities of one type that are one or may be, the surest first.

    Args:
        bearers: the entities.
        together: pairs of ids that one sentence names both.
        decided: pairs of ids on which a person has decided already.
    """
    by_type: dict[str, dict[str, Bearer]] = defaultdict(dict)
    for bearer in bearers:
        by_type[bearer.type][bearer.id] = bearer
    found = []
    for type_, some in by_type.items():
        names = {id_: [read_name(name, type_) for name in _names(one)] for id_, one in some.items()}
        for pair in pairs(names):
            left, right = (some[id_] for id_ in pair)
            if (left.known and right.known) or frozenset(pair) in decided:
                continue
            best = _best(names[left.id], names[right.id])
            if best is None:
                continue
            one = weigh(left, right, best, one_sentence=frozenset(pair) in together)
            if one.decision is not Decision.DIFFERENT:
                found.append(one)
    return sorted(found, key=lambda one: (one.decision is not Decision.SAME, -one.score, one.left.id, one.right.id))


def weigh(left: Bearer, right: Bearer, names: Judgement, *, one_sentence: bool = False) -> Candidate:
    """What names and facts together make of two entities.

    A fact against it never lets them be one without a person's look; the catalog keeps its actors apart.
    """
    known = facts()
    reasons = [names.reason]
    total = math.log(max(names.score, 1e-9) / max(1 - names.score, 1e-9))
    against = []
    if shared := sorted(left.neighbours & right.neighbours):
        total += known["shared neighbour"] * min(len(shared), known["most shared"])
        reasons.append(f"both act with {', '.join(shared[:3])}{' and others' if len(shared) > 3 else ''}")
    if standing := sorted(left.standing & right.standing):
        total += known["shared standing fact"] * min(len(standing), known["most shared"])
        reasons.append(f"of both it is told: {', '.join(standing[:3])}")
    if left.jurisdiction and right.jurisdiction and left.jurisdiction != right.jurisdiction:
        total += known["other country"]
        against.append(f"of {left.jurisdiction} and of {right.jurisdiction}")
    if one_sentence:
        total += known["one sentence"]
        against.append("one sentence names both")
    if left.id in right.neighbours or right.id in (left.parent, *left.neighbours) or left.id == right.parent:
        total += known["act on each other"]
        against.append("one acts on the other or is part of it")
    score = 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
    decision = Decision.UNSURE if score >= weights().threshold else Decision.DIFFERENT
    if left.known and right.known:
        return Candidate(left, right, 0.0, Decision.DIFFERENT, ("the catalog has both",))
    if names.decision is Decision.SAME and not against:
        alone = read_name(left.name, left.type).kind is Kind.PERSON and not _full(left, right)
        if alone and not shared and not standing:
            decision = Decision.UNSURE
            reasons.append("many share one name of a person")
        else:
            decision = Decision.SAME
    return Candidate(left, right, score, decision, (*reasons, *against))


def _names(bearer: Bearer) -> list[str]:
    return list(dict.fromkeys((bearer.name, *bearer.aliases)))[:NAMES]


def _best(left: Sequence[Name], right: Sequence[Name]) -> Judgement | None:
    """The best that any name of one makes with any of the other: decided same first, then by score.

    None where all tell other numbers: Section 232 is not Section 301. Names that are not the first are told.
    """
    judged = [(judge(one, two), one, two) for one in left for two in right if one.numbers == two.numbers]
    if not judged:
        return None
    best, one, two = max(judged, key=lambda found: (found[0].decision is Decision.SAME, found[0].score))
    if (one, two) == (left[0], right[0]):
        return best
    return replace(best, reason=f"as “{one.written}” and “{two.written}”: {best.reason}")


def _full(left: Bearer, right: Bearer) -> bool:
    """Whether both names of people are more than a family name."""
    return all(len(read_name(one.name, one.type).words) > 1 for one in (left, right))
