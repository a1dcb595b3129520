"""A chat model that does not ask again for a reply it already has."""

from __future__ import annotations

import copy
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticSerializationError

from interviewer.models.chat import Call, ChatModel, Shape, Structured, Usage
from interviewer.models.errors import CallCancelledError, ModelError, ModelUnreachableError
from interviewer.models.reply_cache import CachedReply, ReplyCache, key_of
from interviewer.strict_json import dumps

_Flight = Future[CachedReply | None]
"""A call in progress, shared by all threads that want its reply."""


class CachedChat:
    """A chat model with a reply cache in front: a cached reply costs no call.

    Only replies of the requested shape are cached; one that no longer has it is requested again. The same request from
    several threads at once is one call. Streams are passed through.
    """

    def __init__(self, inner: ChatModel, cache: ReplyCache, base_url: str = "") -> None:
        self._inner = inner
        self._cache = cache
        self._base_url = base_url
        self._lock = threading.Lock()
        self._flights: dict[str, _Flight] = {}
        self._schemas: dict[type[BaseModel], str] = {}

    @property
    def name(self) -> str:
        """The model as it was configured."""
        return self._inner.name

    def structured(self, call: Call, shape: type[Shape]) -> Structured[Shape]:
        """The cached reply, with zero usage, or else the model's. Raises what the model raises."""
        key = key_of(call, self._schema(shape), model=self._inner.name, base_url=self._base_url)
        return replace(self._answered(key, call, shape), forget=lambda: self._cache.drop(key))

    def stream(self, call: Call) -> Iterator[str]:
        """The model's own stream."""
        return self._inner.stream(call)

    def spent(self) -> Usage:
        """What the calls made so far have used."""
        return self._inner.spent()

    def _answered(self, key: str, call: Call, shape: type[Shape]) -> Structured[Shape]:
        while True:
            found = self._kept(key, shape)
            if found is not None:
                return found
            with self._lock:
                flight = self._flights.get(key)
                if mine := flight is None:
                    flight = self._flights[key] = Future()
            if mine:
                return self._ask(key, flight, call, shape)
            reply = _awaited(flight, call)
            if reply is not None:
                return _restored(reply, shape)

    def _ask(self, key: str, flight: _Flight, call: Call, shape: type[Shape]) -> Structured[Shape]:
        """Makes the call for all threads waiting for it."""
        reply: CachedReply | None = None  # neither this nor a failure: who waits asks for itself
        failure: ModelError | None = None
        try:
            # Another flight may have landed since the cache was last checked.
            answered = self._kept(key, shape) or self._inner.structured(call, shape)
            reply = _cached_form(answered)
            if reply is not None and not answered.cached:
                self._cache.keep(key, reply)
        except CallCancelledError:
            raise  # the waiting threads have not cancelled, and make the call themselves
        except ModelError as error:
            failure = error
            raise
        finally:
            with self._lock:
                del self._flights[key]
            if failure is not None:
                flight.set_exception(failure.having_used(Usage()))  # who made the call counts it
            else:
                flight.set_result(reply)
        return answered

    def _kept(self, key: str, shape: type[Shape]) -> Structured[Shape] | None:
        reply = self._cache.find(key)
        if reply is None:
            return None
        try:
            return _restored(reply, shape)
        except ValidationError:
            self._cache.drop(key)
            return None

    def _schema(self, shape: type[BaseModel]) -> str:
        if shape not in self._schemas:
            self._schemas[shape] = dumps(shape.model_json_schema(), sort_keys=True)
        return self._schemas[shape]


def _awaited(flight: _Flight, call: Call) -> CachedReply | None:
    """The reply of a call that another thread makes; None where it has none to share.

    Raises what that call raised, CallCancelledError, and ModelUnreachableError after `call.seconds`.
    """
    woken = threading.Event()
    flight.add_done_callback(lambda _: woken.set())
    stop = call.cancel.listen(woken.set)
    try:
        woken.wait(call.seconds)
    finally:
        stop()
    if call.cancel.is_set:
        raise CallCancelledError("The call was cancelled.")
    if not flight.done():
        raise ModelUnreachableError(
            f"No reply came within {call.seconds:g} seconds.", "Try again, or allow a call more time."
        )
    error = flight.exception()
    if error is not None:
        raise copy.copy(error)  # one exception raised in two threads mixes their tracebacks
    return flight.result()


def _cached_form(answered: Structured[Shape]) -> CachedReply | None:
    """The reply as it is cached; None where its text is not Unicode that JSON can carry."""
    try:
        value = answered.value.model_dump_json(by_alias=True, round_trip=True)
    except PydanticSerializationError:
        return None
    return CachedReply(value, answered.usage, answered.model, answered.how)


def _restored(reply: CachedReply, shape: type[Shape]) -> Structured[Shape]:
    value = shape.model_validate_json(reply.value)
    return Structured(value, Usage(), reply.model, reply.how, cached=True)
