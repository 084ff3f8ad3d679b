from __future__ import annotations

import datetime as dt
import io
import json
import logging
import os
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.model import Article, Skipped
from ingest.sources import files
from ingest.sources.articles import name_language, name_publisher
from ingest.sources.encoding import decode

DATA = Path(__file__).parent / "data"
TITLE = "Regulator stops the sale of a bank"
BODY = "The regulator – a “body of the state” – stopped the bank’s sale on Tuesday. The bank said it would comply."


def read_one(*paths: str | Path, **options: object) -> Article | Skipped:
    (item,) = files.read(paths, **options)  # type: ignore[arg-type]
    return item


def article(path: str | Path, **options: object) -> Article:
    item = read_one(path, **options)
    assert isinstance(item, Article), item
    return item


def reason(path: str | Path, **options: object) -> str:
    item = read_one(path, **options)
    assert isinstance(item, Skipped), item
    return item.reason


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_text(f"{TITLE}\n\n{BODY}\n", encoding="utf-8")
    return path


def test_text_is_title_blank_line_and_body(note: Path) -> None:
    found = article(note, published=dt.date(2020, 11, 3))
    assert found.text == f"{TITLE}\n\n{BODY}"
    assert found.text[found.body_start :] == BODY
    assert (found.title, found.published, found.language, found.origin) == (
        TITLE,
        dt.date(2020, 11, 3),
        "en",
        str(note),
    )


def test_the_articles_own_date_comes_first() -> None:
    found = article(DATA / "harbour_copy.txt", published=dt.date(1999, 1, 1))
    assert (found.published, found.publisher, found.author) == (dt.date(2020, 11, 3), "Harbour Wire", "Mara Quill")


def test_a_saved_page_tells_title_date_author_site_and_address() -> None:
    found = article(DATA / "harbour_page.html")
    assert found.title == "Regulator halts Tern Bank’s listing"
    assert (found.published, found.author, found.publisher) == (dt.date(2020, 11, 3), "Mara Quill", "Harbour Wire")
    assert found.url.startswith("https://www.harbourwire.example/business/tern-bank-halted.html")
    paragraphs = found.text[found.body_start :].split("\n\n")
    assert [paragraph[:30] for paragraph in paragraphs] == [
        "The securities regulator of Ha",
        "Ada Fenn, who founded the bank",
        "The sale would have raised $34",
    ]
    assert paragraphs[0].endswith("saying that the company no longer met the conditions for a listing.")


def test_a_page_of_links_is_no_article() -> None:
    assert reason(DATA / "index_page.html").startswith("no article in it")


def test_rows_of_a_feed(caplog: pytest.LogCaptureFixture) -> None:
    path = DATA / "feed.jsonl"
    with caplog.at_level(logging.WARNING):
        first, second, headline, *skipped = files.read([path])
    assert isinstance(first, Article) and isinstance(second, Article) and isinstance(headline, Article)
    assert (first.id, first.publisher, first.published) == ("hw-1", "Harbour Wire", dt.date(2020, 11, 3))
    assert first.text == f"{first.title}\n\nThe government of Harbourland banned the app on Tuesday."
    assert first.origin == f"{path}:1"
    assert second.publisher == "harbourwire.example"
    assert second.published == dt.date(2023, 1, 4)
    assert second.text[second.body_start :] == "Northmark said it would lift the tariffs & quotas."
    assert (headline.id, headline.text, headline.published) == ("3", headline.title, None)
    assert f"{path}:4: published 'soon' is no date" in caplog.text
    assert [(item.origin.split(":")[-1], item.reason) for item in skipped if isinstance(item, Skipped)] == [
        ("5", 'no "text" in it'),
        ("6", "not valid JSON: Invalid control character at"),
        ("7", "not a JSON object: one {…} a line is expected"),
        ("8", f"same as {path}:1"),
    ]


