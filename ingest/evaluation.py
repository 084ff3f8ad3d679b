"""How good extraction is: predicted triples against annotated ones, and where those were lost that were missed.

A predicted triple is right when an annotated one of its item has a name for each of its ends (`ingest.names`) and its
relation among the acceptable ones; symmetric relations match either way round. Recall is counted on all items,
precision on those that are `complete`: whose annotation lists every triple that they state.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from graph.errors import InputError
from graph.model import Entity, Extraction, Status
from graph.ontology import ontology
from ingest.catalog import Catalog
from ingest.names import name_words, same_name
from ingest.sources.articles import name_publisher

LONG = 150
"""Words of title and text above which an item counts as long."""
THRESHOLDS = tuple(step / 20 for step in range(19))
"""The confidences at which a table of thresholds is cut: 0 to 0.9."""
ANY = "*"
"""As a name or a relation of an annotated triple: any will do."""
_BREAK = re.compile(r"(?<=[.!?])\s+(?=\W?[A-Z])|\s*\n\s*")


class Stage(StrEnum):
    """What lost an annotated triple, or why a predicted one is not right."""

    CONFIDENCE = "confidence"
    MENTION = "mention"
    LINK = "link"
    FRAME = "frame"
    PAIR = "pair"
    RELATION = "relation"
    DIRECTION = "direction"
    STATUS = "status"
    DATE = "date"


STAGES = {
    Stage.MENTION: "nobody found in the article is its subject, or its object",
    Stage.LINK: "one of them is found under a name that is not accepted",
    Stage.FRAME: "both are found in the article, nothing joins them",
    Stage.PAIR: "nothing joins them; who is found is not known",
    Stage.RELATION: "joined by another relation",
    Stage.DIRECTION: "joined the other way round",
    Stage.CONFIDENCE: "found, less certain than the threshold",
    Stage.STATUS: "found, with another status",
    Stage.DATE: "found, with another date or none",
}
"""What each stage means for an annotated triple."""


@dataclass(frozen=True, slots=True)
class Triple:
    """An annotated triple: acceptable names and relations, the best first."""

    subject: tuple[str, ...]
    relation: tuple[str, ...]
    object: tuple[str, ...]
    status: str
    date: str = ""
    """ISO 8601 at the precision that the text tells; empty where it tells none."""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """An annotated article; `complete` says that its triples are all that it states."""

    id: str
    text: str
    """Title, a blank line and the text, as they stand in the file."""
    source: str
    complete: bool
    triples: tuple[Triple, ...]

    @property
    def length(self) -> str:
        """Short or long, by its words."""
        return f"over {LONG} words" if len(self.text.split()) > LONG else f"to {LONG} words"


@dataclass(frozen=True, slots=True)
class Prediction:
    """A predicted triple; the object is empty for market moves, the confidence 1 where it is not told."""

    subject: str
    relation: str
    object: str
    status: str
    date: str = ""
    confidence: float = 1.0
    quote: str = ""
    because: str = ""
    """The rule and the words that it was taken from; empty where they are not told."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was told of an item, and whom it was found to name: None where only triples are known."""

    predictions: tuple[Prediction, ...] = ()
    named: tuple[Entity, ...] | None = None


