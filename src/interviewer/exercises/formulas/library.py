"""Functions of NumPy, PyTorch and the standard library in formulas, as the functions that they are."""

from __future__ import annotations

import re

_MODULES = (
    r"(?:np|numpy|jnp|math|torch|tf|F|jax\.nn|tf\.math|scipy\.special|special|torch\.nn\.functional|nn\.functional)"
)
CALL = rf"(?<![\w.\\]){_MODULES}\.[A-Za-z_]\w*|\b(?:axis|dim|keepdims?|dtype)\s?="
"""A pattern for a name in such a library, and for an option of a function."""

_CALL = re.compile(rf"(?<![\w.\\]){_MODULES}\.([A-Za-z_]\w*)")
LIBRARY = ("nppower", "npsquare", "npdot", "nplogp", "npexpm")
"""Functions that have a name of their own in formulas, as theirs are English words or have digits in them."""

_NAMES = {
    "maximum": "max",
    "minimum": "min",
    "absolute": "abs",
    "expit": "sigmoid",
    "sum": "npsum",
    "prod": "npprod",
    "power": "nppower",
    "pow": "nppower",
    "square": "npsquare",
    "dot": "npdot",
    "matmul": "npdot",
    "log1p": "nplogp",
    "expm1": "npexpm",
}
_OPTION = re.compile(r",\s*(?:axis|dim|keepdims?|dtype)\s*=\s*-?\w{1,20}")
_TRANSPOSED = re.compile(r"(?<=[\w)\]])\.(?:T|t\(\)|mT)(?!\w)")


_METHOD = re.compile(r"(?<=[\w)\]])\.(sum|prod)\(\s*(?:(?:axis|dim)?\s*=?\s*-?\d)?\s*\)")
_OPERAND = re.compile(r"[A-Za-z]\w*\Z")
MOST_METHODS = 20
"""The calls such as "x.sum()" that are read in one formula."""


def without_modules(formula: str) -> str:
    """A formula with "np.log(x)" as "log(x)", "a.T @ b" as "a^T*b"; sums of arrays are "npsum(x)"."""
    found = _CALL.sub(lambda match: f" {_NAMES.get(match[1], match[1])}", formula)
    for _ in range(MOST_METHODS):
        method = _METHOD.search(found)
        start = None if method is None else _operand(found, method.start())
        if method is None or start is None:
            break
        operand = found[start : method.start()]
        found = f"{found[:start]} {_NAMES[method[1]]}({operand}){found[method.end() :]}"
    return _TRANSPOSED.sub("^T", _OPTION.sub("", found)).replace("@", "*")


def _operand(text: str, end: int) -> int | None:
    """Where the name or the bracket begins that ends at a place, with the function before it; None where none does."""
    start = end
    if text[end - 1] == ")":
        depth = 0
        for start in range(end - 1, -1, -1):
            depth += {")": 1, "(": -1}.get(text[start], 0)
            if not depth:
                break
        if depth:
            return None
    name = _OPERAND.search(text, max(0, start - 40), start)
    return name.start() if name else start if start < end else None
