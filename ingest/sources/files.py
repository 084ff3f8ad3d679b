"""Articles in files: text, Markdown, saved pages, JSON Lines, folders of these, standard input; and at addresses."""

from __future__ import annotations

import datetime as dt
import email.utils
import html
import io
import json
import logging
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import lxml.html

from graph.model import Article, Skipped
from ingest.clean import clean, normalise
from ingest.dates import read_date
from ingest.header import Page, read_page
from ingest.sources.articles import MAX_CHARACTERS, make_article, make_id, name_host, name_publisher, too_long
from ingest.sources.download import download
from ingest.sources.encoding import decode, find_bom, name_binary
from ingest.sources.pages import looks_like_html, read_html, unpack_mhtml

log = logging.getLogger(__name__)

MAX_BYTES = 20_000_000
"""A larger page, or a longer line of JSON, is not read."""
TEXT, PAGES, ARCHIVES, ROWS = (
    {".txt", ".text", ".md", ".markdown"},
    {".html", ".htm", ".xhtml"},
    {".mhtml", ".mht"},
    {".jsonl", ".ndjson"},
)
NOT_READ = "{ending} files are not read: save it as .txt, .md, .html or .jsonl"

_TAG = re.compile(
    r"</?(?:a|abbr|b|blockquote|br|div|em|figure|figcaption|font|h[1-6]|hr|i|img|li|ol|p|small|span|strong|sub|sup|u|ul)\b[^<>]*(?:>|$)",
    re.I,
)
_BLOCK_TAG = re.compile(r"</?(?:blockquote|br|div|figure|figcaption|h[1-6]|hr|li|ol|p|ul)\b[^<>]*>", re.I)


def read(
    paths: Iterable[str | Path], *, published: dt.date | None = None, stdin: BinaryIO | None = None
) -> Iterator[Article | Skipped]:
    """The articles of files, folders, addresses and standard input (``-``), each once; what was skipped and why.

    ``published`` stands in where an article does not tell its own date. Nothing is raised for a bad input.
    """
    return _once(_read_all(paths, published, stdin))


def read_streams(
    streams: Iterable[tuple[str, BinaryIO]], *, published: dt.date | None = None
) -> Iterator[Article | Skipped]:
    """The articles of open files with their names, each once, and what was skipped and why; as `read` has them."""
    return _once(item for name, stream in streams for item in _read_named(stream, name, published))


def read_text(
    text: str, *, title: str = "", publisher: str = "", url: str = "", published: dt.date | None = None
) -> Article | Skipped:
    """The article in a text that a person has copied, or why there is none.

    Title, publisher and address that are given go before those that are read in it; ``published`` stands in where it
    tells no date.
    """
    origin = "pasted text"
    if len(text) > MAX_CHARACTERS:
        return too_long(text, origin)
    try:
        page = read_html(text) if looks_like_html(text) else read_page(text, title=title, publisher=publisher)
    except ValueError as error:
        return Skipped(origin, str(error))
    page = replace(page, title=title or page.title, publisher=publisher or page.publisher, url=url or page.url)
    return make_article(page, origin=origin, published=published)


def _once(items: Iterable[Article | Skipped]) -> Iterator[Article | Skipped]:
    seen: dict[int, str] = {}
    for item in items:
        if isinstance(item, Article):
            first = seen.setdefault(hash((item.id, item.text)), item.origin)
            if first != item.origin:
                item = Skipped(item.origin, f"same as {first}")
        yield item


def _read_all(
    paths: Iterable[str | Path], published: dt.date | None, stdin: BinaryIO | None
) -> Iterator[Article | Skipped]:
    for given in paths:
        if re.match(r"https?:/", str(given), re.I):
            yield _read_address(str(given), published)
        elif str(given) == "-":
            yield from _read_stream(stdin or sys.stdin.buffer, "-", "", "stdin", published)
        else:
            for path in _walk(Path(given)):
                yield from [path] if isinstance(path, Skipped) else _read_file(path, published)


