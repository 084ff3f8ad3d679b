from __future__ import annotations

import datetime as dt
import random
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from cypher import Statement
from graph.errors import DatabaseError
from graph.load import Loaded, articles, digests, finish_run, load, remove, start_run
from graph.model import Article, Claim, Entity, EventDate, Extraction, Precision, Skipped, Status
from graph.rows import read_told
from graph.server import local
from graph.settings import Settings
from graph.store import Store, open_store

pytestmark = pytest.mark.neo4j

TECH = Entity("sector/technology", "technology", "Sector", known=True)
FINTECH = Entity("sector/fintech", "fintech", "Sector", known=True, parent=TECH.id)
CHINA = Entity("country/china", "China", "Country", ("Beijing", "中国"), "CN", known=True, state=True)
SAMR = Entity(
    "governmentbody/samr", "SAMR", "GovernmentBody", jurisdiction="CN", known=True, parent=CHINA.id, state=True
)
XI = Entity("person/xi-jinping", "Xi Jinping", "Person", ("习近平",), "CN", known=True, state=True)
ALIBABA = Entity("company/alibaba", "Alibaba", "Company", ("阿里巴巴",), known=True, sectors=(TECH.id,))
ANT = Entity(
    "company/ant-group", "Ant Group", "Company", ("蚂蚁",), known=True, parent=ALIBABA.id, sectors=(FINTECH.id,)
)
MA = Entity("person/jack-ma", "Jack Ma", "Person", known=True)
NOBODY = Entity("person/lo-bor", "Lo Bor", "Person", ("Mr Lo",))
KNOWN = {entity.id: entity for entity in (TECH, FINTECH, CHINA, SAMR, XI, ALIBABA, ANT, MA)}

EXPORT = Statement(
    "",
    "",
    """
    CALL () {
      MATCH (n) WHERE NOT n:Run
      RETURN labels(n) AS kind, properties(n) AS values, null AS a, null AS b
      UNION ALL
      MATCH (n)-[r]->(m)
      RETURN [type(r)] AS kind, properties(r) AS values, n.id AS a, m.id AS b
    }
    RETURN kind, values, a, b
    """,
)
NO_RUN = Statement(
    "",
    "",
    "CALL () { MATCH (n) RETURN n.run AS run UNION ALL MATCH ()-[r]->() RETURN r.run AS run } "
    "WITH run WHERE run IS NULL RETURN count(*) AS bare",
)


def export(store: Store, *, runs: bool = True) -> list[str]:
    """Everything in the graph, in an order of its own."""
    lines = []
    for row in store.read(EXPORT):
        values = {k: v for k, v in row["values"].items() if runs or k != "run"}
        lines.append(repr((sorted(row["kind"]), sorted(values.items(), key=lambda item: item[0]), row["a"], row["b"])))
    return sorted(lines)


def count(store: Store, pattern: str, **params: Any) -> int:
    found: int = store.read(Statement("", "", f"MATCH {pattern} RETURN count(*) AS n"), **params)[0]["n"]
    return found


def rows(store: Store, text: str, **params: Any) -> list[dict[str, Any]]:
    return store.read(Statement("", "", text), **params)


def article(
    id_: str, published: str = "2020-11-03", publisher: str = "Reuters", text: str = "", **more: Any
) -> Article:
    body = text or f"Title of {id_}\n\nBody of {id_}."
    return Article(
        id_, body, body.split("\n")[0], published=dt.date.fromisoformat(published), publisher=publisher, **more
    )


def claim(
    subject: Entity,
    relation: str,
    target: Entity | None,
    date: str = "",
    status: Status = Status.REALISED,
    start: int = 0,
    **more: Any,
) -> Claim:
    when = EventDate(dt.date.fromisoformat(date), Precision.DAY, date) if date else EventDate()
    return Claim("", subject, relation, target, status, "quote", start, start + 5, when, **more)


def extraction(about: Article, *claims: Claim, mentions: Sequence[Entity] = ()) -> Extraction:
    ends = [entity for one in claims for entity in (one.subject, one.object) if entity]
    named = [*ends, *mentions]
    entities = {entity.id: entity for entity in named}
    for _ in range(3):
        for entity in list(entities.values()):
            for above in (entity.parent, *entity.sectors):
                if above:
                    entities[above] = KNOWN[above]
    counts = {entity.id: named.count(entity) for entity in named}
    return Extraction(about, tuple(replace(one, article=about.id) for one in claims), counts, entities)


