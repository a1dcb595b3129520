"""The parts that need a chat model, as they are put together from the settings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from interviewer.bootstrap import AppContext
from interviewer.bootstrap.language_models import LanguageModels
from interviewer.errors import InterviewerError, UsageError
from interviewer.models.chat import Call, Message, Role
from interviewer.models.errors import BudgetError, ModelRefusedError
from interviewer.settings import load_settings
from tests.models import answers
from tests.models.loopback import ChatServer

Servers = Callable[..., ChatServer]
HELLO = Call([Message(Role.SYSTEM, "Be brief."), Message(Role.USER, "Hello.")], seconds=5)


@pytest.fixture
def built(home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., LanguageModels]:
    """Builds the parts from settings given as environment variables without their first word."""

    def build(**variables: str) -> LanguageModels:
        names = {"model": "INTERVIEWER_MODEL", "key": "OPENAI_API_KEY", "url": "OPENAI_BASE_URL"}
        for name, value in variables.items():
            monkeypatch.setenv(names.get(name, f"INTERVIEWER_{name.upper()}"), value)
        return AppContext(load_settings(None)).models

    return build


Built = Callable[..., LanguageModels]


def said(models: LanguageModels, **options: Any) -> str:
    return "".join(models.chat(**options).stream(HELLO))


def test_without_a_model_there_is_nobody_to_speak_and_nothing_to_tell(built: Built) -> None:
    models = built()
    assert not models.configured
    assert models.dialogue_agent() is None
    assert models.notice() == ""
    models.check()


def test_offline_there_is_no_model_whatever_is_configured(built: Built) -> None:
    models = built(model="openai:scripted", key="sk-x", offline="true")
    assert not models.configured
    assert models.dialogue_agent() is None
    assert models.notice() == ""
    with pytest.raises(UsageError, match="Offline"):
        models.chat()


def test_without_a_key_or_server_it_is_said_what_to_set(built: Built) -> None:
    with pytest.raises(ModelRefusedError) as caught:
        built(model="openai:scripted").check()
    assert "OPENAI_API_KEY" in caught.value.hint


@pytest.mark.parametrize(
    "variables",
    [
        {"model": "gpt-4.1-mini", "key": "sk-x"},
        {"model": "openai:scripted", "dialogue_model": "small", "key": "sk-x"},
        {"model": "openai:scripted", "url": "not a url"},
        {"model": "openai:scripted", "key": "sk-x", "prices": "no-such.toml"},
    ],
)
def test_a_mistake_in_what_is_configured_is_told_at_the_start(built: Built, variables: dict[str, str]) -> None:
    with pytest.raises(InterviewerError) as caught:
        built(**variables).check()
    assert caught.value.exit_code == 2


def test_a_prompt_of_the_users_that_is_broken_is_told_at_the_start(built: Built, tmp_path: Path) -> None:
    (tmp_path / "grade.md").write_text("---\nid: grade\n---\nHello $nobody.\n")
    with pytest.raises(UsageError, match=r"grade\.md"):
        built(model="openai:scripted", key="sk-x", prompts=str(tmp_path)).check()


def test_the_notice_names_every_place_that_something_is_sent_to(built: Built) -> None:
    notice = built(model="openai:scripted", dialogue_model="anthropic:small", url="http://example.org/v1").notice()
    assert "http://example.org (OPENAI_BASE_URL from the environment) and the provider anthropic." in notice


def test_a_place_is_named_once(built: Built) -> None:
    models = built(model="openai:scripted", dialogue_model="openai:small", url="http://example.org/v1")
    assert models.notice().count("example.org") == 1


def test_asking_for_a_chat_model_connects_to_nothing(built: Built, chat_server: Servers) -> None:
    server = chat_server([answers.text("Hello.")])
    models = built(model="openai:scripted", url=server.url)
    models.check()
    models.chat()
    models.dialogue_agent()
    assert server.connections == 0


def test_the_dialogue_may_have_a_smaller_model(built: Built, chat_server: Servers) -> None:
    server = chat_server([answers.text("Thank you, noted.")])
    models = built(model="openai:large", dialogue_model="openai:small", url=server.url)
    agent = models.dialogue_agent()
    assert agent is not None
    from tests.factories import a_question

    assert list(agent.react(a_question(), "An answer of mine."))
    assert {request.body["model"] for request in server.requests} == {"small"}


def test_a_cap_holds_for_all_models_together(built: Built, chat_server: Servers) -> None:
    server = chat_server([answers.text("Hello.")])
    models = built(model="openai:one", url=server.url, max_tokens="4200")
    said(models)
    long = Call(HELLO.messages, max_tokens=4140, seconds=5)  # fits alone, and not beside what the other model took
    with pytest.raises(BudgetError):
        list(models.chat(name="openai:other").stream(long))
    assert len(server.requests) == 1


def test_what_all_models_took_is_counted_together(built: Built, chat_server: Servers) -> None:
    server = chat_server([answers.text("Hello.")])
    models = built(model="openai:one", url=server.url)
    said(models)
    said(models, name="openai:other")
    assert models.spent().calls == 2


def test_without_a_model_the_parts_grade_by_similarity_alone(home: Path) -> None:
    interview_context = AppContext(load_settings(None))
    assert interview_context.models.dialogue_agent() is None
    assert interview_context.models.spent().calls == 0
