"""What commands and front ends work with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from interviewer.bootstrap.parts import Parts, utc_now
from interviewer.bootstrap.saved_reports import SavedReports
from interviewer.bootstrap.sessions import Sessions
from interviewer.sandbox.running import Author
from interviewer.settings import Settings


class AppContext(Parts):
    """The parts of the program, and what is done with them: sessions begun and resumed, reports built and kept."""

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], datetime] = utc_now,
        *,
        threads: int | None = None,
        author: Author = Author.ONESELF,
    ) -> None:
        """`threads` is how many texts are embedded at a time, the cores by default; `author` is whose answers are
        graded."""
        super().__init__(settings, clock, threads=threads, author=author)
        self.sessions = Sessions(self)
        self.reports = SavedReports(self)