def corpus(number: int = 40, seed: int = 1) -> list[Extraction]:
    """Articles that tell of the same few acts in many ways."""
    rng = random.Random(seed)
    acts = [
        (SAMR, "FINES", ALIBABA),
        (CHINA, "HALTS", ANT),
        (XI, "MEETS", MA),
        (CHINA, "LEADS", SAMR),
        (ALIBABA, "RISES", None),
    ]
    found = []
    for n in range(number):
        published = dt.date(2020, 11, 1) + dt.timedelta(days=rng.randrange(60))
        about = article(f"a{n:03}", str(published), rng.choice(["Reuters", "BBC", "FT", ""]))
        claims = []
        for start in range(rng.randrange(1, 5)):
            subject, relation, target = rng.choice(acts)
            date = str(published - dt.timedelta(days=rng.randrange(12))) if rng.random() < 0.7 else ""
            claims.append(
                claim(
                    subject, relation, target, date, rng.choice(list(Status)), start, confidence=rng.choice([0.4, 0.8])
                )
            )
        names = tuple(rng.sample(["Mr Lo", "Lo", "Bor Lo"], 2))
        mentions = [replace(NOBODY, name=rng.choice(["Lo Bor", "LO BOR"]), aliases=names)] if rng.random() < 0.4 else []
        found.append(extraction(about, *claims, mentions=mentions))
    return found


def load_all(
    store: Store, some: Sequence[Extraction], *, batch_size: int = 200, run: str = "r1"
) -> list[Loaded | Skipped]:
    return list(load(store, some, run=run, batch_size=batch_size))


def test_one_act_in_two_papers(store: Store) -> None:
    load_all(
        store,
        [
            extraction(article("a"), claim(CHINA, "HALTS", ANT, "2020-11-03", confidence=0.8, amount="$37bn")),
            extraction(article("b", "2020-11-04", "BBC"), claim(CHINA, "HALTS", ANT, "2020-11-03", confidence=0.5)),
        ],
    )
    (event,) = rows(store, "MATCH (e:Event) RETURN properties(e) AS e")
    assert event["e"].pop("told")
    assert event["e"] | {"id": ""} == {
        "id": "",
        "actor": CHINA.id,
        "relation": "HALTS",
        "target": ANT.id,
        "date": dt.date(2020, 11, 3),
        "date_end": dt.date(2020, 11, 3),
        "date_precision": "day",
        "date_text": "2020-11-03",
        "date_raw": "2020-11-03",
        "status": "realised",
        "score": -0.8,
        "confidence": 0.9,
        "sources": 2,
        "against": 0,
        "history": ["2020-11-03 realised"],
        "may_be": [],
        "scope": "country/china HALTS company/alibaba",
        "amount": "$37bn",
        "first_published": dt.date(2020, 11, 3),
        "last_published": dt.date(2020, 11, 4),
        "run": "r1",
    }
    assert count(store, "(:Article)-[:REPORTS]->(:Event)") == 2
    assert count(store, "(:Country {name: 'China'})-[:ACTS_IN]->(:Event)-[:TARGETS]->(:Company:Entity)") == 1
    (triple,) = rows(store, "MATCH (:Country)-[r:HALTS]->(:Company) RETURN properties(r) AS r")
    assert triple["r"]["event"] == event["e"]["id"]
    assert (triple["r"]["date"], triple["r"]["sources"]) == (dt.date(2020, 11, 3), 2)
    assert count(store, "(:Article)-[:MENTIONS {count: 1}]->(:Entity {id: $id})", id=CHINA.id) == 2
    assert count(store, "(:Sector {id: $id})", id=TECH.id) == 1  # what Ant rolls up to
    assert store.read(NO_RUN) == [{"bare": 0}]


def test_a_move_has_no_target(store: Store) -> None:
    load_all(store, [extraction(article("a"), claim(ALIBABA, "RISES", None, "2020-11-03", amount="7%"))])
    assert count(store, "(:Company)-[:ACTS_IN]->(:Event {relation: 'RISES', amount: '7%', target: ''})") == 1
    assert count(store, "()-[:TARGETS]->()") == 0


def test_loading_again_changes_nothing(store: Store) -> None:
    some = corpus()
    load_all(store, some)
    once = export(store)
    load_all(store, some)
    assert export(store) == once


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_neither_order_nor_batches_matter(store: Store, seed: int) -> None:
    some = corpus(seed=seed)
    load_all(store, some)
    first = export(store)
    for one in some:
        assert remove(store, one.article.id)
    assert export(store) == []
    random.Random(seed).shuffle(some)
    load_all(store, some, batch_size=7)
    assert export(store) == first


