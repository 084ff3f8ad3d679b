"""How many tokens a run takes and what that costs: before it, by formula; and the budget that it may not pass."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.llm.prompt import Request

CHARACTERS_A_TOKEN = 4.0
"""Of English prose, about."""
TRIPLES_A_WORD = 0.05
"""About one in twenty words of news."""
TOKENS_A_TRIPLE = 80
CHARACTERS_A_WORD = 6.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """Tokens of a run, in and out."""

    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0

    def cost(self, prices: tuple[float, float]) -> float:
        """What they cost at prices for a million tokens, in and out."""
        return (self.tokens_in * prices[0] + self.tokens_out * prices[1]) / 1_000_000


def estimate(requests: Iterable[Request]) -> Estimate:
    """What requests take: characters / 4 in; 80 tokens for a triple and a triple for twenty words out."""
    count = into = out = 0
    for request in requests:
        instructions, asked = (len(message["content"]) for message in request.messages)
        count += 1
        into += round((instructions + asked) / CHARACTERS_A_TOKEN)
        out += round(asked / CHARACTERS_A_WORD * TRIPLES_A_WORD * TOKENS_A_TRIPLE)
    return Estimate(count, into, out)


@dataclass
class Budget:
    """What a run may ask at most; any number of threads may take from it."""

    articles: int | None = None
    cost: float | None = None
    prices: tuple[float, float] = (0.0, 0.0)
    taken: int = 0
    spent: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def take(self, requests: Iterable[Request]) -> bool:
        """Whether an article may be asked about; its cost is set aside as estimated."""
        price = estimate(requests).cost(self.prices)
        with self._lock:
            if self.articles is not None and self.taken >= self.articles:
                return False
            if self.cost is not None and self.spent + price > self.cost:
                return False
            self.taken += 1
            self.spent += price
            return True
