import datetime as dt
from dataclasses import replace
from html.parser import HTMLParser

from ui import evidence, reads
from ui.reads import Act, Profile, Report

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"' **b** [x](javascript:alert(1))"
ACT = Act(
    "e1", "HALTS", dt.date(2020, 11, 3), "day", "realised", -0.8, 0.9, 2, "", "country/china", "China", "Country",
    "company/ant-group", "Ant Group", "Company",
)  # fmt: skip
REPORT = Report(
    "e1", "halted the offering", "On Tuesday Shanghai halted the offering of Ant.", 20, "realised", "", 0.87, "a1",
    "Ant halted", "https://example.com/a", "Harbour Wire", dt.date(2020, 11, 4),
)  # fmt: skip


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_quote_is_marked_in_its_sentence() -> None:
    assert evidence.marked(REPORT) == "On Tuesday Shanghai <mark>halted the offering</mark> of Ant."
    assert evidence.marked(replace(REPORT, sentence="", quote_start=-1)) == "<mark>halted the offering</mark>"


def test_long_sentences_are_cut_around_the_quote() -> None:
    long = replace(REPORT, sentence="x" * 900 + "halted the offering" + "y" * 900, quote_start=900)
    text = evidence.marked(long)
    assert text.startswith("…xxx")
    assert text.endswith("yyy…")
    assert len(text) < 800


def test_an_act_tells_who_is_against_and_what_it_may_be() -> None:
    found = Tags(evidence.act_html(replace(ACT, against=1, may_be=2), [REPORT]))
    assert "1 publisher against" in found.text
    assert "may be one of 2 other acts" in found.text
    assert "against" not in Tags(evidence.act_html(ACT, [REPORT])).text


def test_an_act_tells_what_when_who_and_where() -> None:
    other = replace(REPORT, article="a2", attributed_to="people familiar", status="announced", published=None)
    found = Tags(evidence.act_html(ACT, [REPORT, other], is_open=True))
    for words in (
        "China halts Ant Group",
        "Realised",
        "3 Nov 2020",
        "Restrictive −0.80",
        "2 publishers",
        "Harbour Wire",
    ):
        assert words in found.text
    for words in ("4 Nov 2020", "87% confidence", "1 other report", "says people familiar", "told as announced"):
        assert words in found.text
    link = next(attrs for tag, attrs in found.tags if tag == "a")
    assert link["href"] == "https://example.com/a"
    assert link["rel"] == "noopener noreferrer"


def test_text_of_articles_stays_text() -> None:
    act = replace(ACT, actor_name=EVIL, target_name=EVIL, amount=EVIL, status="<b>")
    report = replace(
        REPORT, quote=EVIL, sentence=EVIL, quote_start=0, attributed_to=EVIL, title=EVIL, url="javascript:alert(1)",
        publisher=EVIL, status=EVIL,
    )  # fmt: skip
    profile = Profile("x/y", EVIL, EVIL, (EVIL,), EVIL, True, EVIL, EVIL, (EVIL,), 1, 1)
    for html in (
        evidence.act_html(act, [report, report], note=EVIL),
        evidence.profile_html(profile),
        evidence.heading_html(EVIL, EVIL),
    ):
        found = Tags(html)
        assert not {"script", "img", "a", "b"} & {tag for tag, _ in found.tags}
        assert not {name for _, attrs in found.tags for name in attrs} - {"class", "open"}
        assert "<script>" in found.text


def test_a_sentence_stands_in_its_context() -> None:
    told = Tags(evidence.report_html(replace(REPORT, before="First. ", after=" Last & least.")))
    assert "In its context" in told.text
    assert "First. On Tuesday Shanghai halted the offering of Ant. Last & least." in told.text
    assert "In its context" not in Tags(evidence.report_html(REPORT)).text
    assert reads.context("x" * 10, "one\n\ntwo") == ("x" * 10, "one")
    long = "word " * 60
    before, after = reads.context(long, long)
    assert before.startswith("…word") and after.endswith("word…")


def test_an_article_is_read_on_its_page() -> None:
    found = Tags(evidence.acts_html([ACT], {"e1": [replace(REPORT, article='a/1&x="')]}, read_on="article"))
    links = [attrs["href"] for tag, attrs in found.tags if tag == "a"]
    assert links == ["https://example.com/a", "article?id=a%2F1%26x%3D%22"]


def test_an_act_without_reports_says_so() -> None:
    assert "No report is kept" in evidence.act_html(ACT, [])


def test_a_quote_is_found_in_its_sentence() -> None:
    row = {
        "act": "e1", "quote": "halted", "start": 110, "end": 116, "status": "realised", "attributed_to": None,
        "confidence": 0.9, "sentence_start": 100, "sentence": "It halted, halted.", "article": "a", "title": None,
        "url": None, "publisher": None, "published": None,
    }  # fmt: skip
    assert reads.report(row | {"start": 111}).quote_start == 11
    assert reads.report(row | {"start": 500}).quote_start == 3
    assert reads.report(row | {"quote": "not there"}).quote_start == -1
    assert reads.report(row | {"sentence": None}).quote_start == -1
