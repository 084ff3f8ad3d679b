"""Who is meant by a noun phrase that acts or is acted on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Token

from graph.model import Entity, entity_id
from ingest.catalog import Entry
from ingest.language.coreference import Context, antecedent
from ingest.language.grammar import grammar
from ingest.language.mentions import Kind

VAGUE = frozenset(
    [
        "thing",
        "move",
        "step",
        "way",
        "lot",
        "bit",
        "one",
        "other",
        "some",
        "many",
        "more",
        "number",
        "group",
        "day",
        "week",
        "month",
        "year",
        "time",
        "people",
        "person",
        "man",
        "woman",
        "part",
        "fact",
        "issue",
        "question",
        "problem",
        "concern",
        "case",
        "reason",
        "result",
        "sign",
        "effort",
        "plan",
        "idea",
        "case",
        "place",
        "end",
        "side",
        "role",
        "view",
        "point",
        "kind",
        "decision",
        "bid",
        "deal",
        "talk",
        "right",
        "use",
        "need",
        "chance",
        "hope",
        "fear",
        "pressure",
        "support",
        "help",
        "it",
        "they",
        "he",
        "she",
        "we",
        "you",
        "i",
        "who",
        "that",
        "which",
        "what",
        "this",
        "these",
        "those",
        "expectation",
        "target",
        "rule",
        "law",
        "pledge",
        "stance",
        "position",
        "control",
        "policy",
        "measure",
        "action",
        "restriction",
        "matter",
        "crisis",
        "war",
        "conflict",
        "situation",
        "tension",
        "relation",
        "tie",
        "relationship",
        "vote",
        "debate",
        "response",
        "statement",
        "comment",
        "report",
        "meeting",
        "history",
        "future",
        "past",
        "life",
        "death",
        "work",
        "job",
        "money",
        "cost",
        "price",
        "level",
        "rate",
        "amount",
        "value",
        "today",
        "tomorrow",
        "world",
        "something",
        "anything",
        "nothing",
        "everything",
        "everyone",
        "someone",
        "anyone",
        "row",
        "debut",
        "leg",
        "hurdle",
        "visit",
        "trip",
        "summit",
        "progress",
        "consequence",
        "threat",
        "risk",
        "power",
        "interest",
        "request",
        "agreement",
    ]
)
PLAIN = frozenset(
    [
        "other",
        "new",
        "several",
        "such",
        "own",
        "more",
        "recent",
        "same",
        "key",
        "major",
        "big",
        "many",
        "further",
        "additional",
        "certain",
        "some",
        "various",
        "top",
        "latest",
        "future",
        "potential",
        "possible",
        "first",
        "last",
        "next",
        "previous",
        "current",
        "former",
        "entire",
        "whole",
        "broader",
        "wider",
        "much-needed",
        "similar",
    ]
)
UNNAMED = frozenset({"government", "authority", "regulator", "official", "policymaker", "state"})
MODIFIERS = ("compound", "amod", "nmod", "poss", "nummod")
MAX_TOPIC_WORDS = 4


@dataclass(frozen=True, slots=True)
class Argument:
    """An entity in the place of an actor or a target, the tokens that name it, and how it was found."""

    entity: Entity
    start: int
    end: int
    how: str
    """name, state, description, reference, belonging, maker, compound, topic; agentless or guess for a state not named."""


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
    words = grammar()
    lemma = token.lemma_.lower()
    if token.lower_ in ("which", "who", "that") and token.pos_ in ("PRON", "SCONJ", "DET"):
        clause = token.head
        while clause.dep_ not in ("relcl", "ROOT") and clause.head != clause:
            clause = clause.head
        if clause.dep_ != "relcl":
            return []
        # of a list before it a relative clause modifies the last
        listed = [t for t in (clause.head, *clause.head.conjuncts) if t.i < token.i]
        return _one(max(listed, key=lambda t: t.i) if listed else clause.head, context, role=role)
    mention = context.at.get(token.i)
    if mention is not None and mention.kind is not Kind.DEMONYM:
        if mention.entity is None:
            return []
        entity = mention.entity
        how = "name" if mention.kind in (Kind.NAME, Kind.METONYM, Kind.SURNAME) else str(mention.kind)
        if entity.type == "Sector" and role == "actor":
            state = _state_of(token, context)
            if state is not None and lemma in words.state_nouns:
                return [_argument(state, token, "state")]
        if entity.type == "Sector" and lemma in words.belongings:
            for child in reversed(list(token.children)):
                inner = context.at.get(child.i)
                if (
                    child.dep_ in ("compound", "amod")
                    and child.i < token.i
                    and inner is not None
                    and inner is not mention
                ):
                    if inner.entity is not None and inner.entity.type == "Sector":
                        return [Argument(inner.entity, inner.start, mention.end, "compound")]
        if entity.type == "Sector" and role == "target":
            owner = _owner(token, context)
            if owner is not None and owner.entity.type in ("Company", "Product") and lemma in words.belongings:
                return [owner]
        return [Argument(entity, mention.start, mention.end, how)]
    if token.pos_ == "PRON":
        resolved = antecedent(token, context)
        return [_argument(resolved[0], token, "reference")] if resolved else []
    if token.pos_ not in ("NOUN", "PROPN"):
        if token.pos_ in ("NUM", "ADJ", "ADV", "DET") and (inner := _child(token, "prep", "of")) is not None:
            return [a for c in inner.children if c.dep_ == "pobj" for a in resolve(c, context, role=role)]
        return []
    person = _named_beside(token, context)
    if person is not None:
        return [person]
    if lemma in words.deals:
        deal = _deal(token, context)
        if deal is not None:
            return [deal]
    state = _state_of(token, context)
    if lemma in words.people and state is not None:
        holder = _office_holder(token, state, context)
        return [_argument(holder, token, "description")] if holder else [_argument(state, token, "state")]
    if state is not None and lemma in words.state_nouns:
        return [_argument(state, token, "state")]
    if lemma in words.owning_nouns:
        owned = _owner(token, context)
        parent = owned and context.catalog.entries.get(owned.entity.id)
        if parent and parent.entity.parent:
            return [_argument(context.catalog.entity(parent.entity.parent), token, "description")]
    owner = _owner(token, context)
    if owner is not None and (lemma in words.belongings or owner.entity.type == "Product"):
        return [owner]
    if (
        owner is not None
        and lemma in words.people
        and owner.entity.type in ("Company", "GovernmentBody", "Organization")
    ):
        return [owner]
    if lemma in UNNAMED and (role == "actor" or lemma == "government"):
        state = context.only_state()
        if state is not None:
            return [_argument(state, token, "agentless")]
    reference = antecedent(token, context)
    if reference is not None:
        return [_argument(reference[0], token, "reference")]
    inner = _child(token, "prep", "of")
    if inner is not None and (
        lemma in words.belongings
        or lemma
        in (
            "group",
            "number",
            "series",
            "dozen",
            "lot",
            "list",
            "head",
            "use",
            "user",
            "member",
            "part",
            "range",
            "wave",
            "raft",
            "unit",
            "government",
            "leader",
            "president",
            "billion",
            "million",
            "import",
            "export",
        )
    ):
        found = [a for c in inner.children if c.dep_ == "pobj" for a in resolve(c, context, role=role)]
        if lemma in ("leader", "president") and found and found[0].entity.type == "Country":
            holder = _office_holder(token, found[0].entity, context)
            if holder is not None:
                return [_argument(holder, token, "description")]
        if found:
            return found
    if role == "target":
        topic = _topic(token, context)
        return [topic] if topic else []
    return []


def _argument(entity: Entity, token: Token, how: str) -> Argument:
    return Argument(entity, token.left_edge.i if token.left_edge.i > token.i - 6 else token.i, token.i + 1, how)


def _child(token: Token, dep: str, lower: str) -> Token | None:
    return next((c for c in token.children if c.dep_ == dep and c.lower_ == lower), None)


def _named_beside(token: Token, context: Context) -> Argument | None:
    """The name in apposition: Alibaba founder Jack Ma, its parent, ByteDance."""
    for child in token.children:
        if child.dep_ in ("appos", "compound") and abs(child.i - token.i) <= 6:
            mention = context.at.get(child.i)
            if (
                mention is not None
                and mention.entity is not None
                and mention.kind in (Kind.NAME, Kind.FOUND, Kind.SURNAME)
                and child.dep_ == "appos"
                and mention.entity.type in ("Person", "Company", "GovernmentBody", "Organization", "Product")
                and token.lemma_.lower() not in grammar().deals
            ):
                return Argument(mention.entity, mention.start, mention.end, "name")
    return None


def _state_of(token: Token, context: Context) -> Entity | None:
    """The country whose adjective, name or possessive stands before a noun: Chinese regulators, China's cabinet."""
    for child in token.children:
        if child.i > token.i or child.dep_ not in MODIFIERS:
            continue
        mention = context.at.get(child.i)
        if mention is not None and mention.entity is not None and mention.entity.type == "Country":
            return mention.entity
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


