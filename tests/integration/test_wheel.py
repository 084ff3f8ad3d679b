"""The wheel, alone: an editable install hides what a wheel lacks."""

import json
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SENTENCE = "Beijing on Saturday fined Alibaba 18.2 billion yuan for abusing its market position, the regulator said."


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an empty environment in which the wheel is installed."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", folder, ROOT], check=True)
    (wheel,) = folder.glob("policysignal-*.whl")
    venv.create(folder / "env", with_pip=False)
    python = folder / "env" / "bin" / "python"
    constraints = ["--constraint", ROOT / "constraints.txt"]
    subprocess.run([*pip, "--python", python, "install", *constraints, f"{wheel}[local]"], check=True)
    return folder / "env" / "bin"


def test_extracts_from_another_folder(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "cypher").mkdir()  # a stray folder of that name must not take the package's place
    (tmp_path / "fine.txt").write_text(f"Alibaba fined\n\nPublished 12 April 2021\n\n{SENTENCE}\n", encoding="utf-8")
    done = subprocess.run(
        [installed / "policysignal", "extract", "--jsonl", "fine.txt"],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    triples = json.loads(done.stdout)["triples"]
    assert ("China", "FINES", "Alibaba") in {(t["subject"], t["relation"], t["object"]) for t in triples}


def test_holds_what_the_pages_and_the_server_need(installed: Path, tmp_path: Path) -> None:
    code = """
import cypher
from pathlib import Path
site = Path(cypher.__file__).parents[1]
assert cypher.statements("questions") and cypher.statements("schema") and cypher.statements("explore")
built = ("ui/components/**/*.js", "ui/static/*.gz")
for pattern in ("graph/server/neo4j-*.lock", "ui/app.py", *built, "ingest/catalog/*.yaml"):
    assert list(site.glob(pattern)), pattern
"""
    subprocess.run([installed / "python", "-P", "-c", code], cwd=tmp_path, check=True)
