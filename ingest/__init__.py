"""Articles in, claims out; nothing here touches a database."""

from enum import StrEnum

SURE = 0.75
"""The least confidence, from 0 to 1, at which a claim is told unless another is asked for."""


class Method(StrEnum):
    """How claims are found: by rules alone, by rules and learned model, by a language model, or by all of them."""

    RULES = "rules"
    HYBRID = "hybrid"
    LLM = "llm"
    BOTH = "both"

    @property
    def asks(self) -> bool:
        """Whether a language model is asked."""
        return self in (Method.LLM, Method.BOTH)
