"""Fit the weights of a claim's evidence on annotated articles.

Usage: fit_confidence.py rules GOLD.jsonl [MORE.jsonl ...]     writes ingest/language/confidence.yaml
       fit_confidence.py hybrid GOLD.jsonl [MORE.jsonl ...] [--seen SEEN.jsonl]
                                                               writes model/trees.onnx and status.yaml beside it

Needs the extra train. Each line of a file is {"id", "published", "title", "text", "complete", "triples": [{"subject",
"relation", "object", "modality"}]}, as training/README.md describes; only items that list every triple they state
("complete") are used. The trees over both want items that neither the rules nor the network have seen; the few weights
of a status are fitted on some that the network was trained on (--seen) too. The figures printed are for the first file,
out of fold.

A claim counts as right when an annotated triple has its actor, relation and target and does not contradict a claim of
fact; its status, when that triple has the same.
"""

import argparse
import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass, replace
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

from graph.model import Article, Claim, Status
from ingest import Method
from ingest.evaluation import tells_same
from ingest.language.confidence import HEARD, measured, status_evidence
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


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim of an annotated article."""

    claim: Claim
    item: str
    right: bool
    status: str
    """As annotated; "" where no annotated triple has its actor, relation and target."""


def read(path: Path, extractor: Extractor) -> tuple[list[Judged], int]:
    """The claims of the items of a file, and how many triples are annotated in them."""
    items = [item for line in path.open(encoding="utf-8") if (item := json.loads(line)).get("complete")]
    articles = [
        Article(i["id"], f"{i['title']}\n\n{i['text']}", i["title"], published=dt.date.fromisoformat(i["published"]))
        for i in items
    ]
    found: list[Judged] = []
    for item, extraction in zip(items, extractor.extract(articles), strict=True):
        for claim in extraction.claims:
            matches = [g for g in item["triples"] if told_by(claim, g)]
            right = any(not contradicts(claim, g) for g in matches)
            found.append(Judged(claim, item["id"], right, matches[0]["modality"] if matches else ""))
    return found, sum(len(item["triples"]) for item in items)


def fit_status(found: list[Judged]) -> None:
    """Fit which status is told, by what rules and network say; print how often each alone and both are right."""
    says = "rules says ", "trigger says "
    read = [next((piece.split() for piece in f.claim.evidence if piece.startswith(says)), None) for f in found]
    given = [(f, words) for f, words in zip(found, read, strict=True) if f.status and words]  # standing facts have none
    rules = [words[2] for _, words in given]
    numbers = [status_evidence(f.claim.evidence, Status(words[2]), alone=words[0] == "trigger") for f, words in given]
    vectors = DictVectorizer()
    x, y = vectors.fit_transform(numbers), np.array([f.status for f, _ in given])
    model = LogisticRegression(C=REGULARISATION, max_iter=3000)
    folds = cross_val_predict(model, x, y, groups=[f.item for f, _ in given], cv=GroupKFold(8))
    heard = [max((p for p in row if p.startswith(HEARD)), key=row.__getitem__, default="") for row in numbers]
    heard = [name.removeprefix(HEARD) for name in heard]
    print(f"status of {len(y)} claims that are right: ", end="")
    for name, told in (("rules", rules), ("network", heard), ("both, out of fold", folds)):
        print(f"{name} {np.mean(np.array(told) == y):.3f}", end=" ")
    print()
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
    options.add_argument("--seen", nargs="*", default=[], type=Path)
    given = options.parse_args()
    extractor = Extractor.load(min_confidence=0, method=Method.RULES)
    if given.method is Method.HYBRID:
        extractor = replace(extractor, model=PairModel.shipped(extractor.lexicon, extractor.vocabulary))
    files = [read(path, extractor) for path in given.gold]
    found, (of_first, gold) = [one for file, _ in files for one in file], (len(files[0][0]), files[0][1])
    model: BaseEstimator
    if given.method is Method.HYBRID:
        fit_status(found + [one for path in given.seen for one in read(path, extractor)[0]])
        numbers = [measured(p for p in one.claim.evidence if not p.startswith(UNASKED)) for one in found]
        model = trees()
    else:
        numbers = [dict.fromkeys(one.claim.evidence, 1.0) for one in found]
        model = LogisticRegression(C=REGULARISATION, max_iter=2000)
    seen = Counter(piece for row in numbers for piece in row)
    vectors = DictVectorizer(sparse=False, dtype=np.float32)
    x = vectors.fit_transform([{p: n for p, n in row.items() if seen[p] >= LEAST[given.method]} for row in numbers])
    everything, groups = np.array([one.right for one in found]), [one.item for one in found]
    folds = cross_val_predict(model, x, everything, groups=groups, cv=GroupKFold(5), method="predict_proba")[:, 1]
    folds, y = folds[:of_first], everything[:of_first]
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
