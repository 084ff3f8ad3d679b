"""The form of an answer: made of the ontology, asked for as JSON, and read back as far as it is whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, WithJsonSchema, create_model
from pydantic_core import from_json

from graph.model import Status
from graph.ontology import Ontology

MOST = 80
"""Triples of one answer that are looked at: who tells more of one window goes round in circles."""


class Told(BaseModel):
    """One triple as it was told; nothing in it is believed yet."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    subject: str = Field(min_length=1, max_length=200)
    subject_type: str | None = None
    relation: str = Field(min_length=1, max_length=60)
    object: str | None = Field(default=None, max_length=200)
    object_type: str | None = None
    status: Status
    quote: str = Field(min_length=1, max_length=2000)
    when: str | None = Field(default=None, max_length=200)
    amount: str | None = Field(default=None, max_length=100)


@dataclass(frozen=True, slots=True)
class Answer:
    """The triples of an answer that are whole, and what is wrong with the rest of it; empty where nothing is."""

    triples: tuple[Told, ...] = ()
    wrong: tuple[str, ...] = ()
    readable: bool = True
    """Whether it is an answer at all: an object with a list of triples, if only the beginning of one."""


def answer_schema(vocabulary: Ontology) -> dict[str, Any]:
    """The JSON schema of an answer, with the relations and types of the ontology as the only words allowed."""

    def one_of(names: Mapping[str, Any], *, or_null: bool = False) -> Any:
        words: dict[str, Any] = {"type": "string", "enum": list(names)}
        return WithJsonSchema({"anyOf": [words, {"type": "null"}]} if or_null else words)

    told = create_model(
        "Triple",
        __base__=Told,
        subject_type=Annotated[str | None, one_of(vocabulary.types, or_null=True)],
        relation=Annotated[str, one_of(vocabulary.relations)],
        object_type=Annotated[str | None, one_of(vocabulary.types, or_null=True)],
    )
    whole = create_model("Answer", triples=list[told])  # type: ignore[valid-type]
    schema: dict[str, Any] = _strict(whole.model_json_schema())
    return schema


def _strict(schema: Any) -> Any:
    """As servers with structured output ask for it: every key required, no others, no limits or defaults."""
    if isinstance(schema, list):
        return [_strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {
        key: _strict(value)
        for key, value in schema.items()
        if key not in ("default", "title", "minLength", "maxLength", "description") or isinstance(value, dict)
    }
    if "properties" in kept:
        kept |= {"required": list(kept["properties"]), "additionalProperties": False}
    return kept


def read_answer(text: str) -> Answer:
    """The triples of an answer: of one that is cut off or holds words around its JSON, those that are whole."""
    body, cut = _object_in(text)
    if body is None:
        return Answer(wrong=("no JSON in it",), readable=False)
    rows = body.get("triples") if isinstance(body, dict) else body
    if not isinstance(rows, list):
        return Answer(wrong=('no list "triples" in it',), readable=False)
    wrong = ["cut off"] if cut else []
    if len(rows) > MOST:
        wrong.append(f"goes on after {MOST} triples")
    if cut:
        rows = rows[:-1]  # it may be cut off anywhere
    triples: dict[str, Told] = {}
    for row in rows[:MOST]:
        try:
            told = Told.model_validate(row)
        except ValidationError as error:
            first = error.errors()[0]
            wrong.append(f"{'.'.join(map(str, first['loc'])) or 'triple'}: {first['msg']}")
        else:
            triples.setdefault(told.model_dump_json(), told)
    return Answer(tuple(triples.values()), tuple(wrong))


def _object_in(text: str) -> tuple[Any, bool]:
    """The first JSON value of a text that may be an answer, and whether it is cut off; None without one."""
    for start in _starts(text):
        try:
            value, _ = json.JSONDecoder().raw_decode(text, start)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict) and "triples" in value:
            return value, False
        if isinstance(value, list) and (not value or isinstance(value[0], dict)) and start == next(_starts(text)):
            return value, False
    for start in _starts(text):
        try:
            value = from_json(text[start:].encode(errors="replace"), allow_partial=True)
        except ValueError:
            continue
        if isinstance(value, dict) and "triples" in value:
            return value, True
    try:
        return json.loads(text), False
    except (ValueError, RecursionError):
        return None, False


def _starts(text: str) -> Iterator[int]:
    """Where a value may begin; of a long tail of braces the first few."""
    found = (at for at, character in enumerate(text) if character in "{[")
    yield from (at for at, _ in zip(found, range(50), strict=False))
