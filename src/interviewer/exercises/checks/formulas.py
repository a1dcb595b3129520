"""Checks of derivations: every right way to write a formula is accepted, and every wrong one rejected."""

from __future__ import annotations

from collections.abc import Iterator

from interviewer.corpus.exercise import Formula
from interviewer.corpus.question import Question
from interviewer.exercises.derive import MOST_STEPS, equations
from interviewer.exercises.formulas.evaluation import Budget
from interviewer.exercises.formulas.known import KnownFormula, known_formulas, vocabulary
from interviewer.exercises.formulas.reading import sides_in


def check_derivation(question: Question) -> Iterator[str]:
    """What is wrong with the formulas of a derivation."""
    assert question.exercise is not None
    asked = {point.check.formula for point in question.key_points if point.check}
    for formula, known in zip(question.exercise.formulas, known_formulas(question), strict=True):
        if formula.name not in asked:
            yield f"the formula {formula.name} belongs to no key point; expected one"
        if not formula.wrong:
            yield f"the formula {formula.name} has no wrong ones; expected the usual slips"
        if not known.sides:
            yield f"the formula {formula.name} is not read: {formula.formula!r}"
        else:
            yield from _check_forms(question, formula, known)


def _check_forms(question: Question, formula: Formula, known: KnownFormula) -> Iterator[str]:
    for text in (formula.formula, *formula.right):
        if not _accepts(question, known, text):
            yield f"{text!r} is not accepted as the formula {formula.name}; expected that it is equal"
    for text in formula.wrong:
        if _accepts(question, known, text):
            yield f"{text!r} is accepted as the formula {formula.name}; expected that it is wrong"
    assert question.exercise is not None
    given = sides_in(question.exercise.task, vocabulary(question), formula.atoms)
    if known.is_in(given, Budget(MOST_STEPS)) is not None:
        yield f"the formula {formula.name} stands in the task; expected one that has to be derived"


def _accepts(question: Question, known: KnownFormula, text: str) -> bool:
    """Whether the formula is accepted as it is typed, and between dollar signs."""
    forms = (text,) if "$" in text else (text, f"${text}$")
    return all(
        any(known.is_in(chain, Budget(MOST_STEPS)) for chain in equations(question, form, known.atoms))
        for form in forms
    )
