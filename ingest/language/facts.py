"""What stands: who leads, works for, founded or owns whom, and where a firm is based."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from spacy.tokens import Doc, Span, Token

from graph.model import Entity
from ingest.catalog import Catalog, Role
from ingest.language.arguments import Argument, resolve
from ingest.language.coreference import Context
from ingest.language.frames import Frame
from ingest.language.grammar import grammar
from ingest.language.mentions import Kind, Mention

BODIES = ("Company", "GovernmentBody", "Organization", "Country", "Place")
FIRMS = ("Company", "Organization", "GovernmentBody")
THINGS = ("Company", "Organization", "Product")
BEFORE, AFTER = 9, 16
"""How many tokens before and after a name a title and its body may stand."""
LONGEST_TITLE = 4
"""Words of the longest title that is looked for."""
LONGEST_OFFICE = 9
"""Tokens of the longest title of a known office."""
PREPOSITIONS = ("at", "of", "for", "with", "from")
"""What joins a title to its body; the earlier wins."""
BASED = ("based", "headquartered")
HYPHENS = ("-", "‑", "–")
POSSESSIVES = ("'s", "’s", "'", "’", "‘s")
ENDS_BEFORE = frozenset('.;:()“”"–—')
ENDS_AFTER = frozenset(",;)–—.:")
BESIDE = 6
"""How many tokens may stand between an owner and what it owns, or a place and who is based there."""
UNNAMED = ("president", "leader", "premier", "minister", "chancellor", "chief", "executive", "ceo", "pm")
"""Last words of titles that mean their holder without a name."""


@dataclass(frozen=True, slots=True)
class Title:
    """A title in the text: its tokens [start, end) and the relation it tells."""

    start: int
    end: int
    relation: str


def find_facts(sent: Span, context: Context) -> Iterator[Frame]:
    """The standing facts of one parsed sentence."""
    for mention in context.in_sentence[context.sentence[sent.start]]:
        entity = mention.entity
        if entity is None or mention.kind is Kind.DEMONYM:
            continue
        if entity.type == "Person":
            yield from _offices(mention, sent, context)
            yield from _party(mention, sent, context)
        if entity.type in THINGS:
            yield from _owners(mention, sent, context)
            yield from _state_owner(mention, sent, context)
        if entity.type in FIRMS:
            yield from _seats(mention, sent, context)
            yield from _ruler(mention, sent, context)
    yield from _unnamed_holders(sent, context)
    yield from _unnamed_owners(sent, context)


# offices


def _offices(person: Mention, sent: Span, context: Context) -> Iterator[Frame]:
    """What a person is: an office the catalog knows, else by a title before the name, else by one after it."""
    left = _start_before(person, sent, context.doc)
    office = _known_office(person, left, sent, context)
    if office is not None:
        yield office
        return
    found = _head_of(left, person, context) or _title_before(left, person, sent, context)
    rule = "title before"
    if found is None:
        found = _title_after(person, sent, context)
        rule = "title after"
    if found is not None:
        yield from _fact(*found, person, context, rule)
        return
    if person.kind is Kind.DESCRIPTION:
        yield from _described_office(person, context)
        return
    beside = _counterpart(person, left, context) or _body_beside(person, sent, context)
    if beside is not None:
        yield beside


@lru_cache(maxsize=4096)
def _forms(title: str) -> frozenset[str]:
    """The ways an office is written: commerce secretary, secretary of commerce, secretary for commerce."""
    words = grammar()
    plain = _plain(title)
    forms = {plain, *words.title_forms.get(plain, ())}
    for form in tuple(forms):
        head, _, field = form.partition(" of ")
        if field and head in ("secretary", "minister"):
            forms |= {f"{field} {head}", f"{head} for {field}"}
        first, _, last = form.rpartition(" ")
        if first and last in ("secretary", "minister"):
            forms |= {f"{last} of {first}", f"{last} for {first}", f"{last} of the {first}", f"{first} chief"}
    return frozenset(forms)


def _plain(title: str) -> str:
    """A title as titles are compared: vice-premier is vice premier, defence is defense."""
    text = title.lower().replace("-", " ").replace(".", "").replace("defence", "defense").replace(",", "")
    return " ".join(text.split())


def _known_office(person: Mention, left: int, sent: Span, context: Context) -> Frame | None:
    """An office that the text gives to a person and that the catalog knows them to hold on that day."""
    assert person.entity is not None
    entry = context.catalog.entries.get(person.entity.id)
    if entry is None or not entry.roles:
        return None
    doc = context.doc
    held = [role for role in entry.roles if role.held_on(context.published)]
    end = person.start
    while end > left and doc[end - 1].text in (",", "[") and end > person.start - 2:
        end -= 1
    found = _longest(held, left, end, context, plural=_other_before(end, context))
    if found is None:
        found = _after_name(held, person, sent, context)
    if found is None:
        return None
    start, end, roles = found
    if _past(doc, start - 3, start) or (start > 0 and doc[start - 1].lower_ in grammar().deputy_words):
        return None
    named = {m.entity.id for i in range(max(left, start - 4), start) if (m := context.at.get(i)) and m.entity}
    named |= {m.entity.id for i in range(end, min(end + 5, sent.end)) if (m := context.at.get(i)) and m.entity}
    title = doc[start:end].text
    body, relation = _body_of(roles, title, named, context)
    if body is None:
        return None
    token = doc[end - 1]
    argument = Argument(body, start, end, "description")
    return Frame(relation, token, (_named(person, person.entity),), (argument,), "office", title, token)


def _other_before(end: int, context: Context) -> int:
    """Where the name of another begins that shares a title: Presidents Joe Biden and Xi Jinping; 0 where none does."""
    other = context.at.get(end - 2)
    if context.doc[end - 1].lower_ != "and" or other is None or other.entity is None or other.entity.type != "Person":
        return 0
    return other.start


def _longest(
    held: list[Role], left: int, end: int, context: Context, *, plural: int
) -> tuple[int, int, list[Role]] | None:
    """The longest known title that ends at a token, or as a plural at another: its tokens and the roles it means."""
    doc = context.doc
    if plural:
        found = _longest(held, max(0, plural - LONGEST_OFFICE), plural, context, plural=0)
        return found if found is not None and doc[found[1] - 1].lower_.endswith("s") else None
    for start in range(max(left, end - LONGEST_OFFICE), end):
        text = _plain(doc[start:end].text)
        one = text.removesuffix("s")
        roles = [role for role in held if text in _forms(role.title) or one in _forms(role.title)]
        if roles:
            return start, end, roles
    return None


def _after_name(held: list[Role], person: Mention, sent: Span, context: Context) -> tuple[int, int, list[Role]] | None:
    """A known title in apposition: Gina Raimondo, the commerce secretary."""
    doc = context.doc
    if person.end >= sent.end or doc[person.end].text not in (",", "(", "–", "—"):
        return None
    limit = _end_after(person.end + 1, sent, doc)
    for start in range(person.end + 1, min(limit, person.end + 7)):
        if doc[start].pos_ in ("VERB", "ADP", "AUX"):
            return None
        for end in range(min(limit, start + LONGEST_OFFICE), start, -1):
            text = _plain(doc[start:end].text)
            roles = [role for role in held if text in _forms(role.title)]
            if roles:
                return start, end, roles
    return None


def _body_of(roles: list[Role], title: str, named: set[str], context: Context) -> tuple[Entity | None, str]:
    """The body among those of an office that the text names or that the office is the head of, and the relation."""
    words, catalog, text = grammar(), context.catalog, _plain(title)
    relation = _relation_of(text)
    bodies = {role.of: catalog.entity(role.of) for role in roles}
    tokens = text.removesuffix("s").split()
    if tokens[-1] == "chief":
        tokens = _plain(roles[0].title).split()
    heads = not words.heading_titles.isdisjoint((text, tokens[0], tokens[-1])) and tokens[0] not in words.deputy_words
    if relation == "FOUNDED" or len(bodies) == 1:
        only = next((b for id_, b in bodies.items() if id_ in named), next(iter(bodies.values())))
        if relation == "WORKS_FOR" and heads and only.type == "GovernmentBody":
            relation = "LEADS"
        return only, relation
    countries = [b for b in bodies.values() if b.type == "Country"]
    others = [b for b in bodies.values() if b.type != "Country"]
    if heads and others and countries:
        return others[0], "LEADS"
    if countries:
        return countries[0], relation
    chosen = [b for b in others if b.id in named]
    if chosen:
        return chosen[0], relation
    return (others[0], relation) if len(others) == 1 else (None, relation)


@lru_cache(maxsize=4096)
def _relation_of(text: str) -> str:
    """What a plain title tells, by its longest last words that are a title; a deputy leads nothing."""
    words, tokens = grammar(), text.split()
    if tokens[0] in words.deputy_words:
        return "WORKS_FOR"
    tables = (("FOUNDED", words.founding_titles), ("LEADS", words.leading_titles), ("WORKS_FOR", words.working_titles))
    for size in range(len(tokens)):
        tail = " ".join(tokens[size:])
        for relation, titles in tables:
            if tail in titles or any(_plain(title) in (tail, tail.removesuffix("s")) for title in titles):
                return relation
    return "WORKS_FOR"


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
    return (title, body) if body is not None else None


def _title_after(person: Mention, sent: Span, context: Context) -> tuple[Title, Argument] | None:
    """Jack Ma, the founder of Alibaba."""
    doc = context.doc
    if person.end >= sent.end or doc[person.end].text not in (",", "("):
        return None
    start = person.end + 1
    end = _end_after(start, sent, doc)
    titles = _titles(doc, start, end)
    if not titles or _past(doc, start, titles[0].start):
        return None
    title = titles[-1] if titles[-1].start - titles[0].end < 2 else titles[0]
    if any(doc[at].pos_ == "VERB" for at in range(start, title.start)):
        return None
    # a name of another before the title: it is theirs
    if any((m := context.at.get(at)) and m.entity and m.entity.type == "Person" for at in range(start, title.start)):
        return None
    body = _body_after(title.end, end, context, PREPOSITIONS) or _body_before(title, start, context)
    return (title, body) if body is not None else None


def _head_of(left: int, person: Mention, context: Context) -> tuple[Title, Argument] | None:
    """Head of Gazprom Alexei Miller: a title, of, a body, and at once the name."""
    doc = context.doc
    comma = person.start - 2 >= left and doc[person.start - 1].text == ","
    body = context.at.get(person.start - 1 - comma)
    if body is None or body.entity is None or body.entity.type not in BODIES or body.start - 2 < left:
        return None
    of = body.start - 1 - (doc[body.start - 1].lower_ == "the")
    titles = [t for t in _titles(doc, left, of) if t.end == of]
    if not titles or doc[of].lower_ not in ("of", "at", "for") or _past(doc, left, titles[-1].start):
        return None
    if not body.entity.known and any(t.end > body.start for t in _titles(doc, left, person.start)):
        return None  # secretary of state is a title
    return titles[-1], _named(body, body.entity)


def _joined(doc: Doc, end: int, start: int) -> bool:
    """Whether only a conjoined title stands between: founder and chief executive Jack Ma."""
    return 0 < start - end <= 3 and doc[end].lower_ in ("and", "&", "/")


def _past(doc: Doc, start: int, end: int) -> bool:
    return any(doc[i].lower_ in grammar().not_current for i in range(max(0, start), end))


def _body_before(title: Title, left: int, context: Context) -> Argument | None:
    """The body named before a title, in the same phrase: China's, Alibaba, Bloomberg Intelligence."""
    doc, words = context.doc, grammar()
    text = doc[title.start : title.end].text.lower()
    for i in range(title.start - 1, left - 1, -1):
        token, mention = doc[i], context.at.get(i)
        if mention is not None and mention.entity is not None:
            if mention.entity.type == "Person":
                return None
            if mention.entity.type == "Sector" and text in ("chief", "head", "boss"):
                return None
            if mention.entity.type == "Country" and not _gives_office(mention, title, context):
                return None
            if mention.entity.type == "Place":
                return _named(mention, mention.entity) if text in words.local_titles else None
            if _is_body(mention.entity):
                return _named(mention, mention.entity)
        elif token.lower_ in ("its", "his", "her"):
            found = resolve(token, context, role="actor")
            return found[0] if found and found[0].entity.type in BODIES else None
        elif token.text == "," or (token.pos_ in ("VERB", "CCONJ", "SCONJ", "ADP", "AUX") and token.lower_ != "and"):
            return None
        elif i == title.start - 1 and text in ("chief", "head", "boss") and token.pos_ == "NOUN":
            # a bureau chief, a spy chief: of a part that is not named
            return None
    return None


