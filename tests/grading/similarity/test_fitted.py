"""The fitted relations on real and made-up questions, with the real model."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interviewer.bulk.time_limit import time_limit
from interviewer.corpus.corpus import Corpus
from interviewer.corpus.exemplars import exemplars_file, exemplars_of
from interviewer.corpus.question import Question
from interviewer.corpus.reader import read_corpus
from interviewer.errors import GradingError
from interviewer.grading.checked import CheckedGrader
from interviewer.grading.grade import Grade
from interviewer.grading.grader import GradingRequest
from interviewer.grading.relation import Relations
from interviewer.grading.similarity import fitted
from interviewer.grading.similarity.fitted import SHOWN_FROM, FittedRelations, read_fits
from interviewer.grading.similarity.judge import SimilarityJudge
from interviewer.grading.similarity.verdicts import verdict_of
from interviewer.grading.verdict import Verdict
from interviewer.search.embedding.answer_reader import AnswerReader
from interviewer.search.embedding_cache import ReferenceEmbedder
from tests.factories import NOON, a_question

pytestmark = pytest.mark.model

SAID = "Dropout zeroes every unit at random in training, with a set probability. At inference it is switched off."


@pytest.fixture(scope="module")
def relations(bundled_corpus: Corpus, reader: AnswerReader, wordings: ReferenceEmbedder) -> FittedRelations:
    """Of questions without exemplars."""
    return FittedRelations(bundled_corpus.questions, reader, wordings, lambda _: ())


def grade(relations: FittedRelations, question: Question, answer: str, prompt: str = "") -> Grade:
    grader = CheckedGrader(SimilarityJudge(relations), "abc", lambda: NOON)
    return grader.grade(GradingRequest(question, answer, prompt or question.title))


def of_corpus(corpus: Corpus, judge: SimilarityJudge, question_id: str, answer: str) -> Relations:
    question = corpus.by_id[question_id]
    return judge._relations.relations(GradingRequest(question, answer, question.title))


def spans_hold(graded: Grade, answer: str) -> bool:
    found = [span for verdict in graded.verdicts for span in verdict.evidence]
    found += [span for wrong in graded.misconceptions for span in wrong.evidence]
    return all(span.holds_in(answer) for span in found)


def credited(contradicts: float, stated: float) -> float:
    """What is left of full credit for one key point beside another that is contradicted with that probability."""
    credit, _ = fitted.trusted(np.array([1.0, 0.0]), np.array([0.0, contradicts]), np.ones(2), np.array([stated]))
    return float(credit[0])


@pytest.mark.parametrize(("contradicts", "stated"), [(0.0, 0.0), (0.19, 0.0), (0.0, 0.29), (0.19, 0.29)])
def test_a_little_probability_of_something_wrong_takes_nothing_from_what_is_right(
    contradicts: float, stated: float
) -> None:
    assert credited(contradicts, stated) == 1


def test_surely_wrong_things_take_from_what_is_right_beside_them() -> None:
    assert credited(0.9, 0.0) < credited(0.5, 0.0) < 1
    assert credited(0.0, 0.9) < credited(0.0, 0.5) < 1


def test_the_version_names_the_features_the_fit_and_the_pair_reader(
    relations: FittedRelations, reader: AnswerReader
) -> None:
    assert relations.version == f"{fitted.RULES} {read_fits().checksum} {reader.pairs_fingerprint[:12]}"


def test_the_name_is_that_of_the_model_and_its_layers(relations: FittedRelations, reader: AnswerReader) -> None:
    assert relations.name == f"all-MiniLM-L6-v2 fitted to exemplars {reader.fingerprint[:12]}"


def test_a_relation_gives_the_wording_that_it_is_nearest_to(
    bundled_corpus: Corpus, similarity_judge: SimilarityJudge
) -> None:
    said = "During every update, individual neurons are set to 0 by coin flips with a fixed rate p."
    found = of_corpus(bundled_corpus, similarity_judge, "dropout", said).points[0]
    assert found.entails > SHOWN_FROM
    assert found.reasons[0].startswith('Nearest to a right wording: "')
    assert found.evidence[0].holds_in(said)


def test_a_relation_that_is_nearest_to_the_key_point_itself_does_not_repeat_it(
    bundled_corpus: Corpus, similarity_judge: SimilarityJudge
) -> None:
    claim = bundled_corpus.by_id["dropout"].key_points[0].claim
    found = of_corpus(bundled_corpus, similarity_judge, "dropout", claim).points[0]
    assert found.evidence
    assert found.reasons == ()


def test_the_opposite_of_a_key_point_is_contradicted_and_says_of_what(
    bundled_corpus: Corpus, similarity_judge: SimilarityJudge
) -> None:
    claim = bundled_corpus.by_id["dropout"].key_points[6].claim
    assert claim == "Setting the dropout rate too high makes the network underfit."
    said = "Setting the dropout rate too low makes the network underfit."
    found = of_corpus(bundled_corpus, similarity_judge, "dropout", said).points[6]
    assert found.contradicts >= 0.8
    assert found.reasons == (f'The opposite of a right wording: "{claim}"',)


def test_what_earns_something_is_never_explained_by_a_wrong_wording(
    bundled_corpus: Corpus, similarity_judge: SimilarityJudge
) -> None:
    answer = (
        "During training each unit is dropped at random with some probability. That prevents co-adaptation, because no "
        "neuron can rely on another. When you predict, dropout is off."
    )
    found = of_corpus(bundled_corpus, similarity_judge, "dropout", answer).points
    reasons = [one.reasons for one in found if verdict_of(one) in (Verdict.MET, Verdict.PARTIAL)]
    assert any(reasons)
    assert not any(reason.startswith("Nearest to a wrong") for some in reasons for reason in some)


def test_what_is_hardly_said_shows_no_words(bundled_corpus: Corpus, similarity_judge: SimilarityJudge) -> None:
    found = of_corpus(bundled_corpus, similarity_judge, "dropout", "I like to walk in the woods on Sundays.")
    for relation in (*found.points, *found.beliefs):
        assert max(relation.entails, relation.contradicts) < SHOWN_FROM
        assert (relation.evidence, relation.reasons) == ((), ())


def test_an_answer_without_a_segment_is_related_to_nothing(
    bundled_corpus: Corpus, similarity_judge: SimilarityJudge
) -> None:
    pile = "dropout overfitting random units inference scaling ensemble regularization co-adaptation noise layer"
    found = of_corpus(bundled_corpus, similarity_judge, "dropout", pile)
    assert found == Relations.none(bundled_corpus.by_id["dropout"])


@pytest.mark.parametrize(
    "question",
    [
        a_question(),
        replace(a_question(), misconceptions=()),
        a_question(weights=(1,)),
        replace(a_question(weights=(1,)), misconceptions=(), file=""),
    ],
    ids=["without exemplars", "without misconceptions", "with one key point", "with a reference alone"],
)
def test_a_question_of_ones_own_is_graded(relations: FittedRelations, question: Question) -> None:
    right = grade(relations, question, question.key_points[0].claim)
    assert right.score is not None
    assert right.verdicts[0].expected is not None
    other = grade(relations, question, "I like to walk in the woods on Sundays.")
    assert other.score is not None
    assert right.score > other.score


def test_an_answer_to_a_follow_up_is_graded_and_its_words_earn_nothing(
    bundled_corpus: Corpus, similarity_judge: SimilarityJudge
) -> None:
    question = bundled_corpus.by_id["dropout"]
    grader = CheckedGrader(similarity_judge, "abc", lambda: NOON)
    prompt = "You said that a unit is zeroed at random in training. And what happens at inference?"
    echo = grader.grade(GradingRequest(question, "A unit is zeroed at random in training.", prompt))
    answer = grader.grade(GradingRequest(question, "It is switched off at inference.", prompt))
    assert echo.score == 0.0
    assert (answer.score or 0.0) > 0.0


def test_exemplars_that_cannot_be_read_leave_the_answer_ungraded_with_the_line(
    tmp_path: Path, reader: AnswerReader, wordings: ReferenceEmbedder
) -> None:
    path = tmp_path / "optimization" / "mine.md"
    path.parent.mkdir()
    path.write_text(
        "---\nid: mine\ntopic: optimization\nlevel: senior\nkind: concept\n---\n# Mine?\n\nYes.\n\n"
        "## Key points\n- [1] It is mine.\n  - probe: Whose?\n"
    )
    questions = read_corpus([tmp_path]).questions
    (tmp_path / exemplars_file(questions[0])).write_text("# mine\n\n## k1\nso it is\n")

    graded = grade(FittedRelations(questions, reader, wordings, exemplars_of), questions[0], "It is all mine.")
    assert graded.score is None
    assert "mine.exemplars.txt cannot be read: line 4" in graded.reason
    (tmp_path / exemplars_file(questions[0])).write_text("# mine\n\n## k1\nright: I own it.\n")
    assert grade(FittedRelations(questions, reader, wordings, exemplars_of), questions[0], "It is all mine.").graded


@pytest.mark.parametrize("content", [b"", b"no arrays", b"PK\x03\x04 torn"])
def test_a_damaged_fit_is_one_sentence_when_the_grader_is_built(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    reader: AnswerReader,
    wordings: ReferenceEmbedder,
    content: bytes,
) -> None:
    (tmp_path / fitted.FIT).write_bytes(content)
    monkeypatch.setattr("interviewer.grading.similarity.fitted.resources.files", lambda _: tmp_path)
    with pytest.raises(GradingError, match="fit of the similarity grader cannot be read") as raised:
        FittedRelations([], reader, wordings, lambda _: ())
    assert raised.value.hint == "Install the program again."


def test_threads_get_the_grades_of_one(bundled_corpus: Corpus, similarity_judge: SimilarityJudge) -> None:
    questions = bundled_corpus.questions[:4] * 4
    grader = CheckedGrader(similarity_judge, "abc", lambda: NOON)
    requests = [
        GradingRequest(question, f"{SAID} {question.key_points[0].claim}", question.title) for question in questions
    ]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(grader.grade, requests))
    assert together == [grader.grade(request) for request in requests]


@pytest.mark.parametrize("answer", ["Maybe. " * 2800, "a" * 20_000, "word " * 4000, "It is. This is. So it is. " * 750])
def test_a_long_hostile_answer_is_graded_in_bounded_time(relations: FittedRelations, answer: str) -> None:
    with time_limit(60):
        assert grade(relations, a_question(), answer).score is None or spans_hold(
            grade(relations, a_question(), answer), answer
        )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(answer=st.text(max_size=300) | st.text(st.sampled_from("fact1 alpha? no.not,;\n`*-$"), max_size=300))
def test_any_text_gets_a_grade_or_a_reason_and_its_evidence_holds(relations: FittedRelations, answer: str) -> None:
    graded = grade(relations, a_question(), answer)
    if graded.score is None:
        assert graded.reason
        assert "unexpectedly" not in graded.reason
    else:
        assert 0 <= graded.score <= 1
        assert spans_hold(graded, answer)
        assert all(v.evidence or v.verdict in (Verdict.MISSED, Verdict.NOT_ASSESSED) for v in graded.verdicts)
