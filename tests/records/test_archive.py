"""A backup file: what goes in comes out, and what is not as it was packed is refused."""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from interviewer.errors import FileError
from interviewer.records import archive
from interviewer.records.archive import DATABASE, FORMAT, Archive, can_hold, pack, read_archive

PACKED = Archive(b"rows " * 5_000, "interviewer_0002", datetime(2026, 11, 2, tzinfo=UTC), "0.2.0", {"a.md": b"# A"})


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def with_members(held: dict[str, bytes], **changed: object) -> bytes:
    """A file with these members and a manifest that fits them, but for what is `changed`."""
    listed = [
        {"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in held.items()
    ]
    manifest = {"format": FORMAT, "made_at": "2026-11-02T12:00:00+00:00", "program": "1", "schema": "s"}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("manifest.json", json.dumps({**manifest, "members": listed, **changed}))
        for name, content in held.items():
            file.writestr(name, content)
    return made.getvalue()


def test_what_was_packed_is_read_back(tmp_path: Path) -> None:
    assert read_archive(written(tmp_path / "b.zip", pack(PACKED))) == PACKED


def test_the_manifest_has_the_checksum_of_every_member(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(pack(PACKED))) as file:
        manifest = json.loads(file.read("manifest.json"))
        for entry in manifest["members"]:
            assert hashlib.sha256(file.read(entry["name"])).hexdigest() == entry["sha256"]
    assert manifest["schema"] == "interviewer_0002"


def test_a_file_that_was_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    whole = pack(PACKED)
    for size in range(0, len(whole), 7):
        with pytest.raises(FileError, match="nothing was changed"):
            read_archive(written(tmp_path / "b.zip", whole[:size]))


def test_a_file_with_a_changed_byte_is_refused_or_says_the_same(tmp_path: Path) -> None:
    whole = pack(PACKED)
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 0x41
        try:
            found = read_archive(written(tmp_path / "b.zip", bytes(changed)))
        except FileError:
            continue
        assert (found.database, found.reports) == (PACKED.database, PACKED.reports), place


def test_a_member_that_its_checksum_does_not_fit_is_refused(tmp_path: Path) -> None:
    members = [{"name": DATABASE, "bytes": 4, "sha256": hashlib.sha256(b"rose").hexdigest()}]
    with pytest.raises(FileError, match=r"damaged: sessions\.sqlite3 is not as it was backed up"):
        read_archive(written(tmp_path / "b.zip", with_members({DATABASE: b"rows"}, members=members)))


@pytest.mark.parametrize(
    "name",
    [
        "../evil.md",
        "/etc/passwd",
        "reports/../../evil.md",
        "reports/..",
        "reports/a/b.md",
        "reports/.hidden",
        "reports/",
        "reports/a\\b.md",
        "reports/C:evil",
        "reports/a\x00.md",
        "reports/a\n.md",
        "sessions.sqlite3/x",
        "fence.key",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    content = with_members({DATABASE: b"rows", name: b"evil"})
    with pytest.raises(FileError, match=r"holds a file that no backup has|does not hold what|is not a backup"):
        read_archive(written(tmp_path / "b.zip", content))
    assert [path.name for path in tmp_path.rglob("*")] == ["b.zip"]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"format": "interviewer-backup/2"}, "newer version"),
        ({"format": "something/1"}, "is not a backup"),
        ({"members": []}, "does not hold what its manifest lists"),
        ({"members": 7}, "is not a backup"),
        ({"made_at": "yesterday"}, "is not a backup"),
    ],
)
def test_a_manifest_of_another_kind_is_refused(tmp_path: Path, changed: dict[str, object], says: str) -> None:
    with pytest.raises(FileError, match=says):
        read_archive(written(tmp_path / "b.zip", with_members({DATABASE: b"rows"}, **changed)))


def test_a_member_that_unpacks_to_more_than_it_declares_is_read_no_further(tmp_path: Path) -> None:
    made = io.BytesIO()
    manifest = {"format": FORMAT, "made_at": "2026-11-02T12:00:00+00:00", "program": "1", "schema": "s"}
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        listed = [{"name": DATABASE, "bytes": 10, "sha256": ""}]
        file.writestr("manifest.json", json.dumps({**manifest, "members": listed}))
        file.writestr(DATABASE, bytes(50_000_000))
    with pytest.raises(FileError, match="larger than it was"):
        read_archive(written(tmp_path / "b.zip", made.getvalue()))


def declaring(*sizes: int) -> bytes:
    """A file of members that declare these sizes, whatever they have."""
    members = {DATABASE: b"rows", "reports/a.md": bytes(5_000_000)}
    listed = [{"name": name, "bytes": size, "sha256": ""} for name, size in zip(members, sizes, strict=True)]
    return with_members(members, members=listed)


@pytest.mark.parametrize("sizes", [(-2, 10), (10, -2), (-5_000_000_000, 5_000_000_000)])
def test_a_member_that_declares_less_than_nothing_is_refused_before_anything_is_unpacked(
    tmp_path: Path, sizes: tuple[int, int]
) -> None:
    with pytest.raises(FileError, match="declares a negative size"):
        read_archive(written(tmp_path / "b.zip", declaring(*sizes)))


def test_a_file_that_declares_too_much_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_BYTES", 3)
    with pytest.raises(FileError, match="holds more than 3 bytes"):
        read_archive(written(tmp_path / "b.zip", with_members({DATABASE: b"rows"})))


@pytest.mark.parametrize("limit", ["MAX_BYTES", "MAX_FILE_BYTES"])
def test_what_could_not_be_read_back_is_not_packed(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(archive, limit, 100)
    with pytest.raises(FileError, match="A backup holds at most"):
        pack(PACKED)


def a_folder(path: Path) -> None:
    path.mkdir()


def nothing(path: Path) -> None:
    """Makes nothing."""


def a_sparse_file(path: Path) -> None:
    path.touch()
    os.truncate(path, 10**12)


@pytest.mark.posix
@pytest.mark.parametrize(
    ("make", "says"),
    [
        (nothing, "No such file"),
        (a_folder, "It is a folder"),
        (os.mkfifo, "It is a named pipe"),
        (a_sparse_file, "It is larger than"),
    ],
)
def test_what_is_no_file_of_a_sensible_size_is_refused_at_once(
    tmp_path: Path, make: Callable[[Path], None], says: str
) -> None:
    make(tmp_path / "b.zip")
    with pytest.raises(FileError, match=says):
        read_archive(tmp_path / "b.zip")


_FOREIGN = ["", ".part", "a/b", "a\u202eb", "a:b", "\udcff", "x" * 300, "é" * 150, "report.", "x ", "NUL", "con.md"]


@pytest.mark.parametrize("name", ["20261102-mnpq.md", "20261102-mnpq-2.html", "Größe 1.pdf", "console.md"])
def test_a_report_of_a_usual_name_can_be_held(name: str) -> None:
    assert can_hold(name)


@pytest.mark.parametrize("name", _FOREIGN)
def test_a_name_that_another_system_cannot_have_is_not_held(name: str) -> None:
    assert not can_hold(name)
