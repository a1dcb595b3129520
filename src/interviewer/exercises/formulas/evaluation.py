"""Values of formulas at random points, with a bound on the work that is spent on them."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from interviewer.exercises.formulas.parser import Node

Matrix = NDArray[np.float64]
Number = float | Matrix

TERMS = 3
"""A sum over an index has this many terms, whatever its limits are named."""
SIDE = 3
"""The rows and columns of the matrices that stand for symbols."""


class NoValueError(ValueError):
    """A formula has no real value at a point."""


class TooMuchWorkError(RuntimeError):
    """The work that may be spent on the formulas of an answer is spent."""


@dataclass
class Budget:
    """How many more steps may be taken; one is an operation on numbers or small matrices."""

    left: int

    def spend(self) -> None:
        """Takes one step. Raises TooMuchWorkError where none is left."""
        self.left -= 1
        if self.left < 0:
            raise TooMuchWorkError("The formulas of this answer take too long to compare.")


@dataclass(frozen=True)
class Point:
    """A place to evaluate formulas at: a number or matrix for each symbol, the same whenever it is asked for."""

    seed: int
    low: float
    high: float
    positive: frozenset[str] = frozenset()
    matrices: frozenset[str] = frozenset()
    limits: frozenset[str] = frozenset()
    variables: frozenset[str] = frozenset()
    bound: Mapping[str, int] = field(default_factory=dict)

    def at(self, index: str, number: int) -> Point:
        """The same place with an index of a sum at a number."""
        return replace(self, bound={**self.bound, index: number})

    def value(self, symbol: str) -> Number:
        """What a symbol stands for here."""
        if symbol in self.bound:
            return float(self.bound[symbol] + 1)
        if symbol in self.limits:
            return float(TERMS)
        name = self._with_indices(symbol)
        if symbol in _CONSTANTS and symbol not in self.variables:
            return _CONSTANTS[symbol]
        if symbol in self.matrices:
            return _matrix(f"{self.seed} {name}")
        if symbol == "I" and self.matrices:
            return np.eye(SIDE)
        value = _drawn(f"{self.seed} {name}", self.low, self.high)
        return abs(value) if symbol in self.positive else value

    def _with_indices(self, symbol: str) -> str:
        base, underscore, below = symbol.partition("_")
        if not self.bound or not underscore:
            return symbol
        return f"{base}_{''.join(f'#{self.bound[char]}' if char in self.bound else char for char in below)}"


def evaluate(node: Node, point: Point, budget: Budget) -> Number:
    """The value of a formula at a point. Raises NoValueError where it has none, and TooMuchWorkError."""
    try:
        with np.errstate(all="ignore"):
            value = _value(node, point, budget)
    except (ArithmeticError, ValueError, np.linalg.LinAlgError) as error:
        raise NoValueError(str(error)) from None
    if not np.all(np.isfinite(value)):
        raise NoValueError("it is not finite")
    return value


def _value(node: Node, point: Point, budget: Budget) -> Number:
    budget.spend()
    match node.kind:
        case "number":
            return node.number
        case "symbol":
            return point.value(node.name)
        case "sum" | "prod":
            terms = [_value(node.parts[0], point.at(node.name, number), budget) for number in range(TERMS)]
            return _folded(terms, _add if node.kind == "sum" else _multiply)
        case "call":
            return _call(node.name, [_value(part, point, budget) for part in node.parts])
        case "^":
            return _power(node, point, budget)
    values = [_value(part, point, budget) for part in node.parts]
    return _OPERATIONS[node.kind](*values)


def _folded(terms: list[Number], operation: Callable[[Number, Number], Number]) -> Number:
    found = terms[0]
    for term in terms[1:]:
        found = operation(found, term)
    return found


def _add(one: Number, other: Number) -> Number:
    if isinstance(one, float) != isinstance(other, float):
        raise NoValueError("a number is added to a matrix")
    return one + other


def _subtract(one: Number, other: Number) -> Number:
    return _add(one, -other)


def _multiply(one: Number, other: Number) -> Number:
    if isinstance(one, float) or isinstance(other, float):
        return one * other
    return one @ other


def _elementwise(one: Number, other: Number) -> Number:
    return one * other


def _divide(one: Number, other: Number) -> Number:
    if not isinstance(other, float):
        raise NoValueError("something is divided by a matrix")
    return one / other


def _negate(one: Number) -> Number:
    return -one


def _power(node: Node, point: Point, budget: Budget) -> Number:
    base = _value(node.parts[0], point, budget)
    raised = node.parts[1]
    if not isinstance(base, float):
        if raised.kind == "symbol" and raised.name == "T":
            return base.T
        exponent = _value(raised, point, budget)
        if isinstance(exponent, float) and exponent in (-1.0, 2.0, 3.0):
            return np.linalg.matrix_power(base, int(exponent))
        raise NoValueError("a matrix has no such power")
    exponent = _value(raised, point, budget)
    if not isinstance(exponent, float):
        raise NoValueError("the exponent is a matrix")
    return _raised(base, exponent)


def _raised(base: float, exponent: float) -> float:
    value = base**exponent
    if isinstance(value, complex):
        raise NoValueError("it is not real")
    return float(value)


def _call(name: str, given: list[Number]) -> Number:
    if name in _OF_ONE and len(given) == 1 and isinstance(given[0], float):
        return float(_OF_ONE[name](given[0]))
    if name == "nppower" and len(given) == 2 and isinstance(given[0], float) and isinstance(given[1], float):
        return _raised(given[0], given[1])
    if name == "npdot" and len(given) == 2:
        return _multiply(given[0], given[1])
    if name in ("max", "min"):
        numbers = [one for one in given if isinstance(one, float)]
        if len(numbers) == len(given):
            return max(numbers) if name == "max" else min(numbers)
    if name in ("tr", "trace") and not isinstance(given[0], float):
        return float(np.trace(given[0]))
    if name in ("inv", "transpose") and not isinstance(given[0], float):
        return np.asarray(np.linalg.inv(given[0]) if name == "inv" else given[0].T, dtype=np.float64)
    # A function that nothing is known of: one value for the same name and arguments.
    arguments = " ".join(np.array2string(np.round(np.asarray(one), 7) + 0.0) for one in given)
    return _drawn(f"{name}({arguments})", 0.1, 0.9)


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def _factorial(value: float) -> float:
    return math.gamma(value + 1)


@lru_cache(maxsize=4096)
def _drawn(name: str, low: float, high: float) -> float:
    return float(_random(name).uniform(low, high))


@lru_cache(maxsize=1024)
def _matrix(name: str) -> Matrix:
    return _random(name).uniform(-1, 1, (SIDE, SIDE))


def _random(name: str) -> np.random.Generator:
    return np.random.default_rng(int.from_bytes(hashlib.sha256(name.encode("utf-8", "replace")).digest()[:8], "big"))


_CONSTANTS = {"e": math.e, "pi": math.pi}
_OF_ONE: Mapping[str, Callable[[float], float]] = {
    "log": math.log,
    "ln": math.log,
    "exp": math.exp,
    "sqrt": math.sqrt,
    "nplogp": math.log1p,
    "npexpm": math.expm1,
    "npsquare": lambda value: value * value,
    "abs": abs,
    "factorial": _factorial,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "arctan": math.atan,
    "sigmoid": _sigmoid,
    "logistic": _sigmoid,
    "softplus": lambda value: math.log1p(math.exp(value)),
    "relu": lambda value: max(value, 0.0),
}
_OPERATIONS: Mapping[str, Callable[..., Number]] = {
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "/": _divide,
    "∘": _elementwise,
    "neg": _negate,
}
