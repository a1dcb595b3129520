"""A front end without a screen: it plays one interview for a simulated candidate, and keeps what was said."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random

from interviewer.grading.grade import Grade
from interviewer.grading.grader import Grader, GradingRequest
from interviewer.grading.score import credit_of
from interviewer.interview.credit import credit_of_turn
from interviewer.interview.driver import ConversationDriver
from interviewer.interview.events import (
    AnswerSaved,
    Clarified,
    Event,
    FollowUpAsked,
    GradeArrived,
    GradeFailed,
    GradesMissing,
    HintGiven,
    QuestionAsked,
    QuestionPutBack,
    QuestionSkipped,
    Refused,
    RetryGraded,
    RetryOpened,
    SpeechKind,
    SpeechOver,
    TurnClosed,
)
from interviewer.interview.jobs import Job, JobKind
from interviewer.interview.session import Phase
from interviewer.models.chat import Cancel
from interviewer.reports.feedback import feedback_lines, reference_lines
from tests.simulation.candidates import Candidate, Press, Sight
from tests.simulation.graders import KeptGrader

OFFERED: dict[Phase, tuple[str, ...]] = {
    Phase.ANSWERING: ("say", "hint", "unknown", "skip", "end"),
    Phase.GRADING: ("cancel",),
    Phase.UNGRADED: ("regrade", "proceed", "end"),
    Phase.REVIEWING: ("retry", "proceed", "end"),
}
"""What a front end offers in each phase that is not the end."""

MOST_STEPS = 120
"""A session of three questions that takes more than this never ends."""


@dataclass(frozen=True)
class Line:
    """Something that was said. `turn` is the index of its turn, -1 before the first; `kind` says what it is.

    `unmet` are the ids of the key points that the interviewer could not take for stated when it spoke, `heard` is what
    the candidate had said in the turn. `open` is whether the question was still to be answered, `over` whether the
    session was.
    """

    kind: str
    text: str
    turn: int
    unmet: tuple[str, ...] = ()
    heard: str = ""
    open: bool = True
    over: bool = False

    @property
    def by_candidate(self) -> bool:
        """Whether the candidate said it."""
        return self.kind in ("answer", "question back", "action")


class Stepwise:
    """Runs slow work where it is begun, so that a session is the same each time. Grades that the interview does not
    wait for are made when they are let go."""

    def __init__(self) -> None:
        self.move = 0
        self._held: list[tuple[int, Job]] = []

    def __call__(self, job: Job) -> None:
        if job.kind is JobKind.LATE_GRADING:
            self._held.append((self.move, job))
        else:
            job.work()

    def let_go(self, latest: int) -> None:
        """Makes the grades whose answers were given at move `latest` or before."""
        due = [job for at, job in self._held if at <= latest]
        self._held = [(at, job) for at, job in self._held if at > latest]
        for job in due:
            job.work()


class QuickGrades(KeptGrader):
    """The grades by which a mock interview goes on, of each turn: the checks must know what they found."""

    def __init__(self, grader: Grader, turn: Callable[[], int]) -> None:
        super().__init__(grader, {})
        self._turn = turn
        self.of_turn: dict[int, list[Grade]] = {}

    def grade(self, request: GradingRequest, cancel: Cancel | None = None) -> Grade:
        """The grader's, which is noted."""
        grade = super().grade(request, cancel)
        self.of_turn.setdefault(self._turn(), []).append(grade)
        return grade


