"""Who takes part in a conversation apart from the candidate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from interviewer.exercises.visible import VisibleTests
from interviewer.grading.grader import Grader
from interviewer.interview.dialogue.agent import DialogueAgent
from interviewer.models.chat import Usage


@dataclass(frozen=True)
class Cast:
    """Who takes part apart from the candidate.

    `grader` and `quick_grader` load what they need on their first call, in a thread. `agent` is None without a chat
    model; `spoken` is the usage of its words so far. `second_judge` judges contested verdicts: the configured grader,
    without replies from a cache. `tests` runs the visible tests of exercises. Of the answers that the interview does
    not wait for, at most `at_once` are graded at a time.
    """

    grader: Callable[[], Grader]
    quick_grader: Callable[[], Grader]
    agent: DialogueAgent | None
    spoken: Callable[[], Usage]
    at_once: int
    second_judge: Callable[[], Grader]
    tests: VisibleTests
