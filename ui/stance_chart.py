"""The charts of the Timeline: the line with its band, acts, turns and attention; a point's make-up; the heat map."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from graph.stance.heat_map import Cell
from graph.stance.index import Part, Series, Signal
from graph.stance.turning_points import TurningPoint
from ui.wording import POLARITY, STATUS, caption, count, day, level, polarity, shorten, signed, when

POINTS = 1200
"""Days that are drawn at most."""
MARKS = 800
"""Acts that are drawn, the weightiest first."""
BARS = 12
"""Acts in a waterfall; the others are summed up."""
SIDE = 16
"""Rows and columns of a heat map at most."""
COLORS = {
    "light": {"Restrictive": "#c2500b", "Supportive": "#1769aa", "line": "#3f4a5c", "paper": "#ffffff"},
    "dark": {"Restrictive": "#ff9a56", "Supportive": "#62b0f2", "line": "#c6ced9", "paper": "#0e1117"},
}
Y_TITLE = "restrictive  ←  stance  →  supportive"
HEIGHT = 380


def colors(dark: bool) -> dict[str, str]:
    """The colours of a theme."""
    return COLORS["dark" if dark else "light"]


def name_signal(one: Signal) -> str:
    """A signal in words: China halts Ant Group IPO."""
    return caption(one.act.relation, one.act.actor.name, one.act.target.name) if one.act else one.id


def day_of(one: Signal, series: Series) -> dt.date | None:
    """The day on which a signal is drawn: from which it counts."""
    return one.published if series.as_of else one.start


def line_frame(series: Series) -> pd.DataFrame:
    """The line, a row a day, thinned when it is long; a gap has no values."""
    step = max(1, -(-len(series.days) // POINTS))
    places = np.unique(np.append(np.arange(len(series.days) - 1, -1, -step), 0))
    days = [one.astype(dt.date) for one in series.days[places]]
    return pd.DataFrame(
        {
            "date": pd.to_datetime(series.days[places]),
            "iso": [one.isoformat() for one in days],
            "Day": [day(one) for one in days],
            "Stance": series.stance[places],
            "low": series.low[places],
            "high": series.high[places],
            "P": series.supportive[places],
            "N": series.restrictive[places],
            "Contested": series.contestation[places],
        }
    )


def act_frame(series: Series) -> pd.DataFrame:
    """The acts to draw: a row each, those of one day and score a little apart."""
    first, last = (series.days[place].astype(dt.date) for place in (0, -1))
    rows: list[dict[str, object]] = []
    taken: Counter[tuple[dt.date, float]] = Counter()
    for one in sorted(series.signals, key=lambda one: -abs(one.score) * one.relevance)[:MARKS]:
        date = day_of(one, series)
        if date is None or not first <= date <= last or one.act is None:
            continue
        place = taken[date, one.score]
        taken[date, one.score] += 1
        rows.append(
            {
                "id": one.id,
                "date": pd.Timestamp(date),
                "score": one.score + 0.03 * ((place + 1) // 2) * (-1 if place % 2 else 1),
                "Act": name_signal(one),
                "When": when(one.act.date.start, one.act.date.precision),
                "Direction": POLARITY[polarity(one.score)],
                "Status": STATUS[one.status],
                "Publishers": max(1, len(one.act.sources)),
                "Counts": one.reason,
            }
        )
    columns = ["id", "date", "score", "Act", "When", "Direction", "Status", "Publishers", "Counts"]
    return pd.DataFrame(rows, columns=columns)


def attention_frame(series: Series) -> pd.DataFrame:
    """Attention, summed by week; by month where the line is long."""
    weekly = len(series.days) <= 1200
    frame = pd.DataFrame({"date": pd.to_datetime(series.days), "Attention": series.attention})
    summed = frame.resample("W-MON" if weekly else "MS", on="date", label="left", closed="left").sum().reset_index()
    return summed.assign(until=summed["date"] + pd.Timedelta(days=7 if weekly else 30))


def stance_chart(
    series: Series, turns: Sequence[TurningPoint], *, dark: bool = False, width: int | str = "container"
) -> dict[str, Any]:
    """Line, band, acts and turns on one scale from −1 to 1, and attention below; a brush on that zooms them.

    It is a specification of Vega-Lite. A click on the line selects ``day``, one on a mark ``act``.
    """
    tint = colors(dark)
    brush = alt.selection_interval(name="zoom", encodings=["x"])
    first, last = series.days[0], series.days[-1]
    span = [str(first), str(last)]
    x = alt.X(
        "date:T",
        title=None,
        scale=alt.Scale(domain=brush, type="utc"),
        axis=alt.Axis(format="%b %Y", labelFlush=True, tickCount=8),
    )
    scale = alt.Scale(domain=[-1, 1], nice=False)
    y = alt.Y("Stance:Q", scale=scale, title=Y_TITLE)
    base = alt.Chart(line_frame(series))
    band = base.mark_area(opacity=0.16, color=tint["line"]).encode(
        x, alt.Y("low:Q", scale=scale, title=Y_TITLE), alt.Y2("high:Q")
    )
    line = base.mark_line(color=tint["line"], strokeWidth=2.2, invalid="break-paths-show-path-domains").encode(x, y)
    zero = alt.Chart(pd.DataFrame({"y": [0.0]})).mark_rule(opacity=0.35).encode(alt.Y("y:Q", scale=scale))
    picked = alt.selection_point(name="day", fields=["iso"], nearest=True, on="click", clear="dblclick", empty=False)
    spots = (
        base.transform_filter("isValid(datum.Stance)")
        .mark_point(size=90, filled=True, color=tint["line"], aria=False)
        .encode(
            x,
            y,
            opacity=alt.condition(picked, alt.value(1), alt.value(0)),
            tooltip=[
                "Day:N",
                alt.Tooltip("Stance:Q", format="+.2f"),
                alt.Tooltip("low:Q", format="+.2f", title="Band from"),
                alt.Tooltip("high:Q", format="+.2f", title="to"),
                alt.Tooltip("P:Q", format=".2f"),
                alt.Tooltip("N:Q", format=".2f"),
                alt.Tooltip("Contested:Q", format=".2f"),
            ],
        )
        .add_params(picked)
    )
    upper = alt.LayerChart(
        layer=[band, zero, *_turn_layers(turns, tint, x), line, spots, _acts(series, x, scale, tint)]
    ).properties(height=HEIGHT, width=width)
    lower = (
        alt.Chart(attention_frame(series))
        .mark_bar(color=tint["line"], opacity=0.55, clip=True)
        .encode(
            alt.X(
                "date:T",
                title="drag here to zoom, double click to let go",
                scale=alt.Scale(domain=span, type="utc"),
                axis=alt.Axis(format="%b %Y", labelFlush=True, tickCount=8),
            ),
            alt.X2("until:T"),
            alt.Y("Attention:Q", title="attention", axis=alt.Axis(tickCount=3)),
            alt.Y2(datum=0),
            tooltip=[
                alt.Tooltip("date:T", title="From", format="%-d %b %Y"),
                alt.Tooltip("Attention:Q", format=".2f"),
            ],
        )
        .add_params(brush)
        .properties(height=70, width=width)
    )
    spec: dict[str, Any] = alt.vconcat(upper, lower, spacing=4).resolve_scale(color="independent").to_dict()
    # Altair gives each selection of a layer to all layers that have one, which Vega takes for a name told twice
    for param, layer in (("day", -2), ("act", -1)):
        (told,) = (one for one in spec["params"] if one["name"] == param)
        told["views"] = [spec["vconcat"][0]["layer"][layer]["name"]]
    return spec


def _acts(series: Series, x: alt.X, scale: alt.Scale, tint: Mapping[str, str]) -> alt.Chart:
    """Acts as marks: colour tells the direction, shape the status, size how many publishers."""
    picked = alt.selection_point(name="act", fields=["id"], on="click", clear="dblclick", empty=True)
    chart: alt.Chart = (
        alt.Chart(act_frame(series))
        .mark_point(filled=True, cursor="pointer")
        .encode(
            x,
            alt.Y("score:Q", scale=scale, title=Y_TITLE),
            alt.Color(
                "Direction:N",
                scale=alt.Scale(domain=["Restrictive", "Supportive"], range=[tint["Restrictive"], tint["Supportive"]]),
                legend=alt.Legend(orient="top", title=None),
            ),
            alt.Shape(
                "Status:N",
                scale=alt.Scale(domain=list(STATUS.values()), range=["circle", "square", "triangle-up", "cross"]),
                legend=alt.Legend(orient="top", title=None, symbolFillColor=tint["line"]),
            ),
            alt.Size(
                "Publishers:Q", scale=alt.Scale(type="sqrt", domain=[1, 10], range=[70, 420], clamp=True), legend=None
            ),
            opacity=alt.condition(picked, alt.value(0.85), alt.value(0.2)),
            tooltip=["Act:N", "When:N", "Status:N", "Publishers:Q", "Counts:N"],
        )
        .add_params(picked)
    )
    return chart


def _turn_layers(turns: Sequence[TurningPoint], tint: Mapping[str, str], x: alt.X) -> list[alt.Chart]:
    """A dashed rule at each turn with its date at the top, at two heights in turn."""
    if not turns:
        return []
    frame = pd.DataFrame(
        [
            {
                "date": pd.Timestamp(one.date),
                "label": f"{'▼' if one.shift < 0 else '▲'} {day(one.date)}",
                "Turn": f"to the {'restrictive' if one.shift < 0 else 'supportive'}, "
                f"{level(one.before)} → {level(one.after)}",
                "Acts": "; ".join(shorten(name_signal(signal), 60) for signal in one.acts[:3]),
                "y": 0.97 - 0.1 * (place % 2),
                "side": "Restrictive" if one.shift < 0 else "Supportive",
            }
            for place, one in enumerate(turns)
        ]
    )
    tip = ["label:N", "Turn:N", "Acts:N"]
    # a value and no scale, which would take the legend of the acts away
    color = alt.condition("datum.side === 'Restrictive'", alt.value(tint["Restrictive"]), alt.value(tint["Supportive"]))
    base = alt.Chart(frame)
    return [
        base.mark_rule(strokeDash=[4, 4], strokeWidth=1.4, opacity=0.8).encode(x, color=color, tooltip=tip),
        base.mark_text(align="left", dx=4, fontSize=11, fontWeight=600, clip=True).encode(
            x, alt.Y("y:Q", scale=alt.Scale(domain=[-1, 1]), title=Y_TITLE), text="label:N", color=color, tooltip=tip
        ),
    ]


def waterfall(parts: Sequence[Part], *, dark: bool = False) -> alt.LayerChart:
    """How the weights of acts add up to P − N: a bar each from where the one above ends, the heaviest first."""
    tint = colors(dark)
    heavy = list(parts[:BARS])
    rows, total = [], 0.0
    for part in heavy:
        step = part.weight if part.signal.score > 0 else -part.weight
        rows.append((shorten(name_signal(part.signal), 44), total, total + step, POLARITY[polarity(part.signal.score)]))
        total += step
    if len(parts) > BARS:
        step = sum(part.weight if part.signal.score > 0 else -part.weight for part in parts[BARS:])
        rows.append((f"{len(parts) - BARS} lighter acts", total, total + step, POLARITY[polarity(step)]))
        total += step
    rows.append(("P − N", 0.0, total, "Sum"))
    frame = pd.DataFrame(
        [
            {"place": place, "Act": name, "from": begin, "to": end, "Side": side, "Weight": signed(end - begin)}
            for place, (name, begin, end, side) in enumerate(rows)
        ]
    )
    # two acts may read the same: the place tells them apart, its label is the name
    names = "{" + ",".join(f"{place}:{_quoted(name)}" for place, (name, *_) in enumerate(rows)) + "}"
    y = alt.Y(
        "place:O",
        title=None,
        axis=alt.Axis(labelExpr=f"({names})[datum.value]", labelLimit=250, ticks=False, domain=False),
    )
    base = alt.Chart(frame).encode(y)
    bars = base.mark_bar(height={"band": 0.7}).encode(
        alt.X("from:Q", title="restrictive  ←  weight  →  supportive"),
        alt.X2("to:Q"),
        alt.Color(
            "Side:N",
            scale=alt.Scale(
                domain=["Restrictive", "Supportive", "Sum"],
                range=[tint["Restrictive"], tint["Supportive"], tint["line"]],
            ),
            legend=None,
        ),
        tooltip=["Act:N", "Weight:N"],
    )
    return alt.LayerChart(layer=[bars]).properties(height=alt.Step(24))


def _quoted(text: str) -> str:
    """A text as an expression of Vega: quoted, with nothing in it that could end it."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def compare_chart(lines: Mapping[str, Series], *, dark: bool = False) -> alt.FacetChart:
    """Small multiples: a line with its band for each target, on the same scales."""
    tint = colors(dark)
    frames = [line_frame(series).assign(Target=name) for name, series in lines.items()]
    frame = pd.concat(frames)
    scale = alt.Scale(domain=[-1, 1], nice=False)
    x = alt.X("date:T", title=None, axis=alt.Axis(format="%Y", tickCount=5), scale=alt.Scale(type="utc"))
    base = alt.Chart(frame)
    band = base.mark_area(opacity=0.16, color=tint["line"]).encode(x, alt.Y("low:Q", scale=scale), alt.Y2("high:Q"))
    line = base.mark_line(color=tint["line"], strokeWidth=2).encode(
        x,
        alt.Y("Stance:Q", scale=scale, title=None),
        tooltip=["Target:N", "Day:N", alt.Tooltip("Stance:Q", format="+.2f")],
    )
    zero = base.mark_rule(opacity=0.3).encode(y=alt.datum(0))
    return (
        alt.layer(band, zero, line)
        .properties(height=130, width=310)
        .facet(
            alt.Facet("Target:N", title=None, sort=list(lines), header=alt.Header(labelFontSize=12, labelLimit=300)),
            columns=3,
        )
    )


