"""The rules that ingest keeps in YAML: lists of words and of regular expressions, checked as they are read."""

from __future__ import annotations

import re
from importlib import resources

import yaml

from graph.errors import VocabularyError


def read_rules(name: str, *keys: str) -> dict[str, list[str]]:
    """The lists of a file of rules. Raises VocabularyError where one is missing, empty or no list."""
    data = yaml.safe_load(resources.files("ingest").joinpath(name).read_text(encoding="utf-8"))
    for key in keys:
        if not isinstance(data.get(key), list) or not data[key]:
            raise VocabularyError(f"ingest/{name}: {key}: a list is needed")
    return {key: [str(rule) for rule in data[key]] for key in keys}


def compile_rules(rules: list[str], where: str, before: str = "", after: str = "") -> re.Pattern[str]:
    """One pattern for any of the rules, whatever the case. Raises VocabularyError where one is no expression."""
    for number, rule in enumerate(rules, start=1):
        try:
            re.compile(rule, re.IGNORECASE)
        except re.error as error:
            raise VocabularyError(f"ingest/{where}, rule {number}: {error}") from error
    return re.compile(before + "(?:" + "|".join(f"(?:{rule})" for rule in rules) + ")" + after, re.IGNORECASE)


def match_words(words: list[str]) -> str:
    """An expression for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
