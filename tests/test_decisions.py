from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from graph.curation import renamed, retyped, split_off
from graph.deciding import carried, decide
from graph.decisions import Correction, Decision, Kind, Place, append, learned_names, read, standing
from graph.errors import InputError
from graph.model import Article, Claim, Entity, EventDate, Extraction, Precision, Status
from graph.reading import dump, parse
from ingest import catalog

TAN = Entity("person/mira-tan", "Mira Tan", "Person", ("Tan",))
BLUE = Entity("company/blue", "Blue", "Company", ("Blue Ltd",))
HERON = Entity(
    "company/blue-heron", "Blue Heron", "Company", ("Heron",), "CN", known=True, sectors=("sector/technology",)
)
NORTH = Entity("country/north", "North", "Country", state=True, known=True)


def extraction(article: str = "a1") -> Extraction:
    date = EventDate(dt.date(2024, 5, 1), Precision.MONTH, "in May")
    about = Article(article, "Title\n\nBody", "Title", published=dt.date(2024, 6, 1))
    claims = (
        Claim(article, NORTH, "FINES", BLUE, Status.REALISED, "North fined Blue", 7, 23, date, "Reuters", "$5m", 0.8),
        Claim(article, BLUE, "ACQUIRES", HERON, Status.POTENTIAL, "Blue may buy Heron", 30, 48, confidence=0.7),
        Claim(article, TAN, "LEADS", BLUE, Status.REALISED, "Tan of Blue", 50, 61, because="of", sentence_end=90),
        Claim(article, BLUE, "RISES", None, Status.REALISED, "Blue rose", 70, 79),
    )
    entities = {one.id: one for one in (TAN, BLUE, HERON, NORTH)}
    spans = {BLUE.id: ((0, 4), (19, 23)), HERON.id: ((7, 12),)}
    return Extraction(about, claims, {TAN.id: 1, BLUE.id: 3, HERON.id: 2}, entities, spans=spans)


def test_a_reading_is_read_as_it_was_written() -> None:
    told = extraction()
    assert parse(told.article, dump(told)) == told
    assert dump(parse(told.article, dump(told))) == dump(told)


def test_what_is_written_down_is_read(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "decisions.jsonl"
    assert read(path) == ()
    place = Place.of(extraction().claims[0])
    made = [
        append(path, Decision(Kind.SAME, "one firm", HERON, BLUE, who="mira")),
        append(path, Decision(Kind.SPLIT, entity=TAN, other=BLUE, articles=("a1", "a2"))),
        append(path, Decision(Kind.REJECT, places=(place,))),
    ]
    made.append(append(path, Decision(Kind.UNDO, undoes=made[0].id)))
    assert list(read(path)) == made
    assert [one.id for one in read(path)] == [one.id for one in made]
    assert len({one.id for one in made}) == 4
    assert made[0].who == "mira" and made[1].who and made[1].when
    assert standing(made) == tuple(made[1:3])


def test_an_undo_can_be_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    same = append(path, Decision(Kind.SAME, "", HERON, BLUE))
    undo = append(path, Decision(Kind.UNDO, undoes=same.id))
    assert standing(read(path)) == ()
    append(path, Decision(Kind.UNDO, undoes=undo.id))
    assert standing(read(path)) == (same,)


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"kind": "same"}', '{"kind": "wed", "id": "1", "who": "a", "when": "b"}', '"same"']
)
def test_a_line_that_is_none_is_named_and_nothing_is_lost(tmp_path: Path, line: str) -> None:
    path = tmp_path / "decisions.jsonl"
    append(path, Decision(Kind.SAME, "", HERON, BLUE))
    with path.open("a") as file:
        file.write(line)
    with pytest.raises(InputError, match=r"decisions\.jsonl: line 2 is no decision"):
        read(path)
    append(path, Decision(Kind.SAME, "", HERON, BLUE))
    assert len(path.read_text().splitlines()) == 3


def test_one_is_the_other() -> None:
    told = decide(extraction(), [Decision(Kind.SAME, "", HERON, BLUE, id="1")])
    assert [(c.subject.id, c.relation, c.object.id if c.object else "") for c in told.claims] == [
        (NORTH.id, "FINES", HERON.id),
        (TAN.id, "LEADS", HERON.id),
        (HERON.id, "RISES", ""),
    ]
    assert [c.quote for c in told.claims] == ["North fined Blue", "Tan of Blue", "Blue rose"]
    assert told.mentions == {TAN.id: 1, HERON.id: 5}
    assert told.spans == {HERON.id: ((0, 4), (7, 12), (19, 23))}
    assert set(told.entities[HERON.id].aliases) == {"Heron", "Blue", "Blue Ltd"}
    assert told.entities[HERON.id].known and BLUE.id not in told.entities


