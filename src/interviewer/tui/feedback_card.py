"""Feedback on one question as a card: every verdict with the words it is based on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from interviewer.corpus.question import Question
from interviewer.grading.grade import Grade, Method
from interviewer.grading.verdict import Beyond, CriterionLevel, Evidence, MisconceptionFound, PointVerdict, Verdict
from interviewer.interview.credit import Credit
from interviewer.reports.earned import earned_in_try
from interviewer.reports.marks import criterion_name, level_of, mark_of, spoken_graders, votes_of, why_of
from interviewer.reports.question_file import file_of
from interviewer.reports.readable import readable_line
from interviewer.reports.solution import solution_parts, telling
from interviewer.reports.ungraded import FOLLOW_UP
from interviewer.reports.wording import percent, spoken_credit
from interviewer.text import one_line, visible
from interviewer.tui.prose import Prose

_ROLES = {
    Verdict.MET: "$good",
    Verdict.PARTIAL: "$fair",
    Verdict.MISSED: "$bad",
    Verdict.CONTRADICTED: "$bad",
    Verdict.NOT_ASSESSED: "$quiet",
}
_BAR = 20

StyledText = str | tuple[str, str]


class Line(Static):
    """A paragraph of a card, shown exactly."""

    def __init__(self, *parts: StyledText, kind: str = "") -> None:
        content = Content.assemble(*parts)
        self.plain = content.plain
        super().__init__(content, markup=False, classes=f"line {kind}".strip())


class PointRow(Horizontal):
    """A verdict: its mark, and beside it the claim with the words it is based on."""

    def __init__(self, mark: str, role: str, *lines: Line) -> None:
        super().__init__(Line((mark, f"bold {role}"), kind="mark"), Vertical(*lines, classes="said"))


class FeedbackCard(Vertical):
    """What was covered, what was missed, and the reference answer."""

    def __init__(self, title: str, *children: Widget) -> None:
        super().__init__(*children, classes="card")
        self.border_title = Content(title)

    @property
    def plain(self) -> str:
        """All of it as plain text."""
        parts = (part for part in self.walk_children() if isinstance(part, Line | Prose))
        return "\n".join(part.plain for part in parts)


def turn_card(
    credit: Credit,
    question: Question | None,
    flags: tuple[str, ...],
    reason: str = "",
    remarks: Mapping[str, Sequence[str]] = MappingProxyType({}),
    marked: str = "",
) -> FeedbackCard:
    """The card of a closed turn. `reason` says why it has no score, or why a follow-up has none; `remarks` are
    those beside key points, by their ids. `marked` is how a program marked it."""
    return FeedbackCard(
        "Feedback",
        *_result(credit, reason, marked),
        *_points(credit.verdicts, credit.methods, remarks),
        *_misconceptions(credit.misconceptions),
        *_besides(credit.criteria, credit.beyond),
        *_flags(flags),
        *(_reference(question) if question else ()),
    )


def retry_card(grade: Grade) -> FeedbackCard:
    """The card of a second try."""
    head = Line(
        ("This try: ", "bold"), (percent(grade.score or 0.0), "bold $lead"), ". The first attempt keeps counting."
    )
    return FeedbackCard(
        "Second try",
        head,
        *_points(
            grade.verdicts,
            (grade.provenance.method,),
            {point: [why] for point, why in earned_in_try(grade).items()},
        ),
        *_misconceptions(grade.misconceptions),
        *_besides(grade.criteria, grade.beyond),
        *_flags(grade.flags),
    )


def reference_card(question: Question) -> FeedbackCard:
    """The reference answer alone, after a skipped question."""
    return FeedbackCard("Skipped: no score", *_reference(question))


def _result(credit: Credit, reason: str, marked: str) -> Iterator[Line]:
    if credit.unaided is None or credit.aided is None:
        said = f": {one_line(reason) or 'the grading failed.'} This is not a score; the answer is kept."
        yield Line(("Ungraded", "bold $fair"), said)
        return
    unaided, aided = round(credit.unaided * _BAR), round(credit.aided * _BAR)
    yield Line(
        ("█" * unaided + "▓" * (aided - unaided), "$lead"),
        ("░" * (_BAR - max(aided, unaided)), "$quiet"),
        (f"  {spoken_credit(credit)}", "bold"),
    )
    if marked:
        yield Line("Marked by a program: ", (one_line(marked), "bold"))
    yield Line((f"Graded by: {spoken_graders(credit)}", "$quiet"))
    if reason:
        yield Line((FOLLOW_UP, "bold $fair"), f": {one_line(reason)} The score is without it; the answer is kept.")


def _points(
    verdicts: tuple[PointVerdict, ...],
    methods: Sequence[Method],
    remarks: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Iterator[PointRow]:
    for verdict in verdicts:
        role = _ROLES[verdict.verdict] if verdict.supported else "$quiet"
        claim = Line(readable_line(verdict.claim), (f" (weight {verdict.weight})", "$quiet"))
        beside = [Line((remark, "$fair")) for remark in remarks.get(verdict.point, ())]
        yield PointRow(
            mark_of(verdict), role, claim, *_why(verdict), *_evidence(telling(verdict.evidence, methods)), *beside
        )


def _why(verdict: PointVerdict) -> Iterator[Line]:
    """The judge's reason, and its answer each time if it was asked more than once."""
    if why_of(verdict):
        yield Line((one_line(why_of(verdict)), "$quiet"))
    if votes_of(verdict):
        yield Line((votes_of(verdict), "$quiet"))


def _besides(criteria: tuple[CriterionLevel, ...], beyond: tuple[Beyond, ...]) -> Iterator[Line]:
    """Claims beyond the reference, and the levels of the criteria that are part of the score."""
    for claim in beyond:
        yield Line(
            ("Also right, beyond the reference: ", "bold $good"),
            one_line(claim.text),
            (f" ({one_line(claim.supported_by)})", "$quiet"),
            kind="section",
        )
    levels = [
        f"{one_line(criterion_name(criterion.criterion))} {level_of(criterion.level)}"
        for criterion in criteria
        if criterion.share
    ]
    if levels:
        yield Line(("Criteria: ", "bold"), ", ".join(levels), kind="section")


def _misconceptions(found: tuple[MisconceptionFound, ...]) -> Iterator[PointRow]:
    for misconception in found:
        yield PointRow(
            "! belief",
            "$bad",
            Line(("Misconception: ", "bold"), readable_line(misconception.belief)),
            *_evidence(misconception.evidence),
            Line(("In truth: ", "bold"), readable_line(misconception.truth)),
        )


def _evidence(evidence: tuple[Evidence, ...]) -> Iterator[Line]:
    for span in evidence:
        yield Line((f"your words: “{one_line(span.text)}”", "italic $quiet"))


def _flags(flags: tuple[str, ...]) -> Iterator[Line]:
    for flag in flags:
        yield Line(("Note: ", "bold $fair"), one_line(flag))


def _reference(question: Question) -> Iterator[Line | Prose]:
    yield Line(("Reference answer", "bold $lead"), kind="section")
    yield Prose(question.reference)
    for part in solution_parts(question):
        yield Line((part.heading, "bold $lead"), kind="section")
        yield from (Line(f"- {readable_line(line)}") for line in part.lines)
        if part.code:
            yield Line(visible(part.code.rstrip()))
    yield Line((f"Source: {one_line('; '.join((file_of(question), *question.references)))}", "$quiet"))
