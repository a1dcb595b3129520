"""What can go wrong with a chat model, each explained in a sentence; none of it ever becomes a score."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, ClassVar, Self

from interviewer.errors import InterviewerError

if TYPE_CHECKING:
    from interviewer.models.chat import Usage


class ModelError(InterviewerError):
    """A chat model gave no usable reply.

    `transient` is whether the same call may work a little later, `used` what was used before the call failed, None
    where that is not known.
    """

    transient: ClassVar[bool] = False
    used: Usage | None = None

    def having_used(self, usage: Usage) -> Self:
        """The same error with what was used; several threads may hold this one."""
        error = copy(self)
        error.used = usage
        return error


class ModelUnreachableError(ModelError):
    """The server did not answer, dropped the connection, or was too busy, and retries did not help."""

    exit_code = 3
    transient = True


class ModelRefusedError(ModelError):
    """The server refuses: bad key, no permission, no quota, unknown model, a request it does not accept."""

    exit_code = 2


class RequestRefusedError(ModelRefusedError):
    """The server refuses this one request, which may be too long; it may accept another."""


class BadReplyError(ModelError):
    """The reply is unusable: empty, cut off, a refusal, or not of the requested shape."""


class CallCancelledError(ModelError):
    """The user cancelled the call."""

    exit_code = 130


class BudgetError(ModelError):
    """The next call could cross the cap on cost or tokens."""
