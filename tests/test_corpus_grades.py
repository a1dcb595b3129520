"""The questions of the corpus grade sensibly with the similarity grader; what fails is a fault of one of the two.

Unrelated to a question is what search ranks last, among the questions of other topics, for its title. Further up that
ranking some score: by chance, or because they share facts. How many may is a second test. Answers that take long to
grade are graded for one question in three, which is enough for what the tests say of all, or with `--every-question`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

import pytest

from interviewer.corpus.corpus import Corpus
from interviewer.corpus.exemplars import exemplars_of
from interviewer.corpus.question import Question
from interviewer.grading.checked import CheckedGrader
from interviewer.grading.grade import Grade
from interviewer.grading.grader import GradingRequest
from interviewer.grading.similarity.fitted import FittedRelations
from interviewer.grading.similarity.judge import SimilarityJudge
from interviewer.search.embedding.answer_reader import AnswerReader
from interviewer.search.embedding.text_embedder import TextEmbedder
from interviewer.search.embedding_cache import ReferenceEmbedder
from interviewer.search.open import open_index
from interviewer.search.searcher import Searcher

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

pytestmark = [pytest.mark.model, pytest.mark.slow]


class EmbedsOnce:
    """The embedding model, which remembers every text: each reference answer is graded as that to five questions."""

    def __init__(self, reader: AnswerReader) -> None:
        self.name = reader.name
        self.fingerprint = reader.fingerprint
        self.pairs_fingerprint = reader.pairs_fingerprint
        self.compare = reader.compare
        self._embedder = reader
        self._known: dict[str, NDArray[np.float32]] = {}

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np

        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(new, self._embedder.embed(new), strict=True))
        return np.stack([self._known[text] for text in texts])


@pytest.fixture(scope="module")
def corpus(bundled_corpus: Corpus) -> Corpus:
    """The questions that are answered in words; a program marks the others (tests/exercises)."""
    in_words = tuple(question for question in bundled_corpus.questions if question.exercise is None)
    return replace(bundled_corpus, questions=in_words)


@pytest.fixture(scope="module")
def some(corpus: Corpus, pytestconfig: pytest.Config) -> Sequence[Question]:
    """The questions for which answers are graded that take long."""
    return corpus.questions[:: 1 if pytestconfig.getoption("--every-question") else 3]


@pytest.fixture(scope="module")
def grader(bundled_corpus: Corpus, reader: AnswerReader, wordings: ReferenceEmbedder) -> CheckedGrader:
    relations = FittedRelations(bundled_corpus.questions, EmbedsOnce(reader), wordings, exemplars_of)
    return CheckedGrader(SimilarityJudge(relations), bundled_corpus.version, lambda: datetime.now(UTC))


@pytest.fixture(scope="module")
def searcher(
    bundled_corpus: Corpus, embedder: TextEmbedder, references: ReferenceEmbedder, built_home: Path
) -> Searcher:
    folder = built_home / "data" / "index"
    return open_index(folder, bundled_corpus.questions, lambda: embedder, lambda *_: None, references=references)


@pytest.fixture(scope="module")
def strangers(corpus: Corpus, some: Sequence[Question], searcher: Searcher) -> dict[Question, list[Question]]:
    """For some questions those of other topics, in the order in which search finds them for their title."""
    return {
        question: [
            other
            for hit in searcher.search(question.title, len(searcher.index.passages))
            if (other := corpus.by_id.get(hit.passage.question_id)) and other.topic != question.topic
        ]
        for question in some
    }


def graded(grader: CheckedGrader, question: Question, answer: str) -> Grade:
    return grader.grade(GradingRequest(question, answer, question.title))


def score(grader: CheckedGrader, question: Question, answer: str) -> float:
    given = graded(grader, question, answer).score
    assert given is not None, question.id
    return given


@pytest.fixture(scope="module")
def of_references(some: Sequence[Question], grader: CheckedGrader) -> dict[str, Grade]:
    """The grades of questions' reference answers as answers to them."""
    return {question.id: graded(grader, question, question.reference) for question in some}


def test_a_reference_answer_scores_high_on_its_own_question(of_references: dict[str, Grade]) -> None:
    scores = {name: grade.score or 0.0 for name, grade in of_references.items()}
    assert {name: score for name, score in scores.items() if score < 0.35} == {}
    assert fmean(score < 0.8 for score in scores.values()) <= 0.15


def test_a_reference_answer_hardly_ever_states_a_misconception(of_references: dict[str, Grade]) -> None:
    assert fmean(bool(grade.misconceptions) for grade in of_references.values()) <= 0.06


def test_misconceptions_stated_as_an_answer_score_low(some: Sequence[Question], grader: CheckedGrader) -> None:
    scores = {q.id: score(grader, q, " ".join(found.belief for found in q.misconceptions)) for q in some}
    assert {name: given for name, given in scores.items() if given >= 0.5} == {}
    assert fmean(given > 0.3 for given in scores.values()) <= 0.01


def test_the_question_repeated_back_scores_nothing(corpus: Corpus, grader: CheckedGrader) -> None:
    assert {q.id: s for q in corpus.questions if (s := score(grader, q, q.title))} == {}


def test_a_reference_answer_scores_low_on_an_unrelated_question(
    grader: CheckedGrader, strangers: dict[Question, list[Question]]
) -> None:
    scores = [score(grader, q, others[-1].reference) for q, others in strangers.items()]
    assert fmean(scores) <= 0.3
    assert max(scores) < 0.6


def test_answers_to_other_questions_stay_far_below_answers_to_the_question(
    grader: CheckedGrader, strangers: dict[Question, list[Question]], of_references: dict[str, Grade]
) -> None:
    places = cycle((0.25, 0.5, 0.75))
    scores = {
        question.id: score(grader, question, others[int(place * len(others))].reference)
        for (question, others), place in zip(strangers.items(), places, strict=False)
    }
    assert fmean(scores.values()) <= 0.3
    assert {name: found for name, found in scores.items() if found >= (of_references[name].score or 0.0)} == {}
