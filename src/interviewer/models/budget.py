"""What calls to a model used, and a cap on it that is enforced before a request rather than noticed after it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from interviewer.models.chat import Message, Usage
from interviewer.models.errors import BudgetError
from interviewer.models.prices import Price, no_price, show_cost
from interviewer.models.tokens import estimated_input, estimated_tokens

COST_SETTING = "INTERVIEWER_MAX_COST"
TOKENS_SETTING = "INTERVIEWER_MAX_TOKENS"


class Meter:
    """Adds up usage, from any thread, and also in `whole`, the meter that this one is part of.

    `price` gives the dollars for input and output tokens, None if unknown.
    """

    def __init__(self, price: Price = no_price, *, whole: Meter | None = None) -> None:
        self.price = price
        self._whole = whole
        self._lock = threading.Lock()
        self._spent = Usage()

    def part(self) -> Meter:
        """A meter for part of what this one counts."""
        return Meter(self.price, whole=self)

    def spent(self) -> Usage:
        """All usage so far."""
        with self._lock:
            return self._spent

    def add(self, usage: Usage) -> None:
        """Counts `usage`."""
        with self._lock:
            self._spent += usage
        if self._whole is not None:
            self._whole.add(usage)

    def counted(self, input_tokens: int, output_tokens: int, *, estimated: bool = False) -> Usage:
        """The usage of one request with its cost; nothing is counted yet."""
        return Usage(input_tokens, output_tokens, 1, self.price(input_tokens, output_tokens), estimated)

    def estimated(self, messages: Sequence[Message], reply: str) -> Usage:
        """The usage of a request that its server did not count."""
        return self.counted(estimated_input(messages), estimated_tokens(reply), estimated=True)


@dataclass(frozen=True, eq=False)
class Reservation:
    """The most that a request may use: tokens, and US dollars if the price is known."""

    tokens: int
    cost: float | None
    price: Price


class Budget:
    """What may be spent, and what has been. Belongs to one event loop.

    `max_cost` is in US dollars, `max_tokens` counts input and output together; None is no cap. What requests in
    progress may still use counts as spent, so that concurrent requests cannot cross a cap together.
    """

    def __init__(self, max_cost: float | None = None, max_tokens: int | None = None) -> None:
        self._max_cost = max_cost
        self._max_tokens = max_tokens
        self._tokens = 0
        self._cost: float = 0.0
        self._reserved: set[Reservation] = set()
        self._waiting: list[asyncio.Future[None]] = []

    def check(self, input_tokens: int, max_output: int, price: Price) -> Reservation:
        """What so many tokens may use, all of `max_output` included. Raises BudgetError where that crosses a cap."""
        wanted = Reservation(input_tokens + max_output, price(input_tokens, max_output), price)
        if self._max_cost is not None and wanted.cost is None:
            raise BudgetError(
                f"The price of this model is not known, so the cap in {COST_SETTING} cannot be enforced.",
                f"Set {TOKENS_SETTING} instead, or give the model's price in a file of prices.",
            )
        problem = self._problem(wanted, ())
        if problem:
            raise BudgetError(*problem)
        return wanted

    async def reserve(self, input_tokens: int, max_output: int, price: Price) -> Reservation:
        """Reserves what a request may use; settle it when the request is over.

        If only reservations of requests in progress are in the way, waits until they are settled. Raises BudgetError.
        """
        while True:
            wanted = self.check(input_tokens, max_output, price)
            if not self._problem(wanted, self._reserved):
                self._reserved.add(wanted)
                return wanted
            changed = asyncio.get_running_loop().create_future()
            self._waiting.append(changed)
            await changed

    def settle(self, reservation: Reservation, usage: Usage | None) -> None:
        """Replaces a reservation with what the request used; None where it may have used all of it.

        Settling again changes nothing.
        """
        if reservation not in self._reserved:
            return
        self._reserved.remove(reservation)
        if usage is None:
            self._tokens += reservation.tokens
            self._cost += reservation.cost or 0.0
        else:
            cost = usage.cost if usage.cost is not None else reservation.price(usage.input_tokens, usage.output_tokens)
            self._tokens += usage.input_tokens + usage.output_tokens
            self._cost += cost or 0.0
        waiting, self._waiting = self._waiting, []
        for changed in waiting:
            if not changed.done():
                changed.set_result(None)

    def _problem(self, wanted: Reservation, reserved: Collection[Reservation]) -> tuple[str, ...]:
        """Why `wanted` does not fit on top of what is spent and reserved: message and hint; empty if it fits."""
        tokens = self._tokens + sum(other.tokens for other in reserved)
        if self._max_tokens is not None and tokens + wanted.tokens > self._max_tokens:
            return (
                f"The next call could take up to {wanted.tokens} tokens; {tokens} of the {self._max_tokens} tokens in "
                f"{TOKENS_SETTING} are spent.",
                f"Raise {TOKENS_SETTING}, or continue in another run.",
            )
        cost = self._cost + sum(other.cost or 0.0 for other in reserved)
        if self._max_cost is not None and cost + (wanted.cost or 0.0) > self._max_cost:
            return (
                f"The next call could cost up to {show_cost(wanted.cost)}; {show_cost(cost)} of the "
                f"{show_cost(self._max_cost)} in {COST_SETTING} are spent.",
                f"Raise {COST_SETTING}, or continue in another run.",
            )
        return ()
