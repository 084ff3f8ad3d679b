from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.copies import sketch
from graph.errors import InputError
from graph.model import Entity, EventDate, Precision, Status
from graph.reports import Report
from graph.stance import index
from graph.stance.acts import Act, Spell, acts_of, known_by, without_source
from graph.stance.belief import band
from graph.stance.constants import project
from graph.stance.index import Signal

KNOWN = project()
DAY = dt.date(2021, 1, 1)
CHINA = Entity("country/china", "China", "Country", (), "CN", True, state=True)
SAMR = Entity("governmentbody/samr", "SAMR", "GovernmentBody", (), "CN", True, CHINA.id, state=True)
US = Entity("country/united-states", "United States", "Country", (), "US", True, state=True)
FIRM = Entity("company/firm", "Firm", "Company")
ENTITIES = {one.id: one for one in (CHINA, SAMR, US, FIRM)}


def signal(score: float, *, id_: str = "a", day: dt.date | None = DAY, **more: object) -> Signal:
    values = {"status": Status.REALISED, "happened": day, "published": day} | more
    return Signal(id_, score, **values)  # type: ignore[arg-type]


def later(days: int) -> dt.date:
    return DAY + dt.timedelta(days=days)


def at(signals: list[Signal], day: dt.date = DAY, *, as_of: bool = False) -> dict[str, float]:
    found = index.series(signals, period=(day, day), as_of=day if as_of else None)
    return {
        "S": found.stance[0], "low": found.low[0], "high": found.high[0],
        "P": found.supportive[0], "N": found.restrictive[0], "C": found.contestation[0], "V": found.attention[0],
    }  # fmt: skip


# By hand


def test_a_weight_is_the_product_of_its_factors_and_halves_every_half_life() -> None:
    act = signal(-0.5, status=Status.ANNOUNCED, authority=0.8, confidence=0.9, relevance=0.5)
    full = 0.5 * 0.8 * 0.8 * 0.9 * 0.5
    assert at([act])["N"] == pytest.approx(full)
    assert at([act], later(90))["N"] == pytest.approx(full / 2)
    assert at([act], later(180))["N"] == pytest.approx(full / 4)
    assert at([act], later(-1))["N"] == 0


def test_stance_and_contestation_by_hand() -> None:
    found = at([signal(-0.8), signal(0.5, id_="b"), signal(-0.7, id_="c")])
    assert found["P"] == pytest.approx(0.5)
    assert found["N"] == pytest.approx(1.5)
    assert found["S"] == pytest.approx((0.5 - 1.5) / (0.5 + 1.5 + 2))
    assert found["C"] == pytest.approx(1 - 1.0 / 2.0)
    assert found["V"] == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("p", "n", "low", "high"),
    [
        (0.0, 0.0, 0.05, 0.95),  # uniform
        (1.0, 0.0, math.sqrt(0.05), math.sqrt(0.95)),  # Beta(2, 1): F(x) = x²
        (0.0, 2.0, 1 - 0.95 ** (1 / 3), 1 - 0.05 ** (1 / 3)),  # Beta(1, 3): F(x) = 1 − (1 − x)³
    ],
)
def test_band_by_hand(p: float, n: float, low: float, high: float) -> None:
    found_low, found_high = band(np.array([p]), np.array([n]), width=0.9)
    assert found_low[0] == pytest.approx(2 * low - 1, abs=1e-6)
    assert found_high[0] == pytest.approx(2 * high - 1, abs=1e-6)


def test_the_band_is_that_of_the_beta_distribution_however_much_evidence() -> None:
    from scipy.special import betaincinv

    draw = np.random.default_rng(3)
    p, n = np.exp(draw.uniform(-6, 13, (2, 3000)))
    low, high = band(p, n, width=0.9)
    assert np.abs(low - (2 * betaincinv(1 + p, 1 + n, 0.05) - 1)).max() < 1e-6
    assert np.abs(high - (2 * betaincinv(1 + p, 1 + n, 0.95) - 1)).max() < 1e-6


def test_too_little_evidence_is_a_gap_and_never_zero() -> None:
    weak = at([signal(-0.2)])
    assert np.isnan([weak["S"], weak["low"], weak["high"]]).all()
    assert weak["N"] == pytest.approx(0.2)
    assert np.isnan([at([])["S"], at([])["C"]]).all()
    assert at([signal(-0.25)])["S"] == pytest.approx(-0.25 / 2.25)