@dataclass(slots=True)
class Score:
    """Annotated triples and how many were found, told ones and how many are right; also with the right status."""

    gold: int = 0
    found: int = 0
    found_status: int = 0
    told: int = 0
    right: int = 0
    right_status: int = 0

    @property
    def precision(self) -> float | None:
        """Right of told; None where nothing was told."""
        return share(self.right, self.told)

    @property
    def recall(self) -> float | None:
        """Found of annotated; None where nothing is annotated."""
        return share(self.found, self.gold)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 0 where one is not known."""
        return _f1(self.precision, self.recall)

    @property
    def precision_status(self) -> float | None:
        """Precision where a wrong status counts as wrong."""
        return share(self.right_status, self.told)

    @property
    def recall_status(self) -> float | None:
        """Recall where a wrong status counts as wrong."""
        return share(self.found_status, self.gold)

    @property
    def f1_status(self) -> float:
        """F1 where a wrong status counts as wrong."""
        return _f1(self.precision_status, self.recall_status)


@dataclass(frozen=True, slots=True)
class Miss:
    """An annotated triple that was not found as it stands, what lost it, and the sentence of its quote."""

    item: str
    triple: Triple
    stage: Stage
    sentence: str
    got: tuple[Prediction, ...] = ()
    """The predictions that came near."""


@dataclass(frozen=True, slots=True)
class Extra:
    """A predicted triple that the annotation does not have, why, and the sentence of its quote."""

    item: str
    prediction: Prediction
    stage: Stage
    sentence: str


@dataclass(slots=True)
class Evaluation:
    """All figures of predictions at one threshold."""

    threshold: float = 0.0
    items: int = 0
    complete: int = 0
    total: Score = field(default_factory=Score)
    state_acts: Score = field(default_factory=Score)
    relations: defaultdict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    statuses: defaultdict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    sources: defaultdict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    lengths: defaultdict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    pairs: int = 0
    """Annotated triples whose ends some prediction joins, in any direction and relation."""
    turned: int = 0
    """Annotated triples that were not found, and whose ends are told the other way round."""
    turned_wrongly: int = 0
    """Of these, the ones where that is no other annotated act: each of two may act on the other."""
    dated: int = 0
    """Found triples whose text tells a date."""
    date_right: int = 0
    ends: int = 0
    """Subjects and objects of annotated triples whose ends some prediction joins in their direction."""
    best_named: int = 0
    """Ends whose name is the best one, whole but for capitals."""
    named: int = 0
    """Ends whose name is any acceptable one, whole but for capitals; other ends share words alone."""
    misses: list[Miss] = field(default_factory=list)
    extras: list[Extra] = field(default_factory=list)

    @property
    def stages(self) -> Counter[Stage]:
        """How many annotated triples each stage lost."""
        return Counter(miss.stage for miss in self.misses)


class States:
    """Who acts as a state, by name: the countries and the government bodies of a catalog."""

    def __init__(self, catalog: Catalog) -> None:
        vocabulary = ontology()
        self._scored = {name for name, one in vocabulary.relations.items() if one.score is not None}
        self._names = {
            name_words(name)
            for entry in catalog.entries.values()
            if vocabulary.is_state(entry.entity.type)
            for name in (entry.entity.name, *entry.entity.aliases, *entry.metonyms)
        }

    def act(self, subjects: Iterable[str], relation: str) -> bool:
        """Whether a subject, by one of its names, is a state's, and the relation carries a score."""
        return relation in self._scored and any(name_words(name) in self._names for name in subjects)


def share(part: int, whole: int) -> float | None:
    """A part of a whole in [0, 1]; None where there is no whole."""
    return part / whole if whole else None


def _f1(precision: float | None, recall: float | None) -> float:
    return 2 * precision * recall / (precision + recall) if precision and recall else 0.0


# --- reading -------------------------------------------------------------------------------------------------------


def read_gold(path: Path) -> list[Item]:
    """The annotated items of a JSON Lines file, in order.

    Raises:
        InputError: it cannot be read or a line is no annotated item; names the file, the line and the key.
    """
    items = []
    for where, row in _rows(path):
        text = row.get("text")
        if not isinstance(text, str):
            raise InputError(f'{where}: no "text" in it: an annotated item has id, text and triples')
        title, source, url = (str(row.get(key) or "") for key in ("title", "source", "url"))
        items.append(
            Item(
                id=row["id"],
                text="\n\n".join(filter(None, (title, text))),
                source=name_publisher(source, url),
                complete=bool(row.get("complete")),
                triples=tuple(_triple(triple, where) for triple in row["triples"]),
            )
        )
    return items


def read_predictions(path: Path) -> dict[str, Told]:
    """The predicted triples of a JSON Lines file by item, as `policysignal extract --jsonl` prints them.

    Raises:
        InputError: it cannot be read or a line holds no predictions; names the file, the line and the key.
    """
    return {
        row["id"]: Told(tuple(_prediction(triple, where) for triple in row["triples"])) for where, row in _rows(path)
    }


