"""Statements made up to write, held to the console: none may change the graph, its schema or the server.

    python benchmarks/readonly.py 10000

Each puts a clause, a command or a procedure that changes something into a way of writing it (subqueries, batches,
unions, conditions, several statements), and disguises it (comments, letter case, Unicode blanks and escapes, leading
options). It is put to three things: the console as it is, the look at its plan alone, and the READ session alone.
Before and after, everything that could have changed is read: nodes, relationships and their properties, names of labels
and keys, indexes, constraints, users, databases and settings. The exit code is 1 when a statement passed or wrote, or
when the server understood too few of them for this to prove anything. Needs the extra `local`, or NEO4J_URI: the graph
that it names is emptied.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import neo4j
from neo4j.exceptions import DriverError, Neo4jError
from rich.console import Console
from rich.table import Table

from cypher import Statement
from graph import readonly
from graph.errors import InputError
from graph.server import local
from graph.settings import Settings
from graph.store import Store, open_store

UNDERSTOOD = 0.5
"""Of the statements, the share that the server must take for Cypher; the rest is refused as no Cypher at all."""

CLAUSES = (
    "CREATE (:Other)",
    "CREATE (x:Other {id: 'x'}) RETURN x",
    "CREATE (:Other)-[:ACTS_IN]->(:Other)",
    "CREATE (:$('Other'))",
    "CREATE p = (:Other)-[:NEAR]->(:Other) RETURN p",
    "MATCH (n) CREATE (n)-[:NEAR]->(:Other)",
    "MATCH (n), (m) CREATE (n)-[:$('NEAR')]->(m)",
    "INSERT (:Other)",
    "INSERT (:Other)-[:NEAR]->(:Other)",
    "MERGE (:Other {id: 'x'})",
    "MERGE (x:Other {id: 'x'}) ON CREATE SET x.name = 'x' ON MATCH SET x.name = 'y'",
    "MERGE (x:Entity {id: 'company/ant'}) ON MATCH SET x.name = 'y' RETURN x",
    "MATCH (n), (m) MERGE (n)-[:NEAR]->(m)",
    "MATCH (n) SET n.name = 'x'",
    "MATCH (n) SET n.name = null",
    "MATCH (n) SET n += {name: 'x'}",
    "MATCH (n) SET n = {}",
    "MATCH (n) SET n['name'] = 'x'",
    "MATCH (n) SET n:Other",
    "MATCH (n) SET n IS Other",
    "MATCH (n) SET n:$('Other')",
    "MATCH ()-[r]->() SET r.since = 1",
    "MATCH ()-[r:OWNS]->() SET r += {since: 1} RETURN r",
    "MATCH (n) REMOVE n.name",
    "MATCH (n) REMOVE n['name']",
    "MATCH (n) REMOVE n:Entity",
    "MATCH (n) REMOVE n:$('Entity')",
    "MATCH ()-[r]->() REMOVE r.since",
    "MATCH (n)-[r]->(m) DELETE r, n",
    "MATCH (n) DETACH DELETE n",
    "MATCH (n)-[r]->(m) DELETE r NODETACH DELETE n",
    "MATCH ()-[r]->() DELETE r",
    "MATCH p = ()-[]->() DETACH DELETE p",
    "OPTIONAL MATCH (n:Entity) DETACH DELETE n",
    "MATCH (n) WITH n LIMIT 1 FOREACH (i IN [1, 2] | CREATE (:Other {id: i}))",
    "MATCH (n) FOREACH (m IN [n] | SET m.name = 'x')",
    "MATCH p = ()-[]->() FOREACH (m IN nodes(p) | DETACH DELETE m)",
    "FOREACH (i IN range(1, 3) | MERGE (:Other {id: i}))",
    "FOREACH (i IN [1] | FOREACH (j IN [2] | CREATE (:Other)))",
    "UNWIND [1, 2] AS i CREATE (:Other {id: i})",
    "UNWIND [{id: 'x'}] AS row MERGE (x:Other {id: row.id}) SET x += row",
    "WITH 1 AS i CREATE (x:Other {id: i}) WITH x DETACH DELETE x",
    "MATCH (n)-[r]->(m) CREATE (m)-[q:OWNS]->(n) SET q = properties(r) DELETE r",
    "LOAD CSV FROM 'file:///x.csv' AS line CREATE (:Other {id: line[0]})",
    "LOAD CSV WITH HEADERS FROM 'http://127.0.0.1:1/x.csv' AS line MERGE (:Other {id: line.id})",
)
WAYS = (
    "{it}",
    "MATCH (z) WITH z LIMIT 1 {it}",
    "UNWIND [1] AS i {it}",
    "CALL {{ {it} }}",
    "CALL () {{ {it} }}",
    "CALL () {{ CALL () {{ {it} }} }}",
    "CALL (*) {{ {it} }} RETURN 1 AS one",
    "OPTIONAL CALL () {{ {it} }} RETURN 1 AS one",
    "MATCH (z) CALL (z) {{ {it} }} RETURN z",
    "CALL {{ {it} }} IN TRANSACTIONS",
    "CALL () {{ {it} }} IN TRANSACTIONS OF 1 ROW",
    "UNWIND range(1, 3) AS i CALL (i) {{ {it} }} IN TRANSACTIONS OF 2 ROWS ON ERROR CONTINUE",
    "UNWIND range(1, 3) AS i CALL (i) {{ {it} }} IN 2 CONCURRENT TRANSACTIONS",
    "UNWIND [1] AS i CALL (i) {{ {it} }} IN TRANSACTIONS ON ERROR BREAK REPORT STATUS AS s RETURN s",
    "RETURN 1 AS x UNION {it} RETURN 1 AS x",
    "RETURN 1 AS x UNION ALL CALL () {{ {it} }} RETURN 1 AS x",
    "RETURN 1 AS x NEXT {it}",
    "CYPHER 25 RETURN 1 AS x NEXT {it}",
    "CYPHER 25 WHEN true THEN {{ {it} }}",
    "CYPHER 25 WHEN false THEN {{ RETURN 1 AS x }} ELSE {{ {it} }}",
    "CYPHER 25 LET y = 1 {it}",
    "USE neo4j {it}",
    "USE graph.byName('neo4j') {it}",
    "CALL () {{ USE neo4j {it} }}",
    "RETURN EXISTS {{ {it} }}",
    "RETURN COUNT {{ {it} RETURN 1 }}",
    "MATCH (z) WHERE EXISTS {{ MATCH (z) CALL () {{ {it} }} RETURN 1 }} RETURN z",
    "RETURN COLLECT {{ CALL () {{ {it} }} RETURN 1 }} AS x",
    "RETURN 1; {it}",
    "{it}; {it}",
    "{it};",
)
"""Ways to write a clause."""
COMMANDS = (
    "CREATE INDEX hostile FOR (n:Entity) ON (n.since)",
    "CREATE RANGE INDEX hostile IF NOT EXISTS FOR (n:Entity) ON (n.since, n.name)",
    "CREATE INDEX hostile FOR ()-[r:OWNS]-() ON (r.since)",
    "CREATE TEXT INDEX hostile FOR (n:Other) ON (n.name)",
    "CREATE POINT INDEX hostile FOR (n:Other) ON (n.place)",
    "CREATE LOOKUP INDEX hostile FOR (n) ON EACH labels(n)",
    "CREATE FULLTEXT INDEX hostile FOR (n:Other|Entity) ON EACH [n.name]",
    "CREATE VECTOR INDEX hostile FOR (n:Other) ON n.embedding OPTIONS {indexConfig: {`vector.dimensions`: 8}}",
    "CREATE CONSTRAINT hostile FOR (n:Other) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT hostile IF NOT EXISTS FOR ()-[r:OWNS]-() REQUIRE r.id IS UNIQUE",
    "CREATE CONSTRAINT hostile FOR (n:Other) REQUIRE (n.id, n.name) IS NODE KEY",
    "CREATE CONSTRAINT hostile FOR (n:Other) REQUIRE n.id IS NOT NULL",
    "CREATE CONSTRAINT hostile FOR (n:Other) REQUIRE n.id IS :: STRING",
    "DROP INDEX entity_name",
    "DROP INDEX entity_names IF EXISTS",
    "DROP CONSTRAINT entity_id",
    "DROP CONSTRAINT entity_id IF EXISTS",
    "CREATE USER mallory SET PASSWORD 'password1' CHANGE NOT REQUIRED",
    "CREATE OR REPLACE USER neo4j SET PLAINTEXT PASSWORD 'password1'",
    "CREATE USER mallory IF NOT EXISTS SET ENCRYPTED PASSWORD '0,a,b'",
    "ALTER USER neo4j SET PASSWORD 'password1' CHANGE NOT REQUIRED",
    "ALTER USER neo4j IF EXISTS SET STATUS SUSPENDED",
    "ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'password1'",
    "RENAME USER neo4j TO mallory",
    "DROP USER neo4j",
    "DROP USER neo4j IF EXISTS",
    "CREATE ROLE hostile",
    "CREATE ROLE hostile AS COPY OF admin",
    "DROP ROLE admin",
    "GRANT ROLE admin TO neo4j",
    "REVOKE ROLE admin FROM neo4j",
    "GRANT ALL DBMS PRIVILEGES ON DBMS TO PUBLIC",
    "DENY READ {*} ON GRAPH * TO PUBLIC",
    "GRANT WRITE ON GRAPH neo4j TO PUBLIC",
    "CREATE DATABASE other",
    "CREATE OR REPLACE DATABASE neo4j",
    "CREATE COMPOSITE DATABASE other",
    "ALTER DATABASE neo4j SET ACCESS READ ONLY",
    "DROP DATABASE neo4j",
    "DROP DATABASE neo4j IF EXISTS DESTROY DATA",
    "START DATABASE neo4j",
    "STOP DATABASE neo4j",
    "CREATE ALIAS other FOR DATABASE neo4j",
    "ALTER ALIAS other SET DATABASE TARGET neo4j",
    "DROP ALIAS other FOR DATABASE",
    "ENABLE SERVER 'one'",
    "DEALLOCATE DATABASES FROM SERVER 'one'",
    "DROP SERVER 'one'",
    "REALLOCATE DATABASES",
    "TERMINATE TRANSACTION 'neo4j-transaction-1'",
    "TERMINATE TRANSACTIONS 'neo4j-transaction-1', 'neo4j-transaction-2' YIELD message RETURN message",
    "SHOW TRANSACTIONS YIELD transactionId AS id TERMINATE TRANSACTIONS id YIELD message RETURN message",
    "SHOW USERS",
    "SHOW SETTINGS YIELD name, value RETURN name, value",
    "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
    "LOAD CSV FROM 'http://127.0.0.1:1/' AS line RETURN line",
)
COMMAND_WAYS = (
    *("{it}", "{it}", "{it}", "{it};", "{it};"),
    *("USE system {it}", "USE neo4j {it}", "RETURN 1; {it}", "CALL () {{ {it} }}"),
)
CALLS = (
    "CALL {name}({arguments})",
    "CALL {name}",
    "CALL {quoted}({arguments})",
    "CALL {name}({arguments}) YIELD *",
    "MATCH (z) CALL {name}({arguments}) YIELD {result} RETURN z",
    "OPTIONAL CALL {name}({arguments}) YIELD {result} RETURN 1 AS one",
    "CALL () {{ CALL {name}({arguments}) YIELD {result} RETURN 1 AS one }} RETURN one",
    "CALL db.labels() YIELD label CALL {name}({arguments}) YIELD {result} RETURN label",
    "RETURN 1 AS x UNION CALL {name}({arguments}) YIELD {result} RETURN 1 AS x",
    "RETURN COUNT {{ CALL {name}({arguments}) YIELD {result} RETURN 1 }} AS x",
    "CYPHER 25 RETURN 1 AS x NEXT CALL {name}({arguments}) YIELD {result} RETURN 1 AS y",
    "RETURN 1; CALL {name}({arguments})",
)
"""Ways to call a procedure."""
LEADS = {
    "": 20, "EXPLAIN ": 3, "PROFILE ": 3, "PROFILE PROFILE ": 2, "EXPLAIN PROFILE ": 1, "PROFILE EXPLAIN ": 1,
    "CYPHER 5 ": 2, "CYPHER 25 ": 3, "CYPHER 25 PROFILE ": 2, "PROFILE CYPHER 25 ": 2, "CYPHER 5 EXPLAIN PROFILE ": 1,
    "CYPHER runtime=slotted ": 2, "CYPHER 25 planner=cost PROFILE ": 1, "CYPHER replan=force ": 1,
}  # fmt: skip
"""What leads a statement, and how often."""
BLANKS = (
    "  ", "\n", "\r\n", "\t", "\u00a0", "\u1680", "\u2003", "\u2028", "\u202f", "\u205f", "\u3000", "\u000b", "\u000c",
    "\u001c", "\u001f", "/**/", "/* MATCH (n) RETURN n */", "/* // */", "// RETURN 1\n", "// EXPLAIN\r", " /*\n*/ ",
)  # fmt: skip
"""What stands for a blank between two words."""
BEFORE = {
    "": 20, " ": 3, "/* EXPLAIN */ ": 3, "// MATCH (n) RETURN n\n": 3, "/**/": 3, "\u3000": 3, "\ufeff": 1, "\u200b": 1,
    ";": 1,
}  # fmt: skip
"""What stands before the first word, and how often."""

SEED = "CREATE (:Entity {id: 'company/ant', name: 'Ant Group'})-[:OWNS {since: 2014}]->(:Entity {id: 'x', name: 'X'})"
CLEAR = "MATCH (n) WITH n LIMIT 10000 DETACH DELETE n RETURN count(*) AS deleted"
LOOK = (
    "MATCH (n) RETURN count(n) AS nodes, count { ()-->() } AS relationships, "
    "collect([labels(n), properties(n)]) AS of_nodes, "
    "COLLECT { MATCH ()-[r]->() RETURN [type(r), properties(r)] } AS of_relationships",
    "CALL db.labels() YIELD label RETURN label ORDER BY label",
    "CALL db.relationshipTypes() YIELD relationshipType AS type RETURN type ORDER BY type",
    "CALL db.propertyKeys() YIELD propertyKey AS key RETURN key ORDER BY key",
    "SHOW INDEXES YIELD name, type, state RETURN name, type, state ORDER BY name",
    "SHOW CONSTRAINTS YIELD name, type RETURN name, type ORDER BY name",
    "SHOW DATABASES YIELD name, access, currentStatus RETURN name, access, currentStatus ORDER BY name",
    "SHOW SETTINGS YIELD name, value RETURN name, value ORDER BY name",
)
USERS = "SHOW USERS YIELD user, passwordChangeRequired, suspended RETURN * ORDER BY user"


@dataclass(frozen=True, slots=True)
class Hostile:
    """A statement that would change something, and of which kind it is: clause, command or procedure."""

    kind: str
    text: str


@dataclass(slots=True)
class Tally:
    """How statements of a kind fared; `understood` are those that the server took for Cypher."""

    made: int = 0
    understood: int = 0
    passed_console: int = 0
    passed_plan: int = 0
    wrote: int = 0


def statements(number: int, *, seed: int, procedures: Sequence[dict[str, Any]]) -> Iterator[Hostile]:
    """Different statements made up from a seed; `procedures` are those of the server that the console may not call."""
    rng = random.Random(seed)
    seen: set[str] = set()
    while len(seen) < number:
        kind = rng.choices(("clause", "command", "procedure"), (6, 2, 2 if procedures else 0))[0]
        if kind == "clause":
            plain = rng.choice(WAYS).format(it=rng.choice(CLAUSES))
        elif kind == "command":
            plain = rng.choice(COMMAND_WAYS).format(it=rng.choice(COMMANDS))
        else:
            plain = _call(rng, rng.choice(procedures))
        text = _disguise(rng, plain)
        if text not in seen:
            seen.add(text)
            yield Hostile(kind, text)


def _call(rng: random.Random, procedure: dict[str, Any]) -> str:
    literal = {"STRING": "'x'", "INTEGER": "1", "FLOAT": "1.0", "BOOLEAN": "true", "MAP": "{}", "LIST<STRING>": "['x']"}
    arguments = [literal.get(one["type"], "null") for one in procedure["arguments"]]
    name: str = procedure["name"]
    return rng.choice(CALLS).format(
        name=name,
        quoted=".".join(f"`{part}`" for part in name.split(".")),
        arguments=", ".join(arguments),
        result=procedure["results"][0]["name"] if procedure["results"] else "*",
    )


def _disguise(rng: random.Random, plain: str) -> str:
    """The same statement with another lead, other blanks, other letter case, and letters as escapes."""
    text = _weighted(rng, LEADS) + plain
    how = rng.random()
    parts = re.split(r"('[^']*'|`[^`]*`)", text)
    for at in range(0, len(parts), 2):
        if rng.random() < 0.6:
            parts[at] = re.sub(r"\b[A-Z]{2,}\b", lambda found: _recase(rng, found[0]), parts[at])
        if how < 0.6:
            parts[at] = re.sub(" ", lambda _: rng.choice(BLANKS) if rng.random() < 0.4 else " ", parts[at])
        if how > 0.9:
            parts[at] = re.sub(r"\b[A-Z](?=[A-Z])", lambda found: f"\\u{ord(found[0]):04x}", parts[at], count=1)
    return _weighted(rng, BEFORE) + "".join(parts)


def _weighted(rng: random.Random, of: dict[str, int]) -> str:
    return rng.choices(list(of), list(of.values()))[0]


def _recase(rng: random.Random, word: str) -> str:
    return rng.choice((word.lower(), word.title(), "".join(rng.choice((c, c.lower())) for c in word)))


def callable_procedures(store: Store) -> list[dict[str, Any]]:
    """The procedures of the server that the console must refuse, with their arguments and results."""
    rows = store.read(
        Statement("", "", "SHOW PROCEDURES YIELD name, argumentDescription AS arguments, returnDescription AS results")
    )
    return [row for row in sorted(rows, key=lambda row: str(row["name"])) if not readonly.may_call(row["name"])]


def look(store: Store) -> list[Any]:
    """All that a statement could have changed."""
    found: list[Any] = [store.read(Statement("", "", text)) for text in LOOK]
    with store._driver.session(database="system", default_access_mode=neo4j.READ_ACCESS) as session:
        found.append([record.data() for record in session.run(USERS)])
    return found


def seed_graph(store: Store) -> None:
    """Two entities and a relationship, and nothing else."""
    while store.write(Statement("", "", CLEAR))[0]["deleted"]:
        pass
    store.write(Statement("", "", SEED))


def hold(store: Store, hostile: Sequence[Hostile]) -> dict[str, Tally]:
    """Put statements to the console, to the look at the plan, and to a READ session; how they fared, by kind."""
    found = {kind: Tally() for kind in ("clause", "command", "procedure")}
    writing = store._driver.session(database=store.endpoint.database, default_access_mode=neo4j.WRITE_ACCESS)
    reading = store._driver.session(database=store.endpoint.database, default_access_mode=neo4j.READ_ACCESS)
    with writing, reading:
        for one in hostile:
            tally = found[one.kind]
            tally.made += 1
            try:
                store.run_readonly(one.text, timeout=5)
                tally.passed_console += 1
            except InputError:
                pass
            try:
                summary = writing.run(f"EXPLAIN {readonly.parse(one.text).text}").consume()
                tally.understood += 1
                readonly.check(summary.query_type, summary.plan)
                tally.passed_plan += 1
            except InputError:
                pass
            except Neo4jError as error:
                tally.understood += not str(error.code).endswith("SyntaxError")
            if one.kind == "procedure":
                continue  # READ mode lets some of them run: it is their plan that keeps them out
            try:
                counters = reading.run(one.text).consume().counters
                tally.wrote += counters.contains_updates or counters.contains_system_updates
            except (Neo4jError, DriverError):
                pass
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("number", type=int, nargs="?", default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    settings = Settings.from_environment()
    own = None
    if not settings.uri:
        own = settings = replace(settings, data=Path(tempfile.mkdtemp(prefix="policysignal-bench-")))
    try:
        with open_store(settings) as store:
            seed_graph(store)
            hostile = list(statements(options.number, seed=options.seed, procedures=callable_procedures(store)))
            before, began = look(store), time.perf_counter()
            found = hold(store, hostile)
            seconds, after = time.perf_counter() - began, look(store)
    finally:
        if own:
            local.stop(own)
    table = Table(title=f"{len(hostile):,} hostile statements in {seconds:.0f} s", box=None, header_style="dim")
    for name in ("kind", "made", "understood", "past the console", "past the plan", "wrote in a READ session"):
        table.add_column(name, justify="left" if name == "kind" else "right")
    total: Counter[str] = Counter()
    for kind, one in found.items():
        counts = (one.made, one.understood, one.passed_console, one.passed_plan, one.wrote)
        total.update(dict(zip(("made", "understood", "console", "plan", "wrote"), counts, strict=True)))
        table.add_row(kind, *(f"{count:,}" for count in counts))
    console = Console(width=110)
    console.print(table)
    rows = sum(len(part) for part in before)
    console.print(f"Before and after: {rows} rows looked at, {'the same' if before == after else 'NOT the same'}.")
    failed = total["console"] or total["plan"] or total["wrote"] or before != after
    return int(bool(failed) or total["understood"] < UNDERSTOOD * total["made"])


if __name__ == "__main__":
    sys.exit(main())
