"""What stands beside the picture when a name is chosen: who it is, its offices, how states stand to it, what it did."""

from __future__ import annotations

import datetime as dt
from base64 import b64encode
from collections.abc import Mapping, Sequence

import numpy as np
import streamlit as st

from graph.model import Entity
from graph.stance import index
from graph.stance.constants import project
from graph.stance.index import Series
from graph.stance.read import read_acts, read_entities
from ingest import catalog
from ui import connection, evidence, picker, reads
from ui.reads import Reader
from ui.surroundings import Ties, count_ties
from ui.wording import count, day, level, verb

STANDING = ("LEADS", "WORKS_FOR", "FOUNDED", "OWNS", "PART_OF", "BASED_IN")
"""Facts that are shown as offices and belongings."""
ROLES = 12
ACTS = 12
"""Acts listed, the latest."""
TOP = 6
"""Kinds of acts named."""
YEARS = 6
"""Of the stance, up to the last article."""
NAMES = 200
"""Entities of which what the panel tells is kept, as long as the graph is the same."""
INK = "#4a8fcf"
"""A colour that is seen on a light and on a dark page."""
ISSUER = "CN"
"""Whose stance is drawn."""


def show(id_: str, focus: str) -> None:
    """The panel of a name."""
    profile = connection.profile(id_)
    if profile is None:
        return
    st.html(evidence.profile_html(profile))
    pages = st.session_state["pages"]
    with st.container(horizontal=True):
        if id_ != focus:
            st.button("Centre the picture here", key="centre", on_click=picker.set_focus, args=(id_,))
        if "entity" in pages and st.button("Its page", key="to-entity"):
            st.switch_page(pages["entity"], query_params={"key": id_})
        if st.button("Timeline", key="to-timeline"):
            st.session_state["entity"] = id_
            st.switch_page(pages["timeline"], query_params={"entity": id_})
    held, ties, acts, reports = _told(connection.version(), id_)
    series = stance_of(id_, connection.summary().last)
    parts = [
        evidence.list_html("Offices and belongings", held),
        sparkline_html(series) if series is not None else "",
        evidence.list_html("Acts by kind", top_relations(ties)),
    ]
    for part in filter(None, parts):
        st.html(part)
    whole = count(profile.acts, "act")
    st.html(evidence.heading_html("Latest acts", f"{len(acts)} of {whole}" if len(acts) < profile.acts else whole))
    st.html(evidence.acts_html(acts, reports, opened=0, read_on=article_page()))


@st.cache_resource(max_entries=NAMES, show_spinner=False)
def _told(version: str, id_: str) -> tuple[list[tuple[str, str]], Ties, list[reads.Act], dict[str, list[reads.Report]]]:
    """Offices, acts counted, and the latest acts with their reports."""
    store = connection.store()
    acts = reads.acts_of(store, id_, limit=ACTS)
    return roles(store, id_), count_ties(store, id_), acts, reads.reports(store, [act.id for act in acts])


def article_page() -> str:
    """The address of the page that shows an article; empty when there is none."""
    return "article" if "article" in st.session_state["pages"] else ""


def roles(store: Reader, id_: str) -> list[tuple[str, str]]:
    """Offices and belongings, with their time and where that is known from."""
    found = [(_office(role), _span(role.start, role.end)) for role in _entry_roles(id_)]
    rows = store.read("explore/list_roles", id=id_, relations=list(STANDING), limit=ROLES)
    for row in rows:
        words = f"{verb(row['relation'])} {row['name']}" if row["acts"] else f"{row['name']} {verb(row['relation'])} it"
        first, last = day(row["first"]), day(row["last"])
        found.append((words, f"told {first}" if first == last else f"told {first} to {last}" if last else "told"))
    return found[:ROLES]


def _entry_roles(id_: str) -> Sequence[catalog.Role]:
    entry = connection.known().entries.get(id_)
    return entry.roles if entry else ()


def _office(role: catalog.Role) -> str:
    of = connection.known().entries.get(role.of)
    return f"{role.title}, {of.entity.name if of else role.of}"


def _span(start: dt.date | None, end: dt.date | None) -> str:
    if start is None and end is None:
        return "by the catalog"
    first, last = (f"{date:%b %Y}" if date else "" for date in (start, end))
    return f"{first} – {last or 'now'}, by the catalog" if first else f"until {last}, by the catalog"


def top_relations(ties: Ties) -> list[tuple[str, str]]:
    """The kinds of acts that tie it to others, the most first."""
    found = []
    for name, number in list(ties.relations.items())[:TOP]:
        happened = ties.realised[name]
        apart = "" if happened == number else f", {happened:,} realised" if happened else ", none realised"
        found.append((verb(name), f"{number:,}{apart}"))
    return found


def stance_of(id_: str, last: dt.date | None) -> Series | None:
    """China's stance towards an entity over some years; None without an act that counts."""
    return _stance_of(connection.version(), id_, last)


@st.cache_resource(max_entries=NAMES, show_spinner=False)
def _stance_of(version: str, id_: str, last: dt.date | None) -> Series | None:
    store = connection.store()
    entities = read_entities(store, [id_])
    target = entities.get(id_)
    if target is None or last is None or (target.type == "Country" and target.jurisdiction == ISSUER):
        return None
    issuer = Entity("", "", "Country", jurisdiction=ISSUER)
    acts = read_acts(store, target=target, issuer=issuer, entities=entities, constants=project())
    if not acts:
        return None
    period = last - dt.timedelta(days=round(365.25 * YEARS)), last
    return index.stance(acts, target=target, issuer=None, period=period, entities=entities)


def sparkline_html(series: Series, *, width: int = 300, height: int = 46) -> str:
    """The line with its band, from −1 to 1; gaps where evidence is wanting."""
    step = max(1, len(series.days) // width)
    x = np.linspace(0, width, len(series.days))[::step]
    lines: Mapping[str, list[float]] = {
        name: ((1 - values[::step]) * height / 2).tolist()
        for name, values in (("stance", series.stance), ("low", series.low), ("high", series.high))
    }
    path, band, open_ = "", "", False
    run: list[tuple[float, float, float]] = []

    def closed() -> str:
        if len(run) < 2:
            return ""
        there = " ".join(f"{a:.1f},{high:.1f}" for a, _, high in run)
        back = " ".join(f"{a:.1f},{low:.1f}" for a, low, _ in reversed(run))
        return f'<polygon points="{there} {back}"/>'

    for at, y, low, high in zip(x.tolist(), lines["stance"], lines["low"], lines["high"], strict=True):
        if np.isnan(y):
            band += closed()
            run, open_ = [], False
            continue
        path += f"{'L' if open_ else 'M'}{at:.1f} {y:.1f}"
        open_ = True
        run.append((at, low, high))
    band += closed()
    if not path:
        return ""
    last = level(None if np.isnan(series.stance[-1]) else float(series.stance[-1]))
    first, until = (str(one)[:4] for one in (series.days[0], series.days[-1]))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"><g fill="none" stroke="{INK}">'
        f'<path d="M0 {height / 2}H{width}" stroke-width=".6" opacity=".6"/><path d="{path}" stroke-width="1.8"/></g>'
        f'<g fill="{INK}" opacity=".18">{band}</g></svg>'
    )
    source = f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
    return (
        f'<div class="ps-spark"><b>China’s stance: {last}</b>'
        f'<img alt="Stance from {first} to {until}, now {last}" src="{source}">'
        f"<span>{first} – {until}, from −1 to +1</span></div>"
    )
