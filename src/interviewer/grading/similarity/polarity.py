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


@dataclass(frozen=True)
class Claim:
    """A statement that texts are compared with; `own` are its stems that the question does not have."""

    features: ClaimFeatures
    own: frozenset[str]


def relation_kind(segment: ClaimFeatures, claim: Claim) -> RelationKind:
    """What `segment` does with `claim`.

    The other direction, a negation and the other course each reverse a claim; several of them together say something
    else that can be just as true.
    """
    repeated = _repeated(segment, claim)
    if repeated is not None:
        return repeated
    turns = (
        _other_direction(segment, claim),
        _negation_differs(segment, claim),
        _other_course(segment, claim.features),
    )
    if any(turns):
        return RelationKind.CONTRADICTS if sum(turns) == 1 else RelationKind.UNRELATED
    return RelationKind.ENTAILS


def _repeated(segment: ClaimFeatures, claim: Claim) -> RelationKind | None:
    """What a segment does that has all but a few of a claim's words in their order; None for any other, or in doubt."""
    if Indel.normalized_similarity(segment.order, claim.features.order) < _REPEATED:
        return None
    said, claimed = Counter(segment.order), Counter(claim.features.order)
    apart = (said - claimed) + (claimed - said)
    negations = apart.pop(NOT, 0)
    if any(found in _NEGATORS or is_antonym(found) for found in apart):
        return None
    if negations % 2:
        return None if apart else RelationKind.CONTRADICTS
    return RelationKind.ENTAILS


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
