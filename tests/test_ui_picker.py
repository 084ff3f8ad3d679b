from typing import Any

from ui import picker
from ui.reads import Found

ANT = Found("company/ant-group", "Ant Group", "Company", ("Ant Financial", "蚂蚁集团"), 14)


def test_the_box_tells_the_other_name_that_was_typed() -> None:
    assert picker.matching(ANT, "ant fin") == "Ant Financial"
    assert picker.matching(ANT, "蚂蚁") == "蚂蚁集团"
    assert picker.matching(ANT, "ant gr") == "蚂蚁集团"
    assert picker.matching(Found("x", "X", "Company", ("Ex",), 1), "x") == ""


class Graph:
    def read(self, statement: str, /, **params: Any) -> list[dict[str, Any]]:
        assert statement == "explore/search_entities"
        assert params["text"] == "ant group"
        return [{"id": ANT.id, "name": ANT.name, "type": "GovernmentBody", "aliases": list(ANT.aliases), "acts": 1}]


def test_what_is_offered_is_told_in_words() -> None:
    assert picker.offered(Graph(), " Ant  group ") == [
        {"id": ANT.id, "name": "Ant Group", "type": "Government body", "other": "蚂蚁集团", "acts": "1 act"}
    ]
    assert picker.offered(Graph(), "  ") == []
