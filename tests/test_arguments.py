"""Who is meant by a noun phrase that acts or is acted on, on sentences that are parsed by hand."""

from __future__ import annotations

import datetime as dt

import pytest
import spacy
from spacy.tokens import Doc

from graph.model import Entity, entity_id
from ingest.catalog import Catalog, Entry, Role
from ingest.language.arguments import resolve
from ingest.language.coreference import Context
from ingest.language.mentions import Kind, Mention

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
    "CD": "NUM",
    "IN": "ADP",
    "CC": "CCONJ",
    "POS": "PART",
}


def known(type_: str, name: str, home: str = "", parent: str = "") -> Entity:
    return Entity(entity_id(type_, name), name, type_, jurisdiction=home, known=True, parent=parent)


ENTITIES = {
    one.name: one
    for one in (
        known("Country", "China", "CN"),
        known("Country", "France", "FR"),
        known("Country", "Britain", "GB"),
        known("GovernmentBody", "Commerce", "CN"),
        known("Company", "Alibaba", "CN"),
        known("Company", "Tencent", "CN"),
        known("Company", "Baidu", "CN"),
        known("Company", "ByteDance", "CN"),
        known("Company", "TikTok", parent="company/bytedance"),
        known("Product", "iPhone"),
        known("Sector", "banks"),
        known("Sector", "licences"),
        known("Sector", "insurers"),
        known("Sector", "courts"),
        known("Person", "Hu"),
        known("Person", "Xi"),
        known("Person", "Ma"),
    )
}
IPO = known("Deal", "Tencent IPO", parent="company/tencent")
CHINA, COMMERCE = "country/china", "governmentbody/commerce"
ROLES = {
    "Hu": (Role("president", CHINA, dt.date(2003, 3, 15), dt.date(2013, 3, 13)),),
    "Xi": (
        Role("president", CHINA, dt.date(2013, 3, 14)),
        Role("general secretary", CHINA, dt.date(2012, 11, 15)),
        Role("defence minister", COMMERCE),
    ),
    "Ma": (
        Role("commerce minister", COMMERCE),
        Role("president", COMMERCE),
        Role("premier", "company/alibaba"),
        Role("minister", COMMERCE),
    ),
}
CATALOG = Catalog(
    {one.id: Entry(one, roles=ROLES.get(one.name, ())) for one in ENTITIES.values()} | {IPO.id: Entry(IPO)}
)
DEMONYMS = {"Chinese": "China", "French": "France", "British": "Britain"}
PUBLISHED = dt.date(2021, 4, 12)


def read(*sentences: str, published: dt.date | None = PUBLISHED, marked: str = "") -> Context:
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
        morphs=["Number=Plur" if tag == "NNS" else "" for tag in tags],
        deps=[{1: "punct", 2: "ROOT"}.get(len(row)) or row[2] for row in rows],
        heads=heads,
        ents=[f"B-{marked}" if marked and token[0] in ("three", "Tuesday") else "O" for token in rows],
    )
    mentions = []
    for token in doc:
        name = DEMONYMS.get(token.text, token.text)
        if name in ENTITIES:
            kind = Kind.DEMONYM if token.text in DEMONYMS else Kind.NAME
            mentions.append(Mention(token.i, token.i + 1, ENTITIES[name], kind, ""))
    return Context(doc, mentions, CATALOG, published)


def found(context: Context, form: str, role: str, *, alone: bool = False) -> list[tuple[str, str]]:
    """The names that the last word of this form stands for, each with how it was found."""
    token = [token for token in context.doc if token.text == form][-1]
    return [(argument.entity.name, argument.how) for argument in resolve(token, context, role=role, alone=alone)]


def target(phrase: str, form: str, *before: str) -> list[tuple[str, str]]:
    """What a phrase stands for as the object of a ban."""
    return found(read(*before, f"China/NNP/nsubj/banned banned=ban/VBD {phrase}"), form, "target")


def actor(phrase: str, form: str, *before: str, published: dt.date | None = PUBLISHED) -> list[tuple[str, str]]:
    """What a phrase stands for as the subject of what it said."""
    return found(read(*before, f"{phrase} said=say/VBD", published=published), form, "actor")


THREE = "Alibaba/NNP/dobj/banned , Tencent/NNP/conj/Alibaba and/CC/cc/Tencent Baidu/NNP/conj/Tencent"


def test_a_list_is_all_of_its_members() -> None:
    assert target(THREE, "Alibaba") == [("Alibaba", "name"), ("Tencent", "name"), ("Baidu", "name")]


def test_from_within_a_list_only_the_rest_of_it() -> None:
    assert target(THREE, "Tencent") == [("Tencent", "name"), ("Baidu", "name")]


