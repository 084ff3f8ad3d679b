"""Did what to whom: the acts that verbs and nouns tell, with their actors and targets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span, Token

from graph.model import Entity
from graph.ontology import Ontology, Relation, Trigger
from ingest.language.arguments import Argument, resolve
from ingest.language.coreference import Context
from ingest.language.grammar import grammar
from ingest.language.mentions import Kind

SUBJECTS = ("nsubj", "csubj")
OBJECTS = ("dobj", "dative", "oprd", "attr")
PARTS = (
    "prt",
    "prep",
    "dobj",
    "advmod",
    "pobj",
    "oprd",
    "acomp",
    "dative",
    "nsubjpass",
    "attr",
    "agent",
    "xcomp",
    "npadvmod",
)
NUMERIC = frozenset({"PERCENT", "MONEY", "CARDINAL", "QUANTITY"})
MODIFIERS = ("compound", "amod", "nmod")
PARTICIPLES = ("acl", "relcl")
AGAIN = 250
"""How many tokens back the first naming of an act is looked for."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One act: its relation, the token that tells it, who acts, who is acted on, and the rule that found it."""

    relation: str
    trigger: Token
    actors: tuple[Argument, ...]
    targets: tuple[Argument, ...]
    rule: str
    words: str
    scope: Token
    """The token whose scopes decide the status: the trigger, or the verb that carries it."""
    amount: str = ""


