"""What the catalog means, and that each mistake in it is named with its file, the actor and the key."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from graph.errors import InputError, VocabularyError
from ingest import catalog
from ingest.catalog import Catalog, Role

BASE = """
- {name: China, type: Country, jurisdiction: CN, demonyms: [Chinese, the Chinese]}
- {name: Hainan, type: Place, state: true}
- {name: Shenzhen, type: Place}
- {name: technology, type: Sector}
- {name: chips, type: Sector, sectors: [technology]}
- {name: Heron, type: Company, aliases: [Heron Group], sectors: [chips]}
- {name: Heron Cloud, type: Company, parent: Heron, ambiguous: [Cloud]}
- {name: Ministry of Kites, type: GovernmentBody, jurisdiction: CN, parent: China}
- name: Mira Tan
  type: Person
  ambiguous: [Tan]
  roles: [{title: Chief Executive, of: Heron Cloud, from: 2021-06}]
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for the catalog of the project, with one small file in it."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "base.yaml").write_text(BASE, encoding="utf-8")
    monkeypatch.setattr(catalog, "files", lambda _: folder)
    return folder


def added(own: Path, text: str) -> Catalog:
    mine = own.parent / "mine.yaml"
    mine.write_text(text, encoding="utf-8")
    return catalog.load([mine])


WRONG_FILES = {
    "not YAML": ("- {name: [", "not YAML"),
    "a mapping": ("name: Ibis", "must be a list of actors"),
    "a text": ("Ibis", "must be a list of actors"),
    "an entry that is a text": ("- {name: Ibis, type: Company}\n- Stork", "entry 2: name: every actor needs one"),
    "no name": ("- {type: Company}", "entry 1: name: every actor needs one"),
    "a name that is a number": ("- {name: 360, type: Company}", "entry 1: name: every actor needs one"),
    "a blank name": ("- {name: ' ', type: Company}", "entry 1: name: every actor needs one"),
}


@pytest.mark.parametrize(("wrong", "says"), WRONG_FILES.values(), ids=WRONG_FILES)
def test_a_file_that_is_no_catalog_is_named(own: Path, wrong: str, says: str) -> None:
    with pytest.raises(VocabularyError) as error:
        added(own, wrong)
    assert str(error.value).startswith(f"{own.parent / 'mine.yaml'}: {says}")


WRONG_ACTORS = {
    "unknown key": ("type: Company, alias: [I]", "alias: unknown key"),
    "no type": ("jurisdiction: CN", "type: None is none of "),
    "unknown type": ("type: Firm", "type: 'Firm' is none of "),
    "type a list": ("type: [Company]", "type: ['Company'] is none of "),
    "aliases a text": ("type: Company, aliases: I", "aliases: must be a list of texts"),
    "an alias a number": ("type: Company, aliases: [360]", "aliases: must be a list of texts"),
    "an alias blank": ("type: Company, aliases: ['']", "aliases: must be a list of texts"),
    "ambiguous": ("type: Company, ambiguous: I", "ambiguous: must be a list of texts"),
    "metonyms": ("type: Company, metonyms: I", "metonyms: must be a list of texts"),
    "demonyms": ("type: Company, demonyms: I", "demonyms: must be a list of texts"),
    "descriptions": ("type: Company, descriptions: I", "descriptions: must be a list of texts"),
    "sectors a text": ("type: Company, sectors: chips", "sectors: must be a list of texts"),
    "unknown sector": ("type: Company, sectors: [kites]", "sectors: there is no actor of type Sector called 'kites'"),
    "a sector that is none": (
        "type: Company, sectors: [Heron]",
        "sectors: there is no actor of type Sector called 'Heron'",
    ),
    "parent a list": ("type: Company, parent: [Heron]", "parent: must be a text"),
    "unknown parent": ("type: Company, parent: Stork", "parent: there is no actor called 'Stork'"),
    "parent by an alias": ("type: Company, parent: Heron Group", "parent: there is no actor called 'Heron Group'"),
    "roles a mapping": ("type: Person, roles: {title: head, of: Heron}", "roles: must be a list"),
    "a role a text": ("type: Person, roles: [head]", "roles: each has title and of"),
    "a role without title": ("type: Person, roles: [{of: Heron}]", "roles: each has title and of"),
    "a role of nobody": ("type: Person, roles: [{title: head}]", "roles: each has title and of"),
    "a role with more": (
        "type: Person, roles: [{title: head, of: Heron, since: 2020}]",
        "roles: each has title and of",
    ),
    "a role of a number": ("type: Person, roles: [{title: head, of: 360}]", "roles.of: must be a text"),
    "a role of somebody unknown": (
        "type: Person, roles: [{title: head, of: Stork}]",
        "roles.of: there is no actor called 'Stork'",
    ),
    "a first day that is none": (
        "type: Person, roles: [{title: head, of: Heron, from: June}]",
        "roles: 'June' is not a date like 2018-03-14",
    ),
    "a last day that is none": (
        "type: Person, roles: [{title: head, of: Heron, to: '2021-02-30'}]",
        "roles: '2021-02-30' is not a date like 2018-03-14",
    ),
    "a month that is none": (
        "type: Person, roles: [{title: head, of: Heron, from: 2021-13}]",
        "roles: '2021-13' is not a date like 2018-03-14",
    ),
    "a day with too much": (
        "type: Person, roles: [{title: head, of: Heron, from: 2021-01-02-03}]",
        "roles: '2021-01-02-03' is not a date like 2018-03-14",
    ),
    "an alias of somebody else": (
        "type: Company, aliases: [heron group]",
        "aliases: 'heron group' is also a name of Heron",
    ),
    "a name of somebody else": ("type: Company, aliases: [Heron]", "aliases: 'Heron' is also a name of Heron"),
    "a metonym of somebody else": ("type: Company, metonyms: [Chinese]", "aliases: 'Chinese' is also a name of China"),
    "a description of somebody else": (
        "type: Company, descriptions: [Heron]",
        "aliases: 'Heron' is also a name of Heron",
    ),
    "ambiguous here, not there": (
        "type: Company, ambiguous: [Heron Group]",
        "ambiguous: 'Heron Group' is an alias of Heron",
    ),
}


