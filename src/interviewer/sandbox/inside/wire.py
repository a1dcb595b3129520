"""Plain data as bytes: what passes between the tests and a program, with limits on what is read.

A frame is two lengths, a message in JSON, and the bytes that the message refers to. Neither side unpickles anything,
and what is read has exactly the types below, whatever the other side is.
"""

from __future__ import annotations

import json
import math
import os
import re
import struct
import sys
from collections.abc import Callable, Iterable
from typing import Any, Self

MAX_JSON = 8 * 1024 * 1024  # bytes
MAX_BYTES = 64 * 1024 * 1024  # of arrays and bytes in one frame
MAX_DEPTH = 64
MAX_DIMENSIONS = 32
_LENGTHS = struct.Struct(">II")
_DTYPE = re.compile(r"[<>|](?:\?|[biufcmMSU]\d{1,6})(?:\[[0-9a-zA-Z]{1,8}\])?")
_SMALL = 2**53  # larger integers are written in base 16, which takes no time quadratic in their length

Node = Any
Pack = Callable[[object], Node]
Unpack = Callable[..., object]


class WireError(Exception):
    """What was read is no frame, or a value cannot be sent; the text says why."""


def write_frame(fd: int, message: dict[str, Node], blob: bytes = b"") -> None:
    """Writes one message. Raises WireError where it is larger than what may be read, OSError where nobody reads."""
    text = json.dumps(message, separators=(",", ":"), allow_nan=False).encode()
    if len(text) > MAX_JSON or len(blob) > MAX_BYTES:
        raise WireError(f"more than {MAX_BYTES >> 20} MiB of data at once")
    rest = memoryview(_LENGTHS.pack(len(text), len(blob)) + text + blob)
    while rest:
        rest = rest[os.write(fd, rest) :]


def read_frame(fd: int) -> tuple[dict[str, Node], bytes]:
    """The next message with its bytes. Raises EOFError where there is none, WireError where it is none of ours."""
    json_length, blob_length = _LENGTHS.unpack(_read_exactly(fd, _LENGTHS.size))
    if json_length > MAX_JSON or blob_length > MAX_BYTES:
        raise WireError("a message that is too long")
    text, blob = _read_exactly(fd, json_length), _read_exactly(fd, blob_length)
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        raise WireError("a message that is not JSON") from None
    if not isinstance(message, dict):
        raise WireError("a message that is no object")
    return message, blob


def _read_exactly(fd: int, length: int) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        part = os.read(fd, min(length - len(parts), 1 << 20))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)


class Packer:
    """Turns values into nodes of JSON, and collects the bytes that stand beside them in `blob`.

    `special` is asked first about everything that is not None, a bool, a number, text or bytes: it gives a node, for
    which it may pack a part, or None where the value is to be packed as what it is.
    What nobody knows goes to `unknown`.
    """

    def __init__(self, special: Callable[[object, Pack], Node | None], unknown: Callable[[object], Node]) -> None:
        self.blob = bytearray()
        self._special = special
        self._unknown = unknown

    def pack(self, value: object, depth: int = 0) -> Node:
        """The node of a value. Raises WireError where it nests too deep or is too large."""
        if depth > MAX_DEPTH:
            raise WireError(f"data that nests deeper than {MAX_DEPTH}")
        numpy = sys.modules.get("numpy")
        if numpy is not None and isinstance(value, numpy.generic):
            return self._array("scalar", numpy.asarray(value))
        if value is None or isinstance(value, (bool, int, float, complex, str, bytes, bytearray)):
            return self._scalar(value)
        node = self._special(value, lambda part: self.pack(part, depth + 1))
        if node is not None:
            return node
        if numpy is not None and isinstance(value, numpy.ndarray):
            return self._array("array", value)
        return self._container(value, depth + 1)

    def _scalar(self, value: object) -> Node:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int):
            return int(value) if -_SMALL < value < _SMALL else ["int", format(int(value), "x")]
        if isinstance(value, float):
            return float(value) if math.isfinite(value) else ["float", float.__repr__(value)]
        if isinstance(value, complex):
            return ["complex", self._scalar(value.real), self._scalar(value.imag)]
        if isinstance(value, str):
            return str.__str__(value)
        assert isinstance(value, (bytes, bytearray))
        return ["bytes", *self._place(bytes(value))]

    def _container(self, value: object, depth: int) -> Node:
        def all_of(values: Iterable[object]) -> list[Node]:
            return [self.pack(one, depth) for one in values]

        if isinstance(value, dict):
            return ["dict", *(all_of(pair) for pair in dict.items(value))]
        if isinstance(value, list):
            return ["list", *all_of(list.__iter__(value))]
        if isinstance(value, tuple):
            names = getattr(type(value), "_fields", None)
            if isinstance(names, tuple):
                return ["named", all_of(names), *all_of(tuple.__iter__(value))]
            return ["tuple", *all_of(tuple.__iter__(value))]
        if isinstance(value, set):
            return ["set", *all_of(set.__iter__(value))]
        if isinstance(value, frozenset):
            return ["frozenset", *all_of(frozenset.__iter__(value))]
        return self._unknown(value)

    def _array(self, tag: str, array: Any) -> Node:
        kind = array.dtype.str
        if not _DTYPE.fullmatch(kind) or array.dtype.itemsize == 0 or array.ndim > MAX_DIMENSIONS:
            raise WireError(f"an array of {array.dtype}"[:200])
        if array.nbytes > MAX_BYTES:
            raise WireError(f"an array of more than {MAX_BYTES >> 20} MiB")
        return [tag, kind, list(map(int, array.shape)), *self._place(array.tobytes())]

    def _place(self, data: bytes) -> tuple[int, int]:
        start = len(self.blob)
        if start + len(data) > MAX_BYTES:
            raise WireError(f"more than {MAX_BYTES >> 20} MiB of data at once")
        self.blob += data
        return start, len(data)