def test_ids_stay_when_files_move_and_addresses_are_dressed_up(note: Path, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere" / "note.txt"
    moved.parent.mkdir()
    moved.write_text(
        f"{TITLE}\n\n{BODY} It did so on Friday, a day after the ministry had asked for it.", encoding="utf-8"
    )
    first, second = files.read([note, moved])
    assert isinstance(first, Article) and isinstance(second, Article)
    assert first.id == second.id == article(note).id
    rows = [
        {"text": BODY, "url": url}
        for url in (
            "https://www.harbour.example/a?utm_source=x#top",
            "http://harbour.example/a/",
            "https://harbour.example/b",
        )
    ]
    same, again, other = files.read(["-"], stdin=io.BytesIO("\n".join(map(json.dumps, rows)).encode()))
    assert isinstance(same, Article) and isinstance(again, Skipped) and isinstance(other, Article)
    assert same.id != other.id


def test_a_folder_is_read_sorted_and_without_what_browsers_put_there(note: Path, tmp_path: Path) -> None:
    page = (DATA / "harbour_page.html").read_bytes()
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "page.html").write_bytes(page)
    (tmp_path / "a" / "page_files").mkdir()
    (tmp_path / "a" / "page_files" / "ad.html").write_bytes(page)
    (tmp_path / "a" / "notes_files").mkdir()
    (tmp_path / "a" / "notes_files" / "kept.md").write_text(f"# Another title here\n\n{BODY}", encoding="utf-8")
    (tmp_path / ".hidden.txt").write_text(BODY, encoding="utf-8")
    (tmp_path / "report.docx").write_bytes(b"PK\x03\x04")
    found = list(files.read([tmp_path]))
    assert [Path(item.origin).name for item in found] == ["kept.md", "page.html", "note.txt", "report.docx"]
    assert isinstance(found[3], Skipped) and found[3].reason.startswith(".docx files are not read")


@pytest.mark.parametrize(
    ("data", "title"),
    [
        ((DATA / "harbour_page.html").read_bytes(), "Regulator halts Tern Bank’s listing"),
        ((DATA / "feed.jsonl").read_bytes().split(b"\n")[0], "Harbourland bans Tern Bank’s app"),
        (f"{TITLE}\n\n{BODY}".encode(), TITLE),
    ],
)
def test_standard_input_is_told_apart(data: bytes, title: str) -> None:
    assert article("-", stdin=io.BytesIO(data)).title == title


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac-roman"])
def test_encodings_of_text(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes(f"{TITLE}\r\n\r\n{BODY}".encode(encoding))
    assert article(path).text == f"{TITLE}\n\n{BODY}"


@pytest.mark.parametrize(
    ("saved", "declared"),
    [
        ("cp1252", "windows-1252"),
        ("cp1252", "iso-8859-1"),
        ("cp1252", "utf-8"),
        ("utf-8", "windows-1252"),
        ("gb18030", "gb2312"),
        ("utf-16", "utf-16"),
        ("cp1252", "no-such-thing"),
    ],
)
def test_encodings_of_pages(tmp_path: Path, saved: str, declared: str) -> None:
    path = tmp_path / "page.html"
    html = (DATA / "harbour_page.html").read_text(encoding="utf-8").replace('charset="utf-8"', f'charset="{declared}"')
    path.write_bytes(html.replace("©", "").encode(saved))
    assert article(path).title == "Regulator halts Tern Bank’s listing"


def test_a_utf_8_text_cut_inside_a_character_is_read() -> None:
    assert decode("The bank’s sale’".encode()[:-1]) == "The bank’s sale"


def test_rows_in_other_encodings(tmp_path: Path) -> None:
    line = json.dumps({"title": TITLE, "text": BODY}, ensure_ascii=False)
    for encoding in ("utf-16", "cp1252", "utf-8-sig"):
        path = tmp_path / f"{encoding}.jsonl"
        path.write_bytes(line.encode(encoding))
        assert article(path).text == f"{TITLE}\n\n{BODY}"


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.txt", b"", "empty"),
        ("a.html", b" \n\n ", "empty"),
        ("a.txt", b"PK\x03\x04" + bytes(200), "a zip archive or an Office document, not text"),
        ("a.txt", b"%PDF-1.7 " + bytes(200), "a PDF, not text"),
        ("a.md", b"\x89PNG\r\n\x1a\n" + bytes(200), "an image, not text"),
        ("a.txt", bytes(range(128, 256)) * 40 + bytes(2000), "not text in an encoding that can be told"),
        ("a.txt", b"Hello", "too short to tell anything: 'Hello'"),
        ("a.txt", "😀 😀".encode(), "too short to tell anything: '😀 😀'"),
        ("a.txt", b"\n\n----\n", "too short to tell anything: '----'"),
        ("a.txt", b"Advertisement\n\nShare on Facebook\n\nHome News", "no article in it"),
        ("a.jsonl", b"not json", "not valid JSON: Expecting value"),
        ("a.jsonl", b"[" * 100_000, "not valid JSON: RecursionError"),
        ("a.jsonl", b'{"text": 7}', 'no "text" in it'),
        ("a.mhtml", b"MIME-Version: 1.0\nContent-Type: text/plain\n\nnothing", "no article in it"),
    ],
)
def test_bad_input_is_skipped_and_why(tmp_path: Path, name: str, data: bytes, why: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert reason(path).startswith(why)


def test_paths_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert reason(tmp_path / "missing.txt") == "no such file"
    assert reason("bad\x00name.txt") == "no such file"
    link = tmp_path / "link.txt"
    link.symlink_to(tmp_path / "gone.txt")
    assert reason(link) == "a link to a file that is not there"
    loop = tmp_path / "loop"
    loop.mkdir()
    (loop / "again").symlink_to(loop)
    assert reason(loop) == "a link to a folder: pass the folder itself"
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    assert reason(pipe) == "not a file"
    locked = tmp_path / "locked.txt"
    locked.write_text(BODY, encoding="utf-8")

    def refuse(*_: object) -> io.BytesIO:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert reason(locked) == "cannot be opened: Permission denied"


def test_control_characters_and_emoji_inside_a_text_are_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes(f"{TITLE}\n\n{BODY} The \x00chair\x07man wept 😀.".encode())
    assert article(path).text == f"{TITLE}\n\n{BODY} The chairman wept 😀."


def test_a_page_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.html"
    with path.open("wb") as stream:
        stream.write(b"<html><body>")
        stream.truncate(60_000_000)
    assert reason(path) == "larger than 20 MB: no single article is"


def test_a_text_longer_than_any_article_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "book.txt"
    path.write_text(f"{BODY}\n\n" * 12_000, encoding="utf-8")
    assert "more than an article's 1,000,000" in reason(path)


def test_a_line_that_is_too_long_is_skipped_and_the_next_one_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 1000)
    path = tmp_path / "rows.jsonl"
    path.write_text(f'{{"text": "{"x" * 5000}"}}\n' + json.dumps({"text": BODY}) + "\n", encoding="utf-8")
    long, short = files.read([path])
    assert isinstance(long, Skipped) and long.reason.startswith("a line longer than")
    assert isinstance(short, Article) and short.origin == f"{path}:2"


