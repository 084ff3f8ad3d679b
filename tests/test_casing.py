"""Headlines in Title Case or capitals, written as sentences."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.language.casing import is_capitals, is_title_case, lowered, sentence_case


def names_in(line: str, *names: str) -> list[tuple[int, int]]:
    return [(line.index(name), line.index(name) + len(name)) for name in names]


@pytest.mark.parametrize(
    ("line", "is_title"),
    [
        ("China Bans Foreign Phones", True),
        ("China Bans Foreign Phones in the Offices of the State", True),
        ("China Bans Foreign phones", True),
        ("China Bans foreign phones", False),
        ("China bans foreign phones", False),
        ("China Bans", True),
        ("China bans", False),
        ("China", False),
        ("US to Act on EU", False),
        ("", False),
        ("2021 2022", False),
    ],
)
def test_title_case(line: str, is_title: bool) -> None:
    assert is_title_case(line) is is_title


@pytest.mark.parametrize(
    ("line", "is_loud"),
    [
        ("CHINA BANS PHONES", True),
        ("CHINA BANS iPHONES", True),
        ("CHINA BANS iphones", False),
        ("CHINA BANS", False),
        ("US 2021 2022 2023", False),
        ("中国中国中国中国中国中国", False),
        ("", False),
    ],
)
def test_capitals(line: str, is_loud: bool) -> None:
    assert is_capitals(line) is is_loud


@pytest.mark.parametrize(
    ("line", "names", "sentence"),
    [
        ("China Bans Foreign Phones", ["China"], "China bans foreign phones"),
        ("Foreign Phones Banned by China", ["China"], "Foreign phones banned by China"),
        ("China Limits Zorblax Phones", ["China"], "China limits Zorblax phones"),
        ("China Bans Apple Phones", ["China", "Apple"], "China bans Apple phones"),
        ("China and EU Make a Plan", ["China"], "China and EU make a plan"),
        ("China Gives Phones The Chance", ["China"], "China gives phones the chance"),
        ("‘Foreign’ Phones Are Banned", [], "‘Foreign’ phones are banned"),
        ("2021: Foreign Phones Are Banned", [], "2021: Foreign phones are banned"),
        ("China’s Phones Were Banned", ["China"], "China’s phones were banned"),
        ("China Bans Foreign IT Phones", ["China"], "China bans foreign IT phones"),
        ("China bans foreign phones", ["China"], "China bans foreign phones"),
    ],
)
def test_a_line_in_title_case(line: str, names: list[str], sentence: str) -> None:
    assert sentence_case(line, names_in(line, *names)) == sentence


@pytest.mark.parametrize(
    ("line", "names", "sentence"),
    [
        ("CHINA BANS FOREIGN PHONES", ["CHINA"], "China bans foreign phones"),
        ("PHONES OF ALIBABA ARE BANNED", ["ALIBABA"], "Phones of Alibaba are banned"),
        ("PHONES BANNED BY US AND EU", ["US"], "Phones banned by US and Eu"),
        ("PHONES OF ZORBLAX ARE BANNED", [], "Phones of Zorblax are banned"),
        ("PHONES BANNED BY APPLE TODAY", ["APPLE"], "Phones banned by Apple today"),
    ],
)
def test_a_line_in_capitals(line: str, names: list[str], sentence: str) -> None:
    assert sentence_case(line, names_in(line, *names)) == sentence


@pytest.mark.parametrize("word", ["Ban", "Bans", "Reaches", "Banned", "Accused", "Planning", "Approving", "Quickly"])
def test_forms_of_a_word_are_that_word(word: str) -> None:
    assert sentence_case(f"China {word} Foreign Phones", [(0, 5)]) == f"China {word.lower()} foreign phones"


def test_verbs_that_are_given_are_words_too() -> None:
    assert sentence_case("China Zapps Foreign Phones", [(0, 5)], {"zapps"}) == "China zapps foreign phones"
    assert sentence_case("CHINA ZAPPS FOREIGN PHONES", [(0, 5)], {"zapps"}) == "China zapps foreign phones"


def test_a_name_holds_where_it_begins_within_a_longer_one() -> None:
    line = "China Bans Bank of Phones"
    assert sentence_case(line, names_in(line, "China", "Bank of Phones")) == "China bans Bank of Phones"


@pytest.mark.parametrize(("text", "small"), [("ABC", "abc"), ("İST", "İst"), ("ŞÇ", "şç"), ("中A", "中a"), ("ẞ", "ß")])
def test_small_letters_take_no_more_room(text: str, small: str) -> None:
    assert lowered(text) == small


@settings(max_examples=50)
@given(st.text(max_size=80).flatmap(lambda line: st.sampled_from([line, line.upper(), line.title()])))
def test_no_line_changes_its_length_or_its_words(line: str) -> None:
    written = sentence_case(line, [])
    assert len(written) == len(line)
    assert written.casefold() == line.casefold()
