"""What is told and kept of a fault of the program: an exception that nobody foresaw."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

from interviewer.errors import InterviewerError

_log = logging.getLogger(__name__)
_KEPT = "What was answered is kept; --resume goes on with it."


class FaultError(InterviewerError):
    """The program broke by a fault of its own."""


def fault_error(fault: BaseException | None) -> FaultError:
    """What to tell of a fault, whose frames go into the log; None is one whose exception is not known.

    Neither has what the fault says of itself or what variables held: either may be an answer or a key.
    """
    if fault is None:
        return FaultError("The program broke by a fault of its own.", _KEPT)
    logged = logging.getLogger().hasHandlers()  # without one, Python would write to the screen
    if logged:
        _log.error("The program broke.\n%s", _frames(fault))
    hint = f"{_KEPT} The log in the data folder has the details." if logged else _KEPT
    return FaultError(f"The program broke by a fault of its own: {type(fault).__name__}{_place(fault)}.", hint)


def _place(fault: BaseException) -> str:
    steps = traceback.extract_tb(fault.__traceback__)
    return f" in {Path(steps[-1].filename).name}, line {steps[-1].lineno}" if steps else ""


def _frames(fault: BaseException) -> str:
    """The fault's kind and where it was raised, before it that of the one that led to it."""
    before = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    frames = "".join(traceback.format_tb(fault.__traceback__)) + type(fault).__name__
    return f"{_frames(before)}\nled to\n{frames}" if before is not None else frames
