"""The plan of a query as steps that a person can read, in the order in which the server takes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MEANING = {
    "AllNodesScan": "looks at every node of the graph",
    "NodeByLabelScan": "looks at every node of a label",
    "NodeIndexSeek": "finds nodes by an index",
    "NodeUniqueIndexSeek": "finds a node by its id",
    "NodeIndexSeekByRange": "finds nodes by a range in an index",
    "NodeIndexScan": "reads a whole index",
    "NodeIndexContainsScan": "looks for words in an index",
    "NodeIndexEndsWithScan": "looks for endings in an index",
    "MultiNodeIndexSeek": "finds nodes by several indexes",
    "DirectedRelationshipTypeScan": "looks at every relationship of a type",
    "UndirectedRelationshipTypeScan": "looks at every relationship of a type",
    "DirectedAllRelationshipsScan": "looks at every relationship",
    "UndirectedAllRelationshipsScan": "looks at every relationship",
    "ProcedureCall": "calls a procedure",
    "Expand": "follows relationships",
    "OptionalExpand": "follows relationships where there are some",
    "VarLengthExpand": "follows relationships over several steps",
    "ShortestPath": "looks for shortest paths",
    "StatefulShortestPath": "looks for shortest paths",
    "Filter": "keeps what fits",
    "Projection": "computes columns",
    "CacheProperties": "reads properties",
    "Distinct": "drops repetitions",
    "OrderedDistinct": "drops repetitions",
    "EagerAggregation": "counts and gathers",
    "OrderedAggregation": "counts and gathers",
    "NodeCountFromCountStore": "takes a count that the server keeps",
    "RelationshipCountFromCountStore": "takes a count that the server keeps",
    "Sort": "sorts",
    "PartialSort": "sorts",
    "Top": "keeps the first, sorted",
    "PartialTop": "keeps the first, sorted",
    "Limit": "stops after some rows",
    "Skip": "leaves rows out",
    "CartesianProduct": "pairs everything with everything",
    "NodeHashJoin": "joins two results",
    "ValueHashJoin": "joins two results",
    "Apply": "does a part for each row",
    "SemiApply": "checks a part for each row",
    "AntiSemiApply": "checks a part for each row",
    "RollUpApply": "gathers a part for each row",
    "Optional": "keeps a row without a match",
    "Eager": "waits for all rows",
    "Union": "puts two results together",
    "Unwind": "makes rows of a list",
    "Argument": "takes over a row",
    "ProduceResults": "gives the result",
}
"""What an operator does, by its name without what stands in brackets."""
WHOLE = frozenset(
    {
        "AllNodesScan",
        "DirectedAllRelationshipsScan",
        "UndirectedAllRelationshipsScan",
        "CartesianProduct",
    }
)
"""Operators that get slow as the graph grows."""


@dataclass(frozen=True, slots=True)
class Step:
    """One operator: rows are those that it gave, or that the server expects; hits are look-ups in the store."""

    number: int
    operator: str
    meaning: str
    details: str
    expected: float
    rows: int | None
    hits: int | None


def steps(plan: Mapping[str, Any]) -> list[Step]:
    """The operators of a plan (EXPLAIN) or a profile (PROFILE), those that run first at the head."""
    found: list[Step] = []

    def visit(operator: Mapping[str, Any]) -> None:
        for child in operator.get("children", ()):
            visit(child)
        args = operator.get("args", {})
        name = operator["operatorType"].partition("@")[0]
        rows, hits = args.get("Rows"), args.get("DbHits")
        found.append(
            Step(
                len(found) + 1,
                name,
                MEANING.get(name.partition("(")[0], ""),
                " ".join(str(args.get("Details", "")).split()),
                float(args.get("EstimatedRows", 0.0)),
                None if rows is None else int(rows),
                None if hits is None else int(hits),
            )
        )

    visit(plan)
    return found


def remarks(taken: list[Step]) -> list[str]:
    """What a person should know of a plan: which indexes it uses, and what gets slow as the graph grows."""
    names = [step.operator.partition("(")[0] for step in taken]
    said = []
    sought = sum("Index" in name for name in names)
    if sought:
        said.append("It starts from an index." if sought == 1 else f"It uses an index in {sought} places.")
    if any(name == "NodeByLabelScan" for name in names):
        said.append("It looks at every node of a label: give a property that has an index, such as `id` or `date`.")
    for slow in sorted(WHOLE & set(names)):
        said.append(f"{slow} {MEANING[slow]}: name a label or a relationship, so that it need not.")
    hits = [step.hits for step in taken if step.hits is not None]
    if hits and sum(hits):
        most = max(taken, key=lambda step: step.hits or 0)
        said.append(
            f"{sum(hits):,} look-ups in the store, {(most.hits or 0) / sum(hits):.0%} of them in step {most.number}."
        )
    return said
