"""The program as tests see it: `answer.f(x)`, and handles for what it returns that is no plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from interviewer.sandbox.inside.wire import Node, Pack, Packer, Unpack, Unpacker, WireError
from interviewer.sandbox.judge.program_process import ProgramProcess, SpoiledError

_MAX_TEXT = 500


class CandidateError(Exception):
    """The program raised an exception. `kinds` are the names of its class and of the classes above that."""

    def __init__(self, kinds: list[str], says: str, line: int | None) -> None:
        self.kinds = kinds
        text = f"{kinds[0]}: {says}" if says else kinds[0]
        if kinds[0] == WireError.__name__:
            text = f"The program returned {says}."
        super().__init__(text[:_MAX_TEXT] + (f" (line {line})" if line is not None else ""))


class CandidateTypeError(CandidateError, TypeError):
    """One that Python looks for: `list(handle)` does without a length where there is none."""


class CandidateAttributeError(CandidateError, AttributeError):
    """One that Python looks for: `hasattr(handle, name)` asks by it."""


class Tensor:
    """An array that reaches the program as a tensor."""

    def __init__(self, array: object, *, grad: bool = False) -> None:
        self.array = np.asarray(array)
        self.grad = grad


class Link:
    """Asks for things done in the program's process, each request with a number that its reply has to repeat."""

    def __init__(self, process: ProgramProcess, *, arrays: bool) -> None:
        """Without `arrays`, where the program has no NumPy, arrays reach it as lists."""
        self._process = process
        self._arrays = arrays
        self._number = 0
        self._functions: list[Callable[..., object]] = []

    def ask(self, operation: str, *arguments: object) -> Any:
        """What `operation` comes to.

        Raises CandidateError, ProgramEndedError and SpoiledError, and TypeError for what cannot be sent.
        """
        self._number += 1
        number = self._number
        self._send({"number": number, "do": operation}, "with", arguments)
        while True:
            message, blob = self._process.receive()
            if "callback" in message:
                self._call_back(message, blob)
            elif message.get("number") != number:
                raise SpoiledError("a reply that nobody asked for")
            elif "error" in message:
                raise _error(message["error"])
            else:
                return self._value(message.get("value"), blob)

    def _call_back(self, message: dict[str, Node], blob: bytes) -> None:
        number, which = message["callback"], message.get("function")
        if type(number) is not int or type(which) is not int or not 0 <= which < len(self._functions):
            raise SpoiledError("a call of a function that it was not given")
        arguments = self._value(message.get("value"), blob)
        if not (type(arguments) is tuple and len(arguments) == 2 and type(arguments[0]) is tuple):
            raise SpoiledError("a call without arguments")
        positional, named = arguments
        if type(named) is not dict or not all(type(name) is str for name in named):
            raise SpoiledError("a call without arguments")
        reply: dict[str, Node] = {"callback": number}
        try:
            result = self._functions[which](*positional, **named)
        except Exception as error:  # noqa: BLE001 - the program is told, and may handle it
            kind = error.kinds[0] if isinstance(error, CandidateError) else type(error).__name__
            says = "" if isinstance(error, AssertionError) else str(error)[:_MAX_TEXT]  # which tells what is expected
            self._process.send({**reply, "error": {"kinds": [kind], "says": says}}, b"")
        else:
            self._send(reply, "value", result)

    def _send(self, message: dict[str, Node], key: str, value: object) -> None:
        packer = Packer(self._special, _refuse)
        try:
            message[key] = packer.pack(value)
            self._process.send(message, bytes(packer.blob))
        except WireError as error:
            raise TypeError(f"The test passes the program {error}.") from None

    def _special(self, value: object, pack: Pack) -> Node | None:
        if isinstance(value, Handle):
            return ["handle", _number_of(value)]
        if isinstance(value, Tensor):
            return ["tensor", pack(value.array), value.grad]
        if isinstance(value, np.ndarray) and not self._arrays:
            return pack(value.tolist())
        if callable(value):
            self._functions.append(value)
            return ["function", len(self._functions) - 1]
        return None

    def _value(self, node: Node, blob: bytes) -> Any:
        def handle(_: Unpack, number: int, kind: str) -> Handle:
            return Handle(self, int(number), str(kind)[:100])

        try:
            return Unpacker(blob, {"handle": handle}).unpack(node)
        except (WireError, RecursionError) as error:
            raise SpoiledError(str(error)) from None


