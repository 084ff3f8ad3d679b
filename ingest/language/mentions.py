"""Who and what is named: catalog phrases and spaCy's entities, as mentions of entities."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span, Token

from graph.model import Entity, entity_id
from ingest.catalog import Catalog
from ingest.language.casing import is_capitals, is_title_case, sentence_case


class Kind(StrEnum):
    """How a mention names its entity."""

    NAME = "name"
    METONYM = "metonym"
    DEMONYM = "demonym"
    DESCRIPTION = "description"
    AMBIGUOUS = "ambiguous"
    SURNAME = "surname"
    FOUND = "found"
    """Named in the text, unknown to the catalog."""


@dataclass(slots=True)
class Mention:
    """The tokens [start, end) that name an entity; `entity` is None where it is open which one."""

    start: int
    end: int
    entity: Entity | None
    kind: Kind
    why: str


OWNING = frozenset({"owner", "parent", "maker", "operator", "developer"})
TITLES = frozenset(
    [
        "president",
        "premier",
        "chairman",
        "minister",
        "secretary",
        "mr",
        "mrs",
        "ms",
        "dr",
        "sir",
        "lord",
        "lady",
        "prime",
        "speaker",
        "senator",
        "general",
        "king",
        "pope",
    ]
)
LEGAL_FORMS = frozenset(
    [
        "ltd",
        "ltd.",
        "limited",
        "inc",
        "inc.",
        "corp",
        "corp.",
        "corporation",
        "co",
        "co.",
        "company",
        "holding",
        "holdings",
        "plc",
        "ag",
        "nv",
        "n.v.",
        "sa",
        "s.a.",
        "llc",
        "gmbh",
        "group",
    ]
)
BODY_WORDS = re.compile(
    r"\b(Ministry|Department|Commission|Committee|Bureau|Office of|Agency|Administration|Authority|Court|Parliament|Senate|"
    r"Congress|Council|Cabinet|Police|Army|Navy|Treasury|Assembly|Politburo|Customs|Embassy|Central Bank)\b"
)
ORGANIZATION_WORDS = re.compile(
    r"\b(University|Institute|Institution|Association|Centre|Center|Foundation|Times|Post|News|Journal|Daily|Exchange|Party|"
    r"Union|Federation|Society|Club|Academy|School|Forum|Watch|League|Chamber|Think|Network|Church|Organi[sz]ation)\b"
)
FOUND_TYPES = {
    "PERSON": "Person",
    "ORG": "Company",
    "GPE": "Place",
    "LOC": "Place",
    "PRODUCT": "Product",
    "LAW": "Policy",
}
NOT_NAMES = frozenset(
    [
        "ipo",
        "ipos",
        "ceo",
        "cfo",
        "ai",
        "ev",
        "evs",
        "gdp",
        "us",
        "u.s.",
        "tv",
        "app",
        "apps",
        "pc",
        "pcs",
        "ict",
        "vpn",
        "ip",
        "id",
        "api",
        "gpu",
        "cpu",
        "5g",
        "6g",
        "iot",
        "vr",
        "ar",
        "nft",
        "nfts",
    ]
)
CJK = re.compile(r"[㐀-鿿]+")
CHINESE_SURNAMES = frozenset(
    [
        "wang",
        "li",
        "zhang",
        "liu",
        "chen",
        "yang",
        "huang",
        "zhao",
        "wu",
        "zhou",
        "xu",
        "sun",
        "ma",
        "zhu",
        "hu",
        "guo",
        "he",
        "lin",
        "gao",
        "luo",
        "zheng",
        "liang",
        "xie",
        "tang",
        "song",
        "deng",
        "han",
        "feng",
        "cao",
        "peng",
        "zeng",
        "xiao",
        "tian",
        "dong",
        "pan",
        "yuan",
        "cai",
        "jiang",
        "yu",
        "du",
        "ye",
        "cheng",
        "wei",
        "su",
        "lu",
        "ding",
        "ren",
        "yao",
        "lv",
        "shen",
        "zhong",
        "cui",
        "tan",
        "fan",
        "fu",
        "wan",
        "fang",
        "shi",
        "hao",
        "qin",
        "shao",
        "meng",
        "long",
        "duan",
        "lei",
        "hou",
        "qian",
        "bai",
        "mao",
        "xi",
        "yin",
        "yi",
        "chang",
        "qiao",
        "lai",
        "wen",
        "pang",
        "xiong",
        "ai",
        "xia",
        "jin",
        "kong",
        "bao",
        "hui",
        "lam",
        "lau",
        "tsai",
        "mu",
        "niu",
        "gan",
        "ling",
        "geng",
        "hua",
        "tao",
        "qi",
        "chow",
        "chan",
        "leung",
        "wong",
        "cheung",
        "lee",
        "ng",
        "cheuk",
        "zhuang",
        "shou",
        "zong",
    ]
)


class Names:
    """Every name of a catalog, ready to be found in documents."""

    def __init__(self, catalog: Catalog, nlp: Language) -> None:
        self.catalog = catalog
        self.phrases: dict[str, list[tuple[str, str, Kind]]] = defaultdict(list)
        self.chinese: dict[str, str] = {}
        for id_, entry in catalog.entries.items():
            for phrase in (entry.entity.name, *entry.entity.aliases):
                self._add(phrase, id_, Kind.NAME)
            for phrase in entry.metonyms:
                self._add(phrase.removeprefix("the "), id_, Kind.METONYM)
            for phrase in entry.demonyms:
                self._add(phrase, id_, Kind.DEMONYM)
            for phrase in entry.ambiguous:
                self._add(phrase, id_, Kind.AMBIGUOUS)
            for phrase in entry.descriptions:
                for variant in self._variants(phrase):
                    self._add(variant, id_, Kind.DESCRIPTION)
        self.matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        # the phrases as they are written: u.s. is cut into other tokens than U.S.
        self.matcher.add(
            "name", [nlp.make_doc(form) for form in {row[0] for rows in self.phrases.values() for row in rows}]
        )
        self.by_name = {entry.entity.name.casefold(): entry.entity for entry in catalog.entries.values()}

    def _add(self, phrase: str, id_: str, kind: Kind) -> None:
        if CJK.fullmatch(phrase):
            self.chinese.setdefault(phrase, id_)
            return
        forms = {phrase, phrase.replace("'", "’"), phrase.replace("’", "'")}
        if phrase == phrase.lower() and phrase.count(" ") == 1:
            forms.add(phrase.replace(" ", "-"))
        for form in forms:
            row = (form, id_, kind)
            if row not in self.phrases[form.lower()]:
                self.phrases[form.lower()].append(row)

    def _variants(self, phrase: str) -> Iterator[str]:
        """China's X is also Chinese X and the Chinese X."""
        phrase = phrase.removeprefix("the ").removeprefix("The ")
        yield phrase
        for entry in self.catalog.entries.values():
            if entry.entity.type != "Country":
                continue
            for sign in ("'s ", "’s "):
                head = entry.entity.name + sign
                if phrase.startswith(head):
                    for demonym in entry.demonyms:
                        yield f"{demonym} {phrase[len(head) :]}"
                    return

    def spans_in(self, doc: Doc) -> list[tuple[int, int]]:
        """The character spans of every phrase of the catalog, for casing."""
        return [(s.start_char, s.end_char) for s in self._matches(doc)]

    def _matches(self, doc: Doc) -> list[Span]:
        spans: list[Span] = self.matcher(doc, as_spans=True)
        return spans


