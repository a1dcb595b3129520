"""The score of verdicts that were recorded elsewhere."""

from __future__ import annotations

import pytest

from interviewer.corpus.question import KeyPoint, Kind, Level, Misconception, Question
from interviewer.grading.evaluation.recorded import RecordedError, recorded_score, recorded_verdicts
from interviewer.grading.score import EARNED_POWER, MISCONCEPTION_LOSS, WEIGHT_POWER

QUESTION = Question(
    id="q",
    topic="t",
    level=Level.MID,
    kind=Kind.CONCEPT,
    title="Why?",
    reference="Because.",
    key_points=(KeyPoint("k1", 3, "One.", ""), KeyPoint("k2", 1, "Two.", "")),
    misconceptions=(Misconception("m1", "Never.", "Always."),),
)
FIRST_ALONE = (3**WEIGHT_POWER / (3**WEIGHT_POWER + 1)) ** EARNED_POWER


def score(verdicts: object, misconceptions: object = None, question: Question | None = QUESTION) -> float:
    return recorded_score(*recorded_verdicts(verdicts, misconceptions, question))


def test_key_points_weigh_what_the_question_says() -> None:
    assert score({"k1": "met", "k2": "missed"}) == pytest.approx(FIRST_ALONE)
    assert FIRST_ALONE > score({"k1": "missed", "k2": "met"}) > score({"k1": "contradicted", "k2": "met"}) > 0


def test_a_misconception_takes_off_what_it_always_does() -> None:
    assert score({"k1": "met", "k2": "met"}, ["m1", "m1"]) == 1 - MISCONCEPTION_LOSS


def test_json_text_is_read_as_in_csv() -> None:
    assert score('{"k1": "Met", "k2": "missed"}', "") == pytest.approx(FIRST_ALONE)
    assert score('{"k1": "met", "k2": "met"}', '["m1"]') == 1 - MISCONCEPTION_LOSS


def test_without_a_corpus_question_every_key_point_weighs_the_same() -> None:
    assert score({"a": "met", "b": "missed"}, question=None) == pytest.approx(0.5**EARNED_POWER)


@pytest.mark.parametrize(
    ("verdicts", "misconceptions", "said"),
    [
        (None, None, "has no verdicts"),
        ({}, None, "has no verdicts"),
        ("not json", None, "verdicts are not JSON"),
        ([1], None, "has no verdicts"),
        ({"k1": "met"}, None, "no verdict on the key point 'k2' of q"),
        ({"k1": "met", "k2": "met", "k3": "met"}, None, "'k3' is not a key point of q"),
        ({"k1": "met", "k2": "good"}, None, "'good' is not a verdict"),
        ({"k1": "met", "k2": "met"}, ["m2"], "'m2' is not a misconception of q"),
        ({"k1": "met", "k2": "met"}, "m1", "misconceptions are not JSON"),
        ({"k1": "met", "k2": "met"}, [1], "not a list of ids"),
        ({"k1": "not assessed", "k2": "not assessed"}, None, "None of its key points was assessed"),
    ],
)
def test_what_cannot_be_scored_is_a_sentence(verdicts: object, misconceptions: object, said: str) -> None:
    with pytest.raises(RecordedError, match=said):
        score(verdicts, misconceptions)
