"""The cap is kept before each request."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from interviewer.models.budget import Budget
from interviewer.models.chat import Usage
from interviewer.models.deadline import SilenceLimits
from interviewer.models.errors import BudgetError, ModelError, ModelUnreachableError
from interviewer.models.prices import no_price
from tests.models import answers
from tests.models.loopback import Answer, Connection
from tests.models.talk import GOOD, Judged, ServeChat, a_call, chat_on


def cent_a_token(input_tokens: int, output_tokens: int) -> float:
    """One cent for an input token, two for an output token."""
    return 0.01 * input_tokens + 0.02 * output_tokens


async def test_a_request_that_could_cross_the_cap_on_cost_is_not_made() -> None:
    budget = Budget(max_cost=1.0)
    budget.settle(await budget.reserve(50, 10, cent_a_token), Usage(50, 10, 1, 0.70))
    with pytest.raises(BudgetError) as raised:
        await budget.reserve(11, 10, cent_a_token)
    assert "0.3100 USD" in raised.value.message
    assert "0.7000 USD of the 1.0000 USD in INTERVIEWER_MAX_COST are spent" in raised.value.message
    assert "INTERVIEWER_MAX_COST" in raised.value.hint


async def test_a_request_that_just_fits_is_made() -> None:
    await Budget(max_cost=1.0).reserve(60, 20, cent_a_token)


async def test_a_request_that_could_cross_the_cap_on_tokens_is_not_made() -> None:
    budget = Budget(max_tokens=100)
    budget.settle(await budget.reserve(50, 20, no_price), Usage(50, 5, 1, None))
    budget.settle(await budget.reserve(25, 20, no_price), Usage(25, 5, 1, None))
    with pytest.raises(BudgetError, match="up to 16 tokens; 85 of the 100 tokens in INTERVIEWER_MAX_TOKENS are spent"):
        await budget.reserve(10, 6, no_price)


async def test_what_was_set_aside_and_not_used_is_free_again() -> None:
    budget = Budget(max_tokens=100)
    budget.settle(await budget.reserve(50, 50, no_price), Usage(10, 1, 1))
    budget.check(50, 39, no_price)


async def test_a_request_that_was_left_counts_as_all_that_it_may_have_taken() -> None:
    budget = Budget(max_tokens=100)
    budget.settle(await budget.reserve(50, 30, no_price), None)
    budget.check(10, 10, no_price)
    with pytest.raises(BudgetError):
        budget.check(10, 11, no_price)


async def test_settling_twice_counts_once() -> None:
    budget = Budget(max_tokens=10)
    reservation = await budget.reserve(1, 5, cent_a_token)
    for _ in range(2):
        budget.settle(reservation, Usage(1, 4, 1, 0.03))
    budget.check(1, 4, no_price)


def test_a_cap_on_cost_without_a_known_price_says_to_cap_tokens() -> None:
    with pytest.raises(BudgetError) as raised:
        Budget(max_cost=1.0).check(1, 1, no_price)
    assert "price of this model is not known" in raised.value.message
    assert "INTERVIEWER_MAX_TOKENS" in raised.value.hint


def test_no_cap_stops_nothing() -> None:
    Budget().check(10**9, 10**9, no_price)


async def test_requests_in_progress_do_not_cross_the_cap_together() -> None:
    budget = Budget(max_tokens=1000)

    async def spend() -> int:
        made = 0
        while True:
            try:
                reservation = await budget.reserve(30, 40, no_price)
            except BudgetError:
                return made
            await asyncio.sleep(0)
            budget.settle(reservation, Usage(30, 40, 1))
            made += 1

    assert sum(await asyncio.gather(*(spend() for _ in range(16)))) == 14


async def test_a_request_waits_for_those_in_progress_and_is_made_when_they_took_less() -> None:
    budget = Budget(max_tokens=100)
    first = await budget.reserve(50, 20, no_price)
    second = asyncio.create_task(budget.reserve(50, 20, no_price))
    await asyncio.sleep(0)
    assert not second.done()
    budget.settle(first, Usage(10, 10, 1))
    assert (await second).tokens == 70


async def test_waiting_for_the_budget_can_be_called_off() -> None:
    budget = Budget(max_tokens=100)
    await budget.reserve(50, 20, no_price)
    waiting = asyncio.create_task(budget.reserve(50, 20, no_price))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


class Counting:
    """A server that counts `given` tokens for each request, and `taken` for each reply; one that `fails` answers
    every third with 503, and every second one not in the shape that was asked for."""

    def __init__(self, given: int, taken: int, *, fails: bool = False) -> None:
        self.fails = fails
        self.usage = {"prompt_tokens": given, "completion_tokens": taken, "total_tokens": given + taken}
        self.asked = 0
        self.counted = 0

    def __call__(self, body: dict[str, object]) -> Answer:
        self.asked += 1
        if self.fails and self.asked % 3 == 0:
            return answers.status(503)
        text = json.dumps(GOOD if self.asked % 2 or not self.fails else {"something": "else"})
        self.counted += self.usage["total_tokens"]

        def act(connection: Connection) -> None:
            told = {**answers.chunk_of({"content": text}, finish="stop"), "usage": self.usage}
            connection.events(iter([told]))

        return Answer(act)


GRADING = "A unit is zeroed at random with a set probability in training, so that none relies on others. " * 155


@pytest.mark.parametrize("threads", [1, 8])
def test_a_cap_of_50000_tokens_is_used_to_four_fifths_and_never_crossed(chat_server: ServeChat, threads: int) -> None:
    counting = Counting(given=3400, taken=800, fails=True)
    chat = chat_on(chat_server(counting), budget=Budget(max_tokens=50_000))

    def grade(number: int) -> type[ModelError] | None:
        try:
            chat.structured(a_call(f"{GRADING} {number}", max_tokens=4900), Judged)
        except ModelError as error:
            return type(error)
        return None

    with ThreadPoolExecutor(threads) as pool:
        outcomes = list(pool.map(grade, range(40)))
    assert outcomes[-1] is BudgetError
    assert 40_000 <= counting.counted <= 50_000


def test_a_server_that_counts_more_than_is_estimated_crosses_no_cap(chat_server: ServeChat) -> None:
    counting = Counting(given=9000, taken=100)
    chat = chat_on(chat_server(counting), budget=Budget(max_tokens=45_000))

    def go_on() -> None:
        for _ in range(20):
            chat.structured(a_call(GRADING, max_tokens=500), Judged)

    with pytest.raises(BudgetError):
        go_on()
    assert 30_000 < counting.counted <= 45_000


def test_a_request_that_ran_out_of_time_may_have_taken_all_of_its_tokens(chat_server: ServeChat) -> None:
    budget = Budget(max_tokens=1000)
    chat = chat_on(chat_server([answers.stall()]), budget=budget, silence=SilenceLimits(0.2, 0, 0, 0.2))
    budget.check(200, 300, no_price)
    with pytest.raises(ModelUnreachableError):
        list(chat.stream(a_call(max_tokens=600)))
    with pytest.raises(BudgetError):
        budget.check(200, 300, no_price)
