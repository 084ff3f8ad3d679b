"""Pairs of candidate arguments in their sentences, as numbers that a small encoder reads in one pass over a window."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Span, Token

from graph.model import Entity
from ingest.language.arguments import Argument, resolve, topic
from ingest.language.coreference import Context
from ingest.language.frames import Lexicon
from ingest.language.mentions import Kind

LONGEST_WINDOW = 180
"""Wordpieces of a window, about: a longer sentence is a window of its own, up to `MOST_PIECES`."""
MOST_PIECES = 400
MOST_CANDIDATES = 40
"""In one sentence: what goes beyond is a list of names, and its pairs grow with the square."""
MOST_AROUND = 6
"""Named around a sentence, with whom its own candidates are paired."""
PIECES_A_TOKEN = 1.25
NO_TARGET = -1
KINDS: tuple[str, ...] = tuple(json.loads((files(__package__) / "model/kinds.json").read_text(encoding="utf-8")))
"""What a token names, in the order of the network, which is not that of the ontology."""
ARCS = (
    "ROOT acl acomp advcl advmod agent amod appos attr aux auxpass case cc ccomp compound conj csubj dative det dobj "
    "expl intj mark neg nmod npadvmod nsubj nsubjpass nummod oprd parataxis pcomp pobj poss preconj prep prt punct "
    "quantmod relcl xcomp csubjpass dep meta predet"
)
"""The arcs of the parse, numbered from 1; 0 is any other."""
STEPS = (-16, -8, -4, -2, 0, 2, 4, 8, 16)
"""Limits of the classes of distance between the two ends of a pair, in tokens."""

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """The tokens [start, end) that may act or be acted on, with whom they mean in either place."""

    start: int
    end: int
    actor: Argument | None
    target: Argument | None


@dataclass(slots=True)
class Window:
    """Some sentences of a document with the pairs of their candidates.

    `tokens` are indices into the document; `pairs` holds an actor and a target as indices into `candidates`, the
    target `NO_TARGET` where there is none; `sentences` holds the sentence of each pair, its first token and the one
    after its last as indices into `tokens`.
    """

    tokens: list[int]
    candidates: list[Candidate] = field(default_factory=list)
    pairs: list[tuple[int, int]] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Features:
    """A window as the encoder reads it.

    ``pieces``, ``kinds``, ``triggers``, ``arcs``: one number a wordpiece, [CLS] and [SEP] included. ``starts`` and
    ``ends`` (inclusive): of each candidate, in wordpieces. ``actors``, ``targets``, ``lefts``, ``rights``, ``steps``:
    one number a pair: its candidates (the number of candidates stands for no target), its sentence in wordpieces, the
    class of its distance.
    """

    pieces: Ints
    kinds: Ints
    triggers: Ints
    arcs: Ints
    starts: Ints
    ends: Ints
    actors: Ints
    targets: Ints
    lefts: Ints
    rights: Ints
    steps: Ints
    token_of: Ints
    """The token of the document of each wordpiece; -1 for [CLS] and [SEP]."""


def find_candidates(sent: Span, context: Context) -> list[Candidate]:
    """Whatever in a sentence may act or be acted on: names, and nouns with whom they stand for."""
    found: dict[tuple[int, int], Candidate] = {}
    for mention in context.in_sentence[context.sentence[sent.start]]:
        if mention.entity is None or mention.end > sent.end:
            continue
        how = "name" if mention.kind in (Kind.NAME, Kind.METONYM, Kind.SURNAME) else str(mention.kind)
        named = Argument(mention.entity, mention.start, mention.end, how)
        found[mention.start, mention.end] = Candidate(mention.start, mention.end, named, named)
    for token in sent:
        candidate = _of_noun(token, context)
        if candidate is not None:
            found[candidate.start, candidate.end] = candidate
    return [found[key] for key in sorted(found)][:MOST_CANDIDATES]


def _of_noun(token: Token, context: Context) -> Candidate | None:
    if token.pos_ not in ("NOUN", "PROPN", "PRON"):
        return None
    mention = context.at.get(token.i)
    named = mention is not None and mention.entity is not None and mention.entity.type != "Sector"
    if named and mention is not None and token.i != mention.end - 1:
        return None
    own = topic(token, context) if mention is None and token.pos_ != "PRON" else None
    actor = next(iter(resolve(token, context, role="actor", alone=True)), own)
    target = next(iter(resolve(token, context, role="target", alone=True)), own)
    if actor is None and target is None:
        return None
    start = mention.start if mention is not None else own.start if own is not None else token.i
    return Candidate(min(start, token.i), token.i + 1, actor, target)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of a window: its place among tokens and candidates; one that is there for context has no pairs."""

    tokens: tuple[int, int]
    candidates: tuple[int, int]
    context_only: bool


