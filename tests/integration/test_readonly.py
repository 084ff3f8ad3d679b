"""What the console runs on a real server: reads, and nothing else, by each of the two means alone."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import neo4j
import pytest
from neo4j.exceptions import DriverError, Neo4jError

import cypher
from graph import readonly
from graph.errors import InputError
from graph.store import Store

SEED = cypher.Statement(
    "", "", "CREATE (:Entity {id: 'company/ant', name: 'Ant Group'})-[:OWNS {since: 2014}]->(:Entity)"
)
COUNT = cypher.Statement(
    "",
    "",
    "MATCH (n) OPTIONAL MATCH (n)-[r]->() "
    "RETURN count(DISTINCT n) AS nodes, count(r) AS relationships, collect(properties(n)) AS properties",
)
CONSTRAINTS = cypher.Statement("", "", "SHOW CONSTRAINTS YIELD name RETURN name ORDER BY name")
INDEXES = cypher.Statement("", "", "SHOW INDEXES YIELD name RETURN name ORDER BY name")
USERS = cypher.Statement("", "", "SHOW DATABASES YIELD name RETURN name ORDER BY name")

WRITES = [
    "CREATE (n:Entity {id: 'x'})",
    "create (n:Entity {id: 'x'}) return n",
    "MERGE (n:Entity {id: 'x'})",
    "MATCH (n) SET n.name = 'x'",
    "MATCH (n) SET n += {name: 'x'}",
    "MATCH (n) SET n:Other",
    "MATCH (n) REMOVE n.name",
    "MATCH (n) REMOVE n:Entity",
    "MATCH (n) DETACH DELETE n",
    "MATCH ()-[r]->() DELETE r",
    "MATCH (n) NODETACH DELETE n",
    "MATCH (n) WITH n LIMIT 1 FOREACH (i IN [1] | CREATE (:Other))",
    "UNWIND [1, 2] AS i CREATE (:Other {id: i}) RETURN i",
    "INSERT (:Other)",
    "CYPHER 25 INSERT (:Other)",
    "CYPHER 5 CREATE (:Other)",
    "CYPHER 25 runtime=slotted CREATE (:Other)",
    "CYPHER planner=cost CREATE (:Other)",
    "CALL { CREATE (:Other) }",
    "CALL () { CREATE (n:Other) RETURN n } RETURN n",
    "MATCH (n) CALL (n) { SET n.name = 'x' } RETURN n",
    "CALL { CREATE (:Other) } IN TRANSACTIONS",
    "UNWIND range(1, 9) AS i CALL (i) { CREATE (:Other {id: i}) } IN TRANSACTIONS OF 2 ROWS",
    "UNWIND range(1, 9) AS i CALL (i) { CREATE (:Other {id: i}) } IN 2 CONCURRENT TRANSACTIONS",
    "MATCH (n) RETURN n UNION CREATE (n:Other) RETURN n",
    "PROFILE CREATE (:Other)",
    "profile\tCREATE (:Other)",
    "PROFILE PROFILE CREATE (:Other)",
    "PROFILE CYPHER 25 CREATE (:Other)",
    "CYPHER 25 PROFILE CREATE (:Other)",
    "EXPLAIN PROFILE CREATE (:Other)",
    "PROFILE EXPLAIN CREATE (:Other)",
    "CYPHER 25 EXPLAIN PROFILE CREATE (:Other)",
    "/* MATCH (n) RETURN n */ CREATE (:Other)",
    "// MATCH (n) RETURN n\nCREATE (:Other)",
    "// MATCH (n) RETURN n\rCREATE (:Other)",
    "/* EXPLAIN */ PROFILE /* */ CREATE (:Other)",
    "EXPLAIN/**/PROFILE/**/CREATE (:Other)",
    "\u00a0CREATE\u2003(:Other)",
    "\ufeffCREATE (:Other)",
    "\u200bPROFILE CREATE (:Other)",
    "\u3000PROFILE\u3000CREATE\u3000(:Other)",
    "\u001cPROFILE\u001dCREATE (:Other)",
    "\\u0043REATE (:Other)",
    "CREATE (:Other);",
    "MATCH (n) RETURN n; CREATE (:Other)",
    "EXPLAIN MATCH (n) RETURN n; CREATE (:Other)",
    "RETURN 1 NEXT CREATE (:Other)",
    "CYPHER 25 WHEN true THEN { CREATE (:Other) }",
    "USE neo4j CREATE (:Other)",
]
SCHEMA_AND_ADMIN = [
    "CREATE INDEX hostile FOR (n:Entity) ON (n.since)",
    "CREATE CONSTRAINT hostile FOR (n:Other) REQUIRE n.id IS UNIQUE",
    "CREATE FULLTEXT INDEX hostile FOR (n:Other) ON EACH [n.name]",
    "CREATE VECTOR INDEX hostile FOR (n:Other) ON n.embedding",
    "DROP INDEX entity_name",
    "DROP CONSTRAINT entity_id",
    "CREATE USER mallory SET PASSWORD 'password1' CHANGE NOT REQUIRED",
    "ALTER USER neo4j SET PASSWORD 'password1' CHANGE NOT REQUIRED",
    "ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'password1'",
    "DROP USER neo4j",
    "USE system CREATE USER mallory SET PASSWORD 'password1'",
    "CREATE DATABASE other",
    "DROP DATABASE neo4j",
    "STOP DATABASE neo4j",
    "GRANT ROLE admin TO neo4j",
    "SHOW USERS",
    "USE system SHOW USERS",
    "SHOW SETTINGS",
    "SHOW SETTINGS YIELD name, value RETURN name, value",
    "EXPLAIN SHOW SETTINGS",
    "SHOW TRANSACTIONS YIELD transactionId AS id TERMINATE TRANSACTIONS id YIELD message RETURN message",
    "TERMINATE TRANSACTION 'neo4j-transaction-1'",
    "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
    "LOAD CSV FROM 'http://127.0.0.1:1/' AS line RETURN line",
    "MATCH (n) CALL (n) { LOAD CSV FROM 'http://127.0.0.1:1/' AS line RETURN line } RETURN line",
    "EXPLAIN LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
    "CALL dbms.listConfig()",
    "CALL dbms.components()",
    "CALL `dbms`.`listConfig`()",
    "CALL dbms.setConfigValue('db.transaction.timeout', '0')",
    "CALL dbms.listConnections()",
    "CALL dbms.killConnection('bolt-1')",
    "CALL dbms.showCurrentUser()",
    "CALL db.createLabel('Other')",
    "CALL db.createProperty('other')",
    "CALL db.clearQueryCaches()",
    "CALL db.checkpoint()",
    "CALL db.awaitIndexes(1)",
    "CALL db.prepareForReplanning()",
    "CALL db.stats.collect('QUERIES')",
    "CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()",
    "CALL tx.setMetaData({a: 1})",
    "MATCH (n) CALL dbms.listConfig() YIELD name RETURN n, name",
    "MATCH (n) CALL (n) { CALL dbms.listConfig() YIELD name RETURN name } RETURN name",
    "CALL db.labels() YIELD label CALL dbms.listConfig() YIELD name RETURN label, name",
]
READS = [
    "MATCH (n:Entity) RETURN n",
    "MATCH (a)-[r:OWNS]->(b) RETURN a, r, b;",
    "MATCH p = (:Entity)-[*1..2]->() RETURN p",
    "OPTIONAL MATCH (n:Entity {id: $id}) RETURN n.name AS name",
    "UNWIND [1, 2, 3] AS i WITH i WHERE i > 1 RETURN sum(i)",
    "CALL (*) { RETURN 1 AS one } RETURN one",
    "MATCH (n) RETURN n UNION ALL MATCH (n) RETURN n",
    "CALL db.labels()",
    "CALL db.labels() YIELD label RETURN label ORDER BY label",
    "CALL db.relationshipTypes()",
    "CALL db.propertyKeys()",
    "CALL db.schema.visualization()",
    "CALL db.schema.nodeTypeProperties()",
    "CALL db.index.fulltext.queryNodes('entity_names', 'ant') YIELD node, score RETURN node, score",
    "SHOW INDEXES",
    "SHOW CONSTRAINTS YIELD name RETURN name",
    "SHOW FUNCTIONS YIELD name RETURN count(*)",
    "PROFILE MATCH (n) RETURN n",
    "EXPLAIN MATCH (n) RETURN n",
    "CYPHER 5 MATCH (n) RETURN n",
    "CYPHER 25 PROFILE MATCH (n) RETURN n",
    "// all\n/* of them */ MATCH (n) RETURN n // here",
    "\u00a0MATCH\u2003(n) RETURN n",
    "RETURN 'CREATE (n)' AS text, '// no comment' AS other",
    "MATCH (n) WHERE n.name = 'SET' RETURN n.name AS `DELETE`",
]


@pytest.fixture
def graph(store: Store) -> Iterator[Store]:
    """A small graph, and the assertion that nothing has changed it."""
    store.write(SEED)
    look = (COUNT, CONSTRAINTS, INDEXES, USERS)
    before = [store.read(statement) for statement in look]
    yield store
    assert [store.read(statement) for statement in look] == before


def test_there_are_enough_hostile_statements() -> None:
    assert len({*WRITES, *SCHEMA_AND_ADMIN}) >= 90


def test_hostile_statements_are_refused(graph: Store) -> None:
    ran = []
    for text in WRITES + SCHEMA_AND_ADMIN:
        try:
            ran.append((text, graph.run_readonly(text, timeout=5)))
        except InputError as error:
            assert str(error), text
    assert not ran


def test_hostile_statements_write_nothing_by_access_mode_alone(graph: Store) -> None:
    """Without the look at the plan: the server refuses in a READ session, or the statement changes nothing."""
    with graph._driver.session(database="neo4j", default_access_mode=neo4j.READ_ACCESS) as session:
        wrote = []
        for text in WRITES:
            try:
                counters = session.run(text).consume().counters
            except (Neo4jError, DriverError):
                continue
            if counters.contains_updates or counters.contains_system_updates:
                wrote.append(text)
    assert not wrote


def test_hostile_statements_are_refused_by_their_plan_alone(graph: Store) -> None:
    """Without READ mode: EXPLAIN in a session that may write tells them all."""
    passed = []
    with graph._driver.session(database="neo4j", default_access_mode=neo4j.WRITE_ACCESS) as session:
        for text in WRITES + SCHEMA_AND_ADMIN:
            try:
                summary = session.run(f"EXPLAIN {readonly.parse(text).text}").consume()
                readonly.check(summary.query_type, summary.plan)
            except (InputError, Neo4jError):
                continue
            passed.append(text)
    assert not passed


@pytest.mark.parametrize("text", READS)
def test_reads_pass(graph: Store, text: str) -> None:
    result = graph.run_readonly(text, params={"id": "company/ant"}, timeout=20)
    assert result.columns or result.plan
    assert bool(result.plan) == ("PROFILE" in text or "EXPLAIN" in text)
    assert not result.truncated


def test_rows_are_cut_with_a_note(graph: Store) -> None:
    result = graph.run_readonly("UNWIND range(1, 100000) AS i RETURN i, date('2020-11-03') AS day", limit=10)
    assert len(result.rows) == 10
    assert result.truncated
    assert "The first 10 rows" in result.note
    assert result.columns == ("i", "day")
    assert result.rows[0][1].isoformat() == "2020-11-03"
    assert not graph.run_readonly("UNWIND range(1, 10) AS i RETURN i", limit=10).truncated


def test_a_profile_is_whole_when_its_rows_are_cut(graph: Store) -> None:
    result = graph.run_readonly("PROFILE UNWIND range(1, 20000) AS i RETURN i", limit=10)
    assert (len(result.rows), result.truncated) == (10, True)
    assert result.plan and result.plan["args"]["Rows"] == 20000


def test_graph_values_stay_what_they_are(graph: Store) -> None:
    (row,) = graph.run_readonly("MATCH p = (a {id: 'company/ant'})-[r]->() RETURN a, r, p").rows
    assert isinstance(row[0], neo4j.graph.Node)
    assert isinstance(row[1], neo4j.graph.Relationship)
    assert isinstance(row[2], neo4j.graph.Path)


def test_what_the_server_remarks_is_told(graph: Store) -> None:
    assert "Nonesuch" in graph.run_readonly("MATCH (n:Nonesuch) RETURN n").note


def test_too_long(graph: Store) -> None:
    with pytest.raises(InputError, match="took too long"):
        graph.run_readonly("UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN max(a * b)", timeout=1)


def test_a_statement_that_runs_is_stopped_by_its_mark(graph: Store) -> None:
    text = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN max(a * b)"
    with ThreadPoolExecutor() as pool:
        one = pool.submit(graph.run_readonly, text, timeout=60, mark="one")
        other = pool.submit(graph.run_readonly, text, timeout=60, mark="other")
        for mark, running in (("one", one), ("other", other)):
            assert not running.done()
            while not (stopped := graph.stop(mark)) and not running.done():
                pass  # it has not begun yet
            assert stopped
            with pytest.raises(InputError, match="was stopped"):
                running.result()
    assert not graph.stop("one")
    assert not graph.stop("")


def test_too_big_fails_alone(graph: Store) -> None:
    with pytest.raises(InputError, match="more memory"):
        graph.run_readonly("UNWIND range(1, 100000000) AS i RETURN collect(i) AS all", timeout=30)
    assert graph.run_readonly("RETURN 1 AS one").rows == [(1,)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("MATCH (n RETURN n", r"line 1, column 10\)"),
        ("RETURN 1\nMATCH (n RETURN n", r"line 2, column 10\)"),
        ("EXPLAIN  RETURN nope", r"nope.*line 1, column 17\)"),
        ("RETURN $nope", "nope"),
    ],
)
def test_wrong_statements_are_told_where(graph: Store, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        graph.run_readonly(text)
    assert "EXPLAIN" not in str(caught.value)


def test_no_file_of_the_server_can_be_read(graph: Store, tmp_path: Path) -> None:
    """The server's own settings hold too, for what gets past the console."""
    secret = tmp_path / "secret.csv"
    secret.write_text("secret\n")
    for url in (secret.as_uri(), "http://127.0.0.1:1/"):
        with pytest.raises(Exception, match="refuses"):
            graph.read(cypher.Statement("", "", "LOAD CSV FROM $url AS line RETURN line"), url=url)
