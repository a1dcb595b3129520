"""Speakers for tests: with words that can be told from the program's own, and that wait until they may come."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from random import Random

from interviewer.corpus.question import KeyPoint, Question
from interviewer.errors import InterviewerError
from interviewer.grading.verdict import PointVerdict
from interviewer.interview.dialogue.facts import ClosingFacts, OpeningFacts
from interviewer.interview.dialogue.scripted import ScriptedDialogue
from interviewer.interview.dialogue.speech import Speech, StreamGuardrail, Worded
from interviewer.interview.session import Exchange
from interviewer.models.chat import Cancel


class Voice(ScriptedDialogue):
    """Says fixed sentences, each when `may_speak` is set; `text` takes the place of the greeting and the summary."""

    def __init__(self, text: str = "") -> None:
        super().__init__(Random(1))
        self.text = text
        self.may_speak = threading.Event()
        self.may_speak.set()
        self.cancels: list[Cancel] = []
        self.summed_up: list[ClosingFacts] = []

    def greet(self, facts: OpeningFacts, *, cancel: Cancel | None = None) -> Speech:
        return self._speech(self.text or "Good **morning**. Let us talk.", cancel)

    def react(self, question: Question, answer: str, *, cancel: Cancel | None = None) -> Speech:
        return self._speech("I see.", cancel)

    def follow_up(
        self,
        question: Question,
        point: KeyPoint,
        verdicts: Sequence[PointVerdict],
        exchanges: Sequence[Exchange],
        *,
        cancel: Cancel | None = None,
    ) -> Worded:
        return Worded(f"Tell me of {point.id}.", by_model=True)

    def clarify(
        self, question: Question, text: str, exchanges: Sequence[Exchange], *, cancel: Cancel | None = None
    ) -> Worded:
        self._wait(cancel)
        return Worded("As you like.", by_model=True)

    def close(self, facts: ClosingFacts, *, cancel: Cancel | None = None) -> Speech:
        self.summed_up.append(facts)
        return self._speech(self.text or "That was that.", cancel)

    def _speech(self, text: str, cancel: Cancel | None) -> Speech:
        return Speech(
            lambda: "Authored words.", StreamGuardrail(lambda _: None, limit=10_000), self._pieces(text, cancel)
        )

    def _pieces(self, text: str, cancel: Cancel | None) -> Iterator[str]:
        for start in range(0, len(text), 7):
            self._wait(cancel)
            yield text[start : start + 7]

    def _wait(self, cancel: Cancel | None) -> None:
        if cancel is not None:
            self.cancels.append(cancel)
            stop = cancel.listen(self.may_speak.set)
            self.may_speak.wait(10)
            stop()


class BrokenVoice(Voice):
    """Its model breaks off after a sentence."""

    def _pieces(self, text: str, cancel: Cancel | None) -> Iterator[str]:
        yield "One sentence. And"
        raise InterviewerError("The model is gone.")
