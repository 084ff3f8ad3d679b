"""Text without the page around it: rules by kind of line, for text that comes without markup."""

from __future__ import annotations

import datetime as dt
import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import resources

import yaml

from graph.errors import VocabularyError

HEAD_LINES = 15
"""Bylines, dates and sources are looked for in so many lines from the top."""
LONG_LINE = 60
"""Words from which a line is a paragraph, whatever it begins with."""

_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F)])
_SPACES = str.maketrans(dict.fromkeys("\xa0\u2002\u2003\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\v\f", " "))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
# The UTF-8 bytes of a curly quote, a dash or an accented letter, read as windows-1252.
_MOJIBAKE = re.compile("â[€„][\u0080-\u00bf\u0152-\u0192\u02c6-\u02dc\u2013-\u2122]|Ã[\u0080-\u00bf]|Â[\u0080-\u00bf]")

_SENTENCE_END = re.compile(r"(?:[.!?…。!?]|\.{3})[\"'”’)\]»」』*]*$")
_SENTENCE_START = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z])")
_BULLET = re.compile(r"^(?:[*•●▪◦‣·➤►–—-]|\d{1,2}[.)])\s+")

_NAME = r"[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|de|da|van|von|der|bin|al|el|la)){0,4}"
_NAMES = rf"{_NAME}(?:(?:, {_NAME}){{0,3}},? (?:and|&) {_NAME})?"
_BYLINE = re.compile(
    rf"^(?:(?P<by>(?:written |words |story )?by|author\s?:|reporter\s?:)\s+)(?P<names>(?-i:{_NAMES}))"
    rf"(?P<place> in (?-i:{_NAMES}))?(?:\s?[,|•·—–-]\s?(?P<role>.{{2,60}}))?$",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(correspondent|editor|reporter|writer|staff|columnist|journalist|bureau|desk|news|analyst|contributor|agency)s?\b",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"^\(?(?:source|publisher|publication)s?\s?[::]\s*(?P<name>[^.!?]{2,60}?)\)?$", re.IGNORECASE)

_MONTHS = {
    name: number
    for number, names in enumerate(
        ["jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"], start=1)
    for name in names.split()
}  # fmt: skip
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_DATES = [
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"),
    re.compile(r"\b(?P<y>\d{4})[/.](?P<m>\d{1,2})[/.](?P<d>\d{1,2})\b"),
    re.compile(r"(?P<y>\d{4})\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?[日号]"),
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\sof)?[\s-]{_MONTH},?[\s-](?P<y>\d{{4}})\b", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<y>\d{{4}})\b", re.IGNORECASE),
    re.compile(r"\b(?P<a>\d{1,2})[/.-](?P<b>\d{1,2})[/.-](?P<y>\d{4})\b"),
]
_DATE_REST = re.compile(
    r"\b(?:first |originally )?(?:published|posted|updated|last|modified|created|date|released?|issued|filed|revised)\b"
    r"|\b(?:on|at|time)\b"
    r"|\b(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)(?:day|nesday|sday|rsday|urday)?\b"
    r"|\b\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\b|\b\d{1,2}\s?(?=[ap]\.?m)|\b[ap]\.?m\b\.?"
    r"|\b(?:gmt|utc|est|edt|et|pst|pdt|pt|bst|cet|cest|hkt|sgt|cst|jst|ist|aest|aedt|hrs?|beijing time|local time)\b"
    r"|(?<!\w)[+-]\d{1,2}:?\d{2}\b|\b\d+ min(?:ute)?s? read\b|[\W_]",
    re.IGNORECASE,
)
_OUTLET = re.compile(r"^(?:source\s?[::]\s*)?[A-Z][\w.&'’ -]{1,40}$")
_PLACE = r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}"
_DAY = (
    rf"(?:{'|'.join(name.capitalize() for name in sorted(_MONTHS, key=len, reverse=True))})\.? \d{{1,2}}(?:, \d{{4}})?"
)


