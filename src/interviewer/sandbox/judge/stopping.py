"""Stopping a run from another thread than the one that it takes place in."""

from __future__ import annotations

import threading

from interviewer.sandbox.judge.session import Session


class Stop:
    """Ends the process of the program in a run, and each that the run would begin after it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._set = False
        self._session: Session | None = None

    @property
    def is_set(self) -> bool:
        """Whether the run is to end."""
        return self._set

    def set(self) -> None:
        """Ends the run, once and for all."""
        with self._lock:
            self._set = True
            session = self._session
        if session is not None:
            session.kill("was stopped")

    def follow(self, session: Session) -> None:
        """Takes the process that serves the run from here on; it ends at once where the run is stopped already."""
        with self._lock:
            self._session = session
        if self._set:
            session.kill("was stopped")
