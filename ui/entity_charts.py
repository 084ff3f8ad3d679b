"""The small charts of an entity: its acts over time, and how a state stands towards it."""

from __future__ import annotations

from collections.abc import Iterable

import altair as alt
import pandas as pd

from graph.stance.index import Series
from ui.reads import Act
from ui.stance_chart import colors, line_frame
from ui.wording import POLARITY, STATUS, caption, count, polarity, when

SIDES = ("It acts", "It is acted on")


def act_rows(acts: Iterable[Act], id_: str) -> pd.DataFrame:
    """The acts to draw, a row each; undated ones are left out."""
    rows = [
        {
            "id": one.id,
            "date": pd.Timestamp(one.date),
            "Side": SIDES[one.actor != id_],
            "Act": caption(one.relation, one.actor_name, one.target_name),
            "When": when(one.date, one.precision),
            "Direction": POLARITY[polarity(one.score)],
            "Status": STATUS.get(one.status, one.status),
            "Publishers": count(one.sources, "publisher"),
        }
        for one in acts
        if one.date
    ]
    return pd.DataFrame(rows, columns=["id", "date", "Side", "Act", "When", "Direction", "Status", "Publishers"])


def acts_chart(acts: Iterable[Act], id_: str, *, dark: bool) -> alt.Chart:
    """Acts as marks on two lanes; a click selects ``act``."""
    tint = colors(dark)
    picked = alt.selection_point(name="act", fields=["id"], on="click", clear="dblclick", empty=True)
    words = list(POLARITY.values())
    chart: alt.Chart = (
        alt.Chart(act_rows(acts, id_))
        .mark_point(filled=True, cursor="pointer", size=110)
        .encode(
            alt.X("date:T", title=None, scale=alt.Scale(type="utc"), axis=alt.Axis(format="%b %Y", labelOverlap=True)),
            alt.Y("Side:N", title=None, scale=alt.Scale(domain=list(SIDES)), axis=alt.Axis(labelLimit=120)),
            alt.YOffset("Direction:N", scale=alt.Scale(domain=[words[1], words[2], words[0]])),
            alt.Color(
                "Direction:N",
                scale=alt.Scale(domain=words, range=[tint["Restrictive"], tint["Supportive"], "#8a93a0"]),
                legend=alt.Legend(orient="top", title=None),
            ),
            alt.Shape(
                "Status:N",
                scale=alt.Scale(domain=list(STATUS.values()), range=["circle", "square", "triangle-up", "cross"]),
                legend=alt.Legend(orient="bottom", title=None, symbolFillColor=tint["line"]),
            ),
            opacity=alt.condition(picked, alt.value(0.85), alt.value(0.2)),
            tooltip=["Act:N", "When:N", "Status:N", "Publishers:N"],
        )
        .add_params(picked)
        .properties(height=alt.Step(13))
    )
    return chart


def stance_line(series: Series, *, dark: bool) -> alt.LayerChart:
    """The line of the stance with its band, small."""
    tint = colors(dark)
    scale = alt.Scale(domain=[-1, 1], nice=False)
    x = alt.X("date:T", title=None, scale=alt.Scale(type="utc"), axis=alt.Axis(format="%Y", tickCount=5))
    base = alt.Chart(line_frame(series))
    band = base.mark_area(opacity=0.16, color=tint["line"]).encode(
        x, alt.Y("low:Q", scale=scale, title=None, axis=alt.Axis(values=[-1, 0, 1])), alt.Y2("high:Q")
    )
    line = base.mark_line(color=tint["line"], strokeWidth=2).encode(
        x,
        alt.Y("Stance:Q", scale=scale, title=None),
        tooltip=["Day:N", alt.Tooltip("Stance:Q", format="+.2f"), "low:Q", "high:Q"],
    )
    zero = base.mark_rule(opacity=0.3).encode(y=alt.datum(0))
    return alt.LayerChart(layer=[band, zero, line]).properties(height=110)
