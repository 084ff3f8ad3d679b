from __future__ import annotations

import importlib.util
import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graph.errors import InputError
from graph.model import Article, Entity, Extraction
from ingest import Method, pipeline
from ingest.catalog import Catalog, Entry
from ingest.evaluation import (
    Item,
    Prediction,
    Score,
    Stage,
    States,
    Told,
    Triple,
    at_thresholds,
    evaluate,
    read_gold,
    read_predictions,
    sentence_of,
)
from ui import cli
from ui.commands.evaluate import extract_items

CHINA = Entity("country/china", "China", "Country")
STATES = States(Catalog({CHINA.id: Entry(CHINA, metonyms=("Zhongnanhai",))}))


def gold(subject: list[str], relation: list[str], target: list[str], status: str, date: str | None) -> dict[str, Any]:
    return {"subject": subject, "relation": relation, "object": target, "modality": status, "date": date}


def told(subject: str, relation: str, target: str | None, status: str, date: str | None, sure: float) -> dict[str, Any]:
    row = {"subject": subject, "relation": relation, "object": target, "status": status, "date": date}
    return row | {"confidence": sure}


GOLD = [
    {
        "id": "a",
        "title": "Beijing curbs a maker of robots",
        "text": "It may not sell its arms. Freedonia's envoy is expected on Friday.",
        "published": "2021-03-06",
        "source": "Harbour Wire",
        "complete": True,
        "triples": [
            gold(["China"], ["BANS", "RESTRICTS"], ["Blue Heron", "Blue Heron Robotics"], "realised", "2021-03"),
            gold(["China"], ["MEETS"], ["Freedonia"], "announced", None),
        ],
    },
    {"id": "b", "text": "Rain fell over the valley all week.", "complete": True, "triples": []},
    {
        "id": "c",
        "text": "Shares of Blue Heron rose. " * 40,
        "triples": [
            gold(["Blue Heron"], ["RISES"], ["*"], "realised", None),
            gold(["Freedonia"], ["SUES"], ["Blue Heron"], "potential", "2021"),
        ],
    },
]
PREDICTIONS = [
    {
        "id": "a",
        "triples": [
            told("Beijing", "RESTRICTS", "Blue Heron Robotics", "realised", "2021-03-05", 0.9),
            told("Freedonia", "MEETS", "China", "realised", None, 0.6),
            told("Blue Heron", "SUES", "China", "realised", None, 0.4),
            told("Beijing", "RESTRICTS", "Blue Heron Robotics", "realised", "2021-04", 0.2),
        ],
    },
    {"id": "b", "triples": [told("China", "FINES", "Rivertown", "realised", None, 0.3)]},
    {
        "id": "c",
        "triples": [
            told("Blue Heron", "RISES", None, "realised", None, 0.8),
            told("Blue Heron", "SUES", "Freedonia", "potential", None, 0.7),
        ],
    },
]


def written(path: Path, rows: list[Any]) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return written(tmp_path / "gold.jsonl", GOLD), written(tmp_path / "predictions.jsonl", PREDICTIONS)