def _gives_office(country: Mention, title: Title, context: Context) -> bool:
    """Whether a country stands before a title as whose it is, and not as what it is about: the China trade adviser."""
    doc = context.doc
    text = doc[country.start : country.end].text
    if country.kind is Kind.DEMONYM or country.end == title.start or text.replace(".", "").isupper():
        return True
    return doc[country.end].text in POSSESSIVES


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


def _fact(title: Title, body: Argument, person: Mention, context: Context, rule: str) -> Iterator[Frame]:
    assert person.entity is not None
    words, doc = grammar(), context.doc
    text = doc[title.start : title.end].text
    if body.entity.type in ("Country", "Place") and text.lower() not in words.state_titles:
        return
    if body.how in ("reference", "pronoun") and _held_elsewhere(person.entity, body.entity, context.catalog):
        return
    if body.entity.state and _is_foreign(person.entity, body.entity, context.catalog):
        return
    relation = title.relation
    deputy = title.start > 0 and doc[title.start - 1].lower_ in words.deputy_words
    heads = body.entity.type == "GovernmentBody" and text.lower() in words.heading_titles and not deputy
    if relation == "WORKS_FOR" and heads:
        relation = "LEADS"
    elif relation == "LEADS" and deputy:
        relation = "WORKS_FOR"
    token = doc[title.end - 1]
    yield Frame(relation, token, (_named(person, person.entity),), (body,), rule, text, token)


