"""The grader around the configured one: what a program marks, and what goes on to be read."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest

from interviewer.corpus.question import Question
from interviewer.errors import SandboxError
from interviewer.exercises.grader import ExerciseGrader, exercise_grader
from interviewer.exercises.judge import UNCHANGED
from interviewer.exercises.running import HiddenTests
from interviewer.grading.gate import EMPTY, REFUSAL
from interviewer.grading.grade import Grade, Method
from interviewer.grading.grader import GradingRequest
from interviewer.grading.verdict import Evidence, PointVerdict, Verdict
from interviewer.models.chat import Cancel
from interviewer.sandbox.runner import JudgeRunner
from interviewer.sandbox.running import Author
from tests.exercises.samples import CODE, DEBUG, DERIVE, ESTIMATE, sample
from tests.factories import NOON, WordGrader, a_question, provenance
from tests.marking import NoReasons


class Reader(WordGrader):
    """Finds every key point met by the first word of any answer, without stating credit, as language models do."""

    def __init__(self) -> None:
        self.asked: list[GradingRequest] = []

    def grade(self, request: GradingRequest, cancel: Cancel | None = None) -> Grade:
        self.asked.append(request)
        evidence = (Evidence(0, 1, request.answer[:1]),)
        verdicts = tuple(
            PointVerdict(point.id, point.claim, point.weight, Verdict.MET, evidence)
            for point in request.question.key_points
        )
        return replace(super().grade(request, cancel), verdicts=verdicts, score=1.0)


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
def grader(reader: Reader, hidden: HiddenTests) -> ExerciseGrader:
    return exercise_grader(reader, NoReasons, hidden, "abc", lambda: NOON)


def asked(name: str, answer: str, focus: str | None = None) -> GradingRequest:
    question = sample(name)
    prompt = question.title if focus is None else next(p.probe for p in question.key_points if p.id == focus)
    return GradingRequest(question, answer, prompt, focus)


def solution(question: Question) -> str:
    assert question.exercise is not None
    return question.exercise.solution


def test_a_question_without_exercise_goes_on_untouched(grader: ExerciseGrader, reader: Reader) -> None:
    request = GradingRequest(a_question("dropout"), "fact1", "What?")
    assert grader.grade(request).provenance == provenance()
    assert reader.asked == [request]


def test_the_answer_to_an_exercise_is_marked_by_the_program_alone(grader: ExerciseGrader, reader: Reader) -> None:
    grade = grader.grade(asked(CODE, solution(sample(CODE))))
    assert grade.provenance.method is Method.PROGRAM
    assert "NumPy" in grade.provenance.model
    assert grade.score == 1.0
    assert grade.interval is None
    assert reader.asked == []


def test_the_score_is_the_share_of_the_weight(grader: ExerciseGrader) -> None:
    question = sample(CODE)
    assert question.exercise is not None
    assert grader.grade(asked(CODE, question.exercise.wrong[0].program)).score == pytest.approx(4 / 7)
    assert grader.grade(asked(ESTIMATE, "answer: 17.2 GB")).score == pytest.approx(3 / 5)
    assert grader.grade(asked(ESTIMATE, "answer: 20 GB")).score == pytest.approx(1.5 / 5)
    assert grader.grade(asked(DERIVE, "log p_i = z_i - log(S)")).score == pytest.approx(2 / 5)


def test_false_alarms_are_told_with_the_grade(grader: ExerciseGrader) -> None:
    grade = grader.grade(asked(DEBUG, "Line 6: sqrt(d). Line 7: k=1. Line 11: -1. Line 8: wrong."))
    assert grade.score == pytest.approx(0.8)
    assert grade.flags == ("No fault is in line 8. 1 false alarm takes 20% off the score.",)


@pytest.mark.parametrize(
    ("name", "answer", "reason"),
    [
        (CODE, " \n", EMPTY),
        (CODE, "I don't know.", REFUSAL),
        (ESTIMATE, "no idea", REFUSAL),
    ],
)
def test_an_answer_that_says_nothing_scores_zero(grader: ExerciseGrader, name: str, answer: str, reason: str) -> None:
    grade = grader.grade(asked(name, answer))
    assert (grade.score, grade.reason, grade.provenance.method) == (0.0, reason, Method.GATE)


def test_the_unchanged_starter_scores_zero_with_that_reason(grader: ExerciseGrader) -> None:
    for name in (CODE, DEBUG):
        question = sample(name)
        assert question.exercise is not None
        grade = grader.grade(asked(name, question.exercise.starter))
        assert (grade.score, grade.reason) == (0.0, UNCHANGED)


@pytest.mark.parametrize(("name", "answer"), [(ESTIMATE, "16 GiB"), (ESTIMATE, "17.2 GB"), (DERIVE, "p_i - y_i")])
def test_a_number_or_a_formula_is_no_empty_answer_and_no_echo(grader: ExerciseGrader, name: str, answer: str) -> None:
    assert grader.grade(asked(name, answer)).provenance.method is Method.PROGRAM


def test_a_follow_up_on_a_point_without_check_is_read_and_credits_no_other(
    grader: ExerciseGrader, reader: Reader
) -> None:
    request = asked(CODE, "It is linear.", "k4")
    grade = grader.grade(request)
    assert reader.asked == [request]
    assert [one.verdict for one in grade.verdicts] == [Verdict.NOT_ASSESSED] * 3 + [Verdict.MET]
    assert grade.verdicts[3].expected == 1.0
    assert grade.provenance.method is Method.SIMILARITY


def test_a_follow_up_in_words_on_a_point_with_a_check_is_read(grader: ExerciseGrader, reader: Reader) -> None:
    grade = grader.grade(asked(CODE, "I would subtract the maximum.", "k2"))
    assert len(reader.asked) == 1
    assert [one.verdict for one in grade.verdicts[:3]] == [Verdict.NOT_ASSESSED, Verdict.MET, Verdict.NOT_ASSESSED]


@pytest.mark.parametrize(
    ("name", "answer", "focus"),
    [
        (CODE, "```python\ndef softmax(x, axis=-1):\n    return x\n```", "k2"),
        (CODE, "Like this:\ndef softmax(x, axis=-1):\n    return x\nIt is shorter.", "k2"),
        (ESTIMATE, "It is 0.5 MiB.", "k1"),
        (DERIVE, "$p_i - y_i$", "k2"),
    ],
)
def test_a_follow_up_that_brings_what_a_program_marks_is_marked(
    grader: ExerciseGrader, name: str, answer: str, focus: str
) -> None:
    assert grader.grade(asked(name, answer, focus)).provenance.method is Method.PROGRAM


def test_without_a_sandbox_an_answer_is_ungraded_with_the_reason(reader: Reader) -> None:
    def closed() -> JudgeRunner:
        raise SandboxError("Nothing isolates programs here.", "Install bubblewrap.")

    grader = exercise_grader(reader, NoReasons, HiddenTests(closed, Author.OTHERS), "abc", lambda: NOON)
    grade = grader.grade(asked(CODE, "x = 1"))
    assert not grade.graded
    assert grade.reason == "Nothing isolates programs here. Install bubblewrap."
    assert grader.grade(asked(ESTIMATE, "answer: 17.2 GB")).graded


def test_a_grading_that_is_cancelled_ends_the_program_at_once(grader: ExerciseGrader) -> None:
    cancel = Cancel()
    threading.Timer(0.5, cancel.set).start()
    began = time.monotonic()
    endless = asked(CODE, "def softmax(x, axis=-1):\n    while True: pass")
    assert endless.question.exercise is not None
    patient = replace(endless.question.exercise, seconds=60.0)
    grade = grader.grade(replace(endless, question=replace(endless.question, exercise=patient)), cancel)
    assert not grade.graded
    assert time.monotonic() - began < 20


def test_tests_that_are_not_trusted_are_not_run(reader: Reader, runner: JudgeRunner) -> None:
    refused = SandboxError("Its tests are not trusted.", "Trust them.")
    hidden = HiddenTests(lambda: runner, Author.ONESELF, lambda _: refused)
    grade = exercise_grader(reader, NoReasons, hidden, "abc", lambda: NOON).grade(asked(CODE, "x = 1"))
    assert (grade.score, grade.reason) == (None, "Its tests are not trusted. Trust them.")
