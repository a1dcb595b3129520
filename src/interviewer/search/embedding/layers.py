"""The 8-bit layers of the bundled models, which ship with the program, and how their ONNX files are joined from them.

`layers.onnx` is the file that `export.py` would make of the model, without its word embeddings: those are 47 of its
59 MB, and the weights' package has them as they are. `python -m scripts.make_layers` makes `layers.onnx` and
`layers.json` again, from the weights and from `factors.npz`. `reader.onnx` are the layers of the same model fitted to
exemplars, over the same word embeddings; `python -m benchmarks.fit_reader` makes them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from interviewer.errors import EmbeddingError
from interviewer.search.embedding.folder import ModelFolder
from interviewer.search.embedding.reader import READER, READER_SAYS

if TYPE_CHECKING:
    from onnx import ModelProto, TensorProto

EIGHT_BIT = "8-bit weights"
LAYERS, LAYERS_SAY, FACTORS = "layers.onnx", "layers.json", "factors.npz"
"""The files in this folder: the layers, their SHA-256 and fidelity, and the channel factors they are balanced by."""

STATES = "states"
"""The output of the fitted model that the pair reader reads: what its two lowest layers make of each token."""

_LOWEST = "/model/model.0/encoder/layer.1/output/LayerNorm/LayerNormalization_output_0"
_WORD_EMBEDDINGS = "embeddings.word_embeddings.weight"
_REINSTALL = "Install the program again."


@dataclass(frozen=True)
class JoinedModel:
    """The content of an ONNX file, and its mean cosine to the full model over the sample sentences."""

    content: bytes
    fidelity: float


def join(folder: ModelFolder) -> JoinedModel:
    """The complete bundled model: its layers and the word embeddings of the weights in `folder`. Takes a second.

    Raises EmbeddingError if either is missing or not the published one, ImportError if onnx is missing.
    """
    import onnx

    folder.verify()
    layers, fidelity = _read_layers(*((READER, READER_SAYS) if folder.fitted else (LAYERS, LAYERS_SAY)))
    model = onnx.load_model_from_string(layers)
    _embeddings(model).raw_data = folder.tensor(_WORD_EMBEDDINGS)
    if folder.fitted:
        shape: list[str | int | None] = ["texts", "tokens", folder.dimension]
        model.graph.node.append(onnx.helper.make_node("Identity", [_LOWEST], [STATES]))
        model.graph.output.append(onnx.helper.make_tensor_value_info(STATES, onnx.TensorProto.FLOAT, shape))
    return JoinedModel(model.SerializeToString(), fidelity)


def split(model: ModelProto) -> bytes:
    """The layers of a complete model: its ONNX file without what `join` adds, which is taken from `model`."""
    _embeddings(model).raw_data = b""
    if model.graph.output[-1].name == STATES:
        del model.graph.output[-1], model.graph.node[-1]
    layers: bytes = model.SerializeToString()
    return layers


def _read_layers(name: str, saying: str) -> tuple[bytes, float]:
    here = resources.files("interviewer.search.embedding")
    try:
        layers = here.joinpath(name).read_bytes()
        said = json.loads(here.joinpath(saying).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EmbeddingError(f"The layers of the embedding model cannot be read: {error}.", _REINSTALL) from error
    if hashlib.sha256(layers).hexdigest() != said["sha256"]:
        raise EmbeddingError("The layers of the embedding model are damaged.", _REINSTALL)
    return layers, said["fidelity"]


def _embeddings(model: ModelProto) -> TensorProto:
    found: TensorProto = next(one for one in model.graph.initializer if one.name.endswith(_WORD_EMBEDDINGS))
    return found
