"""What the lines above an article tell: headline, day, publisher and author.

The lines are read as a block, each by its kind, and the rest of the page gives evidence: a publisher's name returns in
the copyright line or beside the date, a headline is about what the text below it is about.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass, field

from ingest.clean import (
    BULLET,
    SENTENCE_END,
    SENTENCE_START,
    Line,
    clean,
    heads_list,
    is_debris,
    is_sentence,
    match_crumbs,
    match_dateline,
    normalise,
    split_lines,
    squash,
)
from ingest.dates import find_dates
from ingest.rules import compile_rules, match_words, read_rules

HEAD_LINES = 25
"""The text of an article begins in so many lines from the top."""
STAMP_LINES = 15
"""Bylines, dates and sources are looked for in so many lines from the top, and in FOOT_LINES at the end."""
FOOT_LINES = 6
PUBLISHER_SCORE = 2.0
"""The evidence from which a name is the publisher's."""

_NAME = r"[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|de|da|van|von|der|bin|al|el|la)){0,4}"
_NAMES = rf"{_NAME}(?:(?:, {_NAME}){{0,3}},? (?:and|&) {_NAME})?"
_BY = (
    r"(?:(?:written |words |story |report(?:ed)? |text |posted |published |analysis |comment |opinion |essay )?by\b:?"
    r"|(?:author|reporter|writer)s?\s?[::])\s+"
)
_BYLINE = re.compile(
    rf"^{_BY}(?P<names>(?-i:{_NAMES}))(?:,? in (?-i:{_NAMES}))?(?:\s?[,|•·—–-]\s?(?P<role>.{{2,60}}))?$", re.IGNORECASE
)
_SIGNED = re.compile(rf"^(?P<names>{_NAMES})(?:,|\s?[|·•—–-]) (?P<role>[^,|·•\x00]{{3,60}})$")
_BY_PART = re.compile(rf"^{_BY}(?P<names>.+?)(?:,? in (?-i:{_NAMES}))?$", re.IGNORECASE)
_SOURCE = re.compile(r"^\(?(?:source|publisher|publication)s?\s?[::]\s*(?P<name>[^.!?]{2,60}?)\)?$", re.IGNORECASE)
_SIGNATURE = re.compile(rf"^[—–-]+\s?(?P<name>(?:The )?{_NAME})$")
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|\bcopyright\b)[\s©]*(?:copyright\s+)?(?:\d{4}(?:\s?[-–]\s?\d{4})?,?\s+)?(?:copyright\s+)?(?:by\s+)?"
    r"(?P<name>(?-i:[A-Z])[\w&'’-]*(?:\.(?-i:[a-z]{2,})\b|(?: (?:of |the |and |& )?(?-i:[A-Z])[\w&'’-]*)*))",
    re.IGNORECASE,
)
_COMPANY = re.compile(
    r"(?: (?:Media|Ltd|Limited|Inc|LLC|plc|Corp|Company|Co|Group|Holdings?|Publish(?:ing|ers)|Publications?))+$"
)
_DOMAIN = r"[\w-]+(?:\.[a-z]{2,}){1,2}"
_OUTLET = re.compile(rf"^(?:[A-Z][\w.&'’-]*(?: (?:[A-Z&][\w.&'’-]*|of|the|and|for|in|on|de|la|du)){{0,5}}|{_DOMAIN})$")
_STRONG = r"\s*[|¦│·•‧∙›»]\s*|\s+(?:[-–—/]+|>+)\s+|\s*—\s*|;\s"
_SPLIT = re.compile(rf"{_STRONG}|[(),]\s*|\s*\[|\]")
_SPLIT_STRONG = re.compile(_STRONG)
_HEADLINE_END = re.compile(r"(?:[?!]\W*|\b(?:[A-Z]\.){2,}|\b(?:Inc|Ltd|Corp|Co)\.)$")
_CREDIT = re.compile(
    r"\W(?:photo(?:graph)?|image|picture|illustration|graphic|credit|courtesy|handout|file)s?"
    r"(?: (?:credit|by|courtesy(?: of)?|from))?\s?(?:[:/|]|by\b|photo\b)[^.!?]{0,80}[\])]?$"
    r"|^\[(?:image|photo|picture|video|caption)\b.*\]$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?:title|headline)\s?[::]\s*(?=\S)", re.IGNORECASE)
