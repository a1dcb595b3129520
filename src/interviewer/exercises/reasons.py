"""Whether a remark on a faulty place says what is wrong there: in code, or in words of its own."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from statistics import fmean

from interviewer.corpus.exercise import Exercise, Fault
from interviewer.corpus.question import KeyPoint, Question
from interviewer.exercises.naming import without_line_numbers, without_spaces
from interviewer.grading.grader import Grader, GradingRequest
from interviewer.grading.score import credit_of
from interviewer.grading.verdict import PointVerdict
from interviewer.language.common_words import STOP_WORDS
from interviewer.language.markdown import without
from interviewer.search.embedder import Embedder

REASON_FROM = 1.61
"""The mean, for what is wrong with a fault and for its name, of the credit for it (0..1) and twice the cosine to it,
and half of the credit that the answer earns for the key point, from which a remark is a reason. Tuned on 45 remarks of
ours about four exercises, of which it tells 26 of 30 reasons and takes 2 of 15 wrong ones for one, and on the remarks
in the development answers of `benchmarks.exercise_words` that are read in this way: 8 of 13, and 1 of 25."""

_OF_ANSWER = 0.5

LEAST_RUN = 4
"""Words and signs of code in a row that tell the right program, where the shown one does not have them: "start =
cache.length" has five. In the development answers of `benchmarks.exercise_words` 37 in 117 faults that are found have
such a run, and 3 in 95 others."""

_PIECE = re.compile(r"\w+")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_KEYWORDS = frozenset(keyword.kwlist) - {"True", "False", "None"}


class WordedReasons:
    """Reads what answers say of faults in words of their own. Safe to use from any thread."""

    def __init__(self, grader: Grader, embedder: Embedder) -> None:
        """`grader` grades answers in words, by similarity; `embedder` is the model that it reads them with."""
        self._grader = grader
        self._embedder = embedder

    def read(self, question: Question, words: str) -> Mapping[str, PointVerdict]:
        """The verdicts on an answer in words by key point, as if the question were one. Raises EmbeddingError."""
        said = replace(question, exercise=None)
        grade = self._grader.grade(GradingRequest(said, without_line_numbers(words), question.title))
        return {one.point: one for one in grade.verdicts} if grade.graded else {}

    def gives(self, question: Question, point: KeyPoint, fault: Fault, text: str, told: float) -> bool:
        """Whether a remark on the place of a fault says what is wrong there, `told` being what the whole answer earns
        for its key point. Raises EmbeddingError."""
        said = without_line_numbers(text).strip(" \t\n:,.;-–—")
        asked = _question_of(question, fault, point.probe)
        grade = self._grader.grade(GradingRequest(asked, said, point.probe))
        if not grade.graded or not said:
            return False
        vectors = self._embedder.embed([said, *(one.claim for one in asked.key_points)])
        near = [_credit(verdict) + 2 * float(vectors[0] @ vectors[n]) for n, verdict in enumerate(grade.verdicts, 1)]
        return fmean(near) + _OF_ANSWER * told >= REASON_FROM


def _question_of(question: Question, fault: Fault, probe: str) -> Question:
    """What a reason for a fault is graded against, as a question: why it is one, and its name."""
    points = (KeyPoint("k1", 1, fault.why, probe), KeyPoint("k2", 1, f"{fault.name.replace('-', ' ')}.", probe))
    return replace(
        question, id=f"{question.id}-{fault.name}", file="", key_points=points, misconceptions=(), exercise=None
    )


def says_what_is_right(question: Question, fault: Fault, text: str) -> bool:
    """Whether a remark has in code what the right program has at the place of a fault and the faulty one has not.

    A name that the question uses as a word counts only where the remark writes it as code.
    """
    said = without_line_numbers(text)
    fresh = set(_PIECE.findall(fault.right)) - set(_PIECE.findall(fault.wrong)) - _KEYWORDS - STOP_WORDS
    if not fresh:
        right = without_spaces(fault.right)
        return right not in without_spaces(fault.wrong) and right in without_spaces(text)
    task = question.exercise.task if question.exercise is not None else ""
    prose = " ".join((question.title, question.reference, task, *(point.claim for point in question.key_points)))
    words = {word.lower() for word in _PIECE.findall(without(prose))}
    return any(_has(said, piece, fault, is_word=piece.lower() in words) for piece in fresh)


def code_of_right(exercise: Exercise, fault: Fault, words: str) -> tuple[int, int] | None:
    """Where words have code of the right program, of the lines of a fault, that the shown program does not have.

    The first run of LEAST_RUN tokens or more; None where there is none.
    """
    start = exercise.solution.index(fault.right)
    first = exercise.solution.rfind("\n", 0, start + len(fault.right) - len(fault.right.lstrip())) + 1
    end = exercise.solution.find("\n", start + len(fault.right.rstrip()))
    lines = [_TOKEN.findall(line) for line in exercise.solution[first : end if end >= 0 else None].split("\n")]
    shown = _in_a_row(_TOKEN.findall(exercise.starter))
    found = list(_TOKEN.finditer(words))
    tokens = [token[0] for token in found]
    for place in range(len(tokens) - LEAST_RUN + 1):
        length = max(_common(tokens, place, line) for line in lines)
        if length >= LEAST_RUN and _in_a_row(tokens[place : place + length]) not in shown:
            return found[place].start(), found[place + length - 1].end()
    return None


def _common(tokens: Sequence[str], place: int, line: Sequence[str]) -> int:
    """How many tokens from a place on stand in a row in a line."""
    longest = 0
    for at, token in enumerate(line):
        length = 0
        if token == tokens[place]:
            pairs = zip(tokens[place : place + len(line) - at], line[at:], strict=False)
            length = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        longest = max(longest, length)
    return longest


def _in_a_row(tokens: Sequence[str]) -> str:
    return "".join(f"{token}\n" for token in ("", *tokens))


def _credit(verdict: PointVerdict) -> float:
    """What a verdict earns, 0..1: as its judge expects, where that says so."""
    if verdict.expected is None or not verdict.supported:
        return credit_of(verdict) or 0.0
    return verdict.expected


def _has(said: str, piece: str, fault: Fault, *, is_word: bool) -> bool:
    """Whether a remark has a name, as code where it `is_word` otherwise, or a number, which is no operand of others."""
    name = rf"(?<!\w){re.escape(piece)}(?!\w)"
    if piece.isdigit():
        found = re.finditer(rf"([\w)\]]{{1,40}}(?:[ ][-+*/^]{{1,2}}[ ]|[-+*/^]{{1,2}}))?{name}", said)
        return any(not one[1] or without_spaces(one[0]) in without_spaces(fault.right) for one in found)
    if is_word:
        return re.search(rf"{name}(?=[(\[=.]\w|\(\))|(?<=[\w\])]\.){name}|`[^`\n]*{name}[^`\n]*`", said) is not None
    return re.search(name, said) is not None
