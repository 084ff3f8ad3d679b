from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.copies import sketch
from graph.events import events, history, status
from graph.model import Article, Claim, Entity, Event, EventDate, Precision, Status
from graph.reports import Report, key, own_date, report
from graph.thresholds import thresholds

R, A, P, D = Status.REALISED, Status.ANNOUNCED, Status.POTENTIAL, Status.DENIED
CHINA, ANT = "country/china", "deal/ant-group-ipo"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def when(text: str) -> EventDate:
    """2020, 2020-Q4, 2020-11, 2020-11-03, p2020-11-03 (published), or nothing."""
    if not text:
        return EventDate()
    if text.startswith("p"):
        return EventDate(day(text[1:]), Precision.PUBLISHED)
    if "Q" in text:
        year, quarter = text.split("-Q")
        return EventDate(dt.date(int(year), 3 * int(quarter) - 2, 1), Precision.QUARTER)
    kind = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}[len(text)]
    return EventDate(day((text + "-01-01")[:10]), kind)


def said(
    word: Status, date: str = "", published: str = "", publisher: str = "", relation: str = "HALTS", **more: object
) -> Report:
    known = {"confidence": 0.8, "actor": CHINA, "target": ANT, "amount": "", "claim": "", "article": "", "sketch": ""}
    known |= more
    return Report(
        claim=known["claim"] or f"{word}|{date}|{published}|{publisher}|{known['actor']}|{known['target']}",
        article=known["article"] or f"{published}|{publisher}",
        source=publisher,
        published=day(published) if published else None,
        actor=known["actor"],
        relation=relation,
        target=known["target"],
        status=word,
        date=when(date),
        confidence=known["confidence"],
        amount=known["amount"],
        sketch=known["sketch"],
    )


def told(*reports: Report, states: tuple[str, ...] = (CHINA,), parents: dict[str, str] | None = None) -> list[Event]:
    found = events(reports, states=states, parents=parents)
    assert sorted(claim for event in found for claim in event.claims) == sorted({one.claim for one in reports})
    return sorted(found, key=lambda event: (event.date.start or dt.date.min, event.status, event.id))


def dates(found: list[Event]) -> list[str]:
    return [str(event.date) for event in found]


# What is one act


def test_the_same_act_in_two_papers_is_one_event() -> None:
    (event,) = told(
        said(R, "2020-11-03", "2020-11-03", "Reuters", confidence=0.8),
        said(R, "p2020-11-05", "2020-11-05", "BBC", confidence=0.5),
    )
    assert (str(event.date), event.date.precision) == ("2020-11-03", Precision.DAY)
    assert (event.sources, event.confidence) == (2, 0.9)
    assert (event.first_published, event.last_published) == (day("2020-11-03"), day("2020-11-05"))


def test_days_a_week_apart_are_one_event_and_more_are_two() -> None:
    assert len(told(said(R, "2020-11-03"), said(R, "2020-11-10"))) == 1
    assert len(told(said(R, "2020-11-03"), said(R, "2020-11-11"))) == 2


def test_other_actors_relations_and_targets_are_other_events() -> None:
    one = said(R, "2020-11-03")
    found = told(
        one,
        replace(one, claim="a", actor="country/us"),
        replace(one, claim="b", relation="BANS"),
        replace(one, claim="c", target="company/didi"),
    )
    assert len({event.id for event in found}) == 4


def test_a_chain_of_days_does_not_run_on() -> None:
    start = day("2021-01-01")
    found = told(*(said(R, str(start + dt.timedelta(days=5 * n))) for n in range(40)))
    for event in found:
        days = sorted(day(claim.split("|")[1]) for claim in event.claims)
        assert (days[-1] - days[0]).days <= thresholds().window.span
    assert 13 <= len(found) <= 20


def test_a_chain_is_cut_at_its_widest_gap() -> None:
    found = told(*(said(R, f"2021-01-{n:02}") for n in (1, 4, 8, 14, 16, 20)))
    assert [len(event.claims) for event in found] == [3, 3]
    assert dates(found) == ["2021-01-01", "2021-01-14"]


def test_markets_move_anew_every_day() -> None:
    moves = [said(R, f"2025-02-{n}", relation="RISES", target="", actor="company/alibaba") for n in (10, 11, 13)]
    assert dates(told(*moves)) == ["2025-02-10", "2025-02-11", "2025-02-13"]


@pytest.mark.parametrize("period", ["2020-11", "2020-Q4", "2020"])
def test_a_period_joins_the_only_day_that_fits(period: str) -> None:
    (event,) = told(said(R, "2020-11-03"), said(R, period))
    assert str(event.date) == "2020-11-03"


