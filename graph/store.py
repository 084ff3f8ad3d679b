"""The graph in its database: the driver, transactions, readers and writers."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, Self, TypeVar, cast

import neo4j
import neo4j.time
from neo4j import exceptions

import cypher
from graph import readonly
from graph.errors import DatabaseError, InputError, PolicySignalError
from graph.server import local, state
from graph.server.jars import Progress
from graph.server.local import Endpoint
from graph.settings import Settings

log = logging.getLogger(__name__)
# What the server remarks on a statement is given with its result: the driver shall not log it a second time.
logging.getLogger("neo4j.notifications").setLevel(logging.ERROR)

T = TypeVar("T")
Row = dict[str, Any]

SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
CONNECT = 10.0
"""Seconds until an address that does not answer is given up."""
RETRY = 30.0
RETRY_LOCAL = 5.0
"""Seconds for which a transaction is tried again after an error that may pass: nobody restarts a local server."""


class Run(Protocol):
    """Runs a statement within the transaction it was handed out for."""

    def __call__(self, statement: cypher.Statement | str, /, **params: Any) -> list[Row]:
        """Run it; the rows it returns."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a statement of a person gave."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    """Dates and times as Python's own; nodes, relationships and paths as the driver gives them, so that a date among
    their properties is still the driver's: `native` turns it."""
    truncated: bool = False
    note: str = ""
    """What to tell beside the rows: that there are more, what the server noted."""
    plan: dict[str, Any] | None = None
    """The operators that would run (EXPLAIN) or did (PROFILE)."""
    milliseconds: float = 0.0


class Store:
    """An open connection to one database; usable from several threads, closed at the end of its ``with`` block."""

    def __init__(self, driver: neo4j.Driver, endpoint: Endpoint, *, ours: bool) -> None:
        self._driver = driver
        self.endpoint = endpoint
        self.ours = ours

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections; a server that we started goes on until it is idle."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._driver.close()

    def answers(self) -> bool:
        """Whether the server is there: what a page asks of a store that it has kept for a while."""
        try:
            with self._session(neo4j.READ_ACCESS) as session:
                session.run("RETURN 1").consume()
        except DatabaseError:
            return False
        return True

    def version(self) -> str:
        """A mark of the last write that the server has made: while it is the same, so is the graph.

        Raises:
            DatabaseError: the server cannot be reached.
        """
        with self._session(neo4j.READ_ACCESS) as session:
            session.run("RETURN 1").consume()
            return " ".join(sorted(session.last_bookmarks().raw_values))

    def server(self) -> str:
        """Name, version and edition of the server: ``Neo4j 2026.08.1 community``.

        Raises:
            DatabaseError: the server cannot be reached.
        """
        components = self.read(
            cypher.Statement("", "", "CALL dbms.components() YIELD name, versions, edition RETURN *")
        )
        kernel = next(row for row in components if row["name"] == "Neo4j Kernel")
        return f"Neo4j {kernel['versions'][0]} {kernel['edition']}"

    def read(self, statement: cypher.Statement | str, /, **params: Any) -> list[Row]:
        """Run a statement that reads, in a transaction of its own, on any member of a cluster.

        Raises:
            DatabaseError: the server refuses or cannot be reached.
        """
        with self._session(neo4j.READ_ACCESS) as session:
            return session.execute_read(lambda tx: _run(tx, statement, params))

    def write(self, statement: cypher.Statement | str, /, **params: Any) -> list[Row]:
        """Run a statement that writes, in a transaction of its own; when this returns it is kept.

        Raises:
            DatabaseError: the server refuses or cannot be reached.
        """
        return self.write_many([(statement, params)])[0]

    def write_many(self, work: Sequence[tuple[cypher.Statement | str, Mapping[str, Any]]]) -> list[list[Row]]:
        """Run several statements in one transaction, all or none; the rows of each.

        Raises:
            DatabaseError: the server refuses or cannot be reached.
        """
        return self.transaction(lambda run: [run(statement, **params) for statement, params in work])

    def transaction(self, work: Callable[[Run], T]) -> T:
        """Read, then write, in one transaction: `work` gets a function that runs statements in it.

        An error that may pass is answered by running `work` again, so it must not change anything but the graph.

        Raises:
            DatabaseError: the server refuses or cannot be reached.
        """
        with self._session(neo4j.WRITE_ACCESS) as session:
            return session.execute_write(lambda tx: work(lambda statement, /, **params: _run(tx, statement, params)))

    def run_readonly(
        self,
        text: str,
        *,
        params: Mapping[str, Any] | None = None,
        timeout: float = 30.0,
        limit: int = 1000,
        mark: str = "",
    ) -> Result:
        """Run Cypher that a person wrote, if it only reads; at most `timeout` seconds and `limit` rows.

        Two means keep it from writing: its plan is judged first (see `graph.readonly`), and the session is one in
        which the server refuses writes. A leading EXPLAIN gives the plan and no rows, PROFILE gives both. While it
        runs, `stop` ends it by its `mark`.

        Raises:
            InputError: the statement is wrong, does more than read, takes too long, or is stopped.
            DatabaseError: the server cannot be reached.
        """
        request = readonly.parse(text)
        values = dict(params or {})
        began = time.perf_counter()
        options: dict[str, Any] = {"fetch_size": min(limit + 1, 1000), "notifications_min_severity": "INFORMATION"}
        with self._session(neo4j.READ_ACCESS, statement=text, **options) as session:
            # No managed transactions: what ran out of time or memory once is not to be tried for half a minute more.
            with session.begin_transaction(timeout=timeout, metadata={"mark": mark}) as tx:
                explained = tx.run(f"EXPLAIN {request.text}", values)
                columns, summary = tuple(explained.keys()), explained.consume()
            plan = cast("dict[str, Any] | None", summary.plan)
            readonly.check(summary.query_type, plan)
            notes = [n.status_description for n in summary.gql_status_objects if n.is_notification]
            if request.mode == "explain":
                return Result(columns, [], note="\n".join(notes), plan=plan, milliseconds=_since(began))
            with session.begin_transaction(timeout=timeout, metadata={"mark": mark}) as tx:
                result = tx.run(f"{request.mode} {request.text}", values)
                rows = [tuple(native(value) for value in record.values()) for record in result.fetch(limit)]
                truncated = result.peek() is not None
                profile = None
                if request.mode == "profile":
                    for _ in result:  # the server counts what is fetched: rows that are left would leave no profile
                        pass
                    profile = cast("dict[str, Any] | None", result.consume().profile)
        if truncated:
            notes.insert(0, f"The first {limit} rows are shown; there are more.")
        return Result(columns, rows, truncated, "\n".join(notes), profile, _since(began))

    def stop(self, mark: str) -> bool:
        """End what runs under a mark; whether there was something.

        Raises:
            DatabaseError: the server cannot be reached.
        """
        return bool(mark and self.read("explore/stop_query", mark=mark))

    @contextmanager
    def _session(self, access: str, *, statement: str = "", **options: Any) -> Iterator[neo4j.Session]:
        try:
            with self._driver.session(
                database=self.endpoint.database, default_access_mode=access, **options
            ) as session:
                yield session
        except (exceptions.DriverError, exceptions.Neo4jError) as error:
            raise _clear(error, self.endpoint, ours=self.ours, statement=statement) from error


