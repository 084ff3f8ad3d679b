"""Whom a model means by a name: somebody that the text names near the quote, or that our own reading finds there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Span, Token

from graph.model import Entity, entity_id
from graph.ontology import Ontology
from ingest.language.arguments import Argument, resolve, topic
from ingest.language.coreference import REACH, Context
from ingest.language.grammar import grammar
from ingest.language.mentions import Kind, Mention, Names, strip_legal_forms
from ingest.llm.quotes import Quotable, fold

LEAD = 2
"""Sentences at the top of an article, the headline among them, that count as near everywhere."""
UNNAMED = frozenset({"Country", "GovernmentBody", "Organization", "Person"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote stands: its tokens, and the sentences that count as near it, the nearest first."""

    quote: Span
    near: tuple[Span, ...]
    own: int
    """How many of the near sentences hold the quote itself."""


def place_of(start: int, end: int, context: Context) -> Place | None:
    """The place of the characters [start, end) of a text; None where they hold no word."""
    quote = context.doc.char_span(start, end, alignment_mode="expand")
    if quote is None or not any(t.is_alpha for t in quote):
        return None
    first, last = context.sentence[quote.start], context.sentence[quote.end - 1]
    own = range(first, last + 1)
    around = [*range(first - 1, max(-1, first - REACH - 1), -1), last + 1, *range(LEAD)]
    others = [n for n in dict.fromkeys(around) if n not in own and 0 <= n < len(context.sentences)]
    return Place(quote, tuple(context.sentences[n] for n in (*own, *others)), len(own))


