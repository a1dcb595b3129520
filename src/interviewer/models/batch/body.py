"""A call as the body of a chat-completions request, for servers whose capabilities cannot be tried out."""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel

from interviewer.models import structured
from interviewer.models.capabilities import StructuredOutputMode
from interviewer.models.chat import Call
from interviewer.models.clients import Clients
from interviewer.models.endpoint import Endpoint

_FIXED_TEMPERATURE = re.compile(r"(?:o\d|gpt-5)(?!.*chat)")
"""Reasoning models accept no temperature (https://platform.openai.com/docs/guides/reasoning)."""


def chat_body(endpoint: Endpoint, call: Call, shape: type[BaseModel]) -> dict[str, Any]:
    """The request for a reply of a given shape, by the strict JSON schema. Its sample index is not part of it."""
    body: dict[str, Any] = {
        "model": endpoint.model,
        "messages": [{"role": message.role.value, "content": message.text} for message in call.messages],
        "response_format": structured.response_format(shape, StructuredOutputMode.JSON_SCHEMA),
        Clients(endpoint).first_capabilities.limits[0]: call.max_tokens,
    }
    if call.temperature is not None and not _FIXED_TEMPERATURE.match(endpoint.model):
        body["temperature"] = call.temperature
    return body
