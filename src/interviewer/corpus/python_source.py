"""Python source that is read and never run: whether it parses, and the tests in it."""

from __future__ import annotations

import ast
import threading
import warnings
from functools import lru_cache

from interviewer.files.decoding import LineError

NESTED = "it is nested too deeply"

# Before CPython 3.11.9 and 3.12.3 threads that parse at the same time may spoil each other's count of the depth: one of
# them gets a SystemError (https://github.com/python/cpython/issues/106905).
_one_at_a_time = threading.Lock()


def parsed(source: str) -> ast.Module:
    """The syntax tree of a program. Raises LineError, with the line in `source`, where it does not parse."""
    try:
        # The warnings are about unknown escapes, meant for the author.
        with _one_at_a_time, warnings.catch_warnings(action="ignore"):
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
