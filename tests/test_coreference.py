"""Whom a pronoun or a description means, on sentences that are parsed by hand."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc

from graph.model import Entity, entity_id
from ingest.catalog import Catalog
from ingest.language.coreference import Context, antecedent
from ingest.language.mentions import Kind, Mention

VOCAB = spacy.blank("en").vocab
WORD_CLASSES = {
    "NN": "NOUN",
    "NNS": "NOUN",
    "NNP": "PROPN",
    "PRP": "PRON",
    "PRP$": "PRON",
    "WP": "PRON",
    "WDT": "PRON",
    "DT": "DET",
    "JJ": "ADJ",
    "IN": "ADP",
    "CC": "CCONJ",
    "POS": "PART",
    "TO": "PART",
}
NAMED = {
    "Tencent": "Company",
    "Baidu": "Company",
    "Didi": "Company",
    "WeChat": "Product",
    "China": "Country",
    "Chinese": "Country",
    "France": "Country",
    "Ma": "Person",
    "Cook": "Person",
    "SAMR": "GovernmentBody",
    "CAC": "GovernmentBody",
    "Ministry": "GovernmentBody",
    "Court": "GovernmentBody",
    "Zhejiang": "Place",
}
HOMES = {"China": "CN", "Chinese": "CN", "SAMR": "CN", "CAC": "CN", "Tencent": "CN", "Baidu": "CN", "France": "FR"}


def read(*sentences: str) -> Context:
    """Sentences of words as form=lemma/tag/arc/head; a root has neither arc nor head, a sign only its form."""
    rows: list[list[str]] = []
    heads: list[int] = []
    for sentence in sentences:
        words = [word.split("/") for word in sentence.split()]
        forms = [word[0].split("=")[0] for word in words]
        root = next(n for n, word in enumerate(words) if len(word) == 2)
        heads += [len(rows) + (forms.index(word[3]) if len(word) == 4 else root) for word in words]
        rows += words
    tags = [row[1] if len(row) > 1 else "." for row in rows]
    doc = Doc(
        VOCAB,
        words=[row[0].split("=")[0] for row in rows],
        lemmas=[row[0].split("=")[-1].lower() for row in rows],
        tags=tags,
        pos=[WORD_CLASSES.get(tag, "VERB" if tag.startswith("VB") else "PUNCT") for tag in tags],
        deps=[{1: "punct", 2: "ROOT"}.get(len(row)) or row[2] for row in rows],
        heads=heads,
    )
    assert len(list(doc.sents)) == len(sentences)
    mentions = [
        Mention(token.i, token.i + 1, entity(token.text), Kind.DEMONYM if token.text == "Chinese" else Kind.NAME, "")
        for token in doc
        if token.text in NAMED
    ]
    return Context(doc, mentions, Catalog({}), None)


def entity(form: str) -> Entity:
    name = "China" if form == "Chinese" else form
    return Entity(entity_id(NAMED[form], name), name, NAMED[form], jurisdiction=HOMES.get(form, ""))


def meant(form: str, *sentences: str) -> str:
    """Whom the last word of this form means; empty where it is open."""
    context = read(*sentences)
    token = [token for token in context.doc if token.text == form][-1]
    found = antecedent(token, context)
    return found[0].name if found else ""


BAIDU_MET_TENCENT = "Baidu/NNP/nsubj/met met=meet/VBD Tencent/NNP/dobj/met"
TENCENT_ACTED = "Tencent/NNP/nsubj/acted acted=act/VBD"
NOBODY = "Nothing/NN/nsubj/happened happened=happen/VBD"
IT_FELL = "It/PRP/nsubj/fell fell=fall/VBD"


@pytest.mark.parametrize(
    ("who", "pronoun", "means"),
    [
        ("Tencent", "It/PRP/nsubj/fell", True),
        ("SAMR", "It/PRP/nsubj/fell", True),
        ("China", "It/PRP/nsubj/fell", True),
        ("WeChat", "It/PRP/nsubj/fell", True),
        ("Ma", "It/PRP/nsubj/fell", False),
        ("Zhejiang", "It/PRP/nsubj/fell", False),
        ("Ma", "He/PRP/nsubj/fell", True),
        ("Ma", "She/PRP/nsubj/fell", True),
        ("Tencent", "He/PRP/nsubj/fell", False),
        ("Tencent", "They/PRP/nsubj/fell", False),
        ("Tencent", "Who/WP/nsubj/fell", False),
    ],
)
def test_a_pronoun_means_what_fits_it(who: str, pronoun: str, means: bool) -> None:
    found = meant(pronoun.split("/")[0], f"{who}/NNP/nsubj/acted acted=act/VBD", f"{pronoun} fell=fall/VBD")
    assert found == (who if means else "")


@pytest.mark.parametrize(
    ("who", "noun", "means"),
    [
        ("Tencent", "company", True),
        ("Tencent", "giant", True),
        ("SAMR", "company", False),
        ("China", "country", True),
        ("Tencent", "country", False),
        ("Ma", "tycoon", True),
        ("Tencent", "tycoon", False),
        ("SAMR", "regulator", True),
        ("Court", "regulator", False),
        ("Court", "court", True),
        ("SAMR", "court", False),
        ("Ministry", "ministry", True),
        ("SAMR", "ministry", False),
        ("SAMR", "authority", True),
        ("WeChat", "app", True),
        ("Tencent", "app", True),
        ("Tencent", "bank", True),
        ("Tencent", "window", False),
    ],
)
def test_a_definite_noun_means_what_it_can_be_called(who: str, noun: str, means: bool) -> None:
    acted, waited = f"{who}/NNP/nsubj/acted acted=act/VBD", f"The/DT/det/{noun} {noun}/NN/nsubj/waited waited=wait/VBD"
    assert meant(noun, acted, waited) == (who if means else "")


@pytest.mark.parametrize(
    ("phrase", "means"),
    [
        ("The/DT/det/firm firm/NN/nsubj/fell", "Tencent"),
        ("That/DT/det/firm firm/NN/nsubj/fell", "Tencent"),
        ("A/DT/det/firm firm/NN/nsubj/fell", ""),
        ("firm/NN/nsubj/fell", ""),
        ("The/DT/det/firm firm/NN/nsubj/fell from/IN/prep/firm home/NN/pobj/from", ""),
        ("The/DT/det/firm firm/NN/nsubj/fell fined=fine/VBN/acl/firm", ""),
        ("The/DT/det/firm firm/NN/nsubj/fell that/WDT/nsubj/fined fined=fine/VBD/relcl/firm", ""),
        ("The/DT/det/firm Chinese/JJ/amod/firm firm/NN/nsubj/fell", "Tencent"),
    ],
)
def test_only_a_noun_that_is_definite_by_itself_points_back(phrase: str, means: str) -> None:
    assert meant("firm", TENCENT_ACTED, f"{phrase} fell=fall/VBD") == means


@pytest.mark.parametrize(("between", "means"), [(0, "Tencent"), (2, "Tencent"), (3, "")])
def test_three_sentences_back_is_as_far_as_a_pronoun_reaches(between: int, means: str) -> None:
    assert meant("It", TENCENT_ACTED, *[NOBODY] * between, IT_FELL) == means


def test_nothing_after_the_pronoun_is_meant() -> None:
    assert meant("It", IT_FELL, TENCENT_ACTED) == ""
    assert meant("it", "it/PRP/nsubj/met met=meet/VBD Tencent/NNP/dobj/met") == ""


def test_the_nearest_sentence_counts() -> None:
    assert meant("It", "Baidu/NNP/nsubj/grew grew=grow/VBD", TENCENT_ACTED, IT_FELL) == "Tencent"


@pytest.mark.parametrize(
    ("before", "means"),
    [
        (BAIDU_MET_TENCENT, "Baidu"),
        ("Baidu/NNP/nsubjpass/hit was=be/VBD/auxpass/hit hit/VBN by/IN/agent/hit Tencent/NNP/pobj/by", "Baidu"),
        (
            "Nobody/NN/nsubj/saw saw=see/VBD Didi/NNP/dobj/saw near/IN/prep/saw Tencent/NNP/pobj/near",
            "",
        ),
        ("Nobody/NN/nsubj/saw saw=see/VBD Didi/NNP/dobj/saw near/IN/prep/saw Didi/NNP/pobj/near", "Didi"),
        (
            "Nobody/NN/nsubj/saw saw=see/VBD Didi/NNP/dobj/saw Tencent/NNP/poss/shares 's/POS/case/Tencent "
            "shares=share/NNS/dobj/saw",
            "",
        ),
        (
            "Tencent/NNP/poss/shares 's/POS/case/Tencent shares=share/NNS/nsubj/hit hit/VBD Didi/NNP/dobj/hit",
            "Tencent",
        ),
    ],
    ids=["subject", "passive subject", "several objects", "one twice", "owner of an object", "owner of the subject"],
)
def test_of_a_sentence_before_the_subject_is_meant_or_the_only_one(before: str, means: str) -> None:
    assert meant("It", before, IT_FELL) == means


def test_the_first_subject_of_a_sentence_before_is_meant() -> None:
    two = "Baidu/NNP/nsubj/grew grew=grow/VBD as/IN/mark/acted Tencent/NNP/nsubj/acted acted=act/VBD/advcl/grew"
    assert meant("It", two, IT_FELL) == "Baidu"


def test_in_its_own_sentence_the_last_subject_is_meant() -> None:
    said = "Baidu/NNP/nsubj/said said=say/VBD Tencent/NNP/nsubj/knew knew=know/VBD/ccomp/said "
    assert meant("it", said + "it/PRP/nsubj/fell fell=fall/VBD/ccomp/knew") == "Tencent"
    saw = "Baidu/NNP/nsubj/saw saw=see/VBD Tencent/NNP/dobj/saw before/IN/mark/fell "
    assert meant("it", saw + "it/PRP/nsubj/fell fell=fall/VBD/advcl/saw") == "Baidu"


@pytest.mark.parametrize(
    "sentence",
    [
        "Tencent/NNP/nsubj/fined fined=fine/VBD it/PRP/dobj/fined",
        "Tencent/NNP/nsubj/gave gave=give/VBD it/PRP/dative/gave shares=share/NNS/dobj/gave",
        "Tencent/NNP/nsubjpass/sold was=be/VBD/auxpass/sold sold=sell/VBN it/PRP/dobj/sold",
        "Tencent/NNP/nsubj/let let/VBD it/PRP/nsubj/sell sell/VB/ccomp/let",
    ],
    ids=["object", "dative", "passive", "let"],
)
def test_a_subject_is_not_its_own_object(sentence: str) -> None:
    assert meant("it", sentence) == ""
    assert meant("it", "Baidu/NNP/nsubj/grew grew=grow/VBD", sentence) == "Baidu"


def test_a_subject_may_be_meant_further_down() -> None:
    assert meant("it", "Tencent/NNP/nsubj/said said=say/VBD it/PRP/nsubj/fell fell=fall/VBD/ccomp/said") == "Tencent"
    assert meant("its", "Tencent/NNP/nsubj/sold sold=sell/VBD its/PRP$/poss/unit unit/NN/dobj/sold") == "Tencent"


@pytest.mark.parametrize(
    ("before", "means"),
    [
        ("In/IN/prep/grew China/NNP/pobj/In trade/NN/nsubj/grew grew=grow/VBD", ""),
        ("Trade/NN/nsubj/grew from/IN/prep/grew China/NNP/pobj/from grew=grow/VBD", ""),
        ("Trade/NN/nsubj/grew with/IN/prep/grew China/NNP/pobj/with grew=grow/VBD", "China"),
        ("Chinese/JJ/amod/trade trade/NN/nsubj/grew grew=grow/VBD", ""),
        ("Trade/NN/nsubj/grew in/IN/prep/grew Tencent/NNP/pobj/in grew=grow/VBD", "Tencent"),
    ],
    ids=["in", "from", "with", "demonym", "in a firm"],
)
def test_a_country_that_is_only_a_place_is_not_meant(before: str, means: str) -> None:
    assert meant("It", before, IT_FELL) == means


WAITED = "The/DT/det/regulator regulator/NN/nsubj/waited waited=wait/VBD"


def test_one_body_named_anywhere_before_is_the_regulator() -> None:
    assert meant("regulator", "SAMR/NNP/nsubj/met met=meet/VBD Ma/NNP/dobj/met", *[NOBODY] * 9, WAITED) == "SAMR"


def test_of_two_bodies_neither_is_the_regulator() -> None:
    assert meant("regulator", "SAMR/NNP/nsubj/met met=meet/VBD CAC/NNP/dobj/met", WAITED) == ""


def test_a_body_that_cannot_be_called_so_is_not_counted() -> None:
    assert meant("regulator", "SAMR/NNP/nsubj/met met=meet/VBD Court/NNP/dobj/met", WAITED) == "SAMR"


def test_a_body_named_later_is_not_meant() -> None:
    later = "The/DT/det/regulator regulator/NN/nsubj/met met=meet/VBD SAMR/NNP/dobj/met"
    assert meant("regulator", later) == ""
    assert meant("regulator", WAITED, "SAMR/NNP/nsubj/acted acted=act/VBD") == ""


def test_regulators_are_no_one_body() -> None:
    several = "The/DT/det/regulators regulators=regulator/NNS/nsubj/waited waited=wait/VBD"
    assert meant("regulators", "SAMR/NNP/nsubj/acted acted=act/VBD", several) == ""


def test_an_open_mention_is_no_antecedent() -> None:
    context = read(TENCENT_ACTED, IT_FELL)
    context.mentions[0].entity = None
    assert antecedent(context.doc[2], context) is None
    assert context.entity_at(context.doc[0]) is None


def test_the_reason_names_word_and_antecedent() -> None:
    context = read(TENCENT_ACTED, IT_FELL)
    found = antecedent(context.doc[2], context)
    assert found is not None
    assert found[1] == "It: Tencent before it"


@pytest.mark.parametrize(
    ("named", "state"),
    [
        ("China SAMR Tencent", "China"),
        ("China SAMR", ""),
        ("China SAMR Tencent France France", "China"),
        ("China SAMR Tencent France France France", ""),
        ("SAMR Tencent Baidu", ""),
        ("Ma Ma Ma China", ""),
    ],
    ids=["most", "too few", "three of five", "half", "itself not named", "of nowhere"],
)
def test_an_article_is_about_one_state_when_most_named_belong_there(named: str, state: str) -> None:
    words = "".join(f" {name}/NNP/dep/acted" for name in named.split())
    only = read("acted=act/VBD" + words).only_state
    assert (only.name if only else "") == state


def test_a_mention_belongs_to_its_sentence_and_its_tokens() -> None:
    context = read(BAIDU_MET_TENCENT, NOBODY, TENCENT_ACTED)
    assert [[m.entity.name for m in row if m.entity] for row in context.in_sentence] == [
        ["Baidu", "Tencent"],
        [],
        ["Tencent"],
    ]
    assert context.sentence == [0, 0, 0, 1, 1, 2, 2]
    assert context.entity_at(context.doc[1]) is None


def test_the_head_of_a_mention_is_the_word_the_rest_belongs_to() -> None:
    context = read("Jack/NNP/compound/Ma Ma/NNP/nsubj/acted acted=act/VBD")
    assert context.head_of(Mention(0, 2, entity("Ma"), Kind.NAME, "")).text == "Ma"
