"""A call as the body of a request in a batch."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, SecretStr

from interviewer.models.batch.requests import chat_body
from interviewer.models.chat import Call, Message, Role
from interviewer.models.endpoint import parse_endpoint

CALL = Call((Message(Role.SYSTEM, "Judge."), Message(Role.USER, "It.")), max_tokens=700)


class Shape(BaseModel):
    verdict: str


def test_the_reply_is_asked_for_by_the_strict_schema() -> None:
    body = chat_body(parse_endpoint("openai:gpt-4.1", "", SecretStr("sk-x")), CALL, Shape)
    assert body == {
        "model": "gpt-4.1",
        "messages": [{"role": "system", "content": "Judge."}, {"role": "user", "content": "It."}],
        "response_format": {
            "type": "json_schema",
            "json_schema": {
                "name": "Shape",
                "strict": True,
                "schema": body["response_format"]["json_schema"]["schema"],
            },
        },
        "max_completion_tokens": 700,
        "temperature": 0.0,
    }
    assert body["response_format"]["json_schema"]["schema"]["required"] == ["verdict"]


@pytest.mark.parametrize(
    ("model", "takes_one"),
    [("gpt-4o-mini", True), ("gpt-5-chat-latest", True), ("gpt-5", False), ("gpt-5-mini", False), ("o4-mini", False)],
)
def test_a_model_that_reasons_is_sent_no_temperature(model: str, takes_one: bool) -> None:
    body = chat_body(parse_endpoint(f"openai:{model}", "", SecretStr("sk-x")), CALL, Shape)
    assert ("temperature" in body) == takes_one


def test_a_server_of_ones_own_is_told_the_limit_by_its_older_name() -> None:
    body = chat_body(parse_endpoint("openai:small", "http://localhost:1/v1"), CALL, Shape)
    assert body["max_tokens"] == 700
    assert "max_completion_tokens" not in body