def _held_elsewhere(person: Entity, body: Entity, catalog: Catalog) -> bool:
    """Whether the catalog knows the offices of a person, and none at this body: "its" then means another firm."""
    entry = catalog.entries.get(person.id)
    return entry is not None and bool(entry.roles) and all(role.of != body.id for role in entry.roles)


def _is_foreign(person: Entity, body: Entity, catalog: Catalog) -> bool:
    """Whether the catalog knows the offices of a person, and all in other states: Biden, Australian PM to meet."""
    entry = catalog.entries.get(person.id)
    if entry is None or not entry.roles or not body.jurisdiction:
        return False
    homes = {person.jurisdiction, *(catalog.entity(role.of).jurisdiction for role in entry.roles)}
    return body.jurisdiction not in homes


def _described_office(person: Mention, context: Context) -> Iterator[Frame]:
    """China's top diplomat, Wang Yi: the office of a person whom the catalog describes so, with the name."""
    doc = context.doc
    assert person.entity is not None
    near = (context.at.get(i) for i in range(person.end, min(len(doc), person.end + 2)))
    if all(m is None or m.entity != person.entity for m in near):
        return
    country = _country(person.entity.jurisdiction, context.catalog)
    titles = _titles(doc, person.start, person.end)
    if country is None or not titles or titles[-1].end != person.end:
        return
    if doc[titles[-1].start : person.end].text.lower() not in grammar().state_titles | {"diplomat"}:
        return
    word = doc[person.end - 1]
    ends = (_named(person, person.entity),), (Argument(country, person.start, person.start + 1, "description"),)
    yield Frame(titles[-1].relation, word, *ends, "title before", word.text, word)


