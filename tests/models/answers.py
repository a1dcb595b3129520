"""Answers for the scripts of `ChatServer`: what servers say, and all that goes wrong with them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping

from tests.models.loopback import Answer, Body, Connection, Request, framed


def text(content: str, *, usage: bool = True, finish: str = "stop", piece: int = 8, pause: float = 0.0) -> Answer:
    """An assistant's text; streamed where that was asked for, `piece` characters at a time with a pause between."""
    return _message({"content": content}, usage=usage, finish=finish, piece=piece, pause=pause)


def json_reply(value: object, *, usage: bool = True, finish: str = "stop") -> Answer:
    """A value as the request asks for it: by a tool call where tools were offered, as JSON text otherwise."""

    def act(connection: Connection) -> None:
        kind = tool_call if "tools" in connection.request.body else _json_text
        kind(value, usage=usage, finish=finish).act(connection)

    return Answer(act)


def tool_call(value: object, *, usage: bool = True, finish: str = "tool_calls", name: str = "") -> Answer:
    """A call of the tool that was offered, with the value as arguments (a str goes out as it is)."""

    def act(connection: Connection) -> None:
        tools = connection.request.body.get("tools") or [{"function": {"name": "nothing"}}]
        called = {"name": name or tools[0]["function"]["name"], "arguments": _as_text(value)}
        calls = [{"index": 0, "id": "call-1", "type": "function", "function": called}]
        _message({"content": None, "tool_calls": calls}, usage=usage, finish=finish).act(connection)

    return Answer(act)


def prose_around(value: object, before: str = "Here is my verdict:\n```json\n", after: str = "\n```\nDone.") -> Answer:
    """A value as JSON with prose before and after it."""
    return text(before + json.dumps(value) + after)


def truncated_json(value: object, *, keep: float = 0.5) -> Answer:
    """The first part of a value's JSON, ended by the limit on tokens."""
    whole = json.dumps(value)
    return text(whole[: int(len(whole) * keep)], finish="length")


def wrong_schema() -> Answer:
    """A JSON object that nobody asked for."""
    return json_reply({"something": ["else", 1]})


def empty() -> Answer:
    """A completion without a word."""
    return text("")


def refusal(reason: str = "I can't help with that.") -> Answer:
    """A refusal in the protocol's own field."""
    return _message({"content": None, "refusal": reason})


def filtered() -> Answer:
    """A completion that the server's content filter stopped."""
    return text("The ans", finish="content_filter")


def status(code: int, message: str = "", *, kind: str = "", headers: Mapping[str, str] | None = None) -> Answer:
    """An error status with the error body of the protocol; `kind` is the error's code, such as insufficient_quota."""
    body = json.dumps(
        {"error": {"message": message or f"scripted {code}", "type": kind or "error", "code": kind or None}}
    )
    return Answer(lambda connection: connection.whole(body.encode(), code, headers))


def raw(body: bytes, code: int = 200, *, kind: str = "application/json") -> Answer:
    """Any body at all, such as half a JSON document or a web page."""
    return Answer(lambda connection: connection.whole(body, code, {"Content-Type": kind}))


def stall(seconds: float = 60.0) -> Answer:
    """Nothing for a long time, then the connection ends."""

    def act(connection: Connection) -> None:
        connection.wait(seconds)
        connection.close()

    return Answer(act)


def reset() -> Answer:
    """The connection is reset before a word of the answer."""
    return Answer(lambda connection: connection.reset())


def broken_stream(content: str, *, pieces: int = 2) -> Answer:
    """A stream that ends in the middle, after so many pieces."""

    def act(connection: Connection) -> None:
        chunks = [chunk_of({"role": "assistant", "content": content}) for _ in range(pieces)]
        connection.events(iter(chunks), done=False)

    return Answer(act)


def stalled_stream(content: str, seconds: float = 60.0) -> Answer:
    """A stream that says something and then nothing for a long time."""

    def act(connection: Connection) -> None:
        connection.events(iter([chunk_of({"content": content}), chunk_of({}, finish="stop")]), pause=seconds)

    return Answer(act)


def endless(*, piece: int = 1000) -> Answer:
    """A completion without end: a stream, or a body that never stops."""
    filler = "word " * (piece // 5)

    def forever() -> Iterator[Body]:
        while True:
            yield chunk_of({"content": filler})

    def act(connection: Connection) -> None:
        if connection.request.streamed:
            connection.events(forever())
            return
        connection.send(connection.head(200, {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}))
        connection.send(framed(b'{"id": "x", "object": "chat.completion", "choices": [{"message": {"content": "'))
        while connection.send(framed(filler.encode() * 100)):
            pass

    return Answer(act)


def slow_bytes(content: str, *, pause: float = 0.05, times: int = 1200) -> Answer:
    """A stream, or a body, that trickles: one small piece every `pause` seconds."""

    def act(connection: Connection) -> None:
        if connection.request.streamed:
            connection.events((chunk_of({"content": content}) for _ in range(times)), pause=pause)
            return
        connection.send(connection.head(200, {"Content-Type": "application/json", "Content-Length": str(times)}))
        for _ in range(times):
            if not (connection.send(b" ") and connection.wait(pause)):
                return

    return Answer(act)


def _json_text(value: object, *, usage: bool = True, finish: str = "stop") -> Answer:
    return text(_as_text(value), usage=usage, finish=finish, piece=40)  # a token a piece takes most of a test's time


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _message(message: Body, *, usage: bool = True, finish: str = "stop", piece: int = 8, pause: float = 0.0) -> Answer:
    def act(connection: Connection) -> None:
        counted = _usage(connection.request, message) if usage else None
        if not connection.request.streamed:
            choice = {"index": 0, "finish_reason": finish, "message": {"role": "assistant", **message}}
            whole = {**_frame("chat.completion"), "choices": [choice], "usage": counted}
            connection.whole(json.dumps(whole).encode())
            return
        connection.events(_chunks(message, finish, piece, counted), pause=pause)

    return Answer(act)


def _chunks(message: Body, finish: str, piece: int, usage: Body | None) -> Iterator[Body]:
    yield chunk_of({"role": "assistant", "content": ""})
    content = message.get("content") or ""
    for start in range(0, len(content), piece):
        yield chunk_of({"content": content[start : start + piece]})
    rest = {name: value for name, value in message.items() if name != "content"}
    yield chunk_of(rest, finish=finish)
    if usage is not None:
        yield {**_frame("chat.completion.chunk"), "choices": [], "usage": usage}


def chunk_of(delta: Body, *, finish: str | None = None) -> Body:
    return {**_frame("chat.completion.chunk"), "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}


def _frame(kind: str) -> Body:
    return {"id": "chatcmpl-1", "object": kind, "created": int(time.time()), "model": "scripted"}


def _usage(request: Request, message: Body) -> Body:
    prompt = len(json.dumps(request.body.get("messages", []))) // 4
    completion = len(json.dumps(message)) // 4
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
