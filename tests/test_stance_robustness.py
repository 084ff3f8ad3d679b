from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import numpy as np
import pytest

from graph.stance import export, index
from graph.stance.constants import plain, project
from graph.stance.robustness import relatives, sensitivity
from graph.stance.turning_points import turning_points
from ui.acts import Given, from_file

TIMELINE = Path(__file__).parent / "data/platform_timeline.csv"
PERIOD = (dt.date(2020, 10, 1), dt.date(2022, 12, 31))


@pytest.fixture(scope="module")
def given() -> Given:
    return from_file(TIMELINE, target="technology")


@pytest.fixture(scope="module")
def line(given: Given) -> index.Series:
    return index.stance(given.acts, target=given.target, issuer=given.issuer, period=PERIOD, entities=given.entities)


def test_each_choice_is_changed_by_itself(given: Given) -> None:
    found = sensitivity(given.acts, target=given.target, issuer=given.issuer, period=PERIOD, entities=given.entities)
    by_name = {one.name: one for one in found}
    plainly = by_name["as it is"]
    assert (plainly.change, plainly.mean_change, plainly.other_side) == (0, 0, 0)
    assert by_name["half-life doubled"].gaps <= plainly.gaps < by_name["half-life halved"].gaps
    assert by_name["potential doubled"].mean_change == 0  # the file has no rumour
    assert abs(by_name["authority halved"].stance or 0) < abs(plainly.stance or 0)
    assert by_name["without samr notice"].stance is None or by_name["without samr notice"].change
    assert [name for name in by_name if "REVOKES Didi" in name]


def test_the_relatives_are_their_formulas(line: index.Series) -> None:
    place = line.place(dt.date(2022, 5, 1))
    p, n = line.supportive[place], line.restrictive[place]
    ratio, share, odds = relatives(line)
    assert ratio.values[place] == pytest.approx((p - n) / (p + n))
    assert odds.values[place] == pytest.approx(np.log((p + 0.5) / (n + 0.5)))
    assert 0 < share.values[place] < ratio.values[place]
    for one in (ratio, share, odds):
        assert (np.isnan(one.values) == np.isnan(line.stance)).all()
        assert one.same_side == 1.0
        assert 0 < one.correlation <= 1
    (nothing, *_) = relatives(index.series([], period=PERIOD))
    assert np.isnan(nothing.correlation)


def test_json_opens_every_point(given: Given, line: index.Series) -> None:
    told = export.to_plain(line, target=given.target, issuer=given.issuer, turns=turning_points(line))
    told = json.loads(json.dumps(told))
    assert told["constants"] == plain(project())
    known = {one["id"]: one for one in told["events"]}
    for point in told["points"]:
        sums = {1: 0.0, -1: 0.0}
        for one in point["events"]:
            sums[known[one["id"]]["polarity"]] += one["weight"]
        assert sums[1] == pytest.approx(point["P"], abs=1e-4)
        assert sums[-1] == pytest.approx(point["N"], abs=1e-4)
        assert (point["S"] is None) == (point["P"] + point["N"] < 0.25)
        if point["S"] is not None:
            assert point["S"] == pytest.approx((point["P"] - point["N"]) / (point["P"] + point["N"] + 2), abs=1e-5)
    for turn in told["turning_points"]:
        assert set(turn["events"]) <= set(known)


def test_a_table_has_a_row_a_day_and_the_constants_once(line: index.Series) -> None:
    rows = list(export.to_table(line))
    assert [row["date"] for row in rows] == [str(day) for day in line.days]
    assert list(rows[0]) == list(export.COLUMNS)
    assert json.loads(rows[0]["constants"]) == plain(project())
    assert {row["constants"] for row in rows[1:]} == {None}
