"""Splits an answer into the pieces that can each say something, with their exact places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

LONG_WORDS = 32
"""A sentence with more words than this is a run-on: it is cut where a clause seems to begin, so that no sentence is
embedded with so much in it that none of it shows. Twice the median length of the corpus's key points, in words."""

# A fence opens a line, or ends one with no more than the name of a language after it.
_FENCE = re.compile(
    r"(?:^[ \t]*|(?<=\S)[ \t]+(?=(?:```|~~~)[\w+-]*[ \t]*$))(```|~~~).*?(?:^[ \t]*\1[^\n]*$|\Z)",
    re.MULTILINE | re.DOTALL,
)
_ITEM = re.compile(r"[ \t]*(?:[-*+•–—]|\(?\d{1,2}[.)]|\(?[a-z][.)])[ \t]+")
_END = re.compile(r"(?<![.!?…])[.!?…]+[\"'”’)\]*_]*(?=\s|$)|[。！？]+|;(?=\s|$)")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[])(?:e\.g|i\.e|w\.r\.t|a\.k\.a|eg|ie|etc|vs|cf|approx|resp|fig|eq|eqs|no|al|incl|max|min|dr|prof|st|[a-z])\.$",
    re.IGNORECASE,
)
_LONGEST_ABBREVIATION = len("(approx.")
# White space from where it begins, or none: a run of it that parts nothing is looked at once, not once a character.
_SPACE = r"(?:(?<!\s)\s*|(?!\s))"
_CLAUSE = re.compile(
    rf""",\s+(?=(?:and|but|so|or|while|whereas|which|because|since|hence|thus|therefore|although|though|as|where|unlike
            |whose|meaning|then|yet|instead|i\.e\.|e\.g\.)\b)
      | (?<!\s)\s+(?=(?:whereas|because|but|while|so\ that|hence|therefore|although|versus)\b)
      | {_SPACE}(?:\s[-–—]+\s|—|:\s)\s*
      | {_SPACE}(?:->|=>|→|⇒)\s*
      | {_SPACE}\(\s* | {_SPACE}\)[,.]?\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_LISTED = re.compile(rf",\s+|{_CLAUSE.pattern}", re.VERBOSE | re.IGNORECASE)
_RUN_ON = re.compile(r"[,:]\s+|(?<!\s)\s+(?=(?:and|so|then|but|because|which|while|whereas|also)\b)", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_SHOWN = re.compile(r"\S")
_MIN_CLAUSE_WORDS = 3


@dataclass(frozen=True)
class Unit:
    """A piece of an answer: `answer[start:end] == text`. `sentences` numbers the base units that it lies in."""

    start: int
    end: int
    text: str
    sentences: tuple[int, ...]


def sentences(answer: str) -> tuple[Unit, ...]:
    """The base units of an answer: sentences, list items, code blocks, pieces of run-ons.

    They are in order, do not overlap, and hold every word of the answer; each has at least one word character.
    """
    spans = (piece for start, end in _blocks(answer) for piece in _split_block(answer, start, end))
    trimmed = (_trim(answer, start, end) for start, end in spans)
    kept = [(start, end) for start, end in trimmed if _WORD.search(answer, start, end)]
    return tuple(Unit(start, end, answer[start:end], (n,)) for n, (start, end) in enumerate(kept))


def clauses(answer: str, unit: Unit, *, listed: bool = False) -> tuple[Unit, ...]:
    """The clauses of a base unit with three words or more each; none where it is a single clause.

    In a `listed` unit, one that strings phrases together, commas part clauses too, and two words are enough.
    """
    cuts = [unit.start]
    for found in (_LISTED if listed else _CLAUSE).finditer(answer, unit.start, unit.end):
        cuts += [found.start(), found.end()]
    cuts.append(unit.end)
    if len(cuts) == 2:
        return ()
    spans = [_trim(answer, start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=True)]
    long = [
        (start, end)
        for start, end in spans
        if len(_WORD.findall(answer, start, end)) >= (2 if listed else _MIN_CLAUSE_WORDS)
    ]
    return tuple(Unit(start, end, answer[start:end], unit.sentences) for start, end in long)


def is_code(unit: Unit) -> bool:
    """Whether a base unit is a fenced block of code."""
    return _FENCE.match(unit.text) is not None


def windows(answer: str, units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """Every two neighbouring base units as one."""
    return tuple(Unit(a.start, b.end, answer[a.start : b.end], a.sentences + b.sentences) for a, b in pairwise(units))


def _blocks(answer: str) -> Iterator[tuple[int, int]]:
    """Code fences, and the text between them."""
    end = 0
    for fence in _FENCE.finditer(answer):
        yield end, fence.start()
        yield fence.span()
        end = fence.end()
    yield end, len(answer)


def _split_block(answer: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if _FENCE.match(answer, start, end):
        yield start, end
        return
    for first, last in _logical_lines(answer, start, end):
        for piece in _split_line(answer, first, last):
            yield from _split_run_on(answer, *piece)


def _logical_lines(answer: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Lines without their list markers, hard-wrapped ones put together.

    A line goes on in the next where that begins with a small letter, is no list item, and no sentence ended.
    """
    begin = start
    position = start
    last = ""  # the last character that shows of the logical line
    while position < end:
        newline = answer.find("\n", position, end)
        if newline < 0:
            break
        last = answer[position:newline].rstrip()[-1:] or last
        position = newline + 1
        following = answer.find("\n", position)
        rest = answer[position : following if following >= 0 else end]
        ended = last in {"", ".", "!", "?", ":", ";"}
        goes_on = rest.strip()[:1].islower() and not _ITEM.match(rest) and not ended
        if not goes_on:
            yield _without_marker(answer, begin, newline)
            begin, last = position, ""
    yield _without_marker(answer, begin, end)


def _without_marker(answer: str, start: int, end: int) -> tuple[int, int]:
    marker = _ITEM.match(answer, start, end)
    return (marker.end() if marker else start), end


def _split_line(answer: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for found in _END.finditer(answer, start, end):
        stop = found.end()
        if _is_abbreviation(answer, begin, found, end):
            continue
        yield begin, stop
        begin = stop
    yield begin, end


def _is_abbreviation(answer: str, begin: int, found: re.Match[str], end: int) -> bool:
    stop = found.end()
    if found.group() != "." or not _ABBREVIATION.search(answer, max(begin, stop - _LONGEST_ABBREVIATION), stop):
        return False
    after = _SHOWN.search(answer, stop, end)
    # "etc." ends a sentence where a capital follows; "e.g." and single letters rarely do.
    return not (after and after.group().isupper() and answer[max(0, stop - 4) : stop].lower().endswith(("etc.", "al.")))


def _split_run_on(answer: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cuts a piece with too many words at the clause boundary nearest to its middle, again and again."""
    words = [found.start() for found in _WORD.finditer(answer, start, end)]
    if len(words) <= LONG_WORDS:
        yield start, end
        return
    middle = words[len(words) // 2]
    low, high = words[len(words) // 4], words[3 * len(words) // 4]
    cuts = [found.end() for found in _RUN_ON.finditer(answer, low, high)]
    cut = min(cuts, key=lambda place: abs(place - middle)) if cuts else middle
    yield from _split_run_on(answer, start, cut)
    yield from _split_run_on(answer, cut, end)


def _trim(answer: str, start: int, end: int) -> tuple[int, int]:
    text = answer[start:end]
    return start + len(text) - len(text.lstrip()), start + len(text.rstrip())
