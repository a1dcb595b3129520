"""What goes wrong on the way to a model, each as the right error, after the right number of requests, with no key."""

import logging
import socket
import traceback
from email.utils import formatdate

import pytest
from pydantic import SecretStr

from interviewer.models.endpoint import parse_endpoint
from interviewer.models.errors import BadReplyError, ModelError, ModelRefusedError, ModelUnreachableError
from interviewer.models.failures import explain, redacted
from tests.models import answers
from tests.models.loopback import Answer
from tests.models.talk import GOOD, KEY, VALUE, Judged, ServeChat, Sleeps, a_call, chat_on

Told = pytest.ExceptionInfo[ModelError]

ECHO = f"Incorrect API key provided: {KEY}. Bearer {KEY}. You can find your key at example.org."

FAILURES: dict[str, tuple[Answer, type[ModelError], str, int]] = {
    "bad key": (answers.status(401, ECHO), ModelRefusedError, r"does not accept the key.*OPENAI_API_KEY", 1),
    "no right": (answers.status(403, ECHO), ModelRefusedError, "is not allowed to use openai:scripted", 1),
    "no model": (answers.status(404, ECHO), ModelRefusedError, "no model 'scripted'.*OPENAI_BASE_URL", 1),
    "quota": (answers.status(429, ECHO, kind="insufficient_quota"), ModelRefusedError, "quota.*used up", 1),
    "too many": (answers.status(429, ECHO), ModelUnreachableError, "takes no more requests", 4),
    "too long": (answers.status(400, ECHO, kind="context_length_exceeded"), ModelRefusedError, "too long", 1),
    "too large": (answers.status(413, ECHO), ModelRefusedError, "too long", 1),
    "bad request": (answers.status(400, ECHO), ModelRefusedError, r"refuses the request \(400\): Incorrect", 1),
    "redirect": (
        answers.status(307, ECHO, headers={"Location": "http://127.0.0.1:1/"}),
        ModelRefusedError,
        "redirects requests",
        1,
    ),
    "internal": (answers.status(500, ECHO), ModelUnreachableError, r"failed \(500\)", 4),
    "gateway": (answers.status(502, ECHO), ModelUnreachableError, r"failed \(502\)", 4),
    "unavailable": (answers.status(503, ECHO), ModelUnreachableError, r"failed \(503\)", 4),
    "gateway time": (answers.status(504, ECHO), ModelUnreachableError, r"failed \(504\)", 4),
    "reset": (answers.reset(), ModelUnreachableError, "dropped the connection", 4),
    "error under 200": (answers.raw(b'{"error": {"message": "No engine."}}'), ModelUnreachableError, "No engine", 4),
    "half a body": (answers.raw(b'{"choices": [{"mess'), BadReplyError, "does not follow the chat-completions", 1),
    "a web page": (answers.raw(b"<html>[/]", kind="text/html"), BadReplyError, "ends in /v1", 1),
    "no choices": (answers.raw(b'{"choices": []}'), BadReplyError, "is empty", 2),
    "deep JSON": (answers.raw(b"[" * 1_000_000), BadReplyError, "does not follow the chat-completions", 1),
    "no end": (answers.endless(), BadReplyError, "does not end", 1),
}


def leaks(told: Told, log: pytest.LogCaptureFixture) -> bool:
    """Whether the key is in anything that the error or the log shows, local variables included."""
    trace = traceback.TracebackException.from_exception(told.value, capture_locals=True)
    shown = [str(told.value), repr(told.value), *trace.format(), log.text, repr(vars(told.value))]
    return any(KEY in text for text in shown)


@pytest.mark.parametrize(("answer", "kind", "sentence", "requests"), FAILURES.values(), ids=FAILURES)
def test_a_failure_is_told_in_a_sentence(
    chat_server: ServeChat,
    caplog: pytest.LogCaptureFixture,
    answer: Answer,
    kind: type[ModelError],
    sentence: str,
    requests: int,
) -> None:
    caplog.set_level(logging.DEBUG)
    server = chat_server([answer])
    with pytest.raises(kind, match=sentence) as raised:
        chat_on(server).structured(a_call(), Judged)
    assert len(server.requests) == requests
    assert len(raised.value.message) < 400
    assert raised.value.hint
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None
    assert not leaks(raised, caplog)


