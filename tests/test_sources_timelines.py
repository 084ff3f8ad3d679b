from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from graph.errors import InputError
from graph.model import Status
from graph.stance.acts import Act
from ingest import catalog
from ingest.catalog import Catalog
from ingest.sources.timelines import Timeline, find_name, names_of, read_timeline
from ui.acts import from_file

HEAD = "date,precision,actor,target,event,direction_reading,source,url\n"


@pytest.fixture(scope="module")
def actors() -> Catalog:
    return catalog.load()


def read(tmp_path: Path, actors: Catalog, text: str, *, head: str = HEAD) -> Timeline:
    path = tmp_path / "events.csv"
    path.write_bytes((head + text).encode())
    return read_timeline(path, catalog=actors, issuer=actors.entity("country/china"))


def acts(tmp_path: Path, text: str) -> list[Act]:
    path = tmp_path / "events.csv"
    path.write_text(HEAD + text, encoding="utf-8")
    return from_file(path).acts


@pytest.mark.parametrize(
    ("event", "reading", "relation"),
    [
        ("The regulator opened an antitrust investigation", "restrictive", "INVESTIGATES"),
        ("Fined a record sum", "restrictive", "FINES"),
        ("The listing was suspended", "restrictive", "HALTS"),
        ("Licences were granted", "supportive", "APPROVES"),
        ("The ban was lifted", "supportive", "LIFTS"),
        ("A ban that many had called for", "restrictive", "BANS"),
        ("Words were found", "restrictive", "RESTRICTS"),
        ("", "supportive", "SUPPORTS"),
    ],
)
def test_a_row_is_the_first_act_that_its_words_tell_of_in_its_direction(
    tmp_path: Path, actors: Catalog, event: str, reading: str, relation: str
) -> None:
    found = read(tmp_path, actors, f'2021-04-10,day,SAMR,Alibaba,"{event}",{reading},Paper,\n')
    assert [one.relation for one in found.reports] == [relation]
    assert found.reports[0].confidence == 1.0
    assert found.reports[0].status is Status.REALISED


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("SAMR", "governmentbody/state-administration-for-market-regulation"),
        ("China securities watchdog", "governmentbody/china-securities-regulatory-commission"),
        ("gaming regulator (NPPA)", "governmentbody/national-press-and-publication-administration"),
        ("China (draft rules)", "country/china"),
        ("27 major internet companies", "sector/technology"),
        ("Vice Premier Liu He", "person/liu-he"),
        ("the former chairman of Alibaba", None),
        ("somebody", None),
        ("Blue Heron", None),
        ("blue heron", None),
    ],
)
def test_names_are_found_in_what_people_write(actors: Catalog, text: str, id_: str | None) -> None:
    found = find_name(text, names_of(actors))
    assert (found.id if found else None) == id_


def test_several_targets_are_one_act(tmp_path: Path, actors: Catalog) -> None:
    found = read(
        tmp_path, actors, '2020-11,month,authorities,"27 firms incl. Tencent, Meituan and Alibaba",Told,restrictive,,\n'
    )
    assert {one.target for one in found.reports} == {
        "sector/companies", "company/tencent", "company/meituan", "company/alibaba",
    }  # fmt: skip
    assert set(found.together.values()) == {"events.csv:2"}
    assert found.notes == ("'authorities' is taken for a body of China (1 row)",)
    assert {str(one.date) for one in found.reports} == {"2020-11"}
    assert {one.published for one in found.reports} == {dt.date(2020, 11, 30)}


def test_a_row_told_again_is_one_event_with_two_sources(tmp_path: Path) -> None:
    told = acts(
        tmp_path,
        "2021-04,month,SAMR,Alibaba,A record fine,restrictive,Paper,\n"
        "2021-04-10,day,China's market regulator,Alibaba,Fined 18 billion yuan,restrictive,Wire,\n",
    )
    assert [(str(one.date), one.sources) for one in told] == [("2021-04-10", ("paper", "wire"))]


