"""The gradings under way in one conversation: when each begins, its progress, what comes of it, and what ends it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from interviewer.errors import InterviewerError
from interviewer.grading.grade import Grade, Method
from interviewer.grading.grader import Grader
from interviewer.interview.cast import Cast
from interviewer.interview.dialogue.agent import DialogueAgent
from interviewer.interview.dialogue.follow_up_check import repeats
from interviewer.interview.engine import Interview
from interviewer.interview.events import Event, GraderFailed, GradingDone, GradingProgressed, GradingStarted
from interviewer.interview.jobs import JobKind, Jobs, Result
from interviewer.interview.session import Phase, Session
from interviewer.models.chat import Cancel

A_PROGRAM = "a program"
"""Who marked the answer to an exercise."""

A_RULE = "a rule"
"""What settled an answer that no judge was asked about, such as "I don't know"."""

_BY = {Method.PROGRAM: A_PROGRAM, Method.GATE: A_RULE}

PROGRESS_SECONDS = 0.25
"""The shortest time between two progress reports of a grading."""


@dataclass(frozen=True)
class Done:
    """A finished grading: its ticket, the grade, and words for the follow-up that it leads to, if any."""

    ticket: int
    grade: Grade
    wording: str | None = None


@dataclass(frozen=True)
class Grading:
    """An answer that is being graded or waits for a slot; `begun` is when its grading was requested, in seconds."""

    event: GradingStarted
    cancel: Cancel
    begun: float

    @property
    def takes_slot(self) -> bool:
        """Whether it counts towards `Cast.at_once`: the interview does not wait for it."""
        return self.event.late or self.event.moves_on


class Gradings:
    """The gradings under way, by ticket. `take` gets the events that each leads to, in the thread that applies the
    results of jobs; `clock` counts seconds. One that is called off leads to nothing more."""

    def __init__(
        self,
        interview: Interview,
        cast: Cast,
        jobs: Jobs,
        clock: Callable[[], float],
        take: Callable[[list[Event]], None],
    ) -> None:
        self._interview = interview
        self._cast = cast
        self._jobs = jobs
        self._clock = clock
        self._take = take
        self._current = 0  # the ticket of the last grading expected or begun for the open prompt
        self._under_way: dict[int, Grading] = {}
        self._waiting: deque[Grading] = deque()
        self._moving: dict[int, Grading] = {}  # until it is decided how to go on

    def __len__(self) -> int:
        return len(self._under_way)

    @property
    def awaited(self) -> bool:
        """Whether the interview waits for one: the grade of its current answer, how to go on, or its last grades."""
        phase = self._interview.session.phase
        grading = phase is Phase.GRADING and self._current in self._under_way
        moving = phase in (Phase.GRADING, Phase.UNGRADED) and self._current in self._moving
        return grading or moving or (phase is Phase.FINISHED and len(self) > 0)

    def expect(self, event: GradingStarted) -> None:
        """Takes note of an answer whose grading begins later: it is the current one, and no other is awaited."""
        self._current = event.ticket

    def begin(self, event: GradingStarted) -> None:
        """Starts grading an answer, at once or when a slot is free; if the interview moves on, starts deciding how."""
        ticket, cancel = event.ticket, Cancel(self._progress_of(event.ticket))
        grading = self._under_way[ticket] = Grading(event, cancel, self._clock())
        if not event.late:
            self._current = ticket
        if grading.takes_slot:
            self._waiting.append(grading)
            self._fill_slots()
        else:
            self._jobs.run(JobKind.GRADING, partial(self._grade, grading), cancel)
        if event.moves_on:
            self._moving[ticket] = grading
            self._jobs.run(JobKind.QUICK_GRADING, partial(self._decide, grading), cancel)

    def call_off_current(self) -> None:
        """Ends the grading of the current answer and its connection at once."""
        for gradings in (self._under_way, self._moving):
            grading = gradings.pop(self._current, None)
            if grading is not None:
                grading.cancel.set()
                with suppress(ValueError):
                    self._waiting.remove(grading)
        self._fill_slots()

    def call_off_all(self) -> None:
        """Ends all of them."""
        for grading in (*self._under_way.values(), *self._moving.values()):
            grading.cancel.set()
        self._under_way.clear()
        self._moving.clear()
        self._waiting.clear()

    def _fill_slots(self) -> None:
        running = sum(grading.takes_slot for grading in self._under_way.values()) - len(self._waiting)
        while self._waiting and running < self._cast.at_once:
            running += 1
            grading = self._waiting.popleft()
            self._jobs.run(JobKind.LATE_GRADING, partial(self._grade, grading), grading.cancel)

    # In threads

    def _grade(self, grading: Grading) -> Iterator[Result]:
        try:
            grader = self._cast.grader()
            done = graded(self._interview, grading.event, grader, self._cast.agent, grading.cancel)
        except InterviewerError as error:
            yield partial(self._failed, grading, error)
        else:
            yield partial(self._graded, grading, done, grader.label)

    def _decide(self, grading: Grading) -> Iterator[Result]:
        done = None
        with suppress(InterviewerError):  # what fails here fails in grading too, which reports it
            quick = self._cast.quick_grader()
            done = moved_on(self._interview, grading.event, quick, self._cast.agent, grading.cancel)
        yield partial(self._decided, grading.event.ticket, done)

    def _progress_of(self, ticket: int) -> Callable[[int], None]:
        """A callback for how many characters have come; it passes that on at most every PROGRESS_SECONDS."""
        told = float("-inf")

        def on_text(characters: int) -> None:
            nonlocal told
            now = self._clock()
            if now - told >= PROGRESS_SECONDS:
                told = now
                self._jobs.hand_back(partial(self._progressed, ticket, characters))

        return on_text

    # Results

    def _graded(self, grading: Grading, done: Done, grader: str) -> None:
        waited = self._end(grading) and not grading.takes_slot
        seconds = self._clock() - grading.begun
        name = _BY.get(done.grade.provenance.method, grader)
        events = self._interview.deliver(done.ticket, done.grade, done.wording)
        self._take([GradingDone(done.ticket, name, seconds, done.grade.graded, waited), *events])

    def _failed(self, grading: Grading, error: InterviewerError) -> None:
        waits = self._end(grading)
        self._take([GraderFailed(grading.event.ticket, error, waits)])

    def _end(self, grading: Grading) -> bool:
        """Takes note of its end; returns whether it was that of the interview's current answer."""
        del self._under_way[grading.event.ticket]
        self._fill_slots()
        return grading.event.ticket == self._current and self._interview.session.phase is Phase.GRADING

    def _decided(self, ticket: int, done: Done | None) -> None:
        del self._moving[ticket]
        if done is not None:
            self._take(self._interview.move_on(done.ticket, done.grade, done.wording))

    def _progressed(self, ticket: int, characters: int) -> None:
        if ticket in self._under_way:
            self._take([GradingProgressed(ticket, characters)])


