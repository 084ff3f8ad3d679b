"""The one place that sends text away: to an endpoint that the user has named, by the OpenAI chat protocol."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from graph.errors import InputError, PolicySignalError
from ingest.llm.prompt import Message, Prompt, Request
from ingest.llm.schema import read_answer

if TYPE_CHECKING:
    from openai import OpenAI
    from openai.types.chat import ChatCompletion

LONGEST_ANSWER = 4_000
"""Tokens; what goes on longer is cut off, and what is whole before that is read."""
TIMEOUT = 180.0
"""Seconds for one request."""
RETRIES = 5
"""On 408, 409, 429, 5xx and broken connections, after 0.5 to 8 seconds or as the server says."""
OPTIONS = ("temperature", "max_tokens", "response_format")
"""What not every server takes."""
NO_ENDPOINT = (
    "No language model is named. Set POLICYSIGNAL_LLM_URL to a server that speaks the OpenAI chat protocol, such as "
    "http://127.0.0.1:11434/v1, POLICYSIGNAL_LLM_MODEL to its model, and POLICYSIGNAL_LLM_KEY if it needs a key."
)


class EndpointError(PolicySignalError):
    """The endpoint refuses everything, or is not there: to go on makes no sense."""


class Unanswered(Exception):
    """One request that got no answer; the others may."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Whom text is sent to; nothing is sent while the address is empty."""

    url: str = ""
    model: str = ""
    key: str = field(default="", repr=False)
    prices: tuple[float, float] | None = None
    """What a million tokens cost, in and out, in whatever currency."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Endpoint:
        """Read POLICYSIGNAL_LLM_URL, _MODEL, _KEY and _PRICES, such as 0.15/0.60.

        Raises:
            InputError: there is an address without a model, or the prices cannot be read.
        """
        url, model = environ.get("POLICYSIGNAL_LLM_URL", "").strip(), environ.get("POLICYSIGNAL_LLM_MODEL", "").strip()
        if url and not url.startswith(("http://", "https://")):
            raise InputError("POLICYSIGNAL_LLM_URL must begin with http:// or https://")
        if url and not model:
            raise InputError("POLICYSIGNAL_LLM_URL is set: set POLICYSIGNAL_LLM_MODEL too, the model to ask there.")
        return cls(url, model, environ.get("POLICYSIGNAL_LLM_KEY", ""), _prices(environ))

    @property
    def shown(self) -> str:
        """The address without what may be secret in it."""
        parts = urlsplit(self.url)
        host = parts.netloc.rpartition("@")[2]
        return urlunsplit((parts.scheme, host, parts.path, "", ""))


def _prices(environ: Mapping[str, str]) -> tuple[float, float] | None:
    given = environ.get("POLICYSIGNAL_LLM_PRICES", "").strip()
    if not given:
        return None
    try:
        into, out = (float(part) for part in given.split("/"))
    except ValueError:
        into = out = -1.0
    if into < 0 or out < 0:
        raise InputError(
            f"POLICYSIGNAL_LLM_PRICES is {given!r}: write what a million tokens cost, in and out: 0.15/0.60"
        )
    return into, out


@dataclass(slots=True)
class Usage:
    """What was asked and what it took, counted by the server where it tells."""

    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0


class Client:
    """Asks one endpoint; any number of threads may use it."""

    def __init__(self, endpoint: Endpoint, prompt: Prompt, *, retries: int = RETRIES, timeout: float = TIMEOUT) -> None:
        if not endpoint.url:
            raise InputError(NO_ENDPOINT)
        try:
            from openai import OpenAI
        except ImportError as error:
            raise InputError(
                "A language model is asked through the package openai: pip install 'policysignal[llm]'"
            ) from error
        # they log addresses and texts
        for chatty in ("openai", "httpx", "httpcore"):
            logging.getLogger(chatty).setLevel(logging.WARNING)
        self.endpoint = endpoint
        self.prompt = prompt
        self.usage = Usage()
        self._lock = threading.Lock()
        self._without: frozenset[str] = frozenset()
        self._client: OpenAI = OpenAI(
            base_url=endpoint.url, api_key=endpoint.key or "none", max_retries=retries, timeout=timeout
        )
        # what the environment names for another service is not for this one
        self._client.organization = self._client.project = None

    def ask(self, request: Request) -> str:
        """The answer to a request; one that cannot be read is asked for once more.

        Raises:
            EndpointError: the endpoint is not there, or refuses the key or the model.
            Unanswered: this request fails, after retries.
        """
        text, cut = self._complete(request.messages)
        if read_answer(text).readable or cut:
            return text
        wrong = {
            "role": "user",
            "content": f"That cannot be read: {read_answer(text).wrong[0]}. Answer with JSON alone.",
        }
        text, _ = self._complete((*request.messages, {"role": "assistant", "content": text[:2000]}, wrong))
        return text

    def _complete(self, messages: tuple[Message, ...]) -> tuple[str, bool]:
        """The text of a completion, and whether it was cut off."""
        import openai

        try:
            return self._text_of(self._send(messages))
        except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
            raise Unanswered(f"the language model's server refuses it ({error.status_code})") from None
        except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
            raise EndpointError(
                f"{self.endpoint.shown} refuses the key ({error.status_code}): check POLICYSIGNAL_LLM_KEY."
            ) from None
        except openai.NotFoundError:
            raise EndpointError(
                f"{self.endpoint.shown} does not know the model {self.endpoint.model!r}, or is no chat endpoint: check "
                "POLICYSIGNAL_LLM_MODEL and POLICYSIGNAL_LLM_URL (most end in /v1)."
            ) from None
        except openai.APITimeoutError:
            raise Unanswered("the language model did not answer in time") from None
        except openai.APIConnectionError:
            raise EndpointError(
                f"{self.endpoint.shown} cannot be reached: start the server, or check POLICYSIGNAL_LLM_URL. What was "
                "answered is kept; the same command goes on from there."
            ) from None
        except openai.APIStatusError as error:
            raise Unanswered(f"the language model's server failed ({error.status_code})") from None
        except (openai.APIError, ValueError) as error:
            kind = type(error).__name__
            raise Unanswered(f"the language model's server answered what is no completion ({kind})") from None

    def _send(self, messages: tuple[Message, ...]) -> ChatCompletion:
        """A completion; an option that the server does not know is left out from then on."""
        import openai

        while True:
            without = self._without
            body = body_of(messages, self.prompt, self.endpoint.model, without=without)
            try:
                done: ChatCompletion = self._client.chat.completions.create(**body)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                named = {option for option in OPTIONS if option in str(error)} - without
                refused = named or {"response_format"} - without
                if not refused:
                    raise
                self._without = without | refused
            else:
                return done

    def _text_of(self, done: ChatCompletion) -> tuple[str, bool]:
        if not getattr(done, "choices", None):
            raise Unanswered("the language model's server answered what is no completion")
        with self._lock:
            self.usage.requests += 1
            if done.usage is not None:
                self.usage.tokens_in += done.usage.prompt_tokens or 0
                self.usage.tokens_out += done.usage.completion_tokens or 0
        choice = done.choices[0]
        return choice.message.content or "", choice.finish_reason == "length"


def body_of(
    messages: tuple[Message, ...], prompt: Prompt, model: str, *, without: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """The body of a request of the chat protocol, `without` options that a server does not know."""
    form = {"name": "triples", "strict": True, "schema": prompt.schema}
    options = {
        "temperature": 0,
        "max_tokens": LONGEST_ANSWER,
        "response_format": {"type": "json_schema", "json_schema": form},
    }
    body: dict[str, Any] = {"model": model, "messages": list(messages)}
    body |= {name: value for name, value in options.items() if name not in without}
    if "max_tokens" in without:
        body["max_completion_tokens"] = LONGEST_ANSWER  # its newer name
    return body
