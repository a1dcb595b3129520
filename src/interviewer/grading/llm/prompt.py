"""What a language model is sent to judge an answer: the prompts `grade` and `vote` filled in.

Only the rubric, the seniority and the ids of key points are our words. The question, its key points, misconceptions and
reference, the passages and the answer may all come from others, and are put between delimiters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from interviewer.corpus.question import KeyPoint, Question
from interviewer.grading.grader import GradingRequest
from interviewer.grading.rubric import Rubric
from interviewer.models.chat import Message
from interviewer.models.prompts import PromptTemplate
from interviewer.models.spotlighting import Delimiters
from interviewer.search.passage import Passage
from interviewer.text import one_line

GRADE = "grade"
VOTE = "vote"
NONE = "(none)"
WHOLE_QUESTION = "all"

_POINT_ID = re.compile(r"k\d{1,4}")


def slots(request: GradingRequest, passages: Sequence[Passage] = ()) -> Mapping[str, str]:
    """Every text of others that grading `request` puts in a prompt, by the name of its slot."""
    question = request.question
    return {
        "question": _asked(request),
        "key_points": _key_points(question.key_points),
        "misconceptions": _misconceptions(question),
        "reference": question.reference,
        "passages": _passages(passages),
        "answer": request.answer,
    }


def grading_messages(
    prompt: PromptTemplate, rubric: Rubric, request: GradingRequest, passages: Sequence[Passage], delimiters: Delimiters
) -> list[Message]:
    """The messages that ask for a GradingReply. `delimiters` must be new to all of `slots(request, passages)`."""
    return prompt.render(
        delimiters,
        seniority=request.question.level.value,
        criteria=rubric.in_words(),
        focus=_focus(request),
        **slots(request, passages),
    )


def vote_messages(
    prompt: PromptTemplate, request: GradingRequest, points: Sequence[KeyPoint], delimiters: Delimiters
) -> list[Message]:
    """The messages that ask for a VoteReply on some key points, as `grading_messages` does for all."""
    texts = dict(slots(request)) | {"key_points": _key_points(points)}
    chosen = {name: text for name, text in texts.items() if name in prompt.untrusted}
    return prompt.render(delimiters, ids=", ".join(_id(point.id) for point in points), **chosen)


def _asked(request: GradingRequest) -> str:
    """The question, and the words that were answered where they are others."""
    title = request.question.title
    return title if request.prompt == title else f"{title}\n\nWhat was asked just now:\n{request.prompt}"


def _focus(request: GradingRequest) -> str:
    if request.focus is None:
        return WHOLE_QUESTION
    return f"{WHOLE_QUESTION}; what was asked just now aims at {_id(request.focus)}"


def _id(point_id: str) -> str:
    """A key point's id, which the program gave it; anything else is not an id and has no place among our words."""
    if not _POINT_ID.fullmatch(point_id):
        raise ValueError("A key point's id is k and a number.")
    return point_id


def _key_points(points: Sequence[KeyPoint]) -> str:
    lines = (f"{_id(point.id)}: {one_line(point.claim)}" for point in points)
    return "\n".join(lines) or NONE


def _misconceptions(question: Question) -> str:
    """One line per belief: a line that begins with an id is always the program's."""
    return "\n".join(f"{one_line(wrong.id)}: {one_line(wrong.belief)}" for wrong in question.misconceptions) or NONE


def _passages(passages: Sequence[Passage]) -> str:
    """Each passage's id in brackets, with its text indented: no text can fake a passage of its own."""
    entries = (f"[{one_line(passage.id)}]\n{_indented(passage.text)}" for passage in passages)
    return "\n".join(entries) or NONE


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())
