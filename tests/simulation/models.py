"""Models that speak and grade as badly as models do, as scripts of the chat server.

What is said to a request follows from its words alone, so that a session can be played again.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Mapping
from random import Random
from typing import Any

from interviewer.corpus.question import Question
from tests.models import answers
from tests.models.loopback import Answer, Body
from tests.models.scripted_model import CRITERION, judged

_SLOT = re.compile(r"<<(\w+) ([0-9a-f]{16})>>\n(.*?)\n<<end \1 \2>>", re.DOTALL)

Quotes = Callable[[Mapping[str, str]], str]
"""What a model quotes for every verdict, from what it was given."""

GENERIC = "Can you go one step deeper into how that works, and why it works like that?"


def invented(slots: Mapping[str, str]) -> str:
    """Words that nobody said."""
    return "the candidate explained this fully and in the right order"


def of_the_question(slots: Mapping[str, str]) -> str:
    """The question."""
    return slots["question"].strip()


class Sloppy:
    """A model that accepts everything with quotes that are worth nothing, and forgets its manners when it speaks.

    It knows the reference answers, as a large model does, and tells them now and then.
    """

    def __init__(self, questions: Iterable[Question], quotes: Quotes) -> None:
        self._questions = tuple(questions)
        self._quotes = quotes

    def __call__(self, request: Body) -> Answer:
        """The answer to any request of the program."""
        messages = [message for message in request["messages"] if message["role"] in ("system", "user")]
        slots = {name: text for name, _, text in _SLOT.findall(messages[1]["content"])}
        if "key_points" in slots:
            return answers.json_reply(self._accepting(slots, CRITERION.findall(messages[0]["content"])))
        return self._speaking(slots)

    def _accepting(self, slots: Mapping[str, str], criteria: list[str]) -> dict[str, Any]:
        reply = judged(slots, criteria)
        quote = [self._quotes(slots)]
        for point in reply["key_points"]:
            point |= {"reasoning": "Fully explained.", "evidence": quote, "verdict": "met"}
        for criterion in reply.get("criteria", ()):
            criterion |= {"reasoning": "Excellent.", "evidence": quote, "level": 4}
        if criteria:
            reply["beyond"] = [
                {
                    "claim_quote": quote[0],
                    "reasoning": "Everybody knows that.",
                    "supported_by": "common knowledge",
                    "relevant": True,
                }
            ]
        return reply

    def _speaking(self, slots: Mapping[str, str]) -> Answer:
        rng = Random(zlib.crc32("\n".join(f"{name} {text}" for name, text in sorted(slots.items())).encode()))
        if "probe" in slots:
            return rng.choice(self._follow_ups(slots, rng))
        if "asked" in slots:
            return rng.choice(self._replies(slots, rng))
        if "answer" in slots:
            return rng.choice(self._reactions(slots, rng))
        return rng.choice(_CLOSINGS if "key points met" in slots["facts"] else _GREETINGS)

    def _follow_ups(self, slots: Mapping[str, str], rng: Random) -> list[Answer]:
        probe, claim = slots["probe"], self._claim(slots, rng)
        asked = slots["question"].strip()
        said = (
            probe,
            f"And what about this: {probe[:1].lower()}{probe[1:]}",
            f"Isn't it the case that {claim[:1].lower()}{claim[1:].rstrip('.')}?",
            f"{claim} Can you say why that is so?",
            asked,
            f"Great answer! {probe}",
            f"You forgot something important. {probe}",
            "Können Sie bitte genauer erklären, was dabei im Netz passiert und warum das so ist?",
            GENERIC,
            GENERIC,
            f"Follow-up question: {probe}",
            f"{probe} See https://example.org/answer?",
            "",
        )
        return [*(answers.text(text) for text in said), answers.broken_stream("So tell me how ")]

    def _reactions(self, slots: Mapping[str, str], rng: Random) -> list[Answer]:
        said = (
            "Excellent, that is exactly right.",
            "Hmm, that misses the main thing.",
            "Thanks, I have written that down.",
            "You scored 90 % on this one.",
            f"Thanks; remember that {self._claim(slots, rng)}",
            "Danke, das habe ich mir notiert und gehe jetzt weiter.",
            "Thank you. That was wrong.",
            "",
        )
        return [*(answers.text(text) for text in said), answers.broken_stream("Thank you, I am ")]

    def _replies(self, slots: Mapping[str, str], rng: Random) -> list[Answer]:
        said = (
            "Yes, exactly right.",
            f"It is about this: {self._claim(slots, rng)}",
            "Ja, genau das meine ich, bitte antworten Sie so ausführlich wie möglich.",
            "Take it as broadly as you like and say what you assume.",
            "No, that is wrong, but you are close.",
            "",
        )
        return [*(answers.text(text) for text in said), answers.broken_stream("It is meant ")]

    def _claim(self, slots: Mapping[str, str], rng: Random) -> str:
        """A key point of the question, or the truth beside a misconception."""
        about = next((found for found in self._questions if found.title in slots["question"]), None)
        if about is None:
            raise ValueError(f"No question has the title {slots['question']!r}.")
        return rng.choice(
            [*(point.claim for point in about.key_points), *(found.truth for found in about.misconceptions)]
        )


_GREETINGS = [
    answers.text("Welcome to Acme! You have 12 questions in 45 minutes."),
    answers.text("Hello! How are you today?"),
    answers.text("Willkommen zu diesem Gespräch, wir beginnen gleich mit der ersten Frage."),
    answers.text("Welcome, and thank you for coming. We begin in a moment."),
    answers.broken_stream("Welcome to this "),
    answers.text(""),
]
_CLOSINGS = [
    answers.text("Fantastic work, you mastered everything! We will hire you."),
    answers.text("Thank you. You scored 97 % overall and met all key points."),
    answers.text("You met 40 key points and missed none."),
    answers.text("Danke für das Gespräch, das war eine sehr gute Leistung von Ihnen."),
    answers.text("Thank you for your time. You covered every question completely."),
    answers.broken_stream("Thank you. You scored "),
    answers.text(""),
]