def test_denied_acts_never_count() -> None:
    assert at([signal(-0.9, status=Status.DENIED)])["N"] == 0


def test_what_was_only_said_counts_from_then_and_until_it_resolves() -> None:
    rumour = signal(-0.8, status=Status.POTENTIAL, happened=later(60), resolved=later(30))
    assert at([rumour])["N"] == pytest.approx(0.8 * 0.35)
    assert at([rumour], later(29))["N"] > 0
    assert at([rumour], later(30))["N"] == 0
    assert at([replace(rumour, resolution_published=later(33))], later(32), as_of=True)["N"] > 0
    assert at([replace(rumour, resolution_published=later(33))], later(33), as_of=True)["N"] == 0


def test_no_look_ahead() -> None:
    act = signal(-0.8, published=later(200))
    assert at([act], later(100))["N"] > 0
    assert at([act], later(100), as_of=True)["N"] == 0
    assert at([act], later(200), as_of=True)["N"] == pytest.approx(0.8)


def test_what_was_known_changes_with_what_is_published() -> None:
    spells = (
        Spell(DAY, DAY, Status.POTENTIAL, 0.5),
        Spell(later(10), DAY, Status.POTENTIAL, 0.75),
        Spell(later(20), later(20), Status.REALISED, 0.75),
        Spell(later(30), later(30), Status.DENIED, 0.9),
    )
    act = signal(-0.8, status=Status.DENIED, history=spells)
    assert at([act], as_of=True)["N"] == pytest.approx(0.8 * 0.35 * 0.5)
    assert at([act], later(10), as_of=True)["N"] == pytest.approx(0.8 * 0.35 * 0.75 * 2 ** (-10 / 90))
    assert at([act], later(20), as_of=True)["N"] == pytest.approx(0.8 * 0.75)
    assert at([act], later(30), as_of=True)["N"] == 0
    line = index.series([act], period=(DAY, later(40)), as_of=later(40))
    assert np.flatnonzero(line.attention).tolist() == [0]


def test_an_undated_act_counts_from_its_publication() -> None:
    assert at([signal(-0.8, happened=None)])["N"] == pytest.approx(0.8)
    assert at([signal(-0.8, happened=None, published=None)])["N"] == 0


def test_a_point_opens_on_its_acts() -> None:
    told = [signal(-0.8), signal(0.5, id_="b"), signal(-0.9, id_="c", status=Status.DENIED)]
    parts = index.series(told, period=(DAY, later(5))).make_up(DAY)
    assert [(part.signal.id, round(part.weight, 6)) for part in parts] == [("a", 0.8), ("b", 0.5)]
    assert parts[0].without == pytest.approx(0.5 / 2.5)
    assert parts[1].without == pytest.approx(-0.8 / 2.8)
    with pytest.raises(InputError, match="not between"):
        index.series(told, period=(DAY, later(5))).make_up(later(6))


# Properties

SIGNALS = st.builds(
    lambda id_, score, status, happened, delay, confidence, authority, relevance, resolved: Signal(
        f"e{id_}", score, status, later(happened), later(happened + delay), confidence, authority, relevance,
        None if resolved is None else later(happened + resolved),
    ),
    st.integers(0, 10**9),
    st.floats(-1, 1).filter(lambda score: abs(score) > 0.01),
    st.sampled_from(list(Status)),
    st.integers(-400, 300),
    st.integers(0, 60),
    st.floats(0.1, 1),
    st.floats(0.1, 1),
    st.floats(0.1, 1),
    st.none() | st.integers(0, 200),
)  # fmt: skip
MANY = st.lists(SIGNALS, max_size=12, unique_by=lambda one: one.id)
PERIOD = (DAY, later(120))
SIDES = st.booleans()


def line(told: list[Signal], as_of: bool) -> index.Series:
    return index.series(told, period=PERIOD, as_of=PERIOD[1] if as_of else None)


@settings(deadline=None)
@given(MANY, SIDES)
def test_it_is_bounded_and_within_its_band(told: list[Signal], as_of: bool) -> None:
    found = line(told, as_of)
    some = ~np.isnan(found.stance)
    assert (np.abs(found.stance[some]) < 1).all()
    assert (found.low[some] < found.stance[some]).all() and (found.stance[some] < found.high[some]).all()
    assert (found.low[some] >= -1).all() and (found.high[some] <= 1).all()
    weights = found.weights()
    assert (weights <= 1).all()
    assert ((found.supportive + found.restrictive >= KNOWN.floor - 1e-9) == some).all()


