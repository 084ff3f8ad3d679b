"""How well names are matched, beside plain rapidfuzz, on pairs of which the truth is known; and the fit of the weights.

Usage: match_names.py PAIRS.csv [--fit]

The columns are schema, name1, name2 and is_match. Printed are the best F1 of rapidfuzz's WRatio and jaro_winkler with
the threshold that gives it (they have nothing to fit, but the threshold is chosen on the pairs it is measured on), and
ours out of fold: five folds, four times, pairs of the same two names in one fold. Then what is decided without a
person, and the threshold curve of the weights as they stand. --fit writes graph/resolution/weights.yaml from all pairs.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from graph.resolution.comparison import Comparison, compare
from graph.resolution.evaluation import at, best, measure
from graph.resolution.names import read_name
from graph.resolution.score import Weights, doubt

FILE = Path(__file__).parents[1] / "graph/resolution/weights.yaml"
PENALTY = 10.0
"""Of the squared weights, of features scaled to a deviation of one."""
FOLDS = 5
SEEDS = range(4)
THRESHOLD = 0.55
THRESHOLDS = (0.2, 0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9)
FLOORS = {"same": 0.95, "acronym": 0.6, "reversed": 0.6}
Array = NDArray[np.float64]


def fit(x: Array, y: Array) -> tuple[float, Array]:
    """Bias and weights of a logistic regression with a penalty on squared weights, by Newton's method."""
    middle, scale = x.mean(axis=0), x.std(axis=0)
    scale[scale == 0] = 1.0
    z = np.hstack([np.ones((len(x), 1)), (x - middle) / scale])
    penalty = np.diag([0.0, *[PENALTY] * x.shape[1]])
    beta = np.zeros(z.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-z @ beta))
        step = np.linalg.solve((z.T * (p * (1 - p))) @ z + penalty, z.T @ (y - p) - penalty @ beta)
        beta += step
        if np.abs(step).max() < 1e-8:
            break
    weight = beta[1:] / scale
    return float(beta[0] - weight @ middle), weight


def fitted(found: list[Comparison], y: Array) -> Weights:
    """Weights fitted on some pairs."""
    names = list(found[0].features)
    x = np.array([[one.features[name] for name in names] for one in found])
    bias, weight = fit(x, y)
    table = {name: round(float(w), 3) for name, w in zip(names, weight, strict=True)}
    return Weights(THRESHOLD, FLOORS, round(bias, 3), table)


def out_of_fold(found: list[Comparison], y: Array, groups: NDArray[np.int64], seed: int) -> list[float]:
    """The score of each pair by weights that were fitted without it."""
    order = np.random.default_rng(seed).permutation(groups.max() + 1)
    folds = order[groups] % FOLDS
    scores = [0.0] * len(y)
    for fold in range(FOLDS):
        kept = [one for one, f in zip(found, folds, strict=True) if f != fold]
        table = fitted(kept, y[folds != fold])
        for i in np.flatnonzero(folds == fold):
            scores[i] = table.score(found[i], same=not doubt(found[i]))
    return scores


def same_pairs(rows: list[dict[str, Any]]) -> NDArray[np.int64]:
    """A number for each pair, the same for the same two names."""
    seen: dict[tuple[str, ...], int] = {}
    keys = (tuple(sorted((row["name1"].casefold(), row["name2"].casefold()))) for row in rows)
    return np.array([seen.setdefault(key, len(seen)) for key in keys])


def write(table: Weights) -> None:
    """Write the weights."""
    data = {
        "threshold": table.threshold,
        "floors": dict(table.floors),
        "bias": table.bias,
        "weights": dict(table.weights),
    }
    head = "# What each feature of two names adds to the log odds that they mean the same; written by\n"
    head += "# benchmarks/match_names.py --fit, in which threshold and floors are chosen.\n"
    FILE.write_text(head + yaml.safe_dump(data, sort_keys=False), encoding="utf-8")


def main() -> None:
    """See above."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--fit", action="store_true")
    options = parser.parse_args()
    with options.pairs.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["is_match"]]
    y = np.array([row["is_match"].lower() == "true" for row in rows], dtype=float)
    names = [(read_name(row["name1"], row["schema"]), read_name(row["name2"], row["schema"])) for row in rows]
    found = [compare(*pair) for pair in names]
    groups = same_pairs(rows)

    truth = [bool(one) for one in y]
    print(f"{len(rows)} pairs, {sum(truth)} of them matches")
    for name, score in (("WRatio", fuzz.WRatio), ("jaro_winkler", JaroWinkler.similarity)):
        point = best([score(row["name1"], row["name2"]) for row in rows], truth)
        print(f"{name:<20} F1 {point.f1:.3f} at its best threshold, {point.threshold:.2f}")
    runs = [out_of_fold(found, y, groups, seed) for seed in SEEDS]
    print(f"{'ours, out of fold':<20} F1 {np.mean([best(run, truth).f1 for run in runs]):.3f} at its best threshold")
    for t in THRESHOLDS:
        points = [at(run, truth, t) for run in runs]
        f, p, r = (np.mean([getattr(point, name) for point in points]) for name in ("f1", "precision", "recall"))
        print(f"{'':<20} F1 {f:.3f} at {t:.2f}: precision {p:.3f}, recall {r:.3f}")
    same = [not doubt(one) for one in found]
    taken = measure(same, truth)
    print(f"decided same without a person: {sum(same)}, precision {taken.precision:.3f}, recall {taken.recall:.3f}")
    if options.fit:
        write(fitted(found, y))


if __name__ == "__main__":
    main()
