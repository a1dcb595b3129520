"""Running what is being written against the visible tests of an exercise. A run is no grading and costs no attempt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from interviewer.corpus.question import Question
from interviewer.errors import InterviewerError
from interviewer.interview.events import Event, Refused, RunDone, RunFailed, RunStarted, RunStopped
from interviewer.interview.jobs import JobKind, Jobs, Result
from interviewer.models.chat import Cancel
from interviewer.sandbox.running import Author, Runner, RunRequest

NO_TESTS = "There are no tests to run for this question."
NOTHING_RUNS = "No tests are running."
STILL_RUNNING = "One moment: the tests are still running."


class Runs:
    """The runs of one conversation, one at a time. `runner` loads what runs programs, in a thread; `take` gets the
    events, in the thread that applies the results of jobs."""

    def __init__(self, runner: Callable[[], Runner], jobs: Jobs, take: Callable[[list[Event]], object]) -> None:
        self._runner = runner
        self._jobs = jobs
        self._take = take
        self._running: Cancel | None = None

    @property
    def running(self) -> bool:
        """Whether a run is going on."""
        return self._running is not None

    def begin(self, question: Question, program: str) -> list[Event]:
        """Runs `program` against the visible tests of a question."""
        exercise = question.exercise
        if self.running:
            return [Refused(STILL_RUNNING)]
        if exercise is None or exercise.language is None or not exercise.visible_tests:
            return [Refused(NO_TESTS)]
        request = RunRequest(program, exercise.visible_tests, exercise.language, exercise.seconds, Author.ONESELF)
        self._running = Cancel()
        self._jobs.run(JobKind.RUN, partial(self._run, request), self._running)
        return [RunStarted()]

    def stop(self) -> list[Event]:
        """Stops waiting for the run; its process ends with its time at the latest."""
        if not self.running:
            return [Refused(NOTHING_RUNS)]
        self.call_off()
        return [RunStopped()]

    def call_off(self) -> None:
        """The same without a word."""
        if self._running is not None:
            self._running.set()
            self._running = None

    def _run(self, request: RunRequest) -> Iterator[Result]:
        try:
            event: Event = RunDone(self._runner().run(request))
        except InterviewerError as error:
            event = RunFailed(error)
        yield partial(self._over, event)

    def _over(self, event: Event) -> None:
        self._running = None
        self._take([event])
