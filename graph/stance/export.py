"""The index as plain data: for JSON with all that is behind each point, for CSV a row a day."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from graph.model import Entity
from graph.stance import constants, index
from graph.stance.index import Series, Signal
from graph.stance.robustness import Relative, Variation
from graph.stance.turning_points import TurningPoint

COLUMNS = ("date", "S", "low", "high", "P", "N", "attention", "contestation", "events", "constants")
DIGITS = 6


def to_plain(
    series: Series, *, target: Entity | None, issuer: Entity | None, turns: Sequence[TurningPoint] = ()
) -> dict[str, Any]:
    """A series with its constants, its events, and for each day the weights of those that count; gaps are None."""
    weights = series.weights().T
    points = []
    for place, row in enumerate(_rows(series)):
        behind = np.flatnonzero(weights[place] > 0)
        order = sorted(behind.tolist(), key=lambda at: (-weights[place][at], series.signals[at].id))
        told = [{"id": series.signals[at].id, "weight": round(float(weights[place][at]), DIGITS)} for at in order]
        points.append({**row, "events": told})
    return {
        "target": _entity(target),
        "issuer": _entity(issuer),
        "from": str(series.days[0]),
        "to": str(series.days[-1]),
        "as_of": str(series.as_of) if series.as_of else None,
        "constants": constants.plain(series.constants),
        "points": points,
        "events": [event(one, series) for one in series.signals],
        "turning_points": [turn(one) for one in turns],
    }


def to_table(series: Series) -> Iterator[dict[str, Any]]:
    """A row for each day, with the number of events that count; the first row has the constants, as JSON."""
    counts = (series.weights() > 0).sum(axis=0)
    told = json.dumps(constants.plain(series.constants), ensure_ascii=False)
    for place, row in enumerate(_rows(series)):
        yield {**row, "events": int(counts[place]), "constants": told if place == 0 else None}


def _rows(series: Series) -> Iterator[dict[str, Any]]:
    columns = {
        "S": series.stance,
        "low": series.low,
        "high": series.high,
        "P": series.supportive,
        "N": series.restrictive,
        "attention": series.attention,
        "contestation": series.contestation,
    }
    for place, day in enumerate(series.days):
        yield {"date": str(day), **{name: _number(float(values[place])) for name, values in columns.items()}}


def event(one: Signal, series: Series) -> dict[str, Any]:
    """An event with every factor of its weight, why it counts, and the words of its reports."""
    act = one.act
    told: dict[str, Any] = {"id": one.id}
    if act is not None:
        told |= {
            "actor": act.actor.name,
            "relation": act.relation,
            "target": act.target.name,
            "date": str(act.date) or None,
            "sources": list(act.sources),
            "reports": len(act.reports),
        }
    return told | {
        "status": str(one.status),
        "published": _day(one.published),
        "counts_from": _day(one.published if series.as_of else one.start),
        "resolved": _day(one.resolved),
        "polarity": int(np.sign(one.score)),
        **{name: round(value, DIGITS) for name, value in index.factors(one, series.constants).items()},
        "reason": one.reason,
    }


def turn(one: TurningPoint) -> dict[str, Any]:
    """A turning point with the ids of the events behind it."""
    return {
        "date": str(one.date),
        "until": str(one.until),
        "before": None if one.before is None else round(one.before, DIGITS),
        "after": None if one.after is None else round(one.after, DIGITS),
        "shift": round(one.shift, DIGITS),
        "events": [signal.id for signal in one.acts],
    }


def variation(one: Variation) -> dict[str, Any]:
    """A row of the sensitivity table."""
    return {
        "choice": one.name,
        "S": None if one.stance is None else round(one.stance, DIGITS),
        "change": None if one.change is None else round(one.change, DIGITS),
        "mean_change": round(one.mean_change, DIGITS),
        "other_side": round(one.other_side, DIGITS),
        "gaps": one.gaps,
    }


def relative(one: Relative) -> dict[str, Any]:
    """A row of the robustness panel, without its line."""
    told = one.values[~np.isnan(one.values)]
    return {
        "name": one.name,
        "formula": one.formula,
        "source": one.source,
        "last": _number(float(told[-1])) if len(told) else None,
        "correlation": _number(one.correlation),
        "same_side": _number(one.same_side),
    }


def _entity(one: Entity | None) -> dict[str, str] | None:
    return None if one is None else {"id": one.id, "name": one.name, "type": one.type}


def _number(value: float) -> float | None:
    return None if np.isnan(value) else round(value, DIGITS)


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
