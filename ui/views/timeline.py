"""Timeline: how a state stands towards somebody over time, act by act; what became of its signals; who acts on whom."""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from graph.model import Entity
from graph.stance import export, index, rollup
from graph.stance.acts import Act
from graph.stance.constants import project
from graph.stance.index import Series, Signal
from graph.stance.turning_points import TurningPoint, turning_points
from ui import connection, evidence, picker, reads, stance_chart, timeline_tabs
from ui.wording import count, day, level, signed

YEARS = {"1 year": 1, "3 years": 3, "5 years": 5, "All": 0}
TABS = ("Stance", "Heat map", "Ledger")
VIEWS = ("In hindsight", "As it was known")
FAINT = 0.005
"""A weight below it is not shown."""
HEAVIEST = 12
"""Acts listed as those that a point rests on."""
OTHERS = 5
"""Targets beside the first that are compared."""
LINES = 60
"""Lines that are kept for all visitors, as long as the graph is the same."""
ALL_BODIES = "all its bodies"


def show() -> None:
    """The view."""
    with connection.page():
        if not connection.is_empty():
            _show()


def _show() -> None:
    states = {state.code: state for state in connection.issuers()}
    if not states:
        st.info("No state acts in this graph yet.")
        return
    left, middle, right = st.columns([3, 1.1, 1.3])
    with left:
        target = picker.pick(
            "timeline-entity",
            prompt="Target",
            placeholder="A company, sector, country, person… or nobody: what the state did to all",
        )
    with middle:
        _restore("issuer", states, "CN" if "CN" in states else next(iter(states)))
        code = st.selectbox(
            "Issuer", list(states), format_func=lambda code: f"by {states[code].name}", key="issuer",
            label_visibility="collapsed",
        )  # fmt: skip
    acts, entities = connection.acts(code)
    with right:
        bodies = {act.actor.id: act.actor for act in acts}
        names = dict(sorted(((one.id, one.name) for one in bodies.values()), key=lambda pair: pair[1]))
        _restore("body", names, "")
        body = st.selectbox(
            "Body", ["", *names], format_func=lambda id_: names.get(id_, ALL_BODIES), key="body",
            label_visibility="collapsed", help="Only the acts of one body or person, and of its parts.",
        )  # fmt: skip
    state = Entity(f"state/{code}", states[code].name, "Country", jurisdiction=code, state=True)
    issuer = bodies[body] if body else state
    towards = entities.get(target)
    name = towards.name if towards else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        _restore("tab", TABS, TABS[0])
        tab = st.segmented_control("Show", TABS, required=True, key="tab", label_visibility="collapsed")
        _restore("span", YEARS, "5 years")
        span = (
            st.segmented_control("Period", list(YEARS), required=True, key="span", label_visibility="collapsed")
            or "All"
        )
        if tab == TABS[0]:
            _restore("view", VIEWS, VIEWS[0])
            st.segmented_control(
                "Counting from", VIEWS, required=True, key="view", label_visibility="collapsed",
                help="In hindsight an act counts from when it happened. As it was known, each day uses only what had "
                "been published by then: no look-ahead.",
            )  # fmt: skip
    own = [act for act in acts if rollup.speaks_for(act.actor, issuer, entities)]
    tied = rollup.ties(target, entities, project().relevance) if target else {}
    mine = [act for act in own if not target or act.target.id in tied]
    title = f"{issuer.name} towards {name or 'all'}"
    if not mine:
        st.html(evidence.heading_html(title, "No act of this issuer on this target. Try a sector or its owner."))
        _remember()
        return
    end = connection.summary().last or max(date for act in mine if (date := act.date.start or act.published))
    first = window(mine, end, YEARS[span])
    if tab == "Stance":
        _stance(title, mine, tied, towards, issuer, (first, end), entities)
    elif tab == "Heat map":
        timeline_tabs.show_heat_map(title, mine, (first, end), entities)
    else:
        timeline_tabs.show_ledger(title, own, towards, end, entities)
    _remember()


# The address


def _restore(key: str, known: Collection[str], default: str) -> None:
    """Give a control the value of the address, once; what is not known there is left alone."""
    if st.session_state.get(key) is None or (key in ("issuer", "body") and st.session_state[key] not in ("", *known)):
        asked = st.query_params.get(key, "")
        st.session_state[key] = asked if asked in known else default


def _remember() -> None:
    """Keep the view in the address, so that it can be sent."""
    for key in ("issuer", "body", "tab", "span", "view", "known", "with"):
        value = st.session_state.get(key)
        text = ",".join(value) if isinstance(value, list) else str(value or "")
        if text:
            st.query_params[key] = text
        else:
            st.query_params.pop(key, None)


