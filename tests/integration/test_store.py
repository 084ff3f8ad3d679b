"""Transactions, schema and errors on a real server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import neo4j
import pytest

import cypher
from graph.errors import DatabaseError
from graph.server import local
from graph.settings import Settings
from graph.store import Run, Store, apply_schema, native, open_store


def q(text: str) -> cypher.Statement:
    return cypher.Statement("", "", text)


COUNT = q("MATCH (n:Entity) RETURN count(n) AS n")
MERGE = q("UNWIND $ids AS id MERGE (n:Entity {id: id})")


def test_times_come_back_as_they_went(store: Store) -> None:
    given = {
        "date": dt.date(2020, 11, 3),
        "time": dt.datetime(2020, 11, 3, 20, 30, tzinfo=dt.UTC),
        "list": [dt.date(2020, 1, 1)],
    }
    (row,) = store.write(
        q(
            "CREATE (n:Event {id: 'e', date: $date, at: $time, days: $list}) "
            "RETURN n.date, n.at, n.days, {d: n.date} AS map"
        ),
        **given,
    )
    assert row == {
        "n.date": given["date"],
        "n.at": given["time"],
        "n.days": given["list"],
        "map": {"d": given["date"]},
    }
    (row,) = store.read(q("MATCH (n:Event) RETURN n"))
    assert isinstance(row["n"], neo4j.graph.Node)
    assert native(row["n"]["date"]) == given["date"]


def test_statements_go_by_name(store: Store) -> None:
    assert store.write("schema/unique_entity_id") == []
    with pytest.raises(KeyError):
        store.read("explore/nonesuch")


def test_write_many_is_all_or_none(store: Store) -> None:
    assert store.write_many([(MERGE, {"ids": ["a"]}), (COUNT, {})]) == [[], [{"n": 1}]]
    with pytest.raises(DatabaseError, match=r"refuses: / by zero"):
        store.write_many([(MERGE, {"ids": ["b"]}), (q("RETURN 1 / 0"), {})])
    assert store.read(COUNT) == [{"n": 1}]


def test_transaction_reads_then_writes(store: Store) -> None:
    def grow(run: Run) -> int:
        count = int(run(COUNT)[0]["n"])
        run(MERGE, ids=[str(count)])
        return count

    assert [store.transaction(grow) for _ in range(3)] == [0, 1, 2]


def test_transaction_that_fails_leaves_nothing(store: Store) -> None:
    def fail(run: Run) -> None:
        run(MERGE, ids=["a"])
        raise LookupError

    with pytest.raises(LookupError):
        store.transaction(fail)
    assert store.read(COUNT) == [{"n": 0}]


def test_read_does_not_write(store: Store) -> None:
    with pytest.raises(DatabaseError, match=r"Writing in read access mode not allowed"):
        store.read(q("CREATE (:Entity {id: 'x'})"))
    assert store.read(COUNT) == [{"n": 0}]


def test_writers_at_once_make_no_doubles(store: Store) -> None:
    with ThreadPoolExecutor(4) as pool:
        for _ in pool.map(lambda _: store.write(MERGE, ids=[str(i) for i in range(500)]), range(4)):
            pass
    assert store.read(COUNT) == [{"n": 500}]


def test_ids_are_unique(store: Store) -> None:
    with pytest.raises(DatabaseError, match=r"already exists"):
        store.write(q("UNWIND [1, 2] AS i CREATE (:Article {id: 'same'})"))


def test_schema_is_there_and_comes_once(store: Store) -> None:
    def names() -> list[str]:
        return [
            row["name"] for row in store.read(q("SHOW INDEXES YIELD name, state WHERE state = 'ONLINE' RETURN name"))
        ]

    before = names()
    apply_schema(store)
    assert sorted(names()) == sorted(before)
    assert {"entity_id", "event_id", "article_id", "run_id", "event_date", "event_relation", "entity_name"} <= {*before}
    assert {"entity_type", "article_published", "article_publisher", "entity_names"} <= {*before}


@pytest.mark.parametrize(
    ("words", "found"),
    [("蚂蚁", "ant"), ("ant fin*", "ant"), ("alipay", "ant"), ("jinpin~", "xi"), ("习近平", "xi")],
)
def test_search_finds_names_and_aliases(store: Store, words: str, found: str) -> None:
    store.write(
        q("UNWIND $rows AS row CREATE (n:Entity) SET n = row"),
        rows=[
            {"id": "ant", "name": "Ant Group", "aliases": ["Ant Financial", "Alipay", "蚂蚁集团"]},
            {"id": "xi", "name": "Xi Jinping", "aliases": ["习近平"]},
        ],
    )
    search = "CALL db.index.fulltext.queryNodes('entity_names', $words) YIELD node RETURN node.id AS id LIMIT 1"
    assert store.read(q(search), words=words) == [{"id": found}]


def remote(settings: Settings, store: Store, **changes: str) -> Settings:
    """The server of the tests as if it were one of the user's."""
    there = replace(settings, uri=store.endpoint.uri, username="neo4j", password=store.endpoint.password)
    return replace(there, **changes)  # type: ignore[arg-type]


def test_a_server_of_the_user(settings: Settings, store: Store) -> None:
    with open_store(remote(settings, store), readonly=True) as other:
        assert other.answers()
        assert other.server() == f"Neo4j {local.jars.VERSION} community"
        assert not other.ours


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda _: {"password": "wrong"}, r"does not accept the user 'neo4j' with this password: check NEO4J_USERNAME"),
        (lambda _: {"database": "nonesuch"}, r"has no database 'nonesuch': check NEO4J_DATABASE"),
        (lambda uri: {"uri": uri.replace("bolt://", "bolt+s://")}, r"NEO4J_URI"),
    ],
)
def test_wrong_settings(settings: Settings, store: Store, change: Callable[[str], dict[str, str]], said: str) -> None:
    with pytest.raises(DatabaseError, match=said):
        open_store(remote(settings, store, **change(store.endpoint.uri)))


def test_neo4j_scheme_works_too(settings: Settings, store: Store) -> None:
    uri = store.endpoint.uri.replace("bolt://", "neo4j://")
    with open_store(remote(settings, store, uri=uri)) as other:
        assert other.read(q("RETURN 1 AS one")) == [{"one": 1}]


def test_the_version_of_a_graph_changes_when_it_is_written_and_only_then(store: Store) -> None:
    before = store.version()
    store.read("explore/summarise_graph")
    assert store.version() == before
    store.write(cypher.Statement("", "", "CREATE (:Entity {id: 'company/x'})"))
    after = store.version()
    assert after != before
    assert store.version() == after
