"""A judge that is not part of the program, held to what every judge promises."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from interviewer.corpus.question import Question
from interviewer.errors import InterviewerError, UsageError
from interviewer.grading.grade import Method
from interviewer.grading.grader import GradingRequest
from interviewer.grading.judge import Judge, Judgement
from interviewer.grading.score import HIGHEST_LEVEL
from interviewer.grading.verdict import CriterionLevel, MisconceptionFound, PointVerdict, Verdict
from interviewer.models.chat import Cancel
from interviewer.text import one_line

_Found = TypeVar("_Found")

_HOW = "See interviewer.Judge for what a judge needs."
_TEXTS = ("label", "model", "version")
_METHODS = ("prepare", "judge")
_ROUNDING = 1e-9


class JudgementError(InterviewerError):
    """A judge returned something that cannot be a grade; the answer is ungraded."""


class CustomJudge:
    """Adapts somebody else's judge to the program.

    Its verdicts are those on the question's key points, each exactly once, with the question's claims and weights, not
    the judge's. What it says about itself, and where it comes from, is part of every grade.
    """

    def __init__(self, judge: Judge, source: str) -> None:
        """`source` is where the judge comes from, as "package.module:Name". Raises UsageError if it is not a Judge."""
        _check_members(judge, source)
        self._judge = judge
        self._label = one_line(judge.label, 40)
        self._model = f"{judge.model} ({source})"
        self._version = judge.version

    @property
    def label(self) -> str:
        """How the judge names itself on screen."""
        return self._label

    @property
    def method(self) -> Method:
        """Custom."""
        return Method.CUSTOM

    @property
    def model(self) -> str:
        """What the judge says it judges with, and where the judge comes from."""
        return self._model

    @property
    def version(self) -> str:
        """The version of the judge's rules, as it says."""
        return self._version

    def prepare(self, question: Question, prompt: str) -> None:
        """Lets the judge load in advance what it will need."""
        self._judge.prepare(question, prompt)

    def judge(self, request: GradingRequest, cancel: Cancel | None = None) -> Judgement:
        """The judge's verdicts. Raises JudgementError if they do not fit the question, and what the judge raises."""
        found = self._judge.judge(request, cancel)
        if not isinstance(found, Judgement):
            raise JudgementError(f"The judge returned {type(found).__name__}, not a Judgement.")
        question = request.question
        return replace(
            found,
            verdicts=_verdicts(found.verdicts, question),
            misconceptions=_misconceptions(found.misconceptions, question),
            criteria=_criteria(found.criteria),
            beyond=tuple(found.beyond),
        )


def _check_members(judge: Judge, source: str) -> None:
    """Raises UsageError if a member of Judge is missing or of another type."""
    for name in _TEXTS:
        value = getattr(judge, name, None)
        if not isinstance(value, str) or not value.strip():
            raise UsageError(f"{source} is not a judge: its {name!r} is not text.", _HOW)
    for name in _METHODS:
        if not callable(getattr(judge, name, None)):
            raise UsageError(f"{source} is not a judge: it has no method {name!r}.", _HOW)
    if getattr(judge, "method", None) is not Method.CUSTOM:
        raise UsageError(
            f"{source} is not a judge: its 'method' is not Method.CUSTOM.",
            "The other methods are reserved for the program, so that no mean mixes its grades with those of others.",
        )


def _verdicts(found: Iterable[PointVerdict], question: Question) -> tuple[PointVerdict, ...]:
    """The verdicts in the order of the key points, on the claims and with the weights of the question."""
    by_id = _once("key point", ((verdict.point, verdict) for verdict in found), [p.id for p in question.key_points])
    missing = [point.id for point in question.key_points if point.id not in by_id]
    if missing:
        raise JudgementError(f"The judge gave no verdict on the key point {missing[0]!r}.")
    return tuple(
        replace(
            by_id[point.id], claim=point.claim, weight=point.weight, verdict=_verdict(by_id[point.id].verdict), votes=()
        )
        for point in question.key_points
    )


def _verdict(given: str) -> Verdict:
    try:
        return Verdict(given)
    except ValueError:
        raise JudgementError(
            f"The judge gave the verdict {one_line(str(given), 40)!r}, which is not one of {', '.join(Verdict)}."
        ) from None


def _misconceptions(found: Iterable[MisconceptionFound], question: Question) -> tuple[MisconceptionFound, ...]:
    known = {wrong.id: wrong for wrong in question.misconceptions}
    by_id = _once("misconception", ((one.misconception, one) for one in found), list(known))
    return tuple(replace(one, belief=known[name].belief, truth=known[name].truth) for name, one in by_id.items())


def _criteria(found: Iterable[CriterionLevel]) -> tuple[CriterionLevel, ...]:
    levels = tuple(found)
    for level in levels:
        if level.level is not None and level.level not in range(HIGHEST_LEVEL + 1):
            raise JudgementError(f"The judge gave the level {level.level!r}; levels are 0 to {HIGHEST_LEVEL}.")
    shares = [level.share for level in levels]
    if not all(0.0 <= share <= 1.0 for share in shares) or sum(shares) > 1.0 + _ROUNDING:
        raise JudgementError("The judge gave criteria shares that are not parts of one score.")
    return levels


def _once(what: str, found: Iterable[tuple[str, _Found]], known: Sequence[str]) -> dict[str, _Found]:
    """What was found, by id. Raises JudgementError if the question has no such id, or if it occurs twice."""
    by_id: dict[str, _Found] = {}
    for name, one in found:
        if name not in known:
            raise JudgementError(
                f"The judge names a {what} {one_line(str(name), 40)!r} that the question does not have."
            )
        if name in by_id:
            raise JudgementError(f"The judge names the {what} {name!r} twice.")
        by_id[name] = one
    return by_id