class Unpacker:
    """Turns nodes back into values.

    `special` has for further tags what makes their value, from what unpacks a part and from the rest of the node.
    """

    def __init__(self, blob: bytes, special: dict[str, Unpack]) -> None:
        self._blob = blob
        self._taken = 0
        self._special = special

    def unpack(self, node: Node, depth: int = 0) -> Any:
        """The value of a node. Raises WireError where it is not one that a Packer makes."""
        if not isinstance(node, list):
            if isinstance(node, dict):
                raise WireError("an object of JSON")
            return node
        if depth > MAX_DEPTH:
            raise WireError(f"data that nests deeper than {MAX_DEPTH}")
        if not node or not isinstance(node[0], str):
            raise WireError("a value without a type")
        try:
            return self._value(node[0], node[1:], depth + 1)
        except (TypeError, ValueError, OverflowError, IndexError, KeyError, AttributeError):
            raise WireError(f"a value that is no {node[0][:20]}") from None

    def _value(self, tag: str, rest: list[Node], depth: int) -> Any:
        if tag in self._special:
            return self._special[tag](lambda part: self.unpack(part, depth), *rest)
        if tag == "dict":
            return {self.unpack(key, depth): self.unpack(value, depth) for key, value in rest}
        if tag in _CONTAINERS:
            return _CONTAINERS[tag](self.unpack(one, depth) for one in rest)
        if tag == "named":
            names = [str(name) for name in rest[0]]
            return Named(names, [self.unpack(one, depth) for one in rest[1:]])
        if tag in ("array", "scalar"):
            array = self._array(*rest)
            return array if tag == "array" else array[()]
        if tag == "bytes":
            return self._part(*rest)
        return _NUMBERS[tag](*rest)

    def _array(self, dtype: str, shape: list[int], start: int, length: int) -> Any:
        import numpy as np

        data = self._part(start, length)
        if not _DTYPE.fullmatch(dtype) or len(shape) > MAX_DIMENSIONS or any(side < 0 for side in shape):
            raise ValueError
        kind = np.dtype(dtype)
        if kind.itemsize * math.prod(shape) != length:
            raise ValueError
        array = np.frombuffer(data, kind).reshape(shape)
        # A byte of 2 is neither True nor False to NumPy, or both.
        return np.asarray(array.view(np.uint8) != 0) if kind.kind == "b" else array.copy()

    def _part(self, start: int, length: int) -> bytes:
        self._taken += length
        if start < 0 or length < 0 or start + length > len(self._blob) or self._taken > len(self._blob):
            raise ValueError  # every byte belongs to one value: a few that stand for many would fill the memory
        return self._blob[start : start + length]


class Named(tuple[Any, ...]):
    """A tuple whose items have names, which come before its methods as those of a named tuple do."""

    def __new__(cls, names: list[str], items: list[object]) -> Self:
        made = super().__new__(cls, items)
        vars(made).update({name: item for name, item in zip(names, items, strict=True) if not name.startswith("_")})
        return made


def _complex(real: Node, imaginary: Node) -> complex:
    return complex(_number(real), _number(imaginary))


def _number(node: Node) -> float:
    return _float(node[1]) if isinstance(node, list) else float(node)


def _float(text: str) -> float:
    return {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}[text]


def _int(text: str) -> int:
    return int(text, 16)


_CONTAINERS: dict[str, Callable[[Iterable[object]], object]] = {
    "list": list,
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
}
_NUMBERS: dict[str, Callable[..., object]] = {"int": _int, "float": _float, "complex": _complex}
