"""Explore in a real browser: what a person can do with the picture."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from cypher import Statement
from graph import load
from graph.model import Article, Claim, Entity, EventDate, Extraction, Precision, Status
from graph.store import Store
from tests.browser.conftest import drawn, point

pytestmark = [pytest.mark.browser, pytest.mark.neo4j]

Visit = Callable[..., Page]
Picture = Callable[[Page, str], None]
SOURCE = Path(__file__).parents[2] / "ui/components/graph_canvas"

PLACES = """canvas => Object.fromEntries(
    canvas.cy.nodes().not('.off').map(n => [n.id(), n.renderedPosition()]))"""
HUB = Entity("company/acme-holdings", "Acme Holdings", "Company")


def canvas(page: Page) -> Locator:
    return page.locator(".canvas")


def places(page: Page) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = canvas(page).evaluate(PLACES)
    return found


def tool(page: Page, name: str) -> Locator:
    return canvas(page).get_by_role("button", name=name, exact=True)


def choose(page: Page, id_: str) -> None:
    page.mouse.click(*point(page, id_))
    page.wait_for_function(
        """id => {
            const find = root => root.querySelector('.canvas') ?? [...root.querySelectorAll('*')]
                .map(one => one.shadowRoot && find(one.shadowRoot)).find(Boolean);
            return find(document)?.cy.getElementById(id).hasClass('chosen');
        }""",
        arg=id_,
    )


def kept(before: dict[str, dict[str, float]], after: dict[str, dict[str, float]]) -> float:
    """The share of what stood that is where it was, within half a pixel."""
    stayed = [id_ for id_ in before if id_ in after and all(abs(after[id_][a] - before[id_][a]) < 0.5 for a in "xy")]
    return len(stayed) / len(before)


def crowded() -> list[Extraction]:
    """A firm that sues 34 others, and a rumour that it acquires one."""
    text, claims = "Acme Holdings in court\n\n", []
    day = dt.date(2024, 5, 2)
    for number in range(34):
        other = Entity(f"company/rival-{number:02d}", f"Rival {number:02d}", "Company")
        sentence = f"Acme Holdings sued {other.name} in May."
        start = len(text)
        text += sentence + " "
        date = EventDate(dt.date(2020 + number % 5, 5, 2), Precision.DAY, "in May")
        claims.append(
            Claim(
                "c1", HUB, "SUES", other, Status.REALISED, sentence, start, start + len(sentence), date, "", "", 0.9,
                "", start, start + len(sentence),
            )
        )  # fmt: skip
    article = Article("c1", text, "Acme Holdings in court", "https://example.com/c1", day, "Harbour Wire")
    entities = {one.id: one for claim in claims for one in (claim.subject, claim.object) if one}
    return [Extraction(article, tuple(claims), dict.fromkeys(entities, 1), entities)]


@pytest.fixture(scope="module")
def crowd(filled: Store) -> Store:
    """The graph with a firm that has more neighbours than one step brings."""
    run = load.start_run(filled, version="test")
    assert all(isinstance(one, load.Loaded) for one in load.load(filled, crowded(), run=run))
    return filled


# The functions of the canvas, in the browser that runs them


@pytest.fixture(scope="module")
def blank(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    yield page
    page.close()


def call(page: Page, module: str, expression: str, *given: Any) -> Any:
    """The value of an expression of a source file's functions `m` and what is given to it, `a`."""
    text = (SOURCE / f"{module}.js").read_text(encoding="utf-8")
    code = (
        "async ([text, a]) => { const m = await import('data:text/javascript;charset=utf-8,' + "
        f"encodeURIComponent(text)); return ({expression}); }}"
    )
    return page.evaluate(code, [text, list(given)])


WORDS = {"HALTS": {"verb": "halts"}, "BANS": {"verb": "bans"}, "MEETS": {"verb": "meets", "symmetric": True}}


def act(id_: str = "e1", **changes: Any) -> dict[str, Any]:
    return {
        "id": id_, "relation": "HALTS", "date": "2020-11-03", "status": "realised", "score": -0.8, "confidence": 0.9,
        "sources": 1, "publishers": ["Wire"], "actor": "c", "target": "f",
    } | changes  # fmt: skip


