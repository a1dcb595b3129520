"""Numbers as people write them beside digits with a point: in words, with a decimal comma, with points in thousands."""

from __future__ import annotations

import re

from interviewer.exercises.units import COUNTED, meanings

MOST_DIGITS = 30
"""The longest number in words that is read, in characters."""
SMALL = 12
"""Up to this number words such as "two steps" and "one question" are idioms more often than quantities."""
_IDIOMS = frozenset(COUNTED) - {"GPU", "parameter", "FLOP"}

_UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SMALL = {word: number for number, word in enumerate(_UNITS)} | {
    word: 10 * number for number, word in enumerate(_TENS, start=2)
}
_LARGE = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_PARTS = {"half": 0.5, "a quarter": 0.25, "one quarter": 0.25, "three quarters": 0.75}

_ONE = rf"(?:{'|'.join(sorted(_SMALL, key=len, reverse=True))})"
_MANY = rf"(?:{'|'.join(_LARGE)}|dozen)"
_PART = r"(?:a half|half|a quarter|three quarters)"
_NUMERAL = rf"(?:(?:a|an|{_ONE})(?:[ -]{_ONE})?(?:[ -]{_MANY}(?: and)?(?: {_ONE}(?:[ -]{_ONE})?)?){{0,4}})"
_WORDS = re.compile(
    rf"(?<![\w.,-])(?:(?P<share>half an?|(?:a|one) quarter of an?|three quarters of an?)(?P<of> {_MANY})?"
    rf"|(?P<whole>{_NUMERAL}|\d{{1,9}}) and (?P<part>{_PART})(?P<times> {_MANY})?|(?P<plain>{_NUMERAL}))(?![\w-])",
    re.IGNORECASE,
)
_DIGIT = rf"(?:{'|'.join(_UNITS[:10])}|oh)"
_DECIMAL = re.compile(
    rf"(?<![\w.,-])(?<!at )(?:(?P<whole>zero|{_NUMERAL}) point (?P<places>{_DIGIT}(?: {_DIGIT}){{0,5}})"
    rf"|(?<!one )point (?P<bare>{_DIGIT}(?: {_DIGIT}){{1,5}}))(?![\w-])",
    re.IGNORECASE,
)
_HALF_AFTER = re.compile(
    rf"(?<![\w.,-])(?P<whole>{_NUMERAL}|\d{{1,9}})(?P<unit> [a-z]{{1,12}}) and (?P<part>{_PART})(?![\w-])",
    re.IGNORECASE,
)
_SPACE = r"(?:[ \t\u00a0\u202f\u2009]|\\[,;: ]|~)*"
_UNIT = re.compile(rf"{_SPACE}-?{_SPACE}(?:\\(?:text|mathrm)\s*\{{\s*)?([A-Za-zµμ$%]+|\\%)")
_RANGE = re.compile(rf" ?(?:-|–|to|or|and) ?(?:{_NUMERAL}|\d[\d.,]{{0,20}})", re.IGNORECASE)
_MULTIPLIED = re.compile(r"[eE][-+]?\d|\s*(?:\\times|\\cdot|×|·|\*|x|⋅)\s*10\s*(?:\^|\*\*|[⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹])")
_MULTIPLIERS = frozenset(("k", "K", "M", "B", "T", "mn", "bn", "tn", *_LARGE))

_COMMA = re.compile(r"(?<![\w.,}])(\d{1,20})(,|\{,\})(\d{1,2}|\d{4,20}|(?<=(?<!\d)0,)\d{3})(?!\d|[.,]\d|\{,\})")
_STATED = re.compile(r"[=≈~:]\s*$")
_SWAPPED = str.maketrans(".,", ",.")
_POINTS = re.compile(
    r"(?<![\w.,])\d{1,3}(?:(?:\.\d{3}){2,}(?:,\d{1,20})?|(?:\.\d{3})+,(?:\d{1,2}|\d{4,20}))(?!\d|[.,]\d)"
)


def in_digits(text: str) -> str:
    """The text with such numbers in digits with a point, each as long as it was: "017.2", "000000017".

    What may be something else stays: "1,234" is thousands, "3,4" without a unit a list, and "one" and other small
    numbers without a unit are words.
    """
    text = _POINTS.sub(lambda match: match[0].translate(_SWAPPED), text)
    text = _COMMA.sub(_with_point, text)
    text = _DECIMAL.sub(_from_decimal, text)
    text = _HALF_AFTER.sub(_from_half, text)
    return _WORDS.sub(_from_words, text)


