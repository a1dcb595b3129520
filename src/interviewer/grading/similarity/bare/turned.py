"""Sentences that repeat a statement but for what turns it: a negation, an antonym, a number, two things swapped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rapidfuzz.distance import Indel

from interviewer.grading.similarity.antonyms import antonyms_of, is_negator
from interviewer.language.sentences import sentences
from interviewer.language.words import Word, words

REPEATED = 0.65
"""The share of words in both, in their order, from which a sentence repeats a statement. With less, what differs can be
another way to say it."""
_LEAST = 3
"""Words that a statement has at least: of two, one is half of it."""
_LIGHT = frozenset("a an the do does did to from of".split())
"""Words that are no part of what is compared: they come and go with the words that do the turning."""
_JOINS = frozenset("and or".split())


def turned_shares(statements: Sequence[str], answer: str) -> list[float]:
    """Of each statement the share of its sentences that the answer turns round, 0..1.

    What counts is the sentence of the answer that repeats most of it, and no other.
    """
    said = [heavy_words(one.text) for one in sentences(answer)]
    stems = [_stems(found) for found in said]

    def turns(ours: list[Word]) -> bool:
        shares = [Indel.normalized_similarity(_stems(ours), one, score_cutoff=REPEATED) for one in stems]
        best = max(range(len(shares)), key=lambda at: shares[at], default=0)
        return bool(shares) and shares[best] >= REPEATED and _is_turned(ours, said[best])

    found = [[turns(heavy_words(one.text)) for one in sentences(statement)] for statement in statements]
    return [sum(some) / len(some) if some else 0.0 for some in found]


def _is_turned(ours: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """Whether what repeats a statement turns it round."""
    if len(ours) < _LEAST:
        return False
    if Counter(_stems(ours)) == Counter(_stems(theirs)):
        return _is_swapped(ours, theirs)
    if _negators(ours) % 2 != _negators(theirs) % 2:
        return True
    return any(_has_other_numbers(*change) or _are_antonyms(*change) for change in _changes(ours, theirs))


def heavy_words(text: str) -> list[Word]:
    """The words of a text that are compared."""
    return [word for word in words(text) if word.text not in _LIGHT]


def _stems(found: Sequence[Word]) -> list[str]:
    return [word.stem for word in found]


def _negators(found: Sequence[Word]) -> int:
    return sum(is_negator(word) for word in found)


def _changes(ours: Sequence[Word], theirs: Sequence[Word]) -> list[tuple[Sequence[Word], Sequence[Word]]]:
    """What stands in place of what."""
    found: list[tuple[Sequence[Word], Sequence[Word]]] = []
    gone: list[Word] = []
    come: list[Word] = []
    for code in Indel.opcodes(_stems(ours), _stems(theirs)):
        if code.tag == "equal":
            found.append((tuple(gone), tuple(come)))
            gone, come = [], []
        gone += ours[code.src_start : code.src_end] if code.tag == "delete" else ()
        come += theirs[code.dest_start : code.dest_end] if code.tag == "insert" else ()
    return [change for change in (*found, (tuple(gone), tuple(come))) if all(change)]


def _has_other_numbers(gone: Sequence[Word], come: Sequence[Word]) -> bool:
    first, second = ({word.text for word in some if word.text[0].isdigit()} for some in (gone, come))
    return bool(first and second) and not first & second


def is_turned_by_antonym(ours: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """Whether one says the other with antonyms in it, so that it comes out as the opposite.

    Two antonyms that cross, and one with a negation, say the same again: "low bias comes with high variance", and "high
    bias with low variance". So do two things that changed sides: "A has more than B", and "B has fewer than A".
    """
    directions = {sign for change in _changes(ours, theirs) for sign in _turned_ends(*change)}
    is_negated = _negators(ours) % 2 != _negators(theirs) % 2
    return len(directions) == 1 and not is_negated and not _has_changed_sides(ours, theirs)


def _has_changed_sides(ours: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """Whether one thing goes from before an antonym to behind it, and another the other way."""
    here = next(at for at, word in enumerate(ours) if any(_turned_ends([word], [other]) for other in theirs))
    there = next(at for at, word in enumerate(theirs) if _turned_ends([ours[here]], [word]))
    before, behind = _content(ours[:here]), _content(ours[here:])
    before_there, behind_there = _content(theirs[:there]), _content(theirs[there:])
    forth = (before & behind_there) - behind - before_there
    back = (behind & before_there) - before - behind_there
    return bool(forth and back)


def _content(found: Sequence[Word]) -> set[str]:
    return {word.stem for word in found if word.is_content}


def _are_antonyms(gone: Sequence[Word], come: Sequence[Word]) -> bool:
    return bool(_turned_ends(gone, come))


def _turned_ends(gone: Sequence[Word], come: Sequence[Word]) -> set[int]:
    """From which ends, 1 or -1, the antonyms among two runs of words lead to the other end."""
    ends = {end for word in come for end in antonyms_of(word)}
    return {sign for word in gone for axis, sign in antonyms_of(word) if (axis, -sign) in ends}


def _is_swapped(ours: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """Whether two things stand in each other's place with more than "and" between them."""
    apart = [at for at, (one, other) in enumerate(zip(ours, theirs, strict=True)) if one.stem != other.stem]
    if not apart:
        return False
    between = ours[apart[0] : apart[-1] + 1]
    moved = {ours[at].stem for at in apart}
    return any(word.stem not in moved and word.text not in _JOINS for word in between)
