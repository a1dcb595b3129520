"""Reports of sessions: built from what is saved, with answers reworded if asked for, and written to the data folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer.files.writing import atomic_write, holds, write_beside
from interviewer.progress import OnProgress
from interviewer.reports.formats import Format

if TYPE_CHECKING:
    from interviewer.bootstrap.parts import Parts
    from interviewer.interview.session import Session
    from interviewer.reports.model import Report, RewriteReport


class SavedReports:
    """Builds and writes reports with the parts of the program. Safe to use from any thread."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._written: dict[str, tuple[Path, bytes]] = {}  # what this run wrote, and where

    def of(self, session: Session, rewrites: Mapping[int, RewriteReport] | None = None) -> Report:
        """The report of a session, with what moved since earlier ones, and the rewrites that were asked for."""
        from interviewer.reports.build import build_report

        return build_report(session, self._parts.corpus().by_id, self._parts.store().attempts(), rewrites or {})

    def rewrites(self, session: Session, progress: OnProgress) -> Mapping[int, RewriteReport]:
        """The candidate's answers reworded by the chat model, by turn from 1, skipped questions left out."""
        rewriter = self._parts.models.rewriter(self._parts.quick_grader(progress))
        by_id = self._parts.corpus().by_id
        asked = {
            n: turn for n, turn in enumerate(session.turns, start=1) if turn.question_id in by_id and not turn.skipped
        }
        found: dict[int, RewriteReport] = {}
        for number, turn in asked.items():
            progress("Rewriting the answers", len(found), len(asked))
            found[number] = rewriter.rewrite(turn, by_id[turn.question_id])
        progress("Rewriting the answers", len(found), len(asked))
        return found

    def save(self, report: Report, form: Format = Format.MARKDOWN) -> Path:
        """Writes a report to the data folder, whole or not at all; returns its file.

        It replaces the one that this run wrote; next to one from an earlier run, or one that was edited, it is a
        separate file.
        """
        from interviewer.reports.render import render

        content = render(report, form)
        name = f"{report.session}.{form}"
        path, before = self._written.get(name, (self._parts.paths.reports / name, None))
        if before is not None and holds(path, before):
            atomic_write(path, content, replace=True)
        else:
            path = write_beside(self._parts.paths.reports / name, content)
        self._written[name] = (path, content)
        return path
