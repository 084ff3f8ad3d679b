"""Who and what is named: catalog phrases and spaCy's entities, as mentions of entities."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span, Token

from graph.model import Entity, entity_id
from ingest.catalog import Catalog
from ingest.language.casing import is_capitals, is_title_case, sentence_case
from ingest.language.grammar import grammar


class Kind(StrEnum):
    """How a mention names its entity."""

    NAME = "name"
    METONYM = "metonym"
    DEMONYM = "demonym"
    DESCRIPTION = "description"
    AMBIGUOUS = "ambiguous"
    SURNAME = "surname"
    FOUND = "found"
    """Named in the text, unknown to the catalog."""


@dataclass(slots=True)
class Mention:
    """The tokens [start, end) that name an entity; `entity` is None where it is open which one."""

    start: int
    end: int
    entity: Entity | None
    kind: Kind
    why: str


FOUND_TYPES = {
    "PERSON": "Person",
    "ORG": "Company",
    "GPE": "Place",
    "LOC": "Place",
    "PRODUCT": "Product",
    "LAW": "Policy",
}
CJK = re.compile(r"[㐀-鿿]+")
LONGEST_CHINESE = 16
"""Characters of the longest Chinese name that is looked for."""
LONGEST_FOUND = 8
"""Tokens of the longest name that is taken from the entity recogniser."""
LONGEST_HEADLINE = 300
"""Characters; a longer line is no headline, however it is written."""
RUN = re.compile(r"[^\w\s]{50,}|[^\s㐀-鿿]{500,}")
"""What is no word, but a rule, a row of emoji or code: the tokenizer takes the square of its length in time."""
POSSESSIVES = ("'s", "’s", "'", "’")
ARTICLES = ("the", "a", "an")


class Names:
    """Every name of a catalog, ready to be found in documents."""

    def __init__(self, catalog: Catalog, nlp: Language) -> None:
        self.catalog = catalog
        self.phrases: dict[str, list[tuple[str, str, Kind]]] = defaultdict(list)
        """By phrase in lower case: how it is written, the id of whom it names, and how it names them."""
        self.chinese: dict[str, str] = {}
        self.by_name = {entry.entity.name.casefold(): entry.entity for entry in catalog.entries.values()}
        countries = [(e.entity.name, e.demonyms) for e in catalog.entries.values() if e.entity.type == "Country"]
        for id_, entry in catalog.entries.items():
            for phrase in (entry.entity.name, *entry.entity.aliases):
                self._add(phrase, id_, Kind.NAME)
            for phrase in entry.metonyms:
                self._add(phrase.removeprefix("the "), id_, Kind.METONYM)
            for phrase in entry.demonyms:
                self._add(phrase, id_, Kind.DEMONYM)
            for phrase in entry.ambiguous:
                self._add(phrase, id_, Kind.AMBIGUOUS)
            for phrase in entry.descriptions:
                for variant in _variants(phrase, countries):
                    self._add(variant, id_, Kind.DESCRIPTION)
        self.matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        # the phrases as they are written: u.s. is cut into other tokens than U.S.
        forms = dict.fromkeys(row[0] for rows in self.phrases.values() for row in rows)
        self.matcher.add("name", [nlp.make_doc(form) for form in forms])

    def _add(self, phrase: str, id_: str, kind: Kind) -> None:
        if CJK.fullmatch(phrase):
            self.chinese.setdefault(phrase, id_)
            return
        forms = {phrase, phrase.replace("'", "’"), phrase.replace("’", "'")}
        if phrase == phrase.lower() and phrase.count(" ") == 1:
            forms.add(phrase.replace(" ", "-"))
        for form in sorted(forms):
            row = (form, id_, kind)
            if row not in self.phrases[form.lower()]:
                self.phrases[form.lower()].append(row)

    def spans_in(self, doc: Doc) -> list[Span]:
        """Every stretch that is written like a phrase of the catalog, in any case."""
        spans: list[Span] = self.matcher(doc, as_spans=True)
        return spans


def _variants(phrase: str, countries: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[str]:
    """China's X is also Chinese X and the Chinese X."""
    phrase = phrase.removeprefix("the ").removeprefix("The ")
    yield phrase
    for name, demonyms in countries:
        for owner in (f"{name}'s ", f"{name}’s "):
            if phrase.startswith(owner):
                yield from (f"{demonym} {phrase[len(owner) :]}" for demonym in demonyms)
                return


