"""Who is meant by a noun phrase that acts or is acted on."""

from __future__ import annotations

from dataclasses import dataclass, replace

from spacy.tokens import Token

from graph.model import Entity, entity_id
from ingest.language.coreference import Context, antecedent
from ingest.language.grammar import grammar
from ingest.language.mentions import Kind, Mention

MODIFIERS = ("compound", "amod", "nmod", "poss", "nummod")
OFFICES = ("compound", "amod", "nmod")
BESIDE = ("Person", "Company", "GovernmentBody", "Organization", "Product")
"""Types of entities whose name stands in apposition to what they are."""
COUNTS = ("DATE", "ORDINAL", "CARDINAL")
MEASURES = (*COUNTS, "TIME", "MONEY", "PERCENT", "QUANTITY")
MAX_TOPIC_WORDS = 4


@dataclass(frozen=True, slots=True)
class Argument:
    """An entity in the place of an actor or a target, the tokens that name it, and how it was found."""

    entity: Entity
    start: int
    end: int
    how: str
    """name, state, description, reference, belonging, maker, compound, topic, place, again (named before); agentless or
    guess for a state that is not named."""


def resolve(token: Token, context: Context, *, role: str, alone: bool = False) -> list[Argument]:
    """The entities a noun phrase stands for, one for each of its coordinated heads unless `alone`.

    `role` is actor or target.
    """
    found: list[Argument] = []
    for head in (token, *token.conjuncts) if _leads_list(token) and not alone else (token,):
        if head != token and head.i < token.i:
            continue
        for argument in _one(head, context, role=role):
            if all(argument.entity.id != other.entity.id for other in found):
                found.append(argument)
    return found


def _leads_list(token: Token) -> bool:
    return token.pos_ in ("NOUN", "PROPN", "PRON") and any(c.dep_ == "conj" for c in token.children)


def _one(token: Token, context: Context, *, role: str) -> list[Argument]:
    if token.lower_ in ("which", "who", "that") and token.pos_ in ("PRON", "SCONJ", "DET"):
        return _of_relative(token, context, role)
    mention = context.at.get(token.i)
    if mention is not None and mention.kind is not Kind.DEMONYM:
        return _of_mention(token, mention, context, role)
    if token.pos_ == "PRON":
        return _of_reference(token, context, role)
    if token.pos_ in ("NOUN", "PROPN"):
        return next((found for rule in NOUN_RULES if (found := rule(token, context, role))), [])
    if token.pos_ in ("NUM", "ADJ", "ADV", "DET"):
        return _inside_of(token, context, role)
    return []


def _of_relative(pronoun: Token, context: Context, role: str) -> list[Argument]:
    """What a relative pronoun stands for: of a list before it the last."""
    clause = pronoun.head
    while clause.dep_ not in ("relcl", "ROOT") and clause.head != clause:
        clause = clause.head
    if clause.dep_ != "relcl":
        return []
    listed = [t for t in (clause.head, *clause.head.conjuncts) if t.i < pronoun.i]
    return _one(max(listed, key=lambda t: t.i) if listed else clause.head, context, role=role)


def _of_mention(token: Token, mention: Mention, context: Context, role: str) -> list[Argument]:
    """The entity of a mention, or whose it is: the state of its regulators, the firm of its chips."""
    entity = mention.entity
    if entity is None:
        return []
    named = Argument(entity, mention.start, mention.end, mention.kind)
    if mention.kind in (Kind.NAME, Kind.METONYM, Kind.SURNAME):
        named = replace(named, how="name")
    if entity.type != "Sector":
        return [named]
    words, lemma = grammar(), token.lemma_.lower()
    if role == "actor" and lemma in words.state_nouns:
        state = _state_of(token, context)
        if state is not None:
            return [_argument(state, token, "state")]
    if lemma in words.belongings:
        for child in reversed(list(token.children)):
            inner = context.at.get(child.i)
            if child.dep_ not in ("compound", "amod") or child.i > token.i or inner is None or inner is mention:
                continue
            if inner.entity is not None and inner.entity.type == "Sector":
                return [Argument(inner.entity, inner.start, mention.end, "compound")]
        if role == "target":
            owner = _owner(token, context)
            if owner is not None and owner.entity.type in ("Company", "Product"):
                return [owner]
    return [named]


