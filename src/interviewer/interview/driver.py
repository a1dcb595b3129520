"""Leads a conversation: takes a candidate's actions, schedules slow work, and reports what happens as one stream.

Everything but the slow work runs in the one thread that calls the driver: an action is done and saved when its method
returns, and its outcome is among the next events. Results of threads wait until events are taken.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial

from interviewer.corpus.question import Question
from interviewer.errors import InterviewerError
from interviewer.grading.verdict import PointVerdict, Verdict
from interviewer.interview.cast import Cast
from interviewer.interview.dialogue.clarify import is_clarifying
from interviewer.interview.dialogue.review import program_to_review
from interviewer.interview.disputes import Contested, Disputes
from interviewer.interview.engine import Interview
from interviewer.interview.events import (
    ActionFailed,
    AnswerSaved,
    ConfidenceAsked,
    ConfidenceStated,
    Event,
    GradesAwaited,
    GradesMissing,
    GradingCancelled,
    GradingStarted,
    QuestionAsked,
    QuestionPutBack,
    QuestionSkipped,
    Refused,
    ReportReady,
    RunDone,
    SessionFinished,
    SessionStarted,
    TurnClosed,
)
from interviewer.interview.gradings import Gradings
from interviewer.interview.jobs import JobKind, Jobs, Result, Start, in_thread
from interviewer.interview.machine import UNKNOWN_ANSWER
from interviewer.interview.programs import beginning, has_tests_to_run, program_to_debug, takes_lines, takes_program
from interviewer.interview.runs import NO_TESTS, Runs
from interviewer.interview.session import ExchangePlace, Phase, PromptKind, Session, Turn
from interviewer.interview.words import Words
from interviewer.learning.pace import time_limit
from interviewer.text import clean_input

NOT_ASKED = "You were not asked how sure you are."
STILL_THINKING = "One moment: the interviewer is still thinking about your last question."
NOBODY_TO_ASK = "There is nobody to ask: questions to the interviewer need a chat model."


class ConversationDriver:
    """Leads one session from its opening to its report. A front end sends actions and takes events, nothing else.

    An action that cannot be done is `Refused`, one that fails is `ActionFailed` or `GraderFailed`; only `draft` raises.
    """

    def __init__(
        self,
        interview: Interview,
        cast: Cast,
        *,
        draft: str = "",
        start: Start = in_thread,
        clock: Callable[[], float] = time.monotonic,
        asks_confidence: bool = False,
    ) -> None:
        """`draft` is the saved text of the answer box; `clock` counts seconds. With `asks_confidence`, the candidate is
        asked how sure the answer to a question is before it is graded."""
        self._interview = interview
        self._cast = cast
        self._draft = draft
        self._events: deque[Event] = deque()
        self._jobs = Jobs(start)
        self._gradings = Gradings(interview, cast, self._jobs, clock, self._take)
        self._words = Words(cast.agent, self._jobs, self._events.append)
        self._disputes = Disputes(interview, cast.second_judge, self._jobs, self._take)
        self._runs = Runs(cast.tests, self._jobs, self._take)
        self._asks_confidence = asks_confidence
        self._held: GradingStarted | None = None  # until it is said how sure the answer is
        self._counted = cast.spoken()
        self._answered = False  # whether an answer is new rather than being graded again
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
    def planned(self) -> list[Question]:
        """The planned questions that the corpus has, in order."""
        return self._interview.planned

    @property
    def time_limit(self) -> int | None:
        """The seconds that the current question may take in a mock interview, or None."""
        seconds = self.session.plan.seconds_per_question
        return time_limit(self.question, seconds) if self.session.turns else seconds

    @property
    def converses(self) -> bool:
        """Whether there is an interviewer to speak with."""
        return self._cast.agent is not None

    @property
    def being_graded(self) -> int:
        """How many answers are being graded."""
        return len(self._gradings)

    @property
    def replying(self) -> bool:
        """Whether a reply to the candidate's question is on its way."""
        return self._words.replying

    @property
    def confidence_asked(self) -> bool:
        """Whether a grading waits until the candidate has said, or has not, how sure the answer is."""
        return self._held is not None

    @property
    def contestable(self) -> tuple[PointVerdict, ...]:
        """The verdicts on the last question that can be contested now."""
        return self._disputes.contestable

    @property
    def contested(self) -> Contested | None:
        """The contested verdict that is not decided yet."""
        return self._disputes.contested

    @property
    def takes_program(self) -> bool:
        """Whether the open prompt is answered with a program."""
        session = self.session
        return session.phase is Phase.ANSWERING and takes_program(self.question, session.turn.current.prompt.kind)

    @property
    def takes_lines(self) -> bool:
        """Whether the open prompt is answered in words on several lines."""
        session = self.session
        return session.phase is Phase.ANSWERING and takes_lines(self.question, session.turn.current.prompt.kind)

    @property
    def has_tests_to_run(self) -> bool:
        """Whether the open prompt has visible tests."""
        session = self.session
        return session.phase is Phase.ANSWERING and has_tests_to_run(self.question, session.turn.current.prompt.kind)

    @property
    def program_to_debug(self) -> str:
        """The program that the open prompt asks to debug, by mending it or in words; empty for any other prompt."""
        session = self.session
        answering = session.phase is Phase.ANSWERING
        return program_to_debug(self.question, session.turn.current.prompt.kind) if answering else ""

    @property
    def beginning(self) -> str:
        """What the answer to the open prompt begins with; empty but for exercises."""
        return beginning(self.question, self.session.turn) if self.session.phase is Phase.ANSWERING else ""

    @property
    def running(self) -> bool:
        """Whether visible tests are running."""
        return self._runs.running

    @property
    def is_busy(self) -> bool:
        """Whether something is still to come before it is the candidate's turn: a grade, a second judgement, a run of
        the visible tests, a reply, or words."""
        speaks = self._words.replying or self._words.speaking or self._words.reviewing
        return self._gradings.awaited or self._disputes.judging or self._runs.running or speaks

    # Events

    def when_ready(self, tell: Callable[[], object]) -> None:
        """Calls `tell`, from any thread, when there are events to take."""
        self._jobs.on_ready = tell

    def events(self) -> Iterator[Event]:
        """What has happened so far, without waiting."""
        while True:
            while self._events:
                yield self._events.popleft()
            result = self._jobs.arrived()
            if result is None:
                return
            self._apply(result)

    def until_ready(self) -> Iterator[Event]:
        """What happens until it is the candidate's turn, or the session is over and its report can be shown."""
        yield from self._while(lambda: self.is_busy)

    def until_graded(self) -> Iterator[Event]:
        """What happens until nothing is left to do."""
        yield from self._while(lambda: self.is_busy or len(self._gradings) > 0)

    def _while(self, waits: Callable[[], bool]) -> Iterator[Event]:
        yield from self.events()
        while waits():
            self._apply(self._jobs.awaited())
            yield from self.events()

    # Actions

    def open(self) -> None:
        """Begins the session, or resumes a saved one. If that one is over, its failed gradings are tried again."""
        self._do(self._resume if self.session.turns else self._interview.start)

    def submit(self, text: str) -> None:
        """Sends what was typed: as a question if it asks the interviewer something, else as the answer. The same words
        sent again are the answer."""
        asks = self.converses and not self.takes_program and is_clarifying(text)
        if asks and not self._was_asked(text):
            self.ask(text, draft="")
        else:
            self._do(partial(self._interview.submit, text))

    def ask(self, text: str, draft: str | None = None) -> None:
        """Asks the interviewer something about the open prompt; `draft` is the text of the answer box, None if that is
        already saved."""
        if not self.converses:
            self._events.append(Refused(NOBODY_TO_ASK))
        elif self.replying:
            self._events.append(Refused(STILL_THINKING))
        else:
            self._do(partial(self._interview.ask_back, text, draft))

    def run_tests(self, text: str) -> None:
        """Runs what has been written so far against the visible tests, as often as wanted: that is no attempt."""
        if self.has_tests_to_run:
            self._do(partial(self._runs.begin, self.question, clean_input(text)))
        else:
            self._events.append(Refused(NO_TESTS))

    def stop_run(self) -> None:
        """Stops the run of the visible tests."""
        self._do(self._runs.stop)

    def state_confidence(self, confidence: float | None) -> None:
        """Says how sure the candidate is of the answer just given, 0..1, or with None does not; then it is graded."""
        held, self._held = self._held, None
        if held is None:
            self._events.append(Refused(NOT_ASKED))
            return
        if confidence is None:
            self._events.append(ConfidenceStated(len(self.session.turns), None))
        else:
            self._do(partial(self._interview.state_confidence, confidence))
        self._begin(held)

    def contest(self, point: str, number: int | None = None) -> None:
        """Contests the verdict on a key point of question `number`, from 1, by default the last one: its answer is
        judged a second time, without a word about that."""
        self._do(partial(self._disputes.contest, point, number))

    def decide(self, label: Verdict, argument: str = "") -> None:
        """Decides what the contested verdict should be, once the second judgement is there."""
        self._do(partial(self._disputes.decide, label, argument))

    def drop_dispute(self) -> None:
        """Leaves the contested verdict undecided."""
        self._do(self._disputes.drop)

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
        """Opens the question again; an answer whose grading failed is taken back first."""
        ungraded = self.session.phase is Phase.UNGRADED
        self._do(self._interview.cancel_grading if ungraded else self._interview.retry)

    def regrade(self) -> None:
        """Tries failed gradings again."""
        self._missing_told = False
        self._do(self._interview.regrade)

    def cancel_grading(self) -> None:
        """Takes the current answer back, and ends its grading and the connection."""
        self._held = None
        self._do(self._interview.cancel_grading)

    def proceed(self) -> None:
        """Goes on: to the next question, or once the session is over, to its report as it is then."""
        if self.session.phase is not Phase.FINISHED:
            self._do(self._interview.proceed)
        elif not self._concluded:
            complete = len(self._gradings) == 0
            self._gradings.call_off_all()
            self._conclude(sums_up=complete)

    def finish(self) -> None:
        """Ends the session where it stands."""
        self._do(self._interview.finish)

    def draft(self, text: str) -> None:
        """Saves the text of the answer box if it has changed. Raises RecordsError if it cannot be saved."""
        self._interview.draft(text)

    def prepare(self) -> None:
        """Prepares the grader for the open prompt while the candidate reads it, and what runs an answer's program."""
        question, prompt = self.question, self.session.turn.current.prompt.text
        runs = self.has_tests_to_run

        def work() -> Iterable[Result]:
            with suppress(InterviewerError):  # what fails here fails in grading too, which reports it
                self._cast.grader().prepare(question, prompt)
                if runs:
                    self._cast.tests.prepare(question)
            return ()

        self._jobs.run(JobKind.PREPARING, work)

    def leave(self) -> None:
        """Cancels all work in progress. It is done when the session is resumed."""
        self._held = None
        self._runs.call_off()
        self._disputes.call_off()
        self._words.call_off()
        self._gradings.call_off_all()

    # What an action leads to

    def _resume(self) -> list[Event]:
        events = self._interview.resume(self._draft)
        if self.session.phase is Phase.FINISHED and self.converses and self.session.failed_places:
            events += self._interview.regrade()
        return events

    def _do(self, act: Callable[[], list[Event]]) -> None:
        if self._held is not None:
            self.state_confidence(None)
        try:
            events = act()
        except InterviewerError as error:
            self._events.append(ActionFailed(error))
        else:
            self._take(events)

    def _take(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, GradingStarted) and self._waits_for_confidence(event):
                self._held = event
                self._gradings.expect(event)
                self._events.append(ConfidenceAsked(len(self.session.turns)))
            else:
                self._events.append(event)
                self._follow(event)
        self._look_for_the_end()

    def _follow(self, event: Event) -> None:
        """Starts what an event calls for."""
        match event:
            case SessionStarted():
                self._words.greet(self.session, self._interview.planned)
            case AnswerSaved():
                self._answered = True
                self._words.drop_reply()
                self._runs.call_off()
            case QuestionAsked() | QuestionSkipped() | SessionFinished():
                self._words.drop_reply()
                self._runs.call_off()
            case TurnClosed(turn=turn, show_feedback=True):
                self._review(turn)
            case RunDone():
                self._interview.note_run()
            case GradingStarted():
                self._grade(event)
            case GradingCancelled():
                self._gradings.call_off_current()
            case QuestionPutBack(remark=remark):
                over = partial(self._replied, self.session.place)
                self._words.reply(self.session, self.question, remark.text, over)

    def _review(self, turn: Turn) -> None:
        """Has a program looked at once its question is over, if there is somebody to do so."""
        question = self.question_of(turn)  # the next one may have been asked in the same step
        program = program_to_review(turn, question)
        if program:
            number = self.session.turns.index(turn) + 1
            self._words.review(question, program, lambda text: self._take(self._interview.note_review(number, text)))

    def _waits_for_confidence(self, event: GradingStarted) -> bool:
        """Whether the candidate is asked first: about a new answer to a question itself that claims to know."""
        if not (self._asks_confidence and self._answered) or event.late:
            return False
        current = self.session.turn.current
        return current.prompt.kind is PromptKind.QUESTION and current.answer != UNKNOWN_ANSWER

    def _begin(self, event: GradingStarted) -> None:
        """Starts a grading that was held."""
        self._events.append(event)
        self._follow(event)

    def _look_for_the_end(self) -> None:
        """Reports what a finished session still lacks, or goes on to its report."""
        if self.session.phase is not Phase.FINISHED or self._concluded:
            return
        failed = self.session.failed_places
        if len(self._gradings):
            if not self._awaited_told:
                self._awaited_told = True
                self._events.append(GradesAwaited(len(self._gradings)))
        elif failed and self.converses:
            if not self._missing_told:
                self._missing_told = True
                grade = self.session.exchange_at(failed[-1]).grade
                self._events.append(GradesMissing(len(failed), grade.reason if grade is not None else ""))
        else:
            self._conclude(sums_up=True)

    def _conclude(self, *, sums_up: bool) -> None:
        self._concluded = True
        if not (sums_up and self._words.close(self.session, self._summed_up)):
            self._events.append(ReportReady(self.session.plan.session_id))

    def _summed_up(self, text: str) -> None:
        try:
            self._interview.close_with(text)
        except InterviewerError as error:
            self._events.append(ActionFailed(error))
        self._events.append(ReportReady(self.session.plan.session_id))

    def _grade(self, event: GradingStarted) -> None:
        """Starts grading an answer, and if it is new, reacts to it."""
        if not event.late:
            if self._answered:
                self._words.react(event)
            self._answered = False
        self._gradings.begin(event)

    def _replied(self, place: ExchangePlace, text: str) -> None:
        """Says the reply, unless the interview has moved on meanwhile."""
        if place == self.session.place:
            self._take(self._interview.clarify(text))

    def _was_asked(self, text: str) -> bool:
        said = clean_input(text)
        turns = self.session.turns
        return bool(turns) and any(remark.by_candidate and remark.text == said for remark in turns[-1].remarks)

    def _apply(self, result: Result) -> None:
        self._count_talk()
        try:
            result()
            if not self.is_busy:  # else a later save includes it too
                self._interview.keep_talk()
        except InterviewerError as error:
            self._events.append(ActionFailed(error))

    def _count_talk(self) -> None:
        """Notes the usage of the interviewer's words since the last count; the next save includes it."""
        if self._cast.agent is not None:
            now = self._cast.spoken()
            self._interview.note_talk(now - self._counted)
            self._counted = now
