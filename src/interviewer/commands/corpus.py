"""`interviewer corpus`: checks, lists and embeds the questions."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer.bootstrap import VECTORS, Parts
from interviewer.commands.common import narrate, parts_for, print_json, tell_left_out
from interviewer.errors import UnknownNameError
from interviewer.paths import bundled
from interviewer.progress import progress_on_stderr
from interviewer.text import one_line

if TYPE_CHECKING:
    from interviewer.corpus.finding import Finding

ACTIONS = ("check", "list", "embed")


def corpus(parsed: argparse.Namespace) -> int:
    """Checks the question files, or lists the questions."""
    if parsed.action not in ACTIONS:
        raise UnknownNameError("corpus action", parsed.action, ACTIONS)
    parts = parts_for(parsed)
    if parsed.action != "check":
        tell_left_out(parts)
    if parsed.action == "list":
        return _print_coverage(parts, parsed) if parsed.coverage else _list_questions(parts, as_json=parsed.json)
    if parsed.action == "embed":
        return _embed(parts)
    from interviewer.corpus.check import check_corpus

    found = check_corpus(parts.corpus())
    if parsed.against:
        found = sorted(found + _held_against(Path(parsed.against), parts))
    if parsed.json:
        fields = ("file", "line", "severity", "message")
        print_json([{name: getattr(finding, name) for name in fields} for finding in found])
    else:
        for finding in found:
            sys.stdout.write(f"{one_line(str(finding))}\n")
    narrate(f"{len(parts.corpus().questions)} questions, {len(found)} findings.")
    return 1 if found else 0


def _held_against(folder: Path, parts: Parts) -> list[Finding]:
    """What the questions share with the documents in `folder`, and the items there that none of them covers."""
    from interviewer.corpus.documents import LEFT_OUT, check_coverage, check_words, read_documents

    documents = read_documents(folder)
    questions = parts.corpus().questions
    covered = check_coverage(questions, documents, bundled("corpus") / LEFT_OUT)
    return [*check_words(questions, documents), *covered]


def _print_coverage(parts: Parts, parsed: argparse.Namespace) -> int:
    from interviewer.corpus.coverage import coverage, coverage_lines

    questions = parts.corpus().questions
    if parsed.json:
        print_json(coverage(questions))
    else:
        sys.stdout.writelines(f"{line}\n" for line in coverage_lines(questions))
    return 0


def _embed(parts: Parts) -> int:
    """Remakes the vectors that travel with the bundled corpus."""
    path = bundled("corpus") / VECTORS
    with progress_on_stderr() as progress:
        count = parts.write_vectors(path, progress)
    narrate(f"{count} texts embedded into {path}.")
    return 0


def _list_questions(parts: Parts, *, as_json: bool) -> int:
    questions = parts.corpus().questions
    if as_json:
        fields = ("id", "topic", "level", "kind", "title", "sources", "file")
        print_json([{name: getattr(question, name) for name in fields} for question in questions])
        return 0
    for question in questions:
        columns = (question.id, question.topic, question.level, question.kind, ",".join(question.sources))
        sys.stdout.write("\t".join(columns) + "\n")
    return 0
