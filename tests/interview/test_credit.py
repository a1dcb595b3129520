"""Credit alone and after prompting."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.grading.grade import Method
from interviewer.grading.verdict import Verdict
from interviewer.interview.credit import credit_of_turn
from interviewer.interview.session import Exchange, Prompt, PromptKind, Turn
from tests.factories import NOON, a_failed_grade, a_grade, a_question

QUESTION = a_question()
M, P, X, C, N = Verdict.MET, Verdict.PARTIAL, Verdict.MISSED, Verdict.CONTRADICTED, Verdict.NOT_ASSESSED


def a_turn(*graded: tuple[PromptKind, tuple[Verdict, Verdict, Verdict]]) -> Turn:
    exchanges = tuple(
        Exchange(Prompt(kind, "?"), answer="an answer", answered_at=NOON, grade=a_grade(QUESTION, *verdicts))
        for kind, verdicts in graded
    )
    return Turn("dropout", "What is dropout?", "regularization", NOON, exchanges)


def test_a_turn_without_a_follow_up_earns_the_same_alone_and_prompted() -> None:
    credit = credit_of_turn(a_turn((PromptKind.QUESTION, (M, X, X))))
    assert credit.alone == credit.prompted == pytest.approx(0.5)


def test_a_follow_up_adds_to_what_was_said_alone() -> None:
    credit = credit_of_turn(a_turn((PromptKind.QUESTION, (X, M, X)), (PromptKind.FOLLOW_UP, (P, X, X))))
    assert credit.alone == pytest.approx(2 / 6)
    assert credit.prompted == pytest.approx(3.5 / 6)


def test_a_retry_counts_for_nothing() -> None:
    credit = credit_of_turn(a_turn((PromptKind.QUESTION, (X, X, X)), (PromptKind.RETRY, (M, M, M))))
    assert credit.prompted == 0.0


def test_a_contradiction_in_a_follow_up_is_shown_over_a_plain_miss() -> None:
    credit = credit_of_turn(a_turn((PromptKind.QUESTION, (X, M, M)), (PromptKind.FOLLOW_UP, (C, X, X))))
    assert credit.verdicts[0].verdict is C


def test_a_key_point_that_was_not_assessed_alone_can_be_met_by_a_follow_up() -> None:
    credit = credit_of_turn(a_turn((PromptKind.QUESTION, (N, M, M)), (PromptKind.FOLLOW_UP, (M, X, X))))
    assert credit.verdicts[0].verdict is M


def test_an_ungraded_first_answer_has_no_credit_whatever_follows() -> None:
    turn = a_turn((PromptKind.QUESTION, (M, M, M)), (PromptKind.FOLLOW_UP, (M, M, M)))
    failed = replace(turn.exchanges[0], grade=a_failed_grade())
    credit = credit_of_turn(replace(turn, exchanges=(failed, turn.exchanges[1])))
    assert credit.alone is None
    assert credit.prompted is None


def test_an_ungraded_follow_up_takes_nothing_away() -> None:
    turn = a_turn((PromptKind.QUESTION, (M, X, X)), (PromptKind.FOLLOW_UP, (M, M, M)))
    failed = replace(turn.exchanges[1], grade=a_failed_grade())
    credit = credit_of_turn(replace(turn, exchanges=(turn.exchanges[0], failed)))
    assert credit.prompted == pytest.approx(0.5)


def test_the_gate_is_not_named_beside_the_judge_of_the_turn() -> None:
    turn = a_turn((PromptKind.QUESTION, (M, X, X)))
    gated = Exchange(Prompt(PromptKind.FOLLOW_UP, "?"), "no idea", NOON, a_grade(QUESTION, X, X, X, method=Method.GATE))
    assert credit_of_turn(replace(turn, exchanges=(*turn.exchanges, gated))).methods == (Method.SIMILARITY,)


verdicts = st.tuples(*[st.sampled_from([M, P, X, C])] * 3)


@given(verdicts, st.lists(verdicts, max_size=2))
def test_prompting_never_takes_credit_away(first: tuple, follow_ups: list[tuple]) -> None:
    turn = a_turn((PromptKind.QUESTION, first), *((PromptKind.FOLLOW_UP, given) for given in follow_ups))
    credit = credit_of_turn(turn)
    assert credit.alone is not None
    assert credit.prompted is not None
    assert credit.prompted >= credit.alone
