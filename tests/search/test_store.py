from pathlib import Path

import numpy as np
import pytest

from interviewer.errors import IndexUnavailableError
from interviewer.search.chroma import open_folder
from interviewer.search.chroma_errors import DamagedIndexError
from interviewer.search.refresh import find_changes
from interviewer.search.store import PassageStore
from tests.search.small import WordEmbedder, small_corpus

RECORDS = find_changes([], small_corpus(3), lambda *_: None).embed


@pytest.fixture
def store(tmp_path: Path) -> PassageStore:
    """An open store that holds RECORDS."""
    store = open_folder(tmp_path / "index", {"model": "words-1"})
    store.write(RECORDS, WordEmbedder().embed([record.passage.text for record in RECORDS]))
    return store


def test_what_is_written_is_read(store: PassageStore) -> None:
    assert sorted(store.read().records, key=lambda record: record.passage.id) == sorted(
        RECORDS, key=lambda record: record.passage.id
    )


@pytest.mark.parametrize("value", [0.0, 3.0])
def test_a_vector_that_is_not_of_length_1_is_damage(store: PassageStore, value: float) -> None:
    store.write(RECORDS[:1], np.full((1, 32), value, dtype=np.float32))
    with pytest.raises(DamagedIndexError, match="lost vectors"):
        store.read()


def test_passages_that_are_deleted_are_gone(store: PassageStore) -> None:
    store.delete([RECORDS[0].passage.id])
    held = store.read(most_vectors=len(RECORDS))
    assert RECORDS[0] not in held.records
    assert set(held.vectors) == {record.passage.id for record in RECORDS[1:]}


def test_vectors_are_read_where_there_are_no_more_than_asked_for(store: PassageStore) -> None:
    held = store.read(most_vectors=len(RECORDS))
    for record in RECORDS:
        assert np.allclose(held.vectors[record.passage.id], WordEmbedder().embed([record.passage.text])[0], atol=1e-6)
    assert store.read(most_vectors=len(RECORDS) - 1).vectors == {}


def test_another_index_fingerprint_empties_the_collection(store: PassageStore, tmp_path: Path) -> None:
    store.close()
    assert open_folder(tmp_path / "index", {"model": "words-2"}).read().records == ()


def test_a_collection_that_another_program_removed_is_damage_not_a_traceback(
    store: PassageStore, tmp_path: Path
) -> None:
    open_folder(tmp_path / "index", {"model": "words-2"})
    with pytest.raises(IndexUnavailableError):
        store.read()