def from_extraction(extraction: Extraction) -> Told:
    """What an extraction tells of its article."""
    named = {id_: extraction.entities[id_] for id_ in extraction.mentions}
    for claim in extraction.claims:
        named |= {end.id: end for end in (claim.subject, claim.object) if end is not None}
    predictions = (
        Prediction(
            subject=claim.subject.name,
            relation=claim.relation,
            object=claim.object.name if claim.object else "",
            status=claim.status.value,
            date=str(claim.date),
            confidence=claim.confidence,
            quote=claim.quote,
            because=claim.because,
        )
        for claim in extraction.claims
    )
    return Told(tuple(predictions), tuple(named.values()))


def _rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each line of a file that has an id of its own and a list of triples, and where it stands."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 text: JSON Lines are expected") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be opened: {error.strerror}") from error
    seen: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), 1):
        where = f"{path}:{number}"
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(f"{where}: not valid JSON: one {{…}} a line is expected") from error
        if not isinstance(row, dict) or not isinstance(row.get("id"), str | int):
            raise InputError(f'{where}: no "id" in it: one {{"id": …, "triples": […]}} a line is expected')
        if not isinstance(row.get("triples"), list) or not all(isinstance(one, dict) for one in row["triples"]):
            raise InputError(f'{where}: no "triples" in it: a list of objects is expected')
        id_ = str(row["id"])
        if id_ in seen:
            raise InputError(f"{where}: the id {id_!r} stands in {seen[id_]} too")
        seen[id_] = where
        yield where, {**row, "id": id_}
    if not seen:
        raise InputError(f"{path}: empty")


def _triple(row: dict[str, Any], where: str) -> Triple:
    ends: dict[str, tuple[str, ...]] = {}
    for key in ("subject", "relation", "object"):
        value = row.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
            raise InputError(f"{where}: {key}: {value!r} is no list of acceptable texts")
        ends[key] = tuple(value)
    status = row.get("modality")
    if status not in list(Status):
        raise InputError(f"{where}: modality: {status!r} is none of {', '.join(Status)}")
    return Triple(**ends, status=str(status), date=_text(row, "date", where), quote=_text(row, "quote", where))


def _prediction(row: dict[str, Any], where: str) -> Prediction:
    for key in ("subject", "relation"):
        if not isinstance(row.get(key), str):
            raise InputError(f"{where}: {key}: {row.get(key)!r} is no text")
    confidence = row.get("confidence", 1.0)
    if isinstance(confidence, bool) or not isinstance(confidence, int | float) or not 0 <= confidence <= 1:
        raise InputError(f"{where}: confidence: {confidence!r} is not a number from 0 to 1")
    return Prediction(
        subject=row["subject"],
        relation=row["relation"],
        object=_text(row, "object", where),
        status=_text(row, "status", where) or _text(row, "modality", where) or Status.REALISED.value,
        date=_text(row, "date", where),
        confidence=float(confidence),
        quote=_text(row, "quote", where),
    )


def _text(row: dict[str, Any], key: str, where: str) -> str:
    value = row.get(key)
    if value is not None and not isinstance(value, str):
        raise InputError(f"{where}: {key}: {value!r} is no text")
    return value or ""


# --- matching ------------------------------------------------------------------------------------------------------


def joins(one: Prediction, triple: Triple) -> bool:
    """Whether a prediction has the ends of an annotated triple, in its direction."""
    return same_name(one.subject, triple.subject) and same_name(one.object, triple.object)


def is_turned(one: Prediction, triple: Triple) -> bool:
    """Whether a prediction has the ends of an annotated triple the other way round."""
    return same_name(one.object, triple.subject) and same_name(one.subject, triple.object)


def is_right(one: Prediction, triple: Triple) -> bool:
    """Whether a prediction has the relation and the ends of an annotated triple; its status does not matter."""
    return tells_same(one.relation, (one.subject, one.object), triple.relation, (triple.subject, triple.object))


