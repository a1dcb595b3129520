"""Makes the 8-bit layers of the pair reader, `pairs.onnx`, from the weights that `benchmarks.fit_pairs` saved.

    python -m scripts.make_pairs FOLDER

They are written beside the program's `layers.py`, with their SHA-256 and how near their logits are to those in full
precision. The channel factors are measured, so the last bits depend on the processor. Needs the `torch` extra.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import warnings
from pathlib import Path

import numpy as np
import torch
from torch import nn

from benchmarks.fit_pairs import PairModel
from interviewer.search.embedding import layers
from interviewer.search.embedding.balance import balance, factors_over
from interviewer.search.embedding.export import OPSET, quantize, sample_sentences
from interviewer.search.embedding.onnx_runtime import session_of
from interviewer.search.embedding.pair_runtime import PAIRS, PAIRS_SAY

HERE = Path(layers.__file__).parent


class Together(nn.Module):
    """The upper layers and the head, for the states of one pair, shapes (1, tokens, dimension)."""

    def __init__(self, model: PairModel) -> None:
        super().__init__()
        self.layers, self.sides, self.head = model.layers, model.sides, model.head

    def forward(self, first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
        """The two logits, shape (1, 2)."""
        states = torch.cat([first + self.sides[0], second + self.sides[1]], dim=1)
        for layer in self.layers:
            states = layer(states, None)
        a, b = states[:, : first.shape[1]].mean(1), states[:, first.shape[1] :].mean(1)
        logits: torch.Tensor = self.head(torch.cat([a, b, (a - b).abs(), a * b], -1))
        return logits


def main() -> None:
    """Writes the files and prints what they are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    model = PairModel(plain_attention=True)
    model.load_state_dict(torch.load(parser.parse_args().folder / "pairs.pt"))
    texts = sample_sentences()
    states = [one[None] for one in model.states(texts)]
    pairs = list(zip(states, states[1:] + states[:1], strict=True))
    together = Together(model).eval()
    with torch.no_grad():
        expected = np.concatenate([together(*pair).numpy() for pair in pairs])
        balance(together.layers, factors_over(together.layers, lambda: [together(*pair) for pair in pairs]))
    with tempfile.TemporaryDirectory() as temporary:
        target = Path(temporary) / PAIRS
        quantize(lambda path: write(together, pairs[0], path), target)
        content = target.read_bytes()
    session = session_of(content, PAIRS)
    found = np.concatenate([session.run(None, {"first": a.numpy(), "second": b.numpy()})[0] for a, b in pairs])
    fidelity = round(float(np.corrcoef(found.ravel(), expected.ravel())[0, 1]), 6)
    checksum = hashlib.sha256(content).hexdigest()
    (HERE / PAIRS).write_bytes(content)
    said = json.dumps({"sha256": checksum, "fidelity": fidelity}, indent=1)
    (HERE / PAIRS_SAY).write_text(said + "\n", encoding="utf-8")
    print(f"{PAIRS}: {len(content)} bytes, SHA-256 {checksum}, correlation of logits {fidelity}")


def write(together: Together, pair: tuple[torch.Tensor, torch.Tensor], target: Path) -> None:
    """Writes the model in full precision."""
    axes = {"first": {1: "first_tokens"}, "second": {1: "second_tokens"}}
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # from the tracer, about shapes that are dynamic on purpose
        torch.onnx.export(
            together, pair, target, input_names=["first", "second"], output_names=["logits"], dynamic_axes=axes,
            opset_version=OPSET, dynamo=False,
        )  # fmt: skip


if __name__ == "__main__":
    main()
