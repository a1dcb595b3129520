"""What is fuzzed: each target makes one hostile input from a seed and hands it to the product.

A target returns where the input is taken, or refused with the error that the product refuses such input with.
Anything else that comes out of it is a fault. Add one by decorating a function of `Random` with `@target`.
"""

from __future__ import annotations

from tests.fuzz import files, lines, program
from tests.fuzz.target import REGISTERED as TARGETS

__all__ = ["TARGETS", "files", "lines", "program"]
