from __future__ import annotations

import datetime as dt

import pytest

from graph.model import Entity, EventDate, Precision, Status
from graph.reports import Report
from graph.stance.acts import acts_of
from graph.stance.brief import brief
from graph.stance.heat_map import heat_map
from graph.stance.ledger import (
    Life,
    State,
    about,
    leads_by_actor,
    leads_by_sector,
    ledger,
    open_rumours,
    records,
)
from ui.brief import to_html, to_markdown

CHINA = Entity("country/china", "China", "Country", (), "CN", True, state=True)
SAMR = Entity("governmentbody/samr", "SAMR", "GovernmentBody", (), "CN", True, CHINA.id, state=True)
CAC = Entity("governmentbody/cac", "CAC", "GovernmentBody", (), "CN", True, CHINA.id, state=True)
GAMES = Entity("sector/games", "games", "Sector")
FIRM = Entity("company/firm", "Firm <b>*x*</b>", "Company", sectors=(GAMES.id,))
ENTITIES = {one.id: one for one in (CHINA, SAMR, CAC, GAMES, FIRM)}
DAY = dt.date(2021, 1, 1)


def later(days: int) -> dt.date:
    return DAY + dt.timedelta(days=days)


def told(
    published: int,
    relation: str,
    status: Status = Status.REALISED,
    *,
    actor: Entity = SAMR,
    on: int | None = None,
    paper: str = "Wire",
    target: Entity = FIRM,
) -> Report:
    date = EventDate() if status is not Status.REALISED else EventDate(later(on or published), Precision.DAY)
    claim = f"{published} {relation} {status} {actor.id} {paper} {target.id}"
    return Report(claim, claim, paper, later(published), actor.id, relation, target.id, status, date, 0.9)


def lives(*reports: Report, today: int = 30) -> list[Life]:
    return ledger(acts_of(reports, ENTITIES), today=later(today))


def test_from_rumour_to_reversal() -> None:
    (lift, halt) = lives(
        told(0, "HALTS", Status.POTENTIAL, paper="Herald"),
        told(2, "HALTS", Status.POTENTIAL, paper="Wire"),
        told(5, "HALTS", Status.ANNOUNCED),
        told(12, "HALTS"),
        told(20, "LIFTS", actor=CHINA),
    )
    assert lift.state is State.IN_FORCE
    assert (halt.rumoured, halt.in_force, halt.undone) == (later(0), later(12), later(20))
    assert (halt.state, halt.lead) == (State.REVERSED, 12)
    assert halt.undone_by == lift.act
    assert halt.rumour_sources == ("Herald", "Wire")
    assert [(one.source, one.rumours, one.true) for one in records([lift, halt])] == [("Herald", 1, 1), ("Wire", 1, 1)]
    assert [(one.name, one.median, one.count) for one in leads_by_actor([lift, halt])] == [("SAMR", 12, 1)]
    assert [one.name for one in leads_by_sector([lift, halt], ENTITIES)] == ["games"]


@pytest.mark.parametrize(
    ("first", "then", "state"),
    [
        (told(0, "HALTS"), told(9, "EASES"), State.EASED),
        (told(0, "HALTS"), told(9, "LIFTS", actor=CAC), State.IN_FORCE),  # another body's
        (told(0, "FINES"), told(9, "LIFTS"), State.IN_FORCE),  # no fine is taken back
        (told(0, "HALTS"), told(9, "LIFTS", target=GAMES), State.IN_FORCE),  # on somebody else
        (told(0, "APPROVES"), told(9, "REVOKES"), State.REVERSED),
        (told(9, "HALTS"), told(0, "LIFTS"), State.IN_FORCE),  # before it
    ],
)
def test_what_takes_an_act_back(first: Report, then: Report, state: State) -> None:
    found = {life.act.relation: life.state for life in lives(first, then)}
    assert found[first.relation] is state


def test_what_did_not_come() -> None:
    rumour = told(0, "BANS", Status.POTENTIAL)
    assert lives(rumour, today=180)[0].state is State.RUMOURED
    assert lives(rumour, today=181)[0].state is State.NEVER_CONFIRMED
    assert lives(rumour, told(3, "BANS", Status.DENIED, paper="Herald"))[0].state is State.DENIED
    assert lives(told(0, "BANS", Status.ANNOUNCED))[0].state is State.ANNOUNCED
    waiting = open_rumours(lives(rumour, told(7, "FINES", Status.POTENTIAL)))
    assert [(life.act.relation, life.age(later(30))) for life in waiting] == [("BANS", 30), ("FINES", 23)]
    assert records(lives(rumour, today=400))[0].open == 0


def test_signals_on_a_sector_are_those_on_its_firms_too() -> None:
    found = lives(told(0, "BANS"), told(1, "FINES", target=GAMES))
    assert len(about(found, GAMES, ENTITIES)) == 2
    assert [life.act.relation for life in about(found, FIRM, ENTITIES)] == ["FINES", "BANS"]


def test_the_heat_map_counts_against_the_period_before() -> None:
    acts = acts_of(
        [
            told(0, "BANS"),
            told(25, "SUPPORTS"),
            told(35, "FINES"),
            told(36, "BANS", Status.POTENTIAL),
            told(90, "BANS", actor=CAC),
        ],
        ENTITIES,
    )
    (cell,) = heat_map(acts, period=(later(20), later(39)), entities=ENTITIES)
    assert (cell.actor, cell.column, len(cell.acts)) == ("SAMR", "games", 2)
    assert (cell.score, cell.before, cell.acts_before) == (pytest.approx((0.5 - 0.7) / 2), -0.9, 1)
    assert cell.change == pytest.approx(0.8)
    (new,) = heat_map(acts, period=(later(80), later(99)), entities=ENTITIES, by_firm=True)
    assert (new.actor, new.column, new.change) == ("CAC", FIRM.name, None)


def test_the_brief_tells_what_is_new_and_nothing_else() -> None:
    acts = acts_of(
        [
            told(0, "HALTS", Status.POTENTIAL),
            told(12, "HALTS"),
            told(2, "FINES", target=GAMES),
            told(15, "BANS", Status.POTENTIAL),
            told(20, "LIFTS"),
        ],
        ENTITIES,
    )
    found = brief(acts, since=later(10), until=later(30), issuer=CHINA, entities=ENTITIES)
    assert {life.act.relation for life in found.acts} == {"HALTS", "LIFTS"}
    assert [life.lead for life in found.confirmed] == [12]
    assert [life.act.relation for life in found.rumours] == ["BANS"]
    assert [life.act.relation for life in found.undone] == ["HALTS"]
    assert {mover.target.id for mover in found.movers} == {FIRM.id, GAMES.id}
    later_on = brief(acts, since=later(21), until=later(30), issuer=CHINA, entities=ENTITIES)
    assert not later_on.acts and not later_on.rumours


def test_the_brief_is_text_in_both_forms() -> None:
    acts = acts_of([told(12, "HALTS"), told(20, "LIFTS")], ENTITIES)
    found = brief(acts, since=later(10), until=later(30), issuer=CHINA, entities=ENTITIES)
    page, text = to_html(found), to_markdown(found)
    assert "SAMR halts Firm &lt;b&gt;*x*&lt;/b&gt;" in page
    assert "<b>" not in page
    assert r"SAMR halts Firm \<b\>\*x\*\</b\>" in text
    assert "reversed by SAMR on 21 Jan 2021" in text
    nothing = brief([], since=later(10), until=later(30), issuer=None, entities=ENTITIES)
    assert "Nothing new was read." in to_markdown(nothing)
