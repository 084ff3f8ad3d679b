import pytest

from graph.model import Entity
from graph.stance import rollup

SHARES = {"named": 1.0, "part": 0.8, "firm": 0.5, "sector": 0.4}
ALL = {
    one.id: one
    for one in (
        Entity("sector/technology", "technology", "Sector"),
        Entity("sector/platforms", "platforms", "Sector", sectors=("sector/technology",)),
        Entity("company/mother", "Mother", "Company", sectors=("sector/platforms",)),
        Entity("company/daughter", "Daughter", "Company", parent="company/mother"),
        Entity("deal/ipo", "IPO", "Deal", parent="company/daughter"),
        Entity("company/other", "Other", "Company", sectors=("sector/technology", "sector/platforms")),
        Entity("country/china", "China", "Country", jurisdiction="CN", state=True),
        Entity("governmentbody/ministry", "Ministry", "GovernmentBody", (), "CN", parent="country/china", state=True),
        Entity("governmentbody/bureau", "Bureau", "GovernmentBody", (), "CN", parent="governmentbody/ministry"),
        Entity("country/us", "US", "Country", jurisdiction="US", state=True),
    )
}


def ties(target: str) -> dict[str, tuple[float, str]]:
    return {
        id_.partition("/")[2]: (round(tie.relevance, 4), tie.reason)
        for id_, tie in rollup.ties(target, ALL, SHARES).items()
    }


def test_a_sector_gathers_its_branches_its_firms_and_their_parts() -> None:
    assert ties("sector/technology") == {
        "technology": (1.0, "on technology itself"),
        "platforms": (0.8, "platforms is a branch of technology"),
        "other": (0.5, "Other is in technology"),
        "mother": (0.4, "Mother is in platforms; platforms is a branch of technology"),
        "daughter": (
            0.32,
            "Daughter is part of Mother; Mother is in platforms; platforms is a branch of technology",
        ),
        "ipo": (
            0.256,
            "IPO is part of Daughter; Daughter is part of Mother; Mother is in platforms; "
            "platforms is a branch of technology",
        ),
    }


def test_a_firm_gathers_its_parts_and_what_is_done_to_its_sectors_but_no_other_firm() -> None:
    assert ties("company/mother") == {
        "mother": (1.0, "on Mother itself"),
        "daughter": (0.8, "Daughter is part of Mother"),
        "ipo": (0.64, "IPO is part of Daughter; Daughter is part of Mother"),
        "platforms": (0.4, "Mother is in platforms"),
        "technology": (0.32, "Mother is in platforms; platforms is a branch of technology"),
    }


def test_nobody_rolls_up_to_a_stranger() -> None:
    assert ties("company/unheard-of") == {"unheard-of": (1.0, "on company/unheard-of itself")}


def test_rings_end() -> None:
    ring = {
        "a": Entity("a", "A", "Company", parent="b"),
        "b": Entity("b", "B", "Company", parent="a"),
    }
    assert {id_: tie.relevance for id_, tie in rollup.ties("a", ring, SHARES).items()} == {"a": 1.0, "b": 0.8}
    assert not rollup.speaks_for(ring["a"], Entity("c", "C", "GovernmentBody"), ring)


@pytest.mark.parametrize(
    ("actor", "issuer", "speaks"),
    [
        ("governmentbody/bureau", "country/china", True),
        ("governmentbody/bureau", "governmentbody/ministry", True),
        ("governmentbody/ministry", "governmentbody/bureau", False),
        ("country/china", "governmentbody/ministry", False),
        ("governmentbody/bureau", "country/us", False),
    ],
)
def test_who_speaks_for_whom(actor: str, issuer: str, speaks: bool) -> None:
    assert rollup.speaks_for(ALL[actor], ALL[issuer], ALL) is speaks
