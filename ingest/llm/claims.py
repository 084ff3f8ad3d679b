"""A claim made of a triple that passed: its status, date and amount are our own reading of the words that tell it."""

from __future__ import annotations

from spacy.tokens import Token

from graph.model import Claim, EventDate, Status
from ingest.language.attribution import source_of
from ingest.language.grammar import grammar
from ingest.language.status import combined
from ingest.language.time import resolve
from ingest.llm.acts import HIGHEST, Act, Ours, ends_of
from ingest.llm.schema import Told
from ingest.pipeline import FUTURE

REACHING = frozenset(
    {"xcomp", "acl", "pcomp", "prep", "pobj", "dobj", "nsubj", "nsubjpass", "compound", "amod", "oprd"}
)
"""The arcs up which a word that leaves an act open is looked for."""
LEAST_DOUBT = 0.3
"""The confidence of the offline reader from which on its doubt is heard."""


def claim_of(act: Act, told: Told, ours: Ours, *, reader: str, hedges: frozenset[str]) -> Claim:
    """The claim of an act; `reader` is who tells it. Its evidence says what speaks for it and against."""
    ruled, why = _status(act, ours)
    if ruled is Status.REALISED:
        ruled, why = _hedged(act, hedges)
    status, word = combined((told.status, ""), (ruled, why))
    date = _date(act, told, status, ours)
    published = ours.article.published
    if status is Status.REALISED and published and date.start and date.start > published:
        status, word = Status.ANNOUNCED, f"{date} lies ahead"
    quote, trigger = act.place.quote, act.triggers[0]
    source = "" if act.relation.standing else source_of(trigger, ours.context)
    words = f"{reader}: {act.as_frame(trigger).words}"
    return Claim(
        article=ours.article.id,
        subject=act.actor.entity,
        relation=act.relation.name,
        object=act.target.entity if act.target else None,
        status=status,
        quote=ours.article.text[quote.start_char : quote.end_char],
        start=quote.start_char,
        end=quote.end_char,
        date=date,
        attributed_to=source if source != act.actor.entity.name else "",
        amount=_amount(act, told, ours),
        because=words + (f" ({status}: {word})" if word else ""),
        sentence_start=act.place.near[0].start_char,
        sentence_end=act.place.near[act.place.own - 1].end_char,
        evidence=_evidence(act, told, ruled, hedges),
    )


def _evidence(act: Act, told: Told, ruled: Status, hedges: frozenset[str]) -> tuple[str, ...]:
    evidence = [
        f"relation {act.relation.name}",
        f"told as {told.status}",
        f"rules say {ruled}",
        f"actor {act.actor.how}",
        "actor known" if act.actor.entity.known else "actor unknown",
        "rules find it" if act.frame else "words known" if act.known else "words unknown",
    ]
    if act.target is not None:
        evidence += [f"target {act.target.how}", "target known" if act.target.entity.known else "target unknown"]
    if told.status is not ruled:
        evidence.append("status in doubt")
    if told.status is ruled is Status.REALISED and act.frame is None and _may_be_open(act, hedges):
        evidence.append("hedge above")
    return tuple(evidence)


def _status(act: Act, ours: Ours) -> tuple[Status, str]:
    """The weakest status that our rules read from the words of the act, and the word that decides it.

    Where no word of the relation is told, a negation leaves it open: not to allow is to ban.
    """
    if act.frame is not None:
        return ours.extractor.scope_of(act.frame, act.relation)
    found = (Status.REALISED, "")
    for trigger in act.triggers:
        if act.relation.standing and not act.known and not _is_quoted_verb(trigger, act):
            continue
        status, word = ours.extractor.scope_of(act.as_frame(trigger), act.relation)
        open_ = status is Status.DENIED and not act.known
        found = combined(found, (Status.POTENTIAL, word) if open_ else (status, word))
        if not act.known and trigger.lemma_.lower() in grammar().potential_governors:
            found = combined(found, (Status.POTENTIAL, trigger.text))
    for claim in ours.claims(act.place):
        doubts = claim.confidence >= LEAST_DOUBT and claim.status is not Status.DENIED
        if doubts and claim.relation == act.relation.name and ends_of(claim) == act.ends:
            found = combined(found, (claim.status, "the offline reader"))
    return found


def _is_quoted_verb(trigger: Token, act: Act) -> bool:
    return trigger.pos_ == "VERB" and act.place.quote.start <= trigger.i < act.place.quote.end


def _hedged(act: Act, hedges: frozenset[str]) -> tuple[Status, str]:
    """What stands over the words of an act, or beside them, that leaves it open though no rule of ours reads it."""
    if act.relation.standing:
        return Status.REALISED, ""
    for trigger in act.triggers:
        above = [trigger]
        while above[-1].dep_ in REACHING and above[-1].head != above[-1]:
            above.append(above[-1].head)
        beside = [c for c in trigger.children if c.dep_ in ("amod", "compound", "acl", "advmod")]
        word = next((t for t in (*above[1:], *beside) if t.lemma_.lower() in hedges), None)
        if word is not None:
            return Status.POTENTIAL, word.text
    return Status.REALISED, ""


def _may_be_open(act: Act, hedges: frozenset[str]) -> bool:
    """Whether anything above the words of an act hedges, at whatever distance, that does not tell it as said by others.

    What stands so far off may be of another act: it is no status, but a reason for a person to look.
    """
    if act.relation.standing:
        return False
    words = grammar()
    governors = words.potential_governors | words.announced_governors | words.denying_governors | hedges
    for trigger in act.triggers:
        token = trigger
        for _ in range(HIGHEST):
            if any(c.dep_ == "aux" and c.lower_ in words.modals | words.future | {"to"} for c in token.children):
                return True
            if token != trigger and token.lemma_.lower() in governors:
                return True
            if any(c.dep_ in ("amod", "advmod") and c.lower_ in hedges for c in token.children):
                return True
            told_as_fact = token.dep_ == "ccomp" and token.head.lemma_.lower() in words.speech_verbs
            if token.head == token or told_as_fact or token.dep_ in ("advcl", "relcl", "parataxis"):
                break
            token = token.head
    return False


def _date(act: Act, told: Told, status: Status, ours: Ours) -> EventDate:
    """What the quoted words about time tell, where they stand with the act; else what our own rules find."""
    if act.relation.standing:
        return EventDate()
    published, future = ours.article.published, status in FUTURE
    for start, end in ours.text.find_any_case(told.when or ""):
        span = ours.context.doc.char_span(start, end, alignment_mode="expand")
        if span is None or not any(s.start <= span.start < s.end for s in act.place.near[: act.place.own]):
            continue
        words = ours.article.text[start:end]
        for phrase in (words, f"in {words}"):
            found = resolve(phrase, anchor=published, future=future)
            if found.start is not None:
                return found
    return ours.extractor.date_of(act.as_frame(act.triggers[0]), status, ours.times, published)


def _amount(act: Act, told: Told, ours: Ours) -> str:
    """The amount in the words of the sentence; what stands elsewhere is none of this act."""
    for start, end in ours.text.find(told.amount or ""):
        if any(s.start_char <= start < s.end_char for s in act.place.near[: act.place.own]):
            return ours.article.text[start:end]
    return act.frame.amount if act.frame is not None else ""
