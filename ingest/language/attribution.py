"""Who says so: the source that a sentence names for what it tells."""

from __future__ import annotations

import re

from spacy.tokens import Token

from ingest.language.arguments import resolve
from ingest.language.coreference import Context
from ingest.language.grammar import grammar

SOURCES = re.compile(
    r"\b(?:people|person|sources?|officials?|executives?|two people|three people)\s+(?:familiar with|close to|with knowledge of|briefed on)"
    r"\s+(?:the\s+)?(?:\w+\s?){1,3}",
    re.I,
)


def source_of(trigger: Token, context: Context) -> str:
    """The name (or the words) of who is said to tell an act; empty where the paper tells it in its own voice."""
    words = grammar()
    token = trigger
    for _ in range(10):
        head = token.head
        if head == token:
            break
        if (
            token.dep_ in ("ccomp", "xcomp", "advcl", "parataxis")
            and head.lemma_.lower() in words.speech_verbs
            and head.pos_ == "VERB"
        ):
            if token.dep_ != "xcomp" or head.lemma_.lower() in ("say", "report", "believe", "think"):
                subject = next((c for c in head.children if c.dep_ in ("nsubj", "nsubjpass")), None)
                if subject is not None and trigger not in subject.subtree:
                    return _name(subject, context)
        token = head
    root = trigger.sent.root
    for child in root.children:
        if (
            child.dep_ in ("parataxis", "ccomp")
            and child.lemma_.lower() in words.speech_verbs
            and trigger not in child.subtree
        ):
            subject = next((c for c in child.children if c.dep_ == "nsubj"), None)
            if subject is not None:
                return _name(subject, context)
    for inner in trigger.sent:
        if inner.lower_ == "according" and inner.i + 1 < len(inner.doc) and inner.doc[inner.i + 1].lower_ == "to":
            to = inner.doc[inner.i + 1]
            named = next((c for c in to.children if c.dep_ == "pobj"), None)
            if named is not None:
                return _name(named, context)
    match = SOURCES.search(trigger.sent.text)
    return match.group().strip() if match else ""


def _name(subject: Token, context: Context) -> str:
    mention = context.at.get(subject.i)
    if mention is not None and mention.entity is not None:
        return mention.entity.name
    found = resolve(subject, context, role="actor")
    if found:
        return found[0].entity.name
    if subject.pos_ == "PRON":
        return ""
    text = context.doc[subject.left_edge.i : subject.right_edge.i + 1].text
    return text if len(text) <= 80 else context.doc[subject.left_edge.i : subject.i + 1].text
