"""What a target is."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

Target = Callable[[Random], None]
REGISTERED: dict[str, Target] = {}


def target(function: Target) -> Target:
    """Enters a function in the table, under its name."""
    REGISTERED[function.__name__] = function
    return function
