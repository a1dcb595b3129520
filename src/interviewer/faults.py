"""What is shown and logged of a fault in the program: an unforeseen exception."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

from interviewer.errors import ANSWERS_KEPT, InterviewerError

_log = logging.getLogger(__name__)


class FaultError(InterviewerError):
    """The program failed because of a fault of its own."""


def fault_error(fault: BaseException | None, kept: str = ANSWERS_KEPT) -> FaultError:
    """What to show of a fault, whose frames go into the log; None is a fault whose exception is not known.

    `kept` says what of the work is kept, by default of an interview. Neither what is shown nor the log includes the
    exception's message or the values of variables: either may be an answer or a key.
    """
    if fault is None:
        return FaultError("The program hit an internal error.", kept)
    logged = any(isinstance(handler, logging.FileHandler) for handler in logging.getLogger().handlers)
    if logged:  # without any handler, Python would write to the screen
        _log.error("The program hit an internal error.\n%s", frames(fault))
    hint = f"{kept} The log in the data folder has the details.".lstrip() if logged else kept
    return FaultError(f"The program hit an internal error: {type(fault).__name__}{_place(fault)}.", hint)


def frames(fault: BaseException) -> str:
    """The fault's type and where it was raised, preceded by the same for the one that led to it.

    It has neither the message nor the values of variables.
    """
    before = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    own = "".join(traceback.format_tb(fault.__traceback__)) + type(fault).__name__
    return f"{frames(before)}\nled to\n{own}" if before is not None else own


def _place(fault: BaseException) -> str:
    steps = traceback.extract_tb(fault.__traceback__)
    return f" in {Path(steps[-1].filename).name}, line {steps[-1].lineno}" if steps else ""
