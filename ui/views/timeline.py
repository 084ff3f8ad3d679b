"""Timeline: what a state did to somebody or to a sector, act by act, and the stance that it adds up to."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import altair as alt
import pandas as pd
import streamlit as st

from graph import stance
from graph.model import Status
from graph.stance import Constants, Point, Signal
from ui import connection, evidence, picker, reads
from ui.reads import Act, Move
from ui.wording import POLARITY, STATUS, caption, count, day, polarity, signed, when

YEARS = {"1 year": 1, "3 years": 3, "5 years": 5, "All": 0}
POINTS = 300
"""Days at which the index is drawn."""
MARKS = 800
"""Acts that are drawn, the weightiest first."""
HEAVIEST = 12
"""Acts listed as those that the index rests on."""
COLORS = {
    "light": {"Restrictive": "#c2500b", "Supportive": "#1769aa", "line": "#3f4a5c"},
    "dark": {"Restrictive": "#ff9a56", "Supportive": "#62b0f2", "line": "#c6ced9"},
}


def show() -> None:
    """The view."""
    with connection.page():
        if not connection.is_empty():
            _show()


def _show() -> None:
    store = connection.store()
    states = {state.code: state for state in connection.issuers()}
    if not states:
        st.info("No state acts in this graph yet.")
        return
    left, right = st.columns([3, 1])
    with left:
        target = picker.pick(
            "timeline-entity",
            prompt="Target",
            placeholder="A company, sector, country, person… or nobody: what the state did to all",
        )
    with right:
        codes = list(states)
        issuer = st.selectbox(
            "Issuer",
            codes,
            index=codes.index("CN") if "CN" in states else 0,
            format_func=lambda code: f"by {states[code].name}",
            key="issuer",
            label_visibility="collapsed",
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        span = st.segmented_control("Period", list(YEARS), default="5 years", key="span", label_visibility="collapsed")
        as_published = (
            st.segmented_control(
                "Counting from",
                ["As it happened", "As it was known"],
                default="As it happened",
                key="hindsight",
                label_visibility="collapsed",
                help="As it was known: each day uses only what had been published by then.",
            )
            == "As it was known"
        )
    moves = reads.moves(store, issuer, target)
    name = next((m.act.target_name for m in moves if m.act.target == target), "") or _name(store, target)
    if not moves:
        st.html(
            evidence.heading_html(
                f"{states[issuer].name} towards {name}",
                "No act of this state on this target. Try a sector or its owner.",
            )
        )
        return
    constants = stance.project()
    signals = {move.act.id: signal(move, constants) for move in moves}
    end = connection.summary().last or max(d for m in moves if (d := m.act.date or m.published))
    start = window(signals.values(), end, YEARS[span or "All"])
    points = stance.series(signals.values(), days(signals.values(), start, end), as_published=as_published)
    marks = frame(moves, signals, start, end, as_published=as_published)
    acts = {move.act.id: move.act for move in moves}
    with st.container(key="split"):
        left, right = st.columns([2.1, 1], gap="medium")
        with left:
            st.html(evidence.heading_html(f"{states[issuer].name} towards {name or 'all'}", rolled(moves)))
            chosen = st.altair_chart(
                chart(points, marks, start, end, dark=st.context.theme.type == "dark"),
                on_select="rerun",
                selection_mode="act",
                key=f"chart-{issuer}-{target}",
                width="stretch",
            )
        picked = [acts[id_] for id_ in chosen_ids(chosen) if id_ in acts]
        with right, st.container(height=560, border=False):
            if picked:
                _chosen(store, picked)
            else:
                _weights(store, acts, signals, points[-1], as_published=as_published)


def chosen_ids(event: object) -> list[str]:
    """The ids of the acts that were clicked in the chart."""
    selection = event.get("selection", {}) if isinstance(event, Mapping) else {}
    return [str(one["id"]) for one in selection.get("act", []) if "id" in one]


def _name(store: reads.Reader, id_: str) -> str:
    found = reads.profiles(store, [id_]) if id_ else {}
    return found[id_].name if id_ in found else ""


def signal(move: Move, constants: Constants) -> Signal:
    """An act as the index weighs it."""
    act = move.act
    return Signal(
        act.id,
        act.score or 0.0,
        Status(act.status),
        act.date,
        move.published,
        act.confidence,
        constants.authority_of(act.actor, act.actor_type),
        constants.relevance[move.tie],
        move.resolved,
    )


def window(signals: Iterable[Signal], end: dt.date, years: int) -> dt.date:
    """The first day to draw: so many years before the end, not before the first act; 0 is all of them."""
    dates = [date for one in signals if (date := one.happened or one.published)]
    first = min((date for date in dates if date <= end), default=end) - dt.timedelta(days=7)
    if not years:
        return first
    return max(first, end - dt.timedelta(days=round(365.25 * years)))


def days(signals: Iterable[Signal], start: dt.date, end: dt.date) -> list[dt.date]:
    """The days at which the index is computed: evenly spread, and those of acts, on which it moves."""
    length = max((end - start).days, 1)
    step = max(1, -(-length // POINTS))
    even = {start + dt.timedelta(days=at) for at in range(0, length, step)} | {end}
    moved = {d for s in signals if (d := s.happened or s.published) and start <= d <= end}
    return sorted(even | (moved if len(moved) <= POINTS else set()))


def rolled(moves: Sequence[Move]) -> str:
    """How many acts there are, and on whom: 63 acts: 12 on itself, 51 on its firms."""
    ties = Counter(move.tie for move in moves)
    words = {"named": "on itself", "part": "on its units, products and deals", "sector": "on its firms"}
    parts = [f"{ties[tie]:,} {text}" for tie, text in words.items() if ties[tie]]
    return count(len(moves), "act") + (f": {', '.join(parts)}" if len(parts) > 1 else "")


def frame(
    moves: Sequence[Move], signals: Mapping[str, Signal], start: dt.date, end: dt.date, *, as_published: bool = False
) -> pd.DataFrame:
    """The acts to draw: one row each, those of one day and score a little apart."""
    rows: list[dict[str, object]] = []
    taken: Counter[tuple[dt.date, float]] = Counter()
    heavy = sorted(moves, key=lambda move: -abs(move.act.score or 0) * signals[move.act.id].relevance)[:MARKS]
    for move in heavy:
        act = move.act
        date = signals[act.id].counts_from(as_published=as_published)
        if date is None or not start <= date <= end or act.score is None:
            continue
        place = taken[date, act.score]
        taken[date, act.score] += 1
        rows.append(
            {
                "id": act.id,
                "date": pd.Timestamp(date),
                "score": act.score + 0.03 * ((place + 1) // 2) * (-1 if place % 2 else 1),
                "Act": caption(act.relation, act.actor_name, act.target_name),
                "When": when(act.date, act.precision),
                "Direction": POLARITY[polarity(act.score)],
                "Status": STATUS[act.status],
                "Publishers": act.sources,
            }
        )
    return pd.DataFrame(rows, columns=["id", "date", "score", "Act", "When", "Direction", "Status", "Publishers"])


def chart(
    points: Sequence[Point], marks: pd.DataFrame, start: dt.date, end: dt.date, *, dark: bool = False
) -> alt.LayerChart:
    """Line and band of the index over the acts, on one scale from −1 to 1."""
    colors = COLORS["dark" if dark else "light"]
    line = pd.DataFrame(
        [
            {
                "date": pd.Timestamp(point.day),
                "Stance": point.stance,
                "low": point.low,
                "high": point.high,
                "Day": day(point.day),
            }
            for point in points
        ]
    )
    span = alt.Scale(domain=[start.isoformat(), (end + dt.timedelta(days=7)).isoformat()], type="utc")
    x = alt.X("date:T", title=None, scale=span, axis=alt.Axis(format="%b %Y", labelFlush=True, tickCount=8))
    scale = alt.Scale(domain=[-1, 1], nice=False)
    y_title = "restrictive  ←  stance  →  supportive"
    base = alt.Chart(line)
    band = base.mark_area(opacity=0.16, color=colors["line"], interpolate="step-after").encode(
        x, alt.Y("low:Q", scale=scale, title=y_title), alt.Y2("high:Q")
    )
    index = base.mark_line(color=colors["line"], strokeWidth=2.2, interpolate="step-after").encode(
        x, alt.Y("Stance:Q", scale=scale, title=y_title)
    )
    zero = alt.Chart(pd.DataFrame({"y": [0.0]})).mark_rule(opacity=0.35).encode(alt.Y("y:Q"))
    picked = alt.selection_point(name="act", fields=["id"], on="click", clear="dblclick", empty=True)
    acts = (
        alt.Chart(marks)
        .mark_point(filled=True, cursor="pointer")
        .encode(
            x,
            alt.Y("score:Q", scale=scale, title=y_title),
            alt.Color(
                "Direction:N",
                scale=alt.Scale(
                    domain=["Restrictive", "Supportive"], range=[colors["Restrictive"], colors["Supportive"]]
                ),
                legend=alt.Legend(orient="top", title=None),
            ),
            alt.Shape(
                "Status:N",
                scale=alt.Scale(domain=list(STATUS.values()), range=["circle", "square", "triangle-up", "cross"]),
                legend=alt.Legend(orient="top", title=None, symbolFillColor=colors["line"]),
            ),
            alt.Size(
                "Publishers:Q", scale=alt.Scale(type="sqrt", domain=[1, 10], range=[70, 420], clamp=True), legend=None
            ),
            opacity=alt.condition(picked, alt.value(0.85), alt.value(0.2)),
            tooltip=["Act:N", "When:N", "Status:N", "Publishers:Q"],
        )
        .add_params(picked)
    )
    return alt.LayerChart(layer=[band, zero, index, acts]).properties(height=430)


def stance_text(point: Point) -> str:
    """The index in words: −0.21, leaning restrictive but contested (90 % between −0.46 and +0.04)."""
    if point.stance is None or point.low is None or point.high is None:
        return "insufficient evidence"
    if point.high < 0:
        word = "restrictive"
    elif point.low > 0:
        word = "supportive"
    else:
        word = "leaning restrictive" if point.stance < 0 else "leaning supportive"
    contested = point.contestation is not None and point.contestation > 0.5
    return (
        f"{signed(point.stance)}, {word}{' but contested' if contested else ''} "
        f"(90 % between {signed(point.low)} and {signed(point.high)})"
    )


def _chosen(store: reads.Reader, acts: Sequence[Act]) -> None:
    told = reads.reports(store, [act.id for act in acts])
    st.html(evidence.heading_html(count(len(acts), "act"), "Double click the chart to let go."))
    st.html(evidence.acts_html(acts, told, opened=len(acts)))


def _weights(
    store: reads.Reader, acts: Mapping[str, Act], signals: Mapping[str, Signal], last: Point, *, as_published: bool
) -> None:
    """The index at the end, and the acts that it rests on."""
    st.html(evidence.heading_html(f"Stance on {day(last.day)}", stance_text(last)))
    heavy = stance.leave_one_out(signals.values(), last.day, as_published=as_published)[:HEAVIEST]
    told = reads.reports(store, [one.id for one, _, _ in heavy])
    notes = {one.id: f"weight {weight:.2f}, without it {signed(without)}" for one, weight, without in heavy}
    st.html('<p class="ps-quiet">Click an act in the chart to read its sentences. What weighs most on this day:</p>')
    st.html(evidence.acts_html([acts[one.id] for one, _, _ in heavy], told, opened=0, notes=notes))
