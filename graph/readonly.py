"""Which Cypher a person may run in the console: what only reads the graph.

The plan of a statement is judged before it runs. This is one of two means that know nothing of each other: the other is
the READ access mode of the session, in which the server itself refuses writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph.errors import InputError

PROCEDURES = frozenset({"db.labels", "db.relationshiptypes", "db.propertykeys", "db.index.fulltext.querynodes"})
"""What may be called, in lower case, besides ``db.schema.*``: names and search, nothing that changes or reaches out."""
OPERATORS = {
    "loadcsv": "LOAD CSV reads files and addresses of the server",
    "terminatetransactions": "TERMINATE TRANSACTIONS ends what others run",
    "showsettings": "SHOW SETTINGS tells how the server is set up",
}
"""Operators of a plan, in lower case, that READ mode lets through and the console does not."""

_BLANK = re.compile(r"(?:\s|[\u001c-\u001f\u180e\u200b\ufeff]|//[^\n\r]*(?:[\n\r]|\Z)|/\*.*?\*/)+", re.DOTALL)
_OPTIONS = re.compile(r"CYPHER\b(?:\s+\d+)?(?:\s+\w+\s*=\s*\w+)*", re.IGNORECASE)
_MODE = re.compile(r"(EXPLAIN|PROFILE)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Request:
    """A statement with blanks in the place of its leading EXPLAIN or PROFILE, and which of them it had."""

    mode: str
    """``"explain"``, ``"profile"`` or empty."""
    text: str


def parse(text: str) -> Request:
    """Tell EXPLAIN and PROFILE from the statement they lead; a ``;`` after it goes.

    Every character keeps its place, so that the places in the server's complaints are those that the person sees.

    Raises:
        InputError: there is no statement, or it has both of them.
    """
    modes = []
    at = 0
    while True:
        if found := _BLANK.match(text, at) or _OPTIONS.match(text, at):
            at = found.end()
            continue
        if not (mode := _MODE.match(text, at)):
            break
        modes.append(mode[1].lower())
        text = text[:at] + " " * len(mode[1]) + text[mode.end() :]
        at = mode.end()
    text = text.rstrip().removesuffix(";").rstrip()
    if len(text) <= at:
        raise InputError("There is no statement to run.")
    if len(set(modes)) > 1:
        raise InputError("Write EXPLAIN or PROFILE before a statement, not both.")
    return Request(modes[0] if modes else "", text)


def may_call(procedure: str) -> bool:
    """Whether the console may call a procedure; letter case does not matter."""
    name = procedure.casefold()
    return name in PROCEDURES or name.startswith("db.schema.")


def check(query_type: str | None, plan: Mapping[str, Any] | None) -> None:
    """Let through what reads and does nothing else, by the EXPLAIN of a statement.

    Raises:
        InputError: the statement does more than read the graph; says what.
    """
    for operator in _operators(plan or {}):
        kind = operator["operatorType"].partition("@")[0].casefold()
        if kind in OPERATORS:
            raise InputError(f"Not run: {OPERATORS[kind]}, and the console only reads the graph.")
        if "procedure" in kind:
            details = str(operator.get("args", {}).get("Details", ""))
            name = details.partition("(")[0].strip()
            if not may_call(name):
                raise InputError(
                    f"Not run: the procedure {name or 'of this statement'} is not among those that the console may "
                    f"call ({', '.join(sorted(PROCEDURES))}, db.schema.*)."
                )
    if query_type != "r" or plan is None:
        raise InputError(
            "Not run: the console only reads, and this statement changes the graph, its schema or the server."
        )


def _operators(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    waiting = [plan] if plan else []
    while waiting:
        operator = waiting.pop()
        yield operator
        waiting.extend(operator.get("children", ()))