class Lexicon:
    """The triggers of an ontology by lemma, the longer first, and the forms in which its verbs are written."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self.verbs: dict[str, list[tuple[Relation, Trigger]]] = defaultdict(list)
        self.nouns: dict[str, list[tuple[Relation, Trigger]]] = defaultdict(list)
        for relation in ontology.relations.values():
            for trigger in relation.verbs:
                self.verbs[trigger.lemma].append((relation, trigger))
            for trigger in relation.nouns:
                self.nouns[trigger.lemma].append((relation, trigger))
        for table in (self.verbs, self.nouns):
            for rows in table.values():
                rows.sort(key=lambda row: -len(row[1].words))
        self.forms = {form: lemma for lemma in self.verbs for form in inflections(lemma)}
        carriers = grammar().light_verbs | grammar().lifting_verbs | grammar().object_control
        self.headline_verbs = frozenset(self.forms) | {form for lemma in carriers for form in inflections(lemma)}

    def mend(self, doc: Doc) -> None:
        """Give triggers their lemma where the tagger or the lemmatizer missed it: fined is no form of fin.

        A plural noun at the root of a headline that has a subject is a verb: China fines Alibaba.
        """
        for token in doc:
            lemma = self.forms.get(token.lower_)
            if lemma is None:
                continue
            if (
                token.pos_ in ("NOUN", "PROPN")
                and token.dep_ == "ROOT"
                and any(c.dep_ == "nsubj" for c in token.children)
            ):
                token.pos_, token.tag_, token.lemma_ = "VERB", "VBZ", lemma
            elif token.pos_ == "VERB" and token.lemma_.lower() not in self.verbs:
                token.lemma_ = lemma


def inflections(verb: str) -> set[str]:
    """The regular forms of a verb: ban, bans, banned, banning."""
    if verb.endswith("e"):
        stem, past = verb[:-1], verb + "d"
    elif verb.endswith("y") and verb[-2:-1] not in "aeiou":
        stem, past = verb, verb[:-1] + "ied"
    else:
        stem, past = verb, verb + "ed"
    if verb.endswith(("s", "sh", "ch", "x", "z")):
        third = verb + "es"
    else:
        third = verb[:-1] + "ies" if past.endswith("ied") else verb + "s"
    found = {verb, third, past, stem + "ing"}
    if len(verb) > 2 and verb[-1] in "bdgmnprt" and verb[-2] in "aeiou" and verb[-3] not in "aeiou":
        found |= {verb + verb[-1] + "ed", verb + verb[-1] + "ing"}
    return found


def find_frames(sent: Span, context: Context, lexicon: Lexicon) -> Iterator[Frame]:
    """The acts of one parsed sentence."""
    for token in sent:
        lemma = token.lemma_.lower()
        if token.pos_ == "VERB" and lemma in lexicon.verbs:
            yield from _verb_frames(token, context, lexicon)
        if token.pos_ in ("NOUN", "PROPN") and lemma in lexicon.nouns and _free(token, context):
            yield from _noun_frames(token, context, lexicon)


def _free(token: Token, context: Context) -> bool:
    mention = context.at.get(token.i)
    return mention is None or mention.entity is None or mention.entity.type in ("Sector", "Deal")


# --- verbs ---------------------------------------------------------------------------------------------------------


def _verb_frames(verb: Token, context: Context, lexicon: Lexicon) -> Iterator[Frame]:
    length = -1
    for relation, trigger in lexicon.verbs[verb.lemma_.lower()]:
        if len(trigger.words) < length:
            break
        match = _match(verb, trigger)
        if match is None:
            continue
        length = len(trigger.words)
        if relation.no_target:
            yield from _move(verb, relation, context, lexicon)
        else:
            yield from _act(verb, relation, *match, context, lexicon)


def _match(verb: Token, trigger: Trigger) -> tuple[list[Token], list[Token]] | None:
    """The target tokens and the matched tokens of a trigger at a verb, or None."""
    words, objects = grammar(), _objects(verb)
    current = verb
    matched = [verb]
    targets: list[Token] | None = None
    for position, word in enumerate(trigger.words):
        if word == "X":
            targets = objects
            continue
        if word == "to" and position == len(trigger.words) - 1 and "X" in trigger.words:
            clauses = [
                c for c in verb.children if c.dep_ in ("xcomp", "ccomp") and any(g.lower_ == "to" for g in c.children)
            ]
            prepositions = [c for c in verb.children if c.dep_ in ("prep", "dative") and c.lower_ == "to"]
            if clauses:
                subjects = [g for c in clauses for g in c.children if g.dep_ in ("nsubj", "nsubjpass")]
                targets = subjects or objects
                matched += [c for c in clauses[0].children if c.lower_ == "to"][:1]
                current = verb
                continue
            if prepositions and trigger.lemma not in words.requesting_verbs:
                current = prepositions[0]
                matched.append(current)
                if targets is not None and trigger.lemma in words.delivering_verbs:
                    targets = [c for c in current.children if c.dep_ == "pobj"]
                continue
            return None
        step = _step(current, verb, word)
        if step is None:
            return None
        current = step
        matched.append(step)
    if targets is not None:
        return targets, matched
    if current == verb or current.dep_ in ("prt", "advmod") or (current.dep_ == "prep" and not list(current.children)):
        return objects, matched
    if current.dep_ in ("prep", "agent", "dative"):
        return [c for c in current.children if c.dep_ in ("pobj", "pcomp")], matched
    return [], matched


def _step(current: Token, verb: Token, word: str) -> Token | None:
    for base in (current, verb) if current != verb else (verb,):
        for child in base.children:
            if child.dep_ in PARTS and word in (child.lower_, child.lemma_.lower()) and child != verb:
                return child
            if child.dep_ in ("prt", "prep", "advmod") and word != child.lower_:
                for inner in child.children:
                    if inner.dep_ in ("prep", "prt", "pobj") and word in (inner.lower_, inner.lemma_.lower()):
                        return inner
    return None


def _objects(verb: Token) -> list[Token]:
    passive = [c for c in verb.children if c.dep_ == "nsubjpass"]
    if passive:
        return passive
    direct = [c for c in verb.children if c.dep_ in OBJECTS or (c.dep_ == "appos" and c.i > verb.i)]
    things = [c for c in direct if not _is_sum(c)]
    if things:
        return [c for c in things if c.dep_ == "dobj"] or things
    if verb.dep_ == "acl" and verb.tag_ == "VBN":
        return [verb.head]
    small = [
        g
        for c in verb.children
        if c.dep_ == "ccomp"
        for g in c.children
        if g.dep_ in ("nsubj", "nsubjpass") and g.i > verb.i
    ]
    if small and verb.lemma_.lower() in grammar().object_control:
        return small[:1]
    if (
        verb.dep_ == "conj"
        and verb.head.pos_ == "VERB"
        and is_passive(verb)
        and not any(c.dep_ in SUBJECTS for c in verb.children)
    ):
        return _objects(verb.head)
    later = [c for c in verb.children if c.dep_ == "conj" and c.pos_ == "VERB" and not is_passive(c)]
    if later and not is_passive(verb) and not any(c.dep_ in ("prep", "xcomp", "ccomp") for c in verb.children):
        return _objects(later[0])
    return []


def _is_sum(token: Token) -> bool:
    """Whether a noun counts money or shares: fined Alibaba 18.2 billion yuan."""
    return (
        token.pos_ in ("NUM", "SYM")
        or token.ent_type_ in NUMERIC
        or any(c.dep_ == "nummod" and c.like_num for c in token.children if token.lower_ in grammar().currencies)
    )


def is_passive(verb: Token) -> bool:
    """Whether a verb stands in the passive, with or without its auxiliary."""
    if any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.children):
        return True
    if verb.dep_ == "acl" and verb.tag_ == "VBN":
        return True
    return (
        verb.dep_ == "conj"
        and verb.tag_ == "VBN"
        and not any(c.dep_ in ("nsubj", "aux") for c in verb.children)
        and is_passive(verb.head)
    )


def subject_of(verb: Token) -> Token | None:
    """The token that does what a verb tells: its subject, shared, controlled or by an agent."""
    if is_passive(verb):
        return next((g for c in verb.children if c.dep_ == "agent" for g in c.children if g.dep_ == "pobj"), None)
    own = next(
        (c for c in verb.children if (c.dep_ in SUBJECTS and c.lower_ not in ("there", "it")) or c.dep_ == "nsubj"),
        None,
    )
    if own is not None:
        return own
    head = verb.head
    if head == verb:
        return None
    if verb.dep_ == "conj" and head.pos_ in ("VERB", "AUX"):
        return surface_subject(head)
    if verb.dep_ == "xcomp" or (verb.dep_ == "ccomp" and verb.i > head.i and verb.tag_ != "VBD"):
        if head.lemma_.lower() in grammar().object_control:
            objects = [c for c in head.children if c.dep_ in ("dobj", "nsubjpass") and c.i < verb.i]
            if objects:
                return objects[-1]
        return surface_subject(head)
    if verb.dep_ == "advcl" and head.pos_ in ("VERB", "AUX"):
        return surface_subject(head)
    if verb.dep_ == "pcomp" and head.dep_ == "prep":
        above = head.head
        while above.pos_ in ("ADV", "ADJ") and above.head != above:
            above = above.head
        if above.pos_ in ("VERB", "AUX"):
            if above.lemma_.lower() in grammar().object_control or head.lower_ in ("for", "of", "from", "against"):
                objects = [c for c in above.children if c.dep_ in ("dobj", "nsubjpass") and c.i < verb.i]
                if objects:
                    return objects[-1]
            return surface_subject(above)
        return _doer_of_noun(above)
    if verb.dep_ in ("acl", "relcl") and head.pos_ in ("NOUN", "PROPN", "PRON"):
        if verb.tag_ == "VBG" and head.lemma_.lower() not in grammar().instruments:
            return head
        if head.dep_ == "ROOT" and verb.tag_ == "VB" and head.pos_ == "PROPN":
            return head  # a headline: EU to probe Temu
        return _doer_of_noun(head)
    return None


def surface_subject(verb: Token) -> Token | None:
    """The grammatical subject of a verb, also of a passive one."""
    own = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    if own is not None:
        return own
    return subject_of(verb) if verb.head != verb else None


def _doer_of_noun(noun: Token) -> Token | None:
    """Whose decision, plan or effort it is: a possessor, else the subject of the verb that it is the object of."""
    owner = next((c for c in noun.children if c.dep_ in ("poss", "compound", "nmod") and c.i < noun.i), None)
    if owner is not None:
        return owner
    if noun.dep_ in ("dobj", "attr", "pobj"):
        verb = noun.head if noun.dep_ != "pobj" else noun.head.head
        if verb.pos_ in ("VERB", "AUX"):
            return surface_subject(verb)
    return None


def _act(
    verb: Token, relation: Relation, targets: list[Token], matched: list[Token], context: Context, lexicon: Lexicon
) -> Iterator[Frame]:
    if _told_by_noun(verb, relation, targets, context, lexicon):
        return
    subject, passive = subject_of(verb), is_passive(verb)
    actors = _actors_of(subject, context) if subject is not None else []
    aimed = _aimed_at(verb, targets, context)
    if relation.symmetric and not aimed and len(actors) > 1:
        actors, aimed = actors[:1], actors[1:]
    rule = "passive" if passive else "verb"
    if subject is None and passive and relation.score is None and matched[-1].dep_ == "prep":
        # is based in, was listed on: who it is said of is the actor
        alone = verb.dep_ in PARTICIPLES
        actors = [a for t in _objects(verb) for a in resolve(t, context, role="actor", alone=alone and t == verb.head)]
        subject = verb
    if relation.state_act and not aimed and actors and _reads_as_passive(verb, actors):
        # a headline leaves the auxiliary out: Didi fined 8 billion yuan
        aimed, subject, rule = actors, None, "agentless"
    if subject is None and (passive or rule == "agentless"):
        rule = "agentless"
        agent = (_state_of_place(verb, context) or unnamed_state(verb, context)) if relation.state_act else None
        actors = [agent] if agent else []
        aimed = _foreign(aimed, agent, context)
    if not aimed and actors and verb.lemma_.lower() in grammar().warning_verbs:
        aimed, rule = _told_of(verb, context), "verb, told of"
    if actors and aimed:
        text = " ".join(t.text for t in sorted(matched, key=lambda t: t.i))
        yield Frame(relation.name, verb, tuple(actors), tuple(aimed), rule, text, verb, _money(verb))


def _told_by_noun(verb: Token, relation: Relation, targets: list[Token], context: Context, lexicon: Lexicon) -> bool:
    """Whether an act on a noun of action is told by the noun: lifts the ban, launches a probe into."""
    words, lemma = grammar(), verb.lemma_.lower()
    if relation.name == "LAUNCHES" and any(_nominal(_antecedent_token(t), lexicon, context) for t in targets):
        return True
    told = {name for target in targets for name in _nominal(target, lexicon, context)}
    if lemma not in words.agreeing_verbs:
        told -= {"AGREES_WITH"}
    if lemma in words.lifting_verbs:
        return bool(told & (words.flips.keys() | words.withdrawals.keys()))
    return bool(told) and lemma in words.light_verbs | words.passive_verbs


def _actors_of(subject: Token, context: Context) -> list[Argument]:
    return resolve(subject, context, role="actor") or _belonging_actor(subject, context)


def _aimed_at(verb: Token, targets: list[Token], context: Context) -> list[Argument]:
    # what a participle modifies is one thing, not the list that it stands in
    alone = verb.dep_ in PARTICIPLES
    found = [a for t in targets for a in resolve(t, context, role="target", alone=alone and t == verb.head)]
    return found or [a for t in targets for a in _clausal_target(t, context)]


def _state_of_place(verb: Token, context: Context) -> Argument | None:
    """The state in whose country an act without an agent is told: TikTok banned in Nepal."""
    for child in verb.children:
        if child.dep_ != "prep" or child.lower_ != "in":
            continue
        for place in child.children:
            mention = context.at.get(place.i)
            if place.dep_ != "pobj" or mention is None or mention.entity is None:
                continue
            if mention.entity.type == "Country" and mention.kind is Kind.NAME:
                return Argument(mention.entity, mention.start, mention.end, "place")
    return None


def _reads_as_passive(verb: Token, actors: list[Argument]) -> bool:
    bare = verb.tag_ in ("VBD", "VBN") and not any(
        c.dep_ in ("aux", "auxpass", "dobj", "ccomp", "xcomp") and not _is_sum(c) for c in verb.children
    )
    return bare and not any(a.entity.state for a in actors)


def _antecedent_token(token: Token) -> Token:
    """The noun that a relative pronoun stands for, or the token itself."""
    return token.head.head if token.tag_ in ("WDT", "WP") and token.head.dep_ == "relcl" else token


def _foreign(targets: list[Argument], agent: Argument | None, context: Context) -> list[Argument]:
    """The targets that an unnamed state may have acted on: not its people, nor its firms where it is only guessed."""
    if agent is None:
        return targets
    own = agent.entity.jurisdiction
    people = context.catalog.people_of.get(own, ())
    kept = [a for a in targets if not any(word in people for word in a.entity.name.split())]
    return [a for a in kept if agent.how != "guess" or not a.entity.jurisdiction or a.entity.jurisdiction != own]


def _clausal_target(token: Token, context: Context) -> list[Argument]:
    if token.pos_ in ("VERB", "AUX"):
        return [a for c in token.children if c.dep_ in ("nsubj", "dobj") for a in resolve(c, context, role="target")][
            :1
        ]
    return []


def _told_of(verb: Token, context: Context) -> list[Argument]:
    """The subject of what a warning or a complaint is about: warns that China is a threat."""
    for child in verb.children:
        if child.dep_ == "ccomp":
            subject = next((c for c in child.children if c.dep_ in ("nsubj", "nsubjpass")), None)
            if subject is not None:
                return [a for a in resolve(subject, context, role="actor") if a.how in ("name", "state")]
        if child.dep_ == "prep" and child.lower_ in ("of", "about", "over", "against"):
            return [a for c in child.children if c.dep_ == "pobj" for a in resolve(c, context, role="target")]
    return []


def _belonging_actor(subject: Token, context: Context) -> list[Argument]:
    """The owner of an acting thing: a US bill, Beijing's rules, an EU law bans."""
    words, lemma = grammar(), subject.lemma_.lower()
    if subject.pos_ not in ("NOUN", "PROPN"):
        return []
    for child in subject.children:
        mention = context.at.get(child.i)
        if child.dep_ not in (*MODIFIERS, "poss") or child.i > subject.i or mention is None or mention.entity is None:
            continue
        if not mention.entity.state and mention.entity.type != "Company":
            continue
        if mention.kind is Kind.DEMONYM and lemma not in words.state_nouns:
            continue
        if mention.entity.type == "Country" and lemma in words.companies | words.nationals:
            continue
        return [Argument(mention.entity, mention.start, mention.end, "belonging")]
    return []


