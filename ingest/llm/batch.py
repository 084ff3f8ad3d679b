"""Requests and answers as files, in the OpenAI batch format; and answers by article, from any reader."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph.errors import InputError
from ingest.llm.client import body_of
from ingest.llm.prompt import Prompt, Request
from ingest.llm.schema import read_answer


@dataclass(slots=True)
class AnswerFile:
    """The answers of a file: by what was asked, and by article; `failed` names the lines that hold none."""

    by_key: dict[str, str] = field(default_factory=dict)
    by_article: dict[str, str] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


def line_of(request: Request, prompt: Prompt, model: str) -> str:
    """A request as a line of a batch file; its custom_id is the key by which its answer is kept."""
    body = body_of(request.messages, prompt, model)
    line = {"custom_id": request.key, "method": "POST", "url": "/v1/chat/completions", "body": body}
    return json.dumps(line, ensure_ascii=False)


def read_answers(path: Path) -> AnswerFile:
    """The answers of a JSON Lines file.

    A line is what a batch gives back (`custom_id` and `response`), or an answer to a whole article (`id` and
    `triples`), from whatever reader.

    Raises:
        InputError: it cannot be read, or a line is neither; names the file and the line.
    """
    found = AnswerFile()
    for where, row in _rows(path):
        if isinstance(row.get("id"), str) and "triples" in row:
            found.by_article[row["id"]] = json.dumps({"triples": row["triples"]}, ensure_ascii=False)
        elif isinstance(row.get("custom_id"), str):
            text = _text_of(row)
            if text is None or not read_answer(text).readable:
                found.failed.append(where)
            else:
                found.by_key[row["custom_id"]] = text
        else:
            raise InputError(f'{where}: neither "custom_id" with "response" nor "id" with "triples" in it')
    return found


def _rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 text: JSON Lines are expected") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be opened: {error.strerror}") from error
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(f"{path}:{number}: not valid JSON: one {{…}} a line is expected") from error
        if not isinstance(row, dict):
            raise InputError(f"{path}:{number}: one {{…}} a line is expected")
        yield f"{path}:{number}", row


def _text_of(row: dict[str, Any]) -> str | None:
    """The text of an answer in a line of a batch; None where the request failed."""
    try:
        response = row["response"]
        text = response["body"]["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError):
        return None
    return text if response.get("status_code") == 200 and isinstance(text, str) else None
