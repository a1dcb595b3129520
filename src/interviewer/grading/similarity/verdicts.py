"""From relations to verdicts: the thresholds on probabilities, and what similarity can say about a rubric."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from interviewer.grading.grader import GradingRequest
from interviewer.grading.judge import Judgement
from interviewer.grading.relation import Relation, Relations
from interviewer.grading.score import credit_of
from interviewer.grading.similarity.inline import is_inline
from interviewer.grading.verdict import CriterionLevel, MisconceptionFound, PointVerdict, Verdict
from interviewer.search.passages import key_point_passage_id

MET_FROM = 0.5
PARTIAL_FROM = 0.4
"""The expected credit from which a key point is met, partly met. Across the questions of the development answers these
agree best with the labelled verdicts, 74 in 100 (`python -m benchmarks.fit_relations`)."""

CONTRADICTED_FROM = 0.7
"""The probability from which a key point is contradicted, which takes precedence. Across the questions of the
development answers 89 in 100 of the key points that are called so are; from 0.5 on 72 in 100 would be. The score goes
by the probability itself."""

STATED_FROM = 0.6
"""The probability from which a misconception is stated. Of those found from here on across the questions of the
development answers some 94 in 100 are there, from .5 on 87. One reference answer in twenty seems to state one. Nobody
should be told of a belief that he did not state."""

EXPECTED_DIGITS = 4
"""The decimals of an expected credit: more than its error, and few enough to read."""

COMPLETENESS = "completeness"
_LEVELS = (0.0, 0.35, 0.65, 0.9)
"""The shares of the key points' weight above which completeness is at level 1, 2, 3 and 4. A convention."""
_NOT_ASSESSED = {
    "correctness": "Similarity can tell what the key points and misconceptions cover, not whether the rest is true.",
    "depth": "Similarity cannot tell how deep an explanation goes.",
    "clarity": "Similarity cannot tell how clearly an answer is written.",
}


def judgement_of(request: GradingRequest, relations: Relations) -> Judgement:
    """The judgement that follows from the relations of an answer."""
    numbered = enumerate(relations.points)
    verdicts = tuple(_point(request, n, verdict_of(relation), relation) for n, relation in numbered)
    return Judgement(verdicts, tuple(_misconceptions(request, relations.beliefs)), criteria(verdicts, None))


def not_assessed(request: GradingRequest, why_not: str) -> Judgement:
    """The judgement of an answer that cannot be read."""
    points = range(len(request.question.key_points))
    verdicts = tuple(_point(request, n, Verdict.NOT_ASSESSED) for n in points)
    return Judgement(verdicts, criteria=criteria(verdicts, why_not))


def verdict_of(relation: Relation) -> Verdict:
    """The verdict on a key point that has this relation to the answer."""
    if relation.contradicts >= CONTRADICTED_FROM:
        return Verdict.CONTRADICTED
    if relation.entails >= MET_FROM:
        return Verdict.MET
    return Verdict.PARTIAL if relation.entails >= PARTIAL_FROM else Verdict.MISSED


def criteria(verdicts: Sequence[PointVerdict], why_not: str | None) -> tuple[CriterionLevel, ...]:
    """Completeness from the verdicts, or not assessed because of `why_not`; every other criterion not assessed."""
    others = tuple(CriterionLevel(name, None, reason) for name, reason in _NOT_ASSESSED.items())
    credits_ = [(credit_of(verdict), verdict.weight) for verdict in verdicts]
    weight = sum(weight for credit, weight in credits_ if credit is not None)
    if why_not is not None or not weight:
        return (CriterionLevel(COMPLETENESS, None, why_not or "None of the key points could be assessed."), *others)
    share = sum(credit * weight for credit, weight in credits_ if credit is not None) / weight
    level = sum(share > bound for bound in _LEVELS)
    return (CriterionLevel(COMPLETENESS, level, f"{share:.0%} of the key points' weight is covered."), *others)


def _point(request: GradingRequest, number: int, verdict: Verdict, relation: Relation | None = None) -> PointVerdict:
    point = request.question.key_points[number]
    says_nothing = relation is None or verdict is Verdict.MISSED
    return PointVerdict(
        point=point.id,
        claim=point.claim,
        weight=point.weight,
        verdict=verdict,
        evidence=() if relation is None or says_nothing else relation.evidence,
        passage=None if is_inline(request.question) else key_point_passage_id(request.question.id, number + 1),
        reasoning="" if relation is None else " ".join(relation.reasons),
        expected=None
        if relation is None or verdict is Verdict.NOT_ASSESSED
        else round(relation.entails, EXPECTED_DIGITS),
    )


def _misconceptions(request: GradingRequest, beliefs: Sequence[Relation]) -> Iterator[MisconceptionFound]:
    for found, relation in zip(request.question.misconceptions, beliefs, strict=True):
        if relation.entails >= STATED_FROM:
            yield MisconceptionFound(found.id, found.belief, found.truth, relation.evidence)