@pytest.mark.parametrize(("wrong", "says"), WRONG_ACTORS.values(), ids=WRONG_ACTORS)
def test_a_mistake_in_an_actor_is_named(own: Path, wrong: str, says: str) -> None:
    with pytest.raises(VocabularyError) as error:
        added(own, f"- {{name: Ibis, {wrong}}}")
    assert str(error.value).startswith(f"{own.parent / 'mine.yaml'}: Ibis: {says}")


def test_a_shared_alias_names_both_files_and_what_to_do(own: Path) -> None:
    with pytest.raises(VocabularyError) as error:
        added(own, "- {name: Ibis, type: Company, aliases: [Heron Group]}")
    assert "(base.yaml: Heron); list it under `ambiguous` in both" in str(error.value)


def test_one_file_may_not_have_an_actor_twice(own: Path) -> None:
    (own / "more.yaml").write_text("- {name: heron, type: Company}", encoding="utf-8")
    with pytest.raises(VocabularyError) as error:
        catalog.load()
    assert str(error.value) == "more.yaml: heron: name: base.yaml: Heron has the same name and type"


def test_a_file_that_cannot_be_read_is_named(own: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.yaml: the catalog file cannot be read"):
        catalog.load([own.parent / "nowhere.yaml"])
    (own.parent / "latin.yaml").write_bytes(b"- {name: Caf\xe9, type: Company}")
    with pytest.raises(InputError, match=r"latin\.yaml: the catalog file cannot be read"):
        catalog.load([own.parent / "latin.yaml"])


def test_a_folder_without_a_catalog_is_named(own: Path) -> None:
    empty = own.parent / "empty"
    empty.mkdir()
    with pytest.raises(InputError, match=r"empty: no \.yaml file in this folder"):
        catalog.load([empty])


def test_a_folder_is_read_with_the_folders_in_it(own: Path) -> None:
    deep = own.parent / "mine" / "deep"
    deep.mkdir(parents=True)
    (deep / "one.yml").write_text("- {name: Ibis, type: Company}", encoding="utf-8")
    (deep.parent / "two.yaml").write_text("- {name: Stork, type: Company, parent: Ibis}", encoding="utf-8")
    (deep.parent / "notes.txt").write_text("no catalog", encoding="utf-8")
    assert catalog.load([deep.parent]).entity("company/stork").parent == "company/ibis"


def test_an_empty_file_adds_nobody(own: Path) -> None:
    assert set(added(own, "# nobody yet\n").entries) == set(catalog.load().entries)


def test_an_actor_of_ones_own_replaces_the_whole_entry(own: Path) -> None:
    heron = added(own, "- {name: Heron, type: Company, jurisdiction: SG}").entity("company/heron")
    assert (heron.aliases, heron.sectors, heron.jurisdiction, heron.known) == ((), (), "SG", True)


@pytest.mark.parametrize(
    "text",
    [
        "- {name: Ibis, type: Company, ambiguous: [Cloud, Tan]}",
        "- {name: Ibis, type: Company, ambiguous: [Heron]}",
        "- {name: Ibis, type: Company, aliases: [Ibis, ibis]}",
        "- {name: Ibis, type: Company, aliases: [IBI]}\n- {name: Stork, type: Company, aliases: [ibi]}",
    ],
    ids=["both ambiguous", "a canonical name", "of the same actor", "short, in another case"],
)
def test_names_that_may_be_shared(own: Path, text: str) -> None:
    assert "company/ibis" in added(own, text).entries


def test_actors_of_two_types_may_not_share_a_name(own: Path) -> None:
    with pytest.raises(VocabularyError, match="Heron: aliases: 'Heron' is also a name of Heron"):
        added(own, "- {name: Heron, type: Sector}")


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2020", "2020-01-01", "2020-12-31"),
        ("'2020'", "2020-01-01", "2020-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2020-12", "2020-12-01", "2020-12-31"),
        ("2020-02-03", "2020-02-03", "2020-02-03"),
        ("'2020-02-03'", "2020-02-03", "2020-02-03"),
    ],
)
def test_a_period_of_office_runs_from_its_first_to_its_last_day(own: Path, written: str, first: str, last: str) -> None:
    text = f"- {{name: Ibis, type: Person, roles: [{{title: head, of: Heron, from: {written}, to: {written}}}]}}"
    (role,) = added(own, text).entries["person/ibis"].roles
    assert role == Role("head", "company/heron", dt.date.fromisoformat(first), dt.date.fromisoformat(last))


