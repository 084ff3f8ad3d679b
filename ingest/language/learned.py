"""What a small encoder makes of the pairs of a document: which relation holds, how surely, and which word tells it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Span, Token

from graph.model import Status
from graph.ontology import Ontology, Relation
from ingest.language import confidence
from ingest.language.arguments import Argument
from ingest.language.coreference import Context
from ingest.language.frames import Frame, Lexicon
from ingest.language.pairs import NO_TARGET, Encoder, Features, Ints, Window, windows_of

LEAST_SCORE = 0.05
"""Proposals that the model gives less are not looked at."""
RETOLD = 0.3
"""A sentence that tells an act by so much less than another one of its article does not tell it."""
STATUSES = tuple(Status)
RULE = "model"
"""The rule of a frame that only the model found."""

TELLING = frozenset({"VERB", "NOUN", "PROPN", "ADJ"})
"""Parts of speech that tell an act."""

Floats = NDArray[np.float32]
Scores = tuple[Floats, Floats, Floats]
"""Of one window: probabilities [pairs, relations and none], [pairs, statuses], and the attention [pairs, pieces]."""
Fits = Callable[[Relation, Argument, Argument | None], bool]
"""Whether somebody like the first can do such a thing to something like the second."""
Key = tuple[int, str, str, str]
"""Sentence, actor, relation, target."""
Told = Mapping[int, Set[tuple[str, str, str]]]
"""What the rules have found: actor, relation and target of each act, by sentence."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One relation of one pair in one sentence, with its probability, and that of each status if it holds."""

    sentence: int
    actor: Argument
    target: Argument | None
    relation: str
    score: float
    status: tuple[float, ...]
    trigger: Token
    bounds: tuple[int, int]
    """The first token of the sentence, and the one after its last."""
    nothing: float
    """The probability that no relation holds of the pair."""

    @property
    def key(self) -> Key:
        """What the proposals of one sentence for one act share."""
        return self.sentence, self.actor.entity.id, self.relation, self.target.entity.id if self.target else ""

    def named_around(self) -> list[str]:
        """Which of actor and target another sentence names."""
        first, after = self.bounds
        ends = (("actor", self.actor), ("target", self.target))
        return [role for role, end in ends if end is not None and not first <= end.start < after]

    def frame(self) -> Frame:
        """The act as a frame."""
        targets = () if self.target is None else (self.target,)
        return Frame(self.relation, self.trigger, (self.actor,), targets, RULE, self.trigger.text, self.trigger)


