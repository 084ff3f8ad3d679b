from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import pytest

from graph.errors import VocabularyError
from graph.resolution import Decision, match_names
from graph.resolution.blocking import pairs
from graph.resolution.candidates import Bearer, candidates, weigh
from graph.resolution.comparison import compare, edit_cost
from graph.resolution.evaluation import at, best, measure
from graph.resolution.names import Vocabulary, read_name
from graph.resolution.score import Weights, weights
from ingest import catalog

SAME, UNSURE, DIFFERENT = Decision.SAME, Decision.UNSURE, Decision.DIFFERENT


@pytest.mark.parametrize(
    ("written", "type_", "words"),
    [
        ("The Harbour Group, Inc.", "Company", ("harbour", "group")),
        ("L.X.C. Aviation", "Company", ("lxc", "aviation")),
        ("Dr. Mira Tan", "Person", ("mira", "tan")),
        ("Tan, Mira", "Person", ("mira", "tan")),
        ("Mira bin Tan", "Person", ("mira", "tan")),
        ("Мира Тан", "Person", ("mira", "tan")),
        ("重庆长安汽车股份有限公司", "Company", ("chong", "qing", "zhang", "an", "qi", "che")),
        ("U.S. Dept of Trade", "GovernmentBody", ("united", "states", "department", "trade")),
        ("M&B", "Company", ("m", "b")),
    ],
)
def test_a_name_taken_apart(written: str, type_: str, words: tuple[str, ...]) -> None:
    found = read_name(written, type_)
    if "CJK" in found.scripts:
        assert "".join(found.words) in ("".join(words), "chongqingchanganqiche")
    else:
        assert found.words == words


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("Fund VII L.P.", ("7",)),
        ("Fund I", ()),
        ("Battalion Forty-Four", ("44",)),
        ("2nd Brigade", ("2",)),
        ("Second Brigade", ("2",)),
        ("Trust 2004-1", ("2004", "1")),
    ],
)
def test_numbers_are_told_in_figures(written: str, numbers: tuple[str, ...]) -> None:
    assert read_name(written, "Company").numbers == numbers


@pytest.mark.parametrize(
    ("left", "right", "type_", "decision"),
    [
        ("Bluefin Aktiengesellschaft", "Bluefin AG", "Company", SAME),
        ("OAO Sibmotor", "Sibmotor JSC", "Company", SAME),
        ("Good Water Co.", "Goodwater Company", "Company", SAME),
        ("Bluefin AG", "Bluefin GmbH", "Company", DIFFERENT),
        ("Mira Tan", "MIRA TAN", "Person", SAME),
        ("Tan, Mira", "Mira Tan", "Person", SAME),
        ("Mira Tan", "Tan Mira", "Person", DIFFERENT),
        ("Ingrid Söder", "Ingrid Soder", "Person", SAME),
        ("Ingrid Soder", "Ingrid Sodar", "Person", UNSURE),
        ("Ingrid Soder", "Astrid Holm", "Person", DIFFERENT),
        ("J. Holm", "Jonas Holm", "Person", UNSURE),
        ("Bob Holm", "Robert Holm", "Person", UNSURE),
        ("Wang Wei", "Wang Wen", "Person", UNSURE),
        ("王伟", "王维", "Person", DIFFERENT),
        ("習近平", "习近平", "Person", UNSURE),
        ("王伟", "王芳", "Person", DIFFERENT),
        ("王伟", "Wang Wei", "Person", UNSURE),
        ("Бариста", "Barista", "Company", SAME),
        ("Port Fund V", "Port Fund VI", "Company", UNSURE),
        ("Port Fund", "Port Fund II", "Company", DIFFERENT),
        ("NPC", "National People’s Congress", "Organization", UNSURE),
        ("Harbour Bank", "Harbour Bank Chile", "Company", UNSURE),
        ("International Holdings Ltd", "International Holdings Inc", "Company", UNSURE),
        ("乐天", "乐天株式会社", "Company", UNSURE),
        ("Li", "", "Person", DIFFERENT),
    ],
)
def test_what_is_decided(left: str, right: str, type_: str, decision: Decision) -> None:
    found = match_names(left, right, type_)
    assert found.decision is decision, found
    assert found.reason and 0 <= found.score <= 1
    assert match_names(right, left, type_).score == pytest.approx(found.score)


def test_what_is_decided_without_a_person_is_no_misspelling() -> None:
    for left, right in (("Anna Berg", "Anna Borg"), ("Chang Ha", "Chang Chang Ha"), ("Bo Lin", "Bo Ling")):
        assert match_names(left, right, "Person").decision is not SAME


