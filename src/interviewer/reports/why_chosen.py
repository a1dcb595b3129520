"""Why questions were chosen for a job description or CV, in words that give no answer away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from interviewer.corpus.question import Question
from interviewer.interview.choosing import Chosen
from interviewer.reports.readable import readable_line
from interviewer.search.passage import Nearness, PassageKind
from interviewer.text import one_line

# Searcher.nearest_questions names no passage of another kind.
_PARTS = {
    PassageKind.TITLE: "the question itself",
    PassageKind.ALIAS: "another wording of it",
    PassageKind.KEY_POINT: "one of its key points",
    PassageKind.REFERENCE: "its reference answer",
}
_LONGEST_PIECE = 160


def why(nearness: Nearness) -> str:
    """The words of the text that are nearest to a question, and what of the question they are near to.

    The passage is named, not quoted: it may be what the answer has to say.
    """
    passage = nearness.passage
    return f"“{one_line(nearness.piece, _LONGEST_PIECE)}” is near {_PARTS[passage.kind]} ({one_line(passage.file)})"


def chosen_lines(chosen: Chosen, questions: Mapping[str, Question]) -> Iterator[str]:
    """Each question with its topic and level, and under it why it was chosen."""
    for number, question_id in enumerate(chosen.question_ids, start=1):
        question = questions[question_id]
        yield f"{number:>3}. {readable_line(question.title)} ({question.topic}, {question.level})"
        if question_id in chosen.reasons:
            yield f"     {why(chosen.reasons[question_id])}"
