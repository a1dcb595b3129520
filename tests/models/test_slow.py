"""A slow model is not a dead one: what counts is silence. A second here stands for a minute or more."""

import asyncio
import time

import pytest

from interviewer.models.chat import Cancel
from interviewer.models.deadline import HOSTED, LOCAL, Deadline, SilenceLimits
from interviewer.models.endpoint import parse_endpoint
from interviewer.models.errors import ModelUnreachableError
from interviewer.models.failures import TimedOutError
from interviewer.models.langchain_chat import silence_limits
from tests.models import answers
from tests.models.loopback import Answer, Connection
from tests.models.talk import GOOD, VALUE, Judged, ServeChat, Sleeps, a_call, chat_on

pytestmark = pytest.mark.slow

PATIENT = SilenceLimits(5.0, 0, 0, between_tokens=0.4)
REPLY = answers.json_reply(GOOD)
SAID = answers.chunk_of({"content": VALUE.model_dump_json()}, finish="stop")
GRADING = 3400  # tokens of a prompt that asks for a grading
LONGEST_REPLY = 4900


def trickling(pause: float) -> Answer:
    """A good reply, one piece every `pause` seconds, for many times the silence that is allowed."""
    return answers.text(VALUE.model_dump_json(), piece=1, pause=pause)


def test_a_reply_that_trickles_is_read_to_its_end(chat_server: ServeChat) -> None:
    server = chat_server([trickling(0.05)])
    began = time.monotonic()
    reply = chat_on(server, silence=PATIENT).structured(a_call(), Judged)
    assert reply.value == VALUE
    assert time.monotonic() - began > 5 * PATIENT.between_tokens
    assert len(server.requests) == 1


@pytest.mark.parametrize("rejects", [[], ["json_schema"], ["json_schema", "tools"]])
def test_who_waits_is_told_how_much_has_come(chat_server: ServeChat, rejects: list[str]) -> None:
    heard: list[int] = []
    server = chat_server([REPLY], rejects=rejects)
    call = a_call(cancel=Cancel(heard.append))
    assert chat_on(server).structured(call, Judged).value == VALUE
    assert heard == sorted(heard)
    assert heard[-1] >= len(VALUE.model_dump_json())


def test_thoughts_out_of_the_reply_are_words_that_come(chat_server: ServeChat) -> None:
    heard: list[int] = []

    def act(connection: Connection) -> None:
        thoughts = [answers.chunk_of({"reasoning_content": "Hm. "}) for _ in range(12)]
        connection.events(iter([*thoughts, SAID]), pause=0.1)

    chat = chat_on(chat_server([Answer(act)]), silence=SilenceLimits(0.5, 0, 0, between_tokens=0.5))
    assert chat.structured(a_call(cancel=Cancel(heard.append)), Judged).value == VALUE
    assert heard[:3] == [4, 8, 12]


def test_a_first_word_may_take_longer_than_the_next_one(chat_server: ServeChat) -> None:
    server = chat_server([REPLY.after(1.0)])
    assert chat_on(server, silence=PATIENT).structured(a_call(), Judged).value == VALUE


def test_an_empty_first_piece_is_no_word_yet(chat_server: ServeChat) -> None:
    def act(connection: Connection) -> None:
        opening = answers.chunk_of({"role": "assistant", "content": ""})
        connection.events(iter([opening, SAID]), pause=1.0)

    chat = chat_on(chat_server([Answer(act)]), silence=PATIENT)
    assert chat.structured(a_call(), Judged).value == VALUE


@pytest.mark.parametrize("answer", [answers.stall(), answers.stalled_stream("{")])
def test_a_request_that_ran_out_of_time_is_not_sent_again(chat_server: ServeChat, answer: Answer) -> None:
    sleeps = Sleeps()
    server = chat_server([answer])
    chat = chat_on(server, silence=SilenceLimits(0.3, 0, 0, between_tokens=0.3), sleep=sleeps)
    with pytest.raises(ModelUnreachableError, match=r"did not answer: nothing came for a second\. Check that"):
        chat.structured(a_call(), Judged)
    assert len(server.requests) == 1
    assert sleeps.waited == []