def test_an_office_is_held_from_its_first_day_to_its_last() -> None:
    first, last, one = dt.date(2020, 1, 5), dt.date(2020, 1, 9), dt.timedelta(days=1)
    role = Role("head", "company/heron", first, last)
    assert [role.held_on(day) for day in (first - one, first, last, last + one)] == [False, True, True, False]
    assert Role("head", "company/heron").held_on(first)
    assert not role.held_on(None)
    assert Role("head", "company/heron", first).held_on(None)


@pytest.mark.parametrize(
    ("of", "state"),
    [("China", True), ("Ministry of Kites", True), ("Hainan", True), ("Shenzhen", False), ("Heron", False)],
)
def test_a_person_in_an_office_of_a_state_acts_for_it(own: Path, of: str, state: bool) -> None:
    known = added(own, f"- {{name: Ibis, type: Person, roles: [{{title: head, of: {of}}}]}}")
    assert known.entity("person/ibis").state is state


def test_bodies_and_some_places_act_with_the_power_of_a_state(own: Path) -> None:
    known = catalog.load()
    assert [e.entity.name for e in known.entries.values() if e.entity.state] == ["China", "Hainan", "Ministry of Kites"]


def test_what_an_actor_rolls_up_to(own: Path) -> None:
    known = catalog.load()
    assert {e.name for e in known.upward("company/heron-cloud")} == {"Heron", "chips", "technology"}
    assert known.upward("company/nobody") == []


def test_rolling_up_ends_where_owners_own_each_other(own: Path) -> None:
    known = added(own, "- {name: Ibis, type: Company, parent: Stork}\n- {name: Stork, type: Company, parent: Ibis}")
    assert {e.name for e in known.upward("company/ibis")} == {"Ibis", "Stork"}


def test_relatives_are_bound_by_parents_and_roles_but_not_by_a_country_or_a_sector(own: Path) -> None:
    relatives = catalog.load().relatives
    assert relatives["company/heron-cloud"] == {"company/heron", "person/mira-tan"}
    assert relatives["person/mira-tan"] == {"company/heron-cloud"}
    assert relatives["governmentbody/ministry-of-kites"] == set()


def test_offices_are_found_by_their_title_in_small_letters(own: Path) -> None:
    ((holder, role),) = catalog.load().offices["chief executive"]
    assert (holder.name, role.of, role.start) == ("Mira Tan", "company/heron-cloud", dt.date(2021, 6, 1))


def test_what_the_people_of_a_country_are_called(own: Path) -> None:
    assert catalog.load().people_of == {"CN": ("Chinese", "the Chinese")}
    more = "- {name: Utopia, type: Country, jurisdiction: CN, demonyms: [Utopian]}"
    assert added(own, more).people_of["CN"] == ("Chinese", "the Chinese")


def test_the_catalog_of_the_project_takes_an_actor_of_ones_own(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("- {name: Blue Heron Robotics, type: Company, sectors: [technology]}", encoding="utf-8")
    known = catalog.load([mine])
    assert known.entity("company/blue-heron-robotics").sectors == ("sector/technology",)
    assert known.entity("country/china").jurisdiction == "CN"
