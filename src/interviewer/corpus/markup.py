"""Whether the formulas and the code of a question are well formed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from interviewer.corpus.python_source import parsed
from interviewer.corpus.question import Question
from interviewer.files.decoding import LineError
from interviewer.language.markdown import PartKind, blocks, parts, without
from interviewer.text import one_line

_SHOWN = 60  # characters of a formula in a message
_START = 40  # of a line whose formula is not closed
_PAIRS = (("\\left", "\\right"), ("\\begin", "\\end"))


def code_blocks(question: Question, language: str = "python") -> list[str]:
    """The fenced blocks of a question's reference answer in `language`."""
    return [part.content for part in blocks(question.reference) if part.language == language]


def check_markup(question: Question) -> Iterator[tuple[int, str]]:
    """What is wrong with the formulas and the code of a question, each with its line (1 where it is not known)."""
    for code in code_blocks(question):
        start = line_of(question, code.split("\n", 1)[0])
        yield from ((start + line - 1, message) for line, message in _check_code(code))
    for text in _texts(question):
        prose = without(text, (PartKind.CODE, PartKind.CODE_SPAN))
        if prose.replace("\\$", "").count("$") % 2:
            unpaired = _unpaired_line(text)
            message = f"a formula is not closed in '{one_line(unpaired, _START)}'; expected pairs of $"
            yield line_of(question, unpaired), message
            continue
        for part in parts(text):
            if part.kind is PartKind.FORMULA:
                line = line_of(question, part.content.split("\n", 1)[0])
                yield from ((line, message) for message in _check_formula(part.content))


def _unpaired_line(text: str) -> str:
    """The first line of a text whose dollar signs are no pairs."""
    lines = without(text, (PartKind.CODE, PartKind.CODE_SPAN)).split("\n")
    odd = [line for line in lines if line.replace("\\$", "").count("$") % 2]
    return (odd or lines)[0]


def line_of(question: Question, words: str) -> int:
    """The line of the question's file that has these words, or has them but for code; 1 where none has, as for a
    text of no file."""
    lines = list(enumerate(question.text.split("\n"), start=1)) if words.strip() else []
    exact = next((number for number, line in lines if words in line), None)
    bare = (number for number, line in lines if "`" in line and words in without(line, (PartKind.CODE_SPAN,)))
    return exact or next(bare, 1)


def _check_code(code: str) -> Iterator[tuple[int, str]]:
    try:
        parsed(code)
    except LineError as error:
        yield error.line, f"a code block does not parse at its line {error.line}: {error.message}"


def _check_formula(formula: str) -> Iterator[str]:
    shown = formula if len(formula) <= _SHOWN else f"{formula[: _SHOWN - 1]}…"
    bare = formula.replace("\\{", "").replace("\\}", "")
    depth = lowest = 0
    for char in bare:
        depth += {"{": 1, "}": -1}.get(char, 0)
        lowest = min(lowest, depth)
    if depth or lowest < 0:
        yield f"braces do not match in ${shown}$"
    for opening, closing in _PAIRS:
        if _count(bare, opening) != _count(bare, closing):
            yield f"{opening} and {closing} do not match in ${shown}$"


def _count(formula: str, command: str) -> int:
    return len(re.findall(re.escape(command) + r"(?![a-zA-Z])", formula))


def _texts(question: Question) -> Iterator[str]:
    yield from (question.title, question.reference, *question.follow_ups)
    if question.exercise is not None:
        yield question.exercise.task
    yield from (text for point in question.key_points for text in (point.claim, point.probe))
    yield from (text for found in question.misconceptions for text in (found.belief, found.truth))
