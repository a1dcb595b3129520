import pytest

from interviewer.models.errors import ModelUnreachableError
from interviewer.models.failures import Failure
from interviewer.models.retry import RetryPolicy

POLICY = RetryPolicy()


def failure(*, retry: bool = True, wait: float | None = None) -> Failure:
    return Failure(ModelUnreachableError("Broken."), retry=retry, wait=wait)


@pytest.mark.parametrize("draw", [1.0, 0.25])
def test_pauses_grow_and_jitter_takes_a_part_of_each(draw: float) -> None:
    pauses = [POLICY.pause(failure(), retry, left=100, draw=draw) for retry in range(3)]
    assert pauses == [0.5 * draw, 1.0 * draw, 2.0 * draw]


def test_the_server_is_given_the_time_that_it_asks_for() -> None:
    assert POLICY.pause(failure(wait=7.0), 0, left=100, draw=1.0) == 7.0


@pytest.mark.parametrize(
    ("failed", "retry", "left"),
    [
        (failure(retry=False), 0, 100.0),
        (failure(), 3, 100.0),
        (failure(), 0, 0.4),
        (failure(wait=101.0), 0, 100.0),
        (failure(wait=121.0), 0, 3600.0),
    ],
    ids=["hopeless", "often enough", "no time", "no time for the wait", "too long a wait"],
)
def test_what_cannot_help_is_not_tried_again(failed: Failure, retry: int, left: float) -> None:
    assert POLICY.pause(failed, retry, left=left, draw=1.0) is None
