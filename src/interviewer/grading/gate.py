"""The gate before any model: answers that say nothing score 0, with the reason given, and cost no call."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from interviewer.language.words import tokens

EMPTY = "The answer is empty."
REFUSAL = "The answer says that it does not know."
ECHO = "The answer only repeats the question."
TOO_LITTLE = "The answer has no statement to judge."

ECHO_RATIO = 90.0
"""A short answer with this token-set similarity to the prompt (0-100, rapidfuzz) or more is an echo."""

_REFUSAL = re.compile(
    r"""(?:(?:sorry|hm+|um+|uh+|well|honestly|actually|oh)\s+)*
    (?:
        i\s+(?:really\s+|honestly\s+|just\s+)?
            (?:don['’]?t|do\s+not|can['’]?t|cannot|couldn['’]?t)\s+
            (?:really\s+|actually\s+)?(?:know|remember|recall|answer|say)
      | (?:i\s+have\s+|i['’]?ve\s+)?no\s+(?:idea|clue)
      | (?:i['’]?m|i\s+am)\s+not\s+(?:really\s+)?sure
      | (?:i\s+am|i['’]?m)\s+(?:clueless|lost|stuck)
      | (?:not\s+sure|dunno|idk|pass|skip|next|no\s+answer|nothing|unknown|unsure|n\s*a)
    )
    (?:\s+(?:this|that|it|the|one|about|to|answer|question|anything|what|is|how|works?|here|sorry|at|all|please|yet|of))*""",
    re.VERBOSE | re.IGNORECASE,
)


def gate(answer: str, prompts: tuple[str, ...]) -> str | None:
    """Why an answer scores 0 without being judged, or None if it has to be judged.

    `prompts` are the question and the words that the candidate was answering.
    """
    words = tokens(answer)
    nothing = gate_of_nothing(answer)
    if nothing is not None:
        return nothing
    if not words:
        return TOO_LITTLE
    if any(_echoes(words, tokens(prompt)) for prompt in prompts):
        return ECHO
    return None


def gate_of_nothing(answer: str) -> str | None:
    """Why an answer of any kind, a program or a number too, scores 0 without being judged, or None."""
    if not answer.strip():
        return EMPTY
    if _REFUSAL.fullmatch(" ".join(tokens(answer))):
        return REFUSAL
    return None


def _echoes(answer: list[str], prompt: list[str]) -> bool:
    """Whether nearly every word of the answer is in the prompt and it is about as long, or shorter."""
    if not prompt or len(answer) > 1.5 * len(prompt) + 2:
        return False
    if set(answer) <= set(prompt) and len(answer) >= 3:
        return True
    return fuzz.ratio(" ".join(answer), " ".join(prompt)) >= ECHO_RATIO