def open_store(
    settings: Settings, *, progress: Progress | None = None, readonly: bool = False, retry: float = RETRY
) -> Store:
    """Connect to the server that the settings name, or to the one of this machine, started if need be.

    Use it in a ``with`` block, or close it yourself.

    Constraints and indexes are created unless `readonly`; those that are there stay as they are. For `retry` seconds a
    transaction is tried again after an error that may pass; at most RETRY_LOCAL on the server of this machine.

    Raises:
        DatabaseError: the server cannot be started, reached or used; says what to do.
    """
    if settings.uri:
        endpoint = Endpoint(settings.uri, settings.username, settings.password, settings.database)
    else:
        endpoint = local.start(settings, progress=progress)
    store = connect(endpoint, ours=not settings.uri, retry=retry)
    try:
        if not readonly:
            apply_schema(store)
    except BaseException:
        store.close()
        raise
    return store


def connect(endpoint: Endpoint, *, ours: bool, retry: float = RETRY) -> Store:
    """A store whose server has answered; `ours` tells whether it is one that we started on this machine.

    Raises:
        DatabaseError: the server cannot be reached or does not let us in.
    """
    scheme = endpoint.uri.partition(":")[0]
    if scheme not in SCHEMES:
        raise _no_address(
            endpoint.uri, "http is the address of its web page" if "http" in scheme else "no scheme of it"
        )
    try:
        driver = neo4j.GraphDatabase.driver(
            endpoint.uri,
            auth=(endpoint.username, endpoint.password),
            connection_timeout=CONNECT,
            max_transaction_retry_time=min(retry, RETRY_LOCAL) if ours else retry,
            liveness_check_timeout=30,
            notifications_min_severity="OFF",
            user_agent="policysignal",
            telemetry_disabled=True,
        )
    except (exceptions.DriverError, ValueError) as error:
        raise _clear(error, endpoint, ours=ours) from error
    try:
        with driver.session(database=endpoint.database, default_access_mode=neo4j.READ_ACCESS) as session:
            session.run("RETURN 1").consume()
    except BaseException as error:
        driver.close()
        if isinstance(error, exceptions.DriverError | exceptions.Neo4jError | ValueError | OSError):
            raise _clear(error, endpoint, ours=ours) from error
        raise
    return Store(driver, endpoint, ours=ours)


