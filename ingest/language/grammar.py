"""The grammar lists of grammar.yaml, as sets."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from graph.errors import VocabularyError


class Grammar:
    """Every list of grammar.yaml as an attribute: lists as frozensets, mappings as dicts.

    Raises:
        VocabularyError: a key is unknown or missing, or a value is no list of texts and no mapping; names the key.
    """

    light_verbs: frozenset[str]
    passive_verbs: frozenset[str]
    lifting_verbs: frozenset[str]
    lifting_nouns: frozenset[str]
    flips: dict[str, str]
    easing: frozenset[str]
    removing: frozenset[str]
    withdrawals: dict[str, str]
    undoing_verbs: frozenset[str]
    accusing_verbs: frozenset[str]
    letting_verbs: frozenset[str]
    object_control: frozenset[str]
    maybe: frozenset[str]
    modals: frozenset[str]
    future: frozenset[str]
    potential_governors: frozenset[str]
    announced_governors: frozenset[str]
    announcing_verbs: frozenset[str]
    means: frozenset[str]
    ranks: frozenset[str]
    hedging_adverbs: frozenset[str]
    negations: frozenset[str]
    denying_governors: frozenset[str]
    hearsay_verbs: frozenset[str]
    sparing_verbs: frozenset[str]
    speech_verbs: frozenset[str]
    quoting_verbs: frozenset[str]
    source_nouns: frozenset[str]
    showing_verbs: frozenset[str]
    mouthpieces: frozenset[str]
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
    title_forms: dict[str, list[str]]
    local_titles: frozenset[str]
    member_titles: frozenset[str]
    parties: dict[str, list[str]]
    owned_nouns: frozenset[str]
    service_sectors: frozenset[str]
    state_holdings: frozenset[str]
    vague_nouns: frozenset[str]
    plain_modifiers: frozenset[str]
    unnamed_states: frozenset[str]
    containers: frozenset[str]
    makers: frozenset[str]
    honorifics: frozenset[str]
    titles_of_address: frozenset[str]
    name_suffixes: frozenset[str]
    legal_forms: frozenset[str]
    not_names: frozenset[str]
    body_words: frozenset[str]
    organization_words: frozenset[str]
    body_names: dict[str, list[str]]
    supervisors: frozenset[str]
    not_supervisors: frozenset[str]
    personal_pronouns: frozenset[str]
    thing_pronouns: frozenset[str]
    chinese_surnames: frozenset[str]
    not_current: frozenset[str]
    deputy_words: frozenset[str]
    open_texts: frozenset[str]
    binding_texts: frozenset[str]
    meetings: frozenset[str]
    listings_ahead: frozenset[str]
    announced_adjectives: frozenset[str]
    potential_participles: frozenset[str]
    deciding_verbs: frozenset[str]
    enacting_verbs: frozenset[str]
    currencies: frozenset[str]
    roles: frozenset[str]
    agreeing_verbs: frozenset[str]
    instruments: frozenset[str]
    nationals: frozenset[str]
    warning_verbs: frozenset[str]
    requesting_verbs: frozenset[str]
    delivering_verbs: frozenset[str]
    ending_verbs: frozenset[str]
    inflicting_verbs: frozenset[str]
    undergoing_words: frozenset[str]
    counted_units: frozenset[str]

    def __init__(self, data: dict[str, Any]) -> None:
        known = self.__annotations__
        if set(data) != set(known):
            odd = sorted(set(data) ^ set(known))[0]
            raise VocabularyError(f"grammar.yaml: {odd}: {'unknown' if odd in data else 'missing'} key")
        for key, value in data.items():
            if isinstance(value, dict):
                setattr(self, key, value)
                continue
            if not isinstance(value, list):
                raise VocabularyError(f"grammar.yaml: {key}: must be a list or a mapping")
            # an unquoted no is read as false
            if wrong := [word for word in value if not isinstance(word, str)]:
                raise VocabularyError(f"grammar.yaml: {key}: {wrong[0]!r} is not a text; put it in quotes")
            setattr(self, key, frozenset(value))


@cache
def grammar() -> Grammar:
    """The grammar of the project, read once."""
    text = (files(__package__) / "grammar.yaml").read_text(encoding="utf-8")
    return Grammar(yaml.safe_load(text))
