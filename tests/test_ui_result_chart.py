from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from ui import result_chart

ROWS: list[dict[str, Any]] = [
    {"month": "2020-11", "actor": "SAMR", "acts": 2, "score": -0.5, "on": dt.date(2020, 11, 3), "ok": True},
    {"month": "2020-12", "actor": "China", "acts": 3, "score": 0.25, "on": None, "ok": None},
    {"month": "2020-11", "actor": "SAMR", "acts": 1, "score": -0.25, "on": dt.date(2020, 11, 4), "ok": False},
    {"month": "", "actor": "China", "acts": 9, "score": None, "on": None, "ok": True},
]


def test_columns_are_told_apart() -> None:
    found = result_chart.sort_columns(ROWS)
    assert found.numbers == ("acts", "score")
    assert found.times == ("month", "on")
    assert found.names == ("actor",)
    assert result_chart.sort_columns([{"year": 2020}, {"year": 2021}]).times == ("year",)
    assert result_chart.sort_columns([{"sources": 2020}]).numbers == ("sources",)
    assert result_chart.sort_columns([]) == result_chart.Columns((), (), ())


def gathered(**how: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in result_chart.gather(ROWS, **how).itertuples(index=False)]


def test_whole_numbers_are_summed_and_rows_without_a_place_left_out() -> None:
    assert gathered(along="month", number="acts") == [("2020-11", "", 3), ("2020-12", "", 3)]
    assert gathered(along="actor", number="acts", by="month") == [
        ("SAMR", "2020-11", 3),
        ("China", "2020-12", 3),
        ("China", "none", 9),
    ]


def test_scores_are_averaged() -> None:
    assert not result_chart.adds_up(ROWS, "score")
    assert gathered(along="actor", number="score") == [("SAMR", "", pytest.approx(-0.375)), ("China", "", 0.25)]


def test_rows_are_counted_when_there_is_no_number() -> None:
    assert gathered(along="actor", number=result_chart.ROWS) == [("SAMR", "", 2), ("China", "", 2)]


def test_time_runs_to_the_right_and_names_are_capped() -> None:
    chart = result_chart.draw(
        result_chart.gather(ROWS, along="month", number="acts"), along="month", number="acts", timely=True
    ).to_dict()
    assert (chart["encoding"]["x"]["field"], chart["encoding"]["x"]["type"]) == ("along", "ordinal")
    many = [{"name": f"n{n:03}", "acts": n} for n in range(100)]
    chart = result_chart.draw(
        result_chart.gather(many, along="name", number="acts"), along="name", number="acts", timely=False
    ).to_dict()
    assert chart["encoding"]["y"]["sort"][:2] == ["n099", "n098"]
    assert len(chart["encoding"]["y"]["sort"]) == result_chart.MOST
