"""Marks a derivation: each formula on the way is found among the sides of the answer's equations, in any form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from interviewer.corpus.question import KeyPoint, Question
from interviewer.exercises.formulas.evaluation import Budget, TooMuchWorkError
from interviewer.exercises.formulas.known import KnownFormula, known_formulas, vocabulary
from interviewer.exercises.formulas.parser import symbols
from interviewer.exercises.formulas.reading import sides_in
from interviewer.exercises.formulas.side import Side
from interviewer.exercises.marks import Marks, mark, unmarked
from interviewer.exercises.rivals import rival_of
from interviewer.grading.evidence import span
from interviewer.grading.verdict import Evidence, PointVerdict, Verdict
from interviewer.text import one_line

MOST_STEPS = 400_000
"""The operations that comparing the formulas of one answer may take: about two seconds."""

MOST_FORMULAS = 120
"""An answer with more formulas than this is a heap, of which none counts. Long derivations have forty."""

NOT_THERE = "No formula of the answer is equal to it."
SHOWN_CHARACTERS = 80
"""The longest formula that a reason shows."""

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

    def rival(self, others: Iterable[_Steps], answer: str) -> Side | None:
        """A formula that is told beside the right one for the same, and is none of those of `others` either."""
        if self.last is None:
            return None
        known = (self, *others)
        place = next(place for place, equation in enumerate(self._found) if equation is self.last.equation)
        return rival_of(place, self._found, answer, lambda equation: not any(one.states(equation) for one in known))

    def nearest(self, others: Iterable[_Steps]) -> Side | None:
        """The last of the formulas that share most symbols with this one, those aside that are another one."""
        wanted = {name for side in self._formula.sides for name in symbols(side[0])}
        taken = [step.side for one in others for step in (one.first, one.last) if step is not None]
        sides = (side for equation in self._found for side in equation if not side.is_single and side not in taken)
        shares = {side: len(wanted & have) / len(wanted | have) for side in sides if (have := symbols(side.trees[0]))}
        best = max(shares.values(), default=0.0)
        return next((side for side in reversed(shares) if best and shares[side] == best), None)

    @property
    def reads_formulas(self) -> bool:
        """Whether the answer has any formula that is more than a symbol."""
        return any(not side.is_single for equation in self._found for side in equation)

    def states(self, equation: Sequence[Side]) -> bool:
        """Whether an equation is this formula."""
        return _step(self._formula.is_in, (equation,), self._budget) is not None

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
        return mark(point, Verdict.MISSED, _why_missed(step, steps.values()))
    rival = step.rival(steps.values(), answer)
    if rival is not None:
        why = f"The formula is there, and {_shown(rival)} is told for the same beside it: guesses do not count."
        return mark(point, Verdict.MISSED, why)
    at = step.last.side.start
    before = (steps[name].first for name in point.check.after)
    if any(earlier is None or earlier.side.start >= at for earlier in before):
        return mark(point, Verdict.MISSED, "The formula is there, and a step that it rests on is not before it.")
    return mark(point, Verdict.MET, "The formula is equal to this one.", (_evidence(step.last, answer),))


def _why_missed(step: _Steps, others: Iterable[_Steps]) -> str:
    if not step.reads_formulas:
        return "No formula was read in the answer: write this step as one, such as y = a*x + b."
    nearest = step.nearest(others)
    return NOT_THERE if nearest is None else f"{NOT_THERE} The nearest that was read is {_shown(nearest)}."


def _shown(side: Side) -> str:
    return one_line(side.text, SHOWN_CHARACTERS)


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
