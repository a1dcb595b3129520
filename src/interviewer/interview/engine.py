"""One interview, step by step: takes what the candidate does, saves it to disk, and returns what happened.

Its methods are called from one thread, and each saves at most once. The driver schedules slow work: on
`GradingStarted` it grades the request (in any thread) and hands the result to `deliver`. Likewise the words of a
language model come in as `wording`, or through `clarify` and `close_with`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from interviewer.corpus.question import Question
from interviewer.grading.grade import Grade
from interviewer.grading.limits import why_too_long
from interviewer.interview import machine
from interviewer.interview.dispute import Dispute
from interviewer.interview.events import Event, GradingStarted, Refused, SessionResumed, SessionStarted
from interviewer.interview.machine import FollowUp, Step
from interviewer.interview.programs import UNTOUCHED, is_untouched
from interviewer.interview.session import ExchangePlace, Phase, Session, Turn
from interviewer.interview.store import SessionStore
from interviewer.models.chat import Usage
from interviewer.text import clean_input

Clock = Callable[[], datetime]


class Interview:
    """A session in progress. Every method returns the events it caused, in order.

    Nothing is shown that is not on disk: a method that cannot save raises RecordsError and leaves the session as
    it was.
    """

    def __init__(
        self,
        session: Session,
        questions: Mapping[str, Question],
        store: SessionStore,
        clock: Clock,
        *,
        grades_later: bool = False,
        wordings: Mapping[str, str] | None = None,
    ) -> None:
        """With `grades_later`, a mock interview goes on while its answers are being graded. `wordings` are other words
        for questions than their titles, by id."""
        self._session = session
        self._moves_on = grades_later and not session.plan.mode.gives_feedback_at_once
        self._questions = questions
        self._wordings = wordings or {}
        self._store = store
        self._clock = clock
        self._ticket = 0
        self._places: dict[int, ExchangePlace] = {}
        self._quick: dict[ExchangePlace, Grade] = {}
        self._draft: str | None = None  # what is on disk, if known
        self._talk = Usage()  # the usage of the interviewer's words since the last save
        self._moving: int | None = None  # the ticket of the current answer, until the interview has moved on from it

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

    @property
    def planned(self) -> list[Question]:
        """The planned questions that the corpus has, in order."""
        return [self._questions[name] for name in self._session.plan.question_ids if name in self._questions]

    def start(self) -> list[Event]:
        """Begins a new session: saves it and asks the first question."""
        first = self._ask(self._session, self._clock())
        return self._take(Step(first.session, (SessionStarted(plan=self._session.plan), *first.events)))

    def resume(self, draft: str) -> list[Event]:
        """Resumes a saved session where it stopped; an answer that was waiting for its grade is graded.

        `draft` is the saved text of the answer box.
        """
        self._draft = draft
        events: list[Event] = [SessionResumed(plan=self._session.plan, turns=self._session.turns, draft=draft)]
        current = self._session.place if self._session.turns else None
        over = self._session.phase is Phase.FINISHED
        behind = [place for place in self._session.ungraded_places if over or place != current]
        events.extend(self._start_grading(place) for place in behind)
        if self._session.phase is Phase.GRADING:
            events.append(self._start_grading())
        elif self._session.phase is Phase.REVIEWING and not self._session.plan.mode.gives_feedback_at_once:
            events.extend(self.proceed())
        return events

    def draft(self, text: str) -> None:
        """Saves the text of the answer box, so that a crash loses none of it; some is typed before a prompt is put."""
        draft = clean_input(text)
        if self._session.phase in (Phase.ANSWERING, Phase.GRADING) and draft != self._draft:
            self._store.save_draft(self._session.plan.session_id, draft)
            self._draft = draft

    def submit(self, text: str) -> list[Event]:
        """Takes an answer; it is on disk before its grading starts. The untouched starter of an exercise is none."""
        if self._session.phase is Phase.ANSWERING and is_untouched(clean_input(text), self.question):
            return [Refused(reason=UNTOUCHED)]
        step = machine.submit(self._session, clean_input(text), self._clock())
        if step.session is self._session:
            return list(step.events)
        return [*self._take(step), self._start_grading()]

    def state_confidence(self, confidence: float) -> list[Event]:
        """Notes how sure the candidate is of the answer that waits for its grade, 0..1."""
        return self._take(machine.state_confidence(self._session, confidence))

    def decide_dispute(self, place: ExchangePlace, dispute: Dispute) -> list[Event]:
        """Keeps what the candidate decided on a contested verdict of the answer at a place."""
        step = machine.decide_dispute(self._session, place, dispute)
        return self._take(step, keep_draft=True, changed=place.turn)

    @property
    def now(self) -> datetime:
        """The time by this interview's clock."""
        return self._clock()

    def dont_know(self) -> list[Event]:
        """Answers the open prompt with "I don't know"."""
        return self.submit(machine.UNKNOWN_ANSWER)

    def hint(self) -> list[Event]:
        """Asks for a hint."""
        return self._take(machine.hint(self._session, self.question), keep_draft=True)

    def skip(self) -> list[Event]:
        """Leaves the open prompt unanswered."""
        now = self._clock()
        return self._take(self._on_in_mock(machine.skip(self._session, now), now))

    def cancel_grading(self) -> list[Event]:
        """Takes the current answer back; the result of a running grading will be dropped."""
        answer = self._session.turn.current.answer or ""
        place = self._session.place
        step = machine.cancel_grading(self._session)
        changes = step.session is not self._session
        events = self._take(step, draft=answer)
        if changes:
            self._forget(place)
        return events

    def regrade(self) -> list[Event]:
        """Tries failed gradings again: the current answer's, or else those the interview did not wait for."""
        if self._session.phase is Phase.UNGRADED or not self._session.failed_places:
            step = machine.regrade(self._session)
            if step.session is self._session:
                return list(step.events)
            return [*self._take(step), self._start_grading()]
        failed = self._session.failed_places
        session = self._session
        for place in failed:
            session = session.with_exchange(place, replace(session.exchange_at(place), grade=None))
        self._take(Step(session, ()), keep_draft=True, changed=failed[0].turn)
        return [self._start_grading(place) for place in failed]

    def retry(self) -> list[Event]:
        """Opens the same question for another try."""
        return self._take(machine.retry(self._session))

    def proceed(self) -> list[Event]:
        """Goes on to the next question, or ends the session after the last one.

        An answer that is being graded gets its grade later.
        """
        if self._session.phase not in (Phase.REVIEWING, Phase.UNGRADED, Phase.GRADING):
            return [Refused(reason="Answer or skip this question first.")]
        now = self._clock()
        return self._take(self._onward(machine.leave_turn(self._session, now), now))

    def finish(self) -> list[Event]:
        """Ends the session where it stands."""
        return self._take(machine.finish(self._session, self._clock()))

    def deliver(self, ticket: int, grade: Grade, wording: str | None = None) -> list[Event]:
        """Takes the grade of the grading that `ticket` names. A late result of a cancelled grading is dropped.

        `wording` is the text of the follow-up, if there is one, in place of its probe. A failed grade does not hold
        up an interview that was to move on without it.
        """
        place = self._places.get(ticket)
        if place is None:
            return []
        current = place == self._session.place and self._session.phase is Phase.GRADING
        if current and (grade.graded or ticket != self._moving):
            now = self._clock()
            step = machine.take_grade(self._session, grade, self.question, now, wording)
            events = self._take(self._on_in_mock(step, now))
        else:
            step = machine.file_grade(self._session, place, grade)
            events = self._take(step, keep_draft=True, changed=place.turn)
        del self._places[ticket]  # only now: a grade that could not be saved can be delivered again
        return events

    def move_on(self, ticket: int, quick: Grade, wording: str | None = None) -> list[Event]:
        """Goes on while the answer of `ticket` is being graded; `quick` only helps to choose what to ask next."""
        if ticket != self._moving or self._session.phase not in (Phase.GRADING, Phase.UNGRADED):
            return []
        self._quick = {
            **self._quick,
            self._session.place: quick,
        }  # a new one: `next_follow_up` may be reading the old one
        now = self._clock()
        step = machine.move_on(self._session, self._quick_of_turn(), self.question, now, wording)
        if step.session.turn.closed_at is not None:
            step = self._onward(step, now)
        return self._take(step)

    def next_follow_up(self, ticket: int, grade: Grade) -> FollowUp | None:
        """What to follow up on if the answer of `ticket` had `grade`, or None. Called from any thread."""
        session, place = self._session, self._places.get(ticket)
        if place is None or not session.turns or place != session.place or not grade.graded:
            return None
        quick = {**self._quick_of_turn(), place.exchange: grade}
        return machine.follow_up(session, quick, self.question)

    def ask_back(self, text: str, draft: str | None = "") -> list[Event]:
        """Takes the candidate's question about the open prompt; `clarify` brings the reply. `draft` is the text of the
        answer box, None if that is on disk."""
        step = machine.ask_back(self._session, clean_input(text))
        return self._take(step, draft=clean_input(draft or ""), keep_draft=draft is None)

    def clarify(self, text: str) -> list[Event]:
        """Says the interviewer's reply to what the candidate asked."""
        if self._session.phase is not Phase.ANSWERING:
            return []
        return self._take(machine.clarify(self._session, text), keep_draft=True)

    def note_run(self) -> None:
        """Keeps that the visible tests of the open exercise were run once more."""
        self._take(machine.note_run(self._session), keep_draft=True)

    def note_review(self, number: int, text: str) -> list[Event]:
        """Keeps a chat model's remark on the program that answered question `number`, from 1."""
        return self._take(machine.review(self._session, number, text), keep_draft=True, changed=number - 1)

    def close_with(self, closing: str) -> None:
        """Saves the interviewer's summary of a finished session."""
        self._take(Step(replace(self._session, closing=closing), ()), keep_draft=True)

    def note_talk(self, usage: Usage) -> None:
        """Counts the chat-model usage of the interviewer's words; the next save includes it."""
        self._talk = self._talk + usage

    def keep_talk(self) -> None:
        """Saves that usage if no save has come since."""
        if self._talk.calls:
            self._take(Step(replace(self._session), ()), keep_draft=True)

    def _on_in_mock(self, step: Step, now: datetime) -> Step:
        """`step`, and if it ends its turn in a mock interview, what comes next."""
        waits = step.session.plan.mode.gives_feedback_at_once or step.session.phase is not Phase.REVIEWING
        return step if waits or step.session is self._session else self._onward(step, now)

    def _onward(self, left: Step, now: datetime) -> Step:
        """`left`, and what comes after its turn: the next question, or the end of the session."""
        over = left.session.questions_left <= 0
        step = machine.finish(left.session, now) if over else self._ask(left.session, now)
        return Step(step.session, (*left.events, *step.events))

    def _quick_of_turn(self) -> dict[int, Grade]:
        turn = len(self._session.turns) - 1
        return {place.exchange: grade for place, grade in self._quick.items() if place.turn == turn}

    def _forget(self, place: ExchangePlace) -> None:
        """Drops the gradings of a place: their results are no longer wanted."""
        self._places = {ticket: other for ticket, other in self._places.items() if other != place}

    def _start_grading(self, place: ExchangePlace | None = None) -> GradingStarted:
        """Starts grading the current answer, or one that the interview has left behind."""
        late = place is not None
        place = place or self._session.place
        self._forget(place)
        self._ticket += 1
        self._places[self._ticket] = place
        question = self.question_of(self._session.turns[place.turn])
        request = machine.grading_request(self._session, place, question)
        # An answer that will not be graded is reported while it can still be taken back.
        moves_on = self._moves_on and not late and why_too_long(request.answer) is None
        if moves_on:
            self._moving = self._ticket
        return GradingStarted(ticket=self._ticket, request=request, moves_on=moves_on, late=late)

    def _ask(self, session: Session, now: datetime) -> Step:
        """Puts the next planned question."""
        name = session.plan.question_ids[len(session.turns)]
        return machine.ask(session, self._questions[name], now, self._wordings.get(name))

    def _take(
        self, step: Step, *, draft: str = "", keep_draft: bool = False, changed: int | None = None
    ) -> list[Event]:
        if step.session is not self._session:
            session = replace(step.session, talk=step.session.talk + self._talk) if self._talk.calls else step.session
            self._store.save(session, None if keep_draft else draft, changed)
            self._session, self._talk = session, Usage()
            self._draft = self._draft if keep_draft else draft
        return list(step.events)
