"""The segments of an answer that are compared with key points."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from interviewer.grading.addressed import is_addressed_to_grader
from interviewer.grading.similarity.claim_features import ClaimFeatures, features_of
from interviewer.grading.similarity.keyword_stuffing import free_of_stuffing, function_word_ratio
from interviewer.language.sentences import Span, clauses, joined, sentences
from interviewer.language.words import content_stems, words, written_out

MAX_SEGMENTS = 160
"""More segments than this are not embedded: it takes about 2000 words to reach, and half a second to embed."""

LISTED_RATIO = 0.4
"""Sentences with a lower function-word ratio are taken to be lists of phrases; whole sentences have about 0.5."""

_LEANS = re.compile(r"(?:it|this|that|they|these|those|he|she|so|thus|hence|which|then|therefore)\b", re.IGNORECASE)
_PLURAL = re.compile(r"(?:they|these|those)\b", re.IGNORECASE)  # both sides of a contrast, as likely as one
_WHICH = re.compile(r"(?:which|whose|that)\b", re.IGNORECASE)
_SHORT_WORDS = 4
_REMEMBERED = 64  # openings of sentences that lean on each other: more than any reader looks back over


@dataclass(frozen=True)
class Segment:
    """A sentence, a clause of one, or a sentence with the one it leans on.

    `text` has shorthand written out. `subject` are the openings of the clauses before it in its sentence, and of those
    in the sentence before where it leans on that.
    """

    unit: Span
    text: str
    stems: frozenset[str]
    features: ClaimFeatures
    subject: tuple[tuple[str, ...], ...] = ()

    def holds(self, other: Segment) -> bool:
        """Whether `other` is a smaller part of this segment."""
        return (
            self.unit.start <= other.unit.start
            and other.unit.end <= self.unit.end
            and (self.unit.start, self.unit.end) != (other.unit.start, other.unit.end)
        )


def segments_of(answer: str, telling: frozenset[str]) -> tuple[Segment, ...]:
    """The segments of an answer that may earn something, at most MAX_SEGMENTS of them.

    Code, keyword stuffing and sentences that speak to the grader are left out. If there are too many segments, those
    with the most `telling` stems are kept.
    """
    units = [unit for unit in sentences(answer) if not unit.is_code]
    free = free_of_stuffing([unit.text for unit in units])
    speaks = [is_addressed_to_grader(unit.text) for unit in units]
    kept = tuple(
        unit for unit, is_free, is_speech in zip(units, free, speaks, strict=True) if is_free and not is_speech
    )
    segments: list[Segment] = []
    last: tuple[tuple[str, ...], ...] = ()  # openings of the sentence before
    for number, unit in enumerate(kept):
        leans = number > 0 and _leans(kept[number - 1], unit) and not _PLURAL.match(unit.text)
        openings = last if leans else ()
        sentence = _segment(unit, openings)
        openings += (sentence.features.opening,)
        segments.append(sentence)
        for clause in clauses(answer, unit, listed=function_word_ratio(unit.text) < LISTED_RATIO):
            segment = _segment(clause, openings if not _WHICH.match(clause.text) else _closing(answer, unit, clause))
            openings += (segment.features.opening,)
            segments.append(segment)
        last = openings[-_REMEMBERED:]
    segments += [
        _segment(joined(answer, one, two)) for one, two in pairwise(kept) if _leans(one, two) or _is_short(one)
    ]
    return tuple(_most_telling(segments, telling))


def without_quotes(segments: Sequence[Segment], prompts: Sequence[str]) -> tuple[Segment, ...]:
    """The segments whose words are not, in this order and together, in one of `prompts`."""
    said = [_spaced(prompt) for prompt in prompts]
    return tuple(segment for segment in segments if not any(_spaced(segment.text) in prompt for prompt in said))


def _spaced(text: str) -> str:
    return f" {' '.join(word.text for word in words(written_out(text)))} "


def _leans(first: Span, second: Span) -> bool:
    """Whether a sentence says little without the one before it, which it directly follows."""
    return second.sentences[0] == first.sentences[0] + 1 and _LEANS.match(second.text) is not None


def _is_short(unit: Span) -> bool:
    return len(unit.text.split()) <= _SHORT_WORDS


def _segment(unit: Span, subject: tuple[tuple[str, ...], ...] = ()) -> Segment:
    text = written_out(" ".join(unit.text.split()))
    return Segment(unit, text, content_stems(text), features_of(text), subject)


def _closing(answer: str, unit: Span, clause: Span) -> tuple[tuple[str, ...], ...]:
    """What "which" refers to: the last words before it, word by word."""
    return tuple((stem,) for stem in features_of(written_out(answer[unit.start : clause.start])).closing)


def _most_telling(segments: list[Segment], telling: frozenset[str]) -> list[Segment]:
    if len(segments) <= MAX_SEGMENTS:
        return segments
    ranked = sorted(range(len(segments)), key=lambda place: (-len(segments[place].stems & telling), place))
    return [segments[place] for place in sorted(ranked[:MAX_SEGMENTS])]
