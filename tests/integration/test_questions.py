from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

import cypher
from graph.load import load
from graph.model import Article, Claim, Entity, EventDate, Extraction, Precision, Status
from graph.questions import bind, find_entity, question, questions
from graph.store import Store

pytestmark = pytest.mark.neo4j

R, A, P, D = Status.REALISED, Status.ANNOUNCED, Status.POTENTIAL, Status.DENIED


def entity(id_: str, name: str, *aliases: str, **more: Any) -> Entity:
    types = {"governmentbody": "GovernmentBody", "marketindex": "MarketIndex"}
    kind = id_.partition("/")[0]
    return Entity(id_, name, types.get(kind, kind.capitalize()), aliases, known=True, **more)


KNOWN = {
    one.id: one
    for one in (
        entity("sector/technology", "technology"),
        entity("sector/semiconductors", "semiconductors", parent="sector/technology"),
        entity("country/china", "China", "Beijing", "中国", jurisdiction="CN", state=True),
        entity("country/united-states", "United States", "US", "Washington", jurisdiction="US", state=True),
        entity("governmentbody/samr", "SAMR", jurisdiction="CN", state=True, parent="country/china"),
        entity("governmentbody/cac", "CAC", jurisdiction="CN", state=True, parent="country/china"),
        entity("governmentbody/bis", "BIS", jurisdiction="US", state=True, parent="country/united-states"),
        entity("person/xi-jinping", "Xi Jinping", "习近平", jurisdiction="CN", state=True),
        entity("person/jack-ma", "Jack Ma", "马云"),
        entity("company/alibaba", "Alibaba", "BABA", "阿里巴巴", sectors=("sector/technology",)),
        entity("company/ant-group", "Ant Group", "蚂蚁集团", parent="company/alibaba"),
        entity("deal/ant-group-ipo", "Ant Group IPO", parent="company/ant-group"),
        entity("company/didi", "Didi", sectors=("sector/technology",)),
        entity("company/huawei", "Huawei", "华为", sectors=("sector/semiconductors",)),
        entity("marketindex/hang-seng-tech", "Hang Seng Tech Index"),
    )
}
# publisher, published, title, then (actor, relation, target, date, status, amount)
NEWS: list[tuple[str, str, str, list[tuple[str, str, str, str, Status, str]]]] = [
    ("Reuters", "2020-11-03", "China halts Ant Group IPO", [
        ("country/china", "HALTS", "deal/ant-group-ipo", "2020-11-03", R, "$37 billion"),
        ("company/alibaba", "FALLS", "", "2020-11-03", R, "8%"),
        ("person/jack-ma", "FOUNDED", "company/alibaba", "", R, "")]),
    ("BBC", "2020-11-04", "Ant's giant float is off", [
        ("country/china", "HALTS", "deal/ant-group-ipo", "2020-11-03", R, "")]),
    ("FT", "2021-07-05", "Still there, says a source", [
        ("governmentbody/cac", "REVOKES", "company/didi", "2021-07-04", D, "")]),
    ("Reuters", "2021-04-10", "Record fine for Alibaba", [
        ("governmentbody/samr", "FINES", "company/alibaba", "2021-04-10", R, "18.2 billion yuan"),
        ("marketindex/hang-seng-tech", "RISES", "", "2021-04-12", R, "2%")]),
    ("Xinhua", "2021-07-04", "Didi out of the stores", [
        ("governmentbody/cac", "REVOKES", "company/didi", "2021-07-04", R, "")]),
    ("Reuters", "2019-05-15", "Huawei blacklisted", [
        ("governmentbody/bis", "BLACKLISTS", "company/huawei", "2019-05-15", R, ""),
        ("country/china", "CRITICIZES", "country/united-states", "2019-05-16", R, "")]),
    ("Bloomberg", "2025-02-14", "Xi may meet Ma", [
        ("person/xi-jinping", "MEETS", "person/jack-ma", "2025-02-17", P, ""),
        ("country/china", "EASES", "sector/technology", "", P, "")]),
    ("Xinhua", "2025-02-17", "Xi meets entrepreneurs", [
        ("person/xi-jinping", "MEETS", "person/jack-ma", "2025-02-17", R, ""),
        ("person/xi-jinping", "LEADS", "country/china", "", R, ""),
        ("person/xi-jinping", "SUPPORTS", "sector/technology", "2025-02-17", R, "")]),
    ("Reuters", "2025-04-02", "Tariffs", [
        ("country/united-states", "IMPOSES_TARIFFS_ON", "country/china", "2025-04-09", A, "34%")]),
]  # fmt: skip


def news() -> Iterator[Extraction]:
    for number, (publisher, published, title, acts) in enumerate(NEWS):
        about = Article(
            f"n{number}",
            f"{title}\n\n{title}.",
            title,
            url=f"https://example.org/{number}",
            published=dt.date.fromisoformat(published),
            publisher=publisher,
        )
        claims = tuple(
            Claim(
                about.id,
                KNOWN[actor],
                relation,
                KNOWN[target] if target else None,
                status,
                title,
                0,
                len(title),
                EventDate(dt.date.fromisoformat(date), Precision.DAY, date) if date else EventDate(),
                attributed_to="a person familiar" if status is P else "",
                amount=amount,
                confidence=0.8,
            )
            for actor, relation, target, date, status, amount in acts
        )
        yield Extraction(about, claims, {"country/china": 1}, dict(KNOWN))


