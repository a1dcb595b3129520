"""Contesting a verdict: which can be contested, the second judgement of its answer, and the decision."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from interviewer.errors import InterviewerError
from interviewer.grading.grade import Grade, Method
from interviewer.grading.grader import Grader
from interviewer.grading.verdict import PointVerdict, Verdict
from interviewer.interview.credit import credit_of_turn
from interviewer.interview.dispute import MAX_ARGUMENT_CHARACTERS, Dispute, SecondJudgement
from interviewer.interview.engine import Interview
from interviewer.interview.events import DisputeDropped, Event, Refused, SecondJudged, VerdictContested
from interviewer.interview.jobs import JobKind, Jobs, Result
from interviewer.interview.machine import grading_request
from interviewer.interview.session import ExchangePlace, PromptKind, Session
from interviewer.models.chat import Cancel
from interviewer.text import clean_input

LABELS = (Verdict.MET, Verdict.PARTIAL, Verdict.MISSED, Verdict.CONTRADICTED)
"""What a candidate can decide that a verdict should be."""

_DETERMINISTIC = (Method.GATE, Method.SIMILARITY, Method.PROGRAM)


@dataclass(frozen=True)
class Contested:
    """A verdict that is contested, with the place of its answer, and once that was judged again, the outcome."""

    place: ExchangePlace
    verdict: PointVerdict
    cancel: Cancel
    judged: SecondJudged | None = None


class Disputes:
    """The contested verdict of one conversation, one at a time. `take` gets the events that it leads to, in the thread
    that applies the results of jobs."""

    def __init__(
        self,
        interview: Interview,
        second_judge: Callable[[], Grader],
        jobs: Jobs,
        take: Callable[[list[Event]], object],
    ) -> None:
        """`second_judge` loads who judges the answers of contested verdicts; see Cast."""
        self._interview = interview
        self._second_judge = second_judge
        self._jobs = jobs
        self._take = take
        self._open: Contested | None = None

    @property
    def contested(self) -> Contested | None:
        """The contested verdict that is not decided yet."""
        return self._open

    @property
    def judging(self) -> bool:
        """Whether the second judgement is still to come."""
        return self._open is not None and self._open.judged is None

    @property
    def contestable(self) -> tuple[PointVerdict, ...]:
        """The verdicts on the last question that can be contested."""
        session = self._interview.session
        at = len(session.turns) - 1
        return () if _why_not_yet(session, at) else credit_of_turn(session.turns[at]).verdicts

    def contest(self, point: str, number: int | None) -> list[Event]:
        """Contests the verdict on a key point of question `number`, from 1, by default the last one, and has its answer
        judged again. Any other dispute that is undecided is dropped."""
        session = self._interview.session
        at = len(session.turns) - 1 if number is None else number - 1
        why_not = _why_not_yet(session, at)
        if why_not:
            return [Refused(why_not)]
        known = [verdict.point for verdict in credit_of_turn(session.turns[at]).verdicts]
        if point not in known:
            return [Refused(f"There is no verdict on {point!r}; the key points are {', '.join(known)}.")]
        self.call_off()
        place, verdict = _credited(session, at, point)
        contested = self._open = Contested(place, verdict, Cancel())
        self._jobs.run(JobKind.SECOND_JUDGEMENT, partial(self._judge, contested), contested.cancel)
        return [VerdictContested(at + 1, verdict)]

    def decide(self, label: Verdict, argument: str) -> list[Event]:
        """Keeps what the contested verdict should be, which may be what it is, and why."""
        contested, said = self._open, clean_input(argument).strip()
        if contested is None:
            return [Refused("No verdict is contested.")]
        if contested.judged is None:
            return [Refused("One moment: the answer is being judged a second time.")]
        if label not in LABELS:
            return [Refused(f"A verdict can be {', '.join(LABELS[:-1])} or {LABELS[-1]}.")]
        if len(said) > MAX_ARGUMENT_CHARACTERS:
            return [Refused(f"The argument has {len(said):,} characters; the limit is {MAX_ARGUMENT_CHARACTERS:,}.")]
        dispute = Dispute(
            point=contested.verdict.point,
            contested=contested.verdict.counted,
            label=label,
            decided_at=self._interview.now,
            argument=said,
            second=contested.judged.second,
        )
        events = self._interview.decide_dispute(contested.place, dispute)
        self._open = None  # only now: a decision that could not be saved can be made again
        return events

    def drop(self) -> list[Event]:
        """Leaves the contested verdict undecided."""
        if self._open is None:
            return [Refused("No verdict is contested.")]
        self.call_off()
        return [DisputeDropped()]

    def call_off(self) -> None:
        """Ends the second judgement and its connection at once."""
        if self._open is not None:
            self._open.cancel.set()
            self._open = None

    # In a thread

    def _judge(self, contested: Contested) -> Iterator[Result]:
        session, place = self._interview.session, contested.place
        question = self._interview.question_of(session.turns[place.turn])
        try:
            grader = self._second_judge()
            # All that the judge gets: neither the verdict nor what the candidate holds against it.
            grade = grader.grade(grading_request(session, place, question), contested.cancel)
        except InterviewerError as error:
            failed = SecondJudgement(None, "nobody", self._interview.now, str(error))
            yield partial(self._judged, contested, failed)
        else:
            yield partial(self._judged, contested, _second(session, contested, grade, grader.label))

    # Its result

    def _judged(self, contested: Contested, second: SecondJudgement | None) -> None:
        judged = SecondJudged(contested.place.turn + 1, contested.verdict, second)
        self._open = Contested(contested.place, contested.verdict, contested.cancel, judged)
        self._take([judged])


def _why_not_yet(session: Session, at: int) -> str:
    """Why no verdict on the turn with this index can be contested; empty if one can be."""
    if not 0 <= at < len(session.turns):
        return f"There is no question {at + 1} yet."
    if not session.plan.mode.gives_feedback_at_once and session.finished_at is None:
        return "A mock interview shows its verdicts at the end; they can be contested then."
    turn = session.turns[at]
    if turn.closed_at is None or not credit_of_turn(turn).verdicts:
        return "A verdict can be contested once the feedback is shown."
    return ""


def _credited(session: Session, at: int, point: str) -> tuple[ExchangePlace, PointVerdict]:
    """The verdict on a key point that counts, and the answer that it is about."""
    turn = session.turns[at]
    counts = next(verdict for verdict in credit_of_turn(turn).verdicts if verdict.point == point)
    number = next(
        number
        for number, exchange in enumerate(turn.exchanges)
        if exchange.prompt.kind is not PromptKind.RETRY
        and exchange.grade is not None
        and exchange.grade.graded
        and counts in exchange.grade.verdicts
    )
    return ExchangePlace(at, number), counts


def _second(session: Session, contested: Contested, grade: Grade, judge: str) -> SecondJudgement | None:
    """The second judgement on the contested key point; None if it comes from what can only say the same again."""
    first = session.exchange_at(contested.place).grade
    if first is not None and _says_the_same(first, grade):
        return None
    verdict = next((one for one in grade.verdicts if one.point == contested.verdict.point), None)
    reason = grade.reason or ("" if verdict else "The second judge gave no verdict on this key point.")
    return SecondJudgement(verdict, judge, grade.provenance.graded_at, reason, grade.provenance.used)


def _says_the_same(first: Grade, second: Grade) -> bool:
    one, other = first.provenance, second.provenance
    return (
        one.method is other.method
        and one.method in _DETERMINISTIC
        and (one.model, one.grader_version, one.corpus_version)
        == (other.model, other.grader_version, other.corpus_version)
    )
