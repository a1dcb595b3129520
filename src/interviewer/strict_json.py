"""JSON as RFC 8259 defines it, in and out: what Python's own reader and writer allow beyond it is an error here."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn


class StrictJsonError(ValueError):
    """Something that JSON readers disagree on; the message is the end of a sentence ("it has ...")."""


def loads(text: str) -> Any:
    """The value of a JSON text.

    Raises StrictJsonError for NaN and Infinity, numbers too large to represent, and a name that an object has twice;
    ValueError or RecursionError for what is not JSON at all.
    """
    return json.loads(
        text,
        parse_constant=refuse_constant,
        parse_float=finite_float,
        parse_int=_whole_number,
        object_pairs_hook=_object,
    )


def dumps(value: object, **options: Any) -> str:
    """A value as JSON text, with the options of `json.dumps`. Raises ValueError where it has NaN or an infinity."""
    return json.dumps(value, allow_nan=False, **options)


def refuse_constant(name: str) -> NoReturn:
    """For `parse_constant`: NaN and Infinity are Python's own."""
    raise StrictJsonError(f"it has {name}, which JSON does not have")


def finite_float(digits: str) -> float:
    """For `parse_float`: 1e999 would become an infinity."""
    value = float(digits)
    if not math.isfinite(value):
        raise StrictJsonError("it has a number that is too large")
    return value


def _whole_number(digits: str) -> int:
    try:
        return int(digits)
    except ValueError:  # more digits than Python turns into a number
        raise StrictJsonError("it has a number that is too large") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise StrictJsonError(f"it has {twice!r} twice")
    return found
