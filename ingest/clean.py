"""Text without the page around it: rules by kind of line, for text that comes without markup."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.dates import MONTHS
from ingest.rules import compile_rules, match_words, read_rules

LONG_LINE = 60
"""Words from which a line is a paragraph, whatever it begins with."""

_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F)])
_SPACES = str.maketrans(dict.fromkeys("\xa0\u2002\u2003\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\v\f", " "))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
# The UTF-8 bytes of a curly quote, a dash or an accented letter, read as windows-1252.
_MOJIBAKE = re.compile("â[€„][\u0080-\u00bf\u0152-\u0192\u02c6-\u02dc\u2013-\u2122]|Ã[\u0080-\u00bf]|Â[\u0080-\u00bf]")

SENTENCE_END = re.compile(r"(?:[.!?…。!?]|\.{3})[\"'”’)\]»」』*]*$")
SENTENCE_START = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z])")
BULLET = re.compile(r"^(?:[*•●▪◦‣·➤►–—-]|\d{1,2}[.)])\s+")

_PLACE = r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}"
_PLACES = rf"{_PLACE}(?:/{_PLACE})?(?:, {_PLACE}){{0,2}}"
_CAPITALS = r"[A-Z]{3,}(?:[ /-][A-Z]{2,})*"
_MONTH = "|".join(name.capitalize() for name in sorted(MONTHS, key=len, reverse=True))
_DAY = rf"(?:(?:{_MONTH})\.? \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}} (?:{_MONTH})(?: \d{{4}})?)"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, the number of the block without a gap it stands in, and its level as a heading in Markdown."""

    text: str
    block: int = 0
    level: int = 0


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
    words = ["wires", "agencies", "sites", "share", "menu", "crumbs"]
    rules = read_rules("debris.yaml", "line", "start", "list", "sentence", "inline", *words)

    def pattern(key: str, before: str = "", after: str = "") -> re.Pattern[str]:
        return compile_rules(rules[key], f"debris.yaml: {key}", before, after)

    agencies, wires, sites = (match_words(rules[key]) for key in ("agencies", "wires", "sites"))
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
            rf"^(?:(?:{_PLACES}(?:,? {_DAY})?\s?)?\((?P<wire>{wires})\)\s?(?:[-—–]+|:)\s*"
            rf"|{_PLACES},? {_DAY}\s?\((?P<agency>{wires})\)\s+"
            rf"|(?:{_CAPITALS}(?:, {_PLACE})?(?:,? {_DAY})?|{_PLACES},? {_DAY})\s?"
            rf"\((?P<source>[A-Z][\w.&’' -]{{1,40}})\)\s?[-—–]+\s*"
            rf"|(?:{_CAPITALS}(?:, {_PLACE})?(?:,? {_DAY})?|{_PLACES},? {_DAY})\s?(?:—|–|--)\s?)(?=[\"'“‘(]?[A-Z])"
        ),
        blurb=re.compile(
            rf"^(?:about )?(?P<name>[\w.’' -]{{2,40}}?) is (?:a|an|the)\b.{{0,80}}\b(?:{sites})\b", re.IGNORECASE
        ),
        share=frozenset(rules["share"]),
        menu=frozenset(rules["menu"]),
        agencies=tuple(rules["agencies"]),
        crumbs=tuple(rules["crumbs"]),
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
    lines = [line.text for line in split_lines(text)]
    if len(lines) > 1:
        lines = _without_loose_ends(list(_article_lines(lines, publisher)))
    return "\n\n".join(filter(None, (_clean_line(line, publisher) for line in lines)))


def split_lines(text: str) -> list[Line]:
    """The lines that are not empty, without Markdown; lines broken at a fixed width are put together."""
    lines: list[Line] = []
    width = max(map(len, text.split("\n")))
    for number, block in enumerate(re.split(r"\n\s*\n", text)):
        rows = [Line(_unmarked(cell), number, _level(row)) for row in block.split("\n") for cell in _cells(row)]
        rows = [row for row in rows if row.text]
        if rows and _is_wrapped(block.strip().split("\n"), [row.text for row in rows], width):
            rows = [Line(" ".join(row.text for row in rows), number, rows[0].level)]
        lines.extend(rows)
    return lines


def _is_wrapped(raw: list[str], rows: list[str], width: int) -> bool:
    """Whether the rows of a block are one paragraph; without the end of a sentence, each must be as full as it can."""
    widths = [len(row.rstrip()) for row in raw[:-1]]
    if not widths or max(widths) > 100 or min(widths) < max(40, 0.7 * max(widths)):
        return False
    if any(map(SENTENCE_END.search, rows)):
        return not all(SENTENCE_END.search(row) or BULLET.match(row) for row in rows[:-1])
    return all(
        count + 1 + len(after.split()[0]) > width for count, after in zip(widths, raw[1:], strict=True) if after.split()
    )


def _level(row: str) -> int:
    marks = re.match(r"\s*(#{1,6})\s", row)
    return len(marks.group(1)) if marks else 0


