from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.typing import NDArray

from interviewer.errors import EmbeddingError
from interviewer.search.embedding import text_embedder
from interviewer.search.embedding.text_embedder import TextEmbedder


class CountingRuntime:
    """Gives each text a vector of its own; keeps the batches; has memory for `most` texts at a time."""

    label = "counting"

    def __init__(self, most: int = 1000, dimension: int = 3) -> None:
        self.batches: list[list[str]] = []
        self.most = most
        self.dimension = dimension

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.batches.append(list(texts))
        if len(texts) > self.most:
            raise MemoryError
        return np.array([[len(text)] + [0.0] * (self.dimension - 1) for text in texts], dtype=np.float32)


def an_embedder(runtime: CountingRuntime) -> TextEmbedder:
    return TextEmbedder(runtime, "counting", "fingerprint", 3)


def test_a_repeated_text_is_computed_once() -> None:
    runtime = CountingRuntime()
    embedder = an_embedder(runtime)
    first = embedder.embed(["one", "one", "three"])
    again = embedder.embed(["three", "one"])
    assert runtime.batches == [["one", "three"]]
    assert np.array_equal(first[[2, 0]], again)


def test_texts_of_like_length_go_together() -> None:
    runtime = CountingRuntime()
    texts = [f"{number:03d}" + "x" * (100 if number % 2 else 1) for number in range(64)]
    vectors = an_embedder(runtime).embed(texts)
    assert [len({len(text) for text in batch}) for batch in runtime.batches] == [1, 1]
    assert vectors[:, 0].tolist() == [len(text) for text in texts]


def test_out_of_memory_halves_the_batch() -> None:
    runtime = CountingRuntime(most=5)
    vectors = an_embedder(runtime).embed([str(number) for number in range(16)])
    assert vectors.shape == (16, 3)
    assert vectors[:, 0].tolist() == [1.0] * 10 + [2.0] * 6
    assert [len(batch) for batch in runtime.batches] == [16, 8, 4, 4, 8, 4, 4]


def test_a_single_text_without_memory_is_one_sentence() -> None:
    with pytest.raises(EmbeddingError, match="not enough memory"):
        an_embedder(CountingRuntime(most=0)).embed(["text"])


def test_a_model_of_another_dimension_is_one_sentence() -> None:
    with pytest.raises(EmbeddingError, match="vectors of 5 numbers, not 3"):
        an_embedder(CountingRuntime(dimension=5)).embed(["text"])


def test_no_text_computes_nothing() -> None:
    runtime = CountingRuntime()
    assert an_embedder(runtime).embed([]).shape == (0, 3)
    assert runtime.batches == []


def test_the_cache_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_embedder, "_CACHED_TEXTS", 3)
    runtime = CountingRuntime()
    embedder = an_embedder(runtime)
    embedder.embed(["1", "22", "333", "4444", "55555"])
    embedder.embed(["1"])
    assert runtime.batches[-1] == ["1"]


def test_many_threads_get_the_vectors_of_their_texts() -> None:
    embedder = an_embedder(CountingRuntime())
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda n: embedder.embed(["x" * n, "shared"])[:, 0].tolist(), range(1, 9)))
    assert found == [[n, 6] for n in range(1, 9)]
