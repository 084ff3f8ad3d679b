"""Fit the weights of a claim's evidence on annotated articles.

Usage: fit_confidence.py rules GOLD.jsonl [MORE.jsonl ...]     writes ingest/language/confidence.yaml
       fit_confidence.py hybrid GOLD.jsonl [MORE.jsonl ...]    writes model/trees.onnx and status.yaml beside it

Needs the extra train. Each line of a file is {"id", "published", "title", "text", "complete", "triples": [{"subject",
"relation", "object", "modality"}]}, as training/README.md describes; only items that list every triple they state
("complete") are used. The trees over both want items that neither the rules nor the network have seen. The figures
printed are for the first file, out of fold.

A claim counts as right when an annotated triple has its actor, relation and target and does not contradict a claim of
fact; its status, when that triple has the same.
"""

import argparse
import datetime as dt
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.base import BaseEstimator
from sklearn.ensemble import GradientBoostingClassifier, VotingClassifier
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from graph.model import Article, Claim
from ingest import Method
from ingest.evaluation import tells_same
from ingest.language.confidence import measured
from ingest.language.learned import PairModel
from ingest.pipeline import Extractor

FOLDER = Path(__file__).parents[1] / "ingest/language"
REGULARISATION = 0.3
LEAST = {Method.RULES: 4, Method.HYBRID: 25}
"""How often a piece of evidence must have been seen to get a weight, or to be asked for by a tree."""
FORESTS = 6
"""Boosted models whose mean counts, since one alone depends on its random draws."""
OPSET = 17
UNASKED = ("lemma ", "rules says ", "trigger says ")
"""Evidence that the trees are not asked by: words are too many for so few items, and the status is told after."""
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9)


def told_by(claim: Claim, gold: dict[str, Any]) -> bool:
    """Whether an annotated triple has the actor, relation and target of a claim."""
    ends = (claim.subject.name, claim.object.name if claim.object else "")
    return tells_same(claim.relation, ends, gold["relation"], (gold["subject"], gold["object"]))


def contradicts(claim: Claim, gold: dict[str, Any]) -> bool:
    """Whether a claim tells as a fact what is open or denied."""
    return claim.status == "realised" and gold["modality"] in ("potential", "denied")


def table(model: LogisticRegression, names: list[str], row: int) -> dict[str, float]:
    """The weights of one class, by piece of evidence."""
    found = {"": round(float(model.intercept_[row]), 3)}
    return found | {name: round(float(w), 3) for name, w in zip(names, model.coef_[row], strict=True) if abs(w) > 5e-4}


def write(name: str, values: Any) -> None:
    """Write a table of weights."""
    text = yaml.safe_dump(values, allow_unicode=True, width=120)
    head = "# The weight of each piece of evidence, in log odds; fitted by benchmarks/fit_confidence.py.\n"
    (FOLDER / f"{name}.yaml").write_text(head + text, encoding="utf-8")


def fit_status(rows: list[list[str]], labels: list[str], groups: list[str]) -> None:
    """Fit which status is told, by what rules and model say; print how often each alone and both are right.

    What the rules deny is denied, so that is not asked.
    """
    kept = [n for n, row in enumerate(rows) if not {"rules says denied", "trigger says denied"} & set(row)]
    rows = [[p for p in rows[n] if p.startswith(("rules says ", "trigger says ", "model says "))] for n in kept]
    labels, groups = [labels[n] for n in kept], [groups[n] for n in kept]
    vectors = DictVectorizer()
    x = vectors.fit_transform([dict.fromkeys(row, 1.0) for row in rows])
    y = np.array(labels)
    model = LogisticRegression(C=0.3, max_iter=2000)
    folds = cross_val_predict(model, x, y, groups=groups, cv=GroupKFold(5))
    rules = np.array([next((p.split()[2] for p in row if not p.startswith("model")), "") for row in rows])
    heard = np.array([next((p.split()[2] for p in row if p.startswith("model says")), "") for row in rows])
    print(
        f"status of {len(y)} right claims: rules {np.mean(rules == y):.3f}, model {np.mean(heard == y):.3f}, ", end=""
    )
    print(f"both {np.mean(folds == y):.3f} out of fold")
    model.fit(x, y)
    names = list(vectors.feature_names_)
    write("status", {str(label): table(model, names, row) for row, label in enumerate(model.classes_)})


