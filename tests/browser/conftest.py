"""The page in a real browser, on a real Neo4j with a small graph."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from graph import load
from graph.model import Article, Claim, Entity, EventDate, Extraction, Precision, Status
from graph.store import Store

ARTIFACTS = Path(__file__).parents[2] / "artifacts"
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
TOURED = "try { localStorage.setItem('policysignal.toured', '1') } catch { /* a frame that may keep nothing */ }"
WAIT = 60_000
"""Milliseconds after which what is expected on a page is not there; its first visit imports much."""
WHERE = """(canvas, id) => {
    const one = canvas.cy.getElementById(id), box = canvas.querySelector('.stage').getBoundingClientRect();
    const at = one.isEdge() ? one.renderedMidpoint() : one.renderedPosition();
    return [box.x + at.x, box.y + at.y];
}"""
MOVING = "canvas => canvas.cy.animated() || canvas.cy.elements().some(e => e.animated())"
EVIL = '<img src=x onerror="window.pwned=1">*Evil* [Corp](javascript:window.pwned=1) $x$ :red[y]'

CHINA = Entity("country/china", "China", "Country", ("中国",), "CN", True, state=True)
US = Entity("country/united-states", "United States", "Country", (), "US", True, state=True)
SAMR = Entity("governmentbody/samr", "SAMR", "GovernmentBody", ("市场监管总局",), "CN", True, CHINA.id, state=True)
FINTECH = Entity("sector/fintech", "fintech", "Sector", known=True)
ALIBABA = Entity("company/alibaba", "Alibaba", "Company", ("阿里巴巴",), "CN", True)
ANT = Entity("company/ant-group", "Ant Group", "Company", ("蚂蚁集团",), "CN", True, ALIBABA.id, (FINTECH.id,))
IPO = Entity("deal/ant-group-ipo", "Ant Group IPO", "Deal", (), "", True, ANT.id)
MA = Entity("person/jack-ma", "Jack Ma", "Person", ("马云",), "", True)
CORP = Entity("company/evil", EVIL, "Company")


def article(
    id_: str, day: dt.date, sentences: list[tuple[str, str, Entity, str, Entity, Status]], **more: str
) -> Extraction:
    """An article of one sentence a claim: (sentence, quote, actor, relation, target, status)."""
    title = more.pop("title", f"Report {id_}")
    text, claims = f"{title}\n\n", []
    for sentence, quote, actor, relation, target, status in sentences:
        begin, start = len(text), len(text) + sentence.index(quote)
        text += sentence + " "
        claims.append(
            Claim(
                id_, actor, relation, target, status, quote, start, start + len(quote),
                EventDate(day, Precision.DAY, str(day)), more.get("says", ""), "", 0.9, "",
                begin, begin + len(sentence),
            )
        )  # fmt: skip
    made = Article(
        id_, text, title, more.get("url", f"https://example.com/{id_}"), day, more.get("publisher", "Harbour Wire")
    )
    entities = {e.id: e for c in claims for e in (c.subject, c.object) if e} | {
        e.id: e for e in (ALIBABA, FINTECH, ANT)
    }
    spans = {id_: spans_of(text, one.name) for id_, one in entities.items()}
    return Extraction(made, tuple(claims), dict.fromkeys(entities, 1), entities, spans=spans)


def spans_of(text: str, name: str) -> tuple[tuple[int, int], ...]:
    return tuple(found.span() for found in re.finditer(re.escape(name), text))


def extractions() -> list[Extraction]:
    """Nine acts, one of them reported twice, and one article full of markup."""
    r, p, d, a = Status.REALISED, Status.POTENTIAL, Status.DENIED, Status.ANNOUNCED
    return [
        article(
            "a1",
            dt.date(2020, 11, 3),
            [
                (
                    "On Tuesday China halted the Ant Group IPO, the exchange said.",
                    "China halted the Ant Group IPO",
                    CHINA,
                    "HALTS",
                    IPO,
                    r,
                ),
                ("Regulators had summoned Jack Ma the day before.", "summoned Jack Ma", CHINA, "SUMMONS", MA, r),
            ],
        ),
        article(
            "a2",
            dt.date(2020, 11, 3),
            [
                (
                    "China pulled the plug on Ant's offering.",
                    "China pulled the plug on Ant's offering",
                    CHINA,
                    "HALTS",
                    IPO,
                    r,
                ),
            ],
            publisher="Strait Ledger",
            says="the exchange",
        ),
        article(
            "a3",
            dt.date(2021, 4, 10),
            [
                ("SAMR fined Alibaba a record sum.", "SAMR fined Alibaba", SAMR, "FINES", ALIBABA, r),
                ("China may restrict Ant Group further.", "may restrict Ant Group", CHINA, "RESTRICTS", ANT, p),
            ],
        ),
        article(
            "a4",
            dt.date(2022, 3, 16),
            [
                ("China pledged to support fintech.", "pledged to support fintech", CHINA, "SUPPORTS", FINTECH, a),
                ("China eased its grip on Ant Group.", "eased its grip on Ant Group", CHINA, "EASES", ANT, r),
            ],
        ),
        article(
            "a5",
            dt.date(2022, 6, 10),
            [
                (
                    "The regulator denied that it approved the Ant Group IPO.",
                    "approved the Ant Group IPO",
                    SAMR,
                    "APPROVES",
                    IPO,
                    d,
                ),
                ("Alibaba owns a third of Ant Group.", "Alibaba owns", ALIBABA, "OWNS", ANT, r),
            ],
        ),
        article(
            "a6",
            dt.date(2023, 1, 5),
            [
                (f"<b>Officials</b> of China banned {EVIL} on Monday.", f"China banned {EVIL}", CHINA, "BANS", CORP, r),
            ],
            title=f"<script>window.pwned=1</script> {EVIL}",
            url="javascript:window.pwned=1",
            publisher=EVIL,
            says=EVIL,
        ),
        article(
            "a7",
            dt.date(2023, 7, 7),
            [
                (
                    "The United States sanctioned Alibaba.",
                    "The United States sanctioned Alibaba",
                    US,
                    "SANCTIONS",
                    ALIBABA,
                    r,
                ),
            ],
        ),
    ]


def rested(page: Page) -> None:
    """Wait until the page has nothing more to do."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def drawn(page: Page) -> None:
    """Wait until the picture is drawn, and the page has nothing more to do."""
    page.wait_for_selector(".canvas[data-ready]")
    rested(page)


