from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest

from graph.decisions import Kind, read
from graph.errors import DatabaseError
from graph.store import Store
from ingest.sources.files import read_text
from ui import runs
from ui.runs import Given, Run, Stage

pytestmark = pytest.mark.model

TEXT = (
    b"Regulator fines Alibaba\n\nChina's market regulator fined Alibaba on Tuesday. Washington banned the sale of "
    b"chips to Huawei. Beijing may lift its tariffs on barley, officials said."
)
DAY = dt.date(2021, 4, 12)


def given(*, ask: bool = True, name: str = "one.txt", text: bytes = TEXT) -> Given:
    return Given(streams=((name, io.BytesIO(text)), ("two.pdf", io.BytesIO(text))), published=DAY, ask=ask)


def finished(run: Run) -> Run:
    assert run.thread is not None
    run.thread.join(900)
    assert not run.active, run.stage
    return run


def relations(store: Store) -> set[str]:
    return {row["relation"] for row in store.read("explore/list_unsure_acts", below=2.0, limit=100)}


def test_a_run_waits_for_a_look_loads_what_is_ticked_and_is_not_read_twice(store: Store, tmp_path: Path) -> None:
    path, known = tmp_path / "decisions.jsonl", dict[str, Run]()
    run = finished(runs.begin(known, given(), store, path))
    assert run.stage is Stage.READY and list(known) == [run.id]
    assert [(one.origin, one.reason.split(":")[0]) for one in run.counts.skipped] == [
        ("two.pdf", ".pdf files are not read")
    ]
    assert not relations(store), "nothing is loaded before a person says so"
    found = runs.offered(run, read(path))
    assert {"FINES", "BANS"} <= {one.claim.relation for one in found}

    runs.accept(run, store, path, left_out=[one.place for one in found if one.claim.relation == "BANS"])
    assert finished(run).stage is Stage.DONE
    assert "FINES" in relations(store) and "BANS" not in relations(store)
    assert [title for _, title in run.loaded] == ["Regulator fines Alibaba"]
    assert run.extractions == []
    runs.accept(run, store, path)
    assert run.stage is Stage.DONE, "what is loaded is not loaded again"
    (decision,) = read(path)
    assert decision.kind is Kind.REJECT and decision.why == runs.LEFT_OUT

    again = finished(runs.begin(known, given(), store, path))
    assert (again.stage, again.counts.there, again.extracted) == (Stage.DONE, 1, 0)

    # read anew, in another version: what was left out stays out
    changed = finished(runs.begin(known, given(text=TEXT + b" It gave no reason."), store, path))
    assert "BANS" not in {one.claim.relation for one in runs.offered(changed, read(path))}
    runs.discard(changed)
    assert changed.stage is Stage.STOPPED and not changed.extractions


def test_a_run_that_does_not_ask_loads_at_once(store: Store, tmp_path: Path) -> None:
    run = finished(runs.begin({}, given(ask=False), store, tmp_path / "decisions.jsonl"))
    assert run.stage is Stage.DONE
    assert run.counts.loaded == 1 and run.counts.claims >= len(relations(store))
    assert {"FINES", "BANS"} <= relations(store)


def test_what_fails_is_told_and_can_be_gone_on_with(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "decisions.jsonl"
    run = finished(runs.begin({}, given(), store, path))
    with monkeypatch.context() as patch:

        def gone(*_: object, **__: object) -> str:
            raise DatabaseError("The Neo4j of this machine has gone.")

        patch.setattr(runs.load, "start_run", gone)
        runs.accept(run, store, path)
        assert finished(run).stage is Stage.FAILED
    assert run.message == "The Neo4j of this machine has gone."
    assert run.extractions, "what was read is not lost"
    runs.again(run, store, path)
    assert finished(run).stage is Stage.DONE and "FINES" in relations(store)

    early = Run("x", given(), dt.datetime.now(dt.UTC), stage=Stage.FAILED)
    early.given.streams[0][1].read()
    runs.again(early, store, path)
    assert finished(early).stage is Stage.DONE and early.counts.there == 1


def test_a_run_that_is_stopped_loads_nothing_more(store: Store, tmp_path: Path) -> None:
    told = read_text(TEXT.decode(), published=DAY)
    run = Run("x", Given((told,)), dt.datetime.now(dt.UTC), stage=Stage.FAILED)
    run.stop.set()
    runs.again(run, store, tmp_path / "decisions.jsonl")
    assert finished(run).stage is Stage.STOPPED
    assert not run.extractions and not relations(store)
