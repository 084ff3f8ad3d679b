"""No test run may leave a server behind."""

from __future__ import annotations

import os
from collections.abc import Iterator

import psutil
import pytest


def _servers() -> set[int]:
    """Server processes that this test run started, by a mark in their environment."""
    found = set()
    for process in psutil.process_iter(["cmdline"]):
        try:
            ours = process.environ().get("POLICYSIGNAL_TEST_RUN") == str(os.getpid())
        except (psutil.Error, OSError):
            continue  # another user's, or gone meanwhile
        if ours and "graph.server.child" in (process.info["cmdline"] or []):
            found.add(process.pid)
    return found


@pytest.fixture(scope="session", autouse=True)
def no_server_left() -> Iterator[None]:
    """Ends what a test left running, and fails because of it."""
    os.environ["POLICYSIGNAL_TEST_RUN"] = str(os.getpid())
    yield
    left = _servers()
    for pid in left:
        psutil.Process(pid).kill()
    assert not left, f"server processes left behind: {left}"
