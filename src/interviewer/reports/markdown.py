"""A report as Markdown, readable as it is and when rendered; one fact a line, so that git compares two reports well."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from interviewer.corpus.question import Kind
from interviewer.grading.verdict import COMMON_KNOWLEDGE
from interviewer.interview.dialogue.review import REVIEW
from interviewer.interview.programs import numbered
from interviewer.interview.session import PromptKind
from interviewer.language.document import RunKind
from interviewer.language.markdown import Part, PartKind, parts
from interviewer.reports.escaping import beginning, code, fenced, inline, quoted
from interviewer.reports.formulas.unicode import formula_text, readable
from interviewer.reports.headline import counts, headline, mean_in_words, moved_in_words
from interviewer.reports.highlight import pieces
from interviewer.reports.how_graded import how_graded, what_it_took
from interviewer.reports.marks import about_rewrite, criterion_name, highlight_mark, level_of, mark_of, votes_of, why_of
from interviewer.reports.model import (
    AnswerReport,
    Gap,
    GradeState,
    PassageReport,
    PointReport,
    Quote,
    Report,
    TurnReport,
)
from interviewer.reports.reasons import reason_runs
from interviewer.reports.remarks import PRINTED, answer_remarks, dispute_remarks, failure_remarks
from interviewer.reports.wording import percent, prompt_label, spoken_seconds
from interviewer.text import counted

BRACKETS = "⟦⟧"
"""Around the words of an answer that show something; brackets of the answer itself are written out."""

_SPANS = re.compile(r"[`$]")

Formula = Callable[[str, str], str]


def render_markdown(report: Report) -> str:
    """The whole report, formulas in LaTeX. Foreign text is escaped, so that it can neither break nor dress it up."""
    return _Markdown(lambda source, _: source.replace("<", "\\lt "), str).page(report)


def render_for_terminal(report: Report) -> str:
    """The same for reading as it is: formulas are in Unicode."""
    return _Markdown(lambda _, latex: inline(formula_text(latex)), readable).page(report)


class _Markdown:
    """One way of showing formulas: by their source and their LaTeX, and in the text of a reference answer."""

    def __init__(self, formula: Formula, reference: Callable[[str], str]) -> None:
        self._formula = formula
        self._reference = reference

    def page(self, report: Report) -> str:
        lines = [*_head(report), *self._overview(report), *_closing(report), *_groups(report)]
        lines += [*self._progress(report), *self._strengths(report), *self._gaps(report.gaps)]
        for turn in report.turns:
            lines += self._turn(turn)
        lines += [*how_graded(report), *what_it_took(report)]
        return "\n".join(lines).rstrip() + "\n"

    def _text(self, text: str) -> str:
        """Text of the corpus on one line: everything escaped but its formulas and code spans."""
        if not _SPANS.search(text):
            return inline(text)
        return "".join(self._part(text[part.start : part.end], part) for part in parts(text)).strip()

    def _part(self, source: str, part: Part) -> str:
        if part.kind is PartKind.FORMULA:
            return self._formula(" ".join(source.split()), part.content)
        is_code = part.kind is PartKind.CODE_SPAN and "|" not in source  # which would end the cell of a table
        return code(part.content) if is_code else _escaped(source)

    def _overview(self, report: Report) -> Iterator[str]:
        yield "| # | Question | Topic | Level | Result |"
        yield "|---|---|---|---|---|"
        for turn in report.turns:
            title = self._text(turn.title)
            yield f"| {turn.number} | {title} | {inline(turn.topic)} | {turn.level or ''} | {turn.outcome} |"
        yield ""

    def _progress(self, report: Report) -> Iterator[str]:
        if not report.progress:
            return
        yield "## Since earlier sessions"
        yield ""
        for one in report.progress:
            yield f"- {beginning(self._text(one.name))}: {moved_in_words(one)}"
            for mixed in one.mixes:
                yield f"  - mixed: {inline(mixed)}"
        yield ""

    def _strengths(self, report: Report) -> Iterator[str]:
        if not report.strengths:
            return
        yield "## Strengths"
        yield ""
        for strength in report.strengths:
            yield f"- {beginning(self._text(strength.claim))} (question {strength.turn})"
            yield f"  - your words: “{inline(strength.words)}”"
        yield ""

    def _gaps(self, gaps: Sequence[Gap]) -> Iterator[str]:
        if not gaps:
            return
        yield "## To work on"
        yield ""
        for gap in gaps:
            if gap.verdict is None:
                yield f"- misconception: {self._text(gap.claim)} (question {gap.turn})"
                yield f"  - in truth: {self._text(gap.truth)}"
            else:
                yield f"- {gap.verdict}: {self._text(gap.claim)} (question {gap.turn})"
        yield ""

    def _turn(self, turn: TurnReport) -> Iterator[str]:
        yield f"## {turn.number}. {self._text(turn.title)}"
        yield ""
        yield f"**{turn.outcome[:1].upper()}{turn.outcome[1:]}**"
        yield ""
        yield from _facts(turn)
        yield ""
        yield from self._task(turn)
        for answer in turn.answers:
            yield from _answer(answer)
        for flag in turn.flags:
            yield f"> Note: {_reason(flag)}"
            yield ""
        yield from self._points(turn)
        yield from self._misconceptions(turn)
        yield from _beyond(turn)
        yield from _criteria(turn)
        yield from _review(turn)
        yield from _rewrite(turn)
        yield from self._source(turn)

    def _task(self, turn: TurnReport) -> Iterator[str]:
        if turn.exercise is None:
            return
        yield "### Task"
        yield ""
        yield self._reference(turn.exercise.task.strip())
        yield ""
        if turn.kind is Kind.DEBUG:
            yield from fenced(numbered(turn.exercise.starter))
            yield ""

    def _points(self, turn: TurnReport) -> Iterator[str]:
        if not turn.points:
            return
        yield "### Key points"
        yield ""
        for point in turn.points:
            yield f"- **{mark_of(point)}** (weight {point.weight}): {self._text(point.claim)}"
            yield from _quotes(point.quotes)
            yield from _point_facts(point)
        yield ""

    def _misconceptions(self, turn: TurnReport) -> Iterator[str]:
        if not turn.misconceptions:
            return
        yield "### Misconceptions"
        yield ""
        for found in turn.misconceptions:
            yield f"- **! said**: {self._text(found.belief)}"
            yield from _quotes(found.quotes)
            yield f"  - in truth: {self._text(found.truth)}"
        yield ""

    def _solution(self, turn: TurnReport) -> Iterator[str]:
        for part in turn.exercise.solution if turn.exercise is not None else ():
            yield f"**{part.heading}**"
            yield ""
            for line in part.lines:
                yield f"- {beginning(self._text(line))}"
            if part.code:
                yield from fenced(part.code.rstrip(), "python")
            yield ""

    def _source(self, turn: TurnReport) -> Iterator[str]:
        if turn.reference is None:
            yield "The corpus no longer has this question, so its reference answer cannot be shown."
            yield ""
            return
        yield "### Reference answer"
        yield ""
        yield self._reference(turn.reference.text)
        yield ""
        yield from self._solution(turn)
        works = "; ".join(turn.reference.works)
        yield f"Source: {code(f'corpus/{turn.reference.file}')}" + (f". {inline(works)}." if works else "")
        yield ""


def _head(report: Report) -> Iterator[str]:
    yield f"# Interview of {report.started_at:%d %B %Y}"
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


def _answer(answer: AnswerReport) -> Iterator[str]:
    unanswered = " (not answered)" if answer.state is GradeState.NOT_ANSWERED else ""
    yield f"*{prompt_label(answer.kind)}:* {inline(answer.prompt)}{unanswered}"
    yield ""
    for remark in answer.remarks:
        yield f"*{'You asked' if remark.by_candidate else 'The interviewer replied'}:* {inline(remark.text)}"
        yield ""
    if answer.answer is None:
        return
    yield from fenced(highlighted(answer), "python" if answer.program else "text")
    yield ""
    yield from _result(answer)


def highlighted(answer: AnswerReport) -> str:
    """An answer with brackets around the words that show something, and behind them what: `⟦it drops units⟧[✓ k1]`."""
    found = ""
    is_open = False
    for piece in pieces(answer.answer or "", answer.highlights):
        text = "".join(f"<U+{ord(char):04X}>" if char in BRACKETS else char for char in piece.text)
        if piece.highlights and not is_open:
            found += BRACKETS[0]
        is_open = bool(piece.highlights)
        if piece.ends:
            found += f"{text}{BRACKETS[1]}[{', '.join(map(highlight_mark, piece.ends))}]"
            is_open = False
        else:
            found += text
    return found


def _result(answer: AnswerReport) -> Iterator[str]:
    if answer.state is GradeState.WAITING:
        yield "Not graded yet."
    elif answer.state is GradeState.UNGRADED:
        yield f"**Ungraded**: {inline(answer.reason)} This is not a score: grading failed, but the answer is kept."
    else:
        yield from _earned(answer)
        if answer.reason:
            yield f"- settled by a rule: {inline(answer.reason)}"
    for remark in answer_remarks(answer):
        yield f"- {inline(remark)}"
    yield ""
    if answer.printed.strip():
        yield PRINTED
        yield ""
        yield from fenced(answer.printed.strip("\n"))
        yield ""


def _earned(answer: AnswerReport) -> Iterator[str]:
    if answer.seconds is not None:
        yield f"- answered in {spoken_seconds(answer.seconds)}"
    if answer.interval is not None:
        low, high = answer.interval
        yield f"- score of this answer: {percent(answer.score or 0.0)} ({percent(low)} to {percent(high)})"
    elif answer.kind is PromptKind.RETRY:
        yield f"- score of this try: {percent(answer.score or 0.0)}; the first attempt keeps counting"
    if answer.kind is PromptKind.FOLLOW_UP and answer.before is not None and answer.after is not None:
        yield f"- aided credit for the question: {percent(answer.before)} before, {percent(answer.after)} after"


def _point_facts(point: PointReport) -> Iterator[str]:
    if why_of(point):
        yield f"  - why: {_reason(why_of(point))}"
    if votes_of(point):
        yield f"  - {votes_of(point)}"
    if point.unaided is not None and point.aided is not None and point.unaided < point.aided:
        yield f"  - earned with help: {percent(point.unaided)} unaided, {percent(point.aided)} aided"
    for remark in (*failure_remarks(point), *dispute_remarks(point)):
        yield f"  - {_reason(remark)}"
    if point.passage:
        yield f"  - judged by {_place(point.passage)}"


def _place(passage: PassageReport) -> str:
    return f"{code(passage.id)} (`corpus/{passage.file}`, “{inline(passage.heading)}”)"


def _beyond(turn: TurnReport) -> Iterator[str]:
    if not turn.beyond:
        return
    yield "### Beyond the reference"
    yield ""
    for found in turn.beyond:
        yield f"- **+ also right**: {inline(found.text)}"
        yield from _quotes(found.quotes)
        by = found.supported_by
        shown = _place(found.passage) if found.passage else by if by == COMMON_KNOWLEDGE else code(by)
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
        yield from _quotes(one.quotes)
    yield ""


def _quotes(quotes: Sequence[Quote]) -> Iterator[str]:
    for quote in quotes:
        yield f"  - your words: “{inline(quote.text)}”"


def _reason(text: str) -> str:
    """A reason on one line, with the code in it as code spans."""
    runs = reason_runs(text)
    return "".join(code(run.text) if run.kind is RunKind.CODE else _escaped(run.text) for run in runs)


def _escaped(text: str) -> str:
    """A stretch of a line, with the spaces at its ends."""
    shown = inline(text)
    return f"{' ' * text[:1].isspace()}{shown}{' ' * (bool(shown) and text[-1:].isspace())}"
