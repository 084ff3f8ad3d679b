from __future__ import annotations

import datetime as dt
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.clean import clean, normalise
from ingest.dates import read_date
from ingest.header import read_page

DATA = Path(__file__).parent / "data"
SENTENCE = "The securities regulator stopped the share sale of the bank on Tuesday, two days before it was to start."


def test_a_page_copied_out_of_a_browser_keeps_title_and_paragraphs() -> None:
    page = read_page((DATA / "harbour_copy.txt").read_text(encoding="utf-8"))
    assert page.title == "Harbourland halts the listing of Tern Bank two days before it starts"
    assert (page.author, page.published, page.publisher) == ("Mara Quill", dt.date(2020, 11, 3), "Harbour Wire")
    assert page.body.split("\n\n") == [
        "The securities regulator of Harbourland stopped the share sale of Tern Bank on Tuesday, saying that the "
        "company no longer met the conditions for a listing. The bank’s founder, Ada Fenn, was summoned a day earlier.",
        "“We will comply,” the bank said.",
        "He did not comment.",
        "Why it matters to investors abroad",
        "The sale would have raised $34 billion, more than any before it. Officials told reporters:",
        "* The lender must hold 30% of the loans it makes.",
        "* Its platform needs a licence of its own.",
        "The ministry said it would publish the rules in January.",
    ]


def test_markdown_is_read_as_text() -> None:
    page = read_page((DATA / "harbour_note.md").read_text(encoding="utf-8"))
    assert page.title == "Northmark and Harbourland agree to end tariffs on salt"
    assert (page.author, page.published, page.publisher) == ("Joss Weir", dt.date(2023, 1, 4), "The Salt Gazette")
    assert page.body.split("\n\n") == [
        "The trade minister of Northmark said on Wednesday that both sides would lift their tariffs on salt within a "
        "month, after talks that went on for two years.",
        "What comes next",
        "We expect the first ships in March, and we expect them full.",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement",
        "ADVERTISEMENTS",
        "Story continues below advertisement",
        "Share on Facebook",
        "Facebook Twitter WhatsApp Email Copy link",
        "Home News World Business Opinion",
        "Home > World > Asia",
        "World › Asia › China",
        "Sign up for our newsletter",
        "Subscribe to The Harbour Daily",
        "Subscribe to continue reading. Already a subscriber? Log in.",
        "We use cookies to improve your experience on this site.",
        "By continuing to use this site you agree to our terms.",
        "Accept all cookies",
        "Read more: Oil prices sink as stocks pile up",
        "READ ALSO: Oil prices sink as stocks pile up",
        "Related: Oil prices sink as stocks pile up",
        "Continue reading...",
        "Read the full story",
        "【Contact us: [email protected]",
        "[email protected]",
        "© 2023 Copyright Harbourwire.example [[email protected]]",
        "Copyright 2023 Harbour Wire. All rights reserved.",
        "Photo: Lars Holm/Getty Images",
        "A sign outside the bank’s office in the city. Lars Holm/Getty Images",
        "Got a confidential news tip? We want to hear from you.",
        "FILE PHOTO: The headquarters of the bank in the city, in 2019. REUTERS/Lars Holm/File Photo",
        "Reporting by Mara Quill and Joss Weir; Editing by Ada Fenn",
        "Our Standards: The Trust Principles.",
        "The post Regulator stops the sale appeared first on Harbour Wire .",
        "5 min read",
        "12 comments",
        "Terms of use | Privacy policy | Contact us",
        "Tags: banks, shares, rules",
        "#banks #shares",
        "Follow us on Twitter for the latest.",
        "Download our app now.",
        "This article was originally published on harbourwire.example.",
        "https://www.harbourwire.example/tern",
        "• • •",
        "Unknown",
    ],
)
def test_a_line_of_debris_goes_from_a_page(line: str) -> None:
    assert clean(f"{SENTENCE}\n\n{line}\n\n{SENTENCE}") == f"{SENTENCE}\n\n{SENTENCE}"
    assert clean(f"{SENTENCE}\n{line}") == SENTENCE