def test_an_edge_counts_its_acts(blank: Page) -> None:
    acts = [act(), act("e2", relation="BANS", score=-0.9, sources=3), act("e3")]
    told = call(blank, "acts", "m.summarise(a[0], a[1])", acts, WORDS)
    assert (told["label"], told["count"], told["polarity"], told["sources"]) == ("halts +2", 3, "restrictive", 3)
    assert told["lines"] == ["halts ×2", "bans"]
    assert call(blank, "acts", "m.summarise(a[0], a[1], 900).label", acts, WORDS) == "halts +899"
    assert call(blank, "acts", "m.summarise(a[0], a[1]).label", [act(), act("e2")], WORDS) == "halts ×2"


def test_a_rumour_never_names_a_line_that_happened(blank: Page) -> None:
    rumours = [act(str(n), relation="BANS", score=-0.9, status="potential", sources=9) for n in range(3)]
    told = call(blank, "acts", "m.summarise(a[0], a[1])", [*rumours, act("m", relation="MEETS", score=0.25)], WORDS)
    assert told["label"] == "meets +3"
    assert (told["status"], told["polarity"], told["sources"]) == ("realised", "supportive", 1)
    assert told["lines"] == ["bans (potential) ×3", "meets"]


def test_what_is_denied_gives_no_direction(blank: Page) -> None:
    told = call(blank, "acts", "m.summarise(a[0], a[1])", [act(status="denied")], WORDS)
    assert (told["polarity"], told["status"]) == ("neutral", "denied")


def test_only_edges_of_symmetric_acts_have_no_arrow(blank: Page) -> None:
    meets = act(relation="MEETS", score=0.25)
    assert call(blank, "acts", "m.summarise(a[0], a[1]).symmetric", [meets], WORDS)
    assert not call(blank, "acts", "m.summarise(a[0], a[1]).symmetric", [meets, act("e2")], WORDS)


@pytest.mark.parametrize(
    ("filters", "passes"),
    [
        ({}, True),
        ({"relations": ["HALTS", "BANS"]}, True),
        ({"relations": ["BANS"]}, False),
        ({"statuses": ["denied"]}, False),
        ({"polarities": ["supportive"]}, False),
        ({"types": ["Company"]}, False),
        ({"types": ["Company", "Country"]}, True),
        ({"sectors": ["fintech"]}, True),
        ({"sectors": ["gaming"]}, False),
        ({"publishers": ["Wire"]}, True),
        ({"publishers": ["Other"]}, False),
        ({"confidence": 0.9}, True),
        ({"confidence": 0.95}, False),
        ({"since": "2020-11-03", "until": "2020-11-03"}, True),
        ({"since": "2020-11-04"}, False),
        ({"until": "2020-11-02"}, False),
    ],
)
def test_filters(blank: Page, filters: dict[str, Any], passes: bool) -> None:
    nodes = [["c", {"type": "Country"}], ["f", {"type": "Company", "sectors": ["fintech"]}]]
    keeps = "m.keeps(a[0], {...m.noFilters(), ...a[1]}, new Map(a[2]))"
    assert call(blank, "acts", keeps, act(), filters, nodes) is passes
    undated = call(blank, "acts", keeps, act(date=""), filters, nodes)
    assert undated is (passes and not {"since", "until"} & set(filters))
    number = 1 if {"since", "until"} & set(filters) else len(filters)
    assert call(blank, "acts", "m.active({...m.noFilters(), ...a[0]})", filters) == number


def test_a_filter_counts_what_it_would_show(blank: Page) -> None:
    acts = [act(), act("e2", relation="BANS"), act("e3", relation="BANS", status="denied")]
    expression = "m.facets(a[0], {...m.noFilters(), relations: ['BANS'], statuses: ['denied']}, new Map())"
    found = call(blank, "acts", expression, acts)
    # of each list what the other filters let through; what is chosen is counted as well
    assert found["relations"] == [["BANS", 1], ["HALTS", 0]]
    assert found["statuses"] == [["denied", 1], ["realised", 1]]


