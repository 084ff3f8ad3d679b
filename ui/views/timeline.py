"""Stub."""


def show() -> None:
    """The view."""
