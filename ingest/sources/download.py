"""A page from its address: one request for one page that a person names."""

from __future__ import annotations

import time
from http import HTTPStatus

import requests

CONNECT, SILENCE, LONGEST = 10.0, 30.0, 60.0
"""Seconds until a server that does not answer, says nothing more, or never ends is given up."""
HEADERS = {"User-Agent": "policysignal", "Accept": "text/html, text/plain;q=0.9, */*;q=0.1"}
CLOSED = {401, 402, 403, 407, 451}
SAVE = "open it in a browser, save the page, and load the file"


def download(url: str, *, most: int) -> tuple[bytes, str]:
    """What stands at an address, of `most` bytes at most, and the address at which it was found in the end.

    Raises ValueError with the reason, and what to do about it.
    """
    try:
        with requests.get(url, headers=HEADERS, timeout=(CONNECT, SILENCE), stream=True) as answer:
            if answer.status_code != 200:
                raise ValueError(_refused(answer.status_code))
            return _body(answer, most), answer.url
    except (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, UnicodeError) as error:
        raise ValueError("not the address of a page: check it") from error
    except requests.exceptions.TooManyRedirects as error:
        raise ValueError(f"it leads from one address to another without end: {SAVE}") from error
    except requests.exceptions.SSLError as error:
        raise ValueError(f"its certificate cannot be trusted: {SAVE}") from error
    except requests.exceptions.Timeout as error:
        raise ValueError(f"no answer in {SILENCE:.0f} seconds: try again later, or {SAVE}") from error
    except requests.exceptions.ConnectionError as error:
        raise ValueError("no server answers there: check the address and the connection") from error
    except requests.exceptions.RequestException as error:
        raise ValueError(f"cannot be downloaded ({type(error).__name__}): {SAVE}") from error


def _body(answer: requests.Response, most: int) -> bytes:
    until = time.monotonic() + LONGEST
    parts, length = [], 0
    for part in answer.iter_content(65_536):
        parts.append(part)
        length += len(part)
        if length > most:
            raise ValueError(f"larger than {most // 1_000_000} MB: no single article is")
        if time.monotonic() > until:
            raise ValueError(f"not complete after {LONGEST:.0f} seconds: {SAVE}")
    return b"".join(parts)


def _refused(status: int) -> str:
    try:
        said = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        said = str(status)
    if status in (404, 410):
        return f"there is no such page ({said}): check the address"
    if status in CLOSED:
        return f"the site does not give it away ({said}): {SAVE}"
    return f"the site answers {said}: try again later, or {SAVE}"