class Judgement:
    """All proposals for one document; acts that are the same either way round are looked up either way."""

    def __init__(self, proposals: list[Proposal], vocabulary: Ontology) -> None:
        self.vocabulary = vocabulary
        self.best: dict[Key, Proposal] = {}
        self.anywhere: dict[tuple[str, str, str], list[Proposal]] = {}
        """Each act in all sentences that may tell it, the likeliest first."""
        self.of_pair: dict[tuple[int, str, str], Proposal] = {}
        """The likeliest relation of each pair in each sentence."""
        self.within: dict[tuple[int, str], Proposal] = {}
        """The likeliest act of each relation in each sentence that names both its ends."""
        self.shadowed: set[Key] = set()
        """Acts whose target lies across that of a likelier act of the same actor: US chips beside chips."""
        targets: dict[tuple[int, str, str], list[Argument]] = {}
        for proposal in sorted(proposals, key=lambda p: -p.score):
            sentence, actor, relation, target = proposal.key
            if self._either_way(proposal.key) is not None:
                continue
            self.best[proposal.key] = proposal
            if not proposal.named_around():
                self.within.setdefault((sentence, relation), proposal)
            if proposal.target is not None:
                others = targets.setdefault((sentence, actor, relation), [])
                if any(proposal.target.start < o.end and o.start < proposal.target.end for o in others):
                    self.shadowed.add(proposal.key)
                others.append(proposal.target)
            self.anywhere.setdefault((actor, relation, target), []).append(proposal)
            self.of_pair.setdefault((sentence, actor, target), proposal)

    def _either_way(self, key: Key) -> Proposal | None:
        sentence, actor, relation, target = key
        found = self.best.get(key)
        if found is None and self.vocabulary.relations[relation].symmetric:
            return self.best.get((sentence, target, relation, actor))
        return found

    def left(self, told: Told) -> Iterator[Proposal]:
        """The proposals that no other sentence tells far better, and that the rules neither tell nor contradict.

        What lifts a ban has the words of a ban: the rules know which it is.
        """
        for key, proposal in self.best.items():
            sentence, actor, relation, target = key
            here = told.get(sentence, frozenset())
            symmetric = self.vocabulary.relations[relation].symmetric
            if (actor, relation, target) in here or (symmetric and (target, relation, actor) in here):
                continue
            if self.anywhere[actor, relation, target][0].score > proposal.score + RETOLD:
                continue
            if not any(self._contrary(relation, other) for a, other, t in here if (a, t) == (actor, target)):
                yield proposal

    def _contrary(self, one: str, other: str) -> bool:
        if {one, other} == {"RISES", "FALLS"}:
            return True
        first, second = (self.vocabulary.relations[name].score or 0.0 for name in (one, other))
        return first * second < 0

    def evidence(
        self, frame: Frame, sentence: int, actor: Argument, target: Argument | None, told: Told
    ) -> tuple[str, ...]:
        """What the model says of an act, alone or beside the rules."""
        ends = actor.entity.id, target.entity.id if target else ""
        proposal = self._either_way((sentence, ends[0], frame.relation, ends[1]))
        score = proposal.score if proposal is not None else 0.0
        alone = frame.rule == RULE
        found = [f"model {'alone' if alone else 'and rules'} {score:.2f}"]
        likeliest = self.of_pair.get((sentence, *ends))
        if likeliest is not None and likeliest.relation != frame.relation:
            found.append(f"model prefers another {likeliest.score:.2f}")
        back = self.of_pair.get((sentence, *ends[::-1]))
        if back is not None and not self.vocabulary.relations[back.relation].symmetric:
            found.append(f"model turned round {back.score:.2f}")
        others = [p for p in self.anywhere.get((ends[0], frame.relation, ends[1]), ()) if p is not proposal]
        found.append(f"model elsewhere {others[0].score if others else 0.0:.2f}")
        pair = proposal or likeliest
        if pair is not None:
            found.append(f"model nothing {pair.nothing:.2f}")
        if proposal is not None and proposal.key in self.shadowed:
            found.append(f"model shadowed {'alone' if alone else 'and rules'}")
        if alone:
            here = told.get(sentence, frozenset())
            if any((a, t) == ends for a, _, t in here):
                found.append("rules say another relation")
            if any((t, a) == ends for a, _, t in here):
                found.append("rules say it turned round")
            if any(relation == frame.relation for _, relation, _ in here):
                found.append("rules say it of others")
            around = proposal.named_around() if proposal is not None else []
            found += [f"{role} named around" for role in around]
            other = self.within.get((sentence, frame.relation))
            if other is not None and other is not proposal:
                place = "elsewhere" if around else "here"
                found.append(f"model tells it {place} of others {other.score:.2f}")
                if proposal is not None and proposal.score > other.score:
                    found.append("model tells it of others less")
        status = proposal or likeliest
        if status is not None:
            shares = zip(STATUSES, status.status, strict=True)
            found += [f"{confidence.HEARD}{name} {share:.3f}" for name, share in shares]
        return tuple(found)