def _counterpart(person: Mention, left: int, context: Context) -> Frame | None:
    """His Chinese counterpart Xi Jinping: the office that the person holds of that country."""
    doc, at = context.doc, person.start - 1
    if at > left and doc[at].text == ",":
        at -= 1
    if at <= left or doc[at].lemma_.lower() != "counterpart":
        return None
    country = context.at.get(at - 1)
    if country is None or country.entity is None or country.entity.type != "Country":
        return None
    return _held_at(person, country, doc[at], context, "counterpart")


def _held_at(person: Mention, body: Mention, word: Token, context: Context, rule: str) -> Frame | None:
    """The relation of the office that the catalog knows a person to hold at a body on that day."""
    assert person.entity is not None and body.entity is not None
    entry = context.catalog.entries.get(person.entity.id)
    if entry is None:
        return None
    held = [r for r in entry.roles if r.of == body.entity.id and r.held_on(context.published)]
    if not held:
        return None
    told = [_relation_of(_plain(role.title)) for role in held]
    relation = next((r for r in ("LEADS", "WORKS_FOR") if r in told), "WORKS_FOR")
    ends = (_named(person, person.entity),), (_named(body, body.entity),)
    return Frame(relation, word, *ends, rule, word.text, word)


def _body_beside(person: Mention, sent: Span, context: Context) -> Frame | None:
    """CNN's Will Ripley; Ting Lu of Nomura; China's Xi Jinping."""
    doc = context.doc
    assert person.entity is not None
    if not person.entity.known and (person.end - person.start < 2 or not doc[person.start].text[0].isupper()):
        return None
    before = context.at.get(person.start - 2) if person.start - 2 >= sent.start else None
    if before is not None and before.entity is not None and doc[person.start - 1].text in POSSESSIVES:
        followed = person.end < sent.end and (
            doc[person.end].text in POSSESSIVES
            or (doc[person.end].pos_ in ("NOUN", "PROPN") and doc[person.end].lemma_ != "report")
        )
        if followed and not person.entity.known:
            return None
        return _beside(person, before, doc[person.start - 1], context)
    if person.end + 1 < sent.end and doc[person.end].lower_ == "of":
        at = person.end + 1 + (doc[person.end + 1].lower_ == "the")
        after = context.at.get(at)
        if after is not None and after.entity is not None and after.start <= at:
            return _beside(person, after, doc[person.end], context)
    return None


def _beside(person: Mention, body: Mention, word: Token, context: Context) -> Frame | None:
    assert person.entity is not None and body.entity is not None
    if body.entity.type == "Country":
        return _held_at(person, body, word, context, "beside")
    if body.entity.type not in FIRMS or body.kind in (Kind.DEMONYM, Kind.AMBIGUOUS):
        return None
    known = _held_at(person, body, word, context, "beside")
    if known is not None:
        return known
    ends = (_named(person, person.entity),), (_named(body, body.entity),)
    return Frame("WORKS_FOR", word, *ends, "beside", word.text, word)


def _party(person: Mention, sent: Span, context: Context) -> Iterator[Frame]:
    """Republican Senator Marco Rubio: of the party by whose name the title goes."""
    doc, words = context.doc, grammar()
    assert person.entity is not None
    at = person.start - 1
    while at > sent.start and person.start - at < 5 and _plain(doc[at].text) in words.member_titles:
        at -= 1
    if at < sent.start or at == person.start - 1:
        return
    entries = context.catalog.entries
    known = [entries[id_].entity for id_ in words.parties.get(doc[at].lower_, ()) if id_ in entries]
    if person.entity.jurisdiction or len(known) > 1:
        known = [party for party in known if party.jurisdiction == person.entity.jurisdiction]
    entity = known[0] if known else None
    if entity is None:
        return
    ends = (_named(person, person.entity),), (Argument(entity, at, at + 1, "description"),)
    yield Frame("PART_OF", doc[at], *ends, "party", doc[at].text, doc[at])


