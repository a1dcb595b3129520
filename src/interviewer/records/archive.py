"""A backup file: a ZIP of a manifest and the members that it lists, each with its size and its SHA-256.

Nothing is unpacked to the disk here, and no member's name becomes a path: it is one of two shapes, or the file is
refused.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from interviewer.errors import FileError
from interviewer.files.reading import read_regular
from interviewer.strict_json import dumps, loads

FORMAT = "interviewer-backup/1"
DATABASE = "sessions.sqlite3"
REPORTS = "reports/"

MAX_FILE_BYTES = 1_000_000_000
"""Of a backup file, which is read into memory: some hundred thousand sessions."""
MAX_BYTES = 2_000_000_000
"""Of all members unpacked."""

_MANIFEST = "manifest.json"
_MAX_MANIFEST_BYTES = 10_000_000
_MOST_MEMBERS = 100_000
_AT_ONCE = 1 << 20
_MOST_NAME_BYTES = 255
_REPORT = re.compile(r"""[^\x00-\x1f\x7f/\\:*?"<>|.][^\x00-\x1f\x7f/\\:*?"<>|]{0,199}""")
_DEVICES = frozenset(
    {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"}
    | {f"{port}{number}" for port in ("COM", "LPT") for number in "0123456789¹²³"}
)
_UNCHANGED = "Use another backup; nothing was changed."


@dataclass(frozen=True)
class Archive:
    """What a backup holds: the database as it is on the disk, its schema revision, and reports by their file names.

    `made_at` is when it was made, `program` by which version.
    """

    database: bytes
    schema: str
    made_at: datetime
    program: str
    reports: Mapping[str, bytes]


def can_hold(report_name: str) -> bool:
    """Whether a report's file name can be that of a member: one that every system can have, and no hidden file."""
    return (
        _is_file_name(report_name)
        and len(report_name.encode()) <= _MOST_NAME_BYTES
        and not report_name.endswith((".", " "))
        and report_name.partition(".")[0].rstrip().upper() not in _DEVICES
    )


def _is_file_name(name: str) -> bool:
    """Whether this is a bare file name on every system, even where no such file can be made."""
    return _REPORT.fullmatch(name) is not None and name.isprintable()


def pack(archive: Archive) -> bytes:
    """The backup file. The same archive gives the same bytes. Raises FileError if it could not be read back."""
    members = {DATABASE: archive.database} | {
        f"{REPORTS}{name}": content for name, content in sorted(archive.reports.items())
    }
    manifest = {
        "format": FORMAT,
        "made_at": archive.made_at.isoformat(),
        "program": archive.program,
        "schema": archive.schema,
        "members": [
            {"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in members.items()
        ],
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in {_MANIFEST: dumps(manifest, indent=1).encode(), **members}.items():
            file.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    if sum(map(len, members.values())) > MAX_BYTES or packed.tell() > MAX_FILE_BYTES:
        raise FileError(
            f"A backup holds at most {MAX_BYTES:,} bytes, and {MAX_FILE_BYTES:,} packed.",
            "Move reports that you do not need out of the data folder.",
        )
    return packed.getvalue()


def read_archive(path: Path) -> Archive:
    """The backup in a file, every member of which is as it was packed. Raises FileError."""
    try:
        content = read_regular(path, MAX_FILE_BYTES)
    except OSError as error:
        raise FileError(
            f"{path} cannot be read: {error.strerror}.", "Name a file made by: interviewer backup"
        ) from None
    try:
        return _unpacked(content)
    except _RefusedError as error:
        raise FileError(f"{path} {error}.", _UNCHANGED) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError):
        raise FileError(f"{path} is not a backup, or is damaged.", _UNCHANGED) from None
    except (KeyError, TypeError, ValueError, NotImplementedError, RuntimeError, RecursionError):
        raise FileError(f"{path} is not a backup of interviewer's.", _UNCHANGED) from None


class _RefusedError(Exception):
    """Why a file is refused, as the end of a sentence."""


def _unpacked(content: bytes) -> Archive:
    """Raises _RefusedError, and whatever zipfile, zlib and JSON raise for content that is not theirs."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        manifest: dict[str, Any] = loads(_member(file, _MANIFEST, _MAX_MANIFEST_BYTES).decode())
        form = str(manifest["format"])
        if form != FORMAT:
            newer = form.startswith(FORMAT.partition("/")[0])
            raise _RefusedError("was written by a newer version of interviewer" if newer else "is not a backup")
        listed = manifest["members"]
        _check_names([entry["name"] for entry in listed], file.namelist())
        sizes = [int(entry["bytes"]) for entry in listed]
        if any(size < 0 for size in sizes):
            raise _RefusedError("declares a negative size")
        if sum(sizes) > MAX_BYTES:
            raise _RefusedError(f"holds more than {MAX_BYTES:,} bytes")
        members = {str(entry["name"]): _verified(file, entry) for entry in listed}
    return Archive(
        database=members.pop(DATABASE),
        schema=str(manifest["schema"]),
        made_at=datetime.fromisoformat(manifest["made_at"]),
        program=str(manifest["program"]),
        reports={name.removeprefix(REPORTS): report for name, report in members.items()},
    )


def _check_names(listed: list[str], packed: list[str]) -> None:
    """Raises _RefusedError unless the file holds the manifest and what it lists, once each and by allowed names."""
    if sorted([_MANIFEST, *listed]) != sorted(packed) or len(set(packed)) != len(packed):
        raise _RefusedError("does not hold what its manifest lists")
    if len(packed) > _MOST_MEMBERS:
        raise _RefusedError(f"holds more than {_MOST_MEMBERS:,} files")
    for name in listed:
        if name != DATABASE and not (name.startswith(REPORTS) and _is_file_name(name.removeprefix(REPORTS))):
            raise _RefusedError("holds a file that no backup has")


def _verified(file: zipfile.ZipFile, entry: Mapping[str, Any]) -> bytes:
    content = _member(file, entry["name"], int(entry["bytes"]))
    if len(content) != int(entry["bytes"]) or hashlib.sha256(content).hexdigest() != entry["sha256"]:
        raise _RefusedError(f"is damaged: {entry['name']} is not as it was backed up")
    return content


def _member(file: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """A member's content, of which no more is unpacked than `limit` bytes and one, whatever it declares."""
    parts: list[bytes] = []
    room = limit + 1
    with file.open(name) as member:
        while room > 0 and (part := member.read(min(room, _AT_ONCE))):
            parts.append(part)
            room -= len(part)
    if not room:
        raise _RefusedError(f"is damaged: {name} is larger than it was")
    return b"".join(parts)
