from __future__ import annotations

from typing import Any

from ui import query_plan


def operator(name: str, *children: dict[str, Any], **args: Any) -> dict[str, Any]:
    return {"operatorType": f"{name}@neo4j", "args": args, "children": list(children)}


SEEK = operator(
    "NodeUniqueIndexSeek", Details="UNIQUE n:Entity(id)\n  WHERE id = $id", EstimatedRows=1.0, Rows=1, DbHits=2
)
PROFILE = operator(
    "ProduceResults", operator("Expand(All)", SEEK, Rows=40, DbHits=78, EstimatedRows=3.4), Rows=40, DbHits=0
)


def test_steps_come_in_the_order_in_which_they_run() -> None:
    found = query_plan.steps(PROFILE)
    assert [(one.number, one.operator, one.rows, one.hits) for one in found] == [
        (1, "NodeUniqueIndexSeek", 1, 2),
        (2, "Expand(All)", 40, 78),
        (3, "ProduceResults", 40, 0),
    ]
    assert found[0].details == "UNIQUE n:Entity(id) WHERE id = $id"
    assert [one.meaning for one in found] == ["finds a node by its id", "follows relationships", "gives the result"]


def test_a_plan_that_was_not_run_has_no_rows() -> None:
    (step,) = query_plan.steps(operator("AllNodesScan", EstimatedRows=12.5))
    assert (step.expected, step.rows, step.hits) == (12.5, None, None)


def test_what_helps_and_what_gets_slow_is_told() -> None:
    assert query_plan.remarks(query_plan.steps(PROFILE)) == [
        "It starts from an index.",
        "80 look-ups in the store, 98% of them in step 2.",
    ]
    slow = operator("CartesianProduct", operator("AllNodesScan"), operator("NodeByLabelScan"))
    said = " ".join(query_plan.remarks(query_plan.steps(slow)))
    assert "AllNodesScan looks at every node" in said
    assert "CartesianProduct pairs everything" in said
    assert "every node of a label" in said
    assert query_plan.remarks(query_plan.steps(operator("Limit"))) == []


def test_whole_scans_are_explained() -> None:
    assert set(query_plan.MEANING) >= query_plan.WHOLE
