"""What can go wrong with a chat model, each told in a sentence; none of it is ever a score."""

from __future__ import annotations

from typing import ClassVar

from interviewer.errors import InterviewerError


class ModelError(InterviewerError):
    """A chat model gave no usable reply. `transient` says whether the same call may work a little later."""

    transient: ClassVar[bool] = False


class ModelUnreachableError(ModelError):
    """The server did not answer, broke off, or was too busy, and retries did not help."""

    exit_code = 3
    transient = True


class ModelRefusedError(ModelError):
    """The server refuses: bad key, no right, no quota, unknown model, a request it does not take."""

    exit_code = 2


class RequestRefusedError(ModelRefusedError):
    """The server refuses this one request, which may be too long; another one may be taken."""


class BadReplyError(ModelError):
    """A reply came, and is none: empty, cut off, a refusal, or not of the shape asked for."""


class CallCancelledError(ModelError):
    """The call was called off by the person."""

    exit_code = 130


class BudgetError(ModelError):
    """The next call could cross the cap on cost or tokens."""
