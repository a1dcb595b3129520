"""What models cost, from a table in a file; what is not in the table is unknown, never free."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from interviewer.errors import UsageError
from interviewer.files.decoding import decode_text
from interviewer.files.reading import read_regular
from interviewer.files.structured import MAX_TOML_BYTES, parse_toml
from interviewer.models.chat import rounded_cost
from interviewer.text import one_line

Price = Callable[[int, int], float | None]
"""US dollars for input tokens and output tokens; None if the price is not known."""

_TOKENS = 1_000_000
_MOST_DOLLARS = 1e9  # per million tokens: an infinite price would make every sum of costs infinite
_PACKAGED = Path(__file__).with_name("prices.toml")
_PROVIDER_HOSTS = frozenset({"api.openai.com"})
# What may follow a listed name without making it another model: "gpt-4o-2024-08-06" is gpt-4o, "gpt-4o-audio" is not.
_DATED = re.compile(r"(-\d{4}-\d{2}-\d{2}|-\d{8}|-latest)?")


class _Entry(BaseModel):
    """What a file says about a model, in US dollars per million tokens."""

    model_config = ConfigDict(extra="forbid", strict=True)
    input: float = Field(ge=0, le=_MOST_DOLLARS)
    output: float = Field(ge=0, le=_MOST_DOLLARS)


class _Provider(BaseModel):
    """What a file says about a provider: where and when its prices were read, and the share that a batch costs."""

    model_config = ConfigDict(extra="forbid", strict=True)
    source: str = ""
    checked: date | None = None
    batch: float = Field(1.0, ge=0, le=_MOST_DOLLARS)
    models: dict[str, _Entry] = Field(default_factory=dict)


@dataclass(frozen=True)
class ModelPrice:
    """US dollars per million tokens, and `batch`, the share of them that a request in a batch costs."""

    input: float
    output: float
    batch: float = 1.0

    def cost(self, input_tokens: int, output_tokens: int, *, batch: bool = False) -> float:
        """US dollars for that many tokens."""
        full = (input_tokens * self.input + output_tokens * self.output) / _TOKENS
        return rounded_cost(full * self.batch if batch else full)


@dataclass(frozen=True)
class Prices:
    """Prices by "provider:model". Those in `own` are the user's and apply to every server."""

    packaged: Mapping[str, ModelPrice]
    own: Mapping[str, ModelPrice]

    @classmethod
    def read(cls, path: Path | None = None) -> Prices:
        """The table that comes with the program, and the user's at `path`, which takes precedence.

        Raises UsageError that names the file and the entry where a price is invalid.
        """
        return cls(_read(_PACKAGED), _read(path) if path is not None else {})

    def of(self, model: str, *, base_url: str = "", batch: bool = False) -> Price:
        """The price of `model` ("openai:gpt-4o"), by its own name or that name without its date, as a function of
        input and output tokens.

        The packaged prices are those of the provider itself: for another server, only the user's own apply.
        """
        at_provider = not base_url or urlsplit(base_url).hostname in _PROVIDER_HOSTS
        found = _match(self.own, model) or (_match(self.packaged, model) if at_provider else None)
        if found is None:
            return no_price
        return lambda input_tokens, output_tokens: found.cost(input_tokens, output_tokens, batch=batch)


def no_price(*_tokens: int) -> float | None:
    """The price of a model whose price is unknown."""
    return None


def show_cost(cost: float | None) -> str:
    """A cost as shown: four decimals of a dollar, "unknown" if it is not known."""
    if cost is None:
        return "unknown"
    if 0 < cost < 0.0001:
        return "under 0.0001 USD"
    return f"{cost:.4f} USD"


def _match(prices: Mapping[str, ModelPrice], name: str) -> ModelPrice | None:
    names = [known for known in prices if name.startswith(known) and _DATED.fullmatch(name[len(known) :])]
    return prices[max(names, key=len)] if names else None


def _read(path: Path) -> dict[str, ModelPrice]:
    try:
        raw = read_regular(path, MAX_TOML_BYTES)
    except OSError as error:
        raise UsageError(
            f"The prices in {path} cannot be read: {error.strerror}.", "Name a file that exists."
        ) from None
    return parse_prices(raw, path)


def parse_prices(raw: bytes, path: Path) -> dict[str, ModelPrice]:
    """The prices by "provider:model" in the content of the file at `path`.

    Raises UsageError that names the file and the entry where a price is invalid.
    """
    try:
        tables = parse_toml(decode_text(raw))
    except ValueError as error:  # of the text, or of TOML
        raise UsageError(f"The prices in {path} are not valid TOML: {error}.", "Fix the file.") from None
    try:
        providers = TypeAdapter(dict[str, _Provider]).validate_python(tables)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        where = " ".join(repr(one_line(str(part), 80)) for part in first["loc"])
        raise UsageError(
            f"{path}, {where}: {first['msg'].rstrip('.')}.", "Write prices as in the table that comes with the program."
        ) from None
    return {
        f"{provider}:{model}": ModelPrice(entry.input, entry.output, table.batch)
        for provider, table in providers.items()
        for model, entry in table.models.items()
    }
