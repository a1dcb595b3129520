"""Every error that the program raises on purpose, each with what to do about it and an exit code."""

from __future__ import annotations

from typing import ClassVar

ANSWERS_KEPT = "What was answered is saved; --resume continues from there."
"""What is said where an interview is interrupted or fails."""
INSTALL_TORCH = "Install it with: uv sync --extra torch (with pip: pip install 'interviewer[torch]')."
"""What to do where PyTorch, or what comes with it, is not installed."""
_NEAR = 60.0
"""How alike two names are that one is taken for a slip of the other (rapidfuzz ratio, 0-100)."""
_BEGINNING = 3  # letters of a name, from which on they say which one is meant


class InterviewerError(Exception):
    """Something went wrong that can be explained to the user in a sentence.

    `message` says what happened, `hint` what to do; `exit_code` is what a command ends with.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UsageError(InterviewerError):
    """A command, option or setting is wrong."""

    exit_code = 2


class UnknownNameError(UsageError):
    """A topic, level, mode, session or question that does not exist."""

    def __init__(self, kind: str, given: str, known: tuple[str, ...], hint: str = "") -> None:
        self.kind = kind
        self.given = given
        nearest = _nearest(given, known)
        if nearest:
            suggestion = f"Did you mean {nearest!r}?"
        elif 0 < len(known) <= 20:
            suggestion = f"Known: {', '.join(known)}."
        else:
            suggestion = hint
        super().__init__(f"There is no {kind} {given!r}.", suggestion)


class CorpusError(InterviewerError):
    """The corpus cannot be used at all (a single broken file is a finding, not an error)."""


class RecordsError(InterviewerError):
    """Sessions cannot be read or written."""


class FileError(InterviewerError):
    """A file cannot be read or written."""


class IndexUnavailableError(InterviewerError):
    """The search index cannot be built or read."""


class EmbeddingError(InterviewerError):
    """The embedding model cannot be loaded or used."""


class GradingError(InterviewerError):
    """Answers cannot be graded with what the program ships."""


class SandboxError(InterviewerError):
    """A program cannot be run in isolation here."""


class ServiceError(InterviewerError):
    """A service on the network could not be reached; trying again may help."""

    exit_code = 3


def _nearest(given: str, known: tuple[str, ...]) -> str | None:
    """The known name closest to `given`, or the shortest that begins with it; None where nothing is close."""
    from rapidfuzz import fuzz, process  # only on the way to an error message

    found = process.extractOne(given, known, scorer=fuzz.ratio, processor=str.lower, score_cutoff=_NEAR)
    if found:
        return str(found[0])
    begun = [name for name in known if len(given) >= _BEGINNING and name.lower().startswith(given.lower())]
    return min(begun, key=len, default=None)
