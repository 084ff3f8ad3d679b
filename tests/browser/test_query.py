from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from graph.store import Store
from tests.browser.conftest import rested

pytestmark = [pytest.mark.browser, pytest.mark.neo4j]

Visit = Callable[..., Page]
Picture = Callable[[Page, str], None]

ROWS = re.compile(r"^\d+ rows? in [\d,]+ ms$")
SLOW = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN max(a * b) AS most"


def editor(page: Page) -> None:
    """Open the editor, and wait until it can read Cypher."""
    page.get_by_text("Cypher", exact=True).first.click()
    page.wait_for_selector('.cypher[data-language="ready"]')


def write(page: Page, text: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(text)
    page.keyboard.press("Escape")


def run(page: Page, text: str) -> None:
    write(page, text)
    page.keyboard.press("Control+Enter")


def fits(page: Page) -> bool:
    """Nothing reaches beyond the width of the page."""
    return bool(page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth"))


def test_a_question_from_its_card_to_its_answer_and_its_address(filled: Store, visit: Visit, picture: Picture) -> None:
    page = visit("/query")
    expect(page.locator(".st-key-cards button")).to_have_count(22, timeout=90_000)  # the first visit imports much
    for width in (1440, 1024, 800):
        page.set_viewport_size({"width": width, "height": 900})
        picture(page, f"query-cards-{width}")
        assert fits(page)
    page.get_by_placeholder("Find a question").fill("firm")
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-cards button")).to_have_count(3)
    page.get_by_text("What happened to a firm").click()
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_text("4 rows in")).to_be_visible()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    for width in (1440, 1024, 800):
        page.set_viewport_size({"width": width, "height": 900})
        picture(page, f"query-saved-{width}")
        assert fits(page)
    assert "question=what_happened_to_firm&firm=company%2Falibaba" in page.url
    other = visit(page.url.partition("/query")[2].join(("/query", "")))
    expect(other.get_by_role("heading", name="What happened to a firm")).to_be_visible()
    expect(other.get_by_text("4 rows in")).to_be_visible()


def test_the_editor_completes_and_marks_mistakes_while_typing(filled: Store, visit: Visit, picture: Picture) -> None:
    page = visit("/query")
    editor(page)
    write(page, "MATCH (n:Gov")
    page.keyboard.type("e")
    expect(page.locator(".cm-tooltip-autocomplete")).to_contain_text("GovernmentBody")
    picture(page, "query-completion-1440")
    page.keyboard.press("Enter")
    page.keyboard.type(") RETURN n.")
    expect(page.locator(".cm-tooltip-autocomplete")).to_contain_text("jurisdiction")
    write(page, "MATCH (a)-[r:HAL")
    page.keyboard.type("T")
    expect(page.locator(".cm-tooltip-autocomplete")).to_contain_text("HALTS")
    write(page, "CALL db.")
    page.keyboard.type("l")
    expect(page.locator(".cm-tooltip-autocomplete")).to_contain_text("labels")
    expect(page.locator(".cm-tooltip-autocomplete")).not_to_contain_text("createLabel")
    write(page, "MATCH (n:Entity)\nRETRN n")
    expect(page.locator(".cm-lintRange-error").first).to_be_visible()
    expect(page.locator(".cypher .said")).to_contain_text("Line 2: Invalid input 'RETRN'")
    write(page, "MATCH (n:Entity) RETURN n.name")
    expect(page.locator(".cm-lintRange-error")).to_have_count(0)


def test_what_the_server_says_is_shown_where_it_is(filled: Store, visit: Visit, picture: Picture) -> None:
    page = visit("/query")
    editor(page)
    run(page, "RETURN 1 AS one,\n  date('no day') AS two")
    expect(page.get_by_text("This gave no answer")).to_be_visible()
    run(page, "MATCH (n:Entity)\nRETURN nope.name")
    expect(page.get_by_text(re.compile(r"`nope` not defined.*line 2, column 8"))).to_be_visible()
    expect(page.locator(".cm-lintRange-error").first).to_contain_text("nope")
    for width in (1440, 1024, 800):
        page.set_viewport_size({"width": width, "height": 900})
        picture(page, f"query-mistake-{width}")
        assert fits(page)


def test_the_console_only_reads(filled: Store, visit: Visit, picture: Picture) -> None:
    before = filled.read("explore/summarise_graph")
    page = visit("/query")
    editor(page)
    for text, said in (
        ("MATCH (n) DETACH DELETE n", "the console only reads"),
        ("MATCH (n) CALL (n) { SET n.name = 'x' } RETURN n", "the console only reads"),
        ("CALL db.createLabel('Other')", "db.createLabel is not among those"),
        ("LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line", "LOAD CSV reads files"),
    ):
        run(page, text)
        expect(page.get_by_text(said)).to_be_visible()
    picture(page, "query-refused-1440")
    assert filled.read("explore/summarise_graph") == before


def test_a_result_as_picture_table_files_and_chart(
    filled: Store, visit: Visit, picture: Picture, tmp_path: Path
) -> None:
    page = visit("/query", dark=True)
    editor(page)
    page.get_by_role("button", name="Run").click()
    page.wait_for_selector(".canvas[data-ready]")
    picture(page, "query-graph-dark-1440")
    page.get_by_text("Table", exact=True).click()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    for name in ("JSON", "CSV"):
        with page.expect_download() as download:
            page.get_by_role("button", name=name, exact=True).click()
        download.value.save_as(tmp_path / f"rows.{name.lower()}")
    rows = json.loads((tmp_path / "rows.json").read_text(encoding="utf-8"))
    assert any(row["b"]["name"] == "Ant Group IPO" for row in rows)
    assert (tmp_path / "rows.csv").read_text(encoding="utf-8").startswith("a,r,b\n")
    page.get_by_text("Chart", exact=True).click()
    expect(page.locator('[data-testid="stVegaLiteChart"] svg').first).to_be_visible()
    picture(page, "query-chart-dark-1440")


def test_a_plan_is_told_in_words(filled: Store, visit: Visit, picture: Picture) -> None:
    page = visit("/query")
    editor(page)
    run(page, "EXPLAIN MATCH (n:Entity {id: 'company/alibaba'})-[r]->(b) RETURN r")
    expect(page.get_by_text("The plan; nothing was run.")).to_be_visible()
    expect(page.get_by_text("It starts from an index.")).to_be_visible()
    run(page, "PROFILE MATCH (n), (m) WHERE n.id < m.id RETURN count(*) AS pairs")
    expect(page.get_by_text("CartesianProduct pairs everything with everything")).to_be_visible()
    expect(page.get_by_text("look-ups in the store")).to_be_visible()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    picture(page, "query-plan-1440")
    page.get_by_text("Table", exact=True).click()
    expect(page.get_by_text("1 row in")).to_be_visible()


def test_a_query_that_runs_is_stopped(filled: Store, visit: Visit, picture: Picture) -> None:
    page = visit("/query")
    editor(page)
    run(page, SLOW)
    expect(page.get_by_text("of at most 20 seconds")).to_be_visible()
    picture(page, "query-running-1440")
    page.get_by_role("button", name="Stop").dispatch_event("click")
    expect(page.get_by_text("The statement was stopped.")).to_be_visible()
    run(page, "RETURN 1 AS one")
    expect(page.get_by_text("1 row in")).to_be_visible()


def test_what_was_asked_can_be_asked_again(filled: Store, visit: Visit, picture: Picture) -> None:
    page = visit("/query?question=who_met_whom")
    expect(page.get_by_text("Nothing in the graph matches.")).to_be_visible(timeout=90_000)
    editor(page)
    run(page, "MATCH (n:Country) RETURN n.name AS name ORDER BY name")
    expect(page.get_by_text("2 rows in")).to_be_visible()
    page.get_by_text("History", exact=True).click()
    expect(page.locator(".st-key-history button")).to_have_count(2)
    picture(page, "query-history-1440")
    page.get_by_role("button", name="MATCH (n:Country)").click()
    expect(page.get_by_text("2 rows in")).to_be_visible()
    expect(page.locator(".cm-content")).to_contain_text("MATCH (n:Country)")
    page.get_by_role("link", name="Explore").click()
    page.wait_for_selector(".canvas[data-ready]")
    page.get_by_role("link", name="Query").click()
    expect(page.locator(".cm-content")).to_contain_text("MATCH (n:Country)")
    expect(page.get_by_text("2 rows in")).to_be_visible()


def test_a_statement_in_an_address_is_shown_and_not_run(filled: Store, visit: Visit) -> None:
    page = visit("/query?cypher=MATCH%20(n)%20RETURN%20n.id%20LIMIT%203")
    expect(page.locator(".cm-content")).to_contain_text("RETURN n.id LIMIT 3")
    expect(page.get_by_text(ROWS)).to_have_count(0)
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_text("3 rows in")).to_be_visible()


def test_a_server_lost_under_a_query_is_told_and_found_again(filled: Store, visit: Visit, proxy: Any) -> None:
    page = visit("/query")
    editor(page)
    run(page, SLOW)
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    proxy.cut()
    expect(page.get_by_text("The graph cannot be reached")).to_be_visible(timeout=150_000)
    proxy.open()
    page.get_by_role("button", name="Try again").click()
    rested(page)
    page.wait_for_selector('.cypher[data-language="ready"]')
    run(page, "RETURN 1 AS one")
    expect(page.get_by_text("1 row in")).to_be_visible()
