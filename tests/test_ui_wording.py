import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui import wording


@pytest.mark.parametrize(
    "text", ["*a* _b_", "[x](http://y)", "a $b$ c", ":red[x] :smile:", "<b>", "`c`", "# h", "1. x", "~~x~~"]
)
def test_markdown_is_shown_as_it_is(text: str) -> None:
    escaped = wording.escape_markdown(text)
    for place, char in enumerate(escaped):
        if char in "*_[]()$:<>`#.~":
            assert escaped[place - 1] == "\\"
    assert escaped.replace("\\", "") == text


@given(st.text())
def test_escaped_html_holds_no_markup(text: str) -> None:
    assert not set("<>\"'") & set(wording.escape_html(text))


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.com/a?b=c", True),
        (" http://example.com ", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//example.com", False),
        ("https:", False),
        ("http://[broken", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_are_links(url: str | None, safe: bool) -> None:
    assert wording.safe_url(url) == ((url or "").strip() if safe else "")


@pytest.mark.parametrize(
    ("precision", "text"),
    [
        ("day", "3 Nov 2020"),
        ("month", "Nov 2020"),
        ("quarter", "Q4 2020"),
        ("year", "2020"),
        ("published", "reported 3 Nov 2020"),
        ("", "3 Nov 2020"),
    ],
)
def test_dates_at_their_own_precision(precision: str, text: str) -> None:
    assert wording.when(dt.date(2020, 11, 3), precision) == text
    assert wording.when(None, precision) == "undated"


def test_captions_take_names_as_text() -> None:
    assert wording.caption("HALTS", "China", "{actor} {0}") == "China halts {actor} {0}"
    assert wording.caption("RISES", "Alibaba") == "Alibaba rises"
    assert wording.caption("UNHEARD_OF", "A", "B") == "A unheard of B"
    assert wording.verb("IMPOSES_TARIFFS_ON") == "imposes tariffs on"


def test_numbers() -> None:
    assert wording.signed(-0.8) == "−0.80"
    assert wording.signed(0.6) == "+0.60"
    assert wording.signed(-0.001) == "0.00"
    assert wording.count(1, "act") == "1 act"
    assert wording.count(1204, "entity", "entities") == "1,204 entities"
    assert wording.polarity(-0.2) == "restrictive"
    assert wording.polarity(0.2) == "supportive"
    assert wording.polarity(None) == wording.polarity(0.0) == "neutral"


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("ant group", "(ant^4 OR ant~1) AND (group^4 OR group*^2 OR group~1)"),
        ("蚂蚁", "蚂蚁"),
        ("AND", "(and^4 OR and*^2 OR and~1)"),
        ('a"b) OR c:*', "a AND b AND or AND (c^4 OR c*^2)"),
        ("alibba holdings", "(alibba^4 OR alibba~1) AND (holdings^4 OR holdings*^2 OR holdings~2)"),
        ("蚂", "蚂*"),
        ("  ", ""),
        ("*?~^", ""),
    ],
)
def test_full_text_queries_are_escaped(typed: str, query: str) -> None:
    assert wording.lucene(typed) == query
