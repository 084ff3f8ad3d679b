from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

import pytest
import typer
from rich.console import Console

from graph.errors import VocabularyError
from graph.model import Article, Claim, Entity, EventDate, Extraction, Precision, Skipped, Status
from ui import cli
from ui.commands.extract import print_extraction, to_json
from ui.commands.ingest import Counts, extract_each, print_skipped

RUN = [sys.executable, "-c", "from ui.cli import main; main()"]


def call(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        cli.main(arguments)
    out, err = capsys.readouterr()
    code = end.value.code
    return code if isinstance(code, int) else 0, out, err


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that is not there."""
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:9")


def test_help_lists_every_command_and_takes_no_time(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call("--help", capsys=capsys)
    assert code == 0
    for command in cli.COMMANDS:
        assert f" {command.name} " in out
    best = min(timed("--help") for _ in range(3))
    assert best < 2.0  # 0.4 s on a machine with nothing else to do


def timed(*arguments: str) -> float:
    began = time.perf_counter()
    subprocess.run([*RUN, *arguments], check=True, capture_output=True)
    return time.perf_counter() - began


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom ui.cli import main\ntry:\n main(['--help'])\nexcept SystemExit: pass\n"
        "print(*{'spacy', 'streamlit', 'neo4j', 'pandas', 'networkx'}.intersection(sys.modules), file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stderr.strip() == ""


@pytest.mark.parametrize("command", cli.COMMANDS, ids=lambda command: command.name)
def test_a_command_says_the_same_in_both_helps(command: cli.Command, capsys: pytest.CaptureFixture[str]) -> None:
    module, _, attribute = command.place.partition(":")
    found = getattr(import_module(module), attribute)
    said = found.info.help if isinstance(found, typer.Typer) else found.__doc__
    assert said.partition("\n")[0].startswith(command.purpose.rstrip("."))
    code, out, _ = call(command.name, "--help", capsys=capsys)
    assert code == 0
    assert "Usage: policysignal" in out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call("--version", capsys=capsys)
    assert code == 0
    assert out.startswith("policysignal ")


def test_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = call("frobnicate", capsys=capsys)
    assert code == 2
    assert "No such command" in err
    code, _, err = call("ingest", "x", "--published", "yesterday", capsys=capsys)
    assert code == 2


@pytest.mark.usefixtures("nowhere")
@pytest.mark.parametrize(
    "arguments",
    [
        ("stats",),
        ("show", "x"),
        ("remove", "x"),
        ("query", "latest_acts"),
        ("analyze", "rank"),
        ("export", "x.jsonl"),
        ("import", "x.jsonl"),
    ],
)
def test_a_server_that_is_not_there_is_one_line(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call(*arguments, capsys=capsys)
    assert code == 1
    assert "Traceback" not in err
    assert "NEO4J_URI" in err
    assert out == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("query", "x", "--json", "--csv"), "one of --json and --csv"),
        (("query", " "), "--list"),
        (("query", "nothing_of_the_sort"), "no saved question"),
        (("query", "latest_acts", "-p", "until"), "name=value"),
        (("analyze", "rank", "--json", "--csv"), "one of --json and --csv"),
        (("analyze", "rank", "--by", "charm"), "there are: degree, betweenness, pagerank"),
        (("analyze", "communities", "--relation", "HUGS"), "'HUGS' is no relation"),
        (("analyze", "bridges", "--type", "Firm"), "'Firm' is no entity type"),
        (("analyze", "ego", "x", "--since", "2024-02-01", "--until", "2024-01-01"), "before it begins"),
        (("analyze", "paths", "x", "y", "--status", "potential"), "not what is potential"),
        (("export", "graph.csv"), "--as neo4j"),
        (("export", "graph.jsonl", "--since", "2024-01-01"), "holds the whole graph"),
        (("extract", "no/such/file.txt"), "No article was read"),
        (("extract", "README.md", "--catalog", "no/such/catalog.yaml"), "no/such/catalog.yaml"),
    ],
)
def test_what_cannot_be_done_says_why(
    arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = call(*arguments, capsys=capsys)
    assert code == 1
    assert message in " ".join(err.split())


def test_questions_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call("query", "--list", capsys=capsys)
    assert code == 0
    assert "-p firm=Alibaba" in out
    _, out, _ = call("query", "--list", "--json", capsys=capsys)
    listed = json.loads(out)
    assert {"name": "firm", "type": "entity", "default": "Alibaba"} in [p for one in listed for p in one["parameters"]]


def test_a_reader_that_goes_away_is_no_error() -> None:
    with subprocess.Popen([*RUN, "query", "--list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout and run.stderr
        run.stdout.close()
        said = run.stderr.read().decode()
    assert "Traceback" not in said
    assert "Exception ignored" not in said


def test_ctrl_c_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(_: str) -> typer.Typer:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "build", interrupt)
    assert call("ingest", "x", capsys=capsys)[0] == 130
    code, _, err = call("ingest", "x", capsys=capsys)
    assert (code, err.strip()) == (130, cli.INTERRUPTED)
    code, _, err = call("stats", capsys=capsys)
    assert (code, err.strip()) == (130, "interrupted")


# Extracting


def article(id_: str) -> Article:
    return Article(id_, f"Text {id_}", origin=f"{id_}.txt")


def test_one_broken_article_stops_nothing() -> None:
    def extract(articles: Iterable[Article]) -> Iterator[Extraction]:
        some = list(articles)
        if len(some) > 1:
            yield Extraction(some[0])
            raise RuntimeError("one of them")
        if some[0].id == "b":
            raise ZeroDivisionError("why")
        yield Extraction(some[0])

    counts = Counts()
    found = list(extract_each([article(id_) for id_ in "abcd"], extract, counts))
    assert [one.article.id for one in found] == ["a", "c", "d"]
    assert counts.skipped == [Skipped("b.txt", "extraction failed: ZeroDivisionError: why")]


def test_what_a_person_can_mend_stops_the_run() -> None:
    def extract(_: Iterable[Article]) -> Iterator[Extraction]:
        raise VocabularyError("catalog.yaml: wrong")

    with pytest.raises(VocabularyError):
        list(extract_each([article("a")], extract, Counts()))


def test_what_was_skipped_is_grouped(capsys: pytest.CaptureFixture[str]) -> None:
    skipped = [Skipped(f"{n}.pdf", "[not] a text") for n in range(5)] + [Skipped("x", "empty")]
    print_skipped(Console(), skipped)
    out = capsys.readouterr().out.splitlines()
    assert out == [
        "Skipped 5: [not] a text",
        "  0.pdf",
        "  1.pdf",
        "  2.pdf",
        "  and 2 more",
        "Skipped 1: empty",
        "  x",
    ]


CLAIM = Claim(
    "a",
    Entity("country/china", "China", "Country"),
    "HALTS",
    Entity("deal/ant", "Ant Group IPO", "Deal"),
    Status.REALISED,
    "Beijing [halted]\nthe <b>IPO</b>",
    3,
    9,
    EventDate(None, Precision.NONE),
    confidence=0.123456,
)


def test_json_has_null_for_what_is_not_told() -> None:
    found = to_json(Extraction(Article("a", "t"), (CLAIM,)))
    assert found["id"] == "a"
    (triple,) = found["triples"]
    assert list(triple) == [
        "subject",
        "relation",
        "object",
        "status",
        "date",
        "date_precision",
        "attributed_to",
        "amount",
        "quote",
        "start",
        "end",
        "confidence",
        "because",
    ]
    assert (triple["subject"], triple["object"], triple["status"]) == ("China", "Ant Group IPO", "realised")
    assert (triple["date"], triple["attributed_to"], triple["amount"]) == (None, None, None)
    assert triple["confidence"] == 0.1235


def test_markup_in_articles_stays_text(capsys: pytest.CaptureFixture[str]) -> None:
    print_extraction(Console(width=200), Extraction(Article("a", "t", title="[red]<b>T[/red]"), (CLAIM,)))
    out = capsys.readouterr().out
    assert "[red]<b>T[/red]" in out
    assert "Beijing [halted] the <b>IPO</b>" in out


@pytest.mark.model
def test_extract_prints_one_line_an_article(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "a.jsonl"
    rows = [
        {
            "id": "one",
            "published": "2020-11-03",
            "title": "China halts Ant Group IPO",
            "text": "Beijing halted it. 蚂蚁",
        },
        {"id": "two", "published": "2020-11-03", "title": "Nothing", "text": "It rained all day in the valley."},
    ]
    source.write_text("\n".join(json.dumps(row) for row in rows) + "\nnot json\n", encoding="utf-8")
    code, out, err = call("extract", str(source), "--jsonl", capsys=capsys)
    assert code == 0
    lines = [json.loads(line) for line in out.splitlines()]
    assert len(lines) == 2
    assert ("China", "HALTS") in {(triple["subject"], triple["relation"]) for triple in lines[0]["triples"]}
    assert "Skipped 1" in err


def pairs(path: Path, *lines: str) -> str:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def test_pairs_of_names_are_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = pairs(
        tmp_path / "pairs.csv",
        "schema,name1,name2,is_match",
        "Company,Bluefin Aktiengesellschaft,Bluefin AG,true",
        "Person,Mira Tan,Jonas Holm,false",
        "Person,Mira Tan,Mira Tann,",
    )
    code, out, err = call("match-names", file, capsys=capsys)
    rows = list(csv.DictReader(out.splitlines()))
    assert code == 0
    assert list(rows[0]) == ["schema", "name1", "name2", "is_match", "score", "decision", "reason"]
    assert [row["decision"] for row in rows] == ["same", "different", "unsure"]
    assert float(rows[0]["score"]) > 0.9 > float(rows[1]["score"])
    assert "2 pairs whose truth is known, 1 of them one." in err
    assert "WRatio" in err and "jaro_winkler" in err
    file = pairs(tmp_path / "pairs.csv", "schema,name1,name2", "Company,Bluefin,Bluefin AG")
    code, out, err = call("match-names", file, capsys=capsys)
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "schema,name1,name2,score,decision,reason"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["schema,name1", "Person,A"], "no column name2"),
        (["schema,name1,name2"], "no pairs in it"),
        (["schema,name1,name2,is_match", "Person,A,B,maybe"], "row 2: is_match is 'maybe'"),
    ],
)
def test_pairs_that_cannot_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lines: list[str], message: str
) -> None:
    code, out, err = call("match-names", pairs(tmp_path / "pairs.csv", *lines), capsys=capsys)
    assert (code, out) == (1, "")
    assert message in err
    code, _, err = call("match-names", str(tmp_path / "none.csv"), capsys=capsys)
    assert code == 1 and "cannot be read" in err


# The stance


TIMELINE = str(Path(__file__).parent / "data/platform_timeline.csv")


def test_the_stance_of_a_file_of_events(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call(
        "stance", "--events", TIMELINE, "--target", "technology", "--from", "2020-06-01", "--to", "2023-01-31",
        capsys=capsys,
    )  # fmt: skip
    assert code == 0
    assert "China towards technology, 2020-06-01 to 2023-01-31, in hindsight" in out
    assert "2021-07-02  to the restrictive" in out
    assert "gap" in out
    assert "platform_timeline.csv:7" in err


def test_the_stance_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("stance", "--events", TIMELINE, "--target", "Alibaba", "--to", "2021-12-31")
    _, out, _ = call(*asked, "--json", "--sensitivity", capsys=capsys)
    told = json.loads(out)
    assert told["target"]["name"] == "Alibaba"
    assert told["events"][0]["text"].startswith("The listing was suspended")
    assert told["events"][0]["reason"] == "Ant Group IPO is part of Ant Group; Ant Group is part of Alibaba"
    assert {one["name"] for one in told["relatives"]} == {"net ratio", "share of all", "log odds"}
    assert len(told["skipped"]) == 2
    _, out, _ = call(*asked, "--csv", capsys=capsys)
    rows = list(csv.DictReader(out.splitlines()))
    assert [float(row["S"]) for row in rows if row["S"]] == [one["S"] for one in told["points"] if one["S"] is not None]
    _, out, _ = call(*asked, "--csv", "--as-of", "2020-12-31", capsys=capsys)
    early = list(csv.DictReader(out.splitlines()))
    assert early[-1]["date"] == "2020-12-31"
    assert early[-1]["S"] == next(row["S"] for row in rows if row["date"] == "2020-12-31")


def test_the_ledger_and_the_brief_of_a_file_of_events(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = call("ledger", "--events", TIMELINE, "--sector", "gaming", "--csv", capsys=capsys)
    rows = list(csv.DictReader(out.splitlines()))
    assert ("online gaming", "in force", "2021-08-30") in {
        (row["target"], row["state"], row["in_force"]) for row in rows
    }
    assert "Ant Group IPO" not in {row["target"] for row in rows}
    _, out, _ = call("ledger", "--events", TIMELINE, "--json", "--state", "in-force", capsys=capsys)
    assert {one["state"] for one in json.loads(out)["signals"]} == {"in force"}
    code, out, _ = call("brief", "--events", TIMELINE, "--since", "2022-12-01", "--until", "2023-02-01", capsys=capsys)
    assert code == 0
    assert "Cyberspace Administration of China approves Didi" in out
    assert "2021" not in out
    _, out, _ = call("brief", "--events", TIMELINE, "--since", "2022-12-01", "--html", capsys=capsys)
    assert out.startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("stance", "--target", "Blue Heron"), "Nobody is called 'Blue Heron'"),
        (("stance", "--issuer", "Atlantis"), "Nobody is called 'Atlantis'"),
        (("stance", "--from", "soon"), "--from 'soon'"),
        (("stance", "--from", "2021-01-01", "--to", "2020-01-01"), "before it begins"),
        (("stance", "--issuer", "United States"), "No act of this issuer"),
        (("stance", "--json", "--csv"), "one of --json and --csv"),
        (("ledger", "--state", "gone"), "never confirmed"),
        (("brief", "--since", "2030-01-01"), "Nothing was read that is newer"),
    ],
)
def test_what_cannot_be_told_of_events_says_why(
    arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = call(arguments[0], "--events", TIMELINE, *arguments[1:], capsys=capsys)
    assert (code, out) == (1, "")
    assert message in " ".join(err.split())