# --- nouns of action -----------------------------------------------------------------------------------------------


def _nominal(token: Token, lexicon: Lexicon, context: Context) -> set[str]:
    """The relations that a noun of action tells."""
    if token.pos_ not in ("NOUN", "PROPN") or not _free(token, context):
        return set()
    return {r.name for r, trigger in lexicon.nouns.get(token.lemma_.lower(), []) if _noun_words_fit(token, trigger)}


def _noun_words_fit(noun: Token, trigger: Trigger) -> bool:
    at = noun.i - len(trigger.words)
    return at >= 0 and all(noun.doc[at + k].lemma_.lower() == word for k, word in enumerate(trigger.words))


def _noun_frames(noun: Token, context: Context, lexicon: Lexicon) -> Iterator[Frame]:
    rows = [(r, t) for r, t in lexicon.nouns[noun.lemma_.lower()] if _noun_words_fit(noun, t)]
    for relation, trigger in rows:
        if len(trigger.words) < len(rows[0][1].words):
            continue
        if relation.no_target:
            yield from _noun_move(noun, relation, trigger, context)
        elif relation.standing or noun.lemma_.lower() in grammar().roles:
            yield from _role_noun(noun, relation, trigger, context)
        else:
            yield from _noun_act(noun, relation, trigger, context, lexicon)