def _ruler(party: Mention, sent: Span, context: Context) -> Iterator[Frame]:
    """The ruling Communist Party leads the country that it is a party of."""
    doc = context.doc
    assert party.entity is not None
    words = [doc[i].lower_ for i in range(max(sent.start, party.start - 2), party.end)]
    before = doc[party.start - 1] if party.start > sent.start else None
    if "ruling" not in words or "party" not in words or (before is not None and before.lower_ == "a"):
        return
    country = _country(party.entity.jurisdiction, context.catalog)
    if country is None:
        return
    token = doc[party.end - 1]
    ends = (_named(party, party.entity),), (Argument(country, party.start, party.end, "description"),)
    yield Frame("LEADS", token, *ends, "ruling", "ruling", token)


def _country(jurisdiction: str, catalog: Catalog) -> Entity | None:
    if not jurisdiction:
        return None
    return next(
        (
            e.entity
            for e in catalog.entries.values()
            if e.entity.type == "Country" and e.entity.jurisdiction == jurisdiction
        ),
        None,
    )


def _unnamed_holders(sent: Span, context: Context) -> Iterator[Frame]:
    """The Chinese president; China's leader; TikTok CEO: who held the office on that day."""
    doc = context.doc
    for mention in context.in_sentence[context.sentence[sent.start]]:
        entity = mention.entity
        if entity is None or entity.type not in BODIES or entity.type == "Place":
            continue
        start = mention.end + (mention.end < sent.end and doc[mention.end].text in POSSESSIVES)
        for end in range(min(sent.end, start + 3), start, -1):
            if doc[end - 1].lower_ not in UNNAMED or doc[end - 1].tag_ in ("NNS", "NNPS"):
                continue
            if any(i in context.at for i in range(start, end + 1)) or _past(doc, mention.start - 2, end):
                continue
            frame = _unnamed(mention, start, end, sent, context)
            if frame is not None:
                yield frame
                break


def _unnamed(body: Mention, start: int, end: int, sent: Span, context: Context) -> Frame | None:
    doc = context.doc
    assert body.entity is not None
    # a name beside the title tells who is meant
    near = [context.at.get(i) for i in range(end, min(sent.end, end + 3))]
    if any(m is not None and (m.entity is None or m.entity.type == "Person") for m in near):
        return None
    if end < sent.end and doc[end].pos_ in ("NOUN", "PROPN") and doc[end].text[0].isupper():
        return None
    text = _plain(doc[start:end].text)
    if text.split()[0] in grammar().deputy_words:
        return None
    holders = {
        holder.id: (holder, role)
        for title, rows in context.catalog.offices.items()
        if text in _forms(title)
        for holder, role in rows
        if role.of == body.entity.id and role.held_on(context.published)
    }
    if len(holders) != 1:
        return None
    holder, _ = next(iter(holders.values()))
    token = doc[end - 1]
    ends = (Argument(holder, start, end, "description"),), (_named(body, body.entity),)
    return Frame(_relation_of(text), token, *ends, "unnamed", doc[start:end].text, token)


# owners


def _owners(owned: Mention, sent: Span, context: Context) -> Iterator[Frame]:
    """TikTok owner ByteDance; ByteDance-owned TikTok; ByteDance, the owner of TikTok; ByteDance's TikTok."""
    rules = (_owner_by_participle, _owner_of, _owner_with_name, _owner_by_noun)
    for rule in rules:
        found = rule(owned, sent, context)
        if found is not None:
            yield _owning(*found, owned)
    yield from _owned_by(owned, sent, context)


def _owned_by(owner: Mention, sent: Span, context: Context) -> Iterator[Frame]:
    """TikTok owner ByteDance; its Chinese parent company, ByteDance; ByteDance, TikTok's owner."""
    if owner.entity is None or owner.entity.type != "Company":
        return
    noun = _parent_noun(owner, sent, context)
    if noun is None:
        return
    owned = _owned_before(noun, owner, sent, context)
    if owned is not None:
        ends = (_named(owner, owner.entity),), (owned,)
        yield Frame("OWNS", noun, *ends, "owner", noun.text, noun)


def _parent_noun(owner: Mention, sent: Span, context: Context) -> Token | None:
    """The noun beside a name that makes it an owner: parent company ByteDance; ByteDance, TikTok's owner."""
    doc, words = context.doc, grammar()
    at = owner.start - 1
    while at > sent.start and owner.start - at < 4 and doc[at].lower_ in ("company", "firm", ",", "giant", "group"):
        at -= 1
    if at >= sent.start and doc[at].lower_ in words.owning_nouns and owner.start - at <= 3:
        return doc[at]
    if owner.end < sent.end and doc[owner.end].text in (",", "("):
        for i in range(owner.end + 1, min(sent.end, owner.end + 7)):
            if doc[i].lower_ in words.owning_nouns:
                following = doc[i + 1].lower_ if i + 1 < sent.end else ""
                possessed = any(doc[k].text in POSSESSIVES or doc[k].lower_ == "its" for k in range(owner.end + 1, i))
                return doc[i] if possessed and following != "of" else None
            if doc[i].text in ENDS_AFTER or doc[i].pos_ in ("VERB", "AUX"):
                return None
    return None