_DATE = "\x00"


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
class _Rules:
    sections: frozenset[str]
    outlets: frozenset[str]
    places: frozenset[str]
    wires: frozenset[str]
    points: frozenset[str]
    common: frozenset[str]
    menu: frozenset[str]
    roles: re.Pattern[str]
    later: re.Pattern[str]
    stamp: re.Pattern[str]


@dataclass(slots=True)
class _Parts:
    """What a line is made of."""

    published: dt.date | None = None
    updated: dt.date | None = None
    dated: bool = False
    stamped: bool = False
    author: str = ""
    signed: bool = False
    source: str = ""
    sections: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)

    @property
    def about_page(self) -> bool:
        """Whether the line tells of the article, and is no part of it."""
        told = self.dated or self.signed or bool(self.sections) or bool(self.source)
        told = told or (len(self.names) > 1 - self.stamped and any(map(_is_outlet, self.names)))
        if not self.other:
            return told or self.stamped or bool(self.places)
        short = all(len(part.split()) <= 4 and not SENTENCE_END.search(part) for part in self.other)
        return short and (self.dated or (len(self.names) + len(self.sections) + len(self.places) > 1 and told))

    @property
    def name_alone(self) -> str:
        """The name that is all there is to the line."""
        rest = self.other or self.sections or self.places or self.dated or self.stamped or self.signed or self.source
        return self.names[0] if len(self.names) == 1 and not rest else ""


@functools.cache
def _rules() -> _Rules:
    rules = read_rules(
        "header.yaml", "sections", "labels", "outlets", "places", "points", "common", "stamp", "later", "roles"
    )
    debris = read_rules("debris.yaml", "menu", "wires")
    sections = frozenset(rules["sections"]) | frozenset(rules["labels"])
    return _Rules(
        sections=sections,
        outlets=frozenset(rules["outlets"]),
        places=frozenset(rules["places"]),
        wires=frozenset(map(str.casefold, debris["wires"])),
        points=frozenset(map(squash, rules["points"])),
        common=frozenset(rules["common"]),
        menu=sections | frozenset(debris["menu"]),
        roles=re.compile(rf"\b(?:{match_words(rules['roles'])})\b", re.IGNORECASE),
        later=re.compile(rf"\b(?:{match_words(rules['later'])})\b", re.IGNORECASE),
        stamp=compile_rules(rules["stamp"], "header.yaml: stamp"),
    )


@dataclass(frozen=True, slots=True)
class _Layout:
    """The lines of a page, what those at its top and its end are made of, and what its text is about."""

    lines: list[Line]
    head: int
    parts: dict[int, _Parts]
    subjects: frozenset[str]
    owner: str

    def texts(self) -> list[str]:
        """The lines of the head."""
        return [line.text for line in self.lines[: self.head]]


def read_page(text: str, *, title: str = "", publisher: str = "") -> Page:
    """The article in the text of a page, plain or Markdown: its body, and what the lines around it tell of it."""
    page = _lay_out(split_lines(normalise(text)))
    at = None if title else _find_title(page)
    if at is not None:
        title = _headline(page, at)
    told = [part for number, part in sorted(page.parts.items()) if _tells(page, number)]
    dateline = next(filter(None, (match_dateline(line.text) for line in page.lines[: page.head + 3])), None)
    published = next((part.published for part in told if part.published), None)
    if published is None and dateline:
        published = next((found.date for found in find_dates(dateline.group())), None)
    published = published or next((part.updated for part in told if part.updated), None)
    author, signed_at = _find_author(page, at)
    if not publisher:
        publisher = _find_publisher(page, at, signed_at, dateline)
    lines = _text_lines(page, title, at, publisher, signed_at)
    body = clean("\n\n".join(lines), publisher=publisher)
    if not title and dateline and (lead := _lead(body)):
        title, body = lead, body[len(lead) :].lstrip()
    return Page(title, body, published, publisher, author)


