"""Which words of an answer show what, and the answer cut into pieces at their ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from interviewer.grading.addressed import FLAG, is_addressed_to_grader
from interviewer.grading.grade import Grade
from interviewer.grading.verdict import Evidence, Verdict
from interviewer.language.sentences import sentences
from interviewer.reports.model import Highlight, HighlightKind
from interviewer.reports.solution import telling

_SHOWN_BY = {
    Verdict.MET: HighlightKind.MET,
    Verdict.PARTIAL: HighlightKind.PARTIAL,
    Verdict.CONTRADICTED: HighlightKind.CONTRADICTED,
}


@dataclass(frozen=True)
class Piece:
    """A stretch of an answer with everything that it shows; `ends` are those of its highlights that end with it."""

    text: str
    highlights: tuple[Highlight, ...]
    ends: tuple[Highlight, ...]


def highlights_of(answer: str, grade: Grade | None) -> tuple[Highlight, ...]:
    """What the words of an answer show according to its grade, in their order, and what is addressed to the grader."""
    if grade is None:
        return ()
    found = {
        Highlight(span.start, span.end, kind, about) for span, kind, about in _shown(grade) if span.holds_in(answer)
    }
    if FLAG in grade.flags:
        found |= {
            Highlight(sentence.start, sentence.end, HighlightKind.ADDRESSED)
            for sentence in sentences(answer)
            if is_addressed_to_grader(sentence.text)
        }
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.kind, one.about)))


def pieces(answer: str, highlights: Sequence[Highlight]) -> tuple[Piece, ...]:
    """The answer in pieces that together are the answer; every highlight covers whole pieces."""
    cuts = sorted({0, len(answer), *(end for one in highlights for end in (one.start, one.end))})
    return tuple(
        Piece(
            answer[start:end],
            tuple(one for one in highlights if one.start <= start and end <= one.end),
            tuple(one for one in highlights if one.end == end),
        )
        for start, end in pairwise(cuts)
    )


def _shown(grade: Grade) -> Iterator[tuple[Evidence, HighlightKind, str]]:
    for verdict in grade.verdicts:
        if verdict.supported and verdict.verdict in _SHOWN_BY:
            spans = telling(verdict.evidence, (grade.provenance.method,))
            yield from ((span, _SHOWN_BY[verdict.verdict], verdict.point) for span in spans)
    for misconception in grade.misconceptions:
        about = misconception.misconception
        yield from ((span, HighlightKind.MISCONCEPTION, about) for span in misconception.evidence)
    for beyond in grade.beyond:
        yield from ((span, HighlightKind.BEYOND, "") for span in beyond.evidence)