def test_the_call_as_a_whole_has_its_time_however_much_comes(chat_server: ServeChat) -> None:
    server = chat_server([answers.slow_bytes("w ", pause=0.05)])
    with pytest.raises(
        ModelUnreachableError, match=r"did not answer: not within a second\. .*INTERVIEWER_CALL_SECONDS"
    ):
        chat_on(server, silence=PATIENT).structured(a_call(seconds=1.0), Judged)
    assert len(server.requests) == 1


def test_a_server_that_does_not_stream_is_given_the_time_for_its_whole_reply(chat_server: ServeChat) -> None:
    server = chat_server([REPLY.after(1.0)], rejects=["stream"])
    whole = SilenceLimits(0.5, 0, per_output_token=2.0 / 4000, between_tokens=0.1)
    chat = chat_on(server, silence=whole)
    assert chat.structured(a_call(), Judged).value == VALUE
    assert chat.structured(a_call(), Judged).value == VALUE
    assert [request.streamed for request in server.requests] == [True, False, False]


@pytest.mark.parametrize("ask", ["structured", "stream"])
def test_a_whole_reply_where_a_stream_was_asked_for_is_read(chat_server: ServeChat, ask: str) -> None:
    body = (
        b'{"id": "x", "object": "chat.completion", "created": 1, "model": "m", "usage": {"prompt_tokens": 7, '
        b'"completion_tokens": 5, "total_tokens": 12}, "choices": [{"index": 0, "finish_reason": "stop", "message": '
        b'{"role": "assistant", "content": "{\\"verdict\\": \\"met\\"}"}}]}'
    )
    server = chat_server([answers.raw(body)])
    chat = chat_on(server)
    said = chat.structured(a_call(), Judged).value.verdict if ask == "structured" else "".join(chat.stream(a_call()))
    assert "met" in said
    assert len(server.requests) == 1
    assert (chat.spent().input_tokens, chat.spent().output_tokens) == (7, 5)


def test_requests_that_wait_for_each_other_at_a_server_of_ones_own_have_the_time_of_all() -> None:
    assert LOCAL.before_first(GRADING, ahead=7) == 8 * LOCAL.before_first(GRADING)
    assert HOSTED.before_first(GRADING, ahead=7) == HOSTED.before_first(GRADING)


def test_a_laptop_has_time_to_read_the_prompt_of_a_grading_and_to_write_its_reply() -> None:
    assert LOCAL.before_first(GRADING) > 4 * 60
    assert LOCAL.before_whole(GRADING, LONGEST_REPLY) > 20 * 60
    assert LOCAL.between_tokens > HOSTED.between_tokens > 5
    assert HOSTED.before_first(GRADING) > 4 * 60


@pytest.mark.parametrize(
    ("name", "url", "limits"),
    [
        ("openai:m", "http://127.0.0.1:8080/v1", LOCAL),
        ("openai:m", "http://192.168.1.7/v1", LOCAL),
        ("openai:m", "http://ollama:11434/v1", LOCAL),
        ("openai:m", "http://gpu.home.arpa/v1", LOCAL),
        ("ollama:llama3", "", LOCAL),
        ("openai:m", "https://api.example.org/v1", HOSTED),
        ("openai:m", "https://8.8.8.8/v1", HOSTED),
        ("anthropic:claude", "", HOSTED),
    ],
)
def test_a_server_of_ones_own_has_more_time_than_a_service(name: str, url: str, limits: SilenceLimits) -> None:
    assert silence_limits(parse_endpoint(name, url)) == limits


async def test_waiting_for_a_turn_takes_nothing_from_the_time_of_a_call() -> None:
    now = 100.0
    deadline = Deadline(60, lambda: now)
    with deadline.paused():
        now = 1000.0
    assert deadline.left() == 60
    now = 1010.0
    assert deadline.left() == 50


async def test_a_silence_that_the_call_cuts_short_is_told_with_the_calls_time() -> None:
    with pytest.raises(TimedOutError) as raised:
        async with Deadline(0.01, time.monotonic).silence(5):
            await asyncio.sleep(5)
    assert raised.value.seconds == 0.01