@pytest.mark.parametrize(
    "line",
    [
        "He declined.",
        "Subscribers to the service fell by a third.",
        "Copyright holders sued the company in a court in Beijing on Tuesday.",
        "Contact between the two leaders resumed in May.",
        "Posted in Beijing since 2019, the diplomat has been a critic of the trade deal that his own government "
        "signed, and he said again last week that it would cost his country more than it could ever earn from it in "
        "return, which is why it should be given up as soon as the law allows it and be replaced by a better one.",
        "Share prices in Hong Kong fell 3%.",
        "Xinhua is a state news agency.",
        "The Chinese Communist Party (CCP) — which rules the country — said that it would not.",
        "More than 40 companies were added to the list (including ByteDance/TikTok).",
        "Related companies were told to report their holdings.",
        "Follow the money, investigators say.",
        "Signing up for a licence became harder.",
        "Latest figures show that exports shrank.",
        "Beijing’s move came 5 days ago.",
    ],
)
def test_a_real_sentence_stays(line: str) -> None:
    assert clean(line) == line
    assert clean(f"{SENTENCE}\n\n{line}\n\n{SENTENCE}") == f"{SENTENCE}\n\n{line}\n\n{SENTENCE}"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("It was banned. Continue reading...", "It was banned."),
        ("It was banned Continue reading…", "It was banned"),
        ("It was banned. Related: Tern Bank opens a branch Continue reading...", "It was banned."),
        ("It was banned. To read this article in full, please click here", "It was banned."),
        (
            "It was banned by the […] The post Why it was banned appeared first on Harbour Wire .",
            "It was banned by the",
        ),
        ("It was banned. Sign up for Harbour Wire’s free daily newsletter for your news roundup", "It was banned."),
        ("It was banned. A version of this story appeared in our newsletter. Sign up here.", "It was banned."),
        ("A logo in Beijing on Feb. 28, 2023. (Lars Holm/Getty Images)", "A logo in Beijing on Feb. 28, 2023."),
        ("A logo in Beijing. (Photo by Lars Holm / POOL / AFP via Getty Images)", "A logo in Beijing."),
        ("- user: None It was banned.", "It was banned."),
        ("PORT ELLERY (AP) — It was banned.", "It was banned."),
        ("BEIJING/HONG KONG, Nov 3 (Reuters) - It was banned.", "It was banned."),
        ("(Bloomberg) -- It was banned.", "It was banned."),
        ("BRUSSELS — It was banned.", "It was banned."),
        ("Illustration by Lars Holm / The Harbour It was banned.", "It was banned."),
        ("The port at night. | Image: Getty Images It was banned.", "The port at night. It was banned."),
        (
            "Rules get tighter Follow our live blog for the latest updates Get our morning and afternoon news emails , "
            "free app or daily news podcast It was banned.",
            "Rules get tighter It was banned.",
        ),
    ],
)
def test_a_summary_on_one_line_loses_only_what_is_certain(text: str, kept: str) -> None:
    assert clean(text, publisher="theharbour.example") == kept


def test_a_list_of_headlines_goes_up_to_the_next_paragraph() -> None:
    listed = "Most read\n\nOil prices sink\n\nAdvertisement\n\nBonds rise ahead of figures\n\nWill the bank cut again?"
    assert clean(f"{SENTENCE}\n\n{listed}\n\n{SENTENCE}\n\n{listed}") == f"{SENTENCE}\n\n{SENTENCE}"


def test_a_blurb_goes_only_where_the_site_speaks_of_itself() -> None:
    blurb = "Harbourwire is a leading financial portal for sailors of all ages."
    assert clean(f"{SENTENCE}\n\n{blurb}\n\n© 2020 Harbourwire.example") == SENTENCE
    assert clean(f"{SENTENCE}\n\n{blurb}") == f"{SENTENCE}\n\n{blurb}"


def test_a_paragraph_cut_off_at_the_end_stays() -> None:
    cut = "The bank’s founder, Ada Fenn, was summoned by four author"
    assert clean(f"{SENTENCE}\n\n{cut}") == f"{SENTENCE}\n\n{cut}"


