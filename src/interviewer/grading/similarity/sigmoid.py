"""From log-odds to a probability."""

from __future__ import annotations

from math import exp

_MOST = 30.0  # far beyond it exp overflows


def sigmoid(log_odds: float) -> float:
    """The probability, 0..1, of any log-odds; beyond 30 either way it is that of 30."""
    return 1 / (1 + exp(-max(-_MOST, min(_MOST, log_odds))))
