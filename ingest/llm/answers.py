"""Answers kept on disk, so that nothing is paid for twice: by the key of what was asked."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from graph.errors import InputError


@dataclass(frozen=True, slots=True)
class AnswerStore:
    """A file of answers, in the user's cache; each call opens it anew, so any thread or process may."""

    path: Path

    def get(self, key: str) -> str | None:
        """The answer to what was asked by a key; None where there is none.

        Raises:
            InputError: the file cannot be used.
        """
        with closing(self._open()) as file:
            row = file.execute("SELECT text FROM answers WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def put(self, answers: Iterable[tuple[str, str]]) -> None:
        """Keep answers by their keys; the later of two counts.

        Raises:
            InputError: the file cannot be used.
        """
        with closing(self._open()) as file, file:
            file.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?)", answers)

    def _open(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            file = sqlite3.connect(self.path, timeout=30)
            file.execute("CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, text TEXT NOT NULL)")
        except (sqlite3.Error, OSError) as error:
            raise InputError(
                f"The answers in {self.path} cannot be used ({error}): delete that file; what it held is asked anew."
            ) from error
        return file