def test_rows_are_streamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "rows.jsonl"
    with path.open("w", encoding="utf-8") as stream:
        for number in range(300):
            stream.write(json.dumps({"id": number, "text": f"{BODY} {number}", "other": "x" * 50_000}) + "\n")
    tracemalloc.start()
    assert sum(isinstance(item, Article) for item in files.read([path])) == 300
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < path.stat().st_size / 2


def test_markup_nested_too_deeply_is_no_crash(tmp_path: Path) -> None:
    path = tmp_path / "deep.html"
    path.write_text("<html><body>" + "<div>" * 20_000 + BODY + "</div>" * 20_000, encoding="utf-8")
    assert len(list(files.read([path]))) == 1


def test_a_web_archive_is_a_page(tmp_path: Path) -> None:
    html = (DATA / "harbour_page.html").read_text(encoding="utf-8").split("-->\n", 1)[1]
    path = tmp_path / "page.mhtml"
    path.write_bytes(
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://www.harbourwire.example/x.html\r\n"
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="--b"\r\n\r\n----b\r\n'
        b"Content-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + html.encode() + b"\r\n----b--\r\n"
    )
    assert article(path).title == "Regulator halts Tern Bank’s listing"


@pytest.mark.parametrize(
    ("source", "url", "name"),
    [
        ("Harbour Wire", "https://www.harbour.example/a", "Harbour Wire"),
        ("", "https://news.harbour.co.uk/a", "harbour.co.uk"),
        ("https.www.scmp.comrss4feed_entries.md", "", "scmp.com"),
        ("http.rss.cnn.comrssedition.rss_entries.md", "", "cnn.com"),
        ("https.www.politico.eufeed_entries.md", "", "politico.eu"),
        ("https.restofworld.org_entries.md", "", "restofworld.org"),
        ("https.www.comcast.comfeed", "", "comcast.com"),
        ("http.feeds.bbci.co.uknewsrss.xml_entries.md", "https://www.bbc.co.uk/news/1", "bbc.co.uk"),
        ("https://www.harbour.co.uk/feed.xml", "", "harbour.co.uk"),
        ("http", "", ""),
    ],
)
def test_publishers_are_named_as_people_know_them(source: str, url: str, name: str) -> None:
    assert name_publisher(source, url) == name


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Die Bundesregierung hat am Dienstag neue Sanktionen gegen China beschlossen.", "German"),
        ("Le gouvernement chinois suspend l’introduction en bourse de la société.", "French"),
        ("中国监管部门周二叫停了这家公司的首次公开募股。", "Chinese"),
        ("Китай приостановил размещение акций компании на бирже во вторник.", "Russian"),
        ("China suspends Ant IPO", ""),
        ("Xi Jinping, Li Qiang, Wang Huning, Zhao Leji, Cai Qi, Ding Xuexiang and Li Xi met in Zhongnanhai", ""),
        ("Xinhua (新华社) said that Jack Ma (马云) of Ant Group (蚂蚁集团) was summoned by the regulators.", ""),
        (f"{BODY}\n\n中国监管部门周二叫停了这家公司的首次公开募股。\n\n{BODY}", ""),
        ("", ""),
    ],
)
def test_only_what_is_clearly_no_english_is_named(text: str, language: str) -> None:
    assert name_language(text) == language


