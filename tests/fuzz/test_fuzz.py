"""A few thousand cases of every target of the fuzzer, always the same ones."""

from __future__ import annotations

from random import Random

import pytest

from tests.fuzz.damage import damaged
from tests.fuzz.run import play
from tests.fuzz.targets import TARGETS

CASES = {"question": 1500, "front_matter": 3000, "section": 300, "code": 150}


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_no_hostile_input_ends_in_anything_but_the_error_for_it(name: str) -> None:
    for number in range(CASES.get(name, 300)):
        play(name, 0, number)


def test_a_case_is_the_same_whenever_it_is_played() -> None:
    raw = b"---\nid: dropout\n---\n# What?\n" * 20
    assert damaged(Random("a 0 1"), raw) == damaged(Random("a 0 1"), raw)
    assert len({damaged(Random(f"a 0 {number}"), raw) for number in range(50)}) > 40
