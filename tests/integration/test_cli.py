from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from graph.settings import Settings
from graph.store import Store
from ui import cli

pytestmark = [pytest.mark.neo4j, pytest.mark.model]

ROWS = [
    {
        "id": "halt",
        "published": "2020-11-03",
        "title": "Ant Group offering halted",
        "source": "Reuters",
        "text": "Beijing halted Ant Group's initial public offering on Tuesday.",
    },
    {
        "id": "fine",
        "published": "2021-04-10",
        "title": "Regulator fines <b>Alibaba</b>",
        "source": "BBC",
        "text": "China fined Alibaba 18.2 billion yuan on Saturday. 阿里巴巴",
    },
]

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Run a command on the server of the tests."""
    monkeypatch.setenv("POLICYSIGNAL_DATA", str(settings.data))
    monkeypatch.delenv("NEO4J_URI", raising=False)

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            cli.main(arguments)
        out, err = capsys.readouterr()
        return (end.value.code if isinstance(end.value.code, int) else 0), out, err

    return run


def write(path: Path, rows: Sequence[dict[str, Any]]) -> str:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def stats(call: Call) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(call("stats", "--json")[1])
    return found


def test_from_file_to_answer_and_out_again(call: Call, tmp_path: Path) -> None:
    news = write(tmp_path / "news.jsonl", ROWS)
    code, out, err = call("ingest", news, str(tmp_path / "missing.txt"))
    assert code == 0, err
    assert "2 articles read, 2 loaded" in out
    assert "1 skipped" in out
    assert "missing.txt" in out
    once = stats(call)
    assert once["articles"] == 2
    assert once["events"] >= 2
    assert once["runs"][0]["articles"] == 2

    code, out, _ = call("ingest", news)
    assert code == 0
    assert "2 loaded before, 0 loaded" in out
    code, out, _ = call("ingest", news, "--again")
    assert "2 loaded with" in out
    assert stats(call) | {"runs": []} == once | {"runs": []}

    code, out, _ = call("query", "what_happened_to_firm", "-p", "firm=阿里巴巴", "--json")
    assert code == 0
    assert ("China", "FINES") in {(row["actor"], row["act"]) for row in json.loads(out)}
    code, out, _ = call("query", "latest_articles", "--csv")
    assert {row["title"] for row in csv.DictReader(out.splitlines())} >= {"Ant Group offering halted"}
    code, out, _ = call("query", "MATCH (a:Article) WHERE a.id = $id RETURN a.publisher AS p", "-p", "id=fine")
    assert (code, "BBC" in out) == (0, True)
    code, out, err = call("query", "MATCH (a:Article) RETURN a", "--limit", "1", "--json")
    assert len(json.loads(out)) == 1
    assert "there are more" in err

    code, out, _ = call("show", "fine")
    assert code == 0
    assert "FINES" in out
    assert "China fined Alibaba 18.2 billion yuan on Saturday" in " ".join(out.split())
    code, out, _ = call("remove", "fine", "halt")
    assert code == 0
    left = stats(call)
    assert (left["articles"], left["entities"], left["events"]) == (0, 0, 0)


def test_a_publisher_or_a_run_is_taken_out_with_what_only_it_supports(call: Call, tmp_path: Path) -> None:
    call("ingest", write(tmp_path / "first.jsonl", [ROWS[0] | {"source": "Harbour Wire"}]))
    before = stats(call)
    other = ROWS[0] | {"id": "copy", "source": "Ledger"}
    call("ingest", write(tmp_path / "second.jsonl", [other, ROWS[1] | {"source": "Ledger"}]))
    run = stats(call)["runs"][0]["id"]
    code, out, _ = call("remove", "--publisher", "ledger", "--yes")
    assert (code, sorted(out.split())) == (0, sorted(["Removed", "copy.", "Removed", "fine."]))
    assert stats(call)["events"] == before["events"]
    code, _, err = call("remove", "--run", run, "--yes")
    assert code == 1
    assert f"no article of run '{run}'" in " ".join(err.split())
    code, _, _ = call("remove", "--run", before["runs"][0]["id"], "--yes")
    assert code == 0
    left = stats(call)
    assert (left["articles"], left["entities"], left["events"]) == (0, 0, 0)
    assert before["runs"][0]["id"] not in {one["id"] for one in left["runs"]}


def test_another_version_takes_the_place_of_the_first(call: Call, tmp_path: Path) -> None:
    news = write(tmp_path / "news.jsonl", ROWS)
    call("ingest", news)
    write(tmp_path / "news.jsonl", [ROWS[0] | {"text": "It rained."}, ROWS[1]])
    code, out, _ = call("ingest", news)
    assert code == 0
    assert "1 loaded before, 1 loaded" in out
    assert stats(call)["articles"] == 2
    code, out, _ = call("show", "halt")
    assert "HALTS" not in out


def test_nothing_certain_enough_is_kept_out(call: Call, tmp_path: Path) -> None:
    news = write(tmp_path / "news.jsonl", ROWS)
    code, out, _ = call("ingest", news, "--min-confidence", "1")
    assert code == 0
    assert "2 loaded with 0 signals" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("show", "nothing"), "no article 'nothing'"),
        (("remove", "nothing"), "no article 'nothing'"),
        (("remove", "--publisher", "Nobody"), "no article of publisher 'Nobody'"),
        (("remove", "--yes"), "Name articles, or --publisher or --run"),
        (("query", "what_happened_to_firm", "-p", "firm=Nobody"), "no entity 'Nobody'"),
        (("query", "latest_acts", "-p", "until=soon"), "a date such as"),
        (("query", "latest_acts", "-p", "x=1"), "no parameter 'x'"),
        (("query", "CREATE (n) RETURN n"), "only reads"),
        (("query", "MATCH (n RETURN n"), "Invalid input"),
        (("ingest", "no/such/file"), "No article was loaded"),
    ],
)
def test_what_cannot_be_done_says_why(call: Call, arguments: tuple[str, ...], message: str) -> None:
    code, _, err = call(*arguments)
    assert code == 1
    assert message in " ".join(err.split())
    assert "Traceback" not in err


def test_ctrl_c_leaves_whole_articles_and_the_same_command_completes(
    call: Call, settings: Settings, store: Store, tmp_path: Path
) -> None:
    # the same few sentences many times over: long enough to be interrupted
    rows = [ROWS[0] | {"id": f"n{n}", "text": f"Number {n}. " + 8 * f"{ROWS[0]['text']} "} for n in range(400)]
    news = write(tmp_path / "many.jsonl", rows)
    environment = os.environ | {"POLICYSIGNAL_DATA": str(settings.data)}
    # a test run in the background ignores the interrupt, and its children would too
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from ui.cli import main; main()"
    command = [sys.executable, "-c", code, "ingest", news]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        deadline = time.monotonic() + 120
        while not store.read("load/read_digests", articles=["n0"]):
            assert time.monotonic() < deadline
            assert run.poll() is None
            time.sleep(0.05)
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=60)
    assert run.returncode == 130, said
    assert cli.INTERRUPTED in said
    assert "Traceback" not in said
    half = stats(call)
    assert 0 < half["articles"] < 400
    assert half["runs"][0]["articles"] == half["articles"]
    code, out, _ = call("ingest", news)
    assert code == 0
    assert f"{half['articles']} loaded before, {400 - half['articles']} loaded" in out
    assert stats(call)["articles"] == 400


MERGED = [
    ("one", "China fined Orchid Foods Ltd on Tuesday. It praised Orchid Foods Ltd before."),
    ("two", "China praised Orchid Foods Pte Ltd on Tuesday."),
]


def test_two_are_merged_and_taken_apart_again(call: Call, tmp_path: Path, settings: Settings) -> None:
    rows = [{"id": id_, "published": "2024-05-07", "title": "Foods", "text": text} for id_, text in MERGED]
    decisions = settings.data / "decisions.jsonl"
    try:
        code, _, err = call("ingest", "--min-confidence", "0", write(tmp_path / "foods.jsonl", rows))
        assert code == 0, err
        found = json.loads(call("review", "--json")[1])
        assert [(one["keep"], one["other"]) for one in found] == [
            ("company/orchid-foods", "company/orchid-foods-pte")
        ], found
        assert found[0]["decision"] == "unsure"  # a Singapore firm may be another
        code, out, err = call("merge", "company/orchid-foods", "company/orchid-foods-pte", "--why", "one firm", "--yes")
        assert code == 0, err
        assert "is Orchid Foods" in out and "1 article written anew" in out
        assert json.loads(call("review", "--json")[1]) == []
        assert call("ingest", "--again", "--min-confidence", "0", str(tmp_path / "foods.jsonl"))[0] == 0
        code, _, err = call("merge", "company/orchid-foods", "Orchid foods Pte", "--yes")
        assert code == 1 and "one entity already" in err
        code, out, _ = call("decide", "list")
        assert "one firm" in out and "is Orchid Foods" in out
        code, out, err = call("undo", "--yes")
        assert code == 0, err
        assert len(json.loads(call("review", "--json")[1])) == 1
        code, _, err = call("undo", "20200101-000000")
        assert code == 1 and "no decision" in err
    finally:
        decisions.unlink(missing_ok=True)
