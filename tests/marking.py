"""A grader of exercises for tests of what stands around it: it runs the hidden tests and trusts their word."""

from __future__ import annotations

from interviewer.corpus.question import KeyPoint
from interviewer.grading.gate import gate
from interviewer.grading.grade import Grade, Method, Status
from interviewer.grading.grader import GradingRequest
from interviewer.grading.score import score_of
from interviewer.grading.verdict import Evidence, PointVerdict, Verdict
from interviewer.models.chat import Cancel
from interviewer.sandbox.running import Author, Outcome, RunRequest
from tests.factories import WordGrader, provenance
from tests.quick_runner import QuickRunner


class MarkingGrader(WordGrader):
    """Marks the programs of code exercises; what else is answered is graded by its words: "fact1" is key point k1."""

    def grade(self, request: GradingRequest, cancel: Cancel | None = None) -> Grade:
        """The grade of one answer."""
        exercise = request.question.exercise
        passed = gate(request.answer, ()) is not None
        if exercise is None or exercise.language is None or request.focus is not None or passed:
            return super().grade(request, cancel)
        run = RunRequest(request.answer, exercise.hidden_tests, exercise.language, exercise.seconds, Author.ONESELF)
        outcomes = {outcome.name: outcome for outcome in QuickRunner().run(run).outcomes}
        verdicts = tuple(_verdict(point, outcomes, request.answer) for point in request.question.key_points)
        return Grade(Status.GRADED, score_of(verdicts), provenance(Method.PROGRAM), verdicts=verdicts)


def _verdict(point: KeyPoint, outcomes: dict[str, Outcome], answer: str) -> PointVerdict:
    if point.check is None:
        return PointVerdict(point.id, point.claim, point.weight, Verdict.NOT_ASSESSED)
    failed = [outcomes[name] for name in point.check.tests if not outcomes[name].passed]
    if failed:
        reason = failed[0].message
        return PointVerdict(point.id, point.claim, point.weight, Verdict.MISSED, reasoning=reason, expected=0.0)
    whole = (Evidence(0, len(answer), answer),)
    return PointVerdict(point.id, point.claim, point.weight, Verdict.MET, whole, expected=1.0)
