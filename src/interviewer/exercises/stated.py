"""What quantities an answer states: each with its kind, ranges as one, and heaps of guesses told apart."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from interviewer.exercises.delimiters import without_delimiters
from interviewer.exercises.guesses import EITHER, LEAST_LISTED, different, guessed_among, is_listed
from interviewer.exercises.quantities import Meaning, Quantity, comparable

MOST_TRIES = 12
"""An answer that states more different quantities of one kind than this, those of the task aside, is guessing."""
MOST_OPERANDS = 40
"""The same, with those counted that only stand in a calculation."""

MOST_CONCLUDED = 4
"""An answer that concludes more different quantities of one kind than this ("so about 8 GB. So about 17 GB.") is
guessing."""

_RANGE = re.compile(r"\s*(?:-|–|—|to|\.\.\.?)\s*")
_BETWEEN = re.compile(r"\bbetween\s+(?:about |around |roughly |~|\$)?$", re.IGNORECASE)
_AND = re.compile(r"\s*and\s+(?:about |around |roughly |~|\$)?")
_OPERATOR_AFTER = re.compile(r"\s*(?:\\times|\\cdot|[*×·+^⋅]|\*\*|/\s*\d|[-−]\s*\d)")
_DERIVED = re.compile(
    r"(?:\\times|\\cdot|\\[dt]?frac|[*×·+^⋅/]|\d\s*[-−]\s*\d)[^\n=]{0,40}(?:=|≈|\\approx)\s*(?:\$|~|about)?\s*$"
)
_OPERATOR_BEFORE = re.compile(r"(?:(?:\\times|\\cdot|[*×·+^⋅/−-])\s*\(?|\\[dt]?frac\s*\{|\}\s*\{)$")
_RESULT = re.compile(
    r"^[ \t>*_#-]*(?:(?:my|the|final|so)\s+)*(?:answer|result|solution|total)\b[^\n:=]{0,60}[:=](.*)$", re.I | re.M
)
_EQUALS = re.compile(r"(?:=|≈|\\approx|~|→|⇒|->|=>)(?:\s|about|around|roughly|\$|~|\\,)*")
_ABOUT = r"(?:about|around|roughly|approximately|approx\.?|circa|ca\.?|nearly|almost|just|some|something like|[~≈$])"
_IS = (
    r"(?:is|are|be|was|to|at|of|with|needs?|gets?|got|gives?|giving|makes?|that's|thats|it's|its|have|has|uses?|takes?"
    r"|costs?)"
)
_CONCLUDED = re.compile(
    r"\b(?:(?:so|thus|therefore|hence|overall|altogether|in total|in all|finally|my estimate|i'd say|i would say)\b"
    rf"[,:]?(?:[^\n.;:=\d]{{0,60}}?\s{_IS})?|which (?:is|are|comes to)|gives?|giving|makes?|making|i get|totals?"
    r"|totall?ing|comes (?:out )?(?:to|at)|ends? up (?:at|with)|lands? (?:at|on)|works out (?:to|at|as))"
    rf"(?:\s|us|me|,|:|{_ABOUT})*$",
    re.IGNORECASE,
)
"""Words that lead to what comes out: "so about", "which makes roughly", "so the peak is"."""
_IN_ALL = re.compile(
    r"(?:\s+(?:per|a|each|of)\s+\w+){0,2}\s*,?\s*(?:in total|in all|altogether|overall|all in)\b", re.IGNORECASE
)
_TAKEN_BACK = re.compile(r"\b(?:no,|wait\b|oops\b|correction\b|scratch that\b|actually\b|forgot\b)", re.IGNORECASE)
_END_OF_SENTENCE = re.compile(r"[.;!?]\s|\n")
_END_OF_ANSWER = re.compile(r"[\s.!)*_]*$")


@dataclass(frozen=True)
class StatedQuantity:
    """A quantity of one kind at `start` to `end`; `low` and `high` differ for a range. `guessed` is one of a heap.

    `in_calculation` stands beside an operator, `is_derived` after the equals sign of a calculation.
    """

    start: int
    end: int
    text: str
    low: float
    high: float
    guessed: bool
    in_calculation: bool
    is_derived: bool

    @property
    def middle(self) -> float:
        """The quantity, of a range its geometric mean."""
        return math.sqrt(self.low) * math.sqrt(self.high)


@dataclass(frozen=True)
class StatedQuantities:
    """The quantities of an answer that are of the kind of one target, without those that the task gives.

    `text` is the answer without the signs around formulas, as long as it.
    """

    answer: str
    text: str
    quantities: tuple[StatedQuantity, ...]

    @property
    def is_heap(self) -> bool:
        """Whether there are so many that the right one among them shows nothing."""
        tries = different(one.middle for one in self.quantities if not (one.in_calculation or one.is_derived))
        return tries > MOST_TRIES or different(one.middle for one in self.quantities) > MOST_OPERANDS

    @property
    def names_result(self) -> bool:
        """Whether the answer says which quantity is its result, in a line "answer: ..."."""
        return _RESULT.search(self.text) is not None

    def result(self) -> StatedQuantity | None:
        """What the answer states as its result.

        In a line "answer: ...", else what it concludes ("so about 17 GB"), what stands after an equals sign or what a
        sentence ends the answer with, whichever is latest, else what is last.
        """
        for match in reversed(list(_RESULT.finditer(self.text))):
            inside = [one for one in self.quantities if match.start(1) <= one.start and one.end <= match.end(1)]
            if inside:
                return _after_equals(self.text, match.start(1), inside) or inside[0]
        if not self.quantities or self.is_heap:
            return None
        equal = _after_equals(self.text, 0, self.quantities)
        concluded = next((one for one in reversed(self.quantities) if _is_concluded(self.text, one)), None)
        last = max((one for one in (equal, concluded) if one is not None), key=lambda one: one.start, default=None)
        return self.quantities[-1] if last is None or self._ends_after(last) else last

    def _ends_after(self, one: StatedQuantity) -> bool:
        """Whether the answer ends with a quantity of the kind, in a sentence after that of this one or listed next."""
        last = self.quantities[-1]
        if last.in_calculation or last.guessed or not _END_OF_ANSWER.match(self.text, last.end):
            return False
        between = self.text[one.end : last.start]
        return is_listed(between) or _END_OF_SENTENCE.search(between) is not None

    @property
    def concludes_often(self) -> bool:
        """Whether so many different quantities are told as what comes out that each of them is a guess."""
        return different(one.middle for one in self.quantities if _is_concluded(self.text, one)) > MOST_CONCLUDED

    def is_told(self, one: StatedQuantity, name: str) -> bool:
        """Whether a quantity is stated as what comes out, or beside a word of a value's `name`, and not taken back."""
        if one.in_calculation or one.guessed or _TAKEN_BACK.search(self.text, one.end, self.quantities[-1].start):
            return False
        before = max((other.end for other in self.quantities if other.end <= one.start), default=0)
        at = before if is_listed(self.text[before : one.start]) else 0
        sentence = _END_OF_SENTENCE.split(self.text[at : one.start])[-1].lower()
        words = name.split("-")
        named = any(re.search(rf"\b{re.escape(word)}", sentence) for word in words)
        return named or one.is_derived or _is_concluded(self.text, one)


