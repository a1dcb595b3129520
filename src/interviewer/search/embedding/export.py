"""Makes the ONNX file of a model: with 8-bit weights if that preserves its vectors, else in full precision.

This needs the `torch` extra. The bundled model's file is not made here but joined: see `layers.py`.
"""

from __future__ import annotations

import logging
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer.errors import EmbeddingError
from interviewer.progress import OnProgress
from interviewer.search.embedding.folder import ModelFolder
from interviewer.search.embedding.layers import EIGHT_BIT
from interviewer.search.embedding.onnx_runtime import OnnxRuntime
from interviewer.search.embedding.runtime import Runtime
from interviewer.search.embedding.torch_runtime import load_model

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer
    from torch import Tensor
    from torch.nn import Module

FAITHFUL = 0.998
"""The mean cosine to the full model, over the sample sentences, from which an ONNX file is used."""
FULL = "full precision"

OPSET = 18
_DOING = "Preparing the embedding model"


def export(folder: ModelFolder, target: Path, progress: OnProgress) -> tuple[str, float]:
    """Writes the ONNX file of a model to `target`; returns its precision and its mean cosine to the full model.

    Takes a few seconds. Raises EmbeddingError if the model cannot be exported faithfully, ImportError if a library is
    missing, OSError if the file cannot be written.
    """
    progress(_DOING, 0, 3)
    model = load_model(folder, plain_attention=True)
    from interviewer.search.embedding.balance import channel_factors  # imports torch

    texts = sample_sentences()
    expected = model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
    progress(_DOING, 1, 3)
    eight_bit = partial(write_eight_bit, factors=channel_factors(model, texts))
    for precision, write in ((EIGHT_BIT, eight_bit), (FULL, write_full)):
        write(model, target)
        progress(_DOING, 2, 3)
        fidelity = fidelity_of(OnnxRuntime(target, folder.tokenizer, folder.max_tokens, precision), texts, expected)
        if fidelity >= FAITHFUL:
            progress(_DOING, 3, 3)
            return precision, fidelity
        model = load_model(folder, plain_attention=True)  # balancing rewrote the other one
    raise EmbeddingError(f"The embedding model {folder.name} gives different vectors under onnxruntime.")


def sample_sentences() -> tuple[str, ...]:
    """The sentences that activations are measured on and fidelity is judged by; they are in no corpus or data set."""
    text = resources.files("interviewer.search.embedding").joinpath("sample.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line)


def write_eight_bit(model: SentenceTransformer, target: Path, factors: Mapping[str, Tensor]) -> None:
    """Writes the model with 8-bit weights, its layers balanced by `factors`; rewrites `model` to do so."""
    from interviewer.search.embedding.balance import balance

    balance(model, factors)
    quantize(partial(write_full, model), target)


def quantize(write: Callable[[Path], None], target: Path) -> None:
    """Writes to `target` with 8-bit weights what `write` writes in full precision."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    plain = target.with_suffix(".plain.onnx")
    write(plain)
    try:
        with _discreetly(target.parent):
            quantize_dynamic(
                plain, target, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul"]
            )
    finally:
        with suppress(OSError):
            plain.unlink()


@contextmanager
def _discreetly(folder: Path) -> Iterator[None]:
    """Makes the quantizer log no warnings, keep its copy of the model in `folder`, not in /tmp, and open no socket.

    onnx names a file of that copy with `uuid1`, which opens one to read the address of the network card.
    """
    logger = logging.getLogger()
    level, temporary, by_card = logger.level, tempfile.tempdir, uuid.uuid1
    logger.setLevel(logging.ERROR)
    tempfile.tempdir = str(folder)
    uuid.uuid1 = lambda *_, **__: uuid.uuid4()
    try:
        yield
    finally:
        uuid.uuid1 = by_card
        tempfile.tempdir = temporary
        logger.setLevel(level)


def write_full(model: SentenceTransformer, target: Path) -> None:
    """Writes the model in full precision."""
    import torch

    traced = list(sample_sentences()[:2])
    features = model.tokenize(traced) if hasattr(model, "tokenize") else model.preprocess(traced)
    names = [name for name in ("input_ids", "attention_mask", "token_type_ids") if name in features]
    axes = {name: {0: "texts", 1: "tokens"} for name in names}
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # from the tracer, about shapes that are dynamic on purpose
        torch.onnx.export(
            _pipeline(model, names),
            tuple(features[name] for name in names),
            target,
            input_names=names,
            output_names=["vectors"],
            dynamic_axes={**axes, "vectors": {0: "texts"}},
            opset_version=OPSET,
            dynamo=False,
        )


def _pipeline(model: SentenceTransformer, names: Sequence[str]) -> Module:
    """The whole model, pooling and all, as a module from token ids to vectors of length 1."""
    import torch

    class Pipeline(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
            vectors = self.model(dict(zip(names, inputs, strict=True)))["sentence_embedding"]
            return torch.nn.functional.normalize(vectors, dim=-1)

    return Pipeline().eval()


def fidelity_of(runtime: Runtime, texts: Sequence[str], expected: NDArray[np.float32]) -> float:
    """The mean cosine of a runtime's vectors of `texts` to the `expected` ones."""
    return float((runtime.encode(texts) * expected).sum(axis=1).mean())
