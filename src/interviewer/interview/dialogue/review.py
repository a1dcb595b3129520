"""What a chat model may say of the style and approach of a program: nothing of its score."""

from __future__ import annotations

import re

from interviewer.corpus.question import Question
from interviewer.interview.machine import UNKNOWN_ANSWER
from interviewer.interview.programs import takes_program
from interviewer.interview.session import PromptKind, Turn

REVIEW = "A model's remark on style and approach, which changes no score"
"""How it is labelled wherever it is shown."""

MOST_OF_PROGRAM = 12_000
"""The characters of a program that a model reads."""

_OF_A_SCORE = re.compile(
    r"\b(?:scor(?:e[sd]?|ing)|grad(?:e[sd]?|ing)|mark(?:s|ed|ing)|point(?:s)?\s+(?:out\s+of|of)|full\s+(?:credit|points)"
    r"|pass(?:es|ed)?\s+(?:\w+\s+){0,3}tests?)\b|\d\s*(?:%|percent\b|points?\b|out\s+of\s+\d)"
    r"|\b\d+\s*/\s*\d+\b",
    re.IGNORECASE,
)


def program_to_review(turn: Turn, question: Question) -> str:
    """The program that a turn was answered with; empty where it was answered in words or not at all."""
    answer = turn.exchanges[0].answer or ""
    return answer if takes_program(question, PromptKind.QUESTION) and answer != UNKNOWN_ANSWER else ""


def speaks_of_a_score(text: str) -> str | None:
    """Why a review may not be shown: it judges what the tests have judged. None if it does not."""
    found = _OF_A_SCORE.search(text)
    return None if found is None else f"it speaks of a score ({found.group()!r})"
