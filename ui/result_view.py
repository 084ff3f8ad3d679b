"""What a query gave, on the page: a table, a picture, a chart, a plan, files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import streamlit as st

from graph.store import Result
from ui import canvas, query_plan, rendering, result_chart
from ui.answering import LIMIT, Answer
from ui.wording import count, safe_url

NONE = "–"


def show(answer: Answer) -> None:
    """The answer to a query, or why there is none."""
    if answer.result is None:
        with st.container(border=True, key="refused"):
            st.markdown("**This gave no answer**")
            st.code(answer.complaint, language=None, wrap_lines=True)
        return
    _show(answer.asked.name, answer.result, scene=f"answer-{answer.at.isoformat()}")


def told(result: Result) -> str:
    """How many rows there are and how long it took."""
    more = f", the first {LIMIT:,} of more" if result.truncated else ""
    return f"{count(len(result.rows), 'row')}{more} in {result.milliseconds:,.0f} ms"


def _show(name: str, result: Result, *, scene: str) -> None:
    nodes, edges, cut = rendering.picture(result.rows)
    rows = rendering.cells(result)
    columns = result_chart.sort_columns(rows)
    views = ["Table"] if rows else []
    if nodes:
        views.append("Graph")
    if len(rows) > 1 and (columns.times or columns.names):
        views.append("Chart")
    if result.plan is not None:
        views.append("Plan")
    chosen = None
    with st.container(horizontal=True, vertical_alignment="center", key="answer"):
        if len(views) > 1:
            start = "Plan" if "Plan" in views else "Graph" if nodes else "Table"
            chosen = st.segmented_control(
                "As", views, default=start, required=True, key=f"as-{'-'.join(views)}", label_visibility="collapsed"
            )
        st.caption(told(result) if result.rows or result.plan is None else "The plan; nothing was run.")
        if rows:
            st.download_button("CSV", rendering.to_csv(result), "policy-signal.csv", "text/csv", on_click="ignore")
            st.download_button(
                "JSON", rendering.to_json(result), "policy-signal.json", "application/json", on_click="ignore"
            )
    # what the server remarks on a saved question (a relation that no article tells of yet) helps nobody
    if result.note and not name:
        with st.expander("The server remarks"):
            st.code(result.note, language=None, wrap_lines=True)
    match chosen or next(iter(views), ""):
        case "Graph":
            if cut:
                st.caption(f"The first {len(nodes)} nodes are drawn.")
            canvas.show(nodes, edges, key="answer-canvas", scene=scene, title="What the query gave", height=560)
        case "Chart":
            _chart(rows, columns)
        case "Plan":
            _plan(result)
        case "Table":
            st.dataframe(
                rows,
                hide_index=True,
                width="stretch",
                height="auto" if len(rows) <= 15 else 560,
                placeholder="",
                column_config=configure(rows, words=bool(name)),
            )
        case _:
            st.info("Nothing in the graph matches.")


def configure(rows: Sequence[dict[str, Any]], *, words: bool) -> dict[str, Any]:
    """How the columns of a table are shown: days, times, addresses and shares as such; `words` gives them titles."""
    found: dict[str, Any] = {}
    for column in rows[0] if rows else ():
        values = [row[column] for row in rows if row[column] is not None]
        title = column.replace("_", " ").capitalize() if words else column
        if values and all(isinstance(value, dt.datetime) for value in values):
            found[column] = st.column_config.DatetimeColumn(title, format="D MMM YYYY, HH:mm")
        elif values and all(isinstance(value, dt.date) for value in values):
            found[column] = st.column_config.DateColumn(title, format="D MMM YYYY")
        elif values and all(isinstance(value, float) for value in values):
            found[column] = st.column_config.NumberColumn(title, format="%.2f")
        elif values and all(isinstance(value, str) and safe_url(value) for value in values):
            found[column] = st.column_config.LinkColumn(title)
        else:
            found[column] = st.column_config.Column(title)
    return found


def _chart(rows: Sequence[dict[str, Any]], columns: result_chart.Columns) -> None:
    along_all = [*columns.times, *columns.names]
    with st.container(horizontal=True, key="chart-by"):
        along = st.selectbox("Along", along_all, key=f"along-{'-'.join(along_all)}")
        numbers = [*columns.numbers, result_chart.ROWS]
        number = st.selectbox("Number", numbers, key=f"number-{'-'.join(numbers)}")
        groups = [NONE, *(one for one in columns.names if one != along)]
        by = st.selectbox("Coloured by", groups, key=f"by-{'-'.join(groups)}")
    by = "" if by == NONE else by
    table = result_chart.gather(rows, along=along, number=number, by=by)
    title = number if result_chart.adds_up(rows, number) else f"{number} (mean)"
    chart = result_chart.draw(table, along=along, number=title, by=by, timely=along in columns.times)
    st.altair_chart(chart, width="stretch")


def _plan(result: Result) -> None:
    taken = query_plan.steps(result.plan or {})
    st.markdown("\n".join(f"- {remark}" for remark in query_plan.remarks(taken)))
    ran = any(step.hits is not None for step in taken)
    table = [
        {
            "Step": step.number,
            "What is done": step.meaning or step.operator,
            "On": step.details,
            "Rows expected": round(step.expected),
            **({"Rows": step.rows, "Look-ups": step.hits} if ran else {}),
            "Operator": step.operator,
        }
        for step in taken
    ]
    most = max((step.hits or 0 for step in taken), default=0)
    st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        height="content",
        column_config={
            "Look-ups": st.column_config.ProgressColumn("Look-ups", format="localized", max_value=max(most, 1))
        },
    )
