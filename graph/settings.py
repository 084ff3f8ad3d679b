"""What the environment says, read once at the entry point and passed down."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

from graph.errors import InputError


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the graph is and where files go.

    `uri` empty means: the Neo4j of this machine, which we start when it is needed.
    """

    uri: str = ""
    username: str = "neo4j"
    password: str = field(default="", repr=False)
    database: str = "neo4j"
    data: Path = field(default_factory=lambda: platformdirs.user_data_path("policysignal"))
    """The folder of our own Neo4j: its store, state file and logs."""
    cache: Path = field(default_factory=lambda: platformdirs.user_cache_path("policysignal"))
    """What can be fetched again: the jars."""
    idle_minutes: float = 15.0
    """After so many minutes without a client the server that we started stops."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD, NEO4J_DATABASE and POLICYSIGNAL_DATA, _CACHE, _IDLE_MINUTES.

        Raises:
            InputError: POLICYSIGNAL_IDLE_MINUTES is not a positive number.
        """
        known = cls()
        idle = environ.get("POLICYSIGNAL_IDLE_MINUTES", "")
        try:
            minutes = float(idle) if idle else known.idle_minutes
        except ValueError:
            minutes = -1.0
        if not minutes > 0:
            raise InputError(f"POLICYSIGNAL_IDLE_MINUTES is {idle!r}: it must be a number of minutes above 0")
        return cls(
            uri=environ.get("NEO4J_URI", ""),
            username=environ.get("NEO4J_USERNAME", "") or known.username,
            password=environ.get("NEO4J_PASSWORD", ""),
            database=environ.get("NEO4J_DATABASE", "") or known.database,
            data=Path(environ["POLICYSIGNAL_DATA"]) if environ.get("POLICYSIGNAL_DATA") else known.data,
            cache=Path(environ["POLICYSIGNAL_CACHE"]) if environ.get("POLICYSIGNAL_CACHE") else known.cache,
            idle_minutes=minutes,
        )
