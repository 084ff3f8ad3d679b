"""Who does it to whom: a triple against our own reading of its sentence."""

from __future__ import annotations

from spacy.tokens import Token

from graph.model import Claim, Entity
from ingest.catalog import Catalog
from ingest.language import frames
from ingest.language.arguments import Argument
from ingest.language.grammar import grammar
from ingest.language.mentions import Kind
from ingest.llm.acts import VERBAL, Act, Ours, ends_of, joins, unfit
from ingest.llm.linking import head_of

LEAST_TURNED = 0.3
"""The confidence of the offline reader from which on it is heard on who does it to whom."""
AIMING = frozenset({"on", "of", "against", "into", "for", "to", "at", "in", "over"})
"""What joins a noun of action to its target."""
BEFORE = ("poss", "amod", "compound", "nmod")
NO_PART = {("Country", "Place"), ("Country", "GovernmentBody"), ("Country", "Country"), ("Deal", "Country")}
"""Types of which the first is never a part of the second."""
OBJECTS = ("dobj", "dative", "prep", "oprd", "xcomp", "ccomp")


def turned(act: Act, ours: Ours) -> str:
    """What tells an act the other way round, if something does and nothing tells it as it is; "" otherwise."""
    if act.target is None or act.relation.symmetric or act.frame is not None:
        return ""
    if known := _known_turned(act, act.target, ours.context.catalog):
        return known
    for frame in ours.frames(act.place):
        if frame.relation == act.relation.name and joins(frame, act.target, act.actor):
            return f"{frame.rule}: {frame.words}"
    if unfit(act.relation, act.target, act.actor):
        return ""  # it cannot be the other way round
    near = list(ours.claims(act.place))
    as_told = max((c.confidence for c in near if ends_of(c) == act.ends), default=0.0)
    back = max(
        (c for c in near if ends_of(c) == act.ends[::-1] and _is_like(c, act, ours)),
        key=lambda c: c.confidence,
        default=None,
    )
    if back is not None and back.confidence > max(as_told, LEAST_TURNED):
        return back.because
    return _syntax_turns(act, act.target, ours) if as_told < LEAST_TURNED else ""


def contrary(act: Act, ours: Ours) -> str:
    """What our rules find instead that is the contrary of an act, such as the lifting of a ban; "" if nothing."""
    if act.frame is not None:
        return ""
    for frame in ours.frames(act.place):
        other = ours.extractor.vocabulary.relations[frame.relation]
        moves = {other.name, act.relation.name} == {"RISES", "FALLS"}
        if not moves and (act.relation.score or 0.0) * (other.score or 0.0) >= 0:
            continue
        # one verb does not tell both; what takes an act away holds its words
        same = frame.trigger in act.triggers or frame.scope in act.triggers
        quote = act.place.quote
        within = any(quote.start <= token.i < quote.end for token in (frame.trigger, frame.scope))
        if (same or (frame.rule.startswith("lifting") and within)) and joins(frame, act.actor, act.target):
            return f"{frame.relation} by {frame.rule}: {frame.words}"
    return ""


def _known_turned(act: Act, target: Argument, catalog: Catalog) -> str:
    """What the ends are that makes it the other way round, whatever the sentence."""
    actor, aimed = act.actor.entity, target.entity
    if act.relation.state_act and aimed.state and not _may_be_state(actor):
        return f"only a state does it, and {aimed.name} is one"
    if act.relation.name == "OWNS" and actor.parent == aimed.id:
        return f"the catalog knows {aimed.name} as the owner"
    if act.relation.name == "PART_OF" and aimed.parent == actor.id:
        return f"the catalog knows {aimed.name} as a part"
    if act.relation.name == "PART_OF" and (actor.type, aimed.type) in NO_PART:
        return f"{actor.name} is a {actor.type}, and {aimed.name} a {aimed.type}"
    return ""


def _may_be_state(entity: Entity) -> bool:
    """Whether somebody may act with the power of a state, though the catalog does not say so."""
    return entity.state or entity.type in ("Person", "Organization", "Place")


def _is_like(claim: Claim, act: Act, ours: Ours) -> bool:
    """Whether a claim may be the act in other words: no standing fact, and no act that is the same both ways."""
    other = ours.extractor.vocabulary.relations[claim.relation]
    return other.name == act.relation.name or (
        other.standing == act.relation.standing and not other.symmetric and not other.no_target
    )


def _syntax_turns(act: Act, target: Argument, ours: Ours) -> str:
    """The word that has an end on the other's side, where no word has an end on its own side."""
    actor_head, target_head = head_of(act.actor, ours.context), head_of(target, ours.context)
    against = ""
    for word in act.triggers:
        known = ours.tells(act.relation.name, word)
        if word.pos_ in VERBAL:
            if word.lemma_.lower() in grammar().passive_verbs:
                return ""
            doers, done_to = _sides(word)
        elif known:
            doers, done_to = _sides_of_noun(word, ours)
        else:
            continue
        acts = [_stands(end, doers, word) for end in (actor_head, target_head)]
        undergoes = [_stands(end, done_to, word) for end in (actor_head, target_head)]
        if (acts[0] and not acts[1]) or (undergoes[1] and not undergoes[0]):
            return ""
        if acts[1] and act.relation.state_act and act.actor.entity.state and not target.entity.state:
            return ""  # a headline leaves the auxiliary out: Didi fined
        if (acts[1] and not acts[0]) or (undergoes[0] and not undergoes[1]):
            against = against or word.text
    return against


def _stands(end: Token, tops: list[Token], word: Token) -> bool:
    """Whether an end stands in one of some phrases beside a word, and not below the word itself."""
    for top in tops:
        if end == top:
            return True
        if top.is_ancestor(end) and (word == top or not top.is_ancestor(word) or not word.is_ancestor(end)):
            return True
    return False


def _sides(verb: Token) -> tuple[list[Token], list[Token]]:
    """Where the actor and the target of a verb stand; of a relative clause also what it is about."""
    subject = frames.subject_of(verb)
    subjects = [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")] or ([subject] if subject else [])
    agents = [g for c in verb.children if c.dep_ == "agent" for g in c.children]
    objects = [c for c in verb.children if c.dep_ in OBJECTS]
    if frames.is_passive(verb):
        if verb.dep_ == "acl":
            subjects = [verb.head]
        return agents, [*subjects, *(o for o in objects if o.dep_ != "prep")]
    if verb.dep_ == "relcl" and any(s.tag_ in ("WDT", "WP") for s in subjects):
        subjects.append(verb.head)
    return subjects, objects


def _sides_of_noun(noun: Token, ours: Ours) -> tuple[list[Token], list[Token]]:
    """Where the actor and the target of a noun of action stand: China's ban on iPhones, a ban by China."""
    before = [c for c in noun.children if c.dep_ in BEFORE and c.i < noun.i and not _is_aimed_at(c, ours)]
    by = [g for c in noun.children if c.lower_ in ("by", "from") for g in c.children]
    after = [c for c in noun.children if c.dep_ == "prep" and c.lower_ in AIMING]
    return [*before, *by], after


def _is_aimed_at(token: Token, ours: Ours) -> bool:
    """Whether what stands bare before a noun of action is its target: TikTok ban, China curbs."""
    if token.dep_ == "poss":
        return False
    mention = ours.context.at.get(token.i)
    if mention is None or mention.entity is None:
        return token.dep_ == "compound"
    return not mention.entity.state or (mention.kind is not Kind.DEMONYM and mention.entity.name == "China")
