"""Every text of a corpus that searching embeds."""

from __future__ import annotations

from collections.abc import Sequence

from interviewer.corpus.question import Question
from interviewer.search.passages import split_question


def reference_texts(questions: Sequence[Question]) -> list[str]:
    """The texts of `questions`, each once, in the order of the corpus."""
    return list(dict.fromkeys(passage.text for question in questions for passage in split_question(question)))
