"""Facts of sessions that tests build on."""

from __future__ import annotations

from interviewer.grading.grade import Method
from interviewer.grading.graders import GraderName
from interviewer.interview.dialogue.facts import ClosingFacts, OpeningFacts, TopicScore
from interviewer.interview.session import Mode

JUDGE = GraderName(Method.LLM, "openai:judge", "3")
OPENING = OpeningFacts(Mode.MOCK, 5, ("regularization", "attention-and-transformers"), 180)
CLOSING = ClosingFacts(
    asked=5,
    topics=(
        TopicScore("regularization", 85, 2, JUDGE),
        TopicScore("attention-and-transformers", 30, 1, JUDGE),
    ),
    overall=(TopicScore("", 67, 3, JUDGE),),
    met=9,
    partial=2,
    missed=7,
    misconceptions=("Dropout stays on at inference time.",),
    ungraded=1,
    skipped=1,
)
EMPTY = ClosingFacts(1, (), (), 0, 0, 0, (), 1, 0)
