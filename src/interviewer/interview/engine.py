"""One interview, without a face: takes what the candidate does, keeps it on disk, and says what happened.

A face calls these methods from one thread. Grading is the one slow thing and is the face's to schedule: on
`GradingStarted` it calls `grade` (in any thread) and hands the result to `deliver`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from interviewer.corpus.question import Question
from interviewer.grading.grade import Grade
from interviewer.interview import machine
from interviewer.interview.events import Event, GradingStarted, Refused, SessionResumed, SessionStarted
from interviewer.interview.machine import Step
from interviewer.interview.session import Phase, Session, Turn
from interviewer.interview.store import SessionStore
from interviewer.text import clean_input

Clock = Callable[[], datetime]


class Interview:
    """A session that is going on. Every method returns the events it caused, in order.

    Nothing is shown that is not on disk: a method that cannot save raises RecordsError and leaves the session as
    it was.
    """

    def __init__(self, session: Session, questions: Mapping[str, Question], store: SessionStore, clock: Clock) -> None:
        self._session = session
        self._questions = questions
        self._store = store
        self._clock = clock
        self._ticket = 0

    @property
    def session(self) -> Session:
        """The session as it is now."""
        return self._session

    @property
    def question(self) -> Question:
        """The question of the current turn."""
        return self.question_of(self._session.turn)

    def question_of(self, turn: Turn) -> Question:
        """The question of a turn of this session."""
        return self._questions[turn.question_id]

    def start(self) -> list[Event]:
        """Begins a new session: saves it and asks the first question."""
        first = machine.ask(self._session, self._next_question(), self._clock())
        return self._take(Step(first.session, (SessionStarted(plan=self._session.plan), *first.events)))

    def resume(self, draft: str) -> list[Event]:
        """Takes a saved session up where it stopped; an answer that was waiting for its grade is graded."""
        events: list[Event] = [SessionResumed(plan=self._session.plan, turns=self._session.turns, draft=draft)]
        if self._session.phase is Phase.GRADING:
            events.append(self._start_grading())
        elif self._session.phase is Phase.REVIEWING and not self._session.plan.mode.gives_feedback_at_once:
            events.extend(self.proceed())
        return events

    def draft(self, text: str) -> None:
        """Keeps what stands in the answer box, so that a crash loses none of it."""
        if self._session.phase is Phase.ANSWERING:
            self._store.save_draft(self._session.plan.session_id, clean_input(text))

    def submit(self, text: str) -> list[Event]:
        """Takes an answer; it is on disk before its grading starts."""
        step = machine.submit(self._session, clean_input(text), self._clock())
        if step.session is self._session:
            return list(step.events)
        return [*self._take(step), self._start_grading()]

    def dont_know(self) -> list[Event]:
        """Answers the open prompt with "I don't know"."""
        return self.submit(machine.UNKNOWN_ANSWER)

    def hint(self) -> list[Event]:
        """Asks for a hint."""
        return self._take(machine.hint(self._session, self.question), keep_draft=True)

    def skip(self) -> list[Event]:
        """Leaves the open prompt unanswered."""
        return self._go_on_in_mock(self._take(machine.skip(self._session, self._clock())))

    def cancel_grading(self) -> list[Event]:
        """Calls the running grading off; its result will be dropped."""
        answer = self._session.turn.current.answer or ""
        step = machine.cancel_grading(self._session)
        if step.session is not self._session:
            self._ticket += 1
        return self._take(step, draft=answer)

    def regrade(self) -> list[Event]:
        """Tries a failed grading again."""
        step = machine.regrade(self._session)
        if step.session is self._session:
            return list(step.events)
        return [*self._take(step), self._start_grading()]

    def retry(self) -> list[Event]:
        """Opens the same question for another try."""
        return self._take(machine.retry(self._session))

    def proceed(self) -> list[Event]:
        """Goes on to the next question, or ends the session after the last one."""
        if self._session.phase not in (Phase.REVIEWING, Phase.UNGRADED):
            return [Refused(reason="Answer or skip this question first.")]
        now = self._clock()
        left = machine.leave_turn(self._session, now)
        if left.session.questions_left <= 0:
            step = machine.finish(left.session, now)
        else:
            step = machine.ask(left.session, self._next_question(), now)
        return self._take(Step(step.session, (*left.events, *step.events)))

    def finish(self) -> list[Event]:
        """Ends the session where it stands."""
        return self._take(machine.finish(self._session, self._clock()))

    def deliver(self, ticket: int, grade: Grade) -> list[Event]:
        """Takes the grade of the grading that `ticket` names. A late result of a cancelled grading is dropped."""
        if ticket != self._ticket or self._session.phase is not Phase.GRADING:
            return []
        step = machine.take_grade(self._session, grade, self.question, self._clock())
        return self._go_on_in_mock(self._take(step))

    def _go_on_in_mock(self, events: list[Event]) -> list[Event]:
        waits = self._session.plan.mode.gives_feedback_at_once or self._session.phase is not Phase.REVIEWING
        return events if waits else [*events, *self.proceed()]

    def _start_grading(self) -> GradingStarted:
        self._ticket += 1
        return GradingStarted(ticket=self._ticket, request=machine.grading_request(self._session, self.question))

    def _next_question(self) -> Question:
        return self._questions[self._session.plan.question_ids[len(self._session.turns)]]

    def _take(self, step: Step, *, draft: str = "", keep_draft: bool = False) -> list[Event]:
        if step.session is not self._session:
            self._store.save(step.session, draft=None if keep_draft else draft)
            self._session = step.session
        return list(step.events)
