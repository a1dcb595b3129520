"""What ends the app: an error of ours as it is, anything else as a fault of the program."""

from __future__ import annotations

from textual.worker import WorkerFailed

from interviewer.errors import InterviewerError
from interviewer.faults import fault_error


def crash_from(fault: BaseException | None) -> InterviewerError:
    """The error to report for an exception that ended the app; None is one that Textual does not name."""
    if isinstance(fault, WorkerFailed):
        fault = fault.error
    return fault if isinstance(fault, InterviewerError) else fault_error(fault)
