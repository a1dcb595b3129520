import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from interviewer.errors import EmbeddingError
from interviewer.search.embedding import layers, load, reader
from interviewer.search.embedding.export import FAITHFUL, FULL, export, sample_sentences
from interviewer.search.embedding.folder import find_model, find_reader
from interviewer.search.embedding.layers import EIGHT_BIT
from interviewer.search.embedding.load import load_embedder, load_reader, made_folder, read_made
from interviewer.search.embedding.text_embedder import TextEmbedder
from interviewer.settings import EmbedderChoice
from tests.search.embedding.models import copy_of_model

pytestmark = pytest.mark.model

MODEL = find_model("", offline=True)
TEXTS = (
    "Dropout zeroes units.",
    "A",
    "",
    "Batch normalization uses the statistics of the batch at hand. " * 9,
    "日本語",
)


def load_it(cache: Path, choice: EmbedderChoice = EmbedderChoice.ONNX) -> TextEmbedder:
    return load_embedder(MODEL, choice, cache, lambda *_: None)


@pytest.fixture
def cache(tmp_path: Path, model_cache: Path) -> Path:
    """A copy of the cache, to be spoilt."""
    shutil.copytree(model_cache, tmp_path / "cache")
    return tmp_path / "cache"


@pytest.fixture(scope="module")
def full_model(model_cache: Path) -> TextEmbedder:
    """The model run by sentence-transformers."""
    return load_it(model_cache, EmbedderChoice.TORCH)


@pytest.fixture
def without_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """The `torch` extra as it is where nobody installed it."""
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)


@pytest.mark.torch
def test_the_fast_runtime_is_faithful_to_the_full_model(embedder: TextEmbedder, full_model: TextEmbedder) -> None:
    texts = sample_sentences()
    cosines = (embedder.embed(texts) * full_model.embed(texts)).sum(axis=1)
    assert cosines.mean() >= 0.999
    assert cosines.min() >= 0.99
    assert "8-bit" in embedder.label
    assert "sentence-transformers" in full_model.label
    assert embedder.fingerprint == full_model.fingerprint


