"""How long a text may be that is graded, so that no answer takes much longer than another."""

from __future__ import annotations

MAX_ANSWER_CHARACTERS = 20_000
"""Twenty times a long spoken answer. A longer one is ungraded, and never cut: who knows which part of it was meant."""

MAX_REFERENCE_CHARACTERS = 20_000
MAX_QUESTION_CHARACTERS = 2_000
"""What a question that stands in no corpus may bring."""


def why_too_long(answer: str) -> str | None:
    """Why an answer is not graded for its length, counted in Unicode characters, and what to do; None where it is."""
    if len(answer) <= MAX_ANSWER_CHARACTERS:
        return None
    return (
        f"The answer has {len(answer):,} characters, and at most {MAX_ANSWER_CHARACTERS:,} are graded. "
        "Shorten it to what answers the question."
    )
