"""The chat server of these tests itself, as the openai package sees it."""

from typing import Any

import openai
import pytest

from tests.models import answers
from tests.models.loopback import COMPLAINTS, ChatServer
from tests.models.talk import ServeChat

HELLO = [{"role": "user", "content": "Hello."}]


def client(server: ChatServer) -> openai.OpenAI:
    return openai.OpenAI(base_url=server.url, api_key="any", max_retries=0)


def test_it_gives_its_answers_in_order_and_the_last_again(chat_server: ServeChat) -> None:
    server = chat_server([answers.text("one"), answers.text("two")])
    with client(server) as chat:
        replies = [chat.chat.completions.create(model="m", messages=HELLO) for _ in range(3)]  # type: ignore[arg-type]
    assert [reply.choices[0].message.content for reply in replies] == ["one", "two", "two"]
    assert [request.messages for request in server.requests] == [HELLO] * 3
    assert server.peak == 1


def test_it_streams_where_that_is_asked_for(chat_server: ServeChat) -> None:
    server = chat_server(lambda body: answers.text(f"You said: {body['messages'][0]['content']}"))
    with client(server) as chat:
        create: Any = chat.chat.completions.create  # its overloads are too many for a list of plain dicts
        chunks = list(create(model="m", messages=HELLO, stream=True))
    said = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert said == "You said: Hello."
    assert chunks[-1].usage


def test_it_lists_its_model(chat_server: ServeChat) -> None:
    with client(chat_server([answers.empty()])) as chat:
        assert [model.id for model in chat.models.list()] == ["scripted"]


@pytest.mark.parametrize(
    ("feature", "parameters"),
    [
        ("json_mode", {"response_format": {"type": "json_object"}}),
        ("tools", {"tools": [{"type": "function", "function": {"name": "f"}}]}),
        ("max_tokens", {"max_tokens": 3}),
    ],
)
def test_it_rejects_the_features_that_it_is_told_to(
    chat_server: ServeChat, feature: str, parameters: dict[str, object]
) -> None:
    with client(chat_server([answers.text("x")], rejects=[feature])) as chat:
        with pytest.raises(openai.BadRequestError, match=COMPLAINTS[feature][:20]):
            chat.chat.completions.create(model="m", messages=HELLO, **parameters)  # type: ignore[call-overload]
        assert chat.chat.completions.create(model="m", messages=HELLO)  # type: ignore[arg-type]


def test_it_notices_a_client_that_hangs_up(chat_server: ServeChat) -> None:
    server = chat_server([answers.stall()])
    with client(server) as chat, pytest.raises(openai.APITimeoutError):
        chat.chat.completions.create(model="m", messages=HELLO, timeout=0.1)  # type: ignore[arg-type]
    assert server.requests[0].hung_up.wait(5)
