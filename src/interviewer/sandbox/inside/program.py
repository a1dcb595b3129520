"""The program under test, and what the tests ask to be done with it: calls, attributes, operators, scripts."""

from __future__ import annotations

import builtins
import operator
import sys
import threading
import types
from collections.abc import Callable
from typing import Any

from .wire import Node, Pack, Packer, Unpack, Unpacker, WireError, read_frame, write_frame

FILE = "<answer>"
_MAX_TEXT = 2000  # characters of a message of an exception


class Program:
    """Answers numbered requests until nobody sends any.

    What the program returns and is no plain data stays here under a number, as does what the tests pass back of it.
    """

    def __init__(self, requests: int, replies: int) -> None:
        """The two are file descriptors, to read from and to write to."""
        self._requests = requests
        self._replies = replies
        self._module = types.ModuleType("answer")
        self._objects: list[object] = []
        self._callbacks = 0
        self._thread = threading.get_ident()
        self._operations: dict[str, Callable[..., object]] = {
            "start": self._start,
            "script": self._script,
            "get": self._get,
            "call": lambda target, positional, named: target(*positional, **named),
            "next": _next,
            "attribute": getattr,
            "assign": setattr,
            "iterate": iter,
            "length": len,
            "item": operator.getitem,
            "set_item": operator.setitem,
            "delete_item": operator.delitem,
            "minus": operator.neg,
            "plus": operator.pos,
            "absolute": abs,
            "add": operator.add,
            "subtract": operator.sub,
            "multiply": operator.mul,
            "divide": operator.truediv,
            "floor_divide": operator.floordiv,
            "modulo": operator.mod,
            "power": operator.pow,
            "matrix_multiply": operator.matmul,
        }

    def serve(self) -> None:
        """Answers until the other side is gone."""
        try:
            while True:
                message, blob = read_frame(self._requests)
                self._answer(message, blob)
        except (EOFError, BrokenPipeError):
            return

    def _answer(self, message: dict[str, Node], blob: bytes) -> None:
        number = message["number"]
        try:
            arguments = self._unpack(message["with"], blob)
            reply, data = self._packed({"number": number}, self._operations[message["do"]](*arguments))
        except BaseException as error:  # noqa: BLE001 - whatever it is, the tests are told
            reply, data = {"number": number, "error": _described(error)}, b""
        _flush()
        try:
            write_frame(self._replies, reply, data)
        except WireError as error:
            write_frame(self._replies, {"number": number, "error": _described(error)})

    def _start(self, source: str) -> None:
        sys.modules["answer"] = self._module  # dataclasses and pickle look a class's module up
        exec(compile(source, FILE, "exec", dont_inherit=True), self._module.__dict__)  # noqa: S102 - what this is for

    def _get(self, name: str) -> object:
        if not hasattr(self._module, name):
            raise AttributeError(f"the program has no {name}")
        return getattr(self._module, name)

    def _script(self, body: str, data: dict[str, object]) -> object:
        """What a function of `body` returns whose parameters are the names of `data`, with the program's names."""
        names = dict(self._module.__dict__)
        names.update({short: sys.modules[full] for short, full in _LIBRARIES.items() if full in sys.modules})
        lines = body.strip("\n").split("\n")
        source = f"def script({', '.join(data)}):\n" + "\n".join("    " + line for line in lines)
        exec(compile(source, "<script>", "exec", dont_inherit=True), names)  # noqa: S102 - the tests' own words
        return names["script"](**data)

    def _packed(self, message: dict[str, Node], value: object) -> tuple[dict[str, Node], bytes]:
        packer = Packer(_tensor_node, self._keep)
        message["value"] = packer.pack(value)
        return message, bytes(packer.blob)

    def _unpack(self, node: Node, blob: bytes) -> Any:
        special: dict[str, Unpack] = {
            "handle": lambda _, number: self._objects[number],
            "tensor": _tensor,
            "function": lambda _, number: self._callback(number),
        }
        return Unpacker(blob, special).unpack(node)

    def _keep(self, value: object) -> Node:
        self._objects.append(value)
        return ["handle", len(self._objects) - 1, type(value).__name__[:100]]

    def _callback(self, function: int) -> Callable[..., object]:
        """A function of the tests, which runs there."""

        def call(*positional: object, **named: object) -> object:
            if threading.get_ident() != self._thread:
                raise RuntimeError("a function of the tests can be called from the main thread only")
            self._callbacks += 1
            number = self._callbacks
            write_frame(self._replies, *self._packed({"callback": number, "function": function}, (positional, named)))
            while True:
                message, blob = read_frame(self._requests)
                if message.get("callback") != number:
                    self._answer(message, blob)  # the function of the tests uses the program
                elif "error" in message:
                    raise _exception_of(message["error"])
                else:
                    return self._unpack(message["value"], blob)

        return call


_LIBRARIES = {"np": "numpy", "torch": "torch"}


def _next(iterator: Any) -> tuple[bool, object]:
    """Whether there is another item, and the item."""
    for item in iterator:
        return True, item
    return False, None


def _tensor_node(value: object, pack: Pack) -> Node | None:
    """The node of a tensor as an array and of its size as a tuple, None where the value is neither."""
    torch: Any = sys.modules.get("torch")
    if torch is None:
        return None
    if isinstance(value, torch.Size):
        return pack(tuple(map(int, value)))
    if not isinstance(value, torch.Tensor):
        return None
    plain = value.detach().cpu().resolve_conj().resolve_neg()
    if plain.is_sparse:
        plain = plain.to_dense()
    return pack((plain.float() if plain.dtype is torch.bfloat16 else plain).numpy())


def _tensor(unpack: Unpack, node: Node, grad: bool) -> object:  # noqa: FBT001 - as it stands in the node
    import torch

    made = torch.tensor(unpack(node))
    return made.requires_grad_() if grad else made


def _described(error: BaseException) -> dict[str, Node]:
    """The classes of an exception by name, what it says, and the line of the program that it came through last."""
    line = None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == FILE:
            line = trace.tb_lineno
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and error.filename == FILE:
        line = error.lineno
    try:
        says = error.msg if isinstance(error, SyntaxError) else str(error)
    except BaseException:  # noqa: BLE001 - written by the program, as all of it
        says = ""
    kinds = [kind.__name__[:100] for kind in type(error).__mro__][:20]
    return {"kinds": kinds, "says": str(says)[:_MAX_TEXT], "line": line}


def _exception_of(description: dict[str, Node]) -> BaseException:
    kind = getattr(builtins, str(description["kinds"][0]), RuntimeError)
    known = isinstance(kind, type) and issubclass(kind, Exception)
    return kind(str(description["says"])) if known else RuntimeError(str(description["says"]))


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, OSError, ValueError):  # replaced or closed by the program
            continue
