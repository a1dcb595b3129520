"""Credit alone and after prompting."""

from __future__ import annotations

from dataclasses import replace
from operator import mul

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.grading.grade import Grade, Method
from interviewer.grading.score import score_of
from interviewer.grading.verdict import Beyond, CriterionLevel, Evidence, Verdict
from interviewer.interview.credit import credit_of_turn
from interviewer.interview.session import Exchange, Hint, Prompt, PromptKind, Turn
from tests.factories import NOON, a_failed_grade, a_grade, a_question

QUESTION = a_question()
M, P, X, C, N = Verdict.MET, Verdict.PARTIAL, Verdict.MISSED, Verdict.CONTRADICTED, Verdict.NOT_ASSESSED


ROOTS = (3**0.5, 2**0.5, 1.0)


def earned(*credits_: float) -> float:
    """The score of an answer that earns these shares of the question's key points, whose weights are 3, 2 and 1."""
    return float((sum(map(mul, ROOTS, credits_)) / sum(ROOTS)) ** 0.8)


Three = tuple[Verdict, Verdict, Verdict]


def a_turn(*graded: tuple[PromptKind, Three]) -> Turn:
    exchanges = tuple(
        Exchange(Prompt(kind, "?"), answer="an answer", answered_at=NOON, grade=a_grade(QUESTION, *verdicts))
        for kind, verdicts in graded
    )
    return Turn("dropout", "What is dropout?", "regularization", NOON, exchanges)


def test_a_turn_without_a_follow_up_earns_the_same_alone_and_prompted() -> None:
    credit = credit_of_turn(a_turn((PromptKind.QUESTION, (M, X, X))))
    assert credit.unaided == credit.aided == pytest.approx(earned(1, 0, 0))


def test_a_follow_up_adds_to_what_was_said_unaided() -> None:
    credit = credit_of_turn(a_turn((PromptKind.QUESTION, (X, M, X)), (PromptKind.FOLLOW_UP, (P, X, X))))
    assert credit.unaided == pytest.approx(earned(0, 1, 0))
    assert credit.aided == pytest.approx(earned(0.5, 1, 0))


def test_a_contradiction_in_a_follow_up_takes_nothing_from_what_was_said_before() -> None:
    credit = credit_of_turn(a_turn((PromptKind.QUESTION, (X, M, X)), (PromptKind.FOLLOW_UP, (C, X, X))))
    assert credit.aided == credit.unaided == pytest.approx(earned(0, 1, 0))


def test_a_retry_counts_for_nothing() -> None:
    credit = credit_of_turn(a_turn((PromptKind.QUESTION, (X, X, X)), (PromptKind.RETRY, (M, M, M))))
    assert credit.aided == 0.0


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
    assert credit.unaided is None
    assert credit.aided is None


def test_an_ungraded_follow_up_takes_nothing_away() -> None:
    turn = a_turn((PromptKind.QUESTION, (M, X, X)), (PromptKind.FOLLOW_UP, (M, M, M)))
    failed = replace(turn.exchanges[1], grade=a_failed_grade())
    credit = credit_of_turn(replace(turn, exchanges=(turn.exchanges[0], failed)))
    assert credit.aided == pytest.approx(earned(1, 0, 0))


def test_the_gate_is_not_named_beside_the_judge_of_the_turn() -> None:
    turn = a_turn((PromptKind.QUESTION, (M, X, X)))
    gated = Exchange(Prompt(PromptKind.FOLLOW_UP, "?"), "no idea", NOON, a_grade(QUESTION, X, X, X, method=Method.GATE))
    assert credit_of_turn(replace(turn, exchanges=(*turn.exchanges, gated))).methods == (Method.SIMILARITY,)


Expected = tuple[Verdict, float | None]


