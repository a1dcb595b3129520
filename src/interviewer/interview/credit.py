"""Credit of a turn: what the candidate said unaided, what came with hints and follow-ups, and what is still open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from interviewer.corpus.giveaway import probe_gives_away
from interviewer.corpus.question import KeyPoint, Question
from interviewer.grading.grade import Grade, Method
from interviewer.grading.graders import GraderName, grader_name, judges_among
from interviewer.grading.score import credit_of, score_of
from interviewer.grading.verdict import Beyond, CriterionLevel, MisconceptionFound, PointVerdict, Verdict
from interviewer.interview.session import Turn


@dataclass(frozen=True)
class Credit:
    """The scores of a turn, 0..1, or None if it has none.

    `unaided` counts the first answer, except key points that a hint had led to; `aided` counts the best
    verdict on each key point, the best level on each criterion and every claim beyond the reference over the first
    answer and its follow-ups. Nothing that is said to a follow-up lowers what a program found. `verdicts`,
    `misconceptions`, `criteria` and `beyond` are those of `aided`. `methods` are the graders that took part, leaving
    out gates unless they decided everything; of what a program marked it is the program, and `beside` are those who
    judged what was said to follow-ups.
    """

    unaided: float | None
    aided: float | None
    verdicts: tuple[PointVerdict, ...] = ()
    misconceptions: tuple[MisconceptionFound, ...] = ()
    methods: tuple[Method, ...] = ()
    criteria: tuple[CriterionLevel, ...] = ()
    beyond: tuple[Beyond, ...] = ()
    beside: tuple[Method, ...] = ()


def credit_of_turn(turn: Turn) -> Credit:
    """The credit of a turn; retries never count."""
    grades = turn.counted_grades
    if not grades or grades[0] is not turn.exchanges[0].grade:
        return Credit(unaided=None, aided=None)
    verdicts, misconceptions = _merged(grades)
    criteria = _best_levels(grades)
    beyond = _beyond(grades)
    return Credit(
        unaided=_unaided(turn, grades[0]),
        aided=_aided(grades, verdicts, misconceptions, criteria, beyond),
        verdicts=verdicts,
        misconceptions=misconceptions,
        methods=_methods(grades),
        criteria=criteria,
        beyond=beyond,
        beside=_beside(grades),
    )


def graders_of_turn(turn: Turn) -> tuple[GraderName, ...]:
    """Everyone that graded a turn, leaving out rules before any judge unless they settled everything."""
    return judges_among(grader_name(grade.provenance) for grade in turn.counted_grades)


def unmet_points(question: Question, verdicts: Iterable[PointVerdict]) -> list[KeyPoint]:
    """The key points that earned less than full credit, heaviest first, in the order of the question.

    A key point without a verdict is unmet; one that was not assessed is left out, but for those of an exercise that no
    program marks, which come last: their answer is found by asking.
    """
    known = tuple(verdicts)
    credit = {verdict.point: credit_of(verdict) for verdict in known}
    unmet = []
    for point in question.key_points:
        earned = credit.get(point.id, 0.0)
        if earned is not None and earned < 1.0:
            unmet.append(point)
    return [*sorted(unmet, key=attrgetter("weight"), reverse=True), *only_asked_about(question, known)]


def only_asked_about(question: Question, verdicts: Iterable[PointVerdict]) -> list[KeyPoint]:
    """The key points of an exercise that no program marks and that have not been judged yet, heaviest first."""
    if question.exercise is None:
        return []
    unjudged = {verdict.point for verdict in verdicts if verdict.verdict is Verdict.NOT_ASSESSED}
    found = (point for point in question.key_points if point.check is None and point.id in unjudged)
    return sorted(found, key=attrgetter("weight"), reverse=True)


def next_probe(question: Question, candidates: Iterable[KeyPoint], used: frozenset[str]) -> KeyPoint | None:
    """The first of `candidates` whose probe has not been used yet and gives nothing away, or None."""
    for point in candidates:
        if point.id not in used and not probe_gives_away(question, point):
            return point
    return None


def _unaided(turn: Turn, first: Grade) -> float | None:
    hinted = {hint.point for hint in turn.hints if hint.exchange == 0}
    if not hinted or not first.verdicts:
        return first.score
    own = [
        verdict if verdict.point not in hinted or credit_of(verdict) is None else _missed(verdict)
        for verdict in first.verdicts
    ]
    score = score_of(own, first.misconceptions, first.criteria, first.beyond)
    # A stored grade may have been scored by another formula; hints never raise it.
    return score if score is None or first.score is None else min(score, first.score)


def _aided(
    grades: Sequence[Grade],
    verdicts: tuple[PointVerdict, ...],
    misconceptions: tuple[MisconceptionFound, ...],
    criteria: tuple[CriterionLevel, ...],
    beyond: tuple[Beyond, ...],
) -> float | None:
    """The score of all answers together, and at least what the first one earned, less the misconceptions of all."""
    first = grades[0]
    if len(grades) == 1:
        return first.score
    if first.provenance.method is Method.PROGRAM:
        exact = score_of([_stating(verdict) for verdict in verdicts])
        return max((score for score in (first.score, exact) if score is not None), default=None)
    together = score_of(verdicts, misconceptions, criteria, beyond)
    alone = score_of(first.verdicts, misconceptions, first.criteria, first.beyond)
    return max((score for score in (together, alone) if score is not None), default=first.score)


def _stating(verdict: PointVerdict) -> PointVerdict:
    """A verdict that states what it earns, as those of a program do: its key point counts by its weight."""
    return verdict if verdict.expected is not None else replace(verdict, expected=credit_of(verdict))


def _missed(verdict: PointVerdict) -> PointVerdict:
    return replace(verdict, verdict=Verdict.MISSED, expected=None if verdict.expected is None else 0.0)


def _merged(grades: Sequence[Grade]) -> tuple[tuple[PointVerdict, ...], tuple[MisconceptionFound, ...]]:
    """For each key point the verdict with the most credit, the earlier one on a tie; each misconception once."""
    best: dict[str, PointVerdict] = {}
    found: dict[str, MisconceptionFound] = {}
    for grade in grades:
        for verdict in grade.verdicts:
            known = best.get(verdict.point)
            if known is None or _rank(verdict) > _rank(known):
                best[verdict.point] = verdict
        for misconception in grade.misconceptions:
            found.setdefault(misconception.misconception, misconception)
    return tuple(best.values()), tuple(found.values())


def _best_levels(grades: Sequence[Grade]) -> tuple[CriterionLevel, ...]:
    """The criteria of the first grade, each with the highest level that a grade gives it where it counts in a score."""
    best = {level.criterion: level for level in grades[0].criteria}
    for grade in grades[1:]:
        for level in grade.criteria:
            known = best.get(level.criterion)
            if level.share and (known is None or (known.share and _height(level) > _height(known))):
                best[level.criterion] = level
    return tuple(best.values())


def _height(level: CriterionLevel) -> int:
    return -1 if level.level is None else level.level


def _beyond(grades: Sequence[Grade]) -> tuple[Beyond, ...]:
    """Each claim beyond the reference once."""
    return tuple({found.text: found for grade in reversed(grades) for found in reversed(grade.beyond)}.values())[::-1]


def _rank(verdict: PointVerdict) -> tuple[float, bool, bool]:
    """What a verdict earns; of those that earn the same one that states what it expects, then a contradiction."""
    credit = credit_of(verdict)
    if credit is not None and verdict.supported and verdict.expected is not None:
        credit = verdict.expected
    return (
        -1.0 if credit is None else credit,
        verdict.expected is not None,
        verdict.verdict is Verdict.CONTRADICTED,
    )


def _methods(grades: Sequence[Grade]) -> tuple[Method, ...]:
    methods = {grade.provenance.method for grade in grades}
    if Method.PROGRAM in methods:
        return (Method.PROGRAM,)
    judged = methods - {Method.GATE}
    return tuple(sorted(judged or methods))


def _beside(grades: Sequence[Grade]) -> tuple[Method, ...]:
    methods = {grade.provenance.method for grade in grades}
    return tuple(sorted(methods - {Method.PROGRAM, Method.GATE})) if Method.PROGRAM in methods else ()
