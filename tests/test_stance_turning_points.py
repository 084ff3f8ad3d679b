from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from graph.stance import index
from graph.stance.constants import project
from graph.stance.index import Signal
from graph.stance.turning_points import turning_points, without_ageing
from ui.acts import Given, from_file

TIMELINE = Path(__file__).parent / "data/platform_timeline.csv"
PERIOD = (dt.date(2019, 1, 1), dt.date(2025, 6, 30))


@pytest.fixture(scope="module")
def given() -> Given:
    return from_file(TIMELINE, target="technology")


def series(given: Given, *, all_: bool = False, period: tuple[dt.date, dt.date] = PERIOD) -> index.Series:
    target = None if all_ else given.target
    return index.stance(given.acts, target=target, issuer=given.issuer, period=period, entities=given.entities)


def near(day: dt.date, year: int, month: int) -> bool:
    """Whether a day is at most a month from a month."""
    return abs((day.year - year) * 12 + day.month - month) <= 1


@pytest.mark.parametrize("all_", [False, True])
def test_the_crackdown_and_the_easing_are_found_and_nothing_before(given: Given, all_: bool) -> None:
    found = turning_points(series(given, all_=all_))
    assert near(found[0].date, 2020, 11) and found[0].shift < 0
    assert any(near(one.date, 2021, 7) and one.shift < 0 for one in found)
    assert any(dt.date(2022, 1, 1) <= one.date < dt.date(2024, 1, 1) and one.shift > 0 for one in found)
    assert not [one for one in found if one.date < dt.date(2020, 11, 1)]


def test_a_turn_goes_away_with_the_acts_behind_it_and_with_no_fewer(given: Given) -> None:
    plain = series(given)
    for turn in turning_points(plain):
        behind = {one.id for one in turn.acts}

        def turns_without(ids: set[str], turn=turn) -> bool:  # type: ignore[no-untyped-def]
            left = [one for one in plain.signals if one.id not in ids]
            found = turning_points(index.series(left, period=PERIOD))
            return any(abs((one.date - turn.date).days) <= 14 and one.shift * turn.shift > 0 for one in found)

        assert not turns_without(behind)
        assert all((one.score > 0) == (turn.shift > 0) for one in turn.acts)


def test_levels_are_those_of_the_line(given: Given) -> None:
    plain = series(given)
    turn = next(one for one in turning_points(plain) if near(one.date, 2021, 7))
    assert turn.before == pytest.approx(plain.stance[plain.place(turn.date - dt.timedelta(days=1))])
    assert turn.after == pytest.approx(plain.stance[plain.place(turn.until)])


def test_they_do_not_depend_on_where_the_series_begins(given: Given) -> None:
    whole = [one.date for one in turning_points(series(given))]
    for day in (dt.date(2020, 11, 1), dt.date(2021, 6, 28), dt.date(2019, 1, 4)):
        part = [one.date for one in turning_points(series(given, period=(day, PERIOD[1])))]
        assert part == [date for date in whole if date >= day]


def test_ageing_alone_is_no_turn() -> None:
    first = dt.date(2020, 1, 1)
    told = [Signal(f"e{n}", -0.9, "realised", first, first) for n in range(6)]  # type: ignore[arg-type]
    found = index.series(told, period=(dt.date(2020, 6, 1), dt.date(2022, 6, 1)))
    assert turning_points(found) == []
    flat = without_ageing(found.supportive, found.restrictive, project())
    assert np.ptp(flat) < 1e-9


def test_nothing_to_turn() -> None:
    assert turning_points(index.series([], period=PERIOD)) == []
    assert turning_points(index.series([], period=(PERIOD[0], PERIOD[0]))) == []


def test_the_other_way_round(given: Given) -> None:
    plain = series(given)
    mirrored = [replace(one, score=-one.score) for one in plain.signals]
    found = turning_points(index.series(mirrored, period=PERIOD))
    assert [(one.date, round(one.shift, 6)) for one in found] == [
        (one.date, round(-one.shift, 6)) for one in turning_points(plain)
    ]
