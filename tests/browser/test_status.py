from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from graph import load
from graph.store import Store

pytestmark = [pytest.mark.browser, pytest.mark.neo4j]

Visit = Callable[..., Page]
Picture = Callable[[Page, str], None]


def test_an_empty_graph_has_an_engine(store: Store, visit: Visit, picture: Picture) -> None:
    page = visit("/status")
    expect(page.get_by_text("The graph is empty")).to_be_visible(timeout=90_000)  # the first visit imports much
    expect(page.get_by_text("Nothing was loaded yet.")).to_be_visible()
    expect(page.get_by_text(store.server())).to_be_visible()
    assert store.endpoint.password not in page.content()
    picture(page, "status-empty-1440")


def test_what_there_is_and_how_fresh_it_is(filled: Store, visit: Visit, evil: str, picture: Picture) -> None:
    for run in [row["id"] for row in filled.read("explore/read_runs", limit=9)]:
        load.finish_run(filled, run, articles=7, skipped=0, claims=11)
    page = visit("/status")
    page.get_by_role("button", name="Count again").click()
    expect(page.get_by_test_id("stMetric").filter(has_text="Articles").get_by_text("7", exact=True)).to_be_visible()
    expect(page.get_by_text("3 sources; 3 of them with nothing of the last 30 days.")).to_be_visible()
    expect(page.get_by_test_id("stDataFrame")).to_have_count(2)
    for width in (1440, 1024, 800):
        page.set_viewport_size({"width": width, "height": 900})
        picture(page, f"status-{width}")
        assert page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth")
    picture(visit("/status", dark=True), "status-dark-1440")
