"""Marks a derivation: each formula on the way is found among the sides of the answer's equations, in any form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from interviewer.corpus.question import KeyPoint, Question
from interviewer.exercises.formulas.evaluation import Budget, TooMuchWorkError
from interviewer.exercises.formulas.known import KnownFormula, known_formulas, vocabulary
from interviewer.exercises.formulas.reading import sides_in
from interviewer.exercises.formulas.side import Side
from interviewer.exercises.marks import Marks, mark, unmarked
from interviewer.grading.evidence import span
from interviewer.grading.verdict import Evidence, PointVerdict, Verdict

MOST_STEPS = 400_000
"""The operations that comparing the formulas of one answer may take: about two seconds."""

MOST_FORMULAS = 120
"""An answer with more formulas than this is a heap, of which none counts. Long derivations have forty."""

Equations = Sequence[Sequence[Side]]


@dataclass(frozen=True)
class Step:
    """A side of an equation that states something, and the equation."""

    side: Side
    equation: Sequence[Side]

    @property
    def subject(self) -> str:
        """What the equation is about: its first side, nothing for a formula by itself."""
        return _without_spaces(self.equation[0]) if len(self.equation) > 1 else ""


def mark_derivation(question: Question, answer: str) -> Marks:
    """The verdicts on an answer."""
    budget = Budget(MOST_STEPS)
    formulas = {formula.name: formula for formula in known_formulas(question)}
    by_atoms = {atoms: equations(question, answer, atoms) for atoms in {formula.atoms for formula in formulas.values()}}
    steps = {name: _Steps(formula, by_atoms[formula.atoms], budget) for name, formula in formulas.items()}
    verdicts = (_verdict(point, steps, answer) for point in question.key_points)
    return Marks(tuple(verdicts))


def equations(question: Question, answer: str, atoms: Collection[str]) -> list[list[Side]]:
    """The equations of an answer, without those that the task gives."""
    assert question.exercise is not None
    known = vocabulary(question)
    given = {_without_spaces(side) for side in sides_in(question.exercise.task, known, atoms)}
    found: defaultdict[int, list[Side]] = defaultdict(list)
    for side in sides_in(answer, known, atoms):
        found[side.chain].append(side)
    return [
        equation for equation in found.values() if equation[-1].is_single or _without_spaces(equation[-1]) not in given
    ]  # a limit such as "-> h" restates nothing


class _Steps:
    """Where an answer states one formula of an exercise, and the wrong ones that are taken for it."""

    def __init__(self, formula: KnownFormula, found: Equations, budget: Budget) -> None:
        self.is_heap = sum(not side.is_single for equation in found for side in equation) > MOST_FORMULAS
        self.first = _step(formula.is_in, found, budget)
        self.last = self.first and _step(formula.is_in, reversed(found), budget)
        self._formula = formula
        self._found = found
        self._budget = budget

    def slip(self) -> Step | None:
        """The last wrong formula, if none is right, or one about the same after the right one."""
        last = self.last
        after = [equation for equation in self._found if last is None or equation[0].start > last.side.start]
        wrong = _step(self._formula.wrong_in, reversed(after), self._budget)
        if wrong is None or wrong.side.is_single:
            return None
        return wrong if last is None or wrong.subject == last.subject else None


def _verdict(point: KeyPoint, steps: Mapping[str, _Steps], answer: str) -> PointVerdict:
    if point.check is None:
        return unmarked(point)
    step = steps[point.check.formula]
    if step.is_heap:
        return mark(point, Verdict.MISSED, "So many formulas are a heap, and none of them counts.")
    slip = step.slip()
    if slip is not None:
        return mark(point, Verdict.CONTRADICTED, "This formula is a usual slip.", (_evidence(slip, answer),))
    if step.last is None:
        return mark(point, Verdict.MISSED, "No formula of the answer is equal to it.")
    at = step.last.side.start
    before = (steps[name].first for name in point.check.after)
    if any(earlier is None or earlier.side.start >= at for earlier in before):
        return mark(point, Verdict.MISSED, "The formula is there, and a step that it rests on is not before it.")
    return mark(point, Verdict.MET, "The formula is equal to this one.", (_evidence(step.last, answer),))


def _evidence(step: Step, answer: str) -> Evidence:
    return span(answer, step.side.start, step.side.end)


def _step(
    states: Callable[[Sequence[Side], Budget], Side | None], found: Iterable[Sequence[Side]], budget: Budget
) -> Step | None:
    """The first of these equations that states something; None where none does within the budget."""
    try:
        return next((Step(side, equation) for equation in found if (side := states(equation, budget))), None)
    except TooMuchWorkError:
        return None


def _without_spaces(side: Side) -> str:
    return "".join(side.text.split())
