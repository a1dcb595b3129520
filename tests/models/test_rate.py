"""How often a server is asked: never more than so many requests in any window."""

import asyncio
import itertools
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from interviewer.models.errors import BadReplyError
from interviewer.models.rate import MARGIN, WINDOW, RateLimit
from tests.models import answers
from tests.models.loopback import Answer
from tests.models.talk import GOOD, Judged, ServeChat, Sleeps, a_call, chat_on

pytestmark = pytest.mark.slow


def limit_of(most: int | None, sleeps: Sleeps) -> RateLimit:
    return RateLimit(most, clock=sleeps.clock, sleep=sleeps)


async def starts(limit: RateLimit, sleeps: Sleeps, count: int) -> list[int]:
    """Whole seconds after which `count` requests may start, one after the other."""
    found = []
    for _ in range(count):
        (await limit.turn())()
        found.append(round(sum(sleeps.waited)))
    return found


async def test_a_request_takes_its_time_from_when_it_is_sent() -> None:
    sleeps = Sleeps()
    limit = limit_of(1, sleeps)
    sent = await limit.turn()
    sleeps.waited.append(10)
    sent()
    sent()
    await limit.turn()
    assert round(sum(sleeps.waited)) == 10 + WINDOW + MARGIN


def most_in_a_window(times: list[float], window: float) -> int:
    """The most requests of any `window` seconds; a window that has the most can begin with a request."""
    return max(sum(begin <= other < begin + window for other in times) for begin in times)


async def test_no_window_has_more_requests_than_are_allowed_not_even_the_first() -> None:
    sleeps = Sleeps()
    found = await starts(limit_of(30, sleeps), sleeps, 100)
    assert most_in_a_window([float(at) for at in found], WINDOW) == 30
    assert found[-1] <= 3 * (WINDOW + MARGIN)


async def test_one_request_a_minute_is_one_a_minute() -> None:
    sleeps = Sleeps()
    found = await starts(limit_of(1, sleeps), sleeps, 4)
    assert all(later - earlier >= WINDOW for earlier, later in itertools.pairwise(found))


async def test_a_long_rest_earns_no_more_than_one_window() -> None:
    sleeps = Sleeps()
    limit = limit_of(2, sleeps)
    sleeps.waited.append(3600)
    assert await starts(limit, sleeps, 3) == [3600, 3600, 3600 + WINDOW + MARGIN]


async def test_without_a_limit_nothing_waits() -> None:
    sleeps = Sleeps()
    assert await starts(limit_of(None, sleeps), sleeps, 100) == [0] * 100


@pytest.mark.parametrize("most", [None, 100])
async def test_a_hold_holds_everybody(most: int | None) -> None:
    sleeps = Sleeps()
    limit = limit_of(most, sleeps)
    limit.hold(20)
    limit.hold(5)
    assert await starts(limit, sleeps, 2) == [20, 20]


async def test_requests_start_in_the_order_they_came() -> None:
    limit = RateLimit(1, window=0.02)
    started: list[int] = []

    async def go(number: int) -> None:
        (await limit.turn())()
        started.append(number)

    await asyncio.gather(*(go(number) for number in range(5)))
    assert started == list(range(5))


async def test_who_is_called_off_while_waiting_takes_no_turn() -> None:
    limit = RateLimit(1, window=0.2)
    (await limit.turn())()
    waiting = asyncio.create_task(limit.turn())
    await asyncio.sleep(0.01)
    waiting.cancel()
    began = time.monotonic()
    await limit.turn()
    assert time.monotonic() - began < 0.35


def test_the_rate_holds_over_retries_repeats_negotiation_and_streams(chat_server: ServeChat) -> None:
    window, most = 1.0, 10
    turns = itertools.count()

    def clumsy(body: dict[str, object]) -> Answer:
        good = answers.json_reply(GOOD)
        return (answers.status(503), answers.wrong_schema(), good, good)[next(turns) % 4]

    server = chat_server(clumsy, rejects=["json_schema", "temperature"])
    # A busy machine delivers a request late: three quarters of a second are allowed for that.
    chat = chat_on(server, rate=RateLimit(most, window=1.75 * window), sleep=asyncio.sleep, clock=time.monotonic)

    def ask(number: int) -> None:
        with suppress(BadReplyError):
            chat.structured(a_call(f"vote {number}", temperature=None if number % 2 else 0.0), Judged)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(ask, range(14)))
        threads.submit(lambda: list(chat.stream(a_call())))
    assert len(server.requests) > 25
    assert most_in_a_window([request.at for request in server.requests], window) <= most


def test_a_servers_wait_holds_the_other_calls_too(chat_server: ServeChat) -> None:
    sleeps, others_wait = Sleeps(), []

    async def sleep(seconds: float) -> None:
        others_wait.append(round(rate._delay()))
        await sleeps(seconds)

    server = chat_server([answers.status(429, headers={"Retry-After": "9"}), answers.json_reply(GOOD)])
    rate = limit_of(None, sleeps)
    chat_on(server, rate=rate, sleep=sleep, clock=sleeps.clock).structured(a_call(), Judged)
    assert others_wait == [9]


def test_a_slow_reply_does_not_lower_the_rate(chat_server: ServeChat) -> None:
    server = chat_server([answers.json_reply(GOOD).after(4.0)])
    chat = chat_on(server, rate=RateLimit(1, window=0.5), sleep=asyncio.sleep)
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda n: chat.structured(a_call(f"{n}"), Judged), range(2)))
    assert 0.4 < server.requests[1].at - server.requests[0].at < 3.0


def test_a_limit_outlives_the_event_loop_that_it_was_used_in() -> None:
    async def one() -> None:
        (await limit.turn())()

    async def several() -> None:
        await asyncio.gather(one(), one(), one())

    async def pause(seconds: float) -> None:
        await asyncio.sleep(0)  # lets the others ask for the lock meanwhile
        await sleeps(seconds)

    sleeps = Sleeps()
    limit = RateLimit(1, clock=sleeps.clock, sleep=pause)
    asyncio.run(several())
    asyncio.run(several())
    assert sum(sleeps.waited) >= WINDOW * 5