@dataclass(frozen=True, slots=True)
class Page:
    """An article taken out of its page; what the page does not tell is empty."""

    title: str = ""
    body: str = ""
    published: dt.date | None = None
    publisher: str = ""
    author: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class _Debris:
    line: re.Pattern[str]
    start: re.Pattern[str]
    list: re.Pattern[str]
    sentence: re.Pattern[str]
    inline: re.Pattern[str]
    credit: re.Pattern[str]
    caption: re.Pattern[str]
    dateline: re.Pattern[str]
    blurb: re.Pattern[str]
    share: frozenset[str] = field(default_factory=frozenset)
    menu: frozenset[str] = field(default_factory=frozenset)
    agencies: tuple[str, ...] = ()
    crumbs: tuple[str, ...] = ()


@functools.cache
def _debris() -> _Debris:
    """The rules of debris.yaml, compiled. Raises VocabularyError where one is missing or wrong."""
    where = "ingest/debris.yaml"
    data = yaml.safe_load(resources.files("ingest").joinpath("debris.yaml").read_text(encoding="utf-8"))

    def words(key: str) -> list[str]:
        if not isinstance(data.get(key), list) or not data[key]:
            raise VocabularyError(f"{where}: {key}: a list is needed")
        return [str(word) for word in data[key]]

    def pattern(key: str, before: str = "", after: str = "") -> re.Pattern[str]:
        for number, rule in enumerate(words(key), start=1):
            try:
                re.compile(rule, re.IGNORECASE)
            except re.error as error:
                raise VocabularyError(f"{where}: {key}, rule {number}: {error}") from error
        return re.compile(before + "(?:" + "|".join(f"(?:{rule})" for rule in words(key)) + ")" + after, re.IGNORECASE)

    agencies = "|".join(re.escape(name) for name in sorted(words("agencies"), key=len, reverse=True))
    wires = "|".join(re.escape(name) for name in words("wires"))
    sites = "|".join(re.escape(name) for name in words("sites"))
    return _Debris(
        line=pattern("line"),
        start=pattern("start", r"[\W_]*"),
        list=pattern("list", r"[\W_]*", r"\s?[::»>→.…]*\s*"),
        sentence=pattern("sentence"),
        inline=pattern("inline", r"\s*"),
        credit=re.compile(
            r"(?<=[.!?”\"’])\s?\((?:[^()]{2,80}/[^()]{2,60}"
            rf"|(?:[^()]{{2,60}} (?:via|for|from|by) )?(?:{agencies})(?: via [^()]+)?)\)(?=\s*$)"
            r"|\s?\((?i:photo|image|picture)(?: credit)?(?: by|:) [^()]{2,80}\)"
        ),
        caption=re.compile(rf"(?:/ ?|\bvia )(?:{agencies})$"),
        dateline=re.compile(
            rf"^(?:(?:{_PLACE}(?:/{_PLACE})?(?:, {_PLACE}){{0,2}}(?:,? {_DAY})?\s?)?"
            rf"\((?P<wire>{wires})\)\s?(?:[-—–]+|:)\s*"
            rf"|[A-Z]{{3,}}(?:[ /-][A-Z]{{2,}})*(?:, {_PLACE})?(?:,? {_DAY})?\s?(?:—|–|--)\s?)(?=[\"'“‘(]?[A-Z])"
        ),
        blurb=re.compile(
            rf"^(?:about )?(?P<name>[\w.’' -]{{2,40}}?) is (?:a|an|the)\b.{{0,80}}\b(?:{sites})\b", re.IGNORECASE
        ),
        share=frozenset(words("share")),
        menu=frozenset(words("menu")),
        agencies=tuple(words("agencies")),
        crumbs=tuple(words("crumbs")),
    )