def window(acts: Iterable[Act], end: dt.date, years: int) -> dt.date:
    """The first day to draw: so many years before the end, not before the first act; 0 is all of them."""
    days = [date for act in acts if (date := act.date.start or act.published)]
    first = min((date for date in days if date <= end), default=end) - dt.timedelta(days=7)
    return max(first, end - dt.timedelta(days=round(365.25 * years))) if years else first


# The stance


def _stance(
    title: str,
    mine: Sequence[Act],
    tied: Mapping[str, rollup.Tie],
    target: Entity | None,
    issuer: Entity,
    period: tuple[dt.date, dt.date],
    entities: Mapping[str, Entity],
) -> None:
    as_of = _as_of(period)
    whose = (connection.version(), issuer.id, target.id if target else "")
    series, turns = _line(whose, period, as_of, mine, target, entities)
    dark = st.context.theme.type == "dark"
    with st.container(key="split"):
        left, right = st.columns([2.1, 1], gap="medium")
        with left:
            st.html(evidence.heading_html(title, rolled(mine, tied)))
            with st.container(key="stance-line"):
                chosen = st.vega_lite_chart(
                    spec=_drawn(whose, period, as_of, dark, series, turns),
                    on_select="rerun",
                    selection_mode=["act", "day"],
                    key=f"chart-{issuer.id}-{target.id if target else ''}-{as_of}",
                    width="stretch",
                )
            _downloads(series, turns, title)
            _turns(turns)
        ids, picked = chosen_of(chosen)
        acts = {act.id: act for act in mine}
        with right, st.container(height=640, border=False):
            if found := [acts[id_] for id_ in ids if id_ in acts]:
                timeline_tabs.show_acts(found)
            else:
                _make_up(series, picked or series.days[-1].astype(dt.date), dark)
    _compare(issuer, target, period, as_of, entities, series, dark)


def _as_of(period: tuple[dt.date, dt.date]) -> dt.date | None:
    """The day up to which reports are read; None in hindsight."""
    if st.session_state.get("view") != VIEWS[1] or period[0] >= period[1]:
        st.session_state.pop("known", None)
        return None
    asked = st.session_state.get("known") or st.query_params.get("known", "")
    try:
        value = asked if isinstance(asked, dt.date) else dt.date.fromisoformat(asked)
    except ValueError:
        value = period[1]
    st.session_state["known"] = min(max(value, period[0]), period[1])
    found: dt.date = st.slider(
        "Known by", period[0], period[1], key="known", format="D MMM YYYY",
        help="Nothing that was published after this day is used.",
    )  # fmt: skip
    return found


@st.cache_resource(max_entries=LINES, show_spinner="Reading the stance…")
def _line(
    whose: tuple[str, str, str],
    period: tuple[dt.date, dt.date],
    as_of: dt.date | None,
    _acts: Sequence[Act],
    _target: Entity | None,
    _entities: Mapping[str, Entity],
) -> tuple[Series, list[TurningPoint]]:
    """The line and where it turns, kept by version of the graph, issuer and target."""
    series = index.stance(
        _acts, target=_target, issuer=None, period=period, as_of=as_of, weights=project(), entities=_entities
    )
    return series, turning_points(series)


@st.cache_data(max_entries=LINES, show_spinner=False)
def _drawn(
    whose: tuple[str, str, str],
    period: tuple[dt.date, dt.date],
    as_of: dt.date | None,
    dark: bool,
    _series: Series,
    _turns: Sequence[TurningPoint],
) -> dict[str, Any]:
    return stance_chart.stance_chart(_series, _turns, dark=dark)


def chosen_of(event: object) -> tuple[list[str], dt.date | None]:
    """The ids of the acts and the day that were clicked in the chart."""
    selection = event.get("selection", {}) if isinstance(event, Mapping) else {}
    ids = [str(one["id"]) for one in selection.get("act", []) if "id" in one]
    days = [str(one["iso"]) for one in selection.get("day", []) if "iso" in one]
    return ids, dt.date.fromisoformat(days[0]) if days else None


def rolled(acts: Sequence[Act], tied: Mapping[str, rollup.Tie]) -> str:
    """How many acts there are, and on whom: 63 acts: 12 on itself, 51 on its firms."""
    kinds: Counter[str] = Counter()
    for act in acts:
        steps = tied[act.target.id].kinds if tied else ("named",)
        kinds[next((kind for kind in ("firm", "sector", "part") if kind in steps), "named")] += 1
    words = {
        "named": "on itself",
        "part": "on its units, products and deals",
        "firm": "on its firms",
        "sector": "on its sectors",
    }
    parts = [f"{kinds[kind]:,} {text}" for kind, text in words.items() if kinds[kind]]
    return count(len(acts), "act") + (f": {', '.join(parts)}" if len(parts) > 1 else "")