@pytest.mark.parametrize("period", ["2020-11", "2020-Q4", "2020"])
def test_a_period_stays_apart_when_several_days_fit(period: str) -> None:
    assert len(told(said(R, "2020-11-03"), said(R, "2020-11-25"), said(R, period))) == 3


def test_a_period_stays_apart_when_no_day_fits() -> None:
    assert dates(told(said(R, "2020-11-03"), said(R, "2020-12"), said(R, "2019"))) == ["2019", "2020-11-03", "2020-12"]


def test_periods_join_what_is_more_exact() -> None:
    (event,) = told(said(R, "2020"), said(R, "2020-Q4"), said(R, "2020-11"))
    assert str(event.date) == "2020-11"


def test_a_told_period_is_the_date_rather_than_the_day_of_print() -> None:
    (event,) = told(said(R, "p2020-11-05", "2020-11-05"), said(R, "2020-11"))
    assert (str(event.date), event.date.precision) == ("2020-11", Precision.MONTH)


def test_the_day_is_that_of_most_publishers() -> None:
    (event,) = told(
        said(R, "2020-11-02", publisher="a"),
        said(R, "2020-11-03", publisher="b"),
        said(R, "2020-11-03", publisher="c"),
        said(R, "2020-11-02", publisher="a", claim="again"),
    )
    assert str(event.date) == "2020-11-03"


def test_the_day_of_a_fact_goes_before_the_day_that_was_announced() -> None:
    (event,) = told(
        said(A, "2020-11-05", "2020-11-01", "a"), said(A, "2020-11-05", "2020-11-02", "b"), said(R, "2020-11-06")
    )
    assert (str(event.date), event.status) == ("2020-11-06", R)


def test_of_days_of_print_the_first_counts() -> None:
    (event,) = told(said(R, "p2020-11-05", "2020-11-05", "a"), said(R, "p2020-11-04", "2020-11-04", "b"))
    assert str(event.date) == "2020-11-04"


def test_standing_facts_have_one_event_and_no_date() -> None:
    (event,) = told(
        said(R, "2020", "2020-11-03", relation="LEADS"),
        said(R, "p2024-01-01", "2024-01-01", relation="LEADS"),
        said(R, relation="LEADS"),
    )
    assert event.date == EventDate()
    assert event.score is None


# Prints, amounts, look backs: a test for each number of events.yaml; `days`, `undated` and `resolve_days` stand above


def test_a_chain_of_a_fortnight_is_one_event_and_a_longer_one_is_not() -> None:
    assert len(told(*(said(R, f"2021-01-{n:02}") for n in (1, 8, 15)))) == 1
    assert len(told(*(said(R, f"2021-01-{n:02}") for n in (1, 8, 14, 16)))) == 2


def test_what_tells_no_time_may_tell_of_an_event_a_fortnight_before_its_print() -> None:
    assert len(told(said(R, "2021-07-11"), said(R, "p2021-07-25", "2021-07-25"))) == 1
    assert len(told(said(R, "2021-07-11"), said(R, "p2021-07-26", "2021-07-26"))) == 2
    assert len(told(said(R, "p2021-07-11", "2021-07-11"), said(R, "p2021-07-24", "2021-07-24"))) == 1


def test_what_tells_no_time_joins_the_nearest_day() -> None:
    first, second = told(said(R, "2021-07-01"), said(R, "2021-07-12"), said(R, "p2021-07-14", "2021-07-14"))
    assert [len(first.claims), len(second.claims)] == [1, 2]


def test_words_come_again_sooner_than_deeds() -> None:
    again = said(R, "2021-07-01"), said(R, "p2021-07-12", "2021-07-12")
    assert len(told(*again)) == 1
    assert len(told(*(replace(one, relation="CRITICIZES") for one in again))) == 2


def test_a_look_back_goes_five_years_and_on_a_meeting_half_a_year() -> None:
    assert len(told(said(R, "2020-01-01"), said(R, "", "2025-01-04"))) == 1
    assert len(told(said(R, "2020-01-01"), said(R, "", "2025-01-05"))) == 2
    met = said(R, "2020-01-01", relation="MEETS")
    assert len(told(met, said(R, "", "2020-06-29", relation="MEETS"))) == 1
    assert len(told(met, said(R, "", "2020-06-30", relation="MEETS"))) == 2


def test_no_market_move_is_a_look_back_on_one_of_years_before() -> None:
    moves = [
        said(R, "2022-10-10", "2022-10-10", "a", "FALLS", target=""),
        said(R, "", "2025-09-19", "b", "FALLS", target=""),
        said(R, "", "2025-09-30", "b", "FALLS", target=""),
    ]
    assert len(told(*moves)) == 3


