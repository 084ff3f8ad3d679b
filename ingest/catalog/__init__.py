"""The known actors: names, aliases, types, roles with dates, owners and sectors, read from the YAML files here."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from graph.errors import InputError, VocabularyError
from graph.model import Entity, entity_id
from graph.ontology import Ontology, ontology

KEYS = {
    "name",
    "type",
    "aliases",
    "ambiguous",
    "metonyms",
    "demonyms",
    "descriptions",
    "jurisdiction",
    "parent",
    "sectors",
    "state",
    "roles",
}
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C reader takes a tenth of the time, where PyYAML has it."""
Row = tuple[str, dict[str, Any]]
"""Where an actor stands, for messages, and what its file says."""
LISTS = ("aliases", "ambiguous", "metonyms", "demonyms", "descriptions", "sectors")


@dataclass(frozen=True, slots=True)
class Role:
    """What a person is or was at a body, firm or country, from the first to the last day known."""

    title: str
    of: str
    """The id of the body, firm or country."""
    start: dt.date | None = None
    end: dt.date | None = None

    def held_on(self, day: dt.date | None) -> bool:
        """Whether it was held on a day; without a day, whether it is held still."""
        if day is None:
            return self.end is None
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Entry:
    """One actor of the catalog."""

    entity: Entity
    ambiguous: tuple[str, ...] = ()
    """Names that others carry too."""
    metonyms: tuple[str, ...] = ()
    """Expressions that mean a state when they act."""
    demonyms: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    origin: str = ""


@dataclass(frozen=True)
class Catalog:
    """Every known actor by id."""

    entries: Mapping[str, Entry]

    def entity(self, id_: str) -> Entity:
        """The entity of an id."""
        return self.entries[id_].entity

    @cached_property
    def offices(self) -> Mapping[str, list[tuple[Entity, Role]]]:
        """Who holds or held an office, by its title in lower case."""
        found: dict[str, list[tuple[Entity, Role]]] = defaultdict(list)
        for entry in self.entries.values():
            for role in entry.roles:
                found[role.title.lower()].append((entry.entity, role))
        return dict(found)

    @cached_property
    def people_of(self) -> Mapping[str, tuple[str, ...]]:
        """What the people of a jurisdiction are called: its first entry with demonyms."""
        found: dict[str, tuple[str, ...]] = {}
        for entry in self.entries.values():
            if entry.demonyms:
                found.setdefault(entry.entity.jurisdiction, entry.demonyms)
        return found

    @cached_property
    def relatives(self) -> Mapping[str, frozenset[str]]:
        """The ids that a parent or a role binds to an id, either way; countries and sectors bind nobody."""
        found: dict[str, set[str]] = defaultdict(set)
        for id_, entry in self.entries.items():
            for above in {entry.entity.parent, *(role.of for role in entry.roles)} - {""}:
                found[id_].add(above)
                found[above].add(id_)
        wide = {id_ for id_, entry in self.entries.items() if entry.entity.type in ("Country", "Sector")}
        return {id_: frozenset(near - wide) for id_, near in found.items()}

    def upward(self, id_: str) -> list[Entity]:
        """What an entity rolls up to: its sectors, its parent, theirs, and so on."""
        found: dict[str, Entity] = {}
        todo = [id_]
        while todo:
            entry = self.entries.get(todo.pop())
            if entry is None:
                continue
            for above in (*entry.entity.sectors, entry.entity.parent):
                if above and above not in found:
                    found[above] = self.entries[above].entity
                    todo.append(above)
        return list(found.values())


