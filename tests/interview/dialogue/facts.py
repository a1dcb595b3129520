"""Facts of sessions that tests build on."""

from __future__ import annotations

from interviewer.grading.grade import Method
from interviewer.interview.dialogue.facts import ClosingFacts, OpeningFacts, TopicScore
from interviewer.interview.session import Mode

OPENING = OpeningFacts(Mode.MOCK, 5, ("regularization", "attention-and-transformers"), 180)
CLOSING = ClosingFacts(
    asked=5,
    topics=(
        TopicScore("regularization", 85, 2, Method.LLM),
        TopicScore("attention-and-transformers", 30, 1, Method.LLM),
    ),
    overall=(TopicScore("", 67, 3, Method.LLM),),
    met=9,
    partial=2,
    missed=7,
    misconceptions=("Dropout stays on at inference time.",),
    ungraded=1,
    skipped=1,
)
EMPTY = ClosingFacts(1, (), (), 0, 0, 0, (), 1, 0)
