"""Grades each exemplar by the others of its question: one that is read as its opposite may be filed wrongly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from interviewer.corpus.exemplars import Exemplar, ExemplarKind
from interviewer.corpus.question import Question
from interviewer.grading.grader import GradingRequest
from interviewer.grading.similarity.fitted import FittedRelations
from interviewer.grading.similarity.prototypes import ExemplarsOf
from interviewer.progress import OnProgress

_OPPOSITES = ((ExemplarKind.RIGHT, ExemplarKind.WRONG), (ExemplarKind.SAID, ExemplarKind.DENIED))
"""Kinds of which the first must be read as what it is about, rather than the second."""


@dataclass(frozen=True)
class Misread:
    """An exemplar that is read worse than every one of the opposite kind, or one of that kind read better than all."""

    question: Question
    exemplar: Exemplar
    opposite: ExemplarKind

    def __str__(self) -> str:
        return f"{self.exemplar.kind} but read as {self.opposite}: {self.exemplar.text}"


@dataclass(frozen=True)
class ExemplarGrades:
    """Of the pairs of opposite exemplars of one key point, and of one misconception, how many are in order: the right
    wording earns more than the wrong one, the belief said is seen before the belief denied."""

    point_pairs: int
    points_in_order: int
    belief_pairs: int
    beliefs_in_order: int
    misread: tuple[Misread, ...]


def grade_exemplars(
    questions: Sequence[Question], exemplars: ExemplarsOf, relations: FittedRelations, progress: OnProgress
) -> ExemplarGrades:
    """Grades every exemplar of these questions as an answer of its own, compared with the others of its question.

    `relations` should not read pairs: the pair reader was fitted on most exemplars, wherever they are filed. Raises
    InterviewerError where an exemplar cannot be read or embedded.
    """
    pairs, in_order = Counter[ExemplarKind](), Counter[ExemplarKind]()
    misread: list[Misread] = []
    for number, question in enumerate(questions):
        progress("Grading exemplars", number, len(questions))
        every = exemplars(question)
        for about in dict.fromkeys(one.about for one in every):
            own = [one for one in every if one.about == about]
            read = {one: _credit(question, one, relations) for one in own if any(one.kind in k for k in _OPPOSITES)}
            for kinds in _OPPOSITES:
                good, bad = ([(read[one], one) for one in own if one.kind is kind] for kind in kinds)
                pairs[kinds[0]] += len(good) * len(bad)
                in_order[kinds[0]] += sum(high > low for high, _ in good for low, _ in bad)
                misread += _misread(question, good, bad)
    progress("Grading exemplars", len(questions), len(questions))
    right, said = ExemplarKind.RIGHT, ExemplarKind.SAID
    return ExemplarGrades(pairs[right], in_order[right], pairs[said], in_order[said], tuple(misread))


def _misread(
    question: Question, good: Sequence[tuple[float, Exemplar]], bad: Sequence[tuple[float, Exemplar]]
) -> Iterator[Misread]:
    if good and bad:
        least, most = min(read for read, _ in bad), max(read for read, _ in good)
        yield from (Misread(question, one, bad[0][1].kind) for read, one in good if read < least)
        yield from (Misread(question, one, good[0][1].kind) for read, one in bad if read > most)


def _credit(question: Question, exemplar: Exemplar, relations: FittedRelations) -> float:
    """How far an exemplar is read as what it is about, -1 (the contrary) to 1."""
    request = GradingRequest(question, exemplar.text, question.title)
    found = relations.relations_without(request, exemplar)
    abouts = [*(point.id for point in question.key_points), *(one.id for one in question.misconceptions)]
    relation = (*found.points, *found.beliefs)[abouts.index(exemplar.about)]
    return relation.entails - relation.contradicts
