"""What the pages of an article, an entity and of Review read, on a real graph: what it gives, and by which index."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import cypher
from graph.decisions import read
from graph.load import load
from graph.ontology import ontology
from graph.store import Store
from tests.integration.test_load import ALIBABA, CHINA, SAMR, article, claim, extraction
from ui import articles, decisions, entities, waiting

ASKED: dict[str, dict[str, Any]] = {
    "explore/read_article": {"id": "a1"},
    "explore/list_articles": {"limit": 10},
    "explore/list_articles_naming": {"id": ALIBABA.id, "limit": 10},
    "explore/list_neighbours": {"id": ALIBABA.id, "limit": 10},
    "explore/list_spellings": {"id": ALIBABA.id, "articles": 10},
    "explore/list_standing_facts": {"id": ALIBABA.id, "relations": ["OWNS"], "limit": 10},
    "explore/list_unsure_acts": {"below": 0.8, "limit": 10},
}
SCANS = ("AllNodesScan", "NodeByLabelScan", "RelationshipTypeScan")


@pytest.fixture
def told(store: Store) -> Store:
    """Two articles on a fine, one of them by the state and not its body."""
    some = [
        extraction(article("a1"), claim(SAMR, "FINES", ALIBABA, "2020-11-03")),
        extraction(article("a2", publisher="BBC"), claim(CHINA, "FINES", ALIBABA, "2020-11-03")),
    ]
    assert all(list(load(store, some, run="r1")))
    return store


def operators(plan: dict[str, Any]) -> Iterator[str]:
    yield plan["operatorType"]
    for child in plan.get("children", ()):
        yield from operators(child)


@pytest.mark.parametrize("name", ASKED)
def test_statements_of_the_pages_begin_at_an_index(told: Store, name: str) -> None:
    plan = told.run_readonly(f"EXPLAIN {cypher.statement(name).text}", params=ASKED[name]).plan
    assert plan is not None
    assert not [one for one in operators(plan) if one.startswith(SCANS)]


def test_an_article_is_read_with_its_acts_as_it_tells_them(told: Store) -> None:
    found = articles.read_article(told, "a2")
    assert found is not None
    (one,) = found.triples
    assert (one.actor, one.target, one.relation) == (CHINA.id, ALIBABA.id, "FINES")
    assert found.text[one.start : one.end] or one.end > len(found.text)
    assert {named.entity for named in found.named} >= {CHINA.id, ALIBABA.id}
    assert {one.id for one in articles.list_articles(told)} == {"a1", "a2"}
    assert articles.read_article(told, "a") is None, "the beginning of two"


def test_one_report_is_rejected_and_the_other_stays(told: Store, tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    first = articles.read_article(told, "a1")
    assert first is not None
    (one,) = first.triples
    made = decisions.reject_report(told, path, event=one.event, claim=one.claim)
    after, other = articles.read_article(told, "a1"), articles.read_article(told, "a2")
    assert after is not None and other is not None
    assert not after.triples and len(other.triples) == 1
    ((decision, place),) = decisions.rejected_in(path, "a1")
    assert decision == made and (place.start, place.end) == (one.start, one.end)
    assert not decisions.rejected_in(path, "a2")
    decisions.take_back(told, path, made.id)
    back = articles.read_article(told, "a1")
    assert back is not None and back.triples == first.triples
    assert not decisions.rejected_in(path, "a1") and len(read(path)) == 2


def test_an_entity_is_read_with_those_around_it(told: Store) -> None:
    assert {one.id for one in entities.articles(told, ALIBABA.id)} == {"a1", "a2"}
    assert {one.id for one in entities.neighbours(told, ALIBABA.id)} <= {CHINA.id, SAMR.id}
    assert ontology().relations["OWNS"].standing
    assert entities.stance(told, ALIBABA.id, "CN", end=dt.date(2021, 1, 1)) is not None
    assert entities.stance(told, ALIBABA.id, "US", end=dt.date(2021, 1, 1)) is None


def test_the_least_sure_acts_are_those_below_a_line(told: Store) -> None:
    sure = {one.id: one.confidence for one in waiting.unsure_acts(told, aside=())}
    assert all(value < waiting.BELOW for value in sure.values())
    rows = told.read("explore/list_unsure_acts", below=2.0, limit=10)
    assert [row["confidence"] for row in rows] == sorted(row["confidence"] for row in rows) != []
