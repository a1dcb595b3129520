"""The field's shorthand, as candidates type it, written out."""

from __future__ import annotations

import re

_SHORTHAND = {
    "acc": "accuracy", "acts": "activations", "attn": "attention", "avg": "average", "backprop": "backpropagation",
    "bce": "binary cross-entropy", "bn": "batch normalization", "ce": "cross-entropy", "conv": "convolution",
    "convs": "convolutions", "dims": "dimensions", "exp": "exponential", "fwd": "forward", "bwd": "backward",
    "grad": "gradient", "grads": "gradients", "init": "initialization", "lr": "learning rate", "mem": "memory",
    "net": "network", "nets": "networks", "nn": "neural network", "nns": "neural networks", "param": "parameter",
    "params": "parameters", "prob": "probability", "probs": "probabilities", "pred": "prediction",
    "preds": "predictions", "reg": "regularization", "seq": "sequence", "std": "standard deviation",
    "val": "validation", "wrt": "with respect to", "w.r.t.": "with respect to", "w/": "with", "w/o": "without",
    "b/c": "because", "&": "and", "->": "gives", "=>": "gives", "→": "gives", "⇒": "gives",
    "o(n)": "linear", "o(n^2)": "quadratic", "o(n²)": "quadratic", "n^2": "quadratic", "n²": "quadratic",
}  # fmt: skip
_SHORT = re.compile(
    r"(?<!\w)(?:w/o|b/c|w\.r\.t\.|w/|o\(n\)|o\(n(?:\^2|²)\)|n(?:\^2|²))(?![^\W_])|->|=>|[→⇒&]|[^\W\d_]+", re.IGNORECASE
)


def written_out(text: str) -> str:
    """`text` with the field's shorthand written out: `lr` is the learning rate, `w/` is with, `->` gives."""
    return _SHORT.sub(lambda found: _SHORTHAND.get(found.group().lower(), found.group()), text)
