"""How long it takes to find which of many entities may be one, beside comparing all of them with rapidfuzz.

Usage: resolve.py [ENTITIES]        100000 without

Names are made of syllables, one in ten of them written twice in different ways. All against all is measured on some
entities (rapidfuzz's cdist with token_sort_ratio, one thread) and reckoned up, since it takes too long.
"""

from __future__ import annotations

import random
import resource
import sys
import time

from rapidfuzz import fuzz, process

from graph.resolution import Decision
from graph.resolution.candidates import Bearer, candidates

SEED = 7
SAMPLE = 200
SYLLABLES = "ba be bo chen da de du fa fei gao gu han hu jin ka kai la lei lin lo ma mei mo na ning no pa qi ra rong sa"
SYLLABLES += " shan si ta tong ti tu va wan wei xi yan yu za zhen zhu"
TRADES = "Capital Chemicals Electronics Energy Foods Group Holdings Logistics Mining Motors Pharma Software Steel"
FORMS = ("Ltd", "Co., Ltd", "Inc.", "Corporation", "AG", "")


def entities(number: int) -> list[Bearer]:
    """Companies and people with made-up names."""
    rng = random.Random(SEED)
    syllables, trades = SYLLABLES.split(), TRADES.split()

    def word() -> str:
        return "".join(rng.choice(syllables) for _ in range(rng.choice((2, 2, 3)))).capitalize()

    found: list[Bearer] = []
    while len(found) < number:
        company = rng.random() < 0.6
        name = f"{word()} {rng.choice(trades)}" if company else f"{word()} {word()}"
        names = [name]
        if rng.random() < 0.1:
            names.append(f"{name} {rng.choice(FORMS)}".strip() + "." if company else name.replace("i", "y", 1))
        for one in names:
            type_ = "Company" if company else "Person"
            found.append(Bearer(f"{type_.lower()}/{len(found)}", one, type_))
    return found[:number]


def main() -> None:
    """See above."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    some = entities(number)
    began = time.process_time()
    found = candidates(some)
    took = time.process_time() - began
    same = sum(one.decision is Decision.SAME for one in found)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    unsure = len(found) - same
    print(f"{number:,} entities: {took:.1f} s of processor time, {memory:.0f} MiB")
    print(f"{same:,} pairs the same, {unsure:,} unsure")
    names = [one.name for one in some]
    began = time.process_time()
    process.cdist(names[:SAMPLE], names, scorer=fuzz.token_sort_ratio, workers=1)
    all_pairs = (time.process_time() - began) / SAMPLE * number / 2
    print(f"all against all with rapidfuzz alone: {all_pairs:,.0f} s")


if __name__ == "__main__":
    main()