def test_a_look_back_joins_what_was_expected_only_while_it_may_have_come_true() -> None:
    fact, _ = told(said(P, "2025-02-17", "2025-02-14"), said(R, "", "2025-06-17"))
    assert fact.status is R
    assert len(told(said(P, "2025-02-17", "2025-02-14"), said(R, "", "2025-06-18"))) == 2
    assert all(not event.resolved_by for event in told(said(P, "2025-02-17", "2025-02-14"), said(R, "", "2025-06-18")))


def test_amounts_that_differ_by_more_than_a_tenth_on_different_days_are_two_acts() -> None:
    def taxed(*amounts: str) -> list[Event]:
        days = ("2025-04-02", "2025-04-08")
        return told(*(said(R, on, amount=of, publisher=of) for on, of in zip(days, amounts, strict=True)))

    assert [event.amount for event in taxed("34%", "84%")] == ["34%", "84%"]
    assert len(taxed("90%", "100%")) == 1
    assert len(taxed("89%", "100%")) == 2
    assert len(taxed("$2.8bn", "18.2 billion yuan")) == 1
    assert len(taxed("", "84%")) == 1


def test_one_day_is_one_act_however_large_it_is_told() -> None:
    (event,) = told(
        said(R, "2025-04-02", amount="34%", publisher="a"), said(R, "2025-04-02", amount="54%", publisher="b")
    )
    assert event.sources == 2


def test_what_tells_no_amount_goes_with_the_nearest_act() -> None:
    first, second = told(
        said(R, "2025-04-02", amount="34%"),
        said(R, "2025-04-08", amount="84%"),
        said(R, "2025-04-03"),
        said(R, "2025-04-07"),
    )
    assert [len(first.claims), len(second.claims)] == [2, 2]


@pytest.mark.parametrize("date", ["2020", ""])
def test_the_amount_tells_which_of_several_is_meant(date: str) -> None:
    small, large = said(R, "2020-03-03", amount="500,000 yuan"), said(R, "2020-11-25", amount="8 billion yuan")
    found = told(small, large, said(R, date, "2021-01-03", amount="8.026bn yuan"))
    assert sorted(len(event.claims) for event in found) == [1, 2]
    assert all(not event.may_be for event in found)


def test_nothing_joins_an_event_whose_amount_it_contradicts() -> None:
    assert len(told(said(R, "2020-11-25", amount="8 billion yuan"), said(R, "2020", amount="500,000 yuan"))) == 2


@pytest.mark.parametrize("date", ["2020-11", "2020-Q4", "2020", ""])
def test_what_fits_several_says_which(date: str) -> None:
    found = told(said(R, "2020-11-03"), said(R, "2020-11-25"), said(R, date, "2021-03-01"))
    open_ = next(event for event in found if event.may_be)
    assert str(open_.date) == date
    assert set(open_.may_be) == {event.id for event in found} - {open_.id}


# Wholes and parts


SAMR, PBOC = "governmentbody/samr", "governmentbody/pboc"
BUREAU = "governmentbody/samr-bureau"
ALIBABA, FIRM, APP = "company/alibaba", "company/ant-group", "product/alipay"
PARENTS = {SAMR: CHINA, PBOC: CHINA, BUREAU: SAMR, FIRM: ALIBABA, ANT: FIRM, APP: FIRM, CHINA: ""}


def fined(actor: str, date: str = "2021-04-10", target: str = ALIBABA, **more: object) -> Report:
    return said(R, date, "2021-04-12", f"{actor} {target}", "FINES", actor=actor, target=target, **more)


def test_what_the_state_did_is_what_its_regulator_did() -> None:
    (event,) = told(fined(CHINA), fined(SAMR), parents=PARENTS)
    assert (event.actor, event.sources) == (SAMR, 2)
    assert len(told(fined(CHINA), fined(SAMR))) == 2


def test_what_the_state_did_joins_the_most_specific_body() -> None:
    (event,) = told(fined(CHINA), fined(SAMR), fined(BUREAU), parents=PARENTS)
    assert event.actor == BUREAU


def test_what_the_state_did_is_within_three_days_of_what_its_regulator_did() -> None:
    assert len(told(fined(CHINA, "2021-04-13"), fined(SAMR), parents=PARENTS)) == 1
    assert len(told(fined(CHINA, "2021-04-14"), fined(SAMR), parents=PARENTS)) == 2


