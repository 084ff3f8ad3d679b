"""Ingest: files, texts and addresses into the graph, with a look at what was read before it is loaded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from graph import decisions as log_of
from graph.model import Skipped
from graph.settings import Settings
from graph.store import Store
from ingest import SURE
from ingest.sources.files import read_text
from ui import connection, runs
from ui.decisions import decisions_file
from ui.evidence import heading_html
from ui.runs import Given, Offered, Run, Stage
from ui.wording import STATUS, caption, count, escape_markdown, shorten

EVERY = 1.0
"""Seconds between two looks at a run that works."""
LINKS = 30
"""Loaded articles that are linked."""
LONGEST = 400
"""Characters of a sentence in the table."""
ENDINGS = ["txt", "text", "md", "markdown", "html", "htm", "xhtml", "mhtml", "mht", "jsonl", "ndjson"]


@st.cache_resource(show_spinner=False)
def _runs() -> dict[str, Run]:
    """The runs of this server process, the latest last."""
    return {}


def show() -> None:
    """The view."""
    with connection.page():
        store, path = connection.store(), decisions_file(Settings.from_environment())
        run = _runs().get(st.query_params.get("run", ""))
        if run is None:
            if st.query_params.pop("run", ""):
                st.warning("This run is not known any more: the page was started anew since. What was loaded is kept.")
            _form(store, path)
        else:
            # a link from this page to itself does not change the address by itself
            st.query_params["run"] = run.id
            _run(store, path, run)
        _others(run)


# What to read


def _form(store: Store, path: Path) -> None:
    st.html(heading_html("Load articles", "Files and texts stay on this machine; an address is asked for its page."))
    left, right = st.columns(2, gap="medium")
    with left:
        uploads = st.file_uploader(
            "Files: text, Markdown, saved web pages, JSON Lines", type=ENDINGS, accept_multiple_files=True,
            key="ingest-files",
        )  # fmt: skip
        addresses = st.text_area(
            "Addresses of articles, one a line", key="ingest-addresses", height=90, placeholder="https://…",
        )  # fmt: skip
    with right:
        text = st.text_area("The text of an article", key="ingest-text", height=180, placeholder="Paste it here.")
        with st.container(horizontal=True):
            title = st.text_input("Its headline", key="ingest-title", placeholder="if the text has none")
            publisher = st.text_input("Its publisher", key="ingest-publisher", placeholder="if the text tells none")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        published = st.date_input(
            "Published", None, dt.date(1900, 1, 1), key="ingest-published",
            help="Where an article does not tell its day. “On Tuesday” counts from it.",
        )  # fmt: skip
        sure = st.slider(
            "Least confidence", 0.5, 0.95, SURE, 0.05, key="ingest-sure", help="Acts that are less sure are left out."
        )
        ask = st.checkbox("Show the acts before they are loaded", True, key="ingest-ask")
    if st.button("Read", type="primary", key="ingest-read"):
        given = gather(
            text, addresses, [(one.name, one) for one in uploads], title=title, publisher=publisher,
            published=published, min_confidence=sure, ask=ask,
        )  # fmt: skip
        if given is None:
            st.warning("Nothing to read yet: drop files, paste a text, or write an address.")
            return
        _open(runs.begin(_runs(), given, store, path))


def gather(
    text: str,
    addresses: str,
    uploads: Iterable[tuple[str, BytesIO]],
    *,
    title: str = "",
    publisher: str = "",
    published: dt.date | None = None,
    min_confidence: float = SURE,
    ask: bool = True,
) -> Given | None:
    """What a person has filled in, as something to read; None when it is nothing.

    A line that is no address of a web page is told as skipped.
    """
    texts = []
    if text.strip():
        texts.append(read_text(text, title=title.strip(), publisher=publisher.strip(), published=published))
    lines = list(dict.fromkeys(line.strip() for line in addresses.splitlines() if line.strip()))
    pages = [line for line in lines if line.casefold().startswith(("http://", "https://"))]
    texts += [Skipped(one, "not an address: it begins with https://") for one in lines if one not in pages]
    streams = tuple(uploads)
    if not texts and not pages and not streams:
        return None
    return Given(tuple(texts), tuple(pages), streams, published, min_confidence, ask)


# A run


def _open(run: Run) -> None:
    st.query_params["run"] = run.id
    st.rerun()


def _close() -> None:
    st.query_params.pop("run", None)


def _run(store: Store, path: Path, run: Run) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Load others", key="ingest-others", on_click=_close)
        st.html(heading_html(run.given.title, f"since {run.started:%H:%M:%S} UTC"))
    if run.active:
        _live(run)
        return
    if run.stage is Stage.READY:
        _offer(store, path, run)
    elif run.stage is Stage.FAILED:
        st.error(escape_markdown(run.message))
        st.caption("What was loaded is whole and stays.")
        if st.button("Try again", type="primary", key="ingest-again"):
            runs.again(run, connection.store(), path)
            st.rerun()
    if run.stage is not Stage.READY:
        _done(run)
    _skipped(run.counts.skipped)


@st.fragment(run_every=EVERY)
def _live(run: Run) -> None:
    if not run.active:
        connection.forget()
        st.rerun()
    share, words = progress(run)
    st.progress(share, text=words)
    lines = "".join(f"<li>{'✓' if done else '·'} {stage}</li>" for stage, done in stages(run))
    st.html(f'<ul class="ps-stages">{lines}</ul>')
    if run.stop.is_set():
        st.caption("Stopping after the articles at hand…")
    else:
        st.button("Stop", key="ingest-stop", on_click=run.stop.set, help="What is loaded already stays.")
    st.caption("You may leave this page or close it: the run goes on, and is found here again.")


def progress(run: Run) -> tuple[float, str]:
    """How much of a run is done, from 0 to 1, and in words."""
    seen = run.counts.there + len(run.counts.skipped)
    done = (run.counts.loaded if run.stage is Stage.LOADING else run.extracted) + seen
    of = len(run.extractions) + run.counts.loaded + seen if run.stage is Stage.LOADING else run.total
    if not of:
        return 0.0, f"{run.stage.value}…"
    begins = run.stage is Stage.EXTRACTING and not run.extracted
    more = " (the language model starts)" if begins else ""
    return min(1.0, done / of), f"{run.stage.value}: {done:,} of {count(of, 'article')}{more}"


def stages(run: Run) -> list[tuple[str, bool]]:
    """What a run has done so far, and what it is at."""
    read = run.stage is not Stage.READING
    found = run.stage is Stage.LOADING
    lines = [
        (f"{count(run.total, 'input')} read" if run.total is not None and read else "Reading the files", read),
        (f"Acts found in {count(run.extracted, 'article')}", found),
        (f"{count(run.counts.loaded, 'article')} loaded with {count(run.counts.claims, 'act')}", False),
    ]
    if run.counts.there:
        lines.append((f"{count(run.counts.there, 'article')} loaded before", True))
    if run.counts.skipped:
        lines.append((f"{count(len(run.counts.skipped), 'input')} skipped", True))
    return lines


# What was read, before it is loaded


def _offer(store: Store, path: Path, run: Run) -> None:
    found = runs.offered(run, log_of.read(path))
    articles = count(len(run.extractions), "article")
    st.html(heading_html(f"{count(len(found), 'act')} in {articles}", "Untick what the sentence does not say."))
    ticked = [True] * len(found)
    if found:
        table = st.data_editor(
            pd.DataFrame(rows(found)), key=f"offer-{run.id}-{len(found)}", hide_index=True, width="stretch",
            height=min(560, 44 + 36 * len(found)),
            disabled=["Act", "Status", "Date", "Sure", "In the words of the article", "Article"],
            column_config={
                "Load": st.column_config.CheckboxColumn(width="small"),
                "Act": st.column_config.TextColumn(width="medium"),
                "Sure": st.column_config.NumberColumn(format="percent", width="small"),
                "In the words of the article": st.column_config.TextColumn(width="large"),
            },
        )  # fmt: skip
        ticked = [bool(one) for one in table["Load"]]
    out = [one.place for one, kept in zip(found, ticked, strict=True) if not kept]
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(f"Load {count(len(found) - len(out), 'act')}", type="primary", key="ingest-load"):
            runs.accept(run, store, path, left_out=out)
            st.rerun()
        st.button("Discard", key="ingest-discard", on_click=runs.discard, args=(run,))
        if out:
            st.caption(
                f"{count(len(out), 'act')} left out: noted as wrong, so that it stays out when the article is read "
                "again. Review takes that back."
            )


def rows(found: Sequence[Offered]) -> list[dict[str, Any]]:
    """Acts as the rows of a table with a tick box each."""
    return [
        {
            "Load": True,
            "Act": act_of(one),
            "Status": STATUS.get(one.claim.status.value, ""),
            "Date": str(one.claim.date) or "undated",
            "Sure": one.claim.confidence,
            "In the words of the article": sentence_of(one),
            "Article": one.article.title or one.article.id,
        }
        for one in found
    ]


def act_of(one: Offered) -> str:
    """How an act reads."""
    claim = one.claim
    told = caption(claim.relation, claim.subject.name, claim.object.name if claim.object else None)
    return " ".join((told if claim.object else f"{told} {claim.amount}").split())


def sentence_of(one: Offered) -> str:
    """The sentence of an act on one line; its quote where that is not known."""
    claim = one.claim
    known = claim.sentence_start <= claim.start < claim.end <= claim.sentence_end
    text = one.article.text[claim.sentence_start : claim.sentence_end] if known else claim.quote
    return shorten(" ".join(text.split()), LONGEST)


# What became of it


def _done(run: Run) -> None:
    did = run.counts
    said = f"{count(did.loaded, 'article')} loaded with {count(did.claims, 'act')}"
    before = f"; {count(did.there, 'article')} loaded before" if did.there else ""
    st.html(heading_html(f"{run.stage.value}: {said}{before}"))
    page = st.session_state["pages"]["article"]
    for id_, title in run.loaded[:LINKS]:
        st.page_link(page, label=escape_markdown(shorten(title, 120)), query_params={"id": id_})
    if len(run.loaded) > LINKS:
        st.caption(f"and {len(run.loaded) - LINKS:,} more, in the list of articles")


def _skipped(skipped: Sequence[Skipped]) -> None:
    if not skipped:
        return
    st.html(heading_html(f"{count(len(skipped), 'input')} skipped", "Nothing of these was loaded."))
    table = [{"Input": one.origin, "Why": one.reason} for one in skipped]
    st.dataframe(table, hide_index=True, width="stretch", key="ingest-skipped")


def _others(shown: Run | None) -> None:
    others = [one for one in reversed(_runs().values()) if one is not shown]
    if not others:
        return
    with st.expander(f"Runs of this page: {len(others)}"):
        for one in others:
            label = f"{one.started:%H:%M} · {one.given.title} · {one.stage.value}"
            st.page_link(
                st.session_state["pages"]["ingest"], label=escape_markdown(label), query_params={"run": one.id}
            )
