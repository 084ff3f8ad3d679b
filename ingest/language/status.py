"""Did it happen? The status of an act by the scopes it stands in."""

from __future__ import annotations

import re

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
HIGHEST = 8
"""How many heads up."""
CLAUSAL = frozenset({"xcomp", "ccomp", "acl", "advcl", "pcomp", "pobj", "dobj", "acomp", "oprd", "attr", "prep"})
"""The arcs by which a word governs an act."""
MODIFIERS = ("amod", "compound", "nmod")
SUBJECTS = ("nsubj", "nsubjpass")
REPORTED = re.compile(
    r":\s*(?:reports?|sources?|rumou?rs?|leaks?)\W*$|^\W*(?:reports?|rumou?rs?|leak(?:ed)?)\s*:", re.I
)
"""A headline that leaves what it tells to an unnamed report: China reins in chatbots: report."""
STRENGTH = {Status.REALISED: 0, Status.ANNOUNCED: 1, Status.POTENTIAL: 2, Status.DENIED: 3}


Scope = tuple[Status, str]
"""A status and the word that decides it."""


def status_of(trigger: Token) -> Scope:
    """The status of the act that `trigger` tells, and the word that decides it ("" for realised)."""
    if _is_there(trigger):
        return _strongest(_own(trigger, verbal=False))
    found: list[Scope] = []
    if trigger.sent.text.rstrip().endswith("?"):
        found.append((Status.POTENTIAL, "?"))
    if (reported := REPORTED.search(trigger.sent.text.strip())) is not None:
        found.append((Status.POTENTIAL, reported.group().strip(" :.")))
    token, shared = trigger, True
    for _ in range(HIGHEST):
        if any(c.dep_ == "mark" and c.lower_ in ("whether", "if", "unless") for c in token.children):
            found.append((Status.POTENTIAL, "whether"))
            break
        own = _own(token, verbal=_is_verb(token))
        found += own if shared else [f for f in own if f[0] is not Status.DENIED]
        head, shared = token.head, True
        if head == token or token.dep_ not in CLIMB:
            break
        found += _around(token, head) + _ahead(token, head)
        if _is_told_apart(token, head):
            break
        if token.dep_ == "conj":
            # a denial of the first verb holds for the second after or and nor, not after but
            shared = any(c.dep_ == "cc" and c.lower_ in ("or", "nor") for c in head.children)
            if token.pos_ != head.pos_ or any(c.dep_ in SUBJECTS for c in token.children):
                break
        found += _governing(trigger, token, head)
        if _reaches_no_further(trigger, token, head):
            break
        token = head
    return _weighed(found)


def _weighed(found: list[Scope]) -> Scope:
    """One status of all scopes: an even number of denials is none, a denial under may or if is open."""
    denials = [f for f in found if f[0] is Status.DENIED]
    others = [f for f in found if f[0] is not Status.DENIED]
    if len(denials) % 2:
        return next((f for f in others if f[1].lower() in grammar().maybe | {"if", "?"}), denials[0])
    return _strongest(others) if not denials or others else (Status.REALISED, "")


def _strongest(found: list[Scope]) -> Scope:
    return max(found, key=lambda f: STRENGTH[f[0]], default=(Status.REALISED, ""))


def _is_there(trigger: Token) -> bool:
    """Beijing's tariffs on barley are there, whoever presses for what about them."""
    owned = _is_noun(trigger) and any(c.dep_ == "poss" for c in trigger.children)
    return owned and trigger.lemma_.lower() not in grammar().meetings