@dataclass(slots=True)
class _Told:
    """An act that a noun tells, while its ends are looked for."""

    relation: str
    actors: list[Argument]
    targets: list[Argument]
    scope: Token
    rule: str = "noun"


def _noun_act(noun: Token, relation: Relation, trigger: Trigger, context: Context, lexicon: Lexicon) -> Iterator[Frame]:
    targets, linked = _noun_targets(noun, relation, trigger, context)
    carrier, how = _carrier(noun)
    by_others = carrier is not None and carrier.lemma_.lower() not in grammar().agreeing_verbs
    if relation.name == "AGREES_WITH" and how == "light" and by_others:
        return
    act = _Told(relation.name, _noun_actors(noun, relation, context, targets), targets, noun)
    if carrier is not None:
        if how == "light":
            _carry(act, carrier, context)
        elif how == "passive":
            _undergo(act, carrier, relation, context)
        elif not _lift(act, carrier, noun, context, lexicon):
            return
    if relation.symmetric:
        _share(act)
    if not act.actors and act.targets and relation.state_act and linked:
        agent = unnamed_state(noun, context)
        act.targets = _foreign(act.targets, agent, context)
        if agent is not None:
            act.actors, act.rule = [agent], f"{act.rule}, agentless"
    if act.actors and act.targets:
        told = [noun] if carrier is None else sorted((noun, carrier), key=lambda t: t.i)
        text = " ".join(t.text for t in told)
        yield Frame(act.relation, noun, tuple(act.actors), tuple(act.targets), act.rule, text, act.scope)


