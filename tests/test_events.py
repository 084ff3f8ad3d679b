from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import events as subject
from graph.errors import VocabularyError
from graph.events import Report, events, key, own_date, report, status, thresholds
from graph.model import Article, Claim, Entity, Event, EventDate, Precision, Status

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
    known = {"confidence": 0.8, "actor": CHINA, "target": ANT, "amount": "", "claim": "", "article": ""} | more
    return Report(
        claim=known["claim"] or f"{word}|{date}|{published}|{publisher}",
        article=known["article"] or f"{published}|{publisher}",
        publisher=publisher,
        published=day(published) if published else None,
        actor=known["actor"],
        relation=relation,
        target=known["target"],
        status=word,
        date=when(date),
        confidence=known["confidence"],
        amount=known["amount"],
    )


def told(*reports: Report, states: tuple[str, ...] = (CHINA,)) -> list[Event]:
    found = events(reports, states=states)
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
    assert dates(told(*moves)) == ["2025-02-10", "2025-02-13"]


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
        said(R, "2020-11-03", publisher="REUTERS ", confidence=0.9, claim="b"),
        said(R, "2020-11-03", publisher="", confidence=0.5, claim="c"),
        said(R, "2020-11-03", publisher="", confidence=0.5, claim="d"),
    )
    assert (event.sources, event.confidence) == (2, 0.95)


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
    assert (found.key, found.published, found.publisher) == (("company/x", "RISES", ""), article.published, "Reuters")


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
        publisher=draw(st.sampled_from(["", "Reuters", "BBC", "FT"])),
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


# Thresholds


def test_thresholds_are_data() -> None:
    found = thresholds()
    assert (found.window.days, found.window.span, found.resolve_days) == (7, 14, 120)
    assert found.of("RISES").days == 1
    assert found.of("HALTS") is found.window


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("days: [", "not YAML"),
        ("days: 7", "must have the keys"),
        ("days: 7\nspan: 3\nundated: {days: 1, span: 1}\nresolve_days: 1\nrelations: {}", "span: must not be less"),
        ("days: -1\nspan: 3\nundated: {days: 1, span: 1}\nresolve_days: 1\nrelations: {}", "days: -1 is not"),
        ("days: 1\nspan: 3\nundated: 5\nresolve_days: 1\nrelations: {}", "undated: must have"),
        ("days: 1\nspan: 3\nundated: {days: 1, span: 1}\nresolve_days: yes\nrelations: {}", "resolve_days: True"),
        ("days: 1\nspan: 3\nundated: {days: 1, span: 1}\nresolve_days: 1\nrelations: {HOPS: {}}", "not a relation"),
        ("days: 1\nspan: 3\nundated: {days: 1, span: 1}\nresolve_days: 1\nrelations: [HALTS]", "must be a mapping"),
    ],
)
def test_wrong_thresholds_name_the_key(text: str, message: str) -> None:
    with pytest.raises(VocabularyError, match=f"x.yaml.*{message}"):
        subject.parse(text, origin="x.yaml")