def _deal(token: Token, context: Context) -> Argument | None:
    owner = _owner(token, context)
    if owner is None or owner.entity.type != "Company":
        return None
    name = f"{owner.entity.name} {grammar().deals[token.lemma_.lower()]}"
    known = context.catalog.entries.get(entity_id("Deal", name))
    entity = known.entity if known else Entity(entity_id("Deal", name), name, "Deal", parent=owner.entity.id)
    return Argument(entity, owner.start, token.i + 1, "belonging")


def _office_holder(token: Token, state: Entity, context: Context) -> Entity | None:
    """Who holds an office of a state on the day of publication: the Chinese president."""
    if token.morph.get("Number") == ["Plur"]:
        return None
    before = [
        c.lower_
        for c in token.children
        if c.i < token.i and c.dep_ in ("compound", "amod", "nmod") and c.i not in context.at
    ]
    title = " ".join([*before, token.lower_]).strip()
    titles = {title, title.replace("defence", "defense"), title.replace("defense", "defence")}
    if title in ("leader", "top leader"):
        titles |= (
            {"president", "general secretary", "prime minister"}
            if state.name != "United Kingdom"
            else {"prime minister"}
        )
    if title == "minister":
        return None
    holders = [e for e in context.catalog.entries.values() if _holds(e, titles, state, context)]
    if title in ("leader", "top leader") and len({h.entity.id for h in holders}) > 1:
        holders = [h for h in holders if _holds(h, {"president"}, state, context)]
    return holders[0].entity if len({h.entity.id for h in holders}) == 1 else None


