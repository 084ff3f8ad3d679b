"""Status: the engine, how much the graph holds, the last runs, how fresh each source is, and the versions."""

from __future__ import annotations

import datetime as dt
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

import streamlit as st

from graph.settings import Settings
from graph.store import Store
from ui import connection
from ui.commands import stats
from ui.wording import STATUS, count, day, escape_html, type_name

SOURCES = 200
"""Publishers in the table, those with most articles first."""
PACKAGES = {
    "Policy Signal": "policysignal",
    "Neo4j driver": "neo4j",
    "Streamlit": "streamlit",
    "spaCy": "spacy",
    "ONNX Runtime": "onnxruntime",
}
STALE = 30
"""Days after which a source counts as quiet."""


def show() -> None:
    """The view."""
    with connection.page():
        _show()


@st.cache_data(ttl=connection.FRESH, show_spinner="Counting…")
def _holds() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    store = connection.store()
    return stats.count(store), store.read("explore/list_publishers", limit=SOURCES)


def _show() -> None:
    store = connection.store()
    found, publishers = _holds()
    with st.container(horizontal=True, vertical_alignment="center", key="amounts"):
        for name in ("articles", "publishers", "entities", "events", "reports", "resolved"):
            title = "came true" if name == "resolved" else name
            st.metric(title.capitalize(), f"{found[name]:,}", border=True)
        st.button("Count again", on_click=_holds.clear)
    if not found["articles"]:
        st.info("The graph is empty. Load articles: `policysignal ingest samples/articles`")
    with st.container(key="split"):
        left, right = st.columns([2, 3], gap="large")
    with left:
        st.markdown("#### Engine")
        st.html(_list(engine(store, Settings.from_environment())))
        st.markdown("#### Versions")
        st.html(_list(versions(PACKAGES)))
        if found["statuses"]:
            st.markdown("#### Events")
            st.html(_list({STATUS[name]: f"{number:,}" for name, number in found["statuses"].items()}))
            st.caption(f"They tell of {day(found['first'])} to {day(found['last'])}.")
            with st.expander(f"Entities by type: {count(found['entities'], 'entity', 'entities')}"):
                st.html(_list({type_name(name): f"{number:,}" for name, number in found["types"].items()}))
    with right:
        st.markdown("#### Last runs")
        if found["runs"]:
            st.dataframe(runs(found["runs"]), hide_index=True, width="stretch", placeholder="")
        else:
            st.caption("Nothing was loaded yet.")
        st.markdown("#### Sources")
        if publishers:
            today = dt.date.today()
            rows = sources(publishers, today=today)
            quiet = sum(row["Days ago"] is not None and row["Days ago"] > STALE for row in rows)
            st.caption(f"{count(len(rows), 'source')}; {quiet} of them with nothing of the last {STALE} days.")
            st.dataframe(
                rows,
                hide_index=True,
                width="stretch",
                height="auto" if len(rows) <= 12 else 440,
                placeholder="",
                column_config={
                    "Source": st.column_config.TextColumn(width="medium"),
                    "First": st.column_config.DateColumn(format="D MMM YYYY"),
                    "Latest": st.column_config.DateColumn(format="D MMM YYYY"),
                },
            )
        else:
            st.caption("No article names its publisher yet.")


def engine(store: Store, settings: Settings) -> dict[str, str]:
    """What the graph is kept in, and where; never the password.

    Raises:
        DatabaseError: the server cannot be reached.
    """
    told = {"Server": store.server(), "Address": store.endpoint.uri, "Database": store.endpoint.database}
    if store.ours:
        told["Kept in"] = str(settings.data)
        told["Stops"] = f"{settings.idle_minutes:g} minutes after its last use; any command or page starts it again"
    else:
        told["User"] = store.endpoint.username
    return told


def versions(packages: Mapping[str, str]) -> dict[str, str]:
    """The versions of some packages, by what they are called, and of Python."""
    return {**{name: version(package) for name, package in packages.items()}, "Python": platform.python_version()}


def runs(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The last runs as a table; one without an end runs still, or was cut off."""
    return [
        {
            "Started": f"{row['started']:%Y-%m-%d %H:%M}",
            "Took": _took(row["started"], row["finished"]),
            "Articles": row["articles"],
            "Signals": row["claims"],
            "Skipped": row["skipped"],
            "Version": row["version"],
        }
        for row in rows
    ]


def _took(started: dt.datetime, finished: dt.datetime | None) -> str:
    if finished is None:
        return "runs, or was cut off"
    seconds = round((finished - started).total_seconds())
    return f"{seconds // 60} min {seconds % 60} s" if seconds >= 60 else f"{seconds} s"


def sources(rows: Sequence[Mapping[str, Any]], *, today: dt.date) -> list[dict[str, Any]]:
    """How fresh each publisher is, by the day of its latest article; one without a name is told as such."""
    return [
        {
            "Source": row["publisher"] or "not named",
            "Articles": row["articles"],
            "First": row["earliest"],
            "Latest": row["latest"],
            "Days ago": (today - row["latest"]).days if row["latest"] else None,
        }
        for row in rows
    ]


def _list(told: Mapping[str, str]) -> str:
    pairs = "".join(f"<dt>{escape_html(name)}</dt><dd>{escape_html(value)}</dd>" for name, value in told.items())
    return f'<dl class="ps-profile">{pairs}</dl>'
