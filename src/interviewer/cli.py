"""The command line: runs one command, and is the one place that ends the process with an exit code.

stdout carries data, stderr narration. Exit codes: 0 done, 1 the work failed, 2 usage or configuration, 3 a service
could not be reached, 130 interrupted, 143 and 129 ended by SIGTERM and SIGHUP.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack, suppress

from interviewer.arguments import MODULES, build_parser, command_of, parse
from interviewer.errors import ANSWERS_KEPT, InterviewerError
from interviewer.signals import ENDING, Terminated, on_signals, raise_terminated
from interviewer.streams import abandon_output, as_text, flush_output, open_streams
from interviewer.text import visible

FAILED = 1
INTERRUPTED = 130
_SAVED = {
    "practice": ANSWERS_KEPT,
    "grade": "What was graded is written; with --out, --resume continues from there.",
}
"""What is said where a command that goes on another time is interrupted or fails."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    command = ""
    os.umask(0o077)  # what libraries write is private to the user too
    try:
        open_streams()
        arguments = [as_text(argument) for argument in (sys.argv[1:] if argv is None else argv)]
        with on_signals(ENDING, raise_terminated):
            command = command_of(arguments)
            code = _run(parse(arguments))
    except InterviewerError as error:
        _complain(error.message, error.hint)
        code = error.exit_code
    except SystemExit as ending:  # argparse has printed the help or the version
        code = int(ending.code or 0)
    except KeyboardInterrupt as interrupt:
        code = _interrupted(interrupt, command)
    except BrokenPipeError:  # the reader of stdout is gone
        code = FAILED
    except Exception as error:  # noqa: BLE001 - the last place where an error can be reported in a sentence
        code = _unexpected(error, command)
    return _with_output_closed(code)


def _run(parsed: argparse.Namespace) -> int:
    if parsed.command is None:
        build_parser().print_help()
        return 0
    from importlib import import_module

    command = getattr(import_module(f"interviewer.commands.{MODULES[parsed.command]}"), parsed.command)
    with ExitStack() as parsed.opened:  # what ends with the command, whichever way it ends
        return int(command(parsed))


def _with_output_closed(code: int) -> int:
    """The exit code, once nothing is left that the interpreter could fail to write at exit."""
    try:
        flush_output()
    except BrokenPipeError:
        abandon_output()
    except InterviewerError as error:
        abandon_output()
        if code == 0:
            _complain(error.message, error.hint)
            return error.exit_code
    return code


def _unexpected(error: Exception, command: str) -> int:
    """The exit code for an unforeseen error."""
    # An interrupt in the middle of an import comes wrapped in whatever the import was doing.
    wrapped = error.__cause__ or error.__context__
    if isinstance(wrapped, KeyboardInterrupt):
        return _interrupted(wrapped, command)
    if isinstance(error, OSError) and error.errno is not None:
        what = f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror)
        _complain(f"A file or stream failed ({what}).", "Check whether the disk is full or gone, then try again.")
        return FAILED
    from interviewer.faults import fault_error

    fault = fault_error(error, _SAVED.get(command, ""))
    _complain(fault.message, fault.hint)
    return fault.exit_code


def _interrupted(interrupt: KeyboardInterrupt, command: str) -> int:
    name = interrupt.signal.name if isinstance(interrupt, Terminated) else "SIGINT"
    said = "Interrupted." if name == "SIGINT" else f"Ended by {name}."
    with suppress(OSError):  # a terminal that hung up cannot be written to
        _complain(said, _SAVED.get(command, ""))
        sys.stdout.flush()
    if not isinstance(interrupt, Terminated):
        return INTERRUPTED
    # Returning would wait for threads that are still asking a slow model; resuming redoes their work.
    os._exit(interrupt.exit_code)


def _complain(message: str, hint: str) -> None:
    with suppress(OSError, ValueError):  # nobody is left to tell
        sys.stderr.write(visible(f"interviewer: {message} {hint}".rstrip()) + "\n")
        sys.stderr.flush()
