"""The interviewer that speaks through a chat model; each of its texts is checked in code before it is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import TYPE_CHECKING

from interviewer.corpus.question import KeyPoint, Question
from interviewer.grading.verdict import PointVerdict
from interviewer.interview.dialogue.agent import MANNERS
from interviewer.interview.dialogue.facts import ClosingFacts, OpeningFacts
from interviewer.interview.dialogue.follow_up_check import speaks_of_itself, why_not_asked
from interviewer.interview.dialogue.judging import judges, judges_in_passing, only_agrees
from interviewer.interview.dialogue.leaks import hidden_points, leaks
from interviewer.interview.dialogue.levels import next_rung
from interviewer.interview.dialogue.listing import listed_closing, listed_opening
from interviewer.interview.dialogue.plain_words import why_unreadable
from interviewer.interview.dialogue.review import MOST_OF_PROGRAM, speaks_of_a_score
from interviewer.interview.dialogue.scripted import ScriptedDialogue, as_it_stands, greeting, summary
from interviewer.interview.dialogue.speech import Check, Speech, StreamGuardrail, Worded
from interviewer.interview.dialogue.summary_check import why_not_the_opening, why_not_the_summary
from interviewer.interview.dialogue.transcript import shortened, transcript
from interviewer.interview.follow_ups import probe_in_words
from interviewer.interview.session import Exchange
from interviewer.models.chat import Call, Cancel
from interviewer.models.spotlighting import new_delimiters
from interviewer.settings import Tone

if TYPE_CHECKING:
    from interviewer.models.chat import ChatModel
    from interviewer.models.prompts import PromptLibrary

PROMPTS = ("greet", "react", "follow-up", "clarify", "review", "close")
"""The prompts that a dialogue needs."""

MOST_CHARACTERS = 900
MOST_IN_REACTION = 240
MOST_IN_SUMMARY = 2_000

_SECONDS = 20.0
_SECONDS_FOR_SUMMARY = 40.0
_DATA = re.compile(r"""\s*(?:```json\b|[{\[]\s*(?:["{}\[\]]|$))""")  # as a model that grades too may give it
_MAX_TOKENS = 2_000  # a model that thinks first spends most of them unseen


class LlmDialogue:
    """A DialogueAgent that uses a chat model, and the authored texts where the model's cannot be said.

    No prompt contains a reference answer, a key point's claim or a grade, and all that the candidate and the corpus
    say goes between delimiters. `token` draws their token, by default from the system's random source.
    """

    def __init__(
        self,
        chat: ChatModel,
        prompts: PromptLibrary,
        tone: Tone,
        rng: Random,
        token: Callable[[], str] | None = None,
    ) -> None:
        """Raises UnknownNameError if one of PROMPTS is missing."""
        self._chat = chat
        self._prompts = {name: prompts.get(name) for name in PROMPTS}
        self._tone = tone
        self._authored = ScriptedDialogue(rng, tone)
        self._token = token

    def greet(self, facts: OpeningFacts, *, cancel: Cancel | None = None) -> Speech:
        """Words before the first question."""

        def check(text: str) -> str | None:
            return _why_unfit(text) or why_not_the_opening(text, facts)

        pieces = self._pieces("greet", cancel, facts=listed_opening(facts))
        return Speech(lambda: greeting(facts, self._tone), StreamGuardrail(check, limit=MOST_CHARACTERS), pieces)

    def react(self, question: Question, answer: str, *, cancel: Cancel | None = None) -> Speech:
        """A sentence after an answer, before it is graded, that says nothing of how good it was."""

        def check(text: str) -> str | None:
            judged = judges(text)
            if judged is not None:
                return f"it judges the answer ({judged!r})"
            if "?" in text:
                return "it asks something"
            return _why_unfit(text) or _why_leaking(text, question, question.key_points, answer)

        pieces = self._pieces("react", cancel, question=question.title, answer=shortened(answer))
        return Speech(self._authored.reaction, StreamGuardrail(check, limit=MOST_IN_REACTION, sentences=1), pieces)

    def follow_up(
        self,
        question: Question,
        point: KeyPoint,
        verdicts: Sequence[PointVerdict],
        exchanges: Sequence[Exchange],
        *,
        cancel: Cancel | None = None,
    ) -> Worded:
        """The follow-up aimed at `point`, on the rung reached; the probe if the model's leaks or is unfit."""
        hidden = [point, *hidden_points(question, verdicts)]
        said = _answers(exchanges)

        def check(text: str) -> str | None:
            return why_not_asked(text, question, point, exchanges) or _why_leaking(text, question, hidden, said)

        pieces = self._pieces(
            "follow-up",
            cancel,
            rung=next_rung(question, verdicts).asks,
            question=_put(question),
            probe=point.probe,
            exchanges=transcript(exchanges),
        )
        return _whole(pieces, check, otherwise=probe_in_words(point, verdicts))

    def clarify(
        self, question: Question, text: str, exchanges: Sequence[Exchange], *, cancel: Cancel | None = None
    ) -> Worded:
        """The reply to the candidate's question `text`, which gives no part of the answer.

        A question that itself says what is hidden ("do you mean that units are zeroed?") is neither confirmed nor
        denied: the open prompt is repeated, and no model is called.
        """
        otherwise = as_it_stands(question, exchanges)
        verdicts = [verdict for said in exchanges if said.grade is not None for verdict in said.grade.verdicts]
        hidden = hidden_points(question, verdicts)
        if leaks(text, question, hidden, allowed=_answers(exchanges)) is not None:
            return Worded(otherwise, by_model=False, why_not="the question itself holds a part of the answer")
        said = f"{_answers(exchanges)}\n{text}"

        def check(reply: str) -> str | None:
            judged = judges_in_passing(reply)
            if judged is not None:
                return f"it judges ({judged!r})"
            if only_agrees(f"{reply} "):
                return "it is a bare yes or no"
            return _why_unfit(reply) or _why_leaking(reply, question, hidden, said)

        pieces = self._pieces(
            "clarify", cancel, question=_put(question), exchanges=transcript(exchanges), asked=shortened(text)
        )
        return _whole(pieces, check, otherwise=otherwise)

    def review(self, question: Question, program: str, *, cancel: Cancel | None = None) -> Worded:
        """A remark on a program: all of it is checked, and nothing is said in its place."""

        def check(text: str) -> str | None:
            return speaks_of_a_score(text) or _why_unfit(text)

        exercise = question.exercise
        pieces = self._pieces(
            "review",
            cancel,
            seconds=_SECONDS_FOR_SUMMARY,
            question=question.title,
            task=exercise.task if exercise is not None else question.title,
            program=program[:MOST_OF_PROGRAM],
            solution=exercise.solution if exercise is not None else "",
        )
        return _whole(pieces, check, otherwise="")

    def close(self, facts: ClosingFacts, *, cancel: Cancel | None = None) -> Speech:
        """A summary of the session from its facts alone; all of it is checked against them before any of it is said."""

        def check(text: str) -> str | None:
            return _why_unfit(text) or why_not_the_summary(text, facts)

        pieces = self._pieces("close", cancel, seconds=_SECONDS_FOR_SUMMARY, facts=listed_closing(facts))
        return Speech(lambda: summary(facts), StreamGuardrail(check, limit=MOST_IN_SUMMARY, whole=True), pieces)

    def _pieces(self, prompt: str, cancel: Cancel | None, *, seconds: float = _SECONDS, **values: str) -> Iterator[str]:
        """The model's words for a prompt; the call begins with the first of them."""
        delimiters = new_delimiters(values.values(), self._token)
        if "tone" in self._prompts[prompt].trusted:
            values["tone"] = MANNERS[self._tone]
        messages = self._prompts[prompt].render(delimiters, **values)
        call = Call(messages, temperature=None, max_tokens=_MAX_TOKENS, seconds=seconds, cancel=cancel or Cancel())
        yield from self._chat.stream(call)


def _whole(pieces: Iterator[str], check: Check, *, otherwise: str) -> Worded:
    """All that the model says, if it passes, or else the authored text."""
    guardrail = StreamGuardrail(lambda _: None, limit=MOST_CHARACTERS, whole=True)
    text = "".join(guardrail.through(pieces)).strip()
    why_not = guardrail.cut or (check(text) if text else "the model said nothing")
    return Worded(text, by_model=True) if why_not is None else Worded(otherwise, by_model=False, why_not=why_not)


def _put(question: Question) -> str:
    """What the candidate was asked, with the task of an exercise."""
    exercise = question.exercise
    return question.title if exercise is None else f"{question.title}\n\n{shortened(exercise.task)}"


def _why_unfit(text: str) -> str | None:
    """Why a text of any kind cannot be said."""
    if _DATA.match(text):
        return "it is data, not words"
    return "it is not addressed to the candidate" if speaks_of_itself(text) else why_unreadable(text)


def _why_leaking(text: str, question: Question, hidden: Sequence[KeyPoint], said: str) -> str | None:
    leaked = leaks(text, question, hidden, allowed=said)
    return None if leaked is None else f"it gives away {leaked}"


def _answers(exchanges: Sequence[Exchange]) -> str:
    return "\n".join(exchange.answer or "" for exchange in exchanges)
