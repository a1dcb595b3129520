import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from interviewer.progress import unwatched
from interviewer.search.embedding_cache import (
    EmbeddingCache,
    ReferenceEmbedder,
    ShippedVectors,
    Written,
    complete_vectors,
    key_of,
    write_vectors,
)
from tests.search.small import FINGERPRINT, WordEmbedder


def a_file(path: Path, texts: Sequence[str], fingerprint: str = FINGERPRINT) -> Path:
    write_vectors(path, dict(zip(texts, WordEmbedder().embed(texts), strict=True)), fingerprint)
    return path


def references(model: WordEmbedder, shipped: Path, own: Path | None = None) -> ReferenceEmbedder:
    read = ShippedVectors.read(shipped, FINGERPRINT)
    return ReferenceEmbedder(lambda: model, FINGERPRINT, read, EmbeddingCache(own) if own else None)


def test_what_is_shipped_is_never_computed(tmp_path: Path) -> None:
    model = WordEmbedder()
    vectors = references(model, a_file(tmp_path / "v.npz", ["one", "two"])).embed(["two", "one", "two"])
    assert model.asked == []
    assert np.allclose(vectors, WordEmbedder().embed(["two", "one", "two"]), atol=1e-3)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-6)


def test_what_is_not_shipped_is_computed_once_and_kept(tmp_path: Path) -> None:
    own = tmp_path / "cache" / "own.sqlite3"
    first, second = WordEmbedder(), WordEmbedder()
    shipped = a_file(tmp_path / "v.npz", ["one"])
    before = references(first, shipped, own).embed(["one", "new", "new"])
    after = references(second, shipped, own).embed(["one", "new", "new"])
    assert (first.asked, second.asked) == (["new"], [])
    assert np.array_equal(before, after)


def test_vectors_of_another_model_are_not_used(tmp_path: Path) -> None:
    model = WordEmbedder()
    references(model, a_file(tmp_path / "v.npz", ["one"], "another model")).embed(["one"])
    assert model.asked == ["one"]


def test_a_file_is_completed_by_what_is_missing_and_loses_what_is_gone(tmp_path: Path) -> None:
    model, path = WordEmbedder(), a_file(tmp_path / "v.npz", ["one", "gone"])
    kept = ShippedVectors.read(path, FINGERPRINT).find(["one"])["one"]
    written = complete_vectors(path, ["one", "new", "new"], FINGERPRINT, model, unwatched)
    assert (written, model.asked) == (Written(texts=2, embedded=1), ["new"])
    found = ShippedVectors.read(path, FINGERPRINT)
    assert len(found) == 2
    assert np.array_equal(found.find(["one"])["one"], kept)


def test_a_complete_file_loads_no_model(tmp_path: Path) -> None:
    def no_model() -> WordEmbedder:
        raise AssertionError

    path = a_file(tmp_path / "v.npz", ["one", "two"])
    assert complete_vectors(path, ["two", "one"], FINGERPRINT, no_model, unwatched) == Written(texts=2, embedded=0)


def test_a_file_of_another_model_is_written_anew(tmp_path: Path) -> None:
    path = a_file(tmp_path / "v.npz", ["one"], "another model")
    assert complete_vectors(path, ["one"], FINGERPRINT, WordEmbedder(), unwatched).embedded == 1
    assert len(ShippedVectors.read(path, FINGERPRINT)) == 1


@pytest.mark.parametrize("content", [b"", b"no zip", None])
def test_a_broken_file_ships_nothing(tmp_path: Path, content: bytes | None) -> None:
    path = a_file(tmp_path / "v.npz", [f"text {number}" for number in range(50)])
    path.write_bytes(path.read_bytes()[:-700] + b"x" * 700 if content is None else content)
    assert len(ShippedVectors.read(path, FINGERPRINT)) == 0
    assert len(ShippedVectors.read(tmp_path / "missing.npz", FINGERPRINT)) == 0


@pytest.mark.parametrize(
    "arrays",
    [
        {"keys": np.zeros((2, 16), np.uint8), "vectors": np.zeros((1, 4), np.float16)},
        {"keys": np.zeros((2, 8), np.uint8), "vectors": np.zeros((2, 4), np.float16)},
        {"keys": np.zeros(2, np.uint8), "vectors": np.zeros((2, 4), np.float16)},
        {"keys": np.zeros((2, 16), np.uint8), "vectors": np.zeros((2, 4), np.float64)},
        {"keys": np.zeros((2, 16), np.uint8)},
    ],
)
def test_a_file_with_other_arrays_ships_nothing(tmp_path: Path, arrays: dict[str, NDArray[np.generic]]) -> None:
    everything: dict[str, Any] = {**arrays, "model": np.array(FINGERPRINT)}
    np.savez(tmp_path / "v.npz", **everything)
    assert len(ShippedVectors.read(tmp_path / "v.npz", FINGERPRINT)) == 0


