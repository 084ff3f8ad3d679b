"""The network: an encoder that reads a window once, and a head that scores every pair of candidates in it."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel

WIDTH = 384
"""Of the encoder's vectors."""
SPAN = 256
"""Of a candidate's vector in one role."""
HEADS, QUERY, VALUE = 4, 64, 96
"""Of the attention by which a pair looks for the words that tell it."""
STEP = 32
STATUSES = 4


class PairScorer(nn.Module):
    """Scores [pairs, relations and none], [pairs, statuses] and attention [pairs, pieces] for one window."""

    def __init__(self, base: str, *, kinds: int, triggers: int, arcs: int, steps: int, dropout: float = 0.2) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(base, add_pooling_layer=False, attn_implementation="sdpa")
        self.kind, self.trigger, self.arc = (nn.Embedding(n, WIDTH) for n in (kinds, triggers, arcs))
        for table in (self.kind, self.trigger, self.arc):
            nn.init.zeros_(table.weight)  # training begins with the encoder as it is
        self.actor, self.target = nn.Linear(2 * WIDTH, SPAN), nn.Linear(2 * WIDTH, SPAN)
        self.no_target = nn.Parameter(torch.randn(SPAN) * 0.1)
        self.step = nn.Embedding(steps, STEP)
        self.query = nn.Linear(2 * SPAN + STEP, HEADS * QUERY)
        self.key, self.value = nn.Linear(WIDTH, HEADS * QUERY), nn.Linear(WIDTH, HEADS * VALUE)
        both = 3 * SPAN + HEADS * VALUE + STEP
        self.relation = nn.Sequential(
            nn.LayerNorm(both),
            nn.Dropout(dropout),
            nn.Linear(both, WIDTH),
            nn.GELU(),
            nn.Dropout(dropout),
            nn.Linear(WIDTH, triggers),  # the relations, and none
        )
        self.status = nn.Sequential(
            nn.LayerNorm(both), nn.Dropout(dropout), nn.Linear(both, 128), nn.GELU(), nn.Linear(128, STATUSES)
        )

    def read(self, pieces: Tensor, kinds: Tensor, triggers: Tensor, arcs: Tensor, mask: Tensor) -> Tensor:
        """Vectors [windows, pieces, width] of a batch of windows."""
        words = self.bert.embeddings.word_embeddings(pieces)
        told = words + self.kind(kinds) + self.trigger(triggers) + self.arc(arcs)
        vectors: Tensor = self.bert(inputs_embeds=told, attention_mask=mask).last_hidden_state
        return vectors

    def read_one(self, pieces: Tensor, kinds: Tensor, triggers: Tensor, arcs: Tensor) -> Tensor:
        """Vectors [pieces, width] of one window, in plain operations that export well; the same as `read`."""
        tables, length = self.bert.embeddings, pieces.shape[0]
        heads = self.bert.config.num_attention_heads
        told = tables.word_embeddings(pieces) + self.kind(kinds) + self.trigger(triggers) + self.arc(arcs)
        told = told + tables.position_embeddings(torch.arange(length)) + tables.token_type_embeddings.weight[0]
        x = tables.LayerNorm(told)
        for layer in self.bert.encoder.layer:
            own = layer.attention.self
            query, key, value = (
                f(x).view(length, heads, WIDTH // heads).transpose(0, 1) for f in (own.query, own.key, own.value)
            )
            share = (query @ key.transpose(-1, -2) / math.sqrt(WIDTH // heads)).softmax(-1)
            seen = (share @ value).transpose(0, 1).reshape(length, WIDTH)
            x = layer.attention.output.LayerNorm(layer.attention.output.dense(seen) + x)
            inner = layer.intermediate.intermediate_act_fn(layer.intermediate.dense(x))
            x = layer.output.LayerNorm(layer.output.dense(inner) + x)
        return x

    def score(
        self,
        vectors: Tensor,
        starts: Tensor,
        ends: Tensor,
        actors: Tensor,
        targets: Tensor,
        lefts: Tensor,
        rights: Tensor,
        steps: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Scores of the pairs of one window; `vectors` [pieces, width], the rest as in `ingest.language.pairs`."""
        spans = torch.cat([vectors[starts], vectors[ends]], -1)
        acting = functional.gelu(self.actor(spans))[actors]
        acted_on = torch.cat([functional.gelu(self.target(spans)), self.no_target[None]], 0)[targets]
        step = self.step(steps)
        query = self.query(torch.cat([acting, acted_on, step], -1)).view(-1, HEADS, QUERY)
        key, value = self.key(vectors).view(-1, HEADS, QUERY), self.value(vectors).view(-1, HEADS, VALUE)
        weight = torch.einsum("phd,thd->pht", query, key) / math.sqrt(QUERY)
        at = torch.arange(vectors.shape[0])
        inside = (at[None] >= lefts[:, None]) & (at[None] <= rights[:, None])
        weight = weight.masked_fill(~inside[:, None], -1e4).softmax(-1)
        seen = torch.einsum("pht,thd->phd", weight, value).reshape(query.shape[0], -1)
        both = torch.cat([acting, acted_on, acting * acted_on, seen, step], -1)
        return self.relation(both), self.status(both), weight.mean(1)
