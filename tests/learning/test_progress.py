"""Progress over time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from interviewer.grading.score import rounded
from interviewer.grading.verdict import Verdict
from interviewer.learning.attempts import Attempt
from interviewer.learning.coverage import QuestionState
from interviewer.learning.figures import Direction
from interviewer.learning.progress import Progress, progress_of
from tests.factories import a_question
from tests.learning.attempted import GATE, JUDGE, MET, MISSED, PARTIAL, SIMILAR, attempted, on_day

QUESTIONS = [a_question(), a_question("auc", topic="evaluation")]


def progress(*attempts: Attempt, day: float = 10) -> Progress:
    return progress_of(attempts, QUESTIONS, on_day(day), by_similarity=False, zone=UTC)


def test_nothing_done_is_no_figure() -> None:
    found = progress()
    assert (found.graded, found.ungraded, found.graders, found.notes) == (0, 0, (), ())
    assert found.coverage.counts[QuestionState.NEVER_ASKED] == 2


def test_each_topic_has_its_scores_with_their_number_and_a_trend_from_five_on() -> None:
    rising = [attempted(day, day / 5, seconds=10 * day) for day in range(5)]
    (found,) = progress(*rising, attempted(9, 0.5, question=QUESTIONS[1])).graders
    evaluation, regularization = found.topics
    assert (evaluation.topic, evaluation.scores.count, evaluation.scores.unaided.direction) == (
        "evaluation",
        1,
        Direction.TOO_FEW,
    )
    assert (regularization.scores.unaided.mean, regularization.scores.unaided.direction) == (0.4, Direction.RISING)
    assert (regularization.seconds.value, regularization.seconds.count) == (20, 5)
    assert (found.scores.count, found.scores.unaided.mean) == (6, rounded(2.5 / 6))


def test_each_key_point_tells_how_often_it_was_met_alone_and_with_help() -> None:
    (found,) = progress(
        attempted(0, 0.2, points=[(MISSED, MET), (PARTIAL, PARTIAL)]),
        attempted(1, 0.9, points=[(MET, MET), (MISSED, MISSED), (Verdict.NOT_ASSESSED, Verdict.NOT_ASSESSED)]),
    ).graders
    first, second = found.points
    assert (first.claim, first.count, first.met_unaided, first.met_aided) == (QUESTIONS[0].key_points[0].claim, 2, 1, 2)
    assert [one.value for one in second.unaided.observations] == [0.5, 0.0]
    assert (second.count, second.met_unaided, second.last) == (2, 0, MISSED)


def test_what_was_asked_under_another_topic_counts_for_the_one_its_question_is_in() -> None:
    moved = replace(attempted(0, 0.2, question=QUESTIONS[1]), topic="transfer-and-efficiency")
    gone = replace(attempted(1, 0.6), question_id="no-such-question", topic="transfer-and-efficiency")
    (found,) = progress(moved, gone).graders
    assert [(one.topic, one.scores.unaided.mean) for one in found.topics] == [
        ("evaluation", 0.2),
        ("transfer-and-efficiency", 0.6),
    ]


def test_figures_of_two_graders_are_apart_and_that_is_said() -> None:
    found = progress(attempted(0, 0.2), attempted(1, 0.4), attempted(2, 1.0, question=QUESTIONS[1], by=(SIMILAR,)))
    assert [(one.grader, one.scores.unaided.mean) for one in found.graders] == [
        (JUDGE.grader, 0.3),
        (SIMILAR.grader, 1.0),
    ]
    assert found.notes == (
        "Several graders graded these answers, and each has figures of its own (the llm grader (openai:judge, version "
        "3): 2; the similarity grader (reader, version 5): 1).",
        "A question is passed or weak by its last grade, whoever gave it (1 by llm, 1 by similarity).",
    )


def test_two_versions_of_a_grader_are_two_graders() -> None:
    newer = replace(JUDGE, grader=replace(JUDGE.grader, version="4"))
    assert [one.scores.count for one in progress(attempted(0), attempted(1, by=(newer,))).graders] == [1, 1]


def test_two_versions_of_a_rubric_are_said_beside_the_figures() -> None:
    (found,) = progress(attempted(0), attempted(1, by=(replace(JUDGE, rubric="concept/2"),))).graders
    assert found.mixes == ("These grades are over 2 versions of the rubric concept: concept/1, concept/2.",)


def test_a_rule_before_the_judge_is_no_mix() -> None:
    (found,) = progress(attempted(0, by=(replace(GATE, corpus_version="corpus-0"), JUDGE))).graders
    assert found.mixes == ()


def test_what_several_graders_graded_is_in_no_figure_and_that_is_said() -> None:
    found = progress(attempted(0, by=(JUDGE, SIMILAR)), attempted(1), attempted(2, None))
    assert (found.graded, found.mixed, found.ungraded) == (2, 1, 1)
    assert found.graders[0].scores.count == 1
    assert "1 question was graded by several graders, so that no figure counts it." in found.notes


def test_a_pass_that_is_due_is_stale_on_the_map() -> None:
    passed = attempted(0, 0.9, points=[(MET, MET), (MET, MET), (MISSED, MISSED)])
    assert progress(passed, day=0.2).coverage.counts[QuestionState.PASSED] == 1
    assert progress(passed, day=1).coverage.counts[QuestionState.STALE] == 1
