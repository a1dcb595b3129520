"""The grader that wraps every judge: gate, verdicts, evidence, score, and failure as a separate outcome."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from interviewer.corpus.question import Question
from interviewer.errors import InterviewerError
from interviewer.faults import frames
from interviewer.grading.addressed import FLAG, is_addressed_to_grader
from interviewer.grading.evidence import verified
from interviewer.grading.gate import gate
from interviewer.grading.grade import Failure, Grade, Method, Provenance, Status, ungraded
from interviewer.grading.grader import GradingRequest
from interviewer.grading.judge import Basis, Judge, Judgement, usage_counts
from interviewer.grading.limits import why_too_long
from interviewer.grading.score import score_of
from interviewer.grading.verdict import PointVerdict, Verdict
from interviewer.models.chat import Cancel
from interviewer.models.errors import (
    BadReplyError,
    BudgetError,
    CallCancelledError,
    ModelError,
    ModelRefusedError,
    ModelUnreachableError,
    RequestRefusedError,
)

_log = logging.getLogger(__name__)

GATE_VERSION = "2"
NO_BASIS = Basis()
UNSUPPORTED = (
    "Most of what the grader finds in this answer is not supported by its words. That counts for nothing: this score "
    "says more about the grader than about the answer."
)
NOTHING_ASSESSED = "None of the key points could be assessed."

_FAILURES = (
    (RequestRefusedError, Failure.REQUEST),
    (ModelRefusedError, Failure.REFUSED),
    (ModelUnreachableError, Failure.UNREACHABLE),
    (BadReplyError, Failure.BAD_REPLY),
    (BudgetError, Failure.BUDGET),
    (CallCancelledError, Failure.CANCELLED),
)


def gate_of_words(request: GradingRequest) -> str | None:
    """The gate for answers in words."""
    return gate(request.answer, (request.question.title, request.prompt))


class CheckedGrader:
    """Grades with a judge, and trusts it with nothing that code can check."""

    def __init__(
        self,
        judge: Judge,
        corpus_version: str,
        clock: Callable[[], datetime],
        gate: Callable[[GradingRequest], str | None] = gate_of_words,
    ) -> None:
        """`gate` says why an answer scores 0 without being judged, None where it has to be judged."""
        self._judge = judge
        self._gate = gate
        self._corpus_version = corpus_version
        self._clock = clock

    @property
    def label(self) -> str:
        """How this grader is named on screen."""
        return self._judge.label

    @property
    def identity(self) -> dict[str, str]:
        """What tells its grades from those of another grader: fields of their provenance."""
        return {
            "model": self._judge.model,
            "grader_version": self._judge.version,
            "corpus_version": self._corpus_version,
        }

    def prepare(self, question: Question, prompt: str) -> None:
        """Lets the judge load in advance what it will need; a failure here recurs, and is reported, when it grades."""
        try:
            self._judge.prepare(question, prompt)
        except InterviewerError:
            _log.warning("Preparing question %s failed", question.id, exc_info=True)

    def grade(self, request: GradingRequest, cancel: Cancel | None = None) -> Grade:
        """The grade of one answer. Any failure in judging it makes it ungraded, with the reason."""
        too_long = why_too_long(request.answer)
        if too_long is not None:
            return ungraded(too_long, self._provenance_of_gate())
        addressed = is_addressed_to_grader(request.answer)
        stopped = self._gate(request)
        if stopped is not None:
            return self._gated(request, stopped, (FLAG,) if addressed else ())
        try:
            judgement = verified(self._judge.judge(request, cancel), request.answer)
            return self._scored(judgement, addressed=addressed)
        except InterviewerError as error:
            return ungraded(str(error), self._provenance(_used_before(error)), _failure(error))
        except Exception as error:  # noqa: BLE001 - a fault in a judge must cost neither the session nor a score
            _log.error("The judge failed on question %s\n%s", request.question.id, frames(error))
            reason = f"The grader failed unexpectedly ({type(error).__name__}). The log has the details."
            return ungraded(reason, self._provenance())

    def _scored(self, judgement: Judgement, *, addressed: bool) -> Grade:
        score = score_of(judgement.verdicts, judgement.misconceptions, judgement.criteria, judgement.beyond)
        flags = ((FLAG,) if addressed or judgement.addressed else ()) + judgement.remarks
        if score is None:
            why = judgement.criteria[0].reason if judgement.criteria else ""
            return ungraded(f"{NOTHING_ASSESSED} {why}".rstrip(), self._provenance(judgement.basis))
        if _is_mostly_unsupported(judgement):
            flags = (*flags, UNSUPPORTED)
        return Grade(
            status=Status.GRADED,
            score=score,
            provenance=self._provenance(judgement.basis),
            verdicts=judgement.verdicts,
            misconceptions=judgement.misconceptions,
            criteria=judgement.criteria,
            beyond=judgement.beyond,
            flags=flags,
            printed=judgement.printed,
        )

    def _gated(self, request: GradingRequest, reason: str, flags: tuple[str, ...]) -> Grade:
        credit = None if request.question.exercise is None else 0.0  # the credit of an exercise is exact
        missed = tuple(
            PointVerdict(point.id, point.claim, point.weight, Verdict.MISSED, expected=credit)
            for point in request.question.key_points
        )
        return Grade(
            status=Status.GRADED,
            score=0.0,
            reason=reason,
            verdicts=missed,
            flags=flags,
            provenance=self._provenance_of_gate(),
        )

    def _provenance_of_gate(self) -> Provenance:
        return Provenance(
            method=Method.GATE,
            model="none",
            grader_version=GATE_VERSION,
            corpus_version=self._corpus_version,
            graded_at=self._clock(),
        )

    def _provenance(self, basis: Basis = NO_BASIS) -> Provenance:
        return Provenance(
            method=self._judge.method,
            model=self._judge.model,
            grader_version=self._judge.version,
            corpus_version=self._corpus_version,
            graded_at=self._clock(),
            prompt_id=basis.prompt_id,
            prompt_version=basis.prompt_version,
            prompt_hash=basis.prompt_hash,
            rubric_version=basis.rubric_version,
            usage=dict(basis.usage),
            cost=basis.cost,
        )


def _used_before(error: InterviewerError) -> Basis:
    """What a grading used before it failed."""
    used = error.used if isinstance(error, ModelError) else None
    return Basis(usage=usage_counts(used), cost=used.cost) if used is not None and used.calls else NO_BASIS


def _failure(error: InterviewerError) -> Failure:
    return next((failure for kind, failure in _FAILURES if isinstance(error, kind)), Failure.NONE)


def _is_mostly_unsupported(judgement: Judgement) -> bool:
    """Whether more than half of the verdicts that claim something about the answer have no evidence that holds."""
    claiming = [v for v in judgement.verdicts if v.verdict not in (Verdict.MISSED, Verdict.NOT_ASSESSED)]
    return 2 * sum(not verdict.supported for verdict in claiming) > len(claiming)
