"""The secret for delimiters is made once, kept whole and private, and shared by processes that begin together."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from interviewer.bootstrap import delimiter_key as module
from interviewer.bootstrap.delimiter_key import KEY_BYTES, delimiter_key
from interviewer.errors import RecordsError
from interviewer.files.writing import atomic_write


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the secret is kept, in a folder that does not exist yet."""
    return tmp_path / "data" / "fence.key"


def test_it_is_made_once_and_kept(path: Path) -> None:
    assert len(delimiter_key(path)) == KEY_BYTES
    assert delimiter_key(path) == path.read_bytes()


def test_it_differs_between_installations(path: Path) -> None:
    assert delimiter_key(path) != delimiter_key(path.with_name("other.key"))


@pytest.mark.posix
def test_others_cannot_read_it(path: Path) -> None:
    delimiter_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("cut", [b"short", b""])
def test_one_that_is_cut_short_is_made_anew(path: Path, cut: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(cut)
    assert len(delimiter_key(path)) == KEY_BYTES


def test_of_two_processes_that_make_it_both_use_that_of_the_first(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = bytes(range(KEY_BYTES))

    def outrun(target: Path, content: bytes, *, replace: bool) -> None:
        atomic_write(target, first)
        atomic_write(target, content, replace=replace)

    monkeypatch.setattr(module, "atomic_write", outrun)
    assert delimiter_key(path) == path.read_bytes() == first


def test_a_data_folder_that_cannot_be_written_is_told(path: Path) -> None:
    path.parent.write_text("in the way")
    with pytest.raises(RecordsError, match="cannot be written"):
        delimiter_key(path)


def test_a_file_that_cannot_be_read_is_told(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(RecordsError, match="cannot be read"):
        delimiter_key(path)


def test_a_failure_leaves_nothing_behind(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(RecordsError, match="No space left"):
        delimiter_key(path)
    assert list(path.parent.iterdir()) == []
