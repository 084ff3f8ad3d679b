"""Whom a pronoun or a description means: it, the company, the regulator, the country, its shares."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from graph.model import Entity
from ingest.catalog import Catalog
from ingest.language.grammar import grammar
from ingest.language.mentions import Kind, Mention

REACH = 3
"""Sentences back that a pronoun or a description may reach."""
LEAST_VOTES, MAJORITY = 3, 0.6
"""How many mentions, and what share of them, must belong to the one state an article is about."""
SUBJECTS = ("nsubj", "nsubjpass", "agent")
THINGS = frozenset({"Company", "GovernmentBody", "Country", "Product"})
PERSONAL = frozenset({"he", "she", "his", "her", "him"})
IMPERSONAL = frozenset({"it", "its"})


@dataclass(slots=True)
class Context:
    """A document's mentions, by token and by sentence, and what is needed to resolve what is not a name."""

    doc: Doc
    mentions: list[Mention]
    at: dict[int, Mention]
    catalog: Catalog
    published: dt.date | None
    sentence: list[int]
    """The number of the sentence of each token."""
    in_sentence: list[list[Mention]]

    def only_state(self) -> Entity | None:
        """The one state that the article is about: most of who is named in it, and it itself, belongs there."""
        homes = Counter(m.entity.jurisdiction for m in self.mentions if m.entity is not None and m.entity.jurisdiction)
        if not homes:
            return None
        home, votes = homes.most_common(1)[0]
        if votes < LEAST_VOTES or votes < MAJORITY * homes.total():
            return None
        named = (m.entity for m in self.mentions if m.entity is not None and m.entity.jurisdiction == home)
        return next((e for e in named if e.type == "Country"), None)


def antecedent(token: Token, context: Context) -> tuple[Entity, str] | None:
    """The entity a pronoun or a definite noun stands for, with the reason, or None where it is open."""
    word, lemma = token.lower_, token.lemma_.lower()
    words = grammar()
    if word in PERSONAL:
        return _latest(token, context, frozenset({"Person"}))
    if word in IMPERSONAL:
        return _latest(token, context, THINGS)
    if token.pos_ not in ("NOUN", "PROPN") or not _definite(token):
        return None
    if lemma in words.countries:
        return _latest(token, context, frozenset({"Country"}))
    if lemma in words.bodies:
        found = _only_body(token, lemma, context)
        if found is not None:
            return found
    if lemma in words.companies:
        return _latest(token, context, frozenset({"Company"}))
    if lemma in words.people:
        return _latest(token, context, frozenset({"Person"}))
    if lemma == "app":
        return _latest(token, context, frozenset({"Product", "Company"}))
    return None


BODY_NAMES = {
    "ministry": re.compile(r"Ministry|Department|Treasury"),
    "department": re.compile(r"Department|Treasury"),
    "court": re.compile(r"Court"),
    "commission": re.compile(r"Commission"),
    "committee": re.compile(r"Committee"),
    "bank": re.compile(r"Bank|Federal Reserve"),
    "council": re.compile(r"Council"),
    "bureau": re.compile(r"Bureau"),
    "agency": re.compile(r"Agency|Administration|Bureau"),
    "regulator": re.compile(r"^(?!.*(?:Court|Police|Congress|State Council|Parliament|Politburo|Foreign Affairs))"),
    "watchdog": re.compile(r"^(?!.*(?:Court|Police|Congress|State Council|Parliament|Politburo|Foreign Affairs))"),
}
"""What a body must be called for a noun to mean it; without an entry any may be meant."""


def _only_body(token: Token, lemma: str, context: Context) -> tuple[Entity, str] | None:
    """The one body named shortly before that a noun can mean; None where several can."""
    fits = BODY_NAMES.get(lemma)
    here = context.sentence[token.i]
    near: dict[str, Entity] = {}
    for number in range(max(0, here - REACH), here + 1):
        for mention in context.in_sentence[number]:
            entity = mention.entity
            if entity is not None and entity.type == "GovernmentBody" and mention.end <= token.i:
                if fits is None or fits.search(entity.name):
                    near[entity.id] = entity
    if len(near) != 1:
        return None
    entity = next(iter(near.values()))
    return entity, f"{token.text}: {entity.name}, the only one named before it"


def _definite(token: Token) -> bool:
    determiner = next((c.lower_ for c in token.children if c.dep_ == "det"), "")
    if determiner not in ("the", "this", "that"):
        return False
    return not any(c.dep_ in ("prep", "relcl", "acl") and c.i > token.i for c in token.children)


def _latest(token: Token, context: Context, types: frozenset[str]) -> tuple[Entity, str] | None:
    """The nearest fitting mention before a token: in its own sentence the subject, then in those before it."""
    here = context.sentence[token.i]
    for number in range(here, max(-1, here - REACH - 1), -1):
        before = [
            m
            for m in context.in_sentence[number]
            if m.end <= token.i
            and m.entity is not None
            and m.entity.type in types
            and _acts_or_is(m, context)
            and not (number == here and _is_own_subject(m, token, context.doc))
        ]
        if not before:
            continue
        subjects = [m for m in before if _is_subject(m, context.doc)]
        pick = subjects[-1] if subjects and number == here else subjects[0] if subjects else before[-1]
        rivals = {m.entity.id for m in (subjects or before) if m.entity is not None}
        if number != here and not subjects and len(rivals) > 1:
            return None
        assert pick.entity is not None
        return pick.entity, f"{token.text}: {pick.entity.name} before it"
    return None


def _is_own_subject(mention: Mention, token: Token, doc: Doc) -> bool:
    """Whether a mention is the subject of the verb that the pronoun is the object of: it lets it sell."""
    verb = token.head
    if token.dep_ == "nsubj" and verb.dep_ == "ccomp" and verb.head.lemma_.lower() in grammar().object_control:
        verb = verb.head
    elif token.dep_ not in ("dobj", "dative"):
        return False
    root = doc[mention.start : mention.end].root
    return root.head == verb and root.dep_ in ("nsubj", "nsubjpass")


def _acts_or_is(mention: Mention, context: Context) -> bool:
    """Demonyms and places in a phrase of place are no antecedents."""
    if mention.kind is Kind.DEMONYM or mention.entity is None:
        return False
    head = context.doc[mention.start : mention.end].root
    return not (
        mention.entity.type == "Country" and head.dep_ == "pobj" and head.head.lower_ in ("in", "at", "from", "near")
    )


def _is_subject(mention: Mention, doc: Doc) -> bool:
    head = doc[mention.start : mention.end].root
    return (
        head.dep_ in SUBJECTS
        or (head.dep_ == "compound" and head.head.dep_ in SUBJECTS)
        or (head.dep_ == "poss" and head.head.dep_ in SUBJECTS)
    )
