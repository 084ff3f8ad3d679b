"""Each scope of an act, on sentences that are parsed by hand."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc, Token

from graph.model import Status
from ingest.language.status import carried_status, combined, own_status, status_of

REALISED, ANNOUNCED, POTENTIAL, DENIED = Status.REALISED, Status.ANNOUNCED, Status.POTENTIAL, Status.DENIED
VOCAB = spacy.blank("en").vocab
WORD_CLASSES = {
    "NN": "NOUN",
    "NNS": "NOUN",
    "NNP": "PROPN",
    "PRP": "PRON",
    "PRP$": "PRON",
    "WDT": "PRON",
    "DT": "DET",
    "JJ": "ADJ",
    "RB": "ADV",
    "RBR": "ADV",
    "IN": "ADP",
    "CC": "CCONJ",
    "TO": "PART",
    "POS": "PART",
    "MD": "AUX",
}


def parsed(sentence: str) -> Doc:
    """A sentence of words as form=lemma/tag/arc/head; a root has neither arc nor head, a sign only its form."""
    rows = [word.split("/") for word in sentence.split()]
    forms = [row[0].split("=")[0] for row in rows]
    tags = [row[1] if len(row) > 1 else "." for row in rows]
    root = next(n for n, row in enumerate(rows) if len(row) == 2)
    return Doc(
        VOCAB,
        words=forms,
        lemmas=[row[0].split("=")[-1].lower() for row in rows],
        tags=tags,
        pos=[WORD_CLASSES.get(tag, "VERB" if tag.startswith("VB") else "PUNCT") for tag in tags],
        deps=[{1: "punct", 2: "ROOT"}.get(len(row)) or row[2] for row in rows],
        heads=[forms.index(row[3]) if len(row) == 4 else root for row in rows],
    )


def word(doc: Doc, form: str) -> Token:
    return next(token for token in doc if token.text == form)


# name: the sentence, the word that tells the act, its status, and the word that decides it
SCOPES = {
    "plain past": ("China/NNP/nsubj/banned banned=ban/VBD Micron/NNP/dobj/banned", "banned", REALISED, ""),
    "modal": ("China/NNP/nsubj/ban may/MD/aux/ban ban/VB Micron/NNP/dobj/ban", "ban", POTENTIAL, "may"),
    "future": ("China/NNP/nsubj/ban will/MD/aux/ban ban/VB Micron/NNP/dobj/ban", "ban", ANNOUNCED, "will"),
    "question": ("Did=do/VBD/aux/ban China/NNP/nsubj/ban ban/VB Micron/NNP/dobj/ban ?", "ban", POTENTIAL, "?"),
    "hedging adverb": (
        "China/NNP/nsubj/banned reportedly/RB/advmod/banned banned=ban/VBD Micron/NNP/dobj/banned",
        "banned",
        POTENTIAL,
        "reportedly",
    ),
    "neither nor, the first": (
        "Alibaba/NNP/nsubjpass/fined was=be/VBD/auxpass/fined neither/CC/preconj/fined fined=fine/VBN nor/CC/cc/fined"
        " banned=ban/VBN/conj/fined",
        "fined",
        DENIED,
        "neither",
    ),
    "neither nor, the second": (
        "Alibaba/NNP/nsubjpass/fined was=be/VBD/auxpass/fined neither/CC/preconj/fined fined=fine/VBN nor/CC/cc/fined"
        " banned=ban/VBN/conj/fined",
        "banned",
        DENIED,
        "neither",
    ),
    "a bill to": (
        "Senators/NNS/nsubj/introduced introduced=introduce/VBD bill/NN/dobj/introduced to/TO/aux/ban"
        " ban/VB/advcl/introduced TikTok/NNP/dobj/ban",
        "ban",
        POTENTIAL,
        "to",
    ),
    "a law to": (
        "Biden/NNP/nsubj/signed signed=sign/VBD law/NN/dobj/signed to/TO/aux/ban ban/VB/advcl/signed"
        " Huawei/NNP/dobj/ban",
        "ban",
        ANNOUNCED,
        "to",
    ),
    "the latest to": (
        "Georgia/NNP/nsubj/is is=be/VBZ state/NN/attr/is latest/JJ/amod/state to/TO/aux/ban ban/VB/acl/state"
        " TikTok/NNP/dobj/ban",
        "ban",
        REALISED,
        "",
    ),
    "purpose of what will be": (
        "China/NNP/nsubj/meet will/MD/aux/meet meet/VB to/TO/aux/ease ease/VB/advcl/meet curbs/NNS/dobj/ease",
        "ease",
        ANNOUNCED,
        "will",
    ),
    "ahead of": (
        "Rubio/NNP/nsubj/spoke spoke=speak/VBD ahead/RB/advmod/spoke of/IN/prep/ahead talks=talk/NNS/pobj/of",
        "talks",
        ANNOUNCED,
        "ahead",
    ),
    "left to a report": (
        "China/NNP/nsubj/bans bans=ban/VBZ Micron/NNP/dobj/bans : report/NN/dep/bans",
        "bans",
        POTENTIAL,
        "report",
    ),
    "plans to": (
        "China/NNP/nsubj/plans plans=plan/VBZ to/TO/aux/ban ban/VB/xcomp/plans Micron/NNP/dobj/ban",
        "ban",
        POTENTIAL,
        "plans",
    ),
    "talk of": (
        "Talk/NN/nsubj/hurt of/IN/prep/Talk banning=ban/VBG/pcomp/of it/PRP/dobj/banning hurt/VBD",
        "banning",
        POTENTIAL,
        "Talk",
    ),
    "orders to": (
        "China/NNP/nsubj/ordered ordered=order/VBD Micron/NNP/nsubj/sell to/TO/aux/sell sell/VB/ccomp/ordered",
        "sell",
        POTENTIAL,
        "ordered",
    ),
    "expects to": (
        "Analysts=analyst/NNS/nsubj/want want/VBP China/NNP/nsubj/ban to/TO/aux/ban ban/VB/ccomp/want",
        "ban",
        POTENTIAL,
        "want",
    ),
    "is expected to": (
        "China/NNP/nsubjpass/expected is/VBZ/auxpass/expected expected=expect/VBN to/TO/aux/ban ban/VB/xcomp/expected",
        "ban",
        POTENTIAL,
        "expected",
    ),
    "is likely to": (
        "China/NNP/nsubj/is is=be/VBZ likely/JJ/acomp/is to/TO/aux/ban ban/VB/xcomp/likely",
        "ban",
        POTENTIAL,
        "likely",
    ),
    "a ban is likely": (
        "A/DT/det/ban ban/NN/nsubj/is is=be/VBZ likely/JJ/acomp/is",
        "ban",
        POTENTIAL,
        "is",
    ),
    "a ban threat": (
        "A/DT/det/threat ban/NN/compound/threat threat/NN/nsubj/hurt hurt/VBD Micron/NNP/dobj/hurt",
        "ban",
        POTENTIAL,
        "threat",
    ),
    "accused of": (
        "US/NNP/nsubj/accused accused=accuse/VBD China/NNP/dobj/accused of/IN/prep/accused hacking=hack/VBG/pcomp/of",
        "hacking",
        POTENTIAL,
        "accused",
    ),
    "decided to": (
        "China/NNP/nsubj/decided decided=decide/VBD to/TO/aux/ban ban/VB/xcomp/decided Micron/NNP/dobj/ban",
        "ban",
        ANNOUNCED,
        "decided",
    ),
    "due to": (
        "China/NNP/nsubj/was was=be/VBD due/JJ/acomp/was to/TO/aux/ban ban/VB/xcomp/due",
        "ban",
        ANNOUNCED,
        "due",
    ),
    "agreed on doing": (
        "China/NNP/nsubj/agreed agreed=agree/VBD on/IN/prep/agreed banning=ban/VBG/pcomp/on Micron/NNP/dobj/banning",
        "banning",
        ANNOUNCED,
        "agreed",
    ),
    "agreed on a thing is done": (
        "China/NNP/nsubj/agreed agreed=agree/VBD on/IN/prep/agreed sanctions=sanction/NNS/pobj/on",
        "sanctions",
        REALISED,
        "",
    ),
    "committed to a thing is not yet": (
        "China/NNP/nsubj/committed committed=commit/VBD to/IN/prep/committed sanctions=sanction/NNS/pobj/to",
        "sanctions",
        ANNOUNCED,
        "committed",
    ),
    "not": (
        "China/NNP/nsubj/ban did=do/VBD/aux/ban not/RB/neg/ban ban/VB Micron/NNP/dobj/ban",
        "ban",
        DENIED,
        "not",
    ),
    "never": ("China/NNP/nsubj/banned never/RB/neg/banned banned=ban/VBD", "banned", DENIED, "never"),
    "hardly": ("China/NNP/nsubj/banned hardly/RB/advmod/banned banned=ban/VBD", "banned", DENIED, "hardly"),
    "no longer": (
        "China/NNP/nsubj/bans no/RB/neg/longer longer=long/RBR/advmod/bans bans=ban/VBZ Micron/NNP/dobj/bans",
        "bans",
        DENIED,
        "no longer",
    ),
    "no bank": (
        "No/DT/det/bank bank/NN/nsubjpass/fined was=be/VBD/auxpass/fined fined=fine/VBN",
        "fined",
        DENIED,
        "no",
    ),
    "refused to": (
        "China/NNP/nsubj/refused refused=refuse/VBD to/TO/aux/ban ban/VB/xcomp/refused Micron/NNP/dobj/ban",
        "ban",
        DENIED,
        "refused",
    ),
    "denies doing": (
        "China/NNP/nsubj/denies denies=deny/VBZ banning=ban/VBG/xcomp/denies Micron/NNP/dobj/banning",
        "banning",
        DENIED,
        "denies",
    ),
    "they denied, after it": (
        "China/NNP/nsubj/banned banned=ban/VBD/ccomp/denied Micron/NNP/dobj/banned , they/PRP/nsubj/denied "
        "denied=deny/VBD",
        "banned",
        DENIED,
        "denied",
    ),
    "without doing": (
        "China/NNP/nsubj/left left=leave/VBD without/IN/prep/left banning=ban/VBG/pcomp/without it/PRP/dobj/banning",
        "banning",
        DENIED,
        "without",
    ),
    "short of doing": (
        "China/NNP/nsubj/fell fell=fall/VBD short/RB/advmod/fell of/IN/prep/short banning=ban/VBG/pcomp/of",
        "banning",
        DENIED,
        "short",
    ),
    "has yet to": (
        "China/NNP/nsubj/has has=have/VBZ yet/RB/advmod/has to/TO/aux/ban ban/VB/xcomp/has",
        "ban",
        DENIED,
        "yet",
    ),
    "opposed the ban": (
        "Washington/NNP/nsubj/opposed opposed=oppose/VBD the/DT/det/ban ban/NN/dobj/opposed",
        "ban",
        DENIED,
        "opposed",
    ),
    "dropped the ban is read as its lifting": (
        "China/NNP/nsubj/dropped dropped=drop/VBD the/DT/det/ban ban/NN/dobj/dropped",
        "ban",
        REALISED,
        "",
    ),
    "not only denies nothing": (
        "China/NNP/nsubj/banned not/RB/neg/banned only/RB/advmod/not banned=ban/VBD Micron/NNP/dobj/banned",
        "banned",
        REALISED,
        "",
    ),
}


@pytest.mark.parametrize(("sentence", "trigger", "status", "why"), SCOPES.values(), ids=SCOPES)
def test_one_scope_decides(sentence: str, trigger: str, status: Status, why: str) -> None:
    assert status_of(word(parsed(sentence), trigger)) == (status, why)


NESTED = {
    "two denials are none": (
        "China/NNP/nsubj/refuse did=do/VBD/aux/refuse not/RB/neg/refuse refuse/VB to/TO/aux/ban ban/VB/xcomp/refuse",
        "ban",
        REALISED,
    ),
    "three denials are one": (
        "They/PRP/nsubj/deny never/RB/neg/deny deny/VBP failing=fail/VBG/xcomp/deny to/TO/aux/ban ban/VB/xcomp/failing",
        "ban",
        DENIED,
    ),
    "four denials are none": (
        "They/PRP/nsubj/deny never/RB/neg/deny deny/VBP failing=fail/VBG/xcomp/deny to/TO/aux/ban not/RB/neg/ban "
        "ban/VB/xcomp/failing",
        "ban",
        REALISED,
    ),
    "two denials of a plan leave it open": (
        "They/PRP/nsubj/deny never/RB/neg/deny deny/VBP planning=plan/VBG/xcomp/deny to/TO/aux/ban "
        "ban/VB/xcomp/planning",
        "ban",
        POTENTIAL,
    ),
    "a denial under may is open": (
        "China/NNP/nsubj/ban may/MD/aux/ban not/RB/neg/ban ban/VB Micron/NNP/dobj/ban",
        "ban",
        POTENTIAL,
    ),
    "a denial of a plan denies": (
        "China/NNP/nsubj/plan did=do/VBD/aux/plan not/RB/neg/plan plan/VB to/TO/aux/ban ban/VB/xcomp/plan",
        "ban",
        DENIED,
    ),
    "will not denies": ("China/NNP/nsubj/ban will/MD/aux/ban not/RB/neg/ban ban/VB", "ban", DENIED),
    "open is weaker than decided": (
        "China/NNP/nsubj/decide may/MD/aux/decide decide/VB to/TO/aux/ban ban/VB/xcomp/decide",
        "ban",
        POTENTIAL,
    ),
    "the infinitive of an infinitive": (
        "China/NNP/nsubj/plans plans=plan/VBZ to/TO/aux/try try/VB/xcomp/plans to/TO/aux/ban ban/VB/xcomp/try",
        "ban",
        POTENTIAL,
    ),
    "whether cuts off what is above": (
        "China/NNP/nsubj/denied denied=deny/VBD saying=say/VBG/xcomp/denied whether/IN/mark/banned he/PRP/nsubj/banned "
        "banned=ban/VBD/ccomp/saying",
        "banned",
        POTENTIAL,
    ),
    "if": (
        "If/IN/mark/bans China/NNP/nsubj/bans bans=ban/VBZ/advcl/fall Micron/NNP/dobj/bans , it/PRP/nsubj/fall "
        "will/MD/aux/fall fall/VB",
        "bans",
        POTENTIAL,
    ),
    "unless": (
        "Unless/IN/mark/bans China/NNP/nsubj/bans bans=ban/VBZ/advcl/rise shares=share/NNS/nsubj/rise rise/VBP",
        "bans",
        POTENTIAL,
    ),
}


@pytest.mark.parametrize(("sentence", "trigger", "status"), NESTED.values(), ids=NESTED)
def test_scopes_within_scopes(sentence: str, trigger: str, status: Status) -> None:
    assert status_of(word(parsed(sentence), trigger))[0] is status


APART = {
    "a relative clause": (
        "The/DT/det/ministry ministry/NN/nsubj/resign , which/WDT/nsubj/banned banned=ban/VBD/relcl/ministry "
        "Micron/NNP/dobj/banned , may/MD/aux/resign resign/VB",
        "banned",
    ),
    "what is said, before who says it": (
        "China/NNP/nsubj/banned banned=ban/VBD/ccomp/say Micron/NNP/dobj/banned , analysts=analyst/NNS/nsubj/say "
        "may/MD/aux/say say/VB",
        "banned",
    ),
    "what is said, after who says it": (
        "Reports=report/NNS/nsubj/say may/MD/aux/say say/VB China/NNP/nsubj/banned banned=ban/VBD/ccomp/say",
        "banned",
    ),
    "a side clause": (
        "Shares=share/NNS/nsubj/fall may/MD/aux/fall fall/VB after/IN/mark/banned China/NNP/nsubj/banned "
        "banned=ban/VBD/advcl/fall",
        "banned",
    ),
    "what a plan came after": (
        "He/PRP/nsubj/planned planned=plan/VBD cuts=cut/NNS/dobj/planned after/IN/mark/banned China/NNP/nsubj/banned "
        "banned=ban/VBD/advcl/planned",
        "banned",
    ),
    "what somebody will remember": (
        "China/NNP/nsubj/banned banned=ban/VBD/ccomp/remember Micron/NNP/dobj/banned , you/PRP/nsubj/remember "
        "will/MD/aux/remember remember/VB",
        "banned",
    ),
    "a clause as subject": (
        "Banning=ban/VBG/csubj/hurt Micron/NNP/dobj/Banning may/MD/aux/hurt hurt/VB China/NNP/dobj/hurt",
        "Banning",
    ),
    "a second verb with a subject of its own": (
        "China/NNP/nsubj/wait may/MD/aux/wait wait/VB and/CC/cc/wait Washington/NNP/nsubj/banned "
        "banned=ban/VBD/conj/wait",
        "banned",
    ),
    "what was done after a plan": (
        "China/NNP/nsubj/planned planned=plan/VBD to/TO/aux/wait wait/VB/xcomp/planned after/IN/prep/wait "
        "banning=ban/VBG/pcomp/after Micron/NNP/dobj/banning",
        "banning",
    ),
    "acts that somebody owns": (
        "Beijing/NNP/poss/tariffs 's/POS/case/Beijing tariffs=tariff/NNS/nsubjpass/denied were=be/VBD/auxpass/denied "
        "not/RB/neg/denied likely/JJ/acomp/denied denied=deny/VBN",
        "tariffs",
    ),
}


@pytest.mark.parametrize(("sentence", "trigger"), APART.values(), ids=APART)
def test_what_stands_apart_is_not_touched(sentence: str, trigger: str) -> None:
    assert status_of(word(parsed(sentence), trigger)) == (REALISED, "")


def test_a_meeting_that_somebody_owns_may_still_be_open() -> None:
    doc = parsed("Their/PRP$/poss/meeting meeting/NN/nsubj/is is=be/VBZ likely/JJ/acomp/is")
    assert status_of(word(doc, "meeting"))[0] is POTENTIAL


CONJUNCTIONS = [("or", DENIED), ("but", REALISED), ("and", REALISED)]


@pytest.mark.parametrize(("joint", "status"), CONJUNCTIONS)
def test_a_denial_holds_for_a_second_verb_after_or(joint: str, status: Status) -> None:
    doc = parsed(f"China/NNP/nsubj/sue never/RB/neg/sue sue/VBD {joint}/CC/cc/sue banned=ban/VBD/conj/sue")
    assert status_of(word(doc, "sue"))[0] is DENIED
    assert status_of(word(doc, "banned"))[0] is status


def test_a_modal_holds_for_both_verbs() -> None:
    doc = parsed("China/NNP/nsubj/sue may/MD/aux/sue sue/VB and/CC/cc/sue ban/VB/conj/sue Micron/NNP/dobj/ban")
    assert status_of(word(doc, "ban")) == (POTENTIAL, "may")


INFINITIVES = {
    "headline": ("EU/NNP/nsubj/probe to/TO/aux/probe probe/VB Temu/NNP/dobj/probe", "probe", ANNOUNCED),
    "headline read as a name with a clause": ("EU/NNP to/TO/aux/probe probe/VB/acl/EU", "probe", ANNOUNCED),
    "a bill to": (
        "They/PRP/nsubj/wrote wrote=write/VBD a/DT/det/bill bill/NN/dobj/wrote to/TO/aux/ban ban/VB/relcl/bill",
        "ban",
        POTENTIAL,
    ),
    "headline after who says so": (
        "EU/NNP/nsubj/probe to/TO/aux/probe probe/VB/ccomp/says , Reuters/NNP/nsubj/says says=say/VBZ",
        "probe",
        ANNOUNCED,
    ),
    "a purpose": (
        "China/NNP/nsubj/acted acted=act/VBD to/TO/aux/protect protect/VB/xcomp/acted banks=bank/NNS/dobj/protect",
        "protect",
        REALISED,
    ),
}


@pytest.mark.parametrize(("sentence", "trigger", "status"), INFINITIVES.values(), ids=INFINITIVES)
def test_an_infinitive_of_its_own(sentence: str, trigger: str, status: Status) -> None:
    assert status_of(word(parsed(sentence), trigger))[0] is status


REPORTED = [
    ("it", "said=say/VBD", ANNOUNCED),
    ("China", "said=say/VBD", POTENTIAL),
    ("it", "feared=fear/VBD", POTENTIAL),
]


@pytest.mark.parametrize(("who", "says", "status"), REPORTED)
def test_would_is_decided_only_of_who_tells_it(who: str, says: str, status: Status) -> None:
    head = says.split("=")[0]
    doc = parsed(f"Officials=official/NNS/nsubj/{head} {says} {who}/PRP/nsubj/ban would/MD/aux/ban ban/VB/ccomp/{head}")
    assert status_of(word(doc, "ban"))[0] is status


OWN = [
    ("Draft/NN/compound/rules rules=rule/NNS", (ANNOUNCED, "Draft")),
    ("Possible/JJ/amod/rules rules=rule/NNS", (POTENTIAL, "Possible")),
    ("Threatened=threaten/VBN/amod/rules rules=rule/NNS", (POTENTIAL, "Threatened")),
    ("rules=rule/NNS expected=expect/VBN/acl/rules", (POTENTIAL, "expected")),
    ("No/DT/det/rules rules=rule/NNS", (REALISED, "")),
    ("New/JJ/amod/rules rules=rule/NNS", (REALISED, "")),
]


@pytest.mark.parametrize(("phrase", "scope"), OWN, ids=[phrase.split("=")[0].split("/")[0] for phrase, _ in OWN])
def test_what_the_modifiers_of_an_act_say(phrase: str, scope: tuple[Status, str]) -> None:
    assert own_status(word(parsed(phrase), "rules")) == scope


@pytest.mark.parametrize(
    ("carrier", "scope"),
    [
        ("announces=announce/VBZ", (ANNOUNCED, "announces")),
        ("considers=consider/VBZ", (POTENTIAL, "considers")),
        ("approves=approve/VBZ", (ANNOUNCED, "approves")),
        ("imposes=impose/VBZ", None),
    ],
)
def test_what_a_light_verb_says_of_what_it_carries(carrier: str, scope: tuple[Status, str] | None) -> None:
    doc = parsed(f"China/NNP/nsubj/{carrier.split('=')[0]} {carrier} curbs=curb/NNS/dobj/{carrier.split('=')[0]}")
    assert carried_status(doc[1]) == scope


def test_of_two_statuses_the_weaker_counts() -> None:
    order = [REALISED, ANNOUNCED, POTENTIAL, DENIED]
    for n, strong in enumerate(order):
        for weak in order[n:]:
            assert combined((strong, "a"), (weak, "b"))[0] is weak
            assert combined((weak, "b"), (strong, "a"))[0] is weak
