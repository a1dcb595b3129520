"""The pairs of things that a question contrasts: swapping them reverses a statement."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations

from interviewer.corpus.question import Kind, Question
from interviewer.grading.similarity.antonyms import is_antonym
from interviewer.language.words import content_stems, words

ContrastPair = tuple[str, str]
"""Two contrasted stems, in alphabetical order."""

_HALVES = re.compile(r",\s+(?:while|whereas)\s+(?!that\b)", re.IGNORECASE)
_JOINED = re.compile(
    r"\b([\w-]+)(?:,\s+(?:an?\s+|the\s+)?([\w-]+))?\s+(?:and|vs\.?|versus)\s+(?:an?\s+|the\s+)?([\w-]+)", re.IGNORECASE
)
_FROM = re.compile(r"^(.*?)\bdiffers?\s+from\s+(.*)$", re.IGNORECASE)


def contrast_pairs_of(question: Question) -> tuple[ContrastPair, ...]:
    """The pairs that the question contrasts, each once.

    They come from the title of a comparison ("bagging and boosting"), from key points that oppose two things ("max
    pooling ..., while average pooling ..."), and from things that each open a key point and are joined in another
    ("generator and discriminator").
    """
    claims = [point.claim for point in question.key_points]
    found = [*_contrasted_in_claims(claims), *_openings_that_are_joined(claims)]
    if question.kind is Kind.COMPARISON:
        found += _in_title(question.title, claims)
    pairs = ((min(one, other), max(one, other)) for one, other in found if one != other)
    return tuple(dict.fromkeys(pair for pair in pairs if not all(is_antonym(stem) for stem in pair)))


def _in_title(title: str, claims: list[str]) -> Iterator[ContrastPair]:
    """Pairs named together in the title of which each has a key point without the other."""
    named: list[ContrastPair] = []
    for match in _JOINED.finditer(title):
        stems = [found for group in match.groups() if group for found in _first(group, 1)]
        named += combinations(stems, 2)
    parted = _FROM.match(title)
    if parted:
        named += [(one, other) for one in _first(parted[1], 1) for other in _first(parted[2], 1)]
    if not named:
        named += combinations(_first(title, 20), 2)
    stems_of = [content_stems(claim) for claim in claims]
    for one, other in named:
        if any(one in s and other not in s for s in stems_of) and any(other in s and one not in s for s in stems_of):
            yield one, other


def _contrasted_in_claims(claims: Iterable[str]) -> Iterator[ContrastPair]:
    for claim in claims:
        halves = _HALVES.split(claim, maxsplit=1)
        if len(halves) != 2:
            continue
        for one, other in zip(_first(halves[0], 1), _first(halves[1], 1), strict=False):
            if one not in content_stems(halves[1]) and other not in content_stems(halves[0]):
                yield one, other


def _openings_that_are_joined(claims: list[str]) -> Iterator[ContrastPair]:
    """Things that each open a key point and are named together ("generator and discriminator") in some key point."""
    openings = {found for claim in claims for found in _first(claim, 1)}
    for claim in claims:
        for match in _JOINED.finditer(claim):
            named = [found for group in match.groups() if group for found in _first(group, 1)]
            yield from ((one, other) for one, other in combinations(named, 2) if {one, other} <= openings)


def _first(text: str, count: int) -> list[str]:
    return [word.stem for word in words(text) if word.is_content][:count]
