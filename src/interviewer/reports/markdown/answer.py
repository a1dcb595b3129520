"""What a report in Markdown says of one answer: its words with what they show, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator

from interviewer.interview.session import PromptKind
from interviewer.reports.escaping import fenced, inline
from interviewer.reports.highlight import pieces
from interviewer.reports.marks import highlight_mark
from interviewer.reports.model import AnswerReport, GradeState
from interviewer.reports.remarks import PRINTED, answer_remarks
from interviewer.reports.wording import percent, spoken_seconds

BRACKETS = "⟦⟧"
"""Around the words of an answer that show something; brackets of the answer itself are written out."""


def answer_lines(answer: AnswerReport) -> Iterator[str]:
    """A prompt, what was answered, and the result."""
    unanswered = " (not answered)" if answer.state is GradeState.NOT_ANSWERED else ""
    yield f"*{answer.kind.label}:* {inline(answer.prompt)}{unanswered}"
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
