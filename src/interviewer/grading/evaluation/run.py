"""Evaluating a grader on the labelled answers: each once, attacked ones also without the attack, some several times."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum

from interviewer.corpus.question import Question
from interviewer.errors import InterviewerError
from interviewer.grading.evaluation.answers import AnswerKind, LabelledAnswer, expected_score
from interviewer.grading.gate import gate
from interviewer.grading.grade import Grade, Method
from interviewer.grading.grader import Grader, GradingRequest
from interviewer.models.chat import Usage
from interviewer.progress import OnProgress

REPEATS = 3
"""How often an answer of the noise subset is graded, each time with another sample index."""

NOISE_ANSWERS = 8
WAVERING = (AnswerKind.TERSE, AnswerKind.PARTIAL, AnswerKind.FLUENT_WRONG, AnswerKind.INJECTION)
"""The kinds that the noise subset is drawn from: those in which a key point can be judged either way."""

HOPELESS = 5
"""After this many failures without a single grade from a judge, an evaluation ends: the rest would only cost money."""


class Purpose(StrEnum):
    """What a grading is for."""

    ANSWER = "answer"
    BASE = "base"
    REPEAT = "repeat"


@dataclass(frozen=True)
class Task:
    """One grading: `text` is what is graded, `sample` tells repeats of one text apart (0 for the first)."""

    answer: LabelledAnswer
    purpose: Purpose
    text: str
    sample: int = 0


@dataclass(frozen=True)
class Outcome:
    """The result of a task, and the seconds that it took. `expected` is the score by the labels, 0..1."""

    task: Task
    grade: Grade
    seconds: float
    expected: float

    @property
    def judged(self) -> bool:
        """Whether a judge read the answer, and not the gate alone."""
        return self.grade.provenance.method is not Method.GATE


@dataclass(frozen=True)
class GraderUnderTest:
    """A grader to evaluate.

    `grader` returns it for a sample index: graders of different indexes may reply differently to the same answer.
    `spent` says what its model has used so far, `price` US dollars for tokens in and out (None where unknown);
    `at_once` is how many answers may be graded at a time.
    """

    name: str
    grader: Callable[[int], Grader]
    spent: Callable[[], Usage] = Usage
    price: Callable[[int, int], float | None] | None = None
    at_once: int = 1


@dataclass(frozen=True)
class Evaluation:
    """All outcomes of one grader, in the order of the tasks, and what its model used for them."""

    name: str
    label: str
    outcomes: tuple[Outcome, ...]
    usage: Usage

    @property
    def answers(self) -> tuple[Outcome, ...]:
        """The outcome of each answer."""
        return tuple(outcome for outcome in self.outcomes if outcome.task.purpose is Purpose.ANSWER)


def tasks_of(answers: Sequence[LabelledAnswer]) -> tuple[Task, ...]:
    """What has to be graded: every answer, the base of every attack, and the repeats of the noise subset."""
    tasks = [Task(answer, Purpose.ANSWER, answer.answer) for answer in answers]
    tasks += [Task(answer, Purpose.BASE, answer.base) for answer in answers if answer.base is not None]
    tasks += [
        Task(answer, Purpose.REPEAT, answer.answer, sample)
        for answer in [found for found in answers if found.kind in WAVERING][:NOISE_ANSWERS]
        for sample in range(1, REPEATS)
    ]
    return tuple(tasks)


def count_judged(tasks: Sequence[Task], questions: Mapping[str, Question]) -> int:
    """How many of the tasks reach a judge; the gate settles the others."""
    return sum(gate(task.text, (questions[task.answer.question_id].title,)) is None for task in tasks)


def evaluate(
    under_test: GraderUnderTest,
    tasks: Sequence[Task],
    questions: Mapping[str, Question],
    progress: OnProgress,
    clock: Callable[[], float] = time.perf_counter,
) -> Evaluation:
    """Grades every task. `clock` reads seconds.

    Raises InterviewerError if the grader cannot be built, or if it fails on every answer.
    """
    graders = {sample: under_test.grader(sample) for sample in sorted({task.sample for task in tasks})}
    before = under_test.spent()

    def graded(task: Task) -> Outcome:
        question = questions[task.answer.question_id]
        request = GradingRequest(question, task.text, question.title)
        started = clock()
        grade = graders[task.sample].grade(request)
        return Outcome(task, grade, clock() - started, expected_score(task.answer, question))

    outcomes: list[Outcome] = []
    with closing(_each(graded, tasks, under_test.at_once)) as results:
        for outcome in results:
            outcomes.append(outcome)
            progress(f"Evaluating {under_test.name}", len(outcomes), len(tasks))
            _stop_where_hopeless(outcomes, under_test.name)
    return Evaluation(under_test.name, graders[0].label, tuple(outcomes), under_test.spent() - before)


def _each(graded: Callable[[Task], Outcome], tasks: Sequence[Task], at_once: int) -> Generator[Outcome, None, None]:
    """The outcomes in order. Closing it skips what has not begun."""
    if at_once == 1:
        yield from map(graded, tasks)
        return
    with ThreadPoolExecutor(at_once) as pool:
        yield from pool.map(graded, tasks)


def _stop_where_hopeless(outcomes: Sequence[Outcome], name: str) -> None:
    judged = [outcome.grade for outcome in outcomes if outcome.judged]
    if len(judged) >= HOPELESS and not any(grade.graded for grade in judged):
        raise InterviewerError(
            f"{name} failed on each of the first {len(judged)} answers; last reason: {judged[-1].reason}",
            "Fix that first; interviewer doctor shows how the chat model answers.",
        )
