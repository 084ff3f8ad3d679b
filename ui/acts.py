"""The acts that a command asks for, from a file of events or from the graph, with those whom it names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from graph.errors import InputError
from graph.model import Entity, Skipped
from graph.stance import rollup
from graph.stance.acts import Act
from graph.stance.constants import project

ISSUER = "China"
"""Whose acts are asked for when nobody is named."""


@dataclass(frozen=True, slots=True)
class Given:
    """Acts, and the target and the issuer that were asked for; None is everybody."""

    acts: list[Act]
    entities: Mapping[str, Entity]
    target: Entity | None
    issuer: Entity | None
    texts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """By event of a file: what its row says, and its address."""
    skipped: Sequence[Skipped] = ()
    notes: Sequence[str] = ()

    @property
    def own(self) -> list[Act]:
        """The acts of the issuer alone."""
        if self.issuer is None:
            return self.acts
        return [act for act in self.acts if rollup.speaks_for(act.actor, self.issuer, self.entities)]


def given(events: Path | None, *, target: str = "", issuer: str = ISSUER) -> Given:
    """The acts of a file of events, or of the graph without one; names are given by a person.

    Raises:
        InputError: nobody has such a name, or the file cannot be read.
        DatabaseError: the graph cannot be reached.
    """
    return from_file(events, target=target, issuer=issuer) if events else _from_graph(target=target, issuer=issuer)


def from_file(path: Path, *, target: str = "", issuer: str = ISSUER) -> Given:
    """The acts of a file of events."""
    from graph.stance.acts import acts_of
    from ingest import catalog
    from ingest.sources.timelines import find_name, names_of, read_timeline

    actors = catalog.load()
    names = names_of(actors)
    by = find_name(issuer, names) if issuer else None
    if issuer and by is None:
        raise InputError(f"Nobody is called {issuer!r} in the catalog. Name a state, a body or a person, as China.")
    told = read_timeline(path, catalog=actors, issuer=_state(by, names))
    acts = acts_of(told.reports, told.entities, states=told.actors, together=told.together)
    names = names_of(actors, told.entities.values())
    towards = find_name(target, names) if target else None
    if target and towards is None:
        raise InputError(
            f"Nobody is called {target!r}, neither in {path} nor in the catalog. Leave --target out for all targets."
        )
    entities = {id_: entry.entity for id_, entry in actors.entries.items()} | dict(told.entities)
    texts = {act.id: told.texts[act.reports[0].article] for act in acts}
    return Given(acts, entities, towards, by, texts, told.skipped, told.notes)


def _state(issuer: Entity | None, names: Mapping[str, Entity]) -> Entity:
    """The state that an issuer speaks for."""
    states = (one for one in names.values() if one.type == "Country")
    if issuer is None or issuer.type == "Country":
        return issuer or names[ISSUER.casefold()]
    return next((one for one in states if one.jurisdiction == issuer.jurisdiction and not one.parent), issuer)


def _from_graph(*, target: str, issuer: str) -> Given:
    from graph.questions import find_entity
    from graph.settings import Settings
    from graph.stance.read import read_acts, read_entities
    from graph.store import open_store
    from ui.commands.db import shown_progress

    with shown_progress() as report, open_store(Settings.from_environment(), progress=report) as store:
        ids = [find_entity(store, name) if name else "" for name in (target, issuer)]
        entities = read_entities(store, [id_ for id_ in ids if id_])
        towards, by = (entities[id_] if id_ else None for id_ in ids)
        acts = read_acts(store, target=towards, issuer=by, entities=entities, constants=project())
        return Given(acts, entities, towards, by)


def period(acts: Sequence[Act], first: str, last: str) -> tuple[dt.date, dt.date]:
    """The days that a person asks for; what they leave open goes from the first act to the last word on any.

    Raises:
        InputError: a text is no date, or there is no act to go by.
    """
    days = [day for act in acts for day in (act.date.start, act.published) if day]
    days += [one.published for act in acts for one in act.reports if one.published]
    if not days and not (first and last):
        raise InputError("No act of this issuer towards this target. Try a sector, its owner, or leave --target out.")
    begin = read_day(first, "--from") if first else min(days)
    return begin, read_day(last, "--to") if last else max(*days, begin)


def read_day(text: str, option: str) -> dt.date:
    """A day that a person writes.

    Raises:
        InputError: it is none; names the option.
    """
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise InputError(f"{option} {text!r}: write a day such as 2020-11-03.") from None
