"""Events that a person has listed in a CSV file: one a row, with date, actor, target and how they read its direction.

The columns are date, precision, actor, target, event, direction_reading, source and url; confidence, published and
status are read where they are there, and others are ignored. A row becomes claims, as an article's sentence does: the
relation is the first one that its words tell of in the direction of the reading, else RESTRICTS or SUPPORTS, and names
are those of the catalog. A row with several targets is one act.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from graph.errors import InputError
from graph.model import Article, Claim, Entity, EventDate, Precision, Skipped, Status, entity_id
from graph.ontology import Ontology, Trigger, ontology
from graph.reports import Report, report
from ingest.catalog import Catalog
from ingest.dates import read_date
from ingest.sources.encoding import decode

COLUMNS = ("date", "precision", "actor", "target", "event", "direction_reading", "source", "url")
NEEDED = ("date", "actor", "target", "direction_reading")
READINGS = {
    "restrictive": -1, "negative": -1, "tightening": -1, "-1": -1, "−1": -1, "-": -1,
    "supportive": 1, "positive": 1, "easing": 1, "+1": 1, "1": 1, "+": 1,
}  # fmt: skip
PLAIN = {-1: "RESTRICTS", 1: "SUPPORTS"}
"""What an act is when its words tell no more than its direction."""
BODIES = re.compile(
    r"\b(?:authorit(?:y|ies)|regulators?|watchdogs?|ministr(?:y|ies)|governments?|officials?|agenc(?:y|ies)|bureaus?|"
    r"commissions?|committees?|departments?|administrations?|leaders(?:hip)?|policymakers|courts?|conference)\b",
    re.I,
)
"""What an actor is called that is a body of the state whose acts are listed."""
DESCRIBES = re.compile(
    r"\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|dozens|several|some|many|all|other|the|major|big|large|small|"
    r"top|leading|domestic|foreign|chinese|vice|deputy|premier|president|prime|minister|general|secretary|chairman|mr|ms",
    re.I,
)
"""Words before a name that say nothing of who it is."""
BINDS = {"of", "at", "in", "for", "to", "from", "by", "with", "against", "on", "and"}

_QUARTER = re.compile(r"(\d{4})[- ]?Q([1-4])", re.I)
_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})")
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Timeline:
    """What a file of events gave."""

    reports: tuple[Report, ...]
    entities: Mapping[str, Entity]
    """Actors and targets, and what they roll up to, by id."""
    actors: frozenset[str]
    """The ids of those whose acts have a direction."""
    together: Mapping[str, str]
    """By claim: the row that it was told in."""
    texts: Mapping[str, tuple[str, str]]
    """By article: what its row says, and its address."""
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...] = ()
    """What was taken for granted."""


@dataclass(slots=True)
class _Names:
    """The names of a catalog, and of those that it does not have."""

    catalog: Catalog
    by_name: dict[str, Entity]
    made: dict[str, Entity] = field(default_factory=dict)


def read_timeline(path: Path, *, catalog: Catalog, issuer: Entity, vocabulary: Ontology | None = None) -> Timeline:
    """The events of a CSV file; `issuer` is the state that unnamed authorities are taken to be of.

    Raises:
        InputError: the file cannot be read, lacks a column that is needed, or has no event.
    """
    try:
        text = decode(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    if text is None:
        raise InputError(f"{path}: is no text. Save the table as CSV in UTF-8.")
    words = vocabulary or ontology()
    names = _Names(catalog, _by_name(catalog))
    claims: list[Claim] = []
    articles: dict[str, Article] = {}
    together: dict[str, str] = {}
    skipped: list[Skipped] = []
    granted: dict[str, int] = {}
    for number, row in _rows(text, path):
        origin = f"{path.name}:{number}"
        try:
            article, told, assumed = _read_row(row, origin, names, issuer, words)
        except InputError as error:
            skipped.append(Skipped(origin, str(error)))
            continue
        articles[article.id] = article
        for one in told:
            claims.append(one)
            together[one.id] = origin
        for note in assumed:
            granted[note] = granted.get(note, 0) + 1
    if not claims:
        why = f" The first row: {skipped[0].reason}" if skipped else " It has no rows."
        raise InputError(f"{path}: no event with a direction was found.{why}")
    entities = {one.id: one for claim in claims for one in (claim.subject, claim.object) if one}
    for id_ in list(entities):
        for above in catalog.upward(id_):
            entities.setdefault(above.id, above)
    return Timeline(
        tuple(report(claim, articles[claim.article]) for claim in claims),
        entities,
        frozenset(claim.subject.id for claim in claims),
        together,
        {article.id: (article.text, article.url) for article in articles.values()},
        tuple(skipped),
        tuple(f"{note} ({number} row{'s' if number > 1 else ''})" for note, number in sorted(granted.items())),
    )


def _rows(text: str, path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows with the line on which each ends, keyed by column in lower case; empty ones are left out."""
    head = text.lstrip("\ufeff\r\n").partition("\n")[0]
    marks = {mark: head.count(mark) for mark in (",", ";", "\t")}
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff\r\n")), delimiter=max(marks, key=marks.__getitem__))
    try:
        columns = [name.strip().casefold().replace(" ", "_") for name in next(reader, [])]
        columns = ["direction_reading" if name in ("direction", "reading") else name for name in columns]
        if missing := [name for name in NEEDED if name not in columns]:
            raise InputError(f"{path}: has no column {missing[0]!r}; the columns are {', '.join(COLUMNS)}.")
        for row in reader:
            if any(cell.strip() for cell in row):
                cells = [" ".join(cell.split()) for cell in row]
                yield reader.line_num, dict.fromkeys(columns, "") | dict(zip(columns, cells, strict=False))
    except csv.Error as error:
        raise InputError(f"{path}, line {reader.line_num}: {error}") from error


