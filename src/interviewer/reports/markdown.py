"""A report as Markdown, readable as it is and when rendered."""

from __future__ import annotations

from collections.abc import Iterator

from interviewer.corpus.question import Question
from interviewer.grading.verdict import COMMON_KNOWLEDGE, Beyond, CriterionLevel, Evidence, PointVerdict
from interviewer.interview.credit import Credit
from interviewer.interview.session import Exchange, Remark
from interviewer.reports.escaping import code, fenced, inline, quoted
from interviewer.reports.how_graded import how_graded, what_it_took
from interviewer.reports.marks import criterion_name, level_of, mark_of, votes_of, why_of
from interviewer.reports.model import Mean, Report, TurnReport, percent, prompt_label, spoken_credit


def render_markdown(report: Report) -> str:
    """The whole report. Foreign text is escaped, so that it can neither break nor dress up the report."""
    lines = [*_head(report), *_closing(report), *_topics(report)]
    for turn in report.turns:
        lines += _turn(turn)
    lines += [*how_graded(report), *what_it_took(report)]
    return "\n".join(lines).rstrip() + "\n"


def _head(report: Report) -> Iterator[str]:
    yield f"# Interview of {report.started_at:%d %B %Y}"
    yield ""
    state = "finished" if report.finished_at else "not finished"
    yield f"Session `{report.session_id}`, mode {report.mode}, {state}."
    yield ""
    yield f"**{headline(report)}**"
    yield ""
    yield "| # | Question | Topic | Result |"
    yield "|---|---|---|---|"
    for turn in report.turns:
        yield f"| {turn.number} | {inline(turn.title)} | {turn.topic} | {turn.outcome} |"
    yield ""


def headline(report: Report) -> str:
    """The means of the session and what they are over, in one line without markup."""
    asked = f"{len(report.turns)} asked"
    rest = [f"{report.left} not reached"] if report.left else []
    skipped = sum(turn.skipped for turn in report.turns)
    rest += [f"{skipped} skipped"] if skipped else []
    mixed = sum(turn.mixed for turn in report.turns)
    rest += [f"{mixed} by several graders and in no mean"] if mixed else []
    counts = ", ".join([asked, f"{report.graded} graded", *rest])
    if not report.means:
        return f"No score: {counts}."
    return f"{'; '.join(_mean(mean) for mean in report.means)} ({counts})."


def _mean(mean: Mean) -> str:
    credit = Credit(unaided=mean.unaided, aided=mean.aided)
    return f"{spoken_credit(credit)} over {mean.count} by the {mean.method} grader"


def _closing(report: Report) -> Iterator[str]:
    if not report.closing:
        return
    yield "## The interviewer's summary"
    yield ""
    yield "*Worded by the interviewer from the grades of this report; the figures that count are those of the report.*"
    yield ""
    yield from quoted(report.closing)
    yield ""


def _topics(report: Report) -> Iterator[str]:
    rated = [topic for topic in report.topics if topic.means]
    if len(rated) < 2:
        return
    yield "## By topic"
    yield ""
    for topic in rated:
        yield f"- {topic.topic}: {'; '.join(_mean(mean) for mean in topic.means)}"
    yield ""


def _turn(turn: TurnReport) -> Iterator[str]:
    yield f"## {turn.number}. {inline(turn.title)}"
    yield ""
    yield f"**{_capital(turn.outcome)}** · {turn.topic}" + (f" · hints used: {len(turn.hints)}" if turn.hints else "")
    yield ""
    for number, exchange in enumerate(turn.exchanges):
        yield from _exchange(exchange, turn.remarks_in(number))
    for flag in turn.flags:
        yield f"> Note: {inline(flag)}"
        yield ""
    yield from _verdicts(turn)
    if turn.question is None:
        yield "The corpus no longer has this question, so its reference answer cannot be shown."
        yield ""
    else:
        yield from _reference(turn.question)


def _exchange(exchange: Exchange, remarks: tuple[Remark, ...]) -> Iterator[str]:
    unanswered = " (not answered)" if exchange.answer is None else ""
    yield f"*{prompt_label(exchange)}:* {inline(exchange.prompt.text)}{unanswered}"
    yield ""
    for remark in remarks:
        yield f"*{'You asked' if remark.by_candidate else 'The interviewer replied'}:* {inline(remark.text)}"
        yield ""
    if exchange.answer is None:
        return
    yield from fenced(exchange.answer)
    yield ""
    grade = exchange.grade
    if grade is None:
        yield "Not graded yet."
        yield ""
    elif not grade.graded:
        yield f"**Ungraded**: {inline(grade.reason)} This is not a score: grading failed, but the answer is kept."
        yield ""
    elif grade.reason:
        yield f"{inline(grade.reason)}"
        yield ""


def _verdicts(turn: TurnReport) -> Iterator[str]:
    if turn.credit.verdicts:
        yield "### Key points"
        yield ""
        for verdict in turn.credit.verdicts:
            yield from _verdict(verdict)
        yield ""
    if turn.credit.misconceptions:
        yield "### Misconceptions"
        yield ""
        for found in turn.credit.misconceptions:
            yield f"- **! said**: {inline(found.belief)}"
            yield from _evidence(found.evidence)
            yield f"  - in truth: {inline(found.truth)}"
        yield ""
    yield from _beyond(turn.credit.beyond)
    yield from _criteria(turn.credit.criteria)


def _verdict(verdict: PointVerdict) -> Iterator[str]:
    yield f"- **{mark_of(verdict)}** (weight {verdict.weight}): {inline(verdict.claim)}"
    yield from _evidence(verdict.evidence)
    if why_of(verdict):
        yield f"  - why: {inline(why_of(verdict))}"
    if votes_of(verdict):
        yield f"  - {votes_of(verdict)}"
    if verdict.passage:
        yield f"  - judged by {code(verdict.passage)}"


def _beyond(beyond: tuple[Beyond, ...]) -> Iterator[str]:
    if not beyond:
        return
    yield "### Beyond the reference"
    yield ""
    for found in beyond:
        yield f"- **+ also right**: {inline(found.text)}"
        yield from _evidence(found.evidence)
        by = found.supported_by
        yield f"  - supported by {by if by == COMMON_KNOWLEDGE else code(by)}"
    yield ""


def _criteria(criteria: tuple[CriterionLevel, ...]) -> Iterator[str]:
    if not criteria:
        return
    yield "### Rubric"
    yield ""
    for level in criteria:
        share = f", {percent(level.share)} of the score" if level.share else ""
        yield f"- {inline(criterion_name(level.criterion))}: {level_of(level)}{share}. {inline(level.reason)}"
        yield from _evidence(level.evidence)
    yield ""


def _evidence(evidence: tuple[Evidence, ...]) -> Iterator[str]:
    for span in evidence:
        yield f"  - your words: “{inline(span.text)}”"


def _reference(question: Question) -> Iterator[str]:
    yield "### Reference answer"
    yield ""
    yield question.reference
    yield ""
    source = "; ".join(question.references)
    yield f"Source: `corpus/{question.file}`" + (f". {inline(source)}." if source else "")
    yield ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