def _lay_out(lines: list[Line]) -> _Layout:
    head = _head_length(lines)
    prose = "\n".join(line.text for line in lines[head:] if _is_prose(line.text))
    numbers = {*range(min(len(lines), max(head, STAMP_LINES))), *range(max(0, len(lines) - FOOT_LINES), len(lines))}
    owner = next((found.group("name") for line in reversed(lines) if (found := _COPYRIGHT.search(line.text))), "")
    return _Layout(
        lines=lines,
        head=head,
        parts={number: _read_line(lines[number].text, prose) for number in sorted(numbers)},
        subjects=_stems(prose),
        owner=_COMPANY.sub("", owner),
    )


def _head_length(lines: list[Line]) -> int:
    """How many lines stand above the text: those up to a paragraph, or to two sentences in a row."""
    rest = [number for number, line in enumerate(lines[: HEAD_LINES + 1]) if not is_debris(line.text)]
    for number, after in zip(rest, [*rest[1:], None], strict=False):
        if _is_prose(lines[number].text, 20) or (
            _is_prose(lines[number].text) and (after is None or _is_prose(lines[after].text))
        ):
            return number
    return min(len(lines), HEAD_LINES)


def _is_prose(line: str, words: int = 9) -> bool:
    """Whether a line is a paragraph; a headline that asks, or ends in an abbreviation, is none."""
    if not is_sentence(line, words) or BULLET.match(line) or is_debris(line) or _CREDIT.search(line):
        return False
    return len(line.split()) > 25 or not _HEADLINE_END.search(line)


def _stems(text: str) -> frozenset[str]:
    """The beginnings of the words that tell what a text is about."""
    return frozenset(word[:5] for word in re.findall(r"[^\W_]{3,}", text.casefold()) if word not in _rules().common)


def _shared(text: str, subjects: frozenset[str]) -> float:
    """The part of a line's words that return in the text."""
    own = _stems(text)
    return len(own & subjects) / len(own) if own else 0.0


def _read_line(text: str, page: str) -> _Parts:
    """The parts of a line, each by its kind. ``page`` is the article's text, which tells days and places."""
    parts = _Parts()
    if len(text) > 200 or _DATE in text:
        parts.other.append(text)
        return parts
    if source := _SOURCE.match(text) or _SIGNATURE.match(text):
        parts.source = source.group("name").strip()
        return parts
    dates = find_dates(text, page)
    rest = text
    for date in reversed(dates):
        rest = rest[: date.start] + _DATE + rest[date.end :]
    byline = _BYLINE.match(rest) or _SIGNED.match(rest)
    if byline and (byline.re is _BYLINE or _is_role(byline.group("role"))):
        parts.author, parts.signed = byline.group("names"), True
        rest = byline.group("role") or ""
    days = iter(dates)
    later = False
    for part in (_SPLIT if dates or parts.signed or _BY_PART.search(rest) else _SPLIT_STRONG).split(rest):
        here = [next(days) for _ in range(part.count(_DATE))]
        set_off = _read_part(parts, part, page)
        status = later
        for date, words in zip(here, part.split(_DATE), strict=False):
            status = bool(_rules().later.search(words)) or (status and not words.strip())
            if set_off and status:
                parts.updated = parts.updated or date.date
            elif set_off:
                parts.published = parts.published or date.date
        parts.dated = parts.dated or (bool(here) and set_off)
        later = not here and bool(_rules().later.search(part))
    return parts


def _read_part(parts: _Parts, part: str, page: str) -> bool:
    """Put one part of a line where it belongs; whether a date in it stands for itself."""
    part = " ".join(part.replace(_DATE, " ").split()).strip(" :.,-–—/")
    bare = " ".join(_rules().stamp.sub(" ", part).split()).strip(" :.,-–—/()[]")
    signed = _BY_PART.match(bare)
    if _is_outlet(part):
        parts.names.append(part)
    elif not bare or set(bare.casefold().split()) <= {"on", "at", "in", "of", "and", "to", "the", "as"}:
        parts.stamped = parts.stamped or bool(part)
    elif signed and not parts.signed and _names_author(signed.group("names")):
        names = re.sub(r"^(?:our|the|an?) .*", "", signed.group("names"))
        parts.author, parts.signed = names if names[:1].isupper() else "", True
    elif _is_section(bare):
        parts.sections.append(bare)
    elif is_debris(bare) and len(bare.split()) < 4:
        parts.stamped = True
    elif _is_place(bare, page):
        parts.places.append(bare)
    elif _OUTLET.match(bare) and len(bare.split()) <= 6:
        parts.names.append(bare)
    elif not (parts.signed and _is_role(bare)):
        parts.other.append(bare)
        return False
    return True


