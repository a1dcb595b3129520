"""Exemplars graded by the others of their question, with the real model."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from interviewer.corpus.corpus import Corpus
from interviewer.corpus.exemplars import Exemplar, ExemplarKind, exemplars_of
from interviewer.corpus.question import Question
from interviewer.grading.similarity.exemplar_grades import ExemplarGrades, grade_exemplars
from interviewer.grading.similarity.fitted import FittedRelations
from interviewer.search.embedding.answer_reader import AnswerReader
from interviewer.search.embedding_cache import ReferenceEmbedder

pytestmark = pytest.mark.model

QUESTION = "residual-connections"


@pytest.fixture(scope="module")
def filed(bundled_corpus: Corpus) -> list[Exemplar]:
    return list(exemplars_of(bundled_corpus.by_id[QUESTION]))


def graded(
    corpus: Corpus, reader: AnswerReader, wordings: ReferenceEmbedder, exemplars: Sequence[Exemplar]
) -> ExemplarGrades:
    def of(question: Question) -> Sequence[Exemplar]:
        return exemplars if question.id == QUESTION else ()

    relations = FittedRelations(corpus.questions, reader, wordings, of, pairs=False)
    return grade_exemplars([corpus.by_id[QUESTION]], of, relations, lambda *_: None)


def test_every_pair_of_opposites_of_a_key_point_or_misconception_is_compared(
    bundled_corpus: Corpus, reader: AnswerReader, wordings: ReferenceEmbedder, filed: list[Exemplar]
) -> None:
    found = graded(bundled_corpus, reader, wordings, filed)
    question = bundled_corpus.by_id[QUESTION]
    assert found.point_pairs == 4 * 3 * len(question.key_points)
    assert found.belief_pairs == 2 * len(question.misconceptions)
    assert found.point_pairs / 2 < found.points_in_order < found.point_pairs


def test_a_wording_that_is_filed_as_its_opposite_is_among_the_misread(
    bundled_corpus: Corpus, reader: AnswerReader, wordings: ReferenceEmbedder, filed: list[Exemplar]
) -> None:
    place = next(n for n, one in enumerate(filed) if one.kind is ExemplarKind.RIGHT)
    claim = bundled_corpus.by_id[QUESTION].key_points[0].claim
    filed[place] = Exemplar(filed[place].about, ExemplarKind.WRONG, claim, filed[place].line)
    found = graded(bundled_corpus, reader, wordings, filed)
    assert filed[place] in [one.exemplar for one in found.misread]
    assert f"wrong but read as right: {claim}" in map(str, found.misread)


def test_questions_without_exemplars_have_nothing_to_grade(
    bundled_corpus: Corpus, reader: AnswerReader, wordings: ReferenceEmbedder
) -> None:
    assert graded(bundled_corpus, reader, wordings, ()) == ExemplarGrades(0, 0, 0, 0, ())
