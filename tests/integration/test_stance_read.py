from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from cypher import Statement
from graph import load
from graph.errors import DatabaseError
from graph.model import Article, Claim, Entity, EventDate, Extraction, Precision, Status
from graph.stance import index
from graph.stance.constants import project
from graph.stance.read import read_acts, read_entities
from graph.store import Store

CHINA = Entity("country/china", "China", "Country", (), "CN", True, state=True)
FINTECH = Entity("sector/fintech", "fintech", "Sector", known=True)
ANT = Entity("company/ant-group", "Ant Group", "Company", (), "CN", True, sectors=(FINTECH.id,))
IPO = Entity("deal/ant-group-ipo", "Ant Group IPO", "Deal", known=True, parent=ANT.id)
DAYS = dt.date(2020, 11, 1), dt.date(2020, 11, 3)


def extraction(day: dt.date, status: Status) -> Extraction:
    id_ = f"a-{day}"
    text = "Title\n\nChina halts Ant Group IPO."
    article = Article(id_, text, "Title", "", day, "Wire")
    claim = Claim(
        id_, CHINA, "HALTS", IPO, status, "China halts", 7, 18, EventDate(DAYS[1], Precision.DAY), confidence=0.9,
        sentence_start=7, sentence_end=33,
    )  # fmt: skip
    entities = {one.id: one for one in (CHINA, FINTECH, ANT, IPO)}
    return Extraction(
        article, (claim, replace(claim, relation="REVOKES", object=ANT, start=8)), dict.fromkeys(entities, 1), entities
    )


def test_acts_come_back_as_the_events_that_were_stored(store: Store) -> None:
    told = [extraction(DAYS[0], Status.POTENTIAL), extraction(DAYS[1], Status.REALISED)]
    run = load.start_run(store, version="test")
    assert all(isinstance(one, load.Loaded) for one in load.load(store, told, run=run))
    entities = read_entities(store, [ANT.id])
    acts = read_acts(store, target=entities[FINTECH.id], issuer=CHINA, entities=entities, constants=project())
    stored = store.read("explore/list_reports", ids=[act.id for act in acts])
    assert {act.id for act in acts} == {row["act"] for row in stored}
    assert len(acts) == 4
    rumour = next(act for act in acts if act.status is Status.POTENTIAL and act.target.id == IPO.id)
    assert (rumour.resolved, rumour.published) == (DAYS[1], DAYS[0])
    line = index.stance(acts, target=entities[FINTECH.id], issuer=CHINA, period=(DAYS[0], DAYS[1]), entities=entities)
    # a rumour on the firm and one on its deal, then the facts in their place
    assert line.restrictive.round(4).tolist() == [
        round(0.8 * 0.35 * 0.9 * (0.5 + 0.4), 4),
        round(0.8 * 0.35 * 0.9 * (0.5 + 0.4) * 2 ** (-1 / 90), 4),
        round(0.8 * 0.9 * (0.5 + 0.4), 4),
    ]
    firm = read_acts(store, target=entities[ANT.id], issuer=CHINA, entities=entities, constants=project())
    assert {act.target.id for act in firm} == {ANT.id, IPO.id}
    # all acts of the state hold those on the firm, as they are
    everything = read_acts(store, target=None, issuer=CHINA, entities=entities, constants=project())
    assert everything == read_acts(store, target=None, issuer=None, entities=entities, constants=project()) == acts
    assert [act for act in everything if act.target.id in (ANT.id, IPO.id)] == firm
    other = Entity("country/us", "United States", "Country", jurisdiction="US", state=True)
    assert read_acts(store, target=entities[ANT.id], issuer=other, entities=entities, constants=project()) == []
    # told of the firm and of its deal, the same is one act
    same = replace(told[1].claims[0], article="b", object=ANT)
    article = replace(told[1].article, id="b", publisher="Herald", text=f"{told[1].article.text} Told by a herald.")
    again = replace(told[1], article=article, claims=(same,))
    assert all(isinstance(one, load.Loaded) for one in load.load(store, [again], run=run))
    firm = read_acts(store, target=entities[ANT.id], issuer=CHINA, entities=entities, constants=project())
    assert len(firm) == 4
    assert {report.target for act in firm if act.relation == "HALTS" for report in act.reports} == {IPO.id, ANT.id}
    us = Entity("country/us", "US", "Country", jurisdiction="US")
    assert read_acts(store, target=None, issuer=us, entities=entities, constants=project()) == []


def test_a_graph_whose_events_keep_no_reports_is_told_to_be_old(store: Store) -> None:
    run = load.start_run(store, version="test")
    assert all(
        isinstance(one, load.Loaded) for one in load.load(store, [extraction(DAYS[1], Status.REALISED)], run=run)
    )
    store.write(Statement("", "", "MATCH (e:Event) REMOVE e.told"))
    with pytest.raises(DatabaseError, match="earlier version"):
        read_acts(store, target=None, issuer=CHINA, entities=read_entities(store), constants=project())
    # acts on somebody in particular are sought by target, and say so too
    with pytest.raises(DatabaseError, match="earlier version"):
        read_acts(store, target=ANT, issuer=CHINA, entities=read_entities(store), constants=project())
