"""What an error in a check becomes, and how the command ends."""

from __future__ import annotations

import pytest

from interviewer.commands.checkup.check import Check, State, examine, exit_code
from interviewer.errors import InterviewerError, RecordsError, ServiceError
from interviewer.models.errors import BadReplyError, ModelRefusedError, ModelUnreachableError

OK = Check("a", State.OK, "fine")
WARNING = Check("b", State.WARNING, "so so", "Mend it.")
PROBLEM = Check("c", State.PROBLEM, "broken", "Mend it.")
AWAY = Check("d", State.PROBLEM, "away", "Try again.", unreachable=True)


@pytest.mark.parametrize(
    ("checks", "code"),
    [([OK], 0), ([OK, WARNING], 0), ([OK, PROBLEM], 1), ([OK, AWAY], 3), ([AWAY, PROBLEM], 1), ([WARNING, AWAY], 3)],
)
def test_only_a_problem_fails_and_one_of_reach_alone_is_its_own_code(checks: list[Check], code: int) -> None:
    assert exit_code(checks) == code


@pytest.mark.parametrize(
    ("error", "unreachable"),
    [
        (RecordsError("Broken.", "Mend it."), False),
        (ServiceError("Broken.", "Mend it."), True),
        (ModelUnreachableError("Broken.", "Mend it."), True),
        (ModelRefusedError("Broken.", "Mend it."), False),
        (BadReplyError("Broken.", "Mend it."), False),
    ],
)
def test_an_error_is_a_problem_with_its_own_hint(error: InterviewerError, unreachable: bool) -> None:
    def look() -> Check:
        raise error

    assert examine("x", look) == Check("x", State.PROBLEM, "Broken.", "Mend it.", unreachable=unreachable)


def test_a_fault_in_a_check_is_a_problem_and_does_not_end_the_others() -> None:
    def look() -> Check:
        raise ZeroDivisionError("secret answer")

    found = examine("x", look)
    assert found.state is State.PROBLEM
    assert "ZeroDivisionError" in found.says
    assert "secret" not in found.says + found.hint
