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
LONGEST_TITLE = 4
"""Words of the longest title that is looked for."""
PREPOSITIONS = ("at", "of", "for", "with", "from")
"""What joins a title to its body; the earlier wins."""
SEATED = ("based", "headquartered")
BEFORE_OWNER = ("’s", "'s", "’", "'", "Chinese", "China", "-", "based", "Beijing")
"""What may stand between a thing and its owner, beside adjectives."""
ENDS_BEFORE = frozenset('.;:()“”"–—')
ENDS_AFTER = frozenset(",;)–—.:")


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
    found: list[Title] = []
    at = start
    while at < end:
        title = _title_at(doc, at, end)
        if title is not None:
            found.append(title)
        at = title.end if title is not None else at + 1
    return found


def _title_at(doc: Doc, at: int, end: int) -> Title | None:
    words = grammar()
    tables = (("FOUNDED", words.founding_titles), ("WORKS_FOR", words.working_titles), ("LEADS", words.leading_titles))
    for size in range(min(LONGEST_TITLE, end - at), 0, -1):
        text = doc[at : at + size].text.strip().lower()
        for relation, titles in tables:
            if text in titles:
                return Title(at, at + size, relation)
    return None


def _offices(person: Mention, sent: Span, context: Context) -> Iterator[Frame]:
    """What a person is, by a title before the name, else by one after it."""
    left = _start_before(person, sent, context.doc)
    found = _head_of(left, person, context) or _title_before(left, person, sent, context)
    rule = "title before"
    if found is None:
        found = _title_after(person, sent, context)
        rule = "title after"
    if found is not None:
        yield from _fact(*found, person, context, rule)


def _start_before(person: Mention, sent: Span, doc: Doc) -> int:
    """Where the phrase before a name begins."""
    left = max(sent.start, person.start - BEFORE)
    for at in range(person.start - 1, left - 1, -1):
        if doc[at].text in ENDS_BEFORE or doc[at].pos_ in ("VERB", "AUX") or "\n" in doc[at].text:
            return at + 1
    return left


def _end_after(start: int, sent: Span, doc: Doc) -> int:
    """Where the phrase that begins at a token after a name ends."""
    end = min(sent.end, start + AFTER)
    for at in range(start, end):
        token = doc[at]
        if token.text in ENDS_AFTER or "\n" in token.text or token.pos_ == "AUX":
            return at
        if token.pos_ == "VERB" and token.tag_ in ("VBD", "VBZ", "VBP"):
            return at
    return end


def _title_before(left: int, person: Mention, sent: Span, context: Context) -> tuple[Title, Argument] | None:
    """Alibaba founder Jack Ma; President Xi Jinping; its chairman, Daniel Zhang."""
    doc = context.doc
    assert person.entity is not None
    comma = person.start > left and doc[person.start - 1].text == ","
    end = person.start - 1 if comma else person.start
    titles = [t for t in _titles(doc, left, person.start) if t.end == end or _joined(doc, t.end, person.start)]
    if not titles or _past(doc, left, titles[-1].start):
        return None
    title = titles[-1]
    body = _body_before(title, left, context) or _body_at(person.end, sent, context)
    if body is None and not comma:
        body = _known_office(person.entity, title, context)
    return (title, body) if body is not None else None


def _title_after(person: Mention, sent: Span, context: Context) -> tuple[Title, Argument] | None:
    """Jack Ma, the founder of Alibaba."""
    doc = context.doc
    if person.end >= sent.end or doc[person.end].text not in (",", "(", "–", "—"):
        return None
    start = person.end + 1
    end = _end_after(start, sent, doc)
    titles = _titles(doc, start, end)
    if not titles or _past(doc, start, titles[0].start):
        return None
    title = titles[-1] if titles[-1].start - titles[0].end < 2 else titles[0]
    if any(doc[at].pos_ == "VERB" for at in range(start, title.start)):
        return None
    body = _body_after(title.end, end, context, PREPOSITIONS) or _body_before(title, start, context)
    return (title, body) if body is not None else None


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
    return titles[-1], _named(body, body.entity)