def call(*arguments: object, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        cli.main(["evaluate", *map(str, arguments)])
    out, err = capsys.readouterr()
    code = end.value.code
    return code if isinstance(code, int) else 0, out, err


# Figures worked out by hand


def test_figures(files: tuple[Path, Path]) -> None:
    found = evaluate(read_gold(files[0]), read_predictions(files[1]), states=STATES)
    assert (found.items, found.complete) == (3, 2)
    # of the incomplete item what is found counts, and what is told does not
    assert found.total == Score(gold=4, found=3, found_status=2, told=4, right=2, right_status=1)
    assert (found.total.precision, found.total.recall) == (0.5, 0.75)
    assert found.total.f1 == pytest.approx(0.6)
    assert found.total.f1_status == pytest.approx(1 / 3)
    assert (found.pairs, found.turned, found.turned_wrongly) == (4, 1, 1)
    # of two that say the same the later counts, and its month is wrong
    assert (found.dated, found.date_right) == (1, 0)
    # Beijing is no accepted name, Blue Heron Robotics not the best; * is no end
    assert (found.ends, found.named, found.best_named) == (5, 4, 3)


def test_parts(files: tuple[Path, Path]) -> None:
    found = evaluate(read_gold(files[0]), read_predictions(files[1]), states=STATES)
    assert found.relations["BANS"] == Score(gold=1, found=1, found_status=1)
    assert found.relations["RESTRICTS"] == Score(told=1, right=1, right_status=1)
    assert found.relations["MEETS"] == Score(gold=1, found=1, told=1, right=1)
    assert found.statuses["announced"] == Score(gold=1, found=1)
    assert found.statuses["realised"] == Score(gold=2, found=2, found_status=2, told=4, right=2, right_status=1)
    assert found.lengths["over 150 words"] == Score(gold=2, found=1, found_status=1)
    assert found.sources["Harbour Wire"] == Score(gold=2, found=2, found_status=1, told=3, right=2, right_status=1)
    # Freedonia is not in the catalog
    assert found.state_acts == Score(gold=2, found=2, found_status=1, told=2, right=1, right_status=1)


def test_acts_of_states() -> None:
    assert STATES.act(["Rivertown", "China"], "BANS")
    assert STATES.act(["Zhongnanhai"], "BANS")
    assert not STATES.act(["Rivertown"], "BANS")
    assert not STATES.act(["China"], "RISES")


def test_thresholds(files: tuple[Path, Path]) -> None:
    items, predictions = read_gold(files[0]), read_predictions(files[1])
    sure = evaluate(items, predictions, threshold=0.25, states=STATES)
    assert (sure.dated, sure.date_right) == (1, 1)
    table = at_thresholds(items, predictions, (0, 0.3, 0.5, 0.9, 1))
    assert [(score.told, score.right, score.found) for _, score in table] == [
        (4, 2, 3),
        (4, 2, 3),
        (2, 2, 3),
        (1, 1, 1),
        (0, 0, 0),
    ]
    nothing = table[-1][1]
    assert (nothing.precision, nothing.recall, nothing.f1) == (None, 0, 0)
    for threshold, score in table:
        assert evaluate(items, predictions, threshold=threshold, states=STATES).total == score


# Stages

TRIPLE = Triple(("China",), ("BANS",), ("Xu Jiayin",), "realised", "2021", "China bans")
SAID = Prediction("China", "BANS", "Xu Jiayin", "realised", "2021-03-05")
XU = Entity("person/xu-jiayin", "Xu Jiayin", "Person")
CALLED_SO = Entity("person/hk", "The chairman", "Person", aliases=("Xu Jiayin",))


@pytest.mark.parametrize(
    ("said", "stage"),
    [
        (Told((SAID,)), None),
        (Told((replace(SAID, confidence=0.1),)), Stage.CONFIDENCE),
        (Told((replace(SAID, relation="FINES"),)), Stage.RELATION),
        (Told((replace(SAID, subject="Xu Jiayin", object="China"),)), Stage.DIRECTION),
        (Told((replace(SAID, status="denied"),)), Stage.STATUS),
        (Told((replace(SAID, date=""),)), Stage.DATE),
        (Told(), Stage.PAIR),
        (Told((), (CHINA,)), Stage.MENTION),
        (Told((), (CHINA, CALLED_SO)), Stage.LINK),
        (Told((), (CALLED_SO,)), Stage.MENTION),
        (Told((), (CHINA, XU)), Stage.FRAME),
    ],
)
def test_what_lost_a_triple(said: Told, stage: Stage | None) -> None:
    item = Item("a", "It rained. China bans him. So be it.", "", True, (TRIPLE,))
    found = evaluate([item], {"a": said}, threshold=0.2, states=STATES)
    assert [miss.stage for miss in found.misses] == [stage] * (stage is not None)
    assert all(miss.sentence == "China bans him." for miss in found.misses)


def test_why_a_prediction_is_wrong() -> None:
    item = Item("a", "China bans him.", "", True, (TRIPLE,))
    wrong = (
        replace(SAID, relation="FINES"),
        replace(SAID, subject="Xu Jiayin", object="China"),
        replace(SAID, object="Rivertown"),
    )
    found = evaluate([item], {"a": Told(wrong)}, states=STATES)
    assert [extra.stage for extra in found.extras] == [Stage.RELATION, Stage.DIRECTION, Stage.PAIR]
    assert not evaluate([replace(item, complete=False)], {"a": Told(wrong)}, states=STATES).extras


def test_the_sentence_of_a_quote() -> None:
    text = "A headline\n\nOne is here. Two is 3.5 percent. Three asks why? Four."
    assert sentence_of(text, "headline") == "A headline"
    assert sentence_of(text, "is 3.5") == "Two is 3.5 percent."
    assert sentence_of(text, "here. Two") == "One is here. Two is 3.5 percent."
    assert sentence_of(text, "Four.") == "Four."
    assert sentence_of(text, "Five") == "Five"
    assert sentence_of(text, "") == ""


# Files


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("not json", ":2: not valid JSON"),
        ("[1]", 'no "id"'),
        ('{"id": "x", "text": "t"}', 'no "triples"'),
        ('{"id": "x", "triples": []}', 'no "text"'),
        ('{"id": "a", "text": "t", "triples": []}', "stands in"),
        ('{"id": "x", "text": "t", "triples": [{"subject": "China"}]}', "subject: 'China' is no list"),
        (json.dumps({"id": "x", "text": "t", "triples": [gold(["A"], ["BANS"], ["B"], "past", None)]}), "modality"),
    ],
)
def test_a_wrong_line_of_gold_is_named(line: str, message: str, tmp_path: Path) -> None:
    path = written(tmp_path / "gold.jsonl", GOLD[:1])
    with path.open("a", encoding="utf-8") as more:
        more.write(line)
    with pytest.raises(InputError) as error:
        read_gold(path)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("triple", "message"),
    [
        ({"relation": "BANS"}, "subject"),
        (told("A", "BANS", "B", "realised", None, 2), "confidence: 2"),
        ({"subject": "A", "relation": "BANS", "object": ["B"]}, "object"),
    ],
)
def test_a_wrong_prediction_is_named(triple: dict[str, Any], message: str, tmp_path: Path) -> None:
    path = written(tmp_path / "predictions.jsonl", [{"id": "a", "triples": [triple]}])
    with pytest.raises(InputError) as error:
        read_predictions(path)
    assert f":1: {message}" in str(error.value)


