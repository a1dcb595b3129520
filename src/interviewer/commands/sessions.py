"""`interviewer history` and `interviewer report`: the saved sessions."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interviewer.commands.common import context_for, narrate, print_json, tell_servers
from interviewer.errors import UsageError
from interviewer.files.writing import atomic_write, writable_target
from interviewer.grading.score import rounded
from interviewer.text import one_line

if TYPE_CHECKING:
    from interviewer.interview.store import SessionSummary


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
    """Prints the Markdown report of a session."""
    from interviewer.reports.build import build_report
    from interviewer.reports.markdown import render_markdown

    if parsed.out:
        writable_target(Path(parsed.out), replace=parsed.force)
    elif parsed.force:
        raise UsageError("--force replaces a file, but no --out names one.", "Add --out, or leave out --force.")
    context = context_for(parsed)
    tell_servers(context, index=False)
    session_id = parsed.session
    if session_id == "latest":
        latest = context.store().summaries(1)
        if not latest:
            raise UsageError("There are no sessions yet.", "Start one with: interviewer")
        session_id = latest[0].session_id
    text = render_markdown(build_report(context.store().load(session_id).session, context.corpus().by_id))
    if parsed.out:
        atomic_write(Path(parsed.out), text, replace=parsed.force)
        narrate(f"Written to {parsed.out}.")
    else:
        sys.stdout.write(text)
    return 0


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
