"""What a report in Markdown says of the whole session, before its questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from interviewer.reports.escaping import beginning, code, inline, quoted
from interviewer.reports.headline import counts, headline, mean_in_words, moved_in_words
from interviewer.reports.markdown.texts import Texts
from interviewer.reports.marks import criterion_name
from interviewer.reports.model import Gap, Report
from interviewer.reports.wording import spoken_day, spoken_seconds


def session_lines(report: Report, texts: Texts) -> Iterator[str]:
    """The session in figures, its questions in a table, what moved, what went well and what to work on."""
    yield from _head(report)
    yield from _overview(report, texts)
    yield from _closing(report)
    yield from _groups(report)
    yield from _progress(report, texts)
    yield from _strengths(report, texts)
    yield from _gaps(report.gaps, texts)


def _head(report: Report) -> Iterator[str]:
    yield f"# Interview of {spoken_day(report.started_at)}"
    yield ""
    yield f"**{headline(report)}**"
    yield ""
    yield f"- session: {code(report.session)}"
    yield f"- mode: {report.mode}, {'finished' if report.finished_at else 'not finished'}"
    yield f"- questions: {counts(report)}"
    yield f"- time spent answering: {spoken_seconds(report.seconds)}"
    for mean in report.means:
        for mixed in mean.mixes:
            yield f"- mixed: {inline(mixed)}"
    yield ""


def _overview(report: Report, texts: Texts) -> Iterator[str]:
    yield "| # | Question | Topic | Level | Result |"
    yield "|---|---|---|---|---|"
    for turn in report.turns:
        title = texts.line(turn.title)
        yield f"| {turn.number} | {title} | {inline(turn.topic)} | {turn.level or ''} | {turn.outcome} |"
    yield ""


def _closing(report: Report) -> Iterator[str]:
    if not report.closing:
        return
    yield "## The interviewer's summary"
    yield ""
    yield "*Worded by the interviewer from the grades of this report; the figures that count are those of the report.*"
    yield ""
    yield from quoted(report.closing)
    yield ""


def _groups(report: Report) -> Iterator[str]:
    for heading, groups in (("By topic", report.topics), ("By level", report.levels)):
        if len(groups) < 2:
            continue
        yield f"## {heading}"
        yield ""
        for group in groups:
            for mean in group.means:
                yield f"- {beginning(inline(group.name))}: {mean_in_words(mean)}"
        yield ""
    if report.criteria:
        yield "## By criterion"
        yield ""
        for one in report.criteria:
            name = beginning(inline(criterion_name(one.criterion)))
            yield f"- {name}: mean level {one.level:.1f} of 4 over {one.count} by the {one.grader.method} grader"
        yield ""


def _progress(report: Report, texts: Texts) -> Iterator[str]:
    if not report.progress:
        return
    yield "## Since earlier sessions"
    yield ""
    for one in report.progress:
        yield f"- {beginning(texts.line(one.name))}: {moved_in_words(one)}"
        for mixed in one.mixes:
            yield f"  - mixed: {inline(mixed)}"
    yield ""


def _strengths(report: Report, texts: Texts) -> Iterator[str]:
    if not report.strengths:
        return
    yield "## Strengths"
    yield ""
    for strength in report.strengths:
        yield f"- {beginning(texts.line(strength.claim))} (question {strength.turn})"
        yield f"  - your words: “{inline(strength.words)}”"
    yield ""


def _gaps(gaps: Sequence[Gap], texts: Texts) -> Iterator[str]:
    if not gaps:
        return
    yield "## To work on"
    yield ""
    for gap in gaps:
        if gap.verdict is None:
            yield f"- misconception: {texts.line(gap.claim)} (question {gap.turn})"
            yield f"  - in truth: {texts.line(gap.truth)}"
        else:
            yield f"- {gap.verdict}: {texts.line(gap.claim)} (question {gap.turn})"
    yield ""
