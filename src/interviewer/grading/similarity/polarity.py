"""Whether a piece of an answer says a statement or turns it round.

When in doubt, a piece is taken to agree: a right answer called contradicted is worse than a wrong one that slips
through.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from rapidfuzz.distance import Indel

from interviewer.grading.similarity.opposites import NEGATORS, PASSIVE_NEGATORS, is_pole
from interviewer.grading.similarity.reading import NOT, Direction, Reading
from interviewer.grading.similarity.words import stem

_REPEATED = 0.8  # share of the words of a piece and a statement that stand in both, in their order
_NEGATORS = frozenset(stem(word) for word in NEGATORS | PASSIVE_NEGATORS)
_NEAR = 0.5  # nearness (see _nearness) of directions that are said of the same thing
_CONTRASTS = frozenset(("while", "wherea", "but", "unlik", "than"))  # stems
_ALSO = frozenset(("too", "also", "both", "like", "by"))  # words that may put the sides the other way round


class Stance(Enum):
    """What a piece that is about the same thing as a statement does with it."""

    AGREES = "agrees"
    OTHER = "says something else"
    REVERSES = "reverses"


@dataclass(frozen=True)
class Claim:
    """A statement that pieces are held against.

    `own` are its stems that the prompt does not have, `sides` the pairs of things that its question contrasts, and
    `rivals` what the question's other statements say of the opposite side.
    """

    reading: Reading
    own: frozenset[str]
    sides: tuple[tuple[str, str], ...]
    rivals: tuple[Reading, ...] = ()


def stance(piece: Reading, claim: Claim, subject: Sequence[tuple[str, ...]] = ()) -> Stance:
    """What `piece` does with `claim`; `subject` are the openings of the clauses before it, latest last.

    The other side, the other direction and a negation each turn a claim round; several of them together say
    something else that can be just as true.
    """
    repeated = _repeated(piece, claim)
    if repeated is not None:
        return repeated
    about = _opening_with_subject(piece, claim, subject)
    turns = [
        _other_side(piece, claim, about),
        _other_direction(piece, claim),
        _negation_differs(piece, claim),
        _other_course(piece, claim.reading),
    ]
    if any(turns):
        return Stance.REVERSES if sum(turns) == 1 else Stance.OTHER
    return Stance.OTHER if _says_what_rivals_say(piece, claim, about) else Stance.AGREES


def _repeated(piece: Reading, claim: Claim) -> Stance | None:
    """What a piece does that has a claim's words in their order, up to a few; None for any other piece, or in doubt."""
    if Indel.normalized_similarity(piece.order, claim.reading.order) < _REPEATED:
        return None
    said, claimed = Counter(piece.order), Counter(claim.reading.order)
    apart = (said - claimed) + (claimed - said)
    negations = apart.pop(NOT, 0)
    turning = {*_NEGATORS, *(stem for pair in claim.sides for stem in pair)}
    if any(found in turning or is_pole(found) for found in apart):
        return None
    if negations % 2:
        return None if apart else Stance.REVERSES
    return Stance.AGREES


