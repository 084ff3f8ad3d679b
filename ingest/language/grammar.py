"""The grammar lists of grammar.yaml, as sets."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from graph.errors import VocabularyError


class Grammar:
    """Every list of grammar.yaml as an attribute: lists as frozensets, mappings as dicts."""

    light_verbs: frozenset[str]
    passive_verbs: frozenset[str]
    passive_adjectives: frozenset[str]
    lifting_verbs: frozenset[str]
    lifting_nouns: frozenset[str]
    flips: dict[str, str]
    easing: frozenset[str]
    removing: frozenset[str]
    withdrawals: dict[str, str]
    object_control: frozenset[str]
    makes_potential: frozenset[str]
    makes_denied: frozenset[str]
    modals: frozenset[str]
    future: frozenset[str]
    potential_governors: frozenset[str]
    announced_governors: frozenset[str]
    announcing_verbs: frozenset[str]
    hedging_adverbs: frozenset[str]
    hedging_phrases: frozenset[str]
    negations: frozenset[str]
    denying_governors: frozenset[str]
    speech_verbs: frozenset[str]
    state_nouns: frozenset[str]
    belongings: frozenset[str]
    deals: dict[str, str]
    companies: frozenset[str]
    bodies: frozenset[str]
    countries: frozenset[str]
    people: frozenset[str]
    leading_titles: frozenset[str]
    working_titles: frozenset[str]
    state_titles: frozenset[str]
    heading_titles: frozenset[str]
    founding_titles: frozenset[str]
    owning_nouns: frozenset[str]

    def __init__(self, data: dict[str, Any]) -> None:
        known = self.__annotations__
        if set(data) != set(known):
            odd = sorted(set(data) ^ set(known))[0]
            raise VocabularyError(f"grammar.yaml: {odd}: {'unknown' if odd in data else 'missing'} key")
        for key, value in data.items():
            setattr(self, key, value if isinstance(value, dict) else frozenset(value))


@cache
def grammar() -> Grammar:
    """The grammar of the project, read once."""
    text = (files(__package__) / "grammar.yaml").read_text(encoding="utf-8")
    return Grammar(yaml.safe_load(text))
