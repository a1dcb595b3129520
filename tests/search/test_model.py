import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from interviewer.errors import EmbeddingError
from interviewer.search import model
from interviewer.search.model import MiniLmEmbedder, bundled_model, common_words, verify_weights


def test_the_bundled_weights_are_the_published_ones() -> None:
    verify_weights(bundled_model())


def test_the_model_is_found_without_importing_its_package() -> None:
    bundled_model()
    assert model.PACKAGE not in sys.modules


def _altered(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"other weights")


def _missing(folder: Path) -> None:
    folder.mkdir(exist_ok=True)


@pytest.mark.parametrize("spoil", [_altered, _missing])
def test_other_weights_are_never_used(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    spoil(tmp_path)
    with pytest.raises(EmbeddingError):
        MiniLmEmbedder(tmp_path).embed(["text"])


def test_a_missing_package_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "PACKAGE", "no_such_package_anywhere")
    with pytest.raises(EmbeddingError, match="not installed"):
        bundled_model()


def test_the_fingerprint_needs_no_loading() -> None:
    embedder = MiniLmEmbedder()
    assert embedder.fingerprint == model.WEIGHTS_SHA256
    assert not embedder.loaded
    assert embedder.embed([]).shape == (0, 384)
    assert not embedder.loaded


def test_common_words_are_whole_words() -> None:
    found = common_words()
    assert {"silence", "network"} <= found
    assert not any(word.startswith(("#", "[")) for word in found)


@pytest.mark.model
def test_vectors_have_length_1_whatever_the_text(embedder: MiniLmEmbedder) -> None:
    vectors = embedder.embed(["dropout", "", "\ud800 lone", "word " * 5000, "\x00", "日本語"])
    assert vectors.shape == (6, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


@pytest.mark.model
def test_a_vector_does_not_depend_on_its_neighbours() -> None:
    texts = ["Dropout zeroes units.", "A", "Batch normalization uses the statistics of the batch at hand. " * 5]
    together = MiniLmEmbedder().embed(texts)
    turned = MiniLmEmbedder().embed(texts[::-1])[::-1]
    alone = np.concatenate([MiniLmEmbedder().embed([text]) for text in texts])
    assert np.abs(together - alone).max() < 1e-6
    assert np.abs(together - turned).max() < 1e-6


@pytest.mark.model
def test_a_repeated_text_is_computed_once(embedder: MiniLmEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    encode = embedder._encode
    monkeypatch.setattr(embedder, "_encode", lambda texts: asked.append(texts) or encode(texts))
    first = embedder.embed(["never seen before", "never seen before", "nor this"])
    again = embedder.embed(["nor this", "never seen before"])
    assert asked == [["never seen before", "nor this"]]
    assert np.array_equal(first[[2, 0]], again)


@pytest.mark.model
def test_the_cache_does_not_grow_without_end(embedder: MiniLmEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "_CACHED_TEXTS", 3)
    vectors = embedder.embed(["one", "two", "three", "four", "five"])
    assert len(embedder._cache) == 3
    assert np.allclose(embedder.embed(["one"])[0], vectors[0], atol=1e-6)


@pytest.mark.model
def test_many_threads_get_the_same_vectors(embedder: MiniLmEmbedder) -> None:
    expected = embedder.embed(["shared text"])
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda n: embedder.embed(["shared text", f"own text {n}"])[:1], range(8)))
    assert all(np.array_equal(expected, vectors) for vectors in found)


@pytest.mark.model
@pytest.mark.slow
def test_loading_says_nothing_and_opens_no_socket() -> None:
    code = """
import socket
def refuse(*args, **kwargs):
    raise SystemExit("a socket was connected")
socket.socket.connect = refuse
socket.getaddrinfo = refuse
from interviewer.search.model import load_embedder
load_embedder().embed(["dropout", "batch " * 600])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
