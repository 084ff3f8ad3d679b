"""The Review and Ingest pages in a real browser."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from graph import load
from graph.model import Entity, Status
from graph.store import Store
from tests.browser.conftest import CHINA, US, article, rested

pytestmark = [pytest.mark.browser, pytest.mark.neo4j, pytest.mark.model]

Visit = Callable[..., Page]
Picture = Callable[[Page, str], None]
LONGER = 420_000
"""Milliseconds for what a language model has to start for."""
ACME = Entity("company/acme-robotics", "Acme Robotics", "Company", ("Acme",))
LTD = Entity("company/acme-robotics-ltd", "Acme Robotics Ltd", "Company")
TEXT = (
    "Regulator fines Alibaba\n\nChina's market regulator fined Alibaba on Tuesday. Washington banned the sale of "
    "chips to Huawei. <script>window.pwned=1</script> said officials."
)


@pytest.fixture(scope="module")
def alike(filled: Store) -> Store:
    """The graph with two names of one firm, told of in two articles."""
    r = Status.REALISED
    some = [
        article("b1", dt.date(2024, 1, 5), [("China fined Acme Robotics.", "China fined", CHINA, "FINES", ACME, r)]),
        article("b2", dt.date(2024, 2, 5), [("America banned Acme Robotics Ltd.", "banned", US, "BANS", LTD, r)]),
    ]
    unsure = [replace(one, claims=tuple(replace(c, confidence=0.7) for c in one.claims)) for one in some]
    assert all(isinstance(one, load.Loaded) for one in load.load(filled, unsure, run="test"))
    return filled


def there(store: Store) -> int:
    return len(store.read("decide/read_entities", entities=[ACME.id, LTD.id]))


def test_pairs_are_decided_by_keys(alike: Store, visit: Visit, picture: Picture) -> None:
    page = visit("/review")
    again = page.get_by_role("button", name="Look again")
    expect(page.get_by_text("Is Acme Robotics").or_(again).first).to_be_visible(timeout=LONGER)
    question = page.get_by_role("heading", name=re.compile("^Is Acme Robotics"))
    expect(question).to_be_visible()
    expect(page.get_by_text("1 left, 0 decided by you in this visit")).to_be_visible()
    expect(page.get_by_text("If same: 1 report told of the other one then, in 1 article")).to_be_visible()
    expect(page.locator(".ps-act mark", has_text="China fined")).to_be_visible()
    expect(page.locator(".ps-act mark", has_text="banned")).to_be_visible()
    picture(page, "review-pair-1440")
    page.keyboard.press("s")
    expect(page.get_by_text("No two entities look like one")).to_be_visible()
    expect(page.get_by_text("0 left, 1 decided by you in this visit")).to_be_visible()
    assert there(alike) == 1
    rested(page)
    page.get_by_text("What was learned").click()
    expect(page.get_by_text("Decided so far: 1 same")).to_be_visible()
    picture(page, "review-done-1440")
    page.keyboard.press("z")
    expect(question).to_be_visible()
    assert there(alike) == 2
    page.keyboard.press("d")
    expect(page.get_by_text("No two entities look like one")).to_be_visible()
    assert there(alike) == 2
    rested(page)
    page.get_by_text("What was learned").click()
    page.get_by_role("button", name="Take back").first.click()
    expect(question).to_be_visible()


def test_acts_that_are_least_sure_are_judged_by_keys(alike: Store, visit: Visit, picture: Picture) -> None:
    page, other = visit("/review?kind=acts", width=800), visit("/review?kind=acts")
    first = page.locator(".ps-act .ps-caption")
    expect(page.get_by_text("2 left, 0 decided by you in this visit")).to_be_visible(timeout=LONGER)
    expect(first).to_be_visible()
    picture(page, "review-act-800")
    told = first.inner_text()
    page.keyboard.press("u")
    expect(first).not_to_have_text(told)
    expect(other.locator(".ps-act .ps-caption")).to_have_text(told, timeout=LONGER)
    page.keyboard.press("n")
    expect(page.get_by_text("1 left, 1 decided by you in this visit")).to_be_visible()
    expect(first).to_have_text(told)
    page.keyboard.press("z")
    expect(page.get_by_text("2 left, 0 decided by you in this visit")).to_be_visible()
    page.keyboard.press("y")
    expect(page.get_by_text("1 left, 1 decided by you in this visit")).to_be_visible()
    page.keyboard.press("z")
    expect(page.get_by_text("2 left, 0 decided by you in this visit")).to_be_visible()
    assert len(alike.read("explore/list_unsure_acts", below=0.85, limit=9)) == 2


def read_now(page: Page) -> None:
    rested(page)
    page.get_by_role("button", name="Read", exact=True).click()


def test_files_are_read_shown_and_loaded(filled: Store, visit: Visit, picture: Picture, tmp_path: Path) -> None:
    (tmp_path / "fine.txt").write_text(TEXT)
    (tmp_path / "empty.md").write_text("")
    page = visit("/ingest")
    expect(page.get_by_role("heading", name="Load articles")).to_be_visible(timeout=LONGER)
    picture(page, "ingest-form-1440")
    page.locator("input[type=file]").set_input_files([tmp_path / "fine.txt", tmp_path / "empty.md"])
    expect(page.get_by_text("empty.md")).to_be_visible()
    page.get_by_label("Addresses of articles").fill("http://127.0.0.1:9/dead\nno address")
    page.keyboard.press("Control+Enter")
    read_now(page)
    expect(page).to_have_url(re.compile("run="))
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    picture(page, "ingest-live-1440")
    # the run belongs to the server: a page that is left and opened anew finds it
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    expect(page.get_by_role("button", name="Discard")).to_be_visible(timeout=LONGER)
    expect(page.get_by_role("heading", name="3 inputs skipped")).to_be_visible()
    title = page.get_by_role("heading", name=re.compile(r"^\d+ acts in 1 article$"))
    acts = int(title.inner_text().split()[0])
    expect(page.get_by_test_id("data-grid-canvas").first).to_be_visible()
    picture(page, "ingest-offer-1440")
    page.get_by_role("button", name=f"Load {acts} act").click()
    expect(page.get_by_role("heading", name=re.compile(f"^Done: 1 article loaded with {acts} act"))).to_be_visible(
        timeout=LONGER
    )
    picture(page, "ingest-done-1440")
    page.get_by_role("link", name="Regulator fines Alibaba").click()
    expect(page.locator(".article p").first).to_have_text("Regulator fines Alibaba")
    expect(page.locator(".article")).to_contain_text("<script>window.pwned=1</script>")


def test_a_text_is_pasted_while_others_read(filled: Store, visit: Visit) -> None:
    page, other = visit("/ingest"), visit("/article?id=a1")
    expect(page.get_by_role("heading", name="Load articles")).to_be_visible(timeout=LONGER)
    page.get_by_label("The text of an article").fill("Beijing summoned Meituan on Tuesday over its price war.")
    page.get_by_text("Show the acts before they are loaded").click()
    read_now(page)
    expect(other.locator(".article p").first).to_have_text("Report a1")
    expect(page.get_by_role("heading", name=re.compile("^Done: 1 article loaded"))).to_be_visible(timeout=LONGER)
    other.get_by_role("link", name="Ingest").click()
    expect(other.get_by_role("heading", name="Load articles")).to_be_visible()
    rested(other)
    other.get_by_text("Runs of this page").click()
    other.get_by_role("link", name=re.compile("pasted text · Done")).click()
    expect(other.get_by_role("heading", name=re.compile("^Done: 1 article loaded"))).to_be_visible()
    expect(other).to_have_url(re.compile("run="))


def test_nothing_to_read_and_a_run_that_is_not_known(filled: Store, visit: Visit) -> None:
    page = visit("/ingest?run=nothing")
    expect(page.get_by_text("This run is not known any more")).to_be_visible(timeout=LONGER)
    read_now(page)
    expect(page.get_by_text("Nothing to read yet")).to_be_visible()


def test_a_lost_server_is_told(alike: Store, visit: Visit, proxy: Any) -> None:
    page = visit("/review?kind=acts")
    expect(page.locator(".ps-act .ps-caption")).to_be_visible(timeout=LONGER)
    proxy.cut()
    page.keyboard.press("y")
    expect(page.get_by_text("The graph cannot be reached")).to_be_visible(timeout=LONGER)
    assert "Traceback" not in page.content()
    proxy.open()
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".ps-act .ps-caption")).to_be_visible()
