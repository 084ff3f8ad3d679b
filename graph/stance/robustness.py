"""How far the index depends on its choices: other constants, other formulas, one source or one act less."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from graph.model import Entity, Status
from graph.stance import index
from graph.stance.acts import Act, without_source
from graph.stance.constants import Constants, project
from graph.stance.index import Floats, Series

LEFT_OUT = 10
"""Sources and acts that are left out one by one, those that matter most first."""


@dataclass(frozen=True, slots=True)
class Variation:
    """The index with one choice changed, beside the index as it is."""

    name: str
    stance: float | None
    """On the day on which the index as it is has most evidence."""
    change: float | None
    """How far that is from the index as it is."""
    mean_change: float
    """The mean distance over the days on which both have a value."""
    other_side: float
    """The share of these days on which it points the other way."""
    gaps: int
    """Days without a value."""


@dataclass(frozen=True, slots=True)
class Relative:
    """Another formula from the literature on the same P and N."""

    name: str
    formula: str
    source: str
    values: Floats
    """Day by day; nan where the index has a gap."""
    correlation: float
    """The rank correlation (Spearman) with the index over the days with a value; nan when it does not vary."""
    same_side: float
    """The share of these days on which it points the same way."""


def sensitivity(
    acts: Sequence[Act],
    *,
    target: Entity | None,
    issuer: Entity | None,
    period: tuple[dt.date, dt.date],
    as_of: dt.date | None = None,
    weights: Constants | None = None,
    entities: Mapping[str, Entity] | None = None,
) -> list[Variation]:
    """The index as it is, then with each choice changed; arguments as those of `index.stance`."""
    known = weights or project()

    def compute(some: Sequence[Act], constants: Constants) -> Series:
        return index.stance(
            some, target=target, issuer=issuer, period=period, as_of=as_of, weights=constants, entities=entities
        )

    plain = compute(acts, known)
    found = [_compare("as it is", plain, plain)]
    found += [_compare(name, compute(acts, changed), plain) for name, changed in _changed(known)]
    counted = {one.id for one in plain.signals}
    sources: Counter[str] = Counter()
    for act in acts:
        if act.id in counted:
            sources.update(act.sources)
    for source, _ in sorted(sources.items(), key=lambda pair: (-pair[1], pair[0]))[:LEFT_OUT]:
        found.append(_compare(f"without {source}", compute(without_source(acts, source), known), plain))
    for one in _heaviest(plain):
        some = tuple(other for other in plain.signals if other.id != one.id)
        other = index.series(some, period=period, as_of=as_of, constants=known)
        found.append(_compare(f"without {name_signal(one)}", other, plain))
    return found


def fullest(series: Series) -> int:
    """The place of the day with most evidence, P + N; the first of several."""
    return int(np.argmax(series.supportive + series.restrictive))


def name_signal(one: index.Signal) -> str:
    """A signal in a few words: HALTS Ant Group, 2020-11-03."""
    told = f"{one.act.actor.name} {one.act.relation} {one.act.target.name}" if one.act else one.id
    return f"{told}, {one.start}"


def _changed(known: Constants) -> Iterator[tuple[str, Constants]]:
    for factor, word in ((0.5, "halved"), (2.0, "doubled")):
        yield f"half-life {word}", replace(known, half_life=known.half_life * factor)
        for status in (Status.ANNOUNCED, Status.POTENTIAL):
            share = min(1.0, known.factuality[status] * factor)
            yield f"{status} {word}", replace(known, factuality={**known.factuality, status: share})
        yield (
            f"authority {word}",
            replace(
                known,
                authority=min(1.0, known.authority * factor),
                authority_of_types={k: min(1.0, v * factor) for k, v in known.authority_of_types.items()},
                authority_of_entities={k: min(1.0, v * factor) for k, v in known.authority_of_entities.items()},
            ),
        )


def _heaviest(series: Series) -> list[index.Signal]:
    """The signals with most weight over all days."""
    totals = series.weights().sum(axis=1)
    order = sorted(range(len(totals)), key=lambda place: (-totals[place], series.signals[place].id))
    return [series.signals[place] for place in order[:LEFT_OUT] if totals[place] > 0]


def _compare(name: str, other: Series, plain: Series) -> Variation:
    both = ~np.isnan(other.stance) & ~np.isnan(plain.stance)
    place = fullest(plain)
    there, own = other.stance[place], plain.stance[place]
    apart = np.abs(other.stance - plain.stance)[both]
    sides = (np.sign(other.stance) != np.sign(plain.stance))[both]
    return Variation(
        name,
        None if np.isnan(there) else float(there),
        None if np.isnan(there - own) else float(there - own),
        float(apart.mean()) if len(apart) else 0.0,
        float(sides.mean()) if len(sides) else 0.0,
        int(np.isnan(other.stance).sum()),
    )


def relatives(series: Series) -> list[Relative]:
    """The three known relatives of the formula, on the same acts."""
    p, n = series.supportive, series.restrictive
    gap = np.isnan(series.stance)
    # what was told at all: doubtful and denied acts too, however little their authors and readers are trusted
    certain = replace(series.constants, factuality=dict.fromkeys(Status, 1.0))
    table = index.rows(
        [replace(one, confidence=1.0, authority=1.0, history=()) for one in series.signals],
        constants=certain,
        as_published=series.as_of is not None,
    )
    every = index.weights(table, series.days, half_life=series.constants.half_life, count=len(series.signals))
    told = every.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        values = [
            ("net ratio", "(P − N) / (P + N)", "ECB speakometer", (p - n) / (p + n)),
            ("share of all", "(P − N) / all that was told", "FOMC hawkish–dovish", (p - n) / told),
            ("log odds", "log((P + 0.5) / (N + 0.5))", "Lowe et al. 2011", np.log((p + 0.5) / (n + 0.5))),
        ]
    return [
        Relative(name, formula, source, np.where(gap, np.nan, line), *_agree(line[~gap], series.stance[~gap]))
        for name, formula, source, line in values
    ]


def _agree(other: Floats, own: Floats) -> tuple[float, float]:
    if not len(own):
        return float("nan"), float("nan")
    same = float((np.sign(other) == np.sign(own)).mean())
    ranks = _ranks(other), _ranks(own)
    if any(np.ptp(one) == 0 for one in ranks):
        return float("nan"), same
    return float(np.corrcoef(*ranks)[0, 1]), same


def _ranks(values: Floats) -> Floats:
    """Ranks, the mean of them where values are the same."""
    _, places, counts = np.unique(np.round(values, 9), return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    found: Floats = ((ends - counts + 1 + ends) / 2)[places]
    return found
