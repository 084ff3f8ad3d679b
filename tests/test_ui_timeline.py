import csv
import datetime as dt
import io
import json
from pathlib import Path

import numpy as np
import pytest

from graph.stance import index, rollup
from graph.stance.constants import project
from graph.stance.heat_map import heat_map
from graph.stance.index import Series
from graph.stance.ledger import ledger
from graph.stance.turning_points import turning_points
from ui import stance_chart, timeline_tabs
from ui.acts import Given, from_file
from ui.views import timeline

TIMELINE = Path(__file__).parent / "data/platform_timeline.csv"
PERIOD = (dt.date(2020, 6, 1), dt.date(2025, 3, 1))


@pytest.fixture(scope="module")
def given() -> Given:
    return from_file(TIMELINE, target="technology")


@pytest.fixture(scope="module")
def line(given: Given) -> Series:
    return index.stance(given.acts, target=given.target, issuer=given.issuer, period=PERIOD, entities=given.entities)


def test_the_window_begins_with_the_first_act_or_the_period(given: Given) -> None:
    end = dt.date(2025, 3, 1)
    assert timeline.window(given.acts, end, 0) == dt.date(2020, 10, 27)
    assert timeline.window(given.acts, end, 1) == end - dt.timedelta(days=365)
    assert timeline.window([], end, 5) == end - dt.timedelta(days=7)


def test_how_many_acts_are_on_whom(given: Given) -> None:
    assert given.target
    tied = rollup.ties(given.target.id, given.entities, project().relevance)
    mine = [act for act in given.acts if act.target.id in tied]
    text = timeline.rolled(mine, tied)
    assert text.startswith(f"{len(mine)} acts: ")
    assert "on its units" in text and "on its firms" in text
    assert timeline.rolled(mine[:1], {}) == "1 act"


def test_the_index_in_words(line: Series) -> None:
    assert timeline.stance_text(line, PERIOD[0]) == "insufficient evidence"
    assert timeline.stance_text(line, dt.date(2021, 7, 10)).startswith("−0.38, leaning restrictive (90 % between −0.9")
    assert "leaning supportive but contested" in timeline.stance_text(line, dt.date(2022, 4, 12))


def test_what_was_clicked() -> None:
    assert timeline.chosen_of({"selection": {"act": [{"id": "e1"}, {}]}}) == (["e1"], None)
    assert timeline.chosen_of({"selection": {"day": [{"iso": "2021-07-04"}]}}) == ([], dt.date(2021, 7, 4))
    assert timeline.chosen_of({"selection": {}}) == ([], None)
    assert timeline.chosen_of(None) == ([], None)


def test_the_download_is_the_line_with_its_constants(line: Series) -> None:
    rows = list(csv.DictReader(io.StringIO(timeline.to_csv(line))))
    assert len(rows) == len(line.days)
    assert rows[0]["S"] == ""
    assert json.loads(rows[0]["constants"])["half_life"] == 90


def test_a_ledger_is_a_table(given: Given) -> None:
    frame = timeline_tabs.ledger_frame(ledger(given.acts, today=PERIOD[1]))
    assert "SAMR" not in frame["Signal"][0]
    assert frame["State"].isin(["in force", "eased", "reversed"]).all()
    assert timeline_tabs.ledger_frame([]).empty


def test_a_long_line_is_thinned_and_keeps_its_ends_and_gaps(given: Given) -> None:
    period = (dt.date(1990, 1, 1), PERIOD[1])
    long = index.stance(given.acts, target=None, issuer=None, period=period)
    frame = stance_chart.line_frame(long)
    assert len(frame) <= stance_chart.POINTS + 1
    assert (frame["iso"].iloc[0], frame["iso"].iloc[-1]) == ("1990-01-01", "2025-03-01")
    assert np.isnan(frame["Stance"].iloc[0])


def test_acts_of_one_day_lie_apart_and_those_outside_are_left_out(given: Given) -> None:
    acts = [act for act in given.acts if act.date.start == dt.date(2020, 12, 14)]
    apart = [index.signals([act], target=None, issuer=None, entities={}, constants=project())[0] for act in acts]
    found = stance_chart.act_frame(index.series(apart, period=PERIOD))
    assert len(found) == 2
    assert found["score"].nunique() == 2
    assert stance_chart.act_frame(index.series(apart, period=(PERIOD[1], PERIOD[1]))).empty


def test_each_selection_belongs_to_one_layer(line: Series) -> None:
    spec = stance_chart.stance_chart(line, turning_points(line))
    views = {one["name"]: one["views"] for one in spec["params"]}
    assert set(views) == {"day", "act", "zoom"}
    assert all(len(some) == 1 for some in views.values())
    assert len({some[0] for some in views.values()}) == 3


def test_charts_are_drawn_without_a_browser(given: Given, line: Series) -> None:
    turns = turning_points(line)
    png = stance_chart.picture(stance_chart.stance_chart(line, turns, width=600), "png")
    assert png.startswith(b"\x89PNG")
    svg = stance_chart.picture(stance_chart.stance_chart(line, turns, width=600), "svg").decode()
    for turn in turns:
        assert f"{turn.date.day} {turn.date:%b %Y}" in svg
    empty = index.series([], period=PERIOD)
    assert stance_chart.picture(stance_chart.stance_chart(empty, [], width=600), "png").startswith(b"\x89PNG")
    falls = stance_chart.picture(stance_chart.waterfall(line.make_up(dt.date(2021, 10, 9))), "svg").decode()
    assert "P − N" in falls
    assert "lighter acts" in falls or len(line.make_up(dt.date(2021, 10, 9))) <= stance_chart.BARS
    both = stance_chart.compare_chart({"technology": line, "nobody": empty})
    assert stance_chart.picture(both, "png").startswith(b"\x89PNG")
    cells = heat_map(given.acts, period=(dt.date(2021, 1, 1), dt.date(2021, 12, 31)), entities=given.entities)
    assert "online gaming" in stance_chart.picture(stance_chart.heat_chart(cells), "svg").decode()


def test_quotes_in_names_do_not_end_an_expression() -> None:
    assert stance_chart._quoted('it\'s a \\ "x"') == "'it\\'s a \\\\ \"x\"'"
