"""What a report remarks on an answer and on a key point beside their grade, in sentences; each format escapes them."""

from __future__ import annotations

from collections.abc import Iterator

from interviewer.grading.verdict import Verdict
from interviewer.interview.credit import Credit
from interviewer.interview.session import Turn
from interviewer.reports.disputing import decision_in_words, disputes_of, spoken_dispute
from interviewer.reports.earned import earned_points
from interviewer.reports.model import AnswerReport, PointReport
from interviewer.reports.solution import failures
from interviewer.reports.wording import percent, spoken_day
from interviewer.text import one_line

PRINTED = "The program printed, while it was marked:"


def answer_remarks(answer: AnswerReport) -> Iterator[str]:
    """How sure the candidate was beside the score, and every time that the answer was graded again."""
    if answer.confidence is not None:
        scored = "no score" if answer.score is None else percent(answer.score)
        yield f"You were {percent(answer.confidence)} sure of this answer; its score: {scored}."
    for earlier in answer.earlier_grades:
        change = earlier.change
        was, now = (percent(score) if score is not None else "ungraded" for score in (change.before, change.after))
        said = f"Graded again on {spoken_day(earlier.replaced_at)}: was {was}, is {now}."
        yield " ".join((said, *change.why))


def remarks_beside(turn: Turn, credit: Credit) -> dict[str, tuple[str, ...]]:
    """What is remarked on the key points of a turn on screen, by their ids, a line each: why one counts less than its
    verdict says, why its program failed, how its verdict was contested. `credit` is that of the turn as it is shown."""
    failed, contested = failures(turn), disputes_of(turn)
    return {
        point: (
            *([earned.why] if earned.why else []),
            *([f"your first answer: {one_line(failed[point])}"] if point in failed else []),
            *([spoken_dispute(contested[point])] if point in contested else []),
        )
        for point, earned in earned_points(turn, credit).items()
    }


def failure_remarks(point: PointReport) -> Iterator[str]:
    """Why the program of the first answer earned less than what was said to a follow-up."""
    if point.failed:
        yield f"Your first answer: {point.failed}"


def dispute_remarks(point: PointReport) -> Iterator[str]:
    """What the candidate decided on contested verdicts on a key point."""
    for dispute in point.disputes:
        said = decision_in_words(dispute.contested, dispute.label, dispute.second)
        if dispute.contested is not (point.verdict if point.supported else Verdict.MISSED):
            said += f"; the verdict was {dispute.contested} then"
        why = f". Your reason: {dispute.argument}" if dispute.argument else ""
        yield f"{said[:1].upper()}{said[1:]}{why}"