def _opening_with_subject(piece: Reading, claim: Claim, subject: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The opening of a piece; where it names no side of a contrast, the side that was named last before it."""
    named = {stem for pair in claim.sides for stem in pair}
    if named & piece.stems:
        return piece.opening
    latest = next((found for opening in reversed(subject) if (found := named.intersection(opening))), set())
    return (*latest, *piece.opening) if len(latest) == 1 else piece.opening


def _other_side(piece: Reading, claim: Claim, about: tuple[str, ...]) -> bool:
    """Whether the piece says of one side what the claim says of the other."""
    if _ALSO & piece.stems:
        return False
    statement = claim.reading
    for one, other in claim.sides:
        if _parts_sides(statement.halves, one, other) and _parts_sides(piece.joined, one, other):
            return _swaps(piece.joined, statement.halves, one)
        for own, opposite in ((one, other), (other, one)):
            if opposite not in about or own in piece.stems or own in about or own not in statement.opening:
                continue
            if opposite not in statement.stems:
                return True
            if _parts_sides(statement.halves, own, opposite):
                if _says_the_other_half(piece, statement, opposite):
                    return True
            elif statement.opening[0] == own and about[0] == opposite and _is_simple(statement, opposite):
                return True
    return False


def _is_simple(statement: Reading, opposite: str) -> bool:
    """Whether a statement that names both sides is about the first alone ("the generator fools the discriminator")."""
    return opposite not in statement.opening and not _CONTRASTS & statement.stems


def _parts_sides(halves: tuple[frozenset[str], ...], one: str, other: str) -> bool:
    """Whether one side stands in one half only and the other in the other only."""
    if len(halves) != 2:
        return False
    first, second = halves
    return (one in first, one in second) in ((True, False), (False, True)) and (
        (other in first, other in second) == (one in second, one in first)
    )


def _swaps(said: tuple[frozenset[str], ...], claimed: tuple[frozenset[str], ...], side: str) -> bool:
    """Whether halves that name the two sides say of each more of what the claim says of the other."""
    if (side in said[0]) != (side in claimed[0]):
        said = said[::-1]
    own = claimed[0] - claimed[1], claimed[1] - claimed[0]
    straight = len(said[0] & own[0]) + len(said[1] & own[1])
    return len(said[0] & own[1]) + len(said[1] & own[0]) > straight - 2  # the sides themselves are always straight


def _says_the_other_half(piece: Reading, statement: Reading, about: str) -> bool:
    """Whether a piece about one side has a larger share of the words that a statement keeps for the other side."""
    first, second = statement.halves
    ours, theirs = (first, second) if about in first else (second, first)
    return _share(piece, theirs - ours - {about}) > _share(piece, ours - theirs - {about})


def _says_what_rivals_say(piece: Reading, claim: Claim, about: tuple[str, ...]) -> bool:
    """Whether a piece about the claim's side rather has the words of what is said of the opposite side."""
    if not claim.rivals or not any(stem in about for pair in claim.sides for stem in pair):
        return False
    ours = claim.reading.stems & claim.own
    return any(
        _share(piece, (rival.affirmed | rival.negated) - ours) > _share(piece, ours - rival.stems)
        for rival in claim.rivals
    )


def _share(piece: Reading, stems: frozenset[str]) -> float:
    return len(piece.stems & stems) / len(stems) if stems else 0.0


def _other_direction(piece: Reading, claim: Claim) -> bool:
    """Whether of the same thing the piece says the opposite pole.

    Where a claim has both poles of an axis ("large steps early, small steps later"), the piece must have both too,
    each of them where the claim has the other.
    """
    said = _by_axis(piece.directions)
    for axis, claimed in _by_axis(claim.reading.directions).items():
        turned = [_is_opposed(one, said[axis]) for one in claimed] if axis in said else []
        both = len({one.sign for one in claimed}) == 2
        if (all(turned) and len({one.sign for one in said[axis]}) == 2) if both and turned else any(turned):
            return True
    return False


def _is_opposed(claimed: Direction, said: list[Direction]) -> bool:
    """Whether what is said of the things nearest to those of `claimed` has the other sign; a tie is no opposition."""
    nearest, same = max((_nearness(one, claimed), one.sign == claimed.sign) for one in said)
    return nearest >= _NEAR and not same


def _nearness(one: Direction, other: Direction) -> float:
    """How much two directions are said of the same things: a thing counts the less, the farther it stands."""
    return sum(
        1 / ((1 + one.objects.index(stem)) * (1 + other.objects.index(stem)))
        for stem in set(one.objects) & set(other.objects)
    )


def _by_axis(directions: Sequence[Direction]) -> dict[int, list[Direction]]:
    found: dict[int, list[Direction]] = {}
    for one in directions:
        found.setdefault(one.axis, []).append(one)
    return found


def is_plainly(piece: Reading, claim: Claim) -> bool:
    """Whether nothing in how a piece is put speaks against its saying the claim; an accusation rests on no guess.

    Both deny or neither does, the piece hedges nothing that the claim does not, and it is not about another thing
    with part of the same name ("plain ReLU" for "leaky ReLU") or with another number.
    """
    name = frozenset(claim.reading.opening) - claim.own
    named = name & piece.stems
    return (
        piece.denies == claim.reading.denies
        and piece.hedges <= claim.reading.hedges
        and (not named or named == name)
        and not (_numbers(piece) and _numbers(claim.reading) and not _numbers(piece) & _numbers(claim.reading))
    )


def _numbers(reading: Reading) -> frozenset[str]:
    return frozenset(stem for stem in reading.stems if stem.isdigit())


def _negation_differs(piece: Reading, claim: Claim) -> bool:
    """Whether more of the claim's own words are negated on one side only than are used alike."""
    statement = claim.reading
    turned = (piece.negated & statement.affirmed) - statement.negated - piece.affirmed
    righted = (piece.affirmed & statement.negated) - statement.affirmed - piece.negated
    if statement.hedges:  # "no co-adaptation" is how "reduces co-adaptation" can be put
        turned = frozenset()
    if piece.hedges:
        righted = frozenset()
    differ = {stem for stem in (turned | righted) & claim.own if not is_pole(stem)}
    agree = ((piece.negated & statement.negated) | (piece.affirmed & statement.affirmed)) & claim.own
    return len(differ) >= 2 and len(differ) > len(agree)


def _other_course(piece: Reading, statement: Reading) -> bool:
    """Whether the piece goes from where the claim goes to."""
    return any((end, start) in piece.courses for start, end in statement.courses)