def windows_of(context: Context) -> Iterator[Window]:
    """A document in windows: as many sentences as fit, after the headline and the sentence before them."""
    tokens = [[t.i for t in sent if not t.is_space] for sent in context.sentences]
    most = int(LONGEST_WINDOW / PIECES_A_TOKEN)
    # the headline stands in every window, and most windows begin with the sentence that ended the last
    found: dict[int, list[Candidate]] = {}
    numbers: list[int] = []
    ahead: list[int] = []
    for number, own in enumerate(tokens):
        if not own:
            continue
        if numbers and sum(len(tokens[n]) for n in (*ahead, *numbers, number)) > most:
            yield _window(ahead, numbers, tokens, context, found)
            ahead = [n for n in sorted({0, number - 1}) if len(tokens[n]) < most / 4]
            numbers = []
        numbers.append(number)
    if numbers:
        yield _window(ahead, numbers, tokens, context, found)


def _window(
    ahead: Sequence[int],
    numbers: Sequence[int],
    tokens: list[list[int]],
    context: Context,
    found: dict[int, list[Candidate]],
) -> Window:
    window, sentences = Window([]), []
    for number in (*ahead, *numbers):
        if number not in found:
            found[number] = find_candidates(context.sentences[number], context)
        at, first = len(window.tokens), len(window.candidates)
        window.tokens += tokens[number]
        window.candidates += found[number]
        sentences.append(_Sentence((at, len(window.tokens)), (first, len(window.candidates)), number not in numbers))
    for sentence in sentences:
        if not sentence.context_only:
            _add_pairs(window, sentence)
    return window


def _add_pairs(window: Window, sentence: _Sentence) -> None:
    """Pair the candidates of a sentence with each other and with who is named nearest around it."""
    inside = range(*sentence.candidates)
    outside = _named_around(window, sentence)
    for a in (*inside, *outside):
        one = window.candidates[a].actor
        if one is None:
            continue
        pairs = [(a, NO_TARGET)]
        if one.how != "topic":
            others = (*inside, *outside) if a in inside else inside
            pairs += [
                (a, t)
                for t in others
                if t != a and (target := window.candidates[t].target) is not None and target.entity.id != one.entity.id
            ]
        window.pairs += pairs
        window.sentences += [sentence.tokens] * len(pairs)


def _named_around(window: Window, sentence: _Sentence) -> list[int]:
    """The candidates outside a sentence that name somebody whom it does not name: the nearest few, each once."""
    first, last = sentence.candidates
    seen = {c.actor.entity.id for c in window.candidates[first:last] if c.actor is not None}
    others = [*range(first - 1, -1, -1), *range(last, len(window.candidates))]
    found: list[int] = []
    for other in others:
        named = window.candidates[other].actor
        if named is None or named.how not in ("name", "found", "state", "description") or named.entity.id in seen:
            continue
        seen.add(named.entity.id)
        found.append(other)
        if len(found) == MOST_AROUND:
            break
    return found


