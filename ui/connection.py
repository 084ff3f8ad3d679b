"""The one connection of the page process, and what a page shows when there is none or the graph is empty."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import streamlit as st

from graph.errors import DatabaseError, InputError
from graph.model import Entity
from graph.settings import Settings
from graph.stance.acts import Act
from graph.stance.constants import project
from graph.stance.read import read_acts, read_entities
from graph.store import Store, open_store
from ingest import catalog
from ingest.catalog import Catalog
from ui import reads

log = logging.getLogger(__name__)

RETRY = 5.0
"""Seconds for which a page that somebody looks at tries again by itself; then it offers a button for it."""
FRESH = 30
"""Seconds for which a page does not look whether the graph has changed."""
STATES = 4
"""States whose acts are kept."""
PROFILES = 2000
"""Entities of which is kept what they are."""


@st.cache_resource(show_spinner="Connecting to the graph…")
def _open() -> tuple[Store, ExitStack]:
    stack = ExitStack()
    return stack.enter_context(open_store(Settings.from_environment(), retry=RETRY)), stack


def store() -> Store:
    """The store that every page shares.

    Raises:
        DatabaseError: the server cannot be reached or started.
    """
    return _open()[0]


def reconnect() -> None:
    """Forget the connection, so that the next page opens a new one."""
    _open.clear()
    forget()


def forget() -> None:
    """Forget what was read for all visitors, since the graph has changed."""
    _version.clear()


@st.cache_data(ttl=FRESH, show_spinner=False)
def _version() -> str:
    return store().version()


def version() -> str:
    """What all visitors share (names, counts, acts) is kept under this mark, until the graph changes.

    Raises:
        DatabaseError: the server cannot be reached.
    """
    return _version()


@st.cache_resource(show_spinner=False)
def known() -> Catalog:
    """The catalog that every page shares."""
    return catalog.load()


def entities(limit: int = 5000) -> list[reads.Found]:
    """The entities for the search box."""
    return _entities(version(), limit)


@st.cache_resource(max_entries=1, show_spinner=False)
def _entities(version: str, limit: int) -> list[reads.Found]:
    return reads.entities(store(), limit=limit)


def profile(id_: str) -> reads.Profile | None:
    """What an entity is; None when the graph does not have it."""
    return _profile(version(), id_)


@st.cache_resource(max_entries=PROFILES, show_spinner=False)
def _profile(version: str, id_: str) -> reads.Profile | None:
    return reads.profiles(store(), [id_]).get(id_)


def summary() -> reads.Summary:
    """How much the graph holds."""
    return _summary(version())


@st.cache_resource(max_entries=1, show_spinner=False)
def _summary(version: str) -> reads.Summary:
    return reads.summary(store())


def issuers() -> list[reads.Issuer]:
    """The states whose bodies act."""
    return _issuers(version())


@st.cache_resource(max_entries=1, show_spinner=False)
def _issuers(version: str) -> list[reads.Issuer]:
    return reads.issuers(store())


def acts(jurisdiction: str) -> tuple[list[Act], dict[str, Entity]]:
    """The acts of a state's bodies that carry a score, and who rolls up to whom."""
    return _acts(version(), jurisdiction)


@st.cache_resource(max_entries=STATES, show_spinner="Reading acts…")
def _acts(version: str, jurisdiction: str) -> tuple[list[Act], dict[str, Entity]]:
    entities = read_entities(store())
    state = Entity("", "", "Country", jurisdiction=jurisdiction)
    found = read_acts(store(), target=None, issuer=state, entities=entities, constants=project())
    return found, entities | {one.id: one for act in found for one in (act.actor, act.target)}


@contextmanager
def page() -> Iterator[None]:
    """Within it a lost server becomes a message with a way to try again, and what cannot be done is told."""
    try:
        yield
    except DatabaseError as error:
        log.warning("page shown without a database: %s", error)
        with st.container(border=True, key="lost"):
            st.subheader("The graph cannot be reached")
            st.code(str(error), language=None, wrap_lines=True)
            st.button("Try again", type="primary", on_click=reconnect)
    except InputError as error:
        with st.container(border=True, key="wrong"):
            st.subheader("This cannot be done")
            st.code(str(error), language=None, wrap_lines=True)


def is_empty() -> bool:
    """Whether the graph holds nothing yet; then says what to do.

    Raises:
        DatabaseError: the server cannot be reached.
    """
    store().version()  # what is kept alone would not tell that the server has gone
    if summary().acts:
        return False
    with st.container(border=True, key="empty"):
        st.subheader("No policy signals yet")
        st.write("Load articles, and this page shows who did what to whom, when, and whether it really happened.")
        st.code("policysignal ingest samples/articles", language=None)
        st.page_link(st.session_state["pages"]["ingest"], label="or drop them here")
        st.caption("Text, Markdown, saved web pages and JSON Lines can be read.")
        st.button("Look again", on_click=reconnect)
    return True
