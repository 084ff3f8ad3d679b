"""Files that are there whole or not at all: written under a name aside, then renamed."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from graph.errors import InputError

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def whole_file(path: Path, *, replace: bool = False) -> Iterator[BinaryIO]:
    """A file to write, which takes its name when the block ends well; until then, and else, nothing is there.

    Raises:
        InputError: a file of this name is there and shall stay, or it cannot be written; says what to do.
    """
    _check(path, replace=replace)
    aside = _aside(path)
    with _told(path):
        try:
            with aside.open("xb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            _check(path, replace=replace)  # nobody wrote it meanwhile
            os.replace(aside, path)
        finally:
            aside.unlink(missing_ok=True)


@contextmanager
def whole_folder(path: Path, *, mark: str, replace: bool = False) -> Iterator[Path]:
    """A folder to write files in, which takes its name when the block ends well; until then nothing is there.

    A folder that is replaced must hold a file named `mark`, as those do that were written before.

    Raises:
        InputError: something of this name is there and shall stay, or it cannot be written; says what to do.
    """
    _check(path, replace=replace, mark=mark)
    aside = _aside(path)
    with _told(path):
        try:
            aside.mkdir()
            yield aside
            _check(path, replace=replace, mark=mark)
            if path.is_dir():
                shutil.rmtree(path)
            os.replace(aside, path)
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def _aside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.part")


def _check(path: Path, *, replace: bool, mark: str = "") -> None:
    if path.is_symlink() or path.exists():
        if not replace:
            raise InputError(f"{path} is there already: choose another name, or replace it with --force.")
        if path.is_dir() and not (mark and (path / mark).exists()):
            raise InputError(f"{path} is a folder that no such export made: choose another name.")
    elif not path.parent.is_dir():
        raise InputError(f"There is no folder {path.parent}: make it first.")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What the operating system says about writing becomes a clear message."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise InputError(
                f"No room for {path}: nothing of it was kept. Free some, or choose a folder on another disk."
            ) from error
        raise InputError(f"{path} cannot be written ({error.strerror or error}): nothing of it was kept.") from error
