"""Quantities in an answer: numbers as people type them, with their units."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import pairwise, product

from interviewer.exercises.delimiters import without_delimiters
from interviewer.exercises.units import COUNTED, Dimensions, meanings, scale_of
from interviewer.exercises.written import in_digits

MOST_QUANTITIES = 400
"""The quantities of an answer that are read, from its start."""

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_GROUP = r"(?:,|\{,\}|[ \u00a0\u202f\u2009'](?=\d{3}(?!\d)))\d{3}"
_NUMBER = rf"\d{{1,3}}(?:{_GROUP})+(?:\.\d{{1,20}})?|\d{{1,30}}(?:\.\d{{1,20}})?|\.\d{{1,20}}"
_POWER = r"(?:\^|\*\*)\s*(?:\{\s*([-+−]?\d{1,3})\s*\}|\(?([-+−]?\d{1,3})\)?)|([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})"
_TIMES = r"(?:\\times|\\cdot|×|·|\*|x|⋅)"
_SCIENTIFIC = re.compile(
    rf"(?<![\w.^])(?P<number>{_NUMBER})(?:[eE](?P<exponent>[-+]?\d{{1,3}})(?!\w)|(?:{_POWER})"
    rf"|\s*{_TIMES}\s*10\s*(?:{_POWER}))?"
)
_MULTIPLIERS = {
    **dict.fromkeys(("k", "K", "thousand"), 1e3),
    **dict.fromkeys(("M", "mn", "million", "millions"), 1e6),
    **dict.fromkeys(("B", "bn", "billion", "billions"), 1e9),
    **dict.fromkeys(("T", "tn", "trillion", "trillions"), 1e12),
    **dict.fromkeys(("quadrillion",), 1e15),
    **dict.fromkeys(("quintillion",), 1e18),
}
_SPACE = r"(?:[ \t\u00a0\u202f\u2009]|\\[,;: ]|~|\\quad)"
_WORD = r"(?:\\(?:text|mathrm|mathsf|operatorname)\s*\{\s*)?([A-Za-zµμ$%]+(?:\$)?|\\%)(?:\s*\})?"
_AFTER = re.compile(rf"{_SPACE}*(-?){_SPACE}*{_WORD}")
_JOINED = re.compile(rf"{_SPACE}*(/|\*|·|⋅|-|\\cdot|per\b|a\b|an\b|{_SPACE})")
_LETTER_MULTIPLIERS = frozenset("kKMBT")
_COUNTS = frozenset(f"[{name.lower()}]" for name in COUNTED)


@dataclass(frozen=True)
class Meaning:
    """One way to read a quantity: how many base units, of which dimensions."""

    magnitude: float
    dimensions: Dimensions


@dataclass(frozen=True)
class Quantity:
    """A number with its unit at `start` to `end` of an answer, and every way in which it can be meant."""

    start: int
    end: int
    number: float
    meanings: tuple[Meaning, ...]


def quantities_in(text: str) -> tuple[Quantity, ...]:
    """The quantities in a text, in order."""
    found: list[Quantity] = []
    written, text = text, in_digits(without_delimiters(text))
    for match in _SCIENTIFIC.finditer(text):
        if found and match.start() < found[-1].end:
            continue
        number = _number(match)
        if number is None:
            continue
        may_be_money = any(
            written[at] == "$" != text[at] for at in (match.start() - 1, match.end()) if 0 <= at < len(text)
        )
        ways, end = _with_unit(text, number, match.start(), match.end(), may_be_money=may_be_money)
        found.append(Quantity(match.start(), end, number, ways))
        if len(found) == MOST_QUANTITIES:
            break
    return tuple(found)


def quantity_of(text: str) -> Meaning | None:
    """The quantity that a whole text is, such as "17.2 GB"; None where it is something else."""
    found = quantities_in(text)
    if len(found) != 1 or found[0].start != 0 or found[0].end != len(text.rstrip()):
        return None
    return found[0].meanings[0]


def comparable(target: Meaning, given: Meaning) -> bool:
    """Whether a quantity is of the target's kind. What the target counts may be left out, and a bare target counts
    whatever is counted."""
    wanted, has = dict(target.dimensions), dict(given.dimensions)
    differences = ((name, wanted.get(name, 0.0) - has.get(name, 0.0)) for name in wanted.keys() | has.keys())
    left = {name: power for name, power in differences if power}
    if not left:
        return True
    if not wanted:
        return all(name in _COUNTS and power == -1 for name, power in left.items()) and len(left) == 1
    return all(name in _COUNTS and wanted.get(name) == power for name, power in left.items())


def factor_between(one: float, other: float) -> float:
    """By which factor, from 1, one magnitude is off another."""
    return max(one, other) / min(one, other)


def _number(match: re.Match[str]) -> float | None:
    """The positive number of a match; None where it is zero or beyond every estimate."""
    base = float(re.sub(r"[,'{}\s\u00a0\u202f\u2009]", "", match["number"]))
    powers = [group for group in match.groups()[2:] if group]
    exponent = int(powers[0].translate(_SUPERSCRIPTS).replace("−", "-")) if powers else 0
    scientific = re.search(rf"{_TIMES}\s*10\s*(?:\^|\*\*|[⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹])", match.group())
    try:
        if match["exponent"]:
            value = base * 10.0 ** int(match["exponent"])
        elif scientific:
            value = base * 10.0**exponent
        else:
            value = base**exponent if powers else base
    except OverflowError:
        return None
    return value if 0 < value < math.inf else None


def _with_unit(
    text: str, number: float, start: int, end: int, *, may_be_money: bool
) -> tuple[tuple[Meaning, ...], int]:
    """Every way to read the number with the words after it, the likeliest first, and where they end.

    A number that `may_be_money` stands beside a dollar sign that was taken for one around a formula.
    """
    numbers, at, is_letter = _multiplied(text, number, end)
    units, stop = _units(text, at, joined=at == end and not is_letter)
    ways: list[tuple[float, str]] = []
    if len(numbers) > 1 and units:  # "7B parameters": a letter before a unit is a multiplier
        numbers = numbers[:1]
    ways += [(numbers[0], unit) for unit in units]
    is_money = start > 0 and text[start - 1] == "$"
    if not ways and not is_money:
        ways = [(numbers[0], "")]
    if is_money or may_be_money:
        ways.append((numbers[0], "USD"))
    if len(numbers) > 1:
        ways.append((number, "byte"))
    return tuple(_meaning(value, unit) for value, unit in dict.fromkeys(ways)), max(stop, at)


def _multiplied(text: str, number: float, end: int) -> tuple[tuple[float, ...], int, bool]:
    """The number times the multiplier after it; where that is a B the number itself too, which may be of bytes."""
    after = _AFTER.match(text, end)
    word = after[2] if after else ""
    if after is None or word not in _MULTIPLIERS:
        return (number,), end, False
    adjacent = after.start(2) == end
    if word in _LETTER_MULTIPLIERS and not adjacent:
        units, _ = _units(text, after.end(), joined=False)
        if not units or (word not in "kM" and not any(unit in COUNTED for unit in units)):  # "3 T" may be of anything
            return (number,), end, False
    times = number * _MULTIPLIERS[word]
    return ((times, number) if word == "B" else (times,)), after.end(), True


def _units(text: str, at: int, *, joined: bool) -> tuple[tuple[str, ...], int]:
    """The units that begin at `at`, as expressions, and where they end. Longer readings come first."""
    first = _AFTER.match(text, at)
    if first is None or not meanings(_plain(first[2])):
        return (), at
    if first[1] and first.start(2) - at > 1 and not joined:
        return (), at
    readings: list[tuple[str, ...]] = [meanings(_plain(first[2]))]
    expressions, end = list(readings[0]), first.end()
    found = [(expressions, end)]
    while len(found) < 4:
        step = _next_unit(text, end)
        if step is None:
            break
        sign, factor, words, end = step
        expressions = [f"({so_far}) {sign} ({factor:g} * {word})" for so_far, word in product(expressions, words)]
        found.append((expressions, end))
    return tuple(unit for units, _ in reversed(_kept(text, found)) for unit in units), found[-1][1]


def _kept(text: str, found: list[tuple[list[str], int]]) -> list[tuple[list[str], int]]:
    """The readings that count: a unit may be read without what it is "per", not without its "/s"."""
    kept = [found[-1]]
    for (units, end), (_, longer) in reversed(list(pairwise(found))):
        rest = text[end:longer].strip(" $\\,~")
        if not re.match(r"per\b|an?\b", rest) and not _counts(rest.lstrip("/ ")):
            break
        kept.insert(0, (units, end))
    return kept


def _counts(word: str) -> bool:
    return any(unit in COUNTED for unit in meanings(_plain(word)))


def _next_unit(text: str, at: int) -> tuple[str, float, tuple[str, ...], int] | None:
    """A sign, a number, a unit by its meanings, and where it ends, after another unit; None where none follows."""
    joint = _JOINED.match(text, at)
    if joint is None:
        return None
    sign = "/" if joint[1] in ("/", "per", "a", "an") else "*"
    factor, start = 1.0, joint.end()
    number = re.compile(r"\s*(\d{1,9})").match(text, start) if sign == "/" else None
    if number is not None:
        factor, start = float(number[1]), number.end()
    word = _AFTER.match(text, start)
    further = _AFTER.match(text, word.end()) if word is not None and sign == "/" else None
    if word is not None and word[2] in _MULTIPLIERS and further is not None and meanings(_plain(further[2])):
        factor, word = factor * _MULTIPLIERS[word[2]], further
    if word is None or not meanings(_plain(word[2])) or not factor:
        return None
    if joint[1].isspace() and not any(unit in ("hour", *COUNTED) for unit in meanings(_plain(word[2]))):
        return None  # "17.2 GB s": two units side by side are one only in "GPU hours"
    return sign, factor, meanings(_plain(word[2])), word.end()


def _plain(word: str) -> str:
    return word.lstrip("\\").rstrip("$") or "$"


def _meaning(number: float, unit: str) -> Meaning:
    scale, dimensions = scale_of(unit)
    return Meaning(number * scale, dimensions)