def test_time_has_few_bars(blank: Page) -> None:
    def bars(*days: str) -> list[dict[str, Any]]:
        acts = [act(day, date=day) for day in days]
        found: list[dict[str, Any]] = call(blank, "acts", "m.histogram(a[0], m.noFilters(), new Map())", acts)
        return found

    months = bars("2020-11-03", "2021-01-10", "2021-01-31", "")
    assert [(one["name"], one["all"]) for one in months] == [("2020-11", 1), ("2020-12", 0), ("2021-01", 2)]
    assert (months[0]["since"], months[0]["until"]) == ("2020-11-01", "2020-11-31")
    quarters = bars("2015-02-01", "2021-12-01")
    assert (quarters[0]["name"], quarters[-1]["name"], len(quarters)) == ("2015 Q1", "2021 Q4", 28)
    assert (len(bars("1980-02-01", "2021-12-01")), bars("2020-01-01")[0]["all"], bars()) == (42, 1, [])


def test_every_change_can_be_undone_and_redone(blank: Page) -> None:
    steps = "(h => [m.undo(h).now, m.redo(m.undo(h)).now, m.undo(m.undo(h)).past.length])"
    told = call(blank, "history", f"{steps}(m.change(m.change(m.begin('a'), 'b'), 'c'))")
    assert told == ["b", "c", 0]
    forgotten = call(blank, "history", "m.change(m.undo(m.change(m.begin('a'), 'b')), 'd').future.length")
    assert forgotten == 0
    assert call(blank, "history", "m.change(m.begin('a'), 'b').past") == ["a"]


def test_files_hold_every_text_as_text(blank: Page, evil: str) -> None:
    nodes = [{"id": "a", "label": evil, "x": 1.5}, {"id": 'b"<', "label": "B"}]
    edges = [{"id": "e", "source": "a", "target": 'b"<', "score": -0.8, "status": "denied", "date": ""}]
    of = nx.parse_graphml(call(blank, "files", "m.graphml(a[0], a[1])", nodes, edges))
    assert of.nodes["a"] == {"label": evil, "x": 1.5}
    assert of.edges["a", 'b"<'] == {"id": "e", "score": -0.8, "status": "denied"}
    text = call(blank, "files", "m.csv(a[0], a[1])", ["A", "B"], [["=1+1", -0.5], ['x,"y"\n', "−0.50"]])
    assert list(csv.reader(io.StringIO(text, newline=""))) == [["A", "B"], ["'=1+1", "-0.5"], ['x,"y"\n', "−0.50"]]


# In the page


def test_search_forgives_typos_and_knows_chinese(filled: Store, visit: Visit, picture: Picture) -> None:
    page = visit("/")
    drawn(page)
    page.keyboard.press("/")
    page.keyboard.type("alibba")
    expect(page.get_by_role("option", name="Alibaba · Company · 阿里巴巴")).to_be_visible()
    picture(page, "explore-search-1440")
    page.keyboard.press("Enter")
    expect(page.locator(".ps-heading").first).to_have_text("Alibaba")
    assert "entity=company" in page.url
    box = page.get_by_role("combobox", name="Search")
    box.click()
    page.keyboard.type("蚂蚁")
    page.get_by_role("option", name="Ant Group · Company").click()
    expect(page.locator(".ps-heading").first).to_have_text("Ant Group")
    box.click()
    page.keyboard.type("nobody of that name")
    expect(page.get_by_text("Nobody found")).to_be_visible()


def test_recent_and_starred_ones_are_this_browsers(filled: Store, visit: Visit) -> None:
    page = visit("/?entity=company/alibaba")
    drawn(page)
    page.get_by_role("button", name="Keep among the starred ones").click()
    page.goto(page.url.split("?")[0] + "?entity=person/jack-ma")
    drawn(page)
    page.get_by_role("combobox", name="Search").click()
    expect(page.get_by_text("Starred", exact=True)).to_be_visible()
    expect(page.locator(".option")).to_have_count(2)
    page.get_by_role("option", name="Alibaba").click()
    expect(page.locator(".ps-heading").first).to_have_text("Alibaba")
    other = visit("/")
    drawn(other)
    other.get_by_role("combobox", name="Search").click()
    expect(other.get_by_text("Type a name")).to_be_visible()


