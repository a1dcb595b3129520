"""Marks an estimate: the result and the quantities on the way to it, each within the factor that is stated for it."""

from __future__ import annotations

from dataclasses import replace

from interviewer.corpus.exercise import Value
from interviewer.corpus.question import KeyPoint, Question
from interviewer.errors import CorpusError
from interviewer.exercises.marks import Marks, mark, unmarked
from interviewer.exercises.other_kinds import why_no_result, why_unread
from interviewer.exercises.quantities import Meaning, comparable, factor_between, quantities_in, quantity_of
from interviewer.exercises.stated import StatedQuantities, StatedQuantity, stated_quantities
from interviewer.grading.evidence import span
from interviewer.grading.verdict import PointVerdict, Verdict

WRONG_ORDER = 10.0
"""A result that is off by this factor has the wrong order of magnitude, and says something false."""

NAME_IT = "A line 'answer: ...' says which quantity is the result."

SLIP = 1.02
"""A result within this factor of a known slip is that slip."""

_ROUNDING = 1 + 1e-9


def mark_estimate(question: Question, answer: str) -> Marks:
    """The verdicts on an answer. Raises CorpusError where a value of the exercise cannot be read."""
    assert question.exercise is not None
    values = {value.name: value for value in question.exercise.values}
    result = question.exercise.values[-1].name
    found = quantities_in(answer)
    given = quantities_in(f"{question.title}\n{question.exercise.task}")
    verdicts = []
    for point in question.key_points:
        if point.check is None:
            verdicts.append(unmarked(point))
            continue
        value = values[point.check.value]
        target = _meaning_of(value.value)
        asked = sum(comparable(target, _meaning_of(other.value)) for other in values.values())
        stated = stated_quantities(target, answer, found, given, asked)
        is_result = value.name == result
        verdict = _result_told(point, value, stated) if is_result else _on_the_way(point, value, stated)
        if verdict.verdict is Verdict.MISSED and not (is_result and stated.quantities):
            why = why_unread(answer, target, value.factor, found, given)
            if why is None and is_result:
                why = why_no_result(answer, target, found)
            verdict = replace(verdict, reasoning=" ".join(filter(None, (verdict.reasoning, why))))
        verdicts.append(verdict)
    return Marks(tuple(verdicts))


def _meaning_of(text: str) -> Meaning:
    """A quantity of an exercise. Raises CorpusError where it is none."""
    found = quantity_of(text)
    if found is None:
        raise CorpusError(f"{text!r} is not a quantity.", "Run `interviewer corpus check`.")
    return found


def _result_told(point: KeyPoint, value: Value, stated: StatedQuantities) -> PointVerdict:
    """The verdict on the result; where it is not met, with how to say which quantity is the result.

    Where no line names it, a right quantity that is told as what comes out counts, wherever it stands.
    """
    found = _result(point, value, stated)
    if found.verdict is Verdict.MET or stated.names_result:
        return found
    magnitude = _meaning_of(value.value).magnitude
    told = [one for one in stated.quantities if _fits(one, magnitude, value.factor) and stated.is_told(one, value.name)]
    if told and not (stated.is_heap or stated.concludes_often):
        evidence = (span(stated.answer, told[-1].start, told[-1].end),)
        return mark(point, Verdict.MET, f"{told[-1].text} was read as the result.", evidence)
    return replace(found, reasoning=f"{found.reasoning} {NAME_IT}")


def _result(point: KeyPoint, value: Value, stated: StatedQuantities) -> PointVerdict:
    result = stated.result()
    if result is None:
        many, none = "So many quantities are no result.", "No result of this kind was read in the answer."
        return mark(point, Verdict.MISSED, many if stated.quantities else none)
    evidence = (span(stated.answer, result.start, result.end),)
    target = _meaning_of(value.value)
    off = factor_between(result.middle, target.magnitude)
    if result.guessed:
        return mark(point, Verdict.MISSED, f"{result.text} is one of several guesses.")
    if result.high > value.factor * result.low * _ROUNDING:
        return mark(point, Verdict.MISSED, f"{result.text} leaves a wider range than this estimate allows.")
    if off <= value.factor * _ROUNDING:
        return mark(point, Verdict.MET, f"{result.text} was read as the result.", evidence)
    slip = any(
        factor_between(result.middle, wrong.magnitude) <= SLIP
        for wrong in map(_meaning_of, value.wrong)
        if comparable(target, wrong)
    )
    if slip:
        return mark(point, Verdict.MISSED, f"{result.text} was read as the result; a usual slip leads there.")
    if off <= value.factor**2 * _ROUNDING:
        return mark(point, Verdict.PARTIAL, f"{result.text} was read as the result; it is near.", evidence)
    if off >= WRONG_ORDER:
        why = f"{result.text} was read as the result; its order of magnitude is wrong."
        return mark(point, Verdict.CONTRADICTED, why, evidence)
    return mark(point, Verdict.MISSED, f"{result.text} was read as the result.")


def _on_the_way(point: KeyPoint, value: Value, stated: StatedQuantities) -> PointVerdict:
    magnitude = _meaning_of(value.value).magnitude
    fitting = [one for one in stated.quantities if _fits(one, magnitude, value.factor)]
    if not fitting:
        return mark(point, Verdict.MISSED, "No such quantity was read in the answer.")
    if stated.is_heap or all(one.guessed for one in fitting):
        return mark(point, Verdict.MISSED, "So many quantities are guesses, and none of them counts.")
    best = min((one for one in fitting if not one.guessed), key=lambda one: factor_between(one.middle, magnitude))
    return mark(point, Verdict.MET, f"{best.text} was read.", (span(stated.answer, best.start, best.end),))


def _fits(one: StatedQuantity, magnitude: float, factor: float) -> bool:
    return one.high <= factor * one.low * _ROUNDING and factor_between(one.middle, magnitude) <= factor * _ROUNDING
