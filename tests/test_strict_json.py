"""JSON is read and written as RFC 8259 has it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import interviewer
from interviewer.strict_json import StrictJsonError, dumps, loads

KEEPS_WHAT_CAME = "reply.py"  # a model's own arguments, which are read strictly afterwards


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e999", "[-1e999]", "1" * 5000, '{"a": 1, "a": 2}'])
def test_what_readers_do_not_agree_on_is_refused(text: str) -> None:
    with pytest.raises(StrictJsonError):
        loads(text)


@pytest.mark.parametrize("text", ['{"a": [1, -2.5, 1e300, null, true, "x"]}', "1e-999", "[]", '"\\ud83d\\ude00"'])
def test_everything_else_is_read_as_python_reads_it(text: str) -> None:
    assert loads(text) == json.loads(text)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {"a": [float("-inf")]}])
def test_what_json_does_not_have_is_not_written(value: object) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        dumps(value)


def test_nothing_in_the_program_writes_json_in_another_way() -> None:
    source = Path(interviewer.__file__).parent
    beside_programs = (
        source / "sandbox" / "inside",
        source / "sandbox" / "judge",
    )  # these import nothing of the package
    files = (path for path in source.rglob("*.py") if not any(map(path.is_relative_to, beside_programs)))
    writers = {path.name for path in files if "json.dump" in path.read_text(encoding="utf-8")}
    assert writers == {"strict_json.py", KEEPS_WHAT_CAME}