def heat_frame(cells: Iterable[Cell]) -> pd.DataFrame:
    """The cells of the rows and columns with most acts."""
    some = list(cells)
    sides = []
    for names in ([cell.actor for cell in some], [cell.column for cell in some]):
        acts: Counter[str] = Counter()
        for name, cell in zip(names, some, strict=True):
            acts[name] += len(cell.acts)
        sides.append({name for name, _ in sorted(acts.items(), key=lambda pair: (-pair[1], pair[0]))[:SIDE]})
    rows: list[dict[str, Any]] = []
    for place, cell in enumerate(some):
        if cell.actor in sides[0] and cell.column in sides[1]:
            change = cell.change
            arrow = "" if change is None or abs(change) < 0.005 else " ▲" if change > 0 else " ▼"
            rows.append(
                {
                    "place": place,
                    "Body": cell.actor,
                    "On": cell.column,
                    "Score": cell.score,
                    "Mean": signed(cell.score),
                    "Acts": count(len(cell.acts), "act"),
                    "Before": f"{level(cell.before)} ({count(cell.acts_before, 'act')})",
                    "label": f"{len(cell.acts)}{arrow}",
                }
            )
    return pd.DataFrame(rows, columns=["place", "Body", "On", "Score", "Mean", "Acts", "Before", "label"])


