from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from interviewer.corpus.python_source import NESTED, names_of_tests, parsed
from interviewer.files.decoding import LineError


class _Cycle:
    """Garbage that only the collector finds, and whose end runs Python: that lets another thread on in mid-parse."""

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        sum(range(500))


@pytest.fixture
def hurried_threads() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hurried_threads")
def test_threads_parse_at_the_same_time() -> None:
    source = "def f(a, b):\n" + "".join(
        f"    x{n} = (a[{n}] + b * {n}) ** 2 if a else [c for c in b]\n" for n in range(300)
    )
    together = threading.Barrier(4)

    def parse(_: int) -> None:
        together.wait()
        for _ in range(40):
            parsed(source)
            _Cycle()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(parse, range(4))) == [None] * 4


def test_the_tests_of_a_file_are_its_functions_by_that_name_in_order() -> None:
    source = "def test_b(): pass\ndef helper():\n    def test_inner(): pass\nclass test_c: pass\ndef test_a(): pass"
    assert names_of_tests(source) == ("test_b", "test_a")


@pytest.mark.parametrize(
    ("source", "line", "says"),
    [("a = 1\nb = (", 2, "never closed"), ("a\x00", 1, "null"), ("-" * 100_000 + "1", 1, NESTED)],
)
def test_what_does_not_parse_is_told_with_its_line(source: str, line: int, says: str) -> None:
    with pytest.raises(LineError, match=says) as raised:
        parsed(source)
    assert raised.value.line == line


def test_an_unknown_escape_is_no_warning() -> None:
    parsed(r"a = '\d'")
