"""Settings, and the files that list them."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from interviewer.errors import UnknownNameError, UsageError
from interviewer.settings import Settings, load_settings, variable_of

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in Settings.model_fields:
        monkeypatch.delenv(variable_of(field), raising=False)


def default_of(field: str) -> str:
    default = Settings.model_fields[field].default
    if default is None:
        return ""
    return str(default).lower() if isinstance(default, bool) else str(default)


def example_entries() -> dict[str, tuple[str, str]]:
    """Variable to (default, sentence) as .env.example lists them."""
    entries = {}
    sentence = ""
    for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            sentence = line[2:]
        elif "=" in line:
            name, value = line.split("=", 1)
            entries[name] = (value, sentence)
    return entries


def test_the_example_file_lists_every_setting_with_its_default_and_sentence() -> None:
    expected = {
        variable_of(name): (default_of(name), field.description) for name, field in Settings.model_fields.items()
    }
    assert example_entries() == expected


def test_the_example_file_can_be_used_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings(ROOT / ".env.example").model_dump() == load_settings(None).model_dump()


def test_a_wrong_value_is_named_with_what_it_should_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERVIEWER_COUNT", "many")
    with pytest.raises(UsageError, match="INTERVIEWER_COUNT cannot be used"):
        load_settings(None)


def test_a_misspelt_setting_is_refused_with_the_nearest_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERVIEWER_THEMES", "light")
    with pytest.raises(UnknownNameError, match="INTERVIEWER_THEME"):
        load_settings(None)


def test_a_misspelt_setting_in_the_file_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("INTERVIEWER_OFLINE=true\n")
    with pytest.raises(UnknownNameError, match="INTERVIEWER_OFFLINE"):
        load_settings(tmp_path / ".env")


def test_a_wrong_value_is_never_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERVIEWER_MOCK_SECONDS", "hunter2")
    with pytest.raises(UsageError) as caught:
        load_settings(None)
    assert "hunter2" not in str(caught.value)


def test_a_password_in_a_database_url_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:hunter2@localhost/db")
    assert "hunter2" not in repr(load_settings(None))


def test_the_keymap_is_read_as_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERVIEWER_KEYMAP", "interview.hint=f9, interview.skip=f10")
    assert load_settings(None).keys == {"interview.hint": "f9", "interview.skip": "f10"}


def test_a_keymap_that_is_no_pairs_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERVIEWER_KEYMAP", "interview.hint")
    with pytest.raises(UsageError, match="action=key"):
        _ = load_settings(None).keys


def test_the_variables_of_others_are_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/somewhere")
    monkeypatch.setenv("COUNT", "99")
    settings = load_settings(None)
    assert settings.home is None
    assert settings.count == 5


def test_what_the_environment_gives_goes_before_the_file_and_each_knows_where_it_was_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / ".env"
    file.write_text("INTERVIEWER_COUNT=7\nOPENAI_BASE_URL=http://file/v1\nINTERVIEWER_THEME=dark\n")
    monkeypatch.setenv("INTERVIEWER_COUNT", "3")
    settings = load_settings(file)
    assert (settings.count, settings.openai_base_url) == (3, "http://file/v1")
    assert (settings.origin("count"), settings.is_from_file("count")) == ("the environment", False)
    assert (settings.origin("openai_base_url"), settings.is_from_file("openai_base_url")) == (str(file), True)
    assert (settings.origin("votes"), settings.is_from_file("votes")) == ("", False)
    assert set(settings.found) == {"count", "openai_base_url"}  # the theme is the default one


def test_an_empty_variable_of_the_environment_goes_before_the_file_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("OPENAI_BASE_URL=http://file/v1\n")
    monkeypatch.setenv("OPENAI_BASE_URL", "")
    settings = load_settings(tmp_path / ".env")
    assert settings.openai_base_url == ""
    assert not settings.is_from_file("openai_base_url")


def test_the_file_cannot_read_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_TOKEN", "hunter2")
    (tmp_path / ".env").write_text(
        "OPENAI_BASE_URL=http://example.org/${SOME_TOKEN}/v1\nINTERVIEWER_MODEL=a:$SOME_TOKEN\n"
    )
    settings = load_settings(tmp_path / ".env")
    assert settings.openai_base_url == "http://example.org/${SOME_TOKEN}/v1"
    assert "hunter2" not in settings.model


def test_where_settings_were_found_goes_along_to_another_process(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("INTERVIEWER_COUNT=7\n")
    settings = load_settings(tmp_path / ".env").model_copy(update={"offline": True})
    assert pickle.loads(pickle.dumps(settings)).is_from_file("count")


def test_a_line_of_a_file_that_misses_a_setting_is_refused(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("A=1\nINTERVIEWER_COUNT 7\n")
    with pytest.raises(UsageError, match=r"Line 2 of .*\.env cannot be read\. Write it as NAME=value\."):
        load_settings(file)


def test_a_line_of_a_file_that_is_not_ours_is_passed_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / ".env"
    file.write_text("source other file\nINTERVIEWER_COUNT=7\n")
    assert load_settings(file).count == 7
    assert not capsys.readouterr().err
    assert not caplog.records
