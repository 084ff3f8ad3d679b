"""Review: pairs that may be one and acts that are least sure, one after the other, decided by keys."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from graph import curation
from graph import decisions as log_of
from graph.curation import Preview
from graph.decisions import Decision, Kind
from graph.errors import InputError
from graph.resolution.candidates import Bearer, Candidate
from graph.settings import Settings
from graph.store import Store
from ui import connection, decisions, entities, evidence, reads, waiting
from ui.reads import Act
from ui.wording import count, escape_html, escape_markdown, type_name

KEPT = 600
"""Seconds for which the pairs that were found are kept: finding them compares every name."""
PAIRS, ACTS = "Same or different?", "Right or wrong?"
SENTENCES = 3
"""Acts of each side that are shown with their sentences."""
LAST = 10
"""Decisions listed as the last ones."""


@st.cache_resource(ttl=KEPT, show_spinner="Comparing names…")
def _candidates(file: str) -> list[Candidate]:
    return decisions.find_candidates(connection.store(), Path(file))


def show() -> None:
    """The view."""
    with connection.page():
        if connection.summary().articles or not connection.is_empty():
            _show(connection.store(), decisions.decisions_file(Settings.from_environment()))


def _show(store: Store, path: Path) -> None:
    if said := st.session_state.pop("review-said", ""):
        st.toast(escape_markdown(said))
    st.session_state.setdefault("review-kind", ACTS if st.query_params.get("kind") == "acts" else PAIRS)
    with st.container(horizontal=True, vertical_alignment="center"):
        kind = st.segmented_control(
            "Review", (PAIRS, ACTS), required=True, key="review-kind", label_visibility="collapsed"
        )
        mine: list[str] = st.session_state.setdefault("review-mine", [])
        undo = st.button("Undo", key="undo", shortcut="z", disabled=not mine, help="Take your last decision back.")
    st.query_params["kind"] = "acts" if kind == ACTS else "pairs"
    if undo:
        _undo(store, path, mine)
    made = log_of.read(path)
    if kind == PAIRS:
        found = [*_seen().values(), *_candidates(str(path))]
        _pairs(store, path, waiting.pending(found, made, aside=_aside()), mine)
    else:
        _acts(store, path, waiting.unsure_acts(store, aside=_aside()), mine)
    _learned(store, path, made)


def _aside() -> set[str]:
    """What this visitor was unsure of: it comes last."""
    found: set[str] = st.session_state.setdefault("review-aside", set())
    return found


def _seen() -> dict[str, Candidate]:
    """The pairs that this visitor was asked about: after an undo they are asked about again, without comparing anew."""
    found: dict[str, Candidate] = st.session_state.setdefault("review-seen", {})
    return found


# Deciding


def _carry_out(store: Store, path: Path, decision: Decision) -> None:
    made = curation.carry_out(store, path, decision)
    st.session_state["review-mine"].append(made.id)
    _again(f"Decided: {made}.")


def _undo(store: Store, path: Path, mine: list[str]) -> None:
    decisions.take_back(store, path, mine[-1])
    mine.pop()
    _again("Your last decision is taken back.")


def _again(said: str) -> None:
    connection.forget()
    st.session_state["review-said"] = said
    st.rerun()


def effect(seen: Preview, kind: Kind) -> str:
    """What a decision would change, in words."""
    if kind is Kind.DIFFERENT:
        return "Nothing changes in the graph; the pair is not asked for again."
    reports = count(seen.reports, "report")
    if kind is Kind.SAME:
        names = ", ".join(seen.names)
        return (
            f"{reports} told of the other one then, in {count(seen.articles, 'article')}; "
            f"both are in {count(seen.events, 'act')} now. Names then: {names}"
        )
    done = "left out" if kind is Kind.REJECT else "taken for certain"
    return f"{reports} {done}, in {count(seen.articles, 'article')}."


def progress(decided: int, left: int) -> str:
    """How far this visitor is."""
    return f"{left:,} left, {decided:,} decided by you in this visit"


def _progress(mine: Sequence[str], left: int) -> None:
    st.progress(len(mine) / max(1, len(mine) + left), text=progress(len(mine), left))


# Pairs


def _pairs(store: Store, path: Path, found: Sequence[Candidate], mine: Sequence[str]) -> None:
    _progress(mine, len(found))
    if not found:
        st.success("No two entities look like one. Nothing to decide here.")
        st.button("Compare again", on_click=_candidates.clear)
        return
    one = found[0]
    _seen()[waiting.pair_key(one)] = one
    try:
        same = decisions.pair_decision(store, one, Kind.SAME)
        seen = curation.preview(store, path, same)
    except InputError as error:
        st.warning(escape_markdown(str(error)))
        st.button("Compare again", on_click=_candidates.clear)
        return
    stays, goes = decisions.keep(one)
    st.html(
        evidence.heading_html(
            f"Is {goes.name} the same {type_name(one.left.type).lower()} as {stays.name}?",
            f"{one.score:.0%} likely by name and acts",
        )
    )
    with st.container(horizontal=True, key="verdicts"):
        if st.button("Same", key="same", shortcut="s", type="primary"):
            _carry_out(store, path, same)
        if st.button("Different", key="different", shortcut="d"):
            _carry_out(store, path, Decision(Kind.DIFFERENT, "", same.entity, same.other))
        if st.button("Unsure", key="unsure", shortcut="u", help="It comes again at the end."):
            _aside().add(waiting.pair_key(one))
            st.rerun()
    reasons = "".join(f"<li>{escape_html(reason)}</li>" for reason in one.reasons)
    st.html(
        f'<ul class="ps-reasons">{reasons}</ul><p class="ps-quiet">If same: {escape_html(effect(seen, Kind.SAME))}</p>'
    )
    with st.container(key="split"):
        for column, bearer in zip(st.columns(2, gap="medium"), (stays, goes), strict=True):
            with column, st.container(border=True):
                _side(store, bearer)


def _side(store: Store, bearer: Bearer) -> None:
    profiles = reads.profiles(store, [bearer.id])
    if bearer.id not in profiles:
        return
    st.html(evidence.profile_html(profiles[bearer.id]))
    st.page_link(st.session_state["pages"]["entity"], label="Its page", query_params={"key": bearer.id})
    if acts := reads.acts_of(store, bearer.id, limit=SENTENCES):
        st.html(evidence.acts_html(acts, reads.reports(store, [act.id for act in acts]), opened=SENTENCES))
        return
    named = entities.articles(store, bearer.id)[:SENTENCES]
    titles = "".join(f"<li>{escape_html(one.title)}</li>" for one in named)
    said = (
        "In no act; named in"
        if named
        else "In no act, and named by no article: others are part of it, or in its sector."
    )
    st.html(f'<p class="ps-quiet">{said}</p><ul class="ps-reasons">{titles}</ul>')


# Acts


def _acts(store: Store, path: Path, found: Sequence[Act], mine: Sequence[str]) -> None:
    _progress(mine, len(found))
    if not found:
        st.success(f"No act is less than {waiting.BELOW:.0%} sure. Nothing to decide here.")
        return
    one = found[0]
    reports = reads.reports(store, [one.id])
    wrong = curation.judged(store, path, Kind.REJECT, one.id)
    seen = curation.preview(store, path, wrong)
    st.html(evidence.heading_html("Do the words say this?", f"{one.confidence:.0%} sure"))
    with st.container(horizontal=True, key="verdicts"):
        if st.button("Right", key="right", shortcut="y", type="primary"):
            _carry_out(store, path, curation.judged(store, path, Kind.CONFIRM, one.id))
        if st.button("Wrong", key="wrong", shortcut="n"):
            _carry_out(store, path, wrong)
        if st.button("Unsure", key="unsure", shortcut="u", help="It comes again at the end."):
            _aside().add(one.id)
            st.rerun()
    st.html(f'<p class="ps-quiet">If wrong: {escape_html(effect(seen, Kind.REJECT))}</p>')
    st.html(evidence.acts_html([one], reports))
    for article in dict.fromkeys(report.article for report in reports[one.id]):
        title = next(report.title for report in reports[one.id] if report.article == article)
        page = st.session_state["pages"]["article"]
        st.page_link(page, label=f"Read: {escape_markdown(title or article)}", query_params={"id": article})


# What was learned


def _learned(store: Store, path: Path, made: Sequence[Decision]) -> None:
    told = waiting.learned(made)
    with st.expander("What was learned, and what was decided last"):
        if not made:
            st.caption("Nothing has been decided yet.")
            return
        verdicts = ", ".join(f"{number:,} {words}" for words, number in told.verdicts)
        st.html(f'<p class="ps-quiet">Decided so far: {verdicts or "nothing that stands"}</p>')
        if told.names:
            st.caption("Names that are recognised in articles read from now on:")
            st.dataframe(
                [{"Entity": entity, "Also called": ", ".join(names)} for entity, names in told.names],
                hide_index=True, width="stretch",
            )  # fmt: skip
        for one in list(reversed(log_of.standing(made)))[:LAST]:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.html(
                    f'<p class="ps-quiet">{escape_html(one)} · {escape_html(one.who)}, {escape_html(one.when[:10])}</p>'
                )
                if st.button("Take back", key=f"back-{one.id}", type="tertiary"):
                    decisions.take_back(store, path, one.id)
                    _candidates.clear()
                    _again("The decision is taken back.")
