"""Two readers of one article: what the language model tells passes the gate and is weighed with the offline claims."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files

import yaml
from spacy.tokens import Doc

from graph.model import Article, Claim, Extraction, Skipped
from graph.ontology import Ontology
from ingest.language.coreference import Context
from ingest.language.mentions import find_mentions
from ingest.language.status import combined
from ingest.language.time import Times
from ingest.llm.acts import Ours, ends_of
from ingest.llm.answers import AnswerStore
from ingest.llm.batch import AnswerFile
from ingest.llm.client import Client, Unanswered
from ingest.llm.cost import Budget
from ingest.llm.gate import Gate, Passed, Rejected
from ingest.llm.prompt import LONGEST_WINDOW, Prompt, Request, requests_of
from ingest.llm.quotes import Quotable
from ingest.llm.schema import Told, read_answer
from ingest.pipeline import Extractor, merged

PARALLEL = 4
"""Requests that are under way at a time, unless another number is asked for."""
LEAST_HEARD = 0.5
"""The confidence from which on an offline claim is set against what the language model tells."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What two readers make of the same words; the first claim is the one that is kept, with what speaks against it."""

    article: str
    claim: Claim
    other: str


@dataclass(slots=True)
class Report:
    """What came of asking."""

    asked: int = 0
    """Articles that were asked about now."""
    known: int = 0
    """Articles whose answers were there."""
    told: int = 0
    passed: int = 0
    agreed: int = 0
    """Triples that both readers tell."""
    rejected: list[Rejected] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)
    """What was wrong with the form of answers."""
    skipped: list[Skipped] = field(default_factory=list)


@dataclass
class Witness:
    """A language model as a reader: where its answers come from, and what came of them.

    Answers are taken from `file` if there is one, else from `store`, else asked of `client`.
    """

    prompt: Prompt
    model: str
    client: Client | None = None
    store: AnswerStore | None = None
    file: AnswerFile | None = None
    budget: Budget = field(default_factory=Budget)
    parallel: int = PARALLEL
    min_confidence: float = 0.0
    """Claims that are less certain are left out, once both readers are weighed."""
    report: Report = field(default_factory=Report)

    @property
    def name(self) -> str:
        """Who tells what it tells."""
        return f"llm:{self.model}@{self.prompt.version}"

    def requests(self, article: Article, doc: Doc | None, extractor: Extractor | None) -> list[Request]:
        """What is asked about an article; of a long one, with who is named in it."""
        actors: list[tuple[int, str]] = []
        if doc is not None and extractor is not None and len(article.text) > LONGEST_WINDOW:
            counts: Counter[str] = Counter()
            first: dict[str, int] = {}
            for mention in find_mentions(doc, extractor.names):
                if mention.entity is not None:
                    counts[mention.entity.name] += 1
                    first.setdefault(mention.entity.name, doc[mention.start].idx)
            actors = [(first[name], name) for name, _ in counts.most_common()]
        return requests_of(article, self.prompt, model=self.model, actors=actors)

    def hear(self, asked: Sequence[tuple[Article, list[Request]]]) -> dict[str, list[str]]:
        """The answers by article; an article that has none is noted in the report with the reason.

        Raises:
            EndpointError: the endpoint is not there, or refuses everything.
        """
        heard: dict[str, list[str]] = {}
        waiting: list[tuple[Article, list[Request]]] = []
        for article, requests in asked:
            known = self._known(article, requests)
            if known is not None:
                heard[article.id] = known
                self.report.known += 1
            elif self.client is None:
                self._skip(article, "no answer to it is there, and no language model is named")
            elif not self.budget.take(requests):
                self._skip(article, "not asked about: the budget is used up; the same command goes on from here")
            else:
                waiting.append((article, requests))
        with ThreadPoolExecutor(max_workers=self.parallel) as pool:
            under_way = [(article, [pool.submit(self._ask, r) for r in requests]) for article, requests in waiting]
            try:
                for article, futures in under_way:
                    try:
                        heard[article.id] = [future.result() for future in futures]
                        self.report.asked += 1
                    except Unanswered as error:
                        self._skip(article, str(error))
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
        return heard

    def _known(self, article: Article, requests: Sequence[Request]) -> list[str] | None:
        if self.file is not None and article.id in self.file.by_article:
            return [self.file.by_article[article.id]]
        found = [self._kept(request.key) for request in requests]
        return [text for text in found if text is not None] if None not in found else None

    def _kept(self, key: str) -> str | None:
        if self.file is not None:
            return self.file.by_key.get(key)
        return self.store.get(key) if self.store is not None else None

    def _ask(self, request: Request) -> str:
        assert self.client is not None
        kept = self._kept(request.key)
        if kept is not None:
            return kept
        text = self.client.ask(request)
        if not read_answer(text).readable:
            raise Unanswered(f"the language model's answer cannot be read: {read_answer(text).wrong[0]}")
        if self.store is not None:
            self.store.put([(request.key, text)])
        return text

    def _skip(self, article: Article, reason: str) -> None:
        self.report.skipped.append(Skipped(article.origin or article.id, reason))


