"""The real grader of exercises, for tests of what stands around it: follow-ups are graded by their words."""

from __future__ import annotations

from interviewer.corpus.exercise import Fault
from interviewer.corpus.question import KeyPoint, Question
from interviewer.exercises.grader import ExerciseGrader, exercise_grader
from interviewer.exercises.running import HiddenTests
from interviewer.grading.verdict import PointVerdict
from interviewer.sandbox.running import Author
from tests.factories import NOON, WordGrader
from tests.quick_runner import QuickRunner


class NoReasons:
    """Finds no reason in any words."""

    def gives(self, question: Question, point: KeyPoint, fault: Fault, text: str, told: float) -> bool:
        """Never."""
        return False

    def read(self, question: Question, words: str) -> dict[str, PointVerdict]:
        """Nothing."""
        return {}


def marking_grader() -> ExerciseGrader:
    """Marks programs in a process of their own; "fact1" in an answer to a follow-up is key point k1."""
    return exercise_grader(WordGrader(), NoReasons, HiddenTests(QuickRunner, Author.ONESELF), "abc", clock=lambda: NOON)
