"""Formulas in an answer."""

from __future__ import annotations


def formulas_in(answer: str) -> tuple[str, ...]:
    """The formulas in an answer."""
    return ()