def test_one_of_a_list_alone() -> None:
    context = read(f"China/NNP/nsubj/banned banned=ban/VBD {THREE}")
    assert found(context, "Alibaba", "target", alone=True) == [("Alibaba", "name")]


def test_who_stands_twice_in_a_list_is_one() -> None:
    phrase = "Alibaba/NNP/dobj/banned and/CC/cc/Alibaba licences=licence/NNS/conj/Alibaba"
    twice = f"{phrase} Alibaba/NNP/compound/licences"
    assert len(target(twice, "licences")) == 1
    phrase = "it/PRP/dobj/banned and/CC/cc/it Baidu/NNP/conj/it"
    assert target(phrase, "it", "Baidu/NNP/nsubj/grew grew=grow/VBD") == [("Baidu", "pronoun")]


def test_a_verb_leads_no_list() -> None:
    context = read("Baidu/NNP/nsubj/grew grew=grow/VBD and/CC/cc/grew Tencent/NNP/conj/grew")
    assert found(context, "grew", "actor") == []


@pytest.mark.parametrize(
    ("phrase", "form", "names"),
    [
        ("its/PRP$/poss/parent parent/NN/nsubj/said , ByteDance/NNP/appos/parent ,", "parent", [("ByteDance", "name")]),
        (
            "Alibaba/NNP/poss/founder 's/POS/case/Alibaba founder/NN/nsubj/said , Ma/NNP/appos/founder",
            "founder",
            [("Ma", "name")],
        ),
        ("The/DT/det/place place/NN/nsubj/said , France/NNP/appos/place", "place", []),
        ("The/DT/det/crew crew/NN/nsubj/said , Chinese/JJ/appos/crew", "crew", []),
        ("The/DT/det/crew crew/NN/nsubj/said , , , , , , Ma/NNP/appos/crew", "crew", []),
    ],
    ids=["parent", "founder", "country", "adjective", "too far"],
)
def test_a_name_in_apposition(phrase: str, form: str, names: list[tuple[str, str]]) -> None:
    assert actor(phrase, form) == names


BELONGINGS = {
    "possessive": ("Baidu/NNP/poss/shares 's/POS/case/Baidu shares=share/NNS/dobj/banned", "shares", "Baidu"),
    "compound": ("Baidu/NNP/compound/chips chips=chip/NNS/dobj/banned", "chips", "Baidu"),
    "of a product": ("iPhone/NNP/compound/screens screens=screen/NNS/dobj/banned", "screens", "iPhone"),
    "no belonging": ("Baidu/NNP/compound/fans fans=fan/NNS/dobj/banned", "fans", "baidu fans"),
    "of somebody unnamed": ("its/PRP$/poss/shares shares=share/NNS/dobj/banned", "shares", "shares"),
    "after it": ("shares=share/NNS/dobj/banned Baidu/NNP/nmod/shares", "shares", "shares"),
}


@pytest.mark.parametrize(("phrase", "form", "name"), BELONGINGS.values(), ids=BELONGINGS)
def test_what_is_done_to_a_belonging_is_done_to_its_owner(phrase: str, form: str, name: str) -> None:
    assert [found.lower() for found, _ in target(phrase, form)] == [name.lower()]


@pytest.mark.parametrize(
    "phrase",
    [
        "Its/PRP$/poss/shares shares=share/NNS/nsubj/said",
        "The/DT/det/company company/NN/poss/shares 's/POS/case/company shares=share/NNS/nsubj/said",
    ],
    ids=["its", "the company's"],
)
def test_an_owner_may_be_named_before(phrase: str) -> None:
    before = "Baidu/NNP/nsubj/grew grew=grow/VBD"
    assert actor(phrase, "shares", before) == [("Baidu", "reference")]
    assert actor(phrase, "shares") == []


def test_the_owner_of_an_owner() -> None:
    phrase = "Baidu/NNP/poss/unit 's/POS/case/Baidu unit/NN/poss/shares 's/POS/case/unit shares=share/NNS/nsubj/said"
    assert actor(phrase, "shares") == [("Baidu", "belonging")]


@pytest.mark.parametrize(
    ("owner", "noun", "names"),
    [
        ("Baidu", "executive", [("Baidu", "belonging")]),
        ("Commerce", "official", [("Commerce", "belonging")]),
        ("Ma", "official", []),
    ],
)
def test_who_speaks_for_a_firm_or_a_body(owner: str, noun: str, names: list[tuple[str, str]]) -> None:
    assert actor(f"A/DT/det/{noun} {owner}/NNP/compound/{noun} {noun}/NN/nsubj/said", noun) == names


