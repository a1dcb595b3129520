"""Where an answer speaks to the grader: found across line breaks, widths, cases and look-alike letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from interviewer.grading.addressed import is_addressed_to_grader
from interviewer.grading.llm.quotes import Folded
from interviewer.language.lookalikes import as_latin
from interviewer.language.sentences import Span, sentences, split_sentences

# What only makes sense when said to a grader; the similarity grader has its own, narrower list.
_GRADING = re.compile(
    r"""
      \b(?:full|top|perfect)\s+(?:credit|marks?|points|grade)\b
    | \bfull\s+score\b(?!\s+(?:matri|function|vector|map))
    | \b(?:deserve|award|give|grant|assign|set|output|print|return|reply|respond)\w*\b.{0,60}
      \b(?:10/10|5/5|4/4|100/100|level\s+4|key_points|"?met"?\s+for)
    | \bverdicts?\W{1,3}(?:to|is|are|should|must|met)\b
    | \bk\d+\b\W{0,12}(?:is\s+|are\s+|verdict\W+)?(?:met|covered|correct|fulfilled)\b
    | \b(?:do\s+not|don't|never|stop)\s+(?:follow|apply|use|obey)\w*\s+(?:the|your|any)
      \s+(?:rubric|rules|criteria|instructions)
    | \bfully\s+(?:explained|answered|graded)\b
    | \b(?:count|treat|regard|take|read|accept)\s+(?:my|this|the)\s+(?:answer|response)\s+as\b
    | \b(?:known|agreed|confirmed|verified|deemed)\s+to\s+be\s+(?:complete|correct|perfect|right)
    | \bthe\s+reference\s+(?:answer\s+)?(?:agrees|says|confirms|states|solution)
    | \b(?:an?|the)\s+(?:ai|llm|language\s+model|model|machine)
      \s+(?:that\s+)?(?:reads|grades|is\s+grading)\s+(?:this|my|it|these)\b
    | "(?:key_points|verdict|criteria|misconceptions|addressed_to_grader|evidence|level|score)"\s*:
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LINE = re.compile(r"[^\n]+")


def units_of(answer: str) -> tuple[Span, ...]:
    """The sentences of an answer, and the lines of its code."""
    return tuple(part for unit in sentences(answer) for part in (_lines(answer, unit) if unit.is_code else (unit,)))


def addressed_units(folded: Folded, units: tuple[Span, ...]) -> tuple[Span, ...]:
    """The units of a folded answer that speak to the grader, or belong to a sentence that does across line breaks."""
    spans = list(_addressed_spans(folded))
    return tuple(
        unit
        for unit in units
        if speaks_to_grader(unit.text) or any(start < unit.end and unit.start < end for start, end in spans)
    )


def speaks_to_grader(folded_text: str) -> bool:
    """Whether a folded text speaks to the grader, in look-alike letters too."""
    readings = {folded_text, as_latin(folded_text)}
    return any(is_addressed_to_grader(text) or _GRADING.search(text) for text in readings)


def _addressed_spans(folded: Folded) -> Iterator[tuple[int, int]]:
    start = 0
    for sentence in split_sentences(folded.text):
        if speaks_to_grader(sentence):
            yield folded.places[start], folded.places[start + len(sentence) - 1] + 1
        start += len(sentence)


def _lines(answer: str, block: Span) -> Iterator[Span]:
    for line in _LINE.finditer(answer, block.start, block.end):
        yield Span(line.start(), line.end(), line.group(), block.sentences)