def _joined(doc: Doc, end: int, start: int) -> bool:
    """Whether only a conjoined title stands between: founder and chief executive Jack Ma."""
    return 0 < start - end <= 3 and doc[end].lower_ in ("and", "&", "/")


def _past(doc: Doc, start: int, end: int) -> bool:
    return any(doc[i].lower_ in grammar().not_current for i in range(max(0, start), end))


def _body_before(title: Title, left: int, context: Context) -> Argument | None:
    """The body named before a title, in the same phrase: China's, Alibaba, Bloomberg Intelligence."""
    doc = context.doc
    for i in range(title.start - 1, left - 1, -1):
        token, mention = doc[i], context.at.get(i)
        if mention is not None and mention.entity is not None:
            if mention.entity.type == "Person":
                return None
            if _is_body(mention.entity):
                return _named(mention, mention.entity)
        elif token.lower_ in ("its", "his", "her"):
            found = resolve(token, context, role="actor")
            return found[0] if found and found[0].entity.type in BODIES else None
        elif token.text == "," or (token.pos_ in ("VERB", "CCONJ", "SCONJ", "ADP", "AUX") and token.lower_ != "and"):
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
        named = (context.at.get(k) for k in range(i + 1, min(end, i + 5)))
        mention = next((m for m in named if m is not None and m.entity is not None), None)
        if mention is not None and mention.entity is not None and _is_body(mention.entity):
            options.setdefault(doc[i].lower_, _named(mention, mention.entity))
    return next((options[p] for p in prepositions if p in options), None)


def _is_body(entity: Entity) -> bool:
    return entity.type in BODIES and entity.type != "Place"


def _named(mention: Mention, entity: Entity) -> Argument:
    return Argument(entity, mention.start, mention.end, "name")


def _known_office(person: Entity, title: Title, context: Context) -> Argument | None:
    """The state of a person whom the catalog knows to hold the title on that day: President Xi Jinping."""
    entry = context.catalog.entries.get(person.id)
    if entry is None:
        return None
    text = context.doc[title.start : title.end].text.lower()
    for role in entry.roles:
        if role.title.lower() == text and role.held_on(context.published):
            return Argument(context.catalog.entity(role.of), title.start, title.end, "description")
    return None


def _fact(title: Title, body: Argument, person: Mention, context: Context, rule: str) -> Iterator[Frame]:
    assert person.entity is not None
    words, doc = grammar(), context.doc
    text = doc[title.start : title.end].text
    if body.entity.type in ("Country", "Place") and text.lower() not in words.state_titles:
        return
    if body.how in ("reference", "pronoun") and _held_elsewhere(person.entity, body.entity, context.catalog):
        return
    relation = title.relation
    deputy = title.start > 0 and doc[title.start - 1].lower_ in words.deputy_words
    heads = body.entity.type == "GovernmentBody" and text.lower() in words.heading_titles and not deputy
    if relation == "WORKS_FOR" and heads:
        relation = "LEADS"
    token = doc[title.end - 1]
    yield Frame(relation, token, (_named(person, person.entity),), (body,), rule, text, token)


def _held_elsewhere(person: Entity, body: Entity, catalog: Catalog) -> bool:
    """Whether the catalog knows the offices of a person, and none at this body: "its" then means another firm."""
    entry = catalog.entries.get(person.id)
    return entry is not None and bool(entry.roles) and all(role.of != body.id for role in entry.roles)


def _owners(owned: Mention, sent: Span, context: Context) -> Iterator[Frame]:
    """TikTok owner ByteDance; ByteDance-owned TikTok; ByteDance, the owner of TikTok."""
    after = _owner_after(owned, sent, context)
    if after is not None:
        yield _owning(*after, owned)
        return
    for found in (_owner_by_participle(owned, sent, context), _owner_of(owned, sent, context)):
        if found is not None:
            yield _owning(*found, owned)


