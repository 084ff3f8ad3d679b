"""Annotated items as windows of pairs with their labels: what train_pairs.py learns from."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from graph.model import Article, Status
from ingest.language.coreference import Context
from ingest.language.mentions import find_mentions, parse_text
from ingest.language.pairs import NO_TARGET, Encoder, Features, Window, windows_of
from ingest.names import same_name
from ingest.pipeline import Extractor

STATUSES = [str(status) for status in Status]
Item = dict[str, Any]


@dataclass(slots=True)
class Labelled:
    """A window as numbers; each act with the pairs that may tell it, its accepted relations and its status.

    `left_out` are pairs that are neither right nor wrong: the same two, named in a sentence that does not tell the act.
    """

    features: Features
    acts: list[tuple[list[int], list[int], int]] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)


def read_items(paths: Iterable[Path], annotations: Path | None, texts: Iterable[Path]) -> list[Item]:
    """Annotated items: those of `paths`, and those whose annotation is in the tree and whose text is in `texts`."""
    items = [json.loads(line) for path in paths for line in path.open(encoding="utf-8")]
    if annotations is not None:
        by_id = {(row := json.loads(line))["id"]: row for path in texts for line in path.open(encoding="utf-8")}
        for line in annotations.open(encoding="utf-8"):
            annotated = json.loads(line)
            item = by_id.get(annotated["id"])
            if item is None:
                continue
            text = full_text(item)
            triples = [t | {"quote": text[t["start"] : t["end"]]} for t in annotated["triples"]]
            items.append(item | {"complete": True, "triples": triples})
    return items


def full_text(item: Item) -> str:
    """Title, a blank line and the body, as articles are stored."""
    return f"{item['title']}\n\n{item['text']}"


def labelled(items: Iterable[Item], extractor: Extractor, encoder: Encoder) -> Iterator[Labelled]:
    """The windows of all items, parsed and linked as the extractor does."""
    nlp = extractor.nlp
    texts = ((parse_text(nlp, extractor.names, full_text(i), extractor.lexicon.headline_verbs), i) for i in items)
    for doc, item in nlp.pipe(texts, as_tuples=True, batch_size=64):
        extractor.lexicon.mend(doc)
        article = Article(item["id"], full_text(item), published=dt.date.fromisoformat(item["published"]))
        context = Context(doc, find_mentions(doc, extractor.names), extractor.catalog, article.published)
        gold = [(triple, _sentences_of(triple, doc, context)) for triple in item["triples"]]
        for window in windows_of(context):
            if window.pairs:
                yield _label(window, gold, context, extractor, encoder)


def _sentences_of(triple: Item, doc: Doc, context: Context) -> set[int]:
    """The sentences that the quote of a triple touches."""
    quote = triple.get("quote") or ""
    at = doc.text.find(quote) if quote else -1
    span = doc.char_span(at, at + len(quote), alignment_mode="expand") if at >= 0 else None
    return set() if span is None else {context.sentence[i] for i in range(span.start, span.end)}


def _label(
    window: Window, gold: list[tuple[Item, set[int]]], context: Context, extractor: Extractor, encoder: Encoder
) -> Labelled:
    known = extractor.vocabulary.relations
    found = Labelled(encoder.encode(window, context))
    sentence = [context.sentence[window.tokens[left]] for left, _ in window.sentences]
    near: set[int] = set()
    for triple, told_in in gold:
        relations = [name for name in triple["relation"] if name in known]
        if not relations:
            continue
        moves = any(known[name].no_target for name in relations)
        symmetric = known[relations[0]].symmetric
        matching = [n for n, pair in enumerate(window.pairs) if _matches(window, pair, triple, moves, symmetric)]
        clear = moves or triple["object"] != ["*"]
        here = [n for n in matching if clear and sentence[n] in told_in and (window.pairs[n][1] == NO_TARGET) == moves]
        near.update(set(matching) - set(here))
        if here:
            numbers = [encoder.relations.index(name) for name in relations]
            found.acts.append((here, numbers, STATUSES.index(triple["modality"])))
    right = {n for pairs, _, _ in found.acts for n in pairs}
    found.left_out = sorted(near - right)
    return found


def _matches(window: Window, pair: tuple[int, int], triple: Item, moves: bool, symmetric: bool) -> bool:
    actor = window.candidates[pair[0]].actor
    target = None if pair[1] == NO_TARGET else window.candidates[pair[1]].target
    assert actor is not None
    if target is None:
        return (moves or "*" in triple["object"]) and same_name(actor.entity.name, triple["subject"])
    if moves:
        return False
    ends = [(actor.entity.name, target.entity.name)]
    if symmetric:
        ends.append(ends[0][::-1])
    return any(same_name(a, triple["subject"]) and same_name(t, triple["object"]) for a, t in ends)
