"""Calling off what runs."""

import subprocess
import sys
import threading
from collections.abc import Callable

import pytest

from interviewer.models.chat import Call, Cancel
from interviewer.models.errors import CallCancelledError
from interviewer.models.langchain_chat import LangChainChat
from tests.models import answers
from tests.models.loopback import Answer, ChatServer
from tests.models.talk import Judged, ServeChat, a_call, chat_on

WAYS: dict[str, Callable[[LangChainChat, Call], object]] = {
    "whole": lambda chat, call: chat.structured(call, Judged),
    "stream": lambda chat, call: list(chat.stream(call)),
}
either_way = pytest.mark.parametrize("ask", WAYS.values(), ids=WAYS)


def cancel_when_asked(server: ChatServer, cancel: Cancel) -> threading.Thread:
    """Calls off as soon as the server has the request."""

    def run() -> None:
        assert server.asked.wait(10)
        cancel.set()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@either_way
def test_a_call_that_is_called_off_raises_and_closes_its_connection(
    chat_server: ServeChat, ask: Callable[[LangChainChat, Call], object]
) -> None:
    server, cancel = chat_server([answers.stall()]), Cancel()
    chat = chat_on(server)
    thread = cancel_when_asked(server, cancel)
    with pytest.raises(CallCancelledError) as raised:
        ask(chat, a_call(cancel=cancel, seconds=10))
    thread.join()
    assert raised.value.exit_code == 130
    assert server.requests[0].hung_up.wait(5)
    assert len(server.requests) == 1
    chat.close()
    assert chat.spent().estimated


@either_way
def test_a_call_that_was_called_off_before_is_not_sent(
    chat_server: ServeChat, ask: Callable[[LangChainChat, Call], object]
) -> None:
    server, cancel = chat_server([answers.empty()]), Cancel()
    cancel.set()
    with pytest.raises(CallCancelledError):
        ask(chat_on(server), a_call(cancel=cancel, seconds=10))
    assert server.requests == []


@either_way
def test_a_call_is_called_off_while_it_waits_for_a_retry(
    chat_server: ServeChat, ask: Callable[[LangChainChat, Call], object]
) -> None:
    cancel = Cancel()

    async def sleep(seconds: float) -> None:
        import asyncio

        cancel.set()
        await asyncio.sleep(60)

    server = chat_server([answers.status(503)])
    with pytest.raises(CallCancelledError):
        ask(chat_on(server, sleep=sleep), a_call(cancel=cancel, seconds=10))
    assert len(server.requests) == 1


def test_other_calls_go_on_when_one_is_called_off(chat_server: ServeChat) -> None:
    cancel = Cancel()

    def answer(body: dict[str, object]) -> Answer:
        return answers.stall() if "stall" in str(body["messages"]) else answers.text("Hello.").after(0.2)

    server = chat_server(answer)
    chat = chat_on(server)
    said: list[str] = []
    other = threading.Thread(target=lambda: said.extend(chat.stream(a_call("Go on."))))
    other.start()
    thread = cancel_when_asked(server, cancel)
    with pytest.raises(CallCancelledError):
        chat.structured(a_call("stall", cancel=cancel, seconds=10), Judged)
    other.join()
    thread.join()
    assert said == ["Hello."]


def test_closing_the_model_calls_off_what_runs(chat_server: ServeChat) -> None:
    server = chat_server([answers.stall()])
    chat = chat_on(server)

    def close() -> None:
        assert server.asked.wait(10)
        chat.close()

    thread = threading.Thread(target=close)
    thread.start()
    with pytest.raises(CallCancelledError):
        chat.structured(a_call(), Judged)
    thread.join()
    assert server.all_closed(5)


@pytest.mark.slow
def test_a_program_ends_at_once_with_a_call_under_way(chat_server: ServeChat) -> None:
    server = chat_server([answers.stall()])
    code = f"""
import threading
from tests.models.talk import a_call, chat_on, Judged
chat = chat_on({server.url!r})
threading.Thread(target=lambda: chat.structured(a_call(), Judged), daemon=True).start()
input()
"""
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert server.asked.wait(60)
    _, narration = process.communicate("\n", timeout=30)
    assert (process.returncode, narration) == (0, "")
