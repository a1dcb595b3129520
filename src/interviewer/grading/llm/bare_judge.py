"""The chat model's judge of bare references: claims are drawn first, once for a question, then judged."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from interviewer.corpus.question import Question
from interviewer.grading.grade import Method
from interviewer.grading.grader import GradingRequest
from interviewer.grading.judge import Judge, Judgement, usage_counts
from interviewer.grading.llm.drawn_claims import CLAIMS, draw
from interviewer.grading.similarity.inline import is_inline
from interviewer.models.chat import Call, Cancel, ChatModel, Message, Role, Shape, Structured, Usage
from interviewer.models.errors import ModelError
from interviewer.models.prompts import PromptLibrary, PromptTemplate

BARE_REFERENCE = "bare-reference"
"""The prompt that says what a bare reference is worth: a part of the message that asks for verdicts."""

_MOST_QUESTIONS = 1024


class AnchoredChat:
    """A chat model that is told of each grading that its reference is one way to answer."""

    def __init__(self, chat: ChatModel, prompts: PromptLibrary) -> None:
        self._chat = chat
        self._note = prompts.get(BARE_REFERENCE).system.strip()

    @property
    def name(self) -> str:
        """The chat model's."""
        return self._chat.name

    def structured(self, call: Call, shape: type[Shape]) -> Structured[Shape]:
        """The chat model's reply to the call with the note in its system message."""
        return self._chat.structured(replace(call, messages=tuple(map(self._told, call.messages))), shape)

    def stream(self, call: Call) -> Iterator[str]:
        """The chat model's."""
        return self._chat.stream(call)

    def spent(self) -> Usage:
        """The chat model's."""
        return self._chat.spent()

    def _told(self, message: Message) -> Message:
        if message.role is not Role.SYSTEM:
            return message
        # The token of the delimiters stays at the end of the message, where the prompt says that it is.
        rules, gap, token = message.text.rpartition("\n\n")
        return replace(message, text=f"{rules}{gap}{self._note}\n\n{token}")


class BareJudge:
    """Judges bare references by their drawn claims, other questions as `judge` does. Safe to use from any thread.

    `anchored` is the same judge with an AnchoredChat.
    """

    def __init__(
        self, judge: Judge, anchored: Judge, chat: ChatModel, prompts: PromptLibrary, key: bytes, *, seconds: float
    ) -> None:
        self._judge = judge
        self._anchored = anchored
        self._chat = chat
        self._prompt: PromptTemplate = prompts.get(CLAIMS)
        self._key = key
        self._seconds = seconds
        self._lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._drawn: OrderedDict[str, Question] = OrderedDict()

    @property
    def label(self) -> str:
        """How this judge is named on screen."""
        return self._judge.label

    @property
    def method(self) -> Method:
        """A language model."""
        return self._judge.method

    @property
    def model(self) -> str:
        """The chat model, as it was configured."""
        return self._judge.model

    @property
    def version(self) -> str:
        """The version of the rules that check a reply."""
        return self._judge.version

    def prepare(self, question: Question, prompt: str) -> None:
        """Nothing is loaded in advance."""

    def judge(self, request: GradingRequest, cancel: Cancel | None = None) -> Judgement:
        """Verdicts on one answer. Raises ModelError if the model gives no claims or no verdicts that can be used."""
        if not is_inline(request.question):
            return self._judge.judge(request, cancel)
        question, used = self._claimed(request.question, cancel or Cancel())
        try:
            judgement = self._anchored.judge(replace(request, question=question), cancel)
        except ModelError as error:
            raise error.having_used(used + (error.used or Usage())) from error
        return _also_used(judgement, used)

    def _claimed(self, question: Question, cancel: Cancel) -> tuple[Question, Usage]:
        """The question with its claims, and what drawing them used: of answers graded at once, one draws."""
        with self._lock:
            lock = self._locks.setdefault(question.id, threading.Lock())
        with lock:
            with self._lock:
                if question.id in self._drawn:
                    return self._drawn[question.id], Usage()
            drawn, used = draw(self._chat, self._prompt, self._key, question, self._seconds, cancel)
            with self._lock:
                self._drawn[question.id] = drawn
                while len(self._drawn) > _MOST_QUESTIONS:
                    self._locks.pop(self._drawn.popitem(last=False)[0], None)
            return drawn, used


def _also_used(judgement: Judgement, used: Usage) -> Judgement:
    """The judgement with what drawing the claims used beside its own."""
    if not used.calls and not used.input_tokens:
        return judgement
    basis = judgement.basis
    cost = None if basis.cost is None or used.cost is None else basis.cost + used.cost
    return replace(judgement, basis=replace(basis, usage=_added(basis.usage, usage_counts(used)), cost=cost))


def _added(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {name: one.get(name, 0) + other.get(name, 0) for name in (*one, *other)}
