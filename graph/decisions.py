"""What people decided about the graph: an append-only file beside it, one decision a line, each with who, when and why.

A decision is never changed or deleted: another one takes it back. The graph is a function of its articles and of the
decisions that stand, so the file replayed on a fresh graph gives the same graph.
"""

from __future__ import annotations

import datetime as dt
import getpass
import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from graph.errors import InputError
from graph.model import Claim, Entity, Status
from graph.ontology import ontology

FILE = "decisions.jsonl"


class Kind(StrEnum):
    """What is decided."""

    SAME = "same"
    """`other` is `entity`: what is told of it is told of that one."""
    DIFFERENT = "different"
    """They are two, whatever their names."""
    RENAME = "rename"
    """`entity` goes by this name."""
    RETYPE = "retype"
    """`other` is of another type: `entity` takes its place."""
    SPLIT = "split"
    """What `articles` tell of `other` is told of `entity`, a namesake."""
    CONFIRM = "confirm"
    """What is reported at `places` is right."""
    REJECT = "reject"
    """What is reported at `places` is wrong and is left out."""
    CORRECT = "correct"
    """What is reported at `places` is another act: that of `correction`."""
    UNDO = "undo"
    """The decision `undoes` is taken back."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where an article reports something: what stays when entities are merged and articles are read anew."""

    article: str
    relation: str
    subject: str
    object: str
    start: int
    end: int
    """The ids are those that the article was read with."""

    @classmethod
    def of(cls, claim: Claim) -> Place:
        """Where a claim, as it was read, stands."""
        target = claim.object.id if claim.object else ""
        return cls(claim.article, claim.relation, claim.subject.id, target, claim.start, claim.end)


@dataclass(frozen=True, slots=True)
class Correction:
    """What a sentence tells instead; what is left empty was read rightly."""

    relation: str = ""
    status: Status | None = None
    turned: bool = False
    """Whether the target acts on the actor."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; `entity` and `other` are as they were known when it was made."""

    kind: Kind
    why: str = ""
    entity: Entity | None = None
    other: Entity | None = None
    articles: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    undoes: str = ""
    correction: Correction | None = None
    who: str = ""
    when: str = ""
    """Time in UTC, ISO 8601."""
    id: str = field(default="", compare=False)

    @property
    def entities(self) -> tuple[str, ...]:
        """The ids of the entities that it is about."""
        return tuple(one.id for one in (self.entity, self.other) if one is not None)

    def __str__(self) -> str:
        """In a few words: ``Acme Ltd is Acme Group``."""
        one = self.entity.name if self.entity else ""
        two = self.other.name if self.other else ""
        reports = f"{len(self.places)} report{'' if len(self.places) == 1 else 's'}"
        return {
            Kind.SAME: f"{two} is {one}",
            Kind.DIFFERENT: f"{two} is not {one}",
            Kind.RENAME: f"{self.entity.id if self.entity else ''} is called {one}",
            Kind.RETYPE: f"{two} is a {self.entity.type if self.entity else ''}",
            Kind.SPLIT: f"{two} of {len(self.articles)} article{'' if len(self.articles) == 1 else 's'} is {one}",
            Kind.CONFIRM: f"{reports} confirmed: {self.why}",
            Kind.REJECT: f"{reports} rejected: {self.why}",
            Kind.CORRECT: f"{reports} corrected: {self.why}",
            Kind.UNDO: f"{self.undoes} taken back",
        }[self.kind]


def read(path: Path) -> tuple[Decision, ...]:
    """Every decision in the order in which they were made, those that were taken back too; none without a file.

    Raises:
        InputError: the file cannot be read, or a line is no decision; names the line.
    """
    if not path.exists():
        return ()
    found = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: the decisions cannot be read: {error}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(_parse(json.loads(line)))
        except (ValueError, TypeError, KeyError) as error:
            raise InputError(
                f"{path}: line {number} is no decision ({error}). Nothing was changed; mend or remove that line."
            ) from error
    return tuple(found)


def append(path: Path, decision: Decision) -> Decision:
    """Write a decision at the end of the file, on the disk when this returns; it with its id, who and when.

    Raises:
        InputError: the file cannot be written.
    """
    now = dt.datetime.now(dt.UTC)
    made = replace(
        decision,
        id=decision.id or f"{now:%Y%m%d}-{secrets.token_hex(3)}",
        who=decision.who or _user(),
        when=decision.when or now.isoformat(timespec="seconds"),
    )
    line = json.dumps(_row(made), ensure_ascii=False) + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        torn = path.exists() and path.stat().st_size > 0 and not path.read_bytes().endswith(b"\n")
        with path.open("a", encoding="utf-8") as file:
            file.write("\n" + line if torn else line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise InputError(f"{path}: the decision cannot be written: {error}. Nothing was changed.") from error
    return made


def standing(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Those that hold: neither taken back nor taking back. Who takes an undo back has the decision again."""
    undone: set[str] = set()
    for decision in reversed(decisions):
        if decision.kind is Kind.UNDO and decision.id not in undone:
            undone.add(decision.undoes)
    return tuple(one for one in decisions if one.kind is not Kind.UNDO and one.id not in undone)


def learned_names(decisions: Sequence[Decision]) -> dict[str, tuple[str, ...]]:
    """Names that decisions gave to entities, by entity id: what the next extraction may recognise them by."""
    found: dict[str, list[str]] = {}
    for decision in standing(decisions):
        if decision.kind is Kind.SAME and decision.entity and decision.other:
            names = found.setdefault(decision.entity.id, [])
            # what was told of the other one before is told of this one now
            names += [decision.other.name, *decision.other.aliases, *found.get(decision.other.id, ())]
        elif decision.kind is Kind.RENAME and decision.entity:
            found.setdefault(decision.entity.id, []).extend(decision.entity.aliases)
    return {id_: tuple(dict.fromkeys(names)) for id_, names in found.items()}


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "somebody"


def _row(decision: Decision) -> dict[str, Any]:
    first = {"id": decision.id, "kind": decision.kind.value, "who": decision.who, "when": decision.when}
    return first | {name: value for name, value in asdict(decision).items() if value and name not in first}


def _parse(row: dict[str, Any]) -> Decision:
    known = {**row, "kind": Kind(row["kind"])}
    for name in ("id", "who", "when"):
        if not isinstance(row[name], str) or not row[name]:
            raise ValueError(f"it has no {name}")
    for name in ("entity", "other"):
        if row.get(name):
            known[name] = entity_of(row[name])
    if told := row.get("correction"):
        status = Status(told["status"]) if told.get("status") else None
        known["correction"] = Correction(**{**told, "status": status})
        if (relation := known["correction"].relation) and relation not in ontology().relations:
            raise ValueError(f"{relation!r} is no relation")
    known["articles"] = tuple(row.get("articles", ()))
    known["places"] = tuple(Place(**place) for place in row.get("places", ()))
    return Decision(**known)


def entity_of(row: dict[str, Any]) -> Entity:
    """An entity from its JSON."""
    lists = {name: tuple(row.get(name, ())) for name in ("aliases", "sectors")}
    return Entity(**{**row, **lists})
