"""Units of estimates: a registry of pint's with bytes, operations, tokens, money and time, and the words for them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pint import UnitRegistry

COUNTED = ("token", "parameter", "FLOP", "sample", "image", "request", "step", "GPU")
"""What is counted: a number without a unit may stand for so many of them."""

Dimensions = tuple[tuple[str, float], ...]
"""The dimensions of a unit with their powers, in the order of their names."""

_DEFINITIONS = (
    *("kilo- = 1e3 = k-", "mega- = 1e6 = M-", "giga- = 1e9 = G-", "tera- = 1e12 = T-", "peta- = 1e15 = P-"),
    *("exa- = 1e18 = E-", "zetta- = 1e21 = Z-", "milli- = 1e-3 = m-", "micro- = 1e-6 = u-", "nano- = 1e-9 = n-"),
    *("kibi- = 2**10 = Ki-", "mebi- = 2**20 = Mi-", "gibi- = 2**30 = Gi-", "tebi- = 2**40 = Ti-"),
    *("pebi- = 2**50 = Pi-", "exbi- = 2**60 = Ei-"),
    *("byte = [information] = B", "bit = byte / 8", "second = [time] = s", "minute = 60 * second"),
    *("hour = 60 * minute = h", "day = 24 * hour", "week = 7 * day", "year = 365.25 * day"),
    *("watt = [power] = W", "USD = [money]", "percent = 0.01"),
    *(f"{name} = [{name.lower()}]" for name in COUNTED),
)

_PREFIXES = {"k": "kilo", "K": "kilo", "M": "mega", "G": "giga", "T": "tera", "P": "peta", "E": "exa", "Z": "zetta"}
_BINARY = {"Ki": "kibi", "Mi": "mebi", "Gi": "gibi", "Ti": "tebi", "Pi": "pebi", "Ei": "exbi"}
_NAMES = {
    "token": ("tok", "toks"),
    "parameter": ("param", "params"),
    "image": ("img", "imgs"),
    "request": ("req", "query", "queries"),
}
_PLAIN = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), ("second",)),
    **dict.fromkeys(("ms", "msec", "millisecond", "milliseconds"), ("millisecond",)),
    **dict.fromkeys(("us", "µs", "μs", "microsecond", "microseconds"), ("microsecond",)),
    **dict.fromkeys(("ns", "nanosecond", "nanoseconds"), ("nanosecond",)),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), ("minute",)),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), ("hour",)),
    **dict.fromkeys(("d", "day", "days"), ("day",)),
    **dict.fromkeys(("week", "weeks"), ("week",)),
    **dict.fromkeys(("yr", "year", "years"), ("year",)),
    **dict.fromkeys(("$", "us$", "usd", "dollar", "dollars"), ("USD",)),
    **dict.fromkeys(("cent", "cents"), ("0.01 * USD",)),
    **dict.fromkeys(("%", "percent"), ("percent",)),
    **dict.fromkeys(("example", "examples", "question", "questions"), ("sample",)),
    **dict.fromkeys(("gig", "gigs"), ("gigabyte",)),
    **dict.fromkeys(("meg", "megs"), ("megabyte",)),
    **dict.fromkeys(("b",), ("byte", "bit")),
    **dict.fromkeys(("tps",), ("token / second",)),
}


@cache
def registry() -> UnitRegistry[float]:
    """The units of estimates."""
    from pint import UnitRegistry  # takes a tenth of a second

    units: UnitRegistry[float] = UnitRegistry(None, on_redefinition="raise")
    for definition in _DEFINITIONS:
        units.define(definition)
    return units


@cache
def scale_of(unit: str) -> tuple[float, Dimensions]:
    """How many base units a unit of `meanings` is, and its dimensions; `unit` is an expression of this module's own."""
    quantity = (registry().Quantity(1.0) * registry().parse_expression(unit or "1")).to_base_units()
    powers = ((name, float(str(power))) for name, power in quantity.dimensionality.items())
    return float(quantity.magnitude), tuple(sorted(powers))


@cache
def meanings(word: str) -> tuple[str, ...]:
    """The units that a word of an answer may stand for, the likeliest first; none where it is no unit."""
    exact, loose = _words()
    return exact.get(word) or loose.get(word.lower(), ())


@cache
def _words() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Units by words as they are written, and by words in lower case."""
    exact: dict[str, tuple[str, ...]] = {"B": ("byte",), "b": ("bit", "byte"), "W": ("watt",)}
    loose: dict[str, tuple[str, ...]] = {**_PLAIN, "watt": ("watt",), "watts": ("watt",), "wh": ("watt * hour",)}
    for name in COUNTED:
        for form in (name, f"{name}s", *_NAMES.get(name, ())):
            loose[form.lower()] = (name,)
    rate = ("FLOP", "FLOP / second")
    loose |= dict.fromkeys(("flops", "flop/s"), rate)
    exact["FLOPS"] = rate[::-1]
    for letter, prefix in (*_PREFIXES.items(), *_BINARY.items()):
        size = f"{prefix}byte"
        exact |= {f"{letter}B": (size,), f"{letter}b": (f"{prefix}bit", size), f"{letter}bit": (f"{prefix}bit",)}
        loose |= {f"{letter.lower()}b": (size,), f"{prefix}byte": (size,), f"{prefix}bytes": (size,)}
        loose |= dict.fromkeys((f"{letter.lower()}byte", f"{letter.lower()}bytes"), (size,))
        exact[f"{letter}bits"] = (f"{prefix}bit",)
    for letter, prefix in _PREFIXES.items():
        total = (f"{prefix}FLOP", f"{prefix}FLOP / second")
        for form in (f"{letter}flop", f"{letter}flops", f"{prefix}flop", f"{prefix}flops"):
            loose[form.lower()] = total
        exact[f"{letter}FLOPS"] = total[::-1]
        exact |= {f"{letter}W": (f"{prefix}watt",), f"{letter}Wh": (f"{prefix}watt * hour",)}
        loose |= {f"{prefix}watt": (f"{prefix}watt",), f"{prefix}watts": (f"{prefix}watt",)}
        loose |= {f"{letter.lower()}wh": (f"{prefix}watt * hour",), f"{letter.lower()}w": (f"{prefix}watt",)}
    loose |= dict.fromkeys(("bit", "bits"), ("bit",)) | dict.fromkeys(("byte", "bytes"), ("byte",))
    return exact, loose
