"""The Cypher statements of the project: one a file, loaded by name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FOLDERS = ("schema", "load", "decide", "explore", "questions", "exchange")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: its name (folder/file without ending), purpose (its first line) and text."""

    name: str
    purpose: str
    text: str


@cache
def statement(name: str) -> Statement:
    """The statement called `name`, for example ``"load/merge_articles"``.

    Raises:
        KeyError: there is no such file.
        ValueError: its first line is not a ``// purpose``.
    """
    folder, _, stem = name.partition("/")
    source = files(__name__) / folder / f"{stem}.cypher"
    if folder not in FOLDERS or not stem.isidentifier() or not source.is_file():
        raise KeyError(name)
    text = source.read_text(encoding="utf-8")
    first = text.partition("\n")[0]
    if not first.startswith("// ") or not first[3:].strip():
        raise ValueError(f"{name}.cypher: the first line must be a // purpose")
    return Statement(name, first[3:].strip(), text)


@cache
def statements(folder: str) -> tuple[Statement, ...]:
    """Every statement of one of FOLDERS, by file name."""
    names = sorted(entry.name for entry in (files(__name__) / folder).iterdir() if entry.name.endswith(".cypher"))
    return tuple(statement(f"{folder}/{name.removesuffix('.cypher')}") for name in names)