def test_characters_are_normalised_and_quotes_kept() -> None:
    assert normalise("\ufeffA\u00adnt\u200b\xa0Group\r\n“no”\x00 cafe\u0301 😀\t x") == "Ant Group\n“no” café 😀 x"
    assert normalise("Itâ€™s â€œfineâ€\x9d â€” cafÃ©") == "It’s “fine” — café"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Published 3 November 2020", dt.date(2020, 11, 3)),
        ("Nov. 3, 2020", dt.date(2020, 11, 3)),
        ("Tuesday, 3rd of November, 2020", dt.date(2020, 11, 3)),
        ("Sept 3rd 2020", dt.date(2020, 9, 3)),
        ("2020-11-03T10:15:00Z", dt.date(2020, 11, 3)),
        ("2020年11月3日", dt.date(2020, 11, 3)),
        ("23/11/2020", dt.date(2020, 11, 23)),
        ("11/23/2020", dt.date(2020, 11, 23)),
        ("03/03/2020", dt.date(2020, 3, 3)),
        ("03/04/2020", None),
        ("31 February 2020", None),
        ("November 2020", None),
        ("soon", None),
    ],
)
def test_dates_are_read_as_newspapers_write_them(text: str, date: dt.date | None) -> None:
    assert read_date(text) == date


@pytest.mark.parametrize(
    ("line", "author", "publisher", "published"),
    [
        ("by Barbara", "Barbara", "", None),
        ("By Jane Doe in Beijing", "Jane Doe", "", None),
        ("By Jane Doe and Joe Roe, senior reporters", "Jane Doe and Joe Roe", "", None),
        ("By Jane Doe | Harbour Wire", "Jane Doe", "", None),
        ("By Jane Doe | Nov. 3, 2020", "Jane Doe", "", dt.date(2020, 11, 3)),
        ("3 November 2020 — Harbour Wire", "", "Harbour Wire", dt.date(2020, 11, 3)),
        ("Harbour Wire, Nov. 3, 2020 10:15 AM ET", "", "Harbour Wire", dt.date(2020, 11, 3)),
        ("Source: Harbour Wire", "", "Harbour Wire", None),
        ("Published: 2020-11-03 · Updated: 2020-11-05", "", "", dt.date(2020, 11, 3)),
    ],
)
def test_the_lines_under_a_title_tell_who_and_when(
    line: str, author: str, publisher: str, published: dt.date | None
) -> None:
    page = read_page(f"Regulator stops the sale of a bank\n\n{line}\n\n{SENTENCE}\n\n{SENTENCE}")
    assert (page.author, page.publisher, page.published) == (author, publisher, published)
    assert page.body == f"{SENTENCE}\n\n{SENTENCE}"


def test_a_headline_that_begins_like_a_byline_is_a_title() -> None:
    title = "By Banning An App, Northmark Risks A Lawsuit"
    assert read_page(f"{title}\n\n{SENTENCE}").title == title


def test_a_text_without_a_headline_has_no_title() -> None:
    page = read_page(f"{SENTENCE}\n\n{SENTENCE}")
    assert (page.title, page.body) == ("", f"{SENTENCE}\n\n{SENTENCE}")


def test_a_dateline_tells_source_and_date_where_nothing_else_does() -> None:
    page = read_page(f"Regulator stops the sale of a bank\n\nBEIJING, Nov 3, 2020 (Xinhua) -- {SENTENCE}")
    assert (page.publisher, page.published, page.body) == ("Xinhua", dt.date(2020, 11, 3), SENTENCE)


PIECES = st.sampled_from(
    [
        *(DATA / "harbour_copy.txt").read_text(encoding="utf-8").split("\n"),
        *(DATA / "harbour_note.md").read_text(encoding="utf-8").split("\n"),
        "The post A appeared first on B .", "Continue reading...", "(A/Reuters)", "Related: B", "[…]", "**", "| a |",
        "| Image: Getty Images", "Follow our live", "BEIJING (AP) — ", "[a](https://b)", "â€™", "e\u0301", "3 May 2020",
    ]
)  # fmt: skip
MESS = st.lists(st.one_of(PIECES, st.text(max_size=30)), max_size=12).flatmap(
    lambda parts: st.lists(st.sampled_from([" ", "\n", "\n\n", ""]), min_size=len(parts), max_size=len(parts)).map(
        lambda joints: "".join(part + joint for part, joint in zip(parts, joints, strict=True))
    )
)


@settings(max_examples=150, deadline=None)
@given(MESS)
def test_cleaning_again_changes_nothing(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert once == unicodedata.normalize("NFC", once) == once.strip()
    assert not set(once) & set("\r\x00\u200b\xad\xa0")


@settings(max_examples=100, deadline=None)
@given(MESS)
def test_any_text_can_be_read_as_a_page(text: str) -> None:
    page = read_page(text)
    assert clean(page.body, publisher=page.publisher) == page.body
    assert "\n" not in page.title
