"""The documentation is true: commands, questions, relations, schema, links, snippets and outputs.

`python tests/test_docs.py --write` writes the outputs of `policysignal extract` in it anew.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shlex
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import typer
import yaml

import cypher
from graph import load, network, ontology, questions, thresholds
from graph.model import Article, Claim, Entity, EventDate, Extraction, Precision, Status
from graph.stance import constants
from graph.store import Store
from ingest import catalog
from ingest.sources.files import MAX_BYTES
from ui import cli, entities, waiting
from ui.views import entity as entity_page

ROOT = Path(__file__).parents[1]
WRITTEN = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")]
WRITTEN += sorted((ROOT / "docs").glob("*.md"))
OTHERS = [ROOT / "samples/README.md", ROOT / "training/README.md"]
TEXT = {path.name: path.read_text(encoding="utf-8") for path in WRITTEN}
SCHEMA, STANCE, CATALOG = TEXT["schema.md"], TEXT["stance.md"], TEXT["catalog.md"]
LONGEST = 120
COLUMNS = 110
"""The width at which outputs are shown."""


@dataclass(frozen=True)
class Fence:
    """A fenced block: where it begins, its language and its text; `after` is the block that stands right before it."""

    page: str
    line: int
    language: str
    text: str
    after: Fence | None = None

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def fences(page: str, text: str) -> Iterator[Fence]:
    before: Fence | None = None
    end = 0
    for found in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        adjoins = before is not None and not text[end : found.start()].strip()
        before = Fence(page, text[: found.start()].count("\n") + 1, found[1], found[2], before if adjoins else None)
        yield before
        end = found.end()


FENCES = [fence for page, text in TEXT.items() for fence in fences(page, text)]


def of_language(language: str) -> list[Fence]:
    found = [fence for fence in FENCES if fence.language == language]
    assert found
    return found


COMMANDS = [
    (str(fence), line)
    for fence in of_language("sh")
    for line in fence.text.splitlines()
    if line.startswith("policysignal")
]
OUTPUTS = [f for f in FENCES if f.language == "text" and f.after and f.after.text.startswith("policysignal extract")]


def rows(text: str) -> list[list[str]]:
    """The rows of the tables of a text, without their heads."""
    found: list[list[str]] = []
    for table in re.findall(r"^\|.*\|\n\|[-| :]+\|\n((?:\|.*\|\n)+)", text, re.MULTILINE):
        found += [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in table.splitlines()]
    return found


def section(text: str, title: str) -> str:
    """What stands under a heading, to the next one of its level or above."""
    found = re.search(rf"^(#+) {re.escape(title)}\n", text, re.MULTILINE)
    assert found, title
    rest = text[found.end() :]
    after = re.search(rf"^#{{1,{len(found[1])}}} ", rest, re.MULTILINE)
    return rest[: after.start()] if after else rest


def names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


# Links and lines


def anchors(text: str) -> set[str]:
    text = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("path", [*WRITTEN, *OTHERS], ids=lambda path: str(path.relative_to(ROOT)))
def test_links_and_pictures_are_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith("https://"):
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        assert there.exists(), f"{path.name}: {target}"
        assert ROOT in there.parents
        if anchor:
            assert anchor in anchors(there.read_text(encoding="utf-8")), f"{path.name}: {target}"


def test_every_page_and_picture_is_linked() -> None:
    told = "\n".join(TEXT.values())
    for path in [*(ROOT / "docs").glob("*.md"), *(ROOT / "docs/images").glob("*.png")]:
        assert path.name in told, path
    for path in (ROOT / "docs/images").glob("*.png"):
        assert path.stat().st_size < 300_000, path


@pytest.mark.parametrize("page", TEXT)
def test_lines_are_short(page: str) -> None:
    long = [line for line in TEXT[page].splitlines() if len(line) > LONGEST and not line.startswith("|")]
    assert not long


def test_named_files_are_there() -> None:
    made = {"ingest/sources/tables.py", "ui/views/publishers.py", "cypher/explore/count_publishers.cypher"}
    for page, text in TEXT.items():
        for name in re.findall(r"`((?:cypher|graph|ingest|ui|tests|benchmarks|samples|training)/[^`\s]*)`", text):
            if name not in made:
                assert list(ROOT.glob(name.rstrip("/"))), f"{page}: {name}"


# Commands and questions


def test_every_command_is_told() -> None:
    for command in cli.COMMANDS:
        assert re.search(rf"\bpolicysignal {command.name}\b", "".join(TEXT.values())), command.name


@pytest.mark.parametrize(("place", "line"), COMMANDS, ids=[line for _, line in COMMANDS])
def test_commands_are_commands(place: str, line: str) -> None:
    """Each is understood; nothing is run."""
    words = shlex.split(line)[1:]
    command = typer.main.get_command(cli.build(words[0]))
    context = command.make_context("policysignal", words, resilient_parsing=False)
    while hasattr(command, "resolve_command"):
        _, command, words = command.resolve_command(context, words)
        assert command is not None
        context = command.make_context(command.name, list(words), parent=context)
    if command.name == "query" and re.fullmatch(r"\w+", str(asked := context.params["asked"])):
        known = {one.name for one in questions.question(str(asked)).parameters}
        assert {text.partition("=")[0] for text in context.params["param"] or ()} <= known, place
    if command.name in ("extract", "ingest"):
        for path in context.params.get("inputs") or context.params.get("paths"):
            assert not path.startswith("samples/") or (ROOT / path).exists(), place


def test_make_targets_are_there() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    told = {line.split()[1] for fence in of_language("sh") for line in fence.text.splitlines() if line[:5] == "make "}
    assert told and told <= targets


def test_questions_are_told_as_they_are() -> None:
    page = TEXT["questions.md"]
    assert re.findall(r"^### (\w+)$", page, re.MULTILINE)
    assert sorted(re.findall(r"^### (\w+)$", page, re.MULTILINE)) == [one.name for one in questions.questions()]
    for one in questions.questions():
        told = section(page, one.name)
        assert one.purpose in " ".join(told.split()), one.name
        line = next((line for line in told.splitlines() if line.startswith("Parameters: ")), "")
        listed = re.findall(r"`(\w+)`, (\w+), `([^`]+)`", line)
        assert listed == [(p.name, p.type, p.default) for p in one.parameters], one.name
        assert f"policysignal query {one.name}" in told


# Schema and vocabulary


def test_relations_are_told_as_they_are() -> None:
    told = {}
    for cells in rows(section(SCHEMA, "Relations")):
        told[names(cells[0])[0]] = cells[1].replace("−", "-"), cells[2]
    known = {
        one.name: ("" if one.score is None else f"{one.score:+.2f}", one.caption.format(actor="A", target="B"))
        for one in ontology.ontology().relations.values()
    }
    assert told == known
    symmetric = {one.name for one in ontology.ontology().relations.values() if one.symmetric}
    listed = next(part for part in SCHEMA.split("\n\n") if part.startswith("Symmetric relations"))
    assert set(names(listed)) == symmetric


def test_entity_types_are_told_as_they_are() -> None:
    told = {names(cells[0])[0]: (cells[1], cells[2] == "yes") for cells in rows(section(SCHEMA, "Entity types"))}
    assert told == {one.name: (one.holds, one.state) for one in ontology.ontology().types.values()}


def test_constraints_and_indexes_are_told() -> None:
    told = {names(cells[0])[0]: names(cells[1]) for cells in rows(section(SCHEMA, "Constraints and indexes"))}
    known = {}
    for one in cypher.statements("schema"):
        found = re.search(r"CREATE (?:\w+ )*(?:INDEX|CONSTRAINT) (\w+).*?\(n:(\w+)\)", one.text, re.DOTALL)
        assert found
        label = found[2]
        known[found[1]] = [f"{label}.{key}" for key in re.findall(r"n\.(\w+)", one.text)]
    assert told == known


def documented() -> dict[str, set[str]]:
    """The properties in the tables of the schema, by label or relationship type."""
    kinds = re.findall(r"^### (\w[\w ]*)$", SCHEMA.partition("## Constraints")[0], re.MULTILINE)
    return {kind: {name for cells in rows(section(SCHEMA, kind)) for name in names(cells[0])} for kind in kinds}


def test_what_statements_set_is_told() -> None:
    known = {"a": "Article", "e": "Entity", "r": "Run"}
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name in ("merge_entities", "name_entities", "start_run", "finish_run"):
        text = cypher.statement(f"load/{name}").text
        for variable, key in re.findall(r"\b([a-z])\.(\w+) = ", text):
            found[known[variable]].add(key)
    assert found["Run"] | {"id"} == documented()["Run"]
    for kind, keys in found.items():
        assert keys <= documented()[kind]


def extractions() -> list[Extraction]:
    """A rumour, the fact, and a market move; everything that can be filled is."""
    china = Entity("country/china", "China", "Country", ("PRC",), "CN", True, state=True)
    sector = Entity("sector/fintech", "fintech", "Sector", known=True)
    firm = Entity("company/ant-group", "Ant Group", "Company", ("Ant",), "CN", True, sectors=(sector.id,))
    deal = Entity("deal/ant-group-ipo", "Ant Group IPO", "Deal", parent=firm.id)
    days = dt.date(2020, 11, 1), dt.date(2020, 11, 3)

    def extraction(day: dt.date, status: Status) -> Extraction:
        id_ = f"a-{day}"
        text = "Title\n\nChina halts Ant Group IPO. Ant Group falls 8%."
        article = Article(id_, text, "Title", f"https://example.com/{day}", day, "Wire", "An Author", origin="a.txt")
        date = EventDate(days[1], Precision.DAY, "on Tuesday")
        act = Claim(
            id_, china, "HALTS", deal, status, "China halts", 7, 18, date, "the exchange", "1", 0.9, "verb", 7, 33
        )
        move = replace(act, subject=firm, relation="FALLS", object=None, status=Status.REALISED, amount="8%")
        entities = {one.id: one for one in (china, firm, sector, deal)}
        spans = {firm.id: ((34, 43),)}
        return Extraction(article, (act, move), dict.fromkeys(entities, 1), entities, spans=spans)

    return [extraction(days[0], Status.POTENTIAL), extraction(days[1], Status.REALISED)]


@pytest.mark.neo4j
def test_a_load_writes_what_is_told(store: Store) -> None:
    run = load.start_run(store, version="test")
    assert all(isinstance(one, load.Loaded) for one in load.load(store, extractions(), run=run))
    load.finish_run(store, run, articles=2, skipped=0, claims=4)
    written: defaultdict[str, set[str]] = defaultdict(set)
    nodes = cypher.Statement(
        "", "", "MATCH (n) UNWIND labels(n) AS kind RETURN kind, collect(DISTINCT keys(n)) AS keys"
    )
    ties = cypher.Statement("", "", "MATCH ()-[r]->() RETURN type(r) AS kind, collect(DISTINCT keys(r)) AS keys")
    for row in (*store.read(nodes), *store.read(ties)):
        kind = row["kind"]
        if kind in ontology.ontology().types:
            kind = "Entity"
        elif kind in ontology.ontology().relations:
            kind = "The triple"
        written[kind] |= {key for keys in row["keys"] for key in keys}
    assert dict(written) == documented()


# Snippets


@pytest.mark.parametrize("fence", of_language("python"), ids=str)
def test_python_runs(fence: Fence) -> None:
    """What it imports is there, what it defines can be defined, and what it asserts is true."""
    exec(compile(fence.text, str(fence), "exec"), {"__name__": "snippet"})


def yaml_of(page: str, part: str) -> list[str]:
    return [f.text for f in fences(page, section(TEXT[page], part)) if f.language == "yaml"]


def test_numbers_are_those_of_the_files(tmp_path: Path) -> None:
    (told,) = yaml_of("schema.md", "From claims to events")
    assert thresholds.parse(told, origin="schema.md") == thresholds.thresholds()
    (told,) = yaml_of("network.md", "The constants")
    assert network.parse(told, origin="network.md") == network.constants()
    (told,) = yaml_of("stance.md", "The formula")
    assert constants.parse(told, origin="stance.md") == constants.project()


def test_numbers_of_the_pages_are_those_of_the_code() -> None:
    told = " ".join(TEXT["pages.md"].split())
    for words in (
        f"the latest {entity_page.ACTS},",
        f"of the latest {entities.SPELLED} that",
        f"less than {waiting.BELOW:.0%}".replace("%", " %"),
        f"up to {MAX_BYTES // 1_000_000} MB",
    ):
        assert words in told


def test_examples_of_vocabularies_are_well_formed(tmp_path: Path) -> None:
    (actors,) = yaml_of("catalog.md", "Actors of your own")
    path = tmp_path / "actors.yaml"
    path.write_text(actors, encoding="utf-8")
    known = catalog.load([path])
    assert known.entity("product/heron-arm").parent == "company/blue-heron-robotics"
    (words,) = yaml_of("catalog.md", "The ontology")
    assert set(ontology.parse(words, origin="catalog.md").relations) == {"HALTS", "PARTNERS_WITH", "BASED_IN", "RISES"}
    for fence in of_language("yaml"):
        yaml.safe_load(fence.text)


def test_keys_of_vocabularies_are_told() -> None:
    own = {name for cells in rows(section(CATALOG, "Actors of your own")) for name in names(cells[0])}
    assert own == catalog.KEYS
    words = {name for cells in rows(section(CATALOG, "The ontology")) for name in names(cells[0])}
    assert words == ontology.TYPE_KEYS | ontology.RELATION_KEYS


@pytest.mark.parametrize("fence", of_language("cypher"), ids=str)
def test_statements_name_what_there_is(fence: Fence) -> None:
    known = set(documented()) | set(ontology.ontology().relations) | set(ontology.ontology().types)
    assert set(re.findall(r"[(\[]\w*:([A-Za-z_]+)", fence.text)) <= known


def output(command: str) -> str:
    """What a command prints, without a database."""
    done = subprocess.run(
        [sys.executable, "-c", "from ui.cli import main; main()", *shlex.split(command)[1:]],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": str(COLUMNS), "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return "\n".join(line.rstrip() for line in done.stdout.strip().splitlines()) + "\n"


@pytest.mark.model
@pytest.mark.parametrize("fence", OUTPUTS, ids=str)
def test_outputs_are_what_is_printed(fence: Fence) -> None:
    assert fence.after
    said = "Look at what changed, then run: python tests/test_docs.py --write"
    assert fence.text == output(fence.after.text.strip()), said


def test_there_is_an_output() -> None:
    assert OUTPUTS


def write() -> None:
    """Write the outputs anew."""
    for path in WRITTEN:
        text = path.read_text(encoding="utf-8")
        for fence in fences(path.name, text):
            if fence.language == "text" and fence.after and fence.after.text.startswith("policysignal extract"):
                command = fence.after.text
                old = f"```sh\n{command}```\n\n```text\n{fence.text}```"
                assert old in text, fence
                text = text.replace(old, f"```sh\n{command}```\n\n```text\n{output(command.strip())}```")
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        write()
    else:
        print(__doc__)
