"""policysignal ui: the web page."""

from __future__ import annotations

import os
import socket
import sys
from importlib.resources import files
from typing import Annotated

import typer

from graph.errors import InputError

HOST = "127.0.0.1"
PORT = 8501


def ui(
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help=f"The port to listen on; {PORT}, or the next free one.")
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open it in the browser.")] = True,
) -> None:
    """Open the web page. Ctrl+C ends it."""
    chosen = free_port() if port is None else port
    if port is not None and not is_free(port):
        raise InputError(f"Port {port} is taken. Leave --port out, and a free one is found.")
    typer.echo(f"Policy Signal: http://{HOST}:{chosen}  (Ctrl+C ends it)")
    # Streamlit takes seconds to import; the command line reads this file for its help alone
    from streamlit.web import cli

    cli.main(arguments(chosen, browser=browser and has_display()), prog_name="streamlit")


def arguments(port: int, *, browser: bool) -> list[str]:
    """What Streamlit is told, to serve the page to this machine alone and report to nobody."""
    options = {
        "server.address": HOST,
        "server.port": port,
        "server.headless": not browser,
        "server.fileWatcherType": "none",
        "server.enableStaticServing": True,
        "server.showEmailPrompt": False,
        "browser.gatherUsageStats": False,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "logger.hideWelcomeMessage": True,
        "theme.light.primaryColor": "#1769aa",
        "theme.dark.primaryColor": "#62b0f2",
    }
    flags = [f"--{name}={str(value).lower() if isinstance(value, bool) else value}" for name, value in options.items()]
    return ["run", str(files("ui") / "app.py"), *flags]


def is_free(port: int) -> bool:
    """Whether nobody listens on a port of this machine."""
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((HOST, port))
        except OSError:
            return False
        return True


def free_port() -> int:
    """The usual port, or the next one that is free."""
    for port in range(PORT, PORT + 50):
        if is_free(port):
            return port
    raise InputError(f"No port from {PORT} to {PORT + 49} is free. Choose one with --port.")


def has_display() -> bool:
    """Whether this machine has a screen to open a browser on."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
