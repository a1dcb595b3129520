"""`interviewer corpus`: checks, lists and embeds the questions, and grades their exemplars."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer.bootstrap import VECTORS, WORDINGS, AppContext
from interviewer.bootstrap.shipped_vectors import bundled_questions, write_corpus_vectors, write_wordings
from interviewer.commands.common import context_for, narrate, print_json, tell_left_out
from interviewer.errors import INSTALL_TORCH, UnknownNameError, UsageError
from interviewer.paths import bundled
from interviewer.progress import progress_on_stderr
from interviewer.text import counted, one_line

if TYPE_CHECKING:
    from interviewer.corpus.finding import Finding
    from interviewer.corpus.question import Question


def corpus(parsed: argparse.Namespace) -> int:
    """Does one thing with the questions: see `_DO`."""
    if parsed.action not in _DO:
        raise UnknownNameError("corpus action", parsed.action, tuple(_DO))
    if parsed.folder and parsed.action not in ("exemplars", "trust", "untrust"):
        raise UsageError(f"corpus {parsed.action} takes no folder.", "Set INTERVIEWER_CORPUS to folders to read.")
    context = context_for(parsed)
    if parsed.action not in ("check", "embed", "trust", "untrust"):
        tell_left_out(context)
    return _DO[parsed.action](context, parsed)


def _check(context: AppContext, parsed: argparse.Namespace) -> int:
    """Prints what is wrong with questions, exemplars and exercises; ends with 1 if something is."""
    from interviewer.corpus.check import check_corpus
    from interviewer.corpus.exemplars import check_exemplars

    exemplars, mistakes = check_exemplars(context.corpus().questions)
    found = sorted(check_corpus(context.corpus()) + mistakes + _check_exercises(context))
    if parsed.against:
        found = sorted(found + _held_against(Path(parsed.against), context))
    if parsed.json:
        fields = ("file", "line", "severity", "message")
        print_json([{name: getattr(finding, name) for name in fields} for finding in found])
    else:
        for finding in found:
            sys.stdout.write(f"{one_line(str(finding))}\n")
    questions = counted(len(context.corpus().questions), "question")
    narrate(f"{questions}, {counted(exemplars, 'exemplar')}, {counted(len(found), 'finding')}.")
    return 1 if found else 0


def _check_exercises(context: AppContext) -> list[Finding]:
    """What is wrong with the exercises; says which folders have tests that are not trusted, and what was not run."""
    from interviewer.exercises.checks.check import FoundRight, check_exercises
    from interviewer.sandbox.choosing import open_runner

    trust = context.exercises.trust()
    for one in trust.folders:
        state = "trusted" if one.trusted else "not trusted: its programs are not run"
        narrate(f"{one.folder}: {counted(one.exercises, 'exercise')} with programs, {state}.")
    with ExitStack() as opened, progress_on_stderr() as progress:
        checked = check_exercises(
            context.corpus().questions,
            lambda: opened.enter_context(open_runner(context.settings.sandbox)),
            trust.refusal,
            FoundRight(context.paths.exercise_checks),
            progress,
        )
    if checked.not_run:
        narrate(f"{_not_run(len(checked.not_run))}. {INSTALL_TORCH}")
    return list(checked.findings)


def _not_run(count: int) -> str:
    if count == 1:
        return "1 exercise needs PyTorch, which is not installed, and was not run"
    return f"{count} exercises need PyTorch, which is not installed, and were not run"


def _trust(context: AppContext, parsed: argparse.Namespace) -> int:
    """Allows the tests of a folder to be run as they are, or no more."""
    from interviewer.bootstrap.trust import programs_in
    from interviewer.exercises.trust import TrustedFolders, exercises_checksum

    if not parsed.folder:
        raise UsageError(f"corpus {parsed.action} needs a folder.", f"interviewer corpus {parsed.action} FOLDER")
    folder = Path(parsed.folder)
    trusted = TrustedFolders(context.paths.trusted)
    if parsed.action == "untrust":
        known = trusted.untrust(folder)
        narrate(f"The tests of {folder} are {'no longer run' if known else 'not run: it was not trusted'}.")
        return 0
    exercises = programs_in(folder)
    if not exercises:
        raise UsageError(f"{folder} has no exercises that come with programs.", "There is nothing in it to trust.")
    trusted.trust(folder, exercises_checksum(exercises))
    narrate(f"The tests of {counted(len(exercises), 'exercise')} in {folder} may be run, until one of them changes.")
    return 0


def _held_against(folder: Path, context: AppContext) -> list[Finding]:
    """What the questions share with the documents in `folder`, and the items there that no question covers."""
    from interviewer.corpus.documents import LEFT_OUT, check_coverage, check_words, read_documents

    documents = read_documents(folder)
    questions = context.corpus().questions
    covered = check_coverage(questions, documents, bundled("corpus") / LEFT_OUT)
    return [*check_words(questions, documents), *covered]


def _print_coverage(context: AppContext, *, as_json: bool) -> int:
    from interviewer.corpus.coverage import coverage, coverage_lines

    questions = context.corpus().questions
    if as_json:
        print_json(coverage(questions))
    else:
        sys.stdout.writelines(f"{line}\n" for line in coverage_lines(questions))
    return 0


def _embed(context: AppContext, _: argparse.Namespace) -> int:
    """Completes the vectors that ship with the bundled corpus."""
    path, wordings = bundled("corpus") / VECTORS, bundled("corpus") / WORDINGS
    questions = bundled_questions()
    with progress_on_stderr() as progress:
        written = {
            path: write_corpus_vectors(context, questions, path, progress),
            wordings: write_wordings(context, questions, wordings, progress),
        }
    for file, counts in written.items():
        narrate(f"{file} has the vectors of {counts.texts} texts, {counts.embedded} of them new.")
    return 0


def _grade_exemplars(context: AppContext, parsed: argparse.Namespace) -> int:
    """Grades the exemplars of all questions or of one folder by each other, and prints those that are read as their
    opposite."""
    from interviewer.corpus.exemplars import exemplars_file
    from interviewer.grading.similarity.exemplar_grades import grade_exemplars

    folder = Path(parsed.folder or "")
    questions = [one for one in context.corpus().questions if not parsed.folder or _is_from(folder, one)]
    if not questions:
        raise UsageError(f"{folder} has no questions that are read.", "Name a folder that INTERVIEWER_CORPUS names.")
    with progress_on_stderr() as progress:
        found = grade_exemplars(
            questions, context.exemplars, context.similarity_relations(progress, pairs=False), progress
        )
    if parsed.json:
        counts = ("point_pairs", "points_in_order", "belief_pairs", "beliefs_in_order")
        misread = [
            {
                "file": exemplars_file(one.question),
                "line": one.exemplar.line,
                "about": one.exemplar.about,
                "kind": one.exemplar.kind,
                "text": one.exemplar.text,
            }
            for one in found.misread
        ]
        print_json({**{name: getattr(found, name) for name in counts}, "misread": misread})
    else:
        for one in found.misread:
            about = f"{exemplars_file(one.question)}:{one.exemplar.line}: {one.exemplar.about}"
            sys.stdout.write(f"{one_line(f'{about}: {one}')}\n")
    misread_count = counted(len(found.misread), "exemplar is", "exemplars are")
    narrate(
        f"Right above wrong in {found.points_in_order} of {found.point_pairs} pairs, said above denied in "
        f"{found.beliefs_in_order} of {found.belief_pairs}; {misread_count} read as their opposite."
    )
    return 0


def _is_from(folder: Path, question: Question) -> bool:
    """Whether this question was read from this folder, however its path is written."""
    try:
        return question.folder is not None and question.folder.samefile(folder)
    except OSError:
        return False


def _list(context: AppContext, parsed: argparse.Namespace) -> int:
    if parsed.coverage:
        return _print_coverage(context, as_json=parsed.json)
    questions = context.corpus().questions
    if parsed.json:
        fields = ("id", "topic", "level", "kind", "title", "sources", "file")
        print_json([{name: getattr(question, name) for name in fields} for question in questions])
        return 0
    for question in questions:
        columns = (question.id, question.topic, question.level, question.kind, ",".join(question.sources))
        sys.stdout.write("\t".join(columns) + "\n")
    return 0


_DO: Mapping[str, Callable[[AppContext, argparse.Namespace], int]] = {
    "check": _check,
    "list": _list,
    "embed": _embed,
    "exemplars": _grade_exemplars,
    "trust": _trust,
    "untrust": _trust,
}
