from __future__ import annotations

import pytest

from graph.errors import VocabularyError
from graph.publishers import family, parse, publishers


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Reuters", "reuters.com"),
        ("The Wall Street Journal", "MarketWatch"),
        ("Barron’s", "Barron's"),
        ("Xinhua", "People's Daily"),
        ("the  Guardian", "www.theguardian.com"),
        ("BBC News", "bbc.co.uk"),
        ("Nowhere Times", "nowhere times"),
    ],
)
def test_names_of_one_family_are_one_source(one: str, other: str) -> None:
    assert family(one) == family(other) != ""


def test_other_publishers_are_other_sources() -> None:
    names = ("Reuters", "Bloomberg", "BBC", "CNN", "South China Morning Post", "Xinhua", "Straits Times", "")
    assert len({family(name) for name in names}) == len(names)
    assert family("  ") == ""


def test_a_family_is_no_publisher_of_another_family() -> None:
    known = publishers()
    assert all(known.get(name, name) == name for name in known.values())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "not YAML"),
        ("- a", "must be a mapping"),
        ("A: b", "A: must be a list"),
        ("A: []", "A: must be a list"),
        ("A: [3]", "A: 3 is not a name"),
        ("A: [x]\nB: [The X]", "B: The X is also of a"),
    ],
)
def test_wrong_families_are_named(text: str, message: str) -> None:
    with pytest.raises(VocabularyError, match=f"x.yaml: {message}"):
        parse(text, origin="x.yaml")