def _with_point(match: re.Match[str]) -> str:
    text, end = match.string, match.end()
    if not (
        _has_unit(text, end)
        or _MULTIPLIED.match(text, end)
        or _STATED.search(text, max(0, match.start() - 5), match.start())
    ):
        return match[0]
    return f"{match[1]}.{match[3]}".rjust(len(match[0]), "0")


def _from_decimal(match: re.Match[str]) -> str:
    """ "three point three six" as "3.36"."""
    whole = 0.0 if (match["whole"] or "zero").lower() == "zero" else _sum(match["whole"])
    if whole is None or whole % 1 or whole > 1e6:
        return match[0]
    places = "".join(str(_SMALL.get(word, 0)) for word in (match["places"] or match["bare"]).lower().split())
    length = len(match[0])
    return f"{whole:.0f}.{places}".rjust(length, "0") if length <= MOST_DIGITS else match[0]


def _from_half(match: re.Match[str]) -> str:
    """ "5 days and a half" as "5.5 days"; as it is where no unit stands between."""
    whole = float(match["whole"]) if match["whole"].isdigit() else _sum(match["whole"])
    if whole is None or not set(meanings(match["unit"].strip())) - _IDIOMS:
        return match[0]
    number = f"{whole + _share(match['part']):.15g}"
    return f"{number}{match['unit']}".rjust(len(match[0]), "0") if len(match["whole"]) < MOST_DIGITS - 9 else match[0]


def _share(part: str) -> float:
    """What "a half", "a quarter" or "three quarters" is."""
    return 0.5 if "half" in part.lower() else 0.75 if "three" in part.lower() else 0.25


def _from_words(match: re.Match[str]) -> str:
    value = _value(match)
    length = len(match[0])
    if value is None or length > MOST_DIGITS or not _is_quantity(match, value):
        return match[0]
    short = re.sub(r"\.?0*e\+?0*", "e", f"{value:e}")
    form = next((form for form in (f"{value:.15g}", short) if len(form) <= length), match[0])
    return form.rjust(length, "0")


def _is_quantity(match: re.Match[str], value: float) -> bool:
    """Whether words are meant as a number: with a unit after them, alone or as the lower end of a range, or large."""
    text, end = match.string, match.end()
    if match["share"] is None and (match["whole"] or re.search(_MANY, match[0], re.IGNORECASE)):
        return True
    if match["of"]:
        return True
    further = None if match["share"] else _RANGE.match(text, end)
    return any(_has_unit(text, at, is_small=value <= SMALL) for at in (end, further.end() if further else end))


def _has_unit(text: str, at: int, *, is_small: bool = False) -> bool:
    """Whether a unit or a multiplier stands at a place; beside a small number in words only what is no idiom."""
    word = _UNIT.match(text, at)
    if word is None:
        return False
    units = meanings(word[1].lstrip("\\"))
    return word[1] in _MULTIPLIERS or (bool(units) and not (is_small and set(units) & _IDIOMS))


def _value(match: re.Match[str]) -> float | None:
    """The number that words are; None where they are none, as "a" and "one" beside a unit."""
    if match["share"]:
        share = next(number for words, number in _PARTS.items() if match["share"].lower().startswith(words))
        return share * (_large(match["of"]) if match["of"] else 1)
    if match["whole"]:
        whole = float(match["whole"]) if match["whole"].isdigit() else _sum(match["whole"])
        times = _large(match["times"]) if match["times"] else 1
        return None if whole is None else (whole + _share(match["part"])) * times
    words = match["plain"].lower()
    return None if words in ("a", "an", "one", "zero") else _sum(words)


def _sum(words: str) -> float | None:
    """The number of a numeral such as "one hundred and twenty-eight thousand"; None where its parts do not fit."""
    total = current = 0.0
    least = 1e15
    for word in re.split(r"[ -]", words.lower()):
        if word in ("a", "an"):
            current = 1
        elif word in _SMALL:
            if current % 100 and not (current % 10 == 0 and current % 100 >= 20 and 0 < _SMALL[word] < 10):
                return None
            current += _SMALL[word]
        elif word in ("hundred", "dozen"):
            current *= _large(word)
        elif word in _LARGE:
            if _LARGE[word] >= least or not current:
                return None
            least = _LARGE[word]
            total, current = total + current * least, 0.0
    return total + current


def _large(word: str) -> float:
    return _LARGE.get(word.strip().lower(), 12.0)
