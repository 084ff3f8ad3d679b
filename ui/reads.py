"""What the pages read from the graph, as plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any, Protocol

import networkx as nx

from ui.wording import lucene


class Reader(Protocol):
    """The part of a store that the pages use."""

    def read(self, statement: str, /, **params: Any) -> list[dict[str, Any]]:
        """Run a statement of the project by name."""


@dataclass(frozen=True, slots=True)
class Act:
    """One event with the names of those in it; `target` is empty for a move that has none."""

    id: str
    relation: str
    date: dt.date | None
    precision: str
    status: str
    score: float | None
    confidence: float
    sources: int
    amount: str
    actor: str
    actor_name: str
    actor_type: str
    target: str
    target_name: str
    target_type: str
    against: int = 0
    """How many publishers say the opposite."""
    may_be: int = 0
    """Of how many other events it may be one, when its time fits several."""
    publishers: tuple[str, ...] = ()
    """Who prints it, where that was asked for."""


@dataclass(frozen=True, slots=True)
class Found:
    """An entity as the search box shows it."""

    id: str
    name: str
    type: str
    aliases: tuple[str, ...]
    acts: int


@dataclass(frozen=True, slots=True)
class Profile:
    """What an entity is."""

    id: str
    name: str
    type: str
    aliases: tuple[str, ...]
    jurisdiction: str
    known: bool
    parent: str
    parent_name: str
    sectors: tuple[str, ...]
    acts: int
    neighbours: int


@dataclass(frozen=True, slots=True)
class Report:
    """One article's words on an act; `quote_start` counts into `sentence` and is -1 when the sentence is not known."""

    act: str
    quote: str
    sentence: str
    quote_start: int
    status: str
    attributed_to: str
    confidence: float
    article: str
    title: str
    url: str
    publisher: str
    published: dt.date | None
    before: str = ""
    """What stands before the sentence, back to the paragraph or some hundred letters."""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """How much the graph holds."""

    entities: int
    acts: int
    articles: int
    first: dt.date | None
    last: dt.date | None


@dataclass(frozen=True, slots=True)
class Issuer:
    """A state whose bodies act: its country code, name and number of acts."""

    code: str
    name: str
    acts: int


AROUND = 300
"""Letters before and after a sentence that `explore/list_reports` gives."""
ACT_FIELDS = tuple(field.name for field in fields(Act) if field.name != "publishers")
TEXTS = frozenset(field.name for field in fields(Act) if field.type == "str")


def act(row: dict[str, Any]) -> Act:
    """An act from a row of the graph; a missing text is empty."""
    values: dict[str, Any] = {name: (row[name] or "") if name in TEXTS else row[name] for name in ACT_FIELDS}
    return Act(**values, publishers=tuple(filter(None, row.get("publishers", ()))))


def summary(store: Reader) -> Summary:
    """How much the graph holds."""
    return Summary(**store.read("explore/summarise_graph")[0])


def _found(rows: Iterable[dict[str, Any]]) -> list[Found]:
    return [
        Found(row["id"], row["name"] or row["id"], row["type"] or "", tuple(row["aliases"] or ()), row["acts"])
        for row in rows
    ]


def entities(store: Reader, *, limit: int) -> list[Found]:
    """The entities that take part in most acts."""
    return _found(store.read("explore/list_entities", limit=limit))


def search(store: Reader, text: str, *, limit: int = 8) -> list[Found]:
    """Entities by the words of a name or alias, Chinese ones and nearly written ones too."""
    words = lucene(text)
    exact = " ".join(text.split()).lower()
    return _found(store.read("explore/search_entities", words=words, text=exact, limit=limit)) if words else []


def profiles(store: Reader, ids: Collection[str]) -> dict[str, Profile]:
    """What some entities are, by id; those that are not in the graph are left out."""
    return {
        row["id"]: Profile(
            row["id"],
            row["name"] or row["id"],
            row["type"] or "",
            tuple(row["aliases"] or ()),
            row["jurisdiction"] or "",
            bool(row["known"]),
            row["parent"] or "",
            row["parent_name"] or "",
            tuple(row["sectors"]),
            row["acts"],
            row["neighbours"],
        )
        for row in store.read("explore/read_entities", ids=sorted(ids))
    }


def strongest_acts(store: Reader, *, limit: int = 28, latest: int = 400) -> list[Act]:
    """The acts to begin with: of the strongest latest ones, those that hang together, best first."""
    found = [act(row) for row in store.read("explore/list_strongest_acts", limit=4 * limit, latest=latest)]
    ties = nx.Graph((one.actor, one.target) for one in found)
    together = sorted(nx.connected_components(ties), key=len, reverse=True)
    place = {id_: at for at, ids in enumerate(together) for id_ in ids}
    return sorted(found, key=lambda one: place[one.actor])[:limit]


def acts_of(store: Reader, id_: str, *, limit: int = 40) -> list[Act]:
    """The acts that an entity does or suffers, the latest first."""
    return [act(row) for row in store.read("explore/list_acts_of", id=id_, limit=limit)]


def issuers(store: Reader) -> list[Issuer]:
    """The states whose bodies act in the graph, those with most acts first."""
    return [Issuer(**row) for row in store.read("explore/list_issuers")]


def reports(store: Reader, acts: Sequence[str]) -> dict[str, list[Report]]:
    """The reports of some acts, by act: the best evidence first."""
    found: dict[str, list[Report]] = {id_: [] for id_ in acts}
    for row in store.read("explore/list_reports", ids=list(acts)):
        found[row["act"]].append(report(row))
    return found


def report(row: dict[str, Any]) -> Report:
    """A report from a row of the graph, its quote found in its sentence."""
    quote, sentence = row["quote"] or "", row["sentence"] or ""
    start = -1
    if sentence and quote:
        start = (row["start"] or 0) - (row["sentence_start"] or 0)
        if sentence[max(start, 0) : max(start, 0) + len(quote)] != quote:
            start = sentence.find(quote)
    return Report(
        row["act"],
        quote,
        sentence,
        start,
        row["status"] or "",
        row["attributed_to"] or "",
        row["confidence"] or 0.0,
        row["article"],
        row["title"] or "",
        row["url"] or "",
        row["publisher"] or "",
        row["published"],
        *context(row.get("before") or "", row.get("after") or ""),
    )


def context(before: str, after: str) -> tuple[str, str]:
    """The text around a sentence, from a whole word and within its paragraph."""
    before, after = before.rpartition("\n\n")[2], after.partition("\n\n")[0]
    if len(before) >= AROUND:
        before = "…" + before.partition(" ")[2]
    if len(after) >= AROUND:
        after = after.rpartition(" ")[0] + "…"
    return before.lstrip(), after.rstrip()