def test_vectors_have_length_1_whatever_the_text(embedder: TextEmbedder) -> None:
    vectors = embedder.embed(["dropout", "", "\ud800 lone", "word " * 5000, "\x00", "日本語"])
    assert vectors.shape == (6, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_a_vector_is_the_same_alone_and_in_any_batch(model_cache: Path) -> None:
    together = load_it(model_cache).embed(TEXTS)
    turned = load_it(model_cache).embed(TEXTS[::-1])[::-1]
    alone = np.concatenate([load_it(model_cache).embed([text]) for text in TEXTS])
    assert np.array_equal(together, turned)
    assert np.array_equal(together, alone)


def test_the_number_of_threads_changes_no_vector(model_cache: Path, embedder: TextEmbedder) -> None:
    single = load_embedder(MODEL, EmbedderChoice.ONNX, model_cache, lambda *_: None, threads=1)
    assert np.array_equal(single.embed(TEXTS), embedder.embed(TEXTS))


def _cut(where: Path) -> None:
    with (where / "model.onnx").open("r+b") as file:
        file.truncate(1000)


def _flipped(where: Path) -> None:
    with (where / "model.onnx").open("r+b") as file:
        file.seek(30_000_000)
        file.write(b"\xff\x00\xff\x00")


def _unlabelled(where: Path) -> None:
    (where / "made.json").write_text("{")


def _interrupted(where: Path) -> None:
    where.rename(where.with_name(f".{where.name}.999999.part"))


@pytest.mark.parametrize("spoil", [_cut, _flipped, _unlabelled, _interrupted])
def test_a_cache_that_is_not_whole_is_not_used(cache: Path, spoil: Callable[[Path], None]) -> None:
    where = made_folder(MODEL, cache)
    spoil(where)
    assert read_made(where) is None


@pytest.mark.slow
def test_a_damaged_cache_is_made_again_as_it_was(cache: Path, model_cache: Path) -> None:
    where = made_folder(MODEL, cache)
    _cut(where)
    (where.parent / f".{where.name}.999999.part").mkdir()
    assert load_it(cache).notice == ""
    assert read_made(where) is not None
    assert (where / "model.onnx").read_bytes() == (made_folder(MODEL, model_cache) / "model.onnx").read_bytes()
    assert [path.name for path in where.parent.iterdir() if path.name.endswith(".part")] == []


@pytest.mark.torch
@pytest.mark.slow
def test_making_it_is_told_from_start_to_end(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    made = export(MODEL, tmp_path / "model.onnx", lambda *said: seen.append(said))
    assert made[0] == EIGHT_BIT
    assert [done for _, done, _ in seen] == [0, 1, 2, 3]


@pytest.mark.torch
@pytest.mark.slow
def test_a_model_that_eight_bits_would_change_stays_in_full_precision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("interviewer.search.embedding.export.FAITHFUL", 0.99999)
    precision, fidelity = export(MODEL, tmp_path / "model.onnx", lambda *_: None)
    assert precision == FULL
    assert fidelity >= 0.99999


def test_a_cache_that_cannot_be_written_leaves_the_same_model_in_memory(tmp_path: Path, embedder: TextEmbedder) -> None:
    (tmp_path / "cache").write_text("a file, not a folder")
    found = load_it(tmp_path / "cache")
    assert found.label == embedder.label
    assert np.array_equal(found.embed(TEXTS), embedder.embed(TEXTS))
    assert "rebuilt at every start" in found.notice
    assert str(tmp_path / "cache") in found.notice


@pytest.mark.torch
def test_without_onnxruntime_the_slow_runtime_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    embedder = load_it(tmp_path)
    assert "sentence-transformers" in embedder.label
    assert "onnxruntime" in embedder.notice
    assert embedder.embed(["text"]).shape == (1, 384)


@pytest.mark.torch
def test_where_neither_runtime_serves_there_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(EmbeddingError, match="library cannot be loaded"):
        load_it(tmp_path)


def test_the_model_that_reads_answers_is_cached_beside_the_other_under_its_own_name(model_cache: Path) -> None:
    made, other = (made_folder(model, model_cache) for model in (find_reader(), MODEL))
    assert made != other
    assert made.parent == other.parent
    assert json.loads((made / "made.json").read_text())["model"] == "all-MiniLM-L6-v2 fitted to exemplars"


def test_the_model_that_reads_answers_gives_other_vectors(reader: TextEmbedder, embedder: TextEmbedder) -> None:
    assert reader.fingerprint != embedder.fingerprint
    assert not np.allclose(reader.embed(TEXTS[:1]), embedder.embed(TEXTS[:1]), atol=0.01)


@pytest.mark.usefixtures("without_extra")
def test_the_model_that_reads_answers_needs_no_extra_and_no_cache(tmp_path: Path, reader: TextEmbedder) -> None:
    (tmp_path / "cache").write_text("a file, not a folder")
    found = load_reader(tmp_path / "cache", lambda *_: None)
    assert "rebuilt at every start" in found.notice
    assert np.array_equal(found.embed(TEXTS), reader.embed(TEXTS))


@pytest.mark.torch
def test_without_onnxruntime_no_other_model_reads_answers_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(EmbeddingError, match=r"cannot be run: .*onnxruntime"):
        load_reader(tmp_path, lambda *_: None)


@pytest.mark.slow
def test_a_damaged_reader_is_one_sentence_and_leaves_nothing_in_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Path(layers.__file__).parent
    content = bytearray((here / reader.READER).read_bytes())
    content[-1] ^= 1
    (tmp_path / reader.READER).write_bytes(content)
    shutil.copy(here / reader.READER_SAYS, tmp_path)
    monkeypatch.setattr("interviewer.search.embedding.layers.resources.files", lambda _: tmp_path)
    with pytest.raises(EmbeddingError, match="layers of the embedding model are damaged") as raised:
        load_reader(tmp_path / "cache", lambda *_: None)
    assert raised.value.hint == "Install the program again."
    assert list((tmp_path / "cache").rglob("*.onnx")) == []


@pytest.mark.usefixtures("without_extra")
def test_the_bundled_model_needs_no_extra(tmp_path: Path, embedder: TextEmbedder) -> None:
    found = load_it(tmp_path)
    assert found.notice == ""
    assert np.array_equal(found.embed(TEXTS), embedder.embed(TEXTS))


@pytest.mark.usefixtures("without_extra")
def test_asking_for_torch_without_the_extra_is_one_sentence_with_the_command(model_cache: Path) -> None:
    with pytest.raises(EmbeddingError, match=r"^sentence-transformers is needed but not installed\.") as raised:
        load_it(model_cache, EmbedderChoice.TORCH)
    assert "uv sync --extra torch" in raised.value.hint


@pytest.mark.usefixtures("without_extra")
def test_another_model_without_the_extra_is_one_sentence_with_the_command(tmp_path: Path) -> None:
    another = find_model(str(copy_of_model(tmp_path / "another")), offline=True)
    with pytest.raises(EmbeddingError, match=r"^sentence-transformers is needed but not installed\.") as raised:
        load_embedder(another, EmbedderChoice.ONNX, tmp_path / "cache", lambda *_: None)
    assert "uv sync --extra torch" in raised.value.hint


@pytest.mark.usefixtures("without_extra")
def test_without_onnxruntime_and_the_extra_the_sentence_is_about_onnxruntime(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(EmbeddingError, match=r"cannot be run: .*onnxruntime"):
        load_it(tmp_path)


@pytest.mark.torch
@pytest.mark.slow
def test_another_model_is_exported_and_named_by_its_own_name(tmp_path: Path, embedder: TextEmbedder) -> None:
    another = find_model(str(copy_of_model(tmp_path / "another")), offline=True)
    found = load_embedder(another, EmbedderChoice.ONNX, tmp_path / "cache", lambda *_: None)
    assert (found.notice, found.name) == ("", "another")
    assert embedder.name == "all-MiniLM-L6-v2"
    assert (found.embed(TEXTS) * embedder.embed(TEXTS)).sum(axis=1).min() > 0.999


def test_another_recipe_is_another_file(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = made_folder(MODEL, cache)
    monkeypatch.setattr(load, "RECIPE", "next")
    assert made_folder(MODEL, cache) != before


def test_what_was_made_is_described(model_cache: Path) -> None:
    stated = json.loads((made_folder(MODEL, model_cache) / "made.json").read_text())
    assert stated["precision"] == EIGHT_BIT
    assert stated["model"] == "all-MiniLM-L6-v2"
    assert stated["fidelity"] >= FAITHFUL


@pytest.mark.slow
@pytest.mark.parametrize(
    "load",
    [
        'load_embedder(find_model("", offline=True), EmbedderChoice.ONNX, cache, lambda *_: None)',
        pytest.param(
            'load_embedder(find_model("", offline=True), EmbedderChoice.TORCH, cache, lambda *_: None)',
            marks=pytest.mark.torch,
        ),
        "load_reader(cache, lambda *_: None)",
    ],
)
def test_loading_says_nothing_and_opens_no_socket(model_cache: Path, load: str) -> None:
    code = f"""
import socket
def refuse(*args, **kwargs):
    raise SystemExit("a socket was connected")
socket.socket.connect = refuse
socket.getaddrinfo = refuse
from pathlib import Path
from interviewer.search.embedding.folder import find_model
from interviewer.search.embedding.load import load_embedder, load_reader
from interviewer.settings import EmbedderChoice
cache = Path({str(model_cache)!r})
embedder = {load}
embedder.embed(["dropout", "batch " * 600])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
