"""What waits for a person's look: entities that may be one and acts that are least sure; and what decisions taught."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from graph.decisions import Decision, Kind, learned_names, standing
from graph.resolution.candidates import Candidate
from ui import reads
from ui.decisions import decided_pairs
from ui.reads import Act, Reader

BELOW = 0.85
"""Acts that are less sure than this wait for a look."""
MOST = 500
"""Acts in the queue, the least sure first."""
VERDICTS = {
    Kind.SAME: "same",
    Kind.DIFFERENT: "different",
    Kind.CONFIRM: "right",
    Kind.REJECT: "wrong",
    Kind.RENAME: "renamed",
    Kind.RETYPE: "of another type",
    Kind.SPLIT: "taken apart",
}


@dataclass(frozen=True, slots=True)
class Learned:
    """What the decisions that stand amount to."""

    verdicts: tuple[tuple[str, int], ...]
    """How many of each kind, in words."""
    names: tuple[tuple[str, tuple[str, ...]], ...]
    """Entities, and the names that they are recognised by since."""


def pair_key(one: Candidate) -> str:
    """A pair as a text that stays the same."""
    return f"{one.left.id} {one.right.id}"


def pending(found: Iterable[Candidate], made: Sequence[Decision], *, aside: Collection[str]) -> list[Candidate]:
    """The pairs on which nobody has decided, each once; those put aside come last.

    Pairs of an entity that has become another one since they were found are left out.
    """
    decided = decided_pairs(made)
    gone = {one.other.id for one in standing(made) if one.kind in (Kind.SAME, Kind.RETYPE) and one.other is not None}
    left = [
        one
        for one in {pair_key(one): one for one in found}.values()
        if frozenset((one.left.id, one.right.id)) not in decided and not gone & {one.left.id, one.right.id}
    ]
    return sorted(left, key=lambda one: pair_key(one) in aside)


def unsure_acts(store: Reader, *, aside: Collection[str]) -> list[Act]:
    """The acts that are least sure and on which nobody has decided; those put aside come last."""
    rows = store.read("explore/list_unsure_acts", below=BELOW, limit=MOST)
    return sorted((reads.act(row) for row in rows), key=lambda one: one.id in aside)


def learned(made: Sequence[Decision]) -> Learned:
    """What the decisions that stand amount to."""
    stand = standing(made)
    kinds = Counter(one.kind for one in stand)
    called = {one.entity.id: one.entity.name for one in stand if one.entity is not None}
    names = learned_names(made)
    return Learned(
        tuple((words, kinds[kind]) for kind, words in VERDICTS.items() if kinds[kind]),
        tuple((called.get(id_, id_), some) for id_, some in sorted(names.items()) if some),
    )
