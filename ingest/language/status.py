"""Did it happen? The status of an act by the scopes it stands in."""

from __future__ import annotations

from spacy.tokens import Token

from graph.model import Status
from ingest.language.grammar import grammar

CLIMB = frozenset(
    {
        "xcomp",
        "ccomp",
        "advcl",
        "acl",
        "pcomp",
        "prep",
        "pobj",
        "dobj",
        "nsubj",
        "nsubjpass",
        "conj",
        "attr",
        "relcl",
        "oprd",
        "acomp",
        "appos",
        "compound",
        "amod",
        "dep",
        "parataxis",
        "csubj",
        "poss",
        "agent",
        "nmod",
    }
)
"""The arcs up which a scope is looked for."""
MEETINGS = frozenset(
    [
        "meeting",
        "talk",
        "summit",
        "visit",
        "trip",
        "symposium",
        "call",
        "dialogue",
        "endorsement",
        "support",
        "approval",
    ]
)
NOBODY = frozenset({"no", "neither"})
STRENGTH = {Status.REALISED: 0, Status.ANNOUNCED: 1, Status.POTENTIAL: 2, Status.DENIED: 3}


def status_of(trigger: Token) -> tuple[Status, str]:
    """The status of the act that `trigger` tells, and the word that decides it ("" for realised)."""
    words = grammar()
    if (
        _is_bare_nominal(trigger)
        and any(c.dep_ == "poss" for c in trigger.children)
        and trigger.lemma_.lower() not in MEETINGS
    ):
        # Beijing's tariffs on barley are there, whoever presses for what about them
        own = _own(trigger, verbal=False)
        return max(own, key=lambda f: STRENGTH[f[0]]) if own else (Status.REALISED, "")
    found: list[tuple[Status, str]] = []
    if trigger.sent.text.rstrip().endswith("?"):
        found.append((Status.POTENTIAL, "?"))
    token = trigger
    verbal = trigger.pos_ in ("VERB", "AUX")
    for _ in range(8):
        if any(c.dep_ == "mark" and c.lower_ in ("whether", "if", "unless") for c in token.children):
            found.append((Status.POTENTIAL, "whether"))
            break
        found += _own(token, verbal=verbal or token.pos_ in ("VERB", "AUX"))
        head = token.head
        if head == token or token.dep_ not in CLIMB:
            break
        if head.lower_ == "short" or (token.dep_ in ("pcomp", "pobj") and head.lower_ == "without"):
            found.append((Status.DENIED, head.text))
        if (
            head.lemma_ == "have"
            and token.dep_ == "xcomp"
            and any(c.lower_ == "yet" for c in (*head.children, *token.children))
        ):
            found.append((Status.DENIED, "yet"))
        if token.dep_ in ("nsubj", "nsubjpass") and any(
            c.dep_ in ("acomp", "attr") and c.lemma_.lower() in words.potential_governors for c in head.children
        ):
            found.append((Status.POTENTIAL, head.text))
        if (
            token.dep_ in ("ccomp", "parataxis")
            and token.i < head.i
            and head.lemma_.lower() not in words.denying_governors
        ):
            break
        if token.dep_ == "relcl" or (token.dep_ in ("nsubj", "nsubjpass", "csubj") and token.pos_ in ("VERB", "AUX")):
            break
        if token.dep_ == "advcl":
            if any(c.dep_ == "mark" and c.lower_ in ("if", "unless", "whether") for c in token.children):
                found.append((Status.POTENTIAL, "if"))
            elif not any(c.dep_ == "aux" and c.lower_ == "to" for c in token.children):
                break
        if token.dep_ == "conj" and any(c.dep_ == "cc" and c.lower_ in ("or", "nor") for c in head.children):
            found += [f for f in _own(head, verbal=True) if f[0] is Status.DENIED]
        if token.dep_ == "conj" and (token.pos_ != head.pos_ or _has_own_subject(token)):
            if not _shares_modal(token, head):
                break
            found += [f for f in _own(head, verbal=head.pos_ in ("VERB", "AUX")) if f[0] is not Status.DENIED]
            break
        lemma = head.lemma_.lower()
        clausal = token.dep_ in (
            "xcomp",
            "ccomp",
            "acl",
            "advcl",
            "pcomp",
            "pobj",
            "dobj",
            "acomp",
            "oprd",
            "attr",
            "prep",
        )
        if clausal and lemma in words.denying_governors and not _lifts(token, head):
            found.append((Status.DENIED, head.text))
        elif clausal and lemma in words.announced_governors and lemma not in ("order", "plan", "call"):
            if _is_bare_nominal(trigger) and lemma in ("announce", "approve", "order", "agree"):
                pass  # announcing curbs is what imposing them looks like in the news
            elif token.dep_ in ("xcomp", "ccomp", "acl", "pobj", "pcomp", "prep"):
                found.append((Status.ANNOUNCED, head.text))
        elif (
            clausal
            and lemma in words.potential_governors
            and not (lemma in words.speech_verbs and token.dep_ == "ccomp")
        ):
            governed = token.dep_ in ("xcomp", "ccomp", "acl", "advcl", "acomp", "oprd") or (
                token.dep_ == "prep" and head.pos_ != "ADP"
            )
            if governed or _is_bare_nominal(trigger):
                found.append((Status.POTENTIAL, head.text))
        if token.dep_ == "compound" and lemma in words.potential_governors:
            found.append((Status.POTENTIAL, head.text))
        if token.dep_ == "ccomp" and lemma in words.speech_verbs:
            break
        if token.dep_ in ("pobj", "prep") and head.pos_ in ("VERB", "AUX") and not _is_bare_nominal(trigger):
            break
        if token.dep_ == "advcl" and head.pos_ in ("VERB", "AUX"):
            break
        verbal = False
        token = head
    if not found:
        return Status.REALISED, ""
    denials = [f for f in found if f[0] is Status.DENIED]
    others = [f for f in found if f[0] is not Status.DENIED]
    if len(denials) % 2:
        uncertain = [f for f in others if f[1].lower() in ("may", "might", "could", "if", "?")]
        return uncertain[0] if uncertain else denials[0]
    if denials and not others:
        return Status.REALISED, ""
    return max(others, key=lambda f: STRENGTH[f[0]])


