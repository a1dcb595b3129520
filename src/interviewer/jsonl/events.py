"""What a program receives: one event per line. No event reveals what a candidate must not see of an open question."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from interviewer.corpus.exercise import Language
from interviewer.corpus.question import Kind
from interviewer.grading.verdict import Verdict
from interviewer.interview.events import SpeechKind
from interviewer.interview.session import Mode, Phase


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Notice(_Message):
    """What is sent from this machine, and where to, before anything is sent."""

    event: Literal["notice"] = "notice"
    text: str


class State(_Message):
    """The phase, and the actions that can be taken in it: sent whenever they change and whenever it is the candidate's
    turn. While `busy`, further events come first."""

    event: Literal["state"] = "state"
    phase: Phase
    busy: bool
    being_graded: int
    actions: tuple[str, ...]


class SessionStarted(_Message):
    """A new session has started; in a mock interview `seconds_per_question` is what a question answered in words may
    take (an exercise has a time of its own, by its kind), null in other modes."""

    event: Literal["session_started"] = "session_started"
    session: str
    mode: Mode
    questions: int
    seconds_per_question: int | None


class Exercise(_Message):
    """What an answer that a program marks is written from: the task in Markdown, a line on how it is answered (empty
    where that is plain), what the answer begins with, and the visible tests; `language` is null where no program is
    asked for, `seconds` is what one run of the tests may take."""

    kind: Kind
    language: Language | None
    task: str
    how_to_answer: str
    starter: str
    visible_tests: str
    seconds: float


class SessionResumed(_Message):
    """A saved session continues; `prompt` is the open prompt, null if there is none, `exercise` that of its question,
    and `draft` the answer typed so far."""

    event: Literal["session_resumed"] = "session_resumed"
    session: str
    mode: Mode
    questions: int
    asked: int
    prompt: str | None
    exercise: Exercise | None
    draft: str


class QuestionAsked(_Message):
    """A question was asked: `number` of `total`, from 1; `exercise` is null where it is answered in words."""

    event: Literal["question_asked"] = "question_asked"
    number: int
    total: int
    question_id: str
    topic: str
    text: str
    exercise: Exercise | None


class FollowUpAsked(_Message):
    """A follow-up was asked, the `number`th of its question."""

    event: Literal["follow_up_asked"] = "follow_up_asked"
    number: int
    text: str


class RetryOpened(_Message):
    """The same question is open for another answer."""

    event: Literal["retry_opened"] = "retry_opened"
    text: str


class HintGiven(_Message):
    """A hint; `left` more are available."""

    event: Literal["hint_given"] = "hint_given"
    text: str
    left: int


class Refused(_Message):
    """An action cannot be taken now; nothing has changed."""

    event: Literal["refused"] = "refused"
    reason: str


class AnswerSaved(_Message):
    """An answer was saved to disk."""

    event: Literal["answer_saved"] = "answer_saved"
    text: str


class QuestionPutBack(_Message):
    """The text sent was a question to the interviewer, whose reply follows; the prompt stays open."""

    event: Literal["question_put_back"] = "question_put_back"
    text: str


class Clarified(_Message):
    """The interviewer's reply to it."""

    event: Literal["clarified"] = "clarified"
    text: str


class QuestionSkipped(_Message):
    """The question was skipped; `reference` is the reference answer, null in a mock interview."""

    event: Literal["question_skipped"] = "question_skipped"
    reference: str | None


class ConfidenceAsked(_Message):
    """How sure is the candidate of the answer to question `number`? It is graded after the reply."""

    event: Literal["confidence_asked"] = "confidence_asked"
    number: int


class ConfidenceStated(_Message):
    """How sure the candidate is, 0 to 1; null if that was left unsaid."""

    event: Literal["confidence_stated"] = "confidence_stated"
    number: int
    confidence: float | None


class GradingStarted(_Message):
    """An answer is being graded; `late` is true if the interview has already continued."""

    event: Literal["grading_started"] = "grading_started"
    ticket: int
    late: bool


class GradingProgressed(_Message):
    """A chat model is replying: `characters` of its grading have arrived."""

    event: Literal["grading_progressed"] = "grading_progressed"
    ticket: int
    characters: int


class GradingDone(_Message):
    """A grading has ended; `grader` is who graded, "a rule" where no judge was asked, `seconds` how long it took."""

    event: Literal["grading_done"] = "grading_done"
    ticket: int
    grader: str
    seconds: float
    graded: bool


class GradingCancelled(_Message):
    """A grading was cancelled; `text` is the answer, which is a draft again."""

    event: Literal["grading_cancelled"] = "grading_cancelled"
    text: str


class GradeReady(_Message):
    """The current answer was graded; `score` (0 to 1) is null in a mock interview. `reason` says why no judge was
    asked, and is otherwise empty."""

    event: Literal["grade_ready"] = "grade_ready"
    score: float | None
    reason: str


class GradeFailed(_Message):
    """The current answer could not be graded; it is saved."""

    event: Literal["grade_failed"] = "grade_failed"
    reason: str


class GradeArrived(_Message):
    """An answer to question `number` that the interview did not wait for was graded, or could not be. `score` is null
    if it could not, and until a mock interview is over."""

    event: Literal["grade_arrived"] = "grade_arrived"
    number: int
    graded: bool
    score: float | None
    reason: str
    left: int


