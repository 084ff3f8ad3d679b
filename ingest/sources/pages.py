"""A web page as it was saved, to the article in it."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re
from dataclasses import replace

import trafilatura
from lxml import etree
from trafilatura.settings import Document

from ingest.clean import has_sentence, normalise
from ingest.header import Page, read_page

_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d+\)(\S+) -->")
_SEPARATOR = r"\s*[|–—·]+\s*|\s+[:-]+\s+"


def looks_like_html(text: str) -> bool:
    """Whether a text is a page with markup rather than the text of one."""
    return bool(
        re.match(
            r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b", text[:4096], re.I | re.S
        )
    )


def read_html(html: str) -> Page:
    """Title, body, date, author, site and address of a page; the body is empty where there is no article.

    Raises ValueError where the markup cannot be read.
    """
    # Precision costs whole articles on some pages; those are read again without it.
    for precise in (True, False):
        try:
            found = _extract(html, precise=precise)
        except (etree.LxmlError, RecursionError, AssertionError, TypeError, AttributeError, IndexError) as error:
            raise ValueError(f"its markup cannot be read ({type(error).__name__})") from error
        if found is None:
            continue
        publisher = normalise(found.sitename or "")
        title = normalise(found.title or "")
        if publisher:
            title = re.split(rf"(?:{_SEPARATOR}){re.escape(publisher)}$", title)[0]
        publisher = publisher.split(" | ")[0]
        page = read_page((found.text or "").replace("\n", "\n\n"), title=title, publisher=publisher)
        if has_sentence(page.body):
            return replace(
                page,
                published=dt.date.fromisoformat(found.date) if found.date else page.published,
                author=normalise(found.author or "") or page.author,
                url=found.url or "",
            )
    return Page()


def _extract(html: str, *, precise: bool) -> Document | None:
    tree = trafilatura.load_html(html)
    if tree is None:
        return None
    for node in tree.iter(etree.Element):
        _join_lines(node)
    saved_from = _SAVED_FROM.search(html[:4096])
    found = trafilatura.bare_extraction(
        tree,
        url=saved_from.group(1) if saved_from else None,
        with_metadata=True,
        favor_precision=precise,
        include_comments=False,
        # A wide search would take a copyright line for the date.
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    return found if isinstance(found, Document) else None


def _join_lines(node: etree._Element) -> None:
    """Line breaks in markup are spaces, as in a browser; what is left as breaks then are paragraphs and <br>."""
    if node.tag not in ("script", "style", "pre", "textarea") and node.text:
        node.text = re.sub(r"\s+", " ", node.text)
    if node.tail:
        node.tail = re.sub(r"\s+", " ", node.tail)


def unpack_mhtml(data: bytes) -> bytes:
    """The page in a web archive (.mhtml), with its address as a browser notes it; empty without one."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            url = str(message.get("Snapshot-Content-Location", ""))
            note = f"<!-- saved from url=({len(url):04d}){url} -->\n".encode() if url else b""
            return note + content if isinstance(content, bytes) else b""
    return b""
