"""Every text of a corpus that searching and grading embed, except answers and queries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from interviewer.corpus.question import Question
from interviewer.grading.similarity.null_distribution import null_sentences
from interviewer.grading.similarity.target import texts_of
from interviewer.search.passages import split_question


def reference_texts(questions: Sequence[Question]) -> list[str]:
    """The texts of `questions`, each once, in the order of the corpus."""
    return list(dict.fromkeys(_texts(questions)))


def _texts(questions: Sequence[Question]) -> Iterator[str]:
    for question in questions:
        yield from (passage.text for passage in split_question(question))
        yield from texts_of(question, question.title)
        yield from (point.probe for point in question.key_points)
        yield from question.follow_ups
    yield from (text for _, text in null_sentences(questions))
