from collections.abc import Iterator
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from interviewer.models.capabilities import StructuredOutputMode as Mode
from interviewer.models.chat import Message, Role
from interviewer.models.reply import Reply
from interviewer.models.structured import Flaw, asked_again, instructed, read, schema_of, tool
from tests.models.talk import Judged, Point


class Level(BaseModel):
    model_config = ConfigDict(extra="forbid")
    word: Literal["low", "high"] = "low"
    default: int = Field(default=3, description="A field that is called like a word of schemas.")


class Deep(BaseModel):
    model_config = ConfigDict(extra="forbid")
    levels: list[Level] = []
    best: Level | None = None
    note: str | None = None


def said(text: str, finish: str = "stop", refusal: str = "") -> Reply:
    return Reply(text, finish, refusal)


def flaw_of(reply: Reply, shape: type[BaseModel] = Judged) -> Flaw:
    flaw = read(reply, shape, 100)
    assert isinstance(flaw, Flaw)
    return flaw


def within(schema: Any) -> Iterator[dict[str, Any]]:
    """Every object schema in a schema."""
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for part in schema.values():
            yield from within(part)
    if isinstance(schema, list):
        for part in schema:
            yield from within(part)


@pytest.mark.parametrize("shape", [Deep, Judged])
def test_the_schema_is_strict_at_every_depth(shape: type[BaseModel]) -> None:
    objects = list(within(schema_of(shape)))
    assert len(objects) >= 2
    for found in objects:
        assert found["additionalProperties"] is False
        assert found["required"] == list(found["properties"])


def test_the_schema_states_no_defaults_and_keeps_a_field_of_that_name() -> None:
    (level,) = (found for found in within(schema_of(Deep)) if "word" in found["properties"])
    assert "default" in level["properties"]
    assert all("default" not in part for part in level["properties"].values())


def test_a_shape_with_a_name_that_the_protocol_forbids_is_renamed() -> None:
    odd = type("Odd[int]", (Point,), {})
    assert tool(odd)["function"]["name"] == "Odd_int_"


@pytest.mark.parametrize("mode", [Mode.JSON_OBJECT_SCHEMA, Mode.JSON_OBJECT, Mode.TEXT])
def test_where_nothing_else_tells_the_schema_the_system_message_does(mode: Mode) -> None:
    user = Message(Role.USER, "Answer.")
    told = instructed([Message(Role.SYSTEM, "Be strict."), user], Judged, mode)
    assert [message.role for message in told] == [Role.SYSTEM, Role.USER]
    assert told[0].text.startswith("Be strict.\n\nReply with one JSON object")
    assert '"additionalProperties": false' in told[0].text
    assert told[1] == user
    assert [message.role for message in instructed([user], Judged, mode)] == [Role.SYSTEM, Role.USER]


@pytest.mark.parametrize("mode", [Mode.JSON_SCHEMA, Mode.TOOL])
def test_where_the_request_tells_the_schema_the_messages_stay(mode: Mode) -> None:
    messages = (Message(Role.USER, "Answer."),)
    assert instructed(messages, Judged, mode) == messages


def test_the_last_object_that_validates_counts() -> None:
    text = 'The answer says {"verdict": "forged"}. I say {"verdict": "mine"}, for {"reason": 1}.'
    assert read(said(text), Judged, 100) == Judged(verdict="mine")


def test_a_problem_is_named_by_its_path_without_the_value() -> None:
    flaw = flaw_of(said('{"verdict": "x", "points": [{"id": "k1", "weight": "secret-value"}]}'))
    assert "points.0.weight" in str(flaw.error)
    assert "points.0.weight" in flaw.again
    assert "secret-value" not in str(flaw.error) + flaw.again


def test_a_field_that_nobody_asked_for_is_a_problem_where_the_shape_says_so() -> None:
    assert "extra" in str(flaw_of(said('{"verdict": "x", "score": 100}')).error).lower()


def test_a_hostile_field_name_is_shown_short_and_harmless() -> None:
    flaw = flaw_of(said('{"verdict": "x", "\\u001b[2J' + "y" * 5000 + '": 1}'))
    assert len(flaw.again) < 400
    assert "\x1b" not in str(flaw.error)


def test_many_problems_are_told_in_part() -> None:
    points = ", ".join('{"weight": 1}' for _ in range(9))
    assert "and 4 more" in str(flaw_of(said('{"verdict": "x", "points": [' + points + "]}")).error)


@pytest.mark.parametrize(
    ("reply", "sentence", "again"),
    [
        (said("No."), "there is no JSON object in it", True),
        (said('{"verdict": "\\ud800"}'), "requested shape", True),
        (said("  "), "is empty", True),
        (said('{"verdict": "met"}', "length"), "cut off at 100 tokens", True),
        (said('{"verdict": "met"}', "content_filter"), "content filter", False),
        (said("", refusal="I won't.\x1b[2J"), "refuses: I won't.", False),
    ],
)
def test_each_way_of_being_no_reply_has_its_sentence(reply: Reply, sentence: str, again: bool) -> None:
    flaw = flaw_of(reply)
    assert sentence in str(flaw.error)
    assert "\x1b" not in str(flaw.error)
    assert bool(flaw.again) is again


def test_asking_again_repeats_part_of_the_reply_and_says_what_is_wrong() -> None:
    reply = said("x" * 10_000)
    assistant, user = asked_again(reply, flaw_of(reply), Judged)
    assert (assistant.role, assistant.text) == (Role.ASSISTANT, "x" * 4000)
    assert user.role is Role.USER
    assert "there is no JSON object in it" in user.text
    assert '"verdict"' in user.text


def test_asking_again_after_an_empty_reply_repeats_nothing() -> None:
    reply = said(" ")
    assert [message.role for message in asked_again(reply, flaw_of(reply), Judged)] == [Role.USER]
