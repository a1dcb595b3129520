"""What moved between two grades of the same answer, and why: the provenances say what else was graded with."""

from __future__ import annotations

from collections.abc import Iterator

from interviewer.grading.grade import Grade, Method, Provenance
from interviewer.grading.graders import grader_name, prompt_name
from interviewer.grading.verdict import PointVerdict, Verdict
from interviewer.reports.model import GradeChange, PointChange, VerdictReport

SAME_GRADER = "The same grader, with all the same, judged the same answer differently this time."


def change_of(before: Grade | None, after: Grade) -> GradeChange:
    """What moved from one grade of an answer to the next."""
    points = tuple(_points(before, after))
    why = tuple(differences(before.provenance, after.provenance)) if before is not None else ()
    moved = before is not None and (before.score != after.score or any(point.moved for point in points))
    return GradeChange(
        before=before.score if before is not None else None,
        after=after.score,
        why=why or ((SAME_GRADER,) if moved else ()),
        points=points,
    )


def differences(before: Provenance, after: Provenance) -> Iterator[str]:
    """What a later grade was graded with instead of what an earlier one was, a sentence for each."""
    if before.method is not after.method:
        yield f"Another method: {_graded_by(after)} instead of {_graded_by(before)}."
    else:
        yield from _instead("Another model", before.model, after.model)
        yield from _instead("Another version of the grader", before.grader_version, after.grader_version)
        yield from _instead("Another prompt", prompt_name(before), prompt_name(after))
        yield from _instead("Another rubric", before.rubric_version or "", after.rubric_version or "")
    yield from _instead("Another version of the corpus", before.corpus_version, after.corpus_version)


def _instead(what: str, before: str, after: str) -> Iterator[str]:
    if before != after:
        yield f"{what}: {after or 'none'} instead of {before or 'none'}."


def _graded_by(given: Provenance) -> str:
    return "a rule, before any judge" if given.method is Method.GATE else str(grader_name(given))


def _points(before: Grade | None, after: Grade) -> Iterator[PointChange]:
    earlier = {verdict.point: verdict for verdict in before.verdicts} if before is not None else {}
    later = {verdict.point: verdict for verdict in after.verdicts}
    for point in dict.fromkeys((*later, *earlier)):
        was, now = earlier.get(point), later.get(point)
        yield PointChange(
            id=point,
            claim=(now or earlier[point]).claim,
            before=verdict_report(was) if was is not None else None,
            after=verdict_report(now) if now is not None else None,
            moved=_counted(was) != _counted(now),
        )


def verdict_report(verdict: PointVerdict) -> VerdictReport:
    """A verdict as it is reported."""
    words = tuple(span.text for span in verdict.evidence)
    return VerdictReport(verdict.verdict, verdict.supported, words, verdict.reasoning)


def _counted(verdict: PointVerdict | None) -> tuple[Verdict, bool] | None:
    return None if verdict is None else (verdict.verdict, verdict.supported)
