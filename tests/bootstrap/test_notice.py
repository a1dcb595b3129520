"""What is said of where things go, by what the settings name and where they were found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from interviewer.bootstrap import AppContext
from interviewer.errors import UsageError
from interviewer.settings import Settings, load_settings, variable_of

KEY = "sk-never-to-be-seen"
Made = Callable[..., AppContext]


@pytest.fixture
def made(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    """Builds the parts in a folder whose `.env` has `file`, with `environment`."""
    for field in Settings.model_fields:
        if field != "home":
            monkeypatch.delenv(variable_of(field), raising=False)

    def make(file: dict[str, str] | None = None, **environment: str) -> AppContext:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in (file or {}).items()))
        return AppContext(load_settings())

    return make


MODEL = "openai:scripted"
ELSEWHERE = {"OPENAI_BASE_URL": "https://models.example/v1"}


def test_without_servers_there_is_nothing_to_tell(made: Made) -> None:
    assert made({"CHROMA_URL": "http://localhost:8000", "DATABASE_URL": "sqlite:////tmp/x"}).notice() == ""


def test_the_providers_own_server_is_named(made: Made) -> None:
    notice = made(INTERVIEWER_MODEL=MODEL, OPENAI_API_KEY=KEY).notice()
    assert "are sent to https://api.openai.com. Nothing else of yours leaves" in notice
    assert KEY not in notice


def test_a_server_that_a_file_names_is_told_with_the_path_of_the_file(made: Made, tmp_path: Path) -> None:
    notice = made(ELSEWHERE, INTERVIEWER_MODEL=MODEL).notice()
    assert f"are sent to https://models.example (OPENAI_BASE_URL from {tmp_path / '.env'})." in notice


def test_the_key_of_the_environment_is_not_sent_where_a_file_says(made: Made, tmp_path: Path) -> None:
    models = made(ELSEWHERE, INTERVIEWER_MODEL=MODEL, OPENAI_API_KEY=KEY).models
    for act in (models.check, models.notice, models.chat, models.endpoint, models.price):
        with pytest.raises(UsageError) as raised:
            act()
        assert raised.value.message == (
            f"OPENAI_BASE_URL from {tmp_path / '.env'} would send OPENAI_API_KEY from the environment to "
            "https://models.example."
        )
        assert "in the environment" in raised.value.hint


@pytest.mark.parametrize("host", ["127.0.0.1.example.org", "127.example.org", "localhost.example.org"])
def test_a_name_that_looks_like_this_machine_is_elsewhere(made: Made, host: str) -> None:
    with pytest.raises(UsageError, match="would send OPENAI_API_KEY"):
        made({"OPENAI_BASE_URL": f"http://{host}/v1"}, INTERVIEWER_MODEL=MODEL, OPENAI_API_KEY=KEY).models.check()


@pytest.mark.parametrize(
    ("file", "environment"),
    [
        ({**ELSEWHERE, "OPENAI_API_KEY": KEY}, {}),
        (ELSEWHERE, {"OPENAI_BASE_URL": "https://models.example/v1", "OPENAI_API_KEY": KEY}),
        ({"OPENAI_API_KEY": KEY}, ELSEWHERE),
        ({}, {**ELSEWHERE, "OPENAI_API_KEY": KEY}),
        (ELSEWHERE, {}),
        (ELSEWHERE, {"OPENAI_API_KEY": " "}),
    ],
    ids=["both in the file", "the URL in both", "the key in the file", "both outside", "no key", "a blank key"],
)
def test_a_key_goes_where_its_owner_says(made: Made, file: dict[str, str], environment: dict[str, str]) -> None:
    made(file, INTERVIEWER_MODEL=MODEL, **environment).models.check()


def test_a_file_may_name_a_server_of_this_machine_and_it_is_said_that_the_key_goes_there(made: Made) -> None:
    context = made({"OPENAI_BASE_URL": "http://localhost:11434/v1"}, INTERVIEWER_MODEL=MODEL, OPENAI_API_KEY=KEY)
    context.models.check()
    assert "http://localhost:11434 (" in context.notice()
    assert "OPENAI_API_KEY from the environment goes there too." in context.notice()


def test_a_file_cannot_take_another_secret_of_the_environment_for_the_key(made: Made) -> None:
    context = made(
        {**ELSEWHERE, "OPENAI_API_KEY": "${CLOUD_TOKEN}", "INTERVIEWER_MODEL": "openai:${CLOUD_TOKEN}"}, CLOUD_TOKEN=KEY
    )
    endpoint = context.models.endpoint()
    assert endpoint.key is not None
    assert KEY not in endpoint.key.get_secret_value() + endpoint.name


def test_servers_of_the_index_and_the_sessions_are_named_without_their_passwords(made: Made, tmp_path: Path) -> None:
    notice = made(
        {"CHROMA_URL": "https://chroma.example:8000"},
        DATABASE_URL="postgresql://me:hunter2@db.example:5432/d?x=hunter2",
    ).notice()
    assert f"https://chroma.example:8000 (CHROMA_URL from {tmp_path / '.env'})" in notice
    assert "Your sessions are kept on postgresql://db.example:5432 (DATABASE_URL from the environment)." in notice
    assert notice.endswith("--offline sends nothing.")
    assert "hunter2" not in notice


@pytest.mark.parametrize(
    "url",
    ["postgresql://me:x@localhost/d", "postgresql:///d", "postgresql:///d?host=/run/pg", "mysql://127.0.0.1/d"],
)
def test_a_database_of_this_machine_is_nothing_to_tell(made: Made, url: str) -> None:
    assert made(DATABASE_URL=url).notice() == ""


@pytest.mark.parametrize("url", ["postgresql:///d?host=db.example", "postgresql:///d?host=a.example&host=b.example"])
def test_a_database_whose_host_is_an_option_is_elsewhere(made: Made, url: str) -> None:
    assert ".example" in made(DATABASE_URL=url).notice()


def test_offline_nothing_goes_anywhere(made: Made) -> None:
    context = made(
        {"CHROMA_URL": "http://c.example", "DATABASE_URL": "postgresql://d.example/d"}, INTERVIEWER_OFFLINE="true"
    )
    assert context.notice() == ""


def test_a_folder_with_a_hostile_name_does_not_write_over_the_terminal(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "a\x1b[2Jb"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / ".env").write_text("OPENAI_BASE_URL=http://localhost:1/v1\nINTERVIEWER_MODEL=openai:m\n")
    notice = AppContext(load_settings()).notice()
    assert "\x1b" not in notice
    assert "␛[2J" in notice
