"""`interviewer regrade`: saved answers graded again by the grader in use, with both grades kept."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interviewer.commands.asking import go_ahead
from interviewer.commands.common import narrate, print_json, tell_left_out, tell_servers
from interviewer.commands.grading_run import custom_judge, grading_context, is_by_model
from interviewer.commands.saved_answers import chosen_grader, grades_of
from interviewer.commands.sessions import session_id
from interviewer.errors import InterviewerError, UsageError
from interviewer.progress import progress_on_stderr
from interviewer.text import counted

if TYPE_CHECKING:
    from interviewer.bootstrap import AppContext
    from interviewer.grading.grader import Grader, GradingRequest
    from interviewer.interview.regrading import GraderOfToday
    from interviewer.interview.session import ExchangePlace, Session
    from interviewer.progress import OnProgress
    from interviewer.reports.regraded import Regraded


@dataclass(frozen=True)
class _Answer:
    """An answer to grade again; `request` is None where it cannot or need not be, and `why_not` says why."""

    session: str
    place: ExchangePlace
    request: GradingRequest | None = None
    why_not: str = ""


def regrade(parsed: argparse.Namespace) -> int:
    """Grades the answers of saved sessions again, each saved as it is graded, and prints what moved and why."""
    if bool(parsed.sessions) is parsed.all:
        raise UsageError("It is not clear which sessions to grade again.", "Name sessions, or give --all.")
    judge = custom_judge(parsed.grader)
    context = grading_context(parsed)
    by_model = is_by_model(parsed, context)
    tell_left_out(context)
    tell_servers(context, index=by_model)
    before = _loaded(parsed, context)
    detail = _spending(context) if by_model else None
    with progress_on_stderr(rate=True, detail=detail) as progress:
        grader, today = chosen_grader(context, judge, progress, by_model=by_model)
    answers = [answer for session in before.values() for answer in _answers(session, context, today)]
    wanted = [answer for answer in answers if answer.request is not None]
    if wanted and by_model and not _agreed(context, len(wanted), yes=parsed.yes):
        narrate("Nothing was sent, and no grade was changed.")
        return 0
    run = _Run(context, grader, before, at_once=context.settings.at_once if by_model else 1)
    try:
        with progress_on_stderr(rate=True, detail=detail) as progress:
            failed = run.grade(wanted, progress)
    except (KeyboardInterrupt, InterviewerError):
        narrate(f"{counted(run.done, 'answer')} of {len(wanted)} graded again and saved; the same command continues.")
        raise
    kept = {(one.session, one.place): one.why_not for one in answers if one.request is None} | failed
    _print(parsed, tuple(_regraded(before, run.sessions, kept)))
    return 1 if failed else 0


class _Run:
    """Grades answers and saves each as it comes. `sessions` are as they are on disk, `done` counts new grades."""

    def __init__(self, context: AppContext, grader: Grader, before: dict[str, Session], at_once: int) -> None:
        self._store = context.store()
        self._grader = grader
        self._at_once = at_once
        self.sessions = dict(before)
        self.done = 0

    def grade(self, answers: Sequence[_Answer], progress: OnProgress) -> dict[tuple[str, ExchangePlace], str]:
        """Grades them in order; returns why which of them failed and keep their grades.

        Raises the ModelError that ends the run, see CircuitBreaker; what was graded by then is saved.
        """
        from interviewer.interview.regrading import with_new_grade

        failed: dict[tuple[str, ExchangePlace], str] = {}
        wanted = [(answer, answer.request) for answer in answers if answer.request is not None]
        with closing(grades_of(self._grader, wanted, self._at_once, progress, "Grading again")) as graded:
            for answer, grade in graded:
                if not grade.graded:
                    failed[answer.session, answer.place] = grade.reason
                    continue
                session = with_new_grade(self.sessions[answer.session], answer.place, grade)
                self._store.save(session, None, changed=answer.place.turn)
                self.sessions[answer.session] = session
                self.done += 1
        return failed


def _loaded(parsed: argparse.Namespace, context: AppContext) -> dict[str, Session]:
    """The sessions by id, oldest first. Raises UnknownNameError before anything is graded."""
    store = context.store()
    names = [one.session_id for one in reversed(store.summaries())] if parsed.all else parsed.sessions
    ids = dict.fromkeys(session_id(name, context) for name in names)
    return {name: store.load(name).session for name in ids}


def _answers(session: Session, context: AppContext, today: GraderOfToday) -> Iterator[_Answer]:
    from interviewer.interview.machine import grading_request
    from interviewer.interview.regrading import regradable_places
    from interviewer.reports.regraded import ALREADY, GONE

    for place in regradable_places(session):
        question = context.corpus().by_id.get(session.turns[place.turn].question_id)
        name = session.plan.session_id
        if question is None:
            yield _Answer(name, place, why_not=GONE)
        elif today.gave(session.exchange_at(place).grade, question):
            yield _Answer(name, place, why_not=ALREADY)
        else:
            yield _Answer(name, place, grading_request(session, place, question))


def _agreed(context: AppContext, count: int, *, yes: bool) -> bool:
    narrate(f"{counted(count, 'answer')} will be graded again by {context.settings.model}. {context.notice()}")
    return yes or go_ahead("Grade them again?")


def _spending(context: AppContext) -> Callable[[], str]:
    from interviewer.reports.spending import spent_in_words

    return lambda: spent_in_words(context.models.spent())


def _regraded(
    before: dict[str, Session], after: dict[str, Session], kept: dict[tuple[str, ExchangePlace], str]
) -> Iterator[Regraded]:
    from interviewer.reports.regraded import regraded

    for name, session in before.items():
        own = {place: reason for (other, place), reason in kept.items() if other == name}
        yield regraded(session, after[name], own)


def _print(parsed: argparse.Namespace, found: Sequence[Regraded]) -> None:
    from interviewer.reports.regraded import as_json, text_lines

    if parsed.json:
        print_json(as_json(found))
        return
    for session in found:
        sys.stdout.writelines(f"{line}\n" for line in text_lines(session))
    if not found:
        narrate("There are no sessions yet. Start one with: interviewer")