def test_what_the_state_did_is_not_what_a_regulator_did_for_another_amount() -> None:
    assert len(told(fined(CHINA, amount="$975 million"), fined(SAMR, amount="$2.8bn"), parents=PARENTS)) == 2
    assert len(told(fined(CHINA, amount="18.2bn yuan"), fined(SAMR, amount="$2.8bn"), parents=PARENTS)) == 1


def test_what_the_state_did_and_two_of_its_regulators_did_stays_apart_and_says_so() -> None:
    found = {event.actor: event for event in told(fined(CHINA), fined(SAMR), fined(PBOC), parents=PARENTS)}
    assert set(found[CHINA].may_be) == {found[SAMR].id, found[PBOC].id}


def test_the_amount_tells_which_regulator_it_was() -> None:
    bodies = fined(SAMR, amount="18.2bn yuan"), fined(PBOC, amount="$3 million")
    found = {event.actor: event for event in told(fined(CHINA, amount="18.23bn yuan"), *bodies, parents=PARENTS)}
    assert len(found[SAMR].claims) == 2


def test_a_month_of_the_state_needs_the_amount_of_the_regulator() -> None:
    assert (
        len(told(fined(CHINA, "2021-04", amount="18.2bn yuan"), fined(SAMR, amount="18.2bn yuan"), parents=PARENTS))
        == 1
    )
    assert len(told(fined(CHINA, "2021-04"), fined(SAMR, amount="18.2bn yuan"), parents=PARENTS)) == 2


def test_what_is_done_to_an_owner_is_what_is_done_to_its_deal_or_product() -> None:
    halted = said(R, "2020-11-03", target=FIRM), said(R, "2020-11-03", target=ANT)
    (event,) = told(*halted, parents=PARENTS)
    assert event.target == ANT


def test_what_is_done_to_a_group_is_what_is_done_to_its_firm_only_for_the_same_amount() -> None:
    assert len(told(fined(SAMR), fined(SAMR, target=FIRM), parents=PARENTS)) == 2
    told_by_both = fined(SAMR, amount="$1m"), fined(SAMR, target=FIRM, amount="$1m")
    assert [event.target for event in told(*told_by_both, parents=PARENTS)] == [FIRM]


def test_states_are_no_wholes_of_bodies_that_are_acted_on() -> None:
    us = "country/united-states"
    one = said(R, "2020-11-03", relation="SANCTIONS", actor=us, target=CHINA)
    assert len(told(one, replace(one, claim="x", target=SAMR), parents=PARENTS)) == 2


def test_who_agrees_for_a_state_stands_on_either_side() -> None:
    us = "country/united-states"
    one = said(R, "2020-11-03", relation="AGREES_WITH", actor=CHINA, target=us)
    (event,) = told(one, replace(one, claim="x", actor=us, target=SAMR), parents=PARENTS)
    assert (event.actor, event.target) == (us, SAMR)


def test_talk_of_the_state_is_resolved_by_the_fact_of_its_regulator() -> None:
    rumour = replace(fined(CHINA, "2021-03-10"), status=P, published=day("2021-03-01"))
    before, fact = told(rumour, fined(SAMR), parents=PARENTS)
    assert (before.actor, before.resolved_by) == (CHINA, fact.id)


def test_standing_facts_of_a_whole_stay_its_own() -> None:
    owned = said(R, relation="OWNS", actor=ALIBABA, target=FIRM), said(R, relation="OWNS", actor=ALIBABA, target=APP)
    assert len(told(*owned, parents=PARENTS)) == 2


# Without a date


def test_a_look_back_without_a_date_joins_the_only_event() -> None:
    (event,) = told(said(R, "2020-11-03"), said(R, "", "2025-02-17"), said(R, ""))
    assert str(event.date) == "2020-11-03"


def test_a_look_back_without_a_date_stays_apart_from_several_events() -> None:
    assert dates(told(said(R, "2020-11-03"), said(R, "2021-11-03"), said(R, "", "2025-02-17"))) == [
        "",
        "2020-11-03",
        "2021-11-03",
    ]


@pytest.mark.parametrize("date", ["2025", ""])
def test_what_happened_is_what_is_known_to_have_happened(date: str) -> None:
    expected, fact = told(
        said(P, "2025-09-01", "2025-09-01"), said(R, "2025-10-30", "2025-10-31"), said(R, date, "2025-11-20")
    )
    assert (expected.status, len(expected.claims), len(fact.claims)) == (P, 1, 2)