def test_the_same_vectors_make_the_same_file(tmp_path: Path) -> None:
    one = a_file(tmp_path / "1.npz", ["a", "b", "c"])
    other = a_file(tmp_path / "2.npz", ["c", "a", "b"])
    assert one.read_bytes() == other.read_bytes()


def test_a_file_of_no_texts_has_no_vectors(tmp_path: Path) -> None:
    assert len(ShippedVectors.read(a_file(tmp_path / "v.npz", ["one"]), FINGERPRINT)) == 1
    write_vectors(tmp_path / "v.npz", {}, FINGERPRINT)
    assert len(ShippedVectors.read(tmp_path / "v.npz", FINGERPRINT)) == 0


def test_a_file_that_is_not_written_to_its_end_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_short(file: Any, **_: object) -> None:
        file.write(b"half")
        raise KeyboardInterrupt

    path = a_file(tmp_path / "v.npz", ["one"])
    monkeypatch.setattr(np, "savez", cut_short)
    with pytest.raises(KeyboardInterrupt):
        a_file(path, ["one", "two"])
    assert len(ShippedVectors.read(path, FINGERPRINT)) == 1


@pytest.mark.posix
def test_a_file_that_ships_can_be_read_by_everybody(tmp_path: Path) -> None:
    assert a_file(tmp_path / "v.npz", ["one"]).stat().st_mode & 0o777 == 0o644


def test_a_damaged_cache_is_made_anew(tmp_path: Path) -> None:
    own = tmp_path / "own.sqlite3"
    shipped = tmp_path / "none.npz"
    own.write_bytes(b"this is no database" * 500)
    model = WordEmbedder()
    for _ in range(3):
        assert references(model, shipped, own).embed(["new"]).shape == (1, 32)
    assert model.asked == ["new"]
    with sqlite3.connect(own) as connection:
        assert connection.execute("SELECT count(*) FROM vectors").fetchone() == (1,)


def test_a_damaged_cache_that_cannot_be_removed_only_costs_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    own, model = tmp_path / "own.sqlite3", WordEmbedder()
    own.write_bytes(b"this is no database" * 500)
    monkeypatch.setattr(Path, "unlink", refused)
    for _ in range(2):
        assert references(model, tmp_path / "none.npz", own).embed(["new"]).shape == (1, 32)
    assert model.asked == ["new", "new"]


@pytest.mark.parametrize("stored", [b"\0" * 63, b"", b"\0" * 64, "text", None, 7])
def test_what_is_no_vector_of_the_cache_is_computed_anew(tmp_path: Path, stored: object) -> None:
    own, model = tmp_path / "own.sqlite3", WordEmbedder()
    vectors = references(WordEmbedder(), tmp_path / "none.npz", own).embed(["one", "two"])
    with sqlite3.connect(own) as connection:
        connection.execute("UPDATE vectors SET vector = ? WHERE key = ?", (stored, key_of("two")))
    assert np.array_equal(references(model, tmp_path / "none.npz", own).embed(["one", "two"]), vectors)
    assert model.asked == ["two"]


def test_a_cache_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    model = WordEmbedder()
    for _ in range(2):
        references(model, tmp_path / "none.npz", tmp_path / "file" / "own.sqlite3").embed(["new"])
    assert model.asked == ["new", "new"]


def test_no_text_has_no_vectors(tmp_path: Path) -> None:
    class Model(WordEmbedder):
        def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
            return super().embed(texts) if texts else np.zeros((0, 32), dtype=np.float32)

    assert references(Model(), tmp_path / "none.npz").embed([]).shape == (0, 32)


@given(st.lists(st.text(), min_size=1, max_size=8))
def test_every_text_keeps_its_own_vector(texts: list[str]) -> None:
    model = WordEmbedder()
    embedder = ReferenceEmbedder(lambda: model, FINGERPRINT, ShippedVectors({}, None))
    alone = [embedder.embed([text])[0] for text in texts]
    assert np.array_equal(embedder.embed(texts), np.stack(alone))