def expecting(*graded: tuple[Expected, ...], hints: tuple[Hint, ...] = ()) -> Turn:
    """A turn whose grades state the credit that they expect."""
    kinds = [PromptKind.QUESTION] + [PromptKind.FOLLOW_UP] * (len(graded) - 1)
    turn = a_turn(*((kind, (one[0], two[0], three[0])) for kind, (one, two, three) in zip(kinds, graded, strict=True)))
    exchanges = []
    for exchange, stated in zip(turn.exchanges, graded, strict=True):
        assert exchange.grade is not None
        found = tuple(replace(v, expected=s[1]) for v, s in zip(exchange.grade.verdicts, stated, strict=True))
        exchanges.append(replace(exchange, grade=replace(exchange.grade, verdicts=found, score=score_of(found))))
    return replace(turn, exchanges=tuple(exchanges), hints=hints)


def test_what_is_expected_after_prompting_is_the_most_of_each_key_point() -> None:
    credit = credit_of_turn(expecting(((P, 0.5), (X, 0.1), (X, 0.0)), ((X, 0.2), (M, 0.8), (X, 0.0))))
    assert credit.aided == pytest.approx((3 * 0.5 + 2 * 0.8) / 6)


def test_a_hint_takes_all_that_is_expected_of_its_key_point() -> None:
    hint = Hint(point="k1", text="?", exchange=0)
    credit = credit_of_turn(expecting(((X, 0.3), (M, 0.9), (X, 0.0)), hints=(hint,)))
    assert credit.unaided == pytest.approx(2 * 0.9 / 6)


def test_a_first_answer_that_the_gate_settled_leaves_the_expectations_of_a_follow_up() -> None:
    credit = credit_of_turn(expecting(((X, None), (X, None), (X, None)), ((M, 0.6), (X, 0.0), (X, 0.1))))
    assert credit.aided == pytest.approx((3 * 0.6 + 0.1) / 6)


stated = st.tuples(*[st.tuples(st.sampled_from([M, P, X, C]), st.floats(0, 1).map(lambda share: round(share, 4)))] * 3)


@given(stated, st.lists(stated, max_size=2))
def test_prompting_never_takes_away_what_is_expected(
    first: tuple[Expected, ...], follow_ups: list[tuple[Expected, ...]]
) -> None:
    credit = credit_of_turn(expecting(first, *follow_ups))
    assert credit.unaided is not None
    assert credit.aided is not None
    assert credit.aided >= credit.unaided


verdicts = st.tuples(*[st.sampled_from([M, P, X, C])] * 3)


@given(verdicts, st.lists(verdicts, max_size=2))
def test_prompting_never_takes_credit_away(first: Three, follow_ups: list[Three]) -> None:
    turn = a_turn((PromptKind.QUESTION, first), *((PromptKind.FOLLOW_UP, given) for given in follow_ups))
    credit = credit_of_turn(turn)
    assert credit.unaided is not None
    assert credit.aided is not None
    assert credit.aided >= credit.unaided


def by_rubric(turn: Turn, *levels: int | None, beyond: int = 0) -> Turn:
    """The turn with a level of one criterion, 30 % of the score, in each grade, and claims beyond in the first."""
    exchanges = []
    for number, (exchange, level) in enumerate(zip(turn.exchanges, levels, strict=True)):
        assert exchange.grade is not None
        criteria = (CriterionLevel("depth", level, "", (), 0.3),)
        more = tuple(Beyond(f"claim {n}", (Evidence(0, 2, "an"),), "common knowledge") for n in range(beyond))
        more = more if number == 0 else ()
        score = score_of(exchange.grade.verdicts, (), criteria, more)
        exchanges.append(replace(exchange, grade=replace(exchange.grade, criteria=criteria, beyond=more, score=score)))
    return replace(turn, exchanges=tuple(exchanges))


def test_one_answer_has_the_same_score_alone_and_prompted_by_a_rubric_too() -> None:
    credit = credit_of_turn(by_rubric(a_turn((PromptKind.QUESTION, (M, X, X))), 2, beyond=1))
    assert credit.unaided == credit.aided == pytest.approx(earned(1, 0, 1) * 0.85)


