from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from graph.questions import questions
from ui import cypher_editor, result_view
from ui.reads import Found
from ui.views import query


def test_questions_are_found_by_all_their_words() -> None:
    known = questions()
    assert query.matching(known, "") == list(known)
    assert [one.name for one in query.matching(known, "TARIFF")] == ["tariffs"]
    assert "who_acts_on_sector" in [one.name for one in query.matching(known, "sector firms")]
    assert query.matching(known, "sector nonesuch") == []


def test_the_place_of_an_entity_by_id_name_or_alias() -> None:
    listed = [
        Found("company/didi", "Didi", "Company", ("滴滴",), 3),
        Found("company/alibaba", "Alibaba", "Company", (), 2),
    ]
    assert [query.place_of(listed, text) for text in ("company/alibaba", "Didi", "滴滴", "Nobody")] == [1, 0, 0, None]


@pytest.mark.parametrize(
    ("complaint", "place"),
    [
        ("Variable `x` not defined (line 2, column 8)", (2, 8, "Variable `x` not defined")),
        ("Invalid input (line 1, column 1) here", (1, 1, "Invalid input here")),
        ("Not run: the console only reads.", None),
    ],
)
def test_where_the_server_found_a_mistake(complaint: str, place: tuple[int, int, str] | None) -> None:
    found = cypher_editor.mistake("RETURN x", complaint)
    assert (found and (found.line, found.column, found.message)) == place
    assert found is None or found.text == "RETURN x"


class Server:
    """What a server says of itself."""

    def read(self, statement: str, /, **_: Any) -> list[dict[str, Any]]:
        return {
            "explore/list_words": [{"labels": ["Entity"], "types": ["HALTS"], "keys": ["id"]}],
            "explore/list_procedures": [
                {"name": "db.labels"},
                {"name": "dbms.killConnection"},
                {"name": "db.schema.x"},
            ],
            "explore/list_functions": [{"name": "abs"}],
        }[statement]


def test_the_editor_offers_what_the_console_may_call() -> None:
    known = cypher_editor.schema(Server())
    assert known["labels"] == ["Entity"] and known["relationshipTypes"] == ["HALTS"] and known["propertyKeys"] == ["id"]
    for version in cypher_editor.VERSIONS:
        assert set(known["procedures"][version]) == {"db.labels", "db.schema.x"}
        assert set(known["functions"][version]) == {"abs"}


def test_columns_are_shown_by_what_they_hold() -> None:
    rows = [
        {
            "first_said": dt.date(2020, 1, 1),
            "score": 0.5,
            "url": "https://example.com/a",
            "n": 1,
            "bad": "javascript:x",
        },
        {"first_said": None, "score": None, "url": None, "n": 2, "bad": "https://example.com"},
    ]
    found = result_view.configure(rows, words=True)
    kinds = {name: (column.get("type_config") or {}).get("type") for name, column in found.items()}
    assert kinds == {"first_said": "date", "score": "number", "url": "link", "n": None, "bad": None}
    assert found["first_said"]["label"] == "First said"
    assert result_view.configure(rows, words=False)["first_said"]["label"] == "first_said"
    assert result_view.configure([], words=True) == {}


def test_a_query_in_the_form_of_its_kind() -> None:
    """What an address or the history gives is put where the form takes it from."""

    def page() -> None:
        import streamlit as st

        from ui.answering import Asked
        from ui.views.query import take

        st.session_state["param-what_happened_to_firm-firm"] = "what was chosen before"
        take(Asked("what_happened_to_firm", "", (("firm", "Didi"),)))
        take(Asked("", "RETURN 1"))

    state = AppTest.from_function(page).run().session_state
    assert state["query-question"] == "what_happened_to_firm"
    assert state["given-what_happened_to_firm"] == {"firm": "Didi"}
    assert "param-what_happened_to_firm-firm" not in state
    assert (state["how"], state["query-cypher"], state["query-version"]) == ("Cypher", "RETURN 1", 1)
