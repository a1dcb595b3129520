"""A report as Markdown, made to be read as it is and to be rendered."""

from __future__ import annotations

import re
from collections.abc import Iterator

from interviewer.corpus.question import Question
from interviewer.grading.grade import Grade, Provenance
from interviewer.grading.verdict import Evidence
from interviewer.interview.credit import Credit
from interviewer.interview.session import Exchange
from interviewer.reports.marks import mark_of
from interviewer.reports.model import Mean, Report, TurnReport, prompt_label, spoken_credit
from interviewer.text import one_line, visible

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~$&])")
_BACKTICKS = re.compile(r"`+")


def render_markdown(report: Report) -> str:
    """The whole report. Foreign text is escaped, so that it can neither break nor dress up the report."""
    lines = [*_head(report), *_topics(report)]
    for turn in report.turns:
        lines += _turn(turn)
    lines += _provenance(report)
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
        yield f"| {turn.number} | {_inline(turn.title)} | {turn.topic} | {turn.outcome} |"
    yield ""


def headline(report: Report) -> str:
    """The means of the session, and over what they are, in one line without markup."""
    asked = f"{len(report.turns)} asked"
    rest = [f"{report.left} not reached"] if report.left else []
    skipped = sum(turn.skipped for turn in report.turns)
    rest += [f"{skipped} skipped"] if skipped else []
    counts = ", ".join([asked, f"{report.graded} graded", *rest])
    if not report.means:
        return f"No score: {counts}."
    return f"{'; '.join(_mean(mean) for mean in report.means)} ({counts})."


def _mean(mean: Mean) -> str:
    credit = Credit(alone=mean.alone, prompted=mean.prompted)
    return f"{spoken_credit(credit)} over {mean.count} by the {mean.method} grader"


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
    yield f"## {turn.number}. {_inline(turn.title)}"
    yield ""
    yield f"**{_capital(turn.outcome)}** · {turn.topic}" + (f" · hints used: {len(turn.hints)}" if turn.hints else "")
    yield ""
    for exchange in turn.exchanges:
        yield from _exchange(exchange)
    for flag in turn.flags:
        yield f"> Note: {_inline(flag)}"
        yield ""
    yield from _verdicts(turn)
    if turn.question is None:
        yield "The corpus no longer has this question, so its reference answer cannot be shown."
        yield ""
    else:
        yield from _reference(turn.question)


def _exchange(exchange: Exchange) -> Iterator[str]:
    if exchange.answer is None:
        yield f"*{prompt_label(exchange)}:* {_inline(exchange.prompt.text)} (not answered)"
        yield ""
        return
    yield f"*{prompt_label(exchange)}:* {_inline(exchange.prompt.text)}"
    yield ""
    yield from fenced(exchange.answer)
    yield ""
    grade = exchange.grade
    if grade is None:
        yield "Not graded yet."
        yield ""
    elif not grade.graded:
        yield f"**Ungraded**: {_inline(grade.reason)} This is no score: grading failed, the answer is kept."
        yield ""
    elif grade.reason:
        yield f"{_inline(grade.reason)}"
        yield ""


def _verdicts(turn: TurnReport) -> Iterator[str]:
    if turn.credit.verdicts:
        yield "### Key points"
        yield ""
        for verdict in turn.credit.verdicts:
            yield f"- **{mark_of(verdict)}** (weight {verdict.weight}): {_inline(verdict.claim)}"
            yield from _evidence(verdict.evidence)
            if verdict.passage:
                yield f"  - judged by `{verdict.passage}`"
        yield ""
    if turn.credit.misconceptions:
        yield "### Misconceptions"
        yield ""
        for found in turn.credit.misconceptions:
            yield f"- **! said**: {_inline(found.belief)}"
            yield from _evidence(found.evidence)
            yield f"  - in truth: {_inline(found.truth)}"
        yield ""
    yield from _criteria(turn.first_grade)


def _criteria(grade: Grade | None) -> Iterator[str]:
    if grade is None or not grade.criteria:
        return
    yield "### Rubric"
    yield ""
    for level in grade.criteria:
        value = "not assessed" if level.level is None else f"level {level.level} of 4"
        yield f"- {_inline(level.criterion)}: {value}. {_inline(level.reason)}"
    yield ""


def _evidence(evidence: tuple[Evidence, ...]) -> Iterator[str]:
    for span in evidence:
        yield f"  - your words: “{_inline(span.text)}”"


def _reference(question: Question) -> Iterator[str]:
    yield "### Reference answer"
    yield ""
    yield question.reference
    yield ""
    source = "; ".join(question.references)
    yield f"Source: `corpus/{question.file}`" + (f". {_inline(source)}." if source else "")
    yield ""


def _provenance(report: Report) -> Iterator[str]:
    seen: dict[tuple[str, ...], Provenance] = {}
    for turn in report.turns:
        for exchange in turn.exchanges:
            if exchange.grade is not None:
                given = exchange.grade.provenance
                seen.setdefault((given.method, given.model, given.grader_version, given.corpus_version), given)
    if not seen:
        return
    yield "## How this was graded"
    yield ""
    for (method, model, version, corpus), given in seen.items():
        prompt = f", prompt {given.prompt_id} {given.prompt_version} ({given.prompt_hash})" if given.prompt_id else ""
        yield f"- {method}: model `{model}`, grader version {version}, corpus version `{corpus}`{prompt}"
    yield ""
    yield (
        "Scores are computed in code from the verdicts: met counts whole, partial half, weighted; each stated "
        "misconception takes off 15 points. Every quoted span was checked to stand in the answer."
    )


def fenced(text: str) -> Iterator[str]:
    """Foreign text of many lines in a code fence that nothing in it can close, so that it shows exactly."""
    shown = visible(text)
    longest = max((len(run) for run in _BACKTICKS.findall(shown)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"{fence}text"
    yield shown
    yield fence


def _inline(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", one_line(text))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