class GraderFailed(_Message):
    """A grading could not be started; the answer is saved. If `waits` is true, cancel_grading takes it back."""

    event: Literal["grader_failed"] = "grader_failed"
    ticket: int
    message: str
    hint: str
    waits: bool


class PointFeedback(_Message):
    """The verdict on one key point, with the words of the answer it is based on; `point` is its id, `reason` the
    grader's, such as why a test failed."""

    point: str
    claim: str
    weight: int
    verdict: Verdict
    evidence: tuple[str, ...]
    reason: str


class MisconceptionFeedback(_Message):
    """A wrong belief that the answer states."""

    belief: str
    truth: str


class Solution(_Message):
    """A part of the solution of an exercise: a program, or lines of text."""

    heading: str
    code: str
    lines: tuple[str, ...]


class Feedback(_Message):
    """The result of a question: scores (0 to 1, null if there is none), verdicts, and the reference answer; of an
    exercise also how a program marked it ("7 of 9 points", else empty) and the solution."""

    unaided: float | None
    aided: float | None
    marked: str
    points: tuple[PointFeedback, ...]
    misconceptions: tuple[MisconceptionFeedback, ...]
    reference: str
    solution: tuple[Solution, ...]


class TurnClosed(_Message):
    """A question is finished; `feedback` is null in a mock interview and while a grade is outstanding."""

    event: Literal["turn_closed"] = "turn_closed"
    feedback: Feedback | None


class RetryGraded(_Message):
    """A retry was graded; its score does not count."""

    event: Literal["retry_graded"] = "retry_graded"
    score: float | None


class VerdictContested(_Message):
    """A verdict on question `number` is contested; the second judgement follows."""

    event: Literal["verdict_contested"] = "verdict_contested"
    number: int
    point: str
    claim: str
    verdict: Verdict


class SecondJudged(_Message):
    """The answer was judged again, by a judge that knew of no dispute; `decide` comes next. `judge` and `second` are
    null where the same judge would find the same again, whose evidence and reason these are; `second` also where there
    was no verdict, and `reason` says why."""

    event: Literal["second_judged"] = "second_judged"
    number: int
    point: str
    verdict: Verdict
    judge: str | None
    second: Verdict | None
    evidence: tuple[str, ...]
    reason: str


class DisputeDecided(_Message):
    """The candidate decided that the contested `verdict` should be `label`; the score stays as it is."""

    event: Literal["dispute_decided"] = "dispute_decided"
    number: int
    point: str
    verdict: Verdict
    label: Verdict


class DisputeDropped(_Message):
    """The contested verdict was left undecided."""

    event: Literal["dispute_dropped"] = "dispute_dropped"


class RunStarted(_Message):
    """A program is being run against the visible tests."""

    event: Literal["run_started"] = "run_started"


class VisibleTest(_Message):
    """The result of one visible test; `message` says why it failed."""

    name: str
    passed: bool
    message: str
    seconds: float


class RunDone(_Message):
    """A run is over: the result of every visible test, what the program printed, shortened, what it ran in, and how
    long it took. It is no grading."""

    event: Literal["run_done"] = "run_done"
    passed: bool
    tests: tuple[VisibleTest, ...]
    printed: str
    isolation: str
    seconds: float


class RunFailed(_Message):
    """A run could not take place."""

    event: Literal["run_failed"] = "run_failed"
    message: str
    hint: str


class RunStopped(_Message):
    """A run was stopped."""

    event: Literal["run_stopped"] = "run_stopped"


class Reviewed(_Message):
    """A chat model's remark on the style and approach of the program that answered question `number`; it changes no
    score."""

    event: Literal["reviewed"] = "reviewed"
    number: int
    text: str


class SpeechBegun(_Message):
    """The interviewer starts to speak; `speech` identifies what it says."""

    event: Literal["speech_begun"] = "speech_begun"
    speech: int
    kind: SpeechKind


class SpeechPiece(_Message):
    """The next part of a speech."""

    event: Literal["speech_piece"] = "speech_piece"
    speech: int
    text: str


class SpeechOver(_Message):
    """A speech has ended; `text` is all of it."""

    event: Literal["speech_over"] = "speech_over"
    speech: int
    kind: SpeechKind
    text: str
    by_model: bool


class SessionFinished(_Message):
    """The session has ended; `asked` questions were asked."""

    event: Literal["session_finished"] = "session_finished"
    asked: int


class GradesAwaited(_Message):
    """The session has ended; `count` answers are still being graded."""

    event: Literal["grades_awaited"] = "grades_awaited"
    count: int


class GradesMissing(_Message):
    """The session has ended; `count` answers could not be graded: regrade tries again, proceed leaves them
    ungraded."""

    event: Literal["grades_missing"] = "grades_missing"
    count: int
    reason: str


class ReportReady(_Message):
    """The report of the session, as Markdown, and the file it was saved to."""

    event: Literal["report_ready"] = "report_ready"
    path: str
    markdown: str


class Error(_Message):
    """Something failed; the session continues unchanged. `line` is the number of the invalid line, from 1; null if no
    line was the cause."""

    event: Literal["error"] = "error"
    message: str
    hint: str
    line: int | None


class Closed(_Message):
    """The last line. If `finished` is false, --resume continues the session."""

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
    | ConfidenceAsked
    | ConfidenceStated
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
    | VerdictContested
    | SecondJudged
    | DisputeDecided
    | DisputeDropped
    | RunStarted
    | RunDone
    | RunFailed
    | RunStopped
    | Reviewed
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
