"""Whether an assignment in a remark gives a name what the right program gives it, through other variables perhaps."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from interviewer.corpus.python_source import parsed
from interviewer.exercises.mends import lines_of_right
from interviewer.files.decoding import LineError

_ASSIGNED = re.compile(r"(?<![\w.\])])([A-Za-z_]\w*)\s*=(?!=)[ \t]*([^\n=`][^\n`]{0,200})")
_LAST_WORD = re.compile(r"\s*\S+\s*$")
MOST_TRIES = 12
"""Words after an expression that are left out, one by one, until it can be read."""
MOST_INLINED = 200
"""The assignments that one expression is followed through."""

Values = Mapping[str, ast.expr]


def assigns_what_is_right(solution: str, shown: str, right: str, text: str) -> bool:
    """Whether a remark writes `keep = total - ranked < p` where the right lines come to the same for that name.

    A name that is assigned once in a program stands for what it is assigned.
    """
    of_right, of_shown = _values(solution), _values(shown)
    for match in _ASSIGNED.finditer(text):
        name, told = match[1], _expression(match[2])
        wanted = of_right.get(name)
        if told is None or wanted is None or not re.search(rf"\b{name}\s*=(?!=)", lines_of_right(solution, right)):
            continue
        inlined = _inlined(told, of_shown)
        if inlined == _inlined(wanted, of_right) != _inlined(of_shown.get(name, ast.Constant(None)), of_shown):
            return True
    return False


def _values(program: str) -> dict[str, ast.expr]:
    """What each name is assigned that is assigned once and bound nowhere else, by name."""
    try:
        nodes = list(ast.walk(parsed(program)))
    except LineError:
        return {}
    bound = [node.id for node in nodes if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)]
    bound += [node.arg for node in nodes if isinstance(node, ast.arg)]
    found: dict[str, ast.expr] = {}
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if bound.count(name) == 1:
                found[name] = value
    return found


def _expression(text: str) -> ast.expr | None:
    """The expression that a text begins with."""
    for _ in range(MOST_TRIES):
        try:
            (only,) = parsed(text.strip(" .,;")).body
            return only.value if isinstance(only, ast.Expr) else None
        except (LineError, ValueError, RecursionError):
            text = _LAST_WORD.sub("", text)
    return None


class _Inliner(ast.NodeTransformer):
    def __init__(self, values: Values) -> None:
        self._values = values
        self._left = MOST_INLINED

    def visit_Name(self, node: ast.Name) -> ast.expr:
        value = self._values.get(node.id)
        if value is None or self._left <= 0:
            return node
        self._left -= 1
        # A program may assign a name what is made of itself; the count ends that.
        visited: ast.expr = self.visit(ast.parse(ast.unparse(value), mode="eval").body)
        return visited


def _inlined(expression: ast.expr, values: Values) -> str:
    copy = ast.parse(ast.unparse(expression), mode="eval")
    try:
        return ast.dump(_Inliner(values).visit(copy))
    except RecursionError:
        return ""
