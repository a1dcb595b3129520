"""What a session says has happened. Every face, the records and the tests consume the same frozen events."""

from __future__ import annotations

from dataclasses import dataclass

from interviewer.grading.grade import Grade
from interviewer.grading.grader import GradingRequest
from interviewer.interview.credit import Credit
from interviewer.interview.session import Hint, Plan, Prompt, Remark, Turn


@dataclass(frozen=True)
class SessionStarted:
    """A new session began."""

    plan: Plan


@dataclass(frozen=True)
class SessionResumed:
    """A session was brought back; `draft` is what stood in the answer box."""

    plan: Plan
    turns: tuple[Turn, ...]
    draft: str


@dataclass(frozen=True)
class QuestionAsked:
    """A question was put; `number` of `total`, from 1."""

    number: int
    total: int
    turn: Turn


@dataclass(frozen=True)
class HintGiven:
    """A probe was shown on request; `left` more can be had."""

    hint: Hint
    left: int


@dataclass(frozen=True)
class Refused:
    """What was asked for cannot be done now; `reason` is a sentence with what to do. Nothing changed."""

    reason: str


@dataclass(frozen=True)
class AnswerSaved:
    """An answer is on disk."""

    text: str


@dataclass(frozen=True)
class GradingStarted:
    """An answer is to be graded. The face has `request` graded and delivers the grade with the same `ticket`.

    Where `moves_on` is set, the interview does not wait for it: the face also has `request` graded by the quick grader
    and hands that grade to `move_on`. Where `late` is set, the interview has gone on already.
    """

    ticket: int
    request: GradingRequest
    moves_on: bool = False
    late: bool = False


@dataclass(frozen=True)
class GradingCancelled:
    """A grading was called off; `text` is the answer, to go back into the answer box."""

    text: str


@dataclass(frozen=True)
class GradeReady:
    """The current exchange has its grade."""

    grade: Grade


@dataclass(frozen=True)
class GradeFailed:
    """The current answer is ungraded, with the reason; it is kept, and grading can be tried again."""

    grade: Grade


@dataclass(frozen=True)
class GradeArrived:
    """An answer that the interview did not wait for has its grade, or failed to get one; `number` is its question's,
    from 1, `left` is how many others are still being graded."""

    number: int
    turn: Turn
    grade: Grade
    left: int


@dataclass(frozen=True)
class QuestionPutBack:
    """The candidate asked the interviewer something about the open question, which waits for a reply."""

    remark: Remark


@dataclass(frozen=True)
class Clarified:
    """The interviewer replied to what the candidate asked; the prompt is still open."""

    remark: Remark


@dataclass(frozen=True)
class FollowUpAsked:
    """A follow-up was put, aimed at the heaviest unmet key point."""

    prompt: Prompt
    number: int


@dataclass(frozen=True)
class RetryOpened:
    """The same question is open again; the first attempt keeps counting."""

    prompt: Prompt


@dataclass(frozen=True)
class QuestionSkipped:
    """The question was left without an answer."""

    turn: Turn


@dataclass(frozen=True)
class TurnClosed:
    """A question is done with. `show_feedback` is False in a mock interview, whose feedback comes at the end."""

    turn: Turn
    credit: Credit
    show_feedback: bool


@dataclass(frozen=True)
class RetryGraded:
    """A retry has its grade; it counts for nothing but learning."""

    turn: Turn
    grade: Grade


@dataclass(frozen=True)
class SessionFinished:
    """The session is over. `turns` are all that were asked."""

    plan: Plan
    turns: tuple[Turn, ...]


Event = (
    SessionStarted
    | SessionResumed
    | QuestionAsked
    | HintGiven
    | Refused
    | AnswerSaved
    | GradingStarted
    | GradingCancelled
    | GradeReady
    | GradeFailed
    | GradeArrived
    | QuestionPutBack
    | Clarified
    | FollowUpAsked
    | RetryOpened
    | QuestionSkipped
    | TurnClosed
    | RetryGraded
    | SessionFinished
)