def trees() -> VotingClassifier:
    """Boosted trees, unfitted."""
    boosted = [
        GradientBoostingClassifier(
            learning_rate=0.04,
            n_estimators=120,
            max_leaf_nodes=20,
            min_samples_leaf=40,
            max_features=0.3,
            subsample=0.5,
            random_state=seed,
        )
        for seed in range(FORESTS)
    ]
    return VotingClassifier([(str(n), one) for n, one in enumerate(boosted)], voting="soft", flatten_transform=False)


def write_trees(model: VotingClassifier, names: list[str]) -> None:
    """Write boosted trees, and the evidence they ask for in its order."""
    given = [("evidence", FloatTensorType([None, len(names)]))]
    made = to_onnx(model, initial_types=given, options={"zipmap": False}, target_opset=OPSET)
    (FOLDER / "model/trees.onnx").write_bytes(made.SerializeToString())
    (FOLDER / "model/evidence.json").write_text(json.dumps(names, ensure_ascii=False, indent=0), encoding="utf-8")


def main() -> None:
    """Run the extractor over the gold, fit, print and write."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("method", choices=[*Method], type=Method)
    options.add_argument("gold", nargs="+", type=Path)
    given = options.parse_args()
    read = [(n == 0, json.loads(line)) for n, path in enumerate(given.gold) for line in path.open(encoding="utf-8")]
    items = [item for _, item in read if item.get("complete")]
    first = {item["id"] for is_first, item in read if is_first}
    articles = [
        Article(i["id"], f"{i['title']}\n\n{i['text']}", i["title"], published=dt.date.fromisoformat(i["published"]))
        for i in items
    ]
    extractor = Extractor.load(min_confidence=0, method=Method.RULES)
    if given.method is Method.HYBRID:
        extractor = replace(extractor, model=PairModel.shipped(extractor.lexicon, extractor.vocabulary))
    rows: list[list[str]] = []
    labels, groups, gold = [], [], 0
    told_rows, told_labels, told_groups = [], [], []
    for item, found in zip(items, extractor.extract(articles), strict=True):
        gold += len(item["triples"]) if item["id"] in first else 0
        for claim in found.claims:
            matches = [g for g in item["triples"] if told_by(claim, g)]
            rows.append(list(claim.evidence))
            labels.append(any(not contradicts(claim, g) for g in matches))
            groups.append(item["id"])
            if matches:
                told_rows.append(list(claim.evidence))
                told_labels.append(matches[0]["modality"])
                told_groups.append(item["id"])
    model: BaseEstimator
    if given.method is Method.HYBRID:
        standing = {f"relation {name}" for name, r in extractor.vocabulary.relations.items() if r.standing}
        acts = [n for n, row in enumerate(told_rows) if not standing & set(row)]
        fit_status([told_rows[n] for n in acts], [told_labels[n] for n in acts], [told_groups[n] for n in acts])
        numbers = [measured(p for p in row if not p.startswith(UNASKED)) for row in rows]
        model = trees()
    else:
        numbers = [dict.fromkeys(row, 1.0) for row in rows]
        model = LogisticRegression(C=REGULARISATION, max_iter=2000)
    seen = Counter(piece for row in numbers for piece in row)
    vectors = DictVectorizer(sparse=False, dtype=np.float32)
    x = vectors.fit_transform([{p: n for p, n in row.items() if seen[p] >= LEAST[given.method]} for row in numbers])
    everything = np.array(labels)
    folds = cross_val_predict(model, x, everything, groups=groups, cv=GroupKFold(5), method="predict_proba")[:, 1]
    shown = np.array([group in first for group in groups])
    folds, y = folds[shown], everything[shown]
    print(f"{len(y)} claims, {y.mean():.3f} right; {gold} annotated; out of fold:")
    for threshold in THRESHOLDS:
        kept = folds >= threshold
        print(f"  at {threshold:.2f}: precision {y[kept].mean():.3f}, keeps {y[kept].sum() / y.sum():.3f} of the right")
    bins = np.clip((folds * 10).astype(int), 0, 9)
    error = sum(abs(folds[bins == b].mean() - y[bins == b].mean()) * (bins == b).mean() for b in set(bins))
    print(f"  expected calibration error {error:.3f}")
    model.fit(x, everything)
    names = list(vectors.feature_names_)
    if isinstance(model, VotingClassifier):
        write_trees(model, names)
    else:
        write("confidence", table(model, names, 0))


if __name__ == "__main__":
    main()
