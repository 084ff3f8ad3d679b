"""Gold sentences, one file a phenomenon: what the extractor finds in them must not sink below floors.json.

The sentences are made for these tests and tell no news. A line holds id, published, text, triples (all that the text
tells; [] for nothing) and why (the one reason); also (triples that may be said or not), not (triples that must not be
said; without a status, in any) and near (relations whose words are there, but not the act). A list as a value holds
alternatives, "*" is any object, and the date "" says that the text tells none.

`python tests/gold/test_gold.py` prints the scores, with `--misses` every miss and extra, with files' names those alone,
with `rules` those of the rules alone; `--raise` writes today's values into floors.json where they are better, never
where they are worse.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from graph.model import Article, Claim, Status
from graph.ontology import ontology
from ingest import SURE, Method, pipeline

HERE = Path(__file__).parent
FLOORS = HERE / "floors.json"
LIMIT = 0.6
"""How sure a claim must be to be measured; below the default, so that a change shows before users see it."""
OFFLINE = (Method.RULES, Method.HYBRID)
ROWS: dict[str, list[dict[str, Any]]] = {
    path.stem: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for path in sorted(HERE.glob("*.jsonl"))
}
FEWEST = 6


@dataclass
class Score:
    """What the sentences of one file gave."""

    gold: int = 0
    found: int = 0
    said: int = 0
    right: int = 0
    empty: int = 0
    silent: int = 0
    forbidden: int = 0
    """Claims that a sentence names as such that must not be said."""
    untrue: int = 0
    """Sentences with an act told as realised that is announced, potential or denied, or not there."""
    notes: list[str] = field(default_factory=list)

    def values(self) -> dict[str, float]:
        """The gated numbers: shares are floors, counts are ceilings."""
        told: dict[str, float] = {}
        shares = {
            "recall": (self.found, self.gold),
            "precision": (self.right, self.said),
            "silence": (self.silent, self.empty),
        }
        for name, (part, whole) in shares.items():
            if whole and (self.gold or name != "precision"):
                told[name] = math.floor(100 * part / whole) / 100
        return told | {"forbidden": self.forbidden, "untrue": self.untrue}


def either(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def plain(name: str) -> str:
    return name.replace("’", "'").removeprefix("the ").casefold()


def is_act(claim: Claim, triple: dict[str, Any]) -> bool:
    """Whether the claim has the triple's actor, relation and target."""
    if claim.relation not in either(triple["relation"]):
        return False
    ends = plain(claim.subject.name), plain(claim.object.name) if claim.object else "*"
    sides = [[plain(name) for name in either(triple[side])] for side in ("subject", "object")]
    turned = (ends[1], ends[0]) if ontology().relations[claim.relation].symmetric else ends
    return any(one in sides[0] and (other in sides[1] or "*" in sides[1]) for one, other in (ends, turned))


def is_triple(claim: Claim, triple: dict[str, Any]) -> bool:
    """Whether the claim has the triple's status, too."""
    return is_act(claim, triple) and ("status" not in triple or claim.status in either(triple["status"]))


def is_any(claim: Claim, triples: list[dict[str, Any]]) -> bool:
    return any(is_triple(claim, triple) for triple in triples)


def is_all(claim: Claim, triple: dict[str, Any]) -> bool:
    """Whether the claim has what the triple tells of date and source, too."""
    if "attributed_to" in triple and claim.attributed_to not in either(triple["attributed_to"]):
        return False
    told = "" if claim.date.precision in pipeline.VAGUE else str(claim.date)
    dated = "date" not in triple or (told.startswith(triple["date"]) if triple["date"] else not told)
    return dated and is_triple(claim, triple)


def shown(subject: Any, relation: Any, target: Any, status: Any, date: Any, source: Any) -> str:
    words = [
        "|".join(either(value)) for value in (subject, relation, target or "*", f"~{'|'.join(either(status or 'any'))}")
    ]
    return " ".join(words) + (f" ={date}" if date else "") + (f" @{'|'.join(either(source))}" if source else "")


def shown_triple(triple: dict[str, Any]) -> str:
    return shown(*(triple.get(key) for key in ("subject", "relation", "object", "status", "date", "attributed_to")))


def shown_claim(claim: Claim) -> str:
    date = "" if claim.date.precision in pipeline.VAGUE else str(claim.date)
    target = claim.object.name if claim.object else "*"
    return shown(claim.subject.name, claim.relation, target, str(claim.status), date, claim.attributed_to)


def scored(rows: Iterable[dict[str, Any]], claims: dict[str, list[Claim]]) -> Score:
    """Compare the claims of one file's sentences with what the sentences tell."""
    score = Score()
    for row in rows:
        told, mine, notes = row["triples"], claims[row["id"]], []
        for triple in told:
            found = any(is_all(claim, triple) for claim in mine)
            score.gold, score.found = score.gold + 1, score.found + found
            if not found:
                notes.append(f"  miss  {shown_triple(triple)}")
        sure = list({(*c.key, c.status): c for c in mine if c.confidence >= SURE}.values())
        sure = [c for c in sure if is_any(c, told) or not is_any(c, row.get("also", []))]
        extra = [claim for claim in sure if not is_any(claim, told)]
        notes += [f"  extra {shown_claim(claim)}  ({claim.because})" for claim in extra]
        score.said, score.right = score.said + len(sure), score.right + len(sure) - len(extra)
        score.empty, score.silent = score.empty + (not told), score.silent + (not told and not sure)
        score.forbidden += sum(is_any(claim, row.get("not", [])) for claim in sure)
        unreal = [t for t in told if Status.REALISED not in either(t["status"])]
        real = [claim for claim in sure if claim.status is Status.REALISED]
        score.untrue += any(not told or any(is_act(claim, t) for t in unreal) for claim in real)
        if notes:
            score.notes += [f"{row['id']}: {row['text']} [{row['published']}; {row['why']}]", *notes]
    return score


