import socket

import pytest
import typer

from graph.errors import InputError
from ui.commands import page


def test_the_page_is_served_to_this_machine_and_reports_to_nobody() -> None:
    found = page.arguments(8600, browser=False)
    assert found[0] == "run"
    assert found[1].endswith("app.py")
    for flag in ("--server.address=127.0.0.1", "--server.port=8600", "--server.headless=true"):
        assert flag in found
    assert "--browser.gatherUsageStats=false" in found
    assert "--client.showErrorDetails=none" in found
    assert "--server.enableStaticServing=true" in found  # the editor fetches its reading of Cypher
    assert "--server.headless=false" in page.arguments(8600, browser=True)


def test_a_taken_port_is_told() -> None:
    with socket.socket() as one:
        one.bind((page.HOST, 0))
        one.listen()
        port = one.getsockname()[1]
        assert not page.is_free(port)
        with pytest.raises(InputError, match=str(port)):
            page.ui(port=port, browser=False)


def test_the_next_free_port_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "is_free", lambda port: port == page.PORT + 2)
    assert page.free_port() == page.PORT + 2
    monkeypatch.setattr(page, "is_free", lambda port: False)
    with pytest.raises(InputError, match="free"):
        page.free_port()


@pytest.mark.parametrize(
    ("platform", "display", "expected"), [("linux", "", False), ("linux", ":0", True), ("darwin", "", True)]
)
def test_a_browser_needs_a_screen(monkeypatch: pytest.MonkeyPatch, platform: str, display: str, expected: bool) -> None:
    monkeypatch.setattr(page.sys, "platform", platform)
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert page.has_display() is expected


def test_it_is_a_command() -> None:
    app = typer.Typer()
    app.command("ui")(page.ui)
    assert typer.main.get_command(app).name == "ui"
