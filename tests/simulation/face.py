"""A face without a screen: it leads one interview for a simulated candidate, and keeps what was said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from random import Random

from interviewer.corpus.question import Question
from interviewer.grading.grade import Grade
from interviewer.grading.grader import Grader
from interviewer.grading.score import credit_of
from interviewer.interview.conversation import Done, clarification, closing, graded, greeting, moved_on, reaction
from interviewer.interview.credit import credit_of_turn
from interviewer.interview.dialogue.agent import DialogueAgent
from interviewer.interview.dialogue.clarify import is_clarifying
from interviewer.interview.dialogue.speech import Speech
from interviewer.interview.engine import Interview
from interviewer.interview.events import (
    Clarified,
    Event,
    FollowUpAsked,
    GradeArrived,
    GradeFailed,
    GradingStarted,
    HintGiven,
    QuestionAsked,
    QuestionPutBack,
    QuestionSkipped,
    Refused,
    RetryGraded,
    RetryOpened,
    TurnClosed,
)
from interviewer.interview.session import Phase
from interviewer.reports.feedback import feedback_lines, reference_lines
from tests.simulation.candidates import Candidate, Press, Say, Sight

OFFERED: dict[Phase, tuple[str, ...]] = {
    Phase.ANSWERING: ("say", "hint", "unknown", "skip", "end"),
    Phase.GRADING: ("cancel",),
    Phase.UNGRADED: ("regrade", "proceed", "end"),
    Phase.REVIEWING: ("retry", "proceed", "end"),
}
"""What a face offers in each phase that is not the end."""

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


@dataclass(frozen=True)
class Cast:
    """Who takes part in a session."""

    questions: Mapping[str, Question]
    candidate: Candidate
    grader: Grader
    quick: Grader
    agent: DialogueAgent | None


class Face:
    """Leads one interview for a candidate, without a screen.

    Grades that the interview does not wait for are made in other threads and handed over two moves later, or at the
    end, so that a session is the same each time.
    """

    def __init__(
        self,
        cast: Cast,
        interview: Interview,
        pool: ThreadPoolExecutor,
    ) -> None:
        self._cast = cast
        self._interview = interview
        self._agent = cast.agent
        self._pool = pool
        self._waiting: list[tuple[int, Future[Done]]] = []
        self._quick: dict[int, list[Grade]] = {}
        self._refused = False
        self._tries = 0
        self._retried: set[int] = set()
        self.lines: list[Line] = []
        self.moves: list[tuple[Phase, str]] = []
        self.aims: list[tuple[int, str, tuple[str, ...]]] = []

    def run(self) -> None:
        """Plays the session to its end. Raises RuntimeError where it has none."""
        session = self._interview.session
        if self._agent is not None:
            topics = [self._cast.questions[name].topic for name in session.plan.question_ids]
            self._say("greeting", self._spoken(greeting(session, topics, self._agent)))
        self._take(self._interview.start())
        while self._interview.session.phase is not Phase.FINISHED:
            if len(self.moves) >= MOST_STEPS:
                raise RuntimeError(f"The session does not end; the last moves were {self.moves[-6:]}.")
            self._move()
            self._hand_over(len(self.moves) - 2)
        self._hand_over(len(self.moves))
        session = self._interview.session
        if self._agent is not None:
            words = self._spoken(closing(session, self._agent))
            self._interview.close_with(words)
            self._say("closing", words)

    def _move(self) -> None:
        phase = self._interview.session.phase
        if phase is Phase.ANSWERING:
            self._candidate_moves()
        elif phase is Phase.UNGRADED:
            self._tries += 1
            self._press("regrade" if self._tries % 2 else "proceed")
        elif phase is Phase.REVIEWING:
            turn = self._interview.session.turn
            number = len(self._interview.session.turns)
            may_retry = self._interview.session.plan.mode.gives_feedback_at_once and not turn.skipped
            # The second question is tried again, by everybody.
            again = may_retry and number == 2 and number not in self._retried
            self._retried.add(number)
            self._press("retry" if again else "proceed")
        else:
            raise RuntimeError(f"The session waits for nothing that a face could do: {phase}.")

    def _candidate_moves(self) -> None:
        session = self._interview.session
        prompt = session.turn.current.prompt
        rng = Random(f"{session.turn.question_id} {prompt.point}")
        sight = Sight(self._interview.question, session.turn, session.plan.mode, self._refused, rng)
        move = self._cast.candidate(sight)
        if isinstance(move, Press):
            self._press(move.action)
        else:
            self._send(move)

    def _send(self, move: Say) -> None:
        if self._agent is not None and is_clarifying(move.text):
            self._note("ask")
            self._take(self._interview.ask_back(move.text))
            return
        self._note("say")
        self._say("answer", move.text)
        self._take(self._interview.submit(move.text))

    def _press(self, action: str) -> None:
        self._note(action)
        actions = {
            "hint": self._interview.hint,
            "unknown": self._interview.dont_know,
            "skip": self._interview.skip,
            "retry": self._interview.retry,
            "regrade": self._interview.regrade,
            "proceed": self._interview.proceed,
            "end": self._interview.finish,
        }
        self._say("action", action)
        self._take(actions[action]())

    def _note(self, move: str) -> None:
        self.moves.append((self._interview.session.phase, move))

    def _take(self, events: Iterable[Event]) -> None:
        events = list(events)
        self._refused = any(isinstance(event, Refused) for event in events)
        for event in events:
            self._show(event)

    def _show(self, event: Event) -> None:
        match event:
            case QuestionAsked(turn=turn):
                self._say("question", turn.title)
            case FollowUpAsked(prompt=prompt):
                self.aims.append((self._at, prompt.point or "", self._unmet()))
                self._say("follow-up", prompt.text)
            case HintGiven(hint=hint):
                self.aims.append((self._at, hint.point, self._unmet()))
                self._say("hint", hint.text)
            case RetryOpened(prompt=prompt):
                self._say("question again", prompt.text)
            case Refused(reason=reason):
                self._say("refusal", reason)
            case QuestionPutBack(remark=remark):
                self._say("question back", remark.text)
                self._clarify(remark.text)
            case Clarified(remark=remark):
                self._say("reply", remark.text)
            case GradingStarted():
                self._grade(event)
            case GradeFailed(grade=grade):
                self._say("no grade", grade.reason)
            case _:
                self._show_after(event)

    def _show_after(self, event: Event) -> None:
        """What is shown once a question is done with."""
        match event:
            case TurnClosed(turn=turn, credit=credit, show_feedback=True):
                self._say("feedback", "\n".join(feedback_lines(turn, credit, self._interview.question)), done=True)
            case QuestionSkipped() if self._interview.session.plan.mode.gives_feedback_at_once:
                self._say("feedback", "\n".join(reference_lines(self._interview.question)), done=True)
            case RetryGraded(grade=grade):
                self._say("feedback", f"This try: {grade.score:.0%}.", done=True)
            case GradeArrived(number=number, grade=grade):
                known = f"{grade.score:.0%}" if grade.graded else f"ungraded: {grade.reason}"
                self.lines.append(Line("grade", f"Question {number}: {known}", number - 1, open=False, over=True))
            case _:
                return

    def _grade(self, event: GradingStarted) -> None:
        if self._agent is not None:
            self._say("reaction", self._spoken(reaction(event, self._agent)))
        if event.moves_on:
            made = self._pool.submit(graded, self._interview, event, self._cast.grader, self._agent)
            self._waiting.append((len(self.moves), made))
            done = moved_on(self._interview, event, self._cast.quick, self._agent)
            self._quick.setdefault(self._at, []).append(done.grade)
            self._take(self._interview.move_on(done.ticket, done.grade, done.wording))
        else:
            done = graded(self._interview, event, self._cast.grader, self._agent)
            self._take(self._interview.deliver(done.ticket, done.grade, done.wording))

    def _hand_over(self, latest: int) -> None:
        """Hands the grades over whose answers were given at move `latest` or before."""
        due = [made for at, made in self._waiting if at <= latest]
        self._waiting = [(at, made) for at, made in self._waiting if at > latest]
        for made in due:
            done = made.result()
            self._take(self._interview.deliver(done.ticket, done.grade, done.wording))

    def _clarify(self, text: str) -> None:
        assert self._agent is not None
        reply = clarification(self._interview.session, self._interview.question, text, self._agent)
        self._take(self._interview.clarify(reply))

    @property
    def _at(self) -> int:
        return len(self._interview.session.turns) - 1

    def _unmet(self) -> tuple[str, ...]:
        """The key points of the current question that no grade known by now has as met."""
        if self._at < 0:
            return ()
        turn = self._interview.session.turn
        found = [*credit_of_turn(turn).verdicts]
        found += [verdict for grade in self._quick.get(self._at, ()) for verdict in grade.verdicts]
        met = {verdict.point for verdict in found if credit_of(verdict) == 1.0}
        return tuple(point.id for point in self._interview.question.key_points if point.id not in met)

    def _say(self, kind: str, text: str, *, done: bool = False) -> None:
        session = self._interview.session
        heard = ""
        if self._at >= 0:
            said = [exchange.answer or "" for exchange in session.turn.exchanges]
            heard = "\n".join((*said, *(remark.text for remark in session.turn.remarks if remark.by_candidate)))
        over = session.phase is Phase.FINISHED
        self.lines.append(Line(kind, text, self._at, self._unmet(), heard, open=not done, over=over))

    @staticmethod
    def _spoken(speech: Speech) -> str:
        return "".join(speech)
