"""Makes a model's linear layers fit for 8-bit activations, without changing what they compute.

Two causes cost plain 8-bit quantisation its fidelity, and each has a rewrite that is exact in full precision:

- A few channels of the activations are far larger than the rest and take the whole range of the scale. They are
  divided by a factor a channel, and the weights that read them multiplied by it (Xiao et al. 2023, SmoothQuant:
  Accurate and Efficient Post-Training Quantization for Large Language Models).
- In the second layer of each feed-forward block a few tokens are far larger than the rest. Each token is divided by
  its largest activation before the layer and multiplied by it after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import torch
from torch import nn

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

MIGRATION = 0.75
"""How much of the channels' spread moves to the weights, 0..1 (alpha in SmoothQuant)."""

_SMALLEST_CHANNEL = 1e-5
_SMALLEST_TOKEN = 0.2  # the depth of GELU's trough: no token's negative side is larger than its divisor


def channel_factors(model: SentenceTransformer, texts: Iterable[str]) -> dict[str, torch.Tensor]:
    """The factors of the input channels, shape (channels,), by the name of the layer, measured on `texts`.

    The last bits depend on the processor and its number of threads, as sums of floats do.
    """
    return factors_over(model, lambda: [model.encode([text], show_progress_bar=False) for text in texts])


def factors_over(model: nn.Module, run: Callable[[], object]) -> dict[str, torch.Tensor]:
    """The same, measured on whatever `run` gives the model to read."""
    with torch.no_grad():
        layers = {name: layer for name, layer in _linear_layers(model).items() if not _is_token_scaled(name)}
        largest = {name: torch.zeros(layer.in_features) for name, layer in layers.items()}
        with _watching(layers, largest):
            run()
        return {name: _factors(layer, largest[name]) for name, layer in layers.items()}


def balance(model: nn.Module, factors: Mapping[str, torch.Tensor]) -> None:
    """Rewrites the linear layers of `model` in place. The result is the same, bit for bit, on any processor."""
    with torch.no_grad():
        for name, layer in _linear_layers(model).items():
            parent, _, attribute = name.rpartition(".")
            balanced = _TokenScaled(layer) if _is_token_scaled(name) else _ChannelScaled(layer, factors[name])
            setattr(model.get_submodule(parent), attribute, balanced)


def _linear_layers(model: nn.Module) -> dict[str, nn.Linear]:
    return {name: layer for name, layer in model.named_modules() if isinstance(layer, nn.Linear)}


def _is_token_scaled(name: str) -> bool:
    """Whether a layer is the second of a feed-forward block."""
    return name.endswith(".output.dense") and "attention" not in name


@contextmanager
def _watching(layers: dict[str, nn.Linear], found: dict[str, torch.Tensor]) -> Iterator[None]:
    """Notes in `found`, by layer, the largest magnitude of each input channel, shape (channels,)."""

    def watch(name: str) -> Callable[[nn.Module, tuple[torch.Tensor, ...]], None]:
        def note(_: nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
            found[name] = torch.maximum(found[name], inputs[0].abs().flatten(0, -2).amax(0))

        return note

    hooks = [layer.register_forward_pre_hook(watch(name)) for name, layer in layers.items()]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def _factors(layer: nn.Linear, largest: torch.Tensor) -> torch.Tensor:
    of_weights = layer.weight.abs().amax(0).clamp(min=_SMALLEST_CHANNEL)
    return largest.clamp(min=_SMALLEST_CHANNEL) ** MIGRATION / of_weights ** (1 - MIGRATION)


class _ChannelScaled(nn.Module):
    """A linear layer whose input channels are divided by factors that its weights carry."""

    inverse: torch.Tensor

    def __init__(self, layer: nn.Linear, factors: torch.Tensor) -> None:
        super().__init__()
        self.register_buffer("inverse", 1 / factors)
        layer.weight.mul_(factors)
        self.layer = layer

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        scaled: torch.Tensor = self.layer(x * self.inverse)
        return scaled


class _TokenScaled(nn.Module):
    """A linear layer that sees every token divided by its largest activation."""

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        self.bias = layer.bias
        layer.register_parameter("bias", None)
        self.layer = layer

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        largest = x.amax(-1, keepdim=True).clamp(min=_SMALLEST_TOKEN)
        scaled: torch.Tensor = self.layer(x / largest) * largest + self.bias
        return scaled