def apply_schema(store: Store) -> None:
    """Create the constraints and indexes of ``cypher/schema`` that are not there yet, and wait until they are usable.

    Raises:
        DatabaseError: the server refuses.
    """
    # Schema commands are transactions of their own, which cannot be mixed with others.
    for statement in cypher.statements("schema"):
        store.write(statement)
    store.transaction(lambda run: run(cypher.Statement("", "", "CALL db.awaitIndexes(60)")))


def _run(tx: neo4j.ManagedTransaction, statement: cypher.Statement | str, params: Mapping[str, Any]) -> list[Row]:
    known = statement if isinstance(statement, cypher.Statement) else cypher.statement(statement)
    return [
        {key: native(value) for key, value in zip(record.keys(), record.values(), strict=True)}
        for record in tx.run(known.text, dict(params))
    ]


def native(value: Any) -> Any:
    """Dates and times as Python's own, in lists and maps too; nodes, relationships and paths as they are."""
    if isinstance(value, neo4j.time.Date | neo4j.time.DateTime | neo4j.time.Time):
        return value.to_native()
    if isinstance(value, list):
        return [native(item) for item in value]
    if isinstance(value, dict):
        return {key: native(item) for key, item in value.items()}
    return value


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def _place(message: str) -> str:
    """The first line of a complaint about a statement, with the place as the person sees it: without our EXPLAIN."""

    def ours(found: re.Match[str]) -> str:
        line, column = int(found[1]), int(found[2])
        return f"(line {line}, column {column - len('EXPLAIN ') if line == 1 else column})" if line else ""

    first = message.partition('\n"')[0].strip()
    return re.sub(r"\(line (\d+), column (\d+) \(offset: \d+\)\)", ours, first).strip()


def _no_address(uri: str, why: str) -> DatabaseError:
    return DatabaseError(
        f"NEO4J_URI is {uri!r}, which is no address of a Neo4j server ({why}). It looks like "
        "neo4j://host:7687, neo4j+s://host (encrypted, Aura) or bolt://host:7687."
    )


def _full(where: str) -> DatabaseError:
    return DatabaseError(
        f"{where} cannot write any more; its disk is probably full. Free some room (`policysignal db status` tells "
        "the folder of a server of this machine). What was acknowledged stays: run the same command again."
    )


def _clear(error: Exception, endpoint: Endpoint, *, ours: bool, statement: str = "") -> PolicySignalError:
    """What went wrong, in words a person can act on."""
    said = " ".join(str(getattr(error, "message", None) or error).split()).rstrip(".")
    code = str(getattr(error, "code", None) or "")
    where = endpoint.uri
    if code.endswith("AuthenticationRateLimit"):
        return DatabaseError(f"{where} has seen too many wrong passwords: wait ten seconds and try again.")
    if isinstance(error, exceptions.AuthError):
        return DatabaseError(
            f"{where} does not accept the user {endpoint.username!r} with this password: "
            "check NEO4J_USERNAME and NEO4J_PASSWORD."
        )
    if isinstance(error, exceptions.ConfigurationError | ValueError):
        return _no_address(where, said)
    if code.endswith("DatabaseNotFound"):
        return DatabaseError(f"{where} has no database {endpoint.database!r}: check NEO4J_DATABASE (usually neo4j).")
    if isinstance(error, exceptions.ServiceUnavailable | exceptions.SessionExpired | OSError):
        if endpoint.folder is not None and state.gave_up(endpoint.folder):
            return _full(where)
        if ours:
            return DatabaseError(
                "The Neo4j of this machine has gone. What was acknowledged stays: run the same command again, "
                "and it is started again (`policysignal db status` tells where its log is)."
            )
        return DatabaseError(
            f"No Neo4j server answers at {where} ({said}). Check NEO4J_URI and that the server runs. If it went away "
            "while working: what was acknowledged stays, run the same command again."
        )
    if statement and code.startswith("Neo.ClientError.Transaction.TransactionTimedOut"):
        return InputError("The statement took too long and was stopped. Narrow it down, or ask for fewer rows.")
    if statement and code.endswith(".Transaction.Terminated"):
        return InputError("The statement was stopped.")
    if code.endswith(("TransactionLogError", "TransactionStartFailed", "TransactionCommitFailed")):
        return _full(where)
    if "MemoryPoolOutOfMemory" in code or "OutOfMemory" in code:
        return (InputError if statement else DatabaseError)(
            "The statement needs more memory than the server gives to one. Narrow it down, or ask for fewer rows."
        )
    if statement and code.startswith("Neo.ClientError."):
        return InputError(_place(str(getattr(error, "message", None) or error)))
    return DatabaseError(f"{where} refuses: {said} ({code})" if code else f"{where}: {said}")
