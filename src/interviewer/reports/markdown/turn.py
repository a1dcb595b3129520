"""What a report in Markdown says of one question."""

from __future__ import annotations

from collections.abc import Iterator

from interviewer.corpus.question import Kind
from interviewer.grading.verdict import COMMON_KNOWLEDGE
from interviewer.interview.dialogue.review import REVIEW
from interviewer.interview.programs import numbered
from interviewer.reports.escaping import beginning, code, fenced, inline, quoted
from interviewer.reports.markdown.answer import answer_lines
from interviewer.reports.markdown.texts import Texts, place, quote_lines, reason_line
from interviewer.reports.marks import about_rewrite, criterion_name, level_of, mark_of, votes_of, why_of
from interviewer.reports.model import PointReport, TurnReport
from interviewer.reports.remarks import dispute_remarks, failure_remarks
from interviewer.reports.wording import percent, spoken_seconds
from interviewer.text import counted


def turn_lines(turn: TurnReport, texts: Texts) -> Iterator[str]:
    """One question: what was asked, answered and found, and the reference answer."""
    yield f"## {turn.number}. {texts.line(turn.title)}"
    yield ""
    yield f"**{turn.outcome[:1].upper()}{turn.outcome[1:]}**"
    yield ""
    yield from _facts(turn)
    yield ""
    yield from _task(turn, texts)
    for answer in turn.answers:
        yield from answer_lines(answer)
    for flag in turn.flags:
        yield f"> Note: {reason_line(flag)}"
        yield ""
    yield from _points(turn, texts)
    yield from _misconceptions(turn, texts)
    yield from _beyond(turn)
    yield from _criteria(turn)
    yield from _review(turn)
    yield from _rewrite(turn)
    yield from _source(turn, texts)


def _facts(turn: TurnReport) -> Iterator[str]:
    yield f"- topic: {inline(turn.topic)}"
    if turn.level:
        yield f"- level: {turn.level}"
    if turn.exercise is not None and turn.exercise.marked:
        yield f"- marked by a program: {inline(turn.exercise.marked)}"
    if turn.exercise is not None and turn.exercise.runs:
        yield f"- visible tests: run {counted(turn.exercise.runs, 'time')}"
    if turn.seconds is not None:
        yield f"- time: {spoken_seconds(turn.seconds)}"
    for hint in turn.hints:
        yield f"- hint: {inline(hint)}"


def _task(turn: TurnReport, texts: Texts) -> Iterator[str]:
    if turn.exercise is None:
        return
    yield "### Task"
    yield ""
    yield texts.reference(turn.exercise.task.strip())
    yield ""
    if turn.kind is Kind.DEBUG:
        yield from fenced(numbered(turn.exercise.starter))
        yield ""


def _points(turn: TurnReport, texts: Texts) -> Iterator[str]:
    if not turn.points:
        return
    yield "### Key points"
    yield ""
    for point in turn.points:
        yield f"- **{mark_of(point)}** (weight {point.weight}): {texts.line(point.claim)}"
        yield from quote_lines(point.quotes)
        yield from _point_facts(point)
    yield ""


def _point_facts(point: PointReport) -> Iterator[str]:
    if why_of(point):
        yield f"  - why: {reason_line(why_of(point))}"
    if votes_of(point):
        yield f"  - {votes_of(point)}"
    if point.earned:
        yield f"  - {point.earned}"
    for remark in (*failure_remarks(point), *dispute_remarks(point)):
        yield f"  - {reason_line(remark)}"
    if point.passage:
        yield f"  - judged by {place(point.passage)}"


def _misconceptions(turn: TurnReport, texts: Texts) -> Iterator[str]:
    if not turn.misconceptions:
        return
    yield "### Misconceptions"
    yield ""
    for found in turn.misconceptions:
        yield f"- **! said**: {texts.line(found.belief)}"
        yield from quote_lines(found.quotes)
        yield f"  - in truth: {texts.line(found.truth)}"
    yield ""


def _beyond(turn: TurnReport) -> Iterator[str]:
    if not turn.beyond:
        return
    yield "### Beyond the reference"
    yield ""
    for found in turn.beyond:
        yield f"- **+ also right**: {inline(found.text)}"
        yield from quote_lines(found.quotes)
        by = found.supported_by
        shown = place(found.passage) if found.passage else by if by == COMMON_KNOWLEDGE else code(by)
        yield f"  - supported by {shown}"
    yield ""


def _criteria(turn: TurnReport) -> Iterator[str]:
    if not turn.criteria:
        return
    yield "### Rubric"
    yield ""
    for one in turn.criteria:
        share = f", {percent(one.share)} of the score" if one.share else ""
        name = beginning(inline(criterion_name(one.criterion)))
        yield f"- {name}: {level_of(one.level)}{share}. {inline(one.reason)}"
        yield from quote_lines(one.quotes)
    yield ""


def _review(turn: TurnReport) -> Iterator[str]:
    if turn.review:
        yield f"### {REVIEW}"
        yield ""
        yield from quoted(turn.review)
        yield ""


def _rewrite(turn: TurnReport) -> Iterator[str]:
    if turn.rewrite is None:
        return
    yield "### Your answer, rewritten"
    yield ""
    if turn.rewrite.text:
        yield from quoted(turn.rewrite.text)
        yield ""
    yield inline(about_rewrite(turn.rewrite))
    yield ""


def _source(turn: TurnReport, texts: Texts) -> Iterator[str]:
    if turn.reference is None:
        yield "The corpus no longer has this question, so its reference answer cannot be shown."
        yield ""
        return
    yield "### Reference answer"
    yield ""
    yield texts.reference(turn.reference.text)
    yield ""
    yield from _solution(turn, texts)
    works = "; ".join(turn.reference.works)
    yield f"Source: {code(turn.reference.path)}" + (f". {inline(works)}." if works else "")
    yield ""


def _solution(turn: TurnReport, texts: Texts) -> Iterator[str]:
    for part in turn.exercise.solution if turn.exercise is not None else ():
        yield f"**{part.heading}**"
        yield ""
        for line in part.lines:
            yield f"- {beginning(texts.line(line))}"
        if part.code:
            yield from fenced(part.code.rstrip(), "python")
        yield ""
