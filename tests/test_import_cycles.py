"""No module of the program imports one that imports it, imports within functions counted."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import interviewer

ROOT = Path(interviewer.__file__).parent


def modules() -> dict[str, Path]:
    """Every module of the program by its name."""
    found = {}
    for path in ROOT.rglob("*.py"):
        parts = ["interviewer", *path.relative_to(ROOT).with_suffix("").parts]
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(path: Path, known: Container[str]) -> Iterator[str]:
    """The modules that a file imports, anywhere in it; of `from a import b` that is `a.b` where it is one."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            inner = (f"{node.module}.{alias.name}" for alias in node.names)
            yield from (name if name in known else node.module for name in inner)


def test_no_imports_go_round_in_a_circle() -> None:
    known = modules()
    graph = {
        name: {other for other in imported(path, known) if other in known} - {name} for name, path in known.items()
    }
    # The package offers names of its rooms, and loads each when it is asked for.
    graph["interviewer"] = set()
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise AssertionError(" imports ".join(reversed(error.args[1]))) from None
