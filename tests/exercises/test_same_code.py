"""Assignments in remarks that come to the same as the right program."""

from __future__ import annotations

import pytest

from interviewer.exercises.same_code import assigns_what_is_right

SHOWN = "def f(x, p):\n    total = cumsum(x)\n    keep = total <= p\n    return keep\n"
RIGHT = "    before = cumsum(x) - x\n    keep = before < p\n"
SOLUTION = f"def f(x, p):\n{RIGHT}    return keep\n"


@pytest.mark.parametrize(
    "text",
    [
        "keep = total - x < p",
        "line 3: `keep = total - x < p`",
        "keep = (cumsum(x) - x) < p instead of that",
        "keep=total-x<p.",
    ],
)
def test_an_assignment_that_comes_to_the_same_is_right(text: str) -> None:
    assert assigns_what_is_right(SOLUTION, SHOWN, RIGHT, text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "keep = total <= p",
            "keep = total < p",
            "keep = total - x <= p",
            "total = cumsum(x)",
            "keep = ",
            "keep = (((",
        ),
        *("other = total - x < p", "x = x", "keep = keep", f"keep = {'(' * 190}"),
    ],
)
def test_another_assignment_is_not(text: str) -> None:
    assert not assigns_what_is_right(SOLUTION, SHOWN, RIGHT, text)


def test_a_name_that_is_made_of_itself_ends() -> None:
    assert not assigns_what_is_right("a = a + a\n", "a = a\n", "a = a + a", "a = a + a + a")
