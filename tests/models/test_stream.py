"""Replies in pieces, over a real connection."""

from collections.abc import Generator
from contextlib import closing
from typing import cast

import pytest

from interviewer.models.deadline import SilenceLimits
from interviewer.models.errors import BadReplyError, ModelError, ModelUnreachableError
from tests.models import answers
from tests.models.loopback import Answer
from tests.models.talk import ServeChat, a_call, chat_on


def test_a_reply_comes_piece_by_piece_with_its_usage(chat_server: ServeChat) -> None:
    server = chat_server([answers.text("Tell me what dropout does.", piece=5)])
    chat = chat_on(server)
    pieces = list(chat.stream(a_call()))
    assert "".join(pieces) == "Tell me what dropout does."
    assert len(pieces) == 6
    assert server.requests[0].streamed
    assert (chat.spent().calls, chat.spent().estimated) == (1, False)


def test_the_first_piece_is_there_before_the_last_is_sent(chat_server: ServeChat) -> None:
    chat = chat_on(chat_server([answers.stalled_stream("Well, ")]))
    with closing(cast("Generator[str]", chat.stream(a_call()))) as pieces:
        assert next(pieces) == "Well, "


def test_thoughts_are_not_said(chat_server: ServeChat) -> None:
    chat = chat_on(chat_server([answers.text("<think>The answer is 42.</think>\n\nWhat is it?", piece=3)]))
    assert "".join(chat.stream(a_call())) == "What is it?"


def test_usage_that_a_server_does_not_count_in_streams_is_estimated(chat_server: ServeChat) -> None:
    server = chat_server([answers.text("word " * 9, usage=False)], rejects=["stream_options"])
    chat = chat_on(server)
    assert "".join(chat.stream(a_call("word " * 88, ""))) == "word " * 9
    assert 100 <= chat.spent().input_tokens < 150
    assert 10 <= chat.spent().output_tokens < 15
    assert chat.spent().estimated
    assert len(server.requests) == 2


def test_what_fails_before_the_first_piece_is_tried_again(chat_server: ServeChat) -> None:
    server = chat_server([answers.status(503), answers.reset(), answers.text("Hello.")])
    assert "".join(chat_on(server).stream(a_call())) == "Hello."
    assert len(server.requests) == 3


def test_a_stream_that_breaks_off_raises_after_what_it_said(chat_server: ServeChat) -> None:
    server = chat_server([answers.broken_stream("Well, ")])
    chat = chat_on(server)
    said: list[str] = []
    with pytest.raises(ModelUnreachableError, match="dropped the connection"):
        said.extend(chat.stream(a_call()))
    assert said == ["Well, ", "Well, "]
    assert len(server.requests) == 1
    assert chat.spent().estimated


def test_a_stream_without_an_end_mark_has_broken_off(chat_server: ServeChat) -> None:
    body = b'data: {"choices": [{"index": 0, "delta": {"content": "Well"}}]}\n\n'
    with pytest.raises(ModelUnreachableError, match="stopped in the middle"):
        list(chat_on(chat_server([answers.raw(body, kind="text/event-stream")])).stream(a_call()))


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (answers.empty(), "is empty"),
        (answers.text("Well", finish="length"), "cut off at 4000 tokens"),
        (answers.text("Well", finish="content_filter"), "content filter"),
        (answers.text("<think>and so on", finish="stop"), "is empty"),
        (answers.endless(), "longer than 4000 tokens"),
        (answers.raw(b"<html>Hello", kind="text/html"), "does not follow the chat-completions protocol"),
    ],
)
def test_a_stream_that_is_no_reply_is_told(chat_server: ServeChat, answer: Answer, sentence: str) -> None:
    server = chat_server([answer])
    with pytest.raises(BadReplyError, match=sentence):
        list(chat_on(server).stream(a_call()))
    assert len(server.requests) == 1


def test_an_error_told_in_a_stream_is_told_on(chat_server: ServeChat) -> None:
    error = b'data: {"error": {"message": "The engine died.", "code": 500}}\n\n'
    server = chat_server([answers.raw(error, kind="text/event-stream")])
    with pytest.raises(ModelUnreachableError, match=r"reports an error: The engine died\."):
        list(chat_on(server).stream(a_call()))
    assert len(server.requests) == 4


def test_a_stream_that_falls_silent_is_given_up(chat_server: ServeChat) -> None:
    server = chat_server([answers.stalled_stream("Well, ")])
    chat = chat_on(server, silence=SilenceLimits(5, 0, 0, between_tokens=0.05))
    with pytest.raises(ModelUnreachableError, match="did not answer"):
        list(chat.stream(a_call()))
    assert server.requests[0].hung_up.wait(5)


def test_a_stream_that_trickles_is_bounded_by_the_calls_time(chat_server: ServeChat) -> None:
    server = chat_server([answers.slow_bytes("w ")])
    said: list[str] = []
    with pytest.raises(ModelError, match="did not answer"):
        said.extend(chat_on(server).stream(a_call(seconds=2.0)))
    assert said
    assert server.requests[0].hung_up.wait(5)


def test_closing_the_iterator_ends_the_request(chat_server: ServeChat) -> None:
    server = chat_server([answers.slow_bytes("w ")])
    pieces = chat_on(server).stream(a_call())
    assert next(pieces) == "w "
    pieces.close()  # type: ignore[attr-defined]
    assert server.requests[0].hung_up.wait(5)