def _around(token: Token, head: Token) -> list[Scope]:
    """What stands beside an arc: short of, without, has yet to, its ban is likely."""
    found: list[Scope] = []
    if head.lower_ == "short" or (token.dep_ in ("pcomp", "pobj") and head.lower_ == "without"):
        found.append((Status.DENIED, head.text))
    if token.dep_ in ("relcl", "acl") and any(_is_none(noun) for noun in (head, *head.conjuncts)):
        found.append((Status.DENIED, "no"))
    if token.dep_ == "pcomp" and head.head.lemma_.lower() in grammar().accusing_verbs:
        found.append((Status.POTENTIAL, head.head.text))
    yet = any(c.lower_ == "yet" for c in (*head.children, *token.children))
    if head.lemma_ == "have" and token.dep_ == "xcomp" and yet:
        found.append((Status.DENIED, "yet"))
    open_ = grammar().potential_governors
    said = any(c.dep_ in ("acomp", "attr") and c.lemma_.lower() in open_ for c in head.children)
    if token.dep_ in SUBJECTS and said:
        found.append((Status.POTENTIAL, head.text))
    return found


def _ahead(token: Token, head: Token) -> list[Scope]:
    """What is to come by where it stands: ahead of a visit, will talk when they meet, a bill introduced to ban."""
    if token.dep_ == "pobj" and head.lower_ == "of" and head.head.lower_ == "ahead":
        return [(Status.ANNOUNCED, "ahead")]
    if token.dep_ != "advcl":
        return []
    above = [f for f in _own(head, verbal=True) if f[0] in (Status.ANNOUNCED, Status.POTENTIAL)]
    if _has_to(token):
        return above + _of_text(head)
    joined = any(c.dep_ in ("mark", "advmod") and c.lower_ in ("when", "before", "once") for c in token.children)
    return [(Status.ANNOUNCED, "when")] if above and joined and token.tag_ in ("VBZ", "VBP") else []


def _of_text(verb: Token) -> list[Scope]:
    """What a text is for has not been done by writing it: signs a law to ban is decided, a bill to ban open."""
    words = grammar()
    objects = [c for c in verb.children if c.dep_ in ("dobj", "nsubjpass")]
    objects += [g for c in verb.children if c.dep_ == "prep" for g in c.children if g.dep_ == "pobj"]
    if any(c.lemma_.lower() in words.open_texts for c in objects):
        return [(Status.POTENTIAL, "to")]
    return [(Status.ANNOUNCED, "to")] if any(c.lemma_.lower() in words.binding_texts for c in objects) else []


def _is_none(noun: Token) -> bool:
    """There is no law that forbids it."""
    return any(c.lower_ in ("no", "neither") and c.dep_ in ("det", "neg", "preconj") for c in noun.children)


def _is_told_apart(token: Token, head: Token) -> bool:
    """Whether nothing above an arc says anything of what is below it."""
    if token.dep_ in ("ccomp", "parataxis"):
        return token.i < head.i and head.lemma_.lower() not in grammar().denying_governors
    if token.dep_ == "advcl":
        return not _has_to(token)
    return token.dep_ == "relcl" or (token.dep_ in (*SUBJECTS, "csubj") and _is_verb(token))


def _governing(trigger: Token, token: Token, head: Token) -> list[Scope]:
    """What the governor of an act says of it: refuses to, agreed to, plans to, a plan for."""
    words, lemma, clausal = grammar(), head.lemma_.lower(), token.dep_ in CLAUSAL
    found: list[Scope] = []
    if _is_hearsay(token, head):
        found.append((Status.POTENTIAL, head.text))
    if clausal and lemma in words.denying_governors and not _lifts(token, head):
        found.append((Status.DENIED, head.text))
    elif clausal and lemma in words.announced_governors and lemma not in ("order", "plan", "call"):
        done = _is_noun(trigger) and lemma in words.enacting_verbs
        if not done and token.dep_ in ("xcomp", "ccomp", "acl", "pobj", "pcomp", "prep"):
            found.append((Status.ANNOUNCED, head.text))
    elif _is_declared(head):
        found.append((Status.ANNOUNCED, head.text))
    elif clausal and lemma in words.potential_governors and not (lemma in words.speech_verbs and token.dep_ == "ccomp"):
        governed = token.dep_ in ("xcomp", "ccomp", "acl", "advcl", "acomp", "oprd")
        if governed or (token.dep_ == "prep" and head.pos_ != "ADP") or _is_noun(trigger):
            found.append((Status.POTENTIAL, head.text))
    if token.dep_ == "compound" and lemma in words.potential_governors:
        found.append((Status.POTENTIAL, head.text))
    return found


