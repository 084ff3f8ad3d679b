from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from graph.store import Store
from tests.browser.conftest import drawn, point

pytestmark = [pytest.mark.browser, pytest.mark.neo4j]

Visit = Callable[..., Page]
Picture = Callable[[Page, str], None]

PLACES = "canvas => Object.fromEntries(canvas.cy.nodes().map(n => [n.id(), n.renderedPosition()]))"


def names(page: Page) -> set[str]:
    return set(page.locator(".canvas").evaluate(PLACES))


def test_an_empty_graph_tells_what_to_do(store: Store, visit: Visit, picture: Picture) -> None:
    for path in ("/", "/timeline", "/query"):
        page = visit(path)
        expect(page.get_by_text("No policy signals yet")).to_be_visible()
        expect(page.get_by_text("policysignal ingest samples/articles")).to_be_visible()
    picture(page, "empty-1440")


def test_after_loading_the_first_picture_is_there(filled: Store, visit: Visit, picture: Picture) -> None:
    page = visit("/")
    page.get_by_role("button", name="Look again").click()
    drawn(page)
    assert {"country/china", "deal/ant-group-ipo", "company/alibaba"} <= names(page)
    expect(page.get_by_text("Click a line")).to_be_visible()
    picture(page, "explore-first-1440")
    page.set_viewport_size({"width": 800, "height": 1000})
    picture(page, "explore-first-800")


def test_two_visitors_do_not_see_each_other(filled: Store, visit: Visit) -> None:
    one, other = visit("/?entity=company/alibaba"), visit("/")
    drawn(one)
    drawn(other)
    expect(one.locator(".ps-heading").first).to_have_text("Alibaba")
    expect(other.get_by_text("Click a line")).to_be_visible()
    other.goto(other.url + "?entity=person/jack-ma")
    expect(other.locator(".ps-heading").first).to_have_text("Jack Ma")
    one.get_by_role("link", name="Timeline").click()
    expect(one.locator(".ps-heading").first).to_contain_text("towards Alibaba")


def test_markup_in_articles_is_text(filled: Store, visit: Visit, evil: str, picture: Picture) -> None:
    page = visit("/?entity=company/evil")
    drawn(page)
    expect(page.locator(".ps-heading").first).to_have_text(evil)
    page.locator(".ps-act summary").first.click()
    report = page.locator(".ps-report").first
    expect(report).to_contain_text("<b>Officials</b> of China banned <img")
    expect(report).to_contain_text("<script>window.pwned=1</script>")
    assert report.get_by_role("link").evaluate_all("links => links.map(a => a.pathname)") == ["/article"]
    assert page.locator(".ps-act img, .ps-act script, .ps-act b").count() == 0
    page.mouse.move(*point(page, "company/evil"))
    expect(page.locator(".canvas .tip")).to_contain_text("<img src=x")
    picture(page, "explore-markup-1440")
    page.get_by_role("link", name="Timeline").click()
    marks = page.locator('[data-testid="stVegaLiteChart"] path[aria-roledescription="point"]')
    marks.first.hover()
    expect(page.locator("#vg-tooltip-element")).to_contain_text("<img src=x")
    page.get_by_role("link", name="Query").click()
    page.get_by_text("Which articles report most acts?").click()
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_text("7 rows in")).to_be_visible()


def test_the_timeline_opens_on_its_sentences(filled: Store, visit: Visit, picture: Picture) -> None:
    page = visit("/timeline?entity=company/ant-group")
    expect(page.locator(".ps-heading").first).to_have_text("China towards Ant Group")
    expect(
        page.get_by_text("5 acts: 2 on itself, 2 on its units, products and deals, 1 on its sectors")
    ).to_be_visible()
    page.get_by_text("All", exact=True).click()
    marks = page.locator('[data-testid="stVegaLiteChart"] path[aria-roledescription="point"]')
    expect(marks).to_have_count(5)
    picture(page, "timeline-1440")
    marks.first.click()
    expect(page.get_by_role("heading", name="1 act", exact=True)).to_be_visible()
    # the sentences of the turning points stay closed
    expect(page.locator(".ps-act mark").filter(visible=True).first).to_be_visible()
    picture(page, "timeline-act-1440")
    page.set_viewport_size({"width": 800, "height": 1000})
    picture(page, "timeline-act-800")


def test_a_sector_gathers_the_acts_on_its_firms(filled: Store, visit: Visit) -> None:
    page = visit("/timeline?entity=sector/fintech")
    expect(page.get_by_text("5 acts: 1 on itself, 4 on its firms")).to_be_visible()


def test_dark_pages(filled: Store, visit: Visit, picture: Picture) -> None:
    page = visit("/?entity=company/ant-group", dark=True)
    drawn(page)
    picture(page, "explore-dark-1440")
    page.goto(page.url.split("?")[0] + "timeline?entity=company/ant-group")
    expect(page.locator('[data-testid="stVegaLiteChart"] svg').first).to_be_visible()
    picture(page, "timeline-dark-1440")


def test_a_lost_server_is_told_and_found_again(filled: Store, visit: Visit, proxy: Any, picture: Picture) -> None:
    page = visit("/?entity=company/ant-group")
    drawn(page)
    proxy.cut()
    page.reload()
    # the driver tries again for a while before it gives up
    expect(page.get_by_text("The graph cannot be reached")).to_be_visible(timeout=150_000)
    expect(page.get_by_text("NEO4J_URI")).to_be_visible()
    assert "Traceback" not in page.content()
    picture(page, "lost-1440")
    proxy.open()
    page.get_by_role("button", name="Try again").click()
    drawn(page)
