"""The numbers of the stance index: read from ``constants.yaml``, checked, changed for a sensitivity table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from graph.errors import VocabularyError
from graph.model import Status
from graph.ontology import ontology

TIES = ("named", "part", "firm", "sector")
TURNS = ("step", "segment", "penalty", "shift", "reach")


@dataclass(frozen=True, slots=True)
class Turns:
    """What counts as a turning point; `step`, `segment` and `reach` in days."""

    step: int
    segment: int
    penalty: float
    shift: float
    reach: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """What became of a signal: `unconfirmed` in days, and by relation those that ease it and those that reverse it."""

    unconfirmed: int
    eased: Mapping[str, tuple[str, ...]]
    reversed: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Constants:
    """The numbers of ``constants.yaml``; `half_life` in days."""

    half_life: float
    floor: float
    band: float
    factuality: Mapping[Status, float]
    authority: float
    relevance: Mapping[str, float]
    turns: Turns
    ledger: Ledger
    authority_of_types: Mapping[str, float] = field(default_factory=dict)
    authority_of_entities: Mapping[str, float] = field(default_factory=dict)

    def authority_of(self, id_: str, type_: str) -> float:
        """How far an actor speaks for its state."""
        return self.authority_of_entities.get(id_, self.authority_of_types.get(type_, self.authority))


@cache
def project() -> Constants:
    """The constants of the project, read once."""
    source = files("graph.stance") / "constants.yaml"
    return parse(source.read_text(encoding="utf-8"), origin="constants.yaml")


def parse(text: str, *, origin: str) -> Constants:
    """Constants in a YAML text.

    Raises:
        VocabularyError: it is wrong; names `origin` and the key.
    """
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise VocabularyError(f"{origin}: not YAML: {error}") from error
    _has_keys(
        data, ("half_life", "floor", "band", "factuality", "authority", "relevance", "turning_points", "ledger"), origin
    )
    _has_keys(data["authority"], ("otherwise", "types", "entities"), f"{origin}: authority")
    _has_keys(data["factuality"], tuple(Status), f"{origin}: factuality")
    _has_keys(data["relevance"], TIES, f"{origin}: relevance")
    _has_keys(data["turning_points"], TURNS, f"{origin}: turning_points")
    _has_keys(data["ledger"], ("unconfirmed", "undone"), f"{origin}: ledger")
    turns = {name: data["turning_points"][name] for name in TURNS}
    return Constants(
        half_life=_above_zero(data["half_life"], f"{origin}: half_life"),
        floor=_share(data["floor"], f"{origin}: floor"),
        band=_share(data["band"], f"{origin}: band"),
        factuality={
            Status(name): value for name, value in _shares(data["factuality"], f"{origin}: factuality").items()
        },
        authority=_share(data["authority"]["otherwise"], f"{origin}: authority.otherwise"),
        authority_of_types=_shares(data["authority"]["types"], f"{origin}: authority.types"),
        authority_of_entities=_shares(data["authority"]["entities"], f"{origin}: authority.entities"),
        relevance=_shares(data["relevance"], f"{origin}: relevance"),
        turns=Turns(
            **{name: _days(turns[name], f"{origin}: turning_points.{name}") for name in ("step", "segment", "reach")},
            penalty=_above_zero(turns["penalty"], f"{origin}: turning_points.penalty"),
            shift=_share(turns["shift"], f"{origin}: turning_points.shift"),
        ),
        ledger=_ledger(data["ledger"], f"{origin}: ledger"),
    )


def plain(constants: Constants) -> dict[str, Any]:
    """The constants as they are printed with every export: the keys of ``constants.yaml``."""
    return {
        "half_life": constants.half_life,
        "floor": constants.floor,
        "band": constants.band,
        "factuality": {str(status): value for status, value in constants.factuality.items()},
        "authority": {
            "otherwise": constants.authority,
            "types": dict(constants.authority_of_types),
            "entities": dict(constants.authority_of_entities),
        },
        "relevance": dict(constants.relevance),
        "turning_points": {name: getattr(constants.turns, name) for name in TURNS},
        "ledger": {
            "unconfirmed": constants.ledger.unconfirmed,
            "undone": {
                name: {"eased": list(eased), "reversed": list(constants.ledger.reversed[name])}
                for name, eased in constants.ledger.eased.items()
            },
        },
    }


def _has_keys(data: Any, keys: tuple[str, ...], where: str) -> None:
    if not isinstance(data, dict) or set(data) != set(keys):
        raise VocabularyError(f"{where}: must have the keys {', '.join(keys)}, and no others")


def _shares(value: Any, where: str) -> dict[str, float]:
    if not isinstance(value, dict):
        raise VocabularyError(f"{where}: must be a mapping of names")
    return {str(name): _share(body, f"{where}.{name}") for name, body in value.items()}


def _share(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise VocabularyError(f"{where}: {value!r} is not a number from 0 to 1")
    return float(value)


def _above_zero(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < float("inf"):
        raise VocabularyError(f"{where}: {value!r} is not a number above 0")
    return float(value)


def _days(value: Any, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise VocabularyError(f"{where}: {value!r} is not a whole number of days from 1")
    return value


def _ledger(data: dict[str, Any], where: str) -> Ledger:
    if not isinstance(data["undone"], dict):
        raise VocabularyError(f"{where}.undone: must be a mapping of relations")
    eased: dict[str, tuple[str, ...]] = {}
    back: dict[str, tuple[str, ...]] = {}
    for name, body in data["undone"].items():
        sign = _sign(name, f"{where}.undone")
        _has_keys(body, ("eased", "reversed"), f"{where}.undone.{name}")
        for kind, found in (("eased", eased), ("reversed", back)):
            if not isinstance(body[kind], list):
                raise VocabularyError(f"{where}.undone.{name}.{kind}: must be a list of relations")
            if same := [other for other in body[kind] if _sign(other, f"{where}.undone.{name}.{kind}") == sign]:
                raise VocabularyError(f"{where}.undone.{name}.{kind}: {same[0]} points the same way as {name}")
            found[name] = tuple(body[kind])
    return Ledger(_days(data["unconfirmed"], f"{where}.unconfirmed"), eased, back)


def _sign(name: Any, where: str) -> bool:
    """Whether a relation is supportive."""
    known = ontology().relations.get(str(name))
    if known is None or not known.score:
        raise VocabularyError(f"{where}: {name!r} is no relation with a score")
    return known.score > 0
