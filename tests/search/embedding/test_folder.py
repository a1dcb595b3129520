import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from interviewer.errors import EmbeddingError, UsageError
from interviewer.search.embedding import folder
from interviewer.search.embedding.folder import (
    WEIGHTS_SHA256,
    ModelFolder,
    bundled_folder,
    common_words,
    find_model,
    read_folder,
)
from tests.search.embedding.models import copy_of_model


def test_the_bundled_weights_are_the_published_ones() -> None:
    model = find_model("", offline=True)
    model.verify()
    assert model.checksum == WEIGHTS_SHA256
    assert (model.dimension, model.max_tokens) == (384, 256)


def test_the_model_is_found_without_importing_its_package() -> None:
    bundled_folder()
    assert folder.PACKAGE not in sys.modules


def test_a_missing_package_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "PACKAGE", "no_such_package_anywhere")
    with pytest.raises(EmbeddingError, match="not installed"):
        bundled_folder()


def test_other_weights_in_the_bundled_folder_are_refused(tmp_path: Path) -> None:
    path = copy_of_model(tmp_path / "model")
    with (path / "model.safetensors").open("r+b") as file:
        file.seek(-4, 2)
        file.write(b"\x01\x02\x03\x04")
    with pytest.raises(EmbeddingError, match="not the published ones"):
        read_folder(path, "bundled", bundled=True).verify()


def test_a_folder_of_ones_own_is_named_by_the_checksum_of_its_weights(tmp_path: Path) -> None:
    model = find_model(str(copy_of_model(tmp_path / "own")), offline=True)
    assert isinstance(model, ModelFolder)
    assert model.checksum == WEIGHTS_SHA256
    assert model.name == "own"


def _without_tokenizer(path: Path) -> None:
    (path / "tokenizer.json").unlink()


def _half_downloaded(path: Path) -> None:
    with (path / "model.safetensors").open("r+b") as file:
        file.truncate(1_000_000)


def _no_safetensors(path: Path) -> None:
    (path / "model.safetensors").write_bytes(b"version https://git-lfs.github.com/spec/v1")


def _two_dimensions(path: Path) -> None:
    config = json.loads((path / "config.json").read_text())
    (path / "config.json").write_text(json.dumps({**config, "hidden_size": 768}))


def _no_json(path: Path) -> None:
    (path / "config.json").write_text("[]")


def _written(name: str, content: str) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        (path / name).write_text(content)

    return spoil


def _endless_header(path: Path) -> None:
    with (path / "model.safetensors").open("wb") as file:
        file.write((1 << 32).to_bytes(8, "little"))
        file.truncate(1 << 33)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_written("config.json", '{"hidden_size": ' + "[" * 100_000), "cannot be read"),
        (_written("config.json", '{"hidden_size": Infinity}'), "cannot be read"),
        (_written("config.json", '{"hidden_size": ' + "9" * 5000 + "}"), "cannot be read"),
        (_written("config.json", " " * 1_000_001), "It is larger than 1,000,000 bytes"),
        (_written("sentence_bert_config.json", '{"max_seq_length": -1}'), "states -1 as its max_seq_length"),
        (_endless_header, "truncated"),
        (_without_tokenizer, "has no tokenizer"),
        (_half_downloaded, "truncated"),
        (_no_safetensors, "truncated"),
        (_two_dimensions, "states two dimensions, 768 and 384"),
        (_no_json, "cannot be read"),
    ],
)
def test_a_folder_that_is_not_a_whole_model_is_named(tmp_path: Path, spoil: Callable[[Path], None], said: str) -> None:
    path = copy_of_model(tmp_path / "own")
    spoil(path)
    with pytest.raises(EmbeddingError, match=said) as caught:
        find_model(str(path), offline=True)
    assert "INTERVIEWER_EMBEDDING_MODEL" in caught.value.hint


def test_a_folder_that_is_not_there_is_named() -> None:
    with pytest.raises(EmbeddingError, match=r"no embedding model in the folder \./no/such/folder"):
        find_model("./no/such/folder", offline=True)


@pytest.mark.parametrize("name", ["~nosuchuser/model", "/" + "x" * 5000])
def test_a_name_that_no_folder_can_have_is_told_with_its_setting(name: str) -> None:
    with pytest.raises(UsageError, match="INTERVIEWER_EMBEDDING_MODEL"):
        find_model(name, offline=True)


def test_a_model_of_the_hub_that_is_not_here_is_not_downloaded_offline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    with pytest.raises(EmbeddingError, match="cannot be downloaded from the hub"):
        find_model("somebody/some-model", offline=True)


def test_common_words_are_whole_words() -> None:
    found = common_words()
    assert {"silence", "network"} <= found
    assert not any(word.startswith(("#", "[")) for word in found)
