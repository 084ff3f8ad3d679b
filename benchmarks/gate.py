"""What the gate of the second reader lets pass of annotated triples: as they are, turned round, and without hedge.

    python benchmarks/gate.py GOLD.jsonl [--items 150] [--skip 0] [--seed 7] [--min-confidence P]

The answers are the triples of the gold, as a model would give them that reads as the annotators do; then with actor
and target exchanged, where the relation has a direction; then those that are not realised, told as realised.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from graph.model import Article, Claim, Status
from graph.ontology import ontology
from ingest import SURE
from ingest.llm.batch import AnswerFile
from ingest.llm.prompt import make_prompt
from ingest.llm.reading import Report, Witness, read
from ingest.pipeline import Extractor

Row = dict[str, Any]


def article_of(row: Row) -> Article:
    published = dt.date.fromisoformat(row["published"]) if row.get("published") else None
    return Article(row["id"], f"{row['title']}\n\n{row['text']}", row["title"], published=published, origin=row["id"])


def told(triple: Row) -> Row:
    target = triple["object"][0]
    said = {"subject": triple["subject"][0], "relation": triple["relation"][0], "status": triple["modality"]}
    return said | {"object": None if target == "*" else target, "quote": triple["quote"]}


def pass_through(rows: list[Row], extractor: Extractor, say: Callable[[Row], Row | None]) -> tuple[Report, list[Claim]]:
    answers = {
        row["id"]: json.dumps({"triples": [one for triple in row["triples"] if (one := say(told(triple))) is not None]})
        for row in rows
    }
    witness = Witness(make_prompt(ontology()), "gold", file=AnswerFile(by_article=answers))
    found = read([article_of(row) for row in rows], extractor, witness, alone=True)
    return witness.report, [claim for one in found for claim in one.claims]


def turned(one: Row) -> Row | None:
    relation = ontology().relations.get(one["relation"])
    if relation is None or relation.symmetric or one["object"] is None:
        return None
    return one | {"subject": one["object"], "object": one["subject"]}


def unhedged(one: Row) -> Row | None:
    return one | {"status": "realised"} if one["status"] != "realised" else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("--items", type=int, default=150)
    parser.add_argument("--skip", type=int, default=0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--min-confidence", type=float, default=SURE)
    given = parser.parse_args()
    rows = [json.loads(line) for line in given.gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    random.Random(given.seed).shuffle(rows)
    rows = rows[given.skip : given.skip + given.items]
    extractor = Extractor.load(min_confidence=0)
    for name, say in (("right", dict), ("turned round", turned), ("hedge dropped", unhedged)):
        report, claims = pass_through(rows, extractor, say)
        if say is unhedged:
            claims = [claim for claim in claims if claim.status is Status.REALISED]
        loaded = [claim for claim in claims if claim.confidence >= given.min_confidence]
        share = len(loaded) / report.told if report.told else 0.0
        print(f"{name:15}{report.told:6,} told {len(claims):6,} passed {len(loaded):6,} loaded {share:6.1%}")


if __name__ == "__main__":
    main()
