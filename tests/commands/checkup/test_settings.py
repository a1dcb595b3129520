"""The doctor's line on where settings were found."""

from __future__ import annotations

from pathlib import Path

import pytest

from interviewer.commands.checkup.check import State
from interviewer.commands.checkup.settings import look_at_settings, look_at_values, refuse_unusable
from interviewer.errors import UsageError
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


def test_what_an_option_set_is_not_said_to_be_of_the_environment(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERVIEWER_OFFLINE", "false")
    settings = load_settings(None).with_options(offline=True)
    assert settings.offline
    assert look_at_settings(settings).says == "INTERVIEWER_HOME from the environment"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("grade.md", "garbage", "grade.md:1: expected front matter"),
        ("rubrics/concept.toml", "garbage", "concept.toml: expected TOML"),
    ],
)
def test_a_prompt_or_rubric_that_cannot_be_read_is_a_problem_also_without_a_model(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: str, said: str
) -> None:
    (tmp_path / "rubrics").mkdir()
    (tmp_path / name).write_text(content)
    monkeypatch.setenv("INTERVIEWER_PROMPTS", str(tmp_path))
    (found,) = look_at_values(load_settings(None))
    assert found.state is State.PROBLEM
    assert said in found.says


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("INTERVIEWER_THEME", "nosuch", "There is no theme 'nosuch'."),
        ("INTERVIEWER_KEYMAP", "foo", "INTERVIEWER_KEYMAP has an entry 'foo'"),
        ("INTERVIEWER_KEYMAP", "interview.nope=f9", "There is no action 'interview.nope'."),
        ("INTERVIEWER_PROMPTS", "/nope", "INTERVIEWER_PROMPTS names /nope, which is no folder."),
        ("INTERVIEWER_PRICES", "/nope", "/nope"),
        ("OPENAI_BASE_URL", "foo", "OPENAI_BASE_URL is not the URL of a server."),
    ],
)
def test_a_value_that_cannot_be_used_is_a_problem_and_is_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    settings = load_settings(None)
    (found,) = look_at_values(settings)
    assert found.state is State.PROBLEM
    assert said in found.says
    with pytest.raises(UsageError):
        refuse_unusable(settings)


def test_values_that_can_be_used_are_no_problem(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERVIEWER_THEME", "nord")
    monkeypatch.setenv("INTERVIEWER_KEYMAP", "interview.hint=f9")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://localhost:1/v1")
    assert list(look_at_values(load_settings(None))) == []
