from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from graph.decisions import Decision, Kind
from graph.model import Entity
from ingest.catalog import Catalog, Entry
from ingest.catalog import Role as Held
from tests.test_ui_canvas import act
from ui import entities, entity_charts
from ui.entities import Neighbour, Spelling
from ui.reads import Issuer, Profile
from ui.views import entity as view

ANT = Entity("company/ant-group", "Ant Group", "Company", ("蚂蚁集团",), "CN", True)
MA = Entity("person/jack-ma", "Jack Ma", "Person", known=True)
LTD = Entity("company/ant-ltd", "Ant Ltd", "Company", ("Ant Co",))
PROFILE = Profile(ANT.id, ANT.name, "Company", ("蚂蚁集团", "Ant Ltd"), "CN", True, "", "", (), 3, 2)
CATALOG = Catalog(
    {
        ANT.id: Entry(ANT, descriptions=("the fintech giant",)),
        MA.id: Entry(MA, roles=(Held("founder", ANT.id, dt.date(2014, 10, 1)),)),
    }
)


def test_names_tell_where_they_come_from() -> None:
    same = Decision(Kind.SAME, "one firm", ANT, LTD, who="mira", when="2026-01-02T10:00:00", id="1")
    told = [Spelling("Ant", 7, 3), Spelling("Ant  Group", 2, 1)]
    profile = replace(PROFILE, aliases=(*PROFILE.aliases, "Ant Fin"))
    found = {
        one.name: one.origins
        for one in entities.names(profile, entry=CATALOG.entries[ANT.id], decisions=[same], told=told)
    }
    assert next(iter(found)) == "Ant Group"
    assert found["Ant Group"] == ("catalog", "1 article, 2 times")
    assert found["蚂蚁集团"] == ("catalog",)
    assert found["Ant Ltd"] == ("decision of mira, 2026-01-02: Ant Ltd is Ant Group",)
    assert found["the fintech giant"] == ("catalog, as a description",)
    assert found["Ant"] == ("3 articles, 7 times",)
    assert found["Ant Fin"] == ("an article",)


def test_a_name_of_a_decision_that_was_taken_back_is_not_its() -> None:
    made = [
        Decision(Kind.SAME, "", ANT, LTD, who="mira", when="2026-01-02", id="1"),
        Decision(Kind.UNDO, undoes="1", who="mira", when="2026-01-03", id="2"),
    ]
    found = entities.names(PROFILE, entry=None, decisions=made, told=[])
    assert all("decision" not in origin for one in found for origin in one.origins)


class Rows:
    def read(self, statement: str, /, **params: Any) -> list[dict[str, Any]]:
        assert statement == "explore/list_standing_facts"
        assert {"LEADS", "OWNS"} <= set(params["relations"]) and "HALTS" not in params["relations"]
        return [
            {
                "event": "e1", "relation": "OWNS", "actor": "company/alibaba", "actor_name": "Alibaba", 
                "target": ANT.id, "target_name": "Ant Group", "status": "denied", "first": dt.date(2020, 1, 1),
                "last": dt.date(2022, 1, 1), "confidence": 0.8, "sources": 2,
            }
        ]  # fmt: skip


def test_roles_come_from_the_catalog_and_from_articles() -> None:
    still, ended = entities.roles(Rows(), PROFILE, CATALOG)
    assert (still.text, still.other, still.origin) == ("Jack Ma, founder of Ant Group", MA.id, "catalog")
    assert (ended.text, ended.other) == ("Alibaba owns Ant Group", "company/alibaba")
    assert ended.origin == "2 publishers, 80% confidence, denied", "what is denied is not told as a fact"
    rows = view.role_rows([still, ended])
    assert (rows[0]["From"], rows[0]["To"]) == ("1 Oct 2014", "today")


def test_the_state_whose_stance_is_shown_is_another() -> None:
    states = [Issuer("US", "United States", 5), Issuer("CN", "China", 9)]
    assert entities.issuer_for(PROFILE, states) == states[1]
    assert entities.issuer_for(replace(PROFILE, type="Country"), states) == states[0]
    assert entities.issuer_for(replace(PROFILE, type="GovernmentBody"), states[1:]) is None


def test_acts_are_drawn_by_side_and_undated_ones_listed_alone() -> None:
    acts = [act(), act("e2", actor=ANT.id, target="x", date=None), act("e3", actor=ANT.id, target="x", score=0.5)]
    rows = entity_charts.act_rows(acts, ANT.id)
    assert list(rows["Side"]) == ["It is acted on", "It acts"]
    assert list(rows["Direction"]) == ["Restrictive", "Supportive"]
    assert len(view.act_rows(acts)) == 3
    assert entity_charts.acts_chart(acts, ANT.id, dark=False).to_dict()["encoding"]


def test_tables_tell_in_words() -> None:
    rows = view.neighbour_rows([Neighbour("x", "X", "GovernmentBody", 2, None, -0.5)])
    assert rows == [{"Name": "X", "Type": "Government body", "Acts": 2, "Last": "", "Mean score": "−0.50"}]
