"""Families of publishers: names that are one source, from ``publishers.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from graph.errors import VocabularyError

_END = re.compile(r"\.(?:com|co|org|net|news)?(?:\.?(?:uk|cn|hk|jp|au|sg|in|eu|com|org|net|news))?$")


def plain(name: str) -> str:
    """A publisher's name for comparing: without case, a leading article, apostrophes, the ends of an address."""
    words = " ".join(name.replace("’", "'").replace("'", "").split()).casefold()
    words = words.removeprefix("www.").removeprefix("the ")
    return _END.sub("", words) if "." in words else words


def family(publisher: str, families: Mapping[str, str] | None = None) -> str:
    """What a publisher counts as: the plain name of its family, else its own; empty when it has no name."""
    name = plain(publisher)
    return (publishers() if families is None else families).get(name, name)


@cache
def publishers() -> Mapping[str, str]:
    """The families of the project, read once: the plain name of the family by the plain name of each member."""
    return parse((files("graph") / "publishers.yaml").read_text(encoding="utf-8"), origin="publishers.yaml")


def parse(text: str, *, origin: str) -> Mapping[str, str]:
    """Families in a YAML text, as `publishers` gives them.

    Raises:
        VocabularyError: it is wrong; names `origin` and the family.
    """
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise VocabularyError(f"{origin}: not YAML: {error}") from error
    if not isinstance(data, dict):
        raise VocabularyError(f"{origin}: must be a mapping of families")
    found: dict[str, str] = {}
    for name, members in data.items():
        if not isinstance(name, str) or not isinstance(members, list) or not members:
            raise VocabularyError(f"{origin}: {name}: must be a list of names")
        for member in members:
            if not isinstance(member, str) or not plain(member):
                raise VocabularyError(f"{origin}: {name}: {member!r} is not a name")
            if found.setdefault(plain(member), plain(name)) != plain(name):
                raise VocabularyError(f"{origin}: {name}: {member} is also of {found[plain(member)]}")
    return found
