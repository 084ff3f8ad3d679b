"""Which status is told, by what rules and network say of it."""

from __future__ import annotations

from itertools import product

import pytest

from graph.model import Status
from ingest.language.confidence import HEARD, LEAST_SHARE, status_by, status_evidence


def heard(**shares: float) -> tuple[str, ...]:
    """What a network says: the share of each status."""
    return tuple(f"{HEARD}{status} {shares.get(status, 0.0):.3f}" for status in Status)


def test_the_shares_are_given_as_logarithms() -> None:
    numbers = status_evidence(("relation BANS", *heard(realised=0.99)), Status.ANNOUNCED, alone=True)
    assert set(numbers) == {"trigger says announced", *(f"{HEARD}{status}" for status in Status)}
    assert numbers[f"{HEARD}realised"] == pytest.approx(0.0)
    assert numbers[f"{HEARD}denied"] < numbers[f"{HEARD}realised"]
    assert LEAST_SHARE > 0


@pytest.mark.parametrize("status", Status)
def test_rules_and_network_that_agree_are_followed(status: Status) -> None:
    for alone in (False, True):
        assert status_by(heard(**{status: 0.97}), status, "", alone=alone) is status


@pytest.mark.parametrize(
    ("read", "sure"), list(product([Status.ANNOUNCED, Status.POTENTIAL, Status.DENIED], [0.5, 0.9, 0.99]))
)
def test_a_hedge_of_the_rules_is_never_made_a_fact(read: Status, sure: float) -> None:
    assert status_by(heard(realised=sure), read, "", alone=False) is not Status.REALISED


def test_around_a_word_of_the_network_a_hedge_holds_unless_there_is_next_to_no_doubt() -> None:
    assert status_by(heard(realised=0.5, potential=0.4), Status.POTENTIAL, "would", alone=True) is Status.POTENTIAL


def test_the_network_can_doubt_a_fact() -> None:
    assert status_by(heard(potential=0.98, realised=0.01), Status.REALISED, "", alone=True) is Status.POTENTIAL
