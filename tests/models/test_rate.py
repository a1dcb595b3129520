"""How often a server is called."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from interviewer.models.chat import Cancel
from interviewer.models.errors import CallCancelledError
from interviewer.models.rate import LimitedChat, RateLimit
from tests.models.fake_chat import FakeChat, Verdict, call_of, run_until


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float, wake: threading.Event) -> None:
        self.now += seconds


def limit_of(per_minute: int | None, at_once: int) -> tuple[RateLimit, Time]:
    time = Time()
    return RateLimit(per_minute, at_once, clock=time.clock, sleep=time.sleep), time


def starts(limit: RateLimit, time: Time, count: int) -> list[float]:
    """Seconds at which `count` calls may start, one after the other."""
    found = []
    for _ in range(count):
        limit.wait()
        found.append(time.now - 1000.0)
    return found


def test_calls_start_at_the_rate_after_those_that_may_start_at_once() -> None:
    limit, time = limit_of(60, 3)
    assert starts(limit, time, 6) == pytest.approx([0, 0, 0, 1, 2, 3])


def test_no_more_than_at_once_start_together_after_a_long_rest() -> None:
    limit, time = limit_of(60, 2)
    starts(limit, time, 2)
    time.now += 3600
    assert starts(limit, time, 4) == pytest.approx([3600, 3600, 3601, 3602])


def test_a_rate_of_less_than_one_a_second_is_kept() -> None:
    limit, time = limit_of(7, 1)
    assert starts(limit, time, 3) == pytest.approx([0, 60 / 7, 120 / 7])


def test_without_a_rate_nothing_waits() -> None:
    limit, time = limit_of(None, 4)
    assert starts(limit, time, 100) == [0.0] * 100


@pytest.mark.parametrize("per_minute", [None, 6000])
def test_a_hold_pushes_every_call_back(per_minute: int | None) -> None:
    limit, time = limit_of(per_minute, 4)
    limit.hold(20)
    limit.hold(5)
    assert starts(limit, time, 2) == pytest.approx([20, 20])


def test_a_hold_pushes_back_a_call_that_is_waiting() -> None:
    time = Time()
    held = False

    def sleep(seconds: float, wake: threading.Event) -> None:
        nonlocal held
        time.now += seconds
        if not held:
            held = True
            limit.hold(30)

    limit = RateLimit(60, 1, clock=time.clock, sleep=sleep)
    assert starts(limit, time, 2) == pytest.approx([0, 31])


def test_calls_start_in_the_order_they_came() -> None:
    time, gate = Time(), threading.Semaphore(0)
    started: list[int] = []

    def sleep(seconds: float, wake: threading.Event) -> None:
        assert gate.acquire(timeout=20)
        time.sleep(seconds, wake)

    def go(number: int) -> None:
        limit.wait()
        started.append(number)

    limit = RateLimit(60, 1, clock=time.clock, sleep=sleep)
    with ThreadPoolExecutor(8) as pool:
        for number in range(8):
            pool.submit(go, number)
            run_until(lambda: len(limit._waiting) + len(started) > number)  # noqa: B023 - called here
        for count in range(2, 9):
            gate.release()
            run_until(lambda: len(started) == count)  # noqa: B023 - called here
    assert started == list(range(8))


def test_a_call_that_comes_when_one_may_start_does_not_overtake_who_waits() -> None:
    time, gate, asleep = Time(), threading.Semaphore(0), threading.Event()
    started: list[str] = []

    def sleep(seconds: float, wake: threading.Event) -> None:
        asleep.set()
        assert gate.acquire(timeout=20)
        time.sleep(seconds, wake)

    def go(name: str) -> None:
        limit.wait()
        started.append(name)

    limit = RateLimit(60, 1, clock=time.clock, sleep=sleep)
    limit.wait()
    with ThreadPoolExecutor(2) as pool:
        pool.submit(go, "first")
        assert asleep.wait(20)
        time.now += 3600
        pool.submit(go, "second")
        run_until(lambda: len(limit._waiting) + len(started) == 2)
        early = list(started)
        gate.release(2)
    assert early == []
    assert started == ["first", "second"]


def test_a_call_that_is_called_off_while_it_waits_ends_at_once_and_takes_no_turn() -> None:
    limit = RateLimit(60, 1)
    limit.hold(3600)
    cancel = Cancel()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(limit.wait, cancel)
        second = pool.submit(limit.wait, cancel)
        run_until(lambda: len(limit._waiting) == 2)
        cancel.set()
        for waiting in (first, second):
            with pytest.raises(CallCancelledError):
                waiting.result(10)
    assert not limit._waiting


def test_a_call_that_was_called_off_before_does_not_start() -> None:
    limit, _ = limit_of(None, 1)
    cancel = Cancel()
    cancel.set()
    with pytest.raises(CallCancelledError):
        limit.wait(cancel)


def test_who_waits_behind_one_that_is_called_off_moves_up() -> None:
    limit = RateLimit(None, 1)
    limit.hold(0.1)
    cancel = Cancel()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(limit.wait, cancel)
        run_until(lambda: len(limit._waiting) == 1)
        second = pool.submit(limit.wait)
        cancel.set()
        with pytest.raises(CallCancelledError):
            first.result(10)
        assert second.result(10) is None


def test_every_call_of_a_limited_model_waits_its_turn() -> None:
    limit, time = limit_of(60, 1)
    chat = LimitedChat(FakeChat(), limit)
    chat.structured(call_of(), Verdict)
    list(chat.stream(call_of()))
    chat.structured(call_of(), Verdict)
    assert time.now == pytest.approx(1002)
    assert chat.spent().calls == 3
