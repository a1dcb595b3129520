"""Benchmarks and scripts, which nobody runs every day, are still about the program that there is."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NEEDS_TORCH = {
    "benchmarks.fit_pairs",
    "benchmarks.fit_reader",
    "benchmarks.compare",
    "benchmarks.frontier",
    "scripts.make_layers",
    "scripts.make_pairs",
    "scripts.make_reader",
}
MODULES = sorted(
    f"{file.parent.name}.{file.stem}" for room in ("benchmarks", "scripts") for file in (ROOT / room).glob("*.py")
)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.torch] * (name in NEEDS_TORCH)) for name in MODULES]
)
def test_each_can_be_imported(name: str) -> None:
    assert importlib.import_module(name).__doc__
