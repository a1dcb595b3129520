"""The program of a debug exercise: the solution with its faults planted, and the lines where each of them is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from interviewer.corpus.exercise import Fault


@dataclass(frozen=True)
class PlantedFault:
    """A fault at its place: from line `first` to line `last` of the program that has every fault, from 1.

    Lines that its right text has as well, around those that it adds, are not of it.
    """

    fault: Fault
    first: int
    last: int


def planted(solution: str, faults: Sequence[Fault]) -> str:
    """The solution with these faults in it.

    Raises ValueError where the right text of a fault is not in the solution exactly once, or two overlap.
    """
    program, end = "", 0
    for start, fault in _in_order(solution, faults):
        if start < end:
            raise ValueError(f"the fault {fault.name} overlaps another")
        program += solution[end:start] + fault.wrong
        end = start + len(fault.right)
    return program + solution[end:]


def fault_places(solution: str, faults: Sequence[Fault]) -> tuple[PlantedFault, ...]:
    """Where each fault is in the program that has them all, in the order of the program."""
    places, shift = [], 0
    for start, fault in _in_order(solution, faults):
        first = solution.count("\n", 0, start) + 1 + shift
        first += len(fault.wrong) - len(fault.wrong.lstrip("\n"))
        own = _own_lines(fault)
        places.append(PlantedFault(fault, first + own[0], first + own[-1]))
        shift += fault.wrong.count("\n") - fault.right.count("\n")
    return tuple(places)


def _own_lines(fault: Fault) -> Sequence[int]:
    """The lines of the wrong text, from 0: where it only adds lines to the right one, none but these."""
    wrong, right = fault.wrong.strip("\n").split("\n"), fault.right.strip("\n").split("\n")
    added = []
    for place, line in enumerate(wrong):
        if right and line == right[0]:
            right.pop(0)
        else:
            added.append(place)
    return range(len(wrong)) if right or not added else added


def _in_order(solution: str, faults: Sequence[Fault]) -> list[tuple[int, Fault]]:
    found = []
    for fault in faults:
        count = solution.count(fault.right)
        if count != 1:
            times = "is not" if not count else f"is {count} times"
            raise ValueError(f"the right text of the fault {fault.name} {times} in the solution; expected it once")
        found.append((solution.index(fault.right), fault))
    return sorted(found, key=lambda place: place[0])