def heat_chart(cells: Iterable[Cell], *, dark: bool = False) -> alt.LayerChart:
    """Bodies by sectors or firms: colour is the mean score, the number how many acts, the arrow the change."""
    tint = colors(dark)
    picked = alt.selection_point(name="cell", fields=["place"], on="click", clear="dblclick", empty=True)
    base = alt.Chart(heat_frame(cells)).encode(
        alt.X("On:N", title=None, axis=alt.Axis(labelAngle=-40, labelLimit=160, orient="top", labelOverlap=False)),
        alt.Y("Body:N", title=None, axis=alt.Axis(labelLimit=260)),
    )
    boxes = (
        base.mark_rect(cursor="pointer", cornerRadius=3)
        .encode(
            alt.Color(
                "Score:Q",
                scale=alt.Scale(domain=[-1, 0, 1], range=[tint["Restrictive"], tint["paper"], tint["Supportive"]]),
                legend=alt.Legend(title="mean score", orient="bottom", gradientLength=220, format="+.1f"),
            ),
            opacity=alt.condition(picked, alt.value(1), alt.value(0.35)),
            stroke=alt.value(tint["line"]),
            strokeWidth=alt.value(0.4),
            tooltip=["Body:N", "On:N", "Acts:N", "Mean:N", alt.Tooltip("Before:N", title="Period before")],
        )
        .add_params(picked)
    )
    labels = base.mark_text(fontSize=12, color=tint["line"]).encode(text="label:N")
    return alt.LayerChart(layer=[boxes, labels]).properties(height=alt.Step(30))


def picture(chart: Any, kind: str) -> bytes:
    """A chart as PNG or SVG, without a browser."""
    import vl_convert

    spec = chart if isinstance(chart, dict) else chart.to_dict()
    if kind == "svg":
        return str(vl_convert.vegalite_to_svg(spec)).encode()
    return bytes(vl_convert.vegalite_to_png(spec, scale=2))
