"""Writing files: whole or not at all, private, and never over what is not a regular file."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from interviewer.errors import FileError, UsageError
from interviewer.files.writing import atomic_write, make_private_folder, write_beside


@pytest.fixture(params=[0o000, 0o022, 0o277])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    """The umask of a generous system, of a usual one, and of one that takes permissions from the owner."""
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.skipif(os.name != "posix", reason="permissions of this kind are POSIX's")
def test_what_is_made_is_the_users_alone_whatever_the_umask(tmp_path: Path, umask: None) -> None:
    target = tmp_path / "a" / "b" / "report.md"
    atomic_write(target, "text")
    assert [mode(path) for path in (tmp_path / "a", tmp_path / "a" / "b", target)] == [0o700, 0o700, 0o600]


def test_a_folder_that_is_there_keeps_its_permissions(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    make_private_folder(tmp_path)
    assert mode(tmp_path) == 0o755


def test_a_file_in_the_place_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(FileError, match="cannot be written"):
        atomic_write(tmp_path / "file" / "report.md", "text")


def test_text_is_written_as_it_is_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    atomic_write(tmp_path / "report.md", "Größe\r\n\n✓")
    assert (tmp_path / "report.md").read_bytes() == "Größe\r\n\n✓".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["report.md"]


def test_a_name_as_long_as_a_name_can_be_is_no_trouble(tmp_path: Path) -> None:
    atomic_write(tmp_path / ("n" * 255), "text")
    assert (tmp_path / ("n" * 255)).read_text() == "text"


def test_a_file_that_exists_is_kept_and_with_replace_replaced(tmp_path: Path) -> None:
    target = tmp_path / "report.md"
    target.write_text("mine")
    with pytest.raises(UsageError, match=r"already exists\. .*--force"):
        atomic_write(target, "text")
    assert target.read_text() == "mine"
    atomic_write(target, "text", replace=True)
    assert target.read_text() == "text"


def test_a_file_that_appears_while_writing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "report.md"
    real = os.fsync

    def another_program(number: int) -> None:
        target.write_text("theirs")
        real(number)

    monkeypatch.setattr(os, "fsync", another_program)
    with pytest.raises(UsageError, match="already exists"):
        atomic_write(target, "text")
    assert target.read_text() == "theirs"
    assert [path.name for path in tmp_path.iterdir()] == ["report.md"]


@pytest.mark.posix
@pytest.mark.parametrize("replace", [False, True])
@pytest.mark.parametrize("what", ["folder", "fifo", "device", "link to a device", "link to nothing"])
def test_what_is_no_regular_file_is_left_alone(tmp_path: Path, what: str, *, replace: bool) -> None:
    target = tmp_path / "target"
    if what == "folder":
        target.mkdir()
    elif what == "fifo":
        os.mkfifo(target)
    elif what == "device":
        target = Path(os.devnull)
    else:
        target.symlink_to(os.devnull if what == "link to a device" else "nothing")
    before = target.lstat()
    with pytest.raises(UsageError, match=f"{target} is "):
        atomic_write(target, "text", replace=replace)
    assert (target.lstat().st_ino, target.lstat().st_mode) == (before.st_ino, before.st_mode)


def test_a_link_to_a_file_stays_a_link_when_the_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "file.md").write_text("old")
    (tmp_path / "link.md").symlink_to("file.md")
    atomic_write(tmp_path / "link.md", "new", replace=True)
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "file.md").read_text() == "new"


def test_a_failure_leaves_the_old_file_and_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "report.md"
    target.write_text("old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileError, match="No space left on device"):
        atomic_write(target, "new", replace=True)
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["report.md"]


def test_writing_beside_keeps_every_text_once(tmp_path: Path) -> None:
    target = tmp_path / "20261121-abcd.md"
    paths = [write_beside(target, text) for text in ("one", "two", "one", "three", "two")]
    assert [path.name for path in paths] == [
        "20261121-abcd.md",
        "20261121-abcd-2.md",
        "20261121-abcd.md",
        "20261121-abcd-3.md",
        "20261121-abcd-2.md",
    ]
    assert sorted(path.read_text() for path in tmp_path.iterdir()) == ["one", "three", "two"]