def _walk(path: Path) -> Iterator[Path | Skipped]:
    """The files under a path, sorted, without hidden ones and without the folders that browsers save next to a page."""
    try:
        if not path.is_dir():
            yield path
            return
        children = sorted(path.iterdir())
    except OSError as error:
        yield Skipped(str(path), f"cannot be opened: {error.strerror}")
        return
    pages = {child.stem for child in children if child.suffix.lower() in PAGES}
    for child in children:
        if child.name.startswith(".") or (child.name.endswith("_files") and child.name.removesuffix("_files") in pages):
            continue
        if child.is_symlink() and child.is_dir():
            yield Skipped(str(child), "a link to a folder: pass the folder itself")
        else:
            yield from _walk(child)


def _read_address(url: str, published: dt.date | None) -> Article | Skipped:
    try:
        data, found = download(url, most=MAX_BYTES)
    except ValueError as error:
        return Skipped(url, str(error))
    if not data.strip():
        return Skipped(url, "empty")
    if binary := name_binary(data[:4096]):
        return Skipped(url, f"{binary}, not text: only web pages and plain text are read")
    article = _read_one(data, url, "", "", published)
    if isinstance(article, Article) and not article.url:
        # what the page says of its own address goes before the one at which it was found
        id_ = make_id(found, "", article.title or article.text)
        return replace(article, id=id_, url=found, publisher=article.publisher or name_host(found))
    return article


def _read_file(path: Path, published: dt.date | None) -> Iterator[Article | Skipped]:
    origin, ending = str(path), path.suffix.lower()
    try:
        if path.is_symlink() and not path.exists():
            yield Skipped(origin, "a link to a file that is not there")
        elif not path.exists():
            yield Skipped(origin, "no such file")
        elif not path.is_file():
            yield Skipped(origin, "not a file")
        elif not _is_read(ending):
            yield Skipped(origin, NOT_READ.format(ending=ending))
        else:
            with path.open("rb") as stream:
                yield from _read_stream(stream, origin, ending, path.stem, published)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        yield Skipped(origin, f"cannot be opened: {reason}")


def _read_named(stream: BinaryIO, name: str, published: dt.date | None) -> Iterator[Article | Skipped]:
    path = Path(name)
    if _is_read(path.suffix.lower()):
        yield from _read_stream(stream, name, path.suffix.lower(), path.stem, published)
    else:
        yield Skipped(name, NOT_READ.format(ending=path.suffix.lower()))


def _is_read(ending: str) -> bool:
    return not ending or ending in TEXT | PAGES | ARCHIVES | ROWS


def _read_stream(
    stream: BinaryIO, origin: str, ending: str, name: str, published: dt.date | None
) -> Iterator[Article | Skipped]:
    buffered = io.BufferedReader(stream) if isinstance(stream, io.RawIOBase) else stream
    start = buffered.read(4096)
    if not start.strip():
        yield Skipped(origin, "empty")
    elif binary := name_binary(start):
        yield Skipped(origin, f"{binary}, not text: save the article as .txt or .html")
    elif ending in ROWS or (not ending and start.lstrip().startswith(b"{")):
        yield from _read_rows(_Joined(start, buffered), find_bom(start), origin, published)
    else:
        yield _read_one(start + buffered.read(MAX_BYTES - len(start) + 1), origin, ending, name, published)


class _Joined(io.RawIOBase):
    """A stream whose first bytes were taken off to look at them."""

    def __init__(self, start: bytes, rest: BinaryIO) -> None:
        self._start, self._rest = start, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data, self._start = (self._start[: len(buffer)], self._start[len(buffer) :]) if self._start else (b"", b"")
        data = data or self._rest.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _read_one(data: bytes, origin: str, ending: str, name: str, published: dt.date | None) -> Article | Skipped:
    if len(data) > MAX_BYTES:
        return Skipped(origin, f"larger than {MAX_BYTES // 1_000_000} MB: no single article is")
    if ending in ARCHIVES or (not ending and b"\nMIME-Version:" in data[:4096]):
        data = unpack_mhtml(data)
        ending = ".html"
    text = decode(data)
    if text is None:
        return Skipped(origin, "not text in an encoding that can be told: save it as UTF-8")
    try:
        if (ending in PAGES and _TAG.search(text)) or looks_like_html(text):
            page = read_html(text)
        elif len(text) > MAX_CHARACTERS:
            return too_long(text, origin)
        else:
            page = read_page(text)
    except ValueError as error:
        return Skipped(origin, str(error))
    return make_article(page, origin=origin, name="" if origin == "-" else name, published=published)


