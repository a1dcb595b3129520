"""Splits a text into sentences, and a sentence into clauses, with their exact places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from interviewer.language.markdown import PartKind, blocks

LONG_WORDS = 32
"""A sentence with more words than this is a run-on: it is cut where a clause seems to begin, so that no sentence is
embedded with so much in it that none of it shows. Twice the median length of the corpus's key points, in words."""

_ITEM = re.compile(r"[ \t]*(?:[-*+•–—]|\(?\d{1,2}[.)]|\(?[a-z][.)])[ \t]+")
_END = re.compile(r"(?<![.!?…])[.!?…]+[\"'”’)\]*_]*(?=\s|$)|[。！？]+|;(?=\s|$)")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[])(?:e\.g|i\.e|w\.r\.t|a\.k\.a|eg|ie|etc|vs|cf|approx|resp|fig|eq|eqs|no|al|incl|max|min|dr|prof|st|[a-z])\.$",
    re.IGNORECASE,
)
_LONGEST_ABBREVIATION = len("(approx.")
# White space from where it begins, or none: a run that separates nothing is scanned once, not once per character.
_SPACE = r"(?:(?<!\s)\s*|(?!\s))"
_CLAUSE = re.compile(
    rf""",\s+(?=(?:and|but|so|or|while|whereas|which|because|since|hence|thus|therefore|although|though|as|where|unlike
            |whose|meaning|then|yet|instead|i\.e\.|e\.g\.)\b)
      | (?<!\s)\s+(?=(?:whereas|because|but|while|so\ that|hence|therefore|although|versus)\b)
      | {_SPACE}(?:\s[-–—]+\s|—|:\s)\s*
      | {_SPACE}(?:->|=>|→|⇒)\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_LISTED = re.compile(rf",\s+|{_CLAUSE.pattern}", re.VERBOSE | re.IGNORECASE)
_RUN_ON = re.compile(r"[,:]\s+|(?<!\s)\s+(?=(?:and|so|then|but|because|which|while|whereas|also)\b)", re.IGNORECASE)
_ASIDE = re.compile(r"(?<=\s)\(([^()]*(?:\([^()]*\)[^()]*)*)\)[,.]?\s*")
_CALL = re.compile(r"(?<=[\w\]])\(([^()]*(?:\([^()]*\)[^()]*)*)\)")
_COUNTED = re.compile(r"\w+")
_LINE = re.compile(r"[^\n]+")
_LINE_END = re.compile(r"\n|\Z")
_SHOWN = re.compile(r"\S")
_ENDED = re.compile(r"(?<![.!?…])[.!?…]+[\"'”’)\]*_`]*\s+|[。！？]+\s*|\n+")
_MIN_CLAUSE_WORDS = 3


@dataclass(frozen=True)
class Span:
    """A stretch of a text: `whole[start:end] == text`. `sentences` numbers the sentences that it lies in."""

    start: int
    end: int
    text: str
    sentences: tuple[int, ...]
    is_code: bool = False


def sentences(text: str) -> tuple[Span, ...]:
    """What can say something by itself: sentences, list items without their marks, code blocks, parts of run-ons.

    They are in order, do not overlap, and hold every word of the text; each has at least one word character.
    """
    spans = ((is_code, *_trimmed(text, start, end)) for is_code, start, end in _statements(text))
    kept = [(is_code, start, end) for is_code, start, end in spans if _COUNTED.search(text, start, end)]
    return tuple(Span(start, end, text[start:end], (n,), is_code) for n, (is_code, start, end) in enumerate(kept))


def split_sentences(text: str, *, semicolons: bool = False) -> list[str]:
    """The sentences of a text, and lines of code, with the marks of lists and the white space after them.

    Joined they give the text back. A line that continues on the next is one with it. With `semicolons`, semicolons end
    sentences too.
    """
    cuts = [0]
    for block in blocks(text):
        if block.kind is PartKind.CODE:
            cuts += [found.end() for found in _LINE_END.finditer(text, block.start, block.end)]
            continue
        for start, end in _logical_lines(text, block.start, block.end):
            ends = (stop for _, stop in _split_line(text, start, end, semicolons=semicolons))
            cuts += [_after_space(text, stop) for stop in ends]
    cuts.append(len(text))
    return [text[start:end] for start, end in pairwise(cuts) if start < end]


def first_sentence_end(text: str) -> int | None:
    """Where the first sentence of a growing text ends, with its white space; None while it is unfinished."""
    for found in _ENDED.finditer(text):
        mark = _END.match(text, found.start())
        if mark is None or not _is_abbreviation(text, 0, mark, len(text)):
            return found.end()
    return None


def clauses(text: str, sentence: Span, *, listed: bool = False) -> tuple[Span, ...]:
    """The clauses of a sentence with three words or more each; none where it is a single clause.

    In a `listed` sentence, one that strings phrases together, commas separate clauses too, and two words are enough.
    """
    cuts = [sentence.start]
    for separator in _separators(text, sentence, _LISTED if listed else _CLAUSE):
        cuts += separator
    cuts.append(sentence.end)
    if len(cuts) == 2:
        return ()
    spans = [_trimmed(text, start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=True)]
    least = 2 if listed else _MIN_CLAUSE_WORDS
    long = [(start, end) for start, end in spans if len(_COUNTED.findall(text, start, end)) >= least]
    return tuple(Span(start, end, text[start:end], sentence.sentences) for start, end in long)


def _separators(text: str, sentence: Span, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """The places between clauses, and those of the brackets around asides; none within the brackets of "f(x, y)"."""
    closed = [(one.start() + 1, one.end(1)) for one in _CALL.finditer(text, sentence.start, sentence.end)]
    found = [match.span() for match in pattern.finditer(text, sentence.start, sentence.end)]
    found = [one for one in found if not any(start <= one[0] < end for start, end in closed)]
    for aside in _ASIDE.finditer(text, sentence.start, sentence.end):
        found += [(aside.start(), aside.start(1)), (aside.end(1), aside.end())]
    found.sort()
    return [one for at, one in enumerate(found) if at == 0 or one[0] >= found[at - 1][1]]


def lines(text: str, block: Span) -> tuple[Span, ...]:
    """The lines of a block of code that have three words or more, comments included."""
    found = ((block.start + line.start(), block.start + line.end()) for line in _LINE.finditer(block.text))
    spans = [_trimmed(text, start, end) for start, end in found]
    long = [(start, end) for start, end in spans if len(_COUNTED.findall(text, start, end)) >= _MIN_CLAUSE_WORDS]
    return tuple(Span(start, end, text[start:end], block.sentences, is_code=True) for start, end in long)


def joined(text: str, one: Span, other: Span) -> Span:
    """Two spans, and what lies between them, as one."""
    return Span(one.start, other.end, text[one.start : other.end], one.sentences + other.sentences)


def _statements(text: str) -> Iterator[tuple[bool, int, int]]:
    """Whether it is code, start and end of each."""
    for block in blocks(text):
        if block.kind is PartKind.CODE:
            yield True, block.start, block.end
            continue
        for first, last in _logical_lines(text, block.start, block.end):
            marker = _ITEM.match(text, first, last)
            for start, end in _split_line(text, marker.end() if marker else first, last, semicolons=True):
                yield from ((False, *cut) for cut in _split_run_on(text, start, end))


def _logical_lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Lines, hard-wrapped ones put together.

    A line continues on the next if that begins with a lower-case letter, is not a list item, and no sentence ended.
    """
    begin = start
    position = start
    last = ""  # the last visible character of the logical line
    while position < end:
        newline = text.find("\n", position, end)
        if newline < 0:
            break
        last = text[position:newline].rstrip()[-1:] or last
        position = newline + 1
        following = text.find("\n", position)
        rest = text[position : following if following >= 0 else end]
        ended = last in {"", ".", "!", "?", ":", ";"}
        if ended or not rest.strip()[:1].islower() or _ITEM.match(rest):
            yield begin, newline
            begin, last = position, ""
    yield begin, end


def _split_line(text: str, start: int, end: int, *, semicolons: bool) -> Iterator[tuple[int, int]]:
    begin = start
    for found in _END.finditer(text, start, end):
        if (found.group() == ";" and not semicolons) or _is_abbreviation(text, begin, found, end):
            continue
        yield begin, found.end()
        begin = found.end()
    yield begin, end


def _is_abbreviation(text: str, begin: int, found: re.Match[str], end: int) -> bool:
    stop = found.end()
    if found.group() != "." or not _ABBREVIATION.search(text, max(begin, stop - _LONGEST_ABBREVIATION), stop):
        return False
    after = _SHOWN.search(text, stop, end)
    # "etc." ends a sentence where a capital follows; "e.g." and single letters rarely do.
    return not (after and after.group().isupper() and text[max(0, stop - 4) : stop].lower().endswith(("etc.", "al.")))


def _split_run_on(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cuts a sentence with too many words at the clause boundary nearest to its middle, again and again."""
    words = [found.start() for found in _COUNTED.finditer(text, start, end)]
    if len(words) <= LONG_WORDS:
        yield start, end
        return
    middle = words[len(words) // 2]
    low, high = words[len(words) // 4], words[3 * len(words) // 4]
    cuts = [found.end() for found in _RUN_ON.finditer(text, low, high)]
    cut = min(cuts, key=lambda place: abs(place - middle)) if cuts else middle
    yield from _split_run_on(text, start, cut)
    yield from _split_run_on(text, cut, end)


def _after_space(text: str, place: int) -> int:
    found = _SHOWN.search(text, place)
    return found.start() if found else len(text)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())