def _holds(entry: Entry, titles: set[str], state: Entity, context: Context) -> bool:
    for role in entry.roles:
        if role.title.lower() in titles and role.held_on(context.published):
            of = context.catalog.entity(role.of)
            if of.id == state.id or (
                of.type == "GovernmentBody" and of.jurisdiction == state.jurisdiction and role.title != "president"
            ):
                return True
    return False


def _topic(token: Token, context: Context) -> Argument | None:
    """A thing that no name or catalog entry covers, as it is called: aquatic products."""
    if (
        token.lemma_.lower() in VAGUE
        or not token.is_alpha
        or token.ent_type_ in ("DATE", "TIME", "MONEY", "PERCENT", "CARDINAL", "QUANTITY", "ORDINAL")
    ):
        return None
    first = token.i
    for child in sorted((c for c in token.children if c.i < token.i), key=lambda c: -c.i):
        joined = child.dep_ in ("compound", "nmod") or (
            child.dep_ == "amod"
            and child.ent_type_ not in ("DATE", "ORDINAL", "CARDINAL")
            and child.lower_ not in PLAIN
        )
        if not joined or (
            child.right_edge.i + 1 < first and token.doc[child.right_edge.i + 1].lower_ not in ("-", "–")
        ):
            break
        first = child.left_edge.i
    span = token.doc[first : token.i + 1]
    if len([t for t in span if t.is_alpha]) > MAX_TOPIC_WORDS:
        span = token.doc[token.i : token.i + 1]
    name = re.sub(r"\s+", " ", span.text).strip()
    name = name if any(t.pos_ == "PROPN" for t in span) else name.lower()
    if not name or len(name) < 3:
        return None
    return Argument(Entity(entity_id("Sector", name), name, "Sector"), span.start, span.end, "topic")