def test_a_look_back_of_a_regulator_is_not_on_its_last_act_when_the_state_has_acted_since() -> None:
    ordered = fined(SAMR, "2021-07-04")
    later = replace(fined(CHINA, "2021-11-26"), claim="later", published=day("2021-11-26"))
    back = replace(fined(SAMR, ""), claim="back", published=day("2021-12-03"))
    found = told(ordered, later, back, parents=PARENTS)
    assert [event.claims for event in found] == [(ordered.claim,), ("back", "later")]
    assert [event.actor for event in found] == [SAMR, SAMR]
    years_later = told(ordered, later, replace(back, published=day("2023-12-03")), parents=PARENTS)
    assert sorted(len(event.may_be) for event in years_later) == [0, 0, 2]


def test_what_the_state_did_without_a_date_is_what_its_regulator_did_a_week_before() -> None:
    def of_the_state(published: str, **more: object) -> Report:
        return replace(fined(CHINA, "", **more), published=day(published))

    assert len(told(fined(SAMR), of_the_state("2021-04-17"), parents=PARENTS)) == 1
    assert len(told(fined(SAMR), of_the_state("2021-04-18"), parents=PARENTS)) == 2
    told_the_sum = of_the_state("2023-04-18", amount="18.2bn yuan")
    assert len(told(fined(SAMR, amount="18.2bn yuan"), told_the_sum, parents=PARENTS)) == 1
    assert len(told(fined(SAMR, amount="$1m"), told_the_sum, parents=PARENTS)) == 2


def test_what_may_be_the_act_of_the_state_or_of_its_regulator_stays_apart() -> None:
    of_the_state, of_the_body = said(P, "2021-04", "2021-05-01"), said(P, "2021-04", "2021-05-01", actor=SAMR)
    undated = said(A, "", "2021-04-26")
    found = {event.claims: event for event in told(of_the_state, of_the_body, undated, parents=PARENTS)}
    assert set(found[undated.claim,].may_be) == {found[of_the_state.claim,].id, found[of_the_body.claim,].id}


def test_nothing_looks_back_on_what_came_later() -> None:
    assert len(told(said(R, "2020-11-03"), said(R, "", "2020-01-01"))) == 2


def test_a_denial_joins_the_event_near_it() -> None:
    found = told(
        said(R, "2020-11-03", "2020-11-03", "a"),
        said(R, "2021-03-01", "2021-03-01", "a"),
        said(D, "", "2021-03-04", "b"),
    )
    assert [event.status for event in found] == [R, D]


def test_a_denial_of_years_later_is_another_event() -> None:
    assert [event.status for event in told(said(R, "2020-11-03"), said(D, "", "2023-03-01"))] == [D, R]


def test_talk_of_another_time_does_not_join_what_is_over() -> None:
    found = told(said(R, "2020-11-03"), said(P, "", "2023-03-01"), said(P, "2023", "2023-03-08", "b"))
    assert [(str(event.date), event.status) for event in found] == [("2020-11-03", R), ("2023", P)]


def test_expectations_without_a_date_join_the_dated_one() -> None:
    (event,) = told(said(P, "2025-02-17", "2025-02-14"), said(P, "", "2025-02-10"))
    assert (str(event.date), event.status) == ("2025-02-17", P)


def test_rumours_without_a_date_are_chained_by_publication() -> None:
    found = told(said(P, "", "2021-01-01"), said(P, "", "2021-01-20"), said(P, "", "2023-01-01"))
    assert sorted(len(event.claims) for event in found) == [1, 2]
    assert len({event.id for event in found}) == 2


def test_nothing_is_known_of_any_date() -> None:
    (event,) = told(said(R), said(P), said(A))
    assert (event.date, event.status) == (EventDate(), R)


# Rumour, then fact


def test_a_rumour_comes_true() -> None:
    rumour, fact = told(said(P, "2025-02-17", "2025-02-14", "Bloomberg"), said(R, "2025-02-17", "2025-02-17", "Xinhua"))
    assert (rumour.status, fact.status) == (P, R)
    assert (rumour.resolved_by, fact.resolved_by) == (fact.id, "")
    assert str(rumour.date) == str(fact.date) == "2025-02-17"


def test_a_rumour_keeps_its_id_when_it_comes_true() -> None:
    rumour = said(P, "2025-02-17", "2025-02-14", "Bloomberg")
    (before,) = told(rumour)
    after, _ = told(rumour, said(R, "2025-02-17", "2025-02-17", "Xinhua"))
    assert before.id == after.id
    undated = said(P, "", "2025-02-10", "Bloomberg")
    (before,) = told(undated)
    after, fact = told(undated, said(R, "2025-02-17", "2025-02-17", "Xinhua"))
    assert (before.id, after.resolved_by) == (after.id, fact.id)


