"""The web page: its views and nothing else. Started by ``policysignal ui``."""

from __future__ import annotations

from importlib.resources import files

import streamlit as st

from ui.views import article, entity, explore, ingest, query, review, status, timeline

here = files("ui")
st.set_page_config(page_title="Policy Signal", page_icon="📡", layout="wide")
st.logo((here / "logo.svg").read_text(encoding="utf-8"), size="large")
st.html(f"<style>{(here / 'style.css').read_text(encoding='utf-8')}</style>")
views = {
    "explore": st.Page(explore.show, title="Explore", url_path="explore", default=True),
    "timeline": st.Page(timeline.show, title="Timeline", url_path="timeline"),
    "query": st.Page(query.show, title="Query", url_path="query"),
    "article": st.Page(article.show, title="Article", url_path="article"),
    "entity": st.Page(entity.show, title="Entity", url_path="entity"),
    "review": st.Page(review.show, title="Review", url_path="review"),
    "ingest": st.Page(ingest.show, title="Ingest", url_path="ingest"),
    "status": st.Page(status.show, title="Status", url_path="status"),
}
st.session_state["pages"] = views
st.navigation(list(views.values()), position="top").run()