def _is_hearsay(token: Token, head: Token) -> bool:
    """Beijing is said to have banned it; it is thought that it did."""
    if head.lemma_.lower() not in grammar().hearsay_verbs or not any(c.dep_ == "auxpass" for c in head.children):
        return False
    told = token.dep_ in ("xcomp", "advcl", "ccomp", "oprd") and _has_to(token)
    return told or (token.dep_ == "ccomp" and any(c.dep_ in SUBJECTS and c.lower_ == "it" for c in head.children))


def _reaches_no_further(trigger: Token, token: Token, head: Token) -> bool:
    """Whether what stands above a governor says nothing of the act."""
    if token.dep_ == "ccomp":
        return head.lemma_.lower() in grammar().speech_verbs
    if token.dep_ in ("pobj", "prep"):
        return _is_verb(head) and not _is_noun(trigger)
    return token.dep_ == "advcl" and _is_verb(head)


def carried_status(carrier: Token) -> Scope | None:
    """What a light verb itself says of the act it carries: considers a ban, announces curbs."""
    words = grammar()
    lemma = carrier.lemma_.lower()
    if lemma in words.announcing_verbs:
        return Status.ANNOUNCED, carrier.text
    if lemma in words.potential_governors:
        return Status.POTENTIAL, carrier.text
    return None


def own_status(noun: Token) -> Scope:
    """What the adjectives of a noun of action say, whoever carries it: draft rules, possible curbs."""
    return _strongest([f for f in _own(noun, verbal=False) if f[0] is not Status.DENIED])


def listing_status(word: Token) -> Scope:
    """What a word says of a listing that it tells: files for it, clears the way to a flotation."""
    ahead = next((w for w in (word.lemma_.lower(), word.lower_) if w in grammar().listings_ahead), "")
    return (Status.ANNOUNCED, ahead) if ahead else (Status.REALISED, "")


def is_lifted(noun: Token) -> bool:
    """Whether a noun of action is the object of what takes it away: halves the tariff, averts a ban."""
    whole = noun.head if noun.dep_ == "compound" else noun
    objects = whole.dep_ in ("dobj", "nsubjpass") and _is_noun(whole)
    return objects and whole.head.lemma_.lower() in grammar().lifting_verbs | grammar().denying_governors


def combined(first: Scope, second: Scope) -> Scope:
    """The weaker of two statuses; a denial of either denies."""
    return max(first, second, key=lambda f: STRENGTH[f[0]])


def _own(token: Token, *, verbal: bool) -> list[Scope]:
    """What the token's own auxiliaries, adverbs and adjectives say."""
    found: list[Scope] = []
    auxiliary = False
    for child in token.children:
        if (status := _of_auxiliary(child, token)) is not None:
            found.append((status, child.text))
            auxiliary = True
        if _says_not_only(child):
            continue
        if child.lower_ == "longer" and any(g.lower_ == "no" for g in child.children):
            found.append((Status.DENIED, "no longer"))
        scope = _of_word(child) or (_of_argument(child) if verbal else _of_modifier(child))
        if scope is not None:
            found.append(scope)
    if verbal and not auxiliary and token.tag_ == "VB" and _has_to(token):
        found += _of_infinitive(token)
    return found


def _of_auxiliary(child: Token, verb: Token) -> Status | None:
    if child.dep_ not in ("aux", "auxpass"):
        return None
    if child.lower_ == "would" and _reported_future(verb):
        return Status.ANNOUNCED
    if child.lower_ in grammar().modals:
        return Status.POTENTIAL
    return Status.ANNOUNCED if child.lower_ in grammar().future else None


def _says_not_only(child: Token) -> bool:
    if child.lower_ not in ("not", "n't", "n’t") or child.i + 1 >= len(child.doc):
        return False
    return child.doc[child.i + 1].lower_ in ("only", "just", "merely", "least")