def _read_rows(
    stream: io.RawIOBase, encoding: str, origin: str, published: dt.date | None
) -> Iterator[Article | Skipped]:
    lines = io.TextIOWrapper(io.BufferedReader(stream), encoding or "utf-8", errors="surrogateescape", newline="\n")
    number = 0
    while line := lines.readline(MAX_BYTES):
        number += 1
        where = f"{origin}:{number}"
        if len(line) == MAX_BYTES and not line.endswith("\n"):
            while (more := lines.readline(MAX_BYTES)) and not more.endswith("\n"):
                pass
            yield Skipped(where, f"a line longer than {MAX_BYTES // 1_000_000} MB: no single article is")
        elif line.strip():
            yield _read_row(line, where, published)


def _read_row(line: str, origin: str, published: dt.date | None) -> Article | Skipped:
    try:
        row = json.loads(_repaired(line))
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__
        return Skipped(origin, f"not valid JSON: {reason}")
    if not isinstance(row, dict):
        return Skipped(origin, "not a JSON object: one {…} a line is expected")
    if not isinstance(row.get("text"), str):
        return Skipped(origin, 'no "text" in it')
    if len(row["text"]) > MAX_CHARACTERS:
        return too_long(row["text"], origin)
    try:
        return make_article(_row_page(row, origin), origin=origin, id=_field(row, "id"), published=published)
    except ValueError as error:
        return Skipped(origin, str(error))


def _repaired(line: str) -> str:
    """A line that is no UTF-8 (its bytes are kept as surrogates), decoded as it best reads."""
    if not re.search("[\udc80-\udcff]", line):
        return line
    text = decode(line.encode("utf-8", "surrogateescape"))
    if text is None:
        raise ValueError("not UTF-8")
    return text


def _row_page(row: dict[str, Any], origin: str) -> Page:
    title, source, url = (_field(row, key) for key in ("title", "source", "url"))
    if looks_like_html(row["text"]):
        page = read_html(row["text"])
        title, body = title or page.title, page.body
    else:
        body = clean(_without_tags(row["text"]), publisher=name_publisher(source, url))
    return Page(title, body, _row_date(row.get("published"), origin), source, _field(row, "author"), url)


def _field(row: dict[str, Any], key: str) -> str:
    value = row.get(key)
    return " ".join(normalise(html.unescape(str(value))).split()) if isinstance(value, str | int) else ""


def _without_tags(text: str) -> str:
    if _TAG.search(text):
        text = lxml.html.fromstring(f"<div>{_BLOCK_TAG.sub(chr(10) * 2, _cut_tag(text))}</div>").text_content()
        return str(text)
    return html.unescape(text) if re.search(r"&(?:#\d+|#x[\da-f]+|\w{2,8});", text, re.I) else text


def _cut_tag(text: str) -> str:
    """Without a tag that was cut off at the end, as feeds leave them."""
    return re.sub(r"<[a-z/][^<>]*$", "", text, flags=re.I)


def _row_date(value: object, origin: str) -> dt.date | None:
    """The day of a row; a value that is no date is left out with a warning, and the article kept."""
    if value in (None, ""):
        return None
    date = read_date(str(value))
    if date is None:
        try:
            date = email.utils.parsedate_to_datetime(str(value)).date()
        except ValueError:
            log.warning("%s: published %.40r is no date; the article is kept without", origin, value)
    return date