def test_the_parent_of_what_is_named() -> None:
    assert actor("TikTok/NNP/poss/parent 's/POS/case/TikTok parent/NN/nsubj/said", "parent") == [
        ("ByteDance", "description")
    ]
    assert actor("TikTok/NNP/compound/owner owner/NN/nsubj/said", "owner") == [("ByteDance", "description")]
    assert actor("Baidu/NNP/poss/parent 's/POS/case/Baidu parent/NN/nsubj/said", "parent") == []


DEALS = {
    "known": ("Tencent/NNP/poss/IPO 's/POS/case/Tencent IPO/NNP/dobj/banned", "IPO", "Tencent IPO"),
    "unknown": ("Baidu/NNP/poss/IPO 's/POS/case/Baidu IPO/NNP/dobj/banned", "IPO", "Baidu IPO"),
    "offering": ("Baidu/NNP/compound/offering offering/NN/dobj/banned", "offering", "Baidu IPO"),
    "takeover": ("Baidu/NNP/compound/takeover takeover/NN/dobj/banned", "takeover", "Baidu takeover"),
    "of no firm": ("iPhone/NNP/compound/offering offering/NN/dobj/banned", "offering", "iPhone"),
}


@pytest.mark.parametrize(("phrase", "form", "name"), DEALS.values(), ids=DEALS)
def test_a_deal_is_called_after_its_owner(phrase: str, form: str, name: str) -> None:
    assert target(phrase, form) == [(name, "belonging")]


def test_a_deal_belongs_to_its_firm_and_a_known_one_is_that_of_the_catalog() -> None:
    for firm, is_known in (("Tencent", True), ("Baidu", False)):
        context = read(f"China/NNP/nsubj/halted halted=halt/VBD {firm}/NNP/compound/IPO IPO/NNP/dobj/halted")
        (argument,) = resolve(context.doc[3], context, role="target")
        assert (argument.entity.type, argument.entity.parent) == ("Deal", f"company/{firm.lower()}")
        assert argument.entity.known is is_known


def test_a_deal_has_no_apposition() -> None:
    phrase = "Baidu/NNP/compound/takeover takeover/NN/dobj/banned , Tencent/NNP/appos/takeover"
    assert target(phrase, "takeover") == [("Baidu takeover", "belonging")]


STATES = {
    "adjective": ("Chinese/JJ/amod/regulators regulators=regulator/NNS/nsubj/said", "regulators", [("China", "state")]),
    "possessive": ("China/NNP/poss/cabinet 's/POS/case/China cabinet/NN/nsubj/said", "cabinet", [("China", "state")]),
    "no state noun": ("Chinese/JJ/amod/farmers farmers=farmer/NNS/nsubj/said", "farmers", []),
    "no state": ("Baidu/NNP/amod/courts courts=court/NNS/nsubj/said", "courts", [("courts", "name")]),
    "state of a sector": ("Chinese/JJ/amod/courts courts=court/NNS/nsubj/said", "courts", [("China", "state")]),
}


@pytest.mark.parametrize(("phrase", "form", "names"), STATES.values(), ids=STATES)
def test_a_state_by_its_organs(phrase: str, form: str, names: list[tuple[str, str]]) -> None:
    assert actor(phrase, form) == names


def test_the_countrys_regulators_are_of_the_country_named_before() -> None:
    phrase = "The/DT/det/country country/NN/poss/regulators 's/POS/case/country regulators=regulator/NNS/nsubj/said"
    assert actor(phrase, "regulators", "China/NNP/nsubj/grew grew=grow/VBD") == [("China", "state")]
    assert actor(phrase, "regulators") == []


def test_regulators_without_a_name_are_of_the_one_state_of_the_article() -> None:
    before = "China/NNP/nsubj/told told=tell/VBD Alibaba/NNP/dobj/told and/CC/cc/Alibaba Baidu/NNP/conj/Alibaba"
    regulators, government = "Regulators=regulator/NNS/nsubj/said", "government/NN/dobj/banned"
    assert actor(regulators, "Regulators", before) == [("China", "agentless")]
    assert actor(regulators, "Regulators") == []
    assert target("regulators=regulator/NNS/dobj/banned", "regulators", before) == [("regulators", "topic")]
    assert target(government, "government", before) == [("China", "agentless")]


