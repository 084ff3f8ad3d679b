"""An article as its page shows it: what the graph keeps of it, and its text cut where something is marked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ui.reads import Reader
from ui.wording import STATUS, caption, polarity, type_name

LISTED = 200
"""Articles in the list of the latest."""


@dataclass(frozen=True, slots=True)
class Triple:
    """One act as an article tells it; every offset counts into the text of the article."""

    claim: str
    event: str
    relation: str
    actor: str
    actor_name: str
    target: str
    target_name: str
    status: str
    event_status: str
    """As all articles together have it."""
    date: dt.date | None
    precision: str
    attributed_to: str
    amount: str
    score: float | None
    confidence: float
    sources: int
    against: int
    start: int
    end: int
    sentence_start: int
    sentence_end: int

    @property
    def caption(self) -> str:
        """How it reads: China halts Ant Group IPO."""
        return " ".join(caption(self.relation, self.actor_name, self.target_name).split())

    @property
    def sentence(self) -> tuple[int, int]:
        """Where its sentence stands; its quote, where the sentence is not known."""
        if self.sentence_start <= self.start <= self.end <= self.sentence_end and self.sentence_end:
            return self.sentence_start, self.sentence_end
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Named:
    """An entity that an article names, and where; no spans where only their number is known."""

    entity: str
    name: str
    type: str
    count: int
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Article:
    """An article of the graph."""

    id: str
    title: str
    text: str
    publisher: str
    author: str
    published: dt.date | None
    url: str
    origin: str
    version: str
    """The digest of its text."""
    loaded: dt.datetime | None
    triples: tuple[Triple, ...]
    named: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """An article as a list shows it."""

    id: str
    title: str
    publisher: str
    published: dt.date | None
    acts: int


def read_article(store: Reader, id_: str) -> Article | None:
    """The article of an id, of the beginning of one, or of an address; None where it is none or not the only one."""
    found = store.read("explore/find_articles", text=id_) if id_ else []
    if not found or (len(found) > 1 and found[0]["id"] != id_):
        return None
    row = store.read("explore/read_article", id=found[0]["id"])[0]
    return Article(
        found[0]["id"],
        row["title"] or "",
        row["text"] or "",
        row["publisher"] or "",
        row["author"] or "",
        row["published"],
        row["url"] or "",
        row["origin"] or "",
        row["digest"] or "",
        row["loaded"],
        tuple(_triple(one) for one in row["reports"]),
        tuple(_named(one) for one in row["named"]),
    )


def list_articles(store: Reader, *, limit: int = LISTED) -> list[Listed]:
    """The articles that were published last."""
    return [
        Listed(row["id"], row["title"] or row["id"], row["publisher"] or "", row["published"], row["acts"])
        for row in store.read("explore/list_articles", limit=limit)
    ]


def _triple(row: Mapping[str, Any]) -> Triple:
    return Triple(
        claim=row["claim"],
        event=row["event"],
        relation=row["relation"] or "",
        actor=row["actor_id"],
        actor_name=row["actor"] or row["actor_id"],
        target=row["target_id"] or "",
        target_name=row["target"] or row["target_id"] or "",
        status=row["status"] or "",
        event_status=row["event_status"] or "",
        date=row["date"],
        precision=row["date_precision"] or "",
        attributed_to=row["attributed_to"] or "",
        amount=row["amount"] or "",
        score=row["score"],
        confidence=row["confidence"] or 0.0,
        sources=row["sources"] or 1,
        against=row["against"] or 0,
        start=row["start"] or 0,
        end=row["end"] or 0,
        sentence_start=row["sentence_start"] or 0,
        sentence_end=row["sentence_end"] or 0,
    )


def _named(row: Mapping[str, Any]) -> Named:
    spans = zip(row["starts"] or (), row["ends"] or (), strict=False)
    return Named(row["entity"], row["name"] or row["entity"], row["type"] or "", row["count"] or 0, tuple(spans))


def marked(article: Article) -> list[list[dict[str, Any]]]:
    """The text as paragraphs of pieces, cut wherever a sentence, a quote or a name begins or ends.

    A piece has its `text` and, where it is in one, the `sentence` (the offset at which that begins), the `claims` whose
    quotes hold it, with the polarity and the status of the first, and the `entity` that it names, with a `tip`. Names
    and quotes that do not lie within the text are left out; of names that overlap the longest is marked.
    """
    length = len(article.text)
    triples = [one for one in article.triples if 0 <= one.start < one.end <= length]
    names = _apart(article.named, length)
    cuts = {place for one in triples for place in (one.start, one.end, *one.sentence)}
    cuts |= {place for start, end, _ in names for place in (start, end)}
    paragraphs = []
    for found in re.finditer(r"[^\n]+", article.text):
        inside = sorted({*found.span(), *(place for place in cuts if found.start() < place < found.end())})
        pieces = [_piece(article.text, a, b, triples, names) for a, b in pairwise(inside)]
        if found.group().strip():
            paragraphs.append(pieces)
    return paragraphs


def _apart(named: Iterable[Named], length: int) -> list[tuple[int, int, Named]]:
    """Where names stand, without those that overlap a longer one."""
    kept: list[tuple[int, int, Named]] = []
    spans = [(start, end, one) for one in named for start, end in one.spans if 0 <= start < end <= length]
    for start, end, one in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if all(end <= other[0] or other[1] <= start for other in kept):
            kept.append((start, end, one))
    return kept


def _piece(
    text: str, start: int, end: int, triples: Sequence[Triple], names: Sequence[tuple[int, int, Named]]
) -> dict[str, Any]:
    piece: dict[str, Any] = {"text": text[start:end]}
    around = [one for one in triples if one.sentence[0] <= start and end <= one.sentence[1]]
    if around:
        piece["sentence"] = around[0].sentence[0]
    if quoting := [one for one in triples if one.start <= start and end <= one.end]:
        piece["claims"] = [one.claim for one in quoting]
        piece["polarity"] = polarity(quoting[0].score)
        piece["status"] = quoting[0].status if quoting[0].status in STATUS else "realised"
    for first, last, one in names:
        if first <= start and end <= last:
            piece |= {"entity": one.entity, "tip": f"{one.name} · {type_name(one.type)}"}
            break
    return piece
