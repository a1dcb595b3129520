"""Leads a conversation: takes a candidate's actions, schedules all that is slow, and tells what happens as one stream.

Everything but the slow work runs in the one thread that calls the driver: an action is done and saved when its method
returns, and what came of it is among the next events. Results of threads wait until events are taken.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from queue import Empty, SimpleQueue

from interviewer.corpus.question import Question
from interviewer.errors import InterviewerError
from interviewer.grading.grader import Grader
from interviewer.interview import conversation
from interviewer.interview.conversation import Done
from interviewer.interview.dialogue.agent import DialogueAgent
from interviewer.interview.dialogue.clarify import is_clarifying
from interviewer.interview.dialogue.speech import Speech, Worded
from interviewer.interview.engine import Interview
from interviewer.interview.events import (
    ActionFailed,
    AnswerSaved,
    Event,
    GraderFailed,
    GradesAwaited,
    GradesMissing,
    GradingCancelled,
    GradingDone,
    GradingProgressed,
    GradingStarted,
    QuestionAsked,
    QuestionPutBack,
    QuestionSkipped,
    Refused,
    ReportReady,
    SessionFinished,
    SessionStarted,
    SpeechBegun,
    SpeechKind,
    SpeechOver,
    SpeechPiece,
)
from interviewer.interview.session import ExchangePlace, Phase, Session, Turn
from interviewer.models.chat import Cancel, Usage
from interviewer.text import clean_input

PROGRESS_SECONDS = 0.25
"""How far apart a grading tells how much of its reply has come, at least."""

STILL_THINKING = "One moment: the interviewer still thinks about what you asked before."
NOBODY_TO_ASK = "There is nobody to ask: questions to the interviewer need a chat model."


@dataclass(frozen=True)
class Cast:
    """Who takes part besides the candidate.

    `grader` and `quick_grader` load what they need when they are first called, in a thread. `agent` is None without a
    chat model; `spoken` is what its words have taken of one so far. At most `at_once` answers that the interview does
    not wait for are graded at a time.
    """

    grader: Callable[[], Grader]
    quick_grader: Callable[[], Grader]
    agent: DialogueAgent | None
    spoken: Callable[[], Usage]
    at_once: int


class JobKind(StrEnum):
    """What a job is for; a late grading is one that the interview does not wait for."""

    GRADING = "grading"
    LATE_GRADING = "late-grading"
    QUICK_GRADING = "quick-grading"
    WORDS = "words"
    PREPARING = "preparing"


@dataclass(frozen=True)
class Job:
    """Slow work, to be done in any thread. `work` raises nothing."""

    kind: JobKind
    work: Callable[[], None]


Start = Callable[[Job], None]
"""Begins a job and returns; called from the driver's thread."""


def in_thread(job: Job) -> None:
    """Begins a job in a thread of its own, which does not keep the program from ending."""
    threading.Thread(target=job.work, daemon=True, name=f"interview-{job.kind}").start()


@dataclass(frozen=True)
class _Grading:
    event: GradingStarted
    cancel: Cancel
    begun: float

    @property
    def takes_slot(self) -> bool:
        """Whether it is one of those that `at_once` bounds."""
        return self.event.late or self.event.moves_on