def _is_place(name: str, page: str) -> bool:
    """Whether something is known to be, or said in the text to happen, in a place of that name."""
    return name.casefold() in _rules().places or bool(re.search(rf"\b(?:in|at|near) {re.escape(name.title())}\b", page))


def _names_author(names: str) -> bool:
    if len(names.split()) > 10:
        return False
    return bool(re.fullmatch(_NAMES, names)) or bool(_rules().roles.search(names))


def _is_role(text: str | None) -> bool:
    return not text or (len(text.split()) <= 6 and bool(_rules().roles.search(text)) and not _is_outlet(text))


def _is_outlet(name: str) -> bool:
    """Whether a name ends as those of papers and agencies do, or is a site's domain."""
    if not _OUTLET.match(name):
        return False
    words = re.sub(r"(?i) online$", "", name).split()
    if len(words) == 1 and "." in name.strip("."):
        return True
    return name.casefold() in _rules().wires or (len(words) > 1 and words[-1].casefold() in _rules().outlets)


def _is_section(text: str) -> bool:
    """Whether a text is the name of a section or of a kind of piece, or two or three joined."""
    sections = _rules().sections
    text = text.casefold().strip(" :")
    joined = re.split(r"\s*(?:&|,|/|\band\b)\s*", text)
    return text in sections or (len(joined) <= 3 and sections.issuperset(joined))


def _is_menu(text: str) -> bool:
    """Whether a line is a list of sections to choose from."""
    cells = [cell for cell in _SPLIT_STRONG.split(text) if cell]
    if len(cells) > 2 and all(len(cell.split()) <= 3 for cell in cells) and not find_dates(text):
        return len(cells) > 3 or all(map(_is_section, cells))
    words = text.split()
    if len(words) < 4 or not all(word[0].isupper() for word in words):
        return False
    known = sum(word.casefold() in _rules().menu for word in words) / len(words)
    return known >= 0.8 or (known >= 0.6 and words[0].casefold() == "home")


def _is_cells(text: str) -> bool:
    """Whether a line is a row of buttons: parts of one or two words."""
    cells = re.split(r"\s*[|·•]\s*", text)
    return len(cells) > 1 and all(len(cell.split()) <= 2 for cell in cells)


def _is_passed_over(line: str) -> bool:
    """Whether a line of the head says nothing of the article: a menu, a credit, the heading of a list."""
    if is_debris(line) or heads_list(line):
        return True
    return _is_menu(line) or bool(_CREDIT.search(line)) or squash(line) in _rules().points


def _find_title(page: _Layout) -> int | None:
    """The line of the headline: the first that reads as one, unless another line is more about the text."""
    wide: list[int] = []
    short: list[int] = []
    told: list[int] = []
    after_sentence = in_list = False
    for number, line in enumerate(page.lines[: page.head]):
        text, part = line.text, page.parts[number]
        if number and page.lines[number - 1].block != line.block:
            in_list = False
        in_list = in_list or heads_list(text)
        if in_list or _is_passed_over(text) or BULLET.match(text):
            continue
        if SENTENCE_END.search(text) and not _HEADLINE_END.search(text):
            after_sentence = True
        elif after_sentence and not page.parts.get(number + 1, _Parts()).about_page and not line.level:
            continue
        elif part.about_page:
            told.append(number)
        elif part.name_alone and not (_reads_as_headline(page, text) or (line.level and not _is_masthead(page, text))):
            short.append(number)
        elif len(text.split()) > 30 or _is_cells(text):
            continue
        elif len(text.split()) > 2 or line.level:
            wide.append(number)
        else:
            short.append(number)
    return _choose_title(page, wide, short, told)