def point(page: Page, id_: str) -> tuple[float, float]:
    """Where on the page something of the picture stands, when all has come to rest."""
    canvas = page.locator(".canvas")
    while canvas.evaluate(MOVING):
        page.wait_for_timeout(50)
    x, y = canvas.evaluate(WHERE, id_)
    return x, y


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Proxy:
    """Passes Bolt on to the server, until it is cut."""

    def __init__(self, host: str, port: int) -> None:
        self.target = host, port
        self.port = free_port()
        self.open()

    def open(self) -> None:
        self.pairs: list[socket.socket] = []
        self.listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    def cut(self) -> None:
        for one in (self.listener, *self.pairs):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(self.target)
                self.pairs += [near, far]
                for a, b in ((near, far), (far, near)):
                    threading.Thread(target=self._pass, args=(a, b), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="module")
def proxy(opened: Store) -> Iterator[Proxy]:
    """A line to the server that can be cut."""
    address = urlsplit(opened.endpoint.uri)
    assert address.hostname and address.port
    made = Proxy(address.hostname, address.port)
    yield made
    made.cut()


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[str]:
    """The page as ``policysignal ui`` serves it; its address."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", "from ui.cli import main; main()", "ui", "--port", str(port), "--no-browser"],
        env={**os.environ, **environment},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while True:
            with suppress(OSError), urlopen(f"{address}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    break
            assert process.poll() is None, "the page process ended"
            assert time.monotonic() < deadline, "the page did not start"
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def address(opened: Store, proxy: Proxy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the page is served."""
    environment = {
        "POLICYSIGNAL_DATA": str(tmp_path_factory.mktemp("page")),
        "NEO4J_URI": f"bolt://127.0.0.1:{proxy.port}",
        "NEO4J_USERNAME": opened.endpoint.username,
        "NEO4J_PASSWORD": opened.endpoint.password,
        "NEO4J_DATABASE": opened.endpoint.database,
    }
    with serving(environment) as found:
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "no Chromium on this machine: apt-get install chromium"
    expect.set_options(timeout=WAIT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Open the page as a visitor of their own; in the end nothing was asked of another host and nothing broke."""
    requests: list[str] = []
    errors: list[str] = []
    contexts = []

    def come(path: str = "/", *, width: int = 1440, height: int = 900, dark: bool = False, first: bool = False) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", accept_downloads=True
        )
        contexts.append(context)
        if not first:  # the tour of a first visit has been taken
            context.add_init_script(TOURED)
        page = context.new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.on("websocket", lambda socket: requests.append(socket.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("dialog", lambda dialog: errors.append(f"dialog: {dialog.message}"))
        page.set_default_timeout(WAIT)
        page.goto(address + path)
        return page

    yield come
    pwned = [page.evaluate("window.pwned") for context in contexts for page in context.pages]
    for context in contexts:
        context.close()
    host = urlsplit(address).netloc
    foreign = [url for url in requests if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != host]
    assert requests and not foreign
    assert not errors
    assert not any(pwned)


@pytest.fixture(scope="module")
def filled(emptied: Callable[[], Store]) -> Store:
    """The graph of this module."""
    store = emptied()
    results = list(load.load(store, extractions(), run=load.start_run(store, version="test")))
    assert all(isinstance(result, load.Loaded) for result in results)
    return store


@pytest.fixture
def evil() -> str:
    """A name full of markup."""
    return EVIL


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """Leave a screenshot in artifacts/."""
    ARTIFACTS.mkdir(exist_ok=True)

    def take(page: Page, name: str) -> None:
        page.wait_for_timeout(500)
        page.screenshot(path=str(ARTIFACTS / f"{name}.png"), full_page=True)

    return take
