"""The gate: a language model is believed as far as the text, the ontology and our own reading bear it out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from spacy.tokens import Span, Token

from graph.model import Article, Claim, Entity, EventDate, Status
from graph.ontology import Relation
from ingest.language import facts, frames
from ingest.language.arguments import Argument
from ingest.language.attribution import source_of
from ingest.language.coreference import Context
from ingest.language.frames import Frame
from ingest.language.grammar import grammar
from ingest.language.status import combined
from ingest.language.time import Times, resolve
from ingest.llm.linking import Linker, Place, head_of, place_of
from ingest.llm.prompt import Prompt
from ingest.llm.quotes import Quotable
from ingest.llm.schema import Told
from ingest.pipeline import FUTURE, Extractor

MOST_SENTENCES = 3
"""A quote that runs over more shows no one act."""
LONGEST_QUOTE = 500
"""Characters."""
HIGHEST = 12
"""How many heads up the paths of two ends may meet."""
LEAST_TURNED = 0.3
"""The confidence of the offline reader from which on it is heard on who does it to whom."""
CONTENT = frozenset({"NOUN", "PROPN", "VERB", "AUX", "ADJ", "NUM", "SYM"})
VERBAL = ("VERB", "AUX")
INERT = frozenset({"Policy", "Deal", "MarketIndex"})
"""Types of entities that do nothing by themselves."""


class Reason(StrEnum):
    """Why a triple is not believed."""

    QUOTE = "quote"
    DATA = "data"
    RELATION = "relation"
    ACTOR = "actor"
    TARGET = "target"
    TYPES = "types"
    WORDS = "words"
    DIRECTION = "direction"
    CONTRARY = "contrary"
    DATE = "date"


REASONS = {
    Reason.QUOTE: "its quote is not in the text, letter by letter",
    Reason.DATA: "its quote is data, markup or words to a program, and no sentence of the article",
    Reason.RELATION: "the ontology has no such relation",
    Reason.ACTOR: "its actor is not named near the quote, nor found there by our own reading",
    Reason.TARGET: "its target is not named near the quote, nor found there by our own reading",
    Reason.TYPES: "such an actor cannot do such a thing to such a target",
    Reason.WORDS: "its quote holds no word that could tell the act",
    Reason.DIRECTION: "the sentence tells it the other way round",
    Reason.CONTRARY: "the sentence tells the contrary act",
    Reason.DATE: "its words about time are not in the text",
}
"""What each reason means."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A triple that was not believed."""

    article: str
    told: Told
    reason: Reason
    why: str = ""


@dataclass(frozen=True, slots=True)
class Passed:
    """A triple that the text bears out, as a claim; `heard` is the status that the model told."""

    claim: Claim
    told: Told
    heard: Status


@dataclass(frozen=True, slots=True)
class _Act:
    """An act in its place: who does it to whom, and the tokens that tell it, the nearest first."""

    relation: Relation
    actor: Argument
    target: Argument | None
    place: Place
    triggers: tuple[Token, ...]
    frame: Frame | None = None
    """What our own rules find, where it is the same act."""


