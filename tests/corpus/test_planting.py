"""Faults planted in a program, and the lines where they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from interviewer.corpus.exercise import Fault
from interviewer.corpus.planting import fault_places, planted


def test_a_fault_is_found_at_its_line_after_one_that_is_longer() -> None:
    solution = "a = 1\nb = 2\nc = 3\n"
    faults = (Fault("late", "c = 3", "c = 4", "x"), Fault("early", "a = 1", "a = 0\na += 2\na -= 1", "x"))
    assert planted(solution, faults) == "a = 0\na += 2\na -= 1\nb = 2\nc = 4\n"
    assert [(place.fault.name, place.first, place.last) for place in fault_places(solution, faults)] == [
        ("early", 1, 3),
        ("late", 5, 5),
    ]


def test_lines_that_the_right_text_has_too_are_not_of_a_fault_that_adds_one() -> None:
    solution = "a = 1\nb = 2\nc = 3\n"
    added = Fault("added", "a = 1\nb = 2\nc = 3", "a = 1\nb = 2\nb += 1\nc = 3", "x")
    (place,) = fault_places(solution, (added,))
    assert (place.first, place.last) == (3, 3)


def test_lines_in_another_order_are_all_of_a_fault() -> None:
    (place,) = fault_places("a = 1\nb = 2\n", (Fault("swapped", "a = 1\nb = 2", "b = 2\na = 1", "x"),))
    assert (place.first, place.last) == (1, 2)


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 3)), min_size=1, max_size=12))
def test_the_lines_of_a_fault_hold_its_text(lines: list[tuple[bool, int]]) -> None:
    solution = "".join(f"x{n} = {n};\n" for n, _ in enumerate(lines))
    faults = [
        Fault(f"f{n}", f"x{n} = {n};", "\n".join([f"y{n} = 0"] * height), "why")
        for n, (faulty, height) in enumerate(lines)
        if faulty
    ]
    program = planted(solution, faults).split("\n")
    for place in fault_places(solution, faults):
        assert "\n".join(program[place.first - 1 : place.last]) == place.fault.wrong
