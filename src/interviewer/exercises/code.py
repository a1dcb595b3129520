"""Marks a coding exercise: a key point is met when all of its hidden tests pass. Prose earns nothing."""

from __future__ import annotations

from collections.abc import Mapping

from interviewer.corpus.question import KeyPoint, Question
from interviewer.exercises.marks import Marks, kept, mark, unmarked
from interviewer.exercises.program import Program, program_in
from interviewer.exercises.running import HiddenTests, why_failed
from interviewer.grading.verdict import PointVerdict, Verdict
from interviewer.sandbox.running import Outcome, Stop


def mark_code(question: Question, answer: str, tests: HiddenTests, stop: Stop | None = None) -> Marks:
    """The verdicts on the program in an answer. Raises SandboxError where it cannot be run, or `stop` ended the run."""
    program = program_in(answer)
    result = tests.run(question, program.text, stop)
    verdicts = tuple(tested(point, program, result.by_name) for point in question.key_points)
    return Marks(verdicts, printed=kept(result.printed))


def tested(point: KeyPoint, program: Program, outcomes: Mapping[str, Outcome]) -> PointVerdict:
    """The verdict of its tests on a key point."""
    if point.check is None:
        return unmarked(point)
    failed = [outcomes[name] for name in point.check.tests if not outcomes[name].passed]
    if failed:
        return mark(point, Verdict.MISSED, why_failed(failed[0]))
    return mark(point, Verdict.MET, f"Passed: {', '.join(point.check.tests)}.", program.evidence)
