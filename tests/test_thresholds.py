from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
import yaml

from graph.errors import VocabularyError
from graph.thresholds import parse, thresholds


def test_thresholds_are_data() -> None:
    found = thresholds()
    assert (found.window.days, found.window.span, found.resolve_days) == (7, 14, 120)
    assert (found.of("RISES").days, found.of("RISES").printed) == (0, 1)
    assert (found.of("MEETS").days, found.of("MEETS").printed) == (7, 7)
    assert found.of("HALTS") is found.window


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"days": None}, "must have the keys"),
        ({"more": 1}, "must have the keys"),
        ({"span": 3}, "span: must not be less"),
        ({"days": -1}, "days: -1 is not"),
        ({"look_back": 1.5}, "look_back: 1.5 is not"),
        ({"undated": 5}, "undated: must have"),
        ({"resolve_days": True}, "resolve_days: True"),
        ({"amounts": 2}, "amounts: 2 is not a number from 0 to 1"),
        ({"relations": {"HOPS": {}}}, "relations.HOPS: is not a relation"),
        ({"relations": {"HALTS": {"hours": 1}}}, "relations.HALTS: may have"),
        ({"relations": {"HALTS": {"span": 1}}}, "relations.HALTS: span: must not be less"),
        ({"relations": ["HALTS"]}, "must be a mapping"),
        ({"parents": {}}, "parents: must have the keys"),
        ({"parents": {"days": 1, "actors": "x", "targets": [], "with_amount": []}}, "parents: actors: must be a list"),
        (
            {"parents": {"days": 1, "actors": [], "targets": ["Firm"], "with_amount": []}},
            "targets: Firm is not an entity",
        ),
        ({"copies": {"words": 0, "share": 0.5}}, "copies: words: must be at least 1"),
        ({"copies": {"words": 3, "share": True}}, "copies: share: True is not"),
    ],
)
def test_wrong_thresholds_name_the_key(change: dict[str, Any], message: str) -> None:
    data = yaml.safe_load((files("graph") / "events.yaml").read_text(encoding="utf-8")) | change
    text = yaml.safe_dump({name: value for name, value in data.items() if value is not None})
    with pytest.raises(VocabularyError, match=f"x.yaml.*{message}"):
        parse(text, origin="x.yaml")


def test_what_is_not_yaml_is_told() -> None:
    with pytest.raises(VocabularyError, match=r"x\.yaml: not YAML"):
        parse("days: [", origin="x.yaml")
