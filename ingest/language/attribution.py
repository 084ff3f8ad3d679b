"""Who says so: the source that a sentence names for what it tells."""

from __future__ import annotations

import re

from spacy.tokens import Span, Token

from ingest.language.arguments import resolve
from ingest.language.coreference import Context
from ingest.language.grammar import grammar

HIGHEST = 10
"""How many heads up from an act its teller may stand."""
LONGEST = 80
"""Characters of the words for a source without a name."""
REPORTING = ("say", "report", "believe", "think")
"""Verbs that tell an act by its infinitive: is said to have met."""
UNNAMED = re.compile(
    r"\b(?:people|person|sources?|officials?|executives?|(?:two|three) people)\s+"
    r"(?:familiar with|close to|with knowledge of|briefed on)\s+(?:the\s+)?(?:\w+\s?){1,3}",
    re.I,
)


def source_of(trigger: Token, context: Context) -> str:
    """The name (or the words) of who is said to tell an act; empty where the paper tells it in its own voice."""
    teller = _teller_above(trigger) or _teller_beside(trigger) or _after_according_to(trigger.sent)
    if teller is not None:
        return _name(teller, context)
    match = UNNAMED.search(trigger.sent.text)
    return match.group().strip() if match else ""


def _teller_above(trigger: Token) -> Token | None:
    """The subject of the nearest verb of speech that governs an act: Reuters said that it did."""
    token = trigger
    for _ in range(HIGHEST):
        head = token.head
        if head == token:
            break
        reported = token.dep_ in ("ccomp", "advcl", "parataxis") or (
            token.dep_ == "xcomp" and head.lemma_.lower() in REPORTING
        )
        if reported and head.pos_ == "VERB" and _tells(head):
            subject = next((c for c in head.children if c.dep_ in ("nsubj", "nsubjpass")), None)
            if subject is not None and trigger not in subject.subtree:
                return subject
        token = head
    return None


def _teller_beside(trigger: Token) -> Token | None:
    """The subject of a verb of speech set into the sentence: the firm, Reuters said, did it."""
    for child in trigger.sent.root.children:
        if child.dep_ in ("parataxis", "ccomp") and _tells(child) and trigger not in child.subtree:
            subject = next((c for c in child.children if c.dep_ == "nsubj"), None)
            if subject is not None:
                return subject
    return None


def _after_according_to(sent: Span) -> Token | None:
    doc = sent.doc
    for token in sent:
        if token.lower_ == "according" and token.i + 1 < len(doc) and doc[token.i + 1].lower_ == "to":
            named = next((c for c in doc[token.i + 1].children if c.dep_ == "pobj"), None)
            if named is not None:
                return named
    return None


def _tells(verb: Token) -> bool:
    return verb.lemma_.lower() in grammar().speech_verbs


def _name(subject: Token, context: Context) -> str:
    entity = context.entity_at(subject)
    if entity is not None:
        return entity.name
    found = resolve(subject, context, role="actor")
    if found:
        return found[0].entity.name
    if subject.pos_ == "PRON":
        return ""
    text = context.doc[subject.left_edge.i : subject.right_edge.i + 1].text
    return text if len(text) <= LONGEST else context.doc[subject.left_edge.i : subject.i + 1].text
