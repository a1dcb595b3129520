"""Asks a chat model for a rewrite, and lets stand of it what is supported."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from interviewer.corpus.question import Question
from interviewer.grading.grade import Method
from interviewer.grading.grader import Grader, GradingRequest
from interviewer.grading.score import credit_of, is_contradicted
from interviewer.grading.verdict import Evidence
from interviewer.interview.credit import Credit, credit_of_turn
from interviewer.interview.dialogue.shown_text import shown
from interviewer.interview.programs import takes_program
from interviewer.interview.session import PromptKind, Turn
from interviewer.language.sentences import split_sentences
from interviewer.language.words import words
from interviewer.models.asking import keyed_delimiters
from interviewer.models.chat import Call, ChatModel
from interviewer.models.errors import ModelError
from interviewer.reports.model import RewriteReport
from interviewer.reports.rewriting.support import RewriteSupport, supported
from interviewer.text import one_line

if TYPE_CHECKING:
    from interviewer.models.prompts import PromptLibrary

REWRITE = "rewrite"
"""The prompt that asks for one."""

LEAST_LEFT = 0.5
"""The least share of a rewrite's words that must be supported: what is left of less is no text."""
LEAST_WORDS = 8

_MOST_CHARACTERS = 4_000
_MOST_OF_ANSWER = 12_000
_MAX_TOKENS = 4_000
_NONE = "none"
_AFTER_SYMBOL = re.compile(r"(?<=\s\w\.)(\s+)(?=[A-Z])")


class RewriteReply(BaseModel):
    """The reply to the prompt `rewrite`."""

    model_config = ConfigDict(extra="ignore", frozen=True, json_schema_extra={"additionalProperties": False})

    text: Annotated[str, BeforeValidator(lambda value: value[:_MOST_CHARACTERS] if isinstance(value, str) else value)]


class Rewriter:
    """Rewrites answers through a chat model. The same answer with the same grades is asked for once, where `chat`
    caches its replies.

    `checker` grades what a rewrite says: a sentence that contradicts a key point or states a misconception is dropped.
    `key` draws the delimiters, `seconds` is how long a call may take.
    """

    def __init__(self, chat: ChatModel, prompts: PromptLibrary, key: bytes, checker: Grader, *, seconds: float) -> None:
        self._chat = chat
        self._prompt = prompts.get(REWRITE)
        self._key = key
        self._checker = checker
        self._seconds = seconds

    def rewrite(self, turn: Turn, question: Question) -> RewriteReport:
        """The rewrite of all answers of a turn in one, or why there is none."""
        credit = credit_of_turn(turn)
        answer = _answer(turn)
        if takes_program(question, PromptKind.QUESTION):
            return self._none("a program is not reworded")
        if credit.unaided is None:
            return self._none("the answer has no grade")
        if not answer:
            return self._none("there is no answer to rewrite")
        stated, missing = _points(credit)
        texts = {
            "question": question.title,
            "answer": answer[:_MOST_OF_ANSWER],
            "stated": _listed(stated),
            "missing": _listed(missing),
        }
        try:
            reply = self._ask(texts)
        except ModelError as error:
            return self._none(f"the model failed: {one_line(error.message)}")
        return self._checked(reply, question, RewriteSupport(question, answer, [*stated, *missing]))

    def _ask(self, texts: dict[str, str]) -> str:
        messages = self._prompt.render(keyed_delimiters(texts.values(), self._key), **texts)
        call = Call(messages, max_tokens=_MAX_TOKENS, seconds=self._seconds)
        return self._chat.structured(call, RewriteReply).value.text

    def _checked(self, reply: str, question: Question, support: RewriteSupport) -> RewriteReport:
        """What of a reply may stand. It is read twice: dropping a sentence may change what the next one says."""
        kept = _sentences(shown(reply))
        written = len(words(reply))
        for _ in range(2):
            kept = self._not_wrong(supported(kept, support), question)
        text = "".join(kept).strip()
        left = len(words(text))
        if left < LEAST_WORDS or left < LEAST_LEFT * written:
            return self._none("too little of what the model wrote is supported by the answer and its grade")
        return RewriteReport(text, self._chat.name, dropped=len(_sentences(shown(reply))) - len(kept))

    def _not_wrong(self, sentences: Sequence[str], question: Question) -> list[str]:
        """The sentences without those that contradict a key point or state a misconception."""
        text = "".join(sentences)
        grade = self._checker.grade(GradingRequest(question, text, question.title))
        wrong = [found for verdict in grade.verdicts if is_contradicted(verdict) for found in verdict.evidence]
        wrong += [found for misconception in grade.misconceptions for found in misconception.evidence]
        right: list[str] = []
        start = 0
        for sentence in sentences:
            end = start + len(sentence)
            if not any(_within(found, start, end) for found in wrong):
                right.append(sentence)
            start = end
        return right

    def _none(self, why: str) -> RewriteReport:
        return RewriteReport("", self._chat.name, why_not=why)


def _sentences(text: str) -> list[str]:
    """The sentences of a text, each with the space after it. One may end in a symbol: "with p. The"."""
    return [part for found in split_sentences(text.strip()) for part in _AFTER_SYMBOL.sub("\\1\0", found).split("\0")]


def _answer(turn: Turn) -> str:
    """What the candidate said in a turn, second tries and what no judge had to read left out."""
    said = (exchange for exchange in turn.exchanges if exchange.prompt.kind is not PromptKind.RETRY)
    return "\n\n".join(
        exchange.answer
        for exchange in said
        if exchange.answer and exchange.grade is not None and exchange.grade.provenance.method is not Method.GATE
    )


def _points(credit: Credit) -> tuple[list[str], list[str]]:
    """The claims that were stated, and those that were missed or contradicted, the truth about misconceptions too."""
    stated = [verdict.claim for verdict in credit.verdicts if credit_of(verdict)]
    missing = [verdict.claim for verdict in credit.verdicts if credit_of(verdict) == 0.0]
    return stated, [*missing, *(found.truth for found in credit.misconceptions)]


def _listed(points: Sequence[str]) -> str:
    return "\n".join(f"- {one_line(point)}" for point in points) or _NONE


def _within(found: Evidence, start: int, end: int) -> bool:
    return found.start < end and start < found.end
