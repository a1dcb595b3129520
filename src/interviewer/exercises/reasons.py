"""Whether a remark on a faulty place says what is wrong there: in code, or in words of its own."""

from __future__ import annotations

import keyword
import re
from dataclasses import replace

from interviewer.corpus.exercise import Fault
from interviewer.corpus.question import KeyPoint, Question
from interviewer.exercises.naming import without_line_numbers
from interviewer.grading.grader import Grader, GradingRequest
from interviewer.grading.score import credit_of
from interviewer.grading.verdict import PointVerdict
from interviewer.language.common_words import STOP_WORDS
from interviewer.language.markdown import without
from interviewer.search.embedder import Embedder

REASON_FROM = 1.4
"""The mean, for what is wrong with a fault and for its name, of the credit for it (0..1) and twice the cosine to it,
from which a remark is a reason. Tuned on 45 remarks of ours on the faults of four exercises: 25 of 30 reasons are told,
and 1 of 15 wrong ones is taken for one. On 48 about four other exercises it is 23 of 32, and 5 of 16."""

_PIECE = re.compile(r"\w+")
_KEYWORDS = frozenset(keyword.kwlist) - {"True", "False", "None"}


class WordedReasons:
    """Tells whether a remark gives the reason of a fault in words of its own. Safe to use from any thread."""

    def __init__(self, grader: Grader, embedder: Embedder) -> None:
        """`grader` grades answers in words, by similarity; `embedder` is the model that it reads them with."""
        self._grader = grader
        self._embedder = embedder

    def gives(self, question: Question, point: KeyPoint, fault: Fault, text: str) -> bool:
        """Whether a remark on the place of a fault says what is wrong there. Raises EmbeddingError."""
        said = without_line_numbers(text).strip(" \t\n:,.;-–—")
        asked = _question_of(question, fault, point.probe)
        grade = self._grader.grade(GradingRequest(asked, said, point.probe))
        if not grade.graded or not said:
            return False
        vectors = self._embedder.embed([said, *(one.claim for one in asked.key_points)])
        near = [_credit(verdict) + 2 * float(vectors[0] @ vectors[n]) for n, verdict in enumerate(grade.verdicts, 1)]
        return sum(near) >= REASON_FROM * len(near)


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
        right = _bare(fault.right)
        return right not in _bare(fault.wrong) and right in _bare(text)
    task = question.exercise.task if question.exercise is not None else ""
    prose = " ".join((question.title, question.reference, task, *(point.claim for point in question.key_points)))
    words = {word.lower() for word in _PIECE.findall(without(prose))}
    return any(_has(said, piece, fault, is_word=piece.lower() in words) for piece in fresh)


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
        return any(not one[1] or _bare(one[0]) in _bare(fault.right) for one in found)
    if is_word:
        return re.search(rf"{name}(?=[(\[=.]\w|\(\))|(?<=[\w\])]\.){name}|`[^`\n]*{name}[^`\n]*`", said) is not None
    return re.search(name, said) is not None


def _bare(code: str) -> str:
    return "".join(code.split())
