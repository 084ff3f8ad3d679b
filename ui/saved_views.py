"""Views that were saved by name: a file each in the data folder, which an address restores."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from graph.errors import InputError
from graph.settings import Settings

FOLDER = "views"
LONGEST = 60
"""Characters of a name."""
LARGEST = 1_000_000
"""Bytes of a view."""
STATE = ("present", "hidden", "pinned", "focus", "places", "filters")
"""What of a picture is kept beside its steps."""


@dataclass(frozen=True, slots=True)
class View:
    """A picture: whom it is around, the steps by which it grew, and how it was arranged."""

    name: str
    focus: str = ""
    steps: tuple[str, ...] = ()
    overlay: str = ""
    state: Mapping[str, Any] = field(default_factory=dict)
    """As the canvas told it."""

    @property
    def id(self) -> str:
        """What an address calls it: the name in plain letters, and a few that tell it from others written alike."""
        plain = re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")
        return f"{plain[:40]}-{hashlib.sha256(self.name.encode()).hexdigest()[:6]}".lstrip("-")


def folder(settings: Settings) -> Path:
    """Where views are kept: in the data folder, beside the graph and not in it."""
    return settings.data.expanduser() / FOLDER


def save(where: Path, view: View) -> None:
    """Keep a view; one of the same name is replaced.

    Raises:
        InputError: it has no name or too long a one, is too large, or the folder cannot be written.
    """
    if not view.name.strip() or len(view.name) > LONGEST:
        raise InputError(f"A view needs a name of at most {LONGEST} characters.")
    text = json.dumps(asdict(view), ensure_ascii=False)
    if len(text.encode()) > LARGEST:
        raise InputError("The picture is too large to be saved: remove some names first.")
    path = where / f"{view.id}.json"
    try:
        where.mkdir(parents=True, exist_ok=True)
        aside = path.with_suffix(".new")
        aside.write_text(text, encoding="utf-8")
        aside.replace(path)
    except OSError as error:
        raise InputError(f"{path}: the view cannot be saved: {error}.") from error


def read(where: Path, id_: str) -> View:
    """The view of an id.

    Raises:
        InputError: there is none, or its file is damaged.
    """
    path = where / f"{id_}.json"
    if not re.fullmatch(r"[a-z0-9-]+", id_) or not path.is_file():
        raise InputError("There is no such view here. Views are kept on the machine on which they were saved.")
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        state = {name: known["state"][name] for name in STATE if name in known["state"]}
        return View(str(known["name"]), str(known["focus"]), tuple(known["steps"]), str(known["overlay"]), state)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path} is no view ({error}). Remove the file, or save the view again.") from error


def views(where: Path) -> list[View]:
    """All views that can be read, by name."""
    found = []
    for path in where.glob("*.json") if where.is_dir() else ():
        try:
            found.append(read(where, path.stem))
        except InputError:
            continue  # one that is damaged is told of when it is opened
    return sorted(found, key=lambda one: one.name.casefold())
