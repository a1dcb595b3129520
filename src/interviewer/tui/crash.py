"""What is told and kept of a fault that broke the app."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

from textual.worker import WorkerFailed

from interviewer.errors import InterviewerError

_log = logging.getLogger(__name__)


class CrashError(InterviewerError):
    """The app broke by a fault of its own."""


def crash_from(fault: BaseException | None) -> InterviewerError:
    """What to tell of a fault, which goes into the log; None is one that Textual does not name.

    Neither has what the fault says of itself or what variables held: either may be an answer or a key.
    """
    if isinstance(fault, WorkerFailed):
        fault = fault.error
    if isinstance(fault, InterviewerError):
        return fault
    kept = "What was answered is kept; --resume goes on with it. The log has the details."
    if fault is None:
        return CrashError("The screen broke by a fault of the program.", kept)
    _log.error("The app broke.\n%s", _frames(fault))
    return CrashError(f"The screen broke by a fault of the program: {type(fault).__name__}{_place(fault)}.", kept)


def _place(fault: BaseException) -> str:
    steps = traceback.extract_tb(fault.__traceback__)
    return f" in {Path(steps[-1].filename).name}, line {steps[-1].lineno}" if steps else ""


def _frames(fault: BaseException) -> str:
    """The fault's kind and where it was raised, before it that of the one that led to it."""
    before = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    frames = "".join(traceback.format_tb(fault.__traceback__)) + type(fault).__name__
    return f"{_frames(before)}\nled to\n{frames}" if before is not None else frames
