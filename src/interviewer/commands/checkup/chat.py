"""Whether the configured chat model answers as a grader needs it to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from interviewer.commands.checkup.check import Check, State, examine
from interviewer.hosts import server_of
from interviewer.models.chat import Call, ChatModel, Message, Role, Structured
from interviewer.models.prices import show_cost
from interviewer.text import one_line

SECONDS = 300.0
"""The time limit of the test call, retries included."""

_LARGEST = 2000  # tokens: a reasoning model spends a few hundred of them before it answers
_SUM = 42
_OPENAI = "openai:"


@dataclass(frozen=True)
class ChatSetup:
    """How a chat model is configured: its name (empty for none), its server, whether there is a key.

    The key itself is not part of it. `named_by` says which setting names the server, and where it was found. `open`
    builds the model as the grader uses it, without cached replies.
    """

    model: str = ""
    base_url: str = ""
    key_set: bool = False
    named_by: str = ""
    open: Callable[[], ChatModel] | None = None


class Probe(BaseModel):
    """The reply that the test call asks for."""

    model_config = ConfigDict(extra="ignore", json_schema_extra={"additionalProperties": False})

    reasoning: str
    sum: int


_MESSAGES = (
    Message(Role.SYSTEM, "This is a test of structured replies. Reply in the shape that is asked for."),
    Message(Role.USER, "What is 17 + 25? Say in one short sentence how you get it, then give the sum."),
)


def look_at_chat(
    setup: ChatSetup, *, offline: bool, clock: Callable[[], float], narrate: Callable[[str], None]
) -> Iterator[Check]:
    """The key, the model, and how it answered one real call, announced by `narrate`. `clock` reads seconds."""
    yield look_at_key(setup)
    yield Check("chat model", State.OK, _described(setup))
    if setup.model and setup.open is not None and not offline:
        open_model = setup.open

        def call() -> Check:
            chat = open_model()
            narrate(f"Sending one test question to {_described(setup)}.")
            return call_once(chat, clock)

        yield examine("test call", call)


def look_at_key(setup: ChatSetup) -> Check:
    """Whether OPENAI_API_KEY is set, where it is needed."""
    if setup.key_set or not setup.model:
        return Check("key", State.OK, "set" if setup.key_set else "not set")
    if not setup.model.startswith(_OPENAI):
        return Check("key", State.OK, "not set; this provider's key goes by another name")
    if setup.base_url:
        return Check("key", State.OK, "not set; many self-hosted servers need none")
    return Check("key", State.PROBLEM, "not set", "Set OPENAI_API_KEY in the environment or in .env.")


def call_once(chat: ChatModel, clock: Callable[[], float]) -> Check:
    """How one real structured call was answered. Raises ModelError."""
    started = clock()
    reply = chat.structured(Call(_MESSAGES, max_tokens=_LARGEST, seconds=SECONDS), Probe)
    says = _told(reply, clock() - started)
    if reply.value.sum != _SUM:
        return Check(
            "test call",
            State.WARNING,
            f"{says}; 17 + 25 came out as {one_line(str(reply.value.sum), 40)}",
            "A larger model grades better.",
        )
    if reply.how == "text":
        hint = "The server does not support schemas, so replies are parsed from text, which fails more often."
        return Check("test call", State.WARNING, says, hint)
    return Check("test call", State.OK, says)


def _told(reply: Structured[Probe], seconds: float) -> str:
    usage = reply.usage
    tokens = f"{usage.input_tokens} tokens in, {usage.output_tokens} out{' (estimated)' if usage.estimated else ''}"
    return f"{one_line(reply.model, 80)} by {reply.how} in {seconds:.1f} s, {tokens}, cost {show_cost(usage.cost)}"


def _described(setup: ChatSetup) -> str:
    if not setup.model:
        return "none: answers are graded by similarity"
    return f"{one_line(setup.model, 80)}{_at(setup)}"


def _at(setup: ChatSetup) -> str:
    """The server without the rest of its URL, which may hold secrets, and the setting that names it."""
    if not setup.base_url:
        return ""
    server = one_line(server_of(setup.base_url), 80) or "an invalid URL"
    return f" at {server}{f' ({setup.named_by})' if setup.named_by else ''}"
