"""Feedback on one question as plain lines: for line mode, and wherever plain text is wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from interviewer.corpus.question import Question
from interviewer.grading.grade import Method
from interviewer.grading.verdict import PointVerdict
from interviewer.interview.credit import Credit
from interviewer.interview.session import Turn
from interviewer.reports.marks import criterion_name, level_of, mark_of, spoken_graders, votes_of, why_of
from interviewer.reports.question_file import file_of
from interviewer.reports.readable import readable_line, readable_text
from interviewer.reports.remarks import remarks_beside
from interviewer.reports.solution import marked_by_program, solution_parts, telling
from interviewer.reports.ungraded import FOLLOW_UP, why_ungraded
from interviewer.reports.wording import spoken_credit
from interviewer.text import one_line, visible


def feedback_lines(turn: Turn, credit: Credit, question: Question) -> Iterator[str]:
    """What was covered, with the words that show it, what was missed, misconceptions, and the reference answer.
    `credit` is that of the turn as it is shown."""
    yield f"Result: {'ungraded' if credit.unaided is None else spoken_credit(credit)}."
    if credit.unaided is not None and (reason := why_ungraded(turn)):
        yield f"{FOLLOW_UP}: {one_line(reason)} The score is without it; the answer is kept."
    if marked := marked_by_program(turn):
        yield f"Marked by a program: {one_line(marked)}."
    if credit.methods:
        yield f"Graded by: {spoken_graders(credit)}."
    yield from _found(credit, remarks_beside(turn, credit))
    for flag in turn.flags:
        yield f"Note: {one_line(flag)}"
    yield from reference_lines(question)


def _found(credit: Credit, remarks: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for verdict in credit.verdicts:
        yield from _verdict(verdict, credit.methods)
        yield from (f"    {remark}" for remark in remarks.get(verdict.point, ()))
    for found in credit.misconceptions:
        yield f"! misconception: {readable_line(found.belief)}"
        for span in found.evidence:
            yield f'    your words: "{one_line(span.text)}"'
        yield f"    in truth: {readable_line(found.truth)}"
    for claim in credit.beyond:
        yield f"+ also right, beyond the reference: {one_line(claim.text)} ({one_line(claim.supported_by)})"
    for level in credit.criteria:
        if level.share:
            yield f"{criterion_name(level.criterion)}: {level_of(level.level)}. {one_line(level.reason)}"


def _verdict(verdict: PointVerdict, methods: Sequence[Method]) -> Iterator[str]:
    yield f"{mark_of(verdict)}: {readable_line(verdict.claim)}"
    for span in telling(verdict.evidence, methods):
        yield f'    your words: "{one_line(span.text)}"'
    if why_of(verdict):
        yield f"    why: {one_line(why_of(verdict))}"
    if votes_of(verdict):
        yield f"    {votes_of(verdict)}"


def reference_lines(question: Question) -> Iterator[str]:
    """The reference answer with its source."""
    yield "Reference answer:"
    yield readable_text(question.reference)
    yield from solution_lines(question)
    yield f"Source: {one_line(file_of(question))}" + "".join(f"; {one_line(work)}" for work in question.references)


def solution_lines(question: Question) -> Iterator[str]:
    """The solution of an exercise; nothing of any other question."""
    for part in solution_parts(question):
        yield f"{part.heading}:"
        yield from (f"- {readable_line(line)}" for line in part.lines)
        yield from (f"    {line}".rstrip() for line in visible(part.code).rstrip().split("\n") if part.code)
