"""Whom a pronoun or a description means: it, the company, the regulator, the country, its shares."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import cached_property

from spacy.tokens import Doc, Token

from graph.model import Entity
from ingest.catalog import Catalog
from ingest.language.grammar import grammar
from ingest.language.mentions import Kind, Mention, by_token

REACH = 3
"""Sentences back that a pronoun or a description may reach."""
LEAST_VOTES, MAJORITY = 3, 0.6
"""How many mentions, and what share of them, must belong to the one state an article is about."""
SUBJECTS = ("nsubj", "nsubjpass", "agent")
PEOPLE, FIRMS, COUNTRIES = frozenset({"Person"}), frozenset({"Company"}), frozenset({"Country"})
THINGS = frozenset({"Company", "GovernmentBody", "Country", "Product"})
APPS = frozenset({"Product", "Company"})


class Context:
    """A parsed document with its mentions, by token and by sentence, and what is known about its actors."""

    def __init__(self, doc: Doc, mentions: list[Mention], catalog: Catalog, published: dt.date | None) -> None:
        self.doc = doc
        self.mentions = mentions
        self.catalog = catalog
        self.published = published
        self.at = by_token(mentions)
        """The mention that covers each token."""
        self.sentences = list(doc.sents)
        self.sentence = [number for number, sent in enumerate(self.sentences) for _ in sent]
        """The number of the sentence of each token."""
        self.in_sentence: list[list[Mention]] = [[] for _ in self.sentences]
        for mention in mentions:
            self.in_sentence[self.sentence[mention.start]].append(mention)

    def entity_at(self, token: Token) -> Entity | None:
        """The entity that a token names, or None where it names none or it is open which one."""
        mention = self.at.get(token.i)
        return mention.entity if mention is not None else None

    def head_of(self, mention: Mention) -> Token:
        """The word of a mention that the rest of it belongs to."""
        head: Token = self.doc[mention.start : mention.end].root
        return head

    @cached_property
    def only_state(self) -> Entity | None:
        """The one state that the article is about: most of who is named in it, and it itself, belongs there."""
        named = [m.entity for m in self.mentions if m.entity is not None and m.entity.jurisdiction]
        homes = Counter(entity.jurisdiction for entity in named)
        if not homes:
            return None
        home, votes = homes.most_common(1)[0]
        if votes < LEAST_VOTES or votes < MAJORITY * homes.total():
            return None
        return next((e for e in named if e.type == "Country" and e.jurisdiction == home), None)


def antecedent(token: Token, context: Context) -> tuple[Entity, str] | None:
    """The entity a pronoun or a definite noun stands for, with the reason, or None where it is open."""
    words, lemma = grammar(), token.lemma_.lower()
    if token.lower_ in words.personal_pronouns:
        return _latest(token, context, PEOPLE)
    if token.lower_ in words.thing_pronouns:
        return _latest(token, context, THINGS)
    if token.pos_ not in ("NOUN", "PROPN") or not _is_definite(token):
        return None
    if lemma in words.countries:
        return _latest(token, context, COUNTRIES)
    if lemma in words.bodies:
        found = _only_body(token, lemma, context)
        if found is not None:
            return found
    if lemma in words.companies:
        return _latest(token, context, FIRMS)
    if lemma in words.people:
        return _latest(token, context, PEOPLE)
    if lemma == "app":
        return _latest(token, context, APPS)
    return None


def _only_body(token: Token, lemma: str, context: Context) -> tuple[Entity, str] | None:
    """The one body named before that a noun can mean; None where several can, or where it is a plural."""
    if token.tag_ in ("NNS", "NNPS"):
        return None
    near: dict[str, Entity] = {}
    for number in range(context.sentence[token.i] + 1):
        for mention in context.in_sentence[number]:
            entity = mention.entity
            if entity is None or entity.type != "GovernmentBody" or mention.end > token.i:
                continue
            if _may_be_called(lemma, entity.name):
                near[entity.id] = entity
    if len(near) != 1:
        return None
    entity = next(iter(near.values()))
    return entity, f"{token.text}: {entity.name}, the only one named before it"


def _may_be_called(noun: str, name: str) -> bool:
    """Whether a noun can mean the body of a name: the ministry, but not the regulator, is the Ministry of Justice."""
    words = grammar()
    if noun in words.supervisors:
        return not any(word in name for word in words.not_supervisors)
    return noun not in words.body_names or any(word in name for word in words.body_names[noun])


def _is_definite(token: Token) -> bool:
    determiner = next((c.lower_ for c in token.children if c.dep_ == "det"), "")
    if determiner not in ("the", "this", "that"):
        return False
    return not any(c.dep_ in ("prep", "relcl", "acl") and c.i > token.i for c in token.children)


def _latest(token: Token, context: Context, types: frozenset[str]) -> tuple[Entity, str] | None:
    """The nearest fitting mention before a token: in its own sentence the subject, then in those before it."""
    here = context.sentence[token.i]
    for number in range(here, max(-1, here - REACH - 1), -1):
        before = [
            (mention, entity)
            for mention in context.in_sentence[number]
            if (entity := mention.entity) is not None
            and entity.type in types
            and mention.end <= token.i
            and _may_be_meant(mention, entity, context)
            and not (number == here and _is_own_subject(mention, token, context))
        ]
        if not before:
            continue
        subjects = [entity for mention, entity in before if _is_subject(mention, context)]
        if number == here:
            pick = subjects[-1] if subjects else before[-1][1]
        elif subjects:
            pick = subjects[0]
        elif len({entity.id for _, entity in before}) > 1:
            return None
        else:
            pick = before[-1][1]
        return pick, f"{token.text}: {pick.name} before it"
    return None


def _is_own_subject(mention: Mention, token: Token, context: Context) -> bool:
    """Whether a mention is the subject of the verb that the pronoun is the object of: it lets it sell."""
    verb = token.head
    if token.dep_ == "nsubj" and verb.dep_ == "ccomp" and verb.head.lemma_.lower() in grammar().letting_verbs:
        verb = verb.head
    elif token.dep_ not in ("dobj", "dative"):
        return False
    head = context.head_of(mention)
    return head.head == verb and head.dep_ in ("nsubj", "nsubjpass")


def _may_be_meant(mention: Mention, entity: Entity, context: Context) -> bool:
    """Demonyms and countries in a phrase of place are no antecedents."""
    if mention.kind is Kind.DEMONYM:
        return False
    head = context.head_of(mention)
    return not (entity.type == "Country" and head.dep_ == "pobj" and head.head.lower_ in ("in", "at", "from", "near"))


def _is_subject(mention: Mention, context: Context) -> bool:
    head = context.head_of(mention)
    return head.dep_ in SUBJECTS or (head.dep_ in ("compound", "poss") and head.head.dep_ in SUBJECTS)