def stated_quantities(
    target: Meaning, answer: str, found: Sequence[Quantity], given: Sequence[Quantity], asked: int = 1
) -> StatedQuantities:
    """What the answer, whose quantities were `found`, states of the target's kind, without what is `given`.

    `asked` is how many quantities of the kind the task asks for.
    """
    text = without_delimiters(answer)
    found = _with_shared_units(text, found)
    known = [meaning.magnitude for one in given for meaning in one.meanings if comparable(target, meaning)]
    stated: list[StatedQuantity] = []
    place = 0
    while place < len(found):
        low = high = found[place]
        follows = found[place + 1] if place + 1 < len(found) else None
        if follows is not None and _is_range(text, low, follows) and _of(target, follows):
            high = follows
            place += 1
        place += 1
        ends = _of(target, low), _of(target, high)
        if ends[1] is None or (low is high and any(math.isclose(ends[1], one) for one in known)):
            continue
        first = ends[0] if ends[0] is not None and low.meanings[0].dimensions else _same_unit(low, high, ends[1])
        span = (low.start, high.end)
        stated.append(
            StatedQuantity(
                *span,
                text=answer[span[0] : span[1]],
                low=min(first, ends[1]),
                high=max(first, ends[1]),
                guessed=False,
                in_calculation=_in_calculation(text, *span),
                is_derived=bool(_DERIVED.search(text, max(0, span[0] - 60), span[0])),
            )
        )
    most = max(asked, LEAST_LISTED + (not target.dimensions))
    tried = [(one.start, one.end, one.middle) for one in stated if not one.in_calculation]
    guesses = {tried[place][0] for place in guessed_among(text, tried, most)}
    return StatedQuantities(answer, text, tuple(replace(one, guessed=one.start in guesses) for one in stated))


