from __future__ import annotations

import json
import random
import threading
from pathlib import Path

import pytest

from graph import curation
from graph.curation import carry_out, entity, judged, preview, renamed, replay, retyped, split_off
from graph.decisions import Correction, Decision, Kind, read
from graph.errors import InputError
from graph.load import load, remove
from graph.model import Entity, Extraction, Status
from graph.server import state
from graph.store import Store
from tests.integration.test_load import ALIBABA, CHINA, SAMR, article, claim, count, export, extraction, rows

LTD = Entity("company/bor-robotics-ltd", "Bor Robotics Ltd", "Company", ("Bor Ltd",))
BOR = Entity("company/bor-robotics", "Bor Robotics", "Company", ("Bor",))
HOLDING = Entity("company/alibaba-holding", "Alibaba Holding", "Company")
SMITH = Entity("person/john-smith", "John Smith", "Person")


def articles() -> list[Extraction]:
    return [
        extraction(article("a1"), claim(SAMR, "FINES", BOR, "2020-11-03")),
        extraction(article("a2", publisher="BBC"), claim(SAMR, "FINES", LTD, "2020-11-03")),
        extraction(article("a3", "2021-01-05"), claim(LTD, "ACQUIRES", BOR, "2021-01-04")),
        extraction(article("a4", "2021-02-05"), claim(CHINA, "SUPPORTS", HOLDING), mentions=[ALIBABA, BOR]),
        extraction(article("a5", "2021-02-06"), claim(SMITH, "LEADS", BOR)),
        extraction(article("a6", "2021-02-07"), claim(SMITH, "LEADS", ALIBABA), mentions=[LTD]),
    ]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "decisions.jsonl"


def load_all(store: Store, some: list[Extraction], path: Path | None = None) -> None:
    assert all(list(load(store, some, run="r1", decisions=read(path) if path else ())))


def fresh(store: Store, path: Path, seed: int = 0) -> list[str]:
    """The graph of the same articles loaded into an empty one with the decisions, in another order."""
    for one in rows(store, "MATCH (a:Article) RETURN a.id AS id"):
        remove(store, one["id"])
    some = articles()
    random.Random(seed).shuffle(some)
    load_all(store, some, path)
    return export(store)


def test_a_merge_moves_what_is_told_and_can_be_taken_back(store: Store, path: Path) -> None:
    load_all(store, articles())
    before = export(store)
    same = Decision(Kind.SAME, "one firm", entity(store, BOR.id), entity(store, LTD.id))
    seen = preview(store, path, same)
    assert (seen.articles, seen.reports) == (3, 2)
    assert set(seen.names) == {"Bor Robotics", "Bor", "Bor Robotics Ltd", "Bor Ltd"}
    assert export(store) == before and not path.exists()

    made = carry_out(store, path, same)
    assert not rows(store, "MATCH (e:Entity {id: $id}) RETURN e", id=LTD.id)
    fines = rows(store, "MATCH (:Entity)-[r:FINES]->(b:Entity) RETURN r.sources AS sources, b.id AS id")
    assert fines == [{"sources": 2, "id": BOR.id}]
    quotes = rows(store, "MATCH (:Article)-[r:REPORTS]->(e:Event {relation: 'FINES'}) RETURN r.quote AS quote")
    assert [row["quote"] for row in quotes] == ["quote", "quote"]
    assert count(store, "()-[:ACQUIRES]->()") == 0, "nobody acquires himself"
    (names,) = rows(store, "MATCH (e:Entity {id: $id}) RETURN [e.name] + e.aliases AS names", id=BOR.id)
    assert set(names["names"]) == {"Bor Robotics", "Bor", "Bor Robotics Ltd", "Bor Ltd"}

    merged = export(store)
    undo = carry_out(store, path, Decision(Kind.UNDO, "two after all", undoes=made.id))
    assert export(store) == before
    carry_out(store, path, Decision(Kind.UNDO, "one, really", undoes=undo.id))
    assert export(store) == merged
    assert len(path.read_text().splitlines()) == 3


def test_a_merge_into_a_known_actor_teaches_it_a_name(store: Store, path: Path) -> None:
    load_all(store, articles())
    before = export(store)
    made = carry_out(store, path, Decision(Kind.SAME, "", entity(store, ALIBABA.id), entity(store, HOLDING.id)))
    (row,) = rows(store, "MATCH (e:Entity {id: $id}) RETURN e.aliases AS aliases, e.known AS known", id=ALIBABA.id)
    assert "Alibaba Holding" in row["aliases"] and row["known"]
    load_all(store, articles(), path)
    (row,) = rows(store, "MATCH (e:Entity {id: $id}) RETURN e.aliases AS aliases, e.known AS known", id=ALIBABA.id)
    assert "Alibaba Holding" in row["aliases"], "loading again loses no decision"
    carry_out(store, path, Decision(Kind.UNDO, undoes=made.id))
    assert export(store) == before


