"""`interviewer dispute`: contests a verdict of a saved session; for a mock interview the only way to."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from interviewer.bootstrap.components import utc_now
from interviewer.commands.common import context_for, narrate, tell_servers
from interviewer.commands.sessions import session_id
from interviewer.errors import CorpusError, UnknownNameError, UsageError
from interviewer.grading.verdict import Verdict
from interviewer.interview.credit import credit_of_turn
from interviewer.interview.disputes import LABELS, Disputes
from interviewer.interview.engine import Interview
from interviewer.interview.events import DisputeDecided, Event, Refused, SecondJudged, VerdictContested
from interviewer.interview.jobs import Job, Jobs
from interviewer.progress import progress_on_stderr
from interviewer.reports.disputing import contested_lines, disputes_of, second_lines, spoken_dispute
from interviewer.reports.marks import mark_of
from interviewer.reports.readable import readable_line
from interviewer.text import one_line

if TYPE_CHECKING:
    from interviewer.interview.session import Session


def dispute(parsed: argparse.Namespace) -> int:
    """Lists the verdicts of a session; with a key point, has its answer judged again; with a verdict, decides."""
    label = _label(parsed.verdict)
    if parsed.point is None:
        if label is not None or parsed.reason:
            raise UsageError("It is not clear which verdict that is about.", "Name its key point with --point.")
        return _list(parsed)
    context = context_for(parsed)
    tell_servers(context, index=False)
    store, known = context.store(), context.corpus().by_id
    session = store.load(session_id(parsed.session, context)).session
    number = _number(session, parsed.question)
    if session.turns[number - 1].question_id not in known:
        raise CorpusError(
            f"Question {number} is one that the corpus no longer has.", "Add the corpus folder that it came from."
        )
    if context.models.configured:
        narrate(context.notice())
    told: list[Event] = []
    jobs = Jobs(_at_once)
    with progress_on_stderr() as progress:
        interview = Interview(session, known, store, utc_now)
        disputes = Disputes(interview, lambda: context.second_judge(progress), jobs, told.extend)
        told += disputes.contest(parsed.point, number)
        while (result := jobs.arrived()) is not None:
            result()
    if label is not None:
        told += disputes.decide(label, parsed.reason or "")
    for event in told:
        sys.stdout.writelines(f"{line}\n" for line in _lines(event))
    if label is None:
        narrate("Nothing is decided yet: add --verdict, with what it should be or what it is.")
    return 0


def _at_once(job: Job) -> None:
    job.work()


def _label(name: str | None) -> Verdict | None:
    if name is None:
        return None
    if name not in set(LABELS):
        raise UnknownNameError("verdict", name, tuple(LABELS))
    return Verdict(name)


def _number(session: Session, number: int | None) -> int:
    """The question named, or the only one. Raises UsageError where it is not clear."""
    if number is None and len(session.turns) != 1:
        raise UsageError("The session has several questions.", "Name one with --question and its number.")
    if number is not None and number > len(session.turns):
        raise UsageError(f"The session has no question {number}.", f"It has {len(session.turns)}.")
    return number or 1


def _list(parsed: argparse.Namespace) -> int:
    context = context_for(parsed)
    tell_servers(context, index=False)
    session = context.store().load(session_id(parsed.session, context)).session
    if not session.plan.mode.gives_feedback_at_once and session.finished_at is None:
        raise UsageError("A mock interview shows its verdicts at the end.", "Finish it first.")
    for number, turn in enumerate(session.turns, start=1):
        verdicts = credit_of_turn(turn).verdicts
        if turn.closed_at is None or not verdicts:
            continue
        sys.stdout.write(f"Question {number}: {readable_line(turn.title)}\n")
        decided = disputes_of(turn)
        for verdict in verdicts:
            said = f" ({spoken_dispute(decided[verdict.point])})" if verdict.point in decided else ""
            sys.stdout.write(f"  {one_line(verdict.point)}  {mark_of(verdict)}: {readable_line(verdict.claim)}{said}\n")
    return 0


def _lines(event: Event) -> Iterator[str]:
    match event:
        case VerdictContested(verdict=verdict):
            yield from contested_lines(verdict)
        case SecondJudged(second=second):
            yield from second_lines(second)
        case DisputeDecided(dispute=decided):
            yield f"Kept: {spoken_dispute(decided)}. The score stays as it is."
        case Refused(reason=reason):
            raise UsageError(one_line(reason))
