"""The passages that are given to a grader beside an answer: near it, and of other questions."""

from __future__ import annotations

from interviewer.search.passage import Passage
from interviewer.search.searcher import Searcher

PASSAGES = 3
"""At most this many are given."""
NEAR = 0.55
"""A passage with a lower cosine to the answer is not given to the grader: it can support nothing the answer claims.
Of the three nearest passages to each of 60 answers of the benchmark's development half, 3 in 10 reach it; of 15 below
it that were read, most were on another subject."""


def near_passages(searcher: Searcher, answer: str, question_id: str) -> tuple[Passage, ...]:
    """The passages nearest to an answer to the question `question_id`, of other questions and as far as they are near.

    Raises InterviewerError.
    """
    hits = searcher.search(answer, PASSAGES + 1)
    others = (hit for hit in hits if hit.passage.question_id != question_id and hit.cosine >= NEAR)
    return tuple(hit.passage for hit in others)[:PASSAGES]
