"""Exemplars: how people word each key point of a question, right, half right and wrong, and its misconceptions.

They are next to the question's file in `<id>.exemplars.txt`, one per line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from interviewer.corpus.finding import Finding, Severity
from interviewer.corpus.question import Question
from interviewer.errors import CorpusError
from interviewer.files.decoding import LineError, decode_text, quoted
from interviewer.files.reading import read_regular
from interviewer.language.words import content_stems

SUFFIX = ".exemplars.txt"
MAX_BYTES = 1_000_000
"""The largest file of exemplars that is read. The longest bundled one has 12 thousand."""

MOST_COPIED = 0.8
"""A right wording has at most this share of its claim's telling words (stems): with more it is a copy."""

_LINE = re.compile(r"([a-z]+): +(\S.*)")


class ExemplarKind(StrEnum):
    """What a wording is an example of: the first four of a key point, the last two of a misconception."""

    RIGHT = "right"
    PARTIAL = "partial"
    WRONG = "wrong"
    VAGUE = "vague"
    SAID = "said"
    DENIED = "denied"


LEAST_OF_POINT: Mapping[ExemplarKind, int] = {
    ExemplarKind.RIGHT: 4,
    ExemplarKind.PARTIAL: 1,
    ExemplarKind.WRONG: 3,
    ExemplarKind.VAGUE: 1,
}
"""How many wordings of each kind a key point needs that is no quantity. Right ones are precise, spoken, telegraphic and
by example."""

LEAST_OF_MISCONCEPTION: Mapping[ExemplarKind, int] = {ExemplarKind.SAID: 2, ExemplarKind.DENIED: 1}
"""How many wordings of each kind a misconception needs."""


@dataclass(frozen=True)
class Exemplar:
    """One wording. `about` is the id of a key point or misconception, `line` its line in the file (from 1)."""

    about: str
    kind: ExemplarKind
    text: str
    line: int


def parse_exemplars(text: str, question: Question) -> tuple[Exemplar, ...]:
    """The exemplars in the text of one file. Raises LineError with the line and what was expected."""
    allowed = _allowed(question)
    found: list[Exemplar] = []
    about = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if number == 1:
            if line != f"# {question.id}":
                raise LineError(number, f"expected '# {question.id}'")
        elif line.startswith("## "):
            about = line[3:].strip()
            if about not in allowed:
                raise LineError(number, f"the question has no key point or misconception {quoted(about)}")
        elif line.strip():
            match = _LINE.fullmatch(line.rstrip())
            if match is None or match[1] not in allowed.get(about, {}):
                kinds = ", ".join(allowed.get(about, {})) or "a heading such as '## k1'"
                raise LineError(number, f"expected a kind and a wording, such as 'right: ...'; kinds here: {kinds}")
            found.append(Exemplar(about, ExemplarKind(match[1]), match[2], number))
    return tuple(found)


def read_exemplars(question: Question) -> tuple[Exemplar, ...] | None:
    """The exemplars beside a question's file; None where it has none.

    Raises LineError where the file is not in the format, and OSError where it cannot be read.
    """
    if question.folder is None:
        return None
    path = question.folder / exemplars_file(question)
    try:
        return parse_exemplars(decode_text(read_regular(path, MAX_BYTES)), question)
    except FileNotFoundError:
        return None


def exemplars_of(question: Question) -> tuple[Exemplar, ...]:
    """The exemplars of a question; none where it has none. Raises CorpusError where they cannot be read."""
    try:
        return read_exemplars(question) or ()
    except LineError as error:
        reason = f"line {error.line}: {error.message}"
    except OSError as error:
        reason = str(error.strerror)
    raise CorpusError(
        f"The exemplars in {exemplars_file(question)} cannot be read: {reason}.", "Run `interviewer corpus check`."
    )


def exemplars_file(question: Question) -> str:
    """Where the exemplars of a question are, relative to its corpus folder."""
    return question.file.removesuffix(".md") + SUFFIX


def check_exemplars(questions: Sequence[Question]) -> tuple[int, list[Finding]]:
    """How many exemplars the questions have, and everything that is wrong with them.

    A question without a file of exemplars is not a mistake: it can be asked and graded without them.
    """
    count = 0
    findings: list[Finding] = []
    for question in questions:
        file = exemplars_file(question)
        try:
            found = read_exemplars(question)
        except LineError as error:
            findings.append(Finding(file, error.line, error.message))
        except OSError as error:
            findings.append(Finding(file, 1, f"cannot be read: {error.strerror}"))
        else:
            count += len(found or ())
            findings.extend(() if found is None else _check(question, file, found))
    return count, findings


def _check(question: Question, file: str, found: Sequence[Exemplar]) -> Iterator[Finding]:
    given = Counter((exemplar.about, exemplar.kind) for exemplar in found)
    for about, least in _needed(question).items():
        for kind, wanted in least.items():
            if given[about, kind] < wanted:
                message = f"{about} has {given[about, kind]} of {kind!s}; expected at least {wanted}"
                yield Finding(file, 1, message, Severity.WARNING)
    claims = {point.id: content_stems(point.claim) for point in question.key_points}
    seen: dict[str, int] = {}
    for exemplar in found:
        first = seen.setdefault(exemplar.text.casefold(), exemplar.line)
        if first != exemplar.line:
            yield Finding(file, exemplar.line, f"the same wording is in line {first}", Severity.WARNING)
        if exemplar.kind is not ExemplarKind.RIGHT:
            continue
        claim = claims[exemplar.about]
        copied = len(claim & content_stems(exemplar.text)) / max(len(claim), 1)
        if copied > MOST_COPIED:
            message = f"has {copied:.0%} of the words of {exemplar.about}; expected other words"
            yield Finding(file, exemplar.line, message, Severity.WARNING)


def _allowed(question: Question) -> dict[str, Mapping[ExemplarKind, int]]:
    """Per key point and misconception the kinds that it has, and how many of each there are at least."""
    points = {point.id: LEAST_OF_POINT for point in question.key_points}
    return points | {found.id: LEAST_OF_MISCONCEPTION for found in question.misconceptions}


def _needed(question: Question) -> dict[str, Mapping[ExemplarKind, int]]:
    """`_allowed` without the key points that are a quantity: numbers are read in any words."""
    marked = {point.id for point in question.key_points if point.check is not None and point.check.value}
    return {about: least for about, least in _allowed(question).items() if about not in marked}