class PairModel:
    """The encoder with its vocabulary, as training/train_pairs.py writes them into a folder."""

    def __init__(self, folder: Path, lexicon: Lexicon, vocabulary: Ontology) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self.vocabulary = vocabulary
        self.relations: list[str] = json.loads((folder / "relations.json").read_text(encoding="utf-8"))
        self.encoder = Encoder(tokenizer, lexicon, self.relations)
        options = onnxruntime.SessionOptions()
        # the caller reads meanwhile, and nobody gains where a thread that waits keeps a core busy
        options.intra_op_num_threads = max(1, (os.cpu_count() or 1) - 1)
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.session = onnxruntime.InferenceSession(
            str(folder / "pairs.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self.inputs = [value.name for value in self.session.get_inputs()]

    @classmethod
    def shipped(cls, lexicon: Lexicon, vocabulary: Ontology) -> PairModel:
        """The model that comes with the package."""
        with as_file(files(__package__) / "model") as folder:
            return cls(folder, lexicon, vocabulary)

    def prepare(self, context: Context) -> list[tuple[Window, Features]]:
        """The windows of a document that have pairs, and their numbers."""
        return [(w, self.encoder.encode(w, context)) for w in windows_of(context) if w.pairs]

    def score(self, windows: Sequence[tuple[Window, Features]]) -> list[Scores]:
        """What the network says of each window; may run in a thread of its own."""
        return [self._run(features) for _, features in windows]

    def judge(
        self, context: Context, windows: Sequence[tuple[Window, Features]], scores: Sequence[Scores], fits: Fits
    ) -> Judgement:
        """What the model makes of each pair of a document; `fits` says what cannot be."""
        proposals = [
            proposal
            for (window, features), scored in zip(windows, scores, strict=True)
            for proposal in self._proposals(window, features, scored, context, fits)
        ]
        return Judgement(proposals, self.vocabulary)

    def _proposals(
        self, window: Window, features: Features, scored: Scores, context: Context, fits: Fits
    ) -> Iterator[Proposal]:
        relations, statuses, attention = scored
        telling = _telling(features, context)
        for pair, number in np.argwhere(relations[:, :-1] >= LEAST_SCORE).tolist():
            relation = self.vocabulary.relations.get(self.relations[number])
            if relation is None:
                continue
            a, t = window.pairs[pair]
            actor = window.candidates[a].actor
            target = None if t == NO_TARGET else window.candidates[t].target
            assert actor is not None
            if (target is None) != relation.no_target or not fits(relation, actor, _as_person(relation, target)):
                continue
            sentence = context.sentence[window.tokens[window.sentences[pair][0]]]
            sent = context.sentences[sentence]
            trigger = _trigger(attention[pair], telling, actor, target, sent)
            if not any(letter.isalpha() for letter in trigger.text):
                continue
            yield Proposal(
                sentence,
                actor,
                target,
                relation.name,
                float(relations[pair, number]),
                tuple(statuses[pair].tolist()),
                trigger,
                (sent.start, sent.end),
                float(relations[pair, -1]),
            )

    def _run(self, features: Features) -> Scores:
        numbers = {name: getattr(features, name) for name in self.inputs}
        relations, statuses, attention = self.session.run(None, numbers)
        return _softmax(relations), _softmax(statuses), attention


def _as_person(relation: Relation, target: Argument | None) -> Argument | None:
    """Who is detained or charged need not have a name: a Chinese soldier."""
    if target is None or target.how != "topic" or "Person" not in relation.targets or relation.name == "MEETS":
        return target
    return replace(target, how="described", entity=replace(target.entity, type="Person"))


def _telling(features: Features, context: Context) -> Ints:
    """The token of each wordpiece of a window that can tell an act; -1 where it cannot."""
    able = {i for i in set(features.token_of.tolist()) if i >= 0 and context.doc[i].pos_ in TELLING}
    return np.array([i if i in able else -1 for i in features.token_of.tolist()], dtype=np.int64)


def _trigger(attention: Floats, telling: Ints, actor: Argument, target: Argument | None, sent: Span) -> Token:
    """The word of a sentence that a pair is judged by, other than the pair itself."""
    fit = (telling >= sent.start) & (telling < sent.end) & ~((telling >= actor.start) & (telling < actor.end))
    if target is not None:  # its noun may tell the act: the takeover of Didi
        fit &= ~((telling >= target.start) & (telling < target.end - 1))
    best = int(np.where(fit, attention, -1.0).argmax())
    return sent.doc[int(telling[best])] if fit[best] else sent.root


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return shares
