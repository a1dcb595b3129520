"""The cap is kept before a call."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from interviewer.models.budget import Budget, BudgetedChat, most_input_tokens
from interviewer.models.chat import Call, Cancel, Message, Role, Usage
from interviewer.models.errors import BudgetError, CallCancelledError, ModelUnreachableError
from interviewer.models.prices import no_price
from tests.models.fake_chat import FakeChat, Verdict, call_of, run_until


def cent_a_token(input_tokens: int, output_tokens: int) -> float:
    """One cent for an input token, two for an output token."""
    return 0.01 * input_tokens + 0.02 * output_tokens


def test_a_call_that_could_cross_the_cap_on_cost_is_not_made() -> None:
    budget = Budget(max_cost=1.0)
    budget.settle(budget.reserve(50, 10, cent_a_token), Usage(50, 10, 1, 0.70))
    with pytest.raises(BudgetError) as raised:
        budget.reserve(11, 10, cent_a_token)
    assert "0.3100 USD" in raised.value.message
    assert "0.7000 USD of the 1.0000 USD in INTERVIEWER_MAX_COST are spent" in raised.value.message
    assert "INTERVIEWER_MAX_COST" in raised.value.hint


def test_a_call_that_just_fits_is_made() -> None:
    budget = Budget(max_cost=1.0)
    budget.reserve(60, 20, cent_a_token)


def test_a_call_that_could_cross_the_cap_on_tokens_is_not_made() -> None:
    budget = Budget(max_tokens=100)
    budget.settle(budget.reserve(50, 20, no_price), Usage(50, 5, 1, None))
    budget.settle(budget.reserve(25, 20, no_price), Usage(25, 5, 1, None))
    with pytest.raises(BudgetError) as raised:
        budget.reserve(10, 6, no_price)
    assert "up to 16 tokens; 85 of the 100 tokens in INTERVIEWER_MAX_TOKENS are spent" in raised.value.message


def test_what_was_set_aside_and_not_used_is_free_again() -> None:
    budget = Budget(max_tokens=100)
    budget.settle(budget.reserve(50, 50, no_price), Usage(10, 1, 1))
    budget.reserve(50, 39, no_price)


def test_settling_twice_counts_once() -> None:
    budget = Budget()
    reservation = budget.reserve(1, 1, cent_a_token)
    budget.settle(reservation, Usage(1, 1, 1, 0.03))
    budget.settle(reservation, Usage(1, 1, 1, 0.03))
    assert budget.spent_tokens == 2
    assert budget.spent_cost == pytest.approx(0.03)


def test_a_cap_on_cost_without_a_known_price_says_to_cap_tokens() -> None:
    with pytest.raises(BudgetError) as raised:
        Budget(max_cost=1.0).reserve(1, 1, no_price)
    assert "price of this model is not known" in raised.value.message
    assert "INTERVIEWER_MAX_TOKENS" in raised.value.hint


def test_the_cost_of_a_call_without_a_known_price_is_unknown_and_not_zero() -> None:
    budget = Budget()
    budget.settle(budget.reserve(1, 1, no_price), Usage(1, 1, 1, None))
    assert budget.spent_cost is None
    assert budget.spent_tokens == 2


def test_no_cap_stops_nothing() -> None:
    Budget().reserve(10**9, 10**9, no_price)


def test_sixteen_threads_do_not_cross_the_cap_together() -> None:
    budget = Budget(max_tokens=1000)
    together = threading.Barrier(16)

    def spend() -> int:
        together.wait()
        made = 0
        while True:
            try:
                reservation = budget.reserve(30, 40, no_price, wait=True)
            except BudgetError:
                return made
            budget.settle(reservation, Usage(30, 40, 1))
            made += 1

    with ThreadPoolExecutor(16) as pool:
        made = sum(pool.map(lambda _: spend(), range(16)))
    assert made == 14
    assert budget.spent_tokens == 980


def test_a_call_waits_for_those_in_progress_and_is_made_when_they_took_less() -> None:
    budget = Budget(max_tokens=100)
    first = budget.reserve(50, 20, no_price)
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(budget.reserve, 50, 20, no_price, wait=True)
        run_until(second.running)
        assert not second.done()
        budget.settle(first, Usage(10, 10, 1))
        assert second.result(10).tokens == 70


def test_a_call_that_does_not_wait_is_told_what_calls_in_progress_may_take() -> None:
    budget = Budget(max_tokens=100)
    budget.reserve(50, 20, no_price)
    with pytest.raises(BudgetError, match="calls in progress may take 70 more"):
        budget.reserve(50, 20, no_price)


def test_waiting_for_the_budget_can_be_called_off() -> None:
    budget = Budget(max_tokens=100)
    budget.reserve(50, 20, no_price)
    cancel = Cancel()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(budget.reserve, 50, 20, no_price, wait=True, cancel=cancel)
        run_until(waiting.running)
        cancel.set()
        with pytest.raises(CallCancelledError):
            waiting.result(10)


def test_no_text_has_more_tokens_than_are_set_aside_for_it() -> None:
    messages = [Message(Role.SYSTEM, "абв"), Message(Role.USER, "x")]
    assert most_input_tokens(messages) >= 7


class TestBudgetedChat:
    def test_a_call_is_settled_by_what_it_took(self) -> None:
        budget = Budget(max_cost=1000.0)
        chat = BudgetedChat(FakeChat(usage=Usage(100, 10, 1, 1.2)), budget, cent_a_token)
        assert chat.structured(call_of(max_tokens=100), Verdict).value.word == "met"
        assert budget.spent_tokens == 110
        assert budget.spent_cost == pytest.approx(1.2)

    def test_a_failed_call_that_took_tokens_counts(self) -> None:
        def fail(call: Call) -> dict[str, object]:
            raise ModelUnreachableError("It broke off.")

        budget = Budget(max_tokens=1_000_000)
        chat = BudgetedChat(FakeChat(fail), budget, no_price)
        with pytest.raises(ModelUnreachableError):
            chat.structured(call_of(), Verdict)
        assert budget.spent_tokens == 110

    def test_no_call_is_made_that_could_cross_the_cap(self) -> None:
        inner = FakeChat()
        chat = BudgetedChat(inner, Budget(max_tokens=500), no_price)
        with pytest.raises(BudgetError):
            chat.structured(call_of(max_tokens=400), Verdict)
        assert inner.calls == []

    def test_a_stream_is_settled_when_it_is_closed(self) -> None:
        budget = Budget(max_tokens=500)
        stream = BudgetedChat(FakeChat(), budget, no_price).stream(call_of(max_tokens=400))
        assert next(stream) == "one "
        assert budget.spent_tokens == 0
        stream.close()  # type: ignore[attr-defined]
        assert budget.spent_tokens == 110

    def test_many_threads_end_just_before_the_cap(self) -> None:
        budget = Budget(max_tokens=20_000)
        inner = FakeChat()
        chat = BudgetedChat(inner, budget, no_price)

        def ask(number: int) -> bool:
            try:
                chat.structured(call_of(str(number), max_tokens=1000), Verdict)
            except BudgetError:
                return False
            return True

        with ThreadPoolExecutor(16) as pool:
            made = sum(pool.map(ask, range(200)))
        assert budget.spent_tokens == made * 110 == inner.spent().calls * 110
        assert 0 < made < 200
        assert 10_000 < budget.spent_tokens <= 20_000