def _carry(act: _Told, carrier: Token, context: Context) -> None:
    """The subject of the verb acts: China imposes curbs."""
    subject = subject_of(carrier)
    if subject is not None:
        act.actors = _actors_of(subject, context)
    act.scope, act.rule = carrier, "light verb"


def _undergo(act: _Told, carrier: Token, relation: Relation, context: Context) -> None:
    """The subject of the verb is acted on: Alibaba faces a probe."""
    subject = surface_subject(carrier)
    undergoing = resolve(subject, context, role="target") if subject is not None else []
    if undergoing and relation.score is not None and not act.targets:
        act.targets, act.scope, act.rule = undergoing, carrier, "undergone"


def _lift(act: _Told, carrier: Token, noun: Token, context: Context, lexicon: Lexicon) -> bool:
    """The act is taken away, which is another: China ends the crackdown. Whether it can be."""
    words = grammar()
    flipped = words.flips.get(act.relation) or words.withdrawals.get(act.relation)
    if flipped is None:
        return False
    if act.relation in words.flips:
        if carrier.lemma_.lower() in words.easing:
            flipped = "EASES"
        elif carrier.lemma_.lower() in words.removing:
            flipped = "LIFTS"
    if carrier.pos_ == "VERB":
        subject = subject_of(carrier)
    else:
        subject = next((c for c in carrier.children if c.dep_ == "poss"), None)
    before = _told_before(noun, context, lexicon) if not act.targets else None
    if before is not None:
        act.targets = [before[0]]
    if subject is not None and subject != noun:
        act.actors = _actors_of(subject, context)
    elif not act.actors and before is not None and before[1] is not None:
        act.actors = [before[1]]
    elif not act.actors and (agent := unnamed_state(noun, context)) is not None:
        act.actors = [agent]
    act.relation, act.scope, act.rule = flipped, carrier, "lifting"
    return True


