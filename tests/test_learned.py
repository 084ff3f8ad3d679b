"""The learned part: candidates, windows, proposals, and what is made of them."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pytest

from graph.model import Article, Extraction
from ingest import Method
from ingest.language import confidence
from ingest.language.coreference import Context
from ingest.language.learned import Judgement, Proposal
from ingest.language.mentions import find_mentions, parse_text
from ingest.language.pairs import KINDS, LONGEST_WINDOW, NO_TARGET, PIECES_A_TOKEN, Encoder, windows_of
from ingest.pipeline import Extractor

pytestmark = pytest.mark.model

DAY = dt.date(2021, 4, 12)


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor.load(min_confidence=0, method=Method.HYBRID)


def context_of(extractor: Extractor, text: str) -> Context:
    doc = extractor.nlp(parse_text(extractor.nlp, extractor.names, text, extractor.lexicon.headline_verbs))
    return Context(doc, find_mentions(doc, extractor.names), extractor.catalog, DAY)


def read(extractor: Extractor, text: str) -> Extraction:
    (found,) = extractor.extract([Article("a", text, text.split("\n")[0], published=DAY)])
    return found


def test_pairs_join_those_of_a_sentence_and_who_is_named_around_it(extractor: Extractor) -> None:
    context = context_of(extractor, "Beijing fined Alibaba.\n\nThe regulator also warned Tencent.")
    (window,) = windows_of(context)
    pairs = {
        (
            window.candidates[a].actor.entity.name,  # type: ignore[union-attr]
            "" if t == NO_TARGET else window.candidates[t].target.entity.name,  # type: ignore[union-attr]
        )
        for a, t in window.pairs
    }
    assert {("China", "Alibaba"), ("Alibaba", "China"), ("China", "Tencent"), ("China", "")} <= pairs
    assert all(actor != target for actor, target in pairs)


def test_windows_hold_every_sentence_once_and_stay_short(extractor: Extractor) -> None:
    sentence = "Beijing fined Alibaba and warned Tencent about its games on Tuesday. "
    context = context_of(extractor, "Fines for platforms\n\n" + sentence * 60)
    windows = list(windows_of(context))
    assert len(windows) > 3
    judged = [context.sentence[w.tokens[left]] for w in windows for left in sorted({left for left, _ in w.sentences})]
    assert judged == sorted(set(judged))
    assert len(judged) >= 60
    assert max(len(w.tokens) for w in windows) <= LONGEST_WINDOW / PIECES_A_TOKEN


def test_numbers_of_a_window_agree_with_its_tokens(extractor: Extractor) -> None:
    assert extractor.model is not None
    context = context_of(extractor, "Unpronounceablegroup sued Alibaba in Zhongguancun.")
    (window,) = windows_of(context)
    features = extractor.model.encoder.encode(window, context)
    lengths = {
        len(features.pieces),
        len(features.kinds),
        len(features.triggers),
        len(features.arcs),
        len(features.token_of),
    }
    assert len(lengths) == 1
    assert len(features.pieces) > len(window.tokens) + 2  # rare words are several pieces
    for candidate, start, end in zip(window.candidates, features.starts, features.ends, strict=True):
        assert features.token_of[start] == candidate.start
        assert features.token_of[end] == candidate.end - 1


def test_a_sentence_that_is_too_long_is_cut_and_breaks_nothing(extractor: Extractor) -> None:
    names = ", ".join(f"Alibaba unit number {n} of the Zhongguancun semiconductor corporation" for n in range(90))
    text = f"Beijing fined {names} and Tencent."
    found = read(extractor, text)
    assert all(text[c.start : c.end] == c.quote for c in found.claims)


def test_probabilities_sum_to_one(extractor: Extractor) -> None:
    assert extractor.model is not None
    context = context_of(extractor, "Beijing fined Alibaba.")
    (window,) = windows_of(context)
    relations, statuses, attention = extractor.model._run(extractor.model.encoder.encode(window, context))
    assert relations.shape == (len(window.pairs), len(extractor.vocabulary.relations) + 1)
    assert statuses.shape == (len(window.pairs), 4)
    for shares in (relations, statuses, attention):
        np.testing.assert_allclose(shares.sum(-1), 1, atol=1e-4)


def proposal(extractor: Extractor, text: str, actor: str, relation: str, target: str, score: float) -> Proposal:
    context = context_of(extractor, text)
    (window,) = windows_of(context)
    by_name = {c.actor.entity.name: c.actor for c in window.candidates if c.actor is not None}
    targets = {c.target.entity.name: c.target for c in window.candidates if c.target is not None}
    return Proposal(
        0,
        by_name[actor],
        targets[target],
        relation,
        score,
        (0.7, 0.1, 0.1, 0.1),
        context.doc[1],
        (0, len(context.doc)),
        1 - score,
    )


def test_of_two_that_say_the_same_the_likelier_counts(extractor: Extractor) -> None:
    text = "Beijing fined Alibaba."
    one, two = (proposal(extractor, text, "China", "FINES", "Alibaba", score) for score in (0.4, 0.8))
    judgement = Judgement([one, two], extractor.vocabulary)
    assert [p.score for p in judgement.left({})] == [0.8]
    assert not list(judgement.left({0: {two.key[1:]}}))


def test_symmetric_acts_are_one_either_way_round(extractor: Extractor) -> None:
    text = "Baidu partners with Huawei."
    there = proposal(extractor, text, "Baidu", "PARTNERS_WITH", "Huawei", 0.8)
    back = proposal(extractor, text, "Huawei", "PARTNERS_WITH", "Baidu", 0.6)
    judgement = Judgement([there, back], extractor.vocabulary)
    assert [p.actor.entity.name for p in judgement.left({})] == ["Baidu"]
    assert not list(judgement.left({0: {back.key[1:]}}))


def test_a_paraphrase_that_no_rule_knows_is_found_with_its_words(extractor: Extractor) -> None:
    text = "Beijing slaps Alibaba with record penalty\n\nThe market regulator has hit Alibaba with a $2.8bn fine."
    by_model = [c for c in read(extractor, text).claims if c.because.startswith("model: ")]
    assert all(text[c.start : c.end] == c.quote for c in by_model)
    assert all(c.because.split()[1] in c.quote for c in by_model)


def test_rules_alone_load_no_model() -> None:
    assert Extractor.load(method=Method.RULES).model is None


def test_relations_that_the_network_does_not_know_are_plain_words_to_it(extractor: Extractor) -> None:
    assert extractor.model is not None
    encoder = Encoder(extractor.model.encoder.tokenizer, extractor.lexicon, ["BANS"])
    context = context_of(extractor, "Beijing fined Alibaba and banned Micron.")
    (window,) = windows_of(context)
    assert set(encoder.encode(window, context).triggers.tolist()) == {0, 1}


def test_what_the_rules_read_as_the_contrary_is_not_proposed(extractor: Extractor) -> None:
    text = "Beijing fined Alibaba."
    ban = proposal(extractor, text, "China", "BANS", "Alibaba", 0.9)
    judgement = Judgement([ban], extractor.vocabulary)
    lifted = (ban.key[1], "LIFTS", ban.key[3])
    assert list(judgement.left({0: {(*lifted[:2], "company/other")}})) == [ban]
    assert not list(judgement.left({0: {lifted}}))


def test_a_limit_leaves_out_what_is_less_certain_and_no_more(extractor: Extractor) -> None:
    text = (
        "Beijing fined Alibaba on Tuesday. Tencent, which faced a fine, may buy Sogou, and Baidu partners with Huawei."
    )
    everything = read(extractor, text).claims
    limit = sorted(claim.confidence for claim in everything)[len(everything) // 2]
    sure = read(dataclasses.replace(extractor, min_confidence=limit), text).claims
    assert {(*c.key, c.status) for c in everything if c.confidence >= limit} <= {(*c.key, c.status) for c in sure}
    assert all(claim.confidence >= limit for claim in sure)
    assert len(sure) < len(everything)


def test_a_sentence_that_tells_an_act_far_less_than_another_does_not_tell_it(extractor: Extractor) -> None:
    text = "Beijing fined Alibaba."
    told = proposal(extractor, text, "China", "FINES", "Alibaba", 0.9)
    again, hardly = (dataclasses.replace(told, sentence=n, score=score) for n, score in ((1, 0.7), (2, 0.2)))
    judgement = Judgement([told, again, hardly], extractor.vocabulary)
    assert {p.sentence for p in judgement.left({})} == {0, 1}


def test_evidence_is_measured() -> None:
    told = confidence.measured(["model alone 0.40", "spread 8", "headline", "rule verb"])
    assert told == {"model alone": pytest.approx(0.45), "spread": pytest.approx(8.05), "headline": 1, "rule verb": 1}


def test_trees_give_a_probability_to_each_row() -> None:
    trees = confidence.Trees.shipped()
    sure = ["model and rules 0.98", "model nothing 0.01", "rules sure 0.90", "actor name", "target name"]
    doubtful = ["model alone 0.06", "model nothing 0.94", "rule model", "rules sure 0.30"]
    one, other = trees.weigh([sure, doubtful])
    assert 0 < other < 0.3 < 0.6 < one < 1
    assert trees.weigh([sure]) == [one]
    assert trees.weigh([]) == []


def test_what_the_words_say_plainly_outweighs_the_network(extractor: Extractor) -> None:
    text = "Tencent lost 7.8%. Washington has imposed restrictions on Huawei."
    by_rules = {c.key: c.confidence for c in read(dataclasses.replace(extractor, model=None, trees=None), text).claims}
    plain = [c for c in read(extractor, text).claims if by_rules.get(c.key, 0) >= confidence.PLAIN]
    assert plain
    assert all(claim.confidence >= by_rules[claim.key] for claim in plain)


def test_every_type_of_the_ontology_is_a_kind(extractor: Extractor) -> None:
    assert set(extractor.vocabulary.types) <= set(KINDS)