class _Found:
    """The mentions of a document that are found so far; each token belongs to one at most."""

    def __init__(self, size: int) -> None:
        self.at: list[Mention | None] = [None] * size
        self.mentions: list[Mention] = []

    def free(self, start: int, end: int) -> bool:
        return all(mention is None for mention in self.at[start:end])

    def add(self, mention: Mention) -> None:
        """Keep a mention unless another has one of its tokens."""
        if self.free(mention.start, mention.end):
            self.at[mention.start : mention.end] = [mention] * (mention.end - mention.start)
            self.mentions.append(mention)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A stretch that names somebody of the catalog, with the ids it may mean and how it would name them."""

    span: Span
    readings: list[tuple[str, Kind]]


def find_mentions(doc: Doc, names: Names) -> list[Mention]:
    """The mentions of a document, in order and without overlap; `doc` is parsed and has entities.

    Catalog phrases win over spaCy's entities of the same words, the longer over the shorter.
    """
    found = _Found(len(doc))
    recognised = [ent for ent in doc.ents if ent.label_ in FOUND_TYPES]
    entity_at = {i: ent for ent in recognised for i in range(ent.start, ent.end)}
    candidates = [*_phrases(doc, names), *_chinese(doc, names)]
    candidates.sort(key=lambda c: (-len(c.span), c.span.start))
    open_ = _add_sure(candidates, entity_at, found, names)
    _add_ambiguous(open_, entity_at, found, names)
    for ent in recognised:
        mention = _unknown(ent, names)
        if mention is not None:
            found.add(mention)
    _add_surnames(doc, found)
    return sorted(found.mentions, key=lambda m: m.start)


def _phrases(doc: Doc, names: Names) -> Iterator[_Candidate]:
    for span in names.spans_in(doc):
        readings = [(id_, kind) for phrase, id_, kind in names.phrases[span.text.lower()] if _case_fits(span, phrase)]
        if readings and not _modifies(span) and not _counted(span):
            yield _Candidate(_without_title(span, readings[0][0], names), readings)


def _chinese(doc: Doc, names: Names) -> Iterator[_Candidate]:
    for match in CJK.finditer(doc.text):
        written = match.group()
        for length in range(min(len(written), LONGEST_CHINESE), 1, -1):
            for at in range(len(written) - length + 1):
                id_ = names.chinese.get(written[at : at + length])
                if id_ is None:
                    continue
                start = match.start() + at
                span = doc.char_span(start, start + length, alignment_mode="expand")
                if span is not None:
                    yield _Candidate(span, [(id_, Kind.NAME)])


def _add_sure(
    candidates: Iterable[_Candidate], entity_at: dict[int, Span], found: _Found, names: Names
) -> list[_Candidate]:
    """Add what can mean one actor only; the candidates that may mean several are returned."""
    ambiguous = []
    for candidate in candidates:
        span = candidate.span
        sure = next(((id_, kind) for id_, kind in candidate.readings if kind is not Kind.AMBIGUOUS), None)
        if sure is None:
            if found.free(span.start, span.end):
                ambiguous.append(candidate)
        elif not _inside_longer_name(span, entity_at, names.catalog.entity(sure[0]), sure[1]):
            found.add(Mention(span.start, span.end, names.catalog.entity(sure[0]), sure[1], f"catalog: {span.text}"))
    return ambiguous


def _add_ambiguous(candidates: Iterable[_Candidate], entity_at: dict[int, Span], found: _Found, names: Names) -> None:
    """Add what several actors are called: whom the article names otherwise, or whose relatives it names."""
    present = {mention.entity.id for mention in found.mentions if mention.entity}
    for candidate in candidates:
        span = candidate.span
        ids = [id_ for id_, _ in candidate.readings]
        ent = entity_at.get(span.start)
        exact = ent is not None and span.end <= ent.end and len(ent) <= len(span) + 1
        choices = {
            "named in full elsewhere": [id_ for id_ in ids if id_ in present],
            "related actors named": [id_ for id_ in ids if present & names.catalog.relatives.get(id_, frozenset())],
            "the only one": ids if exact and span.text[0].isupper() else [],
        }
        reason, choice = next(((r, c[0]) for r, c in choices.items() if len(c) == 1), ("", ""))
        if choice:
            one, why = names.catalog.entity(choice), f"{span.text}: {reason}"
            found.add(Mention(span.start, span.end, one, Kind.NAME, why))
        else:
            why = f"{span.text}: several carry this name"
            found.add(Mention(span.start, span.end, None, Kind.AMBIGUOUS, why))


def _counted(span: Span) -> bool:
    """A currency after a number is an amount: 18.2 billion yuan, 5 gold."""
    if span.start == 0 or len(span) != 1 or not span[0].text.islower():
        return False
    before = span.doc[span.start - 1]
    return before.like_num or before.ent_type_ in ("MONEY", "CARDINAL")


def _modifies(span: Span) -> bool:
    """The Australian trade minister is no newspaper, and an owner or maker is resolved from what it owns."""
    if span[-1].lower_ in grammar().makers and len(span) > 1:
        return True
    following = span.doc[span.end] if span.end < len(span.doc) else None
    return span[0].text == "The" and following is not None and following.pos_ == "NOUN" and following.text.islower()


def _without_title(span: Span, id_: str, names: Names) -> Span:
    """President Xi names a person by the second word; the first is a title."""
    titled = len(span) > 1 and span[0].lower_ in grammar().honorifics
    return span[1:] if titled and names.catalog.entity(id_).type == "Person" else span


def _case_fits(span: Span, phrase: str) -> bool:
    """Whether a span is written like a phrase, or stands in a headline that is written in capitals."""
    text = span.text
    if text == phrase or phrase == phrase.lower():
        return True
    if text.isupper() and len(phrase) > 2 and _is_loud(span[0].sent.text):
        return True
    if len(phrase) <= 4 or " " not in phrase:
        return False
    # several words: a capital on each word that has one in the phrase, or the first alone at the start of a sentence
    return all(not b[0].isupper() or a[0].isupper() for a, b in zip(text.split(), phrase.split(), strict=False))


def _is_loud(line: str) -> bool:
    return is_capitals(line) or is_title_case(line)


def _inside_longer_name(span: Span, entity_at: dict[int, Span], entity: Entity, kind: Kind) -> bool:
    """Whether a longer name begins or ends with the span: Apple in Apple Daily."""
    if entity.type not in ("Company", "Organization", "Product", "Person", "Place") or kind is not Kind.NAME:
        return False
    if is_capitals(span.sent.text):  # then capitals do not tell what belongs to a name
        return False
    ent = entity_at.get(span.start)
    if ent is None or span.end > ent.end or len(ent) <= len(span):
        return False
    rest = [t for t in ent if not span.start <= t.i < span.end]
    forms = grammar().legal_forms
    if all(t.lower_ in forms or not t.is_alpha or t.pos_ == "PART" or t.lower_ == "the" for t in rest):
        return False
    return all(t.pos_ == "PROPN" and t.text[0].isupper() for t in rest) and ent.label_ in ("ORG", "PERSON")


def _unknown(ent: Span, names: Names) -> Mention | None:
    """A mention of somebody the entity recogniser found, whom the catalog knows at most without the legal form."""
    start, end = _trimmed(ent)
    span = ent.doc[start:end]
    text = span.text.strip()
    if not _is_name(span, text):
        return None
    type_ = _type_of(ent.label_, text)
    if type_ == "Person":
        words = [t for t in span if t.is_alpha]
        if len(words) < 2 or not all(t.text[0].isupper() for t in words):
            return None
    core = strip_legal_forms(text)
    known = names.by_name.get(core.casefold())
    if known is not None:
        return Mention(start, end, known, Kind.NAME, f"catalog: {core}")
    entity = Entity(entity_id(type_, core), core, type_, state=type_ == "GovernmentBody")
    if entity.id.endswith("/"):
        return None
    return Mention(start, end, entity, Kind.FOUND, f"{ent.label_} of the entity recogniser")


def _trimmed(ent: Span) -> tuple[int, int]:
    """Start and end without an article before and a possessive or punctuation around."""
    start, end, doc = ent.start, ent.end, ent.doc
    while end > start and (doc[end - 1].lower_ in POSSESSIVES or doc[end - 1].is_punct):
        end -= 1
    while start < end and (doc[start].lower_ in ARTICLES or doc[start].is_punct):
        start += 1
    return start, end


def _is_name(span: Span, text: str) -> bool:
    if not text or not text[0].isalnum() or "\n" in text or len(span) > LONGEST_FOUND:
        return False
    if text.lower() in grammar().not_names or not any(c.isalpha() for c in text):
        return False
    return any(t.pos_ == "PROPN" for t in span)


def _type_of(label: str, text: str) -> str:
    type_ = FOUND_TYPES[label]
    if type_ == "Company":
        bodies, organizations = _kinds_of_names()
        if bodies.search(text):
            return "GovernmentBody"
        if organizations.search(text):
            return "Organization"
    return type_


@cache
def _kinds_of_names() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What the names of government bodies hold, and those of organizations."""
    bodies, organizations = (
        re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(words)))})\b")
        for words in (grammar().body_words, grammar().organization_words)
    )
    return bodies, organizations