class FrontEnd:
    """Sends what a candidate does to the driver of one interview, and notes what it tells."""

    def __init__(self, driver: ConversationDriver, candidate: Candidate, start: Stepwise, quick: QuickGrades) -> None:
        self._driver = driver
        self._candidate = candidate
        self._start = start
        self._quick = quick
        self._refused = False
        self._tries = 0
        self._retried: set[int] = set()
        self.lines: list[Line] = []
        self.moves: list[tuple[Phase, str]] = []
        self.aims: list[tuple[int, str, tuple[str, ...]]] = []

    def run(self) -> None:
        """Plays the session to its end. Raises RuntimeError where it has none."""
        self._driver.open()
        self._take(self._driver.events())
        while self._driver.session.phase is not Phase.FINISHED:
            if len(self.moves) >= MOST_STEPS:
                raise RuntimeError(f"The session does not end; the last moves were {self.moves[-6:]}.")
            self._move()
            self._hand_over(len(self.moves) - 2)
        self._hand_over(len(self.moves))

    def _move(self) -> None:
        phase = self._driver.session.phase
        if phase is Phase.ANSWERING:
            self._candidate_moves()
        elif phase is Phase.UNGRADED:
            self._tries += 1
            self._press("regrade" if self._tries % 2 else "proceed")
        elif phase is Phase.REVIEWING:
            turn = self._driver.session.turn
            number = len(self._driver.session.turns)
            may_retry = self._driver.session.plan.mode.gives_feedback_at_once and not turn.skipped
            # The second question is tried again, by everybody.
            again = may_retry and number == 2 and number not in self._retried
            self._retried.add(number)
            self._press("retry" if again else "proceed")
        else:
            raise RuntimeError(f"The session waits for nothing that a front end could do: {phase}.")

    def _candidate_moves(self) -> None:
        session = self._driver.session
        prompt = session.turn.current.prompt
        rng = Random(f"{session.turn.question_id} {prompt.point}")
        move = self._candidate(Sight(self._driver.question, session.turn, session.plan.mode, self._refused, rng))
        if isinstance(move, Press):
            self._press(move.action)
        else:
            self._note("say")
            self._driver.submit(move.text)
            self._take(self._driver.events())

    def _press(self, action: str) -> None:
        self._note(action)
        actions = {
            "hint": self._driver.hint,
            "unknown": self._driver.dont_know,
            "skip": self._driver.skip,
            "retry": self._driver.retry,
            "regrade": self._driver.regrade,
            "proceed": self._driver.proceed,
            "end": self._driver.finish,
        }
        self._say("action", action)
        actions[action]()
        self._take(self._driver.events())

    def _note(self, move: str) -> None:
        self._refused = False
        self._start.move = len(self.moves)
        self.moves.append((self._driver.session.phase, move))

    def _take(self, events: Iterable[Event]) -> None:
        for event in events:
            self._show(event)

    def _show(self, event: Event) -> None:  # noqa: C901 - one flat list of what is noted when
        match event:
            case SpeechOver(kind=SpeechKind.GREETING, text=text):
                self.lines.insert(0, Line("greeting", text, -1))
            case SpeechOver(kind=kind, text=text):
                self._say(kind, text)
            case QuestionAsked(turn=turn):
                self._say("question", turn.title)
            case AnswerSaved(text=text):
                self._say("answer", text)
            case FollowUpAsked(prompt=prompt):
                self.aims.append((self._at, prompt.point or "", self._unmet()))
                self._say("follow-up", prompt.text)
            case HintGiven(hint=hint):
                self.aims.append((self._at, hint.point, self._unmet()))
                self._say("hint", hint.text)
            case RetryOpened(prompt=prompt):
                self._say("question again", prompt.text)
            case Refused(reason=reason):
                self._refused = True
                self._say("refusal", reason)
            case QuestionPutBack(remark=remark):
                self._say("question back", remark.text)
            case Clarified(remark=remark):
                self._say("reply", remark.text)
            case GradeFailed(grade=grade):
                self._say("no grade", grade.reason)
            case GradesMissing():
                self._driver.proceed()
            case _:
                self._show_after(event)

    def _show_after(self, event: Event) -> None:
        """What is shown once a question is done with."""
        match event:
            case TurnClosed(turn=turn, credit=credit, show_feedback=True):
                self._say("feedback", "\n".join(feedback_lines(turn, credit, self._driver.question)), done=True)
            case QuestionSkipped() if self._driver.session.plan.mode.gives_feedback_at_once:
                self._say("feedback", "\n".join(reference_lines(self._driver.question)), done=True)
            case RetryGraded(grade=grade):
                self._say("feedback", f"This try: {grade.score:.0%}.", done=True)
            case GradeArrived(number=number, grade=grade):
                known = f"{grade.score:.0%}" if grade.graded else f"ungraded: {grade.reason}"
                self.lines.append(Line("grade", f"Question {number}: {known}", number - 1, open=False, over=True))
            case _:
                return

    def _hand_over(self, latest: int) -> None:
        """Has the grades come whose answers were given at move `latest` or before."""
        self._start.let_go(latest)
        self._take(self._driver.events())

    @property
    def _at(self) -> int:
        return len(self._driver.session.turns) - 1

    def _unmet(self) -> tuple[str, ...]:
        """The key points of the current question that no grade known by now has as met."""
        if self._at < 0:
            return ()
        turn = self._driver.session.turn
        found = [*credit_of_turn(turn).verdicts]
        found += [verdict for grade in self._quick.of_turn.get(self._at, ()) for verdict in grade.verdicts]
        met = {verdict.point for verdict in found if credit_of(verdict) == 1.0}
        return tuple(point.id for point in self._driver.question.key_points if point.id not in met)

    def _say(self, kind: str, text: str, *, done: bool = False) -> None:
        session = self._driver.session
        heard = ""
        if self._at >= 0:
            said = [exchange.answer or "" for exchange in session.turn.exchanges]
            heard = "\n".join((*said, *(remark.text for remark in session.turn.remarks if remark.by_candidate)))
        over = session.phase is Phase.FINISHED
        self.lines.append(Line(kind, text, self._at, self._unmet(), heard, open=not done, over=over))