def normalise(text: str) -> str:
    """Text in NFC with plain spaces and line ends, without control, zero-width and soft-hyphen characters."""
    text = re.sub(r"\r\n?|\u2028", "\n", text).replace("\u2029", "\n\n")
    text = _MOJIBAKE.sub(_recode, text).replace("\x85", "\n")
    text = _CONTROL.sub("", text.translate(_INVISIBLE).translate(_SPACES))
    lines = (re.sub(r" {2,}", " ", line).strip(" ") for line in text.split("\n"))
    return unicodedata.normalize("NFC", re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n"))


def _recode(match: re.Match[str]) -> str:
    try:
        # windows-1252 leaves five bytes without a character; there the character is the byte.
        data = b"".join(bytes([ord(c)]) if ord(c) < 256 else c.encode("cp1252") for c in match.group())
        return data.decode("utf-8")
    except UnicodeError:
        return match.group()


def read_date(text: str) -> dt.date | None:
    """The first full date of a text, as newspapers write it; None without one or where 03/04 could be two days."""
    found = _find_date(text)
    return found[0] if found else None


def _find_date(text: str) -> tuple[dt.date, int, int] | None:
    best: tuple[dt.date, int, int] | None = None
    for pattern in _DATES:
        match = pattern.search(text)
        if match is None or (best is not None and match.start() >= best[1]):
            continue
        parts = match.groupdict()
        if "a" in parts:
            first, second = int(parts["a"]), int(parts["b"])
            if first <= 12 and second <= 12 and first != second:
                continue
            day, month = (first, second) if first > 12 else (second, first)
        else:
            day, month = int(parts["d"]), _MONTHS[parts["month"].lower()] if "month" in parts else int(parts["m"])
        try:
            date = dt.date(int(parts["y"]), month, day)
        except ValueError:
            continue
        if 1900 <= date.year <= 2100:
            best = (date, match.start(), match.end())
    return best


def clean(text: str, *, publisher: str = "") -> str:
    """The article's own sentences: menus, share bars, advertisements, related headlines, credits and blurbs taken away.

    One line (a feed's summary) loses only what is certain; a page of lines is also judged by its layout. What stays is
    verbatim, in paragraphs parted by blank lines, and cleaning it again changes nothing.
    """
    while True:
        text, before = _clean_once(normalise(text), publisher), text
        if text == before:
            return text


def _clean_once(text: str, publisher: str) -> str:
    lines = _lines(text)
    if len(lines) > 1:
        lines = _without_loose_ends(list(_article_lines(lines, publisher)))
    return "\n\n".join(filter(None, (_clean_line(line, publisher) for line in lines)))


def read_page(text: str, *, title: str = "", publisher: str = "") -> Page:
    """The article in the text of a page, plain or Markdown: its body, and what the lines at the top tell of it."""
    text = normalise(text)
    heading = re.search(r"^# +(\S.*)$", text, re.MULTILINE)
    title = title or (_unmarked(heading.group(1)) if heading else "")
    published = updated = None
    author = ""
    lines: list[str] = []
    for number, line in enumerate(_lines(text)):
        stamp = _read_stamp(line) if number < HEAD_LINES else None
        # A headline may begin with By as well: an author is named below it.
        if stamp is None or (stamp.author and line[0] == "B" and not title and not any(map(_may_be_title, lines))):
            lines.append(line)
            continue
        if re.search(r"\b(?:updated|modified|revised)\b", line, re.IGNORECASE):
            updated = updated or stamp.published
        else:
            published = published or stamp.published
        publisher, author = publisher or stamp.publisher, author or stamp.author
    title, lines = _take_title(lines, title)
    for line in lines[:3]:
        if dateline := _debris().dateline.match(line):
            published = published or read_date(dateline.group())
            publisher = publisher or dateline.group("wire") or ""
    return Page(title, clean("\n\n".join(lines), publisher=publisher), published or updated, publisher, author)


def _lines(text: str) -> list[str]:
    """The lines that are not empty, without Markdown; lines broken at a fixed width are put together."""
    lines: list[str] = []
    for block in re.split(r"\n\s*\n", text):
        rows = [_unmarked(cell) for row in block.split("\n") for cell in _cells(row)]
        rows = [row for row in rows if row]
        widths = [len(row.rstrip()) for row in block.strip().split("\n")[:-1]]
        wrapped = bool(widths) and max(widths) <= 100 and min(widths) >= max(40, 0.7 * max(widths))
        if wrapped and not all(_SENTENCE_END.search(row) or _BULLET.match(row) for row in rows[:-1]):
            rows = [" ".join(rows)]
        lines.extend(rows)
    return lines


def _cells(row: str) -> list[str]:
    """The sentences in a row of a Markdown table, which pages also lay text out with; any other line as it is."""
    if not re.fullmatch(r"\s*\|.*\|\s*", row):
        return [row]
    return [cell for cell in row.split("|") if _is_sentence(cell.strip())]


def _unmarked(row: str) -> str:
    row = re.sub(r"^\s*(?:#{1,6}(?=\s|$)|>+)\s*", "", row)
    row = re.sub(r"!\[[^\]]*\]\([^)\s]*\)", "", row)
    row = re.sub(r"\[([^\[\]]+)\]\((?:https?:|/|#|mailto:)[^)\s]*\)", r"\1", row)
    return re.sub(r"\*\*|__", "", row).strip()


def has_sentence(text: str) -> bool:
    """Whether a line of the text is or ends in a sentence; menus and lists of headlines have none."""
    return "。" in text or any(_is_sentence(line) for line in text.split("\n"))


def _is_sentence(line: str, words: int = 5) -> bool:
    count = len(line.split())
    ends = _SENTENCE_END.search(line) or (count > 5 and line.endswith(":"))
    return count >= 25 or (count >= words and bool(ends))


def _is_debris(line: str) -> bool:
    rules, words = _debris(), re.findall(r"[^\W_][\w.’'-]*", line.casefold())
    if rules.line.fullmatch(line) or rules.caption.search(line):
        return True
    if len(words) <= LONG_LINE and rules.start.match(line):
        return True
    if len(words) <= 25 and (rules.share.issuperset(words) or rules.menu.issuperset(words)):
        return True
    return not _is_sentence(line) and (
        len(re.findall(r"\s[>»›]\s", line)) > 1 or bool(re.match(r"home\s*[>»›/|]", line, re.I))
    )


def _article_lines(lines: list[str], publisher: str) -> Iterator[str]:
    """The lines that are neither debris nor headlines of other articles nor the site's own blurb."""
    rules = _debris()
    footer = _squash(publisher + " ".join(line for line in lines if _is_debris(line)))
    in_list = False
    for line in lines:
        blurb = rules.blurb.match(line)
        own_blurb = blurb is not None and (in_list or _squash(blurb.group("name")) in footer)
        headline = _BULLET.match(line) or line.endswith("?") or not _is_sentence(line, 9)
        if rules.list.fullmatch(line):
            in_list = True
        elif not (_is_debris(line) or own_blurb or (in_list and headline)):
            in_list = False
            if len(line.split()) > 2 or _SENTENCE_END.search(line):
                yield line


def _without_loose_ends(lines: list[str]) -> list[str]:
    """Without runs of three and more lines that are no sentences, and without two and more of them at the end."""
    if not any(_is_sentence(line, 2) for line in lines):
        return lines
    kept: list[str] = []
    run: list[str] = []
    for line in lines:
        if _is_sentence(line, 2):
            if len(run) < 3 or any(_BULLET.match(row) for row in run):
                kept.extend(run)
            kept.append(line)
            run = []
        else:
            run.append(line)
    if len(run) == 1 and len(run[0].split()) >= 8 and not _BULLET.match(run[0]):
        kept.extend(run)  # more likely a paragraph cut short than a headline
    return kept


def _clean_line(line: str, publisher: str) -> str:
    rules = _debris()
    line = rules.dateline.sub("", rules.inline.sub(" ", line)).strip()
    line = rules.credit.sub("", _without_picture_credit(line, publisher)).strip()
    starts = [match.end() for match in _SENTENCE_START.finditer(line)]
    for start in reversed(starts):
        if rules.sentence.fullmatch(line[start:]):
            return line[:start].rstrip()
    return line


def _without_picture_credit(line: str, publisher: str) -> str:
    match = re.search(
        r"(?:^|\s\|\s)(?:Illustration|Photo|Photograph|Image|Graphic|Screenshot|Collage)s?(?: by|:) "
        r"(?:[^.!?|]{1,70}? / )?",
        line,
    )
    if match is None:
        return line
    words = line[match.end() :].split(" ")
    owners = {_squash(name) for name in (publisher, publisher.split(".")[0], *_debris().agencies) if name}
    for count in (4, 3, 2, 1):
        head = " ".join(words[:count])
        if count < len(words) and (_squash(head.split(" via ")[-1]) in owners or (count == 1 and words[0] == words[1])):
            return (line[: match.start()].rstrip(" |") + " " + " ".join(words[count:])).strip()
    return line


def _squash(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _read_stamp(line: str) -> Page | None:
    """Date, source and author of a line that tells nothing else; None for any other line."""
    if len(line) > 140 or "\x00" in line:
        return None
    if byline := _BYLINE.match(line):
        role = byline.group("role") or ""
        published = read_date(role)
        if (
            not role
            or published
            or _ROLE.search(role)
            or (_OUTLET.match(role) and len(role.split()) < 4)
            or _DATE_REST.sub("", role) == ""
        ):
            return Page(author=byline.group("names"), published=published)
    if source := _SOURCE.match(line):
        return Page(publisher=source.group("name").strip())
    rest, published = line, None
    while found := _find_date(rest):
        published = published or found[0]
        rest = rest[: found[1]] + "|" + rest[found[2] :]
    if published is None:
        return None
    publisher = author = ""
    for part in re.split(r"\s[-/]\s|[|•·—–,;]", rest):
        part = part.strip(" ()[]:.")
        if not _DATE_REST.sub("", part):
            continue
        if byline := _BYLINE.match(part):
            author = byline.group("names")
        elif _OUTLET.match(part) and len(part.split()) <= 5 and not publisher:
            publisher = "" if part.isupper() and len(part) > 4 else part.removeprefix("Source:").strip()
        else:
            return None
    return Page(published=published, publisher=publisher, author=author)


def _take_title(lines: list[str], title: str) -> tuple[str, list[str]]:
    """The title and the lines behind it, none of which repeats it."""
    first = 0
    if not title:
        while first < len(lines) and not _may_be_title(lines[first]):
            first += 1
        if first == len(lines):
            return "", lines
        candidate = lines[first]
        again = next(
            (row for row in lines[first + 1 : first + 7] if len(row.split()) > 2 and candidate.endswith(row)), ""
        )
        crumbs = re.match(rf"home\b(?:\W*\b(?:{'|'.join(_debris().crumbs)})\b)*\W*(?=\S)", candidate, re.IGNORECASE)
        title = again or (candidate[crumbs.end() :] if crumbs else candidate)
        ends = _SENTENCE_END.search(title) and not re.search(
            r"(?:[?!]\W*|\b(?:[A-Z]\.){2,}|\b(?:Inc|Ltd|Corp|Co)\.)$", title
        )
        if len(title.split()) > 30 or ends or (first + 1 == len(lines) and _SENTENCE_END.search(title)):
            return "", lines[first:]
    same = _squash(title)
    places = [at for at, row in enumerate(lines[: HEAD_LINES + first]) if _squash(row) == same]
    before = [row for row in lines[first : places[-1]] if _is_sentence(row)] if places else []
    lines = before + lines[places[-1] + 1 if places else first :]
    return title, [
        row for row in lines if _squash(row) != same and not (row.endswith(title) and len(row) < 2 * len(title))
    ]


def _may_be_title(line: str) -> bool:
    return len(line.split()) > 2 and not _is_debris(line) and not _debris().list.fullmatch(line)