def _owner_after(owned: Mention, sent: Span, context: Context) -> tuple[Mention, Token] | None:
    """TikTok owner ByteDance; TikTok's Chinese parent company, ByteDance."""
    doc, words = context.doc, grammar()
    at = owned.end
    while at < sent.end and at - owned.end < 5 and (doc[at].text in BEFORE_OWNER or doc[at].pos_ == "ADJ"):
        at += 1
    if at >= sent.end or doc[at].lower_ not in words.owning_nouns:
        return None
    noun, at = doc[at], at + 1
    while at < sent.end and at - noun.i < 4 and doc[at].lower_ in ("company", "firm", ","):
        at += 1
    owner = _firm_at(at, context)
    if owner is None or owner.start != at or owner.entity == owned.entity:
        return None
    return owner, noun


def _owner_by_participle(owned: Mention, sent: Span, context: Context) -> tuple[Mention, Token] | None:
    """ByteDance-owned TikTok."""
    doc, at = context.doc, owned.start
    if at - sent.start < 3 or doc[at - 1].lower_ != "owned" or doc[at - 2].text != "-":
        return None
    owner = context.at.get(at - 3)
    if owner is None or owner.entity in (None, owned.entity) or owner.kind is Kind.DEMONYM:
        return None
    return owner, doc[at - 1]


def _owner_of(owned: Mention, sent: Span, context: Context) -> tuple[Mention, Token] | None:
    """ByteDance, the owner of TikTok; ByteDance is the parent of TikTok."""
    doc, at = context.doc, owned.start
    if at - sent.start < 3 or doc[at - 1].lower_ != "of" or doc[at - 2].lower_ not in ("owner", "parent"):
        return None
    noun = doc[at - 2]
    at = noun.i - 1
    while at > sent.start and doc[at].pos_ in ("DET", "ADJ", "PUNCT", "PROPN") and at not in context.at:
        at -= 1
    owner = _firm_at(at, context)
    return (owner, noun) if owner is not None and noun.dep_ in ("appos", "attr") else None


def _firm_at(at: int, context: Context) -> Mention | None:
    mention = context.at.get(at)
    return mention if mention is not None and mention.entity and mention.entity.type == "Company" else None


def _owning(owner: Mention, word: Token, owned: Mention) -> Frame:
    assert owner.entity is not None and owned.entity is not None
    ends = (_named(owner, owner.entity),), (_named(owned, owned.entity),)
    return Frame("OWNS", word, *ends, "owner", word.text, word)


def _seat(firm: Mention, sent: Span, context: Context) -> Iterator[Frame]:
    """Hangzhou-based DeepSeek; Shenzhen-headquartered drone maker DJI."""
    doc = context.doc
    assert firm.entity is not None
    at = firm.start - 1
    while at > sent.start and firm.start - at < 5 and at not in context.at:
        if doc[at].pos_ not in ("ADJ", "NOUN", "PROPN") or doc[at].lower_ in SEATED:
            break
        at -= 1
    if at - 2 < sent.start or doc[at].lower_ not in SEATED or doc[at - 1].text not in ("-", "‑"):
        return
    place = context.at.get(at - 2)
    if place is not None and place.entity is not None and place.entity.type in ("Place", "Country"):
        ends = (_named(firm, firm.entity),), (_named(place, place_of(place, doc)),)
        yield Frame("BASED_IN", doc[at], *ends, "seat", doc[at - 1 : at + 1].text, doc[at])


def place_of(mention: Mention, doc: Doc) -> Entity:
    """The place a mention names where it does not act: Beijing the city, not the state."""
    assert mention.entity is not None
    if mention.kind is not Kind.METONYM:
        return mention.entity
    name = doc[mention.start : mention.end].text
    return Entity(f"place/{name.lower().replace(' ', '-')}", name, "Place", jurisdiction=mention.entity.jurisdiction)
