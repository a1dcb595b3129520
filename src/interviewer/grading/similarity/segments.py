"""The segments of an answer that are compared with key points: sentences, clauses, sentences with what they lean on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from interviewer.grading.similarity.keyword_stuffing import free_of_stuffing, function_word_ratio
from interviewer.grading.similarity.lexis import Pair, pairs_of
from interviewer.grading.similarity.manner import Manner, manner_of, rejects
from interviewer.language.sentences import Span, clauses, joined, lines, sentences
from interviewer.language.subjects import topic_of, with_topic
from interviewer.language.words import content_stems, words, written_out

MAX_SEGMENTS = 160
"""More segments than this are not embedded: it takes about 2000 words to reach, and half a second to embed."""

LISTED_RATIO = 0.4
"""Sentences with a lower function-word ratio are taken to be lists of phrases; whole sentences have about 0.5."""

_LEANS = re.compile(r"(?:it|this|that|they|these|those|he|she|so|thus|hence|which|then|therefore)\b", re.IGNORECASE)
_SHORT_WORDS = 4
_PART_WORDS = 3
_STRUNG = re.compile(r",\s+|(?<!\s)\s+(?=(?:and|or|so|which|that)\s)", re.IGNORECASE)
_BRACKET = re.compile(r"[()\[\]]")


@dataclass(frozen=True)
class Segment:
    """A sentence, a clause of one, or a sentence with the one it leans on.

    `text` has shorthand written out; `pairs` are its content words after each other. `manner` takes in that of the
    sentence that the segment is a part of.
    """

    unit: Span
    text: str
    stems: frozenset[str]
    pairs: frozenset[Pair]
    manner: Manner


def segments_of(answer: str, prompts: Sequence[str], telling: frozenset[str]) -> tuple[Segment, ...]:
    """The segments of an answer that may earn something, at most MAX_SEGMENTS of them.

    Keyword stuffing, sentences that speak to the grader, and words that are in one of `prompts`, in their order, are
    left out. If there are too many segments, those with the most `telling` stems are kept.
    """
    units = tuple(sentences(answer))
    manners = _manners(units)
    free = free_of_stuffing([unit.text for unit in units])
    said = [_spaced(prompt) for prompt in prompts]
    kept = [
        (unit, manner)
        for unit, manner, is_free in zip(units, manners, free, strict=True)
        if is_free and not manner.addressed and not _is_in(unit.text, said)
    ]
    found = [one for one in _segments(answer, kept) if not _is_in(one.text, said)]
    if len(found) > MAX_SEGMENTS:
        ranked = sorted(range(len(found)), key=lambda place: (-len(found[place].stems & telling), place))
        found = [found[place] for place in sorted(ranked[:MAX_SEGMENTS])]
    return tuple(found)


def _manners(units: Sequence[Span]) -> list[Manner]:
    """How each sentence is put; one that the next rejects is called false by that."""
    manners = [manner_of(unit.text) for unit in units]
    for at, second in enumerate(units[1:]):
        if rejects(second.text):
            manners[at] = replace(manners[at], called_false=True)
    return manners


def _segments(answer: str, kept: Sequence[tuple[Span, Manner]]) -> Iterator[Segment]:
    topic = ""
    for unit, manner in kept:
        yield _segment(unit, manner, topic)
        topic = topic_of(unit.text) or topic
        parts: Iterable[Span] = lines(answer, unit) if unit.is_code else _parts(answer, unit)
        for part in parts:
            yield _segment(part, manner_of(part.text).within(manner), topic)
    for (one, first), (two, second) in pairwise(kept):
        if _follows(one, two) and (_LEANS.match(two.text) or _is_short(one)):
            yield _segment(joined(answer, one, two), first.within(second))


def _parts(answer: str, unit: Span) -> Iterator[Span]:
    """The clauses of a sentence, and what these string together, each with three words or more."""
    listed = function_word_ratio(unit.text) < LISTED_RATIO
    found = clauses(answer, unit, listed=listed)
    yield from found
    for clause in found or (unit,):
        cuts = [clause.start, *_strung(answer, clause), clause.end]
        if len(cuts) > 2:
            for start, end in pairwise(cuts):
                text = answer[start:end].rstrip(" ,")
                if len(text.split()) >= _PART_WORDS:
                    yield Span(start, start + len(text), text, unit.sentences)


def _strung(answer: str, clause: Span) -> Iterator[int]:
    """Where a clause may be cut further; not within brackets: "max(0, x)"."""
    depth, at = 0, clause.start
    for match in _STRUNG.finditer(answer, clause.start, clause.end):
        for bracket in _BRACKET.findall(answer, at, match.start()):
            depth += 1 if bracket in "([" else -1
        at = match.end()
        if depth <= 0:
            yield at


def _segment(unit: Span, manner: Manner, topic: str = "") -> Segment:
    text = " ".join(unit.text.split())
    text = written_out(with_topic(text, topic) if topic and not unit.is_code else text)
    return Segment(unit, text, content_stems(text), pairs_of(text), manner)


def _is_in(text: str, said: Sequence[str]) -> bool:
    spaced = _spaced(text)
    return any(spaced in prompt for prompt in said)


def _spaced(text: str) -> str:
    return f" {' '.join(word.text for word in words(written_out(text)))} "


def _follows(first: Span, second: Span) -> bool:
    """Whether nothing stands between two sentences: what was left out there is not to come back with them."""
    return second.sentences[0] == first.sentences[0] + 1


def _is_short(unit: Span) -> bool:
    return len(unit.text.split()) <= _SHORT_WORDS
