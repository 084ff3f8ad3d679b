"""Saved questions: Cypher with a purpose and typed parameters, which a person fills in with words.

The second line of a question may be ``// params: firm: entity = Alibaba, since: date = 2020-01-01``: names, types and
defaults. A type is one of TYPES; an entity is given by its name, an alias or its id.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import cypher
from graph.errors import InputError
from graph.store import Store

TYPES = ("entity", "date", "number", "text")
_PARAM = re.compile(r"(?P<name>[a-z_]+): (?P<type>[a-z]+) = (?P<default>.+)")
_LUCENE = re.compile(r'[+\-&|!(){}\[\]^"~*?:\\/<>=]')


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question asks for: its name in the statement, its type, and what is taken when nothing is given."""

    name: str
    type: str
    default: str


@dataclass(frozen=True, slots=True)
class Question:
    """A saved question."""

    name: str
    purpose: str
    text: str
    parameters: tuple[Parameter, ...] = ()


def questions() -> tuple[Question, ...]:
    """Every saved question, by name."""
    return tuple(parse(statement) for statement in cypher.statements("questions"))


def question(name: str) -> Question:
    """The saved question of a name.

    Raises:
        InputError: there is none.
    """
    for one in questions():
        if one.name == name:
            return one
    raise InputError(f"There is no saved question {name!r}; `policysignal query --list` lists them all.")


def parse(statement: cypher.Statement) -> Question:
    """A statement as a question.

    Raises:
        ValueError: its line of parameters is not well formed, or is not what its text uses.
    """
    name = statement.name.rpartition("/")[2]
    second = statement.text.splitlines()[1] if statement.text.count("\n") else ""
    parameters: list[Parameter] = []
    if second.startswith("// params: "):
        for part in re.split(r", (?=[a-z_]+: )", second.removeprefix("// params: ")):
            found = _PARAM.fullmatch(part.strip())
            if not found or found["type"] not in TYPES:
                raise ValueError(f"{statement.name}: {part!r} is not `name: {'|'.join(TYPES)} = default`")
            parameters.append(Parameter(found["name"], found["type"], found["default"].strip()))
    used = set(re.findall(r"\$([a-z_]+)", re.sub(r"//[^\n]*", "", statement.text)))
    if used != {one.name for one in parameters} or len(used) != len(parameters):
        raise ValueError(f"{statement.name}: uses {sorted(used)}, and its params are {[p.name for p in parameters]}")
    return Question(name, statement.purpose, statement.text, tuple(parameters))


def bind(store: Store, asked: Question, given: Mapping[str, str]) -> dict[str, Any]:
    """The values of a question's parameters: what is given, as text, else the defaults.

    Raises:
        InputError: a value does not fit its type, names no entity, or the question has no such parameter.
    """
    if unknown := sorted(set(given) - {one.name for one in asked.parameters}):
        has = ", ".join(one.name for one in asked.parameters) or "none"
        raise InputError(f"{asked.name} has no parameter {unknown[0]!r}; it has: {has}.")
    return {one.name: value(store, one, given.get(one.name, one.default)) for one in asked.parameters}


def value(store: Store, parameter: Parameter, text: str) -> Any:
    """The value that a text gives to a parameter.

    Raises:
        InputError: it does not fit the type, or names no entity.
    """
    if parameter.type == "entity":
        return find_entity(store, text)
    try:
        if parameter.type == "date":
            return dt.date.fromisoformat(text.strip())
        return int(text) if parameter.type == "number" else text
    except ValueError:
        like = "a date such as 2020-11-03" if parameter.type == "date" else "a whole number"
        raise InputError(f"{parameter.name} is {text!r}: it must be {like}.") from None


def find_entity(store: Store, text: str) -> str:
    """The id of the entity that a person means by an id, a name or an alias; letter case does not matter.

    Of several with that very name the one with most acts is taken.

    Raises:
        InputError: there is none; names those that come near.
    """
    wanted = " ".join(text.split()).casefold()
    words = " ".join(f'"{word}"' for word in _LUCENE.sub(" ", text).split())
    rows = store.read("explore/find_entities", text=text.strip(), words=words) if words else []
    exact = [
        row
        for row in rows
        if wanted
        in (row["id"].casefold(), row["name"].casefold(), *(alias.casefold() for alias in row["aliases"] or ()))
    ]
    if exact:
        # an id or a name goes before an alias
        best = max(exact, key=lambda row: (wanted in (row["id"].casefold(), row["name"].casefold()), row["acts"]))
        found: str = best["id"]
        return found
    near = ", ".join(row["name"] for row in rows[:5])
    raise InputError(f"The graph has no entity {text!r}." + (f" Did you mean: {near}?" if near else ""))
