"""What an interview needs from the place where sessions are stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from interviewer.grading.grade import Method
from interviewer.interview.session import Mode, Session
from interviewer.learning.attempts import Attempt


@dataclass(frozen=True)
class SavedSession:
    """A session as it was last saved, with the text of its answer box."""

    session: Session
    draft: str


@dataclass(frozen=True)
class SessionSummary:
    """A line of the history. `unaided` and `aided` are means over the graded turns, 0..1, None if there are none or
    several judges graded; `methods` are all graders that took part. `has_answers` is whether anything was answered,
    graded or not."""

    session_id: str
    mode: Mode
    started_at: datetime
    finished_at: datetime | None
    planned: int
    asked: int
    graded: int
    unaided: float | None
    aided: float | None
    methods: tuple[Method, ...]
    topics: tuple[str, ...]
    has_answers: bool


def to_resume(newest_first: Iterable[SessionSummary]) -> SessionSummary | None:
    """The newest unfinished session that has an answer, or else the newest unfinished one; None if all are finished."""
    unfinished = [one for one in newest_first if one.finished_at is None]
    return next((one for one in unfinished if one.has_answers), unfinished[0] if unfinished else None)


class SessionStore(Protocol):
    """Stores sessions. Each call is one transaction that is on disk when it returns.

    Raises RecordsError if it cannot read or write; nothing is left half written.
    """

    def save(self, session: Session, draft: str | None, changed: int | None = None) -> None:
        """Saves the session as it is now: its plan, its turns, and the text of the answer box.

        Earlier turns hardly ever change once a later one has been asked: only the last is written, or those from the
        index `changed` on. A draft of None leaves the saved one as it is.
        """
        ...

    def save_draft(self, session_id: str, draft: str) -> None:
        """Saves the text of the answer box. The session must have been saved before."""
        ...

    def load(self, session_id: str) -> SavedSession:
        """The session with this id. Raises UnknownNameError if there is none."""
        ...

    def delete(self, session_ids: Collection[str] | None = None) -> None:
        """Deletes these sessions with their drafts, all by default. Raises UnknownNameError if one does not exist."""
        ...

    def summaries(self, limit: int | None = None) -> list[SessionSummary]:
        """The sessions, newest first."""
        ...

    def attempts(self) -> list[Attempt]:
        """Every turn that is over, oldest first: closed, or left open by a session that is finished."""
        ...

    def disputed(self) -> list[str]:
        """The ids of the sessions in which a verdict was contested, oldest first."""
        ...