def test_what_cannot_be_read_is_told_with_its_line(tmp_path: Path, actors: Catalog) -> None:
    found = read(
        tmp_path,
        actors,
        "2021-04-10,day,SAMR,Alibaba,Fined,restrictive,,\n"
        "soon,day,SAMR,Alibaba,Fined,restrictive,,\n"
        "2021-02-30,day,SAMR,Alibaba,Fined,restrictive,,\n"
        ",,,,,,,\n"
        "2021-04-10,day,SAMR,Alibaba,Fined,mixed,,\n"
        "2021-04-10,day,,Alibaba,Fined,restrictive,,\n"
        "2021-04-10,day,SAMR,,Fined,restrictive,,\n"
        "2021-04-10,day,SAMR,SAMR,Fined,restrictive,,\n"
        "2021-04-10,day,SAMR\n",
    )
    assert len(found.reports) == 1
    assert [one.origin.rpartition(":")[2] for one in found.skipped] == ["3", "4", "6", "7", "8", "9", "10"]
    assert "no date such as" in found.skipped[0].reason
    assert "mixed" in found.skipped[2].reason
    assert "target is empty" in found.skipped[4].reason


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("\ufeffDate;Actor;Target;Direction Reading\r\n", "2021-04-10;SAMR;Alibaba;Restrictive\r\n"),
        ("direction\tdate\ttarget\tactor\textra\n", "-1\t10 April 2021\tAlibaba\tSAMR\tx\n"),
        ("date,actor,target,direction_reading,status,confidence,published\n",
         "2021-04-10,SAMR,Alibaba,restrictive,potential,0.5,2021-04-01\n"),
    ],
)  # fmt: skip
def test_tables_come_in_many_forms(tmp_path: Path, actors: Catalog, head: str, row: str) -> None:
    found = read(tmp_path, actors, row, head=head)
    (one,) = found.reports
    assert (one.date.start, one.target) == (dt.date(2021, 4, 10), "company/alibaba")
    if "status" in head:
        assert (one.status, one.confidence, one.published) == (Status.POTENTIAL, 0.5, dt.date(2021, 4, 1))


@pytest.mark.parametrize(
    ("date", "precision", "text", "last"),
    [
        ("2020-11-03", "month", "2020-11", dt.date(2020, 11, 30)),
        ("2020-11-03", "", "2020-11-03", dt.date(2020, 11, 3)),
        ("2020-Q4", "day", "2020-Q4", dt.date(2020, 12, 31)),
        ("2020-11", "year", "2020", dt.date(2020, 12, 31)),
        ("2020", "year", "2020", dt.date(2020, 12, 31)),
    ],
)
def test_dates_keep_their_precision(
    tmp_path: Path, actors: Catalog, date: str, precision: str, text: str, last: dt.date
) -> None:
    (one,) = read(tmp_path, actors, f"{date},{precision},SAMR,Alibaba,Fined,restrictive,,\n").reports
    assert str(one.date) == text
    assert one.published == last


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"date,actor,target\n2021,SAMR,Alibaba\n", "direction_reading"),
        (HEAD.encode(), "no rows"),
        (HEAD.encode() + b"soon,day,SAMR,Alibaba,Fined,restrictive,,\n", "soon"),
        (b"", "date"),
        (bytes(range(256)) * 40, "events.csv"),
    ],
)
def test_a_file_without_events_is_an_error(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"events\.csv") as told:
        from_file(path)
    assert message in str(told.value)


def test_who_is_asked_for_must_be_known(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(HEAD + "2021-04-10,day,SAMR,Blue Heron,Fined,restrictive,,\n", encoding="utf-8")
    found = from_file(path, target="Blue Heron", issuer="SAMR")
    assert found.target and found.target.name == "Blue Heron"
    with pytest.raises(InputError, match="Nobody"):
        from_file(path, target="Grey Heron")
    with pytest.raises(InputError, match="Nobody"):
        from_file(path, issuer="Atlantis")
    with pytest.raises(InputError, match="No such file"):
        from_file(tmp_path / "missing.csv")
