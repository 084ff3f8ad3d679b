"""What stands: who leads, works for, founded or owns whom, and where a firm is based."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from graph.model import Entity
from ingest.catalog import Catalog
from ingest.language.arguments import Argument, resolve
from ingest.language.coreference import Context
from ingest.language.frames import Frame
from ingest.language.grammar import grammar
from ingest.language.mentions import Kind, Mention

BODIES = ("Company", "GovernmentBody", "Organization", "Country", "Place")
BEFORE, AFTER = 9, 16
"""How many tokens before and after a name a title and its body may stand."""
PAST = frozenset(
    {
        "former",
        "formerly",
        "previously",
        "once",
        "until",
        "ex",
        "then",
        "late",
        "ousted",
        "incoming",
        "deposed",
        "onetime",
        "next",
        "future",
        "would-be",
    }
)
PREPOSITIONS = ("at", "of", "for", "with", "from", "in")


@dataclass(frozen=True, slots=True)
class Title:
    """A title in the text: its tokens [start, end) and the relation it tells."""

    start: int
    end: int
    relation: str


def find_facts(sent: Span, context: Context) -> Iterator[Frame]:
    """The standing facts of one parsed sentence."""
    for mention in context.in_sentence[context.sentence[sent.start]]:
        if mention.entity is None:
            continue
        if mention.entity.type == "Person" and mention.kind is not Kind.DEMONYM:
            yield from _offices(mention, sent, context)
        if mention.entity.type in ("Company", "Organization", "Product"):
            yield from _owners(mention, sent, context)
        if mention.entity.type in ("Company", "Organization"):
            yield from _seat(mention, sent, context)


def _titles(doc: Doc, start: int, end: int) -> list[Title]:
    """The titles between two tokens, the longest at each place, from left to right."""
    words = grammar()
    tables = (("FOUNDED", words.founding_titles), ("WORKS_FOR", words.working_titles), ("LEADS", words.leading_titles))
    found: list[Title] = []
    at = start
    while at < end:
        best: Title | None = None
        for relation, titles in tables:
            for size in (4, 3, 2, 1):
                if at + size > end:
                    continue
                text = "".join(t.text_with_ws for t in doc[at : at + size]).strip().lower()
                if text in titles and (best is None or size > best.end - best.start):
                    best = Title(at, at + size, relation)
        if best is not None:
            found.append(best)
            at = best.end
        else:
            at += 1
    return found


def _offices(person: Mention, sent: Span, context: Context) -> Iterator[Frame]:
    doc = context.doc
    assert person.entity is not None
    left = max(sent.start, person.start - BEFORE)
    for stop in range(person.start - 1, left - 1, -1):
        if (
            doc[stop].text in (".", ";", ":", "(", ")", "“", "”", '"', "–", "—")
            or doc[stop].pos_ in ("VERB", "AUX")
            or "\n" in doc[stop].text
        ):
            left = stop + 1
            break
    comma = person.start > left and doc[person.start - 1].text == ","
    bridged = _head_of(left, person, context)
    if bridged is not None:
        title, body = bridged
        yield from _fact(title, person, body, context, "title before")
        return
    before = [
        t
        for t in _titles(doc, left, person.start)
        if t.end in ((person.start - 1,) if comma else (person.start,)) or _joined(doc, t.end, person.start)
    ]
    if before and not _past(doc, left, before[-1].start):
        title = before[-1]
        body = _body_before(title, left, context) or _body_at(person.end, sent, context)
        if body is None and not comma:
            body = _known_office(person.entity, title, doc, context)
        if body is not None:
            yield from _fact(title, person, body, context, "title before")
            return
    if person.end < sent.end and doc[person.end].text in (",", "(", "–", "—"):
        right = person.end + 1
        end = min(sent.end, right + AFTER)
        for stop in range(right, end):
            token = doc[stop]
            if token.text in (",", ";", ")", "–", "—", ".", ":") or "\n" in token.text or token.pos_ == "AUX":
                end = stop
                break
            if token.pos_ == "VERB" and token.tag_ in ("VBD", "VBZ", "VBP"):
                end = stop
                break
        after = _titles(doc, right, end)
        if after and not _past(doc, right, after[0].start):
            title = after[-1] if after[-1].start - after[0].end < 2 else after[0]
            if any(doc[k].pos_ == "VERB" for k in range(right, title.start)):
                return
            body = _body_after(title.end, end, context, PREPOSITIONS) or _body_before(title, right, context)
            if body is not None:
                yield from _fact(title, person, body, context, "title after")


def _head_of(left: int, person: Mention, context: Context) -> tuple[Title, Argument] | None:
    """Head of Gazprom Alexei Miller: a title, of, a body, and at once the name."""
    doc = context.doc
    body = context.at.get(person.start - 1)
    if body is None or body.entity is None or body.entity.type not in BODIES or body.start - 2 < left:
        return None
    of = body.start - 1 - (doc[body.start - 1].lower_ == "the")
    titles = [t for t in _titles(doc, left, of) if t.end == of]
    if not titles or doc[of].lower_ not in ("of", "at", "for") or _past(doc, left, titles[-1].start):
        return None
    return titles[-1], Argument(body.entity, body.start, body.end, "name")


def _joined(doc: Doc, end: int, start: int) -> bool:
    """Whether only a conjoined title stands between: founder and chief executive Jack Ma."""
    return 0 < start - end <= 3 and doc[end].lower_ in ("and", "&", "/")


def _past(doc: Doc, start: int, end: int) -> bool:
    return any(doc[i].lower_ in PAST for i in range(max(0, start), end))


def _body_before(title: Title, left: int, context: Context) -> Argument | None:
    """The body named before a title, in the same phrase: China's, Alibaba, Bloomberg Intelligence."""
    doc = context.doc
    for i in range(title.start - 1, left - 1, -1):
        token = doc[i]
        mention = context.at.get(i)
        if mention is not None and mention.entity is not None:
            if mention.entity.type in BODIES and mention.entity.type != "Place":
                return Argument(mention.entity, mention.start, mention.end, "name")
            if mention.entity.type in ("Person",):
                return None
            continue
        if token.lower_ in ("its", "his", "her"):
            found = resolve(token, context, role="actor")
            return found[0] if found and found[0].entity.type in BODIES else None
        if token.text == "," or (token.pos_ in ("VERB", "CCONJ", "SCONJ", "ADP", "AUX") and token.lower_ != "and"):
            return None
    return None