@settings(deadline=None)
@given(MANY, SIDES)
def test_it_is_the_sum_of_its_weights(told: list[Signal], as_of: bool) -> None:
    found = line(told, as_of)
    weights, good = found.weights(), np.array([one.score > 0 for one in told], bool)
    assert weights[good].sum(axis=0) == pytest.approx(found.supportive, abs=1e-9)
    assert weights[~good].sum(axis=0) == pytest.approx(found.restrictive, abs=1e-9)


@settings(deadline=None)
@given(MANY, SIDES)
def test_it_is_symmetric(told: list[Signal], as_of: bool) -> None:
    found, other = line(told, as_of), line([replace(one, score=-one.score) for one in told], as_of)
    assert other.stance == pytest.approx(-found.stance, nan_ok=True, abs=1e-9)
    assert other.low == pytest.approx(-found.high, nan_ok=True, abs=1e-6)
    assert other.contestation == pytest.approx(found.contestation, nan_ok=True, abs=1e-6)


@settings(deadline=None)
@given(MANY, SIGNALS, SIDES)
def test_another_act_never_moves_it_the_other_way(told: list[Signal], more: Signal, as_of: bool) -> None:
    more = replace(more, id="more", score=abs(more.score))
    found, other = line(told, as_of), line([*told, more], as_of)
    both = ~np.isnan(found.stance) & ~np.isnan(other.stance)
    assert (other.stance[both] >= found.stance[both] - 1e-9).all()
    assert np.isnan(other.stance).sum() <= np.isnan(found.stance).sum()


@settings(deadline=None)
@given(st.floats(0.2, 0.8), st.floats(1, 50), st.floats(1.1, 5))
def test_the_band_narrows_with_evidence(share: float, evidence: float, more: float) -> None:
    p = np.array([share * evidence, share * evidence * more])
    n = np.array([(1 - share) * evidence, (1 - share) * evidence * more])
    low, high = band(p, n, width=0.9)
    assert high[1] - low[1] < high[0] - low[0]


@settings(deadline=None)
@given(st.lists(st.floats(0.3, 1), min_size=2, max_size=8))
def test_the_band_of_contested_evidence_widens_with_age(sizes: list[float]) -> None:
    told = [signal(size * sign, id_=f"{n}{sign}") for n, size in enumerate(sizes) for sign in (1, -1)]
    found = index.series(told, period=(DAY, later(60)))
    widths = (found.high - found.low)[~np.isnan(found.high)]
    assert (np.diff(widths) > 0).all()


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from("abcdef"), MANY, min_size=1), SIDES)
def test_many_targets_at_once_are_each_by_itself(told: dict[str, list[Signal]], as_published: bool) -> None:
    found = index.panel(told, period=PERIOD, as_published=as_published)
    for place, target in enumerate(found.targets):
        one = line(told[target], as_published)
        for name in ("stance", "low", "high", "supportive", "restrictive", "attention"):
            assert getattr(found, name)[place] == pytest.approx(getattr(one, name), nan_ok=True, abs=1e-9)


# From reports


def report(claim: str, day: dt.date, *, status: Status = Status.REALISED, **more: object) -> Report:
    values = {
        "source": f"paper {claim}", "published": day, "actor": SAMR.id, "relation": "FINES", "target": FIRM.id,
        "status": status, "date": EventDate(DAY, Precision.DAY), "confidence": 0.8,
    } | more  # fmt: skip
    return Report(claim, f"article {claim}", **values)  # type: ignore[arg-type]


def stance(acts: list[Act], day: dt.date, *, issuer: Entity | None = CHINA, as_of: dt.date | None = None) -> float:
    found = index.stance(acts, target=FIRM, issuer=issuer, period=(DAY, day), as_of=as_of, entities=ENTITIES)
    return float(found.stance[-1])


def test_a_duplicate_report_changes_nothing() -> None:
    once = report("1", later(1), confidence=1.0)
    again = report("2", later(2), confidence=1.0)
    assert stance(acts_of([once], ENTITIES), later(9)) == stance(acts_of([once, again], ENTITIES), later(9))
    same = report("3", later(1), confidence=0.8, source="paper 1")
    other = report("1", later(1), confidence=0.8)
    assert stance(acts_of([other], ENTITIES), later(9)) == stance(acts_of([other, same], ENTITIES), later(9))


