"""`interviewer backup` and `interviewer restore`: everything that is the person's, in one file and back again."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer import __version__
from interviewer.bootstrap.components import utc_now
from interviewer.commands.asking import go_ahead
from interviewer.commands.common import context_for, narrate
from interviewer.errors import InterviewerError, UsageError
from interviewer.files.reading import entries, read_regular, shown_name
from interviewer.files.writing import atomic_write, writable_target, write_beside
from interviewer.text import counted

if TYPE_CHECKING:
    from interviewer.bootstrap import AppContext
    from interviewer.paths import Paths
    from interviewer.records.store import SqlSessionStore

_MAX_REPORT_BYTES = 100_000_000


def backup(parsed: argparse.Namespace) -> int:
    """Writes the sessions, with drafts, and the reports in the data folder to one file."""
    path = Path(parsed.file)
    writable_target(path, replace=parsed.force)
    if not path.parent.is_dir():
        raise UsageError(f"There is no folder {path.parent}.", "Make it first, or choose another place.")
    context = context_for(parsed)
    _refuse_server(context)
    _write(context, path, replace=parsed.force)
    sessions = counted(len(context.store().summaries()), "session")
    narrate(f"{sessions} written to {path}. It holds every answer: keep it as private as they are.")
    return 0


def restore(parsed: argparse.Namespace) -> int:
    """Replaces the sessions by those of a backup, once all of it is verified; reports are added to those there."""
    from interviewer.progress import progress_on_stderr
    from interviewer.records.archive import read_archive
    from interviewer.records.backup import opened_snapshot
    from interviewer.records.store import SqlSessionStore

    context = context_for(parsed)
    _refuse_server(context)
    path = Path(parsed.file)
    archive = read_archive(path)
    with progress_on_stderr() as progress, opened_snapshot(archive.database, str(path), progress) as restored:
        theirs = counted(len(SqlSessionStore(restored).summaries()), "session")
        present = _present(context)
        ours = len(present.summaries()) if present is not None else None
        held = f"{path} holds {theirs}, as of {archive.made_at.astimezone():%Y-%m-%d %H:%M}."
        asks = ours != 0 and not parsed.yes
        if asks and not go_ahead(f"{held} {_what_goes(context.paths, ours)} Go ahead?"):
            narrate("Nothing was changed.")
            return 1
        if present is None:
            _rename_damaged(context.paths)
            present = context.store()
            present.close()  # what it has open, if anything, is the renamed file
        elif ours:
            _write(context, context.paths.before_restore, replace=True)
        present.put_back(restored)
    narrate(f"{theirs} restored from {path}.")
    return 0 if _add_reports(context.paths, archive.reports) else 1


def _write(context: AppContext, path: Path, *, replace: bool) -> None:
    from interviewer.records.archive import Archive, pack
    from interviewer.records.schema import HEAD

    archive = Archive(context.store().snapshot(), HEAD, utc_now(), __version__, _reports(context.paths))
    atomic_write(path, pack(archive), replace=replace)


def _reports(paths: Paths) -> Mapping[str, bytes]:
    """The reports in the data folder by name; of one that cannot be in a backup it is said."""
    from interviewer.records.archive import can_hold

    found: dict[str, bytes] = {}
    with suppress(FileNotFoundError):
        for path in entries(paths.reports):
            if path.name.startswith("."):
                continue
            try:
                content = read_regular(path, _MAX_REPORT_BYTES)
            except OSError as error:
                narrate(f"{shown_name(str(path))} is left out: {error.strerror}.")
                continue
            if can_hold(path.name):
                found[path.name] = content
            else:
                narrate(f"{shown_name(str(path))} is left out: not every system can have a file of this name.")
    return found


def _add_reports(paths: Paths, reports: Mapping[str, bytes]) -> bool:
    """Whether every report could be written; of one that could not it is said."""
    whole = True
    for name, content in reports.items():
        try:
            write_beside(paths.reports / name, content)
        except InterviewerError as error:
            narrate(error.message)
            whole = False
    return whole


def _refuse_server(context: AppContext) -> None:
    url = context.settings.database_url
    if url is not None and url.get_secret_value() and not url.get_secret_value().startswith("sqlite"):
        raise UsageError(
            "The sessions are on a database server, which a backup does not hold.",
            "Use the server's own tools, such as pg_dump, or unset DATABASE_URL for those in the data folder.",
        )


def _present(context: AppContext) -> SqlSessionStore | None:
    """The sessions that a restore replaces; None if their file in the data folder is damaged."""
    from interviewer.records.database import DamagedError

    try:
        store = context.store()
        store.check()
    except DamagedError:
        if context.settings.database_url is not None:
            raise
        return None
    return store


def _what_goes(paths: Paths, ours: int | None) -> str:
    if ours is None:
        return f"They will replace a damaged database, which is put aside as {paths.damaged}."
    return f"They will replace the {counted(ours, 'session')} here, which are kept in {paths.before_restore}."


def _rename_damaged(paths: Paths) -> None:
    """Renames the files of a damaged database, its log first: it must not be applied to another one."""
    for suffix in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            Path(f"{paths.database}{suffix}").replace(f"{paths.damaged}{suffix}")