def _of_word(child: Token) -> Scope | None:
    """What a negation or a hedging adverb says."""
    words, lower = grammar(), child.lower_
    if lower == "nor" and any(c != child and c.lower_ in words.negations for c in child.head.children):
        return None  # neither fined nor banned: one denial, not two
    negates = child.dep_ in ("advmod", "det", "preconj", "cc") and lower in words.negations
    if child.dep_ == "neg" or negates:
        return Status.DENIED, child.text
    if child.dep_ == "advmod" and lower in words.hedging_adverbs:
        return Status.POTENTIAL, child.text
    return None


def _of_modifier(child: Token) -> Scope | None:
    """What an adjective, a noun before it or a clause says of a noun of action."""
    words, lemma = grammar(), child.lemma_.lower()
    if child.dep_ in MODIFIERS:
        if child.lower_ in words.announced_adjectives:
            return Status.ANNOUNCED, child.text
        if lemma in words.potential_governors or (child.dep_ == "amod" and child.lower_ in words.potential_governors):
            return Status.POTENTIAL, child.text
    if child.dep_ in ("relcl", "acl") and lemma in words.potential_participles:
        return Status.POTENTIAL, child.text
    return None


def _of_argument(child: Token) -> Scope | None:
    """No bank was fined."""
    nobody = child.dep_ in (*SUBJECTS, "dobj") and any(g.lower_ in ("no", "neither") for g in child.children)
    return (Status.DENIED, "no") if nobody else None


def _of_infinitive(verb: Token) -> list[Scope]:
    """EU to probe Temu is announced, a bill to ban TikTok leaves it open."""
    reported = verb.dep_ == "ccomp" and verb.head.lemma_.lower() in grammar().speech_verbs
    if verb.dep_ == "ROOT" or reported:
        return [(Status.ANNOUNCED, "to")]
    if verb.dep_ in ("relcl", "acl"):
        noun, words = verb.head, grammar()
        lemma = noun.lemma_.lower()
        if any(_ranks(c) for c in noun.children) or lemma in words.means:
            return []
        if lemma in words.binding_texts or lemma == "decision" or _is_declared(noun):
            return [(Status.ANNOUNCED, "to")]
        headline = noun.dep_ == "ROOT" and noun.pos_ == "PROPN"
        return [(Status.ANNOUNCED if headline else Status.POTENTIAL, "to")]
    return []


def _ranks(child: Token) -> bool:
    """The latest state to ban TikTok has done so, and the highest official to visit is there."""
    words = {child.lower_, *(c.lower_ for c in child.children)}
    return not words.isdisjoint(grammar().ranks) or child.tag_ == "JJS" or child.ent_type_ == "ORDINAL"


def _is_declared(noun: Token) -> bool:
    """Plans that are announced are no longer open: releases plans to restrict."""
    told = noun.head.lemma_.lower() in grammar().announcing_verbs
    return told and noun.lemma_.lower() == "plan" and noun.dep_ == "dobj"


def _reported_future(verb: Token) -> bool:
    """Said it would is what said we will becomes in a report: a decision, unless it is somebody's guess."""
    says, words = verb.head, grammar()
    if verb.dep_ != "ccomp" or says.lemma_.lower() not in words.deciding_verbs or says.tag_ not in ("VBD", "VBN"):
        return False
    own = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    if own is not None and own.lower_ in ("it", "they", "he", "she", "we"):
        return True
    speaker = next((c for c in says.children if c.dep_ == "nsubj"), None)
    guesses = speaker is None or speaker.lemma_.lower() in words.source_nouns or speaker.pos_ != "PROPN"
    return not guesses and own is not None and own.pos_ == "PROPN"


def _has_to(verb: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)


def _is_verb(token: Token) -> bool:
    return token.pos_ in ("VERB", "AUX")


def _is_noun(token: Token) -> bool:
    return token.pos_ in ("NOUN", "PROPN")


def _lifts(token: Token, head: Token) -> bool:
    """Whether the governor acts on the act as a thing, which the frames read as its lifting."""
    return token.dep_ == "dobj" and head.lemma_.lower() in grammar().lifting_verbs