def tells_same(
    relation: str,
    ends: tuple[str, str],
    relations: Sequence[str],
    named: tuple[Sequence[str], Sequence[str]],
) -> bool:
    """Whether a relation between two names is one of those annotated, between ends so named."""
    if ANY not in relations and relation not in relations:
        return False
    known = ontology().relations.get(relation)
    ways = [ends, ends[::-1]] if known is not None and known.symmetric else [ends]
    return any(same_name(actor, named[0]) and same_name(target, named[1]) for actor, target in ways)


def distinct(predictions: Iterable[Prediction]) -> list[Prediction]:
    """Predictions without those that say the same with another date or quote: the last of them counts."""
    return list({(one.subject, one.relation, one.object, one.status): one for one in predictions}.values())


def _sure(told: Told, threshold: float) -> list[Prediction]:
    return distinct(one for one in told.predictions if one.confidence >= threshold)


# --- counting ------------------------------------------------------------------------------------------------------


def evaluate(items: Iterable[Item], told: Mapping[str, Told], *, threshold: float = 0.0, states: States) -> Evaluation:
    """Compare what was told of items, at a confidence in [0, 1] of at least `threshold`, with their annotation.

    Formulas: precision = right / told, recall = found / annotated, F1 = 2 P R / (P + R), after van Rijsbergen (1979).
    """
    counted = Evaluation(threshold)
    for item in items:
        counted.items += 1
        counted.complete += item.complete
        _count_item(counted, item, told.get(item.id, Told()), states)
    return counted


def at_thresholds(
    items: Sequence[Item], told: Mapping[str, Told], thresholds: Iterable[float] = THRESHOLDS
) -> list[tuple[float, Score]]:
    """The total score at each threshold of confidence in [0, 1]."""
    scores = []
    for threshold in thresholds:
        score = Score()
        for item in items:
            matched = _Matched(item.triples, _sure(told.get(item.id, Told()), threshold))
            for triple, hits in zip(item.triples, matched.hits, strict=True):
                _count_found([score], triple, hits)
            if item.complete:
                for one, right in zip(matched.predictions, matched.right, strict=True):
                    _count_told([score], one, right)
        scores.append((threshold, score))
    return scores


@dataclass(frozen=True)
class _Matched:
    """The triples and the predictions of one item, and which of them match."""

    triples: Sequence[Triple]
    predictions: Sequence[Prediction]

    @cached_property
    def hits(self) -> list[list[Prediction]]:
        """The predictions that are right by each triple."""
        return [[one for one in self.predictions if is_right(one, triple)] for triple in self.triples]

    @cached_property
    def right(self) -> list[list[Triple]]:
        """The triples by which each prediction is right."""
        return [[triple for triple in self.triples if is_right(one, triple)] for one in self.predictions]


def _count_item(counted: Evaluation, item: Item, told: Told, states: States) -> None:
    matched = _Matched(item.triples, _sure(told, counted.threshold))
    of_item = [counted.total, counted.sources[item.source], counted.lengths[item.length]]
    for triple, hits in zip(item.triples, matched.hits, strict=True):
        scores = [*of_item, counted.relations[triple.relation[0]], counted.statuses[triple.status]]
        if states.act(triple.subject, triple.relation[0]):
            scores.append(counted.state_acts)
        _count_found(scores, triple, hits)
        _count_quality(counted, triple, hits, matched)
        stage = _stage_of_found(triple, hits) if hits else _stage_of_missed(triple, told)
        if stage is not None:
            near = tuple(hits or [one for one in matched.predictions if joins(one, triple) or is_turned(one, triple)])
            counted.misses.append(Miss(item.id, triple, stage, sentence_of(item.text, triple.quote), near))
    if not item.complete:
        return
    for one, right in zip(matched.predictions, matched.right, strict=True):
        scores = [*of_item, counted.relations[one.relation], counted.statuses[one.status]]
        if states.act([one.subject], one.relation):
            scores.append(counted.state_acts)
        _count_told(scores, one, right)
        if not right:
            stage = _stage_of_extra(one, item.triples)
            counted.extras.append(Extra(item.id, one, stage, sentence_of(item.text, one.quote)))


