"""The command line: arguments, and the one place that ends the process with an exit code.

stdout carries data, stderr narration. Exit codes: 0 done, 1 the work failed, 2 usage or configuration, 3 a service
could not be reached, 130 interrupted, 143 and 129 ended by SIGTERM and SIGHUP.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

from interviewer import __version__
from interviewer.errors import InterviewerError, UnknownNameError, UsageError
from interviewer.signals import ENDING, Terminated, on_signals, raise_terminated

_MODULES = {
    "practice": "practice",
    "grade": "grade",
    "search": "search",
    "corpus": "corpus",
    "doctor": "doctor",
    "history": "sessions",
    "report": "sessions",
}
COMMANDS = tuple(_MODULES)
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        with on_signals(ENDING, raise_terminated):
            return _run(parse(arguments))
    except InterviewerError as error:
        _complain(error.message, error.hint)
        return error.exit_code
    except KeyboardInterrupt as interrupt:
        return _interrupted(interrupt)
    except BrokenPipeError:
        # Whoever read stdout has gone; without this the interpreter complains about it while closing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        # An interrupt in the middle of an import comes wrapped in whatever the import was doing.
        wrapped = error.__cause__ or error.__context__
        if not isinstance(wrapped, KeyboardInterrupt):
            raise
        return _interrupted(wrapped)


def parse(arguments: list[str]) -> argparse.Namespace:
    """The parsed command line. Raises UsageError with the nearest valid name."""
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in ("-h", "--help", "--version")):
        arguments = ["practice", *arguments]
    if not arguments[0].startswith("-") and arguments[0] not in COMMANDS:
        raise UnknownNameError("command", arguments[0], COMMANDS)
    parser = build_parser()
    parsed, extra = parser.parse_known_args(arguments)
    if extra:
        known = _options(parser, arguments[0])
        if extra[0].startswith("-"):
            raise UnknownNameError("option", extra[0].split("=")[0], known)
        raise UsageError(f"{extra[0]!r} is one argument too many.", f"See interviewer {arguments[0]} --help.")
    return parsed


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = _Parser(
        prog="interviewer",
        description="A mock interviewer for deep-learning interviews. Without a command it opens the interview.",
    )
    parser.add_argument("--version", action="version", version=f"interviewer {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    _add_practice(commands.add_parser("practice", help="be interviewed (the default)"))
    _add_grade(commands.add_parser("grade", help="grade a file of answers"))
    search = commands.add_parser("search", help="find passages of the reference material")
    search.add_argument("text", metavar="TEXT", help="what to look for; - reads one query a line")
    search.add_argument("--limit", type=int, default=5, metavar="K", help="how many passages (5)")
    search.add_argument("--json", action="store_true", help="print JSON")
    search.add_argument("--offline", action="store_true", help="open no network connection")
    corpus = commands.add_parser("corpus", help="check or list the questions")
    corpus.add_argument(
        "action", metavar="check|list|embed", help="check the files, list the questions, or remake their vectors"
    )
    corpus.add_argument("--against", metavar="DIR", help="check: also against the documents in this folder")
    corpus.add_argument("--coverage", action="store_true", help="list: a table of topics by level and kind")
    corpus.add_argument("--json", action="store_true", help="print JSON")
    doctor = commands.add_parser("doctor", help="check the program, or try the grader")
    doctor.add_argument("--grader", action="store_true", help="try the grader on labelled answers")
    doctor.add_argument(
        "--model", action="append", metavar="NAME", help="with --grader: this one; given twice, both side by side"
    )
    doctor.add_argument("--answers", type=int, metavar="N", help="with --grader: the first N of the 40 answers")
    doctor.add_argument("--json", action="store_true", help="print JSON")
    doctor.add_argument("--offline", action="store_true", help="open no network connection")
    history = commands.add_parser("history", help="list the sessions")
    history.add_argument("--limit", type=int, default=20, metavar="N", help="how many, newest first (20)")
    history.add_argument("--json", action="store_true", help="print JSON")
    report = commands.add_parser("report", help="print the report of a session")
    report.add_argument("session", metavar="SESSION", help="its id, from interviewer history; or latest")
    report.add_argument("--out", metavar="F", help="write to this file instead of stdout")
    return parser


def _add_practice(practice: argparse.ArgumentParser) -> None:
    practice.add_argument("--mode", metavar="MODE", help="practice, mock or drill")
    practice.add_argument("--topic", action="append", metavar="TOPIC", help="only this topic; may be repeated")
    practice.add_argument("--level", action="append", metavar="LEVEL", help="junior, mid or senior; may be repeated")
    practice.add_argument("--count", type=int, metavar="N", help="how many questions")
    practice.add_argument("--seed", type=int, metavar="N", help="choose the same questions again")
    practice.add_argument("--for", dest="for_file", metavar="FILE", help="questions nearest to this job or CV (text)")
    practice.add_argument(
        "--resume", nargs="?", const="", metavar="SESSION", help="go on with a session, the last unfinished by default"
    )
    practice.add_argument("--plain", action="store_true", help="line by line, for pipes and screen readers")
    practice.add_argument("--offline", action="store_true", help="open no network connection")


def _add_grade(grade: argparse.ArgumentParser) -> None:
    grade.add_argument("file", metavar="FILE", help="a JSONL file of answers; - reads stdin")
    grade.add_argument("--out", metavar="F", help="write to this file instead of stdout")
    grade.add_argument("--resume", action="store_true", help="go on with the file of --out")
    grade.add_argument(
        "--grader", default="auto", metavar="GRADER", help="auto, llm or similarity (auto: llm where one is configured)"
    )
    grade.add_argument("--model", metavar="NAME", help="the chat model of this run, instead of INTERVIEWER_MODEL")
    grade.add_argument(
        "--batch", action="store_true", help="by OpenAI's Batch API: half the price, within a day; needs --out"
    )
    grade.add_argument("--workers", type=int, metavar="N", help="processes for many answers (one a core)")
    grade.add_argument("--offline", action="store_true", help="open no network connection")


def _run(parsed: argparse.Namespace) -> int:
    if parsed.command is None:
        build_parser().print_help()
        return 0
    from importlib import import_module

    command = getattr(import_module(f"interviewer.commands.{_MODULES[parsed.command]}"), parsed.command)
    return int(command(parsed))


class _Parser(argparse.ArgumentParser):
    """An argument parser that raises instead of ending the process."""

    def __init__(self, **options: object) -> None:
        super().__init__(allow_abbrev=False, **options)  # type: ignore[arg-type]

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message[:1].upper()}{message[1:]}.", f"See {self.prog} --help.")


def _interrupted(interrupt: KeyboardInterrupt) -> int:
    name = interrupt.signal.name if isinstance(interrupt, Terminated) else "SIGINT"
    said = "Interrupted." if name == "SIGINT" else f"Ended by {name}."
    with suppress(OSError):  # a terminal that hung up takes no words
        _complain(said, "What was answered is kept; --resume goes on with it.")
        sys.stdout.flush()
    if not isinstance(interrupt, Terminated):
        return INTERRUPTED
    # Returning would wait for threads that still ask a slow model; what they do is done again on resuming.
    os._exit(interrupt.exit_code)


def _options(parser: argparse.ArgumentParser, command: str) -> tuple[str, ...]:
    for action in parser._actions:  # noqa: SLF001 - argparse has no public way to list its options
        if isinstance(action, argparse._SubParsersAction) and command in action.choices:  # noqa: SLF001
            return tuple(
                option
                for sub in action.choices[command]._actions  # noqa: SLF001
                for option in sub.option_strings
            )
    return ()


def _complain(message: str, hint: str) -> None:
    from interviewer.text import visible

    sys.stderr.write(visible(f"interviewer: {message} {hint}".rstrip()) + "\n")
