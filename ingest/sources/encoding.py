"""Bytes to text, whatever they were saved in."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

_BOMS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""")
# What browsers read under these names (WHATWG).
_READ_AS = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}
_GUESSES = [
    "utf_16_le",
    "utf_16_be",
    "cp1252",
    "gb18030",
    "big5hkscs",
    "mac_roman",
    "shift_jis",
    "euc_jp",
    "cp949",
    "cp1251",
]
_PRINTED = frozenset("‘’“”–—…•€£§©®°éèáóüöäñçßÉÜÖÄ\xa0")
_SIGNATURES = [
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an Office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "an image"),
    (b"GIF8", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"RIFF", "an image or a recording"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
    (b"{\\rtf", "a rich text document"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
]


def name_binary(data: bytes) -> str:
    """What the bytes are when they are no text (a PDF, an image…); empty when they may be text."""
    return next((name for start, name in _SIGNATURES if data.startswith(start)), "")


def find_bom(data: bytes) -> str:
    """The encoding a byte order mark tells; empty without one."""
    return next((encoding for bom, encoding in _BOMS if data.startswith(bom)), "")


def decode(data: bytes) -> str | None:
    """The text: by byte order mark, as UTF-8, as the page declares, or as it best reads; None when it is no text."""
    if bom := find_bom(data):
        return _decoded(data, bom)
    if data.count(0) * 20 < len(data):
        if (text := _decoded(data, "utf-8")) is not None:
            return text
        if (text := _mostly_utf8(data)) is not None:
            return text
        if (match := _DECLARED.search(data[:4096])) and (
            text := _decoded(data, match.group(1).decode("ascii"))
        ) is not None:
            return text
        if (text := _western(data)) is not None:
            return text
    best = from_bytes(data[:20_000], cp_isolation=_GUESSES).best() or from_bytes(data, cp_isolation=_GUESSES).best()
    return None if best is None else _decoded(data, best.encoding) or str(best)


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        name = codecs.lookup(encoding).name
        return data.decode(_READ_AS.get(name, name))
    except (LookupError, UnicodeError):
        return None


def _western(data: bytes) -> str | None:
    """English in windows-1252 or Mac Roman, when what is not ASCII in it is what English is printed with."""
    for encoding in ("cp1252", "mac_roman"):
        text = _decoded(data, encoding)
        special = [char for char in text or "" if char > "\x7f"]
        if text and sum(char in _PRINTED for char in special) > 0.8 * len(special):
            return text
    return None


def _mostly_utf8(data: bytes) -> str | None:
    """UTF-8 with a few broken bytes, as a cut or a mixed file has them."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    whole = sum(1 for char in text if char > "\x7f") - broken
    return text.replace("\ufffd", "") if broken <= 1 or whole > 20 * broken else None