def _choose_title(page: _Layout, wide: list[int], short: list[int], told: list[int]) -> int | None:
    """The headline among the lines that may be one, and those that may only where there is no other."""
    marked = [number for number in wide if page.lines[number].level]
    if marked:
        return min(marked, key=lambda number: (page.lines[number].level, number))
    texts = page.texts()
    shared = {number: _shared(texts[number], page.subjects) for number in (*wide, *short, *told)}
    if wide:
        first, *others = wide
        under_name = first > 0 and page.lines[first - 1].block == page.lines[first].block
        slogan = under_name and not shared[first] and (first - 1 in short or first - 1 in told)
        kicker = len(texts[first].split()) < 4 and shared[first] < 0.5
        longer = bool(others) and len(texts[others[0]].split()) > 3
        return others[0] if others and shared[others[0]] and (slogan or (kicker and longer)) else first
    for number in short:
        if not _is_masthead(page, texts[number]) and (shared[number] or len(texts[number].split()) > 2):
            return number
    for number in told:
        part = page.parts[number]
        if not part.dated and part.signed and part.names and len(texts[number].split()) > 5:
            return number
    return next((number for number in told if page.parts[number].dated and shared[number] >= 0.5), None)


def _reads_as_headline(page: _Layout, name: str) -> bool:
    """Whether a line of capitalised words is about the text, and not a name of its own."""
    about = len(name.split()) > 2 and _shared(name, page.subjects) >= 0.5
    return about and not _is_masthead(page, name)


def _key(name: str) -> str:
    return squash(re.sub(r"^(?:the|www\.)\s*|\.(?:com|org|net|example)\b", "", name, flags=re.IGNORECASE))


def _is_masthead(page: _Layout, name: str) -> bool:
    """Whether a name is one as papers have, or the one that claims the page's copyright."""
    return _is_outlet(name) or (bool(page.owner) and _key(name) == _key(page.owner))


def _headline(page: _Layout, at: int) -> str:
    """The headline in its line, without the way to it from the front page, its section and the site's name."""
    text = page.lines[at].text
    for row in page.texts()[at + 1 : at + 7]:
        if len(row.split()) > 2 and text.endswith(row):
            return row
    if lead := match_crumbs(text) or _LABEL.match(text):
        text = text[lead.end() :]
    while (cell := re.match(r"(.+?)(?:\s[|»›>/—–]\s|\s?[|»›])\s?(?=\S)", text)) and _is_section(cell.group(1)):
        text = text[cell.end() :]
    elsewhere = [part for number, part in page.parts.items() if number != at]
    names = {_key(name) for part in elsewhere for name in (*part.names, part.source)} | {_key(page.owner)}
    while tail := re.search(r"\s(?:[|·•»—–-]+)\s(?P<name>[^|·•»—–]+)$", text):
        name = tail.group("name")
        if not (_is_outlet(name) or _is_section(name) or (_key(name) and _key(name) in names)):
            break
        text = text[: tail.start()]
    return text


def _site_names(page: _Layout, at: int | None) -> list[str]:
    """The names that stand behind the headline in its line."""
    if at is None:
        return []
    title = _headline(page, at)
    return [name for name in page.parts[at].names if name not in title]


def _tells(page: _Layout, number: int) -> bool:
    """Whether a line's parts tell of the article: those of the head; further down, those of lines of nothing else."""
    part = page.parts[number]
    if is_debris(page.lines[number].text):
        return False
    if number < page.head:
        return part.about_page or bool(part.name_alone)
    if number < STAMP_LINES:
        return not part.other and (part.dated or part.signed or bool(part.source))
    return bool(part.source) or (part.dated and part.stamped and not part.other)


def _find_author(page: _Layout, at: int | None) -> tuple[str, int | None]:
    """Who signed, and the line of a name alone that stands where a byline would."""
    for number, part in sorted(page.parts.items()):
        if part.author and number != at and _tells(page, number):
            return part.author.title() if part.author.isupper() else part.author, None
    for number in range((at or 0) + 1, page.head):
        name, *place = page.parts[number].name_alone.split(" in ")
        beside = (page.parts.get(number - 1, _Parts()), page.parts.get(number + 1, _Parts()))
        near = place or any(part.dated or part.stamped or _is_masthead(page, part.name_alone) for part in beside)
        if (
            at is not None
            and near
            and 1 < len(name.split()) < (7 if " and " in name else 5)
            and name not in page.parts[at].names
            and not _is_passed_over(page.lines[number].text)
            and not (_is_masthead(page, name) or _reads_as_headline(page, name))
        ):
            return name.title() if name.isupper() else name, number
    return "", None


