"""`interviewer corpus`: checks, lists and embeds the questions."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer.bootstrap import VECTORS, WORDINGS, AppContext
from interviewer.bootstrap.shipped_vectors import write_corpus_vectors, write_wordings
from interviewer.commands.common import context_for, narrate, print_json, tell_left_out
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
    context = context_for(parsed)
    if parsed.action != "check":
        tell_left_out(context)
    if parsed.action == "list":
        return _print_coverage(context, parsed) if parsed.coverage else _list_questions(context, as_json=parsed.json)
    if parsed.action == "embed":
        return _embed(context)
    from interviewer.corpus.check import check_corpus
    from interviewer.corpus.exemplars import check_exemplars

    exemplars, mistakes = check_exemplars(context.corpus_folders, context.corpus().questions)
    found = sorted(check_corpus(context.corpus()) + mistakes)
    if parsed.against:
        found = sorted(found + _held_against(Path(parsed.against), context))
    if parsed.json:
        fields = ("file", "line", "severity", "message")
        print_json([{name: getattr(finding, name) for name in fields} for finding in found])
    else:
        for finding in found:
            sys.stdout.write(f"{one_line(str(finding))}\n")
    narrate(f"{len(context.corpus().questions)} questions, {exemplars} exemplars, {len(found)} findings.")
    return 1 if found else 0


def _held_against(folder: Path, context: AppContext) -> list[Finding]:
    """What the questions share with the documents in `folder`, and the items there that no question covers."""
    from interviewer.corpus.documents import LEFT_OUT, check_coverage, check_words, read_documents

    documents = read_documents(folder)
    questions = context.corpus().questions
    covered = check_coverage(questions, documents, bundled("corpus") / LEFT_OUT)
    return [*check_words(questions, documents), *covered]


def _print_coverage(context: AppContext, parsed: argparse.Namespace) -> int:
    from interviewer.corpus.coverage import coverage, coverage_lines

    questions = context.corpus().questions
    if parsed.json:
        print_json(coverage(questions))
    else:
        sys.stdout.writelines(f"{line}\n" for line in coverage_lines(questions))
    return 0


def _embed(context: AppContext) -> int:
    """Rebuilds the vectors that ship with the bundled corpus."""
    path, wordings = bundled("corpus") / VECTORS, bundled("corpus") / WORDINGS
    with progress_on_stderr() as progress:
        count, worded = write_corpus_vectors(context, path, progress), write_wordings(context, wordings, progress)
    narrate(f"{count} texts embedded into {path}, {worded} into {wordings}.")
    return 0


def _list_questions(context: AppContext, *, as_json: bool) -> int:
    questions = context.corpus().questions
    if as_json:
        fields = ("id", "topic", "level", "kind", "title", "sources", "file")
        print_json([{name: getattr(question, name) for name in fields} for question in questions])
        return 0
    for question in questions:
        columns = (question.id, question.topic, question.level, question.kind, ",".join(question.sources))
        sys.stdout.write("\t".join(columns) + "\n")
    return 0
