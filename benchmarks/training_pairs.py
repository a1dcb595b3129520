"""Pairs of what a training answer says and a wording of what it is about, for the pair reader to be fitted on.

Some are chosen as at grading: for each key point the segment that is nearest to it, beside the claim or beside the
right wording that it is nearest to. The others are the answer's labelled parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from benchmarks.training_answers import CONTRADICTED, HALF, STATED, TrainingAnswer, training_answers
from interviewer.bootstrap import AppContext
from interviewer.corpus.exemplars import ExemplarKind
from interviewer.corpus.question import Question
from interviewer.grading.similarity import features
from interviewer.grading.similarity.prototypes import Prototypes, PrototypeStore, prototypes_of
from interviewer.grading.similarity.segments import Segment, segments_of

TARGETS = {STATED: (1.0, 0.0), HALF: (0.5, 0.0), CONTRADICTED: (0.0, 1.0), "": (0.0, 0.0)}
"""How far a label says that the wording is said, and whether it is denied."""
WITH_THE_ONE_BEFORE = 0.3
"""How often a part is read together with the one before it, as sentences that lean on each other are at grading."""
BESIDE_ANOTHER = 0.5
"""How often a labelled part is also read beside a key point of which it says nothing."""

Pair = tuple[str, str, float, float]
"""What is said, the wording that it is read beside, how far it says it (0 to 1), and whether it denies it (0 or 1)."""


@dataclass(frozen=True)
class Said:
    """A part of an answer, the wordings it may be read beside, how far it says them, and whether it denies them."""

    text: str
    beside: tuple[str, ...]
    says: float
    denies: float

    def pair(self, random: Random) -> Pair:
        """It beside one of the wordings."""
        return self.text, random.choice(self.beside), self.says, self.denies


def said_in_answers(context: AppContext) -> dict[str, list[list[Said]]]:
    """What each training answer says, by question."""
    corpus, reader = context.corpus(), context.embedding.reader(lambda *_: None)
    wordings = context.embedding.wordings(lambda *_: None)
    idf = PrototypeStore(corpus.questions, wordings, lambda _: ()).idf
    random = Random(0)
    found: dict[str, list[list[Said]]] = {}
    for answer in training_answers():
        question = corpus.by_id[answer.question_id]
        prototypes = prototypes_of(question, context.exemplars(question), wordings, idf)
        segments = segments_of(answer.text, (question.title,), prototypes.telling)
        if segments:
            vectors = reader.embed([segment.text for segment in segments])
            near = features.likeness(segments, vectors, prototypes, idf, None)
            chosen = _as_at_grading(answer, question, prototypes, segments, near)
            every = [*chosen, *_of_parts(answer, question, context, random)]
            found.setdefault(question.id, []).append(every)
    return found


def _as_at_grading(
    answer: TrainingAnswer,
    question: Question,
    prototypes: Prototypes,
    segments: Sequence[Segment],
    near: features.Likeness,
) -> Iterator[Said]:
    for n, (point, wordings) in enumerate(zip(question.key_points, prototypes.points, strict=True)):
        segment = segments[near.best[n]]
        target = TARGETS[answer.label(point.id, segment.unit.start, segment.unit.end)]
        yield Said(segment.text, (point.claim, wordings.right.texts[near.nearest_right[n]]), *target)


def _of_parts(answer: TrainingAnswer, question: Question, context: AppContext, random: Random) -> Iterator[Said]:
    """Labelled parts beside wordings of what they are about, and beside those of another key point."""
    by: dict[tuple[str, ExemplarKind], list[str]] = {}
    for one in context.exemplars(question):
        by.setdefault((one.about, one.kind), []).append(one.text)
    right = {point.id: (point.claim, *by.get((point.id, ExemplarKind.RIGHT), ())) for point in question.key_points}
    said = {one.id: (one.belief, *by.get((one.id, ExemplarKind.SAID), ())) for one in question.misconceptions}
    for before, part in zip((None, *answer.parts), answer.parts, strict=False):
        labelled = sorted({label[:-1] for label in part.labels})
        together = before is not None and random.random() < WITH_THE_ONE_BEFORE
        start = before.start if before is not None and together else part.start
        text = answer.text[start : part.end].strip()
        for about in labelled:
            yield Said(text, (right | said)[about], *TARGETS[answer.label(about, start, part.end)])
        others = [point for point in right if not answer.label(point, start, part.end)]
        if labelled and others and random.random() < BESIDE_ANOTHER:
            yield Said(text, right[random.choice(others)], *TARGETS[""])
