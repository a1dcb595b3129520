"""What of a file of grades still holds for the answers, and in which order the rest is graded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from interviewer.bulk.arriving import Arrival
from interviewer.bulk.jobs import Line, digest_of
from interviewer.bulk.output import what_is_done
from interviewer.bulk.resuming import Comparison, NewFirst, compared
from interviewer.errors import UsageError

BY_MODEL = {"method": "llm"}


def answer(number: int, text: str = "") -> Line:
    return Line(number, json.dumps({"id": f"a{number}", "answer": text or f"Answer {number}."}).encode())


def grade(number: int, **changed: Any) -> dict[str, Any]:
    whole = {"status": "graded", "score": 0.5, "reason": "", "provenance": BY_MODEL}
    return {"id": f"a{number}", **whole, "digest": digest_of(answer(number)), **changed}


def failed(number: int, **changed: Any) -> dict[str, Any]:
    return grade(number, **{"status": "ungraded", "score": None, "reason": "It is away.", **changed})


def compare(path: Path, lines: list[Line], *grades: dict[str, Any]) -> Comparison:
    out = path / "out.jsonl"
    out.write_text("".join(json.dumps(line) + "\n" for line in grades))
    return compared(iter(lines), out, what_is_done(out), "in.jsonl")


def without_digest(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in ("digest", "retry")}


def test_a_grade_of_an_answer_that_was_edited_since_does_not_hold(tmp_path: Path) -> None:
    found = compare(tmp_path, [answer(1), answer(2, "Edited.")], grade(1), grade(2))
    assert (found.kept, found.changed, found.failed) == (1, {1: answer(2, "Edited.")}, {})


def test_a_line_that_failed_for_a_reason_that_may_pass_is_graded_again(tmp_path: Path) -> None:
    found = compare(tmp_path, [answer(1), answer(2)], failed(1, retry=True), failed(2, retry=False))
    assert (found.kept, found.ungraded, list(found.failed)) == (1, 1, [0])


def test_a_line_that_was_bad_is_graded_again_once_it_has_changed(tmp_path: Path) -> None:
    bad = Line(1, b"not json")
    ungraded = failed(1, id=None, provenance=None, retry=False, digest=digest_of(bad))
    assert compare(tmp_path, [bad], ungraded).kept == 1
    assert list(compare(tmp_path, [answer(1)], ungraded).changed) == [0]


def test_grades_without_a_digest_are_kept_and_told_and_gaps_among_them_are_filled(tmp_path: Path) -> None:
    grades = [without_digest(grade(1)), without_digest(failed(2))]
    found = compare(tmp_path, [answer(1, "Perhaps edited."), answer(2)], *grades)
    assert (found.kept, found.undated, list(found.failed)) == (1, 1, [1])
    assert list(found.in_words()) == [
        "1 line kept, 1 graded again: line 2 could not be graded.",
        "1 grade of an earlier version kept: whether the answer has changed since cannot be known.",
    ]


def test_what_is_graded_again_is_told_with_the_first_lines_and_why(tmp_path: Path) -> None:
    lines = [answer(number, "Edited.") for number in range(1, 8)] + [answer(8), answer(9)]
    found = compare(tmp_path, lines, *map(grade, range(1, 8)), failed(8, retry=True), grade(9))
    assert list(found.in_words()) == [
        "1 line kept, 8 graded again: lines 1, 2, 3, 4, 5 and 2 more changed since, line 8 could not be graded."
    ]


@pytest.mark.parametrize(
    "lines", [[answer(1)], [answer(1), answer(3)], [answer(2), answer(1)]], ids=["fewer", "another", "swapped"]
)
def test_the_grades_of_other_answers_are_not_gone_on_with(tmp_path: Path, lines: list[Line]) -> None:
    with pytest.raises(UsageError, match="is not the grade of that line in in"):
        compare(tmp_path, lines, grade(1), grade(2))


def test_new_lines_come_before_those_that_are_graded_again() -> None:
    arriving: Iterator[Arrival] = iter([answer(5), None, answer(6)])
    order = NewFirst(arriving, [(1, answer(2)), (3, answer(4))])
    assert [line and line.number for line in order.lines()] == [5, None, 6, 2, 4]
    assert order.take(["grade 5"]) == ["grade 5"]
    assert order.take(["grade 6", "grade 2"]) == ["grade 6"]
    assert order.take(["grade 4"]) == []
    assert order.replaced == {1: "grade 2", 3: "grade 4"}


def test_grades_are_taken_apart_while_the_lines_are_still_read() -> None:
    order = NewFirst(iter([answer(3)]), [(0, answer(1))])
    lines = order.lines()
    next(lines)
    assert order.take(["grade 3"]) == ["grade 3"]
    next(lines)
    assert order.take(["grade 1"]) == []