def _inside_of(token: Token, context: Context, role: str) -> list[Argument]:
    """What stands after of: one of the banks."""
    of = next((c for c in token.children if c.dep_ == "prep" and c.lower_ == "of"), None)
    if of is None:
        return []
    return [a for c in of.children if c.dep_ == "pobj" for a in resolve(c, context, role=role)]


# each rule gives what a noun stands for, or nothing where another rule has to say


def _of_apposition(token: Token, context: Context, role: str) -> list[Argument]:
    """The name in apposition: Alibaba's founder, Jack Ma; its parent, ByteDance."""
    if token.lemma_.lower() in grammar().deals:
        return []
    for child in token.children:
        mention = context.at.get(child.i)
        if mention is None or mention.entity is None or child.dep_ != "appos" or abs(child.i - token.i) > 6:
            continue
        if mention.kind in (Kind.NAME, Kind.FOUND, Kind.SURNAME) and mention.entity.type in BESIDE:
            return [Argument(mention.entity, mention.start, mention.end, "name")]
    return []


def _of_deal(token: Token, context: Context, role: str) -> list[Argument]:
    """A deal by whose it is: Ant's IPO."""
    kind = grammar().deals.get(token.lemma_.lower())
    owner = _owner(token, context) if kind else None
    if owner is None or owner.entity.type != "Company":
        return []
    name = f"{owner.entity.name} {kind}"
    id_ = entity_id("Deal", name)
    known = context.catalog.entries.get(id_)
    entity = known.entity if known else Entity(id_, name, "Deal", parent=owner.entity.id)
    return [Argument(entity, owner.start, token.i + 1, "belonging")]


def _of_state(token: Token, context: Context, role: str) -> list[Argument]:
    """The state or the holder of its office: Chinese regulators, the French president."""
    words, lemma = grammar(), token.lemma_.lower()
    if lemma not in words.people and lemma not in words.state_nouns:
        return []
    state = _state_of(token, context)
    if state is None:
        return []
    holder = _office_holder(token, state, context) if lemma in words.people else None
    return [_argument(holder, token, "description") if holder else _argument(state, token, "state")]


def _of_owned(token: Token, context: Context, role: str) -> list[Argument]:
    """The owner of what is named: TikTok's parent."""
    if token.lemma_.lower() not in grammar().owning_nouns:
        return []
    owned = _owner(token, context)
    known = context.catalog.entries.get(owned.entity.id) if owned else None
    if known is None or not known.entity.parent:
        return []
    return [_argument(context.catalog.entity(known.entity.parent), token, "description")]


def _of_owner(token: Token, context: Context, role: str) -> list[Argument]:
    """Whose thing or whose man it is: Apple's shares, a Huawei executive."""
    words, lemma = grammar(), token.lemma_.lower()
    owner = _owner(token, context)
    if owner is None:
        return []
    speaks = lemma in words.people and owner.entity.type in ("Company", "GovernmentBody", "Organization")
    return [owner] if speaks or lemma in words.belongings or owner.entity.type == "Product" else []


def _of_unnamed_state(token: Token, context: Context, role: str) -> list[Argument]:
    """The one state that an article is about, by regulators or a government without a name."""
    lemma = token.lemma_.lower()
    if lemma not in grammar().unnamed_states or (role != "actor" and lemma != "government"):
        return []
    return [_argument(context.only_state, token, "agentless")] if context.only_state else []


def _of_reference(token: Token, context: Context, role: str) -> list[Argument]:
    """Whom a pronoun or a description stands for."""
    found = antecedent(token, context)
    return [_argument(found[0], token, "pronoun" if token.pos_ == "PRON" else "reference")] if found else []


def _of_container(token: Token, context: Context, role: str) -> list[Argument]:
    """What a group, a part or a user is of, or who holds an office: the president of France."""
    words, lemma = grammar(), token.lemma_.lower()
    if lemma not in words.belongings and lemma not in words.containers:
        return []
    found = _inside_of(token, context, role)
    if lemma in ("leader", "president") and found and found[0].entity.type == "Country":
        holder = _office_holder(token, found[0].entity, context)
        if holder is not None:
            return [_argument(holder, token, "description")]
    return found


def _of_topic(token: Token, context: Context, role: str) -> list[Argument]:
    """What no name or catalog entry covers, as it is called."""
    found = topic(token, context) if role == "target" else None
    return [found] if found else []


NOUN_RULES = (
    _of_apposition,
    _of_deal,
    _of_state,
    _of_owned,
    _of_owner,
    _of_unnamed_state,
    _of_reference,
    _of_container,
    _of_topic,
)
"""What a noun may stand for, the surest first."""