@pytest.fixture
def filled(store: Store) -> Store:
    assert len(list(load(store, news(), run="r1"))) == len(NEWS)
    return store


def ask(store: Store, name: str, **given: str) -> list[dict[str, Any]]:
    asked = question(name)
    result = store.run_readonly(asked.text, params=bind(store, asked, given), limit=500)
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]


def test_every_question_answers_from_news(filled: Store) -> None:
    for one in questions():
        assert ask(filled, one.name), one.name


def operators(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for child in plan.get("children", ()):
        yield from operators(child)


SCANNED = {"who_acts_on_sector": {"target:Entity"}, "contradictions": {"no:Article", "yes:Article", "e:Event"}}
"""An index holds no parts of a list, and none is on the status of a report."""


def test_every_question_only_reads_and_uses_indexes(filled: Store) -> None:
    for one in questions():
        result = filled.run_readonly("EXPLAIN " + one.text, params=bind(filled, one, {}))
        assert result.plan
        assert "CARTESIAN" not in result.note.upper(), (one.name, result.note)
        kinds = {operator["operatorType"].partition("@")[0] for operator in operators(result.plan)}
        assert "AllNodesScan" not in kinds, one.name
        scanned = {
            operator["args"].get("Details", "")
            for operator in operators(result.plan)
            if operator["operatorType"].startswith(("NodeByLabelScan", "UnionNodeByLabelsScan"))
        }
        indexed = {text for text in scanned if text.endswith((":Event", ":Article", ":Entity"))}
        assert indexed <= SCANNED.get(one.name, set()), one.name


def test_what_happened_to_a_firm_includes_units_and_deals(filled: Store) -> None:
    found = ask(filled, "what_happened_to_firm", firm="阿里巴巴")
    assert [row["act"] for row in found] == ["FINES"]
    found = ask(filled, "what_happened_to_firm", firm="ant group")
    assert [(row["act"], row["target"], row["amount"]) for row in found] == [("HALTS", "Ant Group IPO", "$37 billion")]


def test_rumours(filled: Store) -> None:
    (true,) = ask(filled, "rumours_that_came_true")
    assert (true["actor"], true["days_ahead"], true["said"]) == ("Xi Jinping", 3, "potential")
    assert {row["act"] for row in ask(filled, "rumours_never_confirmed")} == {"EASES", "IMPOSES_TARIFFS_ON"}


def test_sectors_roll_up(filled: Store) -> None:
    actors = {row["actor"] for row in ask(filled, "who_acts_on_sector", since="2019-01-01")}
    assert actors == {"SAMR", "BIS", "China", "Xi Jinping"} - {"China"}
    assert {row["actor"] for row in ask(filled, "who_acts_on_sector", sector="semiconductors", since="2019-01-01")} == {
        "BIS"
    }


def test_directions_by_year(filled: Store) -> None:
    years = {row["year"]: row for row in ask(filled, "restrictive_and_supportive_by_year", state="Beijing")}
    assert (years[2021]["restrictive"], years[2021]["supportive"]) == (1, 0)
    assert (years[2025]["restrictive"], years[2025]["supportive"]) == (0, 2)


def test_contradictions_show_both_words(filled: Store) -> None:
    found = ask(filled, "contradictions")
    assert {row["affirmed_by"] for row in found} == {"Xinhua"}
    assert {row["denied_by"] for row in found} == {"FT"}
    assert {row["in_the_end"] for row in found} == {"denied"}


def test_acts_that_changed_tell_their_history(filled: Store) -> None:
    found = {(row["act"], row["in_the_end"]): row["history"] for row in ask(filled, "how_acts_turned_out")}
    assert found[("REVOKES", "denied")] == ["2021-07-04 realised", "2021-07-05 denied"]
    assert any(len(history) == 2 and history[0].endswith("potential") for history in found.values())


def test_markets_around_acts(filled: Store) -> None:
    found = ask(filled, "market_moves_around_acts")
    assert {(row["act"], row["market"], row["days_after"]) for row in found} == {("FINES", "Hang Seng Tech Index", 2)}


def test_entities_by_any_name(filled: Store) -> None:
    for text, wanted in {
        "ALIBABA": "company/alibaba",
        "蚂蚁集团": "company/ant-group",
        "washington": "country/united-states",
        "马云": "person/jack-ma",
        "deal/ant-group-ipo": "deal/ant-group-ipo",
        "Ant Group": "company/ant-group",
    }.items():
        assert find_entity(filled, text) == wanted


def test_statements_read_what_they_say(filled: Store) -> None:
    for name in ("count_entities", "count_events", "count_graph"):
        assert filled.read(f"explore/{name}")
    (row,) = filled.read("explore/read_article", id="n0")
    assert sorted(told["relation"] for told in row["reports"]) == ["FALLS", "FOUNDED", "HALTS"]
    assert [row["id"] for row in filled.read("explore/find_articles", text="https://example.org/3")] == ["n3"]
    assert cypher.statement("explore/find_articles").purpose
