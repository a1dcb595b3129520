"""Whether a text says a claim or its reverse: negation, direction, opposites, and the sides of a comparison."""

from __future__ import annotations

import re
from functools import lru_cache

from interviewer.corpus.question import Question
from interviewer.grading.coverage.lexicon import OPPOSITES
from interviewer.grading.coverage.wording import Wording, stem, wording

MIN_NEGATED_SHARE = 1 / 3
"""A negation turns a claim only where it covers at least this share of the words that text and claim have in
common. Chosen on the development answers."""

MIN_IN_ORDER = 0.6
"""Share of word pairs that keep their order where only two opposites were exchanged."""

_VERSUS = re.compile(r"-vs-|-versus-")


def reverses(text: str, claim: str) -> bool:
    """Whether `text` speaks of what `claim` speaks of and says the reverse.

    It does where a word that both share is negated in one only, is turned up in one and down in the other, or where
    one of a pair of opposites stands in the claim and only the other in the text. Two reversals cancel out.
    """
    said, claimed = wording(text), wording(claim)
    shared = said.stems & claimed.stems
    if not shared:
        return False
    turned = _negation_differs(said, claimed, shared) + _direction_differs(said, claimed, shared)
    turned += _opposite_stands(said, claimed, shared) + _order_swapped(said, claimed, shared)
    return turned % 2 == 1


def sides_of(question: Question) -> tuple[frozenset[str], ...]:
    """The things that a comparison compares, each as the stems of its words; empty for other questions."""
    parts = _VERSUS.split(question.id)
    if len(parts) < 2:
        return ()
    named = [frozenset(stem(word) for word in part.split("-")) for part in parts]
    common = frozenset.intersection(*named)
    return tuple(words - common for words in named if words - common)


def side_in(text: str, sides: tuple[frozenset[str], ...]) -> int | None:
    """The number of the one side that `text` names, or None where it names none or several."""
    if not sides:
        return None
    stems = wording(text).stems
    named = [number for number, words in enumerate(sides) if words & stems]
    return named[0] if len(named) == 1 else None


def _negation_differs(said: Wording, claimed: Wording, shared: frozenset[str]) -> int:
    """A word that one text negates and the other turns down ("cannot co-adapt", "less co-adaptation") agrees."""
    differing = agreeing = 0
    for word in shared:
        one, other = said.find(word), claimed.find(word)
        assert one is not None
        assert other is not None
        if one.negated == other.negated:
            agreeing += one.negated
        elif (one if other.negated else other).direction >= 0:
            differing += 1
    return int(differing > agreeing and differing >= MIN_NEGATED_SHARE * len(shared))


def _direction_differs(said: Wording, claimed: Wording, shared: frozenset[str]) -> int:
    differing = agreeing = 0
    for word in shared:
        one, other = said.find(word), claimed.find(word)
        assert one is not None
        assert other is not None
        product = one.direction * other.direction
        differing += product < 0
        agreeing += product > 0
    return int(differing > agreeing)


def _opposite_stands(said: Wording, claimed: Wording, shared: frozenset[str]) -> int:
    """Whether an odd number of the claim's words is replaced by its opposite, with something shared around it."""
    replaced = 0
    for first, second in _opposite_stems():
        for here, there in ((first, second), (second, first)):
            in_claim = here in claimed.stems and there not in claimed.stems
            in_text = there in said.stems and here not in said.stems
            replaced += in_claim and in_text
    return replaced % 2 if shared else 0


@lru_cache(maxsize=1)
def _opposite_stems() -> tuple[tuple[str, str], ...]:
    pairs = ((stem(first), stem(second)) for first, second in OPPOSITES)
    return tuple(dict.fromkeys(pair for pair in pairs if pair[0] != pair[1]))


def _order_swapped(said: Wording, claimed: Wording, shared: frozenset[str]) -> int:
    """Whether a pair of opposites that both texts have changed places while what stands around it did not."""
    first_said, first_claimed = _first_places(said), _first_places(claimed)
    kept = swapped = 0
    paired: set[str] = set()
    for one, other in _opposite_stems():
        if one in shared and other in shared:
            paired |= {one, other}
            same = (first_said[one] < first_said[other]) == (first_claimed[one] < first_claimed[other])
            kept += same
            swapped += not same
    if not swapped:
        return 0
    if kept:
        return 1
    rest = sorted(shared - paired, key=first_claimed.__getitem__)
    if len(rest) < 2:
        return 0
    pairs = [(a, b) for i, a in enumerate(rest) for b in rest[i + 1 :]]
    in_order = sum(first_said[a] < first_said[b] for a, b in pairs)
    return int(in_order > MIN_IN_ORDER * len(pairs))


def _first_places(text: Wording) -> dict[str, int]:
    places: dict[str, int] = {}
    for number, word in enumerate(text.words):
        places.setdefault(word.stem, number)
    return places
