"""Stopping a run from another thread than the one that it takes place in."""

from __future__ import annotations

import threading

from interviewer.sandbox.judge.program_process import ProgramProcess


class Stop:
    """Ends the process of the program in a run, and each that the run would begin after it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._set = False
        self._process: ProgramProcess | None = None

    @property
    def is_set(self) -> bool:
        """Whether the run is to end."""
        return self._set

    def set(self) -> None:
        """Ends the run, once and for all."""
        with self._lock:
            self._set = True
            process = self._process
        if process is not None:
            process.kill("was stopped")

    def follow(self, process: ProgramProcess) -> None:
        """Takes the process that serves the run from here on; it ends at once where the run is stopped already."""
        with self._lock:
            self._process = process
        if self._set:
            process.kill("was stopped")
