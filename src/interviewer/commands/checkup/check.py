"""One check: its state, and what to do about it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from interviewer.errors import InterviewerError, ServiceError
from interviewer.faults import frames

_log = logging.getLogger(__name__)


class State(StrEnum):
    """The outcome of a check. Only a problem keeps something from working."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Check:
    """What was found: a sentence or less, and what to do if it is not ok.

    `unreachable` marks a problem that is only an unreachable service.
    """

    name: str
    state: State
    says: str
    hint: str = ""
    unreachable: bool = False


def examine(name: str, look: Callable[[], Check]) -> Check:
    """What `look` finds; an error that it raises becomes a problem with the error's own hint."""
    try:
        return look()
    except InterviewerError as error:
        unreachable = error.exit_code == ServiceError.exit_code
        return Check(name, State.PROBLEM, error.message, error.hint, unreachable=unreachable)
    except Exception as error:  # noqa: BLE001 - finding faults is what the doctor is for
        _log.error("The check of %s failed\n%s", name, frames(error))  # its message may be a key or an answer
        return Check(name, State.PROBLEM, f"The check failed: {type(error).__name__}.", "The log has the details.")


def exit_code(checks: Iterable[Check]) -> int:
    """0 without a problem, 3 if all problems are unreachable services, else 1."""
    problems = [check for check in checks if check.state is State.PROBLEM]
    if not problems:
        return 0
    return ServiceError.exit_code if all(check.unreachable for check in problems) else InterviewerError.exit_code
