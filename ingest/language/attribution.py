"""Who says so: the source that a text names for what it tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from ingest.language.arguments import resolve
from ingest.language.coreference import Context
from ingest.language.grammar import grammar
from ingest.language.mentions import Kind

HIGHEST = 10
"""How many heads up from an act its teller may stand."""
LONGEST = 80
"""Characters of the words for a source without a name."""
REPORTING = ("say", "report", "believe", "think")
"""Verbs that tell an act by its infinitive: is said to have met."""
SUBJECTS = ("nsubj", "nsubjpass")
ASIDE = ("after", "before", "when", "while", "since", "until", "as")
"""What begins a clause that stands beside what is said, and is no part of it."""
OPENING, CLOSING, STRAIGHT = "“„", "”", '"'
SHORTEST_QUOTE = 4
"""Words of the shortest quotation that tells something; shorter ones are words that the paper keeps away from."""
FURTHEST = 400
"""Tokens back to which a paragraph is read, and tokens of the longest quotation."""
NEAR = 40
"""How many tokens from a quotation its speaker may stand."""
SPEAKERS = ("Person", "Company", "Organization", "GovernmentBody", "Country")
NAMED = (*SPEAKERS, "Place", "Product", "Policy")
"""Types of entities that speak by their name; of others the words are kept."""
LONGEST_LABEL = 6
"""Tokens before a colon that may name who says what follows."""
UNNAMED = re.compile(
    r"\b(?:people|person|sources?|officials?|executives?|(?:two|three) people)\s+"
    r"(?:familiar with|close to|with knowledge of|briefed on)\s+(?:(?:the|its|his|her|their)\s+)?\w+(?:[’']s\s+\w+)?",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Quotation:
    """The tokens [start, end) between two quotation marks."""

    start: int
    end: int

    def holds(self, token: Token) -> bool:
        """Whether a token stands between the marks."""
        return self.start <= token.i < self.end


def source_of(trigger: Token, context: Context) -> str:
    """The name (or the words) of who is said to tell an act; empty where the paper tells it in its own voice."""
    quotations = _quotations(trigger)
    number = next((n for n, q in enumerate(quotations) if q.holds(trigger)), None)
    if number is not None:
        speaker = _speaker_of(quotations, number, context)
        if speaker is not None:
            return _name(speaker, context)
    teller = (
        _teller_above(trigger, context)
        or _teller_beside(trigger, context)
        or _after_preposition(trigger.sent)
        or _label(trigger, context)
        or _before_that(trigger, context)
        or _after_comma(trigger, context)
        or _last_words(trigger, context)
    )
    if teller is not None:
        return _name(teller, context)
    match = UNNAMED.search(trigger.sent.text)
    return match.group().strip() if match else ""


# in the sentence itself


def _teller_above(trigger: Token, context: Context) -> Token | None:
    """The subject of the nearest verb of speech that governs an act: Reuters said that it did."""
    token = trigger
    for _ in range(HIGHEST):
        head = token.head
        if head == token:
            break
        reported = token.dep_ in ("ccomp", "parataxis") or (token.dep_ == "advcl" and not _is_aside(token))
        reported = reported or (token.dep_ in ("xcomp", "pcomp") and head.lemma_.lower() in REPORTING)
        if token.dep_ in ("acl", "relcl") and any(c.dep_ == "mark" and c.lower_ == "that" for c in token.children):
            head, reported = _verb_over(head), True  # told him in a call that it did
        if reported and head.pos_ == "VERB" and _tells(head):
            subject = _subject(head, context)
            # who is said to do it is not who says so
            told_of = token.dep_ == "xcomp" and subject is not None and subject.dep_ == "nsubjpass"
            if subject is not None and not told_of and trigger not in subject.subtree:
                return subject
        token = head
    return None


def _verb_over(noun: Token) -> Token:
    """The verb that a noun belongs to."""
    token = noun
    for _ in range(3):
        if token.pos_ == "VERB":
            break
        token = token.head
    return token


def _is_aside(clause: Token) -> bool:
    """Whether a clause tells when something was said: said so after the ban."""
    return any(c.dep_ in ("mark", "advmod") and c.lower_ in ASIDE for c in clause.children)


def _teller_beside(trigger: Token, context: Context) -> Token | None:
    """The subject of a verb of speech set into the sentence: the firm, Reuters said, did it; as Reuters put it."""
    for child in trigger.sent.root.children:
        if trigger in child.subtree or child.pos_ not in ("VERB", "AUX"):
            continue
        parts = list(child.children)
        as_said = child.dep_ == "advcl" and any(c.lower_ == "as" and c.i < child.i for c in parts)
        as_said = as_said and not any(c.dep_ == "ccomp" for c in parts)
        if (child.dep_ in ("parataxis", "ccomp") or as_said) and _tells(child):
            subject = _subject(child, context)
            if subject is not None:
                return subject
    return None


def _subject(verb: Token, context: Context) -> Token | None:
    """Who says what a verb of speech tells, also where another verb has the subject: said it did, adding that."""
    set_off = _set_off(verb, context)
    if set_off is not None:
        return set_off
    token = verb
    for _ in range(4):
        found = next((c for c in token.children if c.dep_ in SUBJECTS), None)
        if found is not None:
            return found if _may_tell(found, verb, context) else None
        head = token.head
        if token.dep_ in ("acl", "relcl") and head.pos_ in ("NOUN", "PROPN"):
            return head
        if head == token or token.dep_ not in ("conj", "advcl", "xcomp", "pcomp", "prep", "ccomp", "dep"):
            break
        token = head
    return _named_beside(verb, context)


def _set_off(verb: Token, context: Context) -> Token | None:
    """The name between a comma and a verb of speech, whatever the parser thinks: …, White House says."""
    doc, mention = context.doc, context.at.get(verb.i - 1)
    if mention is None or mention.entity is None or mention.entity.type not in SPEAKERS:
        return None
    if mention.kind is Kind.DEMONYM or mention.start <= verb.sent.start:
        return None
    before = doc[mention.start - 1]
    if before.lower_ == "the" and before.i > verb.sent.start:
        before = doc[before.i - 1]
    return context.head_of(mention) if before.text in (",", "’", "'", CLOSING, STRAIGHT, "–", "—") else None


def _may_tell(subject: Token, verb: Token, context: Context) -> bool:
    """Whether a subject tells something by a verb: a study shows it, a fight that reveals it does not."""
    words = grammar()
    entity = context.entity_at(subject)
    if subject.pos_ == "PRON" or (entity is not None and entity.type in SPEAKERS):
        return True
    if verb.tag_ == "VBN" and not any(c.dep_ in ("aux", "auxpass") for c in verb.children):
        return False  # tensions explained: no verb, but a participle
    if verb.i > subject.i and verb.nbor(-1).text in (",", CLOSING, STRAIGHT) and subject.right_edge.i == verb.i - 2:
        return False  # …, says the ministry: who says so stands after the verb
    if verb.lemma_.lower() not in words.showing_verbs:
        return True
    speakers = words.people | words.source_nouns | words.bodies | words.state_nouns | words.companies
    return not speakers.isdisjoint((subject.lemma_.lower(), subject.lower_))


def _named_beside(verb: Token, context: Context) -> Token | None:
    """Whom the words beside a verb of speech name, whatever the parser thinks: said Robert Lea; Xi says."""
    doc = context.doc
    for at in (verb.i - 1, verb.i + 1):
        mention = context.at.get(at) if 0 <= at < len(doc) else None
        if mention is None or mention.entity is None or mention.entity.type not in SPEAKERS:
            continue
        if mention.kind is not Kind.DEMONYM and doc[at].sent == verb.sent:
            return context.head_of(mention)
    return None


def _before_that(trigger: Token, context: Context) -> Token | None:
    """Who says what follows a that, wherever the parser puts it: cautioned that, although it did, they fell."""
    doc = context.doc
    for verb in doc[trigger.sent.start : trigger.i]:
        if verb.i + 1 < trigger.i and doc[verb.i + 1].lower_ == "that" and _tells(verb) and verb.tag_.startswith("VB"):
            return _subject(verb, context)
    return None


def _after_comma(trigger: Token, context: Context) -> Token | None:
    """Who says at the end what went before, wherever the parser puts it: …, the head of trade said on Tuesday."""
    doc = context.doc
    for verb in doc[trigger.i + 1 : trigger.sent.end]:
        if verb.lemma_.lower() not in ("say", "tell", "report") or verb.tag_ not in ("VBD", "VBZ", "VBP"):
            continue
        subject = next((c for c in verb.children if c.dep_ == "nsubj" and c.i < verb.i), None)
        if subject is None or any(c.dep_ in ("ccomp", "xcomp") and c.i > verb.i for c in verb.children):
            continue
        before = subject.left_edge.i - 1
        if before > trigger.i and doc[before].text in (",", CLOSING, STRAIGHT):
            return subject
    return None


def _after_preposition(sent: Span) -> Token | None:
    """According to Caixin; in the words of Zhao Lijian."""
    for token in sent:
        phrase = sent.doc[max(sent.start, token.i - 3) : token.i + 1].text.lower()
        if token.lower_ in ("to", "of") and phrase.endswith(("according to", "in the words of")):
            named = next((c for c in token.children if c.dep_ == "pobj"), None)
            if named is not None:
                return named
    return None


def _label(trigger: Token, context: Context) -> Token | None:
    """The name before a colon: Xinhua: Xi Jinping meets Putin."""
    sent = trigger.sent
    for at in range(sent.start, min(trigger.i, sent.start + LONGEST_LABEL)):
        if sent.doc[at].text != ":":
            continue
        mention = context.at.get(at - 1)
        if mention is not None and mention.start == sent.start and mention.entity is not None:
            return context.head_of(mention) if mention.entity.type in SPEAKERS else None
        unnamed = sent.doc[at - 1] if at == sent.start + 1 else None
        return unnamed if unnamed is not None and unnamed.lemma_.lower() in grammar().source_nouns else None
    return None


def _last_words(trigger: Token, context: Context) -> Token | None:
    """The words that end a headline: China bans exports, Yellen says; China bans exports: report."""
    sent, doc = trigger.sent, context.doc
    end = sent.end
    while end > sent.start and (doc[end - 1].is_space or doc[end - 1].text in (".", "”", '"')):
        end -= 1
    last = doc[end - 1]
    if trigger.i >= end - 1:
        return None
    if last.lemma_.lower() in ("say", "report", "warn", "tell") and last.pos_ in ("VERB", "NOUN"):
        mention = context.at.get(end - 2)
        start = mention.start if mention is not None else end - 2
        if start - 1 > trigger.i and doc[start - 1].text in (",", "–", "—", "-", "’", "”"):
            return doc[end - 2] if mention is None else context.head_of(mention)
    for at in range(max(trigger.i + 1, end - 4), end - 1):
        if doc[at].text == ":":
            mention = context.at.get(at + 1)
            if mention is not None and mention.end == end and mention.entity and mention.entity.type in SPEAKERS:
                return context.head_of(mention)
            return last if last.lemma_.lower() in grammar().source_nouns else None
    return None


# quotations


def _quotations(trigger: Token) -> list[Quotation]:
    """The quotations of the paragraph of a token that tell something, up to a little after it, in order."""
    doc = trigger.doc
    start, end = _paragraph(trigger)
    found: list[Quotation] = []
    opened: int | None = None
    for at in range(start, end):
        text = doc[at].text
        opens = text in OPENING or (text == STRAIGHT and opened is None)
        if opens and opened is None:
            opened = at + 1
        elif opened is not None and text in (CLOSING, STRAIGHT):
            found.append(Quotation(opened, at))
            opened = None
    if opened is not None and doc[opened - 1].text in OPENING:
        found.append(Quotation(opened, end))  # goes on in the next paragraph
    return [q for q in found if sum(t.is_alpha for t in doc[q.start : q.end]) >= SHORTEST_QUOTE]


def _paragraph(token: Token) -> tuple[int, int]:
    """The tokens of the paragraph around a token."""
    doc = token.doc
    start, end = token.i, token.i + 1
    while start > 0 and token.i - start < FURTHEST and "\n" not in doc[start - 1].text:
        start -= 1
    while end < len(doc) and end - token.i < FURTHEST and "\n" not in doc[end].text:
        end += 1
    return start, end


def _speaker_of(quotations: list[Quotation], number: int, context: Context) -> Token | None:
    """Who speaks a quotation: told after it, before it, or with the one that it goes on from."""
    quotation, doc = quotations[number], context.doc
    start, end = _paragraph(doc[quotation.start])
    following = quotations[number + 1].start - 1 if number + 1 < len(quotations) else end
    last = min(following, quotation.end + NEAR)
    after = _saying(range(quotation.end + 1, last), quotation, context, after=True)
    if after is not None:
        return after
    previous = quotations[number - 1].end + 1 if number else start
    before = _saying(range(quotation.start - 2, max(previous, quotation.start - NEAR) - 1, -1), quotation, context)
    if before is not None:
        return before
    return _speaker_of(quotations, number - 1, context) if number else None


def _saying(places: range, quotation: Quotation, context: Context, *, after: bool = False) -> Token | None:
    """The subject of the verb of speech, or who stands after according to, in what is between two quotations."""
    doc = context.doc
    for at in places:
        token = doc[at]
        if after and token.is_sent_start and at > quotation.end + 1 and not _begins_with_end(doc, quotation, at):
            return None
        if token.lower_ == "according" and at + 1 < len(doc):
            named = next((c for c in doc[at + 1].children if c.dep_ == "pobj"), None)
            if named is not None:
                return named
        if token.pos_ in ("VERB", "AUX") and _quotes(token):
            subject = _subject(token, context)
            if subject is not None and not quotation.holds(subject):
                return subject
    return None


def _begins_with_end(doc: Doc, quotation: Quotation, at: int) -> bool:
    """Whether a sentence that begins after a quotation is the rest of it: "Is it so?" he asked."""
    return at <= quotation.end + 2 and doc[quotation.end - 1].text in ("?", "!", ",")


def _quotes(verb: Token) -> bool:
    return _tells(verb) or verb.lemma_.lower() in grammar().quoting_verbs


def _tells(verb: Token) -> bool:
    return verb.lemma_.lower() in grammar().speech_verbs


# names


def _name(subject: Token, context: Context) -> str:
    entity = context.entity_at(subject)
    if entity is not None and entity.type in NAMED:
        return entity.name
    named = next(_beside(subject, context), None)
    if named is not None:
        return named
    if entity is not None:
        return _words(subject, context)
    found = resolve(subject, context, role="actor")
    if found and found[0].entity.type in NAMED:
        return found[0].entity.name
    if subject.pos_ == "PRON":
        return ""
    return _words(subject, context)


def _words(subject: Token, context: Context) -> str:
    """The words for a source that has no name."""
    text = context.doc[subject.left_edge.i : subject.right_edge.i + 1].text
    if len(text) > LONGEST:
        text = context.doc[subject.left_edge.i : subject.i + 1].text
    return " ".join(text.split()).strip(",")


def _beside(subject: Token, context: Context) -> Iterator[str]:
    """The name that belongs to a description of a speaker: its spokesman, Guo; a spokesperson for Huawei."""
    for child in subject.children:
        mention = context.at.get(child.i)
        if mention is None or mention.entity is None or mention.entity.type != "Person":
            continue
        if child.dep_ == "appos" or (child.dep_ == "compound" and child.i > subject.i):
            yield mention.entity.name
    if subject.lemma_.lower() not in grammar().mouthpieces:
        return
    for child in subject.children:
        if child.dep_ == "prep" and child.lower_ in ("for", "of", "at"):
            bodies = (context.entity_at(c) for c in child.children if c.dep_ == "pobj")
            yield from (body.name for body in bodies if body is not None and body.type in NAMED)
