"""An answer loaded from a file: what is too much and what is no file is a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from interviewer.errors import UsageError
from interviewer.interview.session import MAX_KEPT_CHARACTERS
from interviewer.plain.loading import read_answer


def test_the_home_of_a_user_who_does_not_exist_is_a_sentence() -> None:
    with pytest.raises(UsageError, match="/load names the home of a user who does not exist"):
        read_answer("~nosuchuser/x")


def test_as_many_characters_are_loaded_as_can_be_saved_however_many_bytes_they_take(tmp_path: Path) -> None:
    (tmp_path / "long").write_text("é" * MAX_KEPT_CHARACTERS, encoding="utf-8")
    assert read_answer(str(tmp_path / "long")) == "é" * MAX_KEPT_CHARACTERS


def test_more_characters_than_can_be_saved_are_refused(tmp_path: Path) -> None:
    (tmp_path / "long").write_text("x" * (MAX_KEPT_CHARACTERS + 1), encoding="utf-8")
    with pytest.raises(UsageError, match="has more than 5,000,000 characters"):
        read_answer(str(tmp_path / "long"))
