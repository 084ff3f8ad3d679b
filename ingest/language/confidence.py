"""How sure a claim is: a logistic score over what the rules say, boosted trees over what rules and network say."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import yaml

from graph.model import Status
from ingest.language.arguments import Argument
from ingest.language.frames import Frame
from ingest.language.grammar import grammar

PLAIN = 0.7
"""What the rules are this sure of counts at least as much as they are sure, where it is told of known names."""
NO_DOUBT = 0.85
"""How sure an act that no rule found must be a fact, where the words around the network's trigger hedge."""
HEARD = "model says "
LEAST_SHARE = 0.01
"""Added to the share of a status, so that it has a logarithm."""
HEARD_BESIDE = "model and rules "
HEARD_PLAINLY = 0.8
"""So much the network gives what it does not doubt."""
DOUBT = 0.65
"""What both doubt is at most this sure."""
ABSENT = 0.05
"""Added to a quantity, so that none differs from evidence that is absent."""


@cache
def weights() -> dict[str, float]:
    """The weight of each piece of the rules' evidence, in log odds, as benchmarks/fit_confidence.py fits them."""
    data: dict[str, float] = yaml.safe_load((files(__package__) / "confidence.yaml").read_text(encoding="utf-8"))
    return data


def evidence(frame: Frame, actor: Argument, target: Argument | None, *, headline: bool) -> tuple[str, ...]:
    """What speaks for and against a claim: its rule, how its ends were found and how far apart they stand."""
    rule = frame.rule
    ends = [a for a in (actor, target) if a is not None]
    spread = max(a.end for a in ends) - min(a.start for a in ends)
    far = next(str(limit) for limit in (4, 8, 14, 24, 10_000) if spread <= limit)
    found = [
        f"rule {rule}",
        f"relation {frame.relation}",
        f"{frame.relation} by {rule}",
        f"actor {actor.how}",
        f"actor {actor.entity.type}",
        f"spread {far}",
        f"lemma {frame.trigger.lemma_.lower()}",
        "actor known" if actor.entity.known else "actor unknown",
        "headline" if headline else "body",
    ]
    if target is not None:
        found += [
            f"target {target.how}",
            f"target {target.entity.type}",
            f"{frame.relation} of {target.how}",
            "target known" if target.entity.known else "target unknown",
        ]
    if frame.amount:
        found.append(f"{frame.relation} with an amount")
    if actor.entity.state:
        found.append("actor state")
    return tuple(found)


def weigh(found: Sequence[str]) -> float:
    """The probability in [0, 1] that a claim with this evidence of the rules is right."""
    known = weights()
    total = known.get("", 0.0) + sum(known.get(piece, 0.0) for piece in found)
    return round(1 / (1 + math.exp(-total)), 3)


def plainly(found: Collection[str]) -> bool:
    """Whether the words name an actor, and a known target or by how much a known actor moved.

    Then the network's doubt does not outweigh rules.
    """
    if any(piece.endswith(" with an amount") for piece in found) and not any(p.startswith("target ") for p in found):
        return "actor known" in found
    named = any(f"actor {how}" in found for how in ("name", "state", "demonym", "found", "again"))
    return named and "target known" in found


def doubted(found: Collection[str], by_rules: float) -> bool:
    """Whether neither rules nor network are sure of what is told of something that has no name.

    The trees know the news, where few words are idioms: lifted spirits, hailed a taxi.
    """
    if by_rules >= PLAIN or not ("target topic" in found and "target unknown" in found):
        return False
    heard = next((float(p.removeprefix(HEARD_BESIDE)) for p in found if p.startswith(HEARD_BESIDE)), 1.0)
    return heard < HEARD_PLAINLY


def measured(found: Iterable[str]) -> dict[str, float]:
    """Evidence as numbers: a piece that ends in a quantity is that quantity, any other 1."""
    numbers: dict[str, float] = {}
    for piece in found:
        name, _, quantity = piece.rpartition(" ")
        if name and quantity.replace(".", "", 1).isdigit():
            numbers[name] = float(quantity) + ABSENT
        else:
            numbers[piece] = 1.0
    return numbers


class Trees:
    """Boosted trees over the evidence of rules and network, as benchmarks/fit_confidence.py writes them."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime

        names: list[str] = json.loads((folder / "evidence.json").read_text(encoding="utf-8"))
        self.column = {name: n for n, name in enumerate(names)}
        quiet = onnxruntime.SessionOptions()
        quiet.log_severity_level = 3  # errors: the converter leaves tables behind that nobody reads
        self.session = onnxruntime.InferenceSession(
            str(folder / "trees.onnx"), quiet, providers=["CPUExecutionProvider"]
        )

    @classmethod
    def shipped(cls) -> Trees:
        """The trees that come with the package."""
        with as_file(files(__package__) / "model") as folder:
            return cls(folder)

    def weigh(self, rows: Sequence[Sequence[str]]) -> list[float]:
        """The probability in [0, 1] that each claim is right, by its evidence; one number a row."""
        if not rows:
            return []
        table = np.zeros((len(rows), len(self.column)), dtype=np.float32)
        for row, found in zip(table, rows, strict=True):
            for name, number in measured(found).items():
                if name in self.column:
                    row[self.column[name]] = number
        scores = self.session.run(["probabilities"], {"evidence": table})[0][:, 1]
        return [round(float(score), 3) for score in scores]


@cache
def status_weights() -> dict[Status, dict[str, float]]:
    """The weight of each piece of evidence for each status, as benchmarks/fit_confidence.py fits them."""
    data = yaml.safe_load((files(__package__) / "status.yaml").read_text(encoding="utf-8"))
    return {Status(name): values for name, values in data.items()}


def status_evidence(found: Iterable[str], by_rules: Status, *, alone: bool) -> dict[str, float]:
    """What speaks for a status: what the rules read, and the logarithm of the share the network gives each.

    `alone` where no rule found the act: then the rules have read the scope of the word that the network looked at.
    """
    numbers = {f"{'trigger' if alone else 'rules'} says {by_rules}": 1.0}
    for piece in found:
        if piece.startswith(HEARD):
            name, _, share = piece.rpartition(" ")
            numbers[name] = math.log(float(share) + LEAST_SHARE)
    return numbers


def status_by(found: Iterable[str], by_rules: Status, word: str, *, alone: bool) -> Status:
    """The likeliest status by what rules and network say of it.

    The rules know the scope of the words by which they found an act: of that, the network can only doubt a fact. What
    they read around the word of the network stays a hedge unless there is next to no doubt; who may do something has
    announced nothing.
    """
    if by_rules is not Status.REALISED and not alone:
        return by_rules
    numbers = status_evidence(found, by_rules, alone=alone)

    def total(status: Status) -> float:
        known = status_weights()[status]
        return known.get("", 0.0) + sum(known.get(name, 0.0) * number for name, number in numbers.items())

    totals = {status: math.exp(total(status)) for status in Status}
    fact = totals[Status.REALISED] / sum(totals.values())
    likeliest = max(totals, key=totals.__getitem__)
    if likeliest is Status.REALISED and by_rules is not Status.REALISED:
        return by_rules if fact < NO_DOUBT or word in grammar().listings_ahead else likeliest
    return by_rules if likeliest is Status.ANNOUNCED and word.lower() in grammar().maybe else likeliest
