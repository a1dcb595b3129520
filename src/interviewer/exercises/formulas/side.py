"""A side of an equation in an answer."""

from __future__ import annotations

from dataclasses import dataclass

from interviewer.exercises.formulas.parser import Node


@dataclass(frozen=True)
class Side:
    """A side of an equation, or a formula by itself, at `start` to `end` of an answer.

    `trees` are the ways to read it; `chain` numbers the equation that it is a side of, and `text` is as it stands.
    """

    start: int
    end: int
    text: str
    chain: int
    trees: tuple[Node, ...]

    @property
    def is_single(self) -> bool:
        """Whether it is a symbol or a number by itself, as any letter in a sentence may be."""
        return self.trees[0].kind in ("symbol", "number")
