"""What is loaded behind the first screen, and its progress."""

from __future__ import annotations

from dataclasses import dataclass, replace

from textual.message import Message


@dataclass(frozen=True)
class WarmUp:
    """The progress of loading. `doing` says what is being done, `error` what failed; both are empty when all is ready.

    `left_out` says how many question files were left out, if any.
    """

    questions: int = 0
    left_out: str = ""
    sessions: bool = False
    grader: str = ""
    doing: str = "Starting"
    error: str = ""

    @property
    def line(self) -> str:
        """All of it in a line."""
        parts = [f"{self.questions} questions" if self.questions else "questions: loading"]
        parts.append("sessions: ready" if self.sessions else "sessions: loading")
        if self.grader:
            parts.append(f"grader: {self.grader}, ready")
        elif self.error:
            parts.append("grader: not ready")
        else:
            parts.append(f"grader: {self.doing[:1].lower()}{self.doing[1:]}…")
        return " · ".join(parts)

    def with_progress(self, what: str, done: int, total: int) -> WarmUp:
        """This with something else being done."""
        return replace(self, doing=f"{what} {done}/{total}" if total else what)


class WarmUpChanged(Message):
    """Loading has progressed."""

    def __init__(self, state: WarmUp) -> None:
        super().__init__()
        self.state = state
