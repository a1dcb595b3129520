"""The labelled answers that come with the program, and how they are read."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from interviewer.corpus.question import Question
from interviewer.corpus.reader import read_corpus
from interviewer.errors import CorpusError
from interviewer.grading.evaluation.answers import (
    DRAWN_KINDS,
    WRITTEN_KINDS,
    AnswerKind,
    LabelledAnswer,
    expected_score,
    fitting,
    misfits,
    packaged_answers,
    parse_answers,
)
from interviewer.grading.evaluation.measures import BAD
from interviewer.grading.gate import gate
from interviewer.grading.score import score_of
from interviewer.grading.verdict import PointVerdict, Verdict
from interviewer.paths import bundled
from tests.grading.evaluation.graders import CONTRADICTED, MET, MISSED, PARTIAL, QUESTION, an_answer

ANSWERS = packaged_answers()
WRITTEN = [answer for answer in ANSWERS if answer.kind in WRITTEN_KINDS]
DRAWN = [answer for answer in ANSWERS if answer.kind in DRAWN_KINDS]
DATA = Path(__file__).parents[3] / "benchmarks" / "data"


@pytest.fixture(scope="module")
def questions() -> dict[str, Question]:
    return dict(read_corpus([bundled("corpus")]).by_id)


def test_ten_kinds_are_written_to_four_questions() -> None:
    counts = Counter((answer.question_id, answer.kind) for answer in WRITTEN)
    assert len(WRITTEN) == len(counts) == 40
    assert len({question for question, _ in counts}) == 4
    assert {kind for _, kind in counts} == set(WRITTEN_KINDS)


def test_two_of_each_other_kind_are_drawn_each_to_a_question_of_its_own() -> None:
    assert Counter(answer.kind for answer in DRAWN) == dict.fromkeys(DRAWN_KINDS, 2)
    assert len({answer.question_id for answer in DRAWN}) == len(DRAWN)


def test_what_is_drawn_is_in_the_kept_half_of_the_benchmark_with_its_verdicts() -> None:
    rows = map(json.loads, (DATA / "whole-answers.jsonl").read_text("utf-8").splitlines())
    kept = {row["id"]: row for row in rows if row["split"] == "kept"}
    for answer in DRAWN:
        row = kept[answer.id]
        assert row["answer"] == answer.answer
        assert row["verdicts"] == {name: label.verdict for name, label in answer.labels.items()}


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.id)
def test_every_label_fits_a_key_point_as_it_is_worded_now(
    answer: LabelledAnswer, questions: dict[str, Question]
) -> None:
    assert misfits(answer, questions) == []


def test_the_questions_differ_in_topic_and_span_the_levels(questions: dict[str, Question]) -> None:
    asked = [questions[name] for name in {answer.question_id for answer in WRITTEN}]
    assert len({question.topic for question in asked}) == 4
    assert len({question.level for question in asked}) == 3


def test_no_question_written_to_is_one_that_the_similarity_grader_was_made_or_measured_with() -> None:
    files = DATA.glob("answers-*.jsonl")
    used = {json.loads(line)["question_id"] for file in files for line in file.read_text("utf-8").splitlines()}
    assert used
    assert not used & {answer.question_id for answer in WRITTEN}


def test_every_beginning_of_ten_has_each_kind_once() -> None:
    for start in range(0, 40, 10):
        assert {answer.kind for answer in WRITTEN[start : start + 10]} == set(WRITTEN_KINDS)


def test_the_written_kinds_are_labelled_as_their_names_say(questions: dict[str, Question]) -> None:
    for answer in WRITTEN:
        score = expected_score(answer, questions[answer.question_id])
        match answer.kind:
            case AnswerKind.EXPERT:
                assert score == 1, answer.id
            case AnswerKind.TERSE:
                assert score > 0.7, answer.id
            case AnswerKind.PARTIAL:
                assert BAD < score < 0.7, answer.id
            case AnswerKind.INJECTION:
                assert 0 < score < BAD, answer.id
            case _:
                assert score == 0, answer.id


def test_a_negated_answer_contradicts_every_key_point() -> None:
    negated = [answer for answer in ANSWERS if answer.kind is AnswerKind.NEGATED]
    assert {label.verdict for answer in negated for label in answer.labels.values()} == {Verdict.CONTRADICTED}


def test_empty_answers_never_reach_a_judge(questions: dict[str, Question]) -> None:
    for answer in ANSWERS:
        if answer.kind is AnswerKind.EMPTY:
            assert gate(answer.answer, (questions[answer.question_id].title,)), answer.id


def test_a_changed_claim_is_named() -> None:
    answer = an_answer(MET, MISSED, MISSED)
    first = replace(QUESTION.key_points[0], claim="Another fact.")
    changed = replace(QUESTION, key_points=(first, *QUESTION.key_points[1:]))
    assert misfits(answer, {QUESTION.id: changed}) == ["a: the claim of k1 has changed since it was labelled"]


def test_a_key_point_that_came_or_went_is_named() -> None:
    answer = an_answer(MET, MISSED, MISSED)
    fewer = replace(QUESTION, key_points=QUESTION.key_points[:2])
    assert misfits(answer, {QUESTION.id: fewer}) == ["a: k3 is labelled but not a key point"]
    without = replace(answer, labels={name: answer.labels[name] for name in ("k1", "k2")})
    assert misfits(without, {QUESTION.id: QUESTION}) == ["a: k3 has no label"]


def test_answers_that_do_not_fit_are_left_out_and_told() -> None:
    kept, why = fitting(
        [an_answer(MET, MET, MET), replace(an_answer(MET, MET, MET), question_id="gone")], {QUESTION.id: QUESTION}
    )
    assert [answer.id for answer in kept] == ["a"]
    assert why == ("a: there is no question gone",)


def test_the_expected_score_is_that_of_the_labels() -> None:
    labels = (MET, PARTIAL, CONTRADICTED)
    verdicts = [
        PointVerdict(point.id, "", point.weight, verdict)
        for point, verdict in zip(QUESTION.key_points, labels, strict=True)
    ]
    assert expected_score(an_answer(*labels), QUESTION) == score_of(verdicts)


def a_line(**changes: object) -> str:
    fields = {
        "id": "x",
        "question_id": "q",
        "kind": "terse",
        "answer": "text",
        "labels": {"k1": {"verdict": "met", "claim": "0"}},
    }
    return json.dumps({name: value for name, value in {**fields, **changes}.items() if value is not None})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("not json", "Line 1"),
        (f"{a_line()}\n[]", "Line 2"),
        (f"{a_line()}\n{a_line()}", "'x' appears twice"),
        (a_line(answer=None), "expected the fields"),
        (a_line(more=1), "expected the fields"),
        (a_line(kind="odd"), "'odd'"),
        (a_line(answer=3), "expected text in 'answer'"),
        (a_line(labels={"k1": {"verdict": "not assessed", "claim": "0"}}), "expected a verdict"),
        (a_line(base="text"), "expected 'base' in an injection"),
        (a_line(kind="injection"), "expected 'base' in an injection"),
        (a_line(kind="injection", base="other"), "part of the answer"),
        (a_line(kind="injection", base="text"), "part of the answer"),
    ],
)
def test_damaged_answers_are_refused_with_the_line(text: str, said: str) -> None:
    with pytest.raises(CorpusError, match="labelled answers cannot be used") as raised:
        parse_answers(text)
    assert said in raised.value.message