def test_one_after_the_other() -> None:
    more = Entity("company/heron-group", "Heron Group", "Company")
    both = [Decision(Kind.SAME, "", HERON, BLUE, id="1"), Decision(Kind.SAME, "", more, HERON, id="2")]
    for decisions in (both, both[::-1]):
        told = decide(extraction(), decisions)
        assert told.claims[0].object is not None
        assert told.claims[0].object.id == more.id
    there_and_back = [*both, Decision(Kind.SAME, "", HERON, more, id="3")]
    assert decide(extraction(), there_and_back).claims, "decisions in a ring come to an end"


def test_without_decisions_nothing_changes() -> None:
    assert decide(extraction(), []) == extraction()
    assert decide(extraction(), [Decision(Kind.DIFFERENT, "", HERON, BLUE, id="1")]) == extraction()


def test_namesakes_are_taken_apart_in_these_articles_alone() -> None:
    apart = split_off(TAN, "Mira Tan (banker)", ["a1"])
    told = decide(extraction(), [apart])
    (leads,) = (claim for claim in told.claims if claim.relation == "LEADS")
    assert (leads.subject.id, leads.subject.name) == ("person/mira-tan-banker", "Mira Tan (banker)")
    assert TAN.id not in told.entities
    assert decide(extraction("a2"), [apart]) == extraction("a2")


def test_another_name_and_another_type() -> None:
    told = decide(extraction(), [renamed(BLUE, " Blue  Group ")])
    assert told.entities[BLUE.id].name == "Blue Group"
    assert told.entities[BLUE.id].aliases == ("Blue", "Blue Ltd")
    told = decide(extraction(), [retyped(BLUE, "Organization")])
    assert told.claims[0].object is not None
    assert (told.claims[0].object.id, told.claims[0].object.type) == ("organization/blue", "Organization")
    with pytest.raises(InputError, match="needs a name"):
        renamed(BLUE, "  ")


def test_what_is_rejected_and_confirmed() -> None:
    first, second = (Place.of(claim) for claim in extraction().claims[:2])
    decisions = [Decision(Kind.REJECT, places=(first,), id="1"), Decision(Kind.CONFIRM, places=(second,), id="2")]
    told = decide(extraction(), decisions)
    assert [(c.relation, c.confidence) for c in told.claims] == [("ACQUIRES", 1.0), ("LEADS", 1.0), ("RISES", 1.0)]
    assert decide(extraction("a2"), decisions) == extraction("a2")
    merged = [Decision(Kind.SAME, "", Entity("company/b", "B", "Company"), BLUE, id="0"), *decisions]
    assert [c.relation for c in decide(extraction(), merged).claims] == ["ACQUIRES", "LEADS", "RISES"]
    assert {read.id for read, _ in carried(extraction(), merged)} == {c.id for c in extraction().claims[1:]}


def test_what_is_corrected() -> None:
    first, second = extraction().claims[:2]
    fined = Correction("FINES", Status.ANNOUNCED)
    decisions = [
        Decision(Kind.CORRECT, places=(Place.of(first),), correction=fined, id="1"),
        Decision(Kind.CORRECT, places=(Place.of(second),), correction=Correction(turned=True), id="2"),
    ]
    told = decide(extraction(), decisions).claims
    assert (told[0].relation, told[0].status, told[0].confidence) == ("FINES", Status.ANNOUNCED, 1.0)
    assert (told[0].subject, told[0].object, told[0].quote) == (first.subject, first.object, first.quote)
    assert second.object is not None and told[1].object is not None
    assert (told[1].subject.id, told[1].object.id) == (second.object.id, second.subject.id)
    assert (told[1].relation, told[1].status) == (second.relation, second.status)
    # the last word counts
    assert len(decide(extraction(), [*decisions, Decision(Kind.REJECT, places=(Place.of(first),))]).claims) == 3


def test_a_correction_is_kept_as_it_was_made(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    place = Place.of(extraction().claims[0])
    for told in (Correction("FINES", Status.DENIED), Correction(turned=True)):
        made = append(path, Decision(Kind.CORRECT, places=(place,), correction=told))
        assert read(path)[-1] == made
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"FINES"', '"NO_SUCH_ACT"'), encoding="utf-8")
    with pytest.raises(InputError, match="line 1 is no decision"):
        read(path)


def test_names_that_were_learned_are_recognised_next() -> None:
    found = catalog.load()
    id_ = next(iter(found.entries))
    known = found.entity(id_)
    other = Entity("company/other", "Zyxel Harbour Unheard", "Company", ("Zyxel Unheard",))
    decisions = [Decision(Kind.SAME, "", known, other, id="1")]
    assert learned_names(decisions) == {id_: ("Zyxel Harbour Unheard", "Zyxel Unheard")}
    assert learned_names([*decisions, Decision(Kind.UNDO, undoes="1", id="2")]) == {}
    somebody = found.entity(list(found.entries)[1])
    more = catalog.with_names(found, {id_: [*learned_names(decisions)[id_], somebody.name], "company/unknown": ["X"]})
    assert set(more.entity(id_).aliases) - set(known.aliases) == {"Zyxel Harbour Unheard", "Zyxel Unheard"}
    assert len(more.entries) == len(found.entries)