def test_from_an_entity_to_the_sentence(filled: Store, visit: Visit, picture: Picture) -> None:
    page = visit("/?entity=deal/ant-group-ipo")
    drawn(page)
    expect(page.locator(".ps-heading").first).to_have_text("Ant Group IPO")
    page.mouse.click(*point(page, "country/china → deal/ant-group-ipo"))
    expect(page.locator(".ps-heading").first).to_have_text("China → Ant Group IPO")
    act = page.locator(".ps-act").first
    expect(act).to_contain_text("China halts Ant Group IPO")
    expect(act).to_contain_text("3 Nov 2020")
    expect(act).to_contain_text("2 publishers")
    expect(act.locator("mark").first).to_be_visible()
    act.get_by_text("1 other report").click()
    expect(act.get_by_text("says the exchange")).to_be_visible()
    expect(act.get_by_role("link").first).to_have_attribute("href", "https://example.com/a1")
    expect(act.get_by_role("link").first).to_have_attribute("target", "_blank")
    picture(page, "explore-edge-1440")
    for width in (1024, 800):
        page.set_viewport_size({"width": width, "height": 1000})
        picture(page, f"explore-edge-{width}")


def test_a_decision_changes_the_graph_and_is_taken_back(filled: Store, visit: Visit) -> None:
    confidence = Statement("", "", "MATCH (e:Event {relation: 'SANCTIONS'}) RETURN e.confidence AS sure")
    page = visit("/?entity=country/united-states")
    drawn(page)
    page.mouse.click(*point(page, "country/united-states → company/alibaba"))
    page.get_by_role("button", name="Right", exact=True).click()
    expect(page.get_by_text("Confirmed: United States sanctions Alibaba.")).to_be_visible()
    assert filled.read(confidence) == [{"sure": 1.0}]
    page.locator(".st-key-judged-last").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Confirmed:")).to_have_count(0)
    assert filled.read(confidence)[0]["sure"] < 1
    page.get_by_role("button", name="Wrong", exact=True).click()
    expect(page.get_by_text("Rejected: United States sanctions Alibaba.")).to_be_visible()
    assert filled.read(confidence) == []
    expect(canvas(page)).to_have_attribute("data-edges", "0")
    page.locator(".st-key-judged-last").get_by_role("button", name="Undo").click()
    expect(canvas(page)).to_have_attribute("data-edges", "1")
    assert len(filled.read(confidence)) == 1


def test_a_correction_tells_another_act(filled: Store, visit: Visit, picture: Picture) -> None:
    told = Statement(
        "", "", "MATCH (:Entity {id: $actor})-[r:WARNS|FINES]->() RETURN type(r) AS relation, r.status AS status"
    )
    page = visit("/?entity=governmentbody/samr")
    drawn(page)
    page.mouse.click(*point(page, "governmentbody/samr → company/alibaba"))
    page.get_by_role("button", name="Correct", exact=True).click()
    page.get_by_role("combobox", name="What was done").click()
    page.get_by_role("option", name="warns", exact=True).click()
    picture(page, "explore-correct-1440")
    page.get_by_role("button", name="Save the correction").click()
    expect(page.get_by_text("Corrected: SAMR fines Alibaba.")).to_be_visible()
    assert filled.read(told, actor="governmentbody/samr") == [{"relation": "WARNS", "status": "realised"}]
    page.locator(".st-key-judged-last").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Corrected:")).to_have_count(0)
    assert filled.read(told, actor="governmentbody/samr") == [{"relation": "FINES", "status": "realised"}]