def find_mentions(doc: Doc, names: Names, *, published: dt.date | None) -> list[Mention]:
    """The mentions of a document, in order and without overlap; `doc` is parsed and has entities.

    Catalog phrases win over spaCy's entities of the same words, the longer over the shorter.
    """
    loud = {sent.start: _loud(sent) for sent in doc.sents}
    sentence_of = {token.i: sent.start for sent in doc.sents for token in sent}
    candidates: list[tuple[Span, list[tuple[str, Kind]]]] = []
    for span in names._matches(doc):
        found = []
        for phrase, id_, kind in names.phrases[span.text.lower()]:
            if _case_fits(span, phrase, loud=loud[sentence_of[span.start]]):
                found.append((id_, kind))
        if found and not _modifies(span) and not _counted(span):
            candidates.append((_without_title(span, found[0][0], names), found))
    for match in CJK.finditer(doc.text):
        for length in range(min(len(match.group()), 16), 1, -1):
            for at in range(len(match.group()) - length + 1):
                id_ = names.chinese.get(match.group()[at : at + length])
                span = doc.char_span(match.start() + at, match.start() + at + length, alignment_mode="expand")
                if id_ and span is not None:
                    candidates.append((span, [(id_, Kind.NAME)]))
    taken: list[Mention | None] = [None] * len(doc)
    mentions: list[Mention] = []
    entities = [e for e in doc.ents if e.label_ in FOUND_TYPES]

    def claim(mention: Mention) -> None:
        if all(taken[i] is None for i in range(mention.start, mention.end)):
            for i in range(mention.start, mention.end):
                taken[i] = mention
            mentions.append(mention)

    ambiguous: list[tuple[Span, list[str]]] = []
    longest = sorted(candidates, key=lambda c: (-(len(c[0])), c[0].start))
    for span, found in longest:
        sure = [(i, k) for i, k in found if k is not Kind.AMBIGUOUS]
        if _inside_longer_name(span, entities, sure, names):
            continue
        if sure:
            id_, kind = sure[0]
            claim(Mention(span.start, span.end, names.catalog.entity(id_), kind, f"catalog: {span.text}"))
        elif all(taken[i] is None for i in range(span.start, span.end)):
            ambiguous.append((span, [i for i, _ in found]))
    present = {m.entity.id for m in mentions if m.entity}
    for span, ids in ambiguous:
        named = [i for i in ids if i in present]
        related = [i for i in ids if present & _relatives(i, names.catalog)]
        exact = any(e.start <= span.start and span.end <= e.end and len(e) <= len(span) + 1 for e in entities)
        for reason, choice in (
            ("named in full elsewhere", named),
            ("related actors named", related),
            ("the only one", ids),
        ):
            if len(choice) == 1 and (reason != "the only one" or (exact and span.text[0].isupper())):
                claim(
                    Mention(span.start, span.end, names.catalog.entity(choice[0]), Kind.NAME, f"{span.text}: {reason}")
                )
                break
        else:
            claim(Mention(span.start, span.end, None, Kind.AMBIGUOUS, f"{span.text}: several carry this name"))
    for ent in entities:
        mention = _found(ent, names)
        if mention is not None:
            claim(mention)
    mentions.sort(key=lambda m: m.start)
    _link_surnames(doc, mentions, taken)
    mentions.sort(key=lambda m: m.start)
    return mentions


