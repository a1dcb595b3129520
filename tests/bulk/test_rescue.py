"""A line that ends the process which grades it costs no other line its grade."""

from __future__ import annotations

import json

import pytest

from interviewer.bulk.input import Lines
from interviewer.bulk.jobs import Line
from interviewer.bulk.rescue import HOPELESS, line_by_line
from interviewer.bulk.workers import WorkerEndedError


def lines(count: int) -> Lines:
    return tuple(Line(number, json.dumps({"id": f"a{number}"}).encode()) for number in range(1, count + 1))


def ending_on(*fatal: int) -> tuple[list[int], object]:
    tried: list[int] = []

    def alone(part: Lines) -> list[str]:
        (one,) = part
        tried.append(one.number)
        if one.number in fatal:
            raise WorkerEndedError("ended because of an internal error (KeyError)", "Continue with --resume.")
        return [f"graded {one.number}"]

    return tried, alone


def test_only_the_line_that_ends_its_process_again_is_ungraded() -> None:
    tried, alone = ending_on(2)
    first, lost, last = line_by_line(lines(3), alone)  # type: ignore[arg-type]
    assert (first, last) == ("graded 1", "graded 3")
    found = json.loads(lost)
    assert (found["id"], found["line"], found["status"]) == ("a2", 2, "ungraded")
    assert found["reason"] == "Line 2: the process that graded it ended because of an internal error (KeyError)."
    assert found["retry"] is True
    assert tried == [1, 2, 3]


def test_where_every_line_ends_its_process_the_run_ends() -> None:
    tried, alone = ending_on(*range(1, 25))
    with pytest.raises(WorkerEndedError):
        line_by_line(lines(24), alone)  # type: ignore[arg-type]
    assert len(tried) == HOPELESS
