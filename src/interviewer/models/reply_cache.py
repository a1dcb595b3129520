"""Replies from before: the same request is answered again without a call."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from interviewer.files.writing import make_private_folder
from interviewer.models.chat import Call, Usage
from interviewer.strict_json import dumps, loads

MAX_BYTES = 200_000_000
_TRIM_TO = 0.9  # of the limit, so that not every new reply has to make room for itself
_BUSY_SECONDS = 5.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS replies (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  size INTEGER NOT NULL,
  kept_at REAL NOT NULL,
  reply TEXT NOT NULL
)
"""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class CachedReply:
    """A cached reply: its value as JSON, what it used when it was made, the model, and how it was requested."""

    value: str
    usage: Usage
    model: str
    how: str


def key_of(call: Call, schema: str, *, model: str, base_url: str) -> str:
    """The SHA-256, in hex, of everything that affects a reply: what is asked, of which model, how, and the sample."""
    parts = {
        "model": model,
        "base_url": base_url,
        "messages": [[message.role.value, message.text] for message in call.messages],
        "temperature": None if call.temperature is None else float(call.temperature),
        "max_tokens": call.max_tokens,
        "schema": schema,
        "sample": call.sample,
    }
    canonical = dumps(parts, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


class ReplyCache:
    """Replies by key in a SQLite file; the oldest are deleted when they exceed `max_bytes` in total.

    Only a cache: a damaged file is created again; if the file cannot be used nothing is cached, which is logged once.
    May be used from any thread, and by several processes. With `path` None nothing is cached.
    """

    def __init__(
        self, path: Path | None, *, max_bytes: int = MAX_BYTES, clock: Callable[[], float] = time.time
    ) -> None:
        self._path = path
        self._max_bytes = max_bytes
        self._clock = clock
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._bytes = 0
        self._usable = path is not None

    def find(self, key: str) -> CachedReply | None:
        """The reply cached under `key`, or None."""
        rows = self._use(lambda file: file.execute("SELECT reply FROM replies WHERE key = ?", (key,)).fetchall())
        return _read(rows[0][0]) if rows else None

    def keep(self, key: str, reply: CachedReply) -> None:
        """Caches a reply, replacing any other under `key`."""
        text = dumps(asdict(reply))
        if len(text) > self._max_bytes * _TRIM_TO:
            return
        self._use(lambda file: self._insert(file, key, text))

    def drop(self, key: str) -> None:
        """Deletes what is cached under `key`."""
        self._use(lambda file: file.execute("DELETE FROM replies WHERE key = ?", (key,)).fetchall())

    def close(self) -> None:
        """Closes the file; it is reopened when needed."""
        with self._lock:
            self._disconnect()

    def _insert(self, file: sqlite3.Connection, key: str, text: str) -> list[Any]:
        file.execute(
            "INSERT OR REPLACE INTO replies (key, size, kept_at, reply) VALUES (?, ?, ?, ?)",
            (key, len(text), self._clock(), text),
        )
        self._bytes += len(text)
        if self._bytes > self._max_bytes:
            self._trim(file)
        return []

    def _trim(self, file: sqlite3.Connection) -> None:
        """Deletes the oldest until the rest is well under the limit; ids grow with time, even across processes."""
        self._bytes = _total(file)
        excess = self._bytes - self._max_bytes * _TRIM_TO
        if self._bytes <= self._max_bytes:
            return
        for row, size in file.execute("SELECT id, size FROM replies ORDER BY id"):
            excess -= size
            self._bytes -= size
            if excess <= 0:
                file.execute("DELETE FROM replies WHERE id <= ?", (row,))
                return

    def _use(self, work: Callable[[sqlite3.Connection], list[Any]]) -> list[Any]:
        """What `work` returns, in a transaction of its own; nothing if the file fails."""
        with self._lock:
            if not self._usable:
                return []
            try:
                file = self._connect()
                with file:
                    return work(file)
            except sqlite3.OperationalError:  # full, locked, read-only, no such folder
                self._give_up()
            except sqlite3.DatabaseError:
                self._start_anew()
            except OSError:
                self._give_up()
            return []

    def _connect(self) -> sqlite3.Connection:
        if self._connection is None:
            assert self._path is not None
            make_private_folder(self._path.parent)
            # The lock around every use serialises the threads.
            self._connection = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, check_same_thread=False)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.execute(_SCHEMA)
            self._bytes = _total(self._connection)
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _give_up(self) -> None:
        _log.warning("Replies cannot be cached in %s, and will not be from now on", self._path, exc_info=True)
        self._usable = False
        self._disconnect()

    def _start_anew(self) -> None:
        assert self._path is not None
        _log.warning("The reply cache in %s is damaged and is being created again", self._path, exc_info=True)
        self._disconnect()
        try:
            for suffix in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        except OSError:
            self._give_up()


def _total(file: sqlite3.Connection) -> int:
    return int(file.execute("SELECT COALESCE(SUM(size), 0) FROM replies").fetchone()[0])


def _read(text: str) -> CachedReply | None:
    """A cached reply; None if it is invalid."""
    try:
        fields = loads(text)
        return CachedReply(str(fields["value"]), Usage(**fields["usage"]), str(fields["model"]), str(fields["how"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
