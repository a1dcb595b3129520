"""Marks a derivation."""

from __future__ import annotations

from interviewer.corpus.question import Question
from interviewer.exercises.marks import Marks, unmarked


def mark_derivation(question: Question, answer: str) -> Marks:
    """The verdicts on an answer."""
    return Marks(tuple(unmarked(point) for point in question.key_points))
