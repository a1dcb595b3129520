from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from interviewer.corpus.question import Question
from interviewer.search.chroma import open_folder
from interviewer.search.chroma_errors import DamagedIndexError
from interviewer.search.passages import split_question
from interviewer.search.refresh import Refreshed, find_changes, refresh
from interviewer.search.store import Contents, PassageStore, Record
from tests.search.small import WordEmbedder, about, small_corpus


def silent(what: str, done: int, total: int) -> None:
    pass


def stored(questions: tuple[Question, ...]) -> list[Record]:
    """What a store holds after a refresh."""
    return list(find_changes([], questions, silent).embed)


def test_an_empty_store_needs_every_passage() -> None:
    questions = small_corpus(3)
    changes = find_changes([], questions, silent)
    assert [record.passage for record in changes.embed] == [
        passage for question in questions for passage in split_question(question)
    ]
    assert (changes.remove, changes.relabel) == ((), ())


def test_a_store_that_is_current_needs_nothing() -> None:
    questions = small_corpus(3)
    assert not find_changes(stored(questions), questions, silent)


def test_only_the_changed_passage_is_embedded_and_the_rest_relabelled() -> None:
    old = about("crab")
    new = replace(old, title="What makes a crab?")
    changes = find_changes(stored((old,)), (new,), silent)
    assert [record.passage.id for record in changes.embed] == ["crab#title"]
    assert len(changes.relabel) == 4
    assert changes.remove == ()


def test_a_moved_file_embeds_nothing() -> None:
    old = about("crab")
    changes = find_changes(stored((old,)), (replace(old, file="elsewhere/crab.md"),), silent)
    assert changes.embed == ()
    assert {record.passage.file for record in changes.relabel} == {"elsewhere/crab.md"}


def test_passages_and_questions_that_are_gone_are_removed() -> None:
    crab, whelk = about("crab"), about("whelk")
    fewer = replace(crab, key_points=crab.key_points[:1])
    changes = find_changes(stored((crab, whelk)), (fewer,), silent)
    assert set(changes.remove) == {"crab#key-point-2", *(passage.id for passage in split_question(whelk))}


@pytest.mark.parametrize("lost", range(5))
def test_a_question_with_a_passage_lost_is_made_whole(lost: int) -> None:
    questions = (about("crab"),)
    records = stored(questions)
    changes = find_changes(records[:lost] + records[lost + 1 :], questions, silent)
    assert list(changes.embed) == [records[lost]]


@pytest.fixture
def store(tmp_path: Path) -> PassageStore:
    """An empty store."""
    return open_folder(tmp_path / "index", {"model": "words-1"})


def refreshed(store: PassageStore, questions: tuple[Question, ...], most_vectors: int = 1000) -> Refreshed:
    return refresh(store, questions, WordEmbedder(), silent, most_vectors=most_vectors)


def test_what_was_written_to_a_folder_is_not_read_again_and_is_what_is_there(
    store: PassageStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[int] = []
    read = PassageStore.read

    def count(self: PassageStore, most_vectors: int = 0) -> Contents:
        reads.append(most_vectors)
        return read(self, most_vectors)

    monkeypatch.setattr(PassageStore, "read", count)
    for questions in (small_corpus(5), (*small_corpus(4), about("crab"), replace(about("whelk"), file="moved.md"))):
        reads.clear()
        written = refreshed(store, questions)
        assert reads == [1000]
        found = refreshed(store, questions)
        assert written.passages == found.passages
        assert written.vectors is not None
        assert found.vectors is not None
        assert np.allclose(written.vectors, found.vectors, atol=1e-6)


def test_vectors_are_had_where_there_were_too_many_passages_before(store: PassageStore) -> None:
    assert refreshed(store, small_corpus(6), most_vectors=25).vectors is None
    fewer = refreshed(store, small_corpus(5), most_vectors=25)
    assert fewer.vectors is not None
    assert len(fewer.vectors) == len(fewer.passages) == 25


def test_a_store_that_does_not_keep_what_it_is_given_is_damaged(
    store: PassageStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = PassageStore.write

    def forget(self: PassageStore, records: Sequence[Record], vectors: NDArray[np.float32]) -> None:
        write(self, records[:-1], vectors[:-1])

    monkeypatch.setattr(PassageStore, "write", forget)
    with pytest.raises(DamagedIndexError, match="does not retain what is written"):
        refreshed(store, small_corpus(3))
