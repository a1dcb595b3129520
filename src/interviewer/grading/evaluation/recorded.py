"""The score of verdicts that were recorded elsewhere, such as by another model: by the rule of `grading/score.py`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from interviewer.corpus.question import KeyPoint, Question
from interviewer.grading.score import score_of
from interviewer.grading.verdict import MisconceptionFound, PointVerdict, Verdict
from interviewer.strict_json import loads
from interviewer.text import one_line

_SHOWN = 40


class RecordedError(ValueError):
    """A row's verdicts cannot be scored; the message is a sentence."""


def recorded_verdicts(
    verdicts: object, misconceptions: object, question: Question | None
) -> tuple[tuple[PointVerdict, ...], tuple[MisconceptionFound, ...]]:
    """The verdicts and misconceptions of a row, as mapping and list or as JSON text of them.

    They are of the key points and misconceptions of `question`, each key point once; without a question every key
    point has weight 1, and misconceptions are taken as they are. Raises RecordedError.
    """
    given = _value(verdicts, "verdicts")
    if not isinstance(given, dict) or not given:
        raise RecordedError("It has no verdicts: expected an object of key point ids and verdicts.")
    points = question.key_points if question else tuple(KeyPoint(name, 1, "", "") for name in given)
    _same("key point", given, [point.id for point in points], question)
    found = tuple(PointVerdict(point.id, point.claim, point.weight, _verdict(given[point.id])) for point in points)
    named = _value(misconceptions, "misconceptions") or []
    if not isinstance(named, list) or not all(isinstance(name, str) for name in named):
        raise RecordedError("Its misconceptions are not a list of ids.")
    return found, tuple(_misconception(name, question) for name in dict.fromkeys(named))


def recorded_score(verdicts: tuple[PointVerdict, ...], misconceptions: tuple[MisconceptionFound, ...]) -> float:
    """The score of recorded verdicts, 0..1. Raises RecordedError if no key point was assessed."""
    score = score_of(verdicts, misconceptions)
    if score is None:
        raise RecordedError("None of its key points was assessed.")
    return score


def _value(value: object, what: str) -> Any:
    """A value as it is, or what its JSON text says; None for empty text."""
    if not isinstance(value, str):
        return value
    try:
        return loads(value) if value.strip() else None
    except (ValueError, RecursionError) as error:
        raise RecordedError(f"Its {what} are not JSON.") from error


def _same(kind: str, given: Mapping[str, Any], known: Collection[str], question: Question | None) -> None:
    name = next((name for name in given if name not in known), None)
    where = question.id if question else "its question"
    if name is not None:
        raise RecordedError(f"{one_line(str(name), _SHOWN)!r} is not a {kind} of {where}.")
    missing = next((name for name in known if name not in given), None)
    if missing is not None:
        raise RecordedError(f"It has no verdict on the {kind} {missing!r} of {where}.")


def _verdict(value: object) -> Verdict:
    try:
        return Verdict(str(value).strip().lower())
    except ValueError as error:
        raise RecordedError(f"{one_line(str(value), _SHOWN)!r} is not a verdict: {', '.join(Verdict)}.") from error


def _misconception(name: str, question: Question | None) -> MisconceptionFound:
    if question is None:
        return MisconceptionFound(name, "", "", ())
    for known in question.misconceptions:
        if known.id == name:
            return MisconceptionFound(name, known.belief, known.truth, ())
    raise RecordedError(f"{one_line(name, _SHOWN)!r} is not a misconception of {question.id}.")