def test_as_of_a_day_only_what_was_published_by_then_is_read() -> None:
    told = [
        report("1", later(1), status=Status.ANNOUNCED),
        report("2", later(20), target=FIRM.id, relation="BANS", date=EventDate(later(2), Precision.DAY)),
    ]
    acts = acts_of(told, ENTITIES)
    early = acts_of(told[:1], ENTITIES)
    assert stance(acts, later(60), as_of=later(10)) == stance(early, later(60), as_of=later(10))
    assert stance(acts, later(19), as_of=later(60)) == stance(early, later(19), as_of=later(60))
    assert stance(acts, later(20), as_of=later(60)) < stance(early, later(20), as_of=later(60))
    found = index.stance(acts, target=FIRM, issuer=CHINA, period=(DAY, later(60)), as_of=later(10))
    assert str(found.days[-1]) == later(10).isoformat()


def test_an_announcement_is_one_as_long_as_nothing_more_is_known() -> None:
    (act,) = acts_of([report("1", later(1), status=Status.ANNOUNCED), report("2", later(5))], ENTITIES)
    assert [(one.begin, one.since, one.status) for one in act.history] == [
        (later(1), later(1), Status.ANNOUNCED),
        (later(5), later(5), Status.REALISED),
    ]
    assert act.history[-1].confidence == pytest.approx(1 - 0.2 * 0.2)


def test_an_act_told_of_a_state_and_of_its_body_is_one_that_outlives_either_report() -> None:
    of_body, of_state = report("1", later(5), confidence=0.9), report("2", later(2), actor=CHINA.id)
    (act,) = acts_of([of_body, of_state], ENTITIES)
    assert (act.actor, act.sources) == (SAMR, ("paper 1", "paper 2"))
    for left in (known_by([act], later(3)), without_source([act], of_body.source)):
        assert [(one.actor, one.score, one.reports) for one in left] == [(CHINA, act.score, (of_state,))]
    assert [one.actor for one in without_source([act], of_state.source)] == [SAMR]
    assert known_by([act], later(5)) == [act]


def test_a_copy_makes_what_was_known_no_surer() -> None:
    wording = sketch("The regulator fined the firm a record sum on Friday, it said in a notice.", words=3)
    first, copy = report("1", later(1), sketch=wording), report("2", later(2), sketch=wording)
    (act,) = acts_of([first, copy], ENTITIES)
    assert [one.confidence for one in act.history] == pytest.approx([0.8, 0.8])
    assert act.confidence == pytest.approx(0.8)


def test_issuers() -> None:
    acts = acts_of([report("1", later(1)), report("2", later(1), actor=US.id, relation="SANCTIONS")], ENTITIES)

    def restrictive(issuer: Entity | None) -> float:
        found = index.stance(acts, target=FIRM, issuer=issuer, period=(later(1), later(1)), entities=ENTITIES)
        return float(found.restrictive[0])

    china, samr, us, everybody = (restrictive(one) for one in (CHINA, SAMR, US, None))
    assert china == samr > 0
    assert us == pytest.approx(0.8 * 0.8 * 2 ** (-1 / 90))
    assert everybody == pytest.approx(china + us)


def test_one_act_on_several_targets_counts_once_where_it_counts_most() -> None:
    sector = Entity("sector/technology", "technology", "Sector")
    firm = replace(FIRM, sectors=(sector.id,))
    known = ENTITIES | {sector.id: sector, firm.id: firm}
    told = [report("1", DAY, confidence=1.0), report("2", DAY, target=sector.id, confidence=1.0)]
    acts = acts_of(told, known, together={"1": "row 1", "2": "row 1"})
    found = index.stance(acts, target=sector, issuer=CHINA, period=(DAY, DAY), entities=known)
    assert found.restrictive[0] == pytest.approx(0.7 * 0.8)
    apart = index.stance(acts_of(told, known), target=sector, issuer=CHINA, period=(DAY, DAY), entities=known)
    assert apart.restrictive[0] == pytest.approx(0.7 * 0.8 * 1.5)


def test_an_empty_period_is_told() -> None:
    with pytest.raises(InputError, match="before it begins"):
        index.series([], period=(later(2), DAY))
