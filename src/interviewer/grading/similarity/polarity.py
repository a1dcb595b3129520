"""Whether a segment of an answer says a statement or reverses it.

When in doubt, a segment is taken to agree: a right answer called contradicted is worse than a wrong one that slips
through.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from interviewer.grading.relation import RelationKind
from interviewer.grading.similarity.antonyms import NEGATORS, PASSIVE_NEGATORS, is_antonym
from interviewer.grading.similarity.claim_features import NOT, ClaimFeatures, Direction
from interviewer.language.words import stem

_REPEATED = 0.8  # share of the words of a segment and a statement that are in both, in their order
_NEGATORS = frozenset(stem(word) for word in NEGATORS | PASSIVE_NEGATORS)
_NEAR = 0.5  # nearness (see _nearness) of directions that are about the same thing
_CONTRASTS = frozenset(("while", "wherea", "but", "unlik", "than"))  # stems
_ALSO = frozenset(("too", "also", "both", "like", "by"))  # words that may put the sides the other way round


@dataclass(frozen=True)
class Claim:
    """A statement that segments are compared with.

    `own` are its stems that the prompt does not have, `contrast_pairs` the pairs of things that its question contrasts,
    and `rivals` what the question's other statements say about the opposite side.
    """

    features: ClaimFeatures
    own: frozenset[str]
    contrast_pairs: tuple[tuple[str, str], ...]
    rivals: tuple[ClaimFeatures, ...] = ()


def relation_kind(segment: ClaimFeatures, claim: Claim, subject: Sequence[tuple[str, ...]] = ()) -> RelationKind:
    """What `segment` does with `claim`; `subject` are the openings of the clauses before it, latest last.

    The other side, the other direction and a negation each reverse a claim; several of them together say something else
    that can be just as true.
    """
    repeated = _repeated(segment, claim)
    if repeated is not None:
        return repeated
    about = _opening_with_subject(segment, claim, subject)
    turns = [
        _other_side(segment, claim, about),
        _other_direction(segment, claim),
        _negation_differs(segment, claim),
        _other_course(segment, claim.features),
    ]
    if any(turns):
        return RelationKind.CONTRADICTS if sum(turns) == 1 else RelationKind.UNRELATED
    return RelationKind.UNRELATED if _says_what_rivals_say(segment, claim, about) else RelationKind.ENTAILS


def _repeated(segment: ClaimFeatures, claim: Claim) -> RelationKind | None:
    """What a segment does that has all but a few of a claim's words in their order; None for any other, or in doubt."""
    if Indel.normalized_similarity(segment.order, claim.features.order) < _REPEATED:
        return None
    said, claimed = Counter(segment.order), Counter(claim.features.order)
    apart = (said - claimed) + (claimed - said)
    negations = apart.pop(NOT, 0)
    turning = {*_NEGATORS, *(stem for pair in claim.contrast_pairs for stem in pair)}
    if any(found in turning or is_antonym(found) for found in apart):
        return None
    if negations % 2:
        return None if apart else RelationKind.CONTRADICTS
    return RelationKind.ENTAILS