@examples(max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_order_in_any_batches_gives_the_same_graph(store: Store, data: st.DataObject) -> None:
    some = wholes_and_parts(data.draw(st.integers(0, 10_000)), data.draw(st.integers(2, 7)))
    exports = []
    for _ in range(2):
        order = data.draw(st.permutations(some))
        cut = data.draw(st.integers(0, len(some)))
        load_all(store, order[:cut], batch_size=data.draw(st.integers(1, 4)))
        load_all(store, order[cut:])
        exports.append("\n".join(export(store)).encode())
        for one in data.draw(st.permutations(some)):
            assert remove(store, one.article.id)
        assert export(store) == []
    assert exports[0] == exports[1]


def wholes_and_parts(seed: int, number: int) -> list[Extraction]:
    """Articles that tell of the same few acts as of states and of bodies, with amounts, copies, and periods."""
    rng = random.Random(seed)
    found = []
    for n in range(number):
        published = dt.date(2021, 4, rng.randrange(8, 28))
        words = " ".join(rng.choices(("fines", "the", "regulator", "said", "goods", "record"), k=40))
        told = f"Title {n % 3}\n\nThe same words of a wire. " + (words if n % 2 else "said by all " * 20)
        about = article(f"a{n}", str(published), rng.choice(["Reuters", "BBC", ""]), text=told)
        claims = []
        for start in range(rng.randrange(1, 4)):
            actor, target = rng.choice([CHINA, SAMR]), rng.choice([ALIBABA, ANT])
            date = rng.choice(["", f"2021-04-{rng.randrange(8, 28):02}"])
            one = claim(actor, "FINES", target, date, rng.choice(list(Status)), start, confidence=0.8)
            if rng.random() < 0.3:
                one = replace(one, date=EventDate(dt.date(2021, 4, 1), Precision.MONTH))
            claims.append(replace(one, amount=rng.choice(["", "18.2bn yuan", "$1m"])))
        found.append(extraction(about, *claims, mentions=[NOBODY] if rng.random() < 0.5 else []))
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_an_event_keeps_what_its_reports_tell(store: Store, seed: int) -> None:
    some = [*corpus(20, seed), *wholes_and_parts(seed, 8)]
    load_all(store, some, batch_size=5)
    remove(store, some[0].article.id)
    load_all(store, [replace(some[3], article=replace(some[3].article, publisher="Xinhua"))], run="r2")
    asked = """
        MATCH (e:Event)
        RETURN e.id AS id, e.told AS told, [(e)-[:RESOLVED_BY]->(fact) | fact.id] AS resolved_by,
          [(e)<-[r:REPORTS]-(a:Article) | {
            claim: r.id, actor: r.actor, target: r.target, status: r.status, date: r.date,
            precision: r.date_precision, raw: r.date_raw, confidence: r.confidence, amount: r.amount, run: r.run,
            article: a.id, publisher: a.publisher, published: a.published, sketch: a.sketch
          }] AS reports
    """
    found = rows(store, asked)
    assert found
    for row in found:
        kept = read_told(row["id"], row["told"])
        assert list(kept.reports) == sorted(row["reports"], key=lambda report: report["claim"])
        assert [kept.resolved_by] == (row["resolved_by"] or [""])


def test_what_the_state_did_hangs_on_what_its_regulator_did(store: Store) -> None:
    whole = extraction(article("whole"), claim(CHINA, "FINES", ALIBABA, "2021-04-10"))
    part = extraction(article("part", publisher="BBC"), claim(SAMR, "FINES", ALIBABA, "2021-04-10"))
    asked = (
        "MATCH (:Article)-[r:REPORTS]->(e:Event) "
        "RETURN e.actor AS event, e.sources AS sources, collect(r.actor) AS told ORDER BY event"
    )
    load_all(store, [whole])
    alone = export(store)
    load_all(store, [part])
    (row,) = rows(store, asked)
    assert (row["event"], row["sources"], set(row["told"])) == (SAMR.id, 2, {CHINA.id, SAMR.id})
    assert count(store, "(:Country)-[:FINES]->()") == 0
    remove(store, "part")
    assert export(store) == alone


def test_a_body_that_gets_a_parent_later_is_its_part_from_then_on(store: Store) -> None:
    stray = replace(SAMR, parent="")
    both = [
        extraction(article("whole"), claim(CHINA, "FINES", ALIBABA, "2021-04-10")),
        extraction(article("part"), claim(stray, "FINES", ALIBABA, "2021-04-10")),
    ]
    load_all(store, both)
    assert count(store, "(:Event)") == 2
    load_all(store, [extraction(article("other"), claim(SAMR, "MEETS", MA, "2021-05-10"))])
    assert count(store, "(:Event {relation: 'FINES'})") == 1


def test_an_event_of_an_earlier_version_is_told(store: Store) -> None:
    store.write(Statement("", "", "CREATE (:Event {id: 'x'})"))
    with pytest.raises(DatabaseError, match="earlier version"):
        load_all(store, corpus(1))
    store.write(Statement("", "", "MATCH (e:Event) DELETE e"))
    load_all(store, corpus(1))
    store.write(Statement("", "", "MATCH (e:Event) REMOVE e.told"))
    with pytest.raises(DatabaseError, match="earlier version"):
        remove(store, corpus(1)[0].article.id)
    assert count(store, "(:Article)") == 1


def test_removing_leaves_what_the_others_support(store: Store) -> None:
    some = corpus(24)
    gone, stay = some[:8], some[8:]
    load_all(store, stay)
    before = export(store)
    load_all(store, gone)
    assert export(store) != before
    for one in gone:
        assert remove(store, one.article.id)
    assert export(store) == before
    assert not remove(store, gone[0].article.id)


def test_another_version_replaces_the_first(store: Store) -> None:
    others = corpus(10)
    old = extraction(
        article("x"), claim(CHINA, "HALTS", ANT, "2020-11-03"), claim(SAMR, "FINES", ALIBABA, "2021-04-10")
    )
    new = extraction(article("x", text="New title\n\nNew."), claim(XI, "MEETS", MA, "2025-02-17"), mentions=[NOBODY])
    load_all(store, [*others, new])
    only_new = export(store)
    load_all(store, [old])
    load_all(store, [new])
    assert export(store) == only_new
    assert digests(store, ["x", "nothing"]) == {"x": new.article.digest}
    assert len([one for one in articles(store) if one.id == "x"]) == 1


def test_a_batch_with_two_versions_keeps_the_last(store: Store) -> None:
    old = extraction(article("x", text="Old\n\n."), claim(CHINA, "HALTS", ANT))
    new = extraction(article("x", text="New\n\n."), claim(CHINA, "FINES", ANT))
    load_all(store, [old, new])
    assert [row["r"] for row in rows(store, "MATCH (e:Event) RETURN e.relation AS r")] == ["FINES"]


def test_a_rumour_that_comes_true_keeps_its_node(store: Store) -> None:
    rumour = extraction(article("a", "2025-02-14"), claim(XI, "MEETS", MA, "2025-02-17", Status.POTENTIAL))
    fact = extraction(article("b", "2025-02-17", "Xinhua"), claim(MA, "MEETS", XI, "2025-02-17"))
    load_all(store, [rumour])
    (before,) = rows(store, "MATCH (e:Event) RETURN e.id AS id")
    load_all(store, [fact])
    pair = "MATCH (e:Event {status: 'potential'})-[:RESOLVED_BY]->(f:Event) RETURN e.id AS id, f.actor AS a"
    assert rows(store, pair) == [{"id": before["id"], "a": XI.id}]
    remove(store, "b")
    assert rows(store, pair) == []
    assert count(store, "(:Event {id: $id, status: 'potential'})", id=before["id"]) == 1


def test_unknown_entities_go_by_the_name_most_articles_use(store: Store) -> None:
    def names(name: str, *aliases: str) -> list[Entity]:
        return [replace(NOBODY, name=name, aliases=aliases)]

    load_all(
        store,
        [
            extraction(article("a"), mentions=names("LO BOR", "Lo")),
            extraction(article("b"), mentions=names("Lo Bor", "Mr Lo")),
            extraction(article("c"), mentions=names("Lo Bor")),
        ],
    )
    asked = "MATCH (e:Person) RETURN e.name AS name, e.aliases AS aliases"
    assert rows(store, asked) == [{"name": "Lo Bor", "aliases": ["LO BOR", "Lo", "Mr Lo"]}]
    remove(store, "b")
    remove(store, "c")
    assert rows(store, asked) == [{"name": "LO BOR", "aliases": ["Lo"]}]


def test_markup_scripts_and_any_script_stay_text(store: Store) -> None:
    title = "<script>alert('x')</script> `}) DETACH DELETE n // $id 蚂蚁集团 😀 \u202e"
    odd = Entity("company/odd", "Odd'\"`) {x}", "Company", ("阿里", "<b>"))
    told = claim(CHINA, "HALTS", odd, "2020-11-03", amount="<i>1</i>", attributed_to="`DROP`")
    load_all(store, [extraction(article("蚂蚁", text=f"{title}\n\n{title}"), told)])
    (row,) = rows(
        store, "MATCH (a:Article)-[:REPORTS]->()-[:TARGETS]->(e) RETURN a.id AS id, a.title AS title, e.name AS name"
    )
    assert row == {"id": "蚂蚁", "title": title, "name": odd.name}


def test_what_cannot_be_stored_is_skipped_alone(store: Store) -> None:
    good = extraction(article("good"), claim(CHINA, "HALTS", ANT))
    bad = [
        extraction(article("relation"), claim(CHINA, "HALTS", ANT)),
        extraction(article("surrogate", text="Broken \ud800"), claim(CHINA, "HALTS", ANT)),
        extraction(article("type"), claim(CHINA, "HALTS", replace(ANT, type="Firm"))),
        extraction(article("long", publisher="x" * 5000), claim(CHINA, "HALTS", ANT)),
        extraction(article("target"), claim(CHINA, "HALTS", None)),
        Extraction(article("mention"), (), {"person/who": 1}, {}),
    ]
    bad[0] = replace(bad[0], claims=(replace(bad[0].claims[0], relation="KILLS`]-()"),))
    results = load_all(store, [bad[0], good, *bad[1:]])
    assert [one.article for one in results if isinstance(one, Loaded)] == ["good"]
    reasons = [one.reason for one in results if isinstance(one, Skipped)]
    assert len(reasons) == 6
    assert all(reasons)
    assert count(store, "(:Article)") == 1


def test_what_the_server_refuses_is_skipped_alone(store: Store) -> None:
    some = [extraction(article(id_), claim(CHINA, "HALTS", ANT, amount=id_)) for id_ in "abc"]
    # more than 64 bits: nothing that an extraction should hold, and the driver does not send it
    some[1] = replace(some[1], mentions={CHINA.id: 2**70})
    with pytest.MonkeyPatch.context() as patch:
        refuse_large_numbers(patch)
        results = load_all(store, some)
    assert [isinstance(one, Loaded) for one in results] == [True, False, True]
    assert count(store, "(:Article)") == 2


def refuse_large_numbers(patch: pytest.MonkeyPatch) -> None:
    plain = Store.transaction

    def transaction(self: Store, work: Any) -> Any:
        try:
            return plain(self, work)
        except OverflowError as error:
            raise DatabaseError(str(error)) from error

    patch.setattr(Store, "transaction", transaction)


def test_an_interrupted_batch_leaves_nothing_behind(store: Store) -> None:
    def stopping() -> Any:
        yield from corpus(10)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(load(store, stopping(), run="r1", batch_size=4))
    assert count(store, "(:Article)") == 8
    load_all(store, corpus(10))
    once = export(store)
    for one in corpus(10):
        remove(store, one.article.id)
    load_all(store, corpus(10))
    assert export(store) == once


def test_writers_at_the_same_time(store: Store) -> None:
    some = corpus(60)
    load_all(store, some)
    expected = export(store)
    for one in some:
        remove(store, one.article.id)
    errors: list[BaseException] = []

    def write(part: list[Extraction]) -> None:
        try:
            load_all(store, part, batch_size=5)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(some[n::3],)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert export(store) == expected


def test_what_is_loaded_outlives_the_server(settings: Settings, tmp_path: Path) -> None:
    own = replace(settings, data=tmp_path)
    some = corpus(20)
    try:
        with open_store(own) as store:
            load_all(store, some[:10])
        local.stop(own)
        with open_store(own) as store:
            load_all(store, some)
            found = export(store)
            for one in some:
                remove(store, one.article.id)
            load_all(store, list(reversed(some)))
            assert export(store) == found
    finally:
        local.stop(own)


def test_runs_are_noted(store: Store) -> None:
    run = start_run(store, version="1.2")
    finish_run(store, run, articles=3, skipped=1, claims=9)
    (row,) = store.read("explore/read_runs", limit=5)
    assert (row["id"], row["articles"], row["skipped"], row["claims"], row["version"]) == (run, 3, 1, 9, "1.2")
    assert row["started"] <= row["finished"]
