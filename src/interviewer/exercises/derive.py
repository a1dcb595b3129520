"""Marks a derivation: each formula on the way is found among the sides of the answer's equations, in any form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from interviewer.corpus.question import KeyPoint, Question
from interviewer.exercises.formulas.evaluation import Budget, TooMuchWorkError
from interviewer.exercises.formulas.known import KnownFormula, known_formulas, vocabulary
from interviewer.exercises.formulas.reading import Side, sides_in
from interviewer.exercises.marks import Marks, mark, unmarked
from interviewer.grading.evidence import span
from interviewer.grading.verdict import PointVerdict, Verdict

MOST_STEPS = 400_000
"""The operations that comparing the formulas of one answer may take: about two seconds."""

MOST_FORMULAS = 120
"""An answer with more formulas than this is a heap, of which none counts. Long derivations have forty."""

Chains = Sequence[Sequence[Side]]


def mark_derivation(question: Question, answer: str) -> Marks:
    """The verdicts on an answer."""
    assert question.exercise is not None
    budget = Budget(MOST_STEPS)
    formulas = {formula.name: formula for formula in known_formulas(question)}
    by_atoms = {atoms: equations(question, answer, atoms) for atoms in {formula.atoms for formula in formulas.values()}}
    chains = {name: by_atoms[formula.atoms] for name, formula in formulas.items()}
    right = {name: _found(formula.is_in, reversed(chains[name]), budget) for name, formula in formulas.items()}
    first = {name: _found(formula.is_in, chains[name], budget) for name, formula in formulas.items()}
    verdicts = tuple(
        unmarked(point)
        if point.check is None
        else _verdict(point, formulas[point.check.formula], chains[point.check.formula], right, first, answer, budget)
        for point in question.key_points
    )
    return Marks(verdicts)


def _verdict(
    point: KeyPoint,
    formula: KnownFormula,
    chains: Chains,
    right: Mapping[str, Side | None],
    first: Mapping[str, Side | None],
    answer: str,
    budget: Budget,
) -> PointVerdict:
    assert point.check is not None
    if sum(map(len, chains)) > MOST_FORMULAS:
        return mark(point, Verdict.MISSED, "So many formulas are a heap, and none of them counts.")
    found = right[formula.name]
    wrong = _found(formula.wrong_in, reversed(chains), budget)
    if wrong is not None and (found is None or wrong.start > found.start):
        return mark(
            point, Verdict.CONTRADICTED, "This formula is a usual slip.", (span(answer, wrong.start, wrong.end),)
        )
    if found is None:
        return mark(point, Verdict.MISSED, "No formula of the answer is equal to it.")
    missing = [name for name in point.check.after if (step := first[name]) is None or step.start >= found.start]
    if missing:
        return mark(point, Verdict.MISSED, "The formula is there, and a step that it rests on is not before it.")
    return mark(point, Verdict.MET, "The formula is equal to this one.", (span(answer, found.start, found.end),))


def equations(question: Question, answer: str, atoms: Collection[str]) -> list[list[Side]]:
    """The equations of an answer, without those that the task gives."""
    assert question.exercise is not None
    known = vocabulary(question)
    given = {"".join(text.split()) for text in _texts(sides_in(question.exercise.task, known, atoms))}
    chains: defaultdict[int, list[Side]] = defaultdict(list)
    for side in sides_in(answer, known, atoms):
        chains[side.chain].append(side)
    return [chain for chain in chains.values() if "".join(_texts([chain[-1]])[0].split()) not in given]


def _texts(sides: Sequence[Side]) -> list[str]:
    return [side.text for side in sides]


def _found(
    states: Callable[[Sequence[Side], Budget], Side | None], chains: Iterable[Sequence[Side]], budget: Budget
) -> Side | None:
    """The side of the first of these equations that states something; None where none does within the budget."""
    try:
        return next((side for chain in chains if (side := states(chain, budget)) is not None), None)
    except TooMuchWorkError:
        return None
