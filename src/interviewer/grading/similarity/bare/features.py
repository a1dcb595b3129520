"""How an answer compares with a bare reference, as a few named numbers; each says more of itself means more agreement,
unless its name is among the doubts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from interviewer.grading.relation import RelationKind
from interviewer.grading.similarity.bare.asserted import AssertedText
from interviewer.grading.similarity.bare.reference import (
    BareReference,
    grams_of,
    negations_in,
    neighbours_of,
    numbers_of,
)
from interviewer.grading.similarity.claim_features import ClaimFeatures, features_of
from interviewer.grading.similarity.polarity import relation_kind
from interviewer.language.slips import LEAST_LETTERS, is_slip
from interviewer.language.words import content_stems, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NAMES = (
    "cosine", "projected", "covered", "nearest", "precise", "words", "claim words", "own words", "letters", "pairs",
    "length", "brief", "entailed", "contradicted", "negation", "asserted", "numbers", "disorder", "echo",
)  # fmt: skip
"""The features, in the order of a row.

cosine: of the whole answer with the whole reference. projected: the same without what the question says. covered: the
mean over essential claims of the nearest part's cosine, without what the question says. nearest: the best of them.
precise: how near the answer's sentences come to any claim. words: share of the reference's own words that the answer
has. claim words: the same per essential claim. own words: share of the answer's new words that the reference has.
letters: runs of four letters of the reference in the answer. pairs: pairs of neighbouring words. length: of the answer
to the reference, logarithm, at most equal. brief: of new words, logarithm. entailed, contradicted: shares of essential
claims by the rules of polarity. negation: 1 if one of the two has more negations. asserted: share of the answer's
sentences that assert something. numbers: share of the reference's own numbers. disorder: words in no order of English.
echo: share of the answer's words that are the question's.
"""

_Item = TypeVar("_Item", str, tuple[str, str])
_ABOUT = 0.4  # cosine from which a sentence is about a claim, and its polarity is read
_DETERMINERS = frozenset(("a", "an", "the", "its", "their", "this"))
_CLOSED = _DETERMINERS | frozenset("of to in on at for with by is are was be and or that as from it".split())


def texts_of(answer: AssertedText) -> list[str]:
    """The texts of an answer whose vectors `compared` needs, in its order."""
    return [answer.whole, *answer.parts]


def compared(reference: BareReference, answer: AssertedText, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """The features of an answer that asserts something, a row of NAMES; `vectors` are those of its `texts_of`."""
    import numpy as np

    projected = reference.projection.of_answer(vectors)
    lengths = np.linalg.norm(projected, axis=1)
    near = (projected @ reference.vectors.T).max(axis=0).astype(np.float64)
    stems = content_stems(answer.whole)
    had = _with_slips(stems, reference.stems)
    said = np.array([_share(own, had) for own in reference.own])
    new = stems - reference.question_stems
    polarity = list(_polarity(reference, answer.parts, projected[1:]))
    turned = np.array([kind is RelationKind.CONTRADICTS for kind in polarity])
    entailed = np.array([kind is RelationKind.ENTAILS for kind in polarity])
    needed, count = reference.needed, len(words(answer.whole))
    shared = _share(reference.stems, had)
    values = {
        "cosine": float(vectors[0] @ reference.plain),
        "projected": float(projected[0] @ reference.whole) / max(float(lengths[0]), 0.2),
        "covered": _grouped(reference, near),
        "nearest": float(near[needed > 0].max()),
        "precise": _precision(reference, answer, projected, lengths),
        "words": shared,
        "claim words": _grouped(reference, said),
        "own words": _share(new, _with_slips(reference.stems, new)),
        "letters": _share(reference.grams, grams_of(answer.whole)),
        "pairs": _share(reference.pairs, neighbours_of(answer.whole)) if reference.pairs else shared,
        "length": min(0.0, math.log((count + 1) / (reference.length + 1))),
        "brief": math.log1p(len(new)),
        "entailed": float(needed @ entailed),
        "contradicted": float(needed @ turned),
        "negation": float(negations_in(answer.whole) != reference.negations),
        "asserted": answer.share,
        "numbers": _share(reference.numbers - reference.question_numbers, numbers_of(answer.whole)),
        "disorder": _disorder(answer.whole),
        "echo": len(stems & reference.question_stems) / len(stems) if stems else 1.0,
    }
    return np.array([values[name] for name in NAMES])


def _grouped(reference: BareReference, values: NDArray[np.float64]) -> float:
    """The mean over essential claims by weight; of alternatives the best stands for all."""
    best: dict[int, float] = {}
    for claim, value in zip(reference.claims, values, strict=True):
        if claim.essential:
            best[claim.group] = max(best.get(claim.group, -1.0), float(value))
    return sum(
        float(weight) * best[claim.group]
        for claim, weight in zip(reference.claims, reference.needed, strict=True)
        if claim.essential
    )


def _precision(
    reference: BareReference, answer: AssertedText, projected: NDArray[np.float32], lengths: NDArray[np.float32]
) -> float:
    import numpy as np

    place = {part: number for number, part in enumerate(answer.parts, start=1)}
    rows = [place[sentence] for sentence in answer.sentences]
    weights = np.array([len(words(sentence)) + 1.0 for sentence in answer.sentences])
    against = np.vstack([reference.vectors, reference.whole[None]])
    best = (projected[rows] @ against.T).max(axis=1) / np.maximum(lengths[rows], 0.2)
    return float(weights @ best / weights.sum())


def _polarity(reference: BareReference, parts: Sequence[str], projected: NDArray[np.float32]) -> Iterator[RelationKind]:
    """What the part nearest to each essential claim does with it; `projected` are the parts' vectors."""
    strength = projected @ reference.vectors.T
    read: dict[int, ClaimFeatures] = {}
    for number, claim in enumerate(reference.statements):
        at = int(strength[:, number].argmax())
        if reference.needed[number] == 0 or strength[at, number] < _ABOUT:
            yield RelationKind.UNRELATED
            continue
        if at not in read:
            read[at] = features_of(parts[at])
        yield relation_kind(read[at], claim)


def _share(wanted: frozenset[_Item], found: frozenset[_Item]) -> float:
    """The share of `wanted` that was found, 0..1; 1 where nothing is wanted."""
    return len(wanted & found) / len(wanted) if wanted else 1.0


def _with_slips(stems: frozenset[str], wanted: frozenset[str]) -> frozenset[str]:
    """`stems` and those of `wanted` that one of them is a slip of the keyboard away from."""
    odd = [stem for stem in stems - wanted if len(stem) >= LEAST_LETTERS]
    return stems | {stem for stem in wanted - stems for other in odd if is_slip(other, stem)}


def _disorder(text: str) -> float:
    """The share of determiners before a small word or the end: near 0 in English, a third if shuffled."""
    found = [word.text for word in words(text)]
    after = [following for word, following in pairwise((*found, "")) if word in _DETERMINERS]
    return sum(not word or word in _CLOSED for word in after) / max(len(after), 2)
