"""Grading answers of saved sessions: by which grader, and how many at a time."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, TypeVar

from interviewer.bootstrap import AppContext
from interviewer.bulk.circuit_breaker import CircuitBreaker
from interviewer.bulk.threads import in_order
from interviewer.grading.grade import Grade, Method
from interviewer.grading.grader import Grader, GradingRequest
from interviewer.models.chat import Cancel

if TYPE_CHECKING:
    from interviewer.grading.custom import CustomJudge
    from interviewer.interview.regrading import GraderOfToday
    from interviewer.progress import OnProgress

_Item = TypeVar("_Item")


def chosen_grader(
    context: AppContext, judge: CustomJudge | None, progress: OnProgress, *, by_model: bool
) -> tuple[Grader, GraderOfToday]:
    """The grader that was chosen, for a chat model the one that interviews use, and how to tell its grades."""
    from interviewer.interview.regrading import GraderOfToday

    if by_model:
        from interviewer.commands.grade_by_model import llm_identity

        grader = context.grader(progress)
        rubrics = context.models.rubrics()
        identity = llm_identity(context, grader.identity)
        return grader, GraderOfToday(Method.LLM, identity, lambda question: rubrics.of(question.kind).label)
    if judge is None:
        chosen: Grader = context.quick_grader(progress)
    else:
        chosen = context.with_exercises(context.custom_grader(judge), progress)
    return chosen, GraderOfToday(Method.SIMILARITY if judge is None else Method.CUSTOM, chosen.identity)


def grades_of(
    grader: Grader, answers: Sequence[tuple[_Item, GradingRequest]], at_once: int, progress: OnProgress, what: str
) -> Generator[tuple[_Item, Grade], None, None]:
    """The grade of each answer, in order, `at_once` graded at a time; `what` says what for.

    Closed early, it calls off what is under way. Raises the ModelError that ends the run, see CircuitBreaker.
    """
    cancel = Cancel()
    breaker = CircuitBreaker()

    def work(answer: tuple[_Item, GradingRequest]) -> tuple[_Item, Grade]:
        item, request = answer
        return item, grader.grade(request, cancel)

    progress(what, 0, len(answers))
    with closing(in_order(work, answers, at_once, cancel.set)) as graded:
        for number, (item, grade) in enumerate(graded, start=1):
            yield item, grade
            progress(what, number, len(answers))
            breaker.note(grade)
