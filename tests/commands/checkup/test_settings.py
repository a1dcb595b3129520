"""The doctor's line on where settings were found."""

from __future__ import annotations

from pathlib import Path

import pytest

from interviewer.commands.checkup.settings import look_at_settings
from interviewer.settings import load_settings

KEY = "sk-never-to-be-seen"


def test_each_setting_is_named_with_where_it_was_found_and_no_value(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    file = tmp_path / ".env"
    file.write_text("OPENAI_BASE_URL=http://localhost:1/v1\nDATABASE_URL=postgresql://me:hunter2@h/d\n")
    says = look_at_settings(load_settings(file)).says
    assert f"DATABASE_URL, OPENAI_BASE_URL from {file}" in says
    assert "INTERVIEWER_HOME, OPENAI_API_KEY from the environment" in says
    assert not any(value in says for value in (KEY, "hunter2", "localhost"))


def test_without_settings_that_is_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INTERVIEWER_HOME")
    assert look_at_settings(load_settings(None)).says == "none given: all have their defaults"
