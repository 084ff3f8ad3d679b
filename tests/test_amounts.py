from __future__ import annotations

import pytest

from graph.amounts import agree, read_amount, read_amounts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("18.2 billion yuan", ("CNY", 18.2e9)),
        ("18.228bn yuan", ("CNY", 18.228e9)),
        ("$975 million", ("USD", 975e6)),
        ("US$2.8bn", ("USD", 2.8e9)),
        ("HK$3m", ("HKD", 3e6)),
        ("500,000 yuan", ("CNY", 500_000.0)),
        ("€1.2 trillion", ("EUR", 1.2e12)),
        ("8.1%", ("%", 8.1)),
        ("10 per cent", ("%", 10.0)),
        ("more than 12 percentage points", ("%", 12.0)),
        ("300 firms", ("", 300.0)),
        ("a record", None),
        ("", None),
    ],
)
def test_an_amount_has_a_unit_and_a_value(text: str, expected: tuple[str, float] | None) -> None:
    assert read_amount(text) == expected


def test_amounts_agree_within_a_share() -> None:
    def word(one: str, other: str) -> bool | None:
        return agree(read_amounts([one]), read_amounts([other]), share=0.1)

    assert word("18.2bn yuan", "18.228 billion yuan") is True
    assert word("90%", "100%") is True
    assert word("89%", "100%") is False
    assert word("$2.8bn", "18.2bn yuan") is None
    assert word("", "5%") is None
