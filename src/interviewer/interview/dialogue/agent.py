"""Who speaks for the interviewer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from interviewer.corpus.question import KeyPoint, Question
from interviewer.grading.verdict import PointVerdict
from interviewer.interview.dialogue.facts import ClosingFacts, OpeningFacts
from interviewer.interview.dialogue.speech import Speech, Worded
from interviewer.interview.session import Exchange
from interviewer.settings import Tone

if TYPE_CHECKING:
    from interviewer.models.chat import Cancel


MANNERS = {
    Tone.FRIENDLY: "Speak warmly and simply, as to a colleague you want to see at their best; no flattery, no jokes.",
    Tone.NEUTRAL: "Speak plainly and politely, as an interviewer who takes notes; neither warm nor cold.",
    Tone.STRICT: "Speak briefly and formally, without pleasantries; never rude, never sarcastic.",
}
"""Each tone as an instruction for wording a text."""


class DialogueAgent(Protocol):
    """Words what the interviewer says; it never grades. Every method works without a model and raises no error of one.

    A Speech must be iterated over, in any thread, for its words to come. `cancel` cancels the call behind a text; what
    was not said by then is said in authored words.
    """

    def greet(self, facts: OpeningFacts, *, cancel: Cancel | None = None) -> Speech:
        """Words before the first question."""
        ...

    def react(self, question: Question, answer: str, *, cancel: Cancel | None = None) -> Speech:
        """A sentence after an answer, before it is graded, that says nothing of how good it was."""
        ...

    def follow_up(
        self,
        question: Question,
        point: KeyPoint,
        verdicts: Sequence[PointVerdict],
        exchanges: Sequence[Exchange],
        *,
        cancel: Cancel | None = None,
    ) -> Worded:
        """The follow-up aimed at `point`; `verdicts` are the best so far, `exchanges` what was said in the turn."""
        ...

    def clarify(
        self, question: Question, text: str, exchanges: Sequence[Exchange], *, cancel: Cancel | None = None
    ) -> Worded:
        """The reply to the candidate's question `text` about `question`, which gives no part of the answer."""
        ...

    def review(self, question: Question, program: str, *, cancel: Cancel | None = None) -> Worded:
        """A remark on the style and approach of a program whose exercise is over; no text where there is none."""
        ...

    def close(self, facts: ClosingFacts, *, cancel: Cancel | None = None) -> Speech:
        """A summary of the session from its facts alone."""
        ...
