"""What a program receives: one event per line. No event reveals what a candidate must not see of an open question."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from interviewer.grading.verdict import Verdict
from interviewer.interview.events import SpeechKind
from interviewer.interview.session import Mode, Phase


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Notice(_Message):
    """What leaves this machine and where to, before anything does."""

    event: Literal["notice"] = "notice"
    text: str


class State(_Message):
    """What the session waits for, and the actions that do something: told whenever that changes, and after anything
    that leaves it the candidate's turn. While `busy`, something comes before that."""

    event: Literal["state"] = "state"
    phase: Phase
    busy: bool
    being_graded: int
    actions: tuple[str, ...]


class SessionStarted(_Message):
    """A new session began."""

    event: Literal["session_started"] = "session_started"
    session: str
    mode: Mode
    questions: int
    seconds_per_question: int | None


class SessionResumed(_Message):
    """A saved session goes on; `prompt` is what is open, and `draft` what was typed of its answer."""

    event: Literal["session_resumed"] = "session_resumed"
    session: str
    mode: Mode
    questions: int
    asked: int
    prompt: str | None
    draft: str


class QuestionAsked(_Message):
    """A question was put; `number` of `total`, from 1."""

    event: Literal["question_asked"] = "question_asked"
    number: int
    total: int
    question_id: str
    topic: str
    text: str


class FollowUpAsked(_Message):
    """A follow-up was put, the `number`th of its question."""

    event: Literal["follow_up_asked"] = "follow_up_asked"
    number: int
    text: str


class RetryOpened(_Message):
    """The same question is open again."""

    event: Literal["retry_opened"] = "retry_opened"
    text: str


class HintGiven(_Message):
    """A hint; `left` more can be had."""

    event: Literal["hint_given"] = "hint_given"
    text: str
    left: int


class Refused(_Message):
    """What was asked for cannot be done now; nothing changed."""

    event: Literal["refused"] = "refused"
    reason: str


class AnswerSaved(_Message):
    """An answer is on disk."""

    event: Literal["answer_saved"] = "answer_saved"
    text: str


class QuestionPutBack(_Message):
    """What was sent is a question to the interviewer, which waits for a reply; the prompt stays open."""

    event: Literal["question_put_back"] = "question_put_back"
    text: str


class Clarified(_Message):
    """The interviewer's reply to it."""

    event: Literal["clarified"] = "clarified"
    text: str


class QuestionSkipped(_Message):
    """The question was left without an answer; `reference` is the reference answer, null in a mock interview."""

    event: Literal["question_skipped"] = "question_skipped"
    reference: str | None


class GradingStarted(_Message):
    """An answer is being graded; where `late` is set, the interview has gone on already."""

    event: Literal["grading_started"] = "grading_started"
    ticket: int
    late: bool


class GradingProgressed(_Message):
    """`characters` of a chat model's reply to a grading have come."""

    event: Literal["grading_progressed"] = "grading_progressed"
    ticket: int
    characters: int


class GradingDone(_Message):
    """A grading is over."""

    event: Literal["grading_done"] = "grading_done"
    ticket: int
    grader: str
    seconds: float
    graded: bool


class GradingCancelled(_Message):
    """A grading was called off; `text` is the answer, which is the draft again."""

    event: Literal["grading_cancelled"] = "grading_cancelled"
    text: str


class GradeReady(_Message):
    """The current answer has its grade; `score` (0 to 1) is null in a mock interview. `reason` is there where no judge
    was asked."""

    event: Literal["grade_ready"] = "grade_ready"
    score: float | None
    reason: str


class GradeFailed(_Message):
    """The current answer is ungraded; it is kept."""

    event: Literal["grade_failed"] = "grade_failed"
    reason: str


class GradeArrived(_Message):
    """An answer to question `number` that the interview did not wait for has its grade, or failed to get one. `score`
    is null then, and in a mock interview that is not over."""

    event: Literal["grade_arrived"] = "grade_arrived"
    number: int
    graded: bool
    score: float | None
    reason: str
    left: int


class GraderFailed(_Message):
    """A grading could not even be begun; the answer is kept. Where `waits` is set, cancel_grading takes it back."""

    event: Literal["grader_failed"] = "grader_failed"
    ticket: int
    message: str
    hint: str
    waits: bool


class PointFeedback(_Message):
    """The verdict on one key point, with the words of the answer that it rests on."""

    claim: str
    weight: int
    verdict: Verdict
    evidence: tuple[str, ...]


class MisconceptionFeedback(_Message):
    """A wrong belief that the answer states."""

    belief: str
    truth: str


class Feedback(_Message):
    """What came of a question: scores (0 to 1, null where there is none), verdicts, and the reference answer."""

    unaided: float | None
    aided: float | None
    points: tuple[PointFeedback, ...]
    misconceptions: tuple[MisconceptionFeedback, ...]
    reference: str


class TurnClosed(_Message):
    """A question is done with; `feedback` is null in a mock interview, and where a grade is still to come."""

    event: Literal["turn_closed"] = "turn_closed"
    feedback: Feedback | None


class RetryGraded(_Message):
    """A retry has its grade, which counts for nothing but learning."""

    event: Literal["retry_graded"] = "retry_graded"
    score: float | None


class SpeechBegun(_Message):
    """The interviewer begins to say something in words of its own; `speech` names it."""

    event: Literal["speech_begun"] = "speech_begun"
    speech: int
    kind: SpeechKind


class SpeechPiece(_Message):
    """Some more of a speech."""

    event: Literal["speech_piece"] = "speech_piece"
    speech: int
    text: str


class SpeechOver(_Message):
    """A speech is over; `text` is all of it."""

    event: Literal["speech_over"] = "speech_over"
    speech: int
    kind: SpeechKind
    text: str
    by_model: bool


class SessionFinished(_Message):
    """The session is over; `asked` questions were asked."""

    event: Literal["session_finished"] = "session_finished"
    asked: int


class GradesAwaited(_Message):
    """The session is over, and `count` answers are still being graded."""

    event: Literal["grades_awaited"] = "grades_awaited"
    count: int


class GradesMissing(_Message):
    """The session is over, and `count` answers have no grade: regrade tries again, proceed leaves them so."""

    event: Literal["grades_missing"] = "grades_missing"
    count: int
    reason: str


class ReportReady(_Message):
    """The report of the session, as Markdown, and where it is kept."""

    event: Literal["report_ready"] = "report_ready"
    path: str
    markdown: str


class Error(_Message):
    """Something did not work; the session goes on as it was. `line` is the number of the line that was wrong, from 1,
    null where it was not a line."""

    event: Literal["error"] = "error"
    message: str
    hint: str
    line: int | None


class Closed(_Message):
    """The last line. Where `finished` is not set, --resume goes on with the session."""

    event: Literal["closed"] = "closed"
    session: str
    finished: bool


Message = (
    Notice
    | State
    | SessionStarted
    | SessionResumed
    | QuestionAsked
    | FollowUpAsked
    | RetryOpened
    | HintGiven
    | Refused
    | AnswerSaved
    | QuestionPutBack
    | Clarified
    | QuestionSkipped
    | GradingStarted
    | GradingProgressed
    | GradingDone
    | GradingCancelled
    | GradeReady
    | GradeFailed
    | GradeArrived
    | GraderFailed
    | TurnClosed
    | RetryGraded
    | SpeechBegun
    | SpeechPiece
    | SpeechOver
    | SessionFinished
    | GradesAwaited
    | GradesMissing
    | ReportReady
    | Error
    | Closed
)

MESSAGES: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="event")])
