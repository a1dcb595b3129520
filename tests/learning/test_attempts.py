"""Who graded an attempt, and which attempts count."""

from __future__ import annotations

from dataclasses import replace

from interviewer.grading.verdict import Verdict
from interviewer.learning.attempts import better, by_grader, counting, in_order
from tests.learning.attempted import GATE, JUDGE, SIMILAR, attempted

NEWER = replace(JUDGE, grader=replace(JUDGE.grader, version="4"))


def test_attempts_of_one_moment_are_in_the_order_of_their_sessions_and_numbers() -> None:
    first, second = attempted(0, session="a"), replace(attempted(0, session="a"), number=2)
    other, later = attempted(0, session="b"), attempted(1, session="a")
    assert in_order([later, other, second, first]) == [first, second, other, later]


def test_each_grader_has_its_own_attempts() -> None:
    one, other, newer = attempted(0), attempted(1, by=(SIMILAR,)), attempted(2, by=(NEWER,))
    assert by_grader([one, other, newer]) == {
        JUDGE.grader: [one],
        SIMILAR.grader: [other],
        NEWER.grader: [newer],
    }


def test_what_several_graders_graded_belongs_to_none() -> None:
    assert by_grader([attempted(0, by=(JUDGE, SIMILAR))]) == {}


def test_what_has_no_grade_belongs_to_nobody() -> None:
    assert by_grader([attempted(0, None)]) == {}


def test_the_rules_before_a_judge_are_no_grader_beside_it() -> None:
    helped = attempted(0, by=(GATE, JUDGE))
    assert by_grader([helped]) == {JUDGE.grader: [helped]}


def test_what_only_a_rule_settled_counts_with_the_only_judge_of_its_session() -> None:
    judged, settled = attempted(0, session="s"), attempted(0, 0.0, session="s", by=(GATE,))
    assert by_grader([settled, judged]) == {JUDGE.grader: [settled, judged]}
    other = attempted(0, session="s", by=(SIMILAR,))
    assert by_grader([settled, judged, other])[GATE.grader] == [settled]
    assert by_grader([attempted(0, 0.0, session="t", by=(GATE,)), judged])[JUDGE.grader] == [judged]


def test_what_similarity_alone_graded_counts_only_if_allowed() -> None:
    judged, similar, both = attempted(0), attempted(1, by=(SIMILAR,)), attempted(2, by=(SIMILAR, JUDGE))
    assert counting([judged, similar, both], by_similarity=False) == [judged, both]
    assert counting([judged, similar, both], by_similarity=True) == [judged, similar, both]


def test_a_dont_know_counts_as_the_rest_of_its_session_does() -> None:
    similar, settled = attempted(0, session="s", by=(SIMILAR,)), attempted(0, 0.0, session="s", by=(GATE,))
    alone = attempted(1, 0.0, session="t", by=(GATE,))
    assert counting([similar, settled, alone], by_similarity=False) == [alone]


def test_what_has_no_grade_never_counts() -> None:
    assert counting([attempted(0, None)], by_similarity=True) == []


def test_of_two_verdicts_the_one_that_earns_more_is_better() -> None:
    assert better(Verdict.PARTIAL, Verdict.MET) is Verdict.MET
    assert better(Verdict.PARTIAL, Verdict.CONTRADICTED) is Verdict.PARTIAL
    assert better(Verdict.MISSED, Verdict.CONTRADICTED) is Verdict.CONTRADICTED
    assert better(Verdict.NOT_ASSESSED, Verdict.MISSED) is Verdict.MISSED
