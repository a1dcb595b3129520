"""What has happened in a conversation. Every front end and the tests consume the same frozen events.

What was asked, answered, graded or decided is on disk when it is reported. The other events report what goes on around
that and change nothing in the session: what is refused, contested, being run, being graded or being said,
and what did not work.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from interviewer.errors import InterviewerError
from interviewer.grading.grade import Grade
from interviewer.grading.grader import GradingRequest
from interviewer.grading.verdict import PointVerdict
from interviewer.interview.credit import Credit
from interviewer.interview.dispute import Dispute, SecondJudgement
from interviewer.interview.session import Hint, Plan, Prompt, Remark, Turn
from interviewer.sandbox.running import RunResult


@dataclass(frozen=True)
class SessionStarted:
    """A new session began."""

    plan: Plan


@dataclass(frozen=True)
class SessionResumed:
    """A session was resumed; `draft` is the text of its answer box."""

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
    """A probe was shown on request; `left` more are available."""

    hint: Hint
    left: int


@dataclass(frozen=True)
class Refused:
    """The action cannot be done now; `reason` is a sentence that says what to do. Nothing changed."""

    reason: str


@dataclass(frozen=True)
class AnswerSaved:
    """An answer is on disk."""

    text: str


@dataclass(frozen=True)
class ConfidenceAsked:
    """How sure is the candidate of the answer just saved, to question `number`, from 1? Its grading waits for the
    reply; any other action leaves it unsaid."""

    number: int


@dataclass(frozen=True)
class ConfidenceStated:
    """How sure the candidate is of the answer to question `number`, from 1: 0..1, or None if that was left unsaid."""

    number: int
    confidence: float | None


@dataclass(frozen=True)
class GradingStarted:
    """An answer is being graded; `ticket` names the grading.

    If `moves_on` is set, the interview does not wait for it: a quick grader decides how to go on. If `late` is set, the
    interview has already moved on.
    """

    ticket: int
    request: GradingRequest
    moves_on: bool = False
    late: bool = False


@dataclass(frozen=True)
class GradingCancelled:
    """A grading was cancelled; `text` is the answer, to go back into the answer box."""

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
    """A follow-up was put, aimed at the heaviest key point that was clearly missed, if there is one."""

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
    """A question is finished. `show_feedback` is False in a mock interview, whose feedback comes at the end."""

    turn: Turn
    credit: Credit
    show_feedback: bool


@dataclass(frozen=True)
class RetryGraded:
    """A retry has its grade; it counts for nothing but learning."""

    turn: Turn
    grade: Grade


@dataclass(frozen=True)
class VerdictContested:
    """The candidate contests a verdict on question `number`, from 1; the answer that it is about is judged again."""

    number: int
    verdict: PointVerdict


@dataclass(frozen=True)
class SecondJudged:
    """The answer of a contested verdict was judged again; what the verdict should be is for the candidate to decide.

    `second` is None where the same judge would find the same again, so that the first verdict's evidence and reason
    are all that there is.
    """

    number: int
    verdict: PointVerdict
    second: SecondJudgement | None


@dataclass(frozen=True)
class DisputeDecided:
    """What the candidate decided on a contested verdict on question `number`, from 1. The score stays as it was."""

    number: int
    dispute: Dispute


@dataclass(frozen=True)
class DisputeDropped:
    """A contested verdict was left undecided; nothing was kept of it."""


@dataclass(frozen=True)
class RunStarted:
    """What has been written so far is being run against the visible tests."""


@dataclass(frozen=True)
class RunDone:
    """A run against the visible tests is over. It is no grading; all that is kept of it is that it took place."""

    result: RunResult


@dataclass(frozen=True)
class RunFailed:
    """A run could not take place."""

    error: InterviewerError


@dataclass(frozen=True)
class RunStopped:
    """A run was stopped before it was over."""


@dataclass(frozen=True)
class Reviewed:
    """A chat model's remark on the style and approach of the program that answered question `number`, from 1. It
    changes no score."""

    number: int
    text: str


@dataclass(frozen=True)
class SessionFinished:
    """The session is over. `turns` are all that were asked."""

    plan: Plan
    turns: tuple[Turn, ...]


class SpeechKind(StrEnum):
    """What the interviewer says in words of its own, beside prompts and replies."""

    GREETING = "greeting"
    REACTION = "reaction"
    CLOSING = "closing"


@dataclass(frozen=True)
class SpeechBegun:
    """The interviewer begins to say something; `speech` identifies it, as several may go on at once."""

    speech: int
    kind: SpeechKind


@dataclass(frozen=True)
class SpeechPiece:
    """Some more of a speech, usually a sentence, as Markdown."""

    speech: int
    text: str


@dataclass(frozen=True)
class SpeechOver:
    """A speech is over; `text` is all of it, `by_model` whether a chat model worded it."""

    speech: int
    kind: SpeechKind
    text: str
    by_model: bool


@dataclass(frozen=True)
class GradingProgressed:
    """A chat model's reply to a grading is coming: `characters` of it so far. Reported a few times a second at most."""

    ticket: int
    characters: int


@dataclass(frozen=True)
class GradingDone:
    """A grading is over after `seconds`; `grader` is who graded or "a rule", `graded` whether there is a grade, and
    `waited` whether the interview waited for it."""

    ticket: int
    grader: str
    seconds: float
    graded: bool
    waited: bool


@dataclass(frozen=True)
class GraderFailed:
    """A grading could not even be begun; the answer is kept. If `waits` is set, the interview waits for its grade:
    it goes on once the answer is taken back or left behind."""

    ticket: int
    error: InterviewerError
    waits: bool


@dataclass(frozen=True)
class GradesAwaited:
    """The session is over, and `count` answers are still being graded."""

    count: int


@dataclass(frozen=True)
class GradesMissing:
    """The session is over, and `count` answers have no grade; `reason` is why the last of them has none. They can be
    graded again, or left as they are by going on to the report."""

    count: int
    reason: str


@dataclass(frozen=True)
class ReportReady:
    """The session is over and complete: its report can be shown."""

    session_id: str


@dataclass(frozen=True)
class ActionFailed:
    """An action or its outcome could not be saved: the session is unchanged."""

    error: InterviewerError


Event = (
    SessionStarted
    | SessionResumed
    | QuestionAsked
    | HintGiven
    | Refused
    | AnswerSaved
    | ConfidenceAsked
    | ConfidenceStated
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
    | VerdictContested
    | SecondJudged
    | DisputeDecided
    | DisputeDropped
    | RunStarted
    | RunDone
    | RunFailed
    | RunStopped
    | Reviewed
    | SessionFinished
    | SpeechBegun
    | SpeechPiece
    | SpeechOver
    | GradingProgressed
    | GradingDone
    | GraderFailed
    | GradesAwaited
    | GradesMissing
    | ReportReady
    | ActionFailed
)