@pytest.mark.parametrize("ask", ["whole", "stream"])
def test_a_server_that_stalls_is_waited_for_as_long_as_the_call_says(chat_server: ServeChat, ask: str) -> None:
    server = chat_server([answers.stall()])
    chat, call = chat_on(server), a_call(seconds=0.3)
    with pytest.raises(ModelUnreachableError, match="did not answer"):
        chat.structured(call, Judged) if ask == "whole" else list(chat.stream(call))
    assert server.requests[0].hung_up.wait(5)
    assert chat.spent().estimated


def test_bytes_that_trickle_do_not_prolong_a_call(chat_server: ServeChat) -> None:
    server = chat_server([answers.slow_bytes("x")])
    with pytest.raises(ModelUnreachableError, match="did not answer"):
        chat_on(server).structured(a_call(seconds=0.3), Judged)
    assert server.requests[0].hung_up.wait(5)


def test_what_passes_is_tried_again_after_growing_random_pauses(chat_server: ServeChat) -> None:
    sleeps = Sleeps()
    draws = iter([0.5, 1.0, 0.25])
    server = chat_server([answers.status(503), answers.reset(), answers.status(500), answers.json_reply(GOOD)])
    reply = chat_on(server, sleep=sleeps, draw=lambda: next(draws)).structured(a_call(), Judged)
    assert reply.value == VALUE
    assert sleeps.waited == [0.25, 1.0, 0.5]
    assert reply.usage.calls == 4


@pytest.mark.parametrize(
    "headers",
    [
        {"Retry-After": "9"},
        {"retry-after-ms": "9000"},
        {"Retry-After": formatdate(1000009, usegmt=True), "Date": formatdate(1000000, usegmt=True)},
    ],
)
def test_a_busy_server_is_given_the_time_that_it_asks_for(chat_server: ServeChat, headers: dict[str, str]) -> None:
    sleeps = Sleeps()
    server = chat_server([answers.status(429, headers=headers), answers.json_reply(GOOD)])
    assert chat_on(server, sleep=sleeps).structured(a_call(), Judged).value == VALUE
    assert sleeps.waited == [9.0]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("600", "Try again in 10 minutes, as it asks."),
        ("1e999", "Try again in a minute."),
        ("100000000000000000000", "Try again in more than a day, as it asks."),
        ("Fri, 31 Dec 9999 23:59:59 GMT", "Try again in more than a day, as it asks."),
    ],
)
def test_a_server_that_asks_for_more_time_than_there_is_is_not_waited_for(
    chat_server: ServeChat, asked: str, told: str
) -> None:
    sleeps = Sleeps()
    headers = {"Retry-After": asked, "Date": formatdate(1000000, usegmt=True)}
    server = chat_server([answers.status(429, headers=headers)])
    with pytest.raises(ModelUnreachableError) as raised:
        chat_on(server, sleep=sleeps).structured(a_call(), Judged)
    assert raised.value.hint == told
    assert sum(sleeps.waited) < 120


def test_a_server_that_says_not_to_try_again_is_heeded(chat_server: ServeChat) -> None:
    server = chat_server([answers.status(503, headers={"x-should-retry": "false"})])
    with pytest.raises(ModelUnreachableError):
        chat_on(server).structured(a_call(), Judged)
    assert len(server.requests) == 1


def test_nothing_is_retried_after_the_calls_time(chat_server: ServeChat) -> None:
    sleeps = Sleeps()
    server = chat_server([answers.status(503)])
    with pytest.raises(ModelUnreachableError):
        chat_on(server, sleep=sleeps, draw=lambda: 1.0).structured(a_call(seconds=1.4), Judged)
    assert sleeps.waited == [0.5]  # the next pause would be of one second
    assert len(server.requests) == 2


