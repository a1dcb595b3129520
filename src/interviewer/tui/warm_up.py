"""What is loaded behind the first screen, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from textual.message import Message


@dataclass(frozen=True)
class WarmUp:
    """How far loading is. `doing` says what goes on, `error` what failed; both are empty when all is ready.

    `left_out` says where question files could not be read.
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
        """This with another thing being done."""
        return replace(self, doing=f"{what} {done}/{total}" if total else what)


class WarmUpChanged(Message):
    """Loading went on."""

    def __init__(self, state: WarmUp) -> None:
        super().__init__()
        self.state = state
