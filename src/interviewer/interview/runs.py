"""Running what is being written against the visible tests of an exercise. A run is no grading and costs no attempt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from interviewer.corpus.question import Question
from interviewer.errors import InterviewerError
from interviewer.exercises.visible import VisibleTests
from interviewer.interview.events import Event, Refused, RunDone, RunFailed, RunStarted, RunStopped
from interviewer.interview.jobs import JobKind, Jobs, Result
from interviewer.models.chat import Cancel

NO_TESTS = "There are no tests to run for this question."
NOTHING_RUNS = "No tests are running."
STILL_RUNNING = "One moment: the tests are still running."


class Runs:
    """The runs of one conversation, one at a time. `take` gets the events, in the thread that applies the results of
    jobs."""

    def __init__(self, tests: VisibleTests, jobs: Jobs, take: Callable[[list[Event]], object]) -> None:
        self._tests = tests
        self._jobs = jobs
        self._take = take
        self._running: Cancel | None = None

    @property
    def running(self) -> bool:
        """Whether a run is going on."""
        return self._running is not None

    def begin(self, question: Question, answer: str) -> list[Event]:
        """Runs what is written so far against the visible tests of a question that has some."""
        if self.running:
            return [Refused(STILL_RUNNING)]
        cancel = self._running = Cancel()
        self._jobs.run(JobKind.RUN, partial(self._run, question, answer, cancel), cancel)
        return [RunStarted()]

    def stop(self) -> list[Event]:
        """Stops the run: its processes end at once."""
        if not self.running:
            return [Refused(NOTHING_RUNS)]
        self.call_off()
        return [RunStopped()]

    def call_off(self) -> None:
        """The same without a word."""
        if self._running is not None:
            self._running.set()
            self._running = None

    def _run(self, question: Question, answer: str, cancel: Cancel) -> Iterator[Result]:
        try:
            event: Event = RunDone(self._tests.run(question, answer, cancel))
        except InterviewerError as error:
            event = RunFailed(error)
        yield partial(self._over, event)

    def _over(self, event: Event) -> None:
        self._running = None
        self._take([event])