class Encoder:
    """Turns windows into numbers.

    `tokenizer` is a WordPiece tokenizer of the library tokenizers; `relations` are those that the network knows, in its
    order. Triggers of others are words like any other to it.
    """

    def __init__(self, tokenizer: Tokenizer, lexicon: Lexicon, relations: Sequence[str]) -> None:
        self.tokenizer = tokenizer
        self.relations = tuple(relations)
        number = {name: i for i, name in enumerate(self.relations, start=1)}
        self.verbs = {lemma: number.get(rows[0][0].name, 0) for lemma, rows in lexicon.verbs.items()}
        self.nouns = {lemma: number.get(rows[0][0].name, 0) for lemma, rows in lexicon.nouns.items()}
        self.kinds = {kind: i for i, kind in enumerate(KINDS)}
        self.arcs = {arc: i for i, arc in enumerate(ARCS.split(), start=1)}

    def encode(self, window: Window, context: Context) -> Features:
        """The numbers of a window."""
        tokens = [context.doc[i] for i in window.tokens]
        encoded = self.tokenizer.encode([token.text for token in tokens], is_pretokenized=True)
        # [CLS] and [SEP], or where a long sentence is cut, stand after all words
        words = np.array([len(tokens) if w is None else w for w in encoded.word_ids[:MOST_PIECES]], dtype=np.int64)
        words[-1] = len(tokens)
        pieces = np.array(encoded.ids[:MOST_PIECES], dtype=np.int64)
        pieces[-1] = encoded.ids[-1]
        first: dict[int, int] = {}
        last: dict[int, int] = {}
        for piece, word in enumerate(words.tolist()):
            if word < len(tokens):
                first.setdefault(word, piece)
                last[word] = piece
        kind_at = self._kinds(window, context)
        place = {token: at for at, token in enumerate(window.tokens)}  # the later of a sentence that stands twice

        def of_word(token: int, table: dict[int, int], cut: int) -> int:
            return table.get(place.get(token, -1), cut)

        def by_piece(numbers: Iterable[int], *, aside: int = 0) -> Ints:
            return np.array([*numbers, aside], dtype=np.int64)[words]

        end = len(pieces) - 1
        starts = [of_word(c.start, first, end) for c in window.candidates]
        ends = [of_word(c.end - 1, last, end) for c in window.candidates]
        nobody = len(window.candidates)
        return Features(
            pieces=pieces,
            kinds=by_piece(kind_at.get(i, 0) for i in window.tokens),
            triggers=by_piece(self._trigger(token) for token in tokens),
            arcs=by_piece(self.arcs.get(token.dep_, 0) for token in tokens),
            starts=np.array(starts, dtype=np.int64),
            ends=np.array(ends, dtype=np.int64),
            actors=np.array([a for a, _ in window.pairs], dtype=np.int64),
            targets=np.array([nobody if t == NO_TARGET else t for _, t in window.pairs], dtype=np.int64),
            lefts=np.array([first.get(left, end) for left, _ in window.sentences], dtype=np.int64),
            rights=np.array([last.get(right - 1, end) for _, right in window.sentences], dtype=np.int64),
            steps=np.array([_steps(window, pair) for pair in window.pairs], dtype=np.int64),
            token_of=by_piece(window.tokens, aside=-1),
        )

    def _trigger(self, token: Token) -> int:
        table = self.verbs if token.pos_ == "VERB" else self.nouns if token.pos_ in ("NOUN", "PROPN") else {}
        return table.get(token.lemma_.lower(), 0)

    def _kinds(self, window: Window, context: Context) -> dict[int, int]:
        kind_at: dict[int, int] = {}
        # what is named wins over what is referred to, and that over topics
        for rank in range(3):
            for candidate in window.candidates:
                argument = candidate.actor or candidate.target
                assert argument is not None
                how = 2 if argument.how == "topic" else 1 if argument.how in ("reference", "pronoun") else 0
                if how != rank:
                    continue
                name = "topic" if how == 2 else _kind(argument.entity)
                for token in range(candidate.start, candidate.end):
                    kind_at.setdefault(token, self.kinds.get(name, 0))
        for token in window.tokens:
            mention = context.at.get(token)
            if mention is not None and mention.entity is not None:
                kind_at.setdefault(token, self.kinds.get(_kind(mention.entity), 0))
        return kind_at


def _kind(entity: Entity) -> str:
    return f"{entity.type} of a state" if entity.state else entity.type


def _steps(window: Window, pair: tuple[int, int]) -> int:
    """The class of the distance from actor to target."""
    if pair[1] == NO_TARGET:
        return len(STEPS) + 1
    apart = window.candidates[pair[1]].start - window.candidates[pair[0]].start
    return sum(apart > limit for limit in STEPS)