def test_what_a_prediction_may_leave_out(tmp_path: Path) -> None:
    path = written(tmp_path / "predictions.jsonl", [{"id": 7, "triples": [{"subject": "A", "relation": "RISES"}]}])
    assert read_predictions(path) == {"7": Told((Prediction("A", "RISES", "", "realised", "", 1.0),))}


# The command


@pytest.mark.parametrize("columns", [80, 140])
def test_the_command_prints_all_of_it(
    columns: int, files: tuple[Path, Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    code, out, err = call(*files, "--threshold-table", "--misses", "--extras", capsys=capsys)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert max(map(len, lines)) <= columns
    assert not any("…" in line for line in lines)
    assert "All                 0.500   0.750  0.600    0.333     4      2     4      3" in lines
    assert any(line.startswith("from 0.45 best F1") for line in lines)
    assert sum(line.startswith("missed: ") for line in lines) == 3
    assert sum(line.startswith("extra: ") for line in lines) == 2


def test_the_command_prints_json(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(*files, "--json", "--threshold-table", "--min-confidence", "0.25", capsys=capsys)
    assert code == 0
    data = json.loads(out)
    assert (data["total"]["precision"], data["total"]["found"], data["date_right"]) == (0.5, 3, 1.0)
    assert data["stages"] == {"status": 1, "direction": 1}
    assert (data["best_threshold"], len(data["thresholds"])) == (0.45, 19)
    assert "misses" not in data
    _, out, _ = call(*files, "--json", "--misses", "--extras", capsys=capsys)
    data = json.loads(out)
    assert [miss["stage"] for miss in data["misses"]] == ["date", "status", "direction"]
    assert [extra["prediction"]["relation"] for extra in data["extras"]] == ["SUES", "FINES"]


def test_the_command_says_what_is_wrong(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call("no/such/gold.jsonl", capsys=capsys)
    assert (code, out) == (1, "")
    assert err.startswith("no/such/gold.jsonl: cannot be opened")
    code, _, err = call(files[1], capsys=capsys)
    assert code == 1
    assert ':1: no "text"' in err


def test_predictions_of_another_file_are_told(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    other = written(files[0].with_name("other.jsonl"), [{**GOLD[1], "id": "z"}])
    code, _, err = call(other, files[1], capsys=capsys)
    assert code == 0
    assert err.startswith("3 predicted items are not in ")


def test_one_broken_item_costs_no_other(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Breaking:
        def extract(self, articles: Iterable[Article], **_: int) -> Iterator[Extraction]:
            for article in articles:
                if article.id == "b":
                    raise ZeroDivisionError("why")
                yield Extraction(article)

    monkeypatch.setattr(pipeline.Extractor, "load", lambda *_, **__: Breaking())
    assert extract_items(files[0], (), Method.HYBRID, batch_size=1, processes=1) == dict.fromkeys("ac", Told((), ()))
    assert "extraction failed: ZeroDivisionError: why" in capsys.readouterr().err


@pytest.mark.model
def test_what_is_extracted_scores_as_what_extract_prints(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        {**GOLD[0], "text": "China banned Blue Heron Robotics on March 5, 2021.", "url": "https://example.com/1"},
        GOLD[2],
    ]
    path = written(tmp_path / "articles.jsonl", rows)
    with pytest.raises(SystemExit):
        cli.main(["extract", str(path), "--jsonl", "--min-confidence", "0"])
    printed = tmp_path / "printed.jsonl"
    printed.write_text(capsys.readouterr().out, encoding="utf-8")
    _, out, _ = call(path, printed, "--json", capsys=capsys)
    from_file = json.loads(out)
    _, out, _ = call(path, "--json", "--min-confidence", "0", "--batch-size", "1", capsys=capsys)
    at_once = json.loads(out)
    assert at_once["total"]["found"] > 0
    # only an extraction tells whom it found to be named
    assert {key for key in at_once if at_once[key] != from_file[key]} <= {"stages"}
    assert set(at_once["stages"]) & {"mention", "frame"}


@pytest.mark.model
def test_the_benchmark_knows_the_parts_of_the_pipeline() -> None:
    path = Path(__file__).parents[1] / "benchmarks/extract.py"
    spec = importlib.util.spec_from_file_location("benchmark_extract", path)
    assert spec and spec.loader
    benchmark = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    clock = benchmark.Clock()
    with benchmark.clocked(clock):
        clock.run("outer", lambda: clock.run("inner", time.sleep, 0.02))
    assert clock.seconds["outer"] < 0.01 < clock.seconds["inner"]
