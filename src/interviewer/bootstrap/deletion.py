"""Deleting sessions wherever the program keeps words of them: the database, reports, caches, copies, the log."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer.errors import FileError, UnknownNameError
from interviewer.paths import Paths
from interviewer.reports.formats import Format
from interviewer.text import counted

if TYPE_CHECKING:
    from interviewer.bootstrap.context import AppContext


@dataclass(frozen=True)
class Deletion:
    """What deleting `session_ids` deletes, in full: those sessions, and all `files` that may hold words of theirs.

    `names` says what the files are. With `all_of_them` every session goes, those begun since included.
    """

    session_ids: tuple[str, ...]
    all_of_them: bool
    files: tuple[Path, ...]
    names: tuple[str, ...]

    @property
    def question(self) -> str:
        """What will be gone, in sentences, as it is put to the person before."""
        if not self.session_ids:
            names = _listed(self.names)
            return f"There are no sessions. {names[:1].upper()}{names[1:]} will be deleted for good."
        sessions = counted(len(self.session_ids), "session")
        which = f"All {sessions}" if self.all_of_them else f"{sessions}, {_listed(self.session_ids)},"
        besides = f" With them go {_listed(self.names)}." if self.names else ""
        return f"{which} will be deleted for good, with every answer, grade and draft.{besides}"


def planned(context: AppContext, session_ids: Collection[str] | None) -> Deletion:
    """The deletion of these sessions, or of all. Raises UnknownNameError for one that does not exist."""
    known = tuple(summary.session_id for summary in context.store().summaries())
    for session_id in session_ids or ():
        if session_id not in known:
            raise UnknownNameError("session", session_id, known, "List them with: interviewer history")
    chosen = known if session_ids is None else tuple(dict.fromkeys(session_ids))
    found = {
        name: files
        for name, paths in _places(context.paths, chosen, known, everything=session_ids is None)
        if (files := tuple(path for path in paths if path.is_file() or path.is_symlink()))
    }
    files = tuple(path for some in found.values() for path in some)
    return Deletion(chosen, session_ids is None, files, tuple(found))


def delete(context: AppContext, deletion: Deletion) -> None:
    """Carries it out. If it is interrupted, asking for the same again does the rest: the sessions go last.

    Raises FileError where a file cannot be deleted, and what the store raises.
    """
    for path in deletion.files:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise FileError(
                f"{path} cannot be deleted: {error.strerror}.", "Delete it yourself, then ask for the same again."
            ) from error
    context.store().delete(None if deletion.all_of_them else deletion.session_ids)


def _places(
    paths: Paths, chosen: Collection[str], known: Collection[str], *, everything: bool
) -> Iterator[tuple[str, list[Path]]]:
    """What may hold words of a session, beside the database, and its files."""
    reports = [path for path in sorted(paths.reports.glob("*")) if everything or _is_of(path, chosen, known)]
    # A program that was killed while it wrote left a file of this name.
    unfinished = [*paths.data.glob(".*.part"), *paths.reports.glob(".*.part")]
    yield "the reports in the data folder" if everything else "their reports in the data folder", reports
    yield "unfinished files", sorted(unfinished)
    yield "cached replies of chat models, which quote answers", sorted(paths.cache.glob(f"{paths.replies.name}*"))
    yield "the copy of what the last restore replaced", [paths.before_restore]
    yield "damaged databases that a restore put aside", sorted(paths.data.glob(f"{paths.damaged.name}*"))
    yield "the log of what went wrong", sorted(paths.data.glob(f"{paths.log.name}*"))
    if everything:
        yield "cached vectors of your own reference texts", sorted(paths.cache.glob("vectors-*"))


def _is_of(path: Path, chosen: Collection[str], known: Collection[str]) -> bool:
    """Whether a file is a report of a chosen session: ID.md, or ID-2.md beside it unless a session has that id."""
    if path.suffix.removeprefix(".") not in list(Format):
        return False
    stem, _, number = path.stem.rpartition("-")
    return path.stem in chosen or (stem in chosen and number.isdecimal() and path.stem not in known)


def _listed(names: Collection[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
