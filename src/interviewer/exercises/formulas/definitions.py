"""Symbols that an answer defines before it uses them: "let a = q k / sqrt(d). Then softmax(a) v"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from interviewer.exercises.formulas.parser import MOST_TOKENS, Node, symbols
from interviewer.exercises.formulas.plain import FUNCTIONS, SUMS
from interviewer.exercises.formulas.side import Side
from interviewer.language.common_words import STOP_WORDS

MOST_ROUNDS = 4
"""How deep definitions are followed that rest on others."""

_INTRODUCED = re.compile(
    r"\b(?i:let|with|where|define|denote|set|call|write)\s+\$?\s*(?P<name>[A-Za-z]{2,20})\s*\$?\s*:?=(?!=)"
    r"|(?<![\w\\])(?P<assigned>[A-Za-z]{2,20})\s*:="
)
_CONSTANTS = frozenset(("e", "d", "pi", "inf", "I", "T"))


def introduced_names(answer: str, known: Collection[str]) -> frozenset[str]:
    """The words that an answer introduces as symbols of its own."""
    names = (match["name"] or match["assigned"] for match in _INTRODUCED.finditer(answer))
    return frozenset(name for name in names if name not in (*known, *FUNCTIONS, *SUMS, *STOP_WORDS))


def with_definitions(sides: Sequence[Side], known: Collection[str]) -> tuple[Side, ...]:
    """The sides with further readings, in which the answer's own symbols stand for what it defines them as.

    A symbol of the exercise means what it says there, and one that an answer defines in two ways means neither.
    """
    meant = _definitions(sides, known)
    if not meant:
        return tuple(sides)
    return tuple(replace(side, trees=(*side.trees, *_spelled_out(side.trees, meant))) for side in sides)


def _definitions(sides: Sequence[Side], known: Collection[str]) -> dict[str, Node]:
    found: defaultdict[str, list[Node]] = defaultdict(list)
    for _, chain in groupby(sides, key=lambda side: side.chain):
        first, *others = chain
        tree = first.trees[0]
        own = tree.kind == "symbol" and tree.name not in known and tree.name not in _CONSTANTS
        if own and not tree.name.startswith("atom_") and others and others[0].trees[0] not in found[tree.name]:
            found[tree.name].append(others[0].trees[0])
    return {name: trees[0] for name, trees in found.items() if len(trees) == 1 and name not in symbols(trees[0])}


def _spelled_out(trees: Sequence[Node], meant: Mapping[str, Node]) -> list[Node]:
    sizes = {name: _size(tree, {}) for name, tree in meant.items()}
    found = []
    for tree in trees:
        told = tree
        for _ in range(MOST_ROUNDS):
            if _size(told, sizes) > MOST_TOKENS:
                break
            told, before = _replaced(told, meant), told
            if told == before:
                break
        if told != tree:
            found.append(told)
    return found


def _replaced(tree: Node, meant: Mapping[str, Node]) -> Node:
    if tree.kind == "symbol":
        return meant.get(tree.name, tree)
    if tree.kind in ("sum", "prod"):
        meant = {name: one for name, one in meant.items() if name != tree.name}
    return replace(tree, parts=tuple(_replaced(part, meant) for part in tree.parts))


def _size(tree: Node, sizes: Mapping[str, int]) -> int:
    """How many nodes a tree has once the symbols with these sizes are replaced."""
    own = sizes.get(tree.name, 1) if tree.kind == "symbol" else 1
    return own + sum(_size(part, sizes) for part in tree.parts)