def test_the_best_level_over_the_answers_counts_after_prompting() -> None:
    turn = a_turn((PromptKind.QUESTION, (M, X, X)), (PromptKind.FOLLOW_UP, (X, M, X)))
    credit = credit_of_turn(by_rubric(turn, 4, 1))
    assert credit.aided == pytest.approx(earned(1, 1, 0))
    assert [level.level for level in credit.criteria] == [4]


def test_a_hint_takes_its_key_point_out_of_a_score_by_a_rubric() -> None:
    turn = replace(
        by_rubric(a_turn((PromptKind.QUESTION, (M, M, X))), 4), hints=(Hint(point="k1", text="?", exchange=0),)
    )
    assert credit_of_turn(turn).unaided == pytest.approx(earned(0, 1, 0))


@given(st.lists(st.tuples(st.sampled_from([M, P, X]), st.integers(0, 4)), min_size=2, max_size=3))
def test_prompting_never_lowers_a_score_by_a_rubric(said: list[tuple[Verdict, int]]) -> None:
    kinds = [PromptKind.QUESTION] + [PromptKind.FOLLOW_UP] * (len(said) - 1)
    turn = a_turn(*((kind, (verdict, X, X)) for kind, (verdict, _) in zip(kinds, said, strict=True)))
    credit = credit_of_turn(by_rubric(turn, *(level for _, level in said)))
    assert credit.unaided is not None
    assert credit.aided is not None
    assert credit.aided >= credit.unaided - 1e-12


def marked(*verdicts: Verdict) -> Grade:
    """What a program found: its verdicts state what they earn."""
    grade = a_grade(QUESTION, *verdicts, method=Method.PROGRAM)
    stating = tuple(
        one if one.verdict is N else replace(one, expected=1.0 if one.verdict is M else 0.0) for one in grade.verdicts
    )
    return replace(grade, verdicts=stating, score=score_of(stating))


def followed_up(first: Grade, point: str, second: Grade) -> Turn:
    asked = Exchange(Prompt(PromptKind.QUESTION, "?"), answer="an answer", answered_at=NOON, grade=first)
    probed = Exchange(Prompt(PromptKind.FOLLOW_UP, "?", point), answer="an answer", answered_at=NOON, grade=second)
    return Turn("dropout", "What is dropout?", "regularization", NOON, (asked, probed))


def test_points_by_a_program_are_exact_and_count_by_their_weights() -> None:
    first = Exchange(Prompt(PromptKind.QUESTION, "?"), answer="an answer", answered_at=NOON, grade=marked(M, X, N))
    assert credit_of_turn(Turn("dropout", "?", "regularization", NOON, (first,))).unaided == 3 / 5


@pytest.mark.parametrize("said", [(X, X, X), (C, C, C), (X, X, P)])
def test_no_answer_to_a_follow_up_lowers_what_a_program_found(said: Three) -> None:
    credit = credit_of_turn(followed_up(marked(M, X, N), "k3", a_grade(QUESTION, *said)))
    assert credit.unaided == 3 / 5
    assert credit.aided == 3 / 5


def test_words_earn_by_the_same_weights() -> None:
    credit = credit_of_turn(followed_up(marked(M, X, N), "k3", a_grade(QUESTION, N, N, M)))
    assert credit.unaided == 3 / 5
    assert credit.aided == pytest.approx(4 / 6)
    assert [verdict.verdict for verdict in credit.verdicts] == [M, X, M]


def test_the_grader_of_a_program_is_told_apart_from_who_judged_its_follow_ups() -> None:
    credit = credit_of_turn(followed_up(marked(M, X, N), "k3", a_grade(QUESTION, X, M, M)))
    assert (credit.methods, credit.beside) == ((Method.PROGRAM,), (Method.SIMILARITY,))


def test_a_hint_takes_from_a_programs_points_what_it_led_to() -> None:
    turn = followed_up(marked(M, X, N), "k3", a_grade(QUESTION, X, M, M))
    assert credit_of_turn(replace(turn, hints=(Hint("k1", "?", 0),))).unaided == 0.0
