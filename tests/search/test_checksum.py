from pathlib import Path

import pytest

from interviewer.search.checksum import is_intact, write_checksum


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with vector files as Chroma lays them out, and their checksum."""
    part = tmp_path / "collection"
    part.mkdir()
    for name in ("index_metadata.pickle", "data_level0.bin", "header.bin"):
        (part / name).write_bytes(name.encode())
    (tmp_path / "chroma.sqlite3").write_bytes(b"database")
    write_checksum(tmp_path)
    return tmp_path


def test_a_folder_that_was_never_written_is_intact(tmp_path: Path) -> None:
    assert is_intact(tmp_path)
    assert is_intact(tmp_path / "none")


def test_files_that_match_their_checksum_are_intact_whatever_the_database_holds(folder: Path) -> None:
    (folder / "chroma.sqlite3").write_bytes(b"more")
    assert is_intact(folder)


@pytest.mark.parametrize("name", ["index_metadata.pickle", "data_level0.bin", "header.bin"])
def test_a_file_that_is_changed_or_gone_is_noticed(folder: Path, name: str) -> None:
    path = folder / "collection" / name
    path.write_bytes(path.read_bytes()[:-1])
    assert not is_intact(folder)
    path.unlink()
    assert not is_intact(folder)


def test_vector_files_without_a_checksum_are_not_intact(folder: Path) -> None:
    (folder / "vectors.sha256").unlink()
    assert not is_intact(folder)


def test_empty_vector_files_of_a_small_index_do_not_count(tmp_path: Path) -> None:
    write_checksum(tmp_path)
    (tmp_path / "collection").mkdir()
    (tmp_path / "collection" / "header.bin").write_bytes(b"made at every opening")
    assert is_intact(tmp_path)