class ConversationDriver:
    """Leads one session from its opening to its report. A front end sends actions and takes events, nothing else.

    What cannot be done is `Refused`, what fails is `ActionFailed` or `GraderFailed`; only `draft` raises. `on_ready` is
    called, from any thread, when there are events to take.
    """

    def __init__(
        self,
        interview: Interview,
        cast: Cast,
        *,
        draft: str = "",
        start: Start = in_thread,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`draft` is what was saved of the answer box; `clock` counts seconds."""
        self.on_ready: Callable[[], object] = _nobody_waits
        self._interview = interview
        self._cast = cast
        self._draft = draft
        self._start = start
        self._clock = clock
        self._events: deque[Event] = deque()
        self._results: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._gradings: dict[int, _Grading] = {}  # by ticket: those that run, and those that wait for a slot
        self._waiting: deque[int] = deque()
        self._current = 0  # the ticket of the last grading that the interview began for the open prompt
        self._moving: set[int] = set()
        self._speeches: dict[int, Cancel] = {}
        self._spoken = 0
        self._reply: Cancel | None = None
        self._counted = cast.spoken()
        self._answered = False  # whether an answer is new, and not one that is graded again
        self._awaited_told = self._missing_told = self._concluded = False

    # What can be seen

    @property
    def session(self) -> Session:
        """The session as it is on disk."""
        return self._interview.session

    @property
    def question(self) -> Question:
        """The question of the current turn."""
        return self._interview.question

    def question_of(self, turn: Turn) -> Question:
        """The question of a turn of this session."""
        return self._interview.question_of(turn)

    @property
    def converses(self) -> bool:
        """Whether there is somebody to speak with."""
        return self._cast.agent is not None

    @property
    def being_graded(self) -> int:
        """How many answers are being graded."""
        return len(self._gradings)

    @property
    def replying(self) -> bool:
        """Whether a reply to the candidate's question is on its way."""
        return self._reply is not None

    @property
    def is_busy(self) -> bool:
        """Whether something comes before it is the candidate's turn: a grade, a reply, or words."""
        phase = self.session.phase
        grading = phase is Phase.GRADING and self._current in self._gradings
        moving = phase in (Phase.GRADING, Phase.UNGRADED) and self._current in self._moving
        ending = phase is Phase.FINISHED and bool(self._gradings)
        return grading or moving or ending or self.replying or bool(self._speeches)

    # Events

    def events(self) -> Iterator[Event]:
        """What has happened by now, without waiting."""
        while True:
            while self._events:
                yield self._events.popleft()
            try:
                result = self._results.get_nowait()
            except Empty:
                return
            self._apply(result)

    def until_ready(self) -> Iterator[Event]:
        """What happens until it is the candidate's turn, or the session is over and its report can be shown."""
        yield from self._while(lambda: self.is_busy)

    def until_graded(self) -> Iterator[Event]:
        """What happens until nothing goes on any more."""
        yield from self._while(lambda: self.is_busy or bool(self._gradings))

    def _while(self, waits: Callable[[], bool]) -> Iterator[Event]:
        yield from self.events()
        while waits():
            self._apply(self._results.get())
            yield from self.events()

    # Actions

    def open(self) -> None:
        """Begins the session, or goes on with a saved one. One that is over has what failed of it graded again."""
        self._do(self._resume if self.session.turns else self._interview.start)

    def submit(self, text: str) -> None:
        """Sends what was typed: as the answer, or where it asks the interviewer something, as a question; the same
        words sent again are meant as the answer."""
        if self.converses and is_clarifying(text) and not self._was_asked(text):
            self.ask(text, draft="")
        else:
            self._do(partial(self._interview.submit, text))

    def ask(self, text: str, draft: str | None = None) -> None:
        """Asks the interviewer something about the open prompt; `draft` is what stands in the answer box then, None
        where it was kept already."""
        if not self.converses:
            self._emit(Refused(NOBODY_TO_ASK))
        elif self.replying:
            self._emit(Refused(STILL_THINKING))
        else:
            self._do(partial(self._interview.ask_back, text, draft))

    def hint(self) -> None:
        """Asks for a hint."""
        self._do(self._interview.hint)

    def dont_know(self) -> None:
        """Answers the open prompt with "I don't know"."""
        self._do(self._interview.dont_know)

    def skip(self) -> None:
        """Leaves the open prompt without an answer."""
        self._do(self._interview.skip)

    def retry(self) -> None:
        """Opens the question again; an answer whose grading failed is taken back for it."""
        ungraded = self.session.phase is Phase.UNGRADED
        self._do(self._interview.cancel_grading if ungraded else self._interview.retry)

    def regrade(self) -> None:
        """Tries failed gradings again."""
        self._missing_told = False
        self._do(self._interview.regrade)

    def cancel_grading(self) -> None:
        """Takes the current answer back, and ends its grading with its connection."""
        self._do(self._interview.cancel_grading)

    def proceed(self) -> None:
        """Goes on: to the next question, and once the session is over, to its report as it is by then."""
        if self.session.phase is not Phase.FINISHED:
            self._do(self._interview.proceed)
        elif not self._concluded:
            complete = not self._gradings
            self._call_off_gradings()
            self._conclude(sums_up=complete)

    def finish(self) -> None:
        """Ends the session where it stands."""
        self._do(self._interview.finish)

    def draft(self, text: str) -> None:
        """Keeps what stands in the answer box, where that has changed. Raises RecordsError where it cannot."""
        self._interview.draft(text)

    def prepare(self) -> None:
        """Has the grader made ready for the open prompt, while the candidate reads it."""
        question, prompt = self.question, self.session.turn.current.prompt.text

        def work() -> None:
            with suppress(InterviewerError):  # what fails here fails in grading too, which tells it
                self._cast.grader().prepare(question, prompt)

        self._run(JobKind.PREPARING, work)

    def leave(self) -> None:
        """Calls off all that goes on. What it was for is done when the session is resumed."""
        self._drop_reply()
        self._call_off_gradings()
        for cancel in self._speeches.values():
            cancel.set()
        self._speeches.clear()

    # What an action brings

    def _resume(self) -> list[Event]:
        events = self._interview.resume(self._draft)
        if self.session.phase is Phase.FINISHED and self.converses and self.session.failed_places:
            events += self._interview.regrade()
        return events

    def _do(self, act: Callable[[], list[Event]]) -> None:
        try:
            events = act()
        except InterviewerError as error:
            self._emit(ActionFailed(error))
        else:
            self._take(events)

    def _take(self, events: list[Event]) -> None:
        for event in events:
            self._emit(event)
            self._follow(event)
        self._look_for_the_end()

    def _follow(self, event: Event) -> None:
        """Begins what an event asks for."""
        match event:
            case SessionStarted():
                self._greet()
            case AnswerSaved():
                self._answered = True
                self._drop_reply()
            case QuestionAsked() | QuestionSkipped() | SessionFinished():
                self._drop_reply()
            case GradingStarted():
                self._grade(event)
            case GradingCancelled():
                self._call_off(self._current)
            case QuestionPutBack(remark=remark):
                self._reply_to(remark.text)

    def _look_for_the_end(self) -> None:
        """Tells what is still missing of a session that is over, or goes on to its report."""
        if self.session.phase is not Phase.FINISHED or self._concluded:
            return
        failed = self.session.failed_places
        if self._gradings:
            if not self._awaited_told:
                self._awaited_told = True
                self._emit(GradesAwaited(len(self._gradings)))
        elif failed and self.converses:
            if not self._missing_told:
                self._missing_told = True
                grade = self.session.exchange_at(failed[-1]).grade
                self._emit(GradesMissing(len(failed), grade.reason if grade is not None else ""))
        else:
            self._conclude(sums_up=True)

    def _conclude(self, *, sums_up: bool) -> None:
        self._concluded = True
        agent, session = self._cast.agent, self.session
        if sums_up and agent is not None and conversation.needs_closing(session):
            self._speak(SpeechKind.CLOSING, partial(conversation.closing, session, agent))
        else:
            self._emit(ReportReady(session.plan.session_id))

    # Gradings

    def _grade(self, event: GradingStarted) -> None:
        """Has an answer graded: at once, or as soon as there is a slot; and a new one reacted to."""
        grading = _Grading(event, Cancel(self._progress_of(event.ticket)), self._clock())
        self._gradings[event.ticket] = grading
        agent, answered = self._cast.agent, self._answered
        if not event.late:
            self._current = event.ticket
            self._answered = False
            if agent is not None and answered:
                self._speak(SpeechKind.REACTION, partial(conversation.reaction, event, agent))
        if grading.takes_slot:
            self._waiting.append(event.ticket)
            self._fill_slots()
        else:
            self._run(JobKind.GRADING, partial(self._work_grading, grading))
        if event.moves_on:
            self._moving.add(event.ticket)
            self._run(JobKind.QUICK_GRADING, partial(self._work_moving_on, grading))

    def _fill_slots(self) -> None:
        running = sum(grading.takes_slot for grading in self._gradings.values()) - len(self._waiting)
        while self._waiting and running < self._cast.at_once:
            grading = self._gradings[self._waiting.popleft()]
            running += 1
            self._run(JobKind.LATE_GRADING, partial(self._work_grading, grading))

    def _work_grading(self, grading: _Grading) -> None:
        try:
            grader = self._cast.grader()
            done = conversation.graded(self._interview, grading.event, grader, self._cast.agent, grading.cancel)
        except InterviewerError as error:
            self._post(partial(self._grader_failed, grading, error))
        else:
            self._post(partial(self._graded, grading, done, grader.label))

    def _work_moving_on(self, grading: _Grading) -> None:
        done = None
        with suppress(InterviewerError):  # what fails here fails in grading too, which tells it
            quick = self._cast.quick_grader()
            done = conversation.moved_on(self._interview, grading.event, quick, self._cast.agent, grading.cancel)
        self._post(partial(self._moved_on, grading, done))

    def _graded(self, grading: _Grading, done: Done, grader: str) -> None:
        """Takes a grade, unless its grading was called off."""
        if not self._over(grading):
            return
        self._count_talk()
        seconds, waited = self._clock() - grading.begun, self._is_waited_for(grading)
        events = self._interview.deliver(done.ticket, done.grade, done.wording)
        self._emit(GradingDone(done.ticket, grader, seconds, done.grade.graded, waited))
        self._take(events)

    def _moved_on(self, grading: _Grading, done: Done | None) -> None:
        if grading.event.ticket not in self._moving:
            return
        self._moving.discard(grading.event.ticket)
        if done is not None:
            self._count_talk()
            self._take(self._interview.move_on(done.ticket, done.grade, done.wording))

    def _grader_failed(self, grading: _Grading, error: InterviewerError) -> None:
        if self._over(grading):
            waits = grading.event.ticket == self._current and self.session.phase is Phase.GRADING
            self._emit(GraderFailed(grading.event.ticket, error, waits))
            self._look_for_the_end()

    def _is_waited_for(self, grading: _Grading) -> bool:
        open_still = grading.event.ticket == self._current and self.session.phase is Phase.GRADING
        return open_still and not grading.event.moves_on

    def _progress_of(self, ticket: int) -> Callable[[int], None]:
        """Tells of the characters of a grading that have come; called in the grading's thread, however often."""
        told = float("-inf")

        def on_text(characters: int) -> None:
            nonlocal told
            now = self._clock()
            if now - told >= PROGRESS_SECONDS:
                told = now
                self._post(partial(self._progressed, ticket, characters))

        return on_text

    def _progressed(self, ticket: int, characters: int) -> None:
        if ticket in self._gradings:
            self._emit(GradingProgressed(ticket, characters))

    def _over(self, grading: _Grading) -> bool:
        """A grading has ended; False where it was called off before."""
        known = self._gradings.pop(grading.event.ticket, None) is not None
        self._fill_slots()
        return known

    def _call_off(self, ticket: int) -> None:
        grading = self._gradings.pop(ticket, None)
        self._moving.discard(ticket)
        if ticket in self._waiting:
            self._waiting.remove(ticket)
        if grading is not None:
            grading.cancel.set()
        self._fill_slots()

    def _call_off_gradings(self) -> None:
        self._waiting.clear()
        self._moving.clear()
        gradings, self._gradings = self._gradings, {}
        for grading in gradings.values():
            grading.cancel.set()

    # Words

    def _greet(self) -> None:
        agent = self._cast.agent
        if agent is not None:
            topics, session = self._interview.topics, self.session
            self._speak(SpeechKind.GREETING, partial(conversation.greeting, session, topics, agent))

    def _speak(self, kind: SpeechKind, words: Callable[[Cancel], Speech]) -> None:
        """Has something said; its pieces are told as they come."""
        self._spoken += 1
        number, cancel = self._spoken, Cancel()
        self._speeches[number] = cancel
        self._emit(SpeechBegun(number, kind))

        def work() -> None:
            speech = words(cancel)
            for piece in speech:
                self._post(partial(self._said, SpeechPiece(number, piece)))
            self._post(partial(self._speech_over, number, kind, speech.worded))

        self._run(JobKind.WORDS, work)

    def _said(self, piece: SpeechPiece) -> None:
        if piece.speech in self._speeches:
            self._emit(piece)

    def _speech_over(self, number: int, kind: SpeechKind, said: Worded) -> None:
        if self._speeches.pop(number, None) is None:
            return
        self._emit(SpeechOver(number, kind, said.text, said.by_model))
        self._count_talk()
        if kind is SpeechKind.CLOSING:
            self._do(partial(self._close_with, said.text))
            self._emit(ReportReady(self.session.plan.session_id))

    def _close_with(self, text: str) -> list[Event]:
        self._interview.close_with(text)
        return []

    def _reply_to(self, text: str) -> None:
        agent = self._cast.agent
        if agent is None:
            return
        cancel = self._reply = Cancel()
        session, question, place = self.session, self.question, self._interview.place

        def work() -> None:
            reply = conversation.clarification(session, question, text, agent, cancel)
            self._post(partial(self._replied, cancel, place, reply))

        self._run(JobKind.WORDS, work)

    def _replied(self, cancel: Cancel, place: ExchangePlace, reply: str) -> None:
        """The reply is said, unless the interview has gone on meanwhile."""
        if self._reply is not cancel:
            return
        self._reply = None
        self._count_talk()
        if place == self._interview.place:
            self._take(self._interview.clarify(reply))

    def _drop_reply(self) -> None:
        if self._reply is not None:
            self._reply.set()
            self._reply = None

    def _was_asked(self, text: str) -> bool:
        said = clean_input(text)
        turns = self.session.turns
        return bool(turns) and any(remark.by_candidate and remark.text == said for remark in turns[-1].remarks)

    def _count_talk(self) -> None:
        """Notes what the interviewer's words took since they were counted last; the next save keeps it."""
        now = self._cast.spoken()
        self._interview.note_talk(now - self._counted)
        self._counted = now

    # Threads

    def _run(self, kind: JobKind, work: Callable[[], None]) -> None:
        def guarded() -> None:
            try:
                work()
            except BaseException as error:  # noqa: BLE001 - raised again where events are taken
                self._post(partial(_raise, error))

        self._start(Job(kind, guarded))

    def _post(self, result: Callable[[], None]) -> None:
        """Hands the result of a thread to the driver's own."""
        self._results.put(result)
        self.on_ready()

    def _apply(self, result: Callable[[], None]) -> None:
        try:
            result()
            if not self.is_busy:  # else a save is still to come that keeps it too
                self._interview.keep_talk()
        except InterviewerError as error:
            self._emit(ActionFailed(error))

    def _emit(self, event: Event) -> None:
        self._events.append(event)


def _raise(error: BaseException) -> None:
    raise error


def _nobody_waits() -> None:
    """Stands in until a front end wants to be told."""
