"""Graders whose verdicts are known beforehand, for testing the evaluation itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from interviewer.grading.evaluation.answers import AnswerKind, Label, LabelledAnswer, fingerprint
from interviewer.grading.evaluation.run import Outcome, Purpose, Task
from interviewer.grading.grade import Grade, Status, ungraded
from interviewer.grading.grader import GradingRequest
from interviewer.grading.score import score_of
from interviewer.grading.verdict import Evidence, PointVerdict, Verdict
from interviewer.models.chat import Cancel
from tests.factories import a_question, provenance

Rule = Callable[[GradingRequest, str, Verdict], Verdict]
QUESTION = a_question()
MET, PARTIAL, MISSED, CONTRADICTED = Verdict.MET, Verdict.PARTIAL, Verdict.MISSED, Verdict.CONTRADICTED


class RuleGrader:
    """Gives each key point what a rule says, told the request, the point's id and its label; `fails` is a reason."""

    label = "rule grader"

    def __init__(self, answers: tuple[LabelledAnswer, ...], rule: Rule, fails: str = "") -> None:
        self._by_question = {(answer.question_id, text): answer.labels for answer in answers for text in _texts(answer)}
        self._rule = rule
        self._fails = fails

    def prepare(self, question: object, prompt: str) -> None:
        """Nothing to prepare."""

    @property
    def identity(self) -> dict[str, str]:
        """Fields of the provenance of its grades."""
        return {"model": "fake"}

    def grade(self, request: GradingRequest, cancel: Cancel | None = None) -> Grade:
        """The grade of one answer."""
        if self._fails:
            return ungraded(self._fails, provenance())
        labels = self._by_question[request.question.id, request.answer]
        verdicts = tuple(
            PointVerdict(
                point.id,
                point.claim,
                point.weight,
                self._rule(request, point.id, labels[point.id].verdict),
                (Evidence(0, 1, request.answer[:1]),),
            )
            for point in request.question.key_points
        )
        return Grade(Status.GRADED, score_of(verdicts), provenance(), verdicts=verdicts)


def as_labelled(request: GradingRequest, point: str, label: Verdict) -> Verdict:
    """The rule of the perfect grader."""
    return label


def credits_all(request: GradingRequest, point: str, label: Verdict) -> Verdict:
    """The rule of the flatterer."""
    return Verdict.MET


def labels(*verdicts: Verdict) -> Mapping[str, Label]:
    """Labels for the key points of QUESTION."""
    return {
        point.id: Label(verdict, fingerprint(point.claim))
        for point, verdict in zip(QUESTION.key_points, verdicts, strict=True)
    }


def an_answer(
    *verdicts: Verdict, name: str = "a", kind: AnswerKind = AnswerKind.PARTIAL, base: str | None = None
) -> LabelledAnswer:
    """A labelled answer to QUESTION."""
    return LabelledAnswer(name, QUESTION.id, kind, f"{base or ''} answer {name}", labels(*verdicts), base)


def an_outcome(
    answer: LabelledAnswer,
    *verdicts: Verdict,
    purpose: Purpose = Purpose.ANSWER,
    sample: int = 0,
    expected: float = 0.5,
    score: float | None = None,
    unsupported: tuple[str, ...] = (),
) -> Outcome:
    """What came of grading an answer; ungraded without verdicts, with the score of the verdicts unless one is given."""
    task = Task(answer, purpose, answer.answer, sample)
    if not verdicts:
        return Outcome(task, ungraded("The model is away.", provenance()), 1.0, expected)
    found = tuple(
        PointVerdict(point.id, point.claim, point.weight, verdict, supported=point.id not in unsupported)
        for point, verdict in zip(QUESTION.key_points, verdicts, strict=True)
    )
    value = score_of(found) if score is None else score
    return Outcome(task, Grade(Status.GRADED, value, provenance(), verdicts=found), 1.0, expected)


def _texts(answer: LabelledAnswer) -> tuple[str, ...]:
    return (answer.answer,) if answer.base is None else (answer.answer, answer.base)
