"""Article: a text with what was read in it, where it was read, and a way to say that it is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from graph.settings import Settings
from graph.store import Store
from ui import article_text, articles, connection, decisions
from ui.article_text import Chosen
from ui.articles import Article, Triple
from ui.evidence import heading_html
from ui.wording import (
    POLARITY,
    STATUS,
    count,
    day,
    escape_html,
    escape_markdown,
    polarity,
    safe_url,
    shorten,
    signed,
    type_name,
    when,
)

KEY = "article-text"
NAMED = 40
"""Names listed beside the text."""


def show() -> None:
    """The view."""
    with connection.page():
        if connection.summary().articles or not connection.is_empty():
            _show(connection.store(), decisions.decisions_file(Settings.from_environment()))


def _show(store: Store, path: Path) -> None:
    asked = st.query_params.get("id", "") or st.session_state.get("article", "")
    article = articles.read_article(store, asked)
    if article is None:
        if asked:
            st.warning(f"There is no article {escape_markdown(asked)} in this graph.")
            _leave()
        _list(store)
        return
    st.session_state["article"] = st.query_params["id"] = article.id
    chosen = _chosen(article)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("All articles", key="all-articles", on_click=_leave)
        st.html(about_html(article))
    with st.container(key="split"):
        left, right = st.columns([1.7, 1], gap="medium")
        with left:
            scroll = f"{st.session_state.get('article-scroll', 0)}{chosen.claim}"
            article_text.show(article, chosen, key=KEY, scroll=scroll, on_chosen=lambda: _click(article.id))
        with right, st.container(height=article_text.HEIGHT, border=False):
            _panel(store, path, article, chosen)


# What is chosen


def _leave() -> None:
    st.session_state.pop("article", None)
    for name in ("id", "triple"):
        st.query_params.pop(name, None)


def _chosen(article: Article) -> Chosen:
    """What this visitor has chosen in this article; at first what the address names."""
    kept: tuple[str, Chosen] = st.session_state.get("article-chosen", ("", Chosen()))
    chosen = kept[1]
    if kept[0] != article.id:
        chosen = Chosen(claim=st.query_params.get("triple", ""))
        st.session_state["article-chosen"] = (article.id, chosen)
    if chosen.claim and not article_text.told_in(article, chosen):
        chosen = Chosen()
    if chosen.claim:
        st.query_params["triple"] = chosen.claim
    else:
        st.query_params.pop("triple", None)
    return chosen


def _choose(article: str, chosen: Chosen) -> None:
    st.session_state["article-chosen"] = (article, chosen)
    st.session_state["article-scroll"] = st.session_state.get("article-scroll", 0) + 1


def _click(article: str) -> None:
    st.session_state["article-chosen"] = (article, article_text.chosen_of(st.session_state[KEY].get("chosen")))


# The panel


def _panel(store: Store, path: Path, article: Article, chosen: Chosen) -> None:
    told = article_text.told_in(article, chosen)
    title, under = heading(article, chosen, told)
    st.html(heading_html(title, under))
    if chosen != Chosen():
        with st.container(horizontal=True):
            st.button(
                f"All {count(len(article.triples), 'act')}", key="all-triples", on_click=_choose,
                args=(article.id, Chosen()),
            )  # fmt: skip
            if chosen.entity:
                entity = st.session_state["pages"]["entity"]
                st.page_link(entity, label="Who is it?", query_params={"key": chosen.entity})
    for one in told:
        _triple(store, path, article, one, chosen)
    _rejected(store, path, article)
    if chosen == Chosen():
        _named(article)


def heading(article: Article, chosen: Chosen, told: Sequence[Triple]) -> tuple[str, str]:
    """The title of the panel and the line below it."""
    acts = count(len(told), "act")
    if chosen.entity:
        for one in article.named:
            if one.entity == chosen.entity:
                return one.name, f"{type_name(one.type)}, named {count(one.count, 'time')} here, in {acts}"
        return chosen.entity, acts
    if chosen.claim or chosen.sentence >= 0:
        return f"{acts} in this sentence" if not chosen.claim else "One act", "Its words are marked in the text."
    if not told:
        return "No act was read here", "The article names those below, and tells nothing that is a policy signal."
    return f"{acts} in this article", "Click a tinted sentence to see what was read in it."


def _triple(store: Store, path: Path, article: Article, one: Triple, chosen: Chosen) -> None:
    with st.container(border=True, key=f"triple-{one.claim}"):
        st.html(triple_html(article, one))
        with st.container(horizontal=True):
            if one.claim != chosen.claim:
                st.button(
                    "Show its words", key=f"words-{one.claim}", type="tertiary", on_click=_choose,
                    args=(article.id, Chosen(claim=one.claim)),
                )  # fmt: skip
            if st.button(
                "Wrong",
                key=f"wrong-{one.claim}",
                type="tertiary",
                help="The sentence does not say this. Can be undone.",
            ):
                decisions.reject_report(store, path, event=one.event, claim=one.claim)
                _decided(f"“{one.caption}” is left out. It stands under “Marked as wrong”.")


def _decided(said: str) -> None:
    """After a decision: the page anew, with a word on it."""
    connection.forget()
    st.session_state["decided"] = said
    st.rerun()


def _rejected(store: Store, path: Path, article: Article) -> None:
    if said := st.session_state.pop("decided", None):
        st.toast(escape_markdown(said))
    wrong = decisions.rejected_in(path, article.id)
    if not wrong:
        return
    st.html(heading_html("Marked as wrong", "Left out, now and when the article is read anew."))
    for place, (decision, where) in enumerate(wrong):
        with st.container(border=True, key=f"rejected-{place}"):
            st.html(
                f'<div class="ps-report"><blockquote>{escape_html(article.text[where.start : where.end])}</blockquote>'
                f'<div class="ps-source"><span>{escape_html(decision.why)}</span>'
                f"<span>{escape_html(decision.who)}, {escape_html(decision.when[:10])}</span></div></div>"
            )
            if st.button("Take back", key=f"back-{place}-{decision.id}"):
                decisions.take_back(store, path, decision.id)
                _decided("It counts again.")


def _named(article: Article) -> None:
    if not article.named:
        return
    page = st.session_state["pages"]["entity"]
    with st.expander(f"Who is named: {count(len(article.named), 'name')}"):
        if not any(one.spans for one in article.named):
            st.caption("It was loaded before places of names were kept: load it again to see them in the text.")
        for one in article.named[:NAMED]:
            label = f"{escape_markdown(shorten(one.name, 60))} · {type_name(one.type)} · {count(one.count, 'time')}"
            st.page_link(page, label=label, query_params={"key": one.entity})


# HTML in which every text is escaped


def about_html(article: Article) -> str:
    """Publisher, day, author, address and version of an article, on a line."""
    url = safe_url(article.url)
    link = f'<a href="{escape_html(url)}" target="_blank" rel="noopener noreferrer">original</a>' if url else ""
    parts = [
        escape_html(article.publisher),
        escape_html(day(article.published) or "undated"),
        escape_html(f"by {article.author}") if article.author else "",
        link or escape_html(article.origin),
        f"version {escape_html(article.version[:8])}" if article.version else "",
        f"loaded {day(article.loaded)}, {article.loaded:%H:%M} UTC" if article.loaded else "",
    ]
    return f'<div class="ps-source">{"".join(f"<span>{part}</span>" for part in parts if part)}</div>'


def triple_html(article: Article, one: Triple) -> str:
    """One act with its facts and its words."""
    pole = polarity(one.score)
    status = one.status if one.status in STATUS else ""
    turned = one.event_status in STATUS and one.event_status != one.status
    facts = [
        f'<span class="ps-chip ps-{status}">{STATUS.get(status, "")}</span>',
        f"<span>{escape_html(when(one.date, one.precision))}</span>",
        f'<span class="ps-pole ps-{pole}">{POLARITY[pole]} {signed(one.score)}</span>' if one.score else "",
        f"<span>in the end {STATUS[one.event_status].lower()}</span>" if turned else "",
        f"<span>{count(one.sources, 'publisher')}</span>" if one.sources > 1 else "",
        f"<span>{count(one.against, 'publisher')} against</span>" if one.against else "",
        f"<span>{escape_html(one.amount)}</span>" if one.amount else "",
        f"<span>read with {one.confidence:.0%} confidence</span>",
    ]
    said = f'<div class="ps-said">says {escape_html(one.attributed_to)}</div>' if one.attributed_to else ""
    return (
        f'<div class="ps-triple ps-{pole}"><span class="ps-caption">{escape_html(one.caption)}</span>'
        f'<span class="ps-facts">{"".join(facts)}</span></div>'
        f'<div class="ps-report"><blockquote>{escape_html(article.text[one.start : one.end])}</blockquote>{said}</div>'
    )


# The list


def _list(store: Store) -> None:
    listed = articles.list_articles(store)
    whole = connection.summary().articles
    st.html(heading_html("Articles", f"{count(whole, 'article')}; those published last are listed. Click one to read."))
    asked = st.text_input(
        "Open by address or id", key="article-asked", placeholder="Its address, its id, or the beginning of its id",
        label_visibility="collapsed",
    )  # fmt: skip
    if asked:
        found = articles.read_article(store, asked.strip())
        if found is not None:
            st.session_state["article"] = found.id
            st.rerun()
        st.warning(f"No article, or more than one, is called {escape_markdown(asked)}.")
    chosen = st.dataframe(
        [
            {"Published": one.published, "Title": one.title, "Publisher": one.publisher, "Acts": one.acts}
            for one in listed
        ],
        key="article-list",
        hide_index=True,
        width="stretch",
        height=560,
        on_select="rerun",
        selection_mode="single-row",
        column_config={"Published": st.column_config.DateColumn(format="D MMM YYYY", width="small")},
    )
    rows = chosen["selection"]["rows"]
    if rows:
        st.session_state["article"] = listed[rows[0]].id
        st.rerun()