def _opening_with_subject(segment: ClaimFeatures, claim: Claim, subject: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The opening of a segment; if it names no side of a contrast, with the side that was named last before it."""
    named = {stem for pair in claim.contrast_pairs for stem in pair}
    if named & segment.stems:
        return segment.opening
    latest = next((found for opening in reversed(subject) if (found := named.intersection(opening))), set())
    return (*latest, *segment.opening) if len(latest) == 1 else segment.opening


def _other_side(segment: ClaimFeatures, claim: Claim, about: tuple[str, ...]) -> bool:
    """Whether the segment says about one side what the claim says about the other."""
    if _ALSO & segment.stems:
        return False
    statement = claim.features
    for one, other in claim.contrast_pairs:
        if _parts_pair(statement.halves, one, other) and _parts_pair(segment.joined, one, other):
            return _swaps(segment.joined, statement.halves, one)
        for own, opposite in ((one, other), (other, one)):
            if opposite not in about or own in segment.stems or own in about or own not in statement.opening:
                continue
            if opposite not in statement.stems:
                return True
            if _parts_pair(statement.halves, own, opposite):
                if _says_the_other_half(segment, statement, opposite):
                    return True
            elif statement.opening[0] == own and about[0] == opposite and _is_simple(statement, opposite):
                return True
    return False


def _is_simple(statement: ClaimFeatures, opposite: str) -> bool:
    """Whether a statement that names both sides is about the first alone ("the generator fools the discriminator")."""
    return opposite not in statement.opening and not _CONTRASTS & statement.stems


def _parts_pair(halves: tuple[frozenset[str], ...], one: str, other: str) -> bool:
    """Whether one side is in one half only and the other in the other only."""
    if len(halves) != 2:
        return False
    first, second = halves
    return (one in first, one in second) in ((True, False), (False, True)) and (
        (other in first, other in second) == (one in second, one in first)
    )


def _swaps(said: tuple[frozenset[str], ...], claimed: tuple[frozenset[str], ...], side: str) -> bool:
    """Whether halves that name the two sides say about each more of what the claim says about the other."""
    if (side in said[0]) != (side in claimed[0]):
        said = said[::-1]
    own = claimed[0] - claimed[1], claimed[1] - claimed[0]
    straight = len(said[0] & own[0]) + len(said[1] & own[1])
    return len(said[0] & own[1]) + len(said[1] & own[0]) > straight - 2  # the sides themselves are always straight


def _says_the_other_half(segment: ClaimFeatures, statement: ClaimFeatures, about: str) -> bool:
    """Whether a segment about one side has a larger share of the words that a statement keeps for the other side."""
    first, second = statement.halves
    ours, theirs = (first, second) if about in first else (second, first)
    return _share(segment, theirs - ours - {about}) > _share(segment, ours - theirs - {about})


def _says_what_rivals_say(segment: ClaimFeatures, claim: Claim, about: tuple[str, ...]) -> bool:
    """Whether a segment about the claim's side has more of the words of what is said about the opposite side."""
    if not claim.rivals or not any(stem in about for pair in claim.contrast_pairs for stem in pair):
        return False
    ours = claim.features.stems & claim.own
    return any(
        _share(segment, (rival.affirmed | rival.negated) - ours) > _share(segment, ours - rival.stems)
        for rival in claim.rivals
    )


def _share(segment: ClaimFeatures, stems: frozenset[str]) -> float:
    return len(segment.stems & stems) / len(stems) if stems else 0.0


def _other_direction(segment: ClaimFeatures, claim: Claim) -> bool:
    """Whether the segment says the antonym about the same thing.

    Where a claim has both ends of an axis ("large steps early, small steps later"), the segment must have both too,
    each of them where the claim has the other.
    """
    said = _by_axis(segment.directions)
    for axis, claimed in _by_axis(claim.features.directions).items():
        turned = [_is_opposed(one, said[axis]) for one in claimed] if axis in said else []
        both = len({one.sign for one in claimed}) == 2
        if (all(turned) and len({one.sign for one in said[axis]}) == 2) if both and turned else any(turned):
            return True
    return False


def _is_opposed(claimed: Direction, said: list[Direction]) -> bool:
    """Whether what is said about the things nearest to those of `claimed` has the other sign; a tie does not count."""
    nearest, same = max((_nearness(one, claimed), one.sign == claimed.sign) for one in said)
    return nearest >= _NEAR and not same


def _nearness(one: Direction, other: Direction) -> float:
    """How much two directions are about the same things: the farther away a thing is, the less it counts."""
    return sum(
        1 / ((1 + one.objects.index(stem)) * (1 + other.objects.index(stem)))
        for stem in set(one.objects) & set(other.objects)
    )


def _by_axis(directions: Sequence[Direction]) -> dict[int, list[Direction]]:
    found: dict[int, list[Direction]] = {}
    for one in directions:
        found.setdefault(one.axis, []).append(one)
    return found


def is_plainly(segment: ClaimFeatures, claim: Claim) -> bool:
    """Whether nothing in a segment's wording suggests that it does not say the claim: an accusation is never a guess.

    Both deny or neither does, the segment hedges nothing that the claim does not, and it is not about another thing
    with part of the same name ("plain ReLU" for "leaky ReLU") or with another number.
    """
    name = frozenset(claim.features.opening) - claim.own
    named = name & segment.stems
    return (
        segment.denies == claim.features.denies
        and segment.hedges <= claim.features.hedges
        and (not named or named == name)
        and not (_numbers(segment) and _numbers(claim.features) and not _numbers(segment) & _numbers(claim.features))
    )


def _numbers(features: ClaimFeatures) -> frozenset[str]:
    return frozenset(stem for stem in features.stems if stem.isdigit())


def _negation_differs(segment: ClaimFeatures, claim: Claim) -> bool:
    """Whether more of the claim's own words are negated on one side only than are used alike."""
    statement = claim.features
    turned = (segment.negated & statement.affirmed) - statement.negated - segment.affirmed
    righted = (segment.affirmed & statement.negated) - statement.affirmed - segment.negated
    if statement.hedges:  # "no co-adaptation" is how "reduces co-adaptation" can be put
        turned = frozenset()
    if segment.hedges:
        righted = frozenset()
    differ = {stem for stem in (turned | righted) & claim.own if not is_antonym(stem)}
    agree = ((segment.negated & statement.negated) | (segment.affirmed & statement.affirmed)) & claim.own
    return len(differ) >= 2 and len(differ) > len(agree)


def _other_course(segment: ClaimFeatures, statement: ClaimFeatures) -> bool:
    """Whether the segment goes from where the claim goes to."""
    return any((end, start) in segment.courses for start, end in statement.courses)