def test_a_body_without_end_is_read_no_further_than_a_reply_can_be_long(chat_server: ServeChat) -> None:
    server = chat_server([answers.endless()], rejects=["stream"])
    with pytest.raises(BadReplyError, match="more than 8 MB"):
        chat_on(server).structured(a_call(), Judged)


def test_a_port_where_nobody_listens_is_a_server_that_is_down() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with pytest.raises(ModelUnreachableError, match=rf"No connection to 127.0.0.1:{port}.*server up"):
        chat_on(f"http://127.0.0.1:{port}/v1").structured(a_call(), Judged)


def test_a_name_that_does_not_exist_is_told() -> None:
    with pytest.raises(ModelUnreachableError, match=r"nowhere\.invalid cannot be found"):
        chat_on("http://nowhere.invalid/v1").structured(a_call(), Judged)


def test_a_server_that_speaks_no_tls_is_told(chat_server: ServeChat) -> None:
    sleeps = Sleeps()
    url = chat_server([answers.empty()]).url.replace("http:", "https:")
    with pytest.raises(ModelUnreachableError, match="TLS"):
        chat_on(url, sleep=sleeps).structured(a_call(), Judged)
    assert sleeps.waited == []


def test_the_servers_words_are_quoted_short_and_harmless(chat_server: ServeChat) -> None:
    server = chat_server([answers.status(400, "\x1b[2J[/]" + "x" * 5000)])
    with pytest.raises(ModelRefusedError) as raised:
        chat_on(server).structured(a_call(), Judged)
    assert len(str(raised.value)) < 400
    assert "\x1b" not in str(raised.value)


@pytest.mark.parametrize("text", [f"x {KEY} y", "sk-other-123456 y", "x Bearer abc123 y", "sk-proj-ab**********yz"])
def test_anything_like_a_key_is_redacted(text: str) -> None:
    shown = redacted(text, parse_endpoint("openai:m", key=SecretStr(KEY)))
    assert "[key]" in shown
    assert not any(part in shown for part in (KEY, "other-123456", "abc123", "proj"))


def test_the_key_of_another_provider_is_looked_for_elsewhere() -> None:
    refused = type("Refused", (Exception,), {"status_code": 401})()
    assert "environment variable" in str(explain(refused, parse_endpoint("anthropic:claude")).error)


@pytest.mark.parametrize(
    "names",
    [
        ("OPENAI_BASE_URL", "OPENAI_API_BASE", "LANGSMITH_GATEWAY"),
        ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"),
        ("OPENAI_PROXY",),
    ],
)
def test_the_environment_sends_no_request_elsewhere(
    chat_server: ServeChat, monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...]
) -> None:
    server, other = chat_server([answers.json_reply(GOOD)]), chat_server([answers.empty()])
    for name in names:
        monkeypatch.setenv(name, other.url)
    monkeypatch.setenv("OPENAI_API_KEY", "another")
    monkeypatch.setenv("LANGSMITH_GATEWAY_API_KEY", "lsv2_another")
    assert chat_on(server).structured(a_call(), Judged).value == VALUE
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"
    assert other.connections == 0


def test_nothing_is_traced_even_where_the_environment_wants_it(
    chat_server: ServeChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    from langchain_core.tracers.langchain import wait_for_all_tracers
    from langsmith import utils

    server, other = chat_server([answers.json_reply(GOOD)]), chat_server([answers.empty()])
    for name, value in {"TRACING": "true", "ENDPOINT": other.url, "API_KEY": "lsv2_pt_x"}.items():
        monkeypatch.setenv(f"LANGSMITH_{name}", value)
    monkeypatch.setenv("LANGCHAIN_TRACING_V2", "true")
    utils.get_env_var.cache_clear()  # type: ignore[attr-defined]  # its overloads hide the cache
    assert utils.tracing_is_enabled()
    assert chat_on(server).structured(a_call(), Judged).value == VALUE
    wait_for_all_tracers()
    utils.get_env_var.cache_clear()  # type: ignore[attr-defined]  # its overloads hide the cache
    assert other.connections == 0