def test_neighbours_come_thirty_at_a_time_and_nothing_moves(crowd: Store, visit: Visit, picture: Picture) -> None:
    page = visit(f"/?entity={HUB.id}")
    drawn(page)
    expect(canvas(page)).to_have_attribute("data-nodes", "31")
    hidden = f"canvas => canvas.cy.getElementById('{HUB.id}').data('hidden')"
    assert canvas(page).evaluate(hidden) == 4
    picture(page, "explore-thirty-1440")
    before = places(page)
    page.mouse.dblclick(*point(page, HUB.id))
    expect(canvas(page)).to_have_attribute("data-nodes", "35")
    page.wait_for_timeout(500)
    after = places(page)
    assert kept(before, after) >= 0.99
    assert canvas(page).evaluate(hidden) == 0
    # undoing takes the newcomers away again, and the same double click brings them back where they were
    tool(page, "Undo").click()
    expect(canvas(page)).to_have_attribute("data-nodes", "31")
    tool(page, "Redo").click()
    expect(canvas(page)).to_have_attribute("data-nodes", "35")
    assert kept(after, places(page)) == 1
    page.reload()
    drawn(page)
    expect(canvas(page)).to_have_attribute("data-nodes", "35")


def test_whom_to_bring_in_can_be_chosen_by_act_and_year(crowd: Store, visit: Visit, picture: Picture) -> None:
    page = visit("/?entity=company/rival-00")
    drawn(page)
    choose(page, HUB.id)
    tool(page, "Choose by act and year whom to bring in").click()
    dialog = page.get_by_role("dialog").filter(has_text="whom to bring in?")
    expect(dialog).to_contain_text("34 acts with 34 others")
    dialog.get_by_role("combobox").click()
    page.get_by_role("option", name="sues (34)").click()
    dialog.get_by_text("Acme Holdings: whom").click()
    dialog.get_by_role("slider").first.press("End")
    picture(page, "explore-ask-1440")
    dialog.get_by_role("button", name="Bring in").click()
    # those of 2024 alone
    expect(canvas(page)).to_have_attribute("data-nodes", "8")
    assert "SUES" in page.url


def test_hide_remove_focus_pin_and_their_undoing(filled: Store, visit: Visit, picture: Picture) -> None:
    page = visit("/?entity=company/alibaba")
    drawn(page)
    everybody = set(places(page))
    choose(page, "governmentbody/samr")
    tool(page, "Hide it until everything is shown again (H)").click()
    assert set(places(page)) == everybody - {"governmentbody/samr"}
    page.get_by_text("1 hidden · show").click()
    assert set(places(page)) == everybody
    choose(page, "governmentbody/samr")
    page.keyboard.press("Delete")
    assert set(places(page)) == everybody - {"governmentbody/samr"}
    page.keyboard.press("Control+z")
    assert set(places(page)) == everybody
    page.keyboard.press("Control+Shift+z")
    assert set(places(page)) == everybody - {"governmentbody/samr"}
    page.keyboard.press("Control+z")
    choose(page, "country/united-states")
    page.keyboard.press("f")
    assert set(places(page)) == {"country/united-states", "company/alibaba"}
    page.get_by_text("Leave focus").click()
    page.mouse.click(*point(page, "governmentbody/samr"), button="right")
    menu = page.get_by_role("menu")
    expect(menu.get_by_role("menuitem")).to_have_count(7)
    picture(page, "explore-menu-1440")
    menu.get_by_role("menuitem", name="Keep it where it is").click()
    tool(page, "Filters").click()
    page.get_by_role("checkbox", name="Realised").check()
    page.get_by_role("checkbox", name="sanctions").check()
    # a pinned one stays in the picture although its acts are filtered out
    assert set(places(page)) == {"country/united-states", "company/alibaba", "governmentbody/samr"}


def test_the_picture_is_used_by_keys(filled: Store, visit: Visit) -> None:
    page = visit("/?entity=person/jack-ma")
    drawn(page)
    page.locator(".stage").focus()
    page.keyboard.press("ArrowRight")
    chosen = "canvas => canvas.cy.nodes('.chosen').map(n => n.id())"
    first = canvas(page).evaluate(chosen)
    assert len(first) == 1
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
        if canvas(page).evaluate(chosen) == ["country/china"]:
            break
    assert canvas(page).evaluate(chosen) == ["country/china"]
    zoom = canvas(page).evaluate("canvas => canvas.cy.zoom()")
    page.keyboard.press("-")
    assert canvas(page).evaluate("canvas => canvas.cy.zoom()") < zoom
    page.keyboard.press("+")
    page.keyboard.press("Enter")
    expect(canvas(page)).to_have_attribute("data-nodes", "6")
    page.keyboard.press("Escape")
    assert canvas(page).evaluate(chosen) == []


