"""The Article and Entity pages in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from graph.store import Store
from tests.browser.conftest import rested

pytestmark = [pytest.mark.browser, pytest.mark.neo4j]

LONGER = 90_000
"""Milliseconds for what comes first: the page imports much when it is visited first."""
Visit = Callable[..., Page]
Picture = Callable[[Page, str], None]


def test_an_empty_graph_tells_what_to_do(store: Store, visit: Visit) -> None:
    for path in ("/article", "/entity?key=company/nobody"):
        expect(visit(path).get_by_text("No policy signals yet")).to_be_visible(timeout=LONGER)


def test_from_a_sentence_to_its_acts_and_back(filled: Store, visit: Visit, picture: Picture) -> None:
    page = visit("/article?id=a1")
    page.get_by_role("button", name="Look again").or_(page.locator(".article")).first.wait_for()
    if page.get_by_role("button", name="Look again").is_visible():
        page.get_by_role("button", name="Look again").click()
    expect(page.locator(".article p").first).to_have_text("Report a1")
    expect(page.get_by_text("Harbour Wire").first).to_be_visible()
    expect(page.get_by_text("3 Nov 2020").first).to_be_visible()
    expect(page.locator(".ps-heading").first).to_have_text("2 acts in this article")
    picture(page, "article-1440")
    page.locator(".article").get_by_text("Regulators had").click()
    expect(page.locator(".ps-heading").first).to_have_text("1 act in this sentence")
    expect(page.locator(".ps-triple")).to_contain_text(["China summons Jack Ma"])
    expect(page.locator(".sentence.chosen")).to_contain_text("summoned Jack Ma")
    page.get_by_role("button", name="All 2 acts").click()
    page.locator('[class*="st-key-triple-"]', has_text="China halts").get_by_role("button", name="Show").click()
    expect(page.locator(".quote.chosen").first).to_be_visible()
    assert "".join(page.locator(".quote.chosen").all_inner_texts()) == "China halted the Ant Group IPO"
    assert "triple=" in page.url
    picture(page, "article-quote-1440")
    page.reload()
    expect(page.locator(".quote.chosen").first).to_be_visible()
    page.locator(".name", has_text="Jack Ma").click()
    expect(page.locator(".ps-heading").first).to_have_text("Jack Ma")
    page.get_by_role("link", name="Who is it?").click()
    expect(page).to_have_url(re.compile("/entity.*key=person"))
    expect(page.locator(".ps-profile")).to_be_visible()
    page.set_viewport_size({"width": 800, "height": 1000})
    picture(page, "entity-800")


def test_what_is_wrong_is_left_out_and_taken_back(filled: Store, visit: Visit, picture: Picture) -> None:
    def fines() -> list[dict[str, Any]]:
        pairs = [{"actor": "governmentbody/samr", "target": "company/alibaba"}]
        return [
            row for row in filled.read("explore/list_acts_between", pairs=pairs, each=9) if row["relation"] == "FINES"
        ]

    page = visit("/article?id=a3")
    act = page.locator('[class*="st-key-triple-"]', has_text="SAMR fines Alibaba")
    act.get_by_role("button", name="Wrong").click()
    expect(page.get_by_role("heading", name="Marked as wrong")).to_be_visible()
    expect(act).to_have_count(0)
    expect(page.locator(".ps-heading").first).to_have_text("1 act in this article")
    assert not fines()
    picture(page, "article-wrong-1440")
    page.get_by_role("button", name="Take back").click()
    expect(act).to_have_count(1)
    expect(page.get_by_role("heading", name="Marked as wrong")).to_have_count(0)
    assert fines()


def test_markup_in_articles_is_text(filled: Store, visit: Visit, evil: str, picture: Picture) -> None:
    page = visit("/article?id=a6")
    expect(page.locator(".article p").first).to_have_text(f"<script>window.pwned=1</script> {evil}")
    expect(page.locator(".article")).to_contain_text("<b>Officials</b> of China banned <img")
    assert page.locator(".article img, .article script, .article b").count() == 0
    assert page.locator(".ps-triple img, .ps-report img, .ps-source img").count() == 0
    expect(page.locator(".ps-triple")).to_contain_text(evil)
    expect(page.get_by_role("link", name="original")).to_have_count(0)
    page.get_by_text("Who is named").click()
    rested(page)
    picture(page, "article-markup-1440")
    page.goto(page.url.split("/article")[0] + "/entity?key=company/evil")
    expect(page.locator(".ps-heading").first).to_have_text(evil)
    for tab in ("Articles", "Neighbours", "Names and roles"):
        page.get_by_text(tab, exact=True).click()
        rested(page)


def test_an_article_that_is_not_there(filled: Store, visit: Visit) -> None:
    page = visit("/article?id=nothing")
    expect(page.get_by_text("There is no article nothing")).to_be_visible()
    expect(page.get_by_role("heading", name="Articles")).to_be_visible()
    page.get_by_placeholder("Its address").fill("https://example.com/a4")
    page.keyboard.press("Enter")
    expect(page.locator(".article p").first).to_have_text("Report a4")
    assert "id=a4" in page.url


def test_an_entity_with_its_acts_articles_neighbours_and_names(filled: Store, visit: Visit, picture: Picture) -> None:
    page = visit("/entity?key=company/ant-group")
    expect(page.locator(".ps-heading").first).to_have_text("Ant Group")
    expect(page.get_by_role("heading", name="3 acts")).to_be_visible()
    marks = page.locator('[data-testid="stVegaLiteChart"] path[aria-roledescription="point"]')
    # that it is owned has no day
    expect(marks).to_have_count(2)
    picture(page, "entity-1440")
    marks.first.click()
    expect(page.locator(".ps-act[open]")).to_have_count(1)
    page.get_by_text("Articles", exact=True).click()
    expect(page.get_by_role("heading", name="7 articles")).to_be_visible()
    page.get_by_text("Neighbours", exact=True).click()
    expect(page.get_by_role("heading", name="2 neighbours")).to_be_visible()
    page.get_by_text("Names and roles", exact=True).click()
    expect(page.get_by_role("heading", name="Roles")).to_be_visible()
    picture(page, "entity-names-1440")
    page.get_by_role("button", name="Alibaba").click()
    expect(page.locator(".ps-heading").first).to_have_text("Alibaba")
    expect(page).to_have_url(re.compile("key=company(/|%2F)alibaba"))


def test_a_name_in_the_address_is_found(filled: Store, visit: Visit) -> None:
    expect(visit("/entity?key=阿里巴巴").locator(".ps-heading").first).to_have_text("Alibaba")
    page = visit("/entity?key=Nobody%20Known")
    expect(page.get_by_text("The graph has no entity 'Nobody Known'")).to_be_visible()
    page.get_by_role("combobox").first.click()
    page.keyboard.type("Jack")
    page.get_by_role("option", name="Jack Ma").click()
    expect(page.locator(".ps-heading").first).to_have_text("Jack Ma")
    expect(page).to_have_url(re.compile("key=person(/|%2F)jack-ma"))


def test_two_visitors_read_different_articles(filled: Store, visit: Visit) -> None:
    one, other = visit("/article?id=a1"), visit("/article?id=a4")
    expect(one.locator(".article p").first).to_have_text("Report a1")
    expect(other.locator(".article p").first).to_have_text("Report a4")
    one.locator(".article").get_by_text("Regulators had").click()
    expect(one.locator(".sentence.chosen")).to_have_count(1)
    rested(other)
    expect(other.locator(".sentence.chosen")).to_have_count(0)


def test_a_lost_server_is_told_and_found_again(filled: Store, visit: Visit, proxy: Any) -> None:
    page = visit("/article?id=a1", dark=True)
    expect(page.locator(".article p").first).to_have_text("Report a1")
    proxy.cut()
    page.reload()
    expect(page.get_by_text("The graph cannot be reached")).to_be_visible(timeout=150_000)
    assert "Traceback" not in page.content()
    proxy.open()
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".article p").first).to_have_text("Report a1")