def load(extra: Iterable[Path] = (), *, vocabulary: Ontology | None = None) -> Catalog:
    """The catalog of the project, with the files or folders in `extra` added to it.

    An entry of an extra file with the name and type of a known one replaces it.

    Raises:
        InputError: an extra path cannot be read.
        VocabularyError: an entry is wrong; names the file and the key.
    """
    vocabulary = vocabulary or ontology()
    own = sorted((f for f in files(__name__).iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    rows = [row for f in own for row in _rows(f.read_text(encoding="utf-8"), f.name)]
    added = []
    for path in extra:
        found = sorted(path.rglob("*.y*ml")) if path.is_dir() else [path]
        if not found:
            raise InputError(f"{path}: no .yaml file in this folder")
        for f in found:
            try:
                added += _rows(f.read_text(encoding="utf-8"), str(f))
            except (OSError, UnicodeDecodeError) as error:
                raise InputError(f"{f}: the catalog file cannot be read: {error}") from error
    return _build(rows, added, vocabulary)


def with_names(catalog: Catalog, names: Mapping[str, Iterable[str]]) -> Catalog:
    """A catalog whose actors have further names, by id; names of other actors and ids it does not have are left out."""
    if not names:
        return catalog
    taken = {_folded(name) for entry in catalog.entries.values() for name in (*_own(entry), *entry.ambiguous)}
    entries = dict(catalog.entries)
    for id_, more in names.items():
        if entry := entries.get(id_):
            new = [name for name in dict.fromkeys(more) if _folded(name) not in taken]
            taken |= {_folded(name) for name in new}
            entity = replace(entry.entity, aliases=(*entry.entity.aliases, *new))
            entries[id_] = replace(entry, entity=entity)
    return Catalog(entries)


def _rows(text: str, origin: str) -> list[Row]:
    try:
        data = yaml.load(text, Loader=LOADER)
    except yaml.YAMLError as error:
        raise VocabularyError(f"{origin}: not YAML: {error}") from error
    if data is None:
        return []
    if not isinstance(data, list):
        raise VocabularyError(f"{origin}: must be a list of actors")
    return [_row(row, number, origin) for number, row in enumerate(data, 1)]


def _row(row: Any, number: int, origin: str) -> Row:
    if not isinstance(row, dict) or not isinstance(row.get("name"), str) or not row["name"].strip():
        raise VocabularyError(f"{origin}: entry {number}: name: every actor needs one")
    where = f"{origin}: {row['name']}"
    if unknown := set(row) - KEYS:
        raise VocabularyError(f"{where}: {sorted(map(str, unknown))[0]}: unknown key")
    for key in LISTS:
        value = row.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            raise VocabularyError(f"{where}: {key}: must be a list of texts")
    if not isinstance(row.get("roles", []), list):
        raise VocabularyError(f"{where}: roles: must be a list")
    if not isinstance(row.get("parent") or "", str):
        raise VocabularyError(f"{where}: parent: must be a text")
    return where, row


def _build(rows: list[Row], added: list[Row], vocabulary: Ontology) -> Catalog:
    known = _by_id(rows, added, vocabulary)
    by_name: dict[str, list[str]] = defaultdict(list)
    for id_, (_, row) in known.items():
        by_name[row["name"]].append(id_)

    def reference(name: str, key: str, where: str, *types: str) -> str:
        found = [i for i in by_name.get(name, []) if not types or known[i][1]["type"] in types]
        if not found:
            kind = f" of type {' or '.join(types)}" if types else ""
            raise VocabularyError(f"{where}: {key}: there is no actor{kind} called {name!r}")
        return found[0]

    entries: dict[str, Entry] = {}
    for id_, (where, row) in known.items():
        roles = tuple(_role(r, where, reference) for r in row.get("roles", []))
        state = vocabulary.is_state(row["type"]) or bool(row.get("state", False))
        if row["type"] == "Person":
            bodies = [known[role.of][1] for role in roles]
            state = any(vocabulary.is_state(b["type"]) or (b["type"] == "Place" and b.get("state")) for b in bodies)
        entity = Entity(
            id=id_,
            name=row["name"],
            type=row["type"],
            aliases=tuple(row.get("aliases", [])),
            jurisdiction=str(row.get("jurisdiction", "")),
            known=True,
            parent=reference(row["parent"], "parent", where) if row.get("parent") else "",
            sectors=tuple(reference(s, "sectors", where, "Sector") for s in row.get("sectors", [])),
            state=state,
        )
        names = {key: tuple(row.get(key, [])) for key in ("ambiguous", "metonyms", "demonyms", "descriptions")}
        entries[id_] = Entry(entity, **names, roles=roles, origin=where)
    _check_aliases(entries)
    return Catalog(entries)


def _by_id(rows: list[Row], added: list[Row], vocabulary: Ontology) -> dict[str, Row]:
    known: dict[str, Row] = {}
    for replaces, part in ((False, rows), (True, added)):
        for where, row in part:
            type_ = row.get("type")
            if not isinstance(type_, str) or type_ not in vocabulary.types:
                raise VocabularyError(f"{where}: type: {type_!r} is none of {', '.join(vocabulary.types)}")
            id_ = entity_id(type_, row["name"])
            if id_ in known and not replaces:
                raise VocabularyError(f"{where}: name: {known[id_][0]} has the same name and type")
            known[id_] = (where, row)
    return known


def _role(row: Any, where: str, reference: Callable[[str, str, str], str]) -> Role:
    if not isinstance(row, dict) or set(row) - {"title", "of", "from", "to"} or not {"title", "of"} <= set(row):
        raise VocabularyError(f"{where}: roles: each has title and of, and may have from and to")
    if not isinstance(row["of"], str):
        raise VocabularyError(f"{where}: roles.of: must be a text")
    of = reference(row["of"], "roles.of", where)
    return Role(str(row["title"]), of, _day(row.get("from"), where, last=False), _day(row.get("to"), where, last=True))


def _day(value: Any, where: str, *, last: bool) -> dt.date | None:
    """The first (or last) day of YYYY, YYYY-MM or YYYY-MM-DD."""
    if value is None:
        return None
    if isinstance(value, dt.date):
        return value
    parts = str(value).split("-")
    try:
        year, month, day = (int(p) for p in [*parts, *(["12", "31"] if last else ["1", "1"])[len(parts) - 1 :]])
        if last and len(parts) == 2:
            return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
        return dt.date(year, month, day)
    except ValueError as error:
        raise VocabularyError(f"{where}: roles: {value!r} is not a date like 2018-03-14, 2018-03 or 2018") from error


def _check_aliases(entries: Mapping[str, Entry]) -> None:
    """A name that two actors share is an error unless each lists it under `ambiguous`."""
    owners: dict[str, str] = {}
    for id_, entry in entries.items():
        for name in _own(entry):
            other = owners.setdefault(_folded(name), id_)
            if other != id_:
                raise VocabularyError(
                    f"{entry.origin}: aliases: {name!r} is also a name of {entries[other].entity.name} "
                    f"({entries[other].origin}); list it under `ambiguous` in both, or leave it out of one"
                )
    for entry in entries.values():
        for name in entry.ambiguous:
            holder = owners.get(_folded(name))
            if holder is not None and entries[holder].entity.name != name:
                raise VocabularyError(
                    f"{entry.origin}: ambiguous: {name!r} is an alias of {entries[holder].entity.name} "
                    f"({entries[holder].origin}); list it under `ambiguous` there too"
                )


def _own(entry: Entry) -> tuple[str, ...]:
    return (entry.entity.name, *entry.entity.aliases, *entry.metonyms, *entry.demonyms, *entry.descriptions)


def _folded(name: str) -> str:
    """How aliases are compared: capitals count in short names (US is not us), not in long ones."""
    return name if len(name) <= 4 else name.casefold()
