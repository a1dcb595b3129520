"""The ledger of misconceptions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from hypothesis import given
from hypothesis import strategies as st

from interviewer.learning.attempts import Attempt
from interviewer.learning.misconceptions import CLEARED_AFTER_DAYS, LedgerEntry, MisconceptionState, ledger
from tests.factories import a_question
from tests.learning.attempted import attempted, on_day

QUESTION = replace(a_question(), aliases=("Say what dropout does.",))
OTHER = a_question("momentum")  # names the same belief
WEEK = CLEARED_AFTER_DAYS


def stated(day: float) -> Attempt:
    return attempted(day, 0.7, question=QUESTION, states=["m1"])


def passed(day: float, wording: str = "", unaided: float = 0.8) -> Attempt:
    return attempted(day, unaided, question=QUESTION, wording=wording)


def entry(*attempts: Attempt) -> LedgerEntry:
    (found,) = ledger(attempts, [QUESTION, OTHER], UTC)
    return found


def test_what_was_never_stated_is_on_no_ledger() -> None:
    assert ledger([passed(0)], [QUESTION, OTHER], UTC) == ()


def test_a_misconception_is_shown_when_it_is_stated() -> None:
    found = entry(stated(0))
    assert (found.state, found.stated, found.refuted, found.is_open) == (MisconceptionState.SHOWN, 1, 0, True)
    assert (found.belief, found.truth, found.first_stated) == ("It is a lie.", "It is the truth.", on_day(0))
    assert found.question_ids == ("dropout", "momentum")


def test_a_pass_on_a_later_day_without_it_refutes_it_once() -> None:
    assert entry(stated(0), passed(1)).state is MisconceptionState.REFUTED_ONCE


def test_what_was_said_on_the_same_day_refutes_nothing() -> None:
    assert entry(stated(0), passed(0.2)).state is MisconceptionState.SHOWN


def test_an_answer_that_fails_refutes_nothing() -> None:
    assert entry(stated(0), passed(1, unaided=0.59)).state is MisconceptionState.SHOWN


def test_the_same_words_again_are_no_second_refutation() -> None:
    found = entry(stated(0), passed(1), passed(2))
    assert (found.state, found.refuted) == (MisconceptionState.REFUTED_ONCE, 2)


def test_another_wording_on_another_day_refutes_it_twice() -> None:
    other = QUESTION.aliases[0]
    assert entry(stated(0), passed(1), passed(2, other)).state is MisconceptionState.REFUTED_TWICE
    assert entry(stated(0), passed(1), passed(1.2, other)).state is MisconceptionState.REFUTED_ONCE


def test_another_question_that_names_it_refutes_it_twice() -> None:
    found = entry(stated(0), passed(1), attempted(2, 0.9, question=OTHER))
    assert found.state is MisconceptionState.REFUTED_TWICE


def test_it_is_cleared_if_it_stays_away_for_a_week() -> None:
    other = QUESTION.aliases[0]
    twice = (stated(0), passed(1), passed(WEEK, other))
    assert entry(*twice).state is MisconceptionState.CLEARED
    assert not entry(*twice).is_open
    assert entry(*twice[:2], passed(WEEK - 1, other)).state is MisconceptionState.REFUTED_TWICE


def test_stated_again_it_begins_anew() -> None:
    found = entry(stated(0), passed(1), passed(WEEK, QUESTION.aliases[0]), stated(20))
    assert (found.state, found.stated, found.refuted) == (MisconceptionState.SHOWN, 2, 0)
    assert (found.first_stated, found.last_stated) == (on_day(0), on_day(20))


def test_the_least_refuted_come_first() -> None:
    lone = replace(a_question("adam"), misconceptions=(replace(QUESTION.misconceptions[0], belief="Another."),))
    older = attempted(0, 0.7, question=lone, states=["m1"])
    found = ledger([older, stated(1), passed(2)], [QUESTION, lone], UTC)
    assert [one.state for one in found] == [MisconceptionState.SHOWN, MisconceptionState.REFUTED_ONCE]


@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.booleans(), st.sampled_from([0.3, 0.8]), st.sampled_from(["one", "two"])),
        min_size=1,
        max_size=12,
    )
)
def test_only_an_answer_after_the_last_statement_can_refute(days: list[tuple[int, bool, float, str]]) -> None:
    attempts = [
        attempted(day, score, question=QUESTION, wording=words, states=["m1"] if says else ())
        for day, says, score, words in days
    ]
    found = ledger(attempts, [QUESTION], UTC)
    if not any(says for _, says, _, _ in days):
        assert found == ()
        return
    last = max(day for day, says, _, _ in days if says)
    refuting = {(day, words) for day, _, score, words in days if day > last and score >= 0.6}
    assert found[0].refuted == len({day for day, _ in refuting})
    assert (found[0].state is MisconceptionState.SHOWN) == (not refuting)
    if found[0].state is MisconceptionState.CLEARED:
        assert len({words for _, words in refuting}) == 2
        assert max(day for day, _ in refuting) - last >= WEEK