def _body_at(start: int, sent: Span, context: Context) -> Argument | None:
    """The body right after a name: strategist Nenad Dinic at Bank Julius Baer."""
    if start >= sent.end or context.doc[start].lower_ not in ("at", "of"):
        return None
    return _body_after(start, min(sent.end, start + 5), context, ("at", "of"))


def _body_after(start: int, end: int, context: Context, prepositions: tuple[str, ...]) -> Argument | None:
    """The body named after a title: at Gavekal Dragonomics, of Alibaba; "at" wins over "of" and "for"."""
    doc = context.doc
    options: dict[str, Argument] = {}
    for i in range(start, end):
        if doc[i].lower_ not in prepositions:
            continue
        for k in range(i + 1, min(end, i + 5)):
            mention = context.at.get(k)
            if mention is not None and mention.entity is not None:
                if mention.entity.type in BODIES and (mention.entity.type != "Place") and not (doc[i].lower_ == "in"):
                    options.setdefault(doc[i].lower_, Argument(mention.entity, mention.start, mention.end, "name"))
                break
    return next((options[p] for p in prepositions if p in options), None)


def _known_office(person: Entity, title: Title, doc: Doc, context: Context) -> Argument | None:
    """The state of a person whom the catalog knows to hold the title on that day: President Xi Jinping."""
    entry = context.catalog.entries.get(person.id)
    if entry is None:
        return None
    text = doc[title.start : title.end].text.lower()
    for role in entry.roles:
        if role.title.lower() == text and role.held_on(context.published):
            return Argument(context.catalog.entity(role.of), title.start, title.end, "description")
    return None


def _fact(title: Title, person: Mention, body: Argument, context: Context, rule: str) -> Iterator[Frame]:
    assert person.entity is not None
    words, doc, catalog = grammar(), context.doc, context.catalog
    text = doc[title.start : title.end].text
    relation = title.relation
    if body.entity.type in ("Country", "Place") and text.lower() not in words.state_titles:
        return
    deputy = title.start > 0 and doc[title.start - 1].lower_ in (
        "deputy",
        "vice",
        "assistant",
        "associate",
        "managing",
        "research",
    )
    if (
        relation == "WORKS_FOR"
        and body.entity.type == "GovernmentBody"
        and text.lower() in words.heading_titles
        and not deputy
    ):
        relation = "LEADS"
    if body.how == "reference" and _held_elsewhere(person.entity, body.entity, catalog):
        return
    actor = Argument(person.entity, person.start, person.end, "name")
    token = doc[title.end - 1]
    yield Frame(relation, token, (actor,), (body,), rule, text, token)


