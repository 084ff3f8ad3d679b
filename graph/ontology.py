"""The closed vocabulary of the graph: entity types and relations, read from YAML and checked once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from graph.errors import VocabularyError


@dataclass(frozen=True, slots=True)
class EntityType:
    """A node label, what it holds, and whether its entities act with the power of a state."""

    name: str
    holds: str
    state: bool = False


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that tell of a relation: a lemma, the words that belong to it, and where the target stands.

    For a verb `words` are particles, prepositions and object nouns, with ``"X"`` where the target stands inside them;
    for a noun `prepositions` come before its target.
    """

    lemma: str
    words: tuple[str, ...] = ()
    prepositions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """A relationship type: its stance score in [-1, 1] or None, how it reads, and the words that tell of it."""

    name: str
    caption: str
    score: float | None = None
    verbs: tuple[Trigger, ...] = ()
    nouns: tuple[Trigger, ...] = ()
    actors: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()
    symmetric: bool = False
    standing: bool = False
    no_target: bool = False
    state_act: bool = False
    """Whether only a state does it, so that an act without an agent is some state's."""


@dataclass(frozen=True, slots=True)
class Ontology:
    """Every entity type and relation, by name."""

    types: Mapping[str, EntityType]
    relations: Mapping[str, Relation]

    def is_state(self, type_: str) -> bool:
        """Whether entities of this type act with the power of a state."""
        return self.types[type_].state


TYPE_KEYS = {"holds", "state"}
RELATION_KEYS = {
    "caption",
    "score",
    "verbs",
    "nouns",
    "actors",
    "targets",
    "symmetric",
    "standing",
    "no_target",
    "state_act",
}


@cache
def ontology() -> Ontology:
    """The ontology of the project, read once."""
    source = files("graph") / "ontology.yaml"
    return parse(source.read_text(encoding="utf-8"), origin="ontology.yaml")


def read(path: Path) -> Ontology:
    """The ontology in a file.

    Raises:
        VocabularyError: it is wrong; names the file and the key.
    """
    return parse(path.read_text(encoding="utf-8"), origin=str(path))


def parse(text: str, *, origin: str) -> Ontology:
    """The ontology in a YAML text.

    Raises:
        VocabularyError: it is wrong; names `origin` and the key.
    """
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise VocabularyError(f"{origin}: not YAML: {error}") from error
    if not isinstance(data, dict) or set(data) != {"entity_types", "relations"}:
        raise VocabularyError(f"{origin}: must have the keys entity_types and relations, and no others")
    types = {name: _entity_type(name, body, origin) for name, body in _mapping(data, "entity_types", origin).items()}
    relations = {
        name: _relation(name, body, types, origin) for name, body in _mapping(data, "relations", origin).items()
    }
    if both := {name.upper() for name in types} & set(relations):
        raise VocabularyError(f"{origin}: {sorted(both)[0]} is both an entity type and a relation")
    return Ontology(types, relations)


def _mapping(data: dict[str, Any], key: str, origin: str) -> dict[str, Any]:
    value = data[key]
    if not isinstance(value, dict) or not value:
        raise VocabularyError(f"{origin}: {key}: must be a mapping of names")
    return value


def _known_keys(body: Any, known: set[str], where: str) -> None:
    if not isinstance(body, dict):
        raise VocabularyError(f"{where}: must be a mapping")
    if unknown := set(body) - known:
        raise VocabularyError(f"{where}.{sorted(map(str, unknown))[0]}: unknown key; known: {', '.join(sorted(known))}")


def _entity_type(name: str, body: Any, origin: str) -> EntityType:
    where = f"{origin}: entity_types.{name}"
    if not name.isidentifier() or not name[0].isupper() or name.isupper():
        raise VocabularyError(f"{where}: a type is written in CamelCase")
    _known_keys(body, TYPE_KEYS, where)
    if not isinstance(body.get("holds"), str):
        raise VocabularyError(f"{where}.holds: say what it holds")
    return EntityType(name, body["holds"], _flag(body, "state", where))


def _relation(name: str, body: Any, types: Mapping[str, EntityType], origin: str) -> Relation:
    where = f"{origin}: relations.{name}"
    if not name.isidentifier() or not name.isupper():
        raise VocabularyError(f"{where}: a relation is written in UPPER_CASE")
    _known_keys(body, RELATION_KEYS, where)
    score = body.get("score")
    if score is not None and (isinstance(score, bool) or not isinstance(score, int | float) or not -1 <= score <= 1):
        raise VocabularyError(f"{where}.score: {score!r} is not a number from -1 to 1")
    caption = body.get("caption")
    if not isinstance(caption, str) or "{actor}" not in caption:
        raise VocabularyError(f"{where}.caption: must be a text with {{actor}}")
    no_target = _flag(body, "no_target", where)
    if ("{target}" in caption) == no_target:
        raise VocabularyError(f"{where}.caption: has {{target}} unless the relation has no_target")
    verbs = tuple(_trigger(text, f"{where}.verbs", noun=False) for text in _strings(body, "verbs", where))
    nouns = tuple(_trigger(text, f"{where}.nouns", noun=True) for text in _strings(body, "nouns", where))
    if not verbs and not nouns:
        raise VocabularyError(f"{where}: needs verbs or nouns that tell of it")
    sides = {}
    for side in ("actors", "targets"):
        sides[side] = frozenset(_strings(body, side, where))
        if unknown := sides[side] - set(types):
            raise VocabularyError(f"{where}.{side}: {sorted(unknown)[0]} is not an entity type")
    return Relation(
        name,
        caption,
        None if score is None else float(score),
        verbs,
        nouns,
        sides["actors"],
        sides["targets"],
        _flag(body, "symmetric", where),
        _flag(body, "standing", where),
        no_target,
        _flag(body, "state_act", where),
    )


def _flag(body: dict[str, Any], key: str, where: str) -> bool:
    value = body.get(key, False)
    if not isinstance(value, bool):
        raise VocabularyError(f"{where}.{key}: must be true or false")
    return value


def _strings(body: dict[str, Any], key: str, where: str) -> list[str]:
    value = body.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise VocabularyError(f"{where}.{key}: must be a list of texts")
    if len(set(value)) != len(value):
        raise VocabularyError(f"{where}.{key}: {next(v for v in value if value.count(v) > 1)!r} stands twice")
    return value


def _trigger(text: str, where: str, *, noun: bool) -> Trigger:
    first, *rest = text.replace(" - ", "-").split()
    if not noun:
        if rest.count("X") > 1:
            raise VocabularyError(f"{where}: {text!r} has more than one X")
        return Trigger(first.casefold(), tuple(word if word == "X" else word.casefold() for word in rest))
    # a noun may be several words (export control); only its last word carries prepositions
    prepositions = tuple(rest.pop().split("|")) if rest else ()
    *before, head = [first, *rest]
    return Trigger(head.casefold(), tuple(word.casefold() for word in before), prepositions)
