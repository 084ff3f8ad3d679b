"""A name as it is compared: words in Latin letters, with titles, legal forms and numbers told apart.

What the parts of a name mean stands in ``names.yaml``. Han is read as pinyin (pypinyin), other scripts are
transliterated letter by letter (anyascii).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from anyascii import anyascii
from pypinyin import lazy_pinyin
from rapidfuzz.distance import OSA

from graph.errors import VocabularyError
from graph.resolution.tables import read_table

ALPHABETS = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "GEORGIAN", "KATAKANA", "HIRAGANA", "ETHIOPIC"})
"""Scripts whose transliteration keeps all that tells names apart; others are compared as they are written."""
LATIN = frozenset({"LATIN"})
SYLLABLES = frozenset({"CJK", "HANGUL"})
"""Scripts in which one sign is a syllable or a word: another sign is another name."""
QUOTES = '"“”„«»「」『』《》'
APOSTROPHES = "'’‘`ʻʼʿʾ"
UNQUOTED = {ord(sign): " " for sign in QUOTES} | {ord(sign): None for sign in APOSTROPHES}
NO_APOSTROPHES = {ord(sign): None for sign in APOSTROPHES}
INITIALS = re.compile(r"(?<![^\W_])[^\W\d_](?:[./]\s?[^\W\d_](?![^\W_]))+\.?")
WORD = re.compile(r"[^\W_]+")
FIGURES = re.compile(r"(\d+)(?:st|nd|rd|th)?")
LONG_FORM = 11
"""Letters of a legal form that may be misspelled."""
SPELLING = 2
"""Edits within which it may be."""


class Kind(StrEnum):
    """How a name is built."""

    PERSON = "person"
    ORGANIZATION = "organization"
    THING = "thing"


KINDS = {
    "Person": Kind.PERSON,
    "Company": Kind.ORGANIZATION,
    "Organization": Kind.ORGANIZATION,
    "GovernmentBody": Kind.ORGANIZATION,
    "LegalEntity": Kind.ORGANIZATION,
    "PublicBody": Kind.ORGANIZATION,
}


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart."""

    written: str
    kind: Kind
    words: tuple[str, ...]
    """Its words in Latin letters and lower case, without particles of people and joiners of organizations."""
    native: tuple[str, ...]
    """The same in its own script, where that tells more."""
    particles: tuple[str, ...] = ()
    forms: frozenset[str] = frozenset()
    """The classes of its legal forms."""
    numbers: tuple[str, ...] = ()
    scripts: frozenset[str] = frozenset()
    family_first: bool = False
    """Whether a comma tells that the family name stands first; `words` has it last."""

    @property
    def key(self) -> str:
        """What names have in common that differ in case, accents, spaces, order, titles and legal forms alone."""
        return " ".join((*sorted(self.words), *self.numbers))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """``names.yaml``, read."""

    titles: frozenset[str]
    particles: Mapping[str, str]
    articles: frozenset[str]
    joiners: frozenset[str]
    vessels: frozenset[str]
    forms: Mapping[tuple[str, ...], str]
    """Words of a legal form to its class."""
    longest_form: int
    """Words of the longest one."""
    forms_han: Mapping[str, str]
    abbreviations: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, int]
    tens: Mapping[str, int]
    romans: Mapping[str, int]
    generic: frozenset[str]
    confusable: frozenset[frozenset[str]]
    nicknames: Mapping[str, frozenset[int]]
    """A given name to the groups it is in."""

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Vocabulary:
        """Check and build it.

        Raises:
            VocabularyError: a key is missing, unknown or of the wrong kind.
        """
        lists = ("titles", "articles", "joiners", "vessels", "numbers", "ordinals", "romans", "generic", "confusable")
        maps = ("particles", "legal_forms", "legal_forms_han", "abbreviations", "tens")
        if problem := set(data) ^ {*lists, *maps, "nicknames"}:
            raise VocabularyError(f"names.yaml: {min(problem)}: missing, or an unknown key")
        for key in (*lists, "nicknames"):
            _expect(isinstance(data[key], list), key, "must be a list")
        for key in maps:
            _expect(isinstance(data[key], dict), key, "must be a map")
        for pair in data["confusable"]:
            _expect(isinstance(pair, str) and len(pair) == 2, "confusable", f"{pair!r} is not two signs")
        groups: dict[str, set[int]] = {}
        for number, names in enumerate(data["nicknames"]):
            _expect(isinstance(names, list) and len(names) > 1, "nicknames", f"{names!r} is not a list of names")
            for name in names:
                groups.setdefault(str(name), set()).add(number)
        forms = {tuple(words.split()): form for words, form in _by_word(data, "legal_forms").items()}
        return cls(
            titles=frozenset(data["titles"]),
            particles=_by_word(data, "particles"),
            articles=frozenset(data["articles"]),
            joiners=frozenset(data["joiners"]),
            vessels=frozenset(data["vessels"]),
            forms=forms,
            longest_form=max(map(len, forms)),
            forms_han=_by_word(data, "legal_forms_han"),
            abbreviations={short: tuple(str(long).split()) for short, long in data["abbreviations"].items()},
            numbers={w: i for key in ("numbers", "ordinals") for i, w in enumerate(data[key])},
            tens=data["tens"],
            romans={roman: i for i, roman in enumerate(data["romans"], 1)},
            generic=frozenset(data["generic"]),
            confusable=frozenset(frozenset(pair) for pair in data["confusable"]),
            nicknames={name: frozenset(numbers) for name, numbers in groups.items()},
        )


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of the project.

    Raises:
        VocabularyError: ``names.yaml`` is wrong; names the key.
    """
    return Vocabulary.read(read_table("names.yaml"))


@lru_cache(maxsize=200_000)
def read_name(written: str, type_: str) -> Name:
    """A name taken apart as one of its type: an entity type, or a schema of the OpenSanctions family."""
    kind = KINDS.get(type_, Kind.THING)
    known = vocabulary()
    text = unicodedata.normalize("NFKC", written)
    scripts = _scripts(text)
    text, family_first = _unwrap(text, kind)
    forms: set[str] = set()
    if kind is Kind.ORGANIZATION:
        for ending, form in known.forms_han.items():
            if text.endswith(ending) and len(text) > len(ending):
                text, forms = text[: -len(ending)], {form}
    latin = _words(_latin(text, scripts))
    low = [word.lower() for word in latin]
    start = _start(low, kind)
    latin, low = latin[start:], low[start:]
    latin, low, more = _without_forms(latin, low, kind)
    words, numbers = (low, []) if kind is Kind.PERSON else _numbers(latin, low)
    particles: tuple[str, ...] = ()
    if kind is Kind.PERSON:
        words, particles = _without_particles(words)
    else:
        words = [w for w in _long(words) if w not in known.joiners] or words
    return Name(
        written=written,
        kind=kind,
        words=tuple(words),
        native=tuple(text.casefold().replace("·", " ").replace("・", " ").split()),
        particles=particles,
        forms=frozenset(forms | more),
        numbers=tuple(numbers),
        scripts=scripts,
        family_first=family_first,
    )


def _expect(holds: bool, key: str, problem: str) -> None:
    if not holds:
        raise VocabularyError(f"names.yaml: {key}: {problem}")


def _by_word(data: Mapping[str, Any], key: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, words in data[key].items():
        _expect(isinstance(words, list), f"{key}.{name}", "must be a list")
        for word in words:
            found[str(word)] = str(name)
    return found


def _scripts(text: str) -> frozenset[str]:
    """The scripts of the letters of a text, by their Unicode names."""
    if text.isascii():
        return LATIN if any(map(str.isalpha, text)) else frozenset()
    return frozenset(unicodedata.name(sign, "?").partition(" ")[0] for sign in set(text) if sign.isalpha())


def _unwrap(text: str, kind: Kind) -> tuple[str, bool]:
    """A name without quotation marks, apostrophes and the dots of initials; whether its family name stood first."""
    family_first = False
    if kind is Kind.PERSON and text.count(",") == 1:
        last, _, first = text.partition(",")
        if last.strip() and first.strip():
            text, family_first = f"{first.strip()} {last.strip()}", True
    text = text.translate(UNQUOTED)
    if kind is not Kind.PERSON:
        text = INITIALS.sub(_joined, text)
    return " ".join(text.split()), family_first


def _joined(found: re.Match[str]) -> str:
    return re.sub(r"[./\s]", "", found[0])


def _latin(text: str, scripts: frozenset[str]) -> str:
    if "CJK" in scripts and not scripts & {"HIRAGANA", "KATAKANA"}:
        text = " ".join(lazy_pinyin(text))
    return anyascii(text)


def _words(text: str) -> list[str]:
    return WORD.findall(text.translate(NO_APOSTROPHES))


def _start(low: Sequence[str], kind: Kind) -> int:
    """Where a name begins behind titles and articles."""
    known = vocabulary()
    skipped = {Kind.PERSON: known.titles, Kind.ORGANIZATION: known.articles, Kind.THING: known.articles | known.vessels}
    start = 0
    while start < len(low) - 1 and low[start] in skipped[kind]:
        start += 1
    return start


def _without_forms(latin: list[str], low: list[str], kind: Kind) -> tuple[list[str], list[str], set[str]]:
    """A name without its legal forms, and their classes; a form in the name of a person may only be its end."""
    if kind is Kind.THING:
        return latin, low, set()
    known = vocabulary()
    longest = known.longest_form
    kept: list[int] = []
    forms: set[str] = set()
    at = 0
    while at < len(low):
        for size in range(min(longest, len(low) - at), 0, -1):
            form = _form(tuple(low[at : at + size]))
            if form and (kind is Kind.ORGANIZATION or (at > 1 and at + size == len(low))) and size < len(low):
                forms.add(form)
                at += size
                break
        else:
            kept.append(at)
            at += 1
    if not kept:
        return latin, low, set()
    return [latin[i] for i in kept], [low[i] for i in kept], forms


@lru_cache(maxsize=100_000)
def _form(words: tuple[str, ...]) -> str:
    """The class of a legal form, even misspelled where it is long; empty where it is none."""
    forms = vocabulary().forms
    if words in forms:
        return forms[words]
    text = " ".join(words)
    for known, form in _long_forms().get((len(words), text[:1]), ()):
        if OSA.distance(known, text, score_cutoff=SPELLING) <= SPELLING:
            return form
    return ""


@cache
def _long_forms() -> Mapping[tuple[int, str], Sequence[tuple[str, str]]]:
    """Legal forms that are told even misspelled, by their number of words and first letter."""
    found: dict[tuple[int, str], list[tuple[str, str]]] = {}
    for words, form in vocabulary().forms.items():
        text = " ".join(words)
        if len(text) >= LONG_FORM:
            found.setdefault((len(words), text[0]), []).append((text, form))
    return found


def _numbers(latin: Sequence[str], low: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words of a name, and its numbers in figures; the number of a first one is left out, as names do."""
    known = vocabulary()
    words: list[str] = []
    numbers: list[str] = []
    at = 0
    while at < len(low):
        word, value = low[at], 0
        following = known.numbers.get(low[at + 1], 0) if at + 1 < len(low) else 0
        figures = FIGURES.fullmatch(word)
        if word in known.tens:
            value = known.tens[word]
            if 0 < following < 10:
                value, at = value + following, at + 1
        elif word in known.numbers:
            value = known.numbers[word]
        elif figures:
            value = int(figures[1])
        elif at and latin[at] in known.romans:
            value = known.romans[latin[at]]
            if value == 1:
                at += 1
                continue
        else:
            words.append(word)
            at += 1
            continue
        numbers.append(str(value))
        at += 1
    return words, numbers


def _without_particles(words: list[str]) -> tuple[list[str], tuple[str, ...]]:
    known = vocabulary().particles
    # what opens a name is a given name (Ben, Al), unless nothing but a family name can follow it
    inner = [i for i, word in enumerate(words) if word in known and (i or word in ("bin", "ibn", "abu"))]
    if len(inner) == len(words):
        return words, ()
    return [w for i, w in enumerate(words) if i not in inner], tuple(known[words[i]] for i in inner)


def _long(words: Sequence[str]) -> list[str]:
    """Words with what is written short written out."""
    known = vocabulary().abbreviations
    return [long for word in words for long in known.get(word, (word,))]
