"""`interviewer export`: answers and grades for Anki, a spreadsheet or another program."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer.commands.common import context_for, narrate, tell_left_out, tell_servers
from interviewer.errors import UnknownNameError, UsageError
from interviewer.files.writing import atomic_write, writable_target

if TYPE_CHECKING:
    from interviewer.bootstrap import AppContext
    from interviewer.interview.session import Session
    from interviewer.reports.export.formats import ExportFormat


def export(parsed: argparse.Namespace) -> int:
    """Prints the answers of the named sessions, or of all, or writes them to a file."""
    from interviewer.reports.export.formats import ExportFormat

    form = _format(parsed)
    if parsed.output:
        writable_target(Path(parsed.output), replace=parsed.force)
    elif parsed.force:
        raise UsageError("--force replaces a file, but no --output names one.", "Add --output, or leave out --force.")
    elif form is ExportFormat.ANKI:
        raise UsageError("An Anki package is no text to print.", "Name its file with --output.")
    context = context_for(parsed)
    tell_servers(context, index=False)
    content = _content(context, form, _oldest_first(context, parsed.session))
    if content is None:
        narrate("No key point is weak: there is nothing to make a card of.")
    elif parsed.output:
        atomic_write(Path(parsed.output), content, replace=parsed.force)
        narrate(f"Written to {parsed.output}.")
    else:
        sys.stdout.buffer.write(content)  # CSV has the line ends of its format, which a text stream would change
    return 0


def _format(parsed: argparse.Namespace) -> ExportFormat:
    """The format asked for, or that of the file to write; else JSONL."""
    from interviewer.reports.export.formats import ExportFormat

    if parsed.format:
        if parsed.format not in list(ExportFormat):
            raise UnknownNameError("format", parsed.format, tuple(ExportFormat))
        return ExportFormat(parsed.format)
    suffix = Path(parsed.output or "").suffix.lower()
    return next((form for form in ExportFormat if form.suffix == suffix), ExportFormat.JSONL)


def _oldest_first(context: AppContext, named: Sequence[str]) -> list[str]:
    """The ids of the named sessions, or of all. Raises UnknownNameError for one that does not exist."""
    known = [summary.session_id for summary in reversed(context.store().summaries())]
    for session_id in named:
        if session_id not in known:
            raise UnknownNameError("session", session_id, tuple(known), "List them with: interviewer history")
    return [session_id for session_id in known if not named or session_id in named]


def _content(context: AppContext, form: ExportFormat, ids: Sequence[str]) -> bytes | None:
    """What is exported of these sessions; None for a package that would have no card."""
    from interviewer.reports.export.formats import ExportFormat

    if form is ExportFormat.ANKI:
        return _package(context, ids)
    if form is ExportFormat.CSV:
        from interviewer.reports.export.table import render_table

        text = render_table(_sessions(context, ids))
    else:
        from interviewer.reports.export.lines import render_lines

        text = "".join(map(render_lines, _sessions(context, ids)))
    return text.encode("utf-8", "backslashreplace")


def _package(context: AppContext, ids: Sequence[str]) -> bytes | None:
    from interviewer.bootstrap import utc_now
    from interviewer.learning.weak import weak_points
    from interviewer.reports.export.anki import render_anki
    from interviewer.reports.export.cards import cards_of

    tell_left_out(context)
    weak = weak_points(attempt for attempt in context.store().attempts() if attempt.session_id in ids)
    needed = {one.attempt.session_id for one in weak}
    sessions = _sessions(context, [session_id for session_id in ids if session_id in needed])
    by_id = {session.plan.session_id: session for session in sessions}
    cards = list(cards_of(weak, context.corpus().by_id, by_id))
    return render_anki(cards, utc_now()) if cards else None


def _sessions(context: AppContext, ids: Sequence[str]) -> Iterator[Session]:
    """The sessions one by one, with progress."""
    from interviewer.progress import progress_on_stderr

    with progress_on_stderr() as progress:
        for done, session_id in enumerate(ids):
            if sys.stderr.isatty():  # where it is a bar; a line or two about what takes a second would be noise
                progress("Reading the sessions", done, len(ids))
            yield context.store().load(session_id).session