def test_the_same_picture_as_a_table(filled: Store, visit: Visit, picture: Picture) -> None:
    page = visit("/?entity=company/ant-group")
    drawn(page)
    tool(page, "Show the picture as a table").click()
    table = canvas(page).get_by_role("table")
    shown = int(canvas(page).get_attribute("data-acts") or 0)
    expect(table.locator("tbody tr")).to_have_count(shown)
    row = table.get_by_role("row").filter(has_text="restricts")
    expect(row).to_contain_text("ChinarestrictsAnt Grouppotential−0.60190%")
    picture(page, "explore-table-1440")
    row.get_by_role("button").click()
    expect(page.locator(".ps-heading").first).to_have_text("China → Ant Group")


def test_filters_and_time_act_on_what_is_there(filled: Store, visit: Visit, picture: Picture) -> None:
    page = visit("/?entity=company/ant-group")
    drawn(page)
    before = places(page)
    tool(page, "Filters").click()
    row = page.locator(".drawer label").filter(has_text="Supportive")
    expect(row).to_have_text("Supportive1")
    row.click()
    expect(canvas(page)).to_have_attribute("data-acts", "1")
    picture(page, "explore-filters-1440")
    assert kept(places(page), before) == 1
    page.get_by_role("button", name="Clear all").click()
    expect(canvas(page)).to_have_attribute("data-nodes", str(len(before)))
    page.get_by_label("Read with at least this confidence").fill("95")
    expect(page.get_by_text("No act passes the filters.")).to_be_visible()
    page.get_by_role("button", name="Clear the filters").click()
    page.get_by_role("slider", name="From").press("ArrowRight")
    page.get_by_role("slider", name="From").press("ArrowRight")
    assert int(canvas(page).get_attribute("data-acts") or 0) < len(before) + 3
    page.get_by_role("button", name="The whole time").click()
    seen = set()
    page.get_by_role("button", name="Let time run").click()
    expect(page.get_by_role("button", name="Let time run")).to_be_hidden()
    while page.get_by_role("button", name="Stop the time").count():
        seen.add(canvas(page).get_attribute("data-acts"))
        page.wait_for_timeout(100)
    seen.add(canvas(page).get_attribute("data-acts"))
    assert len(seen) > 1
    # running time has asked nobody, and the panel stands
    expect(page.locator(".ps-heading").first).to_have_text("Ant Group")


def test_leaving_coming_back_and_reloading_keep_the_picture(filled: Store, visit: Visit) -> None:
    page = visit("/?entity=company/alibaba")
    drawn(page)
    page.mouse.dblclick(*point(page, "country/united-states"))
    page.mouse.dblclick(*point(page, "governmentbody/samr"))
    expect(canvas(page)).to_have_attribute("data-nodes", "5")
    page.wait_for_timeout(500)
    x, y = point(page, "governmentbody/samr")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 30, steps=4)
    page.mouse.up()
    placed = """canvas => Object.fromEntries(canvas.cy.nodes().map(n => [n.id(), n.position()]))"""
    before = canvas(page).evaluate(placed)
    page.get_by_role("link", name="Query").click()
    expect(page.get_by_role("textbox", name="Find a question")).to_be_visible()
    page.get_by_role("link", name="Explore").click()
    drawn(page)
    assert kept(before, canvas(page).evaluate(placed)) == 1
    page.reload()
    drawn(page)
    assert kept(before, canvas(page).evaluate(placed)) == 1