def read(
    articles: Iterable[Article], extractor: Extractor, witness: Witness, *, alone: bool, batch_size: int = 64
) -> Iterator[Extraction]:
    """The claims of each article that was answered about: of the language model `alone`, or of both readers."""
    parsed = list(extractor.parse(articles, batch_size=batch_size))
    heard = witness.hear([(article, witness.requests(article, doc, extractor)) for doc, article in parsed])
    for doc, article in parsed:
        if article.id in heard:
            review = reviewer(article, heard[article.id], extractor, witness, alone=alone)
            yield extractor.read(doc, article, review=review)


def reviewer(
    article: Article, answers: Iterable[str], extractor: Extractor, witness: Witness, *, alone: bool
) -> Callable[[Context, Times, list[Claim]], list[Claim]]:
    """What is made of the answers about an article, given what the offline reader found in it."""

    def review(context: Context, times: Times, offline: list[Claim]) -> list[Claim]:
        report = witness.report
        told: dict[str, Told] = {}
        for text in answers:
            answer = read_answer(text)
            report.wrong.update(answer.wrong)
            told |= {one.model_dump_json(): one for one in answer.triples}
        ours = Ours(extractor, context, times, article, Quotable(article.text), offline)
        gate = Gate(ours, witness.prompt, witness.name)
        for one in told.values():
            gate.check(one)
        report.told += len(told)
        report.passed += len(gate.passed)
        report.rejected += gate.rejected
        claims = list(_weighed(gate.passed, offline, extractor.vocabulary, report))
        if not alone:
            claims += _not_told(offline, claims, extractor.vocabulary)
        return [claim for claim in merged(claims) if claim.confidence >= witness.min_confidence]

    return review


def _weighed(
    passed: Iterable[Passed], offline: Sequence[Claim], vocabulary: Ontology, report: Report
) -> Iterator[Claim]:
    """The claims of the language model with their confidence; what the offline reader says of the same act counts."""
    for one in passed:
        claim, evidence = one.claim, one.claim.evidence
        if "status in doubt" in evidence:
            said = next(piece for piece in evidence if piece.startswith("rules say"))
            report.disagreements.append(Disagreement(claim.article, claim, f"told as {one.heard}; {said}"))
        same = [c for c in offline if same_act(c, claim, vocabulary) and c.confidence >= LEAST_HEARD]
        against = [c for c in offline if contradicts(c, claim, vocabulary) and c.confidence >= LEAST_HEARD]
        if same:
            best = max(same, key=lambda c: c.confidence)
            evidence += ("the other reader agrees",)
            report.agreed += 1
            if all(c.status is not claim.status for c in same):
                evidence += ("the other reader tells another status",)
                status, _ = combined((claim.status, ""), (best.status, ""))
                claim = replace(claim, status=status)
                report.disagreements.append(Disagreement(claim.article, claim, f"{best.because}: {best.status}"))
            claim = replace(claim, because=f"{claim.because}; {best.because}")
        elif against:
            evidence += ("the other reader contradicts",)
            report.disagreements.append(Disagreement(claim.article, claim, _told_by(against[0])))
        sure = max(_weigh(evidence), *(c.confidence for c in same)) if same else _weigh(evidence)
        yield replace(claim, confidence=sure, evidence=evidence)


def _not_told(offline: Sequence[Claim], claims: Sequence[Claim], vocabulary: Ontology) -> Iterator[Claim]:
    """What only the offline reader found; where the language model tells the contrary, it is in doubt."""
    for claim in offline:
        if any(same_act(claim, other, vocabulary) for other in claims):
            continue
        if any(contradicts(claim, other, vocabulary) and other.confidence >= LEAST_HEARD for other in claims):
            claim = replace(claim, confidence=round(claim.confidence / 2, 3))
        yield claim


def same_act(one: Claim, other: Claim, vocabulary: Ontology) -> bool:
    """Whether two claims have one actor, relation and target; symmetric relations either way round."""
    if one.relation != other.relation:
        return False
    ends = ends_of(other)
    return ends_of(one) == ends or (vocabulary.relations[one.relation].symmetric and ends_of(one) == ends[::-1])


def contradicts(one: Claim, other: Claim, vocabulary: Ontology) -> bool:
    """Whether two claims cannot both be: an act turned round, or its contrary, told in the same sentence."""
    if one.start >= other.sentence_end or other.start >= one.sentence_end:
        return False
    first, second = vocabulary.relations[one.relation], vocabulary.relations[other.relation]
    if ends_of(one) == ends_of(other):
        moves = {first.name, second.name} == {"RISES", "FALLS"}
        return moves or (first.score or 0.0) * (second.score or 0.0) < 0
    return first.name == second.name and not first.symmetric and ends_of(one) == ends_of(other)[::-1]


def _told_by(claim: Claim) -> str:
    target = claim.object.name if claim.object else ""
    return f"{claim.subject.name} {claim.relation} {target} ({claim.status}; {claim.because})"


@cache
def _weights() -> dict[str, float]:
    data: dict[str, float] = yaml.safe_load((files(__package__) / "confidence.yaml").read_text(encoding="utf-8"))
    return data


def _weigh(evidence: Iterable[str]) -> float:
    total = _weights()[""] + sum(_weights().get(piece, 0.0) for piece in evidence)
    return round(1 / (1 + math.exp(-total)), 3)
