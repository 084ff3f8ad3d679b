"""The YAML files of this folder."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

from graph.errors import VocabularyError


def read_table(name: str) -> dict[str, Any]:
    """What a file holds.

    Raises:
        VocabularyError: it is no YAML, or no map; names the file.
    """
    try:
        data = yaml.safe_load(files(__package__).joinpath(name).read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise VocabularyError(f"{name}: not YAML: {error}") from error
    if not isinstance(data, dict):
        raise VocabularyError(f"{name}: must be a map")
    return data