def test_a_way_between_two_with_its_sentences(filled: Store, visit: Visit, picture: Picture) -> None:
    page = visit("/?entity=person/jack-ma")
    drawn(page)
    choose(page, "person/jack-ma")
    tool(page, "How it is connected to somebody else").click()
    page.get_by_role("combobox", name="To").click()
    page.keyboard.type("fintech")
    expect(page.get_by_role("option", name="fintech · Sector")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("combobox", name="To").click()
    page.keyboard.type("Ant Group IPO")
    page.get_by_role("option", name="Ant Group IPO · Deal").click()
    way = page.locator(".ps-way").first
    expect(way).to_contain_text("1. 2 steps")
    expect(way).to_contain_text("China summons Jack Ma")
    expect(way.locator("mark").first).to_have_text("summoned Jack Ma")
    page.wait_for_function("""() => {
        const find = root => root.querySelector('.canvas') ?? [...root.querySelectorAll('*')]
            .map(e => e.shadowRoot && find(e.shadowRoot)).find(Boolean);
        return find(document)?.cy.elements('.way').length === 5;
    }""")
    picture(page, "explore-way-1440")
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.locator(".ps-way")).to_have_count(0)


def test_communities_and_centrality_lie_over_the_picture(filled: Store, visit: Visit, picture: Picture) -> None:
    page = visit("/?entity=company/alibaba")
    drawn(page)
    before = places(page)
    page.get_by_label("Overlay").select_option("communities")
    expect(canvas(page).locator(".legend")).to_contain_text(re.compile(r"\d of \d"))
    assert canvas(page).evaluate("canvas => canvas.cy.nodes('.grouped').length") == len(before)
    picture(page, "explore-communities-1440")
    page.get_by_label("Overlay").select_option("centrality")
    expect(canvas(page).locator(".legend")).not_to_contain_text(re.compile(r"\d of \d"))
    page.wait_for_timeout(500)
    assert canvas(page).evaluate("canvas => Math.max(...canvas.cy.nodes().map(n => n.data('size')))") == 64
    assert kept(before, places(page)) == 1


def test_a_saved_view_is_restored_by_its_address(filled: Store, visit: Visit, picture: Picture) -> None:
    page = visit("/?entity=person/jack-ma")
    drawn(page)
    page.mouse.dblclick(*point(page, "country/china"))
    expect(canvas(page)).to_have_attribute("data-nodes", "6")
    choose(page, "sector/fintech")
    page.keyboard.press("h")
    expect(canvas(page)).to_have_attribute("data-nodes", "5")
    page.wait_for_timeout(500)
    canvas(page).locator(".popup summary").filter(has_text="Views").click()
    page.get_by_label("Name of this view").fill("Ma & <b>China</b>")
    picture(page, "explore-views-1440")
    page.get_by_role("button", name="Save this view").click()
    expect(page.get_by_text("Saved as Ma & <b>China</b>")).to_be_visible()
    address = "/?" + page.url.split("?")[1]
    assert "view=ma-b-china-b-" in address
    placed = """canvas => Object.fromEntries(canvas.cy.nodes().not('.off').map(n => [n.id(), n.position()]))"""
    before = canvas(page).evaluate(placed)
    other = visit("/?view=" + address.split("view=")[1].split("&")[0])
    drawn(other)
    expect(canvas(other)).to_have_attribute("data-nodes", "5")
    assert kept(before, canvas(other).evaluate(placed)) == 1
    gone = visit("/?view=never-saved-000000")
    expect(gone.get_by_text("There is no such view here")).to_be_visible()
    drawn(gone)


