from __future__ import annotations

import socket

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from graph.model import Article, Skipped
from ingest.sources import files
from ingest.sources.download import download

PAGE = """<!doctype html><html><head><title>Beijing halts a listing</title>
<meta property="article:published_time" content="2020-11-03"></head><body><article><h1>Beijing halts a listing</h1>
<p>China halted the listing of Ant Group on Tuesday, two days before it was due, the exchange said in a notice.</p>
<p>The regulator had summoned its founder the day before, and new rules on lending were published at the same time.</p>
</article></body></html>"""


def read(url: str) -> Article | Skipped:
    (found,) = files.read([url])
    return found


def why(url: str) -> str:
    found = read(url)
    assert isinstance(found, Skipped), found
    assert found.origin == url
    return found.reason


def test_a_page_becomes_an_article_with_its_address(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/ant").respond_with_data(PAGE, content_type="text/html; charset=utf-8")
    found = read(httpserver.url_for("/ant"))
    assert isinstance(found, Article)
    assert found.title == "Beijing halts a listing"
    assert "halted the listing of Ant Group" in found.text
    assert str(found.published) == "2020-11-03"
    assert found.url == found.origin == httpserver.url_for("/ant")
    assert found.publisher


def test_the_address_is_that_at_which_it_was_found(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/old").respond_with_response(Response(status=302, headers={"Location": "/new"}))
    httpserver.expect_request("/new").respond_with_data(PAGE, content_type="text/html")
    moved, there = read(httpserver.url_for("/old")), read(httpserver.url_for("/new"))
    assert isinstance(moved, Article) and isinstance(there, Article)
    assert moved.url == httpserver.url_for("/new")
    assert moved.id == there.id


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (404, "there is no such page (404 Not Found)"),
        (410, "there is no such page (410 Gone)"),
        (403, "the site does not give it away (403 Forbidden): open it in a browser, save the page"),
        (451, "the site does not give it away (451"),
        (503, "the site answers 503 Service Unavailable: try again later"),
        (599, "the site answers 599: try again later"),
    ],
)
def test_a_refusal_tells_what_to_do(httpserver: HTTPServer, status: int, said: str) -> None:
    httpserver.expect_request("/x").respond_with_data("no", status=status)
    assert why(httpserver.url_for("/x")).startswith(said)


def test_nobody_there() -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    assert why(f"http://127.0.0.1:{port}/a").startswith("no server answers there")
    assert why("https://no-such-host.invalid/a").startswith("no server answers there")
    assert why("https:///nothing").startswith("not the address of a page")


def test_what_is_no_page(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/pdf").respond_with_data(b"%PDF-1.7\n" + bytes(200), content_type="application/pdf")
    assert "PDF" in why(httpserver.url_for("/pdf"))
    httpserver.expect_request("/empty").respond_with_data("  ")
    assert why(httpserver.url_for("/empty")) == "empty"
    httpserver.expect_request("/ring").respond_with_response(Response(status=302, headers={"Location": "/ring"}))
    assert why(httpserver.url_for("/ring")).startswith("it leads from one address to another without end")


def test_more_than_an_article_is_not_read_to_its_end(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/big").respond_with_data("x" * 3_000_000)
    with pytest.raises(ValueError, match="larger than 2 MB"):
        download(httpserver.url_for("/big"), most=2_000_000)


def test_a_redirect_away_from_the_web_is_not_followed(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/f").respond_with_response(Response(status=302, headers={"Location": "file:///etc/x"}))
    assert why(httpserver.url_for("/f")).startswith("not the address of a page")
