"""Articles in, claims out; nothing here touches a database."""

from enum import StrEnum

SURE = 0.6
"""The least confidence, from 0 to 1, at which a claim is told unless another is asked for."""


class Method(StrEnum):
    """How claims are found: by the rules alone, or by the rules and the learned model together."""

    RULES = "rules"
    HYBRID = "hybrid"