def carried_status(carrier: Token) -> tuple[Status, str] | None:
    """What a light verb itself says of the act it carries: considers a ban, announces curbs."""
    words = grammar()
    lemma = carrier.lemma_.lower()
    if lemma in words.announcing_verbs:
        return Status.ANNOUNCED, carrier.text
    if lemma in words.potential_governors:
        return Status.POTENTIAL, carrier.text
    return None


def own_status(noun: Token) -> tuple[Status, str]:
    """What the adjectives of a noun of action say, whoever carries it: draft rules, possible curbs."""
    found = [f for f in _own(noun, verbal=False) if f[0] is not Status.DENIED]
    return max(found, key=lambda f: STRENGTH[f[0]]) if found else (Status.REALISED, "")


def combined(first: tuple[Status, str], second: tuple[Status, str]) -> tuple[Status, str]:
    """The weaker of two statuses; a denial of either denies."""
    return max(first, second, key=lambda f: STRENGTH[f[0]])


def _own(token: Token, *, verbal: bool) -> list[tuple[Status, str]]:
    """What the token's own auxiliaries, adverbs and adjectives say."""
    words = grammar()
    found: list[tuple[Status, str]] = []
    modal = False
    for child in token.children:
        lower, lemma = child.lower_, child.lemma_.lower()
        if child.dep_ in ("aux", "auxpass"):
            if lower == "would" and _reported_future(token):
                found.append((Status.ANNOUNCED, child.text))
                modal = True
            elif lower in words.modals:
                found.append((Status.POTENTIAL, child.text))
                modal = True
            elif lower in words.future:
                found.append((Status.ANNOUNCED, child.text))
                modal = True
        following = child.doc[child.i + 1].lower_ if child.i + 1 < len(child.doc) else ""
        if lower in ("not", "n't", "n’t") and following in ("only", "just", "merely", "least"):
            continue
        if lower == "longer" and any(g.lower_ == "no" for g in child.children):
            found.append((Status.DENIED, "no longer"))
        if child.dep_ == "neg" or (child.dep_ in ("advmod", "det", "preconj", "cc") and lower in words.negations):
            found.append((Status.DENIED, child.text))
        elif child.dep_ == "advmod" and lower in words.hedging_adverbs:
            found.append((Status.POTENTIAL, child.text))
        elif (
            child.dep_ in ("amod", "compound", "nmod")
            and not verbal
            and lower in ("draft", "upcoming", "forthcoming", "planned", "scheduled")
        ):
            found.append((Status.ANNOUNCED, child.text))
        elif (
            (child.dep_ in ("amod", "compound", "nmod") and not verbal and lemma in words.potential_governors)
            or (
                child.dep_ in ("relcl", "acl")
                and not verbal
                and lemma in ("plan", "schedule", "expect", "propose", "slate", "threaten")
            )
            or (child.dep_ == "amod" and not verbal and lower in words.potential_governors)
        ):
            found.append((Status.POTENTIAL, child.text))
        elif (
            verbal and child.dep_ in ("nsubj", "nsubjpass", "dobj") and any(g.lower_ in NOBODY for g in child.children)
        ):
            found.append((Status.DENIED, "no"))
    if (
        verbal
        and not modal
        and token.tag_ == "VB"
        and any(c.dep_ == "aux" and c.lower_ == "to" for c in token.children)
    ):
        if token.dep_ == "ROOT" or (token.dep_ == "ccomp" and token.head.lemma_.lower() in words.speech_verbs):
            found.append((Status.ANNOUNCED, "to"))
        elif token.dep_ in ("relcl", "acl"):
            headline = token.head.dep_ == "ROOT" and token.head.pos_ == "PROPN"
            found.append((Status.ANNOUNCED if headline else Status.POTENTIAL, "to"))
    return found


def _reported_future(verb: Token) -> bool:
    """Said it would is what said we will becomes in a report: the subject tells its own decision."""
    says = verb.head
    if (
        verb.dep_ != "ccomp"
        or says.lemma_.lower() not in ("say", "announce", "confirm", "pledge", "vow", "promise")
        or says.tag_ not in ("VBD", "VBN")
    ):
        return False
    own = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    return own is not None and own.lower_ in ("it", "they", "he", "she", "we")


def _is_bare_nominal(trigger: Token) -> bool:
    return trigger.pos_ in ("NOUN", "PROPN")


def _lifts(token: Token, head: Token) -> bool:
    """Whether the governor acts on the act as a thing, which the frames read as its lifting."""
    return token.dep_ == "dobj" and head.lemma_.lower() in grammar().lifting_verbs


def _has_own_subject(token: Token) -> bool:
    return any(c.dep_ in ("nsubj", "nsubjpass") for c in token.children)


def _shares_modal(token: Token, head: Token) -> bool:
    """Will ban A and fine B: the second verb stands under the modal of the first."""
    own = any(c.dep_ == "aux" for c in token.children)
    return token.pos_ == head.pos_ == "VERB" and not own and token.tag_ == "VB" and not _has_own_subject(token)