def _owned_before(noun: Token, owner: Mention, sent: Span, context: Context) -> Argument | None:
    """Whose owner a noun means: who is named before it, else what the catalog knows to be owned by the owner."""
    doc = context.doc
    assert owner.entity is not None
    for at in range(noun.i - 1, max(sent.start - 1, noun.i - BESIDE - 1), -1):
        mention = context.at.get(at)
        if mention is not None and mention.entity is not None and mention is not owner:
            if mention.entity.type in THINGS and mention.entity != owner.entity and mention.kind is not Kind.DEMONYM:
                return _named(mention, mention.entity)
            if mention.entity.type not in ("Country", "Place"):
                return None
            continue
        if doc[at].lower_ in ("its", "whose") or doc[at].text in POSSESSIVES or doc[at].lower_ == "the":
            break
        if doc[at].text not in (*HYPHENS, "“", "”", '"') and doc[at].pos_ not in (
            "ADJ",
            "NOUN",
            "PROPN",
            "VERB",
            "ADV",
        ):
            break
    before = [
        m
        for m in context.mentions
        if m.entity is not None and m.entity.parent == owner.entity.id and m.start < max(noun.i, owner.start)
    ]
    if before and before[-1].entity is not None and before[-1].entity.type in THINGS:
        return Argument(before[-1].entity, noun.i, noun.i + 1, "reference")
    return None


def _owner_by_participle(owned: Mention, sent: Span, context: Context) -> tuple[Mention, Token] | None:
    """ByteDance-owned TikTok; the Geely-owned carmaker Lotus."""
    doc = context.doc
    for at in range(owned.start - 1, max(sent.start + 2, owned.start - BESIDE) - 1, -1):
        if doc[at].lower_ == "owned" and doc[at - 1].text in HYPHENS:
            owner = context.at.get(at - 2)
            if owner is None or owner.entity in (None, owned.entity) or owner.kind is Kind.DEMONYM:
                return None
            return owner, doc[at]
        if not _is_plain(at, context) or doc[at].text == ",":
            return None
        if doc[at].pos_ not in ("ADJ", "NOUN", "PROPN", "VERB", "PUNCT"):
            return None
    return None


def _owner_of(owned: Mention, sent: Span, context: Context) -> tuple[Mention, Token] | None:
    """ByteDance, the owner of TikTok; ByteDance is the parent company of the video app TikTok."""
    doc, words = context.doc, grammar()
    of = owned.start - 1
    while of > sent.start and owned.start - of < BESIDE and doc[of].lower_ != "of":
        if not _is_plain(of, context):
            return None
        if doc[of].pos_ not in ("ADJ", "NOUN", "PROPN", "DET", "ADV", "PUNCT") or doc[of].text == ",":
            return None
        of -= 1
    if doc[of].lower_ != "of" or of - 2 < sent.start:
        return None
    at = of - 1 - (doc[of - 1].lower_ in ("company", "firm"))
    noun = doc[at]
    if noun.lower_ not in words.owning_nouns:
        return None
    at -= 1
    while at > sent.start and (at not in context.at or context.at[at].kind is Kind.DEMONYM):
        if doc[at].pos_ not in ("DET", "ADJ", "PUNCT", "PROPN", "AUX", "ADV", "VERB", "NOUN") or noun.i - at > BESIDE:
            break
        at -= 1
    owner = _firm_at(at, context)
    return (owner, noun) if owner is not None and owner.entity != owned.entity else None


def _owner_with_name(owned: Mention, sent: Span, context: Context) -> tuple[Mention, Token] | None:
    """ByteDance's TikTok: an owner that the catalog knows, with what it owns after it."""
    doc = context.doc
    assert owned.entity is not None
    at = owned.start - 1
    while at > sent.start and owned.start - at < BESIDE and doc[at].text not in POSSESSIVES:
        if at in context.at or doc[at].pos_ not in ("ADJ", "NOUN", "PROPN", "ADV") or "\n" in doc[at].text:
            return None
        at -= 1
    owner = context.at.get(at - 1) if doc[at].text in POSSESSIVES and at - 1 >= sent.start else None
    if owner is None or owner.entity is None or not owned.entity.parent or _is_ware(owned.entity):
        return None
    chain = [owned.entity.parent]
    parent = context.catalog.entries.get(owned.entity.parent)
    if parent is not None and parent.entity.parent:
        chain.append(parent.entity.parent)
    return (owner, doc[at]) if owner.entity.id in chain and owner.entity.type == "Company" else None


def _is_ware(entity: Entity) -> bool:
    """Whether it is a thing that is made and sold, not a service: who names its maker tells no ownership."""
    return entity.type == "Product" and grammar().service_sectors.isdisjoint(entity.sectors)


def _owner_by_noun(owned: Mention, sent: Span, context: Context) -> tuple[Mention, Token] | None:
    """ByteDance subsidiary Pico; Alibaba's affiliate Ant Group."""
    doc, words = context.doc, grammar()
    at = owned.start - 1
    if at > sent.start and doc[at].lower_ in words.owned_nouns:
        noun = doc[at]
        at -= 1
        while at > sent.start and noun.i - at < 4 and (doc[at].text in POSSESSIVES or doc[at].pos_ == "ADJ"):
            at -= 1
        owner = _firm_at(at, context)
        if owner is not None and owner.entity != owned.entity:
            return owner, noun
    return None


