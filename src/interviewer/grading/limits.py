"""How long a graded text may be, so that no answer takes much longer than another."""

from __future__ import annotations

MAX_ANSWER_CHARACTERS = 20_000
"""Twenty times a long spoken answer. A longer one is ungraded, and never cut: nobody knows which part was meant."""

MAX_REFERENCE_CHARACTERS = 20_000
MAX_QUESTION_CHARACTERS = 2_000
"""The limit for a question that is not in a corpus."""


def why_too_long(answer: str) -> str | None:
    """Why an answer is too long to be graded, in Unicode characters, and what to do; None if it is not."""
    if len(answer) <= MAX_ANSWER_CHARACTERS:
        return None
    return (
        f"The answer has {len(answer):,} characters, and at most {MAX_ANSWER_CHARACTERS:,} are graded. "
        "Shorten it to what answers the question."
    )
