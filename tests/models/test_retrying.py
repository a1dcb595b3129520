import pytest

from interviewer.models.errors import ModelUnreachableError
from interviewer.models.failures import Failure
from interviewer.models.retrying import Patience, Retries
from tests.models.talk import Sleeps, a_call


class Attempts:
    """Fails so many times, then answers."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.made = 0

    async def __call__(self) -> str:
        self.made += 1
        if self.made <= self.failures:
            raise OSError("no")
        return "done"


def retries(sleeps: Sleeps, *, wait: float | None = None, retry: bool = True, draw: float = 1.0) -> Retries:
    failure = Failure(ModelUnreachableError("Broken."), retry=retry, wait=wait)
    return Retries(Patience(), sleeps, lambda: draw, lambda error: failure)


async def test_pauses_grow_and_jitter_takes_a_part_of_each() -> None:
    for draw in (1.0, 0.25):
        sleeps = Sleeps()
        assert await retries(sleeps, draw=draw).run(Attempts(3), lambda: 100.0, lambda: True) == "done"
        assert sleeps.waited == [0.5 * draw, 1.0 * draw, 2.0 * draw]


async def test_after_three_retries_the_failure_is_the_result() -> None:
    attempts = Attempts(9)
    outcome = await retries(Sleeps()).run(attempts, lambda: 100.0, lambda: True)
    assert isinstance(outcome, Failure)
    assert attempts.made == 4


@pytest.mark.parametrize(
    ("retry", "wait", "left", "repeat"),
    [(False, None, 100.0, True), (True, 101.0, 100.0, True), (True, None, 0.4, True), (True, None, 100.0, False)],
)
async def test_what_cannot_help_is_not_tried_again(retry: bool, wait: float | None, left: float, repeat: bool) -> None:
    attempts, sleeps = Attempts(1), Sleeps()
    outcome = await retries(sleeps, wait=wait, retry=retry).run(attempts, lambda: left, lambda: repeat)
    assert isinstance(outcome, Failure)
    assert (attempts.made, sleeps.waited) == (1, [])


async def test_the_server_is_given_the_time_that_it_asks_for() -> None:
    sleeps = Sleeps()
    assert await retries(sleeps, wait=7.0).run(Attempts(1), lambda: 100.0, lambda: True) == "done"
    assert sleeps.waited == [7.0]


def test_an_attempt_may_take_the_longer_the_more_work_it_is() -> None:
    patience = Patience()
    assert patience.for_attempt(a_call("x" * 990, max_tokens=0)) == pytest.approx(21.0)
    assert patience.for_attempt(a_call("", "", max_tokens=4000)) == pytest.approx(100.0)
