"""The heat map and the ledger of the Timeline, and acts with their sentences."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from graph.model import Entity
from graph.stance.acts import Act
from graph.stance.heat_map import heat_map
from graph.stance.ledger import Life, State, about, leads_by_actor, leads_by_sector, ledger, open_rumours, records
from ui import connection, evidence, reads, stance_chart
from ui.brief import name_life
from ui.wording import count, day


def show_acts(acts: Sequence[Act]) -> None:
    """Acts with their sentences."""
    told = reads.reports(connection.store(), [act.id for act in acts])
    st.html(evidence.heading_html(count(len(acts), "act"), "Double click the chart to let go."))
    st.html(evidence.acts_html([plain(act) for act in acts], told, opened=len(acts)))


def plain(act: Act) -> reads.Act:
    """An act as the evidence shows it."""
    amount = next((one.amount for one in act.reports if one.amount), "")
    return reads.Act(
        act.id, act.relation, act.date.start, act.date.precision, act.status, act.score, act.confidence,
        max(1, len(act.sources)), amount, act.actor.id, act.actor.name, act.actor.type,
        act.target.id, act.target.name, act.target.type,
    )  # fmt: skip


def show_heat_map(
    title: str, acts: Sequence[Act], period: tuple[dt.date, dt.date], entities: Mapping[str, Entity]
) -> None:
    """The heat map of acts in a period; a click on a cell opens them."""
    by = st.segmented_control("By", ["By sector", "By target"], required=True, key="by", label_visibility="collapsed")
    by_firm = by == "By target"
    cells = heat_map(acts, period=period, entities=entities, by_firm=by_firm)
    under = f"{day(period[0])} to {day(period[1])}; ▲ ▼ against the period of the same length before"
    st.html(evidence.heading_html(title, under))
    if not cells:
        st.html('<p class="ps-quiet">No act in this period has a sector. Try By target, or a longer period.</p>')
        return
    with st.container(key="split"):
        left, right = st.columns([2.1, 1], gap="medium")
        with left:
            dark = st.context.theme.type == "dark"
            chosen = st.altair_chart(
                stance_chart.heat_chart(cells, dark=dark), on_select="rerun", selection_mode="cell", width="stretch",
                key=f"heat-{title}-{by_firm}-{period[0]}",
            )  # fmt: skip
        with right, st.container(height=640, border=False):
            selection = chosen.get("selection", {}) if isinstance(chosen, Mapping) else {}
            places = [int(one["place"]) for one in selection.get("cell", []) if "place" in one]
            ids = {id_ for place in places if place < len(cells) for id_ in cells[place].acts}
            if found := [act for act in acts if act.id in ids]:
                show_acts(found)
            else:
                st.html('<div class="ps-hint"><p>Click a cell to read its acts.</p></div>')


def show_ledger(
    title: str, acts: Sequence[Act], target: Entity | None, today: dt.date, entities: Mapping[str, Entity]
) -> None:
    """The ledger of acts; a click on a row opens them."""
    lives = ledger(acts, today=today)
    if target:
        lives = about(lives, target, entities)
    counts = Counter(life.state for life in lives)
    st.html(evidence.heading_html(title, ", ".join(f"{counts[state]:,} {state}" for state in State if counts[state])))
    wanted = st.pills("State", [str(state) for state in State if counts[state]], selection_mode="multi", key="states")
    shown = [life for life in lives if not wanted or life.state in wanted]
    with st.container(key="split"):
        left, right = st.columns([2.1, 1], gap="medium")
        with left:
            picked = st.dataframe(
                ledger_frame(shown), hide_index=True, on_select="rerun", selection_mode="single-row", key="lives",
                height=520,
            )  # fmt: skip
        rows = picked["selection"]["rows"] if picked else []
        with right, st.container(height=560, border=False):
            if rows and rows[0] < len(shown):
                by_id = {act.id: act for act in acts}
                life = shown[rows[0]]
                more = [life.undone_by] if life.undone_by else []
                show_acts([*(by_id[id_] for id_ in life.acts), *more])
            else:
                _ledger_figures(lives, today, entities)


def ledger_frame(lives: Sequence[Life]) -> pd.DataFrame:
    """Signals as a table."""
    columns = ["Signal", "State", "Rumoured", "Announced", "In force", "Undone", "Lead (days)", "Sources"]
    return pd.DataFrame(
        [
            (
                name_life(life), str(life.state), life.rumoured,
                life.announced, life.in_force, life.undone, life.lead, ", ".join(life.sources),
            )
            for life in lives
        ],
        columns=columns,
    ).astype({"Lead (days)": "Int64"})  # fmt: skip


def _ledger_figures(lives: Sequence[Life], today: dt.date, entities: Mapping[str, Entity]) -> None:
    """Open rumours by age, lead times, and who was right."""
    st.html('<div class="ps-hint"><p>Click a row to read its sentences.</p></div>')
    if waiting := open_rumours(lives):
        st.html(evidence.heading_html("Open, by age"))
        frame = pd.DataFrame(
            [(life.age(today), name_life(life)) for life in waiting],
            columns=["Days", "Signal"],
        )
        st.dataframe(frame, hide_index=True, key="open")
    for name, some in (("body", leads_by_actor(lives)), ("sector", leads_by_sector(lives, entities))):
        if some:
            st.html(evidence.heading_html(f"Median days ahead, by {name}"))
            frame = pd.DataFrame([(one.name, one.median, one.count) for one in some], columns=[name, "Days", "Signals"])
            st.dataframe(frame, hide_index=True, key=f"leads-{name}")
    if sources := records(lives):
        st.html(evidence.heading_html("Rumours by source"))
        frame = pd.DataFrame(
            [(one.source, one.rumours, one.true, one.denied, one.open) for one in sources],
            columns=["Source", "Told", "Came true", "Denied", "Open"],
        )
        st.dataframe(frame, hide_index=True, key="records")
