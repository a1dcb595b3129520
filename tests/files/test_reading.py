"""Only regular files are read, never beyond a limit, and nothing that lies at a path keeps the reader waiting."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from interviewer.files.reading import entries, read_regular, shown_name
from tests.machine import without_root


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short path, as sockets need it, that anybody may enter."""
    made = Path(tempfile.mkdtemp())
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def nobody() -> Iterator[None]:
    """Without the rights of root, which may read everything."""
    with without_root():
        yield


def listen(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))


def test_a_file_is_read_whole_up_to_the_limit(folder: Path) -> None:
    (folder / "file").write_bytes(b"ten bytes\n")
    assert read_regular(folder / "file", 10) == b"ten bytes\n"
    with pytest.raises(OSError, match="It is larger than 9 bytes"):
        read_regular(folder / "file", 9)


def test_a_link_to_a_file_is_followed(folder: Path) -> None:
    (folder / "file").write_bytes(b"content")
    (folder / "link").symlink_to("file")
    assert read_regular(folder / "link", 100) == b"content"


@pytest.mark.posix
@pytest.mark.parametrize(
    ("lay", "reason"),
    [
        (os.mkfifo, "It is a named pipe"),
        (Path.mkdir, "It is a folder"),
        (listen, "It is a socket"),
        (lambda path: path.symlink_to("/dev/zero"), "It is a device"),
        (lambda path: path.symlink_to("/dev/tty"), "It is a device"),
        (lambda path: path.symlink_to(path.name), "Too many levels of symbolic links"),
        (lambda path: path.symlink_to("nowhere"), "No such file or directory"),
        (lambda path: None, "No such file or directory"),
    ],
    ids=["pipe", "folder", "socket", "endless device", "terminal", "loop", "broken link", "nothing"],
)
def test_what_is_no_file_is_told_in_words(folder: Path, lay: Callable[[Path], None], reason: str) -> None:
    lay(folder / "it")
    with pytest.raises(OSError) as caught:  # noqa: PT011 - its reason is looked at
        read_regular(folder / "it", 100)
    assert caught.value.strerror == reason


@pytest.mark.posix
@pytest.mark.parametrize("lay", [os.mkfifo, lambda path: path.symlink_to("/dev/zero")], ids=["pipe", "device"])
def test_what_takes_the_place_of_a_file_before_it_is_opened_is_not_read(
    folder: Path, lay: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "it"
    path.write_bytes(b"a file")
    look = os.stat

    def look_then_swap(name: Path) -> os.stat_result:
        found = look(name)
        path.unlink()
        lay(path)
        return found

    monkeypatch.setattr("interviewer.files.reading.os.stat", look_then_swap)
    with pytest.raises(OSError, match="It is a"):
        read_regular(path, 100)


def test_a_file_that_states_no_size_is_read_no_further_than_the_limit() -> None:
    with pytest.raises(OSError, match="larger than 10 bytes"):
        read_regular(Path("/proc/self/status"), 10)


def test_a_file_that_may_not_be_read_is_told(folder: Path, nobody: None) -> None:
    with pytest.raises(PermissionError):
        read_regular(Path("/etc/shadow"), 100_000)


@pytest.mark.parametrize("name", ["nul\0", "\ud800", "x" * 5000])
def test_a_name_that_no_file_can_have_is_an_error_of_the_file_system(folder: Path, name: str) -> None:
    with pytest.raises(OSError):  # noqa: PT011 - anything that has a reason
        read_regular(folder / name, 100)
    with pytest.raises(OSError):  # noqa: PT011
        entries(folder / name)


def test_no_descriptor_is_left_open(folder: Path) -> None:
    (folder / "file").write_bytes(b"x" * 100)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for limit in (1000, 10):
        for _ in range(5):
            try:
                read_regular(folder / "file", limit)
            except OSError:
                assert limit == 10
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_folder_lists_what_it_has_in_order(folder: Path) -> None:
    for name in ("b", "a", ".c"):
        (folder / name).touch()
    assert [path.name for path in entries(folder)] == [".c", "a", "b"]


def test_a_name_that_is_no_text_is_shown_as_text() -> None:
    assert shown_name(os.fsdecode(b"a\xff\xc3\xa9")) == "a\\xffé"