def _unnamed_owners(sent: Span, context: Context) -> Iterator[Frame]:
    """TikTok's Chinese parent, the ByteDance-owned app: the owner, or what is owned, that the catalog knows."""
    doc, words = context.doc, grammar()
    for mention in context.in_sentence[context.sentence[sent.start]]:
        if mention.kind is Kind.DESCRIPTION and mention.entity is not None and mention.entity.type == "Company":
            yield from _described_owner(mention, mention.entity, context)
    for token in sent:
        if token.lower_ == "owned":
            yield from _owned_thing(token, sent, context)
        if token.lower_ not in words.owning_nouns or token.tag_ in ("NNS", "NNPS"):
            continue
        if any(
            (m := context.at.get(i)) and m.entity and m.entity.type in ("Company", "Person")
            for i in range(token.i + 1, min(sent.end, token.i + 5))
        ):
            continue
        at = token.i - 1
        while at > sent.start and token.i - at < 4 and (doc[at].pos_ == "ADJ" or _is_demonym(at, context)):
            at -= 1
        owned = context.at.get(at - 1) if doc[at].text in POSSESSIVES and at - 1 >= sent.start else None
        if owned is None or owned.entity is None or not owned.entity.parent or owned.entity.type not in THINGS:
            continue
        owner = context.catalog.entity(owned.entity.parent)
        ends = (Argument(owner, token.i, token.i + 1, "description"),), (_named(owned, owned.entity),)
        yield Frame("OWNS", token, *ends, "unnamed owner", token.text, token)


def _owned_thing(word: Token, sent: Span, context: Context) -> Iterator[Frame]:
    """The ByteDance-owned app: what the article names that the catalog knows to be the firm's."""
    doc = context.doc
    if word.i - 2 < sent.start or doc[word.i - 1].text not in HYPHENS:
        return
    owner = _firm_at(word.i - 2, context)
    following = range(word.i + 1, min(sent.end, word.i + BESIDE))
    if owner is None or owner.entity is None or any(i in context.at for i in following):
        return
    noun = next((doc[i] for i in following if doc[i].pos_ == "NOUN"), None)
    owned = {m.entity.id: m.entity for m in context.mentions if m.entity and m.entity.parent == owner.entity.id}
    things = [entity for entity in owned.values() if entity.type in THINGS]
    if noun is None or noun.tag_ == "NNS" or len(things) != 1:
        return
    ends = (_named(owner, owner.entity),), (Argument(things[0], noun.i, noun.i + 1, "reference"),)
    yield Frame("OWNS", word, *ends, "owner", word.text, word)


def _described_owner(owner: Mention, entity: Entity, context: Context) -> Iterator[Frame]:
    """TikTok's parent company, where the catalog has it as a description of ByteDance."""
    doc, words = context.doc, grammar()
    noun = next((doc[i] for i in range(owner.start, owner.end) if doc[i].lower_ in words.owning_nouns), None)
    first = doc[owner.start].text
    owned = [e.entity for e in context.catalog.entries.values() if e.entity.parent == entity.id]
    for one in owned:
        if noun is not None and one.name == first and one.type in THINGS:
            ends = (_named(owner, entity),), (Argument(one, owner.start, owner.start + 1, "name"),)
            yield Frame("OWNS", noun, *ends, "unnamed owner", noun.text, noun)


def _is_plain(at: int, context: Context) -> bool:
    """Whether a token names nobody: it may be an adjective of a country or the name of a sector."""
    mention = context.at.get(at)
    if mention is None or mention.kind is Kind.DEMONYM:
        return True
    return mention.entity is not None and mention.entity.type == "Sector"


def _is_demonym(at: int, context: Context) -> bool:
    mention = context.at.get(at)
    return mention is not None and mention.kind is Kind.DEMONYM


def _state_owner(owned: Mention, sent: Span, context: Context) -> Iterator[Frame]:
    """State-owned Changan; state broadcaster CCTV; CCTV, the state broadcaster."""
    doc, words = context.doc, grammar()
    assert owned.entity is not None
    if owned.entity.type == "Product":
        return
    word: Token | None = None
    for at in range(owned.start - 1, max(sent.start, owned.start - BESIDE) - 1, -1):
        if at in context.at or doc[at].text in (",", *POSSESSIVES) or doc[at].pos_ in ("AUX", "ADP", "CCONJ"):
            break
        if _is_state_word(doc[at], doc, words.state_holdings):
            word = doc[at]
            break
    if word is None and owned.end < sent.end and doc[owned.end].text == ",":
        for at in range(owned.end + 1, min(sent.end, owned.end + 5)):
            if doc[at].text in ENDS_AFTER or doc[at].pos_ in ("VERB", "AUX", "ADP"):
                break
            if _is_state_word(doc[at], doc, words.state_holdings):
                word = doc[at]
                break
    country = _country(owned.entity.jurisdiction, context.catalog) if word is not None else None
    if word is not None and country is not None:
        ends = (Argument(country, word.i, word.i + 1, "description"),), (_named(owned, owned.entity),)
        yield Frame("OWNS", word, *ends, "state owner", word.text, word)


