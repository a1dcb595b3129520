"""Ids that several answers of a file have: by its id a grade is known, so that they have to differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from interviewer.bulk.arriving import Arrival
from interviewer.bulk.jobs import Line, id_of
from interviewer.errors import UsageError
from interviewer.text import one_line

_MOST_IDS = 3
_MOST_LINES = 5
_SHOWN = 40  # characters of an id


def refuse_repeated_ids(lines: Iterable[Line], name: str) -> int:
    """How many lines there are. Raises UsageError where several have one id, with their numbers."""
    first: dict[str, int] = {}
    repeated: dict[str, list[int]] = {}
    count = 0
    for line in lines:
        count += 1
        line_id = _written(id_of(line))
        if line_id is not None and first.setdefault(line_id, line.number) != line.number:
            repeated.setdefault(line_id, [first[line_id]]).append(line.number)
    if repeated:
        said = "; ".join(_said(line_id, numbers) for line_id, numbers in list(repeated.items())[:_MOST_IDS])
        more = f"; and {len(repeated) - _MOST_IDS} more" if len(repeated) > _MOST_IDS else ""
        raise UsageError(f"{name} has ids that stand on several lines: {said}{more}.", "Give each answer its own id.")
    return count


def mark_repeated_ids(lines: Iterator[Arrival]) -> Iterator[Arrival]:
    """The lines as they come, with a fault on each whose id an earlier one had."""
    first: dict[str, int] = {}
    for line in lines:
        line_id = None if line is None else _written(id_of(line))
        if line is not None and line_id is not None and first.setdefault(line_id, line.number) != line.number:
            yield replace(line, fault=f"its 'id' is that of line {first[line_id]} too.")
        else:
            yield line


def _written(line_id: object) -> str | None:
    """An id as a table shows it, where 1, 1.0 and "1" are the same; None for none."""
    if isinstance(line_id, float) and line_id.is_integer():
        return str(int(line_id))
    return None if line_id is None else str(line_id)


def _said(line_id: str, numbers: list[int]) -> str:
    more = f" and {len(numbers) - _MOST_LINES} more" if len(numbers) > _MOST_LINES else ""
    return f"{one_line(line_id, _SHOWN)!r} on {', '.join(map(str, numbers[:_MOST_LINES]))}{more}"
