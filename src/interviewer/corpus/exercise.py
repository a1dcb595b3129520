"""The values of an exercise: a question whose answer is marked by running, computing and comparing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """What the program of an exercise is written with besides the standard library. TORCH includes NumPy.

    A program in PYTHON may import NumPy as well, and is given lists where tests have arrays.
    """

    PYTHON = "python"
    NUMPY = "numpy"
    TORCH = "torch"


@dataclass(frozen=True)
class Check:
    """How a key point of an exercise is marked by a program; exactly what the kind of exercise needs is set.

    `tests` are names of functions of the hidden tests, all of which have to pass. `fault` names a planted fault,
    `value` a quantity, `formula` a formula of the exercise. `after` are names of formulas that have to stand before
    this one in the answer for the step to count.
    """

    tests: tuple[str, ...] = ()
    fault: str = ""
    value: str = ""
    formula: str = ""
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class WrongSolution:
    """A program that looks right and has to fail at least one hidden test. `name` says in a few words what is wrong."""

    name: str
    program: str


@dataclass(frozen=True)
class Fault:
    """A fault planted in a program: `right` of the solution, there exactly once, is replaced by `wrong`.

    `why` is one sentence that says what is wrong with it.
    """

    name: str
    right: str
    wrong: str
    why: str


@dataclass(frozen=True)
class Value:
    """A quantity that an estimate is to come to.

    `value` is a number with its unit, such as "17.2 GB"; every answer between value / factor and value * factor is
    right, in any unit of the same kind. `wrong` are quantities outside that range that a usual slip leads to.
    """

    name: str
    value: str
    factor: float
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True)
class Formula:
    """A formula that a derivation passes through.

    `formula` is an expression, or an equation of which the whole has to be there. `right` are other ways to write it
    that have to be accepted, `wrong` are formulas that have to be rejected. `matrices` are the symbols that do not
    commute. `atoms` are expressions that count as one symbol each, such as "q(z|x)" or "KL(q(z|x)||p(z))".
    `positive` are the symbols that stand for positive numbers.
    """

    name: str
    formula: str
    right: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    matrices: tuple[str, ...] = ()
    atoms: tuple[str, ...] = ()
    positive: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exercise:
    """What a question has that a program marks.

    `task` is what the candidate reads under the title, in Markdown. `starter` is what the answer box begins with: the
    beginning of a program, the faulty program (the solution with every fault planted), or empty. `solution` is a
    right program; of an estimate, one that sets a variable for each value. `seconds` is the wall time that one run of
    the tests may take. What an exercise of its kind does not have is empty.
    """

    task: str
    language: Language | None = None
    seconds: float = 10.0
    starter: str = ""
    visible_tests: str = ""
    hidden_tests: str = ""
    solution: str = ""
    wrong: tuple[WrongSolution, ...] = ()
    faults: tuple[Fault, ...] = ()
    values: tuple[Value, ...] = ()
    formulas: tuple[Formula, ...] = ()
