"""Fit the weights of a claim's evidence on annotated articles and write ingest/language/confidence.yaml.

Usage: fit_confidence.py GOLD.jsonl [MORE.jsonl ...]    (needs the extra train)

Each line of a file is {"id", "published", "title", "text", "complete", "triples": [{"subject", "relation", "object",
"modality"}]}, as training/README.md describes; only items that list every triple they state ("complete") are used. The
figures printed are for the first file, out of fold.

A claim counts as right when an annotated triple has its actor, relation and target and does not contradict a claim of
fact.
"""

import datetime as dt
import json
import sys
from pathlib import Path

import numpy as np
import yaml
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from graph.model import Article, Claim
from ingest.names import same_name
from ingest.pipeline import Extractor

OUT = Path(__file__).parents[1] / "ingest/language/confidence.yaml"
SYMMETRIC = {"MEETS", "AGREES_WITH", "PARTNERS_WITH", "COMPETES_WITH"}
REGULARISATION = 0.3
LEAST = 4
"""How often a piece of evidence must have been seen to get a weight."""


def right(claim: Claim, gold: dict) -> bool:
    if claim.relation not in gold["relation"]:
        return False
    if claim.status == "realised" and gold["modality"] in ("potential", "denied"):
        return False
    ends = (claim.subject.name, claim.object.name if claim.object else "")
    pairs = [ends, ends[::-1]] if claim.relation in SYMMETRIC else [ends]
    return any(same_name(s, gold["subject"]) and same_name(o, gold["object"]) for s, o in pairs)


def main() -> None:
    lines = [(path, line) for path in sys.argv[1:] for line in Path(path).read_text(encoding="utf-8").splitlines()]
    pairs = [(path == sys.argv[1], json.loads(line)) for path, line in lines if line.strip()]
    items = [item for _, item in pairs if item.get("complete")]
    first = {item["id"] for is_first, item in pairs if is_first}
    articles = [
        Article(i["id"], f"{i['title']}\n\n{i['text']}", i["title"], published=dt.date.fromisoformat(i["published"]))
        for i in items
    ]
    rows, labels, groups = [], [], []
    for item, found in zip(items, Extractor.load(min_confidence=0).extract(articles), strict=True):
        for claim in found.claims:
            rows.append(dict.fromkeys(claim.evidence, 1.0))
            labels.append(any(right(claim, gold) for gold in item["triples"]))
            groups.append(item["id"])
    seen: dict[str, int] = {}
    for row in rows:
        for piece in row:
            seen[piece] = seen.get(piece, 0) + 1
    rows = [{k: v for k, v in row.items() if seen[k] >= LEAST} for row in rows]
    vectors = DictVectorizer()
    x, y = vectors.fit_transform(rows), np.array(labels)
    model = LogisticRegression(C=REGULARISATION, max_iter=2000)
    folds = cross_val_predict(model, x, y, groups=groups, cv=GroupKFold(5), method="predict_proba")[:, 1]
    shown = np.array([group in first for group in groups])
    everything, folds, y = y, folds[shown], y[shown]
    print(f"{len(y)} claims, {y.mean():.3f} right; out of fold:")
    for threshold in (0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85):
        kept = folds >= threshold
        print(f"  at {threshold:.2f}: precision {y[kept].mean():.3f}, keeps {y[kept].sum() / y.sum():.3f} of the right")
    bins = np.clip((folds * 10).astype(int), 0, 9)
    error = sum(abs(folds[bins == b].mean() - y[bins == b].mean()) * (bins == b).mean() for b in set(bins))
    print(f"  expected calibration error {error:.3f}")
    model.fit(x, everything)
    weights = {"": round(float(model.intercept_[0]), 3)}
    weights |= {name: round(float(w), 3) for name, w in zip(vectors.feature_names_, model.coef_[0], strict=True)}
    OUT.write_text(
        "# The weight of each piece of evidence, in log odds; fitted by benchmarks/fit_confidence.py.\n"
        + yaml.safe_dump(weights, allow_unicode=True, width=120),
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