@dataclass(frozen=True, slots=True)
class Linker:
    """What is needed to know whom a name means."""

    context: Context
    names: Names
    vocabulary: Ontology
    text: Quotable

    def link(self, name: str, place: Place, *, role: str, type_: str | None = None) -> Argument | None:
        """Who is meant by a name in the place of an actor or a target; None where the text near does not tell.

        `type_` is what the model takes it for: it counts only for names that nobody knows.
        """
        wanted = plain(name)
        if not wanted or wanted in grammar().personal_pronouns | grammar().thing_pronouns:
            return None
        found = self._named(wanted, place)
        if found is None:
            found = self._known(wanted, place, role)
        if found is None:
            found = self._written(name, place, role, type_)
        return found

    def _named(self, wanted: str, place: Place) -> Argument | None:
        """A mention near the quote that has the name, or whose entity has it."""
        for sentence in place.near:
            for mention in self.context.in_sentence[self.context.sentence[sentence.start]]:
                if mention.entity is not None and wanted in names_of(mention.entity) | {self._text(mention)}:
                    how = "demonym" if mention.kind is Kind.DEMONYM else "name"
                    return Argument(mention.entity, mention.start, mention.end, how)
        return None

    def _text(self, mention: Mention) -> str:
        return plain(self.context.doc[mention.start : mention.end].text)

    def _known(self, wanted: str, place: Place, role: str) -> Argument | None:
        """Somebody of the catalog whom our own reading finds near the quote, or whose state acts there."""
        entities = list(self._of_catalog(wanted))
        entity = entities[0] if len(entities) == 1 else None
        for sentence in place.near:
            for token in sentence:
                if token.pos_ not in ("NOUN", "PROPN", "PRON"):
                    continue
                for argument in resolve(token, self.context, role=role, alone=True):
                    if argument.how != "topic" and wanted in names_of(argument.entity):
                        return argument
                    if entity is not None and entity.type == "Country" and acts_for(argument.entity, entity):
                        return replace(argument, entity=entity, how="state")
        if entity is None:
            return None
        for span in self._spans(entity.name if wanted == plain(entity.name) else wanted):
            within = any(s.start <= span.start < span.end <= s.end for s in place.near)
            other = next((m for t in span if (m := self.context.at.get(t.i)) is not None), None)
            if within and (other is None or other.kind is Kind.DESCRIPTION):
                return Argument(entity, span.start, span.end, "name")
        if entity.type == "Deal":
            return self._deal(entity, place)
        if role == "actor" and self.context.only_state is not None and self.context.only_state.id == entity.id:
            return Argument(entity, place.quote.start, place.quote.start + 1, "agentless")
        return None

    def _deal(self, deal: Entity, place: Place) -> Argument | None:
        """A deal by what it is of and what it is, apart: Ant Group's giant IPO."""
        for sentence in place.near[: place.own]:
            named = any(t.i in self.context.at and self._is_of(deal, t) for t in sentence)
            kind = next((t for t in sentence if t.lower_ == deal.name.casefold().split()[-1]), None)
            if named and kind is not None:
                return Argument(deal, kind.i, kind.i + 1, "name")
        return None

    def _is_of(self, deal: Entity, token: Token) -> bool:
        entity = self.context.entity_at(token)
        return entity is not None and entity.id == deal.parent

    def _of_catalog(self, wanted: str) -> Iterator[Entity]:
        rows = self.names.phrases.get(wanted, [])
        sure = {id_: None for _, id_, kind in rows if kind in (Kind.NAME, Kind.METONYM)}
        if wanted in self.names.chinese:
            sure[self.names.chinese[wanted]] = None
        yield from (self.names.catalog.entity(id_) for id_ in sure)

    def _written(self, name: str, place: Place, role: str, type_: str | None) -> Argument | None:
        """What stands near the quote in these words, though nobody knows it by them."""
        words = re.sub(r"^(?:the|a|an)\s+", "", name.strip(), flags=re.IGNORECASE)
        spans = list(self._spans(words))
        for number, sentence in enumerate(place.near):
            for span in spans:
                if not sentence.start <= span.start < span.end <= sentence.end:
                    continue
                found = self._of_words(span, role, type_)
                if found is not None:
                    return found if number < place.own else replace(found, how="around")
        return None

    def _spans(self, words: str) -> Iterator[Span]:
        for start, end in self.text.find_any_case(words):
            span = self.context.doc.char_span(start, end, alignment_mode="expand")
            if span is not None:
                yield span

    def _of_words(self, span: Span, role: str, type_: str | None) -> Argument | None:
        head = span.root
        if any(self.context.at[t.i].entity is None for t in span if t.i in self.context.at):
            return None  # it is open who is meant
        name = _is_name(span)
        if not name and head.pos_ not in ("NOUN", "PROPN", "PRON", "ADJ", "NUM"):
            head = next((t for t in reversed(list(span)) if t.pos_ in ("NOUN", "PROPN")), head)
        covered = self.context.at.get(head.i)
        if covered is None and name:
            if len(span) == 1 and span[0].text.lower() in grammar().not_names:
                return None
            fitting = type_ if type_ in self.vocabulary.types else None
            if fitting is None:
                return None
            text = strip_legal_forms(" ".join(span.text.split()))
            entity = Entity(entity_id(fitting, text), text, fitting, state=self.vocabulary.is_state(fitting))
            return Argument(entity, span.start, span.end, "told")
        resolved = resolve(head, self.context, role=role, alone=True)
        named = [a for a in resolved if a.how != "topic"]
        if named:
            return replace(named[0], start=min(span.start, named[0].start))
        found = topic(head, self.context)
        return replace(found, start=min(span.start, found.start)) if found is not None else None


def _is_name(span: Span) -> bool:
    """Whether words are written as a name: a capital on each that is no particle, and a proper noun among them."""
    words = [t for t in span if t.is_alpha and t.lower_ not in ("of", "and", "the", "for", "de", "in", "on")]
    return bool(words) and all(t.text[0].isupper() for t in words) and any(t.pos_ == "PROPN" for t in words)


def plain(name: str) -> str:
    """A name without capitals, article, possessive and legal form, with plain quotation marks."""
    text = fold(name)[0].strip(" .,;:\"'").casefold()
    text = re.sub(r"^(?:the|a|an) ", "", re.sub(r"'s?$", "", text))
    return strip_legal_forms(text).casefold()


def names_of(entity: Entity) -> set[str]:
    """All names of an entity, as `plain` writes them."""
    return {plain(name) for name in (entity.name, *entity.aliases)}


def acts_for(entity: Entity, country: Entity) -> bool:
    """Whether somebody acts with the power of a country."""
    return entity.state and bool(country.jurisdiction) and entity.jurisdiction == country.jurisdiction


def head_of(argument: Argument, context: Context) -> Token:
    """The word of an end that the rest of it belongs to."""
    head: Token = context.doc[argument.start : argument.end].root
    return head
