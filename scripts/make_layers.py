"""Makes the 8-bit layers of the bundled embedding model again, byte for byte: `python -m scripts.make_layers`.

They are written beside the program's `layers.py`, with their SHA-256 and their fidelity. The channel factors come from
`factors.npz`; with `--measure` they are measured again on `sample.txt` and written there first, which gives different
last bits on another processor, and so different layers. Needs the `torch` extra.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch

from interviewer.search.embedding import layers
from interviewer.search.embedding.balance import channel_factors
from interviewer.search.embedding.export import fidelity_of, sample_sentences, write_eight_bit
from interviewer.search.embedding.folder import find_model
from interviewer.search.embedding.onnx_runtime import OnnxRuntime
from interviewer.search.embedding.torch_runtime import load_model

HERE = Path(layers.__file__).parent


def main() -> None:
    """Writes the files and prints what they are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measure", action="store_true", help="measure the channel factors again")
    parser.add_argument("--out", type=Path, default=HERE, metavar="FOLDER", help="write there instead")
    arguments = parser.parse_args()
    if arguments.measure:
        np.savez(arguments.out / layers.FACTORS, **measured_factors())
    made, fidelity = make_layers(arguments.out / layers.FACTORS if arguments.measure else HERE / layers.FACTORS)
    checksum = hashlib.sha256(made).hexdigest()
    (arguments.out / layers.LAYERS).write_bytes(made)
    said = json.dumps({"sha256": checksum, "fidelity": fidelity}, indent=1)
    (arguments.out / layers.LAYERS_SAY).write_text(said + "\n", encoding="utf-8")
    print(f"{layers.LAYERS}: {len(made)} bytes, SHA-256 {checksum}, mean cosine {fidelity}")


def make_layers(factors: Path) -> tuple[bytes, float]:
    """The layers, balanced by the factors in a file, and their mean cosine to the full model (six digits)."""
    folder = find_model("", offline=True)
    texts = sample_sentences()
    model = load_model(folder, plain_attention=True)
    expected = model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
    with np.load(factors) as kept, tempfile.TemporaryDirectory() as temporary:
        target = Path(temporary) / "model.onnx"
        write_eight_bit(model, target, {name: torch.from_numpy(kept[name]) for name in kept})
        runtime = OnnxRuntime(target, folder.tokenizer, folder.max_tokens, layers.EIGHT_BIT)
        return layers.split(onnx.load(target)), round(fidelity_of(runtime, texts, expected), 6)


def measured_factors() -> dict[str, np.ndarray]:
    """The channel factors by the name of the layer, as this processor measures them."""
    model = load_model(find_model("", offline=True), plain_attention=True)
    return {name: factors.numpy() for name, factors in channel_factors(model, sample_sentences()).items()}


if __name__ == "__main__":
    main()
