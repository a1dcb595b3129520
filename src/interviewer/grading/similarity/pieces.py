"""The pieces of an answer that are held against key points."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from interviewer.grading.addressed import is_addressed_to_grader
from interviewer.grading.similarity.pile import glue, pile_free
from interviewer.grading.similarity.reading import Reading, read
from interviewer.grading.similarity.sentences import Unit, clauses, is_code, sentences, windows
from interviewer.grading.similarity.words import content_stems, words, written_out

MAX_PIECES = 160
"""More pieces than this are not embedded: it takes about 2000 words to reach, and half a second to embed."""

LISTED_GLUE = 0.4
"""Sentences with less glue (see pile) are taken to be lists of phrases; whole sentences have about 0.5."""

_LEANS = re.compile(r"(?:it|this|that|they|these|those|he|she|so|thus|hence|which|then|therefore)\b", re.IGNORECASE)
_PLURAL = re.compile(r"(?:they|these|those)\b", re.IGNORECASE)  # both sides of a contrast, as likely as one
_WHICH = re.compile(r"(?:which|whose|that)\b", re.IGNORECASE)
_SHORT_WORDS = 4
_REMEMBERED = 64  # openings of sentences that lean on each other: more than anybody looks back over


@dataclass(frozen=True)
class Piece:
    """A sentence, a clause of one, or a sentence with the one it leans on.

    `text` has shorthand written out. `subject` are the openings of the clauses before it in its sentence, and of those
    in the sentence before where it leans on that.
    """

    unit: Unit
    text: str
    stems: frozenset[str]
    reading: Reading
    subject: tuple[tuple[str, ...], ...] = ()

    def holds(self, other: Piece) -> bool:
        """Whether `other` is a smaller part of this piece."""
        return (
            self.unit.start <= other.unit.start
            and other.unit.end <= self.unit.end
            and (self.unit.start, self.unit.end) != (other.unit.start, other.unit.end)
        )


def pieces_of(answer: str, telling: frozenset[str]) -> tuple[Piece, ...]:
    """The pieces of an answer that may earn something, at most MAX_PIECES of them.

    Code, keyword piles and sentences that speak to the grader are left out. Of too many pieces those are kept that have
    the most `telling` stems.
    """
    units = [unit for unit in sentences(answer) if not is_code(unit)]
    free = pile_free([unit.text for unit in units])
    speaks = [is_addressed_to_grader(unit.text) for unit in units]
    kept = tuple(
        unit for unit, is_free, is_speech in zip(units, free, speaks, strict=True) if is_free and not is_speech
    )
    pieces: list[Piece] = []
    last: tuple[tuple[str, ...], ...] = ()  # openings of the sentence before
    for number, unit in enumerate(kept):
        leans = number > 0 and _leans(kept[number - 1], unit) and not _PLURAL.match(unit.text)
        openings = last if leans else ()
        sentence = _piece(unit, openings)
        openings += (sentence.reading.opening,)
        pieces.append(sentence)
        for clause in clauses(answer, unit, listed=glue(unit.text) < LISTED_GLUE):
            piece = _piece(clause, openings if not _WHICH.match(clause.text) else _closing(answer, unit, clause))
            openings += (piece.reading.opening,)
            pieces.append(piece)
        last = openings[-_REMEMBERED:]
    pieces += [
        _piece(pair)
        for pair, (one, two) in zip(windows(answer, kept), pairwise(kept), strict=True)
        if _leans(one, two) or _is_short(one)
    ]
    return tuple(_most_telling(pieces, telling))


def without_quotes(pieces: Sequence[Piece], prompts: Sequence[str]) -> tuple[Piece, ...]:
    """The pieces whose words do not stand, in this order and together, in one of `prompts`."""
    said = [_spaced(prompt) for prompt in prompts]
    return tuple(piece for piece in pieces if not any(_spaced(piece.text) in prompt for prompt in said))


def _spaced(text: str) -> str:
    return f" {' '.join(word.text for word in words(written_out(text)))} "


def _leans(first: Unit, second: Unit) -> bool:
    """Whether a sentence says little without the one before it, which it directly follows."""
    return second.sentences[0] == first.sentences[0] + 1 and _LEANS.match(second.text) is not None


def _is_short(unit: Unit) -> bool:
    return len(unit.text.split()) <= _SHORT_WORDS


def _piece(unit: Unit, subject: tuple[tuple[str, ...], ...] = ()) -> Piece:
    text = written_out(" ".join(unit.text.split()))
    return Piece(unit, text, content_stems(text), read(text), subject)


def _closing(answer: str, unit: Unit, clause: Unit) -> tuple[tuple[str, ...], ...]:
    """What "which" refers to: the last words before it, word by word."""
    return tuple((stem,) for stem in read(written_out(answer[unit.start : clause.start])).closing)


def _most_telling(pieces: list[Piece], telling: frozenset[str]) -> list[Piece]:
    if len(pieces) <= MAX_PIECES:
        return pieces
    ranked = sorted(range(len(pieces)), key=lambda place: (-len(pieces[place].stems & telling), place))
    return [pieces[place] for place in sorted(ranked[:MAX_PIECES])]