def test_what_is_shown_is_taken_home(filled: Store, visit: Visit, tmp_path: Path, evil: str) -> None:
    page = visit("/?entity=country/china")
    drawn(page)

    def take(kind: str, title: str) -> bytes:
        canvas(page).locator(".popup summary").filter(has_text="Export").click()
        with page.expect_download() as download:
            tool(page, title).click()
        assert download.value.suggested_filename == f"policy-signal.{kind}"
        download.value.save_as(tmp_path / kind)
        return (tmp_path / kind).read_bytes()

    assert take("png", "Download the picture as PNG").startswith(b"\x89PNG")
    texts = [one.text for one in ET.fromstring(take("svg", "Download the picture as SVG")).iter() if one.text]
    assert "Ant Group IPO" in texts and any(one.startswith(evil[:40]) for one in texts)
    of = nx.parse_graphml(take("graphml", "Download what is shown as GraphML").decode())
    assert of.nodes["deal/ant-group-ipo"]["label"] == "Ant Group IPO"
    assert of.number_of_nodes() == int(canvas(page).get_attribute("data-nodes") or 0)
    rows = list(csv.DictReader(io.StringIO(take("csv", "Download the acts shown as CSV").decode("utf-8-sig"))))
    assert len(rows) == int(canvas(page).get_attribute("data-acts") or 0)
    halted = next(row for row in rows if row["Target"] == "Ant Group IPO")
    assert (halted["Actor"], halted["Act"], halted["Status"], halted["Sources"]) == ("China", "halts", "realised", "2")
    # just what is shown: one less after one is hidden
    choose(page, "deal/ant-group-ipo")
    page.keyboard.press("h")
    rest = list(csv.DictReader(io.StringIO(take("csv", "Download the acts shown as CSV").decode("utf-8-sig"))))
    assert len(rest) < len(rows) and not any(row["Target"] == "Ant Group IPO" for row in rest)


def test_a_first_visit_is_shown_around_once(filled: Store, visit: Visit, picture: Picture) -> None:
    page = visit("/", first=True)
    drawn(page)
    tour = page.get_by_role("dialog", name="First steps")
    expect(tour).to_contain_text("1 of 3")
    picture(page, "explore-tour-1440")
    tour.get_by_role("button", name="Next").click()
    tour.get_by_role("button", name="Next").click()
    expect(tour).to_contain_text("3 of 3")
    tour.get_by_role("button", name="Start").click()
    expect(tour).to_have_count(0)
    page.reload()
    drawn(page)
    expect(tour).to_have_count(0)
    tool(page, "How to read this").click()
    expect(page.get_by_role("dialog", name="How to read this")).to_contain_text("Struck: denied.")
    picture(page, "explore-help-1440")


def test_an_act_has_an_address(filled: Store, visit: Visit) -> None:
    event = filled.read(Statement("", "", "MATCH (e:Event {relation: 'SANCTIONS'}) RETURN e.id AS id"))[0]["id"]
    page = visit(f"/?event={event}")
    drawn(page)
    expect(page.locator(".ps-heading").first).to_have_text("United States → Alibaba")


def test_nothing_overlaps_at_any_width(filled: Store, visit: Visit, picture: Picture) -> None:
    page = visit("/?entity=company/ant-group", dark=True)
    drawn(page)
    choose(page, "company/ant-group")
    overlapping = """canvas => {
        const parts = ['.bar', '.node', '.corner', '.legend', '.time'].map(name => canvas.querySelector(name))
            .filter(one => !one.hidden).map(one => [one.className, one.getBoundingClientRect()]);
        const apart = (a, b) => a.right - 1 <= b.left || a.bottom - 1 <= b.top;
        const hit = (a, b) => !apart(a, b) && !apart(b, a);
        return parts.flatMap(([n, a], i) => parts.slice(i + 1).filter(([, b]) => hit(a, b)).map(([m]) => `${n} ${m}`));
    }"""
    for width in (1440, 1024, 800):
        page.set_viewport_size({"width": width, "height": 1000})
        page.wait_for_timeout(400)
        assert canvas(page).evaluate(overlapping) == []
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
        picture(page, f"explore-dark-{width}")


def test_texts_of_names_are_shown_as_text(filled: Store, visit: Visit, evil: str) -> None:
    page = visit("/?entity=company/evil")
    drawn(page)
    page.mouse.move(*point(page, "company/evil"))
    expect(page.locator(".canvas .tip")).to_contain_text("<img src=x")
    tool(page, "Show the picture as a table").click()
    expect(canvas(page).get_by_role("table")).to_contain_text("<img src=x")
    page.keyboard.press("/")
    page.keyboard.type("Evil")
    expect(page.locator(".option").first).to_contain_text("<img src=x")
    assert json.loads(page.evaluate("JSON.stringify(window.pwned ?? null)")) is None
