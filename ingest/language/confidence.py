"""How sure a claim is: a logistic score over the evidence of the stages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import yaml

from graph.model import Status
from ingest.language.arguments import Argument
from ingest.language.frames import Frame


@cache
def weights() -> dict[str, float]:
    """The weight of each piece of evidence, in log odds, as benchmarks/fit_confidence.py fits them."""
    data: dict[str, float] = yaml.safe_load((files(__package__) / "confidence.yaml").read_text(encoding="utf-8"))
    return data


def evidence(
    frame: Frame, actor: Argument, target: Argument | None, status: Status, *, headline: bool
) -> tuple[str, ...]:
    """What speaks for and against a claim: its rule, how its ends were found, how far they stand apart."""
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
        f"status {status}",
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
    """The probability in [0, 1] that a claim with this evidence is right."""
    known = weights()
    total = known.get("", 0.0) + sum(known.get(piece, 0.0) for piece in found)
    return round(1 / (1 + math.exp(-total)), 3)
