from __future__ import annotations

import datetime as dt
from concurrent.futures import Future

import pytest

from graph.errors import InputError
from graph.questions import question
from graph.store import Result
from ui import answering
from ui.answering import Answer, Asked, Running

FIRM = Asked(
    "what_happened_to_firm", question("what_happened_to_firm").text, (("firm", "Didi"), ("since", "2021-01-01"))
)
FREE = Asked("", "MATCH (n)\nRETURN n")
NOON = dt.datetime(2026, 1, 1, 12)


def test_a_query_reads_as_its_question_or_on_one_line() -> None:
    assert FIRM.title == "What happened to a firm, its units, products and deals?"
    assert FREE.title == "MATCH (n) RETURN n"


@pytest.mark.parametrize("asked", [FIRM, FREE])
def test_a_link_gives_the_query_again(asked: Asked) -> None:
    assert answering.linked(answering.link(asked)) == asked


def test_an_address_asks_nothing_or_something_that_there_is() -> None:
    assert answering.linked({}) is None
    assert answering.linked({"entity": "company/didi", "cypher": "  "}) is None
    partly = answering.linked({"question": "what_happened_to_firm", "firm": "Didi", "strange": "x"})
    assert partly and partly.given == (("firm", "Didi"),)
    with pytest.raises(InputError, match="no saved question 'nonesuch'"):
        answering.linked({"question": "nonesuch"})


def test_the_history_has_the_latest_first_and_nothing_twice() -> None:
    gave = Answer(FREE, NOON, Result(("n",), [(1,), (2,)]))
    refused = Answer(FIRM, NOON, None, "The graph has no entity 'Didi'.")
    history = answering.remember(answering.remember([], gave), refused)
    assert [(one.asked, one.rows, one.complaint) for one in history] == [
        (FIRM, None, "The graph has no entity 'Didi'."),
        (FREE, 2, ""),
    ]
    assert [one.asked for one in answering.remember(history, gave)] == [FREE, FIRM]
    for number in range(2 * answering.REMEMBERED):
        history = answering.remember(history, Answer(Asked("", f"RETURN {number}"), NOON, None, "x"))
    assert len(history) == answering.REMEMBERED


def test_a_query_that_waits_for_its_turn_can_be_stopped() -> None:
    waiting: Future[Answer] = Future()
    running = Running(None, FREE, "mark", NOON, waiting)  # type: ignore[arg-type]
    answering.stop(running)
    assert waiting.done()
    assert answering.finish(running).complaint == "The statement was stopped."