class Handle:
    """An object of the program's. What is done with it is done there; it is never equal to anything but itself.

    NumPy takes it for no array: a test compares plain data, so that no method of the program's says what is equal.
    """

    __array_ufunc__ = None  # array + handle is asked of the handle
    _link: Link
    _number: int
    _kind: str

    def __init__(self, link: Link, number: int, kind: str) -> None:
        vars(self).update(_link=link, _number=number, _kind=kind)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__array"):
            raise AttributeError(name)
        return self._link.ask("attribute", self, name)

    def __setattr__(self, name: str, value: object) -> None:
        self._link.ask("assign", self, name, value)

    def __call__(self, *positional: object, **named: object) -> Any:
        return self._link.ask("call", self, positional, named)

    def __iter__(self) -> Iterator[Any]:
        iterator = self._link.ask("iterate", self)
        if not isinstance(iterator, Handle):
            return
        while True:
            found = self._link.ask("next", iterator)
            if not (type(found) is tuple and len(found) == 2 and found[0] is True):
                return
            yield found[1]

    def __len__(self) -> int:
        return int(self._link.ask("length", self))

    def __bool__(self) -> bool:
        raise TypeError(f"The program returned {self!r} where a plain value was expected.")

    def __array__(self, *_: object, **__: object) -> Any:
        raise TypeError(f"The program returned {self!r} where numbers were expected.")

    def __getitem__(self, key: object) -> Any:
        return self._link.ask("item", self, key)

    def __setitem__(self, key: object, value: object) -> None:
        self._link.ask("set_item", self, key, value)

    def __delitem__(self, key: object) -> None:
        self._link.ask("delete_item", self, key)

    def __neg__(self) -> Any:
        return self._link.ask("minus", self)

    def __pos__(self) -> Any:
        return self._link.ask("plus", self)

    def __abs__(self) -> Any:
        return self._link.ask("absolute", self)

    def __repr__(self) -> str:
        return f"an object of {self._kind}"


def _two_sided(operation: str) -> tuple[Callable[[Handle, object], Any], Callable[[Handle, object], Any]]:
    def left(self: Handle, other: object) -> Any:
        return self._link.ask(operation, self, other)

    def right(self: Handle, other: object) -> Any:
        return self._link.ask(operation, other, self)

    return left, right


for _name, _operation in {
    "add": "add",
    "sub": "subtract",
    "mul": "multiply",
    "truediv": "divide",
    "floordiv": "floor_divide",
    "mod": "modulo",
    "pow": "power",
    "matmul": "matrix_multiply",
}.items():
    for _prefix, _method in zip(("", "r"), _two_sided(_operation), strict=True):
        setattr(Handle, f"__{_prefix}{_name}__", _method)


class Answer:
    """The program, by the names that it defines."""

    _link: Link

    def __init__(self, link: Link) -> None:
        vars(self)["_link"] = link

    def __getattr__(self, name: str) -> Any:
        return self._link.ask("get", name)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a test sets nothing in the program")

    def script(self, body: str, /, **data: object) -> Any:
        """What the body of a function returns that runs in the program's process with its names and those of `data`."""
        return self._link.ask("script", body, data)


def _number_of(handle: Handle) -> int:
    return handle._number  # noqa: SLF001 - every public name of a handle is one of the program's


def _refuse(value: object) -> Node:
    raise WireError(f"a {type(value).__name__}")


def _error(description: Node) -> BaseException:
    """The exception that a reply describes; what is not as we write it spoils the run."""
    if not isinstance(description, dict):
        return SpoiledError("an exception without a description")
    kinds, line = description.get("kinds"), description.get("line")
    if not isinstance(kinds, list) or not kinds or not all(isinstance(kind, str) for kind in kinds):
        return SpoiledError("an exception without a class")
    kinds = [kind[:100] for kind in kinds[:20]]
    known = {"TypeError": CandidateTypeError, "AttributeError": CandidateAttributeError}
    return known.get(kinds[0], CandidateError)(
        kinds,
        str(description.get("says", ""))[:_MAX_TEXT],
        line if type(line) is int else None,
    )