def _share(act: _Told) -> None:
    """Whoever is named on one side only of what two do together stands on both: talks between A and B."""
    if not act.actors and len(act.targets) > 1:
        act.actors, act.targets = act.targets[:1], act.targets[1:]
    elif not act.targets and len(act.actors) > 1:
        act.actors, act.targets = act.actors[:1], act.actors[1:]


def _role_noun(noun: Token, relation: Relation, trigger: Trigger, context: Context) -> Iterator[Frame]:
    """What somebody is to somebody: Alibaba Cloud is a unit of Alibaba; Broadcom, a supplier to Apple."""
    bearer = None
    if noun.dep_ == "attr" and noun.head.lemma_ in ("be", "become", "remain"):
        bearer = next((c for c in noun.head.children if c.dep_ == "nsubj"), None)
    elif noun.dep_ == "appos":
        bearer = noun.head
    if bearer is None or any(c.lower_ in ("former", "ex", "no", "not") for c in noun.children):
        return
    targets = next(filter(None, (_role_targets(noun, word, context) for word in trigger.prepositions)), [])
    targets = targets or [a for c in noun.children if c.dep_ == "poss" for a in resolve(c, context, role="actor")]
    targets = [a for a in targets if a.how != "pronoun"]
    actors = resolve(bearer, context, role="actor", alone=True)
    if actors and targets:
        scope = noun.head if noun.dep_ == "attr" else noun
        yield Frame(relation.name, noun, tuple(actors), tuple(targets), "role", noun.text, scope)


def _role_targets(noun: Token, preposition: str, context: Context) -> list[Argument]:
    objects = [o for c in noun.children if c.dep_ == "prep" and c.lower_ == preposition for o in c.children]
    return [a for o in objects if o.dep_ == "pobj" for a in resolve(o, context, role="target") if a.how != "topic"]


def _noun_targets(noun: Token, relation: Relation, trigger: Trigger, context: Context) -> tuple[list[Argument], bool]:
    """What an act told by a noun aims at, and whether a preposition says so."""
    for base in (noun, noun.head if noun.dep_ in ("dobj", "nsubjpass", "attr") else None):
        if base is None:
            continue
        for child in base.children:
            if child.dep_ in ("prep", "dative") and child.lower_ in trigger.prepositions and child.i > noun.i:
                objects = [c for c in child.children if c.dep_ in ("pobj", "pcomp")]
                found = [a for o in objects for a in resolve(o, context, role="target")]
                if found:
                    return found, True
    compounds = _compounds(noun, relation, context)
    return list({a.entity.id: a for a in reversed(compounds)}.values())[::-1], False


def _compounds(noun: Token, relation: Relation, context: Context) -> list[Argument]:
    """What stands before a noun of action as its target: Huawei ban, China curbs, chip-export controls."""
    found: list[Argument] = []
    for child in reversed([c for c in noun.children if c.dep_ in MODIFIERS and c.i < noun.i]):
        mention = context.at.get(child.i)
        if mention is None or mention.entity is None:
            inner = (context.at.get(g.i) for g in child.children if g.dep_ in ("compound", "npadvmod"))
            found += [
                Argument(m.entity, m.start, m.end, "compound")
                for m in inner
                if m is not None and m.entity is not None and m.entity.type != "Country"
            ]
            continue
        entity = mention.entity
        acts = entity.type in ("Country", "GovernmentBody") or (entity.type == "Person" and relation.score is not None)
        # a bare compound "China" is what the act aims at (China curbs); other states act (US curbs)
        bare = mention.kind is not Kind.DEMONYM and entity.name == "China" and not found and not _possessed(noun)
        if relation.symmetric or not acts or bare:
            found.append(Argument(entity, mention.start, mention.end, "compound"))
    return found


def _possessed(noun: Token) -> bool:
    return any(c.dep_ == "poss" for c in noun.children)


