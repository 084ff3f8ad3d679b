from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from graph.model import Article
from ingest.header import read_page
from ingest.sources.files import read

ROOT = Path(__file__).parents[1]
EXPECTED: dict[str, dict[str, Any]] = json.loads(
    (ROOT / "tests" / "data" / "sample_headers.json").read_text(encoding="utf-8")
)
FIRST = (
    "The harbour authority of Northmark has forbidden the salt trader Tern to load ships at Port Ellery, two weeks "
    "after an inspection found that its scales had been tampered with."
)
SECOND = (
    "Tern, which is led by Ada Fenn, said on Tuesday that it would appeal against the ban and that the scales had been "
    "calibrated by the authority itself in March."
)
THIRD = "The ministry of trade declined to comment on the case, and no date was set for a hearing in the matter."
TITLE = "Northmark bans salt trader Tern from its largest port"
BODY = [FIRST, SECOND, THIRD]
DAY = dt.date(2021, 5, 4)

LAYOUTS = {
    "masthead, date, headline": (f"THE SALT GAZETTE\nTuesday, 4 May 2021\n\n{TITLE}\n\n", "The Salt Gazette"),
    "headline, then outlet and date": (f"{TITLE}\n\nCoastal Herald | 4 May 2021\n\n", "Coastal Herald"),
    "date, then headline, then outlet": (f"May 4, 2021\n{TITLE}\nCoastal Herald\n\n", "Coastal Herald"),
    "menu of words above the masthead": (
        f"Home News Business Shipping Opinion Weather Jobs\nThe Ellery Times\n\n{TITLE}\nPosted: May 4, 2021\n\n",
        "The Ellery Times",
    ),
    "menu of cells below the masthead": (
        f"The Ellery Times\nFront page | Harbour | Nets | Knots | Tides\n\n{TITLE}\n4 May 2021\n\n",
        "The Ellery Times",
    ),
    "breadcrumb": (f"Home > Business > Shipping\n\n{TITLE}\nThe Ellery Times - 04 May 2021\n\n", "The Ellery Times"),
    "section in capitals above the headline": (
        f"Northern Courier\nMARKETS\n{TITLE}\nBy Mara Quill\n4th May, 2021\n\n",
        "Northern Courier",
    ),
    "a paper without a paper's word": (f"KELP & TIDE\n{TITLE}\n4 May 2021\n\n", "Kelp & Tide"),
    "dotted date that its weekday settles": (f"Coastal Herald\nTue 04.05.2021\n\n{TITLE}\n\n", "Coastal Herald"),
    "dotted date that the days in the text settle": (f"Coastal Herald\n04.05.2021\n\n{TITLE}\n\n", "Coastal Herald"),
    "date month first that another date settles": (
        f"Coastal Herald\n{TITLE}\nPublished 05/04/2021 · Updated 05/14/2021\n\n",
        "Coastal Herald",
    ),
    "month in capitals, hour and zone": (f"{TITLE}\nHARBOUR WIRE — 04 MAY 2021, 10:32 GMT\n\n", "Harbour Wire"),
    "hour and zone on a line of their own": (
        f"Harbour Wire\n4 May 2021\n10:32 GMT\n{TITLE}\nUpdated 3h ago\n\n",
        "Harbour Wire",
    ),
    "last modified and published": (
        f"The Knot Review\n\n{TITLE}\n\nLast modified: Thu 6 May 2021 11.15 BST\nFirst published on Tue 4 May 2021 "
        "06.00 BST\n\n",
        "The Knot Review",
    ),
    "reading time and comments": (
        f"Coastal Herald\n{TITLE}\nMay 4, 2021 · Reading time: 4 min · 12 comments\n\n",
        "Coastal Herald",
    ),
    "byline with a place and a role": (
        f"Coastal Herald\n{TITLE}\nBy Mara Quill in Port Ellery, Senior Reporter\nPublished May 4, 2021 8:05 a.m. ET\n",
        "Coastal Herald",
    ),
    "anonymous byline beside the date": (
        f"Coastal Herald\n{TITLE}\nMay 4, 2021 | By our shipping correspondent\n\n",
        "Coastal Herald",
    ),
    "name alone above the date": (f"Coastal Herald\n{TITLE}\nMara Quill\n4 May 2021\n\n", "Coastal Herald"),
    "photo caption under the headline": (
        f"The Salt Gazette\n{TITLE}\n4 May 2021\n\nSacks on the quay at Port Ellery last week. Photo: Lars Holm\n\n",
        "The Salt Gazette",
    ),
    "caption in brackets": (
        f"The Salt Gazette\n{TITLE}\n4 May 2021\n\n[Photo: sacks on the quay, by Lars Holm]\n\n",
        "The Salt Gazette",
    ),
    "share bar and saving": (
        f"The Salt Gazette\n{TITLE}\n2021-05-04\nShare · Save for later · Print · Text size A A A\n\n",
        "The Salt Gazette",
    ),
    "name of the site behind the headline": (f"{TITLE} | Coastal Herald\n\nMay 4, 2021\n\n", "Coastal Herald"),
    "section before the headline": (f"Shipping | {TITLE}\nCoastal Herald, May 4, 2021\n\n", "Coastal Herald"),
    "trail and headline run together, then again": (
        f"Home News {TITLE}\n\nCoastal Herald\n{TITLE}\n4 May 2021\n\n",
        "Coastal Herald",
    ),
    "place beside the date": (f"THE SALT GAZETTE\n4 May 2021 / Port Ellery\n\n{TITLE}\n\n", "The Salt Gazette"),
    "place, date and agency in one line": (f"PORT ELLERY, 4 May 2021 — Harbour Wire\n\n{TITLE}\n\n", "Harbour Wire"),
    "slogan under the masthead": (
        f"The Ellery Times\nFirst with every tide since 1893\n\n{TITLE}\n4 May 2021\n\n",
        "The Ellery Times",
    ),
    "edition, volume and number": (
        f"THE ELLERY TIMES — Morning edition, Vol. 12 No. 88, May 4, 2021\n\n{TITLE}\n\n",
        "The Ellery Times",
    ),
    "labelled lines": (
        f"Coastal Herald\nDate: 4 May 2021\nSection: Shipping\nAuthor: Mara Quill\n\n{TITLE}\n\n",
        "Coastal Herald",
    ),
    "Markdown, with outlet and day in italics": (f"# {TITLE}\n\n*Coastal Herald · 4 May 2021*\n\n", "Coastal Herald"),
    "Markdown, the masthead as first heading": (
        f"# The Salt Gazette\n\n## {TITLE}\n\n**4 May 2021** | Mara Quill, Staff writer\n\n",
        "The Salt Gazette",
    ),
    "cookies and subscription first": (
        f"We use cookies to improve your experience. Accept all\nAccept cookies? [Yes] [No]\nSubscribe | Log in\n"
        f"Coastal Herald\n\n{TITLE}\n4 May 2021\n\n",
        "Coastal Herald",
    ),
    "two menus, masthead between": (
        f"Log in Register Subscribe\nCOASTAL HERALD\nWorld Business Markets Sport\nTuesday 4 May 2021\n{TITLE}\n\n",
        "Coastal Herald",
    ),
    "site's domain as its name": (f"coastalherald.com | Shipping\n{TITLE}\nMay 4th 2021\n\n", "coastalherald.com"),
    "ISO time with offset": (f"Coastal Herald\n{TITLE}\n2021-05-04T06:30:00+08:00\n\n", "Coastal Herald"),
    "weekday in brackets and market hours": (
        f"Coastal Markets Report — May 4, 2021 (Tuesday), Ellery close\n\n{TITLE}\n\n",
        "Coastal Markets Report",
    ),
    "buttons, the name with online, a signature with a place": (
        f"Print | Close window\nTHE ELLERY TIMES ONLINE\nTuesday, May 04, 2021\n{TITLE}\nMARA QUILL in Port Ellery\n\n",
        "The Ellery Times Online",
    ),
    "labels of sections above the headline": (
        f"Seen in: Shipping, Salt\n{TITLE}\nCoastal Herald\n04-05-2021 | 14:20\n\n",
        "Coastal Herald",
    ),
    "place in brackets, page number": (
        f"The Knot Review (Port Ellery), 4 May 2021, p. 4\n\n{TITLE}\n\n",
        "The Knot Review",
    ),
    "press release": (
        f"PRESS RELEASE\n\n{TITLE}\n\nFor immediate release: 4 May 2021\nSource: Coastal Herald\n\n",
        "Coastal Herald",
    ),
    "agency alone": (f"Reuters\n\n{TITLE}\n\nMay 4, 2021 4:12 PM GMT+8 Updated a year ago\n\n", "Reuters"),
    "platform's bar above the headline": (
        f"Lanyard Post · Follow\n3 min read · May 4, 2021\n\n{TITLE}\n\n",
        "Lanyard Post",
    ),
    "metadata as labels": (
        f"Title: {TITLE}\nDate: 2021-05-04\nSource: Lanyard News\nURL: https://lanyard.example/tern\n\n",
        "Lanyard News",
    ),
    "name of the site behind the headline and in a line of its own": (
        f"{TITLE} - Harbour Today\n\nHarbour Today\nMay 4, 2021 at 6:12 PM\n\n",
        "Harbour Today",
    ),
    "free articles and subscription first": (
        "You have 2 free articles left this month.\nSubscribe for unlimited access to the best journalism, every day.\n"
        f"The Lanyard Post\n{TITLE}\nTuesday 4 May 2021\n\n",
        "The Lanyard Post",
    ),
    "story by, hours ago": (
        f"{TITLE}\nStory by Joss Weir • 2h • 3 min read\nThe Lanyard Post\nMay 4, 2021\n\n",
        "The Lanyard Post",
    ),
    "Chinese date": (f"Coastal Herald\n{TITLE}\n2021年5月4日 星期二\n\n", "Coastal Herald"),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_layouts_of_the_lines_above_an_article(name: str) -> None:
    top, publisher = LAYOUTS[name]
    page = read_page(top + "\n\n".join(BODY))
    assert (page.title, page.published, page.publisher) == (TITLE, DAY, publisher)
    assert page.body.split("\n\n") == BODY


@pytest.mark.parametrize(
    ("top", "author"),
    [
        (f"Coastal Herald\n{TITLE}\nBy Mara Quill in Port Ellery, Senior Reporter\nMay 4, 2021\n\n", "Mara Quill"),
        (f"Coastal Herald\n{TITLE}\nMara Quill\n4 May 2021\n\n", "Mara Quill"),
        (f"Coastal Herald\n{TITLE}\nMara Quill, China correspondent\n4 May 2021\n\n", "Mara Quill"),
        (f"Coastal Herald\n{TITLE}\nWritten by Mara Quill and Joss Weir | 4 May 2021\n\n", "Mara Quill and Joss Weir"),
        (f"Coastal Herald\n{TITLE}\nby Coastal Herald business team\n4 May 2021\n\n", "Coastal Herald business team"),
        (
            f"Coastal Herald\n{TITLE}\n\nMara Quill and Joss Weir\n\nTue 4 May 2021 14.05 BST\n\n",
            "Mara Quill and Joss Weir",
        ),
        (f"Coastal Herald\n{TITLE}\nBY MARA QUILL | STAFF WRITER\nMAY 4, 2021 AT 5:00 A.M.\n\n", "Mara Quill"),
        (f"Coastal Herald\n{TITLE}\nBy a staff writer, 4 May 2021\n\n", ""),
    ],
)
def test_who_signed(top: str, author: str) -> None:
    page = read_page(top + "\n\n".join(BODY))
    assert (page.title, page.author, page.publisher) == (TITLE, author, "Coastal Herald")
    assert page.body.split("\n\n") == BODY


@pytest.mark.parametrize(
    ("top", "kept"),
    [
        (
            f"Coastal Herald\n{TITLE}\n4 May 2021\n\nKey points\n- Scales were tampered with\n- Tern is to appeal\n\n",
            ["- Scales were tampered with", "- Tern is to appeal"],
        ),
        (
            f"Coastal Herald\n{TITLE}\nThe company says the authority had calibrated its scales\n4 May 2021\n\n",
            ["The company says the authority had calibrated its scales"],
        ),
        (
            f"Coastal Herald\n{TITLE}\nAn inspection found tampered scales. The company will appeal against it.\n"
            "By Mara Quill · 4 May 2021\n\n",
            ["An inspection found tampered scales. The company will appeal against it."],
        ),
    ],
)
def test_a_standfirst_and_key_points_stay(top: str, kept: list[str]) -> None:
    page = read_page(top + "\n\n".join(BODY))
    assert (page.title, page.published, page.publisher) == (TITLE, DAY, "Coastal Herald")
    assert page.body.split("\n\n") == kept + BODY


@pytest.mark.parametrize(
    ("top", "bottom", "publisher"),
    [
        (f"Kelp\n{TITLE}\n4 May 2021\n\n", "\n\n© 2021 Kelp. All rights reserved.", "Kelp"),
        (f"{TITLE}\n4 May 2021\n\n", "\n\nCopyright 2021 Kelp and Tide Media Ltd", "Kelp and Tide"),
        (f"{TITLE}\n4 May 2021\n\n", "\n\nSource: Kelp and Tide", "Kelp and Tide"),
        (f"{TITLE}\n4 May 2021\n\n", "\n\n— Harbour Wire", "Harbour Wire"),
        (f"{TITLE}\n\nPORT ELLERY, 4 May 2021 (Harbour Wire) - ", "", "Harbour Wire"),
        (f"{TITLE}\n4 May 2021 / Oxbow\n\n", "\n\nThe hearing is to be held in Oxbow, a town up the river.", ""),
        (f"{TITLE}\n\nTravel & Leisure Business\n4 May 2021\nCoastal Herald\n\n", "", "Coastal Herald"),
    ],
)
def test_the_rest_of_the_page_tells_the_publisher(top: str, bottom: str, publisher: str) -> None:
    page = read_page(top + "\n\n".join(BODY) + bottom)
    assert (page.title, page.published, page.publisher) == (TITLE, DAY, publisher)
    assert page.body.split("\n\n")[:3] == BODY


def test_a_day_that_could_be_two_is_left_out() -> None:
    page = read_page(f"Coastal Herald\n06/07/2021\n\n{TITLE}\n\n{FIRST}\n\n{THIRD}")
    assert (page.title, page.published, page.publisher) == (TITLE, None, "Coastal Herald")
    assert page.body == f"{FIRST}\n\n{THIRD}"


def test_a_report_without_a_headline_is_called_by_its_first_sentence() -> None:
    lead = "The salt trader Tern may no longer load ships at Port Ellery."
    page = read_page(f"PORT ELLERY, May 4, 2021 (Harbour Wire) - {lead}\n\n{SECOND}\n\n{THIRD}")
    assert (page.title, page.published, page.publisher) == (lead, DAY, "Harbour Wire")
    assert page.body == f"{SECOND}\n\n{THIRD}"


def test_a_short_headline_about_the_text_comes_before_its_standfirst() -> None:
    page = read_page(f"Salt Trader Forbidden\nThe scales had been tampered with\n4 May 2021\n\n{FIRST}\n\n{SECOND}")
    assert page.title == "Salt Trader Forbidden"


def test_a_persons_name_above_the_headline_is_no_publisher() -> None:
    page = read_page(f"4 May 2021\n\nMara Quill\n\n{TITLE}\n\n{FIRST}\n\n{SECOND}")
    assert (page.title, page.publisher) == (TITLE, "")


def test_a_headline_in_two_parts_stays_whole() -> None:
    title = "TERN FORBIDDEN TO LOAD — REGULATOR"
    page = read_page(f"Coastal Herald\n4 May 2021\n\n{title}\n\n{FIRST}\n\n{SECOND}")
    assert (page.title, page.publisher) == (title, "Coastal Herald")


def samples() -> dict[str, Article]:
    """The sample articles, by the name of their file, and the line for those in one file."""
    items = list(read([ROOT / "samples" / "articles"]))
    return {Path(item.origin).name: item for item in items if isinstance(item, Article)}


def test_every_sample_article_tells_title_day_publisher_and_text() -> None:
    found = {
        name: {
            "title": article.title,
            "published": str(article.published),
            "publisher": article.publisher,
            "paragraphs": len(article.text[article.body_start :].split("\n\n")),
            "begins": " ".join(article.text[article.body_start :].split()[:6]),
            "ends": " ".join(article.text.split()[-6:]),
        }
        for name, article in samples().items()
    }
    assert found == EXPECTED
