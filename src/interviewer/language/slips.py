"""Slips of the keyboard: a word that was meant to be another one."""

from __future__ import annotations

from rapidfuzz import fuzz

LEAST_LETTERS = 5
"""Of fewer letters every change makes another word."""
_LEAST_RATIO = 83.0  # two letters swapped in a word of six (rapidfuzz ratio, 0-100)


def is_slip(word: str, meant: str) -> bool:
    """Whether two words, or stems, are so alike that one can be the other mistyped; never of fewer than LEAST_LETTERS.

    A word is a slip of itself.
    """
    is_long = len(word) >= LEAST_LETTERS and len(meant) >= LEAST_LETTERS
    return is_long and fuzz.ratio(word, meant) >= _LEAST_RATIO