def _noun_actors(noun: Token, relation: Relation, context: Context, targets: list[Argument]) -> list[Argument]:
    aimed = {a.entity.id for a in targets}

    def acting(token: Token) -> list[Argument]:
        return [a for a in resolve(token, context, role="actor") if a.entity.id not in aimed]

    def named(token: Token) -> Argument | None:
        mention = context.at.get(token.i)
        if mention is None or mention.entity is None or mention.entity.id in aimed:
            return None
        return Argument(mention.entity, mention.start, mention.end, "name")

    for child in noun.children:
        if child.dep_ == "poss":
            owner = named(child)
            if found := acting(child) or ([owner] if owner else []):
                return found
        after = child.dep_ in ("prep", "agent") and child.lower_ in ("by", "from") and child.i > noun.i
        if after and (found := [a for c in child.children if c.dep_ == "pobj" for a in acting(c)]):
            return found
    if relation.name == "INTEGRATES":
        # the integration of X into Y: the owner of Y
        for inner in noun.subtree:
            if inner.dep_ == "pobj" and inner.head.lower_ in ("into", "in") and inner.head.i > noun.i:
                return [_maker(a, context) for a in acting(inner)]
    for child in noun.children:
        if child.dep_ not in MODIFIERS or child.i > noun.i:
            continue
        if child.i not in context.at and child.lemma_.lower() in ("government", "state"):
            return acting(child)
        state = named(child)
        if state is not None and state.entity.type in ("Country", "GovernmentBody", "Person"):
            return [state]
    return []


def _maker(argument: Argument, context: Context) -> Argument:
    """A product's firm, where the catalog knows it."""
    parent = argument.entity.parent
    if argument.entity.type != "Product" or not parent:
        return argument
    return replace(argument, entity=context.catalog.entity(parent), how="maker")


def _carrier(noun: Token) -> tuple[Token | None, str]:
    """The verb that carries a noun of action, and how: light, passive (undergone), lifted."""
    words = grammar()
    head, dep = noun.head, noun.dep_
    if dep in ("conj",) and head.pos_ == "NOUN":
        head, dep = head.head, head.dep_
    if dep in ("dobj", "nsubjpass") and head.pos_ == "VERB":
        lemma = head.lemma_.lower()
        if lemma in words.passive_verbs and dep == "dobj":
            return head, "passive"
        if lemma in words.lifting_verbs:
            return head, "lifted"
        if lemma in words.light_verbs:
            return head, "light"
    if dep == "nsubj" and head.pos_ == "VERB" and head.lemma_.lower() in words.ending_verbs:
        return head, "lifted"
    if dep == "pobj":
        return _carrier_over(head)
    if dep == "dative" and head.pos_ == "VERB":
        return head, "light"
    return None, ""


def _carrier_over(preposition: Token) -> tuple[Token | None, str]:
    """The word that carries a noun of action after a preposition: the end of curbs, hit with a fine, under a probe."""
    words, above = grammar(), preposition.head
    word, lemma, verbal = preposition.lower_, above.lemma_.lower(), above.pos_ == "VERB"
    if word == "of" and above.pos_ == "NOUN" and lemma in words.lifting_nouns:
        return above, "lifted"
    if word in ("with", "by") and verbal and lemma in words.inflicting_verbs:
        return above, "passive" if any(c.dep_ == "nsubjpass" for c in above.children) else "light"
    if word in ("under", "to") and lemma in words.undergoing_words:
        return above, "passive"
    if word in ("up", "out", "on", "with", "ahead") and verbal and lemma in words.light_verbs:
        return above, "light"
    return None, ""


def _told_before(noun: Token, context: Context, lexicon: Lexicon) -> tuple[Argument, Argument | None] | None:
    """What an act that is named again aimed at, and whose it was: the crackdown, after China's crackdown on tech."""
    lemma = noun.lemma_.lower()
    for token in reversed(noun.doc[max(0, noun.i - AGAIN) : noun.i]):
        if token.lemma_.lower() != lemma or token.pos_ not in ("NOUN", "PROPN"):
            continue
        for relation, trigger in lexicon.nouns.get(lemma, []):
            found, _ = _noun_targets(token, relation, trigger, context)
            if found:
                own = next((c for c in token.children if c.dep_ == "poss"), None)
                actors = resolve(own, context, role="actor") if own is not None else []
                actor = actors[0] if actors else unnamed_state(token, context)
                if actor is not None and actor.how == "guess":
                    actor = None
                return replace(found[0], how="again"), replace(actor, how="again") if actor else None
    return None


def unnamed_state(token: Token, context: Context) -> Argument | None:
    """The state that an act without an agent is taken to come from: one in the same sentence, else in the one before.

    Only a state that stands as a subject, an owner or an agent counts; where two do, it is open.
    """
    here = context.sentence[token.i]
    for number in range(here, max(-1, here - 2), -1):
        if number != here and "\n" in context.doc[context.sentences[number].start : token.i].text:
            break
        states: dict[str, Entity] = {}
        for mention in context.in_sentence[number]:
            entity = mention.entity
            if entity is None or not entity.state or entity.type == "Person":
                continue
            head = context.head_of(mention)
            if _acts(head) and not (number == here and token in head.subtree):
                states[entity.id] = entity
        if len(states) > 1:
            return None
        for entity in states.values():
            return Argument(entity, token.i, token.i + 1, "agentless")
    only = context.only_state
    return Argument(only, token.i, token.i + 1, "guess") if only else None


