"""Which grades are written, and when a run by a language model ends because continuing would only cost money."""

from __future__ import annotations

from typing import NoReturn

from interviewer.errors import InterviewerError
from interviewer.grading.grade import Failure, Grade, Method
from interviewer.models.errors import BudgetError, ModelRefusedError, ModelUnreachableError

HOPELESS = 5
"""After so many failures without a single grade from the model, a run ends."""

_MOST_HELD = 1000  # lines held back until it is known whether the model answers at all


class CircuitBreaker:
    """Counts failures until the model has given a grade; `answered` says whether it has."""

    def __init__(self) -> None:
        self.answered = False
        self._failures = 0

    def note(self, grade: Grade) -> None:
        """Takes a grade into account.

        Raises the ModelError that ends the run: the service refuses, the budget is spent, or every one of the first
        answers failed.
        """
        if grade.failure in (Failure.REFUSED, Failure.BUDGET):
            raise (ModelRefusedError if grade.failure is Failure.REFUSED else BudgetError)(grade.reason)
        if not grade.failure:
            self.answered = self.answered or grade.provenance.method not in (Method.GATE, Method.PROGRAM)
        elif not self.answered:
            self._failures += 1
            if self._failures >= HOPELESS:
                self._give_up(grade)

    def _give_up(self, last: Grade) -> NoReturn:
        kinds: dict[Failure, type[InterviewerError]] = {
            Failure.UNREACHABLE: ModelUnreachableError,
            Failure.REQUEST: ModelRefusedError,
        }
        raise kinds.get(last.failure, InterviewerError)(
            f"The first {self._failures} answers failed, the last one with: {last.reason}",
            "Fix that first; interviewer doctor shows how the chat model answers.",
        )


class HeldLines:
    """Passes on what is to be written, in order.

    Until the model has given a grade, failures are held back: if there are only failures, none of them is
    written, so that the same lines are tried again when the run is resumed.
    """

    def __init__(self) -> None:
        self._breaker = CircuitBreaker()
        self._held: list[str] = []

    def put(self, text: str, grade: Grade | None) -> list[str]:
        """The lines to write now that a line and its grade have come; None is for an invalid line.

        Raises the ModelError that ends the run, see CircuitBreaker.
        """
        if grade is not None:
            self._breaker.note(grade)
        failed = grade is not None and grade.failure
        if self._breaker.answered or not (failed or self._held):
            return [*self.rest(), text]
        self._held.append(text)
        return self.rest() if len(self._held) >= _MOST_HELD else []

    def rest(self) -> list[str]:
        """What was held back, at the end of the input."""
        held, self._held = self._held, []
        return held
