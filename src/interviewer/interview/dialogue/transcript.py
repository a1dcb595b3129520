"""What was said in a turn, for a prompt."""

from __future__ import annotations

from collections.abc import Sequence

from interviewer.interview.session import Exchange

MOST_CHARACTERS = 4_000
"""Longer answers are cut for the dialogue, which needs no more of them; grading always reads all of an answer."""

_LEFT_OUT = "\n[… the middle is left out …]\n"


def transcript(exchanges: Sequence[Exchange]) -> str:
    """The prompts and answers of a turn in order."""
    parts = []
    for exchange in exchanges:
        parts.append(f"{exchange.prompt.kind.label}: {exchange.prompt.text}")
        if exchange.answer is not None:
            parts.append(f"Answer: {shortened(exchange.answer)}")
    return "\n\n".join(parts)


def shortened(text: str) -> str:
    """`text` with its middle left out if it is longer than MOST_CHARACTERS."""
    if len(text) <= MOST_CHARACTERS:
        return text
    half = (MOST_CHARACTERS - len(_LEFT_OUT)) // 2
    return text[:half] + _LEFT_OUT + text[-half:]