def _count_found(scores: Iterable[Score], triple: Triple, hits: Sequence[Prediction]) -> None:
    for score in scores:
        score.gold += 1
        score.found += bool(hits)
        score.found_status += any(one.status == triple.status for one in hits)


def _count_told(scores: Iterable[Score], one: Prediction, right: Sequence[Triple]) -> None:
    for score in scores:
        score.told += 1
        score.right += bool(right)
        score.right_status += any(triple.status == one.status for triple in right)


def _count_quality(counted: Evaluation, triple: Triple, hits: Sequence[Prediction], matched: _Matched) -> None:
    turned = [
        bool(right) for one, right in zip(matched.predictions, matched.right, strict=True) if is_turned(one, triple)
    ]
    same = [one for one in matched.predictions if joins(one, triple)]
    counted.pairs += bool(same or turned)
    counted.turned += not hits and bool(turned)
    counted.turned_wrongly += not hits and not all(turned)
    if hits and triple.date:
        counted.dated += 1
        counted.date_right += _is_dated(triple, hits)
    pairs = [(one.subject, one.object) for one in same]
    pairs += [(one.object, one.subject) for one in hits if not joins(one, triple)]
    if not pairs:
        return
    ends = [n for n, accepted in enumerate((triple.subject, triple.object)) if ANY not in accepted]
    graded = [(_is_named(pair, triple, ends, best=True), _is_named(pair, triple, ends, best=False)) for pair in pairs]
    best, named = max(graded, key=sum)
    counted.ends += len(ends)
    counted.best_named += best
    counted.named += named


def _is_named(pair: tuple[str, str], triple: Triple, ends: Iterable[int], *, best: bool) -> int:
    """How many ends of a pair have their best name, or any acceptable one."""
    sides = triple.subject, triple.object
    return sum(pair[n].casefold() in {name.casefold() for name in (sides[n][:1] if best else sides[n])} for n in ends)


def _is_dated(triple: Triple, hits: Iterable[Prediction]) -> bool:
    """Whether one has the annotated date, or a day or month inside it."""
    return any(one.date.startswith(triple.date) for one in hits)


# --- stages --------------------------------------------------------------------------------------------------------


def _stage_of_found(triple: Triple, hits: Sequence[Prediction]) -> Stage | None:
    """What is wrong with a triple that was found; None where nothing is."""
    if not any(one.status == triple.status for one in hits):
        return Stage.STATUS
    return Stage.DATE if triple.date and not _is_dated(triple, hits) else None


def _stage_of_missed(triple: Triple, told: Told) -> Stage:
    """What lost a triple: the last stage that it had not passed, by all that was told of its item."""
    stages: list[tuple[Stage, Callable[[Prediction, Triple], bool]]] = [
        (Stage.CONFIDENCE, is_right),
        (Stage.RELATION, joins),
        (Stage.DIRECTION, is_turned),
    ]
    for stage, passed in stages:
        if any(passed(one, triple) for one in told.predictions):
            return stage
    if told.named is None:
        return Stage.PAIR
    lost = Stage.FRAME
    for accepted in (triple.subject, triple.object):
        if ANY in accepted or any(same_name(entity.name, accepted) for entity in told.named):
            continue
        if not any(same_name(alias, accepted) for entity in told.named for alias in entity.aliases):
            return Stage.MENTION
        lost = Stage.LINK
    return lost


def _stage_of_extra(one: Prediction, triples: Iterable[Triple]) -> Stage:
    if any(joins(one, triple) for triple in triples):
        return Stage.RELATION
    return Stage.DIRECTION if any(is_turned(one, triple) for triple in triples) else Stage.PAIR


def sentence_of(text: str, quote: str) -> str:
    """The sentence of a text that a quote begins in, up to its end; the quote where the text does not have it."""
    start = text.find(quote) if quote else -1
    if start < 0:
        return quote
    breaks = [(found.start(), found.end()) for found in _BREAK.finditer(text)]
    first = max((end for _, end in breaks if end <= start), default=0)
    last = min((begin for begin, _ in breaks if begin >= start + len(quote)), default=len(text))
    return text[first:last]
