"""Speed, size and fidelity of the ways to run the embedding model.

    python -m benchmarks.frontier [--asag ../shared/asag] [--rows 5000] [--only NAME]

Each variant is made from the same model. Speed is texts per second on one thread, one text at a time, over the first
thousand texts; fidelity is the cosine to the full model over all distinct texts of the collections, and by
how much Pearson's r of the cosine of answer and reference with the human score differs from the full model's.
Needs the extra: uv sync --extra torch.
"""

from __future__ import annotations

import argparse
import csv
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interviewer.search.embedding import balance, export
from interviewer.search.embedding.folder import ModelFolder, find_model
from interviewer.search.embedding.onnx_runtime import OnnxRuntime
from interviewer.search.embedding.torch_runtime import load_model

Vectors = NDArray[np.float32]
_TIMED = 1000


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--asag", type=Path, default=Path("../shared/asag"))
    parser.add_argument("--rows", type=int, help="only so many rows, drawn once")
    parser.add_argument("--only", default="", help="only variants with this in their name")
    options = parser.parse_args()
    rows = read(options.asag)
    random.Random(0).shuffle(rows)
    rows = rows[: options.rows]
    texts = list(dict.fromkeys(text for _, reference, answer, _ in rows for text in (reference, answer)))
    place = {text: number for number, text in enumerate(texts)}
    folder = find_model("", offline=True)
    model = load_model(folder)
    began = time.perf_counter()
    for text in texts[:_TIMED]:
        model.encode([text], show_progress_bar=False)
    rate = _TIMED / (time.perf_counter() - began)
    full = model.encode(texts, batch_size=64, normalize_embeddings=True, show_progress_bar=False)
    aim = correlations(full, rows, place)
    size = folder.weights.stat().st_size / 1e6
    print(f"{len(texts)} distinct texts of {len(rows)} rows; r of the full model: {_listed(aim)}\n")
    print("| variant | texts/s | MB | mean cosine | least | change of r: all | by collection |")
    print("|---|---|---|---|---|---|---|")
    print(f"| sentence-transformers, full precision | {rate:.0f} | {size:.0f} | 1 | 1 | 0 | |", flush=True)
    with tempfile.TemporaryDirectory() as where:
        for name, make in VARIANTS.items():
            if options.only not in name:
                continue
            path = Path(where) / "model.onnx"
            make(folder, path)
            runtime = OnnxRuntime(path, folder.tokenizer, folder.max_tokens, name, 1)
            began = time.perf_counter()
            runtime.encode(texts[:_TIMED])
            rate = _TIMED / (time.perf_counter() - began)
            runtime = OnnxRuntime(path, folder.tokenizer, folder.max_tokens, name)
            found = np.concatenate([runtime.encode(texts[at : at + 500]) for at in range(0, len(texts), 500)])
            cosines = (found * full).sum(axis=1)
            change = {key: value - aim[key] for key, value in correlations(found, rows, place).items()}
            print(
                f"| {name} | {rate:.0f} | {path.stat().st_size / 1e6:.0f} "
                f"| {cosines.mean():.4f} | {cosines.min():.3f} | {change.pop('all'):+.4f} | {_listed(change)} |",
                flush=True,
            )


def read(folder: Path) -> list[tuple[str, str, str, float]]:
    """Collection, reference, answer and human score of every row."""
    rows = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows += [
                (path.stem, row["reference_answer"], row["student_answer"], float(row["score_0_1"]))
                for row in csv.DictReader(file)
            ]
    return rows


def correlations(
    vectors: Vectors, rows: Sequence[tuple[str, str, str, float]], place: dict[str, int]
) -> dict[str, float]:
    """Pearson's r of cosine and human score, over all and by collection."""
    one, other = (vectors[[place[row[side]] for row in rows]] for side in (1, 2))
    cosines = (one * other).sum(axis=1)
    scores = np.array([row[3] for row in rows])
    names = np.array([row[0] for row in rows])
    found = {"all": float(np.corrcoef(cosines, scores)[0, 1])}
    for name in dict.fromkeys(names.tolist()):
        chosen = names == name
        found[name] = float(np.corrcoef(cosines[chosen], scores[chosen])[0, 1])
    return found


def full_precision(folder: ModelFolder, path: Path) -> None:
    """onnxruntime without any quantisation."""
    export.write_full(load_model(folder, plain_attention=True), path)


def quantised(**settings: Any) -> Callable[[ModelFolder, Path], None]:
    """Dynamic quantisation as the library does it."""

    def make(folder: ModelFolder, path: Path) -> None:
        from onnxruntime.quantization import QuantType, quantize_dynamic

        plain = path.with_suffix(".plain")
        full_precision(folder, plain)
        quantize_dynamic(plain, path, weight_type=QuantType.QInt8, **settings)

    return make


def blocks(bits: int, accuracy: int) -> Callable[[ModelFolder, Path], None]:
    """Weights quantised in blocks of 32, activations by `accuracy` level (4: 8 bits, 1: full precision)."""

    def make(folder: ModelFolder, path: Path) -> None:
        import onnx
        from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer

        full_precision(folder, path)
        settings = DefaultWeightOnlyQuantConfig(block_size=32, is_symmetric=True, accuracy_level=accuracy, bits=bits)
        quantizer = MatMulNBitsQuantizer(onnx.load(path), algo_config=settings)
        quantizer.process()
        quantizer.model.save_model_to_file(str(path))

    return make


def balanced(*, only_channels: bool) -> Callable[[ModelFolder, Path], None]:
    """The program's own recipe, and the same without the scales of tokens."""

    def make(folder: ModelFolder, path: Path) -> None:
        kept = balance._TokenScaled
        if only_channels:
            balance._TokenScaled = lambda layer: layer  # type: ignore[assignment,misc]
        try:
            model = load_model(folder, plain_attention=True)
            factors = balance.channel_factors(model, export.sample_sentences())
            export.write_eight_bit(model, path, factors)
        finally:
            balance._TokenScaled = kept  # type: ignore[misc]

    return make


def _listed(values: dict[str, float]) -> str:
    return ", ".join(f"{name.removeprefix('semeval_')} {value:+.4f}" for name, value in values.items())


_MATMUL = ["MatMul"]
VARIANTS = {
    "onnxruntime, full precision": full_precision,
    "8-bit, one scale a layer, embeddings too": quantised(op_types_to_quantize=["MatMul", "Gather"]),
    "8-bit, one scale a layer": quantised(op_types_to_quantize=_MATMUL),
    "8-bit, one scale a channel": quantised(op_types_to_quantize=_MATMUL, per_channel=True),
    "8-bit weights in blocks, 8-bit activations": blocks(8, 4),
    "8-bit weights in blocks, full activations": blocks(8, 1),
    "4-bit weights in blocks": blocks(4, 4),
    "8-bit, a scale a channel, balanced channels": balanced(only_channels=True),
    "8-bit, balanced channels, scaled tokens (chosen)": balanced(only_channels=False),
}

if __name__ == "__main__":
    main()