def _cells(row: str) -> list[str]:
    """The sentences in a row of a Markdown table, which pages also lay text out with; any other line as it is."""
    if not re.fullmatch(r"\s*\|.*\|\s*", row):
        return [row]
    return [cell for cell in row.split("|") if is_sentence(cell.strip())]


def _unmarked(row: str) -> str:
    row = re.sub(r"^\s*(?:#{1,6}(?=\s|$)|>+)\s*", "", row)
    row = re.sub(r"!\[[^\]]*\]\([^)\s]*\)", "", row)
    row = re.sub(r"\[([^\[\]]+)\]\((?:https?:|/|#|mailto:)[^)\s]*\)", r"\1", row)
    row = re.sub(r"\*\*|__", "", row).strip()
    return re.sub(r"^([*_])(?=[^\s*_])([^*]*[^\s*_])\1$", r"\2", row)


def has_sentence(text: str) -> bool:
    """Whether a line of the text is or ends in a sentence; menus and lists of headlines have none."""
    return "。" in text or any(is_sentence(line) for line in text.split("\n"))


def is_sentence(line: str, words: int = 5) -> bool:
    """Whether a line of at least so many words ends as sentences do, or is long enough for a paragraph cut short."""
    count = len(line.split())
    ends = SENTENCE_END.search(line) or (count > 5 and line.endswith(":"))
    return count >= 25 or (count >= words and bool(ends))


def is_debris(line: str) -> bool:
    """Whether a line belongs to the page and not to the article, as its own words tell."""
    rules, words = _debris(), re.findall(r"[^\W_][\w.’'-]*", line.casefold())
    if rules.line.fullmatch(line) or rules.caption.search(line):
        return True
    if len(words) <= LONG_LINE and rules.start.match(line):
        return True
    if len(words) <= 25 and (rules.share.issuperset(words) or rules.menu.issuperset(words)):
        return True
    return not is_sentence(line) and (
        len(re.findall(r"\s[>»›]\s", line)) > 1 or bool(re.match(r"home\s*[>»›/|]", line, re.I))
    )


def heads_list(line: str) -> bool:
    """Whether a line is the heading of a list of other articles."""
    return bool(_debris().list.fullmatch(line))


def match_dateline(line: str) -> re.Match[str] | None:
    """What stands before the first sentence of a report: where, when and by whom it was sent."""
    return _debris().dateline.match(line)


def match_crumbs(line: str) -> re.Match[str] | None:
    """The trail from the front page at the start of a line."""
    return re.match(rf"home\b(?:\W*\b(?:{'|'.join(_debris().crumbs)})\b)*\W*(?=\S)", line, re.IGNORECASE)


def _article_lines(lines: list[str], publisher: str) -> Iterator[str]:
    """The lines that are neither debris nor headlines of other articles nor the site's own blurb."""
    rules = _debris()
    footer = squash(publisher + " ".join(line for line in lines if is_debris(line)))
    in_list = False
    for line in lines:
        blurb = rules.blurb.match(line)
        own_blurb = blurb is not None and (in_list or squash(blurb.group("name")) in footer)
        headline = BULLET.match(line) or line.endswith("?") or not is_sentence(line, 9)
        if heads_list(line):
            in_list = True
        elif not (is_debris(line) or own_blurb or (in_list and headline)):
            in_list = False
            if len(line.split()) > 2 or SENTENCE_END.search(line):
                yield line


def _without_loose_ends(lines: list[str]) -> list[str]:
    """Without runs of three and more lines that are no sentences, and without two and more of them at the end."""
    if not any(is_sentence(line, 2) for line in lines):
        return lines
    kept: list[str] = []
    run: list[str] = []
    for line in lines:
        if is_sentence(line, 2):
            if len(run) < 3 or any(BULLET.match(row) for row in run):
                kept.extend(run)
            kept.append(line)
            run = []
        else:
            run.append(line)
    if len(run) == 1 and len(run[0].split()) >= 8 and not BULLET.match(run[0]):
        kept.extend(run)  # more likely a paragraph cut short than a headline
    return kept


def _clean_line(line: str, publisher: str) -> str:
    rules = _debris()
    line = rules.dateline.sub("", rules.inline.sub(" ", line)).strip()
    line = rules.credit.sub("", _without_picture_credit(line, publisher)).strip()
    starts = [match.end() for match in SENTENCE_START.finditer(line)]
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
    owners = {squash(name) for name in (publisher, publisher.split(".")[0], *_debris().agencies) if name}
    for count in (4, 3, 2, 1):
        head = " ".join(words[:count])
        if count < len(words) and (squash(head.split(" via ")[-1]) in owners or (count == 1 and words[0] == words[1])):
            return (line[: match.start()].rstrip(" |") + " " + " ".join(words[count:])).strip()
    return line


def squash(text: str) -> str:
    """Letters and digits alone, whatever the case: what makes two names or headlines the same."""
    return re.sub(r"[\W_]+", "", text.casefold())
