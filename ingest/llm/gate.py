"""The gate: a language model is believed as far as the text, the ontology and our own reading bear it out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from spacy.tokens import Span

from graph.model import Claim, Status
from graph.ontology import Relation
from ingest.language.arguments import Argument
from ingest.llm.acts import Ours, find_act, unfit
from ingest.llm.claims import claim_of
from ingest.llm.direction import contrary, turned
from ingest.llm.linking import Linker, Place, place_of
from ingest.llm.prompt import Prompt
from ingest.llm.schema import Told

MOST_SENTENCES = 3
"""A quote that runs over more shows no one act."""
LONGEST_QUOTE = 500
"""Characters."""
CONTENT = frozenset({"NOUN", "PROPN", "VERB", "AUX", "ADJ", "NUM", "SYM"})


class Reason(StrEnum):
    """Why a triple is not believed."""

    QUOTE = "quote"
    DATA = "data"
    RELATION = "relation"
    ACTOR = "actor"
    TARGET = "target"
    TYPES = "types"
    WORDS = "words"
    DIRECTION = "direction"
    CONTRARY = "contrary"
    DATE = "date"


REASONS = {
    Reason.QUOTE: "its quote is not in the text, letter by letter",
    Reason.DATA: "its quote is data, markup or words to a program, and no sentence of the article",
    Reason.RELATION: "the ontology has no such relation",
    Reason.ACTOR: "its actor is not named near the quote, nor found there by our own reading",
    Reason.TARGET: "its target is not named near the quote, nor found there by our own reading",
    Reason.TYPES: "such an actor cannot do such a thing to such a target",
    Reason.WORDS: "its quote holds no word that could tell the act",
    Reason.DIRECTION: "the sentence tells it the other way round",
    Reason.CONTRARY: "the sentence tells the contrary act",
    Reason.DATE: "its words about time are not in the text",
}
"""What each reason means."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A triple that was not believed."""

    article: str
    told: Told
    reason: Reason
    why: str = ""


@dataclass(frozen=True, slots=True)
class Passed:
    """A triple that the text bears out, as a claim; `heard` is the status that the model told."""

    claim: Claim
    told: Told
    heard: Status


@dataclass
class Gate:
    """What is needed to check the triples that are told of one article."""

    ours: Ours
    prompt: Prompt
    reader: str
    """Who tells them, such as llm:MODEL@PROMPT."""
    passed: list[Passed] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)

    def check(self, told: Told) -> None:
        """Take one triple as a claim, or note why it is not believed."""
        result = self._check(told)
        if isinstance(result, Passed):
            self.passed.append(result)
        else:
            reason, why = result
            self.rejected.append(Rejected(self.ours.article.id, told, reason, why))

    @cached_property
    def _linker(self) -> Linker:
        extractor = self.ours.extractor
        return Linker(self.ours.context, extractor.names, extractor.vocabulary, self.ours.text)

    # each check gives what the next one needs, or the reason why the triple falls

    def _check(self, told: Told) -> Passed | tuple[Reason, str]:
        relation = self.ours.extractor.vocabulary.relations.get(told.relation)
        if relation is None:
            return Reason.RELATION, told.relation
        places = [p for p in self._places(told.quote) if p is not None]
        if not places:
            return Reason.QUOTE, told.quote
        fallen: tuple[Reason, str] | None = None
        for place in places:
            result = self._at(place, told, relation)
            if isinstance(result, Passed):
                return result
            fallen = fallen or result
        assert fallen is not None
        return fallen

    def _places(self, quote: str) -> Iterator[Place | None]:
        if len(quote) > LONGEST_QUOTE:
            return
        for start, end in self.ours.text.find(quote):
            place = place_of(start, end, self.ours.context)
            yield place if place is None or place.own <= MOST_SENTENCES else None

    def _at(self, place: Place, told: Told, relation: Relation) -> Passed | tuple[Reason, str]:
        """The checks of a triple at one place of its quote."""
        paragraph = self._paragraph(place.quote)
        for pattern in (self.prompt.addressed, self.prompt.code):
            if (match := pattern.search(paragraph)) is not None:
                return Reason.DATA, match.group()
        actor = self._linker.link(told.subject, place, role="actor", type_=told.subject_type)
        if actor is None:
            return Reason.ACTOR, told.subject
        target = None
        if not relation.no_target:
            if not told.object:
                return Reason.TARGET, "none is told"
            target = self._linker.link(told.object, place, role="target", type_=told.object_type)
            if target is None:
                return Reason.TARGET, told.object
        actor, target = _typed(relation, actor, target, told)
        if wrong := unfit(relation, actor, target):
            return Reason.TYPES, wrong
        if not relation.standing and not self._tells(place.quote, actor, target):
            return Reason.WORDS, told.quote
        act = find_act(relation, actor, target, place, self.ours)
        if wrong := turned(act, self.ours):
            return Reason.DIRECTION, wrong
        if wrong := contrary(act, self.ours):
            return Reason.CONTRARY, wrong
        if told.when and not any(self.ours.text.find_any_case(told.when)):
            return Reason.DATE, told.when
        return Passed(claim_of(act, told, self.ours, reader=self.reader, hedges=self.prompt.hedges), told, told.status)

    def _paragraph(self, quote: Span) -> str:
        """The line of the text that a quote stands in."""
        text = self.ours.article.text
        end = text.find("\n", quote.end_char)
        return text[text.rfind("\n", 0, quote.start_char) + 1 : end if end >= 0 else len(text)]

    def _tells(self, quote: Span, actor: Argument, target: Argument | None) -> bool:
        """Whether a quote holds a word besides its ends that may tell an act."""
        ends = set(range(actor.start, actor.end))
        if target is not None and target.how != "topic":
            ends |= set(range(target.start, target.end))
        told = [t for t in quote if t.i not in ends and t.pos_ in CONTENT and t.is_alpha]
        return bool(told) or (target is None and any(t.like_num or t.text == "%" for t in quote))


def _typed(
    relation: Relation, actor: Argument, target: Argument | None, told: Told
) -> tuple[Argument, Argument | None]:
    """The ends of a relation; of two that are the same either way round, the one that may act comes first."""
    if relation.symmetric and target is not None and target.entity.state and not actor.entity.state:
        return target, actor
    return actor, target
