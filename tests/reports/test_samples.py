"""The sample reports of docs/samples/ are what the program makes of the session that was played last."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sample_report import AGAIN, made


@pytest.mark.parametrize("path", sorted(made()), ids=lambda path: path.name)
def test_a_sample_is_current(path: Path) -> None:
    assert path.read_bytes() == made()[path](), AGAIN