def graded(
    interview: Interview,
    event: GradingStarted,
    grader: Grader,
    agent: DialogueAgent | None,
    cancel: Cancel | None = None,
) -> Done:
    """Grades the answer of `event` and words the follow-up that its grade leads to; for `interview.deliver`.

    A grade that the interview does not wait for leads to no follow-up.
    """
    grade = grader.grade(event.request, cancel)
    waits = not (event.late or event.moves_on)
    return Done(event.ticket, grade, _wording(interview, event, grade, agent, cancel) if waits else None)


def moved_on(
    interview: Interview,
    event: GradingStarted,
    quick: Grader,
    agent: DialogueAgent | None,
    cancel: Cancel | None = None,
) -> Done:
    """Uses a quick grader to decide how to go on, and words the follow-up; for `interview.move_on`."""
    grade = quick.grade(event.request, cancel)
    return Done(event.ticket, grade, _wording(interview, event, grade, agent, cancel))


def _wording(
    interview: Interview, event: GradingStarted, grade: Grade, agent: DialogueAgent | None, cancel: Cancel | None
) -> str | None:
    if agent is None:
        return None
    next_up = interview.next_follow_up(event.ticket, grade)
    if next_up is None:
        return None
    question, exchanges = event.request.question, interview.session.turn.exchanges
    wording = agent.follow_up(question, next_up.point, next_up.verdicts, exchanges, cancel=cancel).text
    return None if _was_put(wording, interview.session) else wording


def _was_put(wording: str, session: Session) -> bool:
    """Whether the session has had this follow-up before: models keep falling back on the same words."""
    asked = (exchange.prompt.text for turn in session.turns for exchange in turn.exchanges)
    return any(repeats(wording, text) for text in asked)
