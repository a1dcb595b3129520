"""Replies of a given shape, over a real connection."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from interviewer.models.budget import Budget
from interviewer.models.chat import Usage
from interviewer.models.endpoint import parse_endpoint
from interviewer.models.errors import BadReplyError, BudgetError, ModelError
from interviewer.models.langchain_chat import LangChainChat
from tests.models import answers
from tests.models.loopback import Answer, Body
from tests.models.talk import GOOD, KEY, VALUE, Judged, ServeChat, a_call, chat_on

GIVEN = answers.json_reply(GOOD)


def test_a_reply_comes_by_json_schema_with_its_usage(chat_server: ServeChat) -> None:
    server = chat_server([GIVEN])
    chat = chat_on(server, price=lambda asked, said: (asked + 2 * said) / 1000)
    reply = chat.structured(a_call(), Judged)
    assert (reply.value, reply.how, reply.model, reply.cached) == (VALUE, "json_schema", "openai:scripted", False)
    assert reply.usage.calls == 1
    assert reply.usage.cost == pytest.approx((reply.usage.input_tokens + 2 * reply.usage.output_tokens) / 1000)
    assert not reply.usage.estimated
    assert chat.spent() == reply.usage


def test_the_request_is_a_chat_completion_with_everything_that_was_asked(chat_server: ServeChat) -> None:
    server = chat_server([GIVEN])
    chat_on(server).structured(a_call("Why?", "Be kind.", max_tokens=77, temperature=0.3), Judged)
    (request,) = server.requests
    assert request.path == "/v1/chat/completions"
    assert request.headers["Authorization".lower()] == f"Bearer {KEY}"
    asked = {name: request.body[name] for name in ("model", "max_tokens", "temperature")}
    assert asked == {"model": "scripted", "max_tokens": 77, "temperature": 0.3}
    assert request.messages == [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Why?"}]
    assert request.body["response_format"]["json_schema"]["strict"] is True


def test_the_models_own_temperature_is_no_temperature(chat_server: ServeChat) -> None:
    server = chat_server([GIVEN])
    chat_on(server).structured(a_call(temperature=None), Judged)
    assert "temperature" not in server.requests[0].body


def test_a_server_that_wants_no_key_is_sent_none(chat_server: ServeChat) -> None:
    server = chat_server([GIVEN])
    chat_on(server, key=None).structured(a_call(), Judged)
    assert server.requests[0].headers["authorization"] == "Bearer none"


@pytest.mark.parametrize(
    ("rejects", "how", "requests"),
    [
        (["json_schema"], "tool", 2),
        (["json_schema", "tools"], "json_object_schema", 3),
        (["json_schema", "tools", "json_mode"], "text", 5),
    ],
)
@pytest.mark.parametrize("code", [400, 404, 422, 501])
def test_what_a_server_rejects_is_done_without_and_remembered(
    chat_server: ServeChat, rejects: list[str], how: str, requests: int, code: int
) -> None:
    server = chat_server([GIVEN], rejects=rejects, rejecting=code)
    chat = chat_on(server)
    reply = chat.structured(a_call(), Judged)
    assert (reply.value, reply.how, reply.usage.calls) == (VALUE, how, requests)
    assert chat.structured(a_call(), Judged).how == how
    assert len(server.requests) == requests + 1


def test_a_server_that_fails_over_a_schema_is_given_it_beside_json_object(chat_server: ServeChat) -> None:
    server = chat_server([GIVEN], rejects=["json_schema"], rejecting=500)
    chat = chat_on(server)
    reply = chat.structured(a_call(), Judged)
    assert (reply.value, reply.how, len(server.requests)) == (VALUE, "json_object_schema", 2)
    asked = server.requests[-1].body["response_format"]
    assert (asked["type"], asked["schema"]["required"]) == ("json_object", ["verdict", "points"])
    assert chat.structured(a_call(), Judged).how == "json_object_schema"
    assert len(server.requests) == 3


def test_a_server_that_fails_without_a_word_over_a_schema_is_asked_for_less(chat_server: ServeChat) -> None:
    def answer(body: Body) -> Answer:
        return answers.status(500, "oops") if body["response_format"]["type"] == "json_schema" else GIVEN

    server = chat_server(answer)
    reply = chat_on(server).structured(a_call(), Judged)
    assert (reply.value, reply.how, len(server.requests)) == (VALUE, "json_object_schema", 3)


@pytest.mark.parametrize("said", ["unsupported parameter", "Bad Request"])
def test_a_server_that_refuses_every_format_without_naming_it_is_asked_for_text(
    chat_server: ServeChat, said: str
) -> None:
    def answer(body: Body) -> Answer:
        return answers.status(400, said) if "response_format" in body or "tools" in body else GIVEN

    server = chat_server(answer)
    chat = chat_on(server)
    assert [chat.structured(a_call(), Judged).how for _ in range(2)] == ["text", "text"]
    assert len(server.requests) == 6


def test_requests_at_the_same_time_all_find_the_format_that_is_taken(chat_server: ServeChat) -> None:
    def answer(body: Body) -> Answer:
        return answers.status(400, "Bad Request") if "response_format" in body or "tools" in body else GIVEN

    chat = chat_on(chat_server(answer))
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda n: chat.structured(a_call(f"{n}?"), Judged), range(4)))
    assert [reply.how for reply in replies] == ["text"] * 4


def test_where_text_is_refused_too_the_first_refusal_is_told(chat_server: ServeChat) -> None:
    server = chat_server([answers.status(400, f"no {n}") for n in range(5)])
    with pytest.raises(ModelError, match=r"\(400\): no 0\."):
        chat_on(server).structured(a_call(), Judged)
    assert len(server.requests) == 5


def test_a_server_that_once_took_a_shape_is_asked_for_no_other_when_it_refuses(chat_server: ServeChat) -> None:
    server = chat_server([GIVEN, answers.status(400, "Bad Request")])
    chat = chat_on(server)
    chat.structured(a_call(), Judged)
    with pytest.raises(ModelError, match="Bad Request"):
        chat.structured(a_call(), Judged)
    assert len(server.requests) == 2


def test_a_call_that_fails_tells_what_it_used(chat_server: ServeChat) -> None:
    chat = chat_on(chat_server([answers.wrong_schema()]))
    with pytest.raises(BadReplyError) as raised:
        chat.structured(a_call(), Judged)
    assert raised.value.used == chat.spent()
    assert chat.spent().calls == 2


def test_a_server_that_once_took_a_schema_is_not_asked_for_less_when_it_fails(chat_server: ServeChat) -> None:
    server = chat_server([GIVEN, *[answers.status(500, "oops")] * 3, GIVEN])
    chat = chat_on(server)
    assert [chat.structured(a_call(), Judged).how for _ in range(2)] == ["json_schema"] * 2


def test_parameters_that_a_server_rejects_are_left_out(chat_server: ServeChat) -> None:
    server = chat_server([GIVEN], rejects=["temperature", "max_tokens"])
    assert chat_on(server).structured(a_call(max_tokens=5), Judged).how == "json_schema"
    assert "temperature" not in server.requests[-1].body
    assert server.requests[-1].body["max_completion_tokens"] == 5


@pytest.mark.parametrize(
    "rejects", [[], ["json_schema"], ["json_schema", "tools"], ["json_schema", "tools", "json_mode"]]
)
def test_prose_around_a_reply_is_passed_over_in_every_mode(chat_server: ServeChat, rejects: list[str]) -> None:
    server = chat_server([answers.prose_around(GOOD, before='<think>{"verdict": "hm"}</think>So: ')], rejects=rejects)
    assert chat_on(server).structured(a_call(), Judged).value == VALUE


FLAWED = {
    "another shape": (answers.wrong_schema(), "verdict is missing"),
    "no JSON": (answers.text("I would say met."), "there is no JSON object in it"),
    "half an object": (answers.truncated_json(GOOD), "cut off at 4000 tokens"),
    "nothing": (answers.empty(), "is empty"),
    "broken arguments of a tool": (answers.tool_call('{"verdict": '), "cut off: it ends in the middle"),
}


@pytest.mark.parametrize(("flawed", "sentence"), FLAWED.values(), ids=FLAWED)
def test_a_flawed_reply_is_asked_for_once_more(chat_server: ServeChat, flawed: Answer, sentence: str) -> None:
    server = chat_server([flawed, GIVEN])
    chat = chat_on(server)
    reply = chat.structured(a_call(), Judged)
    assert reply.value == VALUE
    assert (len(server.requests), reply.usage.calls, chat.spent().calls) == (2, 2, 2)
    asked, again = server.requests[0].messages, server.requests[1].messages
    assert again[: len(asked)] == asked
    assert again[-1]["role"] == "user"
    assert "Reply again with one JSON object" in again[-1]["content"]


@pytest.mark.parametrize(("flawed", "sentence"), FLAWED.values(), ids=FLAWED)
def test_a_reply_that_stays_flawed_is_none_and_its_cost_counts(
    chat_server: ServeChat, flawed: Answer, sentence: str
) -> None:
    server = chat_server([flawed])
    chat = chat_on(server)
    with pytest.raises(BadReplyError, match=sentence):
        chat.structured(a_call(), Judged)
    assert len(server.requests) == 2
    assert chat.spent().calls == 2
    assert chat.spent().output_tokens > 0


@pytest.mark.parametrize(
    ("reply", "sentence"), [(answers.refusal("No, thanks."), "refuses: No, thanks."), (answers.filtered(), "filter")]
)
def test_a_refusal_is_not_argued_with(chat_server: ServeChat, reply: Answer, sentence: str) -> None:
    server = chat_server([reply])
    with pytest.raises(BadReplyError, match=sentence):
        chat_on(server).structured(a_call(), Judged)
    assert len(server.requests) == 1


def test_a_reply_longer_than_its_tokens_can_be_is_none(chat_server: ServeChat) -> None:
    server = chat_server([answers.text("x" * 1601)])
    with pytest.raises(BadReplyError, match="longer than 100 tokens"):
        chat_on(server).structured(a_call(max_tokens=100), Judged)
    assert len(server.requests) == 1


def test_tokens_that_nobody_counted_are_estimated(chat_server: ServeChat) -> None:
    server = chat_server([answers.text('{"verdict": "met"}', usage=False)])
    reply = chat_on(server, price=lambda asked, said: 1.0).structured(a_call("word " * 88, ""), Judged)
    assert (reply.usage.calls, reply.usage.cost, reply.usage.estimated) == (1, 1.0, True)
    assert 100 <= reply.usage.input_tokens < 250  # of the schema, too, which stands beside the messages
    assert 5 <= reply.usage.output_tokens < 10


def test_a_price_that_is_unknown_leaves_the_cost_unknown(chat_server: ServeChat) -> None:
    chat = chat_on(chat_server([GIVEN]))
    assert chat.spent().cost == 0.0
    chat.structured(a_call(), Judged)
    assert chat.spent().cost is None


def test_a_budget_stops_a_request_before_it_is_sent(chat_server: ServeChat) -> None:
    server = chat_server([GIVEN])
    chat = chat_on(server, budget=Budget(max_tokens=100))
    for attempt in (lambda: chat.structured(a_call(), Judged), lambda: list(chat.stream(a_call()))):
        with pytest.raises(BudgetError, match="INTERVIEWER_MAX_TOKENS"):
            attempt()
    assert server.requests == []
    assert chat.spent() == Usage()


def test_sixteen_threads_ask_at_once_and_each_gets_its_own_reply(chat_server: ServeChat) -> None:
    together = threading.Barrier(16)

    def answer(body: dict[str, object]) -> Answer:
        together.wait(10)  # only passes when all sixteen requests are here
        return answers.json_reply({"verdict": body["messages"][1]["content"]})  # type: ignore[index]

    server = chat_server(answer, rejects=["json_schema"])
    chat = chat_on(server)
    with ThreadPoolExecutor(16) as threads:
        replies = list(threads.map(lambda n: chat.structured(a_call(f"number {n}"), Judged), range(16)))
    assert [reply.value.verdict for reply in replies] == [f"number {n}" for n in range(16)]
    assert chat.spent() == sum((reply.usage for reply in replies), start=Usage())


def test_connections_are_kept_for_the_next_call(chat_server: ServeChat) -> None:
    server = chat_server([GIVEN])
    chat = chat_on(server)
    for _ in range(5):
        chat.structured(a_call(), Judged)
    assert server.connections == 1
    chat.close()
    assert server.all_closed(5)
    chat.structured(a_call(), Judged)
    assert server.connections == 2


@pytest.mark.parametrize(
    ("name", "hint"), [("anthropic:claude", "pip install langchain-anthropic"), ("opnai:gpt", "'openai'")]
)
def test_a_provider_that_is_not_there_is_one_sentence(name: str, hint: str) -> None:
    with pytest.raises(ModelError, match=hint) as raised:
        LangChainChat(parse_endpoint(name)).structured(a_call(), Judged)
    assert raised.value.exit_code == 2


def test_another_provider_has_its_own_key_and_hands_in_by_a_tool(
    chat_server: ServeChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = chat_server([GIVEN, answers.text("Hello."), answers.status(401)])
    monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", server.url.removesuffix("/v1"))
    monkeypatch.setenv("AZURE_OPENAI_API_KEY", "their-own")
    monkeypatch.setenv("OPENAI_API_VERSION", "2024-10-21")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    chat = LangChainChat(parse_endpoint("azure-openai:ours"))
    reply = chat.structured(a_call(), Judged)
    assert (reply.value, reply.how, reply.model) == (VALUE, "tool", "azure_openai:ours")
    assert "".join(chat.stream(a_call())) == "Hello."
    with pytest.raises(ModelError, match="environment variable"):
        chat.structured(a_call(), Judged)
    assert [request.headers["api-key"] for request in server.requests] == ["their-own"] * 3
    assert not any(KEY in str(request.headers) for request in server.requests)
    chat.close()
    assert server.all_closed(5)