def test_another_language_is_skipped_by_name(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("Die Bundesregierung hat am Dienstag neue Sanktionen gegen China beschlossen.", encoding="utf-8")
    assert reason(path) == "written in German: only English is read"


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["", "<html><body><p>", '{"text": "', "%", "MIME-Version: 1.0\n"]))
def test_any_bytes_give_one_answer_or_one_a_line(data: bytes, before: str) -> None:
    for item in files.read(["-"], stdin=io.BytesIO(before.encode() + data)):
        assert isinstance(item, Article | Skipped)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["id", "url", "title", "published", "source", "text", "author"]),
        st.one_of(st.none(), st.text(max_size=40), st.integers(), st.floats(), st.just(BODY), st.lists(st.text())),
    )
)
def test_any_row_is_an_article_or_skipped(row: dict[str, object]) -> None:
    (item,) = files.read(["-"], stdin=io.BytesIO(json.dumps(row).encode()))
    if isinstance(item, Article):
        assert item.text.startswith(item.title) and item.text == item.text.strip()


def test_open_files_are_read_by_their_names() -> None:
    text = b"China halted the listing of Ant Group on Tuesday, the exchange said."
    found = list(
        files.read_streams(
            [("a.txt", io.BytesIO(text)), ("again.txt", io.BytesIO(b"")), ("b.docx", io.BytesIO(text)),
             ("c.jsonl", io.BytesIO(b'{"id": "one", "text": "China halted the listing of Ant Group on Tuesday."}\n'))]
        )
    )  # fmt: skip
    assert [one.origin for one in found] == ["a.txt", "again.txt", "b.docx", "c.jsonl:1"]
    assert isinstance(found[0], Article) and isinstance(found[3], Article)
    assert [one.reason for one in found if isinstance(one, Skipped)] == [
        "empty",
        ".docx files are not read: save it as .txt, .md, .html or .jsonl",
    ]


def test_a_pasted_text_has_what_a_person_says_of_it() -> None:
    body = "China halted the listing of Ant Group on Tuesday, the exchange said. It gave no reason."
    day = dt.date(2020, 11, 4)
    found = files.read_text(body, title="Ant halted", publisher="Harbour Wire", published=day)
    assert isinstance(found, Article)
    assert (found.title, found.publisher, found.published) == ("Ant halted", "Harbour Wire", day)
    assert found.text.startswith("Ant halted\n\n") and body in found.text
    again = files.read_text(body, title="Ant halted", publisher="Harbour Wire")
    assert isinstance(again, Article) and again.id == found.id
    assert isinstance(files.read_text("  "), Skipped)
    assert isinstance(files.read_text("x " * 600_000), Skipped)
