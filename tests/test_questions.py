from __future__ import annotations

import datetime as dt
from typing import Any, cast

import pytest

from cypher import Statement, statements
from graph.errors import InputError
from graph.ontology import ontology
from graph.questions import Parameter, bind, find_entity, parse, question, questions, value
from graph.store import Store

WANTED = {
    "acts_by_regulator_and_month",
    "acts_by_several_sources",
    "articles_with_most_acts",
    "blocked_deals",
    "contradictions",
    "latest_acts",
    "market_moves_around_acts",
    "restrictive_and_supportive_by_year",
    "rumours_never_confirmed",
    "rumours_that_came_true",
    "sanctions_and_blacklists",
    "tariffs",
    "what_happened_to_firm",
    "what_two_states_did",
    "who_acts_on_sector",
    "who_leads_what",
    "who_met_whom",
}


class Shelf:
    """Answers a look-up of entities with given rows."""

    def __init__(self, *rows: dict[str, Any]) -> None:
        self.rows = list(rows)
        self.asked: list[dict[str, Any]] = []

    def read(self, statement: str, **params: Any) -> list[dict[str, Any]]:
        assert statement == "explore/find_entities"
        self.asked.append(params)
        return self.rows


def shelf(*rows: tuple[str, str, list[str], int]) -> Store:
    known = [{"id": id_, "name": name, "aliases": aliases, "acts": acts} for id_, name, aliases, acts in rows]
    return cast(Store, Shelf(*known))


def statement(*lines: str) -> Statement:
    return Statement("questions/x", "purpose", "\n".join(("// purpose", *lines)))


def test_the_questions_of_an_analyst_are_there() -> None:
    assert {one.name for one in questions()} >= WANTED


def test_each_question_reads_as_one() -> None:
    for one in questions():
        assert one.purpose.endswith("?")
        assert one.purpose[0].isupper()


def test_questions_name_only_relations_of_the_ontology() -> None:
    structural = {"REPORTS", "ACTS_IN", "TARGETS", "MENTIONS", "RESOLVED_BY"}
    words = {"MATCH", "WHERE", "RETURN", "ORDER", "LIMIT", "OPTIONAL", "WITH", "COUNT", "COLLECT", "EXISTS", "DISTINCT"}
    words |= {"AND", "OR", "NOT", "NULL", "CASE", "WHEN", "THEN", "ELSE", "END", "DESC", "BY", "IS", "IN", "AS"}
    for one in statements("questions"):
        code = "\n".join(line for line in one.text.splitlines() if not line.startswith("//"))
        named = {word.strip("'\"[](){}:,.|") for part in code.split() for word in part.replace("|", " ").split()}
        upper = {
            piece for word in named for piece in word.replace(":", " ").replace("]", " ").split() if piece.isupper()
        }
        upper = {word for word in upper if len(word) > 2 and word.replace("_", "").isalpha()}
        assert upper <= words | structural | set(ontology().relations), one.name


def test_parameters_have_names_types_and_defaults() -> None:
    found = parse(
        statement("// params: firm: entity = Ant Group, Ltd, since: date = 2020-01-01", "RETURN $firm, $since")
    )
    assert found.parameters == (
        Parameter("firm", "entity", "Ant Group, Ltd"),
        Parameter("since", "date", "2020-01-01"),
    )


def test_a_question_may_have_no_parameters() -> None:
    assert parse(statement("RETURN 1")).parameters == ()


@pytest.mark.parametrize(
    "lines",
    [
        ("// params: firm: company = x", "RETURN $firm"),
        ("// params: firm = x", "RETURN $firm"),
        ("// params: firm: text = x", "RETURN 1"),
        ("RETURN $firm",),
        ("// params: firm: text = x, firm: text = y", "RETURN $firm"),
    ],
)
def test_malformed_parameters_are_refused(lines: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="questions/x"):
        parse(statement(*lines))


def test_an_unknown_question_says_where_to_look() -> None:
    with pytest.raises(InputError, match="--list"):
        question("nothing")


def test_values_are_checked_by_type() -> None:
    store = shelf()
    assert value(store, Parameter("n", "number", "1"), " 12 ") == 12
    assert value(store, Parameter("d", "date", ""), "2020-11-03") == dt.date(2020, 11, 3)
    assert value(store, Parameter("t", "text", ""), "x' OR 1=1") == "x' OR 1=1"
    with pytest.raises(InputError, match="such as 2020-11-03"):
        value(store, Parameter("d", "date", ""), "November")
    with pytest.raises(InputError, match="a whole number"):
        value(store, Parameter("n", "number", ""), "many")


def test_defaults_are_taken_and_unknown_parameters_refused() -> None:
    asked = parse(statement("// params: n: number = 3, t: text = a", "RETURN $n, $t"))
    assert bind(shelf(), asked, {"t": "b"}) == {"n": 3, "t": "b"}
    with pytest.raises(InputError, match="has no parameter 'x'; it has: n, t"):
        bind(shelf(), asked, {"x": "1"})


def test_entities_are_found_by_name_alias_or_id_in_any_case() -> None:
    store = shelf(
        ("company/alibaba", "Alibaba", ["BABA", "阿里巴巴"], 9), ("company/alibaba-pictures", "Alibaba Pictures", [], 1)
    )
    for text in ("alibaba", " ALIBABA ", "baba", "阿里巴巴", "company/alibaba", "Company/Alibaba"):
        assert find_entity(store, text) == "company/alibaba"


def test_a_name_goes_before_an_alias_and_then_the_busier() -> None:
    assert find_entity(shelf(("a", "Ma", [], 1), ("b", "Jack Ma", ["Ma"], 9)), "ma") == "a"
    assert find_entity(shelf(("a", "Pony Ma", ["Ma"], 1), ("b", "Jack Ma", ["Ma"], 9)), "ma") == "b"


def test_an_unknown_entity_names_what_comes_near() -> None:
    with pytest.raises(InputError, match="Did you mean: Alibaba Pictures"):
        find_entity(shelf(("x", "Alibaba Pictures", [], 1)), "Alibaba Films")
    with pytest.raises(InputError, match="no entity ''"):
        find_entity(shelf(), "")


def test_what_a_person_types_is_escaped() -> None:
    store = Shelf()
    with pytest.raises(InputError):
        find_entity(cast(Store, store), 'x" OR name:* ~2 (a) \\')
    assert store.asked[0]["words"] == '"x" "OR" "name" "2" "a"'