HOLDERS = {
    "president now": ("Chinese/JJ/amod/president president/NN/nsubj/said", "2021-04-12", ("Xi", "description")),
    "president on his first day": (
        "Chinese/JJ/amod/president president/NN/nsubj/said",
        "2013-03-14",
        ("Xi", "description"),
    ),
    "president before": ("Chinese/JJ/amod/president president/NN/nsubj/said", "2013-03-13", ("Hu", "description")),
    "president without a day": ("Chinese/JJ/amod/president president/NN/nsubj/said", "", ("Xi", "description")),
    "president of nobody's time": (
        "Chinese/JJ/amod/president president/NN/nsubj/said",
        "1999-01-01",
        ("China", "state"),
    ),
    "president of another state": (
        "French/JJ/amod/president president/NN/nsubj/said",
        "2021-04-12",
        ("France", "state"),
    ),
    "former president": (
        "Former/JJ/amod/president Chinese/JJ/amod/president president/NN/nsubj/said",
        "2021-04-12",
        ("China", "state"),
    ),
    "presidents": ("Chinese/JJ/amod/presidents presidents=president/NNS/nsubj/said", "2021-04-12", ("China", "state")),
    "leader is the president": ("Chinese/JJ/amod/leader leader/NN/nsubj/said", "2021-04-12", ("Xi", "description")),
    "premier of a firm": ("Chinese/JJ/amod/premier premier/NN/nsubj/said", "2021-04-12", ("China", "state")),
    "minister of a body": (
        "China/NNP/poss/minister 's/POS/case/China commerce/NN/compound/minister minister/NN/nsubj/said",
        "2021-04-12",
        ("Ma", "description"),
    ),
    "minister of a body of another state": (
        "France/NNP/poss/minister 's/POS/case/France commerce/NN/compound/minister minister/NN/nsubj/said",
        "2021-04-12",
        ("France", "state"),
    ),
    "minister of nothing": ("Chinese/JJ/amod/minister minister/NN/nsubj/said", "2021-04-12", ("China", "state")),
    "defense as defence": (
        "Chinese/JJ/amod/minister defense/NN/compound/minister minister/NN/nsubj/said",
        "2021-04-12",
        ("Xi", "description"),
    ),
}


@pytest.mark.parametrize(("phrase", "day", "name"), HOLDERS.values(), ids=HOLDERS)
def test_who_holds_an_office_on_the_day_of_publication(phrase: str, day: str, name: tuple[str, str]) -> None:
    published = dt.date.fromisoformat(day) if day else None
    form = next(form for form in ("presidents", "president", "leader", "premier", "minister") if f" {form}" in phrase)
    assert actor(phrase, form, published=published) == [name]


def test_the_holder_of_an_office_after_of() -> None:
    phrase = "The/DT/det/{0} {0}/NN/nsubj/said of/IN/prep/{0} {1}/NNP/pobj/of"
    assert actor(phrase.format("president", "China"), "president") == [("Xi", "description")]
    assert actor(phrase.format("president", "France"), "president") == [("France", "name")]
    assert actor(phrase.format("head", "China"), "head") == [("China", "name")]


CONTAINERS = {
    "group": ("a/DT/det/group group/NN/dobj/banned of/IN/prep/group banks=bank/NNS/pobj/of", "group", ["banks"]),
    "one": ("one/CD/dobj/banned of/IN/prep/one banks=bank/NNS/pobj/of", "one", ["banks"]),
    "users": ("users=user/NNS/dobj/banned of/IN/prep/users Baidu/NNP/pobj/of", "users", ["Baidu"]),
    "list": (
        "users=user/NNS/dobj/banned of/IN/prep/users Baidu/NNP/pobj/of and/CC/cc/Baidu Tencent/NNP/conj/Baidu",
        "users",
        ["Baidu", "Tencent"],
    ),
    "no container": ("fans=fan/NNS/dobj/banned of/IN/prep/fans Baidu/NNP/pobj/of", "fans", ["fans"]),
    "number alone": ("one/CD/dobj/banned", "one", []),
}


@pytest.mark.parametrize(("phrase", "form", "names"), CONTAINERS.values(), ids=CONTAINERS)
def test_what_stands_after_of(phrase: str, form: str, names: list[str]) -> None:
    assert [name for name, _ in target(phrase, form)] == names


def test_a_sector_that_belongs_to_another_is_that_other() -> None:
    assert target("banks=bank/NNS/compound/licences licences=licence/NNS/dobj/banned", "licences") == [
        ("banks", "compound")
    ]
    assert target("Baidu/NNP/compound/licences licences=licence/NNS/dobj/banned", "licences") == [
        ("Baidu", "belonging")
    ]
    assert target("old/JJ/amod/licences licences=licence/NNS/dobj/banned", "licences") == [("licences", "name")]
    assert target("Baidu/NNP/compound/insurers insurers=insurer/NNS/dobj/banned", "insurers") == [("insurers", "name")]


