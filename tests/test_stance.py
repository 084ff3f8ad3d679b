import datetime as dt
import math

import pytest

from graph import stance
from graph.errors import VocabularyError
from graph.model import Status
from graph.stance import Constants, Signal

DAY = dt.date(2021, 1, 1)
PLAIN = Constants(
    half_life=90,
    floor=0.25,
    band=0.9,
    factuality={Status.REALISED: 1.0, Status.ANNOUNCED: 0.8, Status.POTENTIAL: 0.35, Status.DENIED: 0.0},
    authority=0.8,
    authority_of_types={"Country": 1.0},
    authority_of_entities={"person/xi-jinping": 1.0},
    relevance={"named": 1.0, "part": 0.8, "sector": 0.5},
)


def signal(
    score: float, *, id_: str = "a", status: Status = Status.REALISED, day: dt.date = DAY, **more: object
) -> Signal:
    return Signal(id_, score, status, day, more.pop("published", day), **more)  # type: ignore[arg-type]


def at(signals: list[Signal], day: dt.date = DAY, **options: bool) -> stance.Point:
    return stance.series(signals, [day], constants=PLAIN, **options)[0]


def test_one_act_weighs_its_severity_and_halves_every_half_life() -> None:
    halt = signal(-0.8)
    assert stance.weight(halt, DAY, constants=PLAIN) == pytest.approx(0.8)
    assert stance.weight(halt, DAY + dt.timedelta(days=90), constants=PLAIN) == pytest.approx(0.4)
    assert stance.weight(halt, DAY + dt.timedelta(days=180), constants=PLAIN) == pytest.approx(0.2)
    assert stance.weight(halt, DAY - dt.timedelta(days=1), constants=PLAIN) == 0


def test_every_factor_multiplies() -> None:
    act = signal(-0.5, status=Status.ANNOUNCED, authority=0.8, confidence=0.9, relevance=0.5)
    assert stance.weight(act, DAY, constants=PLAIN) == pytest.approx(0.5 * 0.8 * 0.8 * 0.9 * 0.5)


def test_stance_by_hand() -> None:
    point = at([signal(-0.8), signal(0.5, id_="b"), signal(-0.7, id_="c")])
    assert point.supportive == pytest.approx(0.5)
    assert point.restrictive == pytest.approx(1.5)
    assert point.stance == pytest.approx((0.5 - 1.5) / (0.5 + 1.5 + 2))
    assert point.contestation == pytest.approx(1 - 1.0 / 2.0)


@pytest.mark.parametrize(
    ("p", "n", "low", "high"),
    [
        (0.0, 0.0, 0.05, 0.95),  # uniform
        (1.0, 0.0, math.sqrt(0.05), math.sqrt(0.95)),  # Beta(2, 1): F(x) = x²
        (0.0, 2.0, 1 - 0.95 ** (1 / 3), 1 - 0.05 ** (1 / 3)),  # Beta(1, 3): F(x) = 1 − (1 − x)³
    ],
)
def test_band_by_hand(p: float, n: float, low: float, high: float) -> None:
    found_low, found_high = stance.band([p], [n], width=0.9)
    assert found_low[0] == pytest.approx(2 * low - 1, abs=1e-3)
    assert found_high[0] == pytest.approx(2 * high - 1, abs=1e-3)


def test_band_is_symmetric_and_narrows_with_evidence() -> None:
    low, high = stance.band([1.0, 50.0, 2000.0], [1.0, 50.0, 2000.0], width=0.9)
    assert low == pytest.approx(-high, abs=1e-3)
    assert high[0] > high[1] > high[2] > 0


def test_too_little_evidence_is_a_gap_and_never_zero() -> None:
    weak = at([signal(-0.2)])
    assert (weak.stance, weak.low, weak.high) == (None, None, None)
    assert weak.restrictive == pytest.approx(0.2)
    assert at([]).stance is None
    assert at([signal(-0.25)]).stance is not None


def test_denied_acts_never_count() -> None:
    assert at([signal(-0.9, status=Status.DENIED)]).restrictive == 0


def test_what_was_expected_counts_until_it_happens() -> None:
    later = DAY + dt.timedelta(days=30)
    rumour = signal(-0.8, status=Status.POTENTIAL, resolved=later)
    assert stance.weight(rumour, DAY, constants=PLAIN) == pytest.approx(0.8 * 0.35)
    assert stance.weight(rumour, later - dt.timedelta(days=1), constants=PLAIN) > 0
    assert stance.weight(rumour, later, constants=PLAIN) == 0


def test_no_look_ahead_as_published() -> None:
    told = DAY + dt.timedelta(days=200)
    act = signal(-0.8, published=told)
    between = DAY + dt.timedelta(days=100)
    assert stance.weight(act, between, constants=PLAIN) > 0
    assert stance.weight(act, between, constants=PLAIN, as_published=True) == 0
    assert stance.weight(act, told, constants=PLAIN, as_published=True) == pytest.approx(0.8)


def test_an_undated_act_counts_from_its_publication() -> None:
    act = Signal("a", -0.8, Status.REALISED, None, DAY)
    assert stance.weight(act, DAY, constants=PLAIN) == pytest.approx(0.8)
    assert stance.weight(Signal("b", -0.8, Status.REALISED, None, None), DAY, constants=PLAIN) == 0


def test_leaving_one_out() -> None:
    acts = [signal(-0.8), signal(0.5, id_="b"), signal(-0.9, id_="c", status=Status.DENIED)]
    found = stance.leave_one_out(acts, DAY, constants=PLAIN)
    assert [one.id for one, _, _ in found] == ["a", "b"]
    assert found[0][1:] == (pytest.approx(0.8), pytest.approx(0.5 / 2.5))
    assert found[1][2] == pytest.approx(-0.8 / 2.8)


def test_authority_goes_by_entity_then_type() -> None:
    assert PLAIN.authority_of("person/xi-jinping", "Person") == 1.0
    assert PLAIN.authority_of("country/china", "Country") == 1.0
    assert PLAIN.authority_of("governmentbody/csrc", "GovernmentBody") == 0.8


def test_constants_of_the_project() -> None:
    known = stance.project()
    assert known.half_life == 90
    assert known.factuality[Status.POTENTIAL] == 0.35
    assert known.relevance["named"] == 1.0


TEXT = """
half_life: 90
floor: 0.25
band: 0.9
factuality: {realised: 1, announced: 0.8, potential: 0.35, denied: 0}
authority: {otherwise: 0.8, types: {}, entities: {}}
relevance: {named: 1, part: 0.8, sector: 0.5}
"""


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("half_life: 90", "half_life: 0", "half_life"),
        ("denied: 0", "denied: 2", "factuality.denied"),
        (", denied: 0", "", "factuality"),
        ("otherwise: 0.8, ", "", "authority"),
        (", sector: 0.5", "", "relevance"),
        ("band: 0.9", "bnd: 0.9", "keys"),
        ("half_life: 90", "half_life: [", "not YAML"),
    ],
)
def test_wrong_constants_name_the_key(old: str, new: str, where: str) -> None:
    assert stance.parse(TEXT, origin="x.yaml").band == 0.9
    with pytest.raises(VocabularyError, match=r"x\.yaml") as told:
        stance.parse(TEXT.replace(old, new), origin="x.yaml")
    assert where in str(told.value)
