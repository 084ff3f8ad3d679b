from __future__ import annotations

from dataclasses import replace
from typing import Any

from graph.curation import Preview
from graph.decisions import Decision, Kind, Place
from graph.model import Entity
from graph.resolution import Decision as Outcome
from graph.resolution.candidates import Bearer, Candidate
from tests.test_ui_canvas import act
from ui import waiting
from ui.views import review as view

ANT, LTD, CO = (Entity(f"company/{name}", name, "Company") for name in ("ant", "ant-ltd", "ant-co"))


def pair(one: Entity, two: Entity) -> Candidate:
    left, right = (Bearer(entity.id, entity.name, entity.type) for entity in (one, two))
    return Candidate(left, right, 0.8, Outcome.UNSURE, ("alike",))


PAIRS = [pair(ANT, LTD), pair(ANT, CO), pair(LTD, CO)]


def test_decided_pairs_leave_the_queue_and_unsure_ones_come_last() -> None:
    assert waiting.pending([*PAIRS, PAIRS[0]], [], aside=()) == PAIRS
    assert waiting.pending(PAIRS, [], aside={waiting.pair_key(PAIRS[0])}) == [PAIRS[1], PAIRS[2], PAIRS[0]]
    different = Decision(Kind.DIFFERENT, "", LTD, ANT, id="1")
    assert waiting.pending(PAIRS, [different], aside=()) == PAIRS[1:]
    same = Decision(Kind.SAME, "", ANT, LTD, id="2")
    assert waiting.pending(PAIRS, [same], aside=()) == [PAIRS[1]], "who became another one is not asked about"
    assert waiting.pending(PAIRS, [same, Decision(Kind.UNDO, undoes="2", id="3")], aside=()) == PAIRS


class Rows:
    def read(self, statement: str, /, **params: Any) -> list[dict[str, Any]]:
        assert statement == "explore/list_unsure_acts" and params["below"] == waiting.BELOW
        found = [act("e1", confidence=0.7), act("e2", confidence=0.8)]
        return [{name: getattr(one, name) for name in waiting.reads.ACT_FIELDS} for one in found]


def test_acts_put_aside_come_last() -> None:
    assert [one.id for one in waiting.unsure_acts(Rows(), aside=())] == ["e1", "e2"]
    assert [one.id for one in waiting.unsure_acts(Rows(), aside={"e1"})] == ["e2", "e1"]


def test_what_was_learned_counts_what_stands() -> None:
    place = Place("a1", "HALTS", ANT.id, CO.id, 0, 5)
    made = [
        Decision(Kind.SAME, "", ANT, replace(LTD, aliases=("Ant Limited",)), id="1"),
        Decision(Kind.DIFFERENT, "", ANT, CO, id="2"),
        Decision(Kind.REJECT, "", places=(place,), id="3"),
        Decision(Kind.UNDO, undoes="3", id="4"),
    ]
    assert waiting.learned(made) == waiting.Learned(
        (("same", 1), ("different", 1)), (("ant", ("ant-ltd", "Ant Limited")),)
    )
    assert waiting.learned([]) == waiting.Learned((), ())


def test_the_effect_is_told_before_it_is() -> None:
    seen = Preview(2, 3, 5, ("Ant", "Ant Ltd"))
    assert view.effect(seen, Kind.SAME).startswith("3 reports told of the other one then, in 2 articles;")
    assert "Ant, Ant Ltd" in view.effect(seen, Kind.SAME)
    assert view.effect(seen, Kind.REJECT) == "3 reports left out, in 2 articles."
    assert view.effect(seen, Kind.CONFIRM) == "3 reports taken for certain, in 2 articles."
    assert view.effect(seen, Kind.DIFFERENT).startswith("Nothing changes")
    assert view.progress(2, 1200) == "1,200 left, 2 decided by you in this visit"
