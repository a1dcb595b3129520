"""Small parts of tests that talk to a chat model."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ConfigDict, SecretStr

from interviewer.models.chat import Call, Message, Role
from interviewer.models.endpoint import parse_endpoint
from interviewer.models.langchain_chat import LangChainChat
from tests.models.loopback import ChatServer

# Like no other text, so that it is found wherever it leaks to.
KEY = "periwinkle-4711-leaked"

GOOD = {"verdict": "met", "points": [{"id": "k1", "weight": 2}]}


class Point(BaseModel):
    """A part of the shape that tests ask for."""

    model_config = ConfigDict(extra="forbid")
    id: str
    weight: int = 1


class Judged(BaseModel):
    """The shape that tests ask for."""

    model_config = ConfigDict(extra="forbid")
    verdict: str
    points: list[Point] = []


VALUE = Judged.model_validate(GOOD)


def a_call(text: str = "What is dropout?", system: str = "Be strict.", **changed: Any) -> Call:
    """A call with one system and one user message."""
    return Call((Message(Role.SYSTEM, system), Message(Role.USER, text)), **changed)


class Sleeps:
    """Instead of waiting between retries: keeps how long it would have been, and puts the clock forward by it."""

    def __init__(self) -> None:
        self.waited: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.waited.append(seconds)

    def clock(self) -> float:
        """Seconds that have passed, those that were not waited included."""
        return time.monotonic() + sum(self.waited)


def chat_on(server: ChatServer | str, *, key: str | None = KEY, **parts: Any) -> LangChainChat:
    """A chat model at a server or URL, which loses no time between retries. It is closed when the server ends."""
    url = server if isinstance(server, str) else server.url
    endpoint = parse_endpoint("openai:scripted", url, SecretStr(key) if key is not None else None)
    sleeps = parts.get("sleep", Sleeps())
    clock = sleeps.clock if isinstance(sleeps, Sleeps) else time.monotonic
    chat = LangChainChat(endpoint, **{"sleep": sleeps, "clock": clock, **parts})
    if isinstance(server, ChatServer):
        server.before_stop.callback(chat.close)
    return chat


# What the fixture `chat_server` gives.
ServeChat = Callable[..., ChatServer]
