"""A server that tells the key back in any part of its answer gets it neither into a reply nor into an error."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from typing import Any

import pytest

from interviewer.grading.llm.shape import VoteReply
from interviewer.models.errors import ModelError
from interviewer.models.langchain_chat import LangChainChat
from interviewer.models.secret import HidingFormatter, Secrets
from tests.echoes import ECHOES, KEY, TO_THE_ADAPTER, shows_key
from tests.models.talk import ServeChat, a_call, chat_on

EVERY_ECHO = ECHOES | TO_THE_ADAPTER
SLOTS = {
    "key_points": "k1: Units are zeroed at random.",
    "answer": "Units are zeroed at random in training.",
}
JUDGING = a_call(
    "\n".join(f"<<{name} 0123456789abcdef>>\n{text}\n<<end {name} 0123456789abcdef>>" for name, text in SLOTS.items())
)


def structured(chat: LangChainChat) -> str:
    return chat.structured(JUDGING, VoteReply).value.model_dump_json()


def streamed(chat: LangChainChat) -> str:
    return "".join(chat.stream(a_call()))


def seen(ask: Callable[[LangChainChat], str], chat: LangChainChat) -> str:
    """What comes of a call: the reply, or all that its error holds."""
    try:
        return ask(chat)
    except ModelError as error:
        trace = traceback.TracebackException.from_exception(error, capture_locals=True)
        return "".join((str(error), repr(vars(error)), *trace.format()))


@pytest.mark.parametrize("ask", [structured, streamed])
@pytest.mark.parametrize("echo", EVERY_ECHO.values(), ids=list(EVERY_ECHO))
def test_the_key_comes_back_in_no_reply_and_no_error(
    chat_server: ServeChat,
    caplog: pytest.LogCaptureFixture,
    recwarn: pytest.WarningsRecorder,
    echo: Any,
    ask: Callable[[LangChainChat], str],
) -> None:
    caplog.set_level(logging.DEBUG)
    server = chat_server(echo)
    shown = seen(ask, chat_on(server, key=KEY))
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"
    assert not shows_key(shown)
    formatter = HidingFormatter("%(name)s %(message)s", Secrets([KEY]))
    assert not any(shows_key(formatter.format(record)) for record in caplog.records)
    assert not any(shows_key(str(warning.message)) for warning in recwarn)
