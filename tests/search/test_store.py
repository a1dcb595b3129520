from pathlib import Path

import numpy as np
import pytest

from interviewer.errors import IndexUnavailableError
from interviewer.search.refresh import find_changes
from interviewer.search.store import DamagedIndexError, PassageStore, open_folder
from tests.search.small import WordEmbedder, small_corpus

RECORDS = find_changes([], small_corpus(3), lambda *_: None).embed


@pytest.fixture
def store(tmp_path: Path) -> PassageStore:
    """An open store that holds RECORDS."""
    store = open_folder(tmp_path / "index", {"model": "words-1"})
    store.write(RECORDS, WordEmbedder().embed([record.passage.text for record in RECORDS]))
    return store


def test_what_is_written_is_read(store: PassageStore) -> None:
    assert sorted(store.read(), key=lambda record: record.passage.id) == sorted(
        RECORDS, key=lambda record: record.passage.id
    )


@pytest.mark.parametrize("value", [0.0, 3.0])
def test_a_vector_that_is_not_of_length_1_is_damage(store: PassageStore, value: float) -> None:
    store.write(RECORDS[:1], np.full((1, 32), value, dtype=np.float32))
    with pytest.raises(DamagedIndexError, match="lost vectors"):
        store.read()


def test_passages_that_are_deleted_are_gone(store: PassageStore) -> None:
    store.delete([RECORDS[0].passage.id])
    assert RECORDS[0] not in store.read()
    assert store.vectors([RECORDS[0].passage.id]) == {}


def test_another_stamp_empties_the_collection(store: PassageStore, tmp_path: Path) -> None:
    store.close()
    assert open_folder(tmp_path / "index", {"model": "words-2"}).read() == []


def test_a_collection_that_another_program_removed_is_damage_not_a_traceback(
    store: PassageStore, tmp_path: Path
) -> None:
    open_folder(tmp_path / "index", {"model": "words-2"})
    with pytest.raises(IndexUnavailableError):
        store.read()