def measure(method: Method) -> dict[str, Score]:
    """Extract every sentence once and score each file."""
    articles = [
        Article(
            id=row["id"],
            text=row["text"],
            title=row["text"] if name == "headline" else "",
            published=dt.date.fromisoformat(row["published"]),
        )
        for name, rows in ROWS.items()
        for row in rows
    ]
    claims = {
        e.article.id: list(e.claims)
        for e in pipeline.Extractor.load(method=method, min_confidence=LIMIT).extract(articles)
    }
    return {name: scored(rows, claims) for name, rows in ROWS.items()}


@pytest.fixture(scope="module", params=OFFLINE)
def measured(request: pytest.FixtureRequest) -> tuple[Method, dict[str, Score]]:
    return request.param, measure(request.param)


def floors() -> dict[str, dict[str, dict[str, float]]]:
    """Floors by method and file."""
    return json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}


def slack(name: str, score: Score, method: Method) -> float:
    """One sentence or triple where a network has a say: its numbers differ a little between processors."""
    if method is Method.RULES:
        return 0.0
    return 1.0 / max(1, {"recall": score.gold, "precision": score.said, "silence": score.empty}.get(name, 1))


def is_worse(name: str, value: float, than: float) -> bool:
    return value > than if name in ("forbidden", "untrue") else value < than


@pytest.mark.model
@pytest.mark.parametrize("name", ROWS)
def test_no_file_sinks_below_its_floors(name: str, measured: tuple[Method, dict[str, Score]]) -> None:
    method, scores = measured
    values, notes = scores[name].values(), "\n".join(scores[name].notes)
    for what, floor in floors()[method][name].items():
        if what == "untrue":
            continue
        give = slack(what, scores[name], method)
        limit = floor + give if what == "forbidden" else floor - give
        assert not is_worse(what, values.get(what, 0), limit), (
            f"{name}: {what} {values.get(what)}, floor {floor}\n{notes}"
        )


@pytest.mark.model
@pytest.mark.parametrize("name", ROWS)
def test_what_did_not_happen_is_not_told_as_realised(name: str, measured: tuple[Method, dict[str, Score]]) -> None:
    method, scores = measured
    untrue, ceiling = scores[name].untrue, floors()[method][name]["untrue"] + slack("untrue", scores[name], method)
    assert untrue <= ceiling, f"{name}: {untrue}, at most {ceiling}\n" + "\n".join(scores[name].notes)


def test_sentences_are_well_formed() -> None:
    known, ids = ontology().relations, Counter(row["id"] for rows in ROWS.values() for row in rows)
    assert max(ids.values()) == 1
    assert set(floors()) == set(OFFLINE)
    assert all(set(files) == set(ROWS) for files in floors().values())
    for row in (row for rows in ROWS.values() for row in rows):
        assert row["text"] and row["why"] and dt.date.fromisoformat(row["published"])
        for triple in row["triples"] + row.get("also", []) + row.get("not", []):
            assert set(either(triple["relation"])) <= set(known), row["id"]
            assert {Status(s) for s in either(triple.get("status", []))} or triple in row.get("not", [])
            assert triple["subject"] and triple["object"], row["id"]
        told = {relation for triple in row["triples"] for relation in either(triple["relation"])}
        assert set(row.get("near", [])) <= set(known) - told, row["id"]


def test_every_relation_has_true_sentences_and_near_misses() -> None:
    true: Counter[str] = Counter()
    near: Counter[str] = Counter()
    rows = [row for rows in ROWS.values() for row in rows]
    for row in rows:
        true.update({either(t["relation"])[0] for t in row["triples"]})
        near.update({either(t["relation"])[0] for t in row.get("not", [])} | set(row.get("near", [])))
    few = {r: (true[r], near[r]) for r in ontology().relations if min(true[r], near[r]) < FEWEST}
    assert not few, f"fewer than {FEWEST} true sentences or near misses: {few}"
    assert 3 * sum(not row["triples"] for row in rows) >= len(rows)


def main(arguments: list[str]) -> None:
    """Print the scores; write floors that are better than those written."""
    method = Method.RULES if Method.RULES in arguments else Method.HYBRID
    scores, written = measure(method), floors()
    names = [a for a in arguments if a in ROWS] or list(ROWS)
    for name in names:
        numbers = "  ".join(
            f"{key} {value:.2f}" if value % 1 else f"{key} {value:.0f}" for key, value in scores[name].values().items()
        )
        print(f"{name:20} {len(ROWS[name]):4} sentences  {scores[name].gold:3} triples  {numbers}")
        if "--misses" in arguments:
            print("\n".join(scores[name].notes))
    if "--raise" in arguments:
        files = written.setdefault(method, {})
        for name, score in scores.items():
            old = files.get(name, {})
            files[name] = {k: old[k] if k in old and is_worse(k, v, old[k]) else v for k, v in score.values().items()}
        FLOORS.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
