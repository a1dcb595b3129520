"""A reference made ready to be compared with answers: its claims, vectors and words, less what the question says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from interviewer.grading.embed import Embed
from interviewer.grading.reference.claims import ReferenceClaim, claims_of
from interviewer.grading.similarity.bare.projection import PromptProjection
from interviewer.grading.similarity.claim_features import features_of
from interviewer.grading.similarity.keyword_stuffing import function_word_ratio
from interviewer.grading.similarity.polarity import Claim
from interviewer.grading.similarity.segments import LISTED_RATIO
from interviewer.language.words import content_stems, tokens, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*(?:/\d+)?")
_NEGATION = re.compile(r"\b(?:not|no|never|cannot|without|none|neither|nor|nothing)\b|n['’]t\b", re.IGNORECASE)
_GRAM = 4


@dataclass(frozen=True)
class BareReference:
    """One question with its reference answer.

    `claims` are the reference's, `vectors` theirs without what the question says, each of length 1; `whole` is the same
    of the reference as a whole, and `plain` its vector as it is. `own` are the content stems of each claim that the
    question does not have (all if it has them all), `stems` those of the reference.
    """

    claims: tuple[ReferenceClaim, ...]
    projection: PromptProjection
    plain: NDArray[np.float32]
    whole: NDArray[np.float32]
    vectors: NDArray[np.float32]
    needed: NDArray[np.float64]
    own: tuple[frozenset[str], ...]
    stems: frozenset[str]
    question_stems: frozenset[str]
    statements: tuple[Claim, ...]
    numbers: frozenset[str]
    question_numbers: frozenset[str]
    grams: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    negations: int
    length: int
    is_list: bool

    @classmethod
    def of(cls, question: str, reference: str, embed: Embed) -> BareReference | None:
        """A question's reference; None if it has no word. Raises what `embed` raises."""
        import numpy as np

        cut = claims_of(question, reference)
        if not cut:
            return None
        rows = embed([question, reference, *(claim.text for claim in cut)])
        is_asked = bool(words(question))
        asked = rows[0] if is_asked else np.zeros_like(rows[0])
        projection = PromptProjection(rows[:1] if is_asked else rows[:0])
        claims = claims_of(question, reference, (rows[2:] @ asked).tolist() if is_asked else None)
        needed = np.array([claim.weight if claim.essential else 0.0 for claim in claims])
        known = content_stems(question)
        every = [content_stems(claim.text) for claim in claims]
        stems = content_stems(reference) or frozenset(tokens(reference))
        own = tuple((stem - known) or stem for stem in every)
        grams = grams_of(reference)
        return cls(
            claims=claims,
            projection=projection,
            plain=rows[1],
            whole=projection.of_claims(rows[1:2])[0],
            vectors=projection.of_claims(rows[2:]),
            needed=needed / needed.sum(),
            own=own,
            stems=(stems - known) or stems,
            question_stems=known,
            statements=tuple(
                Claim(features_of(claim.text), stem - known) for claim, stem in zip(claims, every, strict=True)
            ),
            numbers=numbers_of(reference),
            question_numbers=numbers_of(question),
            grams=(grams - grams_of(question)) or grams,
            pairs=neighbours_of(reference) - neighbours_of(question),
            negations=negations_in(reference),
            length=len(words(reference)),
            is_list=function_word_ratio(reference) < LISTED_RATIO,
        )


def numbers_of(text: str) -> frozenset[str]:
    """The numbers of a text as they are written."""
    return frozenset(_NUMBER.findall(text))


def negations_in(text: str) -> int:
    """How many words of a text negate."""
    return len(_NEGATION.findall(text))


def grams_of(text: str) -> frozenset[str]:
    """The runs of four letters of a text, spaces between words among them."""
    line = f" {' '.join(tokens(text))} "
    return frozenset(line[at : at + _GRAM] for at in range(len(line) - _GRAM + 1))


def neighbours_of(text: str) -> frozenset[tuple[str, str]]:
    """The pairs of neighbouring words of a text, as stems."""
    stems = [word.stem for word in words(text)]
    return frozenset(pairwise(stems))
