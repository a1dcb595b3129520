"""The gradings under way in one conversation: when each begins, its progress, and what ends it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from interviewer.errors import InterviewerError
from interviewer.interview import conversation
from interviewer.interview.cast import Cast
from interviewer.interview.conversation import Done
from interviewer.interview.engine import Interview
from interviewer.interview.events import GradingStarted
from interviewer.interview.jobs import JobKind, Jobs
from interviewer.models.chat import Cancel

PROGRESS_SECONDS = 0.25
"""The shortest time between two progress reports of a grading."""


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


@dataclass(frozen=True)
class Outcomes:
    """Callbacks for the outcomes of gradings, called in the thread that takes the results of jobs.

    `graded` gets the grade and who graded; `moved_on` is called once a quick grader has decided how to go on meanwhile;
    `failed` if the grading could not even be begun; `progressed` gets how many characters of the reply have come.
    """

    graded: Callable[[Grading, Done, str], None]
    moved_on: Callable[[Done], None]
    failed: Callable[[Grading, InterviewerError], None]
    progressed: Callable[[Grading, int], None]


class Gradings:
    """The gradings under way, by ticket. One that is cancelled reports nothing more."""

    def __init__(
        self, interview: Interview, cast: Cast, jobs: Jobs, clock: Callable[[], float], outcomes: Outcomes
    ) -> None:
        self._interview = interview
        self._cast = cast
        self._jobs = jobs
        self._clock = clock
        self._outcomes = outcomes
        self._under_way: dict[int, Grading] = {}
        self._waiting: deque[int] = deque()
        self._moving: set[int] = set()

    def __len__(self) -> int:
        return len(self._under_way)

    def __contains__(self, ticket: int) -> bool:
        return ticket in self._under_way

    def is_moving_on(self, ticket: int) -> bool:
        """Whether it is still being decided how to go on from the answer of `ticket`."""
        return ticket in self._moving

    def begin(self, event: GradingStarted) -> None:
        """Starts grading an answer, at once or when a slot is free; if the interview moves on, starts deciding how."""
        ticket = event.ticket
        grading = self._under_way[ticket] = Grading(event, Cancel(self._progress_of(ticket)), self._clock())
        if grading.takes_slot:
            self._waiting.append(ticket)
            self._fill_slots()
        else:
            self._jobs.run(JobKind.GRADING, partial(self._grade, grading))
        if event.moves_on:
            self._moving.add(ticket)
            self._jobs.run(JobKind.QUICK_GRADING, partial(self._move_on, grading))

    def call_off(self, ticket: int) -> None:
        """Ends a grading and its connection at once."""
        grading = self._under_way.pop(ticket, None)
        self._moving.discard(ticket)
        if grading is not None:
            grading.cancel.set()
            with suppress(ValueError):
                self._waiting.remove(ticket)
            self._fill_slots()

    def call_off_all(self) -> None:
        """Ends all of them."""
        gradings, self._under_way = self._under_way, {}
        self._waiting.clear()
        self._moving.clear()
        for grading in gradings.values():
            grading.cancel.set()

    def _fill_slots(self) -> None:
        running = sum(grading.takes_slot for grading in self._under_way.values()) - len(self._waiting)
        while self._waiting and running < self._cast.at_once:
            running += 1
            grading = self._under_way[self._waiting.popleft()]
            self._jobs.run(JobKind.LATE_GRADING, partial(self._grade, grading))

    # In threads

    def _grade(self, grading: Grading) -> None:
        try:
            grader = self._cast.grader()
            done = conversation.graded(self._interview, grading.event, grader, self._cast.agent, grading.cancel)
        except InterviewerError as error:
            outcome = partial(self._outcomes.failed, grading, error)
        else:
            outcome = partial(self._outcomes.graded, grading, done, grader.label)
        self._jobs.hand_back(partial(self._end, grading, outcome))

    def _move_on(self, grading: Grading) -> None:
        done = None
        with suppress(InterviewerError):  # what fails here fails in grading too, which reports it
            quick = self._cast.quick_grader()
            done = conversation.moved_on(self._interview, grading.event, quick, self._cast.agent, grading.cancel)
        self._jobs.hand_back(partial(self._moved_on, grading.event.ticket, done))

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

    def _end(self, grading: Grading, outcome: Callable[[], None]) -> None:
        if self._under_way.pop(grading.event.ticket, None) is not None:
            self._fill_slots()
            outcome()

    def _moved_on(self, ticket: int, done: Done | None) -> None:
        if ticket in self._moving:
            self._moving.discard(ticket)
            if done is not None:
                self._outcomes.moved_on(done)

    def _progressed(self, ticket: int, characters: int) -> None:
        grading = self._under_way.get(ticket)
        if grading is not None:
            self._outcomes.progressed(grading, characters)