@dataclass
class Gate:
    """What is needed to check the triples that are told of one article."""

    extractor: Extractor
    context: Context
    times: Times
    article: Article
    prompt: Prompt
    reader: str
    """Who tells them, such as llm:MODEL@PROMPT."""
    offline: Sequence[Claim] = ()
    """What rules and network found in the article, of any certainty."""
    passed: list[Passed] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)

    def check(self, told: Told) -> None:
        """Take one triple as a claim, or note why it is not believed."""
        result = self._check(told)
        if isinstance(result, Passed):
            self.passed.append(result)
        else:
            reason, why = result
            self.rejected.append(Rejected(self.article.id, told, reason, why))

    @cached_property
    def _text(self) -> Quotable:
        return Quotable(self.article.text)

    @cached_property
    def _linker(self) -> Linker:
        return Linker(self.context, self.extractor.names, self.extractor.vocabulary, self._text)

    # each check gives what the next one needs, or the reason why the triple falls

    def _check(self, told: Told) -> Passed | tuple[Reason, str]:
        relation = self.extractor.vocabulary.relations.get(told.relation)
        if relation is None:
            return Reason.RELATION, told.relation
        places = [p for p in self._places(told.quote) if p is not None]
        if not places:
            return Reason.QUOTE, told.quote
        fallen: tuple[Reason, str] | None = None
        for place in places:
            result = self._at(place, told, relation)
            if isinstance(result, Passed):
                return result
            fallen = fallen or result
        assert fallen is not None
        return fallen

    def _places(self, quote: str) -> Iterator[Place | None]:
        if len(quote) > LONGEST_QUOTE:
            return
        for start, end in self._text.find(quote):
            place = place_of(start, end, self.context)
            yield place if place is None or place.own <= MOST_SENTENCES else None

    def _at(self, place: Place, told: Told, relation: Relation) -> Passed | tuple[Reason, str]:
        """The checks of a triple at one place of its quote."""
        paragraph = self._paragraph(place.quote)
        for pattern in (self.prompt.addressed, self.prompt.code):
            if (match := pattern.search(paragraph)) is not None:
                return Reason.DATA, match.group()
        actor = self._linker.link(told.subject, place, role="actor", type_=told.subject_type)
        if actor is None:
            return Reason.ACTOR, told.subject
        target = None
        if not relation.no_target:
            if not told.object:
                return Reason.TARGET, "none is told"
            target = self._linker.link(told.object, place, role="target", type_=told.object_type)
            if target is None:
                return Reason.TARGET, told.object
        actor, target = _typed(relation, actor, target, told)
        if wrong := _unfit(relation, actor, target):
            return Reason.TYPES, wrong
        if not relation.standing and not self._tells(place.quote, actor, target):
            return Reason.WORDS, told.quote
        act = self._act(relation, actor, target, place)
        if wrong := self._turned(act):
            return Reason.DIRECTION, wrong
        if wrong := self._contrary(act):
            return Reason.CONTRARY, wrong
        if told.when and not any(self._text.find_any_case(told.when)):
            return Reason.DATE, told.when
        return self._claim(act, told)

    def _paragraph(self, quote: Span) -> str:
        """The line of the text that a quote stands in."""
        text = self.article.text
        end = text.find("\n", quote.end_char)
        return text[text.rfind("\n", 0, quote.start_char) + 1 : end if end >= 0 else len(text)]

    def _tells(self, quote: Span, actor: Argument, target: Argument | None) -> bool:
        """Whether a quote holds a word besides its ends that may tell an act."""
        ends = set(range(actor.start, actor.end))
        if target is not None and target.how != "topic":
            ends |= set(range(target.start, target.end))
        told = [t for t in quote if t.i not in ends and t.pos_ in CONTENT and t.is_alpha]
        return bool(told) or (target is None and any(t.like_num or t.text == "%" for t in quote))

    def _act(self, relation: Relation, actor: Argument, target: Argument | None, place: Place) -> _Act:
        frame = next((f for f in self._frames(place) if f.relation == relation.name and _joins(f, actor, target)), None)
        if frame is not None:
            return _Act(relation, actor, target, place, (frame.trigger,), frame)
        lexicon = self.extractor.lexicon
        path = _path(actor, target, place, self.context)
        own = [t for t in (*path, *place.quote) if relation.name in _relations_of(t, lexicon)]
        verbs = [t for t in path if t.pos_ in VERBAL or _relations_of(t, lexicon)]
        root = place.quote.root
        # the words of the relation know their scope; without them any verb between the ends may hedge
        triggers = own[:1] or list(dict.fromkeys(verbs)) or [root]
        return _Act(relation, actor, target, place, tuple(triggers))

    def _frames(self, place: Place) -> Iterator[Frame]:
        """What our rules find in the sentences of a quote."""
        for sentence in place.near[: place.own]:
            yield from facts.find_facts(sentence, self.context)
            yield from frames.find_frames(sentence, self.context, self.extractor.lexicon)

    # against our own reading

    def _turned(self, act: _Act) -> str:
        """What tells the act the other way round, if something does and nothing tells it as it is."""
        if act.target is None or act.relation.symmetric or act.frame is not None:
            return ""
        if act.relation.state_act and act.target.entity.state and not _may_be_state(act.actor.entity):
            return f"only a state does it, and {act.target.entity.name} is one"
        if act.relation.name == "OWNS" and act.actor.entity.parent == act.target.entity.id:
            return f"the catalog knows {act.target.entity.name} as the owner"
        for frame in self._frames(act.place):
            if frame.relation == act.relation.name and _joins(frame, act.target, act.actor):
                return f"{frame.rule}: {frame.words}"
        ends = act.actor.entity.id, act.target.entity.id
        near = list(self._near(act))
        as_told = max((c.confidence for c in near if _ends(c) == ends), default=0.0)
        back = max((c for c in near if _ends(c) == ends[::-1] and self._is_like(c, act)),
                   key=lambda c: c.confidence, default=None)  # fmt: skip
        if back is not None and back.confidence > max(as_told, LEAST_TURNED):
            return back.because
        return self._syntax_turns(act) if as_told < LEAST_TURNED else ""

    def _is_like(self, claim: Claim, act: _Act) -> bool:
        """Whether a claim may be the act in other words: no standing fact, and no act that is the same both ways."""
        other = self.extractor.vocabulary.relations[claim.relation]
        return other.name == act.relation.name or (
            other.standing == act.relation.standing and not other.symmetric and not other.no_target
        )

    def _syntax_turns(self, act: _Act) -> str:
        """Whether the word of the act has its actor where a target stands, and its target where an actor stands."""
        assert act.target is not None
        actor, target = head_of(act.actor, self.context), head_of(act.target, self.context)
        for word in act.triggers:
            known = act.relation.name in _relations_of(word, self.extractor.lexicon)
            if word.pos_ == "VERB":
                if word.lemma_.lower() in grammar().passive_verbs:
                    return ""
                doers, done_to = _sides(word)
            elif known:
                doers, done_to = _sides_of_noun(word)
            else:
                continue
            does = any(_within(target, t) for t in doers) and not any(_within(actor, t) for t in doers)
            undergoes = any(_within(actor, t) for t in done_to) and not any(_within(target, t) for t in done_to)
            if does and undergoes:
                return word.text
        return ""

    def _contrary(self, act: _Act) -> str:
        """What our rules find instead that is the contrary of the act, such as the lifting of a ban."""
        if act.frame is not None:
            return ""
        for frame in self._frames(act.place):
            other = self.extractor.vocabulary.relations[frame.relation]
            moves = {other.name, act.relation.name} == {"RISES", "FALLS"}
            if not moves and (act.relation.score or 0.0) * (other.score or 0.0) >= 0:
                continue
            # one verb does not tell both; what takes an act away holds its words
            same = frame.trigger in act.triggers or frame.scope in act.triggers
            flips = frame.rule.startswith("lifting") and _overlap(frame, act)
            if (same or flips) and _joins(frame, act.actor, act.target):
                return f"{frame.relation} by {frame.rule}: {frame.words}"
        return ""

    def _near(self, act: _Act) -> Iterator[Claim]:
        """The claims of the offline reader in the sentences of a quote."""
        first, last = act.place.near[0], act.place.near[act.place.own - 1]
        yield from (c for c in self.offline if first.start_char <= c.start < last.end_char)

    # the claim

    def _claim(self, act: _Act, told: Told) -> Passed:
        ruled, why = self._status(act)
        status, word = combined((told.status, ""), (ruled, why))
        date = self._date(act, told, status)
        published = self.article.published
        if status is Status.REALISED and published and date.start and date.start > published:
            status, word = Status.ANNOUNCED, f"{date} lies ahead"
        quote = act.place.quote
        trigger = act.triggers[0]
        source = "" if act.relation.standing else source_of(trigger, self.context)
        frame = self._as_frame(act, trigger)
        evidence = [
            f"relation {act.relation.name}",
            f"told as {told.status}",
            f"rules say {ruled}",
            f"actor {act.actor.how}",
            "actor known" if act.actor.entity.known else "actor unknown",
            "rules find it" if act.frame else "words known" if self._is_known(act) else "words unknown",
        ]
        if act.target is not None:
            evidence += [f"target {act.target.how}", "target known" if act.target.entity.known else "target unknown"]
        if told.status is not ruled:
            evidence.append("status in doubt")
        words = f"{self.reader}: {frame.words}"
        claim = Claim(
            article=self.article.id,
            subject=act.actor.entity,
            relation=act.relation.name,
            object=act.target.entity if act.target else None,
            status=status,
            quote=self.article.text[quote.start_char : quote.end_char],
            start=quote.start_char,
            end=quote.end_char,
            date=date,
            attributed_to=source if source != act.actor.entity.name else "",
            amount=self._amount(act, told),
            because=words + (f" ({status}: {word})" if word else ""),
            sentence_start=act.place.near[0].start_char,
            sentence_end=act.place.near[act.place.own - 1].end_char,
            evidence=tuple(evidence),
        )
        return Passed(claim, told, told.status)

    def _is_known(self, act: _Act) -> bool:
        return act.relation.name in _relations_of(act.triggers[0], self.extractor.lexicon)

    def _status(self, act: _Act) -> tuple[Status, str]:
        """The weakest status that our rules read from the words of the act, and the word that decides it.

        Where no word of the relation is told, a negation leaves it open: not to allow is to ban.
        """
        if act.frame is not None:
            return self.extractor.scope_of(act.frame, act.relation)
        found, known = (Status.REALISED, ""), self._is_known(act)
        if act.relation.standing and not known:
            return found
        for trigger in act.triggers:
            status, word = self.extractor.scope_of(self._as_frame(act, trigger), act.relation)
            open_ = status is Status.DENIED and not known
            found = combined(found, (Status.POTENTIAL, word) if open_ else (status, word))
            if not known and trigger.lemma_.lower() in grammar().potential_governors:
                found = combined(found, (Status.POTENTIAL, trigger.text))
        ends = act.actor.entity.id, act.target.entity.id if act.target else ""
        for claim in self._near(act):
            doubts = claim.confidence >= LEAST_TURNED and claim.status is not Status.DENIED
            if doubts and claim.relation == act.relation.name and _ends(claim) == ends:
                found = combined(found, (claim.status, "the offline reader"))
        return found

    def _as_frame(self, act: _Act, trigger: Token) -> Frame:
        if act.frame is not None:
            return act.frame
        targets = () if act.target is None else (act.target,)
        rule = "verb" if trigger.pos_ in VERBAL else "noun"
        return Frame(act.relation.name, trigger, (act.actor,), targets, rule, trigger.text, trigger)

    def _date(self, act: _Act, told: Told, status: Status) -> EventDate:
        """What the quoted words about time tell, where they stand with the act; else what our own rules find."""
        if act.relation.standing:
            return EventDate()
        published = self.article.published
        for start, end in self._text.find_any_case(told.when or ""):
            span = self.context.doc.char_span(start, end, alignment_mode="expand")
            if span is None or not any(s.start <= span.start < s.end for s in act.place.near[: act.place.own]):
                continue
            words = self.article.text[start:end]
            found = resolve(words, anchor=published, future=status in FUTURE)
            if found.start is None:
                found = resolve(f"in {words}", anchor=published, future=status in FUTURE)
            if found.start is not None:
                return found
        return self.extractor.date_of(self._as_frame(act, act.triggers[0]), status, self.times, published)

    def _amount(self, act: _Act, told: Told) -> str:
        """The amount in the words of the sentence; what stands elsewhere is none of this act."""
        for start, end in self._text.find(told.amount or ""):
            if any(s.start_char <= start < s.end_char for s in act.place.near[: act.place.own]):
                return self.article.text[start:end]
        return act.frame.amount if act.frame is not None else ""


