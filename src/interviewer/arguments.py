"""The command line's arguments: what the commands take, and what is wrong with what was given."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

from interviewer import __version__
from interviewer.errors import UnknownNameError, UsageError
from interviewer.text import one_line

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

MODULES = {
    "practice": "practice",
    "grade": "grade",
    "evaluate": "evaluate",
    "search": "search",
    "corpus": "corpus",
    "doctor": "doctor",
    "plan": "learning",
    "progress": "learning",
    "history": "sessions",
    "report": "sessions",
    "regrade": "regrade",
    "dispute": "dispute",
    "export": "export",
    "backup": "backup",
    "restore": "backup",
    "delete": "delete",
}
"""The module of `interviewer.commands` that each command is in."""
COMMANDS = tuple(MODULES)
_OF_THE_PROGRAM = ("-h", "--help", "--version")
_MOST = 1_000_000
_LARGEST = 2**63 - 1  # that a database can store


def command_of(arguments: list[str]) -> str:
    """The command of a command line, known or not; "practice" where none is named, empty where help is asked for."""
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in _OF_THE_PROGRAM):
        return "practice"
    return "" if arguments[0].startswith("-") else arguments[0]


def parse(arguments: list[str]) -> argparse.Namespace:
    """The parsed command line. Raises UsageError with the nearest valid name."""
    without_command = not arguments or arguments[0] != command_of(arguments)
    if without_command and command_of(arguments):
        arguments = ["practice", *arguments]
    if not arguments[0].startswith("-") and arguments[0] not in COMMANDS:
        raise UnknownNameError("command", arguments[0], COMMANDS)
    parser = build_parser()
    parsed, extra = parser.parse_known_args(arguments)
    if extra and not extra[0].startswith("-") and getattr(parsed, "folder", "") is None:
        parsed.folder = _path("FOLDER")(extra.pop(0))  # argparse looks for an optional one before the options alone
    if extra:
        known = options_of(parser, arguments[0])
        if extra[0].startswith("-"):
            known = (*known, *_OF_THE_PROGRAM[1:]) if without_command else known
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
    _add_evaluate(commands.add_parser("evaluate", help="compare a grader with scores that people gave"))
    _add_search(commands.add_parser("search", help="find passages in the reference material"))
    _add_corpus(commands.add_parser("corpus", help="check or list the questions"))
    _add_doctor(commands.add_parser("doctor", help="check the program, or try the grader"))
    plan = commands.add_parser("plan", help="show what to practise today")
    progress = commands.add_parser("progress", help="show what the scores did over time")
    for command in (plan, progress):
        command.add_argument("--json", action="store_true", help="print JSON (docs/progress.md)")
    plan.add_argument("--with-answers", action="store_true", help="also the key points that are due, and what is true")
    _add_history(commands.add_parser("history", help="list the sessions"))
    _add_report(commands.add_parser("report", help="print, save or open the report of a session"))
    _add_regrade(commands.add_parser("regrade", help="grade saved sessions again, and show what moved"))
    _add_dispute(commands.add_parser("dispute", help="contest a verdict of a saved session"))
    _add_out_and_in(commands.add_parser)
    return parser


def _add_practice(practice: argparse.ArgumentParser) -> None:
    practice.add_argument("--mode", metavar="MODE", help="practice, mock or drill")
    practice.add_argument("--topic", action="append", metavar="TOPIC", help="only this topic; several with commas")
    practice.add_argument(
        "--level", action="append", metavar="LEVEL", help="junior, mid or senior; several with commas"
    )
    practice.add_argument(
        "--kind",
        action="append",
        metavar="KIND",
        help="concept, comparison, procedure, scenario, code, debug, estimate, derive (with commas)",
    )
    practice.add_argument("--shelf", metavar="SHELF", help="current or classic: questions on dated subjects (current)")
    practice.add_argument("--own", action="store_true", help="only questions of your own folders (INTERVIEWER_CORPUS)")
    length = practice.add_mutually_exclusive_group()
    length.add_argument("--count", type=_number("--count", 1, 100), metavar="N", help="how many questions")
    length.add_argument(
        "--minutes", type=_number("--minutes", 1, 480), metavar="N", help="as many questions as fit this many minutes"
    )
    practice.add_argument(
        "--seed", type=_number("--seed", -_LARGEST, _LARGEST), metavar="N", help="choose the same questions again"
    )
    practice.add_argument(
        "--for", dest="for_file", type=_path("--for"), metavar="FILE", help="questions nearest to this job or CV (text)"
    )
    practice.add_argument(
        "--resume",
        nargs="?",
        const="",
        metavar="SESSION",
        help="resume a session, by default the last unfinished one that has an answer",
    )
    how = practice.add_mutually_exclusive_group()
    how.add_argument("--plain", action="store_true", help="line by line, for pipes and screen readers")
    how.add_argument("--jsonl", action="store_true", help="JSON objects line by line, for programs (docs/jsonl.md)")
    practice.add_argument("--offline", action="store_true", help="open no network connection")
    _add_sandbox(practice)


def _add_grade(grade: argparse.ArgumentParser) -> None:
    grade.add_argument(
        "file", type=_path("FILE"), metavar="FILE", help="a JSONL or CSV file of answers; - reads JSONL from stdin"
    )
    grade.add_argument("--out", type=_path("--out"), metavar="F", help="write to this file instead of stdout")
    grade.add_argument("--resume", action="store_true", help="continue the file given by --out")
    _add_grader(grade, "")
    grade.add_argument(
        "--batch", action="store_true", help="use OpenAI's Batch API: half the price, within a day; needs --out"
    )


def _add_evaluate(evaluate: argparse.ArgumentParser) -> None:
    evaluate.add_argument(
        "file",
        nargs="?",
        type=_path("FILE"),
        metavar="FILE",
        help="CSV or JSONL with scores (docs/evaluate.md); - reads stdin",
    )
    evaluate.add_argument(
        "--mine", action="store_true", help="instead of a file: the verdicts that you contested and decided on"
    )
    for role in ("answer", "score", "question", "reference", "question-id", "kind", "split"):
        evaluate.add_argument(f"--{role}-column", metavar="NAME", help=f"the column of the {role.replace('-', ' ')}")
    evaluate.add_argument("--scale", metavar="LOW-HIGH", help="the lowest and the highest score, such as 0-5")
    evaluate.add_argument("--split", metavar="NAME", help="only the rows of this split")
    evaluate.add_argument(
        "--worst", type=_number("--worst", 0, _MOST), default=5, metavar="N", help="how many disagreements to show (5)"
    )
    _add_grader(evaluate, "; recorded: the verdicts in the file")
    evaluate.add_argument("--json", action="store_true", help="print JSON")
    evaluate.set_defaults(batch=False)  # the choice of a grader asks for it


def _add_out_and_in(add: Callable[..., argparse.ArgumentParser]) -> None:
    """What takes sessions out of the program, brings them back, and deletes them."""
    replaces = "replace a file that exists"
    export = add("export", help="write answers and grades for Anki, a spreadsheet or a program")
    export.add_argument("session", nargs="*", metavar="SESSION", help="its id, from interviewer history (all)")
    export.add_argument("--format", metavar="FORMAT", help="anki, which needs the extra anki, csv or jsonl (jsonl)")
    export.add_argument(
        "--output", "--out", type=_path("--output"), metavar="F", help="write to this file instead of stdout"
    )
    export.add_argument("--force", action="store_true", help=f"with --output: {replaces}")
    backup = add("backup", help="write everything that is yours to one file")
    backup.add_argument("file", type=_path("FILE"), metavar="FILE", help="the file to write")
    backup.add_argument("--force", action="store_true", help=replaces)
    restore = add("restore", help="put back what a backup holds")
    restore.add_argument("file", type=_path("FILE"), metavar="FILE", help="a file made by interviewer backup")
    restore.add_argument("--yes", action="store_true", help="replace the present sessions without asking")
    delete = add("delete", help="delete sessions for good")
    delete.add_argument("session", nargs="*", metavar="SESSION", help="its id, from interviewer history")
    delete.add_argument("--all", action="store_true", help="every session, and everything kept with them")
    delete.add_argument("--yes", action="store_true", help="delete without asking")


def _add_search(search: argparse.ArgumentParser) -> None:
    search.add_argument("text", nargs="+", metavar="TEXT", help="what to look for; - reads one query per line")
    search.add_argument(
        "--limit", type=_number("--limit", 1, _MOST), default=5, metavar="K", help="how many passages (5)"
    )
    search.add_argument("--json", action="store_true", help="print JSON")
    search.add_argument("--offline", action="store_true", help="open no network connection")


def _add_corpus(corpus: argparse.ArgumentParser) -> None:
    corpus.add_argument(
        "action",
        metavar="check|list|embed|exemplars|trust|untrust",
        help="check the files, list the questions, embed what has no vector yet, grade exemplars by each other, or "
        "allow a folder's tests to be run",
    )
    corpus.add_argument(
        "folder",
        nargs="?",
        type=_path("FOLDER"),
        metavar="FOLDER",
        help="exemplars, trust, untrust: this corpus folder",
    )
    corpus.add_argument(
        "--against", type=_path("--against"), metavar="DIR", help="check: also against the documents in this folder"
    )
    corpus.add_argument("--coverage", action="store_true", help="list: a table of topics by level and kind")
    corpus.add_argument("--json", action="store_true", help="print JSON")


def _add_doctor(doctor: argparse.ArgumentParser) -> None:
    doctor.add_argument("--grader", action="store_true", help="try the grader on labelled answers")
    doctor.add_argument(
        "--model", action="append", metavar="NAME", help="with --grader: this one; given twice, both side by side"
    )
    doctor.add_argument(
        "--answers", type=_number("--answers", 1, _MOST), metavar="N", help="with --grader: the first N of its answers"
    )
    doctor.add_argument("--json", action="store_true", help="print JSON")
    doctor.add_argument("--offline", action="store_true", help="open no network connection")
    _add_sandbox(doctor)


def _add_history(history: argparse.ArgumentParser) -> None:
    history.add_argument(
        "--limit", type=_number("--limit", 1, _MOST), default=20, metavar="N", help="how many, newest first (20)"
    )
    history.add_argument("--json", action="store_true", help="print JSON")


def _add_report(report: argparse.ArgumentParser) -> None:
    report.add_argument(
        "session", nargs="?", default="latest", metavar="SESSION", help="its id, from interviewer history (latest)"
    )
    report.add_argument("--format", metavar="FORMAT", help="md, html, json, or pdf, which needs the extra pdf (md)")
    report.add_argument(
        "--output", "--out", type=_path("--output"), metavar="F", help="write to this file instead of stdout"
    )
    report.add_argument(
        "--rewrite", action="store_true", help="have the chat model reword your answers from their grades"
    )
    report.add_argument("--open", action="store_true", help="open it, as HTML if no format is given")
    report.add_argument("--force", action="store_true", help="with --output: replace a file that exists")


def _add_regrade(regrade: argparse.ArgumentParser) -> None:
    regrade.add_argument(
        "sessions", nargs="*", metavar="SESSION", help="their ids, from interviewer history; or latest"
    )
    regrade.add_argument("--all", action="store_true", help="every session")
    _add_grader(regrade, "", workers=False)
    regrade.add_argument("--json", action="store_true", help="print JSON")
    regrade.add_argument("--yes", action="store_true", help="do not ask before a chat model grades")
    regrade.set_defaults(batch=False, workers=None)  # the choice of a grader asks for them


def _add_dispute(dispute: argparse.ArgumentParser) -> None:
    dispute.add_argument(
        "session", nargs="?", default="latest", metavar="SESSION", help="its id, from interviewer history (latest)"
    )
    dispute.add_argument("--question", type=_number("--question", 1, _MOST), metavar="N", help="its number")
    dispute.add_argument("--point", metavar="ID", help="the key point, such as k2; without one, lists the verdicts")
    dispute.add_argument("--verdict", metavar="VERDICT", help="decide: met, partial, missed or contradicted")
    dispute.add_argument("--reason", metavar="TEXT", help="why, which no judge is told")
    dispute.add_argument("--offline", action="store_true", help="open no network connection")


def _add_grader(parser: argparse.ArgumentParser, more: str, *, workers: bool = True) -> None:
    parser.add_argument(
        "--grader",
        default="auto",
        metavar="GRADER",
        help="auto, llm, similarity, or your own judge: its name or package.module:Class (auto: llm where one is "
        f"configured){more}",
    )
    parser.add_argument("--model", metavar="NAME", help="the chat model for this run, instead of INTERVIEWER_MODEL")
    if workers:
        parser.add_argument(
            "--workers",
            type=_number("--workers", 1, 256),
            metavar="N",
            help="processes for many answers (one per core)",
        )
    parser.add_argument("--offline", action="store_true", help="open no network connection")
    _add_sandbox(parser)


def _add_sandbox(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--sandbox", metavar="WHAT", help="what programs run in: auto, bubblewrap, docker or limits (docs/sandbox.md)"
    )


def options_of(parser: argparse.ArgumentParser, command: str) -> tuple[str, ...]:
    """The options of a command, as they are typed."""
    for action in parser._actions:  # noqa: SLF001 - argparse has no public way to list its options
        if isinstance(action, argparse._SubParsersAction) and command in action.choices:  # noqa: SLF001 - as above
            return tuple(
                option
                for sub in action.choices[command]._actions  # noqa: SLF001 - as above
                for option in sub.option_strings
            )
    return ()


def _number(option: str, least: int, most: int) -> Callable[[str], int]:
    """Reads a whole number from `least` to `most`. Raises UsageError that names the option."""

    def read(text: str) -> int:
        # A number of more digits than the largest one is too large, and Python refuses to read one of thousands.
        number = int(text) if re.fullmatch(r"[+-]?[0-9]{1,20}", text, re.ASCII) else None
        if number is None or not least <= number <= most:
            raise UsageError(
                f"{option} is {one_line(text, 40) or 'empty'}.", f"Give a whole number from {least} to {most}."
            )
        return number

    return read


def _path(option: str) -> Callable[[str], str]:
    """Reads the name of a file or folder and checks that it is possible. Raises UsageError that names the option."""

    def read(text: str) -> str:
        from interviewer.paths import expanded

        if not text:
            raise UsageError(f"{option} is empty.", "Name a file or folder.")
        return str(expanded(text, option))

    return read


class _Parser(argparse.ArgumentParser):
    """An argument parser that raises instead of ending the process."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, **options)

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        (file or sys.stdout).write(message)  # argparse would swallow errors

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message[:1].upper()}{message[1:]}.", f"See {self.prog} --help.")
