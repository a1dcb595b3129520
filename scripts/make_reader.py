"""Makes the 8-bit layers of the fitted encoder, `reader.onnx`, from the model that `benchmarks.fit_reader` saved.

    python -m scripts.make_reader FOLDER

They are written beside the program's `layers.py`, with their SHA-256 and their fidelity to the model in FOLDER. The
channel factors are measured, so the last bits depend on the processor. Needs the `torch` extra.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from pathlib import Path

import onnx

from interviewer.search.embedding import layers, reader
from interviewer.search.embedding.balance import channel_factors
from interviewer.search.embedding.export import fidelity_of, sample_sentences, write_eight_bit
from interviewer.search.embedding.folder import read_folder
from interviewer.search.embedding.onnx_runtime import OnnxRuntime
from interviewer.search.embedding.torch_runtime import load_model

HERE = Path(layers.__file__).parent


def main() -> None:
    """Writes the files and prints what they are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, metavar="FOLDER")
    folder = read_folder(parser.parse_args().model, "fitted")
    texts = sample_sentences()
    model = load_model(folder, plain_attention=True)
    expected = model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
    with tempfile.TemporaryDirectory() as temporary:
        target = Path(temporary) / "model.onnx"
        write_eight_bit(model, target, channel_factors(model, texts))
        runtime = OnnxRuntime(target, folder.tokenizer, folder.max_tokens, layers.EIGHT_BIT)
        made, fidelity = layers.split(onnx.load(target)), round(fidelity_of(runtime, texts, expected), 6)
    checksum = hashlib.sha256(made).hexdigest()
    (HERE / reader.READER).write_bytes(made)
    said = json.dumps({"sha256": checksum, "fidelity": fidelity}, indent=1)
    (HERE / reader.READER_SAYS).write_text(said + "\n", encoding="utf-8")
    print(f"{reader.READER}: {len(made)} bytes, SHA-256 {checksum}, mean cosine {fidelity}")


if __name__ == "__main__":
    main()