def test_every_kind_of_decision_replayed_on_a_fresh_graph_gives_the_same_graph(store: Store, path: Path) -> None:
    load_all(store, articles())
    empty = export(store)
    carry_out(store, path, Decision(Kind.SAME, "", entity(store, BOR.id), entity(store, LTD.id)))
    carry_out(store, path, split_off(entity(store, SMITH.id), "John Smith (banker)", ["a6"]))
    known = entity(store, BOR.id)
    carry_out(store, path, renamed(known, "BOR Group"))
    carry_out(store, path, retyped(entity(store, HOLDING.id), "Organization"))
    carry_out(store, path, Decision(Kind.DIFFERENT, "", entity(store, ALIBABA.id), known))
    fined = rows(store, "MATCH (e:Event {relation: 'FINES'}) RETURN e.id AS id")[0]["id"]
    carry_out(store, path, judged(store, path, Kind.CONFIRM, fined))
    supported = rows(store, "MATCH (e:Event {relation: 'SUPPORTS'}) RETURN e.id AS id")[0]["id"]
    carry_out(store, path, judged(store, path, Kind.REJECT, supported[:10]))
    warned = Correction("WARNS", Status.POTENTIAL)
    fined = rows(store, "MATCH (e:Event {relation: 'FINES'}) RETURN e.id AS id")[0]["id"]
    carry_out(store, path, judged(store, path, Kind.CORRECT, fined, correction=warned))
    (row,) = rows(
        store, "MATCH ()-[r:WARNS]->() RETURN r.status AS status, r.score < 0 AS against, r.confidence AS sure"
    )
    assert row == {"status": "potential", "against": True, "sure": 1.0}
    assert fresh(store, path) == export(store)
    assert count(store, "()-[:FINES]->()") == 0
    carry_out(store, path, Decision(Kind.UNDO, undoes=read(path)[-1].id))

    made = export(store)
    assert made != empty
    assert count(store, "()-[:SUPPORTS]->()") == 0
    (row,) = rows(store, "MATCH ()-[r:FINES]->(b:Entity) RETURN r.confidence AS sure, b.name AS name")
    assert row == {"sure": 1.0, "name": "BOR Group"}
    leaders = rows(store, "MATCH (p)-[:LEADS]->(b) RETURN p.name AS who, b.name AS what ORDER BY what")
    assert [tuple(row.values()) for row in leaders] == [
        ("John Smith (banker)", "Alibaba"),
        ("John Smith", "BOR Group"),
    ]
    for seed in range(3):
        assert fresh(store, path, seed) == made
    assert replay(store, path) > 0
    assert export(store) == made

    for one in reversed(read(path)):
        carry_out(store, path, Decision(Kind.UNDO, undoes=one.id))
    assert export(store) == empty


def test_what_stopped_in_between_is_completed(store: Store, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_all(store, articles())
    same = Decision(Kind.SAME, "", entity(store, BOR.id), entity(store, LTD.id))
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(curation, "_rewrite", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        carry_out(store, path, same)
    assert len(read(path)) == 1
    replay(store, path)
    assert export(store) == fresh(store, path)


def test_what_cannot_be_decided_is_told(store: Store, path: Path) -> None:
    load_all(store, articles())
    with pytest.raises(InputError, match="no entity"):
        entity(store, "company/nobody")
    with pytest.raises(InputError, match="no decision"):
        carry_out(store, path, Decision(Kind.UNDO, undoes="20260101-abcdef"))
    with pytest.raises(InputError, match="no event"):
        judged(store, path, Kind.REJECT, "zzzz")
    fined = rows(store, "MATCH (e:Event {relation: 'FINES'}) RETURN e.id AS id")[0]["id"]
    for told, why in (
        (Correction(), "changes the relation"),
        (Correction("NO_SUCH_ACT"), "no relation"),
        (Correction("RISES"), "has none"),
    ):
        with pytest.raises(InputError, match=why):
            judged(store, path, Kind.CORRECT, fined, correction=told)
    with pytest.raises(InputError, match="a name of its own"):
        split_off(SMITH, "John Smith", ["a6"])
    with pytest.raises(InputError, match="no entity type"):
        retyped(SMITH, "Robot")
    path.write_text(json.dumps({"kind": "same"}) + "\n")
    with pytest.raises(InputError, match="line 1 is no decision"):
        carry_out(store, path, Decision(Kind.SAME))


def test_decisions_at_the_same_time_all_hold(store: Store, path: Path) -> None:
    load_all(store, articles())
    firms = [entity(store, id_) for id_ in (BOR.id, LTD.id, HOLDING.id, SMITH.id)]
    decisions = [renamed(firm, f"{firm.name} {word}") for firm in firms for word in ("One", "Two")]
    decisions.append(Decision(Kind.SAME, "one firm", firms[0], firms[1]))
    errors: list[BaseException] = []

    def decide_each(some: list[Decision]) -> None:
        try:
            for one in some:
                carry_out(store, path, one)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=decide_each, args=(decisions[n::3],)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(read(path)) == len(decisions)
    assert export(store) == fresh(store, path)


def test_who_decides_waits_for_another(store: Store, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_all(store, articles())
    monkeypatch.setattr(curation, "LONGEST_WAIT", 0.1)
    held = state.lock(path.with_suffix(".lock"))
    assert held is not None
    with held, pytest.raises(InputError, match=r"carrying out a decision.*Nothing was changed"):
        carry_out(store, path, renamed(entity(store, SMITH.id), "J. Smith"))
    assert read(path) == ()
    carry_out(store, path, renamed(entity(store, SMITH.id), "J. Smith"))
    assert entity(store, SMITH.id).name == "J. Smith"
