"""What models cost, and what is not known."""

import os
import tomllib
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from interviewer.errors import UsageError
from interviewer.models.prices import Prices, show_cost


@pytest.fixture(scope="module")
def prices() -> Prices:
    return Prices.read()


def cost(prices: Prices, model: str, given: int, taken: int, base_url: str = "") -> float | None:
    return prices.of(model, base_url=base_url)(given, taken)


def own(tmp_path: Path, text: str) -> Prices:
    path = tmp_path / "prices.toml"
    path.write_text(text, encoding="utf-8")
    return Prices.read(path)


@pytest.mark.parametrize(
    ("model", "dollars"),
    [
        ("openai:gpt-4o", 12.50),
        ("openai:gpt-4o-2024-08-06", 12.50),
        ("openai:gpt-4o-2024-05-13", 20.00),
        ("openai:gpt-4o-mini", 0.75),
        ("openai:gpt-4o-mini-2024-07-18", 0.75),
        ("openai:gpt-4.1-2025-04-14", 10.00),
        ("openai:gpt-4.1-mini", 2.00),
        ("openai:gpt-4.1-nano", 0.50),
        ("openai:o3-mini-2025-01-31", 5.50),
    ],
)
def test_a_million_tokens_in_and_out_cost_the_published_price(prices: Prices, model: str, dollars: float) -> None:
    assert cost(prices, model, 1_000_000, 1_000_000) == pytest.approx(dollars)


def test_output_costs_more_than_input(prices: Prices) -> None:
    assert cost(prices, "openai:gpt-4o", 1_000_000, 0) == pytest.approx(2.50)
    assert cost(prices, "openai:gpt-4o", 0, 1_000_000) == pytest.approx(10.00)


@pytest.mark.parametrize(
    "model",
    [
        "openai:llama3.1:8b",
        "ollama:gpt-4o",
        "openai:gpt-4o-audio-preview",
        "openai:gpt-5-pro",
        "openai:gpt-5.1",
        "openai:gpt-4",
        "openai:ft:gpt-4o:me",
        "",
    ],
)
def test_another_model_is_not_given_the_price_of_one_that_it_is_named_like(prices: Prices, model: str) -> None:
    assert cost(prices, model, 1000, 1000) is None


@pytest.mark.parametrize(
    "base_url", ["http://localhost:11434/v1", "http://127.0.0.1:8000", "https://gateway.example/v1"]
)
def test_a_server_of_ones_own_has_no_known_price(prices: Prices, base_url: str) -> None:
    assert cost(prices, "openai:gpt-4o", 1000, 1000, base_url=base_url) is None
    assert prices.of("openai:gpt-4o", base_url=base_url)(1000, 1000) is None


def test_the_provider_named_by_its_address_has_its_prices(prices: Prices) -> None:
    assert cost(prices, "openai:gpt-4o", 1_000_000, 0, base_url="https://api.openai.com/v1") == pytest.approx(2.50)


def test_a_batch_costs_half(prices: Prices) -> None:
    assert prices.of("openai:gpt-4o", batch=True)(1_000_000, 1_000_000) == pytest.approx(6.25)


def test_the_packaged_table_says_where_and_when_its_prices_were_read() -> None:
    table = tomllib.loads(files("interviewer.models").joinpath("prices.toml").read_text())
    assert all(provider["source"] and provider["checked"] for provider in table.values())


def test_the_users_file_goes_before_the_packaged_one(tmp_path: Path) -> None:
    prices = own(tmp_path, '[openai.models]\n"gpt-4o" = { input = 1, output = 2 }\n')
    assert cost(prices, "openai:gpt-4o-2024-08-06", 1_000_000, 1_000_000) == pytest.approx(3.0)
    assert cost(prices, "openai:gpt-4o-mini", 1_000_000, 1_000_000) == pytest.approx(0.75)


def test_the_users_prices_hold_for_any_server(tmp_path: Path) -> None:
    prices = own(tmp_path, '[openai.models]\n"qwen3:32b" = { input = 0, output = 0 }\n')
    assert cost(prices, "openai:qwen3:32b", 1000, 1000, base_url="http://localhost:1/v1") == 0.0


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[openai.models]\n"gpt-4o" = { input = -1, output = 2 }', "'gpt-4o' 'input'"),
        ('[openai.models]\n"gpt-4o" = { input = "1", output = 2 }', "'gpt-4o' 'input'"),
        ('[openai.models]\n"gpt-4o" = { input = nan, output = 2 }', "'gpt-4o' 'input'"),
        ('[openai.models]\n"gpt-4o" = { input = true, output = 2 }', "'gpt-4o' 'input'"),
        ('[openai.models]\n"gpt-4o" = { input = 1 }', "'gpt-4o' 'output'"),
        ('[openai.models]\n"gpt-4o" = { input = 1, output = 2, cached = 3 }', "cached"),
        ('[openai.models]\n"gpt-4o" = 3', "'gpt-4o'"),
        ("[openai]\nmodels = 3", "models"),
        ("[openai]\nchecked = 3", "checked"),
        ("[openai]\nbatch = 'half'", "batch"),
        ("openai = 3", "'openai'"),
        ("[openai", "TOML"),
        ('[openai.models]\n"gpt-4o" = { input = 0x' + "f" * 5000 + ", output = 2 }", "'gpt-4o' 'input'"),
        ('[openai.models]\n"gpt-4o" = { input = 1e300, output = 2 }', "'gpt-4o' 'input'"),
        ('[openai.models]\n"gpt-4o" = { input = 1, output = inf }', "'gpt-4o' 'output'"),
        ("deep = " + "[" * 20_000, "nested too deeply"),
        ("# " + "x" * 70_000, "larger than 64,000 bytes"),
        ("\x00", "U+0000"),
    ],
)
def test_a_price_that_is_none_is_told_with_file_and_entry(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(UsageError) as raised:
        own(tmp_path, text)
    assert str(tmp_path / "prices.toml") in raised.value.message
    assert named in raised.value.message


@pytest.mark.posix
@pytest.mark.parametrize("lay", [os.mkfifo, Path.mkdir, lambda path: path.symlink_to("/dev/zero")])
def test_what_is_no_file_of_prices_is_one_sentence_and_no_waiting(tmp_path: Path, lay: Callable[[Path], None]) -> None:
    lay(tmp_path / "prices.toml")
    with pytest.raises(UsageError, match="cannot be read: It is a"):
        Prices.read(tmp_path / "prices.toml")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        Prices.read(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("cost", "shown"),
    [
        (0.0123, "0.0123 USD"),
        (0.0, "0.0000 USD"),
        (0.00001, "under 0.0001 USD"),
        (12.5, "12.5000 USD"),
        (None, "unknown"),
    ],
)
def test_a_cost_is_shown_in_dollars_and_unknown_is_unknown(cost: float | None, shown: str) -> None:
    assert show_cost(cost) == shown