def strip_legal_forms(name: str) -> str:
    """A firm's name without Ltd, Inc. and the like at its end; Group stays where one other word is left."""
    words = name.replace(",", " ").split()
    while len(words) > 1 and words[-1].lower() in grammar().legal_forms:
        if len(words) == 2 and words[-1].lower() == "group":
            break
        words.pop()
    return " ".join(words)


def surname(entity: Entity) -> str:
    """What a person is called at a second mention: the first word of a Chinese name, else the last."""
    words = [w for w in entity.name.split() if w.lower().rstrip(".") not in grammar().name_suffixes]
    if len(words) < 2:
        return ""
    first, last, chinese = words[0], words[-1], grammar().chinese_surnames
    if first.lower() not in chinese:
        return last
    if last.lower() not in chinese or (entity.jurisdiction in ("CN", "TW", "KR") and len(words) <= 3):
        return first
    return last


def _add_surnames(doc: Doc, found: _Found) -> None:
    """Add the surnames of people who are named in full."""
    people: dict[str, dict[str, Entity]] = defaultdict(dict)
    for mention in found.mentions:
        if mention.entity is not None and mention.entity.type == "Person":
            people[surname(mention.entity)][mention.entity.id] = mention.entity
    people.pop("", None)
    if not people:
        return
    for token in doc:
        if token.text not in people or found.at[token.i] is not None or token.pos_ not in ("PROPN", "NOUN"):
            continue
        if _part_of_longer_name(token, found):
            continue
        bearers = list(people[token.text].values())
        if len(bearers) == 1:
            kind, why = Kind.SURNAME, f"surname of {bearers[0].name}, named in full"
        else:
            kind, why = Kind.AMBIGUOUS, f"{token.text}: {len(bearers)} in this article carry it"
        found.add(Mention(token.i, token.i + 1, bearers[0] if len(bearers) == 1 else None, kind, why))


