"""What each key point of a turn earned, and in a few words why that is less than its whole weight where it was met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from interviewer.grading.expected import expected_share
from interviewer.grading.grade import Grade, Method
from interviewer.grading.score import credit_of
from interviewer.grading.verdict import PointVerdict, Verdict
from interviewer.interview.credit import Credit
from interviewer.interview.session import Turn
from interviewer.reports.wording import percent

_SAID = {Verdict.MET: "met", Verdict.PARTIAL: "partly met"}


@dataclass(frozen=True)
class Earned:
    """The shares of its weight, 0..1, by which a key point counts in the two scores, None where it was not assessed.

    `met_alone` says whether the first answer met it without a hint. `why` is why it counts less than its verdict
    says, empty where it does not.
    """

    unaided: float | None
    aided: float | None
    met_alone: bool
    why: str


def earned_points(turn: Turn, credit: Credit) -> Mapping[str, Earned]:
    """What the key points of a turn earned, by their ids; `credit` is that of the turn as it is shown."""
    first = turn.exchanges[0].grade
    hinted = {hint.point for hint in turn.hints if hint.exchange == 0}
    own = {one.point: one for one in first.verdicts} if first else {}
    alone = _shares([first], first.verdicts) if first else {}
    alone |= {point: 0.0 for point in hinted if alone.get(point)}
    aided = _shares(turn.counted_grades, credit.verdicts)
    found = {}
    for verdict in credit.verdicts:
        point, was = verdict.point, own.get(verdict.point)
        help_ = (*["a hint"] * (point in hinted), *["a follow-up"] * (was != verdict))
        found[point] = Earned(
            unaided=alone.get(point),
            aided=aided[point],
            met_alone=was is not None and was.counted is Verdict.MET and point not in hinted,
            why=_why(verdict, alone.get(point), aided[point], help_, first if was == verdict else None),
        )
    return found


def earned_in_try(grade: Grade) -> Mapping[str, str]:
    """Why key points count less than their verdicts say in a grade by itself, by their ids; without the others."""
    shares = _shares([grade], grade.verdicts)
    told = {one.point: _why(one, shares[one.point], shares[one.point], (), grade) for one in grade.verdicts}
    return {point: why for point, why in told.items() if why}


def _why(
    verdict: PointVerdict, unaided: float | None, aided: float | None, help_: Sequence[str], first: Grade | None
) -> str:
    """`help_` is what led to the verdict, and `first` the grade of the first answer where the verdict is of that."""
    whole = credit_of(verdict)
    if verdict.counted not in _SAID or whole is None or aided is None:
        return ""
    said, is_less = _SAID[verdict.counted], percent(aided) != percent(whole)
    if is_less and first is not None and first.provenance.method is Method.PROGRAM:
        said += ", less what false alarms take off"
    elif is_less and verdict.counted is Verdict.MET:
        said = f"likely {said}"
    if help_ and unaided is not None and percent(unaided) != percent(aided):
        return f"{said} after {' and '.join(help_)}: counts {percent(unaided)} unaided, {percent(aided)} aided"
    return f"{said}: counts {percent(aided)}" if is_less else ""


def _shares(grades: Sequence[Grade], verdicts: Sequence[PointVerdict]) -> dict[str, float | None]:
    """The shares by which verdicts count in the score over these grades: what they state, where it goes by that."""
    assessed = [one for one in verdicts if one.verdict is not Verdict.NOT_ASSESSED]
    states = expected_share(assessed) is not None or any(
        grade.provenance.method is Method.PROGRAM for grade in grades[:1]
    )
    return {one.point: _share(one, states=states) for one in verdicts}


def _share(verdict: PointVerdict, *, states: bool) -> float | None:
    credit = credit_of(verdict)
    if credit is None or not verdict.supported or verdict.expected is None or not states:
        return credit
    return verdict.expected
