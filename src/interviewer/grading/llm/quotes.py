"""Finds a model's quotes in the answer as it was given: exactly, or except for what copying changes, and no looser."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from interviewer.grading.evidence import span
from interviewer.grading.verdict import Evidence
from interviewer.models.spotlighting import marks_of

MOST_PLACES = 50
"""At most this many places of a quote in the answer are looked at."""
MIN_PART_WORDS = 3
"""Each part of a quote that leaves words out has at least this many words: single words can be found for anything."""

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
    }
)
_EMPHASIS = "*`"  # may or may not be copied
_LEFT_OUT = re.compile(r" ?(?:\[\.{3}\]|\(\.{3}\)|\.{3,}) ?")
_AROUND = " \"'.,;:"
_SPACED_SCRIPTS_END = 0x2E80  # from here on Unicode has scripts without spaces between words


@dataclass(frozen=True)
class Folded:
    """A text as it is compared: one case, width, and kind of quote, dash and space; nothing invisible, no emphasis.

    `text[n]` stands for the original's character at `places[n]`.
    """

    text: str
    places: tuple[int, ...]

    def find(self, part: str, start: int = 0) -> Iterator[tuple[int, int]]:
        """Every span of this text, from `start` on, that is `part` and neither begins nor ends within a word."""
        at = self.text.find(part, start)
        while at >= 0 and part:
            end = at + len(part)
            if not (_joined(self.text, at) or _joined(self.text, end)):
                yield at, end
            at = self.text.find(part, at + 1)


def fold(text: str) -> Folded:
    """`text` as it is compared."""
    marked = {place for start, end in marks_of(text) for place in range(start, end)}
    chars: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        if place in marked or char in _EMPHASIS:
            continue
        for folded in _fold_character(char):
            if folded != " " or (chars and chars[-1] != " "):
                chars.append(folded)
                places.append(place)
    return Folded("".join(chars), tuple(places))


@functools.lru_cache(maxsize=4096)
def _fold_character(char: str) -> str:
    return " " if char.isspace() else unicodedata.normalize("NFKD", char).casefold().translate(_ALIKE)


def find_quote(answer: str, folded: Folded, quote: str) -> Iterator[tuple[Evidence, ...]]:
    """Every place of a quote in the answer, MOST_PLACES at most; more than one span where the quote leaves words out.

    `folded` is `fold(answer)`. The spans are of the original. Nothing if the quote is not in the answer.
    """
    for number, spans in enumerate(_places(folded, fold(quote).text)):
        if number == MOST_PLACES:
            return
        yield tuple(span(answer, folded.places[start], folded.places[end - 1] + 1) for start, end in spans)


def _places(answer: Folded, quote: str) -> Iterator[tuple[tuple[int, int], ...]]:
    whole = quote.strip()
    bare = quote.strip(_AROUND)
    found = False
    for text in dict.fromkeys((whole, bare)):
        for place in answer.find(text):
            found = True
            yield (place,)
        if found:
            return
    parts = [part.strip(_AROUND) for part in _LEFT_OUT.split(whole)]
    parts = [part for part in parts if part]
    if len(parts) > 1 and all(len(part.split()) >= MIN_PART_WORDS for part in parts):
        yield from _in_order(answer, parts)


def _in_order(answer: Folded, parts: list[str]) -> Iterator[tuple[tuple[int, int], ...]]:
    """The parts one after the other, each at its first place after the one before."""
    spans: list[tuple[int, int]] = []
    for part in parts:
        place = next(answer.find(part, spans[-1][1] if spans else 0), None)
        if place is None:
            return
        spans.append(place)
    yield tuple(spans)


def _joined(text: str, place: int) -> bool:
    """Whether a word continues across this place."""
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    return before.isalnum() and after.isalnum() and max(ord(before), ord(after)) < _SPACED_SCRIPTS_END