def test_told_together_they_are_one_event() -> None:
    (event,) = told(said(P, "", "2025-02-17", "a"), said(R, "2025-02-17", "2025-02-17", "a"))
    assert event.status is R


def test_what_may_be_does_not_undo_what_happened() -> None:
    (event,) = told(said(R, "2025-02-17", "2025-02-17", "a"), said(P, "", "2025-02-19", "b"))
    assert event.status is R


def test_a_denied_rumour_comes_true() -> None:
    rumour, fact = told(
        said(P, "p2025-02-14", "2025-02-14", "a"),
        said(D, "p2025-02-15", "2025-02-15", "b"),
        said(R, "p2025-02-17", "2025-02-17", "c"),
    )
    assert (rumour.status, rumour.resolved_by, fact.status) == (D, fact.id, R)


def test_a_denial_before_the_fact_without_a_rumour_is_overtaken() -> None:
    (event,) = told(said(D, "p2025-02-15", "2025-02-15", "b"), said(R, "p2025-02-17", "2025-02-17", "c"))
    assert event.status is R


def test_an_announcement_is_resolved_by_the_fact_of_within_120_days() -> None:
    plan, fact = told(said(A, "2021-01-01", "2021-01-01"), said(R, "2021-05-01", "2021-05-01"))
    assert plan.resolved_by == fact.id
    plan, _ = told(said(A, "2021-01-01", "2021-01-01"), said(R, "2021-05-02", "2021-05-02"))
    assert plan.resolved_by == ""


def test_a_fact_before_it_was_expected_resolves_nothing() -> None:
    fact, plan = told(said(A, "2021-05-01", "2021-04-20"), said(R, "2021-01-01", "2021-01-01"))
    assert (fact.status, plan.resolved_by) == (R, "")


def test_an_expectation_is_resolved_by_the_first_fact() -> None:
    plan, first, _ = told(said(P, "2021-01-01", "2020-12-01"), said(R, "2021-02-01"), said(R, "2021-03-01"))
    assert plan.resolved_by == first.id


def test_a_mere_denial_is_not_resolved() -> None:
    denial, _ = told(said(D, "2021-01-01", "2021-01-01"), said(R, "2021-02-01"))
    assert denial.resolved_by == ""


# Status


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([(P, "2021-01-01")], P),
        ([(P, "2021-01-01"), (A, "2021-01-01")], A),
        ([(A, "2021-01-01"), (R, "2021-01-01"), (P, "2021-01-01")], R),
        ([(P, "2021-01-01"), (A, "2021-01-02")], A),
        ([(A, "2021-01-01"), (P, "2021-01-02")], A),
        ([(R, "2021-01-01"), (D, "2021-01-02")], D),
        ([(D, "2021-01-01"), (R, "2021-01-02")], R),
        ([(R, "2021-01-01"), (D, "2021-01-02"), (P, "2021-01-03")], P),
        ([(R, ""), (D, "2021-01-02")], D),
        ([(R, "2021-01-01"), (D, "2021-01-01")], D),
    ],
)
def test_status_is_the_strongest_by_time(words: list[tuple[Status, str]], expected: Status) -> None:
    assert status(said(word, "", published, publisher=word) for word, published in words) is expected


def test_one_denial_against_two_on_the_same_day_does_not_win() -> None:
    same = "2021-01-01"
    assert status([said(R, "", same, "a"), said(R, "", same, "b"), said(D, "", same, "c")]) is R


def test_a_fact_that_more_sources_stand_by_than_deny_stays_one() -> None:
    facts = [said(R, "2021-01-01", "2021-01-01", name) for name in "abc"]
    (event,) = told(*facts, said(D, "2021-01-01", "2021-01-05", "d"))
    assert (event.status, event.sources, event.against) == (R, 3, 1)
    (event,) = told(*facts, *(said(D, "2021-01-01", "2021-01-05", name) for name in "def"))
    assert (event.status, event.sources, event.against) == (D, 3, 3)


def test_who_takes_a_report_back_no_longer_speaks_for_it() -> None:
    (event,) = told(
        said(R, "2021-01-01", "2021-01-01", "a", confidence=0.9),
        said(R, "2021-01-01", "2021-01-01", "b", confidence=0.6),
        said(R, "2021-01-01", "2021-01-01", "c", confidence=0.5),
        said(D, "2021-01-01", "2021-01-04", "a", confidence=0.9),
    )
    assert (event.status, event.sources, event.against, event.confidence) == (R, 2, 1, 0.8)
    (event,) = told(said(R, "2021-01-01", "2021-01-01", "a"), said(D, "2021-01-01", "2021-01-04", "a"))
    assert (event.status, event.sources, event.against) == (D, 1, 0)