def _counted(span: Span) -> bool:
    """A currency after a number is an amount: 18.2 billion yuan, 5 gold."""
    before = span.doc[span.start - 1] if span.start else None
    return (
        before is not None
        and (before.like_num or before.ent_type_ in ("MONEY", "CARDINAL"))
        and len(span) == 1
        and span[0].text.islower()
    )


def _modifies(span: Span) -> bool:
    """The Australian trade minister is no newspaper, and an owner or maker is resolved from what it owns."""
    if span[-1].lower_ in OWNING and len(span) > 1:
        return True
    following = span.doc[span.end] if span.end < len(span.doc) else None
    return span[0].text == "The" and following is not None and following.pos_ == "NOUN" and following.text.islower()


def _without_title(span: Span, id_: str, names: Names) -> Span:
    """President Xi names a person by the second word; the first is a title."""
    if names.catalog.entity(id_).type == "Person" and len(span) > 1 and span[0].lower_ in TITLES:
        return span[1:]
    return span


def _loud(sent: Span) -> bool:
    text = sent.text
    return is_capitals(text) or is_title_case(text)


def _case_fits(span: Span, phrase: str, *, loud: bool) -> bool:
    text = span.text
    if phrase == phrase.lower():
        return True
    if text == phrase:
        return True
    if text.isupper() and loud and len(phrase) > 2:
        return True
    if len(phrase) <= 4 or " " not in phrase:
        return False
    # several words: a capital on each word that has one in the phrase, or the first alone at the start of a sentence
    return all(not b[0].isupper() or a[0].isupper() for a, b in zip(text.split(), phrase.split(), strict=False))


def _inside_longer_name(span: Span, entities: list[Span], found: list[tuple[str, Kind]], names: Names) -> bool:
    """Whether a longer name begins or ends with the span: Apple in Apple Daily."""
    if not found:
        return False
    type_ = names.catalog.entity(found[0][0]).type
    if type_ not in ("Company", "Organization", "Product", "Person", "Place") or found[0][1] is not Kind.NAME:
        return False
    for ent in entities:
        if ent.start <= span.start and span.end <= ent.end and len(ent) > len(span):
            rest = [t for t in ent if not span.start <= t.i < span.end]
            if all(t.lower_ in LEGAL_FORMS or not t.is_alpha or t.pos_ == "PART" or t.lower_ == "the" for t in rest):
                return False
            return all(t.pos_ == "PROPN" and t.text[0].isupper() for t in rest) and ent.label_ in ("ORG", "PERSON")
    return False


def _relatives(id_: str, catalog: Catalog) -> set[str]:
    entry = catalog.entries[id_]
    near = {role.of for role in entry.roles} | {entry.entity.parent}
    near |= {i for i, e in catalog.entries.items() if e.entity.parent == id_ or any(r.of == id_ for r in e.roles)}
    return {i for i in near if i and catalog.entity(i).type not in ("Country", "Sector")}


