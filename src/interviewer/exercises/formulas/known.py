"""The formulas of an exercise, read once: what an answer has to state, and what it must not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from interviewer.corpus.exercise import Exercise, Formula
from interviewer.corpus.question import Question
from interviewer.exercises.formulas.comparing import Symbols, equal
from interviewer.exercises.formulas.evaluation import Budget
from interviewer.exercises.formulas.parser import Node, symbol_name, symbols
from interviewer.exercises.formulas.plain import FUNCTIONS, GREEK, SUMS, plain
from interviewer.exercises.formulas.reading import atom_name, readings, sides_in
from interviewer.exercises.formulas.side import Side

_MATH = re.compile(r"\$([^$]{1,1500})\$")
_NAME = re.compile(r"(?<![A-Za-z_\\])([A-Za-z]+'*(?:\s*_\s*(?:\{[^{}]{1,40}\}|[A-Za-z0-9]+))?'*)(\s*[(\[])?")


@dataclass(frozen=True)
class KnownFormula:
    """A formula with its readings: one side, or the two of an equation that has to be there whole."""

    name: str
    sides: tuple[tuple[Node, ...], ...]
    wrong: tuple[tuple[Node, ...], ...]
    atoms: tuple[str, ...]
    symbols: Symbols

    def is_in(self, chain: Sequence[Side], budget: Budget) -> Side | None:
        """The last side of an equation that states it, None where it does not."""
        found = [self._last(wanted, chain, budget) for wanted in self.sides]
        return found[-1] if found and all(side is not None for side in found) else None

    def wrong_in(self, chain: Sequence[Side], budget: Budget) -> Side | None:
        """The last side of an equation that states one of the wrong formulas, None where none does."""
        return next((side for side in reversed(chain) if any(self._is(side, one, budget) for one in self.wrong)), None)

    def _last(self, wanted: tuple[Node, ...], chain: Sequence[Side], budget: Budget) -> Side | None:
        return next((side for side in reversed(chain) if self._is(side, wanted, budget)), None)

    def _is(self, side: Side, wanted: tuple[Node, ...], budget: Budget) -> bool:
        return any(equal(one, tree, self.symbols, budget) for one in wanted for tree in side.trees)


@lru_cache(maxsize=256)
def vocabulary(question: Question) -> frozenset[str]:
    """The symbols of an exercise: those of its formulas, and of one letter those of its task."""
    exercise = question.exercise
    assert exercise is not None
    found: set[str] = set()
    for formula in exercise.formulas:
        for text in _sides_of(formula.formula):
            for tree in readings(text, (), formula.atoms):
                found |= symbols(tree)
            found |= {name for name in _names(plain(text)) if name not in _functions_of(formula)}
        found |= {symbol_name(plain(name).strip()) for name in (*formula.matrices, *formula.positive)}
    for match in _MATH.finditer(exercise.task):
        names = _names(plain(match[1]), called=False)
        found |= {name for name in names if len(name.split("_")[0].rstrip("'")) == 1 or name.split("_")[0] in GREEK}
    return frozenset(name for name in found if not name.startswith("atom_")) - {"e", "d"} | _own_letters(exercise)


@lru_cache(maxsize=256)
def known_formulas(question: Question) -> tuple[KnownFormula, ...]:
    """The formulas of an exercise, in its order. A formula that cannot be read has no sides, and is in no answer."""
    assert question.exercise is not None
    known = vocabulary(question)
    return tuple(_known(formula, known) for formula in question.exercise.formulas)


def _known(formula: Formula, known: frozenset[str]) -> KnownFormula:
    atoms = tuple(atom_name(place) for place in range(len(formula.atoms)))
    sides = tuple(readings(text, known, formula.atoms) for text in _sides_of(formula.formula))
    wrong = [sides_in(text if "$" in text else f"${text}$", known, formula.atoms) for text in formula.wrong]
    return KnownFormula(
        formula.name,
        sides=sides if all(sides) else (),
        wrong=tuple(found[-1].trees for found in wrong if found),
        atoms=formula.atoms,
        symbols=Symbols(
            frozenset((*known, *atoms)),
            frozenset((*map(symbol_name, map(str.strip, map(plain, formula.positive))), *atoms)),
            frozenset(map(symbol_name, map(str.strip, map(plain, formula.matrices)))),
        ),
    )


def _sides_of(formula: str) -> list[str]:
    return [side for side in formula.split("=") if side.strip()]


def _names(text: str, *, called: bool = True) -> set[str]:
    """The symbols in a formula in plain typing; `called` counts those before a bracket."""
    found = ((symbol_name(match[1]), bool(match[2])) for match in _NAME.finditer(text))
    return {name for name, before in found if name.split("_")[0] not in (*FUNCTIONS, *SUMS) and (called or not before)}


def _functions_of(formula: Formula) -> set[str]:
    return {name for atom in formula.atoms for name in _names(plain(atom))}


def _own_letters(exercise: Exercise) -> frozenset[str]:
    """ "e" and "d", where the formulas of the exercise use them as symbols."""
    used = {name for formula in exercise.formulas for name in _names(plain(formula.formula)) if name in ("e", "d")}
    powers = " ".join(formula.formula for formula in exercise.formulas)
    return frozenset(used - ({"e"} if re.search(r"(?<![A-Za-z_])e\s*\^", powers) else set()))