def _part_of_longer_name(token: Token, found: _Found) -> bool:
    """Whether a name that nobody is known by stands beside a word and belongs to it."""
    doc = token.doc
    if token.i > 0:
        before = doc[token.i - 1]
        if (token.dep_ == "compound" or before.head == token) and _is_unclaimed_name(before, found):
            return True
    if token.i + 1 < len(doc):
        after = doc[token.i + 1]
        return token.head == after and _is_unclaimed_name(after, found)
    return False


def _is_unclaimed_name(token: Token, found: _Found) -> bool:
    if token.pos_ != "PROPN" or not token.text[0].isupper() or found.at[token.i] is not None:
        return False
    return token.text not in grammar().titles_of_address


def parse_text(nlp: Language, names: Names, text: str, verbs: Container[str] = frozenset()) -> str:
    """The text as the parser reads it: lines in Title Case or capitals as sentences; offsets stay the same."""
    lines = RUN.sub(lambda run: " " * len(run.group()), text).split("\n")
    for number, line in enumerate(lines):
        if 0 < len(line) < LONGEST_HEADLINE and _is_loud(line):
            named = [(span.start_char, span.end_char) for span in names.spans_in(nlp.make_doc(line))]
            lines[number] = sentence_case(line, named, verbs)
    parsed = "\n".join(lines)
    # a blank line after a headline takes the full stop that the parser expects
    return re.sub(r"(?<=[\w)\]’'%])\n(?=\n)", ".", parsed)


def by_token(mentions: Iterable[Mention]) -> dict[int, Mention]:
    """The mention that covers each token."""
    return {i: m for m in mentions for i in range(m.start, m.end)}
