"""Queries of a visitor: run beside the page, stopped, and remembered."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from graph.errors import InputError
from graph.questions import Question, bind, question
from graph.store import Result, Store

TIMEOUT = 20.0
"""Seconds after which a query is stopped."""
LIMIT = 1000
"""Rows at most."""
AT_ONCE = 4
"""Queries of all visitors that run at a time; others wait for their turn."""
REMEMBERED = 30
"""Queries in the history of a visit."""

_pool = ThreadPoolExecutor(AT_ONCE, "query")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks: a saved question by name with what was filled in, or a statement."""

    name: str
    text: str
    given: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        """How it reads in a list: the question, or the first words of the statement."""
        if self.name:
            return question(self.name).purpose
        return " ".join(self.text.split())


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it: a result, or what was complained of."""

    asked: Asked
    at: dt.datetime
    result: Result | None
    complaint: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """A query of the history: when it was asked, how many rows it gave, or what was complained of."""

    asked: Asked
    at: dt.datetime
    rows: int | None
    complaint: str


@dataclass(frozen=True, slots=True)
class Running:
    """A query that runs on a store: its mark for stopping it, and its answer to come."""

    store: Store
    asked: Asked
    mark: str
    began: dt.datetime
    answer: Future[Answer]


def answer(store: Store, asked: Asked, *, mark: str = "") -> Answer:
    """Run a query and wait for it.

    Raises:
        DatabaseError: the server cannot be reached.
    """
    try:
        saved = question(asked.name) if asked.name else Question("", "", asked.text)
        values = bind(store, saved, dict(asked.given))
        result = store.run_readonly(saved.text, params=values, timeout=TIMEOUT, limit=LIMIT, mark=mark)
    except InputError as error:
        return Answer(asked, dt.datetime.now(), None, str(error))
    return Answer(asked, dt.datetime.now(), result)


def start(store: Store, asked: Asked, *, patience: float) -> Running:
    """Run a query beside the page; back after `patience` seconds, or as soon as it is done."""
    mark = uuid.uuid4().hex
    running = Running(store, asked, mark, dt.datetime.now(), _pool.submit(answer, store, asked, mark=mark))
    wait([running.answer], timeout=patience)
    return running


def stop(running: Running) -> None:
    """End a query, whether it runs or still waits for its turn.

    Raises:
        DatabaseError: the server cannot be reached.
    """
    if not running.answer.cancel():
        running.store.stop(running.mark)


def finish(running: Running) -> Answer:
    """The answer of a query that is done, or was stopped before its turn; waits for one that runs.

    Raises:
        DatabaseError: the server cannot be reached.
    """
    if running.answer.cancelled():
        return Answer(running.asked, dt.datetime.now(), None, "The statement was stopped.")
    return running.answer.result()


def remember(history: list[Past], one: Answer) -> list[Past]:
    """The history with an answer at its head; what is asked again moves up."""
    known = Past(one.asked, one.at, len(one.result.rows) if one.result else None, one.complaint)
    return [known, *(old for old in history if old.asked != one.asked)][:REMEMBERED]


def link(asked: Asked) -> dict[str, str]:
    """What the address of the page holds of a query, by which another visitor gets it."""
    return {"question": asked.name, **dict(asked.given)} if asked.name else {"cypher": asked.text}


def linked(address: Mapping[str, str]) -> Asked | None:
    """What an address asks; None when it asks nothing.

    Raises:
        InputError: it names a question that there is not.
    """
    if name := address.get("question", ""):
        known = question(name)
        given = tuple((one.name, address[one.name]) for one in known.parameters if one.name in address)
        return Asked(name, known.text, given)
    text = address.get("cypher", "").strip()
    return Asked("", text) if text else None
