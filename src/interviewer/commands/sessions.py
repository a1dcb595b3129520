"""`interviewer history` and `interviewer report`: the saved sessions."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interviewer.commands.common import context_for, narrate, print_json, tell_servers
from interviewer.errors import UnknownNameError, UsageError
from interviewer.files.opening import open_file
from interviewer.files.writing import atomic_write, writable_target
from interviewer.grading.score import rounded
from interviewer.text import one_line

if TYPE_CHECKING:
    from interviewer.bootstrap import AppContext
    from interviewer.interview.session import Session
    from interviewer.interview.store import SessionSummary
    from interviewer.reports.formats import Format
    from interviewer.reports.model import RewriteReport


def history(parsed: argparse.Namespace) -> int:
    """Lists the sessions, newest first."""
    context = context_for(parsed)
    tell_servers(context, index=False)
    summaries = context.store().summaries(parsed.limit)
    if parsed.json:
        print_json([_summary(summary) for summary in summaries])
        return 0
    for summary in summaries:
        sys.stdout.write(_summary_line(summary))
    if not summaries:
        narrate("There are no sessions yet. Start one with: interviewer")
    return 0


def report(parsed: argparse.Namespace) -> int:
    """Prints the report of a session, writes it to a file, or opens it."""
    from interviewer.reports.formats import Format
    from interviewer.reports.render import render

    form = _format(parsed)
    if parsed.output:
        writable_target(Path(parsed.output), replace=parsed.force)
    elif parsed.force:
        raise UsageError("--force replaces a file, but no --output names one.", "Add --output, or leave out --force.")
    elif form is Format.PDF and not parsed.open:
        raise UsageError("A PDF is no text to print.", "Name its file with --output, or look at it with --open.")
    context = context_for(parsed)
    tell_servers(context, index=False)
    session = context.store().load(session_id(parsed.session, context)).session
    rewrites = _rewrites(session, context) if parsed.rewrite else {}
    built = context.reports.of(session, rewrites)
    if parsed.output or not parsed.open:
        content = render(built, form)
        if not parsed.output:
            sys.stdout.write(content.decode())
            return 0
        path = Path(parsed.output)
        atomic_write(path, content, replace=parsed.force)
    else:
        path = context.reports.save(built, form)
    narrate(f"Written to {path}.")
    if parsed.open:
        open_file(path)
    return 0


def _rewrites(session: Session, context: AppContext) -> Mapping[int, RewriteReport]:
    """The rewrites of a session's answers; without a chat model none, which is said."""
    from interviewer.progress import progress_on_stderr

    if not context.models.configured:
        narrate("There are no rewrites: they need a chat model, which INTERVIEWER_MODEL names.")
        return {}
    context.models.check()
    narrate(context.notice())
    with progress_on_stderr() as progress:
        return context.reports.rewrites(session, progress)


def _format(parsed: argparse.Namespace) -> Format:
    """The format asked for, or that of the file to write; else HTML to be opened, and Markdown to be printed."""
    from interviewer.reports.formats import Format

    suffix = Path(parsed.output or "").suffix.removeprefix(".").lower()
    if not parsed.format and suffix and suffix not in list(Format):
        raise UsageError(
            f"No report has the ending .{suffix}.", f"Use {', '.join(f'.{name}' for name in Format)}, or say --format."
        )
    name = parsed.format or (suffix if suffix in list(Format) else "")
    if not name:
        return Format.HTML if parsed.open and not parsed.output else Format.MARKDOWN
    if name not in list(Format):
        raise UnknownNameError("format", name, tuple(Format))
    return Format(name)


def session_id(name: str, context: AppContext) -> str:
    """The session with this id, or the newest one for "latest"."""
    if name != "latest":
        return name
    latest = context.store().summaries(1)
    if not latest:
        raise UsageError("There are no sessions yet.", "Start one with: interviewer")
    return latest[0].session_id


def _summary(summary: SessionSummary) -> dict[str, Any]:
    return {
        "session": summary.session_id,
        "mode": summary.mode,
        "started_at": summary.started_at.isoformat(),
        "finished_at": summary.finished_at.isoformat() if summary.finished_at else None,
        "planned": summary.planned,
        "asked": summary.asked,
        "graded": summary.graded,
        "unaided": _rounded(summary.unaided),
        "aided": _rounded(summary.aided),
        "methods": list(summary.methods),
        "topics": list(summary.topics),
    }


def _rounded(mean: float | None) -> float | None:
    return None if mean is None else rounded(mean)


def _summary_line(summary: SessionSummary) -> str:
    from interviewer.reports.wording import spoken_summary

    state = "finished" if summary.finished_at else "unfinished"
    methods = f" ({', '.join(summary.methods)})" if summary.methods else ""
    started = summary.started_at.astimezone()
    return (
        f"{one_line(summary.session_id)}  {started:%Y-%m-%d %H:%M}  {summary.mode:<8}  {state:<10}  "
        f"{summary.graded}/{summary.planned} graded  {spoken_summary(summary)}{methods}\n"
    )
