"""Sessions in a database. Implements `interview.store.SessionStore`."""

from __future__ import annotations

import threading
from pathlib import Path

from sqlalchemy import Connection, select

from interviewer.errors import RecordsError, UnknownNameError
from interviewer.interview.session import Session
from interviewer.interview.store import SavedSession, SessionSummary
from interviewer.learning.attempts import Attempt
from interviewer.records import reading, writing
from interviewer.records.attempts import attempts
from interviewer.records.database import Database, open_database
from interviewer.records.schema import sessions
from interviewer.records.upgrade import bring_up_to_date

BUSY_SECONDS = 5.0
"""How long to wait for a SQLite database that another program has locked; Python's own default."""


def open_store(target: str | Path, busy_seconds: float = BUSY_SECONDS) -> SqlSessionStore:
    """The sessions stored at `target`: a SQLite file if it is a Path, a SQLAlchemy URL if it is a string.

    Creates the file, its folder and the tables if they are missing, and migrates older tables. Raises UsageError
    for a URL that cannot be used, RecordsError if the database cannot be used; nothing is overwritten then.
    """
    database = open_database(target, busy_seconds)
    try:
        with database.told():
            bring_up_to_date(database)
    except BaseException:
        database.reader.dispose()
        raise
    return SqlSessionStore(database)


class SqlSessionStore:
    """Stores sessions in a database whose tables are up to date. Every method may be called from any thread.

    A session that was saved or loaded here and then saved by another program is not overwritten: saving it raises
    RecordsError until it is loaded again.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._revisions: dict[str, int] = {}

    def save(self, session: Session, draft: str | None, changed: int | None = None) -> None:
        """Saves the session as it is now and, unless it is None, the text of the answer box."""
        session_id = session.plan.session_id
        with self._lock:
            with self._database.writing() as connection:
                stored = self._stored_revision(connection, session_id)
                if stored != self._revisions.get(session_id):
                    raise _changed_elsewhere(session_id)
                revision = writing.put_session(connection, session, stored, changed)
                if draft is not None:
                    writing.put_draft(connection, session_id, draft)
            self._revisions[session_id] = revision

    def save_draft(self, session_id: str, draft: str) -> None:
        """Saves the text of the answer box. Raises UnknownNameError if the session was never saved."""
        with self._lock, self._database.writing() as connection:
            stored = self._stored_revision(connection, session_id)
            if stored is None:
                raise _unknown(connection, session_id)
            if stored != self._revisions.get(session_id, stored):
                raise _changed_elsewhere(session_id)
            writing.put_draft(connection, session_id, draft)

    def load(self, session_id: str) -> SavedSession:
        """The session with this id. Raises UnknownNameError if there is none."""
        with self._lock:
            with self._database.reading(f"Session {session_id}") as connection:
                stored = self._stored_revision(connection, session_id)
                if stored is None:
                    raise _unknown(connection, session_id)
                saved = reading.saved_session(connection, session_id)
            self._revisions[session_id] = stored
        return saved

    def summaries(self, limit: int | None = None) -> list[SessionSummary]:
        """The sessions, newest first."""
        with self._database.reading() as connection:
            return reading.summaries(connection, limit)

    def attempts(self) -> list[Attempt]:
        """Every turn that is over, oldest first."""
        with self._database.reading() as connection:
            return attempts(connection)

    def disputed(self) -> list[str]:
        """The ids of the sessions in which a verdict was contested, oldest first."""
        with self._database.reading() as connection:
            return reading.disputed(connection)

    def close(self) -> None:
        """Closes the connections; the next call opens new ones."""
        self._database.reader.dispose()

    @staticmethod
    def _stored_revision(connection: Connection, session_id: str) -> int | None:
        """The session's revision, None if it was never saved. On a server its row stays locked until this ends."""
        revision = select(sessions.c.revision).where(sessions.c.session_id == session_id)
        return connection.scalar(revision.with_for_update())


def _unknown(connection: Connection, session_id: str) -> UnknownNameError:
    newest_first = select(sessions.c.session_id).order_by(sessions.c.started_at.desc())
    known = tuple(connection.scalars(newest_first))
    return UnknownNameError("session", session_id, known, "List them with: interviewer history")


def _changed_elsewhere(session_id: str) -> RecordsError:
    return RecordsError(
        f"Session {session_id} was changed by another program since it was opened here; nothing was overwritten.",
        f"Continue from what was saved: interviewer --resume {session_id}",
    )