def _held_elsewhere(person: Entity, body: Entity, catalog: Catalog) -> bool:
    """Whether the catalog knows the offices of a person, and none at this body: its founder is not of the last named firm."""
    entry = catalog.entries.get(person.id)
    return entry is not None and bool(entry.roles) and all(role.of != body.id for role in entry.roles)


def _owners(owned: Mention, sent: Span, context: Context) -> Iterator[Frame]:
    """TikTok owner ByteDance; ByteDance, the owner of TikTok; ByteDance-owned TikTok; TikTok, owned by ByteDance."""
    doc = context.doc
    assert owned.entity is not None
    i = owned.end
    while (
        i < sent.end
        and (doc[i].text in ("’s", "'s", "’", "'", "Chinese", "China", "-", "based", "Beijing") or doc[i].pos_ == "ADJ")
        and i - owned.end < 5
    ):
        i += 1
    if i < sent.end and doc[i].lower_ in ("owner", "parent", "operator"):
        k = i + 1
        while k < sent.end and doc[k].lower_ in ("company", "firm", ",") and k - i < 4:
            k += 1
        owner = context.at.get(k)
        if (
            owner is not None
            and owner.start == k
            and owner.entity is not None
            and owner.entity.type == "Company"
            and owner.entity.id != owned.entity.id
        ):
            yield _owning(owner, owned, doc[i])
            return
    if owned.start - sent.start >= 3 and doc[owned.start - 1].lower_ == "owned" and doc[owned.start - 2].text == "-":
        owner = context.at.get(owned.start - 3)
        if (
            owner is not None
            and owner.entity is not None
            and owner.entity.id != owned.entity.id
            and owner.kind is not Kind.DEMONYM
        ):
            yield _owning(owner, owned, doc[owned.start - 1])
    if (
        owned.start - sent.start >= 3
        and doc[owned.start - 1].lower_ == "of"
        and doc[owned.start - 2].lower_ in ("owner", "parent")
    ):
        noun = doc[owned.start - 2]
        k = noun.i - 1
        while k > sent.start and (doc[k].pos_ in ("DET", "ADJ", "PUNCT", "PROPN") and k not in context.at):
            k -= 1
        owner = context.at.get(k)
        if (
            owner is not None
            and owner.entity is not None
            and owner.entity.type == "Company"
            and noun.dep_ in ("appos", "attr")
        ):
            yield _owning(owner, owned, noun)


def _owning(owner: Mention, owned: Mention, word: Token) -> Frame:
    assert owner.entity is not None and owned.entity is not None
    return Frame(
        "OWNS",
        word,
        (Argument(owner.entity, owner.start, owner.end, "name"),),
        (Argument(owned.entity, owned.start, owned.end, "name"),),
        "owner",
        word.text,
        word,
    )


def _seat(firm: Mention, sent: Span, context: Context) -> Iterator[Frame]:
    """Hangzhou-based DeepSeek; DeepSeek, which is based in Hangzhou."""
    doc = context.doc
    assert firm.entity is not None
    k = firm.start - 1
    while (
        k > sent.start
        and doc[k].pos_ in ("ADJ", "NOUN", "PROPN")
        and k not in context.at
        and doc[k].lower_ not in ("based", "headquartered")
        and firm.start - k < 5
    ):
        k -= 1
    if k - 2 >= sent.start and doc[k].lower_ in ("based", "headquartered") and doc[k - 1].text in ("-", "‑"):
        place = context.at.get(k - 2)
        if place is not None and place.entity is not None and place.entity.type in ("Place", "Country"):
            yield Frame(
                "BASED_IN",
                doc[k],
                (Argument(firm.entity, firm.start, firm.end, "name"),),
                (Argument(place_of(place, doc), place.start, place.end, "name"),),
                "seat",
                doc[k - 1 : k + 1].text,
                doc[k],
            )


def place_of(mention: Mention, doc: Doc) -> Entity:
    """The place a mention names where it does not act: Beijing the city, not the state."""
    assert mention.entity is not None
    if mention.kind is not Kind.METONYM:
        return mention.entity
    name = doc[mention.start : mention.end].text
    return Entity(f"place/{name.lower().replace(' ', '-')}", name, "Place", jurisdiction=mention.entity.jurisdiction)
