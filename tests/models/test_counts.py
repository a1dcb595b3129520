"""Tokens as a server counts them: what cannot be a count neither lowers nor breaks what is spent."""

from __future__ import annotations

import json
from typing import Any

import pytest

from interviewer.models.budget import Budget
from interviewer.models.errors import BudgetError, ModelError
from interviewer.models.reply import MOST_TOKENS, token_count
from tests.models import answers
from tests.models.loopback import Answer
from tests.models.talk import GOOD, Judged, ServeChat, a_call, chat_on

ABSURD: dict[str, Any] = {
    "negative": -1000,
    "more than there are": MOST_TOKENS + 1,
    "huge": 10**400,
    "a fraction": 2.5,
    "a word": "many",
    "a list": [1],
}


def counting(prompt: Any, completion: Any) -> Answer:
    """A good reply whose usage is as given."""
    usage = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": 1}
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": json.dumps(GOOD)}}
    whole = {"id": "x", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}
    return answers.raw(json.dumps(whole).encode())


@pytest.mark.parametrize("count", ABSURD.values(), ids=ABSURD)
@pytest.mark.parametrize("which", ["prompt", "completion"])
def test_what_cannot_be_a_count_never_lowers_what_is_spent(chat_server: ServeChat, count: Any, which: str) -> None:
    pair = (count, 50) if which == "prompt" else (50, count)
    chat = chat_on(chat_server([counting(100, 50), counting(*pair)]), price=lambda given, taken: (given + taken) * 1e-6)
    chat.structured(a_call("x" * 400), Judged)
    before = chat.spent()
    try:
        chat.structured(a_call("x" * 400), Judged)
    except ModelError:  # what is no number at all is no reply of the protocol
        assert not isinstance(count, int)
    since = chat.spent() - before
    assert since.calls == 1
    assert 0 <= since.input_tokens <= MOST_TOKENS
    assert 0 <= since.output_tokens <= MOST_TOKENS
    if isinstance(count, int):
        assert since.estimated
        assert since.input_tokens >= 100


def test_a_cap_holds_against_a_server_that_counts_backwards(chat_server: ServeChat) -> None:
    server = chat_server([counting(-5000, -5000)])
    chat = chat_on(server, budget=Budget(max_tokens=30_000))

    def go_on() -> None:
        for _ in range(100):
            chat.structured(a_call("x" * 4000, max_tokens=100), Judged)

    with pytest.raises(BudgetError):
        go_on()
    assert 1 < len(server.requests) < 30


@pytest.mark.parametrize("value", [True, None, "5", 5.0, -1, MOST_TOKENS + 1])
def test_only_a_whole_number_that_can_be_is_a_count(value: object) -> None:
    assert token_count(value) is None


def test_a_count_is_itself() -> None:
    assert [token_count(value) for value in (0, 5, MOST_TOKENS)] == [0, 5, MOST_TOKENS]
