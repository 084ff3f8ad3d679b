"""An act as it is told, in its place in the text, and what our own reading finds there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from graph.model import Article, Claim
from graph.ontology import Relation
from ingest.language import facts, frames
from ingest.language.arguments import Argument
from ingest.language.coreference import Context
from ingest.language.frames import Frame
from ingest.language.grammar import grammar
from ingest.language.time import Times
from ingest.llm.linking import Place, head_of
from ingest.llm.quotes import Quotable
from ingest.pipeline import Extractor

HIGHEST = 12
"""How many heads up the paths of two ends may meet."""
VERBAL = ("VERB", "AUX")
INERT = frozenset({"Policy", "Deal", "MarketIndex"})
"""Types of entities that do nothing by themselves."""


@dataclass(frozen=True, slots=True)
class Ours:
    """Our own reading of one article: its parse, and what rules and network found in it, of any certainty."""

    extractor: Extractor
    context: Context
    times: Times
    article: Article
    text: Quotable
    offline: Sequence[Claim] = ()

    def frames(self, place: Place) -> Iterator[Frame]:
        """What our rules find in the sentences of a quote."""
        for sentence in place.near[: place.own]:
            yield from facts.find_facts(sentence, self.context)
            yield from frames.find_frames(sentence, self.context, self.extractor.lexicon)

    def claims(self, place: Place) -> Iterator[Claim]:
        """The claims of the offline reader in the sentences of a quote."""
        first, last = place.near[0], place.near[place.own - 1]
        yield from (c for c in self.offline if first.start_char <= c.start < last.end_char)

    def tells(self, relation: str, token: Token) -> bool:
        """Whether a token is one of the words of a relation."""
        return relation in _relations_of(token, self.extractor.lexicon)


@dataclass(frozen=True, slots=True)
class Act:
    """An act in its place: who does it to whom, and the tokens that tell it, the nearest first."""

    relation: Relation
    actor: Argument
    target: Argument | None
    place: Place
    triggers: tuple[Token, ...]
    known: bool
    """Whether the first of them is one of the words of the relation."""
    frame: Frame | None = None
    """What our own rules find, where it is the same act."""

    @property
    def ends(self) -> tuple[str, str]:
        """The ids of actor and target; "" without a target."""
        return self.actor.entity.id, self.target.entity.id if self.target is not None else ""

    def as_frame(self, trigger: Token) -> Frame:
        """The act as our rules would tell it by one of its tokens."""
        if self.frame is not None:
            return self.frame
        targets = () if self.target is None else (self.target,)
        rule = "verb" if trigger.pos_ in VERBAL else "noun"
        return Frame(self.relation.name, trigger, (self.actor,), targets, rule, trigger.text, trigger)


def find_act(relation: Relation, actor: Argument, target: Argument | None, place: Place, ours: Ours) -> Act:
    """The act between two ends, by our own rules where they find it, else by the words between the two."""
    frame = next((f for f in ours.frames(place) if f.relation == relation.name and joins(f, actor, target)), None)
    if frame is not None:
        known = ours.tells(relation.name, frame.trigger)
        return Act(relation, actor, target, place, (frame.trigger,), known, frame)
    path = _path(actor, target, place, ours.context)
    own = [t for t in (*path, *place.quote) if ours.tells(relation.name, t)]
    verbs = [t for t in path if t.pos_ in VERBAL or _relations_of(t, ours.extractor.lexicon)]
    # the words of the relation know their scope; without them any verb between the ends may hedge
    triggers = own[:1] or list(dict.fromkeys(verbs)) or [place.quote.root]
    return Act(relation, actor, target, place, tuple(triggers), bool(own))


def unfit(relation: Relation, actor: Argument, target: Argument | None) -> str:
    """What the ontology has against the types of two ends; empty where it has nothing."""
    if relation.actors and actor.entity.type not in relation.actors:
        return f"{actor.entity.name} is a {actor.entity.type}"
    if target is None:
        return ""
    if actor.entity.type in INERT and not relation.standing and not relation.actors:
        return f"{actor.entity.name} is a {actor.entity.type}, and does nothing"
    if actor.how == "topic" and not relation.standing and _is_thing(actor.entity.name):
        return f"{actor.entity.name} is a thing, and does nothing"
    if target.entity.id == actor.entity.id:
        return f"both are {actor.entity.name}"
    person = target.how in ("topic", "around") and "Person" in relation.targets and relation.name != "MEETS"
    if relation.targets and target.entity.type not in relation.targets and not person:
        return f"{target.entity.name} is a {target.entity.type}"
    return ""


def _is_thing(name: str) -> bool:
    """Whether a plain noun in the singular names no people and no body: tourism, personal data."""
    words, last = grammar(), name.split()[-1]
    some = words.people | words.companies | words.bodies | words.organization_words | words.nationals
    return name.islower() and not last.endswith("s") and last not in some


def joins(frame: Frame, actor: Argument, target: Argument | None) -> bool:
    """Whether a frame has these two as its ends."""
    actors = {a.entity.id for a in frame.actors}
    targets = {a.entity.id for a in frame.targets}
    return actor.entity.id in actors and (target is None or target.entity.id in targets)


def ends_of(claim: Claim) -> tuple[str, str]:
    """The ids of actor and target; "" without a target."""
    return claim.subject.id, claim.object.id if claim.object else ""


def _relations_of(token: Token, lexicon: frames.Lexicon) -> set[str]:
    """The relations whose words a token is one of."""
    lemma = token.lemma_.lower()
    if token.pos_ == "VERB":
        return {relation.name for relation, _ in lexicon.verbs.get(lemma, [])}
    if token.pos_ in ("NOUN", "PROPN"):
        return {relation.name for relation, _ in lexicon.nouns.get(lemma, [])}
    return set()


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
