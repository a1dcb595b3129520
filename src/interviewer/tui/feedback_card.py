"""Feedback on one question as a card: every verdict with the words that it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content
from textual.widgets import Static

from interviewer.corpus.question import Question
from interviewer.grading.grade import Grade
from interviewer.grading.verdict import Evidence, MisconceptionFound, PointVerdict, Verdict
from interviewer.interview.credit import Credit
from interviewer.reports.marks import mark_of
from interviewer.reports.model import percent, spoken_credit
from interviewer.text import one_line, visible

_ROLES = {
    Verdict.MET: "$good",
    Verdict.PARTIAL: "$fair",
    Verdict.MISSED: "$bad",
    Verdict.CONTRADICTED: "$bad",
    Verdict.NOT_ASSESSED: "$quiet",
}
_BAR = 20

Part = str | tuple[str, str]


class FeedbackCard(Static):
    """What was covered, what was missed, and the reference answer."""

    def __init__(self, parts: list[Part], title: str) -> None:
        content = Content.assemble(*parts)
        self.plain = content.plain
        super().__init__(content, markup=False, classes="card")
        self.border_title = Content(title)


def turn_card(credit: Credit, question: Question | None, flags: tuple[str, ...], reason: str = "") -> FeedbackCard:
    """The card of a turn that is done with. `reason` says why it has no score, where it has none."""
    return FeedbackCard(
        [
            *_result(credit, reason),
            *_points(credit.verdicts),
            *_misconceptions(credit.misconceptions),
            *(("\nNote: " + one_line(flag) + "\n", "$fair") for flag in flags),
            *(_reference(question) if question else ()),
        ],
        "Feedback",
    )


def retry_card(grade: Grade) -> FeedbackCard:
    """The card of a second try."""
    score = percent(grade.score or 0.0)
    head: list[Part] = [("This try: ", "bold"), (score, "bold $lead"), ". The first attempt keeps counting.\n"]
    return FeedbackCard([*head, *_points(grade.verdicts), *_misconceptions(grade.misconceptions)], "Second try")


def reference_card(question: Question) -> FeedbackCard:
    """The reference answer alone, after a skipped question."""
    return FeedbackCard(list(_reference(question)), "Skipped: no score")


def _result(credit: Credit, reason: str) -> Iterator[Part]:
    if credit.alone is None:
        yield ("Ungraded", "bold $fair")
        yield f": {one_line(reason) or 'the grading failed.'} This is no score; the answer is kept.\n"
        return
    filled = round((credit.prompted or 0.0) * _BAR)
    alone = round(credit.alone * _BAR)
    yield ("█" * alone, "$lead")
    yield ("▓" * max(filled - alone, 0), "$lead")
    yield ("░" * (_BAR - max(filled, alone)), "$quiet")
    yield (f"  {spoken_credit(credit)}", "bold")
    yield (f"   graded by: {', '.join(credit.methods)}\n", "$quiet")


def _points(verdicts: tuple[PointVerdict, ...]) -> Iterator[Part]:
    for verdict in verdicts:
        role = _ROLES[verdict.verdict] if verdict.supported else "$quiet"
        yield (f"\n{mark_of(verdict):<15}", f"bold {role}")
        yield f"{one_line(verdict.claim)}"
        yield (f"  (weight {verdict.weight})\n", "$quiet")
        yield from _evidence(verdict.evidence)


def _misconceptions(found: tuple[MisconceptionFound, ...]) -> Iterator[Part]:
    for misconception in found:
        yield ("\n! misconception ", "bold $bad")
        yield f"{one_line(misconception.belief)}\n"
        yield from _evidence(misconception.evidence)
        yield ("  In truth: ", "bold")
        yield f"{one_line(misconception.truth)}\n"


def _evidence(evidence: tuple[Evidence, ...]) -> Iterator[Part]:
    for span in evidence:
        yield (f"  your words: “{one_line(span.text)}”\n", "italic $quiet")


def _reference(question: Question) -> Iterator[Part]:
    yield ("\nReference answer\n", "bold $lead")
    yield f"{visible(question.reference)}\n"
    source = "; ".join((f"corpus/{question.file}", *question.references))
    yield (f"Source: {one_line(source)}", "$quiet")
