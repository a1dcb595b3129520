"""A cap on cost and tokens that is kept before a call, not noticed after it."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from interviewer.models.chat import Call, Cancel, ChatModel, Message, Shape, Structured, Usage
from interviewer.models.errors import BudgetError, CallCancelledError
from interviewer.models.prices import Price, show_cost

COST_SETTING = "INTERVIEWER_MAX_COST"
TOKENS_SETTING = "INTERVIEWER_MAX_TOKENS"

_MESSAGE_OVERHEAD = 16  # tokens around a message: its role and delimiters
# A structured call gets two replies at most: the first, and the one to the re-ask, which quotes up to 4000 characters
# of the first and says what is wrong with it.
_REPLIES = 2
_REASK_TOKENS = 5000


@dataclass(frozen=True, eq=False)
class Reservation:
    """What a call may take at most: tokens, and US dollars where the price is known."""

    tokens: int
    cost: float | None
    price: Price


class Budget:
    """What may be spent, and what has been. All methods may be called from any thread.

    `max_cost` is in US dollars, `max_tokens` counts input and output together; None is no cap. What calls in progress
    may still take counts as spent, so that calls at the same time cannot cross a cap together.
    """

    def __init__(self, max_cost: float | None = None, max_tokens: int | None = None) -> None:
        self._max_cost = max_cost
        self._max_tokens = max_tokens
        self._tokens = 0
        self._cost: float = 0.0
        self._all_priced = True
        self._reserved: set[Reservation] = set()
        self._changed = threading.Condition()

    @property
    def spent_tokens(self) -> int:
        """Tokens of all calls that are settled."""
        return self._tokens

    @property
    def spent_cost(self) -> float | None:
        """US dollars of all calls that are settled; None where the price of one of them is not known."""
        return self._cost if self._all_priced else None

    def reserve(
        self, input_tokens: int, max_output: int, price: Price, *, wait: bool = False, cancel: Cancel | None = None
    ) -> Reservation:
        """Sets aside the most that a call may take: all of `max_output`, at its price. To be settled when it is over.

        Raises BudgetError where the call could cross a cap. With `wait`, a call that would fit but for what calls in
        progress have set aside waits until they are settled, and raises CallCancelledError where `cancel` is set.
        """
        wanted = Reservation(input_tokens + max_output, price(input_tokens, max_output), price)
        if self._max_cost is not None and wanted.cost is None:
            raise BudgetError(
                f"The price of this model is not known, so that the cap in {COST_SETTING} cannot be kept.",
                f"Set {TOKENS_SETTING} instead, or give the model's price in a file of prices.",
            )
        stop = cancel.listen(self._wake) if cancel is not None else _nothing
        try:
            with self._changed:
                while True:
                    if cancel is not None and cancel.is_set:
                        raise CallCancelledError("The call was called off.")
                    problem = self._problem(wanted, self._reserved)
                    if not problem:
                        self._reserved.add(wanted)
                        return wanted
                    if not wait or self._problem(wanted, ()):
                        raise BudgetError(*problem)
                    self._changed.wait()
        finally:
            stop()

    def settle(self, reservation: Reservation, usage: Usage) -> None:
        """Puts what a call took in the place of what was set aside for it. A second time changes nothing."""
        cost = usage.cost if usage.cost is not None else reservation.price(usage.input_tokens, usage.output_tokens)
        with self._changed:
            if reservation not in self._reserved:
                return
            self._reserved.remove(reservation)
            self._tokens += usage.input_tokens + usage.output_tokens
            self._cost += cost or 0.0
            self._all_priced = self._all_priced and cost is not None
            self._changed.notify_all()

    def _problem(self, wanted: Reservation, reserved: Collection[Reservation]) -> tuple[str, ...]:
        """Why `wanted` does not fit beside what is spent and reserved: message and hint; empty where it fits."""
        tokens = sum(other.tokens for other in reserved)
        if self._max_tokens is not None and self._tokens + tokens + wanted.tokens > self._max_tokens:
            return (
                f"The next call could take up to {wanted.tokens} tokens; {self._tokens} of the {self._max_tokens} "
                f"tokens in {TOKENS_SETTING} are spent{_in_progress(f'{tokens} more', tokens)}.",
                f"Raise {TOKENS_SETTING}, or go on in another run.",
            )
        cost = sum(other.cost or 0.0 for other in reserved)
        if self._max_cost is not None and self._cost + cost + (wanted.cost or 0.0) > self._max_cost:
            return (
                f"The next call could cost up to {show_cost(wanted.cost)}; {show_cost(self._cost)} of the "
                f"{show_cost(self._max_cost)} in {COST_SETTING} are spent{_in_progress(show_cost(cost), cost)}.",
                f"Raise {COST_SETTING}, or go on in another run.",
            )
        return ()

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()


class BudgetedChat:
    """A chat model that keeps to a budget: what a call may take is set aside before it, failed calls are counted.

    What was spent is read from `inner.spent()`, so `inner` must not be used besides.
    """

    def __init__(self, inner: ChatModel, budget: Budget, price: Price) -> None:
        self._inner = inner
        self._budget = budget
        self._price = price
        self._lock = threading.Lock()
        self._seen = inner.spent()
        self._schemas: dict[type[BaseModel], int] = {}

    @property
    def name(self) -> str:
        """The model as it was configured."""
        return self._inner.name

    def structured(self, call: Call, shape: type[Shape]) -> Structured[Shape]:
        """As of the model; raises BudgetError before a call that could cross a cap."""
        tokens = (most_input_tokens(call.messages) + self._schema_tokens(shape)) * _REPLIES + _REASK_TOKENS
        reservation = self._reserve(call, tokens, _REPLIES)
        try:
            return self._inner.structured(call, shape)
        finally:
            self._settle(reservation)

    def stream(self, call: Call) -> Iterator[str]:
        """As of the model; raises BudgetError before a call that could cross a cap."""
        reservation = self._reserve(call, most_input_tokens(call.messages), 1)
        try:
            yield from self._inner.stream(call)
        finally:
            self._settle(reservation)

    def spent(self) -> Usage:
        """What all calls through this model have taken so far."""
        return self._inner.spent()

    def _schema_tokens(self, shape: type[BaseModel]) -> int:
        if shape not in self._schemas:
            self._schemas[shape] = len(str(shape.model_json_schema()).encode("utf-8", "replace"))
        return self._schemas[shape]

    def _reserve(self, call: Call, input_tokens: int, replies: int) -> Reservation:
        return self._budget.reserve(input_tokens, call.max_tokens * replies, self._price, wait=True, cancel=call.cancel)

    def _settle(self, reservation: Reservation) -> None:
        """Settles with all that was spent since the last time, which may be part of another call still in progress.

        The sum is right after each call, and what that other call has set aside stays set aside until it is over.
        """
        with self._lock:
            now, before = self._inner.spent(), self._seen
            self._seen = now
            input_tokens = now.input_tokens - before.input_tokens
            output_tokens = now.output_tokens - before.output_tokens
            cost = self._price(input_tokens, output_tokens)
            self._budget.settle(reservation, Usage(input_tokens, output_tokens, now.calls - before.calls, cost))


def most_input_tokens(messages: Sequence[Message]) -> int:
    """More tokens than `messages` can have: no token of a byte-level vocabulary is shorter than a byte of UTF-8."""
    return sum(len(message.text.encode("utf-8", "replace")) + _MESSAGE_OVERHEAD for message in messages)


def _in_progress(amount: str, number: float) -> str:
    return f", and calls in progress may take {amount}" if number else ""


def _nothing() -> None:
    """Stops listening to nothing."""
