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
def weights(name: str) -> dict[str, float]:
    """The weight of each piece of evidence, in log odds, as benchmarks/fit_confidence.py fits them."""
    data: dict[str, float] = yaml.safe_load((files(__package__) / f"{name}.yaml").read_text(encoding="utf-8"))
    return data


def evidence(frame: Frame, actor: Argument, target: Argument | None, *, headline: bool) -> tuple[str, ...]:
    """What speaks for and against a claim but for its status: its rule, how its ends were found, how far apart."""
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


def weigh(found: Sequence[str], *, name: str = "confidence") -> float:
    """The probability in [0, 1] that a claim with this evidence is right, by one of the tables of weights."""
    known = weights(name)
    return _probability(known.get("", 0.0) + sum(known.get(piece, 0.0) for piece in found))


def most(found: Sequence[str], *, name: str = "confidence") -> float:
    """The probability in [0, 1] that a claim with this evidence can have at most, whatever its status."""
    known = weights(name)
    ahead = max(known.get(f"status {status}", 0.0) + known.get(f"trigger says {status}", 0.0) for status in Status)
    return _probability(known.get("", 0.0) + sum(known.get(piece, 0.0) for piece in found) + ahead)


def _probability(log_odds: float) -> float:
    return round(1 / (1 + math.exp(-log_odds)), 3)


@cache
def status_weights() -> dict[Status, dict[str, float]]:
    """The weight of each piece of evidence for each status, in log odds, as benchmarks/fit_confidence.py fits them."""
    data = yaml.safe_load((files(__package__) / "status.yaml").read_text(encoding="utf-8"))
    return {Status(name): values for name, values in data.items()}


def status_by(found: Sequence[str], by_rules: Status, *, alone: bool) -> Status:
    """The likeliest status by what rules and model say of it; `alone` where no rule found the act.

    The rules know the scope of the words by which they found an act: of that, the model can only doubt a fact.
    """
    if by_rules is Status.DENIED or (by_rules is not Status.REALISED and not alone):
        return by_rules
    pieces = (*found, f"{'trigger' if alone else 'rules'} says {by_rules}")

    def total(status: Status) -> float:
        known = status_weights()[status]
        return known.get("", 0.0) + sum(known.get(piece, 0.0) for piece in pieces)

    likeliest = max(Status, key=total)
    heard = next((Status(piece.split()[2]) for piece in found if piece.startswith("model says ")), likeliest)
    # where nobody knows the scope of the words, one voice of doubt is enough
    return heard if alone and likeliest is Status.REALISED else likeliest