def _read_row(
    row: Mapping[str, str], origin: str, names: _Names, issuer: Entity, words: Ontology
) -> tuple[Article, list[Claim], list[str]]:
    """A row as an article and its claims, and what was taken for granted.

    Raises:
        InputError: it has no direction, no date, no actor or no target; says which.
    """
    reading = row["direction_reading"].casefold()
    if reading not in READINGS:
        raise InputError(f"direction_reading {row['direction_reading'] or 'is empty'}: no direction, so no stance")
    sign = READINGS[reading]
    date = _date(row["date"], row.get("precision", ""))
    text = row.get("event", "") or f"{row['actor']}: {row['target']}"
    status = (row.get("status") or "realised").casefold()
    if status not in list(Status):
        raise InputError(f"status {row['status']!r} is none of {', '.join(Status)}")
    published = read_date(row.get("published", "")) or date.end
    article = Article(origin, text, url=row.get("url", ""), published=published, publisher=row.get("source", ""))
    relation, trigger = _relation(text, sign, words)
    actors, assumed = _actors(row["actor"], names, issuer)
    targets = _entities(row["target"], names)
    if not targets:
        raise InputError("target is empty")
    told = [
        Claim(
            origin, actor, relation, target, Status(status), text, 0, len(text), date,
            confidence=_confidence(row.get("confidence", "")), because=trigger,
        )
        for actor in actors
        for target in targets
        if actor.id != target.id
    ]  # fmt: skip
    if not told:
        raise InputError("actor and target are the same")
    return article, told, assumed