def _argument(entity: Entity, token: Token, how: str) -> Argument:
    return Argument(entity, token.left_edge.i if token.left_edge.i > token.i - 6 else token.i, token.i + 1, how)


def _state_of(token: Token, context: Context) -> Entity | None:
    """The country whose adjective, name or possessive stands before a noun: Chinese regulators, China's cabinet."""
    for child in token.children:
        if child.i > token.i or child.dep_ not in MODIFIERS:
            continue
        entity = context.entity_at(child)
        if entity is not None and entity.type == "Country":
            return entity
        if child.dep_ == "poss" and child.lemma_.lower() in ("country", "nation"):
            found = antecedent(child, context)
            if found is not None and found[0].type == "Country":
                return found[0]
    return None


def _owner(token: Token, context: Context) -> Argument | None:
    """The firm, product, body or person whose thing a noun is: Apple's shares, Nvidia chips, its business."""
    for child in reversed(list(token.children)):
        if child.i > token.i or child.dep_ not in MODIFIERS:
            continue
        mention = context.at.get(child.i)
        if mention is not None and mention.entity is not None and mention.kind is not Kind.DEMONYM:
            if mention.entity.type in ("Company", "Product", "Organization", "Person", "GovernmentBody", "MarketIndex"):
                return Argument(mention.entity, mention.start, mention.end, "belonging")
        elif child.dep_ == "poss":
            found = antecedent(child, context)
            if found is not None and found[0].type in ("Company", "Product", "Organization"):
                return _argument(found[0], child, "reference")
            if child.pos_ == "NOUN":
                inner = _owner(child, context)
                if inner is not None:
                    return inner
    return None


def _office_holder(token: Token, state: Entity, context: Context) -> Entity | None:
    """Who holds an office of a state on the day of publication: the Chinese president."""
    if "Number=Plur" in str(token.morph):
        return None
    before = [c.lower_ for c in token.children if c.i < token.i and c.dep_ in OFFICES and c.i not in context.at]
    title = " ".join([*before, token.lower_]).strip()
    if title == "minister":
        return None
    titles = {title, title.replace("defence", "defense"), title.replace("defense", "defence")}
    first = title in ("leader", "top leader")
    if first:
        titles.add("prime minister")
        if state.name != "United Kingdom":
            titles |= {"president", "general secretary"}
    holders = _holders(titles, state, context)
    if first and len(holders) > 1:
        holders = _holders({"president"}, state, context)
    return next(iter(holders.values())) if len(holders) == 1 else None


def _holders(titles: set[str], state: Entity, context: Context) -> dict[str, Entity]:
    """Everybody who holds one of the offices of a state on the day of publication, by id."""
    found = {}
    for title in titles:
        for holder, role in context.catalog.offices.get(title, ()):
            of = context.catalog.entity(role.of)
            body = of.type == "GovernmentBody" and of.jurisdiction == state.jurisdiction and role.title != "president"
            if role.held_on(context.published) and (of.id == state.id or body):
                found[holder.id] = holder
    return found


def topic(token: Token, context: Context) -> Argument | None:
    """A thing that no name or catalog entry covers, as it is called: aquatic products."""
    if token.lemma_.lower() in grammar().vague_nouns or not token.is_alpha or token.ent_type_ in MEASURES:
        return None
    span = token.doc[_start_of_topic(token) : token.i + 1]
    if sum(t.is_alpha for t in span) > MAX_TOPIC_WORDS:
        span = token.doc[token.i : token.i + 1]
    name = " ".join(span.text.split())
    if not any(t.pos_ == "PROPN" for t in span):
        name = name.lower()
    if len(name) < 3:
        return None
    return Argument(Entity(entity_id("Sector", name), name, "Sector"), span.start, span.end, "topic")


def _start_of_topic(token: Token) -> int:
    """The first token of the words before a noun that name it together."""
    first = token.i
    for child in sorted((c for c in token.children if c.i < token.i), key=lambda c: -c.i):
        named = child.dep_ in ("compound", "nmod")
        if child.dep_ == "amod":
            named = child.ent_type_ not in COUNTS and child.lower_ not in grammar().plain_modifiers
        end = child.right_edge.i + 1
        if not named or (end < first and token.doc[end].lower_ not in ("-", "–")):
            break
        first = child.left_edge.i
    return first
