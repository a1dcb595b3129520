"""Python source that is read and never run: whether it parses, and the tests in it."""

from __future__ import annotations

import ast
import warnings
from functools import lru_cache

from interviewer.files.decoding import LineError

NESTED = "it is nested too deeply"


def parsed(source: str) -> ast.Module:
    """The syntax tree of a program. Raises LineError, with the line in `source`, where it does not parse."""
    try:
        with warnings.catch_warnings(action="ignore"):  # about unknown escapes, meant for the author
            return ast.parse(source)
    except SyntaxError as error:
        raise LineError(error.lineno or 1, error.msg) from None
    except ValueError as error:
        raise LineError(1, str(error)) from None
    except (RecursionError, MemoryError):
        raise LineError(1, NESTED) from None


@lru_cache(maxsize=8)  # each key point of an exercise asks for those of the same file
def names_of_tests(source: str) -> tuple[str, ...]:
    """The names of the functions `test_...` in a file of tests, in their order. Raises LineError as `parsed` does."""
    return tuple(
        node.name for node in parsed(source).body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )
