"""Entity: who it is, by which names, its roles, acts, articles and neighbours, and how a state stands towards it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from graph import decisions as log_of
from graph.errors import InputError
from graph.questions import find_entity
from graph.settings import Settings
from graph.store import Store
from ui import connection, entities, entity_charts, evidence, picker, reads
from ui.decisions import decisions_file
from ui.entities import Name, Naming, Neighbour, Role
from ui.reads import Act, Profile
from ui.views.timeline import stance_text
from ui.wording import STATUS, count, day, escape_markdown, signed, type_name, verb, when

ACTS = 500
"""Acts in the table and the chart, the latest."""
SHOWN = 40
"""Acts whose sentences are shown at once."""
TABS = ("Acts", "Articles", "Neighbours", "Names and roles")


def show() -> None:
    """The view."""
    with connection.page():
        if not connection.is_empty():
            _show(connection.store())


def _show(store: Store) -> None:
    _take_address(store)
    id_ = picker.pick(
        "entity-picked",
        prompt="Entity",
        placeholder="Search a company, person, ministry, sector, law… also in Chinese",
    )
    st.query_params.pop("entity", None)
    st.session_state["entity-shown"] = id_
    if not id_:
        st.query_params.pop("key", None)
        st.html('<div class="ps-hint"><p><b>Search a name</b> to see who it is and what it did.</p></div>')
        return
    st.query_params["key"] = id_
    profile = reads.profiles(store, [id_])[id_]
    acts = reads.acts_of(store, id_, limit=ACTS)
    with st.container(key="split"):
        left, right = st.columns([1, 2.1], gap="medium")
        with left:
            _profile(store, profile)
        with right:
            _tabs(store, profile, acts)


def _take_address(store: Store) -> None:
    """Turn to whom the address names, unless the search box, which names its choice as `entity`, was just used."""
    asked, chosen = st.query_params.get("key", ""), st.session_state.get("entity", "")
    cleared = not chosen and asked == st.session_state.get("entity-shown")
    if not asked or asked == chosen or cleared or "entity" in st.query_params:
        return
    try:
        st.session_state["entity"] = asked if reads.profiles(store, [asked]) else find_entity(store, asked)
    except InputError as error:
        st.warning(escape_markdown(str(error)))
        st.session_state["entity"] = ""


def _profile(store: Store, profile: Profile) -> None:
    st.html(evidence.profile_html(profile))
    pages = st.session_state["pages"]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(pages["explore"], label="In the picture", query_params={"entity": profile.id})
        st.page_link(pages["timeline"], label="Timeline", query_params={"entity": profile.id})
        if profile.parent and st.button(escape_markdown(profile.parent_name or profile.parent), type="tertiary"):
            st.switch_page(pages["entity"], query_params={"key": profile.parent})
    issuer = entities.issuer_for(profile, connection.issuers())
    end = connection.summary().last
    if issuer is None or end is None:
        return
    series = entities.stance(store, profile.id, issuer.code, end=end)
    if series is None:
        return
    title = f"{issuer.name} towards {profile.name}"
    st.html(evidence.heading_html(title, f"On {day(end)}: {stance_text(series, end)}"))
    dark = st.context.theme.type == "dark"
    st.altair_chart(entity_charts.stance_line(series, dark=dark), width="stretch", key="entity-stance")


def _tabs(store: Store, profile: Profile, acts: Sequence[Act]) -> None:
    st.session_state.setdefault("entity-tab", TABS[0])
    tab = st.segmented_control("Show", TABS, required=True, key="entity-tab", label_visibility="collapsed")
    if tab == "Acts":
        _acts(store, profile, acts)
    elif tab == "Articles":
        _articles(entities.articles(store, profile.id))
    elif tab == "Neighbours":
        _neighbours(entities.neighbours(store, profile.id))
    else:
        known = connection.known()
        made = log_of.read(decisions_file(Settings.from_environment()))
        told = entities.spellings(store, profile.id)
        st.html(evidence.heading_html("Names", "Where each comes from; articles are the latest that name it."))
        found = entities.names(profile, entry=known.entries.get(profile.id), decisions=made, told=told)
        st.dataframe(name_rows(found), hide_index=True, width="stretch")
        held = entities.roles(store, profile, known)
        if held:
            st.html(evidence.heading_html("Roles", "The catalog's by the days known, others as long as they are told."))
            _clickable(role_rows(held), "entity", "key", [one.other for one in held])


# Acts


def _acts(store: Store, profile: Profile, acts: Sequence[Act]) -> None:
    if not acts:
        st.info("No act names it as actor or target; articles do.")
        return
    more = f", the latest {ACTS} of {profile.acts:,}" if profile.acts > len(acts) else ""
    st.html(evidence.heading_html(f"{count(len(acts), 'act')}{more}", "Click a mark or a row to read its sentences."))
    chosen: list[str] = []
    if any(one.date for one in acts):
        dark = st.context.theme.type == "dark"
        marks = st.altair_chart(
            entity_charts.acts_chart(acts, profile.id, dark=dark), width="stretch", on_select="rerun",
            key=f"entity-acts-{profile.id}",
        )  # fmt: skip
        chosen += [str(one["id"]) for one in marks["selection"].get("act", []) if "id" in one]
    table = st.dataframe(
        act_rows(acts), key=f"entity-table-{profile.id}", hide_index=True, width="stretch", height=260,
        on_select="rerun", selection_mode="multi-row",
    )  # fmt: skip
    chosen += [acts[row].id for row in table["selection"]["rows"] if row < len(acts)]
    shown = [one for one in acts if one.id in chosen] or list(acts[:SHOWN])
    told = reads.reports(store, [one.id for one in shown])
    st.html(evidence.acts_html(shown, told, opened=len(shown) if chosen else 1))


def act_rows(acts: Sequence[Act]) -> list[dict[str, object]]:
    """Acts as the rows of a table."""
    return [
        {
            "Date": when(one.date, one.precision),
            "Actor": one.actor_name,
            "Act": verb(one.relation),
            "Target": one.target_name or one.amount,
            "Status": STATUS.get(one.status, one.status),
            "Score": one.score,
            "Publishers": one.sources,
            "Confidence": round(one.confidence, 2),
        }
        for one in acts
    ]


# The other tabs


def _articles(found: Sequence[Naming]) -> None:
    st.html(evidence.heading_html(count(len(found), "article"), "Those published last first. Click one to read it."))
    rows: list[dict[str, object]] = [
        {"Published": one.published, "Title": one.title, "Publisher": one.publisher, "Named": one.times}
        for one in found
    ]
    dates = {"Published": st.column_config.DateColumn(format="D MMM YYYY", width="small")}
    _clickable(rows, "article", "id", [one.id for one in found], columns=dates)


def _neighbours(found: Sequence[Neighbour]) -> None:
    st.html(evidence.heading_html(count(len(found), "neighbour"), "The strongest ties first. Click one to go there."))
    _clickable(neighbour_rows(found), "entity", "key", [one.id for one in found])


def neighbour_rows(found: Sequence[Neighbour]) -> list[dict[str, object]]:
    """Neighbours as the rows of a table."""
    return [
        {
            "Name": one.name,
            "Type": type_name(one.type),
            "Acts": one.acts,
            "Last": day(one.last),
            "Mean score": signed(one.score) if one.score is not None else "",
        }
        for one in found
    ]


def name_rows(found: Sequence[Name]) -> list[dict[str, object]]:
    """Names as the rows of a table."""
    return [{"Name": one.name, "From": "; ".join(one.origins)} for one in found]


def role_rows(found: Sequence[Role]) -> list[dict[str, object]]:
    """Roles as the rows of a table."""

    def text(date: dt.date | None, missing: str) -> str:
        return day(date) if date else missing

    return [
        {
            "Role": one.text,
            "From": text(one.first, "not known"),
            "To": text(one.last, "today" if one.origin == "catalog" else ""),
            "Told by": one.origin,
        }
        for one in found
    ]


def _clickable(
    rows: list[dict[str, object]], page: str, name: str, ids: Sequence[str], *, columns: Mapping[str, Any] | None = None
) -> None:
    """A table; a click on a row opens a page with its id as the parameter `name`."""
    chosen = st.dataframe(
        rows, key=f"entity-to-{page}", hide_index=True, width="stretch", on_select="rerun",
        selection_mode="single-row", column_config=columns,
    )  # fmt: skip
    picked = chosen["selection"]["rows"]
    if picked and picked[0] < len(ids):
        st.switch_page(st.session_state["pages"][page], query_params={name: ids[picked[0]]})
