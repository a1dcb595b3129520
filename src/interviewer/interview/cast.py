"""Who takes part in a conversation besides the candidate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from interviewer.grading.grader import Grader
from interviewer.interview.dialogue.agent import DialogueAgent
from interviewer.models.chat import Usage


@dataclass(frozen=True)
class Cast:
    """Who takes part besides the candidate.

    `grader` and `quick_grader` load what they need when they are first called, in a thread. `agent` is None without a
    chat model; `spoken` is what its words have taken of one so far. At most `at_once` answers that the interview does
    not wait for are graded at a time.
    """

    grader: Callable[[], Grader]
    quick_grader: Callable[[], Grader]
    agent: DialogueAgent | None
    spoken: Callable[[], Usage]
    at_once: int
