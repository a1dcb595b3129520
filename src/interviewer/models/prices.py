"""What models cost, from a table in a file; what the table does not tell is unknown, and never free."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from interviewer.errors import UsageError
from interviewer.files.decoding import decode_text
from interviewer.files.reading import read_regular
from interviewer.files.structured import MAX_TOML_BYTES, parse_toml
from interviewer.models.chat import rounded_cost

Price = Callable[[int, int], float | None]
"""US dollars for input tokens and output tokens; None where the price is not known."""

_TOKENS = 1_000_000
_MOST_DOLLARS = 1e9  # per million tokens: an infinite price would make every sum of costs one
_PACKAGED = Path(__file__).with_name("prices.toml")
_PROVIDER = "openai"
_PROVIDER_HOSTS = frozenset({"api.openai.com"})
# What may follow a listed name without its being another model: "gpt-4o-2024-08-06" is gpt-4o, "gpt-4o-audio" is not.
_DATED = re.compile(r"(-\d{4}-\d{2}-\d{2}|-\d{8}|-latest)?")


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
class Source:
    """Where a provider's prices were read, and on which day; None where a file does not say."""

    url: str | None
    checked: date | None


@dataclass(frozen=True)
class Prices:
    """Prices by "provider:model". Those of `own` are the user's and hold for every server."""

    packaged: Mapping[str, ModelPrice]
    own: Mapping[str, ModelPrice]
    sources: Mapping[str, Source]

    @classmethod
    def read(cls, path: Path | None = None) -> Prices:
        """The table that comes with the program, and the user's at `path`, which goes before it.

        Raises UsageError that names the file and the entry where a price is none.
        """
        packaged, sources = _read(_PACKAGED)
        if path is None:
            return cls(packaged, {}, sources)
        own, own_sources = _read(path)
        return cls(packaged, own, {**sources, **own_sources})

    def find(self, model: str, *, base_url: str = "") -> ModelPrice | None:
        """The price of `model` ("gpt-4o" or "openai:gpt-4o"), by its own name or the one that its name puts a date to.

        The packaged prices are those of the provider itself: at another server, only the user's own hold.
        """
        name = model if ":" in model else f"{_PROVIDER}:{model}"
        found = _match(self.own, name)
        if found is None and _is_provider(base_url):
            found = _match(self.packaged, name)
        return found

    def cost(
        self, model: str, input_tokens: int, output_tokens: int, *, base_url: str = "", batch: bool = False
    ) -> float | None:
        """US dollars for that many tokens of `model`; None where its price is not known."""
        found = self.find(model, base_url=base_url)
        return None if found is None else found.cost(input_tokens, output_tokens, batch=batch)

    def of(self, model: str, *, base_url: str = "", batch: bool = False) -> Price:
        """The price of one model, as a function of input and output tokens."""
        found = self.find(model, base_url=base_url)
        if found is None:
            return no_price
        return lambda input_tokens, output_tokens: found.cost(input_tokens, output_tokens, batch=batch)


def no_price(*_tokens: int) -> float | None:
    """The price of what has none that is known."""
    return None


def show_cost(cost: float | None) -> str:
    """A cost as it is shown: four decimals of a dollar, "unknown" where it is not known."""
    if cost is None:
        return "unknown"
    if 0 < cost < 0.0001:
        return "under 0.0001 USD"
    return f"{cost:.4f} USD"


def _is_provider(base_url: str) -> bool:
    return not base_url or urlsplit(base_url).hostname in _PROVIDER_HOSTS


def _match(prices: Mapping[str, ModelPrice], name: str) -> ModelPrice | None:
    names = [known for known in prices if name.startswith(known) and _DATED.fullmatch(name[len(known) :])]
    return prices[max(names, key=len)] if names else None


def _read(path: Path) -> tuple[dict[str, ModelPrice], dict[str, Source]]:
    try:
        raw = read_regular(path, MAX_TOML_BYTES)
    except OSError as error:
        raise UsageError(
            f"The prices in {path} cannot be read: {error.strerror}.", "Name a file that exists."
        ) from None
    return parse_prices(raw, path)


def parse_prices(raw: bytes, path: Path) -> tuple[dict[str, ModelPrice], dict[str, Source]]:
    """The prices by "provider:model" and the sources by provider in the content of the file at `path`.

    Raises UsageError that names the file and the entry where a price is none.
    """
    try:
        tables = parse_toml(decode_text(raw))
    except ValueError as error:  # of the text, or of TOML
        raise UsageError(f"The prices in {path} are not a TOML file: {error}.", "Correct the file.") from None
    prices: dict[str, ModelPrice] = {}
    sources: dict[str, Source] = {}
    for provider, table in tables.items():
        where = f"{path}, [{provider}]"
        if not isinstance(table, dict):
            raise _wrong(where, "a table with the prices of a provider")
        _check_keys(where, table, {"source", "checked", "batch", "models"})
        batch = _number(f"{where} batch", table.get("batch", 1.0), "a share of the price, such as 0.5")
        sources[provider] = Source(_optional(where, table, "source", str), _optional(where, table, "checked", date))
        models = table.get("models", {})
        if not isinstance(models, dict):
            raise _wrong(f"{where} models", "a table of models")
        for model, entry in models.items():
            prices[f"{provider}:{model}"] = _price(f"{path}, [{provider}.models] {model!r}", entry, batch)
    return prices, sources


def _price(where: str, entry: object, batch: float) -> ModelPrice:
    if not isinstance(entry, dict):
        raise _wrong(where, "{ input = 0.15, output = 0.60 }")
    _check_keys(where, entry, {"input", "output"})
    expected = "a number of US dollars per million tokens"
    return ModelPrice(
        _number(f"{where} input", entry.get("input"), expected),
        _number(f"{where} output", entry.get("output"), expected),
        batch,
    )


def _number(where: str, value: object, expected: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _MOST_DOLLARS:
        raise _wrong(where, expected)
    return float(value)


def _optional(where: str, table: Mapping[str, Any], key: str, kind: type) -> Any:
    value = table.get(key)
    if value is not None and not isinstance(value, kind):
        raise _wrong(f"{where} {key}", "a date such as 2025-09-01" if kind is date else "an address in quotes")
    return value


def _check_keys(where: str, table: Mapping[str, Any], known: set[str]) -> None:
    for key in table.keys() - known:
        raise _wrong(f"{where} {key}", f"one of {', '.join(sorted(known))}")


def _wrong(where: str, expected: str) -> UsageError:
    return UsageError(f"{where} is not {expected}.", "Write prices as in the table that comes with the program.")
