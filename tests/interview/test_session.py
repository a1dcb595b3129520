"""The values of a session."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from interviewer.interview.session import Mode, Plan


@pytest.mark.parametrize(
    "session_id",
    ["", "../../x", "a/b", "a\\b", "..", ".hidden", "-rf", "a b", "a\n", "a\0", "C:x", "\u00e9", "x" * 65],
)
def test_an_id_that_could_name_a_file_elsewhere_is_refused(session_id: str) -> None:
    with pytest.raises(ValueError, match="is not a valid session id"):
        Plan(session_id, Mode.PRACTICE, ("dropout",), datetime.now(UTC), seed=1)


@pytest.mark.parametrize("session_id", ["20261121-abcd", "tokyo", "A_1"])
def test_an_id_that_names_one_file_is_an_id(session_id: str) -> None:
    assert Plan(session_id, Mode.PRACTICE, ("dropout",), datetime.now(UTC), seed=1).session_id == session_id
