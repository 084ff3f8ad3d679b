"""What every source ends in: an Article with a stable id, or the reason why there is none."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import re
from urllib.parse import urlsplit

import courlan
from babel import Locale
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from graph.model import Article, Skipped, slug
from ingest.clean import normalise
from ingest.header import Page

MAX_CHARACTERS = 1_000_000
"""A longer text is no article; it is also as much as spaCy takes."""
MIN_WORDS = 4
MIN_LANGUAGE_BYTES = 30
"""Shorter texts say too little about their language: they count as English."""

_GLUED = re.compile(
    r"^https?\.(?:(?:www|feeds?|rss)\d*\.)*(?P<host>[\w-]+(?:\.[\w-]+)*?\.(?:com\.(?:au|cn|hk|sg)|co\.(?:uk|jp|kr|in|nz|za)"
    r"|com|org|net|edu|gov|info|int|eu|io|tv|asia|cn|hk|sg|in|jp|de|fr|ca|uk|au))"
)


def make_article(
    page: Page, *, origin: str, id: str = "", name: str = "", published: dt.date | None = None
) -> Article | Skipped:
    """The article of a page.

    Its id is the one given, else made of its address, else of its file name (or publisher) and title: a file that is
    moved, or whose body is corrected, stays the same article. ``published`` stands in where the page tells no date.
    """
    repeated = page.title and re.match(rf"{re.escape(page.title)}\s*(?:\n|$)", page.body)
    text = page.body if repeated else "\n\n".join(filter(None, (page.title, page.body)))
    if not text:
        return Skipped(origin, "no article in it: menus, links, a paywall's notice; check what was saved")
    if len(text) > MAX_CHARACTERS:
        return too_long(text, origin)
    if language := name_language(text):
        return Skipped(origin, f"written in {language}: only English is read")
    if len(text.split()) < MIN_WORDS:
        return Skipped(origin, f"too short to tell anything: {text[:40]!r}")
    publisher = name_publisher(page.publisher, page.url)
    return Article(
        id=id or make_id(page.url, name or publisher, page.title or text),
        text=text,
        title=page.title,
        url=page.url,
        published=page.published or published,
        publisher=publisher,
        author=page.author,
        origin=origin,
    )


def too_long(text: str, origin: str) -> Skipped:
    """Why a text of more than MAX_CHARACTERS is not read."""
    return Skipped(origin, f"{len(text):,} characters, more than an article's {MAX_CHARACTERS:,}: split it")


def make_id(url: str, name: str, title: str) -> str:
    """A readable stem and ten hexadecimal digits of what identifies the article."""
    address = _canonical(url)
    key = address or f"{name}\x1f{title}"
    stem = slug(name_host(url) if address else name)[:40].strip("-") or "article"
    return f"{stem}-{hashlib.sha256(key.encode(errors='replace')).hexdigest()[:10]}"


def _canonical(url: str) -> str:
    """An address without what does not tell pages apart: scheme, www, tracking, fragment; empty where it is none."""
    try:
        normal = courlan.normalize_url(url, trailing_slash=False)
    except ValueError:
        return ""
    return re.sub(r"^https?://(?:www\.)?|#(?![!/]).*", "", normal)


def name_host(url: str) -> str:
    """The registered domain of an address (bbc.co.uk), or its host where none is known; empty where it is none."""
    try:
        host = urlsplit(url).hostname if url.startswith("http") else None
        return "" if host is None else courlan.extract_domain(url) or host.removeprefix("www.")
    except ValueError:
        return ""


def name_publisher(source: str, url: str = "") -> str:
    """A publisher's name as a person reads it: what is a feed's address or a file's name becomes the site's domain."""
    source = normalise(source)
    if source.startswith("http"):
        glued = _GLUED.match(source)
        return name_host(url) or name_host(source) or (name_host(f"https://{glued.group('host')}") if glued else "")
    return source or name_host(url)


@functools.cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def name_language(text: str) -> str:
    """The name of the language a text is written in, when that is clearly not English; else empty."""
    if not _is_foreign(text[:20_000]):
        return ""
    paragraphs = text.split("\n")
    foreign = sum(len(paragraph) for paragraph in paragraphs if _is_foreign(paragraph))
    if 2 * foreign < len(text):
        return ""
    code = _identifier().classify(text[:20_000])[0]
    return str(Locale("en").languages.get(code, code))


def _is_foreign(text: str) -> bool:
    if len(text.encode(errors="replace")) < MIN_LANGUAGE_BYTES:
        return False
    ranked: dict[str, float] = dict(_identifier().rank(text))
    return ranked["en"] < 0.05 and max(ranked.values()) > 0.5