@pytest.mark.parametrize("pronoun", ["which", "that", "who"])
def test_a_relative_pronoun_is_what_it_belongs_to(pronoun: str) -> None:
    context = read(
        f"Baidu/NNP/nsubj/grew , {pronoun}/WDT/nsubj/owns owns=own/VBZ/relcl/Baidu maps=map/NNS/dobj/owns grew=grow/VBD"
    )
    assert found(context, pronoun, "actor") == [("Baidu", "name")]
    assert found(read(f"{pronoun}/WDT/nsubj/grew grew=grow/VBD"), pronoun, "actor") == []


def test_a_relative_pronoun_after_a_list_is_the_last() -> None:
    context = read(
        "Baidu/NNP/nsubj/grew and/CC/cc/Baidu Tencent/NNP/conj/Baidu "
        "which/WDT/nsubj/owns owns=own/VBZ/relcl/Baidu grew=grow/VBD"
    )
    assert found(context, "which", "actor") == [("Tencent", "name")]


def test_a_pronoun_and_a_description() -> None:
    before = "Baidu/NNP/nsubj/grew grew=grow/VBD"
    assert actor("It/PRP/nsubj/said", "It", before) == [("Baidu", "pronoun")]
    assert actor("The/DT/det/company company/NN/nsubj/said", "company", before) == [("Baidu", "reference")]
    assert actor("It/PRP/nsubj/said", "It") == []


TOPICS = {
    "noun": ("barley/NN/dobj/banned", "barley", "barley"),
    "plural": ("toys=toy/NNS/dobj/banned", "toys", "toys"),
    "adjective": ("aquatic/JJ/amod/toys toys=toy/NNS/dobj/banned", "toys", "aquatic toys"),
    "compound": ("pine/NN/compound/furniture furniture/NN/dobj/banned", "furniture", "pine furniture"),
    "plain adjective": ("new/JJ/amod/toys toys=toy/NNS/dobj/banned", "toys", "toys"),
    "plain adjective in front": (
        "new/JJ/amod/toys aquatic/JJ/amod/toys toys=toy/NNS/dobj/banned",
        "toys",
        "aquatic toys",
    ),
    "article": ("the/DT/det/toys toys=toy/NNS/dobj/banned", "toys", "toys"),
    "capital": ("Aquatic/JJ/amod/toys toys=toy/NNS/dobj/banned", "toys", "aquatic toys"),
    "name": ("Ming/NNP/compound/vases vases=vase/NNS/dobj/banned", "vases", "Ming vases"),
    "too long": (
        "red/JJ/amod/toys round/JJ/amod/toys wooden/JJ/amod/toys small/JJ/amod/toys toys=toy/NNS/dobj/banned",
        "toys",
        "toys",
    ),
    "vague": ("things=thing/NNS/dobj/banned", "things", ""),
    "sign": ("G20/NN/dobj/banned", "G20", ""),
    "short": ("ox/NN/dobj/banned", "ox", ""),
}


@pytest.mark.parametrize(("phrase", "form", "name"), TOPICS.values(), ids=TOPICS)
def test_what_nobody_knows_is_a_topic_as_it_is_called(phrase: str, form: str, name: str) -> None:
    assert target(phrase, form) == ([(name, "topic")] if name else [])


def test_a_topic_is_only_acted_on() -> None:
    assert actor("Barley/NN/nsubj/said", "Barley") == []


def test_a_topic_is_a_sector_at_its_words() -> None:
    context = read("China/NNP/nsubj/banned banned=ban/VBD aquatic/JJ/amod/toys toys=toy/NNS/dobj/banned")
    (argument,) = resolve(context.doc[3], context, role="target")
    assert argument.entity == Entity("sector/aquatic-toys", "aquatic toys", "Sector")
    assert (argument.start, argument.end) == (2, 4)


def test_no_number_and_no_day_is_part_of_a_topic() -> None:
    counted = "China/NNP/nsubj/banned banned=ban/VBD three/JJ/amod/toys toys=toy/NNS/dobj/banned"
    assert found(read(counted, marked="CARDINAL"), "toys", "target") == [("toys", "topic")]
    assert found(read(counted), "toys", "target") == [("three toys", "topic")]
    day = "China/NNP/nsubj/banned banned=ban/VBD Tuesday/NNP/dobj/banned"
    assert found(read(day, marked="DATE"), "Tuesday", "target") == []


def test_nobody_is_named_where_it_is_open_who_is() -> None:
    context = read("Baidu/NNP/nsubj/grew grew=grow/VBD")
    context.mentions[0].entity = None
    assert found(context, "Baidu", "actor") == []