def _found(ent: Span, names: Names) -> Mention | None:
    """A mention of somebody the catalog does not know."""
    start, end = ent.start, ent.end
    while end > start and (ent.doc[end - 1].lower_ in ("'s", "’s", "'", "’") or ent.doc[end - 1].is_punct):
        end -= 1
    while start < end and (ent.doc[start].lower_ in ("the", "a", "an") or ent.doc[start].is_punct):
        start += 1
    span = ent.doc[start:end]
    text = span.text.strip()
    if not text or not any(t.pos_ == "PROPN" for t in span) or text.lower() in NOT_NAMES or not text[0].isalnum():
        return None
    if "\n" in text or len(span) > 8 or not any(c.isalpha() for c in text):
        return None
    type_ = FOUND_TYPES[ent.label_]
    if type_ == "Person":
        words = [t for t in span if t.is_alpha]
        if len(words) < 2 or not all(t.text[0].isupper() for t in words):
            return None
    if type_ == "Company":
        if BODY_WORDS.search(text):
            type_ = "GovernmentBody"
        elif ORGANIZATION_WORDS.search(text):
            type_ = "Organization"
    core = strip_legal_forms(text)
    known = names.by_name.get(core.casefold())
    if known is not None:
        return Mention(start, end, known, Kind.NAME, f"catalog: {core}")
    entity = Entity(entity_id(type_, core), core, type_, state=type_ == "GovernmentBody")
    if entity.id.endswith("/"):
        return None
    return Mention(start, end, entity, Kind.FOUND, f"{ent.label_} of the entity recogniser")


def strip_legal_forms(name: str) -> str:
    """A firm's name without Ltd, Inc. and the like at its end; Group stays where one other word is left."""
    words = name.replace(",", " ").split()
    while (
        len(words) > 1 and words[-1].lower() in LEGAL_FORMS and not (words[-1].lower() == "group" and len(words) == 2)
    ):
        words.pop()
    return " ".join(words)


def surname(entity: Entity) -> str:
    """What a person is called at a second mention: the first word of a Chinese name, else the last."""
    words = [w for w in entity.name.split() if w.lower().rstrip(".") not in ("jr", "sr", "ii", "iii")]
    if len(words) < 2:
        return ""
    first, last = words[0], words[-1]
    if first.lower() in CHINESE_SURNAMES and last.lower() not in CHINESE_SURNAMES:
        return first
    if first.lower() in CHINESE_SURNAMES and entity.jurisdiction in ("CN", "TW", "KR") and len(words) <= 3:
        return first
    return last


def _link_surnames(doc: Doc, mentions: list[Mention], taken: list[Mention | None]) -> None:
    people: dict[str, dict[str, Entity]] = defaultdict(dict)
    for mention in mentions:
        if mention.entity is not None and mention.entity.type == "Person":
            name = surname(mention.entity)
            if name:
                people[name][mention.entity.id] = mention.entity
    if not people:
        return
    for token in doc:
        if taken[token.i] is not None or token.text not in people or token.pos_ not in ("PROPN", "NOUN"):
            continue
        if _part_of_longer_name(token, taken):
            continue
        bearers = list(people[token.text].values())
        one = bearers[0] if len(bearers) == 1 else None
        why = (
            f"surname of {one.name}, named in full" if one else f"{token.text}: {len(bearers)} in this article carry it"
        )
        mention = Mention(token.i, token.i + 1, one, Kind.SURNAME if one else Kind.AMBIGUOUS, why)
        taken[token.i] = mention
        mentions.append(mention)


def _part_of_longer_name(token: Token, taken: list[Mention | None]) -> bool:
    doc = token.doc
    for at in (token.i - 1, token.i + 1):
        if 0 <= at < len(doc):
            other = doc[at]
            titles = (
                "Mr",
                "Ms",
                "Mrs",
                "Dr",
                "Mr.",
                "Ms.",
                "Mrs.",
                "Dr.",
                "President",
                "Premier",
                "Minister",
                "Secretary",
            )
            if other.pos_ == "PROPN" and other.text[0].isupper() and taken[at] is None and other.text not in titles:
                if (at < token.i and token.dep_ != "compound" and other.head != token) or (
                    at > token.i and token.head != other
                ):
                    continue
                return True
    return False


def parse_text(nlp: Language, names: Names, text: str, verbs: Container[str] = frozenset()) -> str:
    """The text with lines in Title Case or capitals written as sentences; offsets stay the same."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if 0 < len(line) < 300 and (is_title_case(line) or is_capitals(line)):
            lines[number] = sentence_case(line, names.spans_in(nlp.make_doc(line)), verbs)
    parsed = "\n".join(lines)
    # a blank line after a headline takes the full stop that the parser expects
    return re.sub(r"(?<=[\w)\]’'%])\n(?=\n)", ".", parsed)


def by_token(mentions: Iterable[Mention]) -> dict[int, Mention]:
    """The mention that covers each token."""
    return {i: m for m in mentions for i in range(m.start, m.end)}
