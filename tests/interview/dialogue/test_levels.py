"""The ladder that follow-ups climb."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from interviewer.grading.verdict import Verdict
from interviewer.interview.dialogue.levels import Rung, next_rung
from tests.factories import a_grade, a_question

QUESTION = a_question(weights=(3, 3, 2, 1))
LADDER = list(Rung)
MET, PARTIAL, MISSED = Verdict.MET, Verdict.PARTIAL, Verdict.MISSED


def rung(*verdicts: Verdict) -> Rung:
    return next_rung(QUESTION, a_grade(QUESTION, *verdicts).verdicts)


def test_nothing_met_asks_for_a_definition() -> None:
    assert rung(MISSED, MISSED, MISSED, Verdict.CONTRADICTED) is Rung.DEFINE


def test_no_verdict_at_all_asks_for_a_definition() -> None:
    assert next_rung(QUESTION, ()) is Rung.DEFINE


def test_lighter_points_only_ask_for_the_mechanism() -> None:
    assert rung(MISSED, MISSED, MET, MET) is Rung.MECHANISM


def test_some_of_the_heaviest_ask_for_a_derivation() -> None:
    assert rung(MET, MISSED, MISSED, MISSED) is Rung.DERIVE


def test_all_of_the_heaviest_ask_for_failure_modes() -> None:
    assert rung(MET, MET, MISSED, MET) is Rung.FAILURE_MODE


def test_everything_asks_for_trade_offs() -> None:
    assert rung(MET, MET, MET, MET) is Rung.TRADE_OFF


def test_a_point_that_was_not_assessed_is_left_out() -> None:
    assert rung(MET, MET, Verdict.NOT_ASSESSED, MET) is Rung.TRADE_OFF


def test_an_unsupported_verdict_lifts_nothing() -> None:
    grade = a_grade(QUESTION, MET, MISSED, MISSED, MISSED)
    assert next_rung(QUESTION, [replace(grade.verdicts[0], supported=False)]) is Rung.DEFINE


def test_the_best_of_several_verdicts_counts() -> None:
    first = a_grade(QUESTION, MET, MET, MET, MET).verdicts
    second = a_grade(QUESTION, MISSED, MISSED, MISSED, MISSED).verdicts
    assert next_rung(QUESTION, (*first, *second)) is Rung.TRADE_OFF


def test_every_rung_says_what_it_asks_for() -> None:
    assert len({each.asks for each in Rung}) == len(LADDER)


ASSESSED = st.sampled_from([MET, PARTIAL, MISSED, Verdict.CONTRADICTED])


@given(st.lists(ASSESSED, min_size=4, max_size=4), st.integers(0, 3), st.sampled_from([MET, PARTIAL]))
def test_more_credit_never_leads_down(verdicts: list[Verdict], which: int, better: Verdict) -> None:
    if better is PARTIAL and verdicts[which] is MET:
        return
    improved = [*verdicts[:which], better, *verdicts[which + 1 :]]
    assert LADDER.index(rung(*improved)) >= LADDER.index(rung(*verdicts))


@given(st.permutations(range(4)), st.lists(ASSESSED, min_size=4, max_size=4))
def test_the_order_of_the_verdicts_does_not_matter(order: list[int], verdicts: list[Verdict]) -> None:
    found = a_grade(QUESTION, *verdicts).verdicts
    assert next_rung(QUESTION, [found[place] for place in order]) is next_rung(QUESTION, found)