def _date(text: str, precision: str) -> EventDate:
    """The date of a row at its own precision, or at a coarser one that the row names.

    Raises:
        InputError: it is none.
    """
    try:
        if found := _QUARTER.fullmatch(text):
            date = EventDate(dt.date(int(found[1]), 3 * int(found[2]) - 2, 1), Precision.QUARTER, text)
        elif found := _MONTH.fullmatch(text):
            date = EventDate(dt.date(int(found[1]), int(found[2]), 1), Precision.MONTH, text)
        elif _YEAR.fullmatch(text):
            date = EventDate(dt.date(int(text), 1, 1), Precision.YEAR, text)
        else:
            day = read_date(text)
            if day is None:
                raise ValueError
            date = EventDate(day, Precision.DAY, text)
    except ValueError:
        raise InputError(f"date {text!r} is no date such as 2020-11-03, 2020-11, 2020-Q4 or 2020") from None
    start = date.start
    assert start is not None
    coarse = {"month": (start.replace(day=1), Precision.MONTH), "year": (start.replace(month=1, day=1), Precision.YEAR)}
    coarse["quarter"] = start.replace(month=(start.month - 1) // 3 * 3 + 1, day=1), Precision.QUARTER
    order = [Precision.DAY, Precision.MONTH, Precision.QUARTER, Precision.YEAR]
    wanted = coarse.get(precision.strip().casefold())
    if wanted and order.index(wanted[1]) > order.index(date.precision):
        return replace(date, start=wanted[0], precision=wanted[1])
    return date


def _confidence(text: str) -> float:
    """What a row says of its own certainty; a person's reading without it is taken as certain.

    Raises:
        InputError: it is no number from 0 to 1.
    """
    if not text:
        return 1.0
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise InputError(f"confidence {text!r} is not a number from 0 to 1")
    return value


# Acts


def _relation(text: str, sign: int, words: Ontology) -> tuple[str, str]:
    """The first relation of a direction that a text tells of, and by which words."""
    tokens = re.findall(r"[\w-]+", text.casefold())
    best: tuple[int, int, str, str] | None = None
    for relation in words.relations.values():
        if relation.score is None or relation.score * sign <= 0:
            continue
        for trigger in (*relation.verbs, *relation.nouns):
            place = _place(trigger, tokens)
            if place is not None and (best is None or (place, -len(trigger.words)) < best[:2]):
                best = place, -len(trigger.words), relation.name, " ".join((*trigger.words, trigger.lemma))
    return (best[2], best[3]) if best else (PLAIN[sign], "")


def _place(trigger: Trigger, tokens: list[str]) -> int | None:
    """Where a trigger stands: its head in any inflection, and all of its words in the text."""
    needed = [word for word in trigger.words if word != "X"]
    for place, token in enumerate(tokens):
        if _inflects(token, trigger.lemma) and all(any(_inflects(t, word) for t in tokens) for word in needed):
            return place
    return None


def _inflects(token: str, lemma: str) -> bool:
    """Whether a word is a regular inflection of a lemma."""
    if token == lemma:
        return True
    if len(lemma) < 3 or not token.startswith(lemma[:-1]):
        return False
    stem = lemma[:-1]
    forms = {
        lemma + "s",
        lemma + "es",
        lemma + "ed",
        lemma + "ing",
        lemma + lemma[-1] + "ed",
        lemma + lemma[-1] + "ing",
    }
    if lemma.endswith("e"):
        forms |= {lemma + "d", stem + "ing"}
    elif lemma.endswith("y"):
        forms |= {stem + "ies", stem + "ied"}
    return token in forms


# Names


def _by_name(catalog: Catalog) -> dict[str, Entity]:
    """Every name of the catalog, folded; a name before a description."""
    found: dict[str, Entity] = {}
    entries = list(catalog.entries.values())
    for entry in entries:
        found[_fold(entry.entity.name)] = entry.entity
    for entry in entries:
        for name in (*entry.entity.aliases, *entry.metonyms, *entry.descriptions, *entry.ambiguous):
            found.setdefault(_fold(name), entry.entity)
    return found


def _fold(name: str) -> str:
    return " ".join(re.sub(r"^the\s+", "", name.casefold().replace("’", "'").strip(' ."“”')).split())


def find_name(text: str, names: Mapping[str, Entity]) -> Entity | None:
    """Whom a text names: as it is, without or inside parentheses, without words before it that describe.

    A sector or a body may be described by any words in lower case, others by titles and numbers alone: Blue Heron is no
    Heron.
    """
    outside, _, inside = text.partition("(")
    for part in filter(None, (text, outside, inside.rstrip(") "))):
        rest = part.split()
        wide = True
        while rest and BINDS.isdisjoint(part.split()[: len(part.split()) - len(rest)]):
            for name in (" ".join(rest), " ".join([f"{rest[0]}'s", *rest[1:]])):
                found = names.get(_fold(name))
                if found and (wide or found.type in ("Sector", "GovernmentBody")):
                    return found
            first = rest.pop(0)
            if not DESCRIBES.fullmatch(first):
                if not first.islower():
                    break
                wide = False
    return None


def _entities(text: str, names: _Names) -> list[Entity]:
    """Those that a cell names, each once; who is not in the catalog is an organisation of that name."""
    found: dict[str, Entity] = {}
    for part in re.split(r"\s*;\s*|\s*,?\s+(?:incl\.|including|such as)\s+", text):
        if not part.strip(" .,"):
            continue
        several = [piece for piece in re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*|\s*/\s*", part) if piece.strip()]
        known = [find_name(piece, names.by_name) for piece in several]
        whole = find_name(part, names.by_name) if len(several) > 1 or known == [None] else known[0]
        if len(several) > 1 and all(known):
            some = [one for one in known if one]
        else:
            some = [whole or names.made.setdefault(part, Entity(entity_id("Organization", part), part, "Organization"))]
        for one in some:
            found.setdefault(one.id, one)
    return list(found.values())


def _actors(text: str, names: _Names, issuer: Entity) -> tuple[list[Entity], list[str]]:
    """Those that act in a row, and what was taken for granted of them.

    Raises:
        InputError: the cell is empty.
    """
    actors, assumed = [], []
    for one in _entities(text, names):
        if not one.known and BODIES.search(one.name):
            one = Entity(
                entity_id("GovernmentBody", f"{issuer.name} {one.name}"), one.name, "GovernmentBody",
                jurisdiction=issuer.jurisdiction, parent=issuer.id, state=True,
            )  # fmt: skip
            assumed.append(f"{one.name!r} is taken for a body of {issuer.name}")
        actors.append(one)
    if not actors:
        raise InputError("actor is empty")
    return actors, assumed


def names_of(catalog: Catalog, extra: Iterable[Entity] = ()) -> dict[str, Entity]:
    """Every name of a catalog and of some more entities, as `find_name` takes them."""
    found = {_fold(one.name): one for one in extra}
    return found | _by_name(catalog)