def test_no_two_actors_of_the_catalog_are_the_same() -> None:
    found = catalog.load()
    blocks: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for id_, entry in found.entries.items():
        for name in (entry.entity.name, *entry.entity.aliases):
            # what is decided the same has the same letters in the same order
            letters = "".join(read_name(name, entry.entity.type).words)
            blocks[entry.entity.type, letters].add((id_, name))
    compared = 0
    for (type_, _), block in blocks.items():
        for (one, left), (two, right) in combinations(sorted(block), 2):
            if one != two:
                compared += 1
                assert match_names(left, right, type_).decision is not SAME, (left, right)
    assert compared > 50


def test_edits_cost_what_confusion_makes_them() -> None:
    assert edit_cost("tan", "tan") == 0
    assert edit_cost("lavrov", "lawrow") < edit_cost("lavrov", "lakrok") < 3
    assert edit_cost("hanibal", "hannibal") < 1
    assert edit_cost("abc", "xyz") == 3


def test_words_together_and_apart() -> None:
    found = compare(read_name("MiraTan", "Person"), read_name("Mira Tan", "Person"))
    assert found.identical
    assert found.words == (("miratan",), ("miratan",))


def test_a_vocabulary_that_is_wrong_is_told() -> None:
    with pytest.raises(VocabularyError, match=r"names\.yaml: \w+: missing"):
        Vocabulary.read({"titles": []})
    with pytest.raises(VocabularyError, match=r"weights\.yaml: bias"):
        Weights.read({"threshold": 0.5, "floors": {"same": 1, "acronym": 1, "reversed": 1}, "bias": "x", "weights": {}})


def test_precision_recall_and_the_best_threshold() -> None:
    truth = [True, True, False, False]
    scores = [0.9, 0.6, 0.7, 0.1]
    assert measure([True, False, False, False], truth).f1 == pytest.approx(2 / 3)
    assert at(scores, truth, 0.65).precision == 0.5
    top = best(scores, truth)
    assert (top.threshold, top.f1) == (0.6, pytest.approx(0.8))


def test_blocking_finds_what_is_alike_and_leaves_the_rest() -> None:
    written = {
        "a": "Crystalord Systems",
        "b": "Cristalord Systems",
        "c": "Baltic Amber",
        "d": "Northern Rail Authority",
        "e": "NRA",
        "f": "Baltic Timber",
    }
    found = set(pairs({id_: [read_name(name, "Company")] for id_, name in written.items()}))
    assert ("a", "b") in found and ("d", "e") in found
    assert not {("a", "c"), ("c", "d"), ("a", "e")} & found


def company(name: str, **more: object) -> Bearer:
    return Bearer(f"company/{name.lower().replace(' ', '-')}", name, "Company", **more)  # type: ignore[arg-type]


def test_facts_against_it_ask_for_a_person() -> None:
    plain = candidates([company("Bluefin"), company("Bluefin AG"), company("Amber")])
    assert [(one.left.name, one.right.name, one.decision) for one in plain] == [("Bluefin", "Bluefin AG", SAME)]
    for more in ({"jurisdiction": "DE"}, {"parent": "company/bluefin"}, {"neighbours": frozenset({"company/bluefin"})}):
        found = candidates([company("Bluefin", jurisdiction="US"), company("Bluefin AG", **more)])
        assert all(one.decision is not SAME for one in found), more
    pair = frozenset({"company/bluefin", "company/bluefin-ag"})
    both = [company("Bluefin"), company("Bluefin AG")]
    assert all(one.decision is UNSURE for one in candidates(both, together={pair}))
    assert candidates(both, decided={pair}) == []
    assert candidates([company("Bluefin", known=True), company("Bluefin AG", known=True)]) == []


def test_shared_neighbours_speak_for_it() -> None:
    names = match_names("Bluefin Sea", "Bluefin See", "Company")
    alone = weigh(company("Bluefin Sea"), company("Bluefin See"), names)
    near = frozenset({"country/norway", "company/amber"})
    beside = weigh(company("Bluefin Sea", neighbours=near), company("Bluefin See", neighbours=near), names)
    assert beside.score > alone.score
    assert "both act with company/amber, country/norway" in beside.reasons
    led = weigh(
        company("Bluefin Sea", standing=frozenset({"LEADS person/mira-tan"})),
        company("Bluefin See", standing=frozenset({"LEADS person/mira-tan"})),
        names,
    )
    assert led.score > alone.score


def test_numbers_and_family_names_are_no_ground() -> None:
    policy = [
        Bearer("policy/section-232", "Section 232", "Policy"),
        Bearer("policy/section-301", "Section 301", "Policy"),
    ]
    assert candidates(policy) == []
    people = [Bearer("person/li", "Li", "Person"), Bearer("person/mr-li", "Mr. Li", "Person")]
    (one,) = candidates(people)
    assert one.decision is UNSURE
    assert "many share one name of a person" in one.reasons


def test_the_threshold_is_one_that_can_be_reached() -> None:
    assert 0 < weights().threshold < weights().floors["same"] < 1
