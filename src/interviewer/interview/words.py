"""The interviewer's own words in progress: speeches, and a reply to what the candidate asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from interviewer.interview.dialogue.speech import Speech, Worded
from interviewer.interview.events import Event, SpeechBegun, SpeechKind, SpeechOver, SpeechPiece
from interviewer.interview.jobs import JobKind, Jobs, Result
from interviewer.models.chat import Cancel


class Words:
    """What is being said and replied. `emit` takes its events, in the thread that takes the results of jobs."""

    def __init__(self, jobs: Jobs, emit: Callable[[Event], None]) -> None:
        self._jobs = jobs
        self._emit = emit
        self._speeches: dict[int, Cancel] = {}
        self._count = 0
        self._reply: Cancel | None = None

    @property
    def speaking(self) -> bool:
        """Whether something is being said."""
        return bool(self._speeches)

    @property
    def replying(self) -> bool:
        """Whether a reply is on its way."""
        return self._reply is not None

    def speak(
        self, kind: SpeechKind, words: Callable[[Cancel], Speech], over: Callable[[str], None] | None = None
    ) -> None:
        """Says something; its pieces are reported as they come, and `over` is called with all of it at the end."""
        self._count += 1
        number, cancel = self._count, Cancel()
        self._speeches[number] = cancel
        self._emit(SpeechBegun(number, kind))

        def work() -> Iterator[Result]:
            speech = words(cancel)
            for piece in speech:
                yield partial(self._emit, SpeechPiece(number, piece))
            yield partial(self._over, number, kind, speech.worded, over)

        self._jobs.run(JobKind.WORDS, work, cancel)

    def reply(self, words: Callable[[Cancel], str], over: Callable[[str], None]) -> None:
        """Words a reply and calls `over` with it, unless it was dropped meanwhile."""
        cancel = self._reply = Cancel()

        def work() -> Iterator[Result]:
            yield partial(self._replied, words(cancel), over)

        self._jobs.run(JobKind.WORDS, work, cancel)

    def drop_reply(self) -> None:
        """Drops the reply, which is no longer wanted."""
        if self._reply is not None:
            self._reply.set()
            self._reply = None

    def call_off(self) -> None:
        """Drops the reply and all speeches."""
        self.drop_reply()
        speeches, self._speeches = self._speeches, {}
        for cancel in speeches.values():
            cancel.set()

    def _over(self, number: int, kind: SpeechKind, said: Worded, over: Callable[[str], None] | None) -> None:
        del self._speeches[number]
        self._emit(SpeechOver(number, kind, said.text, said.by_model))
        if over is not None:
            over(said.text)

    def _replied(self, text: str, over: Callable[[str], None]) -> None:
        self._reply = None
        over(text)
