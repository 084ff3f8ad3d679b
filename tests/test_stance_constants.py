import pytest

from graph.errors import VocabularyError
from graph.model import Status
from graph.stance import constants

TEXT = """
half_life: 90
floor: 0.25
band: 0.9
factuality: {realised: 1, announced: 0.8, potential: 0.35, denied: 0}
authority: {otherwise: 0.8, types: {Country: 1}, entities: {person/xi-jinping: 1}}
relevance: {named: 1, part: 0.8, firm: 0.5, sector: 0.5}
turning_points: {step: 7, segment: 28, penalty: 0.4, shift: 0.1, reach: 42}
ledger: {unconfirmed: 180, undone: {HALTS: {eased: [EASES], reversed: [LIFTS]}}}
"""


def test_constants_of_the_project() -> None:
    known = constants.project()
    assert known.half_life == 90
    assert known.factuality[Status.POTENTIAL] == 0.35
    assert known.relevance["named"] == 1.0


def test_authority_goes_by_entity_then_type() -> None:
    known = constants.parse(TEXT, origin="x.yaml")
    assert known.authority_of("person/xi-jinping", "Person") == 1.0
    assert known.authority_of("country/china", "Country") == 1.0
    assert known.authority_of("governmentbody/csrc", "GovernmentBody") == 0.8


def test_what_is_printed_can_be_read_again() -> None:
    import yaml

    known = constants.project()
    assert constants.parse(yaml.safe_dump(constants.plain(known)), origin="x.yaml") == known


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("half_life: 90", "half_life: 0", "half_life"),
        ("half_life: 90", "half_life: .inf", "half_life"),
        ("denied: 0", "denied: 2", "factuality.denied"),
        (", denied: 0", "", "factuality"),
        ("otherwise: 0.8, ", "", "authority"),
        ("types: {Country: 1}", "types: []", "authority.types"),
        (", sector: 0.5", "", "relevance"),
        ("band: 0.9", "bnd: 0.9", "keys"),
        ("step: 7", "step: 0.5", "turning_points.step"),
        ("penalty: 0.4", "penalty: 0", "turning_points.penalty"),
        ("eased: [EASES]", "eased: [BANS]", "ledger.undone.HALTS.eased"),
        ("reversed: [LIFTS]", "reversed: LIFTS", "ledger.undone.HALTS.reversed"),
        ("undone: {HALTS:", "undone: {LEADS:", "ledger.undone"),
        ("half_life: 90", "half_life: [", "not YAML"),
    ],
)
def test_wrong_constants_name_the_key(old: str, new: str, where: str) -> None:
    assert constants.parse(TEXT, origin="x.yaml").band == 0.9
    with pytest.raises(VocabularyError, match=r"x\.yaml") as told:
        constants.parse(TEXT.replace(old, new), origin="x.yaml")
    assert where in str(told.value)
