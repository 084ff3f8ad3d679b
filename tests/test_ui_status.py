from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from graph.server.local import Endpoint
from graph.settings import Settings
from ui.views import status

NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
ENDPOINT = Endpoint("bolt://127.0.0.1:7687", "somebody", "secret", "neo4j")


@dataclass
class Opened:
    """What the page asks of an open store."""

    ours: bool
    endpoint: Endpoint = ENDPOINT

    def server(self) -> str:
        return "Neo4j 2026.08.1 community"


def test_the_engine_is_told_without_its_password() -> None:
    settings = Settings(data=Path("/somewhere"), idle_minutes=15)
    ours = status.engine(Opened(True), settings)  # type: ignore[arg-type]
    theirs = status.engine(Opened(False), settings)  # type: ignore[arg-type]
    assert ours["Server"] == theirs["Server"] == "Neo4j 2026.08.1 community"
    assert ours["Kept in"] == "/somewhere" and ours["Stops"].startswith("15 minutes after its last use")
    assert theirs["User"] == "somebody" and "Kept in" not in theirs
    assert "secret" not in str((ours, theirs))


def test_a_run_without_an_end_is_told() -> None:
    row = {"id": "r", "started": NOON, "articles": 3, "claims": 9, "skipped": 1, "version": "0.1.0"}
    rows = [
        {**row, "finished": NOON + dt.timedelta(seconds=59)},
        {**row, "finished": NOON + dt.timedelta(seconds=125)},
        {**row, "finished": None, "articles": None},
    ]
    found = status.runs(rows)
    assert [one["Took"] for one in found] == ["59 s", "2 min 5 s", "runs, or was cut off"]
    assert (found[0]["Started"], found[0]["Signals"], found[2]["Articles"]) == ("2026-01-01 12:00", 9, None)


def test_how_fresh_sources_are() -> None:
    rows = [
        {"publisher": "Harbour Wire", "articles": 2, "earliest": dt.date(2025, 1, 1), "latest": dt.date(2025, 12, 30)},
        {"publisher": "", "articles": 1, "earliest": None, "latest": None},
    ]
    found = status.sources(rows, today=dt.date(2026, 1, 1))
    assert [(one["Source"], one["Days ago"]) for one in found] == [("Harbour Wire", 2), ("not named", None)]


def test_versions_of_what_is_installed() -> None:
    found = status.versions(status.PACKAGES)
    assert set(found) == {"Python", *status.PACKAGES}
    assert all(found.values())
