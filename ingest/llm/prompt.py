"""What a language model is asked: instructions made of the ontology, and an article in windows."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml

from graph.errors import VocabularyError
from graph.model import Article, Status
from graph.ontology import Ontology, Relation, Trigger
from ingest.llm.schema import answer_schema, read_answer
from ingest.rules import compile_rules

KEYS = {"task", "statuses", "rules", "near", "examples", "addressed", "code", "hedges"}
LONGEST_WINDOW = 7_000
"""Characters of an article that are asked about at a time."""
OVERLAP = 700
"""Characters at least that a window shares with the one before it."""
WORDS = 5
"""Verbs and nouns of a relation that the prompt tells."""
MOST_ACTORS = 15
"""Actors named before a window that it is told of."""
Message = dict[str, str]


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked about one window of an article: `key` is the same for the same text, prompt and model."""

    key: str
    article: str
    number: int
    messages: tuple[Message, ...]


@dataclass(frozen=True)
class Prompt:
    """The instructions, the schema of the answer, and the version of both."""

    instructions: str
    schema: dict[str, Any]
    version: str
    addressed: re.Pattern[str]
    """Finds text that speaks to a program that reads it."""
    code: re.Pattern[str]
    """Finds text that is data or markup."""
    hedges: frozenset[str]
    """Words that leave open whether an act was done, besides those of the grammar."""


def make_prompt(vocabulary: Ontology) -> Prompt:
    """The prompt for an ontology.

    Raises:
        VocabularyError: prompt.yaml is wrong or does not fit the ontology; names the key.
    """
    data = yaml.safe_load((files(__package__) / "prompt.yaml").read_text(encoding="utf-8"))
    _check(data, vocabulary)
    schema = answer_schema(vocabulary)
    parts = [
        data["task"],
        "Status of a triple:\n" + "\n".join(f"- {name}: {meaning}" for name, meaning in data["statuses"].items()),
        "Types of subject and object:\n" + "\n".join(f"- {t.name}: {t.holds}" for t in vocabulary.types.values()),
        "Relations, with words that often tell them:\n"
        + "\n".join(_relation(relation, data["near"].get(name, "")) for name, relation in vocabulary.relations.items()),
        "How to read:\n" + "\n".join(f"- {rule}" for rule in data["rules"]),
        "\n\n".join(_example(example) for example in data["examples"]),
        "Answer with one JSON object of this form and nothing else; no act, no triple:\n"
        '{"triples": [{"subject": …, "subject_type": …, "relation": …, "object": …, "object_type": …, "status": …, '
        '"quote": …, "when": …, "amount": …}]}',
    ]
    instructions = "\n\n".join(parts)
    stamp = hashlib.sha256((instructions + json.dumps(schema, sort_keys=True)).encode()).hexdigest()
    addressed = compile_rules(data["addressed"], "llm/prompt.yaml: addressed", "(?m:", ")")
    code = compile_rules(data["code"], "llm/prompt.yaml: code")
    return Prompt(instructions, schema, stamp[:8], addressed, code, frozenset(data["hedges"]))


def _check(data: Any, vocabulary: Ontology) -> None:
    where = "ingest/llm/prompt.yaml"
    if not isinstance(data, dict) or set(data) != KEYS:
        raise VocabularyError(f"{where}: must have the keys {', '.join(sorted(KEYS))}, and no others")
    if set(data["statuses"]) != set(Status):
        raise VocabularyError(f"{where}: statuses: must be {', '.join(Status)}")
    if not isinstance(data["hedges"], list) or not all(isinstance(word, str) for word in data["hedges"]):
        raise VocabularyError(f"{where}: hedges: must be a list of words")
    if unknown := set(data["near"]) - set(vocabulary.relations):
        raise VocabularyError(f"{where}: near.{sorted(unknown)[0]}: the ontology has no such relation")
    for number, example in enumerate(data["examples"]):
        answer = read_answer(json.dumps({"triples": example["triples"]}, default=str))
        text = f"{example['title']}\n\n{example['text']}"
        if answer.wrong:
            raise VocabularyError(f"{where}: examples.{number}: {answer.wrong[0]}")
        for told in answer.triples:
            if told.relation not in vocabulary.relations or told.quote not in text:
                raise VocabularyError(f"{where}: examples.{number}: {told.relation} {told.quote!r} does not fit it")


def _relation(relation: Relation, near: str) -> str:
    caption = relation.caption.format(actor="SUBJECT", target="OBJECT")
    words = [_words(t) for t in relation.verbs[:WORDS]] + [_words(t) for t in relation.nouns[:2]]
    notes = [f"words: {', '.join(words)}"]
    if relation.actors:
        notes.append(f"subject: {', '.join(sorted(relation.actors))}")
    if relation.targets:
        notes.append(f"object: {', '.join(sorted(relation.targets))}")
    if relation.symmetric:
        notes.append("either may be the subject; one triple")
    if relation.standing:
        notes.append("a fact that lasts, no act")
    if relation.no_target:
        notes.append("no object")
    if near:
        notes.append(near)
    return f"- {relation.name}: {caption} ({'; '.join(notes)})"


def _words(trigger: Trigger) -> str:
    return " ".join((*trigger.words, trigger.lemma) if trigger.prepositions else (trigger.lemma, *trigger.words))


def _example(example: dict[str, Any]) -> str:
    article = f"Example. Title: {example['title']}\nPublished: {example['published']}\n{example['text']}"
    return f"{article}\nAnswer: {json.dumps({'triples': example['triples']}, ensure_ascii=False)}"


def windows_of(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of a text that are asked about, each with the end of the one before; they end where lines do."""
    start = 0
    while True:
        end = min(start + LONGEST_WINDOW, len(text))
        if end < len(text):
            end = _break_before(text, start + LONGEST_WINDOW // 2, end)
        yield start, end
        if end == len(text):
            return
        start = max(start + 1, _break_before(text, start, end - OVERLAP))


def _break_before(text: str, first: int, last: int) -> int:
    """The last end of a paragraph, else of a sentence, else of a word, in a stretch; its end without any."""
    for ending in ("\n", ". ", " "):
        at = text.rfind(ending, first, last)
        if at >= 0:
            return at + len(ending)
    return last


def requests_of(
    article: Article, prompt: Prompt, *, model: str, actors: Sequence[tuple[int, str]] = ()
) -> list[Request]:
    """What is asked about an article; `actors` are who is named in it, with the offset of each."""
    stretches = list(windows_of(article.text))
    found = []
    for number, (start, end) in enumerate(stretches):
        window = article.text[start:end]
        about = [f"Published: {article.published}" if article.published else "Published: not known"]
        if article.publisher:
            about.append(f"Publisher: {' '.join(article.publisher.split())}")
        if number:
            names = list(dict.fromkeys(name for at, name in actors if at < start))[:MOST_ACTORS]
            about.append(f"This is part {number + 1} of {len(stretches)}. Title: {' '.join(article.title.split())}")
            if names:
                about.append(f"Named before: {', '.join(names)}")
        # a mark that the text cannot close: it is made of the text itself
        mark = hashlib.sha256(window.encode(errors="replace")).hexdigest()[:12]
        asked = "\n".join(about) + f"\n<article-{mark}>\n{window}\n</article-{mark}>\nList its triples."
        messages = ({"role": "system", "content": prompt.instructions}, {"role": "user", "content": asked})
        key = hashlib.sha256("\x1f".join((asked, prompt.version, model)).encode(errors="replace")).hexdigest()[:32]
        found.append(Request(key, article.id, number, messages))
    return found
