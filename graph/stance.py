"""The stance index: how supportive or restrictive a state is towards a target over time, as a pure function of events.

An event of polarity p and severity m (sign and size of its score) weighs, when seen at day t,
w = m · factuality · authority · confidence · relevance · 2^(−age / half life), every factor in [0, 1].
With P and N the sums of w over supportive and restrictive events, S = (P − N) / (P + N + 2): the mean of 2θ − 1 for
θ ~ Beta(1 + P, 1 + N). The band is the central interval of that belief. P + N below a floor gives no value at all.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import yaml

from graph.errors import VocabularyError
from graph.model import Status

GRID = 4000
"""Points at which a belief is summed up; the ends of a band are exact to about 1 / GRID."""


@dataclass(frozen=True, slots=True)
class Constants:
    """The numbers of ``stance.yaml``; `half_life` in days."""

    half_life: float
    floor: float
    band: float
    factuality: Mapping[Status, float]
    authority: float
    authority_of_types: Mapping[str, float] = field(default_factory=dict)
    authority_of_entities: Mapping[str, float] = field(default_factory=dict)
    relevance: Mapping[str, float] = field(default_factory=dict)

    def authority_of(self, id_: str, type_: str) -> float:
        """How far an actor speaks for its state."""
        return self.authority_of_entities.get(id_, self.authority_of_types.get(type_, self.authority))


@dataclass(frozen=True, slots=True)
class Signal:
    """An event as the index sees it."""

    id: str
    score: float
    """In [-1, 1]."""
    status: Status
    happened: dt.date | None
    """The day it happened, or is to happen."""
    published: dt.date | None
    """The day it was first published."""
    confidence: float = 1.0
    authority: float = 1.0
    relevance: float = 1.0
    resolved: dt.date | None = None
    """The day on which what was expected happened; it no longer counts from then on."""

    def counts_from(self, *, as_published: bool) -> dt.date | None:
        """The day its age counts from; None when it has no date."""
        if as_published:
            return self.published or self.happened
        return self.happened or self.published


@dataclass(frozen=True, slots=True)
class Point:
    """The index at the end of a day; stance, low and high are None when the evidence is not sufficient."""

    day: dt.date
    stance: float | None
    low: float | None
    high: float | None
    supportive: float
    """P: the weight of supportive events."""
    restrictive: float
    """N: the weight of restrictive events."""

    @property
    def contestation(self) -> float | None:
        """1 when both directions weigh the same, 0 when there is only one; None without any weight."""
        total = self.supportive + self.restrictive
        return 1 - abs(self.supportive - self.restrictive) / total if total else None


def weight(signal: Signal, day: dt.date, *, constants: Constants, as_published: bool = False) -> float:
    """How much a signal counts at the end of a day; 0 before it counts, and for what was expected once it resolves."""
    start = signal.counts_from(as_published=as_published)
    if start is None or start > day:
        return 0.0
    if signal.status in (Status.POTENTIAL, Status.ANNOUNCED) and signal.resolved and signal.resolved <= day:
        return 0.0
    factors = constants.factuality[signal.status] * signal.authority * signal.confidence * signal.relevance
    return abs(signal.score) * factors * math.exp2(-(day - start).days / constants.half_life)


def balance(supportive: float, restrictive: float) -> float:
    """S, the stance, from P and N."""
    return (supportive - restrictive) / (supportive + restrictive + 2)


def series(
    signals: Iterable[Signal],
    days: Sequence[dt.date],
    *,
    constants: Constants | None = None,
    as_published: bool = False,
) -> list[Point]:
    """The index at each of some days.

    `as_published` uses on each day only what was published by then, and counts ages from publication; without it an act
    counts from when it happened.
    """
    known = constants or project()
    told = list(signals)
    sums = np.zeros((len(days), 2))
    for place, day in enumerate(days):
        for signal in told:
            sums[place, int(signal.score < 0)] += weight(signal, day, constants=known, as_published=as_published)
    lows, highs = band(sums[:, 0], sums[:, 1], width=known.band)
    points = []
    for day, (supportive, restrictive), low, high in zip(
        days, sums.tolist(), lows.tolist(), highs.tolist(), strict=True
    ):
        enough = supportive + restrictive >= known.floor
        points.append(
            Point(
                day,
                balance(supportive, restrictive) if enough else None,
                low if enough else None,
                high if enough else None,
                supportive,
                restrictive,
            )
        )
    return points


def band(supportive: Any, restrictive: Any, *, width: float) -> tuple[Any, Any]:
    """Both ends of the central interval of 2θ − 1 that holds `width` of the belief θ ~ Beta(1 + P, 1 + N)."""
    theta = (np.arange(GRID) + 0.5) / GRID
    edges = np.arange(GRID + 1) / GRID
    p, n = np.asarray(supportive, float), np.asarray(restrictive, float)
    ends = []
    for one_p, one_n in zip(p, n, strict=True):
        density = one_p * np.log(theta) + one_n * np.log1p(-theta)
        mass = np.concatenate(([0.0], np.cumsum(np.exp(density - density.max()))))
        ends.append(np.interp([(1 - width) / 2, (1 + width) / 2], mass / mass[-1], edges))
    low, high = np.array(ends).reshape(-1, 2).T
    return 2 * low - 1, 2 * high - 1


def leave_one_out(
    signals: Iterable[Signal], day: dt.date, *, constants: Constants | None = None, as_published: bool = False
) -> list[tuple[Signal, float, float]]:
    """The signals that count on a day, the heaviest first: each with its weight and what S would be without it."""
    known = constants or project()
    told = [(signal, weight(signal, day, constants=known, as_published=as_published)) for signal in signals]
    p = sum(w for signal, w in told if signal.score > 0)
    n = sum(w for signal, w in told if signal.score < 0)
    heavy = sorted((pair for pair in told if pair[1] > 0), key=lambda pair: (-pair[1], pair[0].id))
    return [(signal, w, balance(p - w, n) if signal.score > 0 else balance(p, n - w)) for signal, w in heavy]


@cache
def project() -> Constants:
    """The constants of the project, read once."""
    return parse((files("graph") / "stance.yaml").read_text(encoding="utf-8"), origin="stance.yaml")


def parse(text: str, *, origin: str) -> Constants:
    """Constants in a YAML text.

    Raises:
        VocabularyError: it is wrong; names `origin` and the key.
    """
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise VocabularyError(f"{origin}: not YAML: {error}") from error
    keys = {"half_life", "floor", "band", "factuality", "authority", "relevance"}
    if not isinstance(data, dict) or set(data) != keys:
        raise VocabularyError(f"{origin}: must have the keys {', '.join(sorted(keys))}, and no others")
    half_life = data["half_life"]
    if isinstance(half_life, bool) or not isinstance(half_life, int | float) or half_life <= 0:
        raise VocabularyError(f"{origin}: half_life: {half_life!r} is not a number of days above 0")
    authority = data["authority"]
    if not isinstance(authority, dict) or set(authority) != {"otherwise", "types", "entities"}:
        raise VocabularyError(f"{origin}: authority: must have otherwise, types and entities")
    factuality = _shares(data["factuality"], f"{origin}: factuality")
    if set(factuality) != set(Status):
        raise VocabularyError(f"{origin}: factuality: must have {', '.join(Status)}")
    relevance = _shares(data["relevance"], f"{origin}: relevance")
    if set(relevance) != {"named", "part", "sector"}:
        raise VocabularyError(f"{origin}: relevance: must have named, part and sector")
    return Constants(
        float(half_life),
        _share(data["floor"], f"{origin}: floor"),
        _share(data["band"], f"{origin}: band"),
        {Status(name): value for name, value in factuality.items()},
        _share(authority["otherwise"], f"{origin}: authority.otherwise"),
        _shares(authority["types"], f"{origin}: authority.types"),
        _shares(authority["entities"], f"{origin}: authority.entities"),
        relevance,
    )


def _shares(value: Any, where: str) -> dict[str, float]:
    if not isinstance(value, dict):
        raise VocabularyError(f"{where}: must be a mapping of names")
    return {str(name): _share(body, f"{where}.{name}") for name, body in value.items()}


def _share(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise VocabularyError(f"{where}: {value!r} is not a number from 0 to 1")
    return float(value)
