"""Asking for a reply of a given shape, and reading it: what is sent in each mode, and what counts as the shape."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ValidationError

from interviewer.models.capabilities import StructuredOutputMode
from interviewer.models.chat import Message, Role, Shape
from interviewer.models.errors import BadReplyError
from interviewer.models.json_text import ends_inside_object, json_objects
from interviewer.models.reply import Reply
from interviewer.strict_json import dumps
from interviewer.text import one_line

# How much of a bad reply is shown to the model again.
_MOST_REPEATED = 4000
_MOST_PROBLEMS = 5
_IN_WORDS = frozenset(
    {StructuredOutputMode.JSON_OBJECT_SCHEMA, StructuredOutputMode.JSON_OBJECT, StructuredOutputMode.TEXT}
)

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Flaw:
    """Why a reply is unusable. `again` tells the model what to fix, empty if asking again is no use."""

    error: BadReplyError
    again: str = ""


@functools.lru_cache(maxsize=64)
def schema_of(shape: type[BaseModel]) -> Schema:
    """The JSON schema of `shape` as OpenAI's strict mode requires it: nothing additional, everything required.

    https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
    """
    from openai import pydantic_function_tool

    parameters = dict(pydantic_function_tool(shape)["function"]["parameters"])
    _drop_defaults(parameters)
    return parameters


def name_of(shape: type[BaseModel]) -> str:
    """The name of `shape` in the characters that the protocol allows."""
    return re.sub(r"[^A-Za-z0-9_-]+", "_", shape.__name__)[:64]


def response_format(shape: type[BaseModel], mode: StructuredOutputMode) -> Mapping[str, Any] | None:
    """The request's response_format in a mode, None if the mode has none."""
    match mode:
        case StructuredOutputMode.JSON_SCHEMA:
            schema = {"name": name_of(shape), "schema": schema_of(shape), "strict": True}
            return {"type": "json_schema", "json_schema": schema}
        case StructuredOutputMode.JSON_OBJECT_SCHEMA:
            return {"type": "json_object", "schema": schema_of(shape)}
        case StructuredOutputMode.JSON_OBJECT:
            return {"type": "json_object"}
        case _:
            return None


def tool(shape: type[BaseModel]) -> dict[str, Any]:
    """A tool whose arguments have the shape."""
    described = {"name": name_of(shape), "description": "Hands in the reply.", "parameters": schema_of(shape)}
    return {"type": "function", "function": described}


def beside(shape: type[BaseModel] | None, mode: StructuredOutputMode) -> str:
    """The schema if it is sent beside the messages in a request, as some servers put it into the prompt."""
    return "" if shape is None or mode in _IN_WORDS else dumps(schema_of(shape))


def instructed(messages: Sequence[Message], shape: type[BaseModel], mode: StructuredOutputMode) -> tuple[Message, ...]:
    """`messages` with the schema in the system message, in the modes where a server may not get it otherwise."""
    if mode not in _IN_WORDS:
        return tuple(messages)
    wanted = f"Reply with one JSON object and nothing else. {_schema_in_words(shape)}"
    for position, message in enumerate(messages):
        if message.role is Role.SYSTEM:
            extended = replace(message, text=f"{message.text}\n\n{wanted}")
            return (*messages[:position], extended, *messages[position + 1 :])
    return (Message(Role.SYSTEM, wanted), *messages)


def read(reply: Reply, shape: type[Shape], max_tokens: int) -> Shape | Flaw:
    """The value in a reply: its last JSON object that validates; or why there is none."""
    if reply.refusal:
        return Flaw(BadReplyError(f"The model refuses: {one_line(reply.refusal, 200)}", "Try again, or another model."))
    flaw = cut_short(reply.finish, max_tokens)
    if flaw is not None:
        return flaw
    if not reply.text.strip():
        error = BadReplyError("The model's reply is empty.", "Try again, or another model.")
        return Flaw(error, "Your reply was empty.")
    problem = ""
    for text in reversed(json_objects(reply.text)):
        try:
            return shape.model_validate_json(text)
        except ValidationError as invalid:
            problem = problem or _problems(invalid)
    if ends_inside_object(reply.text):
        error = BadReplyError(
            "The reply was cut off: it ends in the middle of a JSON object.", "Try again, or choose another model."
        )
        return Flaw(error, "Your reply was cut off. Reply again, whole.")
    problem = problem or "there is no JSON object in it"
    error = BadReplyError(
        f"The model's reply does not have the requested shape: {problem}.", "Try again, or choose another model."
    )
    return Flaw(error, f"Your reply cannot be used: {problem}.")


def cut_short(finish: str, max_tokens: int) -> Flaw | None:
    """Why a reply that ended with the finish_reason `finish` is incomplete; None if it is complete."""
    if finish == "content_filter":
        return Flaw(BadReplyError("The server's content filter stopped the reply.", "Try another model."))
    if finish == "length":
        error = BadReplyError(f"The reply was cut off at {max_tokens} tokens.", "Try again, or a model that says less.")
        return Flaw(error, "Your reply was cut off. Reply again, with shorter texts.")
    return None


def asked_again(reply: Reply, flaw: Flaw, shape: type[BaseModel]) -> tuple[Message, ...]:
    """The messages that follow a flawed reply: the reply, and what is wrong with it."""
    wanted = f"{flaw.again} Reply again with one JSON object and nothing else. {_schema_in_words(shape)}"
    said = (Message(Role.ASSISTANT, reply.text[:_MOST_REPEATED]),) if reply.text.strip() else ()
    return (*said, Message(Role.USER, wanted))


def _problems(invalid: ValidationError) -> str:
    """The first problems, each with the field's path and what was expected, without the values given."""
    errors = invalid.errors(include_url=False, include_context=False, include_input=False)
    told = []
    for error in errors[:_MOST_PROBLEMS]:
        path = one_line(".".join(str(part) for part in error["loc"]), 80) or "the object"
        wrong = one_line(error["msg"], 200).rstrip(".")
        told.append(f"{path} is missing" if error["type"] == "missing" else f"{path} {_said_of(wrong)}")
    more = len(errors) - len(told)
    return "; ".join(told) + (f"; and {more} more" if more > 0 else "")


def _said_of(wrong: str) -> str:
    """A problem as what is said of its field: "should be ..."."""
    return wrong.removeprefix("Input ") if wrong.startswith("Input should") else f"is wrong ({wrong})"


def _schema_in_words(shape: type[BaseModel]) -> str:
    return f"It has to fit this JSON schema:\n{dumps(schema_of(shape), ensure_ascii=False)}"


def _drop_defaults(schema: object) -> None:
    """Removes `default` from every schema inside: strict mode requires every field, and rejects the keyword."""
    if isinstance(schema, list):
        for part in schema:
            _drop_defaults(part)
    if not isinstance(schema, dict):
        return
    schema.pop("default", None)
    for name, part in schema.items():
        if name in {"properties", "$defs"}:
            for inner in part.values():
                _drop_defaults(inner)
        elif name in {"items", "anyOf", "allOf", "additionalProperties"}:
            _drop_defaults(part)
