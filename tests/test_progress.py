"""Progress of slow work where there is no terminal."""

from __future__ import annotations

import pytest

from interviewer.progress import _slow_lines


def test_slow_work_tells_every_half_minute_how_far_it_has_come(capsys: pytest.CaptureFixture[str]) -> None:
    now = 0.0
    show = _slow_lines(lambda: "7 tokens", lambda: now)
    for second in range(0, 100, 10):
        now = float(second)
        show("Grading answers", 100 + second, 400)
    assert capsys.readouterr().err.splitlines() == [
        "Grading answers: 100 of 400",
        "Grading answers: 130 of 400, 60/min, 4 min left, 7 tokens",
        "Grading answers: 160 of 400, 60/min, 4 min left, 7 tokens",
        "Grading answers: 190 of 400, 60/min, 4 min left, 7 tokens",
    ]