def _downloads(series: Series, turns: Sequence[TurningPoint], title: str) -> None:
    stem = f"stance {title}".lower().replace(" ", "_")
    with st.container(horizontal=True, key="downloads"):
        for kind, mime in (("png", "image/png"), ("svg", "image/svg+xml")):
            draw = partial(_picture, series, turns, kind)
            st.download_button(kind.upper(), draw, file_name=f"{stem}.{kind}", mime=mime, on_click="ignore")
        st.download_button("CSV", lambda: to_csv(series), file_name=f"{stem}.csv", mime="text/csv", on_click="ignore")
        st.caption("The address of this page restores the view.")


def _picture(series: Series, turns: Sequence[TurningPoint], kind: str) -> bytes:
    return stance_chart.picture(stance_chart.stance_chart(series, turns, width=1000), kind)


def to_csv(series: Series) -> str:
    """The line as CSV, with the constants in its first row."""
    out = io.StringIO()
    pd.DataFrame(export.to_table(series), columns=list(export.COLUMNS)).to_csv(out, index=False)
    return out.getvalue()


def _turns(turns: Sequence[TurningPoint]) -> None:
    if not turns:
        return
    with st.expander(count(len(turns), "turning point")):
        for one in turns:
            side = "restrictive" if one.shift < 0 else "supportive"
            levels = f"{level(one.before)} → {level(one.after)}"
            st.html(evidence.heading_html(f"{day(one.date)}, to the {side}", f"{levels}, without these acts no turn:"))
            st.html(
                evidence.acts_html(
                    [timeline_tabs.plain(signal.act) for signal in one.acts if signal.act], _told(one.acts), opened=0
                )
            )


def _told(signals: Sequence[Signal]) -> dict[str, list[reads.Report]]:
    return reads.reports(connection.store(), [one.id for one in signals])


def stance_text(series: Series, on: dt.date) -> str:
    """The index in words: −0.21, leaning restrictive but contested (90 % between −0.46 and +0.04)."""
    place = series.place(on)
    stance, low, high = (float(line[place]) for line in (series.stance, series.low, series.high))
    if np.isnan(stance):
        return "insufficient evidence"
    if high < 0:
        word = "restrictive"
    elif low > 0:
        word = "supportive"
    else:
        word = "leaning restrictive" if stance < 0 else "leaning supportive"
    contested = series.contestation[place] > 0.5
    return (
        f"{signed(stance)}, {word}{' but contested' if contested else ''} "
        f"(90 % between {signed(low)} and {signed(high)})"
    )


def _make_up(series: Series, on: dt.date, dark: bool) -> None:
    """The index on a day, and the acts that it rests on."""
    on = min(max(on, series.days[0].astype(dt.date)), series.days[-1].astype(dt.date))
    st.html(evidence.heading_html(f"Stance on {day(on)}", stance_text(series, on)))
    parts = [part for part in series.make_up(on) if part.weight >= FAINT]
    st.html('<p class="ps-quiet">Click the line for another day, a mark for its sentences.</p>')
    if not parts:
        st.html('<p class="ps-quiet">No act weighs anything on this day: none has been told yet, or all have aged.</p>')
        return
    st.altair_chart(stance_chart.waterfall(parts, dark=dark), width="stretch", key=f"fall-{on}")
    heavy = parts[:HEAVIEST]
    notes = {
        part.signal.id: f"weight {part.weight:.2f}, {part.signal.reason}; without it {signed(part.without)}"
        for part in heavy
    }
    acts = [timeline_tabs.plain(part.signal.act) for part in heavy if part.signal.act]
    st.html(evidence.acts_html(acts, _told([part.signal for part in heavy]), opened=0, notes=notes))


def _compare(
    issuer: Entity,
    target: Entity | None,
    period: tuple[dt.date, dt.date],
    as_of: dt.date | None,
    entities: Mapping[str, Entity],
    series: Series,
    dark: bool,
) -> None:
    """Small multiples of other targets beside the first."""
    acts, _ = connection.acts(issuer.jurisdiction)
    own = [act for act in acts if rollup.speaks_for(act.actor, issuer, entities)]
    found: Counter[str] = Counter()
    for act in own:
        found.update({act.target.id, *act.target.sectors})
    ids = [id_ for id_, _ in found.most_common() if id_ in entities and (target is None or id_ != target.id)]
    if "with" not in st.session_state:
        st.session_state["with"] = [id_ for id_ in st.query_params.get("with", "").split(",") if id_ in ids]
    st.session_state["with"] = [id_ for id_ in st.session_state["with"] if id_ in ids]
    chosen = st.multiselect(
        "Compare with", ids, key="with", format_func=lambda id_: entities[id_].name, max_selections=OTHERS,
        placeholder="Compare with other targets…", label_visibility="collapsed",
    )  # fmt: skip
    if not chosen:
        return
    lines = {target.name if target else "all": series}
    for id_ in chosen:
        whose = (connection.version(), issuer.id, id_)
        lines[entities[id_].name], _ = _line(whose, period, as_of, own, entities[id_], entities)
    st.altair_chart(stance_chart.compare_chart(lines, dark=dark), key="compare")