def _find_publisher(page: _Layout, at: int | None, signed_at: int | None, dateline: re.Match[str] | None) -> str:
    """The name with the most evidence of being the publisher's, as it is written in running text."""
    scores: dict[str, float] = {}
    spellings: dict[str, list[str]] = {}

    def add(name: str, score: float) -> None:
        key = _key(name)
        if key:
            scores[key] = max(scores.get(key, score), score) + (0.5 if key in scores else 0.0)
            spellings.setdefault(key, []).append(name)

    for number, part in sorted(page.parts.items()):
        if not _tells(page, number) or number in (at, signed_at):
            continue
        if part.source:
            add(part.source, 3.0)
        above = at is not None and number < at
        for name in part.names:
            score = 2.0 * _is_outlet(name) + 2.0 * part.dated + 1.5 * above + bool(part.sections) - 1.5 * part.signed
            if above and part.name_alone and len(name.split()) > 1:
                score += _opens_page(page, number) and not _shared(name, page.subjects)
                score += number + 1 < page.head and page.parts[number + 1].dated
            add(name, score)
    for name in _site_names(page, at):
        add(name, 3.0)
    if dateline:
        add(next(filter(None, dateline.group("wire", "agency", "source")), ""), 2.5)
    if page.owner:
        add(page.owner, 2.5 + scores.get(_key(page.owner), 0.0))
    best = max(scores, key=lambda key: scores[key], default="")
    if not best or scores[best] < PUBLISHER_SCORE:
        return ""
    return next((name for name in spellings[best] if not name.isupper()), _capitalised(spellings[best][0]))


def _opens_page(page: _Layout, number: int) -> bool:
    """Whether nothing but menus and the like stands above a line."""
    return all(_is_passed_over(text) or page.parts[above].sections for above, text in enumerate(page.texts()[:number]))


def _capitalised(name: str) -> str:
    """A name in capitals as it is written in running text; what may be an abbreviation stays."""
    words: list[str] = []
    for word in name.split():
        spoken = re.fullmatch(r"(?i)the|[^aeiou\W]?[^aeiou\W][aeiou][^aeiou\W]|(?=.*[aeiouy]).{4,}", word)
        small = words and word.casefold() in ("of", "the", "and", "for", "in", "on")
        words.append(word.lower() if small else word.capitalize() if spoken else word)
    return " ".join(words)


def _text_lines(page: _Layout, title: str, at: int | None, publisher: str, signed_at: int | None) -> list[str]:
    """The lines that are left for the article when those around it are taken away."""
    same = squash(title)
    texts = [line.text for line in page.lines]
    top = (at or 0) + STAMP_LINES
    places = [number for number, text in enumerate(texts[:top]) if same and squash(text) == same]
    start = max([*places, -1 if at is None else at])
    kept: list[str] = []
    for number, text in enumerate(texts):
        repeats = bool(same) and (squash(text) == same or (text.endswith(title) and len(text) < 2 * len(title)))
        if repeats or number == at or (number <= start and not is_sentence(text)):
            continue
        part = page.parts.get(number)
        if part and _tells(page, number):
            name = _key(part.name_alone)
            if part.about_page or number == signed_at or (name and name == _key(publisher)):
                continue
        cleaned_later = BULLET.match(text) or is_debris(text) or heads_list(text)
        if number < page.head and not cleaned_later and _is_passed_over(text):
            continue
        kept.append(text)
    return kept


def _lead(body: str) -> str:
    """The first sentence of a report without a headline, where it makes a short paragraph of its own."""
    lead, _, rest = body.partition("\n\n")
    one = SENTENCE_END.search(lead) and not SENTENCE_START.search(lead)
    return lead if rest and one and len(lead.split()) <= 25 else ""
