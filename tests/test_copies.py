from __future__ import annotations

import datetime as dt
import random

import pytest

from graph.copies import Printed, likeness, origins, sketch

WORDS = [f"{one}{other}" for one in "bdfgklmnprstvz" for other in ("ada", "eno", "ilu", "oki", "uma")]


def words(number: int, seed: int) -> list[str]:
    return random.Random(seed).choices(WORDS, k=number)


def sketched(told: list[str]) -> str:
    return sketch(" ".join(told), words=3)


def test_a_sketch_stays_what_it_is() -> None:
    # sketches are kept in graphs: a library that hashes otherwise must not be taken
    assert sketch("Beijing fines Alibaba 18.2 billion yuan", words=3).startswith("JmxFp6enSLaKoHwXKk9Ry/EH")


def test_case_and_punctuation_do_not_matter() -> None:
    assert sketch("China fines, Alibaba -- again!", words=3) == sketch("china FINES alibaba again", words=3)
    assert sketch("too short", words=3) == ""
    assert likeness("", sketched(words(50, 1))) == 0.0


@pytest.mark.parametrize(
    ("kept", "least", "most"), [(600, 1.0, 1.0), (480, 0.6, 0.95), (300, 0.3, 0.7), (60, 0.0, 0.25)]
)
def test_likeness_is_the_share_of_shingles_in_common(kept: int, least: float, most: float) -> None:
    for seed in range(10):
        whole = words(600, seed)
        assert least <= likeness(sketched(whole), sketched(whole[:kept])) <= most


def test_two_texts_are_not_alike() -> None:
    assert all(likeness(sketched(words(400, 2 * n)), sketched(words(400, 2 * n + 1))) < 0.15 for n in range(20))


def printed(article: str, day: int, source: str, told: list[str]) -> Printed:
    return Printed(dt.date(2021, 4, day), source, article, sketched(told))


def test_a_copy_is_of_the_source_that_printed_first() -> None:
    wire, own = words(300, 1), words(300, 2)
    some = [
        printed("paper", 11, "paper", ["Shares", "fell", *wire]),
        printed("wire", 10, "wire", wire),
        printed("cut", 12, "herald", wire[:200]),
        printed("own", 11, "paper", own),
        printed("unnamed", 10, "", wire),
    ]
    expected = {"paper": "wire", "wire": "wire", "cut": "wire", "own": "paper", "unnamed": "wire"}
    assert origins(some, share=0.4) == expected
    assert origins(reversed(some), share=0.4) == expected


def test_copies_of_copies_are_copies() -> None:
    told = words(400, 3)
    some = [printed(str(n), n + 1, str(n), told[60 * n : 60 * n + 200]) for n in range(4)]
    assert likeness(some[0].sketch, some[3].sketch) < 0.2
    assert set(origins(some, share=0.4).values()) == {"0"}


def test_what_has_no_sketch_is_of_its_own_source() -> None:
    some = [Printed(dt.date(2021, 4, 1), name, name, "") for name in "ab"]
    assert origins(some, share=0.4) == {"a": "a", "b": "b"}