def _is_range(answer: str, low: Quantity, high: Quantity) -> bool:
    """Whether two quantities that follow each other are the ends of one: "10-20 GB", "between 10 and 20 GB"."""
    gap = answer[low.end : high.start]
    if _AND.fullmatch(gap):
        return _BETWEEN.search(answer, max(0, low.start - 30), low.start) is not None
    return _RANGE.fullmatch(gap) is not None


def _with_shared_units(answer: str, found: Sequence[Quantity]) -> list[Quantity]:
    """The same with the unit of a sum given to its terms, and of one guess to the other: "14 + 14 + 84 = 112 GB", "8 or
    17 GB"."""
    told = list(found)
    for place in reversed(range(len(told) - 1)):
        one, following = told[place], told[place + 1]
        between = answer[one.end : following.start]
        gap = between.strip()
        is_term = gap == "+" or (gap == "=" and place > 0 and answer[told[place - 1].end : one.start].strip() == "+")
        is_term |= "/" not in gap and EITHER.fullmatch(between) is not None
        if is_term and not one.meanings[0].dimensions and following.meanings[0].dimensions:
            ways = (replace(way, magnitude=way.magnitude / following.number * one.number) for way in following.meanings)
            told[place] = replace(one, meanings=(*ways, *one.meanings))
    return told


def _of(target: Meaning, quantity: Quantity) -> float | None:
    """The magnitude of a quantity read as one of the target's kind, exactly of its dimensions if that is possible."""
    fitting = [meaning for meaning in quantity.meanings if comparable(target, meaning)]
    fitting.sort(key=lambda meaning: meaning.dimensions != target.dimensions)
    return fitting[0].magnitude if fitting else None


def _same_unit(low: Quantity, high: Quantity, magnitude: float) -> float:
    """The lower end of "10-20 GB", whose unit stands at the other end."""
    if low is high:
        return magnitude
    return magnitude * low.meanings[0].magnitude / high.number


def _after_equals(answer: str, start: int, inside: Sequence[StatedQuantity]) -> StatedQuantity | None:
    """The quantity after the last equals sign that has one right after it, "= 17.2 GB"."""
    ends = {match.end() for match in _EQUALS.finditer(answer, start, inside[-1].start)}
    return next((one for one in reversed(inside) if one.start in ends), None)


def _is_concluded(answer: str, one: StatedQuantity) -> bool:
    """Whether words before or after a quantity, which no calculation goes on from, say that it is what comes out."""
    if one.in_calculation:
        return False
    before = answer[max(0, one.start - 90) : one.start]
    return _CONCLUDED.search(before) is not None or _IN_ALL.match(answer, one.end) is not None


def _in_calculation(answer: str, start: int, end: int) -> bool:
    return bool(_OPERATOR_AFTER.match(answer, end) or _OPERATOR_BEFORE.search(answer, max(0, start - 8), start))