def _may_be_state(entity: Entity) -> bool:
    """Whether somebody may act with the power of a state, though the catalog does not say so."""
    return entity.state or entity.type in ("Person", "Organization", "Place")


def _sides(verb: Token) -> tuple[list[Token], list[Token]]:
    """Where the actor and the target of a verb stand."""
    subject = frames.subject_of(verb)
    subjects = [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")] or ([subject] if subject else [])
    agents = [g for c in verb.children if c.dep_ == "agent" for g in c.children]
    objects = [c for c in verb.children if c.dep_ in ("dobj", "dative", "prep", "oprd", "xcomp", "ccomp")]
    return (agents, subjects) if frames.is_passive(verb) else (subjects, objects)


def _sides_of_noun(noun: Token) -> tuple[list[Token], list[Token]]:
    """Where the actor and the target of a noun of action stand: China's ban on iPhones."""
    before = [c for c in noun.children if c.dep_ in ("poss", "amod", "compound", "nmod") and c.i < noun.i]
    by = [g for c in noun.children if c.lower_ in ("by", "from") for g in c.children]
    after = [c for c in noun.children if c.dep_ == "prep" and c.lower_ in ("on", "of", "against", "into", "for", "to")]
    return [*before, *by], after


def _typed(
    relation: Relation, actor: Argument, target: Argument | None, told: Told
) -> tuple[Argument, Argument | None]:
    """The ends of a relation; of two that are the same either way round, the one that may act comes first."""
    if relation.symmetric and target is not None and target.entity.state and not actor.entity.state:
        return target, actor
    return actor, target


def _unfit(relation: Relation, actor: Argument, target: Argument | None) -> str:
    """What the ontology has against the types of two ends; empty where it has nothing."""
    if relation.actors and actor.entity.type not in relation.actors:
        return f"{actor.entity.name} is a {actor.entity.type}"
    if target is None:
        return ""
    if actor.entity.type in INERT and not relation.standing and not relation.actors:
        return f"{actor.entity.name} is a {actor.entity.type}, and does nothing"
    if target.entity.id == actor.entity.id:
        return f"both are {actor.entity.name}"
    person = target.how in ("topic", "around") and "Person" in relation.targets and relation.name != "MEETS"
    if relation.targets and target.entity.type not in relation.targets and not person:
        return f"{target.entity.name} is a {target.entity.type}"
    return ""


def _joins(frame: Frame, actor: Argument, target: Argument | None) -> bool:
    """Whether a frame has these two as its ends."""
    actors = {a.entity.id for a in frame.actors}
    targets = {a.entity.id for a in frame.targets}
    if target is None:
        return actor.entity.id in actors
    return actor.entity.id in actors and target.entity.id in targets


def _ends(claim: Claim) -> tuple[str, str]:
    return claim.subject.id, claim.object.id if claim.object else ""


def _overlap(frame: Frame, act: _Act) -> bool:
    quote = act.place.quote
    return any(quote.start <= token.i < quote.end for token in (frame.trigger, frame.scope))


def _relations_of(token: Token, lexicon: frames.Lexicon) -> set[str]:
    """The relations whose words a token is one of."""
    lemma = token.lemma_.lower()
    if token.pos_ == "VERB":
        return {relation.name for relation, _ in lexicon.verbs.get(lemma, [])}
    if token.pos_ in ("NOUN", "PROPN"):
        return {relation.name for relation, _ in lexicon.nouns.get(lemma, [])}
    return set()


def _within(token: Token, top: Token) -> bool:
    return token == top or top.is_ancestor(token)


def _path(actor: Argument, target: Argument | None, place: Place, context: Context) -> list[Token]:
    """The words between two ends in the parse, from the target up to where both meet and down to the actor.

    An end that another sentence names stands aside: then the way leads up to the root of the quote.
    """
    quote = place.quote
    inside = [head_of(end, context) for end in (target, actor) if end is not None and _is_in(end, place)]
    ways = [[token, *_above(token)] for token in inside]
    if len(ways) == 2:
        meeting = next((t for t in ways[0] if t in ways[1]), None)
        if meeting is not None:
            first = ways[0][: ways[0].index(meeting) + 1]
            return [t for t in (*first, *reversed(ways[1][: ways[1].index(meeting)])) if t not in inside]
    root = quote.root
    found = [t for way in ways for t in way if t not in inside and (t == root or root.is_ancestor(t))]
    return list(dict.fromkeys([*found, root]))


def _above(token: Token) -> list[Token]:
    found = []
    for _ in range(HIGHEST):
        if token.head == token:
            break
        token = token.head
        found.append(token)
    return found


def _is_in(end: Argument, place: Place) -> bool:
    return any(s.start <= end.start < s.end for s in place.near[: place.own])
