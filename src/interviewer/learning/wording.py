"""Which words a question is put in: those that the candidate has not been asked it in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from interviewer.corpus.question import Question
from interviewer.learning.attempts import Attempt, in_order


def fresh_wording(question: Question, asked: Iterable[str]) -> str:
    """The question's title, or the first alias, that is not among the wordings `asked`, which are oldest first.

    Where all have been used, the one that was used longest ago.
    """
    last_asked = {wording: number for number, wording in enumerate(asked)}
    return min((question.title, *question.aliases), key=lambda wording: last_asked.get(wording, -1))


def fresh_wordings(questions: Iterable[Question], attempts: Iterable[Attempt]) -> Mapping[str, str]:
    """A fresh wording of each question, by its id."""
    asked: dict[str, list[str]] = {}
    for attempt in in_order(attempts):
        asked.setdefault(attempt.question_id, []).append(attempt.wording)
    return {question.id: fresh_wording(question, asked.get(question.id, ())) for question in questions}
