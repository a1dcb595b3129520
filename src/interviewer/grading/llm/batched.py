"""The language-model judge in two halves, for replies that come a day later: what to ask, and grading the reply."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from interviewer.corpus.question import Question
from interviewer.grading.checked import CheckedGrader
from interviewer.grading.gate import gate
from interviewer.grading.grade import Grade, Method
from interviewer.grading.grader import GradingRequest
from interviewer.grading.judge import Judgement
from interviewer.grading.limits import why_too_long
from interviewer.grading.llm.judge import LlmJudge
from interviewer.models.batch.replies import BatchReply
from interviewer.models.chat import Call, Cancel
from interviewer.models.errors import BadReplyError

_NO_REPLY = "There is no reply to this answer's request."


class BatchGrader:
    """Grades answers from replies of a batch. A reply that cannot be used is not asked for again."""

    def __init__(self, judge: LlmJudge, corpus_version: str, clock: Callable[[], datetime]) -> None:
        self._judge = judge
        self._corpus_version = corpus_version
        self._clock = clock

    @property
    def label(self) -> str:
        """How this grader is named on screen."""
        return self._judge.label

    @property
    def identity(self) -> dict[str, str]:
        """What tells its grades from those of another grader."""
        return self._around(None).identity

    def call_for(self, request: GradingRequest) -> Call | None:
        """What to ask about an answer, for a reply of the shape GradingReply; None if it is graded without one."""
        if why_too_long(request.answer) or gate(request.answer, (request.question.title, request.prompt)):
            return None
        return self._judge.call_for(request)

    def grade(self, request: GradingRequest, reply: BatchReply | None) -> Grade:
        """The grade of an answer by the reply to its request, None if there was none; see Grader."""
        return self._around(reply).grade(request)

    def _around(self, reply: BatchReply | None) -> CheckedGrader:
        return CheckedGrader(_AnsweredJudge(self._judge, reply), self._corpus_version, self._clock)


class _AnsweredJudge:
    """The judge of one answer, whose model has already replied."""

    def __init__(self, judge: LlmJudge, reply: BatchReply | None) -> None:
        self._judge = judge
        self._reply = reply

    @property
    def label(self) -> str:
        return self._judge.label

    @property
    def method(self) -> Method:
        return self._judge.method

    @property
    def model(self) -> str:
        return self._judge.model

    @property
    def version(self) -> str:
        return self._judge.version

    def prepare(self, question: Question, prompt: str) -> None:
        self._judge.prepare(question, prompt)

    def judge(self, request: GradingRequest, cancel: Cancel | None = None) -> Judgement:
        if self._reply is None:
            unread = self._judge.unread(request)
            if unread is None:
                raise BadReplyError(_NO_REPLY)
            return unread
        if self._reply.text is None:
            raise BadReplyError(self._reply.failure)
        return self._judge.judgement_from(request, self._reply.text, self._reply.usage)
