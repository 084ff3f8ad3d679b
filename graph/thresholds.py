"""The numbers by which claims become events, from ``events.yaml``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from graph.errors import VocabularyError
from graph.ontology import Ontology, ontology


@dataclass(frozen=True, slots=True)
class Window:
    """How far apart dates of one event may be, in days."""

    days: int
    """Neighbours."""
    span: int
    """First to last."""
    printed: int = 0
    """From an event to the print of a report that tells no time."""
    look_back: int = 0
    """From an event to the print of a report that looks back on it without a date."""


@dataclass(frozen=True, slots=True)
class Parents:
    """When a claim about a whole joins the event of its part: days between them, and types of the part."""

    days: int
    actors: frozenset[str]
    targets: frozenset[str]
    with_amount: frozenset[str]
    """Types on either side for which both must tell the same amount."""


@dataclass(frozen=True, slots=True)
class Copies:
    """When articles are copies: words in a shingle, and the least share of shingles in common, from 0 to 1."""

    words: int
    share: float


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The numbers of ``events.yaml``."""

    window: Window
    undated: Window
    resolve_days: int
    amounts: float
    """The largest relative difference of amounts that agree."""
    parents: Parents
    copies: Copies
    relations: Mapping[str, Window] = field(default_factory=dict)

    def of(self, relation: str) -> Window:
        """The window of a relation."""
        return self.relations.get(relation, self.window)


WINDOW = ("days", "span", "printed", "look_back")
KEYS = {*WINDOW, "undated", "resolve_days", "amounts", "relations", "parents", "copies"}


@cache
def thresholds() -> Thresholds:
    """The thresholds of the project, read once."""
    return parse((files("graph") / "events.yaml").read_text(encoding="utf-8"), origin="events.yaml")


def parse(text: str, *, origin: str, vocabulary: Ontology | None = None) -> Thresholds:
    """Thresholds in a YAML text; days are whole numbers from 0 up, shares are numbers from 0 to 1.

    Raises:
        VocabularyError: it is wrong; names `origin` and the key.
    """
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise VocabularyError(f"{origin}: not YAML: {error}") from error
    _keys(data, KEYS, origin)
    words = vocabulary or ontology()
    window = _window({name: data[name] for name in WINDOW}, origin, WINDOW)
    undated = _window(data["undated"], f"{origin}: undated", ("days", "span"))
    if not isinstance(data["relations"], dict):
        raise VocabularyError(f"{origin}: relations: must be a mapping of names")
    relations = {}
    for name, body in data["relations"].items():
        where = f"{origin}: relations.{name}"
        if name not in words.relations:
            raise VocabularyError(f"{where}: is not a relation")
        if not isinstance(body, dict) or not set(body) <= set(WINDOW):
            raise VocabularyError(f"{where}: may have {', '.join(WINDOW)}, and no others")
        relations[name] = _window({name: data[name] for name in WINDOW} | body, where, WINDOW)
    return Thresholds(
        window=window,
        undated=undated,
        resolve_days=_days(data, "resolve_days", origin),
        amounts=_share(data, "amounts", origin),
        parents=_parents(data["parents"], f"{origin}: parents", words),
        copies=_copies(data["copies"], f"{origin}: copies"),
        relations=relations,
    )


def _keys(data: Any, known: Collection[str], where: str) -> None:
    if not isinstance(data, dict) or set(data) != set(known):
        raise VocabularyError(f"{where}: must have the keys {', '.join(sorted(known))}, and no others")


def _window(data: Any, where: str, names: Collection[str]) -> Window:
    _keys(data, names, where)
    window = Window(**{name: _days(data, name, where) for name in names})
    if window.span < window.days:
        raise VocabularyError(f"{where}: span: must not be less than days")
    return window


def _parents(data: Any, where: str, words: Ontology) -> Parents:
    _keys(data, ("days", "actors", "targets", "with_amount"), where)
    types = {}
    for name in ("actors", "targets", "with_amount"):
        value = data[name]
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise VocabularyError(f"{where}: {name}: must be a list of entity types")
        if unknown := set(value) - set(words.types):
            raise VocabularyError(f"{where}: {name}: {min(unknown)} is not an entity type")
        types[name] = frozenset(value)
    return Parents(_days(data, "days", where), **types)


def _copies(data: Any, where: str) -> Copies:
    _keys(data, ("words", "share"), where)
    words = _days(data, "words", where)
    if not words:
        raise VocabularyError(f"{where}: words: must be at least 1")
    return Copies(words, _share(data, "share", where))


def _days(data: Mapping[str, Any], name: str, where: str) -> int:
    value = data[name]
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise VocabularyError(f"{where}: {name}: {value!r} is not a whole number from 0 up")
    return value


def _share(data: Mapping[str, Any], name: str, where: str) -> float:
    value = data[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise VocabularyError(f"{where}: {name}: {value!r} is not a number from 0 to 1")
    return float(value)