def _is_state_word(token: Token, doc: Doc, holdings: frozenset[str]) -> bool:
    """The word state of state-owned, state-run, state broadcaster, state media."""
    if token.lower_ != "state" or token.i + 1 >= len(doc):
        return False
    following = doc[token.i + 1]
    if following.text in HYPHENS:
        return token.i + 2 < len(doc) and doc[token.i + 2].lower_ in ("owned", "run", "controlled")
    return following.lower_ in holdings


def _firm_at(at: int, context: Context) -> Mention | None:
    mention = context.at.get(at)
    return mention if mention is not None and mention.entity and mention.entity.type == "Company" else None


def _owning(owner: Mention, word: Token, owned: Mention) -> Frame:
    assert owner.entity is not None and owned.entity is not None
    ends = (_named(owner, owner.entity),), (_named(owned, owned.entity),)
    return Frame("OWNS", word, *ends, "owner", word.text, word)


# seats


def _seats(firm: Mention, sent: Span, context: Context) -> Iterator[Frame]:
    """Hangzhou-based DeepSeek; DJI, headquartered in Shenzhen; the Netherlands, home to ASML."""
    for rule in (_seat_before, _seat_after, _home):
        found = rule(firm, sent, context)
        if found is not None:
            place, word = found
            assert firm.entity is not None
            ends = (_named(firm, firm.entity),), (_named(place, place_of(place, context.doc)),)
            yield Frame("BASED_IN", word, *ends, "seat", word.text, word)
            return


def _seat_before(firm: Mention, sent: Span, context: Context) -> tuple[Mention, Token] | None:
    """Hangzhou-based DeepSeek; Shenzhen-headquartered drone maker DJI."""
    doc = context.doc
    at = firm.start - 1
    while at > sent.start and firm.start - at < BESIDE + 2 and _is_plain(at, context):
        if doc[at].pos_ not in ("ADJ", "NOUN", "PROPN", "PUNCT", "CCONJ", "NUM") or doc[at].lower_ in BASED:
            break
        if doc[at].text in (",", ";", ":"):
            return None
        at -= 1
    if at - 2 < sent.start or doc[at].lower_ not in BASED or doc[at - 1].text not in HYPHENS:
        return None
    place = _place_at(at - 2, context)
    return (place, doc[at]) if place is not None else None


def _seat_after(firm: Mention, sent: Span, context: Context) -> tuple[Mention, Token] | None:
    """DJI, based in Shenzhen; DJI, which is headquartered in the city of Shenzhen."""
    doc = context.doc
    at = firm.end
    if at >= sent.end or doc[at].text not in (",", "("):
        return None
    at += 1
    while at < sent.end and at - firm.end < 4 and doc[at].lower_ in ("which", "is", "a", "firm", "company"):
        at += 1
    if at + 1 >= sent.end or doc[at].lower_ not in BASED or doc[at + 1].lower_ not in ("in", "at"):
        return None
    for i in range(at + 2, min(sent.end, at + 9)):
        if doc[i].text in ENDS_AFTER or doc[i].pos_ in ("VERB", "AUX"):
            return None
        place = _place_at(i, context)
        if place is not None and place.kind is not Kind.DEMONYM:
            return place, doc[at]
    return None


def _home(firm: Mention, sent: Span, context: Context) -> tuple[Mention, Token] | None:
    """The Netherlands, home to ASML."""
    doc = context.doc
    at = firm.start - 1
    while at > sent.start and firm.start - at < BESIDE and doc[at].lower_ != "to":
        if doc[at].pos_ not in ("ADJ", "NOUN", "PROPN", "DET", "CCONJ") and at not in context.at:
            return None
        at -= 1
    if at - 2 < sent.start or doc[at].lower_ != "to" or doc[at - 1].lower_ != "home":
        return None
    at -= 2
    while at > sent.start and doc[at].lower_ in (",", "–", "—", "which", "is", "'s", "’s", "that"):
        at -= 1
    place = _place_at(at, context)
    return (place, doc[at]) if place is not None else None


def _place_at(at: int, context: Context) -> Mention | None:
    mention = context.at.get(at)
    if mention is None or mention.entity is None or mention.entity.type not in ("Place", "Country"):
        return None
    return mention


def place_of(mention: Mention, doc: Doc) -> Entity:
    """The place a mention names where it does not act: Beijing the city, not the state."""
    assert mention.entity is not None
    if mention.kind is not Kind.METONYM:
        return mention.entity
    name = doc[mention.start : mention.end].text
    return Entity(f"place/{name.lower().replace(' ', '-')}", name, "Place", jurisdiction=mention.entity.jurisdiction)
