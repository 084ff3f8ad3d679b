"""What the ontology means, and that each mistake in it is named with its file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import VocabularyError
from graph.ontology import Ontology, Trigger, ontology, parse, read

TYPES = "Country: {holds: states, state: true}, Company: {holds: firms}"
BODY = 'caption: "{actor} halts {target}", verbs: [halt]'


def text(relation: str, *, types: str = TYPES) -> str:
    return f"entity_types: {{{types}}}\nrelations: {{{relation}}}\n"


def one(body: str) -> Ontology:
    return parse(text(f"HALTS: {{{body}}}"), origin="mine.yaml")


WRONG_FILES = {
    "not YAML": ("entity_types: [", "not YAML"),
    "a list": ("[]", "entity_types and relations"),
    "empty": ("", "entity_types and relations"),
    "no relations": (f"entity_types: {{{TYPES}}}", "entity_types and relations"),
    "another part": (text(f"HALTS: {{{BODY}}}") + "events: {}", "entity_types and relations"),
    "types as a list": ("entity_types: [Country]\nrelations: {}", "entity_types: must be a mapping"),
    "no types": (text(f"HALTS: {{{BODY}}}", types=""), "entity_types: must be a mapping"),
    "relations as a list": (f"entity_types: {{{TYPES}}}\nrelations: [HALTS]", "relations: must be a mapping"),
    "both type and relation": (
        text(f"COUNTRY: {{{BODY}}}"),
        "COUNTRY is both an entity type and a relation",
    ),
}


@pytest.mark.parametrize(("wrong", "says"), WRONG_FILES.values(), ids=WRONG_FILES)
def test_a_file_that_is_no_ontology_is_named(wrong: str, says: str) -> None:
    with pytest.raises(VocabularyError) as error:
        parse(wrong, origin="mine.yaml")
    assert str(error.value).startswith("mine.yaml: ")
    assert says in str(error.value)


WRONG_TYPES = {
    "small letter": ("company: {holds: firms}", "company: a type is written in CamelCase"),
    "capitals": ("FIRM: {holds: firms}", "FIRM: a type is written in CamelCase"),
    "blank": ("Big Firm: {holds: firms}", "Big Firm: a type is written in CamelCase"),
    "no mapping": ("Firm: firms", "Firm: must be a mapping"),
    "unknown key": ("Firm: {holds: firms, states: true}", "Firm.states: unknown key; known: holds, state"),
    "holds missing": ("Firm: {state: true}", "Firm.holds: say what it holds"),
    "holds a list": ("Firm: {holds: [firms]}", "Firm.holds: say what it holds"),
    "state a text": ("Firm: {holds: firms, state: 'yes'}", "Firm.state: must be true or false"),
}


@pytest.mark.parametrize(("wrong", "says"), WRONG_TYPES.values(), ids=WRONG_TYPES)
def test_a_mistake_in_a_type_is_named(wrong: str, says: str) -> None:
    with pytest.raises(VocabularyError) as error:
        parse(text(f"HALTS: {{{BODY}}}", types=wrong), origin="mine.yaml")
    assert str(error.value) == f"mine.yaml: entity_types.{says}"


WRONG_RELATIONS = {
    "unknown key": (BODY + ", verb: [stop]", ".verb: unknown key; known: actors, "),
    "score a text": (BODY + ", score: high", ".score: 'high' is not a number from -1 to 1"),
    "score true": (BODY + ", score: true", ".score: True is not a number"),
    "score too low": (BODY + ", score: -1.01", ".score: -1.01 is not"),
    "score too high": (BODY + ", score: 2", ".score: 2 is not"),
    "score nan": (BODY + ", score: .nan", ".score: nan is not"),
    "no caption": ("verbs: [halt]", ".caption: must be a text with {actor}"),
    "caption a number": ("caption: 1, verbs: [halt]", ".caption: must be a text with {actor}"),
    "caption without actor": ('caption: "halts {target}", verbs: [halt]', ".caption: must be a text with {actor}"),
    "caption without target": ('caption: "{actor} halts", verbs: [halt]', ".caption: has {target} unless"),
    "caption with no target": (BODY + ", no_target: true", ".caption: has {target} unless"),
    "verbs a text": ('caption: "{actor} halts {target}", verbs: halt', ".verbs: must be a list of texts"),
    "verbs a number": ('caption: "{actor} halts {target}", verbs: [halt, 1]', ".verbs: must be a list of texts"),
    "verbs a blank": ('caption: "{actor} halts {target}", verbs: [" "]', ".verbs: must be a list of texts"),
    "verbs twice": ('caption: "{actor} halts {target}", verbs: [halt, halt]', ".verbs: 'halt' stands twice"),
    "nouns twice": (BODY + ", nouns: [halt of, halt of]", ".nouns: 'halt of' stands twice"),
    "two X": ('caption: "{actor} halts {target}", verbs: [put X on X]', ".verbs: 'put X on X' has more than one X"),
    "no words": ('caption: "{actor} halts {target}"', ": needs verbs or nouns that tell of it"),
    "actors a text": (BODY + ", actors: Country", ".actors: must be a list of texts"),
    "unknown actor": (BODY + ", actors: [Country, State]", ".actors: State is not an entity type"),
    "unknown target": (BODY + ", targets: [Firm]", ".targets: Firm is not an entity type"),
    "symmetric": (BODY + ", symmetric: 1", ".symmetric: must be true or false"),
    "standing": (BODY + ", standing: 'true'", ".standing: must be true or false"),
    "no_target": (BODY + ", no_target: never", ".no_target: must be true or false"),
    "state_act": (BODY + ", state_act: [true]", ".state_act: must be true or false"),
}


@pytest.mark.parametrize(("wrong", "says"), WRONG_RELATIONS.values(), ids=WRONG_RELATIONS)
def test_a_mistake_in_a_relation_is_named(wrong: str, says: str) -> None:
    with pytest.raises(VocabularyError) as error:
        one(wrong)
    assert str(error.value).startswith(f"mine.yaml: relations.HALTS{says}")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (f"halts: {{{BODY}}}", "halts: a relation is written in UPPER_CASE"),
        (f"Halts: {{{BODY}}}", "Halts: a relation is written in UPPER_CASE"),
        (f"PUTS OFF: {{{BODY}}}", "PUTS OFF: a relation is written in UPPER_CASE"),
        ("HALTS: [halt]", "HALTS: must be a mapping"),
        ("HALTS:", "HALTS: must be a mapping"),
    ],
)
def test_a_relation_that_is_none_is_named(wrong: str, says: str) -> None:
    with pytest.raises(VocabularyError) as error:
        parse(text(wrong), origin="mine.yaml")
    assert str(error.value) == f"mine.yaml: relations.{says}"


def test_a_file_is_named_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text("halts: {}"), encoding="utf-8")
    with pytest.raises(VocabularyError, match="halts") as error:
        read(path)
    assert str(error.value).startswith(f"{path}: relations.halts: ")
    path.write_text(text(f"HALTS: {{{BODY}}}"), encoding="utf-8")
    assert set(read(path).relations) == {"HALTS"}


@pytest.mark.parametrize(
    ("words", "trigger"),
    [
        ("halt", Trigger("halt")),
        ("Call Off", Trigger("call", ("off",))),
        ("put X on hold", Trigger("put", ("X", "on", "hold"))),
    ],
)
def test_the_words_of_a_verb(words: str, trigger: Trigger) -> None:
    assert one(f'caption: "{{actor}} halts {{target}}", verbs: [{words}]').relations["HALTS"].verbs == (trigger,)


@pytest.mark.parametrize(
    ("words", "trigger"),
    [
        ("halt", Trigger("halt")),
        ("halt of|to", Trigger("halt", (), ("of", "to"))),
        ("Export Halt of", Trigger("halt", ("export",), ("of",))),
        ("halt -", Trigger("halt", (), ("-",))),
    ],
)
def test_the_words_of_a_noun(words: str, trigger: Trigger) -> None:
    assert one(f'caption: "{{actor}} halts {{target}}", nouns: ["{words}"]').relations["HALTS"].nouns == (trigger,)


def test_what_is_left_out_is_false_none_or_everybody() -> None:
    plain = one(BODY).relations["HALTS"]
    assert plain.score is None
    assert (plain.actors, plain.targets) == (frozenset(), frozenset())
    assert not (plain.symmetric or plain.standing or plain.no_target or plain.state_act)


@pytest.mark.parametrize("flag", ["symmetric", "standing", "state_act"])
def test_each_flag_is_its_own(flag: str) -> None:
    known = one(f"{BODY}, {flag}: true").relations["HALTS"]
    assert [name for name in ("symmetric", "standing", "no_target", "state_act") if getattr(known, name)] == [flag]


def test_what_is_written_is_read() -> None:
    known = one(BODY + ", score: -1, actors: [Country], targets: [Company, Country]").relations["HALTS"]
    assert (known.score, known.caption) == (-1.0, "{actor} halts {target}")
    assert known.actors == frozenset({"Country"})
    assert known.targets == frozenset({"Company", "Country"})
    moves = one('caption: "{actor} rises", verbs: [rise], no_target: true').relations["HALTS"]
    assert moves.no_target


def test_some_types_act_with_the_power_of_a_state() -> None:
    assert one(BODY).is_state("Country")
    assert not one(BODY).is_state("Company")


def test_the_ontology_of_the_project_is_well_formed() -> None:
    assert ontology() is ontology()
    assert {"Country", "Company", "Sector"} <= set(ontology().types)
