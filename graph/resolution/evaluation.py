"""How well scores tell pairs that are one from pairs that are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """What a threshold gives: pairs that score at least so much are taken for one."""

    threshold: float
    precision: float
    recall: float
    f1: float


def measure(taken: Sequence[bool], truth: Sequence[bool], *, threshold: float = 0.0) -> Point:
    """Precision, recall and F1 of pairs that are taken for one; precision is 1 where none is."""
    right = sum(t and m for t, m in zip(taken, truth, strict=True))
    chosen, there = sum(taken), sum(truth)
    return Point(
        threshold,
        precision=right / chosen if chosen else 1.0,
        recall=right / there if there else 1.0,
        f1=2 * right / (chosen + there) if chosen + there else 1.0,
    )


def at(scores: Sequence[float], truth: Sequence[bool], threshold: float) -> Point:
    """What a threshold gives."""
    return measure([score >= threshold for score in scores], truth, threshold=threshold)


def best(scores: Sequence[float], truth: Sequence[bool]) -> Point:
    """The threshold with the best F1; the lowest of several."""
    return max((at(scores, truth, t) for t in sorted(set(scores))), key=lambda point: (point.f1, -point.threshold))
