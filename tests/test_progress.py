"""Progress of slow work: its lines where there is no terminal, its rate and the time left."""

from __future__ import annotations

import time

import pytest

from interviewer.progress import Pace, SlowLines, _telling


class Clock:
    """Seconds that a test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_line_of_slow_work_tells_rate_and_time_left_since_it_began(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    lines = SlowLines(lambda: "7 tokens", clock)
    for second in range(0, 100, 10):
        clock.now = float(second)
        lines.show("Grading answers", 100 + second, 400)
        if second and not second % 30:
            lines.tell()
    assert capsys.readouterr().err.splitlines() == [
        "Grading answers: 100 of 400",
        "Grading answers: 130 of 400, 60/min, 4 min left, 7 tokens",
        "Grading answers: 160 of 400, 60/min, 4 min left, 7 tokens",
        "Grading answers: 190 of 400, 60/min, 4 min left, 7 tokens",
    ]


def test_slow_work_tells_itself_before_anything_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    with _telling(SlowLines(lambda: "0 tokens"), every=0.01) as lines:
        lines.show("Grading answers", 0, 4)
        said: list[str] = []
        until = time.monotonic() + 10
        while len(said) < 3 and time.monotonic() < until:
            time.sleep(0.01)
            said += capsys.readouterr().err.splitlines()
    assert said[:3] == [
        "Grading answers: 0 of 4",
        "Grading answers: 0 of 4, 0 tokens",
        "Grading answers: 0 of 4, 0 tokens",
    ]


def test_work_that_is_over_is_not_told_again(capsys: pytest.CaptureFixture[str]) -> None:
    lines = SlowLines(lambda: "7 tokens")
    lines.show("Grading answers", 4, 4)
    lines.tell()
    assert capsys.readouterr().err == "Grading answers: 4 of 4\n"


@pytest.mark.parametrize(
    ("seconds", "done", "words"),
    [
        (120.0, 0, ""),
        (120.0, 1, "0.5/min, 6 min left"),
        (120.0, 3, "1.5/min, 1 min left"),
        (1.0, 3, "180/min, 1 min left"),
        (120.0, 4, "2.0/min"),
    ],
)
def test_rate_and_time_left_are_told_once_they_can_be_known(seconds: float, done: int, words: str) -> None:
    clock = Clock()
    pace = Pace(clock)
    pace.saw("Grading answers", 0)
    clock.now = seconds
    pace.saw("Grading answers", done)
    assert pace.in_words("Grading answers", 4) == words
