"""Running a grader over labelled answers."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace
from itertools import count

import pytest

from interviewer.corpus.reader import read_corpus
from interviewer.errors import InterviewerError
from interviewer.grading.evaluation.answers import AnswerKind, packaged_answers
from interviewer.grading.evaluation.run import (
    HOPELESS,
    NOISE_ANSWERS,
    REPEATS,
    GraderUnderTest,
    Purpose,
    count_judged,
    evaluate,
    tasks_of,
)
from interviewer.grading.grade import Grade
from interviewer.grading.grader import GradingRequest
from interviewer.models.chat import Cancel, Usage
from interviewer.paths import bundled
from tests.grading.evaluation.graders import RuleGrader, as_labelled

ANSWERS = packaged_answers()
QUESTIONS = read_corpus([bundled("corpus")]).by_id
TASKS = tasks_of(ANSWERS)


def silent(*_: object) -> None:
    """Progress that nobody watches."""


def the_perfect(sample: int) -> RuleGrader:
    return RuleGrader(ANSWERS, as_labelled)


def test_each_answer_is_graded_once_each_attack_without_itself_and_some_again() -> None:
    purposes = Counter(task.purpose for task in TASKS)
    attacks = sum(answer.base is not None for answer in ANSWERS)
    assert purposes == {
        Purpose.ANSWER: len(ANSWERS),
        Purpose.BASE: attacks,
        Purpose.REPEAT: NOISE_ANSWERS * (REPEATS - 1),
    }


def test_repeats_have_samples_of_their_own() -> None:
    samples: dict[str, list[int]] = {}
    for task in TASKS:
        if task.purpose is not Purpose.BASE:
            samples.setdefault(task.answer.id, []).append(task.sample)
    assert sorted(map(len, samples.values()))[-NOISE_ANSWERS:] == [REPEATS] * NOISE_ANSWERS
    assert all(found == list(range(len(found))) for found in samples.values())


def test_a_base_is_graded_without_the_attack() -> None:
    for task in TASKS:
        assert task.text == (task.answer.base if task.purpose is Purpose.BASE else task.answer.answer)


def test_what_the_gate_settles_counts_as_no_call() -> None:
    judged = count_judged(TASKS, QUESTIONS)
    gated = sum(answer.kind is AnswerKind.EMPTY for answer in ANSWERS)
    assert judged <= len(TASKS) - gated


def test_each_sample_is_graded_by_its_own_grader_and_timed() -> None:
    asked: list[int] = []

    class Noting(RuleGrader):
        def __init__(self, sample: int) -> None:
            super().__init__(ANSWERS, as_labelled)
            self._sample = sample

        def grade(self, request: GradingRequest, cancel: Cancel | None = None) -> Grade:
            asked.append(self._sample)
            return super().grade(request)

    ticks = count(0, 2)
    evaluation = evaluate(GraderUnderTest("noting", Noting), TASKS, QUESTIONS, silent, lambda: float(next(ticks)))
    assert asked == [task.sample for task in TASKS]
    assert [outcome.task for outcome in evaluation.outcomes] == list(TASKS)
    assert {outcome.seconds for outcome in evaluation.outcomes} == {2.0}


def test_several_at_a_time_come_back_in_order() -> None:
    together = threading.Barrier(3, timeout=30)

    class Together(RuleGrader):
        def grade(self, request: GradingRequest, cancel: Cancel | None = None) -> Grade:
            together.wait()
            return super().grade(request)

    under_test = GraderUnderTest("together", lambda _: Together(ANSWERS, as_labelled), at_once=3)
    evaluation = evaluate(under_test, TASKS[:39], QUESTIONS, silent)
    assert [outcome.task for outcome in evaluation.outcomes] == list(TASKS[:39])


def test_only_what_the_trial_took_is_counted() -> None:
    readings = iter([Usage(100, 10, 1, 0.5), Usage(400, 40, 4, 0.8)])
    evaluation = evaluate(GraderUnderTest("c", the_perfect, lambda: next(readings)), TASKS[:3], QUESTIONS, silent)
    assert (evaluation.usage.input_tokens, evaluation.usage.output_tokens, evaluation.usage.calls) == (300, 30, 3)
    assert evaluation.usage.cost == pytest.approx(0.3)


def test_an_unknown_cost_stays_unknown() -> None:
    readings = iter([Usage(0, 0, 0, 0.0), Usage(400, 40, 4, None)])
    evaluation = evaluate(GraderUnderTest("c", the_perfect, lambda: next(readings)), TASKS[:3], QUESTIONS, silent)
    assert evaluation.usage.cost is None


def test_a_grader_that_only_fails_is_stopped_early_with_its_reason() -> None:
    asked = count()

    class Failing(RuleGrader):
        def grade(self, request: GradingRequest, cancel: Cancel | None = None) -> Grade:
            next(asked)
            return super().grade(request)

    under_test = GraderUnderTest("gpt", lambda _: Failing(ANSWERS, as_labelled, fails="The key is wrong."))
    with pytest.raises(InterviewerError, match="The key is wrong"):
        evaluate(under_test, TASKS, QUESTIONS, silent)
    assert next(asked) == HOPELESS


def test_a_grader_that_fails_now_and_then_goes_on() -> None:
    turns = count()

    class Shaky(RuleGrader):
        def grade(self, request: GradingRequest, cancel: Cancel | None = None) -> Grade:
            self._fails = "" if next(turns) % 4 == 0 else "Away."
            return super().grade(request)

    evaluation = evaluate(GraderUnderTest("shaky", lambda _: Shaky(ANSWERS, as_labelled)), TASKS, QUESTIONS, silent)
    assert len(evaluation.outcomes) == len(TASKS)


def test_progress_is_told_after_each_grading() -> None:
    told: list[tuple[int, int]] = []
    under_test = GraderUnderTest("c", the_perfect)
    evaluate(under_test, TASKS[:4], QUESTIONS, lambda _, done, total: told.append((done, total)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_what_is_expected_is_the_score_of_the_labels() -> None:
    evaluation = evaluate(GraderUnderTest("c", the_perfect), TASKS, QUESTIONS, silent)
    assert all(outcome.grade.score == outcome.expected for outcome in evaluation.outcomes)


def test_an_answer_without_a_wavering_kind_is_not_repeated() -> None:
    plain = [replace(answer, kind=AnswerKind.ECHO, base=None) for answer in ANSWERS]
    assert {task.purpose for task in tasks_of(plain)} == {Purpose.ANSWER}
