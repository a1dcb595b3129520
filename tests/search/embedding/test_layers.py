from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from importlib import resources
from pathlib import Path

import numpy as np
import onnx
import pytest

from interviewer.errors import EmbeddingError
from interviewer.search.embedding import layers, reader
from interviewer.search.embedding.folder import ModelFolder, find_model, find_reader, read_folder
from tests.search.embedding.models import copy_of_model

pytestmark = pytest.mark.model

HERE = Path(str(resources.files("interviewer.search.embedding")))
ROOT = Path(__file__).parent.parent.parent.parent
WORD_EMBEDDINGS = "embeddings.word_embeddings.weight"


def make_layers(*arguments: str) -> None:
    command = [sys.executable, "-m", "scripts.make_layers", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


BOTH = pytest.mark.parametrize(
    ("file", "says", "model"),
    [
        (layers.LAYERS, layers.LAYERS_SAY, find_model("", offline=True)),
        (reader.READER, reader.READER_SAYS, find_reader()),
    ],
    ids=["search", "reader"],
)


@BOTH
def test_the_layers_are_the_ones_that_are_stated_and_small(file: str, says: str, model: ModelFolder) -> None:
    content = (HERE / file).read_bytes()
    stated = json.loads((HERE / says).read_text())
    assert stated["fidelity"] >= 0.999
    assert hashlib.sha256(content).hexdigest() == stated["sha256"]
    assert len(content) < 12_000_000


@BOTH
def test_the_joined_model_has_the_word_embeddings_of_the_weights_and_nothing_else_is_added(
    file: str, says: str, model: ModelFolder
) -> None:
    joined = onnx.load_model_from_string(layers.join(model).content)
    table = next(one for one in joined.graph.initializer if one.name.endswith(WORD_EMBEDDINGS))
    assert list(table.dims) == [30522, 384]
    found = onnx.numpy_helper.to_array(table)
    assert found.dtype == np.float32
    assert found.tobytes() == find_model("", offline=True).tensor(WORD_EMBEDDINGS)
    assert layers.split(joined) == (HERE / file).read_bytes()


def test_the_two_models_are_not_the_same_and_known_by_their_checksums() -> None:
    assert (HERE / reader.READER).read_bytes() != (HERE / layers.LAYERS).read_bytes()
    assert find_reader().checksum == reader.reader_checksum() != find_model("", offline=True).checksum


def test_other_weights_are_not_joined(tmp_path: Path) -> None:
    path = copy_of_model(tmp_path / "model")
    with (path / "model.safetensors").open("r+b") as file:
        file.seek(-4, 2)
        file.write(b"\x01\x02\x03\x04")
    with pytest.raises(EmbeddingError, match="not the published ones"):
        layers.join(read_folder(path, "bundled", bundled=True))


@BOTH
def test_damaged_layers_are_not_joined(
    file: str, says: str, model: ModelFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = bytearray((HERE / file).read_bytes())
    content[5_000_000] ^= 1
    (tmp_path / file).write_bytes(content)
    (tmp_path / says).write_bytes((HERE / says).read_bytes())
    monkeypatch.setattr("interviewer.search.embedding.layers.resources.files", lambda _: tmp_path)
    with pytest.raises(EmbeddingError, match="layers of the embedding model are damaged"):
        layers.join(model)


@pytest.mark.parametrize("said", ["", "[]", "{}", None])
def test_a_reader_whose_checksum_cannot_be_read_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str | None
) -> None:
    if said is not None:
        (tmp_path / reader.READER_SAYS).write_text(said)
    monkeypatch.setattr("interviewer.search.embedding.layers.resources.files", lambda _: tmp_path)
    with pytest.raises(EmbeddingError, match="layers of the fitted model cannot be read") as raised:
        reader.reader_checksum()
    assert raised.value.hint == "Install the program again."


def test_a_tensor_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(EmbeddingError, match=r"have no such\.tensor"):
        find_model("", offline=True).tensor("such.tensor")


@pytest.mark.torch
@pytest.mark.slow
def test_the_script_makes_the_layers_again_byte_for_byte(tmp_path: Path) -> None:
    make_layers("--out", str(tmp_path))
    assert (tmp_path / layers.LAYERS).read_bytes() == (HERE / layers.LAYERS).read_bytes()
    assert (tmp_path / layers.LAYERS_SAY).read_bytes() == (HERE / layers.LAYERS_SAY).read_bytes()


@pytest.mark.torch
@pytest.mark.slow
def test_the_factors_are_those_that_the_sample_sentences_give(tmp_path: Path) -> None:
    make_layers("--measure", "--out", str(tmp_path))
    with np.load(HERE / layers.FACTORS) as kept, np.load(tmp_path / layers.FACTORS) as measured:
        assert set(kept) == set(measured)
        for name in kept:
            assert np.allclose(kept[name], measured[name], rtol=1e-3), name
