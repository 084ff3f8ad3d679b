import datetime as dt
from dataclasses import replace

import pytest

from graph import stance
from graph.stance import Point
from ui.reads import Act, Move
from ui.views import timeline

ACT = Act(
    "e1", "HALTS", dt.date(2020, 11, 3), "day", "realised", -0.8, 0.9, 2, "", "country/china", "China", "Country",
    "company/ant-group", "Ant Group", "Company",
)  # fmt: skip
MOVE = Move(ACT, "named", dt.date(2020, 11, 4), None)
END = dt.date(2021, 1, 1)


def test_an_act_as_the_index_weighs_it() -> None:
    known = stance.project()
    one = timeline.signal(replace(MOVE, tie="sector"), known)
    assert (one.score, one.confidence, one.authority) == (-0.8, 0.9, 1.0)
    assert one.relevance == known.relevance["sector"]
    assert one.published == dt.date(2020, 11, 4)


def test_the_window_begins_with_the_first_act_or_the_period() -> None:
    one = timeline.signal(MOVE, stance.project())
    assert timeline.window([one], END, 0) == dt.date(2020, 10, 27)
    assert timeline.window([one], END, 1) == dt.date(2020, 10, 27)
    old = replace(one, happened=dt.date(1989, 6, 4))
    assert timeline.window([old, one], END, 1) == END - dt.timedelta(days=365)
    assert timeline.window([], END, 5) == END - dt.timedelta(days=7)


def test_days_hold_the_end_and_every_act() -> None:
    one = timeline.signal(MOVE, stance.project())
    found = timeline.days([one], dt.date(2010, 1, 1), END)
    assert found == sorted(set(found))
    assert {dt.date(2010, 1, 1), dt.date(2020, 11, 3), END} <= set(found)
    assert len(found) <= timeline.POINTS + 3


def test_acts_of_one_day_lie_apart_and_those_outside_are_left_out() -> None:
    known = stance.project()
    moves = [
        MOVE,
        replace(MOVE, act=replace(ACT, id="e2")),
        replace(MOVE, act=replace(ACT, id="e3", date=dt.date(2030, 1, 1))),
    ]
    signals = {move.act.id: timeline.signal(move, known) for move in moves}
    found = timeline.frame(moves, signals, dt.date(2020, 1, 1), END)
    assert list(found["id"]) == ["e1", "e2"]
    assert found["score"].nunique() == 2
    chart = timeline.chart(stance.series(signals.values(), [END]), found, dt.date(2020, 1, 1), END).to_dict()
    assert len(chart["layer"]) == 4


def test_how_many_acts_are_on_whom() -> None:
    assert timeline.rolled([MOVE]) == "1 act"
    assert timeline.rolled([MOVE, replace(MOVE, tie="sector")]) == "2 acts: 1 on itself, 1 on its firms"


@pytest.mark.parametrize(
    ("point", "text"),
    [
        (Point(END, None, None, None, 0.1, 0.0), "insufficient evidence"),
        (Point(END, -0.5, -0.8, -0.1, 0.0, 3.0), "−0.50, restrictive (90 % between −0.80 and −0.10)"),
        (
            Point(END, 0.1, -0.4, 0.6, 2.0, 1.5),
            "+0.10, leaning supportive but contested (90 % between −0.40 and +0.60)",
        ),
    ],
)
def test_the_index_in_words(point: Point, text: str) -> None:
    assert timeline.stance_text(point) == text


def test_what_was_clicked() -> None:
    assert timeline.chosen_ids({"selection": {"act": [{"id": "e1"}, {}]}}) == ["e1"]
    assert timeline.chosen_ids({"selection": {}}) == []
    assert timeline.chosen_ids(None) == []
