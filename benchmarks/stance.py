"""The stance index at scale, its band on simulated streams, and its turning points on shuffled acts.

    python benchmarks/stance.py [--events FILE] [--scale SHARE]

Prints the seconds for 1 million acts on 2,000 targets, daily over ten years, beside the same sums as a plain loop over
a share of the targets; how often the 90 % band holds the θ that a stream was drawn from; and how many turning points a
decade has when acts are shuffled. The last on tests/data/platform_timeline.csv, or a file of events of yours.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import resource
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np

from graph.model import Status
from graph.stance import index
from graph.stance.belief import band
from graph.stance.constants import project
from graph.stance.index import Signal
from graph.stance.turning_points import turning_points
from ui.acts import from_file

FIRST, LAST = dt.date(2015, 1, 1), dt.date(2024, 12, 31)
ACTS, TARGETS, LOOPED = 1_000_000, 2_000, 4
LIMIT = 20
"""Seconds."""
STREAMS = 4_000
SHUFFLES = 200
TIMELINE = Path(__file__).parents[1] / "tests/data/platform_timeline.csv"


def drawn(count: int, targets: int) -> dict[str, list[Signal]]:
    """Signals with dates, scores, statuses and factors drawn at random, by target."""
    draw = random.Random(7)
    found: defaultdict[str, list[Signal]] = defaultdict(list)
    days = (LAST - FIRST).days
    for number in range(count):
        day = FIRST + dt.timedelta(days=draw.randrange(-200, days))
        told = day + dt.timedelta(days=draw.randrange(30))
        status = draw.choice(list(Status))
        over = told + dt.timedelta(days=draw.randrange(200)) if draw.random() < 0.2 else None
        found[f"t{number % targets}"].append(
            Signal(
                f"e{number}", draw.uniform(-0.9, 0.8), status, day, told,
                draw.random(), draw.choice([0.5, 0.8, 1.0]), draw.choice([0.4, 0.5, 0.8, 1.0]), over,
            )
        )  # fmt: skip
    return dict(found)


def measure_speed(scale: float) -> None:
    told = drawn(int(ACTS * scale), int(TARGETS * scale))
    known = project()
    begin, worked = time.perf_counter(), time.process_time()
    panel = index.panel(told, period=(FIRST, LAST), constants=known)
    spent, worked = time.perf_counter() - begin, time.process_time() - worked
    acts = sum(map(len, told.values()))
    print(
        f"{acts:,} acts, {len(told):,} targets, {len(panel.days):,} days: {spent:.1f} s, "
        f"{worked:.1f} s of a processor (limit {LIMIT * scale:.1f} s)"
    )
    begin = time.perf_counter()
    worst = 0.0
    for place in range(LOOPED):
        p = np.zeros(len(panel.days))
        for one in told[panel.targets[place]]:
            start = max(FIRST.toordinal(), one.start.toordinal()) if one.start else 0
            size = index.base(one, known)
            ends = one.resolved.toordinal() if one.resolved and one.status is not Status.REALISED else 10**9
            for day in range(start, min(LAST.toordinal() + 1, ends)):
                age = day - one.start.toordinal() if one.start else 0
                p[day - FIRST.toordinal()] += size * 2 ** (-age / known.half_life) * (one.score > 0)
        worst = max(worst, float(np.abs(p - panel.supportive[place]).max()))
    spent = (time.perf_counter() - begin) * len(told) / LOOPED
    print(f"a loop over acts and days, P alone: {spent:,.0f} s, by {LOOPED} targets; largest difference {worst:.0e}")
    print(f"largest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.1f} GB")


def holds(p: np.ndarray, n: np.ndarray, theta: np.ndarray) -> float:
    """The share of streams whose band holds their θ."""
    low, high = band(p, n, width=project().band)
    truth = 2 * theta - 1
    return float(((low <= truth) & (truth <= high)).mean())


def measure_calibration() -> None:
    """Streams of acts, each supportive with probability θ; θ is drawn evenly from 0 to 1."""
    draw = np.random.default_rng(11)
    half_life = project().half_life
    print("\nthe 90 % band holds θ, by acts in a half-life:")
    print("                                          1      3     10     30    100")
    rates = (1, 3, 10, 30, 100)

    def row(name: str, shares: list[float]) -> None:
        print(f"{name:<38}" + "".join(f"{share:7.1%}" for share in shares))

    fresh = []
    for rate in rates:
        theta = draw.uniform(size=STREAMS)
        counts = draw.poisson(rate, STREAMS)
        p = draw.binomial(counts, theta)
        fresh.append(holds(p, counts - p, theta))
    row("steady θ, acts of full weight", fresh)
    aged, drifting = [], []
    for rate in rates:
        steady = draw.uniform(size=STREAMS)
        aged.append(holds(*stream(draw, np.tile(steady, (10 * half_days(), 1)), rate, half_life), steady))
        path = drift(draw, rate, half_life)
        drifting.append(holds(*stream(draw, path, rate, half_life), path[-1]))
    row("steady θ, acts that age", aged)
    row("θ that drifts as acts age", drifting)
    print(f"{'all streams of full weight':<38}{np.mean(fresh):7.1%}")


def half_days() -> int:
    """A half-life in whole days."""
    return round(project().half_life)


def drift(draw: np.random.Generator, rate: float, half_life: float) -> np.ndarray:
    """Paths of θ, a day a row, that forget as fast as the band widens: a Wright–Fisher diffusion, even in the long run.

    Where evidence is E = rate / ln 2 acts, ageing takes E · ln 2 / half-life of it away a day, as if θ had moved with
    variance θ (1 − θ) ln 2 / (half-life · E) in the day.
    """
    evidence = rate / np.log(2)
    speed = np.log(2) / (half_life * (evidence + 2))
    theta = draw.uniform(size=STREAMS)
    path = []
    for _ in range(10 * half_days()):
        path.append(theta)
        pull = speed * (1 - 2 * theta)
        theta = theta + pull + np.sqrt(speed * theta * (1 - theta)) * draw.normal(size=STREAMS)
        theta = np.clip(theta, 0, 1)
    return np.array(path)


def stream(draw: np.random.Generator, path: np.ndarray, rate: float, half_life: float) -> tuple[np.ndarray, np.ndarray]:
    """P and N after acts that come at random and age."""
    p, n = np.zeros(STREAMS), np.zeros(STREAMS)
    fade = 2 ** (-1 / half_life)
    for theta in path:
        came = draw.poisson(rate / half_life, STREAMS)
        good = draw.binomial(came, theta)
        p, n = fade * p + good, fade * n + came - good
    return p, n


def measure_turns(path: Path) -> None:
    given = from_file(path)
    days = [act.date.start for act in given.acts if act.date.start]
    period = min(days), max(days)
    plain = index.stance(given.acts, target=None, issuer=given.issuer, period=period, entities=given.entities)
    decades = (period[1] - period[0]).days / 3652.5
    draw = random.Random(5)
    print(f"\n{path.name}: {len(plain.signals)} acts over {10 * decades:.1f} years")
    for one in turning_points(plain):
        levels = " → ".join("no evidence" if level is None else f"{level:+.2f}" for level in (one.before, one.after))
        print(f"  {one.date}  {levels}  {len(one.acts)} acts")
    counts: dict[str, list[int]] = {"days drawn evenly": [], "directions dealt anew": []}
    for _ in range(SHUFFLES):
        some = []
        for one in plain.signals:
            day = period[0] + dt.timedelta(days=draw.randrange((period[1] - period[0]).days + 1))
            some.append(replace(one, happened=day, published=day, history=()))
        counts["days drawn evenly"].append(len(turning_points(index.series(some, period=period))))
        scores = [one.score for one in plain.signals]
        draw.shuffle(scores)
        some = [replace(one, score=abs(one.score) * np.sign(s)) for one, s in zip(plain.signals, scores, strict=True)]
        counts["directions dealt anew"].append(len(turning_points(index.series(some, period=period))))
    print(f"turning points a decade: {len(turning_points(plain)) / decades:.1f}; on {SHUFFLES} shuffles:")
    for name, found in counts.items():
        print(f"  {name}: {np.mean(found) / decades:.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=Path, default=TIMELINE, help="a file of events for the turning points")
    parser.add_argument("--scale", type=float, default=1.0, help="the share of acts and targets to take")
    given = parser.parse_args()
    measure_speed(given.scale)
    measure_calibration()
    measure_turns(given.events)


if __name__ == "__main__":
    main()