def test_a_correction_of_the_day_or_the_amount_counts() -> None:
    (event,) = told(
        said(R, "2021-04-10", "2021-04-10", "a", amount="12.8bn yuan", confidence=0.9),
        said(R, "2021-04-09", "2021-04-12", "a", amount="12.9bn yuan", confidence=0.7),
    )
    assert (str(event.date), event.amount) == ("2021-04-09", "12.9bn yuan")


def test_the_history_of_a_status_is_kept() -> None:
    words = [(P, "2021-01-01"), (P, "2021-01-02"), (A, "2021-01-03"), (D, "2021-01-04"), (D, "2021-01-05")]
    some = [said(word, "", published, "abcde"[place]) for place, (word, published) in enumerate(words)]
    assert [(str(on), word) for on, word in history(some)] == [
        ("2021-01-01", P),
        ("2021-01-03", A),
        ("2021-01-04", D),
    ]
    (event,) = told(*some)
    assert event.history == ("2021-01-01 potential", "2021-01-03 announced", "2021-01-04 denied")
    assert told(said(R, "2021-01-01"))[0].history == ("realised",)


# Score, confidence, amount


def test_only_what_a_state_does_to_somebody_else_has_a_score() -> None:
    one = said(R, "2020-11-03")
    assert told(one)[0].score == -0.8
    assert told(one, states=())[0].score is None
    assert told(replace(one, target=CHINA))[0].score is None
    assert told(replace(one, relation="ACQUIRES"))[0].score is None


def test_copies_of_one_publisher_are_one_source() -> None:
    (event,) = told(
        said(R, "2020-11-03", publisher="Reuters", confidence=0.6, claim="a"),
        said(R, "2020-11-03", publisher="Reuters", confidence=0.9, claim="b"),
        said(R, "2020-11-03", publisher="", confidence=0.5, claim="c"),
        said(R, "2020-11-03", publisher="", confidence=0.5, claim="d"),
    )
    assert (event.sources, event.confidence) == (2, 0.95)


def test_copies_of_a_wire_are_one_source() -> None:
    story = (
        "The market regulator said on Monday that it had fined the company and told it to change how it sells goods. "
        * 4
    )
    other = (
        "A fine of record size was laid upon the merchant, people close to the matter say, and more may follow soon."
    )
    (event,) = told(
        said(R, "2021-04-10", "2021-04-10", "wire", sketch=sketch(story, words=3)),
        said(R, "2021-04-10", "2021-04-11", "paper", sketch=sketch(story + "Shares fell.", words=3)),
        said(R, "2021-04-10", "2021-04-11", "herald", sketch=sketch(other, words=3)),
    )
    assert (event.sources, event.confidence) == (2, 0.96)


def test_who_denies_does_not_corroborate() -> None:
    (event,) = told(
        said(D, "2020-11-03", "2020-11-03", "a", confidence=0.9),
        said(R, "2020-11-03", "2020-11-04", "b", confidence=0.5),
    )
    assert (event.status, event.sources, event.confidence) == (R, 1, 0.5)


def test_the_amount_is_that_of_the_surest_claim() -> None:
    (event,) = told(
        said(R, "2021-04-10", amount="$2.8bn", confidence=0.5, publisher="a"),
        said(R, "2021-04-10", amount="18.2bn yuan", confidence=0.9, publisher="b"),
        said(R, "2021-04-10", amount="", confidence=1.0, publisher="c"),
    )
    assert event.amount == "18.2bn yuan"


# Claims


def entity(type_: str, name: str, *, state: bool = False) -> Entity:
    return Entity(f"{type_.lower()}/{name}", name, type_, state=state)


def test_a_symmetric_act_is_stored_once_state_first() -> None:
    xi, ma, lei = entity("Person", "xi", state=True), entity("Person", "ma"), entity("Person", "lei")

    def meets(a: Entity, b: Entity) -> tuple[str, str, str]:
        return key(Claim("a", a, "MEETS", b, R, "q", 0, 1))

    assert meets(xi, ma) == meets(ma, xi) == ("person/xi", "MEETS", "person/ma")
    assert meets(lei, ma) == meets(ma, lei) == ("person/lei", "MEETS", "person/ma")


def test_direction_is_kept_where_it_means_something() -> None:
    us, china = entity("Country", "us", state=True), entity("Country", "china", state=True)
    assert key(Claim("a", us, "SANCTIONS", china, R, "q", 0, 1))[0] == us.id