def _acts(token: Token) -> bool:
    """Whether a name stands where somebody acts: as a subject, an agent, or before a noun for a state."""
    head = token.head
    if token.dep_ in ("nsubj", "agent") or (token.dep_ == "pobj" and head.dep_ == "agent"):
        return True
    if head.lemma_.lower() not in grammar().state_nouns:
        return False
    return token.dep_ == "poss" or (token.dep_ in ("compound", "amod") and head.dep_ in ("nsubj", "agent"))


# --- market moves --------------------------------------------------------------------------------------------------


def _move(verb: Token, relation: Relation, context: Context, lexicon: Lexicon) -> Iterator[Frame]:
    objects = [c for c in verb.children if c.dep_ == "dobj"]
    if any(o.ent_type_ not in NUMERIC and not _counts(o) for o in objects) or is_passive(verb):
        return
    if any(c.dep_ in ("xcomp", "ccomp") for c in verb.children):
        return
    subject = subject_of(verb)
    if subject is None:
        return
    if _nominal(subject, lexicon, context) & grammar().flips.keys():
        return
    movers = _movers(subject, context)
    amount = _amount(verb)
    for mover in movers:
        yield Frame(relation.name, verb, (mover,), (), "move", verb.text, verb, amount)


def _noun_move(noun: Token, relation: Relation, trigger: Trigger, context: Context) -> Iterator[Frame]:
    if noun.dep_ == "dobj" and noun.head.lemma_.lower() in grammar().undoing_verbs:
        return
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ in trigger.prepositions and child.i > noun.i:
            movers = [a for c in child.children if c.dep_ == "pobj" for a in _movers(c, context)]
            for mover in [m for m in movers if m.entity.type not in ("Country", "Place")][:1]:
                yield Frame(relation.name, noun, (mover,), (), "move, noun", noun.text, noun, _amount(noun))
            if movers:
                return
    for child in noun.children:
        if child.dep_ in ("compound", "poss") and child.i < noun.i:
            for mover in [a for a in _movers(child, context) if a.entity.type not in ("Country", "Place")][:1]:
                yield Frame(relation.name, noun, (mover,), (), "move, noun", noun.text, noun, _amount(noun))


def _counts(token: Token) -> bool:
    return (
        token.pos_ == "NUM" or token.lower_ in grammar().counted_units or any(c.pos_ == "NUM" for c in token.children)
    )


def _movers(subject: Token, context: Context) -> list[Argument]:
    found = resolve(subject, context, role="target")
    return [a for a in found if a.entity.type not in ("Person", "GovernmentBody", "Policy") and a.how != "topic"]


def _amount(token: Token) -> str:
    for inner in token.subtree:
        if inner.lower_ in ("%", "percent", "pct") and inner.i > 0:
            number = inner.doc[inner.i - 1]
            if number.like_num and _same_clause(number, token):
                return f"{number.text}%"
    return ""


def _money(verb: Token) -> str:
    """A sum of money that a verb takes: 18.2 billion yuan."""
    for child in verb.children:
        for token in (child, *child.children):
            if token.lower_ in grammar().currencies and token.dep_ in (
                "dobj",
                "npadvmod",
                "appos",
                "pobj",
                "oprd",
                "attr",
            ):
                parts = [c for c in token.subtree if c.i <= token.i and (c.like_num or c == token)]
                if len(parts) > 1:
                    return verb.doc[parts[0].i : token.i + 1].text
            if token.ent_type_ == "MONEY" and token.dep_ in ("dobj", "npadvmod", "pobj", "oprd", "appos"):
                start, end = token.i, token.i + 1
                while start > 0 and verb.doc[start - 1].ent_type_ == "MONEY":
                    start -= 1
                while end < len(verb.doc) and verb.doc[end].ent_type_ == "MONEY":
                    end += 1
                return verb.doc[start:end].text
    return ""


def _same_clause(token: Token, trigger: Token) -> bool:
    steps = 0
    while token != trigger and steps < 6:
        if token.dep_ in ("relcl", "advcl", "ccomp", "xcomp") or token.head == token:
            return False
        if token.dep_ == "conj" and token.pos_ in ("VERB", "AUX"):
            return False
        token = token.head
        steps += 1
    return token == trigger
