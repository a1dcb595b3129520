"""What passes between a program and its tests is plain data within limits, whatever is written into the pipe."""

from __future__ import annotations

import json
import math
import os
import struct
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.sandbox.inside.wire import (
    MAX_DEPTH,
    MAX_JSON,
    Node,
    Packer,
    Unpacker,
    WireError,
    read_frame,
    write_frame,
)

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.complex_numbers(allow_nan=False)
    | st.text() | st.binary()
)  # fmt: skip
KEYS = st.booleans() | st.integers() | st.text() | st.tuples(st.integers(), st.text())
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(KEYS, inner) | st.sets(KEYS),
    max_leaves=20,
)


def refuse(value: object) -> Node:
    raise WireError("no plain data")


def there_and_back(value: object) -> object:
    packer = Packer(lambda value, pack: None, refuse)
    node = json.loads(json.dumps(packer.pack(value)))
    return Unpacker(bytes(packer.blob), {}).unpack(node)


@given(VALUES)
def test_plain_data_comes_back_equal_and_of_its_type(value: object) -> None:
    back = there_and_back(value)
    assert back == value
    assert type(back) is type(value)
    assert repr(back) == repr(value) or isinstance(value, (set, dict, list, tuple))


def test_nan_comes_back() -> None:
    back = there_and_back([math.nan, complex(math.nan, math.inf)])
    assert isinstance(back, list)
    assert math.isnan(back[0])
    assert math.isnan(back[1].real)
    assert back[1].imag == math.inf


@pytest.mark.parametrize(
    "dtype", ["?", "i1", "u8", ">i4", "f2", "f4", "f8", "c8", "c16", "S3", "U2", "M8[ns]", "m8[s]"]
)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 3), (2, 3)])
def test_arrays_come_back_with_type_and_shape(dtype: str, shape: tuple[int, ...]) -> None:
    array = np.ones(shape, dtype=np.int64).astype(np.dtype(dtype))
    back = there_and_back(array)
    assert isinstance(back, np.ndarray)
    assert (back.dtype, back.shape) == (array.dtype, array.shape)
    assert back.flags.writeable
    np.testing.assert_array_equal(back, array)


def test_a_boolean_is_true_or_false_whatever_byte_it_is() -> None:
    back = Unpacker(b"\x02\x00\xff", {}).unpack(["array", "|b1", [3], 0, 3])
    assert back.tobytes() == b"\x01\x00\x01"


def test_names_of_a_named_tuple_come_back() -> None:
    class Best(tuple[object, ...]):
        _fields = ("index", "score")

    back = there_and_back(Best((3, 0.5)))
    assert back == (3, 0.5)
    assert (vars(back)["index"], back.score) == (3, 0.5)  # type: ignore[attr-defined]
    assert back.index is vars(back)["index"]


NODES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3)
    | st.sampled_from(["int", "float", "complex", "bytes", "list", "tuple", "set", "dict", "named", "array", "scalar",
                       "<f8", "|O", "|V8", "handle"]),
    lambda inner: st.lists(inner, max_size=5),
    max_leaves=12,
)  # fmt: skip


@given(NODES, st.binary(max_size=32))
def test_whatever_is_read_is_a_value_or_an_error_of_the_wire(node: Node, blob: bytes) -> None:
    try:
        value = Unpacker(blob, {}).unpack(node)
    except WireError:
        return
    assert getattr(value, "dtype", None) != np.dtype(object)


@pytest.mark.parametrize(
    "node",
    [
        ["array", "|O", [1], 0, 8],
        ["array", "|V8", [1], 0, 8],
        ["array", "<f8", [10**9], 0, 8],
        ["array", "<f8", [-1], 0, 8],
        ["array", "<f8", [1], -8, 8],
        ["array", "<f8", [1], 4, 8],
        ["array", "<f8", [True, 0.5], 0, 8],
        ["array", "|S0", [10**12], 0, 0],
        ["array", "<f8", [1] * 40, 0, 8],
        ["list", ["bytes", 0, 8], ["bytes", 0, 8]],
        ["bytes", 0, 99],
        ["int", "zz"],
        ["float", "1e9999"],
        ["dict", [["list"], 1]],
        ["dict", [1]],
        ["pickle", "x"],
        [1],
        [],
        {"a": 1},
    ],
)
def test_what_is_no_value_is_refused(node: Node) -> None:
    with pytest.raises(WireError):
        Unpacker(bytes(8), {}).unpack(node)


def test_data_nests_so_deep_and_no_deeper() -> None:
    value: list[object] = []
    for _ in range(MAX_DEPTH - 1):
        value = [value]
    assert there_and_back(value) == value
    with pytest.raises(WireError, match="deeper than"):
        there_and_back([[value]])


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


def test_a_frame_comes_back(pipe: tuple[int, int]) -> None:
    write_frame(pipe[1], {"number": 1, "value": "ü"}, b"bytes")
    assert read_frame(pipe[0]) == ({"number": 1, "value": "ü"}, b"bytes")


@pytest.mark.parametrize(
    ("frame", "says"),
    [
        (struct.pack(">II", MAX_JSON + 1, 0), "too long"),
        (struct.pack(">II", 2, 2**32 - 1), "too long"),
        (struct.pack(">II", 3, 0) + b"{]}", "not JSON"),
        (struct.pack(">II", 2, 0) + b"[]", "no object"),
        (struct.pack(">II", 2, 0) + b"\xff\xfe", "not JSON"),
        (struct.pack(">II", 9000, 0) + b"9" * 9000, "not JSON"),
        (struct.pack(">II", 50_000, 0) + b"[" * 50_000, "not JSON"),
    ],
)
def test_what_is_no_frame_is_refused(pipe: tuple[int, int], frame: bytes, says: str) -> None:
    os.write(pipe[1], frame)
    with pytest.raises(WireError, match=says):
        read_frame(pipe[0])
