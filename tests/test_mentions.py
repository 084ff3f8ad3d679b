"""Who is named: names of a small catalog and what a recogniser marked, on documents that are made by hand."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc, Token

from graph.model import Entity, entity_id
from ingest.catalog import Catalog, Entry, Role
from ingest.language.mentions import (
    Kind,
    Mention,
    Names,
    by_token,
    find_mentions,
    parse_text,
    strip_legal_forms,
    surname,
)

NLP = spacy.blank("en")
VERBS = ("met", "told", "rose", "grew", "spoke")
CLASSES = {"There": "ADV", "'s": "PART", "’s": "PART"} | dict.fromkeys(VERBS, "VERB")


def entry(
    type_: str,
    name: str,
    *aliases: str,
    home: str = "",
    head_of: str = "",
    ambiguous: str = "",
    metonyms: str = "",
    demonyms: str = "",
    descriptions: str = "",
) -> Entry:
    """An actor of the catalog; of names of a kind that are several, | stands between them."""
    return Entry(
        Entity(entity_id(type_, name), name, type_, aliases, home, known=True),
        ambiguous=_cut(ambiguous),
        metonyms=_cut(metonyms),
        demonyms=_cut(demonyms),
        descriptions=_cut(descriptions),
        roles=tuple(Role("head", of) for of in _cut(head_of)),
    )


def _cut(texts: str) -> tuple[str, ...]:
    return tuple(texts.split("|")) if texts else ()


ENTRIES = [
    entry("Country", "China", "PRC", "中国", metonyms="Beijing|the Kremlin of the East", demonyms="Chinese"),
    entry("Country", "United States", "US", demonyms="American"),
    entry("Company", "Alibaba", "Alibaba Group", "阿里巴巴", "阿里巴巴集团", descriptions="TikTok owner"),
    entry("Company", "Alibaba Cloud"),
    entry("Company", "Apple"),
    entry("Company", "BGI"),
    entry("Company", "Moore's Threads"),
    entry("GovernmentBody", "People's Bank of China", "PBOC", descriptions="China's central bank|the note printer"),
    entry("Organization", "The Australian"),
    entry("Sector", "gold"),
    entry("Sector", "cloud services"),
    entry("Person", "Jack Ma", home="CN"),
    entry("Person", "Xi Jinping", "President Xi", home="CN"),
    entry("Person", "Wang Jian (BGI)", head_of="company/bgi", ambiguous="Wang Jian"),
    entry("Person", "Wang Jian (Alibaba Cloud)", "王坚", head_of="company/alibaba-cloud", ambiguous="Wang Jian"),
    entry("Person", "Tim Cook", home="US", ambiguous="Cook"),
]
NAMES = Names(Catalog({one.entity.id: one for one in ENTRIES}), NLP)


def document(text: str, marked: dict[str, str] | None = None, heads: dict[int, int] | None = None) -> Doc:
    """A text as one sentence: words with a capital are names; `marked` holds the labels of the recogniser."""
    cut = NLP.make_doc(text)
    doc = Doc(
        NLP.vocab,
        words=[token.text for token in cut],
        spaces=[bool(token.whitespace_) for token in cut],
        pos=[_word_class(token) for token in cut],
        heads=[(heads or {}).get(token.i, 0) for token in cut],
        deps=["dep"] * len(cut),
    )
    spans = [
        doc.char_span(text.index(name), text.index(name) + len(name), label) for name, label in (marked or {}).items()
    ]
    doc.ents = [span for span in spans if span is not None]
    assert len(doc.ents) == len(spans)
    return doc


def _word_class(token: Token) -> str:
    if token.text in CLASSES:
        return CLASSES[token.text]
    if token.is_punct or token.is_space:
        return "PUNCT"
    return "PROPN" if token.text[0].isupper() else "NOUN"


def mentions(text: str, **marked: str) -> list[Mention]:
    """The mentions of a text; an underscore in what is marked is a blank."""
    return find_mentions(document(text, {name.replace("_", " "): label for name, label in marked.items()}), NAMES)


def named(text: str, **marked: str) -> list[tuple[str, str]]:
    """Of each mention the words, and the name of whom they mean or an empty text."""
    doc = NLP.make_doc(text)
    return [(doc[m.start : m.end].text, m.entity.name if m.entity else "") for m in mentions(text, **marked)]


@pytest.mark.parametrize(
    ("text", "words", "name", "kind"),
    [
        ("Later Alibaba grew", "Alibaba", "Alibaba", Kind.NAME),
        ("Later Alibaba Group grew", "Alibaba Group", "Alibaba", Kind.NAME),
        ("Later Beijing spoke", "Beijing", "China", Kind.METONYM),
        ("Later Chinese goods rose", "Chinese", "China", Kind.DEMONYM),
        ("Later China's central bank spoke", "China's central bank", "People's Bank of China", Kind.DESCRIPTION),
    ],
)
def test_each_kind_of_name(text: str, words: str, name: str, kind: Kind) -> None:
    assert named(text) == [(words, name)]
    assert mentions(text)[0].kind is kind


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("they told us", ""),
        ("they told US", "United States"),
        ("an apple rose", ""),
        ("an Apple rose", "Apple"),
        ("the APPLE rose", ""),
        ("China Tells pboc To Grow Fast", ""),
        ("the PBOC spoke", "People's Bank of China"),
        ("the pboc spoke", ""),
        ("the people's bank of china spoke", ""),
        ("the People's bank of China spoke", ""),
        ("the PEOPLE'S BANK OF CHINA spoke", "People's Bank of China"),
        ("there gold rose", "gold"),
        ("there Gold rose", "gold"),
        ("The Note Printer spoke", "People's Bank of China"),
    ],
)
def test_a_name_is_written_as_names_are(text: str, name: str) -> None:
    assert [found for _, found in named(text) if found != "China"] == [name] * bool(name)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("There Alibaba's shares rose", "Alibaba"),
        ("There Alibaba’s shares rose", "Alibaba"),
        ("There the People’s Bank of China spoke", "People’s Bank of China"),
        ("There the People's Bank of China's head spoke", "People's Bank of China"),
        ("There Moore’s Threads grew", "Moore’s Threads"),
        ("There cloud-services grew", "cloud-services"),
        ("There the note printer spoke", "note printer"),
        ("There the Kremlin of the East spoke", "Kremlin of the East"),
    ],
)
def test_quotes_hyphens_and_articles_make_no_other_name(text: str, words: str) -> None:
    assert [found for found, _ in named(text)] == [words]


@pytest.mark.parametrize("text", ["There Chinese central bank spoke", "There China’s central bank spoke"])
def test_what_belongs_to_a_country_is_known_by_its_adjective_too(text: str) -> None:
    assert [name for _, name in named(text)] == ["People's Bank of China"]


@pytest.mark.parametrize(
    "text", ["There appleseed grew", "There Apples grew", "There Alibabas grew", "There golden rose"]
)
def test_a_longer_word_is_another_word(text: str) -> None:
    assert named(text) == []


def test_the_longer_of_two_names_wins() -> None:
    assert named("There Alibaba Cloud met Alibaba") == [("Alibaba Cloud", "Alibaba Cloud"), ("Alibaba", "Alibaba")]


@pytest.mark.parametrize(
    ("marked", "label", "name"),
    [
        ("Apple Daily", "ORG", "Apple Daily"),
        ("Apple Inc", "ORG", "Apple"),
        ("Apple Daily", "PRODUCT", "Apple"),
        ("Apple pie", "ORG", "Apple"),
        ("the Apple", "ORG", "Apple"),
    ],
)
def test_a_longer_name_that_nobody_knows_holds_no_known_one(marked: str, label: str, name: str) -> None:
    assert [found for _, found in named(f"There {marked} grew", **{marked.replace(" ", "_"): label})] == [name]


def test_a_legal_form_is_no_part_of_a_known_name() -> None:
    assert named("There Apple Inc. grew", **{"Apple_Inc.": "ORG"}) == [("Apple", "Apple")]


def test_a_country_is_known_in_a_longer_name() -> None:
    assert ("China", "China") in named("There China Daily grew", China_Daily="ORG")


def test_a_known_name_wins_over_what_the_recogniser_says() -> None:
    assert named("There Alibaba grew", Alibaba="GPE") == [("Alibaba", "Alibaba")]


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("There 阿里巴巴 grew", "阿里巴巴", "Alibaba"),
        ("There 阿里巴巴集团 grew", "阿里巴巴集团", "Alibaba"),
        ("There Jack (王坚) grew", "王坚", "Wang Jian (Alibaba Cloud)"),
        ("There 阿里 grew", "", ""),
    ],
)
def test_chinese_names_in_english_text(text: str, words: str, name: str) -> None:
    assert named(text) == [(words, name)] * bool(words)


def test_of_a_run_of_chinese_the_words_that_hold_a_name_are_taken_once() -> None:
    assert [name for _, name in named("There 中国阿里巴巴集团 grew")] == ["Alibaba"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("CHINA TELLS ALIBABA TO GROW", ["China", "Alibaba"]),
        ("China Tells ALIBABA To Grow", ["China", "Alibaba"]),
        ("PBOC TELLS US TO GROW FAST", ["People's Bank of China", "United States"]),
        ("PRESIDENT XI SPOKE TO ALIBABA", ["Xi Jinping", "Alibaba"]),
    ],
)
def test_headlines_in_capitals(text: str, name: list[str]) -> None:
    assert [found for _, found in named(text)] == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("There 5 gold rose", ""),
        ("There five gold rose", ""),
        ("There old gold rose", "gold"),
        ("There 5 Gold rose", "gold"),
    ],
)
def test_what_is_counted_is_an_amount(text: str, name: str) -> None:
    assert [found for _, found in named(text)] == [name] * bool(name)


def test_an_amount_of_money_is_no_name() -> None:
    assert named("There several gold rose", several="CARDINAL") == []


def test_a_newspaper_is_no_adjective() -> None:
    assert named("The Australian trade minister spoke") == []
    assert named("The Australian spoke") == [("The Australian", "The Australian")]


def test_an_owner_is_found_from_what_it_owns() -> None:
    assert named("There TikTok owner spoke") == []


def test_a_title_is_no_part_of_a_name() -> None:
    assert named("There President Xi spoke") == [("Xi", "Xi Jinping")]


AMBIGUOUS = {
    "nobody settles it": ("There Wang Jian spoke", ""),
    "its firm is named": ("There Wang Jian of BGI spoke", "Wang Jian (BGI)"),
    "the firm of the other is named": ("There Wang Jian met Alibaba Cloud", "Wang Jian (Alibaba Cloud)"),
    "both firms are named": ("There Wang Jian of BGI met Alibaba Cloud", ""),
    "it is named in full elsewhere": (
        "There Wang Jian met BGI and Alibaba Cloud and 王坚",
        "Wang Jian (Alibaba Cloud)",
    ),
}


@pytest.mark.parametrize(("text", "name"), AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_a_name_of_several_means_whom_the_article_settles(text: str, name: str) -> None:
    assert ("Wang Jian", name) in named(text)


def test_a_name_of_several_that_is_open_is_a_mention_of_nobody() -> None:
    (found,) = mentions("There Wang Jian spoke", Wang_Jian="PERSON")
    assert (found.entity, found.kind) == (None, Kind.AMBIGUOUS)


def test_a_name_that_others_carry_too_needs_the_recogniser() -> None:
    assert named("There Cook spoke") == [("Cook", "")]
    assert named("There Cook spoke", Cook="PERSON") == [("Cook", "Tim Cook")]
    assert named("There Cook Island Bank spoke", Cook_Island_Bank="ORG") == [("Cook", "")]


def test_a_surname_means_who_is_named_in_full() -> None:
    assert named("There Ma spoke") == []
    text = "There Jack Ma spoke and Ma grew"
    assert named(text) == [("Jack Ma", "Jack Ma"), ("Ma", "Jack Ma")]
    assert mentions(text)[1].kind is Kind.SURNAME


def test_a_surname_may_stand_before_the_full_name() -> None:
    assert named("There Ma grew and Jack Ma spoke") == [("Ma", "Jack Ma"), ("Jack Ma", "Jack Ma")]


def test_a_surname_of_two_people_is_open() -> None:
    text = "There Jack Ma met Pony Ma and Ma spoke"
    assert named(text, Pony_Ma="PERSON")[2] == ("Ma", "")
    assert mentions(text, Pony_Ma="PERSON")[2].kind is Kind.AMBIGUOUS


def test_the_surname_of_somebody_found_counts_too() -> None:
    text = "There Anna Berg met him and Berg spoke"
    assert named(text, Anna_Berg="PERSON") == [("Anna Berg", "Anna Berg"), ("Berg", "Anna Berg")]


JACK = "There Jack Ma spoke as"


@pytest.mark.parametrize(
    ("text", "head", "starts"),
    [
        (f"{JACK} Ma Huateng grew", (5, 6), [1]),
        (f"{JACK} Ma Huateng grew", (5, 0), [1, 5]),
        (f"{JACK} Ma phones grew", (5, 6), [1, 5]),
        (f"{JACK} Ma Alibaba grew", (5, 6), [1, 5, 6]),
        (f"{JACK} Harbour Ma grew", (5, 6), [1]),
        (f"{JACK} Harbour Ma grew", (5, 0), [1, 6]),
        (f"{JACK} Mr Ma grew", (5, 6), [1, 6]),
        (f"{JACK} President Ma grew", (5, 6), [1, 6]),
    ],
    ids=["first word", "only beside", "no name", "known name", "last word", "only before", "Mr", "President"],
)
def test_a_surname_in_the_name_of_somebody_else_is_not_taken(
    text: str, head: tuple[int, int], starts: list[int]
) -> None:
    doc = document(text, heads=dict([head]))
    assert [m.start for m in find_mentions(doc, NAMES)] == starts


FOUND = [
    ("Harbour Robotics", "ORG", "Harbour Robotics", "Company"),
    ("Harbour Robotics Ltd.", "ORG", "Harbour Robotics", "Company"),
    ("the Harbour Ministry", "ORG", "Harbour Ministry", "GovernmentBody"),
    ("Harbour University", "ORG", "Harbour University", "Organization"),
    ("Harbour City", "GPE", "Harbour City", "Place"),
    ("Harbour Sea", "LOC", "Harbour Sea", "Place"),
    ("Harbour Phone", "PRODUCT", "Harbour Phone", "Product"),
    ("Harbour Act", "LAW", "Harbour Act", "Policy"),
    ("Anna Berg", "PERSON", "Anna Berg", "Person"),
    ("Harbour Robotics's", "ORG", "Harbour Robotics", "Company"),
]


@pytest.mark.parametrize(("words", "label", "name", "type_"), FOUND)
def test_who_is_unknown_is_taken_from_the_recogniser(words: str, label: str, name: str, type_: str) -> None:
    text = f"There {words} grew"
    found = find_mentions(document(text, {words: label}), NAMES)
    assert [(m.entity.name, m.entity.type, m.kind) for m in found if m.entity] == [(name, type_, Kind.FOUND)]
    assert found[0].entity is not None
    assert found[0].entity.state is (type_ == "GovernmentBody")
    assert not found[0].entity.known


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("Berg", "PERSON"),
        ("Anna berg", "PERSON"),
        ("CEO", "ORG"),
        ("harbour", "ORG"),
        ("2021", "ORG"),
        ("Harbour", "DATE"),
        ("B C D E F G H J K", "ORG"),
        ("the", "ORG"),
    ],
)
def test_what_is_no_name_is_not_taken(words: str, label: str) -> None:
    assert find_mentions(document(f"There {words} grew", {words: label}), NAMES) == []


def test_a_legal_form_hides_no_known_firm() -> None:
    text = "There the shares of APPLE Inc. grew"
    (found,) = find_mentions(document(text, {"APPLE Inc.": "ORG"}), NAMES)
    assert found.entity is not None
    assert (found.entity.id, found.kind) == ("company/apple", Kind.NAME)


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("Harbour Ltd", "Harbour"),
        ("Harbour Holdings Co., Ltd.", "Harbour"),
        ("Ant Group", "Ant Group"),
        ("Big Ant Group", "Big Ant"),
        ("Ant Group Ltd", "Ant Group"),
        ("Limited", "Limited"),
        ("Harbour", "Harbour"),
    ],
)
def test_legal_forms(name: str, core: str) -> None:
    assert strip_legal_forms(name) == core


@pytest.mark.parametrize(
    ("name", "home", "word"),
    [
        ("Tim Cook", "US", "Cook"),
        ("Xi Jinping", "CN", "Xi"),
        ("Jack Ma", "CN", "Ma"),
        ("Wang Yang", "CN", "Wang"),
        ("Li Long", "", "Long"),
        ("Robert Kennedy Jr.", "US", "Kennedy"),
        ("Madonna", "", ""),
    ],
)
def test_surnames(name: str, home: str, word: str) -> None:
    assert surname(Entity(entity_id("Person", name), name, "Person", jurisdiction=home)) == word


def test_mentions_stand_in_order_and_share_no_token() -> None:
    found = mentions("There Alibaba Cloud met Jack Ma and Beijing and 中国 and Alibaba")
    assert [m.start for m in found] == sorted(m.start for m in found)
    assert len(by_token(found)) == sum(m.end - m.start for m in found)
    assert all(by_token(found)[m.start] is m for m in found)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("China Bans Apple Phones\n\nIt did.", "China bans Apple phones.\nIt did."),
        ("CHINA BANS ALIBABA PHONES\n\nIt did.", "China bans Alibaba phones.\nIt did."),
        ("China bans Apple phones!\n\nIt did.", "China bans Apple phones!\n\nIt did."),
        ("China bans phones\nIt did.", "China bans phones\nIt did."),
        ("a " + "=" * 60 + " b", "a " + " " * 60 + " b"),
        ("a " + "=" * 40 + " b", "a " + "=" * 40 + " b"),
        ("x" * 499 + " y", "x" * 499 + " y"),
        ("x" * 500 + " y", " " * 500 + " y"),
        ("中" * 600, "中" * 600),
    ],
    ids=[
        "title case",
        "capitals",
        "full stop",
        "one break",
        "rule",
        "short rule",
        "long word",
        "longer word",
        "Chinese",
    ],
)
def test_the_text_that_the_parser_reads(text: str, read: str) -> None:
    assert parse_text(NLP, NAMES, text) == read


def test_a_long_line_is_no_headline() -> None:
    line = "China Bans Phones " * 20
    assert parse_text(NLP, NAMES, line) == line


def test_verbs_of_the_lexicon_are_lowered() -> None:
    assert parse_text(NLP, NAMES, "China Zapps Foreign Phones", {"zapps"}) == "China zapps foreign phones"
    assert parse_text(NLP, NAMES, "China Zapps Foreign Phones") == "China Zapps foreign phones"
