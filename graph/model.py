"""The words every room speaks: articles, entities, claims and events."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum


class Status(StrEnum):
    """Whether an act happened, as it is told: the mode of event coding."""

    REALISED = "realised"
    ANNOUNCED = "announced"
    POTENTIAL = "potential"
    DENIED = "denied"


class Precision(StrEnum):
    """How exactly the time of an act is told."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    PUBLISHED = "published"
    NONE = "none"


MONTHS = {Precision.MONTH: 1, Precision.QUARTER: 3, Precision.YEAR: 12}
"""How long the periods are that have no days of their own."""


@dataclass(frozen=True, slots=True)
class EventDate:
    """The first day of a period, its precision, and the words it was read from."""

    start: dt.date | None = None
    precision: Precision = Precision.NONE
    raw: str = ""

    def __str__(self) -> str:
        """ISO 8601 at the date's own precision: 2020, 2020-11, 2020-Q4, 2020-11-03; empty without a date."""
        if self.start is None or self.precision is Precision.NONE:
            return ""
        if self.precision is Precision.YEAR:
            return f"{self.start.year:04d}"
        if self.precision is Precision.QUARTER:
            return f"{self.start.year:04d}-Q{(self.start.month + 2) // 3}"
        if self.precision is Precision.MONTH:
            return f"{self.start.year:04d}-{self.start.month:02d}"
        return self.start.isoformat()

    @property
    def end(self) -> dt.date | None:
        """The last day of the period."""
        if self.start is None:
            return None
        months = MONTHS.get(self.precision)
        if months is None:
            return self.start
        years, month = divmod(self.start.month - 1 + months, 12)
        return dt.date(self.start.year + years, month + 1, 1) - dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Article:
    """One article: text is the title, a blank line and the body; every offset counts into it."""

    id: str
    text: str
    title: str = ""
    url: str = ""
    published: dt.date | None = None
    publisher: str = ""
    author: str = ""
    language: str = "en"
    origin: str = ""
    """Where it was read from: a file, or a file and line."""

    @property
    def body_start(self) -> int:
        """The offset at which the body begins."""
        if self.title and self.text.startswith(self.title):
            return len(self.title) + len(self.text[len(self.title) :]) - len(self.text[len(self.title) :].lstrip())
        return 0

    @property
    def digest(self) -> str:
        """What the text is, in 16 hexadecimal digits: another text is another version of the article."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Skipped:
    """An input that was not read: where it stands and why, in words a person can act on."""

    origin: str
    reason: str


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something an act is done by or to; id is ``type/slug`` and stable."""

    id: str
    name: str
    type: str
    aliases: tuple[str, ...] = ()
    jurisdiction: str = ""
    """ISO 3166 country code (EU for the European Union) of a state actor."""
    known: bool = False
    """Whether the catalog has it."""
    parent: str = ""
    """The id of the entity it is a part of, or of its owner."""
    sectors: tuple[str, ...] = ()
    """The ids of its sectors."""
    state: bool = False
    """Whether it acts with the power of a state: a country, a body, or a person in a state's office."""


def slug(name: str) -> str:
    """A name as the stable part of an id: lower case, words joined by hyphens, Chinese kept."""
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return re.sub(r"[^\w]+", "-", plain.replace("'s", "").replace("’s", "")).strip("-_")


def entity_id(type_: str, name: str) -> str:
    """The id of an entity by type and canonical name: ``company/ant-group``."""
    return f"{type_.lower()}/{slug(name)}"


@dataclass(frozen=True, slots=True)
class Claim:
    """One act as one article tells it: a triple with its evidence."""

    article: str
    subject: Entity
    relation: str
    object: Entity | None
    """None for market moves, which have no target."""
    status: Status
    quote: str
    start: int
    end: int
    date: EventDate = EventDate()
    attributed_to: str = ""
    amount: str = ""
    confidence: float = 1.0
    because: str = ""
    """Why it was taken: the frame and the trigger words."""
    sentence_start: int = 0
    sentence_end: int = 0
    evidence: tuple[str, ...] = ()
    """What the confidence is weighed from; not stored."""

    @property
    def key(self) -> tuple[str, str, str]:
        """Actor, relation and target: what claims of one event share."""
        return self.subject.id, self.relation, self.object.id if self.object else ""

    @property
    def id(self) -> str:
        """A stable id: the same words of the same article give the same claim."""
        parts = (self.article, *self.key, self.status, str(self.date), str(self.start), str(self.end))
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one article gave."""

    article: Article
    claims: tuple[Claim, ...] = ()
    mentions: dict[str, int] = field(default_factory=dict)
    """How often each entity is named, by entity id."""
    entities: dict[str, Entity] = field(default_factory=dict)
    """Every entity that a claim or a mention names, by id, with the parents and sectors that known ones roll up to."""
    reading: str = ""
    """What was read before decisions of people changed it, as `graph.reading` writes it; made when it is loaded."""
    spans: dict[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    """Where the text names each entity, by entity id: the start and the end of each name."""


@dataclass(frozen=True, slots=True)
class Event:
    """One act, with all that speaks for and against it."""

    id: str
    actor: str
    relation: str
    target: str
    date: EventDate
    status: Status
    score: float | None
    """Stance of the act in [-1, 1]; None where the relation carries none or no state acts on somebody else."""
    confidence: float
    sources: int
    """How many publishers report it."""
    amount: str = ""
    claims: tuple[str, ...] = ()
    """The ids of the claims it is made of."""
    first_published: dt.date | None = None
    last_published: dt.date | None = None
    resolved_by: str = ""
    """The id of the realised event that this expected one turned into."""
    against: int = 0
    """How many publishers say the opposite."""
    history: tuple[str, ...] = ()
    """The days on which the status changed, and to what: ``2025-02-14 potential``."""
    may_be: tuple[str, ...] = ()
    """The ids of the events that this one may be, when it fits several: then it stands apart."""