def test_a_report_carries_what_its_article_knows() -> None:
    article = Article("a", "text", published=day("2021-01-02"), publisher="Reuters")
    claim = Claim("a", entity("Company", "x"), "RISES", None, R, "q", 0, 1, amount="2%", confidence=0.7)
    found = report(claim, article)
    assert (found.key, found.published, found.source) == (("company/x", "RISES", ""), article.published, "reuters")


# Any order, any batch


DAYS = st.dates(dt.date(2020, 10, 1), dt.date(2021, 4, 1))


@st.composite
def reports(draw: st.DrawFn) -> Report:
    told_on = draw(st.none() | DAYS)
    start = draw(DAYS)
    precision = draw(st.sampled_from(Precision))
    first = {
        Precision.MONTH: start.replace(day=1),
        Precision.QUARTER: start.replace(day=1, month=(start.month - 1) // 3 * 3 + 1),
        Precision.YEAR: start.replace(day=1, month=1),
    }
    date = EventDate() if precision is Precision.NONE else EventDate(first.get(precision, start), precision)
    if precision is Precision.PUBLISHED and told_on:
        date = EventDate(told_on, precision)
    return Report(
        claim=draw(st.text("abcdef", min_size=3, max_size=6)),
        article=draw(st.sampled_from("pqr")),
        source=draw(st.sampled_from(["", "reuters", "bbc", "financial times"])),
        published=told_on,
        actor=draw(st.sampled_from([CHINA, "company/x"])),
        relation=draw(st.sampled_from(["HALTS", "LEADS"])),
        target=draw(st.sampled_from([ANT, CHINA])),
        status=draw(st.sampled_from(Status)),
        date=date,
        confidence=draw(st.sampled_from([0.1, 0.33, 0.5, 0.77])),
        amount=draw(st.sampled_from(["", "1%", "2%"])),
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(reports(), max_size=25), st.randoms(use_true_random=False))
def test_order_and_repetition_never_matter(some: list[Report], rng: random.Random) -> None:
    found = events(some, states=(CHINA,))
    mixed = some + rng.sample(some, len(some) // 2)
    rng.shuffle(mixed)
    assert events(mixed, states=(CHINA,)) == found
    by_key: dict[object, list[Report]] = {}
    for one in mixed:
        by_key.setdefault(one.key, []).append(one)
    apart = [event for group in by_key.values() for event in events(group, states=(CHINA,))]
    assert sorted(apart, key=lambda event: event.id) == found


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 2**32))
def test_order_never_matters_to_thousands(seed: int, order: int) -> None:
    made = random.Random(seed)
    some = [
        said(
            made.choice(list(Status)),
            made.choice(
                ["", "2020", "2020-Q4", "2020-11", f"2020-{made.randrange(1, 13):02}-{made.randrange(1, 29):02}"]
            ),
            made.choice(["", f"2021-{made.randrange(1, 13):02}-{made.randrange(1, 29):02}"]),
            made.choice("abcdefgh"),
            made.choice(["HALTS", "AGREES_WITH", "FINES"]),
            actor=made.choice([CHINA, SAMR, PBOC, BUREAU]),
            target=made.choice([ALIBABA, FIRM, ANT, APP]),
            amount=made.choice(["", "", "$1m", "$5m", "9bn yuan"]),
            claim=str(number),
            article=str(number // 3),
        )
        for number in range(2_000)
    ]
    found = events(some, states=(CHINA, SAMR), parents=PARENTS)
    random.Random(order).shuffle(some)
    assert events(some, states=(CHINA, SAMR), parents=PARENTS) == found
    assert sorted(claim for event in found for claim in event.claims) == sorted(one.claim for one in some)
    assert len({event.id for event in found}) == len(found)


@settings(max_examples=150, deadline=None)
@given(st.lists(reports(), max_size=25, unique_by=lambda one: one.claim))
def test_every_claim_is_in_one_event_and_every_id_is_one_event(some: list[Report]) -> None:
    found = events(some)
    assert sorted(claim for event in found for claim in event.claims) == sorted(one.claim for one in some)
    ids = [event.id for event in found]
    assert len(set(ids)) == len(ids)
    by_id = {event.id: event for event in found}
    for event in found:
        assert 0 <= event.confidence <= 1
        if event.resolved_by:
            fact = by_id[event.resolved_by]
            assert fact.id != event.id
            assert (fact.actor, fact.relation, fact.target) == (event.actor, event.relation, event.target)


def test_thousands_of_days_take_no_time() -> None:
    start = day("2000-01-01")
    many = [said(R, str(start + dt.timedelta(days=n))) for n in range(5000)]
    assert len(told(*many)) >= 5000 // 15


def test_own_date_of_nothing() -> None:
    assert own_date([]) == EventDate()
